//! What the operator wants kept for so long and no longer: it goes then, rows and bytes, and nothing else does.

use easel_domain::{GenerationId, GenerationState, Retention, retention::DAY_MS};
use easel_store::{BatchAction, Store, StoreOptions};
use easel_testing::{Person, TestStore, draft, failed, on_both};

/// The same studio, whose operator decided this.
async fn keeping(studio: &TestStore, retention: Retention) -> Store {
    Store::open(&StoreOptions { retention, ..studio.options().clone() }).await.expect("the store opens")
}

/// Something with words that comes to nothing.
async fn fails(studio: &TestStore, person: &Person, words: &str) {
    let mut asked = draft("pen", 1);
    words.clone_into(&mut asked.prompt);
    studio.submit(person, GenerationId(studio.clock().id()), asked).await.expect("asked for");
    let claim = studio.take().await;
    studio.settle(&claim, failed(false)).await;
}

async fn words(studio: &TestStore, person: &Person) -> Vec<(GenerationState, String)> {
    let all = studio.generation_list(&person.actor, None, 10, false, studio.now()).await.unwrap();
    all.into_iter().map(|one| (one.state, one.spec.prompt)).collect()
}

on_both! {
    async fn what_came_to_nothing_loses_its_words_when_the_operator_says_so(studio) {
        let ann = studio.person(100).await;
        fails(&studio, &ann, "an archaeopteryx").await;
        studio.advance(10 * DAY_MS);
        fails(&studio, &ann, "a newer one").await;
        let mut asked = draft("pen", 1);
        "a picture that came".clone_into(&mut asked.prompt);
        studio.make(&ann, asked).await;
        assert_eq!(studio.failures_forget(studio.advance(3_650 * DAY_MS)).await.unwrap(), 0, "unless somebody says so it stays");
        let ledger = studio.wallet_entries(&ann.actor, None, 50).await.unwrap().len();

        // A studio that keeps them for so long that only the first one is older.
        let store = keeping(&studio, Retention { failed_days: Some(3_655), ..Retention::default() }).await;
        assert_eq!(store.failures_forget(studio.now()).await.unwrap(), 1);
        assert_eq!(store.failures_forget(studio.now()).await.unwrap(), 0, "once");
        let kept = words(&studio, &ann).await;
        assert_eq!(kept.iter().map(|(_, words)| words.as_str()).collect::<Vec<_>>(), ["a picture that came", "a newer one", ""]);
        assert_eq!(kept[2].0, GenerationState::Failed, "that it was, stays");
        assert_eq!(studio.raw().await.number("select count(*) from generation where spec like '%archaeopteryx%'").await, 0);
        assert_eq!(studio.raw().await.number("select count(*) from attempt where detail is not null or provider_ref is not null").await, 1);
        assert_eq!(studio.wallet_entries(&ann.actor, None, 50).await.unwrap().len(), ledger, "the books stay");
        store.close().await;
        studio.wind_down().await;
    }

    async fn the_trash_keeps_as_long_as_the_operator_says(studio) {
        let ann = studio.person(100).await;
        let (_, assets) = studio.make(&ann, draft("pen", 2)).await;
        studio.assets_batch(&ann.actor, &assets, BatchAction::Trash, studio.now()).await.unwrap();
        let store = keeping(&studio, Retention { trash_days: 3, ..Retention::default() }).await;
        assert_eq!(store.trash_empty(studio.advance(3 * DAY_MS)).await.unwrap(), 0, "not a moment too early");
        let blobs = studio.raw().await.number("select count(*) from asset_blob").await;
        assert_eq!(store.trash_empty(studio.advance(1)).await.unwrap(), 2);
        assert!(blobs > 0 && studio.raw().await.number("select count(*) from asset_blob").await == 0);
        assert_eq!(studio.raw().await.number("select count(*) from blob_doomed").await, blobs, "the bytes go after their rows");
        assert_eq!(i64::try_from(store.blobs_bury().await.unwrap()).unwrap(), blobs);
        store.close().await;
        studio.wind_down().await;
    }

    async fn what_somebody_signed_in_with_long_ago_is_forgotten(studio) {
        let ann = studio.person(0).await;
        let text = "insert into known_sign_in (user_id, mark, seen_at) values ($1, $2, $3)";
        for (mark, ago) in [("old", 40), ("new", 20)] {
            let at = studio.now().0 - ago * DAY_MS;
            let row = vec![ann.actor.user_id.to_string().into(), mark.into(), at.into()];
            studio.raw().await.exec(vec![(text, row)]).await.unwrap();
        }
        let old = "select count(*) from known_sign_in where mark = 'old'";
        let before = studio.raw().await.number("select count(*) from known_sign_in").await;
        assert_eq!(studio.sign_ins_forget(studio.now()).await.unwrap(), 0, "half a year is not over");
        let store = keeping(&studio, Retention { sign_ins_days: 30, ..Retention::default() }).await;
        assert_eq!(store.sign_ins_forget(studio.now()).await.unwrap(), 1);
        assert_eq!(studio.raw().await.number(old).await, 0);
        assert_eq!(studio.raw().await.number("select count(*) from known_sign_in").await, before - 1);
        store.close().await;
        studio.finish().await;
    }

    async fn what_the_books_need_the_database_lets_nobody_remove(studio) {
        let ann = studio.person(100).await;
        studio.make(&ann, draft("pen", 1)).await;
        for text in ["delete from ledger_entry", "delete from audit", "delete from hold", "delete from hold_resolution"] {
            let table = text.trim_start_matches("delete from ");
            let count: &'static str = Box::leak(format!("select count(*) from {table}").into_boxed_str());
            if studio.raw().await.number(count).await == 0 {
                continue;
            }
            assert!(studio.raw().await.exec(vec![(text, Vec::new())]).await.is_err(), "{text}");
        }
        studio.wind_down().await;
    }
}
