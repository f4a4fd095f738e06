//! The whole life of payments at a gateway, played at random against a model that predicts every answer: what the gateway
//! knows, what the studio has heard of it, and what everybody does meanwhile.

use crate::desk::{Desk, Page, ends, words};
use easel_domain::{
    GenerationId, PaymentState, RefundId, RefundState,
    checkout::{CheckoutState, DisputeState, SeenRefund, SeenState},
    refund::Balance,
};
use easel_store::SubmitError;
use easel_testing::{Person, TestStore, draft, on_both};
use easel_till::{CheckoutLook, Looked, PaymentError, RefundError};
use std::sync::Arc;

const STEPS: usize = 90;

/// Numbers that look like chance, the same for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % end as u64).unwrap()
    }
}

/// A refund as the studio should have it.
#[derive(Clone, Debug)]
struct Back {
    /// Ours has an id, the gateway's has its place in the page's list.
    ours: Option<RefundId>,
    place: Option<usize>,
    state: RefundState,
    credits: i64,
    minor: i64,
}

/// A payment as it should be.
struct Expected {
    page: Page,
    credits: i64,
    minor: i64,
    state: PaymentState,
    backs: Vec<Back>,
    /// For each dispute of the page that was heard of: its state, and what it took.
    disputes: Vec<(DisputeState, i64)>,
    /// A look that began, and what was seen then.
    begun: Option<(CheckoutLook, Page)>,
}

impl Expected {
    fn balance(&self) -> Balance {
        let start = Balance { credits: self.credits, amount_minor: self.minor, taken: 0, returned_minor: 0 };
        let counted = self.backs.iter().filter(|back| back.state.counts());
        counted.fold(start, |balance, back| balance.after(back.credits, back.minor))
    }

    fn held_back(&self) -> i64 {
        self.disputes.iter().filter(|(state, _)| state.takes()).map(|(_, taken)| taken).sum()
    }

    fn stand(&mut self) {
        let disputed = self.disputes.iter().any(|(state, _)| state.takes());
        self.state = PaymentState::standing(disputed, self.balance().is_refunded());
    }
}

/// The purse as it should be.
#[derive(Default)]
struct Purse {
    bought: i64,
    owed: i64,
    open: i64,
}

impl Purse {
    fn give(&mut self, credits: i64) {
        let paid = self.owed.min(credits);
        self.owed -= paid;
        self.bought += credits - paid;
    }
}

struct Game {
    desk: Desk,
    person: Person,
    dice: Dice,
    payments: Vec<Expected>,
    purse: Purse,
    /// Credits under way, each with what it holds.
    holds: Vec<(GenerationId, i64)>,
    log: Vec<String>,
}

impl Game {
    async fn play(studio: &Arc<TestStore>, seed: u64) {
        let (desk, person) = (Desk::open(studio).await, studio.person(0).await);
        let (dice, purse) = (Dice(seed), Purse::default());
        let mut game = Self { desk, person, dice, payments: vec![], purse, holds: vec![], log: vec![] };
        for _ in 0..STEPS {
            game.step().await;
            game.check(seed).await;
        }
        for (id, _) in std::mem::take(&mut game.holds) {
            studio.generation_cancel(&game.person.actor, id, studio.now()).await.unwrap();
        }
    }

    async fn step(&mut self) {
        self.desk.studio.advance(1_000);
        let what = if self.payments.is_empty() { 0 } else { self.dice.below(24) };
        let at = self.dice.below(self.payments.len().max(1));
        self.log.push(format!("{what} of {at}"));
        match what {
            0 => self.order().await,
            1..=7 => self.truth(at),
            8..=12 => self.look(at).await,
            13 => self.begin(at).await,
            14 => self.commit(at).await,
            15 => self.lie(at).await,
            16 => self.cancel(at).await,
            17 => self.ask_back(at).await,
            18 | 19 => self.decide(at).await,
            20 => self.answer(at).await,
            21 | 22 => self.spend().await,
            _ => self.release().await,
        }
    }

    async fn order(&mut self) {
        if self.payments.len() >= 5 {
            return;
        }
        let (pack, credits, minor) =
            if self.dice.below(2) == 0 { ("small", 100, 49_937) } else { ("tiny", 7, 1_001) };
        let page = self.desk.order(&self.person, pack).await;
        let state = PaymentState::Created;
        let (backs, disputes) = (vec![], vec![]);
        self.payments.push(Expected { page, credits, minor, state, backs, disputes, begun: None });
    }

