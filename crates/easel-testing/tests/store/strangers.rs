//! A stranger gets the answer for what isn't there, from every function that takes an actor.

use easel_domain::{GenerationId, Role, Timestamp};
use easel_store::{AssetChange, AssetFilter, Deleted, SubmitError, Variant};
use easel_testing::{draft, on_both};

fn marked(favourite: bool) -> AssetChange {
    AssetChange { favourite: Some(favourite), ..AssetChange::default() }
}

on_both! {
    async fn strangers_see_and_change_nothing(studio) {
        let (person, mut stranger) = (studio.person(100).await, studio.person(100).await);
        let (done, pictures) = studio.make(&person, draft("pen", 2)).await;
        let waiting = studio.ask(&person, "pen", 1).await.id;
        let now = studio.now();
        // Administrators have their own functions; through these they are strangers too.
        for role in [Role::User, Role::Owner] {
            stranger.actor.role = role;
            let who = &stranger.actor;
            for id in [done, waiting, GenerationId(studio.clock().id())] {
                assert!(studio.generation_get(who, id, now).await.unwrap().is_none());
                assert!(studio.generation_cancel(who, id, now).await.unwrap().is_none());
            }
            for id in [done, waiting] {
                let taken = studio.generation_submit(who, id, draft("pen", 2), None, now).await;
                assert!(matches!(taken, Err(SubmitError::IdempotencyMismatch)));
            }
            for live in [false, true] {
                assert!(studio.generation_list(who, None, 50, live, now).await.unwrap().is_empty());
            }
            assert!(studio.generation_changed_since(who, (Timestamp(0), None), 50, now).await.unwrap().is_empty());
            assert!(studio.asset_list(who, AssetFilter::default(), None, 50).await.unwrap().is_empty());
            for id in &pictures {
                assert!(studio.asset_get(who, *id).await.unwrap().is_none());
                assert!(studio.asset_update(who, *id, marked(true), now).await.unwrap().is_none());
                assert!(!studio.asset_trash(who, *id, now).await.unwrap());
                assert_eq!(studio.asset_delete_forever(who, *id, now).await.unwrap(), Deleted::Missing);
                assert!(studio.asset_lineage(who, *id).await.unwrap().is_none());
                for variant in Variant::ALL {
                    assert!(studio.asset_blob(who, *id, *variant).await.unwrap().is_none());
                }
            }
            assert_eq!(studio.blobs_bury().await.unwrap(), 0, "nothing was doomed");
            assert_eq!(studio.wallet(who).await.unwrap().available.total(), 100);
            assert_eq!(studio.wallet_entries(who, None, 50).await.unwrap().len(), 1);
            assert_eq!(studio.session_list(who, now).await.unwrap().len(), 1);
            assert!(!studio.session_end(who, person.session, now).await.unwrap());
            studio.session_end_others(who, stranger.session, now).await.unwrap();
        }
        assert!(studio.session_find(person.token_hash.clone(), now).await.unwrap().is_some());
        for id in &pictures {
            assert!(!studio.asset_get(&person.actor, *id).await.unwrap().unwrap().favourite);
        }
        assert_eq!(studio.view(&person, waiting).await.held, 3);
        studio.wind_down().await;
    }
}
