//! What people keep their pictures in order with: the trash, boards, downloads, links; and that what is gone is gone.

use easel_domain::{
    AssetId, BoardId, BoardName, DownloadId, FailureCode, GenerationState, ShareId, Tag, Timestamp, gallery,
    retention::DAY_MS,
};
use easel_store::{
    AssetFilter, BatchAction, BatchError, BoardError, Deleted, DownloadError, DownloadItem, Meaning,
    NewDownload, NewShare, Picked, ShareError, Variant,
};
use easel_testing::{Person, TestStore, draft, on_both};

fn name(text: &str) -> BoardName {
    BoardName::parse(text).unwrap()
}

async fn board(studio: &TestStore, person: &Person, called: &str) -> BoardId {
    let id = BoardId(studio.clock().id());
    studio.board_create(&person.actor, id, name(called), studio.advance(1)).await.unwrap().id
}

async fn shown(studio: &TestStore, person: &Person, filter: AssetFilter) -> Vec<AssetId> {
    studio.asset_list(&person.actor, filter, None, 1000).await.unwrap().iter().map(|a| a.brief.id).collect()
}

async fn blob_names(studio: &TestStore, person: &Person, id: AssetId) -> Vec<String> {
    let mut names = Vec::new();
    for variant in Variant::ALL {
        names.push(studio.asset_blob(&person.actor, id, *variant).await.unwrap().unwrap().name);
    }
    names
}

fn item(position: u32, source: &easel_store::DownloadSource) -> DownloadItem {
    DownloadItem {
        position,
        asset_id: source.asset,
        name: format!("{position}.png"),
        blob_name: source.blob_name.clone(),
        bytes: u64::try_from(source.bytes).unwrap(),
        crc32: source.crc32.unwrap(),
        made_at: source.made_at,
        head_bytes: 300 * u64::from(position),
        skip_bytes: 20,
    }
}

/// A direction that leans towards some of its numbers.
fn towards(at: usize) -> Meaning {
    let mut vector = [0.02; easel_store::MEANING_LENGTH];
    vector[at * 12..at * 12 + 12].fill(0.3);
    Meaning::of(&vector).unwrap()
}

