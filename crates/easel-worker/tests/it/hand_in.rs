//! What lent workers hand in, taken in by a worker of the house. The lent worker is the test.

use crate::Shop;
use easel_domain::{GenerationState, Operation, lent::LentPictures, model::Provider};
use easel_store::{AttemptNote, Claim, Generation, HandIn, NewWorkerToken, WorkerToken, asks};
use easel_testing::{On, Person, TestStore, catalogue};
use std::{sync::Arc, time::Duration};

/// A studio whose `pen` is made by lent workers and second best by the house, and a lent worker.
struct Lent {
    store: Arc<TestStore>,
    shop: Shop,
    token: WorkerToken,
}

impl Lent {
    async fn open(store: Arc<TestStore>) -> Self {
        let mut lent = catalogue();
        lent.providers.insert("friends".to_owned(), Provider::new("worker", 1));
        lent.models[0].channels[0].provider = "friends".to_owned();
        store.catalogue_apply(&lent, store.now()).await.expect("applied");
        let new = NewWorkerToken { name: "garage".to_owned(), hash: "h".to_owned() };
        let token = store.worker_token_create(None, new, store.now()).await.expect("the store works");
        let shop = Shop::open_with(Arc::clone(&store), (1, Duration::from_secs(5)), lent);
        Self { store, shop, token: token.expect("a free name") }
    }

    /// The next thing the person asks for, in the lent worker's hands.
    async fn take(&self, person: &Person, lease_ms: i64) -> (Generation, Claim) {
        let offers = [asks("pen", Operation::Generate)];
        self.store.lent_waits(&self.token, Some(&offers), self.store.now()).await.expect("it waits");
        // Until the worker of the house has heard that somebody better waits.
        tokio::time::sleep(Duration::from_millis(300)).await;
        let asked = self.store.ask(person, "pen", 1).await;
        let claim = self.store.lent_claim(&self.token, &offers, lease_ms, self.store.now()).await;
        (asked, claim.expect("the store works").expect("something to make"))
    }
}

async fn hand_in(store: &TestStore, token: &WorkerToken, claim: &Claim, file: Vec<u8>) {
    assert!(store.parcel_put((token, claim), 0, file.into(), store.now()).await.expect("kept"));
    let pictures = LentPictures { seeds: vec![Some(5)], algorithm: false, account: None };
    let hand_in = HandIn {
        attempt_no: claim.attempt_no,
        channel: "friends/pen".to_owned(),
        worker: token.key(),
        pictures,
        files: Vec::new(),
    };
    assert!(store.job_hand_in(claim, hand_in, AttemptNote::default(), store.now()).await.expect("handed in"));
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let rgba = [9, 120, 200, 255].repeat((width * height) as usize);
    easel_compose::png(&easel_compose::Decoded { width, height, rgba }).expect("a picture")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_handed_in_is_taken_in_or_made_anew() {
    for on in [On::Sqlite, On::Postgres] {
        TestStore::run(on, |store| async move {
            let lent = Lent::open(store).await;
            let Lent { store, shop, token } = &lent;
            let person = store.person(30).await;
            let (asked, claim) = lent.take(&person, 10_000).await;
            hand_in(store, token, &claim, png(64, 64)).await;
            let view = shop.ends(&person, &asked).await;
            assert_eq!((view.state, view.captured), (GenerationState::Succeeded, 3));
            assert_eq!((view.assets[0].width, shop.far.calls()), (64, 0), "nobody of the house was asked");

            // Garbage is told of its maker, each time, until it rests; the pictures come from the house.
            for round in 1..=3 {
                let (asked, claim) = lent.take(&person, 10_000).await;
                hand_in(store, token, &claim, b"no picture".to_vec()).await;
                let view = shop.ends(&person, &asked).await;
                assert_eq!((view.state, shop.far.calls()), (GenerationState::Succeeded, round));
            }
            let standings = store.channel_standings(store.now()).await.expect("standings");
            let kept = standings.standings.iter().find(|s| s.channel == token.key()).expect("it is known");
            assert!(kept.standing.rest.is_some(), "{kept:?}");
            assert_eq!(store.wallet(&person.actor).await.expect("a wallet").available.total(), 18);
            lent.shop.close().await;
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lent_worker_that_falls_silent_is_not_waited_for_twice() {
    for on in [On::Sqlite, On::Postgres] {
        TestStore::run(on, |store| async move {
            let lent = Lent::open(store).await;
            let person = lent.store.person(10).await;
            let (asked, _) = lent.take(&person, 1).await;
            let offers = [asks("pen", Operation::Generate)];
            lent.store
                .lent_waits(&lent.token, Some(&offers), lent.store.now())
                .await
                .expect("it waits again");
            let view = lent.shop.ends(&person, &asked).await;
            assert_eq!((view.state, lent.shop.far.calls()), (GenerationState::Succeeded, 1));
            let standings = lent.store.channel_standings(lent.store.now()).await.expect("standings");
            let kept = standings.standings.iter().find(|s| s.channel == lent.token.key());
            assert_eq!(kept.expect("it is known").standing.failures, 1);
            lent.shop.close().await;
        })
        .await;
    }
}
