//! How SQL texts are written down, and small readers for columns.

use crate::{Hears, StoreError, Wake};
use easel_db::{DbError, Row, Tx};
use easel_domain::{GenerationId, Lane, Timestamp, UserId};
use std::{
    borrow::Cow,
    fmt::{Display, Write as _},
    str::FromStr,
};
use uuid::Uuid;

/// Names SQL texts and lists them, so that a test can prepare every one on both databases.
macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident = $text:expr;)*) => {
        $($(#[$doc])* pub(crate) const $name: &str = $text;)*
        pub(crate) const TEXTS: &[&str] = &[$($name),*];
    };
}
pub(crate) use texts;

/// A transaction's closure: what it uses is cloned for each run, because PostgreSQL may run it again.
macro_rules! tx {
    (|$tx:ident $(, $value:ident)*| $body:block) => {
        move |$tx| {
            $(let $value = ::std::clone::Clone::clone(&$value);)*
            Box::pin(async move $body)
        }
    };
}
pub(crate) use tx;

texts! {
    PING = "select cast(1 as bigint)";
}

pub(crate) fn all_texts() -> Vec<&'static str> {
    [
        TEXTS,
        crate::approval::TEXTS,
        crate::asset::TEXTS,
        crate::audit::TEXTS,
        crate::batch::TEXTS,
        crate::billing::TEXTS,
        crate::blob::TEXTS,
        crate::board::TEXTS,
        crate::book::TEXTS,
        crate::book_draw::TEXTS,
        crate::brand::TEXTS,
        crate::channel::TEXTS,
        crate::channel_test::TEXTS,
        crate::character::TEXTS,
        crate::checkout::TEXTS,
        crate::claim::TEXTS,
        crate::consent::TEXTS,
        crate::credit::TEXTS,
        crate::dispute::TEXTS,
        crate::download::TEXTS,
        crate::export::TEXTS,
        crate::figures::TEXTS,
        crate::gallery::TEXTS,
        crate::gateway_event::TEXTS,
        crate::generation::TEXTS,
        crate::input::TEXTS,
        crate::job::TEXTS,
        crate::lent::TEXTS,
        crate::lineage::TEXTS,
        crate::mail::TEXTS,
        crate::meaning::TEXTS,
        crate::model::TEXTS,
        crate::overview::TEXTS,
        crate::pack::TEXTS,
        crate::payment::TEXTS,
        crate::plan::TEXTS,
        crate::preview::TEXTS,
        crate::receipt::TEXTS,
        crate::redeem::TEXTS,
        crate::refund::TEXTS,
        crate::session::TEXTS,
        crate::share::TEXTS,
        crate::spending::TEXTS,
        crate::style::TEXTS,
        crate::strip::TEXTS,
        crate::subscription::TEXTS,
        crate::tend::TEXTS,
        crate::upload::TEXTS,
        crate::user::TEXTS,
        crate::verify::TEXTS,
        crate::wallet::TEXTS,
        crate::worker::TEXTS,
    ]
    .concat()
}

/// The next column, read by its `FromStr`.
pub(crate) fn parsed<T: FromStr<Err: Display>>(row: &mut Row) -> Result<T, DbError> {
    let text: String = row.next()?;
    text.parse().map_err(|e: T::Err| DbError::column(e.to_string()))
}

/// The next column, read by its `FromStr`, or null.
pub(crate) fn parsed_or_null<T: FromStr<Err: Display>>(row: &mut Row) -> Result<Option<T>, DbError> {
    let text: Option<String> = row.next()?;
    text.map(|t| t.parse().map_err(|e: T::Err| DbError::column(e.to_string()))).transpose()
}

/// The next column, a word of a fixed vocabulary.
pub(crate) fn word<T>(row: &mut Row, parse: impl Fn(&str) -> Option<T>) -> Result<T, DbError> {
    let text: String = row.next()?;
    parse(&text).ok_or_else(|| DbError::column(format!("unknown word {text:?}")))
}

/// The next column, JSON.
pub(crate) fn json<T: serde::de::DeserializeOwned>(row: &mut Row) -> Result<T, DbError> {
    let text: String = row.next()?;
    serde_json::from_str(&text).map_err(DbError::decode)
}

/// The next column, a moment.
pub(crate) fn moment(row: &mut Row) -> Result<Timestamp, DbError> {
    row.next().map(Timestamp)
}

/// Words from outside as the databases can keep them: without NUL characters.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { text.replace('\0', "").into() } else { text.into() }
}

/// What is written as JSON always can be.
pub(crate) fn to_json(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(StoreError::corrupt)
}

/// Lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A new id that sorts by time.
pub(crate) fn new_id(now: Timestamp) -> Uuid {
    let ms = u64::try_from(now.0).unwrap_or(0);
    let nanos = u32::try_from(ms % 1000).unwrap_or(0) * 1_000_000;
    Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, ms / 1000, nanos))
}

pub(crate) async fn wake_user(tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError> {
    tx.wake(&format!("user:{user}")).await
}

pub(crate) async fn wake_over(tx: &mut Tx<'_>, id: GenerationId) -> Result<(), DbError> {
    tx.wake(&format!("over:{id}")).await
}

pub(crate) async fn wake_lane(tx: &mut Tx<'_>, lane: Lane) -> Result<(), DbError> {
    tx.wake(kind_of(Hears::Lane(lane))).await
}

pub(crate) async fn wake_channels(tx: &mut Tx<'_>) -> Result<(), DbError> {
    tx.wake(kind_of(Hears::Channels)).await
}

/// What the topics of a kind begin with; those of a lane and of the channels are no more than that.
pub(crate) fn kind_of(hears: Hears) -> &'static str {
    match hears {
        Hears::People => "user",
        Hears::Ends => "over",
        Hears::Channels => "channels",
        Hears::Lane(Lane::Cpu) => "cpu-lane",
        Hears::Lane(Lane::Gpu) => "gpu-lane",
        Hears::Lane(Lane::Remote) => "remote-lane",
        Hears::Lane(Lane::Mail) => "mail-lane",
        Hears::Lane(Lane::Ingest) => "ingest-lane",
    }
}

pub(crate) fn wake_of_topic(topic: &str) -> Option<Wake> {
    match topic.split_once(':').unwrap_or((topic, "")) {
        ("user", id) => id.parse().ok().map(Wake::User),
        ("over", id) => id.parse().ok().map(Wake::Over),
        ("channels", _) => Some(Wake::Channels),
        (kind, _) => kind.strip_suffix("-lane").and_then(Lane::parse).map(Wake::Lane),
    }
}
