//! Plans: credits refreshed every cycle for a regular payment, and what somebody with such a plan may do. A cycle is a
//! calendar month in UTC, counted from the moment the subscription began; its boundaries are always reckoned from
//! there, never from the boundary before, so that the 31st comes back after February.

use crate::{
    Credits, Currency, Money, Timestamp,
    model::Words,
    price_book::{CREDITS_MAX, LABEL_MAX, id_mistake, words_mistake},
};
use jiff::{Span, civil, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// Most plans on sale.
pub const PLANS_MAX: usize = 20;
/// Best priority; 0 is everybody's.
pub const PRIORITY_MAX: u32 = 9;
/// How long a subscription that renews by itself may be late with its payment before it ends.
pub const GRACE_MS: i64 = 3 * DAY_MS;
/// How long before the end of a subscription that doesn't renew its owner is told.
pub const ENDS_SOON_MS: i64 = 3 * DAY_MS;

const DAY_MS: i64 = 24 * 3_600_000;
/// Most generations at once that a plan can speak of.
const CONCURRENCY_MAX: u32 = 1_000;
/// Most models, or tiers, that a plan names.
const NAMES_MAX: usize = 200;
/// Longest description and longest licence, characters.
const TEXT_MAX: usize = 4_000;
/// Stands for every model, or every tier.
const EVERY: &str = "*";

/// How often a plan is paid. Its credits come every month either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Interval {
    /// A cycle at a time.
    Month,
    /// Twelve cycles at a time.
    Year,
}

impl Interval {
    /// Every interval.
    pub const ALL: &[Self] = &[Self::Month, Self::Year];

    /// The word in the price book, the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    /// Reads the word of [`Interval::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|interval| interval.as_str() == word)
    }

    /// How many cycles one payment pays for.
    #[must_use]
    pub const fn cycles(self) -> i64 {
        match self {
            Self::Month => 1,
            Self::Year => 12,
        }
    }
}

/// What somebody may do. What isn't said is not limited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Allows {
    /// Models by name; `*` is every model.
    pub models: Vec<String>,
    /// Tiers by name, those of tools too (`2x`); `*` is every tier.
    pub tiers: Vec<String>,
    /// How many generations may be queued and running at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concurrency: Option<u32>,
    /// 0 to [`PRIORITY_MAX`]: who has more goes first.
    pub priority: u32,
    /// What may be done with the pictures.
    pub licence: Words,
}

impl Default for Allows {
    fn default() -> Self {
        let every = || vec![EVERY.to_owned()];
        Self { models: every(), tiers: every(), concurrency: None, priority: 0, licence: Words::new() }
    }
}

/// What a plan doesn't allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAllowed {
    /// The model.
    #[error("the plan doesn't have this model")]
    Model,
    /// The tier.
    #[error("the plan doesn't have this tier")]
    Tier,
}

impl NotAllowed {
    /// The JSON field it is about.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Tier => "tier",
        }
    }
}

impl Allows {
    /// Whether a picture of this model and tier may be asked for.
    ///
    /// # Errors
    /// [`NotAllowed`], for the sentence at the field.
    pub fn check(&self, model: &str, tier: &str) -> Result<(), NotAllowed> {
        if !self.has_model(model) {
            return Err(NotAllowed::Model);
        }
        if self.has_tier(tier) { Ok(()) } else { Err(NotAllowed::Tier) }
    }

    /// Whether the model may be used at all.
    #[must_use]
    pub fn has_model(&self, model: &str) -> bool {
        has(&self.models, model)
    }

    /// Whether the tier may be used, whichever the model.
    #[must_use]
    pub fn has_tier(&self, tier: &str) -> bool {
        has(&self.tiers, tier)
    }

    /// Everything in it that can't be: the field and what is wrong.
    pub(crate) fn mistakes(&self) -> Vec<(&'static str, &'static str)> {
        let mut found = Vec::new();
        for (field, names) in [("models", &self.models), ("tiers", &self.tiers)] {
            let fits = |name: &String| !name.is_empty() && name.len() <= 80;
            if names.is_empty() || names.len() > NAMES_MAX || !names.iter().all(fits) {
                found.push((field, "1 to 200 names, or \"*\" for every one"));
            }
        }
        if self.concurrency.is_some_and(|most| !(1..=CONCURRENCY_MAX).contains(&most)) {
            found.push(("concurrency", "must be from 1 to 1000; leave it out for no limit"));
        }
        if self.priority > PRIORITY_MAX {
            found.push(("priority", "must be from 0 to 9"));
        }
        if !self.licence.is_empty()
            && let Some(what) = words_mistake(&self.licence, TEXT_MAX)
        {
            found.push(("licence", what));
        }
        found
    }
}

fn has(names: &[String], name: &str) -> bool {
    names.iter().any(|allowed| allowed == EVERY || allowed == name)
}

