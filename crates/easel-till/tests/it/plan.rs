//! Plans: each cycle gives its credits once, whatever the clock does, and nobody spends what has lapsed.

use easel_domain::{
    Buckets, EntryKind, Gateway, GenerationId, Lane, NotAllowed, PaymentId, PlanId, PriceBook, Role,
    Timestamp, payment::Ordered, plan::start_of_cycle,
};
use easel_store::{NewChannelTest, SubmitError, Subscription, SubscriptionError, Work};
use easel_testing::{Person, TestStore, at_once, draft, on_both, rejected};
use easel_till::{NewPayment, PaymentClaim, PaymentError, PaymentMail};
use std::sync::Arc;

const HOUR_MS: i64 = 3_600_000;
pub(crate) const DAY_MS: i64 = 24 * HOUR_MS;

/// A plan as the tests write it: id, credits, minor units, interval, what it allows.
pub(crate) type Offer<'a> = (&'a str, i64, i64, &'a str, &'a str);

pub(crate) const OFFERS: &[Offer<'_>] = &[
    ("basic", 10, 49_900, "month", "{}"),
    ("pro", 25, 99_900, "month", r#"{"priority":2}"#),
    ("year", 25, 999_000, "year", "{}"),
];

fn book(offers: &[Offer<'_>], free: &str) -> Arc<PriceBook> {
    let plans: Vec<String> = offers
        .iter()
        .map(|(id, credits, minor, interval, allows)| {
            format!(
                r#"{{"id":"{id}","label":{{"en":"{id}"}},"credits":{credits},"amount_minor":{minor},"interval":"{interval}","allows":{allows}}}"#
            )
        })
        .collect();
    let text = format!(
        r#"{{"currency":"INR","packs":[],"plans":[{}],"free":{free},"gateways":{{
            "upi":{{"vpa":"studio@okaxis","payee_name":"Studio"}},"manual":{{"instructions":{{"en":"By transfer."}}}}}}}}"#,
        plans.join(",")
    );
    let book: PriceBook = serde_json::from_str(&text).unwrap();
    assert_eq!(book.mistakes(), []);
    Arc::new(book)
}

/// Where plans are sold.
pub(crate) struct Counter {
    pub(crate) studio: Arc<TestStore>,
    book: Arc<PriceBook>,
    admin: Person,
}

