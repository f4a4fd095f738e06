//! The studio's operations: routes, views, live updates, the built browser side, and the one router of everything.
//!
//! **Knows** HTTP: which operation a request asks for, what it is answered, what the OpenAPI document says. Who asks and
//! how an error looks is the door's (`easel-door`).
//!
//! **Never knows** engines, pixels or SQL text; decides no rule: what may happen is said by the domain and done by one
//! function of the store in one transaction.

mod admin;
mod announcement;
mod archive;
mod asset;
mod audit;
mod auth;
mod batch;
mod board;
mod brand;
mod branding;
mod channel;
mod channel_test;
mod character;
mod checklist;
mod configuration;
mod content;
mod conversation;
mod download;
mod email;
mod event;
mod font;
mod generation;
mod health;
mod help;
mod help_page;
mod inbox;
mod inspection;
mod leaving;
mod legal;
mod lent;
mod me;
mod model;
mod notice;
mod openid;
mod passkey;
mod password;
mod people;
mod preview;
mod privacy;
mod queue;
mod router;
mod second_factor;
mod serve;
mod share;
mod showcase;
mod showcase_admin;
mod showcase_page;
mod studio;
mod style;
mod telling;
mod ui;
mod upload;
mod view;
mod wait;
mod wallet;

pub use password::password_hash;
pub use router::{Web, openapi, router};
pub use serve::{ServeOptions, serve};
