//! Disputes: what is there is taken, what was spent is owed, nothing is spent meanwhile, and what is won comes back.

use crate::desk::{Desk, ends, said, words};
use easel_domain::{
    EntryKind, PaymentId, PaymentState, RefundState,
    checkout::{CheckoutState, DisputeState, SeenDispute, from_gateway},
    payment::UNTOUCHED_MS,
};
use easel_store::SubmitError;
use easel_testing::{Person, TestStore, at_once, draft, on_both};
use easel_till::{Looked, PaymentError, RefundError};
use std::sync::Arc;

async fn is_frozen(studio: &TestStore, person: &Person) -> bool {
    let id = easel_domain::GenerationId(studio.clock().id());
    match studio.submit(person, id, draft("pen", 1)).await {
        Err(SubmitError::SpendingFrozen) => true,
        Err(SubmitError::InsufficientCredits(_)) => false,
        Ok(_) => {
            studio.generation_cancel(&person.actor, id, studio.now()).await.unwrap();
            false
        }
        Err(other) => panic!("{other:?}"),
    }
}

on_both! {
    async fn spent_credits_are_owed_and_paid_off_by_what_comes_next(studio) {
        let (desk, person) = (Desk::open(&studio).await, studio.person(50).await);
        let mut page = desk.pay(&person, "small").await;
        // Bonus goes first: 50 of it and 22 of the bought ones are spent, 12 are held.
        studio.make(&person, draft("pen", 4)).await;
        for _ in 0..5 {
            studio.make(&person, draft("pen", 4)).await;
        }
        let held = studio.ask(&person, "pen", 4).await;
        assert_eq!(desk.bought(&person).await, 66);
        page.dispute(49_937, DisputeState::Open);
        for _ in 0..2 {
            assert_eq!(desk.look(&page).await, Looked::AsSeen(PaymentState::Disputed));
            assert_eq!((desk.bought(&person).await, desk.owed(&person).await), (0, (34, true)));
        }
        let entries: Vec<_> = studio.wallet_entries(&person.actor, None, 2).await.unwrap().into_iter()
            .map(|e| (e.kind, e.credits, e.available_after, e.reason)).collect();
        assert_eq!(entries, [(EntryKind::Owe, -34, 0, "owed".to_owned()), (EntryKind::Dispute, -66, 0, "dispute".to_owned())]);
        assert!(is_frozen(&studio, &person).await);
        // Gifts can't be spent either, and don't pay: what was bought does, and what comes back to it.
        studio.grant(&person, 1_000).await;
        assert!(is_frozen(&studio, &person).await);
        studio.generation_cancel(&person.actor, held.id, studio.now()).await.unwrap();
        assert_eq!((desk.bought(&person).await, desk.owed(&person).await), (0, (22, true)));
        studio.verify().await;
        desk.pay(&person, "tiny").await;
        assert_eq!((desk.bought(&person).await, desk.owed(&person).await), (0, (15, true)));
        assert!(matches!(desk.ask_back(&person, page.id).await, Err(RefundError::Nothing)));
        // Lost: the money is gone for good; once the debt is paid, all is as it was.
        page.seen.disputes[0].state = DisputeState::Lost;
        assert_eq!(desk.look(&page).await, Looked::AsSeen(PaymentState::Disputed));
        assert!(is_frozen(&studio, &person).await, "something is owed still");
        desk.pay(&person, "small").await;
        assert_eq!((desk.bought(&person).await, desk.owed(&person).await), (85, (0, false)));
        assert!(!is_frozen(&studio, &person).await);
        assert!(desk.mails().await.contains(&"payment_disputed".to_owned()));
        studio.wind_down().await;
    }

    async fn what_is_won_is_given_back(studio) {
        let (desk, person) = (Desk::open(&studio).await, studio.person(0).await);
        let (mut page, mut second) = (desk.pay(&person, "small").await, desk.pay(&person, "tiny").await);
        studio.make(&person, draft("pen", 4)).await;
        page.dispute(49_937, DisputeState::Open);
        desk.look(&page).await;
        assert_eq!((desk.bought(&person).await, desk.owed(&person).await), (0, (5, true)));
        second.dispute(1_001, DisputeState::Open);
        desk.look(&second).await;
        assert_eq!(desk.owed(&person).await, (12, true));
        page.seen.disputes[0].state = DisputeState::Won;
        for _ in 0..2 {
            assert_eq!(desk.look(&page).await, Looked::AsSeen(PaymentState::Paid));
            assert_eq!((desk.bought(&person).await, desk.owed(&person).await), (88, (0, true)), "the other is open");
        }
        second.seen.disputes[0].state = DisputeState::Won;
        assert_eq!(desk.look(&second).await, Looked::AsSeen(PaymentState::Paid));
        assert_eq!((desk.bought(&person).await, desk.owed(&person).await), (95, (0, false)));
        // Again, and lost: taken again.
        page.dispute(49_937, DisputeState::Lost);
        assert_eq!(desk.look(&page).await, Looked::AsSeen(PaymentState::Disputed));
        assert_eq!((desk.bought(&person).await, desk.owed(&person).await), (0, (5, true)));
        studio.wind_down().await;
    }

    async fn questions_take_nothing_and_parts_take_their_share(studio) {
        let (desk, person) = (Desk::open(&studio).await, studio.person(0).await);
        let mut page = desk.pay(&person, "small").await;
        page.dispute(49_937, DisputeState::Inquiry);
        assert_eq!(desk.look(&page).await, Looked::AsSeen(PaymentState::Paid));
        assert_eq!((desk.bought(&person).await, is_frozen(&studio, &person).await), (100, false));
        // Twenty went back before: the dispute is about the rest.
        let refund = page.refund(9_988);
        desk.look(&page).await;
        assert_eq!(desk.bought(&person).await, 80, "rounded down");
        page.seen.disputes[0].state = DisputeState::Open;
        page.seen.disputes[0].amount = Some(39_949);
        desk.look(&page).await;
        assert_eq!((desk.bought(&person).await, desk.owed(&person).await), (0, (0, true)));
        // In another currency nobody can tell which share it is: all of it.
        page.seen.disputes[0].state = DisputeState::Won;
        desk.look(&page).await;
        assert_eq!(desk.bought(&person).await, 80);
        page.seen.disputes.push(SeenDispute { id: "du_other".to_owned(), amount: None, state: DisputeState::Open });
        desk.look(&page).await;
        assert_eq!((desk.bought(&person).await, desk.owed(&person).await), (0, (0, true)));
        // A refund that fails meanwhile gives its credits back to a frozen wallet.
        page.seen.refunds[refund].state = easel_domain::checkout::SeenState::Failed;
        assert_eq!(desk.look(&page).await, Looked::AsSeen(PaymentState::Disputed));
        assert_eq!(desk.bought(&person).await, 20);
        assert_eq!(ends(&desk.payment(&person, page.id).await), [(RefundState::Failed, 20, 9_988)]);
        assert_eq!(from_gateway(7, easel_domain::Currency::parse("INR").unwrap()), 7);
        studio.wind_down().await;
    }

    async fn what_is_not_as_ordered_counts_for_nothing_and_is_written_down_once(studio) {
        let (desk, person) = (Desk::open(&studio).await, studio.person(0).await);
        let mut page = desk.order(&person, "small").await;
        page.paid();
        let honest = page.seen.clone();
        let lies = [
            |seen: &mut easel_domain::Sighting| seen.amount = Some(1),
            |seen: &mut easel_domain::Sighting| seen.amount = None,
            |seen: &mut easel_domain::Sighting| seen.currency = Some("usd".to_owned()),
            |seen: &mut easel_domain::Sighting| seen.reference = Some(PaymentId(uuid::Uuid::nil()).to_string()),
            |seen: &mut easel_domain::Sighting| seen.reference = None,
            |seen: &mut easel_domain::Sighting| seen.is_live = true,
            |seen: &mut easel_domain::Sighting| seen.session_id = "cs_another".to_owned(),
        ];
        for lie in lies {
            page.seen = honest.clone();
            lie(&mut page.seen);
            for _ in 0..2 {
                assert_eq!(desk.look(&page).await, Looked::Mismatch);
            }
            assert_eq!((desk.bought(&person).await, desk.payment(&person, page.id).await.state), (0, PaymentState::Created));
        }
        let told = "select count(*) from audit where action = 'payment.mismatch'";
        assert_eq!(studio.raw().await.number(told).await, 5, "each once; two are about the amount, two about whose it is");
        page.seen = honest;
        assert_eq!(desk.look(&page).await, Looked::AsSeen(PaymentState::Paid));
        assert_eq!(desk.bought(&person).await, 100);
        studio.wind_down().await;
    }

    async fn money_that_came_is_never_without_its_credits(studio) {
        let (desk, person) = (Desk::open(&studio).await, studio.person(0).await);
        // Given up here, paid there: it counts. What is still open is closed.
        let mut given_up = desk.order(&person, "small").await;
        // The first page stays its page.
        let second = easel_domain::checkout::OpenedCheckout { session_id: "cs_second".to_owned(), url: "https://x".to_owned() };
        let kept = studio.till().checkout_opened(given_up.id, second, studio.now()).await.unwrap();
        assert!(kept.checkout_url.unwrap().ends_with(&given_up.seen.session_id));
        studio.till().payment_cancel(&person.actor, given_up.id, studio.now()).await.unwrap();
        assert_eq!(desk.look(&given_up).await, Looked::ToClose);
        given_up.paid();
        assert_eq!(desk.look(&given_up).await, Looked::AsSeen(PaymentState::Paid));
        // What is open at the gateway doesn't end here by itself.
        let mut late = desk.order(&person, "small").await;
        studio.advance(2 * UNTOUCHED_MS);
        assert_eq!(studio.till().payments_expire(studio.now()).await.unwrap(), 0);
        late.seen.state = CheckoutState::Expired;
        assert_eq!(desk.look(&late).await, Looked::AsSeen(PaymentState::Expired));
        // By something that takes days: waits, comes or doesn't.
        for (end, state) in [(CheckoutState::Paid, PaymentState::Paid), (CheckoutState::Failed, PaymentState::Rejected)] {
            let mut slow = desk.order(&person, "tiny").await;
            slow.paid();
            slow.seen.state = CheckoutState::Processing;
            assert_eq!(desk.look(&slow).await, Looked::AsSeen(PaymentState::Pending));
            let cancelled = studio.till().payment_cancel(&person.actor, slow.id, studio.now()).await;
            assert!(matches!(cancelled, Err(PaymentError::MovedOn)));
            let mail = easel_till::PaymentMail { credits: String::new(), link: String::new() };
            let approved = studio.till().payment_approve(&desk.admin.actor, slow.id, mail, studio.now()).await;
            assert!(matches!(approved, Err(PaymentError::MovedOn)), "nobody's word pays it");
            assert!(studio.till().payment_queue(PaymentState::Pending, None, 9).await.unwrap().is_empty(), "nobody is asked");
            slow.seen.state = end;
            assert_eq!(desk.look(&slow).await, Looked::AsSeen(state));
        }
        let claim = studio.till().payment_claim(&person.actor, late.id, said("632512345678"), studio.now()).await;
        assert!(matches!(claim, Err(PaymentError::MovedOn)), "it has no UTR");
        assert_eq!(desk.bought(&person).await, 107);
        // Polled as long as something is expected, ever less often.
        studio.advance(30 * 24 * 3_600_000);
        assert!(studio.till().checkouts_due(9, studio.now()).await.unwrap().is_empty());
        studio.wind_down().await;
    }

    async fn an_older_look_never_undoes_a_newer_one(studio) {
        let (desk, person) = (Desk::open(&studio).await, studio.person(0).await);
        let mut page = desk.pay(&person, "small").await;
        page.dispute(49_937, DisputeState::Open);
        let early = studio.till().checkout_look(page.id, studio.now()).await.unwrap().unwrap();
        let before = page.seen.clone();
        page.seen.disputes[0].state = DisputeState::Won;
        assert_eq!(desk.look(&page).await, Looked::AsSeen(PaymentState::Paid));
        let stale = studio.till().payment_seen(early, before, None, &words(), studio.now()).await.unwrap();
        assert_eq!((stale, desk.owed(&person).await), (Looked::Stale, (0, false)));
        studio.wind_down().await;
    }

    async fn of_many_who_look_at_once_one_gives_and_one_takes(studio) {
        let desk = Arc::new(Desk::open(&studio).await);
        for _ in 0..4 {
            let person = studio.person(0).await;
            let mut page = desk.order(&person, "small").await;
            page.paid();
            for (state, bought) in [(DisputeState::Won, 100), (DisputeState::Open, 0), (DisputeState::Won, 100)] {
                page.seen.disputes.clear();
                page.dispute(49_937, state);
                let seen = page.clone();
                let looked = at_once(&desk, 8, move |desk, _| {
                    let page = seen.clone();
                    async move { desk.look(&page).await }
                });
                let looked = looked.await;
                assert!(looked.iter().any(|l| matches!(l, Looked::AsSeen(_))), "the last to begin counts: {looked:?}");
                assert_eq!(desk.bought(&person).await, bought);
                studio.verify().await;
            }
            let entries = studio.wallet_entries(&person.actor, None, 50).await.unwrap();
            let kinds: Vec<_> = entries.iter().rev().map(|e| e.kind).collect();
            assert_eq!(kinds, [EntryKind::TopUp, EntryKind::Dispute, EntryKind::Restore]);
        }
        studio.wind_down().await;
    }
}
