//! Spans of whole days, which figures are asked for. Days are UTC's.

use crate::{clock, error::Problem, input::Words};
use easel_domain::Timestamp;

const DAY_MS: i64 = 86_400_000;
/// Days without a choice.
const DAYS: i64 = 30;
/// Most days at once.
const DAYS_MAX: i64 = 3_660;

/// A span of whole days.
pub struct Span {
    /// From its first moment up to the first one after it.
    pub times: (Timestamp, Timestamp),
    /// Its first and last day.
    pub days: (jiff::civil::Date, jiff::civil::Date),
}

impl Span {
    /// The span asked for: `from` and `until`; the last thirty days without them.
    ///
    /// # Errors
    /// 400 at the day that can't be.
    pub fn read(words: &Words) -> Result<Self, Problem> {
        let bad = |field: &'static str| move || Problem::invalid("invalid_day", "invalid_day", field);
        let read = |field: &'static str| {
            words
                .get(field)
                .map(|text| text.parse::<jiff::civil::Date>().map_err(|_| bad(field)()))
                .transpose()
        };
        let today = day_of(clock::now().0.div_euclid(DAY_MS)).ok_or_else(bad("until"))?;
        let until = read("until")?.unwrap_or(today);
        let from = match read("from")? {
            Some(day) => day,
            None => day_of(number_of(until)? - DAYS + 1).ok_or_else(bad("from"))?,
        };
        let (first, last) = (number_of(from)?, number_of(until)?);
        if first > last || last - first >= DAYS_MAX {
            return Err(bad("from")());
        }
        Ok(Self { times: (Timestamp(first * DAY_MS), Timestamp((last + 1) * DAY_MS)), days: (from, until) })
    }
}

/// The day so many days after 1970-01-01.
#[must_use]
pub fn day_of(number: i64) -> Option<jiff::civil::Date> {
    jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().try_days(number).ok()?).ok()
}

fn number_of(day: jiff::civil::Date) -> Result<i64, Problem> {
    let since = day.since(jiff::civil::date(1970, 1, 1)).map_err(|e| Problem::internal(&e))?;
    Ok(i64::from(since.get_days()))
}