    /// Something happens at the gateway; nobody here hears of it yet.
    fn truth(&mut self, at: usize) {
        let roll = self.dice.below(9);
        let part = 1 + i64::try_from(self.dice.below(20_000)).unwrap();
        let payment = &mut self.payments[at];
        let page = &mut payment.page;
        let gone = page.seen.refunds.iter().filter(|r| r.state == SeenState::Gone).map(|r| r.amount);
        let left = payment.minor - gone.sum::<i64>();
        match (page.seen.state, roll) {
            (CheckoutState::Open, 0..=5) => page.paid(),
            (CheckoutState::Open, 6) => {
                page.paid();
                page.seen.state = CheckoutState::Processing;
            }
            (CheckoutState::Open, 7) => page.seen.state = CheckoutState::Expired,
            (CheckoutState::Processing, 0..=5) => page.seen.state = CheckoutState::Paid,
            (CheckoutState::Processing, 6) => page.seen.state = CheckoutState::Failed,
            (CheckoutState::Paid, 0..=2) if left > 0 => {
                // What was agreed to here and not sent yet is promised.
                let promised: i64 = payment
                    .backs
                    .iter()
                    .filter(|b| b.state == RefundState::Sending && b.place.is_none())
                    .map(|b| b.minor)
                    .sum();
                if part.min(left) + promised <= left {
                    page.refund(part.min(left));
                }
            }
            (CheckoutState::Paid, 3) => {
                if let Some(refund) = page.seen.refunds.iter_mut().find(|r| r.state == SeenState::Gone) {
                    refund.state = SeenState::Failed;
                }
            }
            (CheckoutState::Paid, 4 | 5) if page.seen.disputes.len() < 3 => {
                let state = [DisputeState::Open, DisputeState::Inquiry][roll - 4];
                page.dispute(part.min(payment.minor), state);
            }
            (CheckoutState::Paid, _) => {
                let place = page.seen.disputes.len().checked_sub(1);
                if let Some(dispute) = place.and_then(|place| page.seen.disputes.get_mut(place)) {
                    dispute.state = match (dispute.state, roll) {
                        (DisputeState::Open, 6) => DisputeState::Won,
                        (DisputeState::Open, 7) => DisputeState::Lost,
                        (DisputeState::Inquiry, 6) => DisputeState::Open,
                        (state, _) => state,
                    };
                }
            }
            _ => {}
        }
    }

    /// What hearing of all that is true now should come to.
    fn hear(&mut self, at: usize, page: &Page) -> Looked {
        let seen = &page.seen;
        let (payment, purse) = (&mut self.payments[at], &mut self.purse);
        payment.state = match (payment.state, seen.state) {
            (state, CheckoutState::Paid) if !state.is_paid() => {
                purse.give(payment.credits);
                PaymentState::Paid
            }
            (PaymentState::Created, CheckoutState::Processing) => PaymentState::Pending,
            (PaymentState::Created | PaymentState::Pending, CheckoutState::Failed) => PaymentState::Rejected,
            (PaymentState::Created, CheckoutState::Expired) => PaymentState::Expired,
            (state, _) => state,
        };
        if payment.state.is_paid() {
            for (place, refund) in seen.refunds.iter().enumerate() {
                let known = payment
                    .backs
                    .iter()
                    .position(|b| b.place == Some(place) || (b.ours.is_some() && b.ours == refund.ours));
                match (known, refund.state) {
                    (Some(known), state) => {
                        let back = &mut payment.backs[known];
                        back.place = Some(place);
                        match (back.state, state) {
                            (RefundState::Sending, SeenState::Gone) => back.state = RefundState::Done,
                            (RefundState::Sending | RefundState::Done, SeenState::Failed) => {
                                back.state = RefundState::Failed;
                                purse.give(back.credits);
                            }
                            _ => {}
                        }
                    }
                    (None, SeenState::Gone) => {
                        let balance = payment.balance();
                        let left = (balance.credits - balance.taken - payment.held_back()).min(purse.bought);
                        let minor = refund.amount.min(balance.amount_minor - balance.returned_minor);
                        if minor > 0 {
                            let credits = balance.credits_for(minor).min(left).max(0);
                            purse.bought -= credits;
                            let (ours, place) = (None, Some(place));
                            payment.backs.push(Back {
                                ours,
                                place,
                                state: RefundState::Done,
                                credits,
                                minor,
                            });
                        }
                    }
                    (None, SeenState::Failed) => {}
                }
            }
            for (place, dispute) in seen.disputes.iter().enumerate() {
                let before = payment.disputes.get(place).copied();
                if before.map(|(state, _)| state) == Some(dispute.state) {
                    continue;
                }
                let took = before.filter(|(state, _)| state.takes()).map(|(_, taken)| taken);
                let taken = match (took, dispute.state.takes()) {
                    (Some(took), true) => took,
                    (took, false) => {
                        purse.give(took.unwrap_or(0));
                        0
                    }
                    (None, true) => {
                        let balance = payment.balance();
                        let left = balance.credits - balance.taken - payment.held_back();
                        let due = balance.credits_for(dispute.amount.unwrap()).min(left).max(0);
                        let there = due.min(purse.bought);
                        purse.bought -= there;
                        purse.owed += due - there;
                        due
                    }
                };
                let open = |state| i64::from(state == DisputeState::Open);
                purse.open += open(dispute.state) - before.map_or(0, |(state, _)| open(state));
                match payment.disputes.get_mut(place) {
                    Some(known) => *known = (dispute.state, taken),
                    None => payment.disputes.push((dispute.state, taken)),
                }
            }
            payment.stand();
        }
        let is_over = !matches!(payment.state, PaymentState::Created | PaymentState::Pending);
        if is_over && seen.state == CheckoutState::Open {
            Looked::ToClose
        } else {
            Looked::AsSeen(payment.state)
        }
    }

