//! Money that goes back: unused credits only, once, and never more than was paid.

use crate::desk::{Desk, ends, said, words};
use easel_domain::{
    EntryKind, Gateway, PaymentState, RefundState,
    checkout::{SeenRefund, SeenState},
    receipt::ReceiptKind,
    refund::WINDOW_MS,
};
use easel_store::SubmitError;
use easel_testing::{at_once, draft, on_both};
use easel_till::{Looked, RefundError};
use std::sync::Arc;

const DAY_MS: i64 = 24 * 3_600_000;

fn gone(id: &str) -> SeenRefund {
    SeenRefund { id: id.to_owned(), ours: None, amount: 1, state: SeenState::Gone }
}

on_both! {
    async fn unused_credits_go_back_and_their_share_of_the_money(studio) {
        let (desk, person) = (Desk::open(&studio).await, studio.person(0).await);
        let page = desk.pay(&person, "small").await;
        assert_eq!(desk.payment(&person, page.id).await.refundable(studio.now()).map(|(c, m)| (c, m.minor())), Some((100, 49_937)));
        // Thirty are spent or held: they stay.
        let made = studio.make(&person, draft("pen", 3)).await;
        assert_eq!((made.1.len(), desk.bought(&person).await), (3, 91));
        let held = studio.ask(&person, "pen", 2).await;
        let refund = desk.ask_back(&person, page.id).await.unwrap();
        assert!(matches!(desk.ask_back(&person, page.id).await, Err(RefundError::Nothing)), "one at a time");
        // The administrator decides on what is there then.
        studio.generation_cancel(&person.actor, held.id, studio.now()).await.unwrap();
        assert!(matches!(studio.till().refund_approve(&person.actor, refund, studio.now()).await, Err(RefundError::Forbidden)));
        let agreed = desk.agree(refund).await.unwrap();
        assert_eq!((agreed.refund.state, agreed.refund.credits), (RefundState::Sending, 85), "as many as were asked for");
        assert_eq!(agreed.refund.amount.minor(), 49_937 * 85 / 100);
        assert_eq!(desk.agree(refund).await.unwrap().refund.credits, 85, "the same word again");
        assert_eq!(desk.bought(&person).await, 6);
        let entry = &studio.wallet_entries(&person.actor, None, 1).await.unwrap()[0];
        assert_eq!((entry.kind, entry.credits, entry.reason.as_str()), (EntryKind::Refund, -85, "refund"));
        assert_eq!(entry.payment_id, Some(page.id.to_string()));
        studio.verify().await;
        // Sent once, in the gateway's units; again only when nothing came of it.
        let sent = studio.till().refunds_to_send(9, studio.now()).await.unwrap();
        assert_eq!(sent.iter().map(|s| (s.id, s.amount, s.is_again, s.intent_id.clone())).collect::<Vec<_>>(),
            [(refund, 42_446, false, format!("pi_{}", page.id))]);
        assert!(studio.till().refunds_to_send(9, studio.now()).await.unwrap().is_empty(), "its turn comes later");
        studio.advance(10_000);
        assert!(studio.till().refunds_to_send(9, studio.now()).await.unwrap()[0].is_again);
        for _ in 0..2 {
            studio.till().refund_answered(refund, Ok(gone("re_1")), &words(), studio.now()).await.unwrap();
        }
        let after = desk.payment(&person, page.id).await;
        assert_eq!((after.state, ends(&after)), (PaymentState::Paid, vec![(RefundState::Done, 85, 42_446)]));
        studio.advance(7_200_000);
        assert!(studio.till().refunds_to_send(9, studio.now()).await.unwrap().is_empty());
        // The rest, too: then all the money went back.
        assert_eq!(after.refundable(studio.now()).map(|(c, _)| c), Some(6));
        let rest = desk.ask_back(&person, page.id).await.unwrap();
        desk.agree(rest).await.unwrap();
        studio.till().refund_answered(rest, Ok(gone("re_2")), &words(), studio.now()).await.unwrap();
        assert_eq!((desk.payment(&person, page.id).await.state, desk.bought(&person).await), (PaymentState::Paid, 0));
        assert_eq!(desk.mails().await, ["payment_approved", "refund_done", "refund_done"]);
        studio.wind_down().await;
    }

    async fn a_refund_that_fails_gives_the_credits_back(studio) {
        let (desk, person) = (Desk::open(&studio).await, studio.person(0).await);
        let mut page = desk.pay(&person, "small").await;
        // Refused by the gateway.
        let first = desk.ask_back(&person, page.id).await.unwrap();
        assert_eq!(desk.agree(first).await.unwrap().payment.state, PaymentState::Refunded);
        studio.till().refund_answered(first, Err("charge_disputed".to_owned()), &words(), studio.now()).await.unwrap();
        let after = desk.payment(&person, page.id).await;
        assert_eq!((after.state, ends(&after)), (PaymentState::Paid, vec![(RefundState::Failed, 100, 49_937)]));
        assert_eq!(desk.bought(&person).await, 100);
        let entry = &studio.wallet_entries(&person.actor, None, 1).await.unwrap()[0];
        assert_eq!((entry.kind, entry.credits, entry.reason.as_str()), (EntryKind::Grant, 100, "refund_failed"));
        // Sent, the answer lost, and found by looking; then it comes back after all.
        let second = desk.ask_back(&person, page.id).await.unwrap();
        desk.agree(second).await.unwrap();
        page.seen.refunds.push(SeenRefund { id: "re_9".to_owned(), ours: Some(second), amount: 49_937, state: SeenState::Gone });
        for _ in 0..2 {
            assert_eq!(desk.look(&page).await, Looked::AsSeen(PaymentState::Refunded));
            assert_eq!(desk.bought(&person).await, 0);
        }
        page.seen.refunds[0].state = SeenState::Failed;
        for _ in 0..2 {
            assert_eq!(desk.look(&page).await, Looked::AsSeen(PaymentState::Paid));
            assert_eq!(desk.bought(&person).await, 100);
        }
        assert_eq!(desk.mails().await, ["payment_approved", "refund_done", "refund_failed", "refund_failed"]);
        // The credit note stays, and another receipt takes it back: all of them are papers of this payment.
        let papers = studio.till().receipt_list(&person.actor, Some(page.id), None, 9).await.unwrap();
        let kinds: Vec<_> = papers.iter().rev().map(|paper| paper.receipt.kind).collect();
        assert_eq!(kinds, [ReceiptKind::Receipt, ReceiptKind::CreditNote, ReceiptKind::Receipt]);
        studio.wind_down().await;
    }

    async fn what_is_sent_back_at_the_gateway_takes_its_share_once(studio) {
        let (desk, person) = (Desk::open(&studio).await, studio.person(0).await);
        let mut page = desk.pay(&person, "small").await;
        page.refund(24_968);
        for _ in 0..3 {
            assert_eq!(desk.look(&page).await, Looked::AsSeen(PaymentState::Paid));
            assert_eq!(desk.bought(&person).await, 51, "half, rounded down");
        }
        // The rest while most is spent: what is there goes, nothing is owed.
        studio.make(&person, draft("pen", 4)).await;
        assert_eq!(desk.bought(&person).await, 39);
        let last = page.refund(24_969);
        assert_eq!(desk.look(&page).await, Looked::AsSeen(PaymentState::Refunded));
        assert_eq!((desk.bought(&person).await, desk.owed(&person).await), (0, (0, false)));
        assert_eq!(ends(&desk.payment(&person, page.id).await), [(RefundState::Done, 49, 24_968), (RefundState::Done, 39, 24_969)]);
        page.seen.refunds[last].state = SeenState::Failed;
        assert_eq!(desk.look(&page).await, Looked::AsSeen(PaymentState::Paid));
        assert_eq!(desk.bought(&person).await, 39, "what it took, and no more");
        // More than was paid can't go back.
        page.refund(1_000_000);
        assert_eq!(desk.look(&page).await, Looked::AsSeen(PaymentState::Refunded));
        assert_eq!(desk.bought(&person).await, 0);
        studio.wind_down().await;
    }

    async fn not_too_late_not_ones_own_and_not_twice(studio) {
        let (desk, person, other) = (Desk::open(&studio).await, studio.person(0).await, studio.person(0).await);
        let page = desk.pay(&person, "small").await;
        assert!(matches!(desk.ask_back(&other, page.id).await, Err(RefundError::Missing)));
        let unpaid = desk.order(&person, "tiny").await;
        assert!(matches!(desk.ask_back(&person, unpaid.id).await, Err(RefundError::Nothing)));
        studio.advance(WINDOW_MS);
        let refund = desk.ask_back(&person, page.id).await.unwrap();
        studio.advance(1);
        assert!(matches!(desk.ask_back(&person, page.id).await, Err(RefundError::Nothing)), "a moment too late");
        let refused = desk.refuse(refund).await.unwrap();
        assert_eq!((refused.refund.state, refused.refund.answer.as_deref()), (RefundState::Rejected, Some("no")));
        assert!(matches!(desk.agree(refund).await, Err(RefundError::MovedOn)));
        assert!(matches!(desk.refuse(refund).await, Err(RefundError::MovedOn)));
        // An administrator's own.
        let own = desk.pay(&desk.admin, "tiny").await;
        let mine = desk.ask_back(&desk.admin, own.id).await.unwrap();
        assert!(matches!(desk.agree(mine).await, Err(RefundError::Own)));
        assert!(matches!(desk.refuse(mine).await, Err(RefundError::Own)));
        let second = Desk::administrator(&studio).await;
        studio.till().refund_approve(&second.actor, mine, studio.now()).await.unwrap();
        assert_eq!(desk.bought(&desk.admin).await, 0);
        assert!(matches!(desk.refuse(mine).await, Err(RefundError::Own)));
        studio.wind_down().await;
    }

    async fn by_hand_the_administrator_sends_it_and_says_so(studio) {
        let (desk, person) = (Desk::open(&studio).await, studio.person(0).await);
        let second = Desk::administrator(&studio).await;
        let pay = async |utr: &str| {
            let new = desk.new_payment("small", Gateway::Upi).await;
            let id = desk.create(&person, new).await.unwrap().id;
            studio.till().payment_claim(&person.actor, id, said(utr), studio.now()).await.unwrap();
            let mail = easel_till::PaymentMail { credits: "100 credits".to_owned(), link: "x".to_owned() };
            studio.till().payment_approve(&desk.admin.actor, id, mail, studio.now()).await.unwrap();
            id
        };
        let (kept, returned) = (pay("632512345678").await, pay("632512345679").await);
        let refund = desk.ask_back(&person, returned).await.unwrap();
        let close = || studio.till().refund_close(&second.actor, refund, ("SBIN1".to_owned(), words()), studio.now());
        assert!(matches!(close().await, Err(RefundError::MovedOn)), "nobody agreed to it yet");
        desk.agree(refund).await.unwrap();
        assert!(studio.till().refunds_to_send(9, studio.advance(DAY_MS)).await.unwrap().is_empty(), "no gateway sends it");
        assert_eq!(desk.bought(&person).await, 100);
        let closed = close().await.unwrap();
        assert_eq!((closed.refund.state, closed.refund.bank_ref.as_deref()), (RefundState::Done, Some("SBIN1")));
        assert_eq!(closed.payment.state, PaymentState::Refunded);
        assert!(matches!(close().await, Err(RefundError::MovedOn)));
        // It couldn't be sent: the credits are there again.
        let other = desk.ask_back(&person, kept).await.unwrap();
        desk.agree(other).await.unwrap();
        assert_eq!(desk.bought(&person).await, 0);
        assert_eq!(desk.refuse(other).await.unwrap().refund.state, RefundState::Failed);
        assert_eq!((desk.bought(&person).await, desk.payment(&person, kept).await.state), (100, PaymentState::Paid));
        let log = "select count(*) from audit where action in ('refund.approve', 'refund.close', 'refund.reject')";
        assert_eq!(studio.raw().await.number(log).await, 4);
        let queue = studio.till().refund_queue(RefundState::Done, None, 9).await.unwrap();
        assert_eq!(queue.iter().map(|q| q.refund.id).collect::<Vec<_>>(), [refund]);
        studio.wind_down().await;
    }

    async fn of_many_at_once_one_asks_one_agrees_and_one_answer_counts(studio) {
        let desk = Arc::new(Desk::open(&studio).await);
        for _ in 0..4 {
            let person = studio.person(0).await;
            let page = desk.pay(&person, "small").await;
            let asked = at_once(&desk, 8, |desk, _| {
                let person = person.clone();
                async move { desk.ask_back(&person, page.id).await.is_ok() }
            });
            assert_eq!(asked.await.iter().filter(|won| **won).count(), 1);
            let refund = desk.payment(&person, page.id).await.refunds[0].id;
            // While it is decided, everything may be spent elsewhere.
            let actor = person.actor;
            let decided = at_once(&desk, 8, |desk, _| async move {
                let asked = draft("pen", 3);
                let id = easel_domain::GenerationId(desk.studio.clock().id());
                let spent = desk.studio.generation_submit(&actor, id, asked, None, desk.studio.now()).await;
                assert!(matches!(spent, Ok(_) | Err(SubmitError::InsufficientCredits(_))), "{spent:?}");
                let agreed = desk.agree(refund).await;
                assert!(matches!(agreed, Ok(_) | Err(RefundError::Nothing)), "{agreed:?}");
            });
            decided.await;
            studio.verify().await;
            let told = at_once(&desk, 8, |desk, _| async move {
                desk.studio.till().refund_answered(refund, Err("declined".to_owned()), &words(), desk.studio.now()).await.is_ok()
            });
            told.await;
            let (available, held) = studio.buckets(&person).await;
            assert_eq!(available.bought + held.bought, 100, "given back once");
        }
        studio.wind_down().await;
    }
}
