//! Credits are neither made nor lost.

use easel_domain::{
    Buckets, Credits, EntryKind, LedgerAccount,
    ledger::{Wallet, settle_hold},
};
use proptest::prelude::*;

fn buckets() -> impl Strategy<Value = Buckets> {
    let some = || prop_oneof![Just(0_i64), 0..20_i64, 0..1_000_000_i64];
    (some(), some(), some()).prop_map(|(plan, bonus, bought)| Buckets { plan, bonus, bought })
}

fn credits() -> impl Strategy<Value = Credits> {
    prop_oneof![0..60_i64, 0..3_000_000_i64].prop_map(|n| Credits::new(n).unwrap())
}

proptest! {
    #[test]
    fn taking_takes_what_was_asked_for_in_order_or_nothing(from in buckets(), need in credits()) {
        match from.take(need) {
            None => prop_assert!(from.total() < need.get()),
            Some(taken) => {
                let rest = from.minus(taken);
                prop_assert_eq!(taken.total(), need.get());
                prop_assert!(taken.is_whole() && rest.is_whole());
                prop_assert!(taken.bonus == 0 || rest.plan == 0, "plan goes before bonus");
                prop_assert!(taken.bought == 0 || (rest.plan == 0 && rest.bonus == 0), "bought goes last");
                prop_assert_eq!(rest.plus(taken), from);
            }
        }
    }

    #[test]
    fn a_hold_ends_without_making_or_losing_credits(held in buckets(), delivered in credits()) {
        let (captured, released) = settle_hold(held, delivered);
        prop_assert!(captured.is_whole() && released.is_whole());
        prop_assert_eq!(captured.plus(released), held, "bucket by bucket");
        prop_assert_eq!(captured.total(), delivered.get().min(held.total()), "never more than was held");
    }

    #[test]
    fn an_entry_moves_credits_and_nothing_else(
        available in buckets(), held in buckets(), amount in buckets(), kind in prop::sample::select(EntryKind::ALL),
    ) {
        let before = Wallet { available, held, ..Wallet::default() };
        let after = before.after(kind, amount);
        let (from, to) = kind.accounts();
        prop_assert_ne!(from, to);
        let change = |account| i64::from(to == account) - i64::from(from == account);
        let moved = |side: Buckets, account| match change(account) {
            1 => side.plus(amount),
            -1 => side.minus(amount),
            _ => side,
        };
        prop_assert_eq!(after.available, moved(available, LedgerAccount::Available));
        prop_assert_eq!(after.held, moved(held, LedgerAccount::Held));
        let house: i64 = [LedgerAccount::Issued, LedgerAccount::Spent, LedgerAccount::Lapsed, LedgerAccount::Owed].map(change).iter().sum();
        let people = after.available.total() + after.held.total() - available.total() - held.total();
        prop_assert_eq!(people + house * amount.total(), 0, "it sums to zero");
        prop_assert_eq!(after.owed, -change(LedgerAccount::Owed) * amount.total(), "a debt is below zero");
        prop_assert_eq!(EntryKind::parse(kind.as_str()), Some(kind));
    }

    #[test]
    fn holding_and_ending_a_hold_leaves_what_was_not_earned(
        available in buckets(), price in credits(), earned in credits(),
    ) {
        let wallet = Wallet { available, ..Wallet::default() };
        match wallet.hold(price) {
            Err(e) => prop_assert_eq!((e.needed, e.available), (price.get(), available.total())),
            Ok(split) => {
                let (captured, released) = settle_hold(split, earned);
                let end = wallet
                    .after(EntryKind::Hold, split)
                    .after(EntryKind::Capture, captured)
                    .after(EntryKind::Release, released);
                prop_assert_eq!(end.held, Buckets::ZERO);
                prop_assert_eq!(end.available, available.minus(captured), "the rest is where it came from");
            }
        }
    }

    #[test]
    fn a_dispute_takes_what_is_there_and_the_rest_is_paid_by_what_is_bought_next(
        available in buckets(), given in credits(), next in credits(),
    ) {
        let wallet = Wallet { available, ..Wallet::default() };
        let (there, owed) = wallet.dispute(given.get());
        prop_assert_eq!(there.total() + owed.total(), given.get());
        let disputed = wallet.after(EntryKind::Dispute, there).after(EntryKind::Owe, owed);
        prop_assert!(disputed.available.is_whole() && disputed.owed >= 0);
        prop_assert!(disputed.owed == 0 || disputed.available.bought == 0, "nothing is owed while something is there");
        prop_assert_eq!((disputed.available.plan, disputed.available.bonus), (available.plan, available.bonus));
        prop_assert_eq!(disputed.is_frozen(), disputed.owed > 0);
        let topped = disputed.after(EntryKind::TopUp, Buckets::bought(next));
        let paid = topped.after(EntryKind::Repay, topped.repayable());
        prop_assert_eq!(paid.available.bought - paid.owed, available.bought - given.get() + next.get());
        prop_assert!(paid.available.is_whole() && paid.owed >= 0 && (paid.owed == 0 || paid.available.bought == 0));
        // Won: as if it had never been.
        let won = paid.after(EntryKind::Restore, Buckets::bought(given));
        let won = won.after(EntryKind::Repay, won.repayable());
        prop_assert_eq!((won.owed, won.available.bought), (0, available.bought + next.get()));
    }

    #[test]
    fn numbers_out_of_range_are_refused_and_never_wrap(n in any::<i64>(), m in any::<i64>(), count in any::<u32>()) {
        let exact = |n: i128| i64::try_from(n).ok();
        prop_assert_eq!(Credits::new(n).is_some(), n >= 0);
        if let (Some(a), Some(b)) = (Credits::new(n), Credits::new(m)) {
            prop_assert_eq!(a.times(count).map(Credits::get), exact(i128::from(n) * i128::from(count)));
            prop_assert_eq!(a.plus(b).map(Credits::get), exact(i128::from(n) + i128::from(m)));
        }
    }
}
