//! Money from outside: each payment and each code gives its credits once, to whom they belong, whoever hurries.

use easel_domain::{
    Buckets, Credits, EntryKind, Gateway, Lane, PackId, PaymentId, PaymentState, PriceBook, RedeemBatchId,
    Role, Timestamp,
    payment::{Ordered, UNTOUCHED_MS},
};
use easel_store::{SubmitError, Work};
use easel_testing::{Person, TestStore, at_once, on_both};
use easel_till::{
    Decided, NewPayment, NewRedeemBatch, Payment, PaymentClaim, PaymentError, PaymentMail, RedeemError,
};
use std::sync::Arc;

const HOUR_MS: i64 = 3_600_000;

fn book(packs: &[(&str, i64, i64)]) -> Arc<PriceBook> {
    let packs: Vec<String> = packs
        .iter()
        .map(|(id, credits, minor)| {
            format!(r#"{{"id":"{id}","label":{{"en":"{id}"}},"credits":{credits},"amount_minor":{minor}}}"#)
        })
        .collect();
    let text = format!(
        r#"{{"currency":"INR","packs":[{}],"second_approver_above_minor":100000,"gateways":{{
            "upi":{{"vpa":"studio@okaxis","payee_name":"Studio"}},"manual":{{"instructions":{{"en":"By transfer."}}}}}}}}"#,
        packs.join(",")
    );
    serde_json::from_str(&text).map(Arc::new).unwrap()
}

fn said(utr: &str) -> PaymentClaim {
    PaymentClaim { utr: utr.to_owned(), ..PaymentClaim::default() }
}

struct Sale {
    studio: Arc<TestStore>,
    book: Arc<PriceBook>,
    admins: [Person; 2],
}

impl Sale {
    async fn open(studio: &Arc<TestStore>) -> Self {
        let book = book(&[("small", 100, 49_900), ("large", 5_000, 1_999_900)]);
        studio.till().price_book_apply(Some(&book), studio.now()).await.unwrap();
        let mut admins = [studio.person(0).await, studio.person(0).await];
        for admin in &mut admins {
            studio
                .user_role_set(admin.email.sign_in_key(), Role::Owner, "test".to_owned(), studio.now())
                .await
                .unwrap();
            admin.actor.role = Role::Owner;
        }
        Self { studio: Arc::clone(studio), book, admins }
    }

    async fn pack(&self, name: &str) -> PackId {
        let packs = self.studio.till().pack_list().await.unwrap();
        packs.iter().find(|pack| pack.name == name).expect("it is sold").id
    }

    async fn try_order(&self, person: &Person, pack: PackId) -> Result<Payment, PaymentError> {
        let id = PaymentId(self.studio.clock().id());
        let what = Ordered::Pack(pack);
        let new = NewPayment { id, what, gateway: Gateway::Upi, reference: id.to_string(), page: None };
        self.studio.till().payment_create(&person.actor, new, Arc::clone(&self.book), self.studio.now()).await
    }

    async fn order(&self, person: &Person, pack: &str) -> Payment {
        self.try_order(person, self.pack(pack).await).await.unwrap()
    }

    async fn claim(&self, person: &Person, id: PaymentId, utr: &str) -> Result<Payment, PaymentError> {
        self.studio.till().payment_claim(&person.actor, id, said(utr), self.studio.now()).await
    }

    /// Ordered and claimed.
    async fn waiting(&self, person: &Person, pack: &str, utr: &str) -> PaymentId {
        let id = self.order(person, pack).await.id;
        assert_eq!(self.claim(person, id, utr).await.unwrap().state, PaymentState::Pending);
        id
    }

    async fn approve(&self, admin: &Person, id: PaymentId) -> Result<Decided, PaymentError> {
        approve(&self.studio, admin, id).await
    }

    async fn reject(&self, admin: &Person, id: PaymentId) -> Result<Decided, PaymentError> {
        reject(&self.studio, admin, id).await
    }
}

fn mail() -> PaymentMail {
    PaymentMail { credits: "100 credits".to_owned(), link: "https://studio.example/wallet".to_owned() }
}

