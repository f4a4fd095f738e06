//! The texts and tables themselves, and that they outlive the process.

use easel_oversight::Oversight;
use easel_store::Store;
use easel_testing::{On, TestStore, draft, on_both};

on_both! {
    async fn every_text_is_understood(studio) {
        for (prepared, least) in [
            (studio.prepare_all().await, 90),
            (studio.oversight().prepare_all().await, 30),
            (studio.shelf().prepare_all().await, 40),
        ] {
            match prepared {
                Ok(texts) => assert!(texts > least, "only {texts} texts are listed"),
                Err(failed) => {
                    let lines: Vec<String> = failed.iter().map(|(text, error)| {
                        format!("{text}\n  -> {error}: {:?}", std::error::Error::source(error))
                    }).collect();
                    panic!("{}", lines.join("\n\n"));
                }
            }
        }
        studio.ping().await.unwrap();
        studio.finish().await;
    }
}

#[tokio::test]
async fn closing_and_opening_again_keeps_everything() {
    TestStore::run(On::Sqlite, |studio| async move {
        let person = studio.person(30).await;
        let (made, pictures) = studio.make(&person, draft("pen", 2)).await;
        let waiting = studio.ask(&person, "pen", 1).await;
        let (before, wallet) =
            (studio.view(&person, made).await, studio.wallet(&person.actor).await.unwrap());
        (*studio).clone().close().await;
        assert!(studio.ping().await.is_err(), "it is closed");

        let again = Store::open(studio.options()).await.expect("opens again");
        let after = again.generation_get(&person.actor, made, studio.now()).await.unwrap().unwrap();
        assert_eq!(format!("{before:?}"), format!("{after:?}"));
        assert_eq!(again.wallet(&person.actor).await.unwrap(), wallet);
        assert!(Oversight::of(&again).ledger_verify().await.unwrap().findings.is_empty());
        assert!(again.blobs_missing().await.unwrap().is_empty());
        assert!(again.asset_get(&person.actor, pictures[1]).await.unwrap().is_some());
        assert!(again.session_find(person.token_hash.clone(), studio.now()).await.unwrap().is_some());
        let cancelled =
            again.generation_cancel(&person.actor, waiting.id, studio.now()).await.unwrap().unwrap();
        assert_eq!(cancelled.held, 0);
        studio.finish_on(&again).await;
        again.close().await;
    })
    .await;
}
