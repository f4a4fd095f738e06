//! Money back: however a payment is cut up, the parts are the whole.

use easel_domain::{Timestamp, refund::Balance, refund::WINDOW_MS};
use proptest::prelude::*;

fn balance() -> impl Strategy<Value = Balance> {
    let size = || prop_oneof![1..50_i64, 1..10_000_i64, 1..=1_000_000_000_i64];
    (size(), prop_oneof![size(), Just((1_i64 << 53) - 1)]).prop_map(|(credits, amount_minor)| Balance {
        credits,
        amount_minor,
        taken: 0,
        returned_minor: 0,
    })
}

proptest! {
    #[test]
    fn parts_of_credits_come_to_the_whole_amount(start in balance(), cuts in prop::collection::vec(1..500_i64, 0..20)) {
        let mut now = start;
        for cut in cuts {
            let credits = cut.min(now.credits - now.taken);
            let minor = now.amount_for(credits);
            let fair = i128::from(start.amount_minor) * i128::from(now.taken + credits) / i128::from(start.credits);
            now = now.after(credits, minor);
            prop_assert_eq!(i128::from(now.returned_minor), fair, "rounded down, once");
            prop_assert!(now.returned_minor <= now.amount_minor && now.taken <= now.credits);
        }
        let rest = now.credits - now.taken;
        prop_assert!(now.after(rest, now.amount_for(rest)).is_refunded());
    }

    #[test]
    fn parts_of_money_take_no_more_than_was_given(start in balance(), cuts in prop::collection::vec(any::<u16>(), 0..20)) {
        let mut now = start;
        for cut in cuts {
            let minor = i64::from(cut).min(now.amount_minor - now.returned_minor);
            now = now.after(now.credits_for(minor), minor);
            prop_assert!(now.taken <= now.credits);
        }
        let rest = now.amount_minor - now.returned_minor;
        let end = now.after(now.credits_for(rest), rest);
        prop_assert_eq!((end.taken, end.is_refunded()), (end.credits, true));
    }

    #[test]
    fn money_and_credits_mixed_never_exceed_the_payment(
        start in balance(), parts in prop::collection::vec((any::<bool>(), 0..2_000_i64), 0..30),
    ) {
        let mut now = start;
        for (by_credits, part) in parts {
            let (credits, minor) = if by_credits {
                let credits = part.min(now.credits - now.taken);
                (credits, now.amount_for(credits))
            } else {
                let minor = part.min(now.amount_minor - now.returned_minor);
                (now.credits_for(minor), minor)
            };
            prop_assert!(credits >= 0 && minor >= 0);
            now = now.after(credits, minor);
            prop_assert!(now.taken <= now.credits && now.returned_minor <= now.amount_minor);
        }
    }

    #[test]
    fn only_what_is_unused_and_young_can_be_asked_back(start in balance(), bought in 0..2_000_000_i64, age in 0..2 * WINDOW_MS) {
        let asked = start.refundable(Timestamp(0), bought, Timestamp(age));
        match asked {
            Some((credits, minor)) => {
                prop_assert!(age <= WINDOW_MS && credits <= bought && credits <= start.credits);
                prop_assert_eq!(minor, start.amount_for(credits));
                prop_assert!(minor > 0 && minor <= start.amount_minor);
            }
            None => prop_assert!(age > WINDOW_MS || bought == 0 || start.amount_for(bought.min(start.credits)) == 0),
        }
    }
}
