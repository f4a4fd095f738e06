//! Pictures people have, and their bytes.

use easel_domain::{AssetId, Draft, Timestamp};
use easel_store::{Asset, AssetChange, AssetFilter, Deleted, Variant};
use easel_testing::{Person, TestStore, draft, new_asset, on_both};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

async fn find(studio: &TestStore, person: &Person, words: &str) -> Vec<String> {
    let filter = AssetFilter { words: Some(words.to_owned()), ..AssetFilter::default() };
    let found = studio.asset_list(&person.actor, filter, None, 50).await.unwrap();
    let mut prompts: Vec<String> = found.into_iter().map(|a| a.spec.unwrap().prompt).collect();
    prompts.reverse();
    prompts
}

fn mark(favourite: bool) -> AssetChange {
    AssetChange { favourite: Some(favourite), ..AssetChange::default() }
}

fn ids(list: &[Asset]) -> Vec<AssetId> {
    list.iter().map(|a| a.brief.id).collect()
}

#[expect(
    clippy::disallowed_methods,
    reason = "files carry the time of the disk, whatever a test's clock says"
)]
fn disk_now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp(i64::try_from(since.as_millis()).unwrap())
}

on_both! {
    async fn blobs_written_together_are_all_there_under_their_own_names(studio) {
        let names: Vec<String> = (0..3).map(|n| format!("{:02x}/blob-{n}", n % 2)).collect();
        let blobs = |word: &str| names.iter().map(|name| (name.clone(), format!("{word} {name}").into())).collect();
        for _ in 0..2 {
            studio.blobs().put_all(blobs("bytes of")).await.unwrap();
        }
        for name in &names {
            let kept = studio.blobs().read_all(name).await.unwrap().unwrap();
            assert_eq!(kept, format!("bytes of {name}"));
        }
        assert_eq!(std::fs::read_dir(studio.folder().join("blobs/incoming")).unwrap().count(), 0);
        studio.blobs().put_all(Vec::new()).await.unwrap();
        studio.finish().await;
    }

    async fn words_are_found_as_they_were_written(studio) {
        let person = studio.person(1000).await;
        let prompts = [
            "a 100% cotton_shirt!",
            "A Lighthouse at Dusk",
            "月光下的灯塔",
            "ÉCLAIR au café",
            "100 percent cottonXshirt",
            "Straße \\ 'quoted' \"twice\"",
        ];
        for prompt in prompts {
            studio.make(&person, Draft { prompt: prompt.to_owned(), ..draft("pen", 1) }).await;
        }
        for (words, found) in [
            ("100%", &[0, 4][..]),
            ("100", &[0, 4]),
            ("cotton_", &[0, 4]),
            ("cotton shirt!", &[0]),
            ("shirt!", &[0]),
            ("!", &[]),
            ("%", &[]),
            ("_", &[]),
            ("lighthouse dusk", &[1]),
            ("LIGHTHOUSE", &[1]),
            ("lighth", &[1]),
            ("dusk lighthouse", &[1]),
            ("dusk lighthouse owl", &[]),
            ("灯塔", &[2]),
            ("月光 灯", &[2]),
            ("光月", &[]),
            ("éclair", &[3]),
            ("ECLAIR", &[3]),
            ("CAFÉ", &[3]),
            ("\\", &[]),
            ("'quoted' \"twice\"", &[5]),
            ("quoted\" OR \"café", &[]),
            ("straße", &[5]),
            ("  ", &[0, 1, 2, 3, 4, 5]),
            ("no\0thing", &[]),
        ] {
            let expected: Vec<&str> = found.iter().map(|i: &usize| prompts[*i]).collect();
            assert_eq!(find(&studio, &person, words).await, expected, "{words:?}");
        }
        studio.finish().await;
    }

    async fn a_gallery_is_filtered_and_paged(studio) {
        let person = studio.person(1000).await;
        let mut all = Vec::new();
        all.extend(studio.make(&person, draft("pen", 3)).await.1);
        let ink = Draft { style: Some("ink".into()), seed: Some(5), ..draft("brush", 2) };
        all.extend(studio.make(&person, ink).await.1);
        let wash = Draft { style: Some("wash".into()), ..draft("brush", 1) };
        all.extend(studio.make(&person, wash).await.1);
        all.reverse();
        let list = |filter, before, limit| studio.asset_list(&person.actor, filter, before, limit);
        let everything = list(AssetFilter::default(), None, 50).await.unwrap();
        assert_eq!(ids(&everything), all);
        let mut seen = Vec::new();
        let mut before = None;
        loop {
            let page = list(AssetFilter::default(), before, 2).await.unwrap();
            let Some(last) = page.last() else { break };
            before = Some(last.no);
            seen.extend(ids(&page));
        }
        assert_eq!(seen, all);
        let by = |model: Option<&str>, style: Option<&str>| AssetFilter {
            model: model.map(str::to_owned),
            style: style.map(str::to_owned),
            ..AssetFilter::default()
        };
        assert_eq!(ids(&list(by(Some("pen"), None), None, 50).await.unwrap()), all[3..]);
        assert_eq!(ids(&list(by(None, Some("ink")), None, 50).await.unwrap()), all[1..3]);
        assert_eq!(ids(&list(by(Some("brush"), Some("wash")), None, 50).await.unwrap()), all[..1]);
        assert!(list(by(Some("pen"), Some("ink")), None, 50).await.unwrap().is_empty());
        assert!(list(by(Some("no\0ne"), None), None, 50).await.unwrap().is_empty());

        let one = studio.asset_update(&person.actor, all[2], mark(true), studio.now()).await.unwrap().unwrap();
        assert!(one.favourite);
        let marked = || AssetFilter { favourite: true, ..AssetFilter::default() };
        assert_eq!(ids(&list(marked(), None, 50).await.unwrap()), all[2..3]);
        let one = studio.asset_update(&person.actor, all[2], mark(false), studio.now()).await.unwrap().unwrap();
        assert!(!one.favourite);
        assert!(list(marked(), None, 50).await.unwrap().is_empty());

        let asset = studio.asset_get(&person.actor, all[1]).await.unwrap().unwrap();
        assert_eq!((asset.credits, asset.brief.seed, asset.brief.width), (1, Some(7), 64));
        assert_eq!(asset.spec.unwrap().style.as_deref(), Some("ink"));
        studio.finish().await;
    }

    async fn deleting_really_deletes(studio) {
        let person = studio.person(1000).await;
        let (generation, pictures) = studio.make(&person, draft("pen", 2)).await;
        let mut names = Vec::new();
        for variant in Variant::ALL {
            let blob = studio.asset_blob(&person.actor, pictures[0], *variant).await.unwrap().unwrap();
            let bytes = studio.blobs().read_all(&blob.name).await.unwrap().unwrap();
            assert_eq!(i64::try_from(bytes.len()).unwrap(), blob.bytes);
            assert!(bytes.starts_with(variant.as_str().as_bytes()));
            assert_eq!(blob.generation_id, Some(generation));
            names.push(blob.name);
        }
        let forever = || studio.asset_delete_forever(&person.actor, pictures[0], studio.now());
        assert_eq!(forever().await.unwrap(), Deleted::Kept, "first into the trash");
        assert!(studio.asset_trash(&person.actor, pictures[0], studio.now()).await.unwrap());
        assert_eq!(studio.blobs_bury().await.unwrap(), 0, "it may come back");
        assert_eq!(forever().await.unwrap(), Deleted::Gone);
        assert_eq!(forever().await.unwrap(), Deleted::Missing, "once");
        assert!(!studio.asset_trash(&person.actor, pictures[0], studio.now()).await.unwrap());
        assert!(studio.asset_get(&person.actor, pictures[0]).await.unwrap().is_none());
        assert!(studio.asset_blob(&person.actor, pictures[0], Variant::Thumb).await.unwrap().is_none());
        assert_eq!(studio.blobs_bury().await.unwrap(), 4);
        assert_eq!(studio.blobs_bury().await.unwrap(), 0);
        for name in names {
            assert!(studio.blobs().read_all(&name).await.unwrap().is_none(), "{name}");
        }
        let view = studio.view(&person, generation).await;
        assert_eq!(view.assets.iter().map(|a| a.id).collect::<Vec<_>>(), pictures[1..]);
        assert_eq!(view.captured, 6, "what was made was paid for");
        assert_eq!(studio.raw().await.number("select count(*) from asset_blob").await, 4);
        studio.finish().await;
    }

    async fn bytes_without_a_row_are_swept_after_their_grace(studio) {
        let person = studio.person(1000).await;
        let (_, pictures) = studio.make(&person, draft("pen", 1)).await;
        let orphan = new_asset(studio.blobs(), AssetId(studio.clock().id()), 0).await;
        let root = studio.folder().join("blobs");
        let half = root.join("incoming").join(orphan.blobs[0].name.replace('/', "-"));
        let foreign = [root.join("incoming/notes.txt"), root.join("letters/kept.eml")];
        std::fs::create_dir_all(root.join("letters")).unwrap();
        for file in foreign.iter().chain([&half]) {
            std::fs::write(file, "hal").unwrap();
        }
        let hour = Duration::from_secs(3600).as_millis() as i64;
        assert_eq!(studio.blobs_sweep(hour, disk_now()).await.unwrap(), 0, "a worker may still be at it");
        assert_eq!(studio.blobs_sweep(hour, disk_now().plus_ms(hour + 1000)).await.unwrap(), 5);
        assert!(studio.blobs().read_all(&orphan.blobs[0].name).await.unwrap().is_none());
        assert!(!half.exists());
        assert!(foreign.iter().all(|file| file.exists()), "what isn't ours stays");
        let kept = studio.asset_blob(&person.actor, pictures[0], Variant::Original).await.unwrap().unwrap();
        assert!(studio.blobs().read_all(&kept.name).await.unwrap().is_some());
        assert!(studio.blobs_missing().await.unwrap().is_empty());

        studio.blobs().remove(&kept.name).await.unwrap();
        assert_eq!(studio.blobs_missing().await.unwrap(), std::slice::from_ref(&kept.name));
        studio.blobs().put(&kept.name, "short".into()).await.unwrap();
        assert_eq!(studio.blobs_missing().await.unwrap(), [kept.name]);
        studio.forget(&person, pictures[0]).await;
        studio.finish().await;
    }
}