    async fn look(&mut self, at: usize) {
        let page = self.payments[at].page.clone();
        let expected = self.hear(at, &page);
        assert_eq!(self.desk.look(&page).await, expected);
        // Whoever began before sees nothing that counts.
        if let Some((look, _)) = &self.payments[at].begun {
            let seen = page.seen.clone();
            let (words, now) = (words(), self.desk.studio.now());
            let stale = self.desk.studio.till().payment_seen(look.clone(), seen, None, &words, now);
            assert_eq!(stale.await.unwrap(), Looked::Stale);
            self.payments[at].begun = None;
        }
    }

    async fn begin(&mut self, at: usize) {
        let page = self.payments[at].page.clone();
        let look =
            self.desk.studio.till().checkout_look(page.id, self.desk.studio.now()).await.unwrap().unwrap();
        self.payments[at].begun = Some((look, page));
    }

    async fn commit(&mut self, at: usize) {
        let Some((look, page)) = self.payments[at].begun.take() else { return };
        let expected = self.hear(at, &page);
        let seen = page.seen.clone();
        let done =
            self.desk.studio.till().payment_seen(look, seen, None, &words(), self.desk.studio.now()).await;
        assert_eq!(done.unwrap(), expected);
    }

    async fn lie(&mut self, at: usize) {
        let mut page = self.payments[at].page.clone();
        page.paid();
        match self.dice.below(3) {
            0 => page.seen.amount = Some(1),
            1 => page.seen.reference = Some("another".to_owned()),
            _ => page.seen.is_live = true,
        }
        self.payments[at].begun = None;
        assert_eq!(self.desk.look(&page).await, Looked::Mismatch);
    }

    async fn cancel(&mut self, at: usize) {
        let payment = &mut self.payments[at];
        let now = self.desk.studio.now();
        let done = self.desk.studio.till().payment_cancel(&self.person.actor, payment.page.id, now).await;
        match payment.state {
            PaymentState::Created | PaymentState::Cancelled => {
                payment.state = PaymentState::Cancelled;
                assert_eq!(done.unwrap().state, PaymentState::Cancelled);
            }
            _ => assert!(matches!(done, Err(PaymentError::MovedOn))),
        }
    }

    async fn ask_back(&mut self, at: usize) {
        let asked = self.desk.ask_back(&self.person, self.payments[at].page.id).await;
        let (purse, payment) = (&self.purse, &mut self.payments[at]);
        let open = payment.backs.iter().any(|back| back.state == RefundState::Requested);
        let balance = payment.balance();
        let credits = (balance.credits - balance.taken).min(purse.bought);
        let minor = balance.amount_for(credits.max(0));
        if payment.state == PaymentState::Paid && !open && credits > 0 && minor > 0 {
            let (ours, state) = (Some(asked.unwrap()), RefundState::Requested);
            payment.backs.push(Back { ours, place: None, state, credits, minor });
        } else {
            assert!(matches!(asked, Err(RefundError::Nothing)), "{asked:?}");
        }
    }

    async fn decide(&mut self, at: usize) {
        let agree = self.dice.below(3) > 0;
        let payment = &mut self.payments[at];
        let Some(place) = payment.backs.iter().position(|back| back.state == RefundState::Requested) else {
            return;
        };
        let id = payment.backs[place].ours.unwrap();
        if !agree {
            payment.backs[place].state = RefundState::Rejected;
            assert_eq!(self.desk.refuse(id).await.unwrap().refund.state, RefundState::Rejected);
            return;
        }
        let done = self.desk.agree(id).await;
        let balance = payment.balance();
        let left = (balance.credits - balance.taken).min(self.purse.bought);
        let credits = payment.backs[place].credits.min(left);
        let minor = balance.amount_for(credits.max(0));
        if payment.state != PaymentState::Paid {
            assert!(matches!(done, Err(RefundError::MovedOn)), "{done:?}");
        } else if credits <= 0 || minor <= 0 {
            assert!(matches!(done, Err(RefundError::Nothing)), "{done:?}");
        } else {
            assert_eq!(
                (done.as_ref().unwrap().refund.credits, done.unwrap().refund.amount.minor()),
                (credits, minor)
            );
            self.purse.bought -= credits;
            let back = &mut payment.backs[place];
            (back.state, back.credits, back.minor) = (RefundState::Sending, credits, minor);
            payment.stand();
        }
    }