async fn approve(studio: &TestStore, admin: &Person, id: PaymentId) -> Result<Decided, PaymentError> {
    studio.till().payment_approve(&admin.actor, id, mail(), studio.now()).await
}

async fn reject(studio: &TestStore, admin: &Person, id: PaymentId) -> Result<Decided, PaymentError> {
    studio.till().payment_reject(&admin.actor, id, ("no such money".to_owned(), mail()), studio.now()).await
}

async fn bought(studio: &TestStore, person: &Person) -> i64 {
    studio.buckets(person).await.0.bought
}

/// Mails to payers; administrators hear that somebody waits, too.
async fn mails(studio: &TestStore) -> Vec<(String, String)> {
    let mut sent = Vec::new();
    while let Some(claim) = studio.job_claim("w", Lane::Mail, 30_000, studio.now()).await.unwrap() {
        let Work::Mail(mail) = claim.work else { panic!("a mail") };
        if !["payment_waiting", "payment_received"].contains(&mail.template.as_str()) {
            sent.push((mail.to, mail.template));
        }
    }
    sent
}

async fn codes(sale: &Sale, once: bool, expires_at: Option<Timestamp>, hashes: &[&str]) {
    let new = NewRedeemBatch {
        id: RedeemBatchId(sale.studio.clock().id()),
        name: "Diwali".to_owned(),
        credits: Credits::new(7).unwrap(),
        once_per_person: once,
        expires_at,
        hashes: hashes.iter().map(|hash| (*hash).to_owned()).collect(),
    };
    sale.studio.till().redeem_batch_create(&sale.admins[0].actor, new, sale.studio.now()).await.unwrap();
}

