//! Cycles without gaps, whatever the day and the hour.

use easel_domain::{
    Interval, Timestamp,
    plan::{Course, Due, GRACE_MS, cycle_at, start_of_cycle},
};
use proptest::prelude::*;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// 1970 to 2200.
fn moments() -> impl Strategy<Value = Timestamp> {
    (0..7_258_118_400_000_i64).prop_map(Timestamp)
}

/// Moments that lie on the last days of months.
fn month_ends() -> impl Strategy<Value = Timestamp> {
    (0..2_700_i64, 0..4_i64, 0..DAY_MS).prop_map(|(month, back, ms)| {
        let first = start_of_cycle(Timestamp(0), month);
        Timestamp((first.0 - back * DAY_MS).max(0) + ms)
    })
}

proptest! {
    #[test]
    fn boundaries_follow_each_other_a_month_apart(anchor in prop_oneof![moments(), month_ends()], no in 0..1_500_i64) {
        let (this, next) = (start_of_cycle(anchor, no), start_of_cycle(anchor, no + 1));
        let days = next.since_ms(this) / DAY_MS;
        prop_assert!((28..=31).contains(&days), "{days} days");
        prop_assert_eq!(next.since_ms(this) % DAY_MS, 0, "the time of the day stays");
        prop_assert_eq!(start_of_cycle(anchor, 0), anchor);
    }

    #[test]
    fn every_moment_lies_in_one_cycle(anchor in prop_oneof![moments(), month_ends()], after in 0..(4_000 * DAY_MS)) {
        let now = anchor.plus_ms(after);
        let no = cycle_at(anchor, now);
        prop_assert!(start_of_cycle(anchor, no) <= now && now < start_of_cycle(anchor, no + 1), "{no}");
        prop_assert!(cycle_at(anchor, now.plus_ms(1)) >= no);
        prop_assert_eq!(cycle_at(anchor, start_of_cycle(anchor, no + 1).plus_ms(-1)), no);
    }

    #[test]
    fn a_year_is_twelve_cycles(anchor in prop_oneof![moments(), month_ends()], years in 1..20_i64) {
        let mut course = Course { anchor_at: anchor, cycle_no: -1, paid_until: anchor, renews: false };
        course.paid_until = start_of_cycle(anchor, 0);
        for year in 1..=years {
            course.paid_until = start_of_cycle(anchor, year * Interval::Year.cycles());
            prop_assert_eq!(course.cycles_paid(), year * 12);
        }
        let by_months = (0..12).fold(course, |so_far, _| Course { paid_until: so_far.prolonged(Interval::Month), ..so_far });
        prop_assert_eq!(by_months.paid_until, course.prolonged(Interval::Year));
    }

    /// Whoever looks often gets each paid cycle once and then the end, and nothing is due before it is said to be.
    #[test]
    fn looking_gives_each_paid_cycle_at_most_once(
        anchor in prop_oneof![moments(), month_ends()], paid in 1..30_i64, renews in any::<bool>(),
        steps in prop::collection::vec(0..(70 * DAY_MS), 1..40),
    ) {
        let mut course = Course { anchor_at: anchor, cycle_no: -1, paid_until: start_of_cycle(anchor, paid), renews };
        let (mut now, mut ended) = (anchor, false);
        for step in steps {
            let (due, at) = (course.due(now), course.due_at());
            prop_assert_eq!(due == Due::Nothing, now < at, "due at {:?}, now {:?}: {:?}", at, now, due);
            match due {
                Due::Cycle(no) => {
                    prop_assert!(!ended && no > course.cycle_no && no < paid && start_of_cycle(anchor, no) <= now);
                    course.cycle_no = no;
                    prop_assert_eq!(course.due(now), Due::Nothing);
                    prop_assert!(course.lapses_at() > start_of_cycle(anchor, no));
                }
                Due::End => {
                    ended = true;
                    let grace = if renews { GRACE_MS } else { 0 };
                    prop_assert!(now.since_ms(course.paid_until) >= grace);
                }
                Due::Nothing => prop_assert!(!ended),
            }
            now = now.plus_ms(step);
        }
    }

    #[test]
    fn what_is_paid_is_the_nearest_boundary(anchor in moments(), paid in 1..60_i64, off in -12 * HOUR_MS..12 * HOUR_MS) {
        let paid_until = start_of_cycle(anchor, paid).plus_ms(off);
        let course = Course { anchor_at: anchor, cycle_no: 0, paid_until, renews: true };
        prop_assert_eq!(course.cycles_paid(), paid);
    }
}