    /// The gateway is asked to send what was agreed to: it goes, with the answer or without, or is refused.
    async fn answer(&mut self, at: usize) {
        let roll = self.dice.below(4);
        let payment = &mut self.payments[at];
        let waits = |back: &Back| back.state == RefundState::Sending && back.place.is_none();
        let Some(place) = payment.backs.iter().position(waits) else { return };
        let (id, minor) = (payment.backs[place].ours.unwrap(), payment.backs[place].minor);
        let (studio, now) = (&self.desk.studio, self.desk.studio.now());
        if roll == 0 {
            studio.till().refund_answered(id, Err("declined".to_owned()), &words(), now).await.unwrap();
            payment.backs[place].state = RefundState::Failed;
            self.purse.give(payment.backs[place].credits);
            payment.stand();
            return;
        }
        let name = format!("re_{}_{}", payment.page.id, payment.page.seen.refunds.len());
        let seen = SeenRefund { id: name, ours: Some(id), amount: minor, state: SeenState::Gone };
        payment.backs[place].place = Some(payment.page.seen.refunds.len());
        payment.page.seen.refunds.push(seen.clone());
        if roll > 1 {
            for _ in 0..2 {
                studio.till().refund_answered(id, Ok(seen.clone()), &words(), now).await.unwrap();
            }
            payment.backs[place].state = RefundState::Done;
        }
    }

    async fn spend(&mut self) {
        let count = 1 + u32::try_from(self.dice.below(4)).unwrap();
        let (id, cost) = (GenerationId(self.desk.studio.clock().id()), i64::from(count) * 3);
        let asked = self.desk.studio.submit(&self.person, id, draft("pen", count)).await;
        if self.purse.owed > 0 || self.purse.open > 0 {
            assert!(matches!(asked, Err(SubmitError::SpendingFrozen)), "{asked:?}");
        } else if cost > self.purse.bought {
            assert!(matches!(asked, Err(SubmitError::InsufficientCredits(_))), "{asked:?}");
        } else {
            asked.unwrap();
            self.purse.bought -= cost;
            self.holds.push((id, cost));
        }
    }

    async fn release(&mut self) {
        if self.holds.is_empty() {
            return;
        }
        let (id, cost) = self.holds.remove(0);
        let studio = &self.desk.studio;
        if self.dice.below(2) == 0 {
            studio.generation_cancel(&self.person.actor, id, studio.now()).await.unwrap();
            self.purse.give(cost);
        } else if let Some(claim) = studio.claim().await {
            let count = u32::try_from(cost / 3).unwrap();
            assert_eq!(claim.job, id.job(), "the oldest is first");
            studio.deliver(&claim, count).await;
        }
    }

    async fn check(&self, seed: u64) {
        let said = || format!("seed {seed}, {:?}", self.log);
        let wallet = self.desk.studio.wallet(&self.person.actor).await.unwrap();
        let held: i64 = self.holds.iter().map(|(_, cost)| cost).sum();
        let purse = (wallet.available.bought, wallet.held.bought, wallet.owed, wallet.disputes);
        assert_eq!(purse, (self.purse.bought, held, self.purse.owed, self.purse.open), "{}", said());
        for payment in &self.payments {
            let there = self.desk.payment(&self.person, payment.page.id).await;
            assert_eq!(there.state, payment.state, "{}", said());
            let mut backs: Vec<_> = payment.backs.iter().map(|b| (b.state, b.credits, b.minor)).collect();
            let mut found = ends(&there);
            for list in [&mut backs, &mut found] {
                list.sort_by_key(|(state, credits, minor)| (state.as_str(), *credits, *minor));
            }
            if there.state.is_paid() {
                assert_eq!(found, backs, "{}", said());
            }
        }
        self.desk.studio.verify().await;
    }
}

on_both! {
    async fn every_answer_is_as_predicted(studio) {
        for seed in 0..if studio.on() == easel_testing::On::Sqlite { 16 } else { 5 } {
            Game::play(&studio, seed).await;
        }
        studio.wind_down().await;
    }
}