impl Counter {
    pub(crate) async fn open(studio: &Arc<TestStore>, offers: &[Offer<'_>], free: &str) -> Self {
        let book = book(offers, free);
        studio.till().price_book_apply(Some(&book), studio.now()).await.unwrap();
        let mut admin = studio.person(0).await;
        let key = admin.email.sign_in_key();
        studio.user_role_set(key, Role::Owner, "test".to_owned(), studio.now()).await.unwrap();
        admin.actor.role = Role::Owner;
        Self { studio: Arc::clone(studio), book, admin }
    }

    pub(crate) async fn plan(&self, name: &str) -> PlanId {
        let plans = self.studio.plan_list().await.unwrap();
        plans.iter().find(|plan| plan.name == name).expect("it is sold").id
    }

    async fn order(&self, person: &Person, plan: PlanId) -> Result<PaymentId, PaymentError> {
        let id = PaymentId(self.studio.clock().id());
        let (what, gateway) = (Ordered::Plan(plan), Gateway::Manual);
        let new = NewPayment { id, what, gateway, reference: id.to_string(), page: None };
        let made = self
            .studio
            .till()
            .payment_create(&person.actor, new, Arc::clone(&self.book), self.studio.now())
            .await?;
        let said = PaymentClaim { utr: id.simple(), ..PaymentClaim::default() };
        self.studio.till().payment_claim(&person.actor, made.id, said, self.studio.now()).await?;
        Ok(made.id)
    }

    async fn approve(&self, id: PaymentId) -> Result<(), PaymentError> {
        let mail = PaymentMail { credits: String::new(), link: "https://studio.example/wallet".to_owned() };
        self.studio.till().payment_approve(&self.admin.actor, id, mail, self.studio.now()).await.map(|_| ())
    }

    /// Ordered, claimed and confirmed.
    pub(crate) async fn pay(&self, person: &Person, plan: &str) {
        let id = self.order(person, self.plan(plan).await).await.unwrap();
        self.approve(id).await.unwrap();
    }

    pub(crate) async fn refresh(&self) -> usize {
        refresh(&self.studio).await
    }

    async fn live(&self, person: &Person) -> Option<Subscription> {
        self.studio.subscription_live(&person.actor).await.unwrap()
    }
}

trait Simple {
    fn simple(&self) -> String;
}

impl Simple for PaymentId {
    /// A transfer's reference is letters and digits.
    fn simple(&self) -> String {
        self.0.simple().to_string()
    }
}

async fn refresh(studio: &TestStore) -> usize {
    studio.subscriptions_refresh("https://studio.example/wallet".to_owned(), studio.now()).await.unwrap()
}

/// What was mailed since the last look, by what it is about.
/// Mails to people with plans; administrators hear of payments, too.
pub(crate) async fn mailed(studio: &TestStore) -> Vec<String> {
    let mut sent = Vec::new();
    while let Some(claim) = studio.job_claim("w", Lane::Mail, 30_000, studio.now()).await.unwrap() {
        let Work::Mail(mail) = claim.work else { panic!("a mail") };
        if !["payment_waiting", "payment_received", "plan_refreshed"].contains(&mail.template.as_str()) {
            sent.push(mail.template);
        }
    }
    sent
}

async fn plan_credits(studio: &TestStore, person: &Person) -> (i64, i64) {
    let (available, held) = studio.buckets(person).await;
    (available.plan, held.plan)
}

/// The newest lines of the wallet's page, kind, credits and reason, oldest of them first.
async fn lines(studio: &TestStore, person: &Person, count: u32) -> Vec<(EntryKind, i64, String)> {
    let entries = studio.wallet_entries(&person.actor, None, count).await.unwrap();
    entries.into_iter().rev().map(|entry| (entry.kind, entry.credits, entry.reason)).collect()
}

fn line(kind: EntryKind, credits: i64, reason: &str) -> (EntryKind, i64, String) {
    (kind, credits, reason.to_owned())
}

/// Past the store.
async fn by(studio: &TestStore, text: &'static str) {
    studio.raw().await.exec(vec![(text, Vec::new())]).await.unwrap();
}

/// From the clock's beginning, in the middle of January, to the 31st.
fn to_the_31st(studio: &TestStore) -> Timestamp {
    studio.advance(16 * DAY_MS)
}

on_both! {
    async fn a_plan_begins_when_its_payment_is_confirmed(studio) {
        let (counter, person) = (Counter::open(&studio, OFFERS, "{}").await, studio.person(3).await);
        let id = counter.order(&person, counter.plan("basic").await).await.unwrap();
        assert_eq!(plan_credits(&studio, &person).await, (0, 0));
        studio.advance(5 * HOUR_MS);
        for _ in 0..2 {
            counter.approve(id).await.unwrap();
        }
        assert_eq!(studio.buckets(&person).await.0, Buckets { plan: 10, bonus: 3, bought: 0 });
        let live = counter.live(&person).await.expect("it runs");
        assert_eq!((live.plan.name.as_str(), live.course.cycle_no, live.course.renews), ("basic", 0, false));
        assert_eq!(live.course.paid_until, start_of_cycle(studio.now(), 1), "it counts from the confirmation");
        assert_eq!(mailed(&studio).await, ["plan_paid"]);
        assert_eq!(lines(&studio, &person, 1).await, [line(EntryKind::Grant, 10, "plan_refresh")]);
        let now = studio.wallet_now(&person.actor, studio.now()).await.unwrap();
        assert_eq!(now.plan_lapses_at, Some(live.course.paid_until));
        assert_eq!(studio.wallet_now(&counter.admin.actor, studio.now()).await.unwrap().plan_lapses_at, None);
        let paid = studio.till().payment_get(&person.actor, id).await.unwrap().unwrap();
        assert_eq!((paid.what, paid.label["en"].as_str(), paid.credits), (Ordered::Plan(live.plan.id), "basic", 10));
        assert_eq!(counter.refresh().await, 0, "nothing is due");
        studio.wind_down().await;
    }

    async fn every_month_gives_its_credits_and_the_rest_lapses(studio) {
        let (counter, person) = (Counter::open(&studio, OFFERS, "{}").await, studio.person(0).await);
        let anchor = to_the_31st(&studio);
        counter.pay(&person, "year").await;
        let live = counter.live(&person).await.unwrap();
        assert_eq!(live.course.paid_until, start_of_cycle(anchor, 12));
        // The 28th of February, to the millisecond.
        studio.advance(start_of_cycle(anchor, 1).since_ms(anchor) - 1);
        counter.refresh().await;
        assert_eq!(counter.live(&person).await.unwrap().course.cycle_no, 0);
        studio.advance(1);
        for _ in 0..3 {
            counter.refresh().await;
        }
        assert_eq!(lines(&studio, &person, 9).await, [
            line(EntryKind::Grant, 25, "plan_refresh"),
            line(EntryKind::Lapse, -25, "plan_lapse"),
            line(EntryKind::Grant, 25, "plan_refresh"),
        ]);
        // Down from March to July: what was missed whole is not given.
        studio.advance(start_of_cycle(anchor, 5).since_ms(studio.now()) + DAY_MS);
        counter.refresh().await;
        assert_eq!(counter.live(&person).await.unwrap().course.cycle_no, 5);
        assert_eq!((plan_credits(&studio, &person).await, lines(&studio, &person, 99).await.len()), ((25, 0), 5));
        // And over the end.
        studio.advance(start_of_cycle(anchor, 12).since_ms(studio.now()));
        counter.refresh().await;
        assert!(counter.live(&person).await.is_none());
        assert_eq!(lines(&studio, &person, 1).await, [line(EntryKind::Lapse, -25, "plan_ended")]);
        let past = studio.subscription_list(&person.actor).await.unwrap();
        assert_eq!((past.len(), past[0].ended_at, past[0].is_live), (1, Some(studio.now()), false));
        studio.wind_down().await;
    }

    async fn what_is_held_over_a_boundary_is_spent_or_lapses(studio) {
        let (counter, person) = (Counter::open(&studio, OFFERS, "{}").await, studio.person(4).await);
        let start = studio.now();
        counter.pay(&person, "basic").await;
        counter.pay(&person, "basic").await;
        let done = studio.ask(&person, "pen", 1).await;
        let half = studio.ask(&person, "pen", 2).await;
        // Over the plan's credits: one of ten is left, and two of the bonus.
        let refused = studio.ask(&person, "pen", 1).await;
        assert_eq!(studio.buckets(&person).await, (Buckets { plan: 0, bonus: 2, bought: 0 }, Buckets { plan: 10, bonus: 2, bought: 0 }));
        let (first, second, third) = (studio.take().await, studio.take().await, studio.take().await);
        assert_eq!([first.job, second.job, third.job], [done.id.job(), half.id.job(), refused.id.job()]);
        studio.advance(start_of_cycle(start, 1).since_ms(studio.now()));
        counter.refresh().await;
        assert_eq!(plan_credits(&studio, &person).await, (10, 10), "what is held goes on");
        studio.verify().await;
        studio.deliver(&first, 1).await;
        studio.deliver(&second, 1).await;
        studio.verify().await;
        assert_eq!(lines(&studio, &person, 3).await, [
            line(EntryKind::Capture, -3, "generation_done"),
            line(EntryKind::Release, 3, "generation_part"),
            line(EntryKind::Lapse, -3, "plan_late"),
        ]);
        studio.settle(&third, rejected()).await;
        assert_eq!(studio.buckets(&person).await, (Buckets { plan: 10, bonus: 4, bought: 0 }, Buckets::ZERO), "only the bonus comes back");
        // Within a cycle it comes back as it was.
        let again = studio.ask(&person, "pen", 1).await;
        studio.generation_cancel(&person.actor, again.id, studio.now()).await.unwrap();
        assert_eq!(plan_credits(&studio, &person).await, (10, 0));
        studio.wind_down().await;
    }

    async fn what_is_held_over_the_end_lapses_too(studio) {
        let (counter, person) = (Counter::open(&studio, OFFERS, "{}").await, studio.person(0).await);
        counter.pay(&person, "basic").await;
        let asked = studio.ask(&person, "pen", 1).await;
        studio.advance(32 * DAY_MS);
        counter.refresh().await;
        assert_eq!(plan_credits(&studio, &person).await, (0, 3));
        // A new plan is another epoch still.
        counter.pay(&person, "pro").await;
        studio.generation_cancel(&person.actor, asked.id, studio.now()).await.unwrap();
        assert_eq!(plan_credits(&studio, &person).await, (25, 0));
        studio.wind_down().await;
    }

    async fn paying_again_prolongs_and_another_plan_follows(studio) {
        let (counter, person) = (Counter::open(&studio, OFFERS, "{}").await, studio.person(0).await);
        let start = to_the_31st(&studio);
        counter.pay(&person, "basic").await;
        let first = counter.live(&person).await.unwrap();
        studio.advance(10 * DAY_MS);
        counter.pay(&person, "basic").await;
        counter.pay(&person, "pro").await;
        counter.pay(&person, "year").await;
        let live = counter.live(&person).await.unwrap();
        assert_eq!((live.id, live.plan.name.as_str(), live.course.paid_until), (first.id, "basic", start_of_cycle(start, 15)));
        let next = live.next_plan.expect("another follows");
        assert_eq!((next.id, next.from), (counter.plan("pro").await, start_of_cycle(start, 2)));
        for (cycle, name, credits) in [(1, "basic", 10), (2, "pro", 25), (3, "year", 25), (14, "year", 25)] {
            studio.advance(start_of_cycle(start, cycle).since_ms(studio.now()));
            counter.refresh().await;
            let live = counter.live(&person).await.unwrap();
            assert_eq!((live.plan.name.as_str(), live.course.cycle_no), (name, cycle));
            assert_eq!(plan_credits(&studio, &person).await, (credits, 0));
        }
        assert!(counter.live(&person).await.unwrap().next_plan.is_none());
        // After the end it begins anew, on another day.
        studio.advance(40 * DAY_MS);
        counter.pay(&person, "basic").await;
        let anew = counter.live(&person).await.unwrap();
        assert_eq!((anew.id == first.id, anew.course.anchor_at, anew.course.cycle_no), (false, studio.now(), 0));
        assert_eq!(studio.subscription_list(&person.actor).await.unwrap().len(), 2);
        studio.wind_down().await;
    }

    async fn nobody_spends_what_has_lapsed(studio) {
        let (counter, person) = (Counter::open(&studio, OFFERS, "{}").await, studio.person(0).await);
        let start = studio.now();
        counter.pay(&person, "basic").await;
        counter.pay(&person, "basic").await;
        studio.make(&person, draft("pen", 3)).await;
        assert_eq!(plan_credits(&studio, &person).await, (1, 0));
        // Nobody tends. The second cycle is there as soon as it is asked for.
        studio.advance(start_of_cycle(start, 1).since_ms(studio.now()));
        studio.make(&person, draft("pen", 3)).await;
        assert_eq!((plan_credits(&studio, &person).await, counter.live(&person).await.unwrap().course.cycle_no), ((1, 0), 1));
        // And gone as soon as it is over.
        studio.advance(start_of_cycle(start, 2).since_ms(studio.now()) - 1);
        assert_eq!(plan_credits(&studio, &person).await, (1, 0));
        let refused = studio.submit(&person, GenerationId(studio.clock().id()), draft("pen", 1)).await;
        let Err(SubmitError::InsufficientCredits(short)) = refused else { panic!("{refused:?}") };
        assert_eq!((short.needed, short.available), (3, 0));
        assert_eq!(counter.refresh().await, 1);
        assert_eq!(plan_credits(&studio, &person).await, (0, 0));
        studio.wind_down().await;
    }

    async fn a_plan_allows_what_it_says(studio) {
        let free = r#"{"models":["pen","brush"],"tiers":["draft","standard"],"concurrency":2}"#;
        let offers = [("pro", 900, 99_900, "month", r#"{"concurrency":3,"priority":5}"#)];
        let (counter, person) = (Counter::open(&studio, &offers, free).await, studio.person(900).await);
        let mut full = draft("brush", 1);
        (full.tier, full.quality) = (Some("full".into()), Some("high".into()));
        let submit = |asked: easel_domain::Draft| {
            let (studio, person) = (Arc::clone(&studio), person.clone());
            async move { studio.submit(&person, GenerationId(studio.clock().id()), asked).await }
        };
        for (asked, missing) in [
            (draft("gift", 1), Some(NotAllowed::Model)),
            (full.clone(), Some(NotAllowed::Tier)),
            (draft("brush", 1), None),
        ] {
            let quoted = studio.generation_quote(&person.actor, asked.clone(), studio.now()).await.unwrap();
            assert_eq!(quoted.plan_needed, missing);
            match (submit(asked).await, missing) {
                (Err(SubmitError::PlanNeeded(why)), Some(missing)) => assert_eq!(why, missing),
                (Ok(_), None) => {}
                (answer, _) => panic!("{answer:?}"),
            }
        }
        let replayed = studio.ask(&person, "pen", 1).await;
        assert!(matches!(submit(draft("pen", 1)).await, Err(SubmitError::UnderWay { most: 2 })));
        // What is there already is answered, however many there are.
        let again = studio.submit(&person, replayed.id, draft("pen", 1)).await.unwrap();
        assert_eq!(again.id, replayed.id);
        // A test of a channel is no picture of theirs.
        let test = NewChannelTest { model: "gift".into(), channel: "near/gift".into(), prompt: "an apple".into() };
        let id = GenerationId(studio.clock().id());
        studio.channel_test(&counter.admin.actor, id, test, studio.now()).await.unwrap();
        let waiting = studio.person(90).await;
        studio.ask(&waiting, "pen", 1).await;

        counter.pay(&person, "pro").await;
        let first = submit(full).await.unwrap();
        assert!(matches!(submit(draft("gift", 1)).await, Err(SubmitError::UnderWay { most: 3 })));
        let now = studio.now();
        assert_eq!(studio.plan_allows(&person.actor, now).await.unwrap().priority, 5);
        // Tests go first, then who has the better priority, then everybody in turn.
        let (test, mine) = (studio.take().await, studio.take().await);
        assert_eq!((test.job, mine.job), (id.job(), first.id.job()));
        // Once it is over, it is as it was.
        let over = counter.live(&person).await.unwrap().course.paid_until;
        assert_eq!(studio.plan_allows(&person.actor, over).await.unwrap().priority, 0);
        studio.advance(over.since_ms(now));
        assert!(matches!(submit(draft("gift", 1)).await, Err(SubmitError::PlanNeeded(NotAllowed::Model))));
        studio.wind_down().await;
    }

    async fn owners_are_told_of_the_end_once_before_and_once_after(studio) {
        let (counter, person) = (Counter::open(&studio, OFFERS, "{}").await, studio.person(0).await);
        counter.pay(&person, "basic").await;
        let first = counter.live(&person).await.unwrap().course.paid_until;
        assert_eq!(mailed(&studio).await, ["plan_paid"]);
        studio.advance(first.since_ms(studio.now()) - 3 * DAY_MS - 1);
        counter.refresh().await;
        assert!(mailed(&studio).await.is_empty());
        studio.advance(1);
        for _ in 0..3 {
            counter.refresh().await;
        }
        assert_eq!(mailed(&studio).await, ["plan_ends_soon"]);
        // What was prolonged ends another time.
        counter.pay(&person, "basic").await;
        mailed(&studio).await;
        let second = counter.live(&person).await.unwrap().course.paid_until;
        studio.advance(second.since_ms(studio.now()) - 2 * DAY_MS);
        for _ in 0..3 {
            counter.refresh().await;
        }
        assert_eq!(mailed(&studio).await, ["plan_ends_soon"]);
        studio.advance(2 * DAY_MS);
        // Ended by a submission: the mail follows with the next look.
        studio.ask(&person, "gift", 1).await;
        assert!(counter.live(&person).await.is_none() && mailed(&studio).await.is_empty());
        for _ in 0..3 {
            counter.refresh().await;
        }
        assert_eq!(mailed(&studio).await, ["plan_ended"]);
        // Who said that it ends needs no reminder; who has gone on has lost nothing.
        counter.pay(&person, "basic").await;
        assert_eq!(mailed(&studio).await, ["plan_paid"]);
        let live = counter.live(&person).await.unwrap();
        studio.subscription_cancel(&person.actor, live.id, true, studio.now()).await.unwrap();
        studio.advance(live.course.paid_until.since_ms(studio.now()) - HOUR_MS);
        counter.refresh().await;
        studio.advance(HOUR_MS);
        counter.pay(&person, "pro").await;
        counter.refresh().await;
        assert_eq!(mailed(&studio).await, ["plan_paid"]);
        studio.wind_down().await;
    }

    async fn only_its_owner_calls_a_plan_off_and_only_while_it_runs(studio) {
        let (counter, person, other) = (Counter::open(&studio, OFFERS, "{}").await, studio.person(0).await, studio.person(0).await);
        counter.pay(&person, "basic").await;
        let live = counter.live(&person).await.unwrap();
        let call_off = |who: &Person, ends| {
            let (studio, actor) = (Arc::clone(&studio), who.actor);
            async move { studio.subscription_cancel(&actor, live.id, ends, studio.now()).await.map(|s| s.cancel_at_end) }
        };
        assert!(matches!(call_off(&other, true).await, Err(SubscriptionError::Missing)));
        assert!(call_off(&person, true).await.unwrap() && call_off(&person, true).await.unwrap());
        assert!(counter.live(&person).await.unwrap().cancel_at_end);
        assert_eq!(plan_credits(&studio, &person).await, (10, 0), "what is paid for stays");
        assert!(!call_off(&person, false).await.unwrap());
        call_off(&person, true).await.unwrap();
        counter.pay(&person, "basic").await;
        assert!(!counter.live(&person).await.unwrap().cancel_at_end, "who pays for more goes on");
        assert!(studio.subscription_list(&other.actor).await.unwrap().is_empty());
        studio.advance(70 * DAY_MS);
        assert!(matches!(call_off(&person, true).await, Err(SubscriptionError::Ended)));
        counter.refresh().await;
        assert!(matches!(call_off(&person, false).await, Err(SubscriptionError::Ended)));
        studio.wind_down().await;
    }

    async fn a_plan_that_a_gateway_bills_is_not_paid_by_hand(studio) {
        let (counter, person) = (Counter::open(&studio, OFFERS, "{}").await, studio.person(0).await);
        counter.pay(&person, "basic").await;
        let plan = counter.plan("pro").await;
        let waiting = counter.order(&person, plan).await.unwrap();
        by(&studio, "update subscription set gateway_ref = 'sub_1'").await;
        assert!(matches!(counter.order(&person, plan).await, Err(PaymentError::PlanRunning)));
        assert!(matches!(counter.approve(waiting).await, Err(PaymentError::PlanRunning)));
        let live = counter.live(&person).await.unwrap();
        let refused = studio.subscription_cancel(&person.actor, live.id, true, studio.now()).await;
        assert!(matches!(refused, Err(SubscriptionError::Billed)));
        // A gateway that bills may be late by three days.
        by(&studio, "update subscription set renews = 1, due_at = paid_until").await;
        studio.advance(live.course.paid_until.since_ms(studio.now()) + 3 * DAY_MS - 1);
        counter.refresh().await;
        assert_eq!(plan_credits(&studio, &person).await, (10, 0));
        by(&studio, "update subscription set due_at = 0 where state = 'live'").await;
        studio.advance(1);
        counter.refresh().await;
        assert_eq!(plan_credits(&studio, &person).await, (0, 0));
        counter.approve(waiting).await.unwrap();
        assert_eq!(plan_credits(&studio, &person).await, (25, 0));
        studio.wind_down().await;
    }

    async fn a_plan_is_archived_and_followed_never_edited(studio) {
        let (counter, person) = (Counter::open(&studio, OFFERS, "{}").await, studio.person(0).await);
        let old = counter.plan("basic").await;
        counter.pay(&person, "basic").await;
        let waiting = counter.order(&person, old).await.unwrap();
        let dearer = book(&[("year", 25, 999_000, "year", "{}"), ("basic", 12, 59_900, "month", "{}")], r#"{"priority":1}"#);
        let year = counter.plan("year").await;
        for _ in 0..2 {
            studio.till().price_book_apply(Some(&dearer), studio.now()).await.unwrap();
            let sold: Vec<_> = studio.plan_list().await.unwrap().into_iter().map(|p| (p.name, p.credits)).collect();
            assert_eq!(sold, [("year".to_owned(), 25), ("basic".to_owned(), 12)]);
            assert_eq!(studio.plan_free().await.unwrap().priority, 1);
        }
        assert_eq!((counter.plan("year").await == year, counter.plan("basic").await == old), (true, false));
        assert!(matches!(counter.order(&person, old).await, Err(PaymentError::NotSold(Ordered::Plan(_)))));
        // What was ordered before is given as it was; what is paid for now follows it.
        counter.approve(waiting).await.unwrap();
        counter.pay(&person, "basic").await;
        let start = counter.live(&person).await.unwrap().course.anchor_at;
        for (cycle, credits) in [(1, 10), (2, 12)] {
            studio.advance(start_of_cycle(start, cycle).since_ms(studio.now()));
            counter.refresh().await;
            assert_eq!(plan_credits(&studio, &person).await, (credits, 0));
        }
        for edit in [
            "update plan set credits = 1000000", "update plan set allows = '{}'", "delete from plan", "delete from plan_term",
            "update plan_term set from_cycle = 9", "delete from plan_cycle", "update plan_cycle set cycle_no = 9",
            "update payment set plan_id = null", "update payment set pack_id = plan_id",
        ] {
            assert!(studio.raw().await.exec(vec![(edit, Vec::new())]).await.is_err(), "{edit}");
        }
        studio.till().price_book_apply(None, studio.now()).await.unwrap();
        assert!(studio.plan_list().await.unwrap().is_empty());
        assert_eq!(studio.plan_free().await.unwrap(), easel_domain::Allows::default());
        studio.wind_down().await;
    }

    async fn what_is_wrong_with_plans_is_found(studio) {
        let (counter, person) = (Counter::open(&studio, OFFERS, "{}").await, studio.person(0).await);
        counter.pay(&person, "basic").await;
        for (spoil, mend, says) in [
            ("update wallet set plan_epoch = plan_epoch + 1", "update wallet set plan_epoch = plan_epoch - 1", "lapse with every cycle"),
            ("update subscription set cycle_no = 1", "update subscription set cycle_no = 0", "gives what was paid for"),
        ] {
            by(&studio, spoil).await;
            let found = studio.oversight().ledger_verify().await.unwrap().findings;
            assert!(found.len() == 1 && found[0].says.contains(says), "{found:?}");
            by(&studio, mend).await;
        }
        // The database itself refuses a second one at a time.
        let twice = "insert into subscription (id, owner_id, plan_id, gateway, anchor_at, cycle_no, paid_until, state, renews, started_at, changed_at)
            select 'twice', owner_id, plan_id, gateway, anchor_at, 0, paid_until, 'live', 0, 0, 0 from subscription";
        assert!(studio.raw().await.exec(vec![(twice, Vec::new())]).await.is_err());
        studio.wind_down().await;
    }
}

on_both! {
    async fn of_many_who_look_at_once_one_begins_the_cycle(studio) {
        let counter = Counter::open(&studio, OFFERS, "{}").await;
        let mut people = Vec::new();
        for _ in 0..3 {
            let person = studio.person(0).await;
            counter.pay(&person, "year").await;
            people.push(person);
        }
        for month in 1..6_i64 {
            studio.advance(31 * DAY_MS);
            let actors: Vec<_> = people.iter().map(|person| person.actor).collect();
            at_once(&studio, 12, |studio, i| {
                let actor = actors[i % 3];
                async move {
                    if i < 8 {
                        refresh(&studio).await;
                    } else {
                        let id = GenerationId(studio.clock().id());
                        studio.generation_submit(&actor, id, draft("pen", 2), None, studio.now()).await.unwrap();
                    }
                }
            })
            .await;
            for person in &people {
                assert_eq!(counter.live(person).await.unwrap().course.cycle_no, month);
                let (available, held) = studio.buckets(person).await;
                assert_eq!(available.plan + held.plan, 25, "one grant each");
            }
            assert_eq!(studio.raw().await.number("select count(*) from plan_cycle").await, 3 * (month + 1));
            studio.verify().await;
            for person in &people {
                for asked in studio.generation_list(&person.actor, None, 50, true, studio.now()).await.unwrap() {
                    studio.generation_cancel(&person.actor, asked.id, studio.now()).await.unwrap();
                }
                assert_eq!(plan_credits(&studio, person).await, (25, 0));
            }
        }
        studio.wind_down().await;
    }

    async fn of_payments_confirmed_at_once_each_pays_for_a_term(studio) {
        let counter = Arc::new(Counter::open(&studio, OFFERS, "{}").await);
        for _ in 0..4 {
            let (person, mut ids) = (studio.person(0).await, Vec::new());
            for plan in ["basic", "pro", "basic", "pro"] {
                ids.push(counter.order(&person, counter.plan(plan).await).await.unwrap());
            }
            let start = studio.now();
            let answers = at_once(&studio, 12, |_, i| {
                let (counter, id) = (Arc::clone(&counter), ids[i % 4]);
                async move { counter.approve(id).await }
            })
            .await;
            assert!(answers.iter().all(Result::is_ok), "{answers:?}");
            let live = counter.live(&person).await.unwrap();
            assert_eq!((live.course.paid_until, live.course.cycle_no), (start_of_cycle(start, 4), 0));
            assert_eq!(plan_credits(&studio, &person).await.0, live.plan.credits);
        }
        studio.wind_down().await;
    }

    async fn no_more_are_under_way_than_the_plan_allows(studio) {
        Counter::open(&studio, OFFERS, r#"{"concurrency":3}"#).await;
        for _ in 0..6 {
            let person = studio.person(900).await;
            let actor = person.actor;
            let answers = at_once(&studio, 10, |studio, _| async move {
                let id = GenerationId(studio.clock().id());
                studio.generation_submit(&actor, id, draft("pen", 1), None, studio.now()).await
            })
            .await;
            assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 3);
            let refused = answers.iter().filter_map(|answer| answer.as_ref().err());
            assert!(refused.into_iter().all(|why| matches!(why, SubmitError::UnderWay { most: 3 })));
        }
        studio.wind_down().await;
    }
}
