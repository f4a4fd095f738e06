//! What leaves the house, engines apart: mail, a lent worker's words to its studio, questions to Stripe, to a chat
//! model and to a sign-in provider, codes for a phone's camera.
//!
//! **Knows** how a mail is worded, built and handed over: to an SMTP server, or into a folder where none is set. How
//! Stripe is asked, and whether it was Stripe that told something. How a chat model is asked for a book's plan. How a browser is told by push, and
//! a link is made that ends mails.
//!
//! **Never knows** pixels, SQL or how HTTP is served; nor why a mail is sent and whether it is tried again: that is the
//! worker's and the domain's.

mod chat;
mod client;
mod lent;
mod mail;
mod openid;
mod push;
mod qr;
mod stripe;
mod unsubscribe;
mod words;

pub use chat::{Chat, ChatError, ChatOptions, ChatSetup};
pub use lent::{Studio, StudioAddress, StudioError};
pub use mail::{Mail, MailError, Mailer, MailerError};
pub use openid::{OpenId, OpenIdChance, OpenIdError, OpenIdOptions, OpenIdPerson, OpenIdSetup};
pub use push::{PushError, PushTarget, Pusher};
pub use qr::qr_svg;
pub use stripe::{NotTaken, Stripe, StripeError, StripeSetup, is_signed};
pub use unsubscribe::Unsubscribe;
pub use words::{Words, render};