on_both! {
    async fn a_payment_goes_its_way_and_gives_its_credits_once(studio) {
        let (sale, person) = (Sale::open(&studio).await, studio.person(3).await);
        let ordered = sale.order(&person, "small").await;
        assert_eq!((ordered.state, ordered.credits, ordered.amount.to_string()), (PaymentState::Created, 100, "499.00 INR".to_owned()));
        // The same id is the same payment, and nobody else's.
        let same = NewPayment { id: ordered.id, what: ordered.what, gateway: Gateway::Upi, reference: "other".to_owned(), page: None };
        let again = studio.till().payment_create(&person.actor, same.clone(), Arc::clone(&sale.book), studio.now()).await.unwrap();
        assert_eq!((again.id, &again.reference), (ordered.id, &ordered.reference));
        let another = NewPayment { gateway: Gateway::Manual, ..same.clone() };
        for (who, new) in [(&person, another), (&sale.admins[0], same)] {
            let refused = studio.till().payment_create(&who.actor, new, Arc::clone(&sale.book), studio.now()).await;
            assert!(matches!(refused, Err(PaymentError::IdempotencyMismatch)), "{refused:?}");
        }
        // Nothing before its time.
        assert!(matches!(sale.approve(&sale.admins[0], ordered.id).await, Err(PaymentError::MovedOn)));
        assert!(matches!(sale.claim(&person, ordered.id, "12").await, Err(PaymentError::Utr(_))));
        assert!(matches!(sale.claim(&sale.admins[0], ordered.id, "632512345678").await, Err(PaymentError::Missing)));
        sale.claim(&person, ordered.id, "6325 1234 5678").await.unwrap();
        assert_eq!(sale.claim(&person, ordered.id, "632512345678").await.unwrap().utr.as_deref(), Some("632512345678"));
        assert!(matches!(studio.till().payment_cancel(&person.actor, ordered.id, studio.now()).await, Err(PaymentError::MovedOn)));
        // Only administrators, and no word counts twice.
        assert!(matches!(sale.approve(&person, ordered.id).await, Err(PaymentError::Forbidden)));
        for _ in 0..2 {
            let paid = sale.approve(&sale.admins[0], ordered.id).await.unwrap();
            assert_eq!((paid.payment.state, paid.approvals.len()), (PaymentState::Paid, 1));
        }
        assert!(matches!(sale.approve(&sale.admins[1], ordered.id).await, Err(PaymentError::MovedOn)));
        assert!(matches!(sale.reject(&sale.admins[1], ordered.id).await, Err(PaymentError::MovedOn)));
        assert_eq!(studio.buckets(&person).await.0, Buckets { plan: 0, bonus: 3, bought: 100 });
        let entry = &studio.wallet_entries(&person.actor, None, 1).await.unwrap()[0];
        assert_eq!((entry.kind, entry.credits, entry.reason.as_str()), (EntryKind::TopUp, 100, "top_up"));
        assert_eq!(entry.payment_id, Some(ordered.id.to_string()));
        assert_eq!(mails(&studio).await, [(person.email.as_str().to_owned(), "payment_approved".to_owned())]);
        let said = studio.raw().await.number("select count(*) from audit where action = 'payment.approve'").await;
        assert_eq!(said, 1);
        studio.wind_down().await;
    }

    async fn a_number_can_be_corrected_until_somebody_confirmed_it(studio) {
        let (sale, person) = (Sale::open(&studio).await, studio.person(0).await);
        let id = sale.waiting(&person, "large", "632512345678").await;
        let since = studio.till().payment_find(id).await.unwrap().unwrap().claimed_at;
        studio.advance(HOUR_MS);
        let corrected = sale.claim(&person, id, "632512345679").await.unwrap();
        assert_eq!((corrected.utr.as_deref(), corrected.claimed_at), (Some("632512345679"), since));
        // The number that was typed by mistake is somebody else's to give; the new one is taken.
        let other = sale.order(&person, "small").await.id;
        assert!(matches!(sale.claim(&person, other, "632512345679").await, Err(PaymentError::UtrTaken)));
        sale.claim(&person, other, "632512345678").await.unwrap();
        assert!(matches!(sale.claim(&person, id, "632512345678").await, Err(PaymentError::UtrTaken)));
        sale.approve(&sale.admins[0], id).await.unwrap();
        assert!(matches!(sale.claim(&person, id, "632512345670").await, Err(PaymentError::MovedOn)));
        sale.approve(&sale.admins[1], id).await.unwrap();
        assert!(matches!(sale.claim(&person, id, "632512345670").await, Err(PaymentError::MovedOn)));
        assert_eq!(sale.claim(&person, id, "632512345679").await.unwrap().state, PaymentState::Paid);
        studio.wind_down().await;
    }

    async fn each_waiting_amount_is_another(studio) {
        let (sale, people) = (Sale::open(&studio).await, [studio.person(0).await, studio.person(0).await]);
        let mut amounts = Vec::new();
        for i in 0..6 {
            amounts.push(sale.order(&people[i % 2], "small").await.amount.minor());
        }
        assert_eq!(amounts, [49_900, 49_899, 49_898, 49_897, 49_896, 49_895]);
        // What is over makes room again, and a transfer is as it is.
        let person = &people[0];
        let id = studio.till().payment_list(&person.actor, None, 1).await.unwrap()[0].id;
        studio.till().payment_cancel(&person.actor, id, studio.now()).await.unwrap();
        assert_eq!(sale.order(person, "small").await.amount.minor(), 49_896);
        let id = PaymentId(studio.clock().id());
        let what = Ordered::Pack(sale.pack("small").await);
        let new = NewPayment { id, what, gateway: Gateway::Manual, reference: id.to_string(), page: None };
        let made = studio.till().payment_create(&person.actor, new, Arc::clone(&sale.book), studio.now()).await.unwrap();
        assert_eq!(made.amount.minor(), 49_900);
        studio.wind_down().await;
    }

    async fn administrators_hear_of_the_first_that_waits(studio) {
        let (sale, person) = (Sale::open(&studio).await, studio.person(0).await);
        let heard = async || {
            let mut to = Vec::new();
            while let Some(claim) = studio.job_claim("w", Lane::Mail, 30_000, studio.now()).await.unwrap() {
                let Work::Mail(mail) = claim.work else { panic!("a mail") };
                if mail.template == "payment_waiting" { to.push(mail.to) }
            }
            to.len()
        };
        let one = sale.waiting(&person, "small", "632512345678").await;
        assert_eq!(heard().await, 2, "both administrators");
        sale.waiting(&person, "small", "632512345679").await;
        assert_eq!(heard().await, 0, "who looks finds both");
        sale.approve(&sale.admins[0], one).await.unwrap();
        studio.wind_down().await;
    }

    async fn nobody_spends_more_in_a_month_than_they_allow_themselves(studio) {
        let (_, person) = (Sale::open(&studio).await, studio.person(50).await);
        let free = |n: i64| Some(Credits::new(n));
        let set = studio.spending_set(&person.actor, (free(5), None), studio.now()).await.unwrap();
        assert_eq!((set.monthly_cap, set.spent, set.low_at), (Some(5), 0, Some(10)));
        let ask = async |count: u32| {
            let id = easel_domain::GenerationId(studio.clock().id());
            studio.generation_submit(&person.actor, id, easel_testing::draft("pen", count), None, studio.now()).await
        };
        let price = ask(1).await.unwrap().held;
        assert_eq!(studio.spending(&person.actor, studio.now()).await.unwrap().spent, price);
        let refused = ask(4).await;
        assert!(matches!(&refused, Err(SubmitError::Capped { capped, .. }) if capped.cap == 5 && capped.spent == price), "{refused:?}");
        // What is released counts no more; another month begins anew.
        let claim = studio.job_claim("w", Lane::Cpu, 30_000, studio.now()).await.unwrap().unwrap();
        studio.settle(&claim, easel_testing::rejected()).await;
        assert_eq!(studio.spending(&person.actor, studio.now()).await.unwrap().spent, 0);
        studio.spending_set(&person.actor, (Some(None), Some(None)), studio.now()).await.unwrap();
        ask(4).await.unwrap();
        let now = studio.spending(&person.actor, studio.now()).await.unwrap();
        assert_eq!((now.monthly_cap, now.spent, now.low_at), (None, 4 * price, None));
        studio.advance(31 * 24 * HOUR_MS);
        assert_eq!(studio.spending(&person.actor, studio.now()).await.unwrap().spent, 0);
        studio.wind_down().await;
    }

    async fn a_large_payment_needs_two_others(studio) {
        let (sale, person) = (Sale::open(&studio).await, studio.person(0).await);
        let id = sale.waiting(&person, "large", "632512345678").await;
        for _ in 0..2 {
            let half = sale.approve(&sale.admins[0], id).await.unwrap();
            assert_eq!((half.payment.state, half.approvals.len()), (PaymentState::Pending, 1));
        }
        assert_eq!(bought(&studio, &person).await, 0);
        assert_eq!(sale.approve(&sale.admins[1], id).await.unwrap().payment.state, PaymentState::Paid);
        assert_eq!(bought(&studio, &person).await, 5_000);

        // Never one's own, whoever else agrees.
        let own = sale.waiting(&sale.admins[0], "large", "632512345679").await;
        assert!(matches!(sale.approve(&sale.admins[0], own).await, Err(PaymentError::Own)));
        assert_eq!(sale.approve(&sale.admins[1], own).await.unwrap().payment.state, PaymentState::Pending);
        assert!(matches!(sale.approve(&sale.admins[0], own).await, Err(PaymentError::Own)));
        studio.wind_down().await;
    }

    async fn a_utr_is_taken_for_ever_unless_an_administrator_frees_it(studio) {
        let (sale, person, other) = (Sale::open(&studio).await, studio.person(0).await, studio.person(0).await);
        let id = sale.waiting(&person, "small", "632512345678").await;
        let theirs = sale.order(&other, "small").await.id;
        assert!(matches!(sale.claim(&other, theirs, "6325-1234-5678").await, Err(PaymentError::UtrTaken)));
        let free = || studio.till().payment_utr_free(&sale.admins[1].actor, id, "typed by mistake".to_owned(), studio.now());
        assert!(matches!(free().await, Err(PaymentError::MovedOn)), "it still waits");
        let rejected = sale.reject(&sale.admins[0], id).await.unwrap().payment;
        assert_eq!((rejected.state, rejected.reason.as_deref()), (PaymentState::Rejected, Some("no such money")));
        assert_eq!(mails(&studio).await[0].1, "payment_rejected");
        assert!(matches!(sale.claim(&other, theirs, "632512345678").await, Err(PaymentError::UtrTaken)));
        free().await.unwrap();
        assert!(matches!(free().await, Err(PaymentError::MovedOn)));
        sale.claim(&other, theirs, "632512345678").await.unwrap();
        sale.approve(&sale.admins[0], theirs).await.unwrap();
        assert_eq!((bought(&studio, &person).await, bought(&studio, &other).await), (0, 100));
        let log = "select count(*) from audit where action in ('payment.reject', 'payment.utr_free', 'payment.approve')";
        assert_eq!(studio.raw().await.number(log).await, 3);
        studio.wind_down().await;
    }

    async fn what_nobody_touched_expires_and_what_waits_does_not(studio) {
        let (sale, person) = (Sale::open(&studio).await, studio.person(0).await);
        let (idle, waits) = (sale.order(&person, "small").await.id, sale.waiting(&person, "small", "632512345678").await);
        let given_up = sale.order(&person, "small").await.id;
        for _ in 0..2 {
            let gone = studio.till().payment_cancel(&person.actor, given_up, studio.now()).await.unwrap();
            assert_eq!(gone.state, PaymentState::Cancelled);
        }
        studio.advance(UNTOUCHED_MS - 1);
        assert_eq!(studio.till().payments_expire(studio.now()).await.unwrap(), 0);
        let changed = studio.now();
        studio.advance(1);
        assert_eq!(studio.till().payments_expire(studio.now()).await.unwrap(), 1);
        assert_eq!(studio.till().payments_expire(studio.advance(100 * 24 * HOUR_MS)).await.unwrap(), 0);
        let told = studio.till().payment_changed_since(&person.actor, changed, 10).await.unwrap();
        let told: Vec<_> = told.iter().map(|p| (p.id, p.state)).collect();
        assert_eq!(told, [(idle, PaymentState::Expired), (waits, PaymentState::Pending)], "what changed, and what waits");
        assert!(matches!(sale.claim(&person, idle, "632512345679").await, Err(PaymentError::MovedOn)));
        studio.wind_down().await;
    }

    async fn the_queue_shows_the_oldest_first_in_pages(studio) {
        let (sale, person) = (Sale::open(&studio).await, studio.person(0).await);
        let mut ids = Vec::new();
        for utr in ["632500000001", "632500000002", "632500000003"] {
            ids.push(sale.waiting(&person, "large", utr).await);
            studio.advance(HOUR_MS);
        }
        // A first word moves nobody in the queue.
        sale.approve(&sale.admins[0], ids[0]).await.unwrap();
        let first = studio.till().payment_queue(PaymentState::Pending, None, 2).await.unwrap();
        assert_eq!(first.iter().map(|d| (d.payment.id, d.approvals.len())).collect::<Vec<_>>(), [(ids[0], 1), (ids[1], 0)]);
        let after = (first[1].payment.changed_at, ids[1]);
        let second = studio.till().payment_queue(PaymentState::Pending, Some(after), 2).await.unwrap();
        assert_eq!(second.iter().map(|d| d.payment.id).collect::<Vec<_>>(), [ids[2]]);
        for id in &ids[1..] {
            sale.reject(&sale.admins[1], *id).await.unwrap();
            studio.advance(1);
        }
        let rejected = studio.till().payment_queue(PaymentState::Rejected, None, 9).await.unwrap();
        assert_eq!(rejected.iter().map(|d| d.payment.id).collect::<Vec<_>>(), [ids[2], ids[1]]);
        studio.wind_down().await;
    }

    async fn a_price_is_archived_and_followed_never_edited(studio) {
        let (sale, person) = (Sale::open(&studio).await, studio.person(0).await);
        let (small, large) = (sale.pack("small").await, sale.pack("large").await);
        let ordered = sale.order(&person, "small").await;
        let dearer = book(&[("large", 5_000, 1_999_900), ("small", 100, 59_900)]);
        for _ in 0..2 {
            studio.till().price_book_apply(Some(&dearer), studio.now()).await.unwrap();
            let now: Vec<_> = studio.till().pack_list().await.unwrap().into_iter().map(|p| (p.name, p.amount.minor())).collect();
            assert_eq!(now, [("large".to_owned(), 1_999_900), ("small".to_owned(), 59_900)]);
        }
        assert_eq!((sale.pack("large").await, sale.pack("small").await == small), (large, false));
        assert!(matches!(sale.try_order(&person, small).await, Err(PaymentError::NotSold(_))));
        // What was ordered before costs what it cost.
        sale.claim(&person, ordered.id, "632512345678").await.unwrap();
        assert_eq!(sale.approve(&sale.admins[0], ordered.id).await.unwrap().payment.amount.minor(), 49_900);
        for edit in [
            "update payment set credits = 1000000", "update payment set amount_minor = 1", "update pack set credits = 1000000",
            "update payment set owner_id = pack_id", "delete from payment",
        ] {
            assert!(studio.raw().await.exec(vec![(edit, Vec::new())]).await.is_err(), "{edit}");
        }
        studio.till().price_book_apply(None, studio.now()).await.unwrap();
        assert!(studio.till().pack_list().await.unwrap().is_empty());
        assert!(matches!(sale.try_order(&person, large).await, Err(PaymentError::NotSold(_))));
        studio.wind_down().await;
    }

    async fn nobody_orders_without_end_nor_by_a_gateway_that_is_off(studio) {
        let (sale, person) = (Sale::open(&studio).await, studio.person(0).await);
        let pack = sale.pack("small").await;
        let mut off = (*sale.book).clone();
        off.gateways.upi = None;
        let id = PaymentId(studio.clock().id());
        let new = NewPayment { id, what: Ordered::Pack(pack), gateway: Gateway::Upi, reference: "R".to_owned(), page: None };
        let refused = studio.till().payment_create(&person.actor, new, Arc::new(off), studio.now()).await;
        assert!(matches!(refused, Err(PaymentError::Gateway)));
        for _ in 0..10 {
            sale.try_order(&person, pack).await.unwrap();
        }
        assert!(matches!(sale.try_order(&person, pack).await, Err(PaymentError::TooMany)));
        assert_eq!(studio.till().payment_list(&person.actor, None, 50).await.unwrap().len(), 10);
        studio.finish().await;
    }

    async fn a_code_is_good_once_and_one_of_a_batch_for_each(studio) {
        let (sale, anna, ben) = (Sale::open(&studio).await, studio.person(0).await, studio.person(0).await);
        codes(&sale, true, None, &["a", "b"]).await;
        codes(&sale, false, Some(studio.now().plus_ms(HOUR_MS)), &["c", "d", "e"]).await;
        let redeem = |person: &Person, hash: &str| {
            let (actor, hash, studio) = (person.actor, hash.to_owned(), Arc::clone(&studio));
            async move { studio.till().code_redeem(&actor, hash, studio.now()).await.map(Credits::get) }
        };
        assert_eq!(redeem(&anna, "a").await.unwrap(), 7);
        assert!(matches!(redeem(&anna, "a").await, Err(RedeemError::Used)));
        assert!(matches!(redeem(&anna, "b").await, Err(RedeemError::Again)));
        assert!(matches!(redeem(&anna, "z").await, Err(RedeemError::Unknown)));
        assert_eq!(redeem(&ben, "b").await.unwrap(), 7, "what was refused is as good as before");
        assert_eq!((redeem(&ben, "c").await.unwrap(), redeem(&ben, "d").await.unwrap()), (7, 7));
        studio.advance(HOUR_MS);
        assert!(matches!(redeem(&ben, "e").await, Err(RedeemError::Expired)));
        assert_eq!(studio.buckets(&ben).await.0, Buckets { plan: 0, bonus: 21, bought: 0 });
        let batches = studio.till().redeem_batch_list(None, 9).await.unwrap();
        assert_eq!(batches.iter().map(|b| (b.codes, b.redeemed)).collect::<Vec<_>>(), [(3, 2), (2, 2)]);
        studio.finish().await;
    }
}