on_both! {
    async fn the_trash_keeps_for_thirty_days_and_then_really_deletes(studio) {
        let person = studio.person(1000).await;
        let (generation, pictures) = studio.make(&person, draft("pen", 3)).await;
        let names = blob_names(&studio, &person, pictures[0]).await;
        for id in &pictures[..2] {
            assert!(studio.asset_trash(&person.actor, *id, studio.now()).await.unwrap());
        }
        assert_eq!(shown(&studio, &person, AssetFilter::default()).await, pictures[2..]);
        let trash = || AssetFilter { trashed: true, ..AssetFilter::default() };
        assert_eq!(shown(&studio, &person, trash()).await, [pictures[1], pictures[0]]);
        assert_eq!(studio.view(&person, generation).await.assets.len(), 1);
        assert_eq!(studio.trash_empty(studio.advance(30 * DAY_MS)).await.unwrap(), 0, "not a moment too early");
        let back = studio.assets_batch(&person.actor, &pictures[1..2], BatchAction::Restore, studio.now()).await.unwrap();
        assert_eq!((back, studio.view(&person, generation).await.assets.len()), (1, 2));
        assert_eq!(studio.trash_empty(studio.advance(1)).await.unwrap(), 1);
        assert_eq!(studio.trash_empty(studio.now()).await.unwrap(), 0);
        assert!(studio.asset_get(&person.actor, pictures[0]).await.unwrap().is_none());
        assert_eq!(studio.blobs_bury().await.unwrap(), 4);
        for name in names {
            assert!(studio.blobs().read_all(&name).await.unwrap().is_none(), "{name}");
        }
        for left in ["asset_words", "asset_tag", "board_asset", "asset_blob"] {
            let text: &'static str = Box::leak(format!("select count(*) from {left}").into_boxed_str());
            let expected = match left { "asset_words" => 2, "asset_blob" => 8, _ => 0 };
            assert_eq!(studio.raw().await.number(text).await, expected, "{left}");
        }
        studio.finish().await;
    }

    async fn what_is_in_the_trash_is_no_source_and_fails_who_waits_for_it(studio) {
        let person = studio.person(1000).await;
        crate::upload::able(&studio).await;
        let (_, pictures) = studio.make(&person, draft("pen", 1)).await;
        let asked = || easel_domain::Draft { source: Some(pictures[0]), ..draft("pen", 1) };
        let id = easel_domain::GenerationId(studio.clock().id());
        studio.submit(&person, id, asked()).await.unwrap();
        studio.asset_trash(&person.actor, pictures[0], studio.now()).await.unwrap();
        let refused = studio.submit(&person, easel_domain::GenerationId(studio.clock().id()), asked()).await.unwrap_err();
        assert!(format!("{refused:?}").contains("Source"), "{refused:?}");
        let claim = studio.take().await;
        assert!(studio.job_inputs(&claim).await.unwrap().is_none());
        let gone = easel_domain::Failure { code: FailureCode::InputGone, detail: String::new() };
        studio.settle(&claim, easel_domain::Outcome::Failed { failure: gone, retry: false }).await;
        let view = studio.view(&person, id).await;
        assert_eq!((view.state, view.failure), (GenerationState::Failed, Some(FailureCode::InputGone)));
        studio.assets_batch(&person.actor, &pictures, BatchAction::Restore, studio.now()).await.unwrap();
        assert!(studio.submit(&person, easel_domain::GenerationId(studio.clock().id()), asked()).await.is_ok());
        studio.wind_down().await;
    }

    async fn a_batch_changes_one_s_own_and_nothing_else(studio) {
        let (person, eve) = (studio.person(1000).await, studio.person(1000).await);
        let (_, mine) = studio.make(&person, draft("pen", 3)).await;
        let (_, hers) = studio.make(&eve, draft("pen", 1)).await;
        let night = board(&studio, &person, "Night").await;
        let all: Vec<AssetId> = mine.iter().chain(&hers).copied().chain([AssetId(studio.clock().id())]).collect();
        let now = studio.now();
        let batch = |who: &Person, action| { let actor = who.actor; let (studio, all) = (&studio, &all); async move { studio.assets_batch(&actor, all, action, now).await } };
        assert_eq!(batch(&person, BatchAction::AddToBoard(night)).await.unwrap(), 3);
        assert!(matches!(batch(&eve, BatchAction::AddToBoard(night)).await, Err(BatchError::NoBoard)));
        assert!(matches!(batch(&eve, BatchAction::RemoveFromBoard(night)).await, Err(BatchError::NoBoard)));
        assert_eq!(batch(&eve, BatchAction::Favourite(true)).await.unwrap(), 1);
        assert_eq!(batch(&eve, BatchAction::Trash).await.unwrap(), 1);
        let on_board = AssetFilter { board: Some(night), ..AssetFilter::default() };
        assert_eq!(shown(&studio, &person, on_board.clone()).await.len(), 3);
        assert!(shown(&studio, &eve, on_board).await.is_empty(), "somebody else's board shows nothing");

        let many: Vec<Tag> = (0..40).map(|n| Tag::parse(&format!("t{n}")).unwrap()).collect();
        assert_eq!(batch(&person, BatchAction::AddTags(many)).await.unwrap(), 3);
        let tags = studio.asset_get(&person.actor, mine[0]).await.unwrap().unwrap().tags;
        assert_eq!(tags.len(), gallery::TAGS_MAX, "no more than fit");
        let list = studio.board_list(&person.actor).await.unwrap();
        assert_eq!((list[0].count, list[0].cover.len(), list[0].cover[0]), (3, 3, mine[2]));
        studio.asset_trash(&person.actor, mine[2], now).await.unwrap();
        let list = studio.board_list(&person.actor).await.unwrap();
        assert_eq!((list[0].count, list[0].cover[0]), (2, mine[1]));
        studio.assets_batch(&person.actor, &mine, BatchAction::Restore, now).await.unwrap();
        assert_eq!(studio.board_list(&person.actor).await.unwrap()[0].count, 3, "it comes back to where it was");
        assert!(studio.board_delete(&person.actor, night).await.unwrap());
        assert_eq!(shown(&studio, &person, AssetFilter::default()).await.len(), 3, "pictures stay");
        studio.finish().await;
    }

    async fn a_board_is_its_owner_s(studio) {
        let (person, eve) = (studio.person(0).await, studio.person(0).await);
        let id = board(&studio, &person, "One").await;
        let now = studio.now();
        assert!(studio.board_create(&person.actor, id, name("One"), now).await.is_ok(), "the same again");
        for (who, called) in [(&eve, "One"), (&person, "Two")] {
            let taken = studio.board_create(&who.actor, id, name(called), now).await;
            assert!(matches!(taken, Err(BoardError::IdempotencyMismatch)));
        }
        assert!(studio.board_rename(&eve.actor, id, name("Mine"), now).await.unwrap().is_none());
        assert!(!studio.board_delete(&eve.actor, id).await.unwrap());
        assert!(studio.board_list(&eve.actor).await.unwrap().is_empty());
        let renamed = studio.board_rename(&person.actor, id, name("Two"), studio.advance(5)).await.unwrap().unwrap();
        assert_eq!((renamed.name.as_str(), renamed.changed_at), ("Two", studio.now()));
        studio.finish().await;
    }

    async fn a_download_is_kept_until_something_of_it_is_gone(studio) {
        let (person, eve) = (studio.person(1000).await, studio.person(1000).await);
        let (_, mine) = studio.make(&person, draft("pen", 3)).await;
        studio.raw().await.exec(vec![("update asset_blob set crc32 = null", vec![])]).await.unwrap();
        let picked = Picked::Assets(mine.clone());
        assert!(studio.download_sources(&eve.actor, &picked, 99).await.unwrap().unwrap().1.is_empty());
        let (_, sources) = studio.download_sources(&person.actor, &picked, 99).await.unwrap().unwrap();
        assert_eq!(sources.iter().map(|s| s.asset).rev().collect::<Vec<_>>(), mine, "newest first");
        assert_eq!((sources[0].crc32, sources[0].prompt.as_str()), (None, "a lighthouse at dusk"));
        for source in &sources {
            let bytes = studio.blobs().read_all(&source.blob_name).await.unwrap().unwrap();
            let sum = studio.asset_checksum(source.asset, &source.blob_name).await.unwrap();
            assert_eq!(sum, Some(easel_store::checksum(&bytes)));
        }
        let (_, sources) = studio.download_sources(&person.actor, &picked, 99).await.unwrap().unwrap();
        let items: Vec<DownloadItem> = (0..).zip(&sources).map(|(at, source)| item(at, source)).collect();
        let id = DownloadId(studio.clock().id());
        let new = NewDownload { id, name: "all \"of\" 'it'.zip".into(), bytes: 77, tells: Some("studio".into()), items: items.clone() };
        let made = studio.download_create(&person.actor, new.clone(), studio.now()).await.unwrap();
        assert_eq!((made.files, made.bytes, made.name.as_str()), (3, 77, "all \"of\" 'it'.zip"));
        assert!(studio.download_create(&person.actor, new.clone(), studio.now()).await.is_ok(), "the same again");
        let stolen = studio.download_create(&eve.actor, new.clone(), studio.now()).await;
        assert!(matches!(stolen, Err(DownloadError::IdempotencyMismatch)));
        assert!(studio.download_get(&eve.actor, id, studio.now()).await.unwrap().is_none());
        let (_, found) = studio.download_get(&person.actor, id, studio.now()).await.unwrap().unwrap();
        assert_eq!(found, items);
        assert_eq!(made.tells.as_deref(), Some("studio"));
        let late = studio.now().plus_ms(gallery::DOWNLOAD_LASTS_MS);
        assert!(studio.download_get(&person.actor, id, late).await.unwrap().is_none(), "it expired");
        studio.asset_trash(&person.actor, mine[1], studio.now()).await.unwrap();
        assert!(studio.download_get(&person.actor, id, studio.now()).await.unwrap().is_some());
        studio.forget(&person, mine[1]).await;
        assert!(studio.download_get(&person.actor, id, studio.now()).await.unwrap().is_none());
        let other = NewDownload { id: DownloadId(studio.clock().id()), items: items[..1].to_vec(), ..new };
        studio.download_create(&person.actor, other, studio.now()).await.unwrap();
        studio.sweep_expired(late).await.unwrap();
        assert_eq!(studio.raw().await.number("select count(*) from download_item").await, 0);
        studio.finish().await;
    }

    async fn a_link_shows_what_it_was_made_for_and_only_while_it_works(studio) {
        let (person, eve) = (studio.person(1000).await, studio.person(1000).await);
        let (_, mine) = studio.make(&person, draft("pen", 3)).await;
        let (_, hers) = studio.make(&eve, draft("pen", 1)).await;
        let night = board(&studio, &person, "Night").await;
        studio.assets_batch(&person.actor, &mine[..1], BatchAction::AddToBoard(night), studio.now()).await.unwrap();
        let make = |token: &str, picked, ends: Option<Timestamp>| {
            let new = NewShare { id: ShareId(studio.clock().id()), token_hash: token.to_owned(), picked, password_hash: None, expires_at: ends };
            studio.share_create(&person.actor, new, studio.now())
        };
        let some: Vec<AssetId> = mine[1..].iter().chain(&hers).copied().collect();
        let one = make("one", Picked::Assets(some), Some(studio.now().plus_ms(100))).await.unwrap();
        let all = make("all", Picked::Board(night), None).await.unwrap();
        assert!(matches!(make("x", Picked::Assets(hers.clone()), None).await, Err(ShareError::Nothing)));
        let find = |token: &str| studio.shared_find(token.to_owned(), studio.now());
        assert!(find("other").await.unwrap().is_none());
        let (first, second) = (find("one").await.unwrap().unwrap(), find("all").await.unwrap().unwrap());
        assert_eq!((first.title.as_deref(), second.title.as_deref()), (None, Some("Night")));
        let ids = |list: Vec<easel_store::SharedAsset>| list.iter().map(|a| a.id).collect::<Vec<_>>();
        assert_eq!(ids(studio.shared_open(&first).await.unwrap()), [mine[2], mine[1]], "one's own only");
        assert_eq!(ids(studio.shared_open(&second).await.unwrap()), [mine[0]]);
        for (link, id, there) in [(&first, mine[1], true), (&first, mine[0], false), (&second, mine[0], true), (&second, mine[1], false), (&first, hers[0], false)] {
            let blob = studio.shared_blob(link, id, Variant::Small).await.unwrap();
            assert_eq!(blob.is_some(), there);
        }
        studio.assets_batch(&person.actor, &mine[2..], BatchAction::AddToBoard(night), studio.now()).await.unwrap();
        assert_eq!(ids(studio.shared_open(&second).await.unwrap()), [mine[2], mine[0]], "a board as it is");
        studio.asset_trash(&person.actor, mine[2], studio.now()).await.unwrap();
        assert_eq!(ids(studio.shared_open(&first).await.unwrap()), [mine[1]]);
        assert_eq!(ids(studio.shared_open(&second).await.unwrap()), [mine[0]]);
        assert!(studio.shared_blob(&first, mine[2], Variant::Thumb).await.unwrap().is_none());
        studio.assets_batch(&person.actor, &mine, BatchAction::Restore, studio.now()).await.unwrap();
        assert_eq!(ids(studio.shared_open(&first).await.unwrap()), [mine[1]], "it is shared no longer");
        let list = studio.share_list(&person.actor, None, 9).await.unwrap();
        assert_eq!(list.iter().map(|s| s.opened).collect::<Vec<_>>(), [3, 3]);
        assert!(studio.share_list(&eve.actor, None, 9).await.unwrap().is_empty());
        assert!(!studio.share_delete(&eve.actor, all.id).await.unwrap());
        studio.shared_let_in(&first, "proof".into(), studio.now()).await.unwrap();
        assert!(studio.shared_is_in(&first, "proof".into(), studio.now()).await.unwrap());
        assert!(!studio.shared_is_in(&second, "proof".into(), studio.now()).await.unwrap());
        assert!(!studio.shared_is_in(&first, "proof".into(), studio.now().plus_ms(gallery::OPENING_LASTS_MS)).await.unwrap());
        studio.advance(100);
        assert!(find("one").await.unwrap().is_none(), "it ended");
        assert!(studio.share_delete(&person.actor, all.id).await.unwrap());
        assert!(find("all").await.unwrap().is_none());
        assert!(studio.share_delete(&person.actor, one.id).await.unwrap());
        studio.finish().await;
    }

    async fn what_means_the_same_is_found_nearest_first(studio) {
        let (person, eve) = (studio.person(1000).await, studio.person(1000).await);
        let (_, mine) = studio.make(&person, draft("pen", 3)).await;
        let (_, hers) = studio.make(&eve, draft("pen", 1)).await;
        let missing = studio.assets_without_meaning(i64::MAX, 9).await.unwrap();
        assert_eq!(missing.len(), 4);
        assert!(missing.iter().all(|(.., prompt)| prompt == "a lighthouse at dusk"));
        for (id, at) in [(mine[0], 1), (mine[1], 2), (hers[0], 1)] {
            assert!(studio.asset_mean(id, towards(at), studio.advance(1)).await.unwrap());
        }
        let ask = async |filter, at| {
            let found = studio.asset_list_by_meaning(&person.actor, filter, towards(at), 0, 9).await.unwrap();
            found.iter().map(|a| a.brief.id).collect::<Vec<_>>()
        };
        let all = AssetFilter::default;
        assert_eq!(ask(all(), 1).await[0], mine[0]);
        assert!(!ask(all(), 1).await.contains(&hers[0]));
        studio.asset_mean(mine[2], towards(1), studio.advance(1)).await.unwrap();
        assert_eq!(ask(all(), 1).await[..2], [mine[2], mine[0]], "what is new is compared too");
        studio.asset_trash(&person.actor, mine[2], studio.now()).await.unwrap();
        assert_eq!(ask(all(), 1).await[0], mine[0]);
        assert_eq!(ask(AssetFilter { trashed: true, ..all() }, 1).await, [mine[2]]);
        studio.forget(&person, mine[2]).await;
        assert_eq!(ask(all(), 1).await[0], mine[0], "what is gone is not found");
        assert_eq!(studio.raw().await.number("select count(*) from asset_meaning").await, 3);
        assert_eq!(studio.asset_delete_forever(&person.actor, mine[0], studio.now()).await.unwrap(), Deleted::Kept);
        assert!(!studio.asset_mean(mine[2], towards(3), studio.now()).await.unwrap(), "it is gone");
        studio.finish().await;
    }
}
