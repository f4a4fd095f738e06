//! What is shown is looked at by itself, so that moderators know where to begin.

use crate::{export::picture, on_both};
use easel_domain::ExhibitId;
use easel_showcase::{Queue, Showcase, Showing};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_shown_is_looked_at() {
    on_both(1, |shop| async move {
        let (person, showcase) = (shop.store.person(0).await, Showcase::of(&shop.store));
        let (asset, _) = picture(&shop, &person, 300, 200).await;
        // Uploads are not shown; this one counts as made here.
        let made = ("update asset set kind = 'made'", Vec::new());
        shop.store.raw().await.exec(vec![made]).await.expect("changed");
        let id = ExhibitId(shop.store.clock().id());
        let showing = Showing { id, name: "Ann".to_owned(), title: String::new(), shows_prompt: false };
        showcase.show(&person.actor, asset, showing, shop.store.now()).await.expect("shown");
        for _ in 0..600 {
            if showcase.unlooked(1).await.expect("read").is_empty() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let queued = showcase.queue(Queue::Waiting, None, 10).await.expect("read");
        let risk = queued[0].risk.expect("it was looked at");
        assert!((0..=1_000).contains(&risk), "{risk}");
        shop.close().await;
    })
    .await;
}