on_both! {
    async fn of_many_who_decide_at_once_one_decides(studio) {
        let sale = Arc::new(Sale::open(&studio).await);
        for round in 0..8 {
            let person = studio.person(0).await;
            let id = sale.waiting(&person, "small", &format!("6325123400{round:02}")).await;
            let reject_too = round % 2 == 1;
            let answers = at_once(&studio, 12, |studio, i| {
                let sale = Arc::clone(&sale);
                async move {
                    let admin = &sale.admins[i % 2];
                    if reject_too && i % 3 == 0 { reject(&studio, admin, id).await } else { approve(&studio, admin, id).await }
                }
            })
            .await;
            let ends: Vec<_> = answers.iter().flatten().map(|d| (d.payment.state, d.approvals.len())).collect();
            assert!(!ends.is_empty() && ends.iter().all(|end| *end == ends[0]), "one end: {ends:?}");
            for refused in answers.iter().filter_map(|answer| answer.as_ref().err()) {
                assert!(matches!(refused, PaymentError::MovedOn), "{refused:?}");
            }
            let paid = ends[0].0 == PaymentState::Paid;
            assert!(paid || reject_too);
            assert_eq!(bought(&studio, &person).await, if paid { 100 } else { 0 });
            assert_eq!(mails(&studio).await.len(), 1);
        }
        studio.wind_down().await;
    }

    async fn two_who_are_needed_at_once_are_both_counted(studio) {
        let sale = Arc::new(Sale::open(&studio).await);
        for round in 0..6 {
            let person = studio.person(0).await;
            let id = sale.waiting(&person, "large", &format!("6325123400{round:02}")).await;
            let answers = at_once(&studio, 8, |studio, i| {
                let sale = Arc::clone(&sale);
                async move { approve(&studio, &sale.admins[i % 2], id).await }
            })
            .await;
            assert!(answers.iter().all(Result::is_ok), "{answers:?}");
            assert_eq!(bought(&studio, &person).await, 5_000);
        }
        studio.wind_down().await;
    }

    async fn of_many_who_say_one_utr_one_has_it(studio) {
        let sale = Arc::new(Sale::open(&studio).await);
        for round in 0..6 {
            let (mut people, utr) = (Vec::new(), format!("6325123400{round:02}"));
            for _ in 0..6 {
                let person = studio.person(0).await;
                let id = sale.order(&person, "small").await.id;
                people.push((person.actor, id));
            }
            let answers = at_once(&studio, 6, |studio, i| {
                let ((actor, id), utr) = (people[i], utr.clone());
                async move { studio.till().payment_claim(&actor, id, said(&utr), studio.now()).await }
            })
            .await;
            assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
            assert!(answers.iter().filter_map(|a| a.as_ref().err()).all(|e| matches!(e, PaymentError::UtrTaken)));
        }
        studio.wind_down().await;
    }

    async fn of_many_who_redeem_one_code_one_gets_it(studio) {
        let sale = Sale::open(&studio).await;
        for round in 0..6 {
            let (first, second) = (format!("{round}-1"), format!("{round}-2"));
            codes(&sale, true, None, &[&first, &second]).await;
            let people = [studio.person(0).await, studio.person(0).await];
            let actors = [people[0].actor, people[1].actor];
            let answers = at_once(&studio, 10, |studio, i| {
                let (actor, hash) = (actors[i % 2], first.clone());
                async move { studio.till().code_redeem(&actor, hash, studio.now()).await }
            })
            .await;
            assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
            // Both codes of a batch by one person at once: one of them.
            let lucky = usize::from(studio.buckets(&people[0]).await.0.bonus > 0);
            let other = actors[lucky];
            let answers = at_once(&studio, 10, |studio, _| {
                let hash = second.clone();
                async move { studio.till().code_redeem(&other, hash, studio.now()).await }
            })
            .await;
            assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
            let both = [studio.buckets(&people[0]).await.0.bonus, studio.buckets(&people[1]).await.0.bonus];
            assert_eq!(both, [7, 7]);
        }
        studio.wind_down().await;
    }
}