/// A plan for sale, as the price book has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanOffer {
    /// The operator's own word for it.
    pub id: String,
    /// What people read.
    pub label: Words,
    /// What it is good for; may be left out.
    #[serde(default)]
    pub description: Words,
    /// How many credits each cycle.
    pub credits: Credits,
    /// What one interval costs, in minor units.
    pub amount_minor: i64,
    /// How often it is paid.
    pub interval: Interval,
    /// What its subscribers may do.
    #[serde(default)]
    pub allows: Allows,
}

impl PlanOffer {
    /// Everything in it that can't be: the field and what is wrong.
    pub(crate) fn mistakes(&self, currency: Currency) -> Vec<(String, &'static str)> {
        let mut found = Vec::new();
        let mut say = |field: &str, what| found.push((field.to_owned(), what));
        if let Some(what) = id_mistake(&self.id) {
            say("id", what);
        }
        if let Some(what) = words_mistake(&self.label, LABEL_MAX) {
            say("label", what);
        }
        if !self.description.is_empty()
            && let Some(what) = words_mistake(&self.description, TEXT_MAX)
        {
            say("description", what);
        }
        if !(1..=CREDITS_MAX).contains(&self.credits.get()) {
            say("credits", "must be from 1 to 1000000000");
        }
        if Money::new(self.amount_minor, currency).is_none() {
            say("amount_minor", "must be more than 0");
        }
        for (field, what) in self.allows.mistakes() {
            say(&format!("allows.{field}"), what);
        }
        found
    }
}

/// When cycle `no`, from 0, of a subscription that began at `anchor` begins. A day that its month doesn't have is the
/// month's last.
#[must_use]
pub fn start_of_cycle(anchor: Timestamp, no: i64) -> Timestamp {
    let start = || {
        let begun = civil_of(anchor)?;
        let months = Span::new().try_months(no).ok()?;
        let moved = begun.checked_add(months).ok()?;
        Some(Timestamp(moved.to_zoned(TimeZone::UTC).ok()?.timestamp().as_millisecond()))
    };
    // Beyond what calendars can say there is no boundary.
    start().unwrap_or(Timestamp(i64::MAX))
}

/// The cycle that `now` lies in; 0 before the subscription began.
#[must_use]
pub fn cycle_at(anchor: Timestamp, now: Timestamp) -> i64 {
    if now <= anchor {
        return 0;
    }
    let (Some(begun), Some(at)) = (civil_of(anchor), civil_of(now)) else { return 0 };
    let month = |date: civil::DateTime| i64::from(date.year()) * 12 + i64::from(date.month());
    // The boundary of this month, or the one before when it is still to come.
    let no = month(at) - month(begun);
    if start_of_cycle(anchor, no) <= now { no } else { no - 1 }
}

fn civil_of(at: Timestamp) -> Option<civil::DateTime> {
    let moment = jiff::Timestamp::from_millisecond(at.0).ok()?;
    Some(moment.to_zoned(TimeZone::UTC).datetime())
}

/// The day of a moment as people of every language read it, such as `2027-02-28`; in UTC, as cycles are.
#[must_use]
pub fn day(at: Timestamp) -> String {
    civil_of(at).map_or_else(String::new, |at| at.date().to_string())
}

/// What is to be done with a subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Nothing yet.
    Nothing,
    /// This cycle has begun and is paid: the rest of the one before lapses, its credits are given. Cycles that were
    /// missed whole are passed over, because their credits would have lapsed by now.
    Cycle(i64),
    /// What was paid for is over.
    End,
}

/// How far a subscription is paid for and how far its credits were given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Course {
    /// When its first cycle began.
    pub anchor_at: Timestamp,
    /// The last cycle whose credits were given; -1 before the first.
    pub cycle_no: i64,
    /// Until when it is paid.
    pub paid_until: Timestamp,
    /// Whether the next payment comes by itself.
    pub renews: bool,
}

impl Course {
    /// How many cycles are paid for: up to the boundary that is nearest to what was paid for, because a gateway's idea
    /// of a month may be off by hours.
    #[must_use]
    pub fn cycles_paid(self) -> i64 {
        let before = cycle_at(self.anchor_at, self.paid_until);
        let (from, to) = (start_of_cycle(self.anchor_at, before), start_of_cycle(self.anchor_at, before + 1));
        let is_later = to.since_ms(self.paid_until) < self.paid_until.since_ms(from);
        (before + i64::from(is_later)).max(1)
    }

    /// Until when it is paid once another `interval` is.
    #[must_use]
    pub fn prolonged(self, interval: Interval) -> Timestamp {
        start_of_cycle(self.anchor_at, self.cycles_paid().saturating_add(interval.cycles()))
    }

    /// When it ends if nothing more is paid.
    #[must_use]
    pub fn ends_at(self) -> Timestamp {
        self.paid_until.plus_ms(if self.renews { GRACE_MS } else { 0 })
    }

