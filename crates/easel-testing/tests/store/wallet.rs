//! Credits: what is held, captured and given back, and that nobody rewrites it.

use easel_domain::{Buckets, Credits, EntryKind, GenerationId, GenerationState, Next, Outcome};
use easel_store::{Settled, SubmitError};
use easel_testing::{delivery, draft, on_both};

fn buckets(plan: i64, bonus: i64, bought: i64) -> Buckets {
    Buckets { plan, bonus, bought }
}

on_both! {
    async fn buckets_are_spent_in_order_and_released_to_where_they_came_from(studio) {
        let person = studio.person(4).await;
        studio.fill(&person, buckets(2, 0, 9)).await;
        assert_eq!(studio.buckets(&person).await, (buckets(2, 4, 9), Buckets::ZERO));
        let g = studio.ask(&person, "pen", 3).await;
        assert_eq!((g.held, g.captured), (9, 0));
        assert_eq!(studio.buckets(&person).await, (buckets(0, 0, 6), buckets(2, 4, 3)));
        studio.verify().await;
        studio.generation_cancel(&person.actor, g.id, studio.now()).await.unwrap();
        assert_eq!(studio.buckets(&person).await, (buckets(2, 4, 9), Buckets::ZERO));

        // Two of three pictures: six captured in spending order, the rest back to where it came from.
        let g = studio.ask(&person, "pen", 3).await;
        let claim = studio.take().await;
        studio.deliver(&claim, 2).await;
        let g = studio.view(&person, g.id).await;
        assert_eq!((g.state, g.held, g.captured, g.assets.len()), (GenerationState::Succeeded, 0, 6, 2));
        assert_eq!(studio.buckets(&person).await, (buckets(0, 0, 9), Buckets::ZERO));
        let entries = studio.wallet_entries(&person.actor, None, 3).await.unwrap();
        let facts: Vec<_> = entries.iter().map(|e| (e.kind, e.credits, e.available_after, e.held_after)).collect();
        assert_eq!(facts, [(EntryKind::Release, 3, 9, 0), (EntryKind::Capture, -6, 6, 3), (EntryKind::Hold, -9, 6, 9)]);
        assert!(entries.iter().all(|e| e.generation_id == Some(g.id)));
        studio.finish().await;
    }

    async fn entries_come_newest_first_in_pages_without_gaps(studio) {
        let person = studio.person(1).await;
        for credits in 2..=7 {
            studio.grant(&person, credits).await;
        }
        let page = |before| studio.wallet_entries(&person.actor, before, 3);
        let numbers = |entries: &[easel_store::Entry]| entries.iter().map(|e| (e.entry_no, e.credits)).collect::<Vec<_>>();
        let first = page(None).await.unwrap();
        assert_eq!(numbers(&first), [(7, 7), (6, 6), (5, 5)]);
        let second = page(first.last().map(|e| e.entry_no)).await.unwrap();
        assert_eq!(numbers(&second), [(4, 4), (3, 3), (2, 2)]);
        let third = page(second.last().map(|e| e.entry_no)).await.unwrap();
        assert_eq!(numbers(&third), [(1, 1)]);
        assert_eq!(third[0].reason, "welcome");
        assert_eq!(first[0].available_after, 28);
        studio.finish().await;
    }

    async fn too_few_credits_are_refused_with_both_numbers(studio) {
        let person = studio.person(5).await;
        let id = GenerationId(studio.clock().id());
        let refused = studio.submit(&person, id, draft("pen", 2)).await;
        let Err(SubmitError::InsufficientCredits(e)) = refused else { panic!("{refused:?}") };
        assert_eq!((e.needed, e.available), (6, 5));
        assert!(studio.generation_get(&person.actor, id, studio.now()).await.unwrap().is_none());
        assert_eq!(studio.wallet_entries(&person.actor, None, 9).await.unwrap().len(), 1);
        // The id is still free, and what is held doesn't count as available.
        studio.submit(&person, id, draft("pen", 1)).await.unwrap();
        let refused = studio.submit(&person, GenerationId(studio.clock().id()), draft("pen", 1)).await;
        let Err(SubmitError::InsufficientCredits(e)) = refused else { panic!("{refused:?}") };
        assert_eq!((e.needed, e.available), (3, 2));
        studio.wind_down().await;
    }

    async fn what_costs_nothing_is_made_and_captured_too(studio) {
        let person = studio.person(0).await;
        let (id, pictures) = studio.make(&person, draft("gift", 2)).await;
        let g = studio.view(&person, id).await;
        assert_eq!((g.state, g.captured, pictures.len()), (GenerationState::Succeeded, 0, 2));
        let kinds: Vec<_> =
            studio.wallet_entries(&person.actor, None, 9).await.unwrap().iter().map(|e| (e.kind, e.credits)).collect();
        assert_eq!(kinds, [(EntryKind::Capture, 0), (EntryKind::Hold, 0)]);
        let ended = "select outcome from hold_resolution";
        assert_eq!(studio.raw().await.all::<(String,)>(ended, Vec::new()).await, [("captured".to_owned(),)]);
        studio.finish().await;
    }

    async fn more_than_was_asked_for_or_nothing_is_no_delivery(studio) {
        let person = studio.person(9).await;
        studio.ask(&person, "pen", 1).await;
        let claim = studio.take().await;
        for count in [0, 2] {
            let ids: Vec<_> = (0..count).map(|_| easel_domain::AssetId(studio.clock().id())).collect();
            let outcome = delivery(studio.blobs(), &ids).await;
            let policy = easel_domain::job::RetryPolicy::default();
            let refused = studio.job_settle(&claim, outcome, None, policy, studio.now()).await;
            assert!(matches!(refused, Err(easel_store::StoreError::Ledger(_))), "{count}: {refused:?}");
            studio.verify().await;
        }
        assert_eq!(studio.settle(&claim, Outcome::Cancelled).await, Settled::Done(Next::Cancel));
        assert_eq!(studio.buckets(&person).await.0.total(), 9);
        studio.finish().await;
    }

    async fn what_was_written_stays_as_it_was_written(studio) {
        let person = studio.person(9).await;
        studio.grant(&person, 3).await;
        studio.make(&person, draft("pen", 1)).await;
        let raw = studio.raw().await;
        for text in [
            "update ledger_entry set plan = plan + 1",
            "delete from ledger_entry",
            "update hold set plan = plan + 1",
            "delete from hold",
            "update hold_resolution set captured = 0",
            "delete from hold_resolution",
            "update audit set reason = 'other'",
            "delete from audit",
        ] {
            let refused = raw.exec(vec![(text, Vec::new())]).await;
            assert!(matches!(refused, Err(easel_db::DbError::Raised { .. })), "{text}: {refused:?}");
        }
        for text in [
            "update wallet set available_bonus = -1",
            "update wallet set held_bought = -1",
            "insert into hold_resolution (hold_id, outcome, captured, at) select hold_id, outcome, captured, at from hold_resolution",
        ] {
            assert!(raw.exec(vec![(text, Vec::new())]).await.is_err(), "{text}");
        }
        studio.finish().await;
    }

    async fn the_overview_adds_up(studio) {
        let person = studio.person(20).await;
        studio.make(&person, draft("pen", 2)).await;
        studio.ask(&person, "pen", 1).await;
        let o = studio.oversight().overview().await.unwrap();
        assert_eq!((o.people, o.issued, o.available, o.held, o.spent), (1, 20, 11, 3, 6));
        let count = |state| o.generations.iter().find(|(s, _)| *s == state).unwrap().1;
        assert_eq!((count(GenerationState::Succeeded), count(GenerationState::Queued)), (1, 1));
        studio.wind_down().await;
    }

    async fn a_studio_that_was_tampered_with_is_found_out(studio) {
        let person = studio.person(20).await;
        studio.make(&person, draft("pen", 2)).await;
        let raw = studio.raw().await;
        for (tamper, mend, invariant) in [
            ("update wallet set available_bonus = available_bonus + 1", "update wallet set available_bonus = available_bonus - 1", "I9"),
            ("update wallet set held_plan = 1", "update wallet set held_plan = 0", "I1"),
            ("update job set state = 'running'", "update job set state = 'done'", "I4"),
            ("update generation set captured = 7", "update generation set captured = 6", "I5"),
            ("update generation set delivered = 1", "update generation set delivered = 2", "I5"),
            ("update job set attempt_no = 2", "update job set attempt_no = 1", "I19"),
        ] {
            raw.exec(vec![(tamper, Vec::new())]).await.unwrap();
            let found = studio.oversight().ledger_verify().await.unwrap().findings;
            assert!(found.iter().any(|f| f.invariant == invariant && !f.at.is_empty()), "{tamper}: {found:?}");
            raw.exec(vec![(mend, Vec::new())]).await.unwrap();
        }
        let report = studio.oversight().ledger_verify().await.unwrap();
        assert_eq!((report.wallets, report.holds, report.assets), (1, 1, 2));
        assert!(Credits::new(report.entries).is_some_and(|e| e.get() == 3));
        studio.finish().await;
    }
}
