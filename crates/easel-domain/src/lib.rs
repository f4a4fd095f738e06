//! The words and the rules of a studio.
//!
//! **Knows** ids, credits, actors, specs, models and prices, quotes, the ledger's rules, job states and what follows
//! from an outcome, routing. Everything here is pure and synchronous: time and chance come in as arguments.
//!
//! **Never knows** tokio, SQL, HTTP, files, the clock or randomness; depends on no other crate of the workspace.

pub mod account;
pub mod actor;
pub mod address;
pub mod billing;
pub mod brand;
pub mod branding;
pub mod character;
pub mod checkout;
pub mod credits;
pub mod device;
pub mod extend;
pub mod failure;
pub mod format;
pub mod gallery;
pub mod generation;
pub mod guide;
pub mod id;
pub mod inspection;
pub mod job;
pub mod ledger;
pub mod legal;
pub mod lent;
pub mod mail;
pub mod measured;
pub mod message;
pub mod model;
pub mod money;
pub mod notice;
pub mod openid;
pub mod payment;
pub mod plan;
pub mod price_book;
pub mod quote;
pub mod receipt;
pub mod redeem;
pub mod refund;
pub mod retention;
pub mod routing;
pub mod second_factor;
pub mod statement;
pub mod style;
pub mod support;
pub mod time;
pub mod told;
pub mod typed;
pub mod upi;
pub mod words;

pub use account::{EmailAddress, InvalidAccount, Language, Name, Password};
pub use actor::{Actor, Permission, Role};
pub use billing::{SeenInvoice, SeenSubscription};
pub use brand::{Brand, BrandUse};
pub use branding::Branding;
pub use character::{Cast, Character};
pub use checkout::{GatewayEvent, NewCheckout, Sighting};
pub use credits::{Buckets, Credits};
pub use extend::Extend;
pub use failure::{Failure, FailureCode};
pub use gallery::{AssetKind, BoardName, Tag};
pub use generation::{Draft, GenerationState, InvalidSpec, Spec};
pub use id::{
    AnnouncementId, ArchiveId, AssetId, BoardId, BookId, BrandId, CannedAnswerId, CharacterId,
    ConversationId, CreditChangeId, DownloadId, DrawId, EntryId, ExhibitId, ExportId, GenerationId, HoldId,
    InspectionId, JobId, MailId, MessageId, NoticeId, OutfitId, PackId, PasskeyId, PaymentId, PlanId,
    PushDeviceId, RedeemBatchId, RefundId, SessionId, ShareId, StripId, SubscriptionId, UserId,
};
pub use job::{Beat, JobKind, JobState, Lane, Next, Outcome};
pub use ledger::{EntryKind, LedgerAccount, Reason};
pub use legal::LegalKind;
pub use mail::MailKind;
pub use measured::{Likeness, Measured};
pub use model::{Capabilities, Catalogue, Model, Operation, Price, Tool};
pub use money::{Currency, Money};
pub use notice::{NoticeKind, Topic};
pub use payment::{Gateway, PaymentState, PaymentStep, Utr};
pub use plan::{Allows, Interval, NotAllowed, PlanOffer};
pub use price_book::{PackOffer, PriceBook};
pub use quote::{Quote, QuoteLine};
pub use redeem::RedeemCode;
pub use refund::RefundState;
pub use retention::Retention;
pub use second_factor::{SecondFactorPolicy, TypedFactor};
pub use style::Recipe;
pub use support::{ConversationState, Said, Side};
pub use time::Timestamp;
pub use told::{Takes, Told};
pub use upi::Vpa;
pub use words::Words;