    /// When what is left of the credits given last lapses.
    #[must_use]
    pub fn lapses_at(self) -> Timestamp {
        let next = self.cycle_no + 1;
        if next < self.cycles_paid() { start_of_cycle(self.anchor_at, next) } else { self.paid_until }
    }

    /// What is to be done now.
    #[must_use]
    pub fn due(self, now: Timestamp) -> Due {
        if now >= self.ends_at() {
            return Due::End;
        }
        let begun = cycle_at(self.anchor_at, now).min(self.cycles_paid() - 1);
        if begun > self.cycle_no { Due::Cycle(begun) } else { Due::Nothing }
    }

    /// The first moment at which something is to be done.
    #[must_use]
    pub fn due_at(self) -> Timestamp {
        let next = self.cycle_no + 1;
        let ends_at = self.ends_at();
        if next < self.cycles_paid() { start_of_cycle(self.anchor_at, next).min(ends_at) } else { ends_at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        let moment: jiff::Timestamp = text.parse().expect("a moment");
        Timestamp(moment.as_millisecond())
    }

    #[test]
    fn a_cycle_begins_on_the_day_of_the_first_or_the_last_of_a_shorter_month() {
        let anchor = at("2027-01-31T22:15:07.250Z");
        for (no, day) in [
            (0, "2027-01-31"),
            (1, "2027-02-28"),
            (2, "2027-03-31"),
            (3, "2027-04-30"),
            (12, "2028-01-31"),
            (13, "2028-02-29"),
            (14, "2028-03-31"),
            (1200, "2127-01-31"),
        ] {
            assert_eq!(start_of_cycle(anchor, no), at(&format!("{day}T22:15:07.250Z")), "{no}");
        }
        let leap = at("2028-02-29T00:00:00Z");
        assert_eq!(start_of_cycle(leap, 12), at("2029-02-28T00:00:00Z"));
        assert_eq!(start_of_cycle(leap, 48), at("2032-02-29T00:00:00Z"));
        assert_eq!(start_of_cycle(anchor, i64::MAX), Timestamp(i64::MAX));
        assert_eq!(cycle_at(Timestamp(i64::MIN), at("2027-01-01T00:00:00Z")), 0);
        assert_eq!(day(anchor), "2027-01-31");
    }

    #[test]
    fn what_is_missed_whole_is_passed_over_and_the_end_comes_once_it_is_paid_no_more() {
        let anchor = at("2027-01-31T10:00:00Z");
        let mut course =
            Course { anchor_at: anchor, cycle_no: -1, paid_until: start_of_cycle(anchor, 12), renews: false };
        assert_eq!((course.due(anchor), course.due_at()), (Due::Cycle(0), anchor));
        course.cycle_no = 0;
        assert_eq!(course.due(at("2027-02-28T09:59:59.999Z")), Due::Nothing);
        assert_eq!(course.due(course.due_at()), Due::Cycle(1));
        assert_eq!(course.due(at("2027-06-01T00:00:00Z")), Due::Cycle(4));
        assert_eq!(course.due(at("2028-01-31T09:59:59.999Z")), Due::Cycle(11));
        assert_eq!(course.due(at("2028-01-31T10:00:00Z")), Due::End);
        let renewing = Course { renews: true, ..course };
        assert_eq!(renewing.due(at("2028-02-03T09:59:59.999Z")), Due::Cycle(11));
        assert_eq!(renewing.due(at("2028-02-03T10:00:00Z")), Due::End);
        assert_eq!(course.prolonged(Interval::Month), at("2028-02-29T10:00:00Z"));
    }

    #[test]
    fn a_gateways_month_may_be_off_by_hours() {
        let anchor = at("2027-01-31T10:00:00Z");
        let paid = |until| Course { anchor_at: anchor, cycle_no: 0, paid_until: at(until), renews: true };
        for (until, cycles) in [
            ("2027-02-28T10:00:00Z", 1),
            ("2027-02-28T10:00:01Z", 1),
            ("2027-02-28T04:00:00Z", 1),
            ("2027-03-31T04:00:00Z", 2),
            ("2027-01-31T11:00:00Z", 1),
        ] {
            assert_eq!(paid(until).cycles_paid(), cycles, "{until}");
        }
    }

    #[test]
    fn what_is_not_said_is_allowed() {
        let all: Allows = serde_json::from_str("{}").expect("an empty one");
        assert_eq!((all.check("pen", "1k"), all.clone()), (Ok(()), Allows::default()));
        assert!(all.mistakes().is_empty());
        let some = Allows { models: vec!["pen".into()], tiers: vec!["1k".into()], ..all };
        assert_eq!(some.check("pen", "1k"), Ok(()));
        assert_eq!(some.check("pen", "2k"), Err(NotAllowed::Tier));
        assert_eq!(some.check("brush", "2k"), Err(NotAllowed::Model));
        assert!(serde_json::from_str::<Allows>(r#"{"model":["pen"]}"#).is_err());
    }
}
