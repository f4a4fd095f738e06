//! Small readers for columns, and what is said when something changed.

use crate::{Hears, StoreError, Wake};
use easel_db::{DbError, Row, Tx, texts};
use easel_domain::{Currency, GenerationId, Lane, Money, Timestamp, UserId};
use std::{
    borrow::Cow,
    collections::BTreeMap,
    fmt::{Display, Write as _},
    str::FromStr,
};
use uuid::Uuid;

texts! {
    PING = "select cast(1 as bigint)";
}

pub(crate) fn all_texts() -> Vec<&'static str> {
    [
        TEXTS,
        crate::asset::TEXTS,
        crate::audit::TEXTS,
        crate::backup::TEXTS,
        crate::batch::TEXTS,
        crate::blob::TEXTS,
        crate::board::TEXTS,
        crate::brand::TEXTS,
        crate::branding::TEXTS,
        crate::channel::TEXTS,
        crate::channel_test::TEXTS,
        crate::checklist::TEXTS,
        crate::character::TEXTS,
        crate::consent::TEXTS,
        crate::download::TEXTS,
        crate::email::TEXTS,
        crate::export::TEXTS,
        crate::gallery::TEXTS,
        crate::generation::TEXTS,
        crate::input::TEXTS,
        crate::job::TEXTS,
        crate::leaving::TEXTS,
        crate::legal::TEXTS,
        crate::lent::TEXTS,
        crate::lineage::TEXTS,
        crate::mail::TEXTS,
        crate::meaning::TEXTS,
        crate::model::TEXTS,
        crate::notice::TEXTS,
        crate::person::TEXTS,
        crate::plan::TEXTS,
        crate::preview::TEXTS,
        crate::queue::TEXTS,
        crate::retention::TEXTS,
        crate::second_factor::TEXTS,
        crate::session::TEXTS,
        crate::share::TEXTS,
        crate::spending::TEXTS,
        crate::style::TEXTS,
        crate::subscription::TEXTS,
        crate::tend::TEXTS,
        crate::upload::TEXTS,
        crate::user::TEXTS,
        crate::wallet::TEXTS,
        crate::worker::TEXTS,
    ]
    .concat()
}

/// The next column, read by its `FromStr`.
///
/// # Errors
/// When it is nothing of the kind.
pub fn parsed<T: FromStr<Err: Display>>(row: &mut Row) -> Result<T, DbError> {
    let text: String = row.next()?;
    text.parse().map_err(|e: T::Err| DbError::column(e.to_string()))
}

/// The next column, read by its `FromStr`, or null.
///
/// # Errors
/// When it is nothing of the kind.
pub fn parsed_or_null<T: FromStr<Err: Display>>(row: &mut Row) -> Result<Option<T>, DbError> {
    let text: Option<String> = row.next()?;
    text.map(|t| t.parse().map_err(|e: T::Err| DbError::column(e.to_string()))).transpose()
}

/// The next column, a word of a fixed vocabulary.
///
/// # Errors
/// When it is another word.
pub fn word<T>(row: &mut Row, parse: impl Fn(&str) -> Option<T>) -> Result<T, DbError> {
    let text: String = row.next()?;
    parse(&text).ok_or_else(|| DbError::column(format!("unknown word {text:?}")))
}

/// The next column, JSON.
///
/// # Errors
/// When it is something else.
pub fn json<T: serde::de::DeserializeOwned>(row: &mut Row) -> Result<T, DbError> {
    let text: String = row.next()?;
    serde_json::from_str(&text).map_err(DbError::decode)
}

/// The next column, JSON or null.
///
/// # Errors
/// When it is something else.
pub fn json_or_null<T: serde::de::DeserializeOwned>(row: &mut Row) -> Result<Option<T>, DbError> {
    let text: Option<String> = row.next()?;
    text.map(|t| serde_json::from_str(&t).map_err(DbError::decode)).transpose()
}

/// The next column, a moment.
///
/// # Errors
/// When it is no number.
pub fn moment(row: &mut Row) -> Result<Timestamp, DbError> {
    row.next().map(Timestamp)
}

/// The next column, a moment or null.
///
/// # Errors
/// When it is no number.
pub fn moment_or_null(row: &mut Row) -> Result<Option<Timestamp>, DbError> {
    Ok(row.next::<Option<i64>>()?.map(Timestamp))
}

/// The next two columns, an amount.
///
/// # Errors
/// When they can't be one.
pub fn money(row: &mut Row) -> Result<Money, DbError> {
    let (minor, code): (i64, String) = (row.next()?, row.next()?);
    let amount = Currency::parse(&code).and_then(|currency| Money::new(minor, currency));
    amount.ok_or_else(|| DbError::column(format!("{minor} {code:?} is no amount")))
}

/// Words from outside as the databases can keep them: without NUL characters.
#[must_use]
pub fn plain(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { text.replace('\0', "").into() } else { text.into() }
}

/// What text with these words in it is like, for `like .. escape '!'`; empty where there are none.
pub(crate) fn like(words: &str) -> String {
    let words = plain(words.trim()).to_lowercase();
    match words.replace('!', "!!").replace('%', "!%").replace('_', "!_") {
        none if none.is_empty() => none,
        some => format!("%{some}%"),
    }
}

/// What is written as JSON always can be.
///
/// # Errors
/// Never, as far as is known.
pub fn to_json(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(StoreError::corrupt)
}

/// Ids as the one argument that `json_each` reads on both databases: the keys of an object.
///
/// # Errors
/// Never, as far as is known.
pub fn keys<T: Display>(ids: impl IntoIterator<Item = T>) -> Result<String, StoreError> {
    let map: BTreeMap<String, u8> = ids.into_iter().map(|id| (id.to_string(), 0)).collect();
    to_json(&map)
}

/// Lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A new id that sorts by time.
#[must_use]
pub fn new_id(now: Timestamp) -> Uuid {
    let ms = u64::try_from(now.0).unwrap_or(0);
    let nanos = u32::try_from(ms % 1000).unwrap_or(0) * 1_000_000;
    Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, ms / 1000, nanos))
}

/// Says that something this person can see changed.
///
/// # Errors
/// When the database fails.
pub async fn wake_user(tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError> {
    tx.wake(&format!("user:{user}")).await
}

pub(crate) async fn wake_over(tx: &mut Tx<'_>, id: GenerationId) -> Result<(), DbError> {
    tx.wake(&format!("over:{id}")).await
}

/// Says that there is work in a lane, once the transaction is done.
///
/// # Errors
/// When the database fails.
pub async fn wake_lane(tx: &mut Tx<'_>, lane: Lane) -> Result<(), DbError> {
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
