//! Pages of lists: how many, and where the next one begins.

use crate::{error::Problem, input::Words};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use easel_domain::Timestamp;
use std::{fmt::Display, str::FromStr};
use utoipa::IntoParams;

/// Most entries of a page.
pub const LIMIT_MAX: u32 = 100;
const LIMIT_DEFAULT: u32 = 30;

/// The words a list takes, for the document; they are read by [`limit`] and [`after`].
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the parameters; they are read from the query's words")]
pub struct PageParams {
    /// `next_cursor` of the page before.
    #[param(nullable = false)]
    cursor: Option<String>,
    /// How many entries, 30 without it.
    #[param(minimum = 1, maximum = 100, nullable = false)]
    limit: Option<u32>,
}

/// The same for the list of pictures, whose pages may be longer.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the parameters; they are read from the query's words")]
pub struct AssetPageParams {
    /// `next_cursor` of the page before.
    #[param(nullable = false)]
    cursor: Option<String>,
    /// How many entries, 30 without it.
    #[param(minimum = 1, maximum = 200, nullable = false)]
    limit: Option<u32>,
}

/// Makes the view of a page: `/// A page of sessions.` and `SessionPage of Session` become a struct with `items` and
/// `next_cursor`.
#[macro_export]
macro_rules! pages {
    ($($(#[$doc:meta])* $name:ident of $item:path;)*) => { $(
        $(#[$doc])*
        #[derive(serde::Serialize, utoipa::ToSchema)]
        pub(crate) struct $name {
            pub(crate) items: Vec<$item>,
            /// Where the next page begins; null on the last one.
            #[schema(required)]
            pub(crate) next_cursor: Option<String>,
        }
    )* };
}

/// How many entries were asked for.
pub fn limit(words: &Words) -> Result<u32, Problem> {
    limit_within(words, LIMIT_MAX)
}

/// How many entries were asked for, where at most `max` may be.
pub fn limit_within(words: &Words, max: u32) -> Result<u32, Problem> {
    match words.get("limit").map(str::parse) {
        None => Ok(LIMIT_DEFAULT),
        Some(Ok(n)) if (1..=max).contains(&n) => Ok(n),
        Some(_) => Err(Problem::invalid_limit(max)),
    }
}

/// The place a cursor stands for, if one was given.
pub fn after<C: Cursor>(words: &Words) -> Result<Option<C>, Problem> {
    let bad = || Problem::invalid("invalid_cursor", "invalid_cursor", "cursor");
    let Some(cursor) = words.get("cursor") else { return Ok(None) };
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| bad())?;
    let text = String::from_utf8(bytes).map_err(|_| bad())?;
    C::read(&text).map(Some).ok_or_else(bad)
}

/// Cuts what was read one longer than asked for: the page, and the cursor of the next if there is one.
pub fn cut<T, C: Cursor>(mut rows: Vec<T>, limit: u32, place: impl Fn(&T) -> C) -> (Vec<T>, Option<String>) {
    let limit = limit as usize;
    if rows.len() <= limit {
        return (rows, None);
    }
    rows.truncate(limit);
    let next = rows.last().map(|last| URL_SAFE_NO_PAD.encode(place(last).write()));
    (rows, next)
}

/// A place in a list; opaque to those who carry it.
pub trait Cursor: Sized {
    /// As text.
    fn write(&self) -> String;
    /// From the text of [`Cursor::write`].
    fn read(text: &str) -> Option<Self>;
}

impl Cursor for i64 {
    fn write(&self) -> String {
        self.to_string()
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl<Id: Display + FromStr> Cursor for (Timestamp, Id) {
    fn write(&self) -> String {
        format!("{}.{}", self.0.0, self.1)
    }

    fn read(text: &str) -> Option<Self> {
        let (at, id) = text.split_once('.')?;
        Some((Timestamp(at.parse().ok()?), id.parse().ok()?))
    }
}
