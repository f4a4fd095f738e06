//! The gallery: whatever is asked, both databases answer what going through everything would.

use easel_db::args;
use easel_domain::{AssetId, AssetKind, BoardId, BoardName, Draft, Tag, Timestamp};
use easel_store::{Asset, AssetChange, AssetFilter, BatchAction, Facets, is_found};
use easel_testing::{Person, TestStore, draft, on_both};
use std::collections::BTreeMap;

/// SplitMix64.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn of<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len())]
    }
}

fn tag(text: &str) -> Tag {
    Tag::parse(text).unwrap()
}

/// Everything of a gallery that a filter can ask for.
fn shows(filter: &AssetFilter, asset: &Asset) -> bool {
    let spec = asset.spec.as_ref();
    let same = |asked: &Option<String>, has: Option<&str>| asked.is_none() || asked.as_deref() == has;
    filter.words.as_deref().is_none_or(|q| spec.is_some_and(|s| is_found(&s.prompt, q)))
        && same(&filter.model, spec.map(|s| s.model.as_str()))
        && same(&filter.style, spec.and_then(|s| s.style.as_deref()))
        && filter.kind.is_none_or(|kind| kind == asset.kind)
        && (!filter.favourite || asset.favourite)
        && filter
            .tag
            .as_ref()
            .is_none_or(|t| asset.tags.iter().any(|has| has.to_lowercase() == t.to_lowercase()))
        && filter.board.is_none_or(|board| asset.boards.contains(&board))
        && filter.from.is_none_or(|from| asset.created_at >= from)
        && filter.until.is_none_or(|until| asset.created_at < until)
        && filter.trashed == asset.trashed_at.is_some()
}

fn counted<K: Ord + Clone>(of: impl Iterator<Item = K>) -> BTreeMap<K, i64> {
    of.fold(BTreeMap::new(), |mut all, key| {
        *all.entry(key).or_default() += 1;
        all
    })
}

/// What counting one by one gives.
fn same_counts(found: &Facets, list: &[&Asset]) {
    let spec = |a: &&Asset| a.spec.clone();
    assert_eq!(found.total, list.len() as i64);
    assert_eq!(found.favourites, list.iter().filter(|a| a.favourite).count() as i64);
    let map = |list: &[(String, i64)]| list.iter().cloned().collect::<BTreeMap<_, _>>();
    assert_eq!(map(&found.models), counted(list.iter().filter_map(spec).map(|s| s.model)));
    assert_eq!(map(&found.styles), counted(list.iter().filter_map(spec).filter_map(|s| s.style)));
    let kinds: BTreeMap<_, _> = found.kinds.iter().copied().collect();
    assert_eq!(kinds, counted(list.iter().map(|a| a.kind)));
    let tags: BTreeMap<_, _> = found.tags.iter().map(|(tag, n)| (tag.to_lowercase(), *n)).collect();
    assert_eq!(tags, counted(list.iter().flat_map(|a| a.tags.iter().map(|t| t.to_lowercase()))));
    let boards: BTreeMap<_, _> = found.boards.iter().map(|(id, _, n)| (*id, *n)).collect();
    assert_eq!(boards, counted(list.iter().flat_map(|a| a.boards.iter().copied())));
    assert_eq!(found.months.iter().map(|(_, n)| n).sum::<i64>(), found.total);
    assert!(found.months.iter().all(|(month, _)| month.len() == 7));
}

const PROMPTS: &[&str] = &[
    "a red fox in the snow",
    "A Lighthouse at dusk, red sky",
    "月光下的灯塔",
    "雪の中のキツネ",
    "crème brûlée & a fox",
    "foxglove 2x",
];
const QUESTIONS: &[&str] =
    &["fox", "red", "red fox", "灯塔", "塔", "キツネ", "creme", "fo", "snow fox a", "nothing", "!?", "x"];

/// A gallery made by chance: with pictures in the trash, on boards, with tags. And a stranger's, which is never seen.
async fn filled(studio: &TestStore, chance: &mut Chance) -> (Person, Vec<BoardId>) {
    let (person, stranger) = (studio.person(10_000).await, studio.person(10_000).await);
    let mut boards = Vec::new();
    for name in ["Foxes", "Night"] {
        let id = BoardId(studio.clock().id());
        let made =
            studio.board_create(&person.actor, id, BoardName::parse(name).unwrap(), studio.advance(1)).await;
        assert_eq!(made.unwrap().id, id);
        boards.push(id);
    }
    for no in 0..40 {
        let who = if chance.one_in(6) { &stranger } else { &person };
        let model = chance.of(&["pen", "brush"]);
        let style = if model == "brush" { [None, Some("ink"), Some("wash")][chance.below(3)] } else { None };
        let asked = Draft {
            prompt: chance.of(PROMPTS).to_owned(),
            style: style.map(str::to_owned),
            ..draft(model, 1 + chance.below(3) as u32)
        };
        let (_, pictures) = studio.make(who, asked).await;
        if no % 5 == 0 {
            studio.advance(3 * 24 * 3_600_000);
        }
        for id in pictures {
            let tags: Vec<Tag> =
                ["Fox", "fox", "über cool", "x"].into_iter().filter(|_| chance.one_in(3)).map(tag).collect();
            let change = AssetChange { favourite: Some(chance.one_in(3)), tags: Some(tags) };
            studio.asset_update(&who.actor, id, change, studio.now()).await.unwrap().unwrap();
            for board in &boards {
                if who.actor == person.actor && chance.one_in(4) {
                    studio
                        .assets_batch(&who.actor, &[id], BatchAction::AddToBoard(*board), studio.now())
                        .await
                        .unwrap();
                }
            }
            if chance.one_in(5) {
                assert!(studio.asset_trash(&who.actor, id, studio.now()).await.unwrap());
            }
        }
    }
    (person, boards)
}

fn any_filter(chance: &mut Chance, boards: &[BoardId], first: Timestamp) -> AssetFilter {
    let day = |chance: &mut Chance| first.plus_ms(chance.below(30) as i64 * 24 * 3_600_000);
    AssetFilter {
        words: chance.one_in(3).then(|| chance.of(QUESTIONS).to_owned()),
        model: chance.one_in(4).then(|| chance.of(&["pen", "brush", "gone"]).to_owned()),
        style: chance.one_in(6).then(|| chance.of(&["ink", "wash"]).to_owned()),
        kind: chance.one_in(5).then(|| [AssetKind::Made, AssetKind::Edited][chance.below(2)]),
        favourite: chance.one_in(4),
        tag: chance.one_in(5).then(|| chance.of(&["fox", "FOX", "Über Cool", "none"]).to_owned()),
        board: chance.one_in(5).then(|| boards[chance.below(boards.len())]),
        character: None,
        from: chance.one_in(6).then(|| day(chance)),
        until: chance.one_in(6).then(|| day(chance)),
        trashed: chance.one_in(6),
    }
}

on_both! {
    async fn whatever_is_asked_the_answer_is_what_looking_at_everything_gives(studio) {
        let mut chance = Chance(13);
        let first = studio.now();
        let (person, boards) = filled(&studio, &mut chance).await;
        let mut all = Vec::new();
        for trashed in [false, true] {
            let filter = AssetFilter { trashed, ..AssetFilter::default() };
            all.extend(studio.asset_list(&person.actor, filter, None, 1000).await.unwrap());
        }
        all.sort_by_key(|asset| -asset.no);
        let rows = studio.raw().await.all::<(i64,)>("select count(*) from asset where owner_id = $1",
            args![person.actor.user_id.to_string()].to_vec()).await;
        assert_eq!(rows[0].0, all.len() as i64, "nothing is in neither");
        let (mut asked, mut some) = (0, 0);
        for _ in 0..150 {
            let filter = any_filter(&mut chance, &boards, first);
            let expected: Vec<&Asset> = all.iter().filter(|asset| shows(&filter, asset)).collect();
            let ids: Vec<AssetId> = expected.iter().map(|a| a.brief.id).collect();
            let (size, mut before, mut found) = (1 + chance.below(9) as u32, None, Vec::new());
            loop {
                let page = studio.asset_list(&person.actor, filter.clone(), before, size).await.unwrap();
                let Some(last) = page.last() else { break };
                before = Some(last.no);
                found.extend(page.iter().map(|a| a.brief.id));
            }
            assert_eq!(found, ids, "{filter:?}");
            same_counts(&studio.asset_facets(&person.actor, filter).await.unwrap(), &expected);
            asked += 1;
            some += usize::from(!ids.is_empty());
        }
        assert!(some > asked / 4, "only {some} of {asked} questions found anything");
        studio.finish().await;
    }

    async fn a_picture_knows_its_family(studio) {
        let person = studio.person(1000).await;
        crate::upload::able(&studio).await;
        let (_, first) = studio.make(&person, draft("pen", 3)).await;
        let child = Draft { source: Some(first[0]), references: vec![first[1], first[0]], ..draft("pen", 1) };
        let (_, children) = studio.make(&person, child).await;
        let ids = |list: &[Asset]| list.iter().map(|a| a.brief.id).collect::<Vec<_>>();
        let family = studio.asset_lineage(&person.actor, children[0]).await.unwrap().unwrap();
        assert_eq!((ids(&family.parents), ids(&family.children)), (vec![first[1], first[0]], vec![]));
        assert_eq!(studio.asset_get(&person.actor, children[0]).await.unwrap().unwrap().kind, AssetKind::Edited);
        let family = studio.asset_lineage(&person.actor, first[0]).await.unwrap().unwrap();
        assert_eq!((ids(&family.children), ids(&family.siblings)), (children.clone(), first[1..].to_vec()));
        studio.asset_trash(&person.actor, first[0], studio.now()).await.unwrap();
        let family = studio.asset_lineage(&person.actor, children[0]).await.unwrap().unwrap();
        assert_eq!(ids(&family.parents), [first[1]], "what is in the trash is not shown");
        studio.forget(&person, first[0]).await;
        assert_eq!(ids(&studio.asset_lineage(&person.actor, children[0]).await.unwrap().unwrap().parents), [first[1]]);
        studio.finish().await;
    }

    async fn what_is_there_already_is_caught_up_with(studio) {
        let person = studio.person(1000).await;
        let (_, pictures) = studio.make(&person, Draft { prompt: "an old fox".into(), ..draft("pen", 2) }).await;
        let fox = || AssetFilter { words: Some("fox".into()), ..AssetFilter::default() };
        studio.raw().await.exec(vec![("delete from asset_words", vec![]), ("update asset set indexed = 0", vec![])]).await.unwrap();
        assert!(studio.asset_list(&person.actor, fox(), None, 9).await.unwrap().is_empty());
        assert_eq!(studio.assets_index().await.unwrap(), 2);
        assert_eq!(studio.assets_index().await.unwrap(), 0);
        let found = studio.asset_list(&person.actor, fox(), None, 9).await.unwrap();
        assert_eq!(found.iter().map(|a| a.brief.id).rev().collect::<Vec<_>>(), pictures);
        studio.finish().await;
    }

    async fn each_change_is_told(studio) {
        let person = studio.person(1000).await;
        let version = || async { studio.gallery_version(&person.actor).await.unwrap() };
        assert_eq!(version().await, 0);
        let (_, pictures) = studio.make(&person, draft("pen", 2)).await;
        let mut last = version().await;
        assert!(last > 0);
        let board = BoardId(studio.clock().id());
        let mut grew = async |what: &str| {
            let now = studio.gallery_version(&person.actor).await.unwrap();
            assert!(now > last, "{what}");
            last = now;
        };
        let now = studio.now();
        studio.board_create(&person.actor, board, BoardName::parse("b").unwrap(), now).await.unwrap();
        grew("a board").await;
        for action in [
            BatchAction::Favourite(true),
            BatchAction::AddToBoard(board),
            BatchAction::RemoveFromBoard(board),
            BatchAction::AddTags(vec![tag("x")]),
            BatchAction::RemoveTags(vec![tag("X")]),
            BatchAction::Trash,
            BatchAction::Restore,
            BatchAction::Trash,
            BatchAction::DeleteForever,
        ] {
            let changed = studio.assets_batch(&person.actor, &pictures, action.clone(), now).await.unwrap();
            assert_eq!(changed, 2, "{action:?}");
            grew(&format!("{action:?}")).await;
            for filter in [AssetFilter::default(), AssetFilter { board: Some(board), ..AssetFilter::default() }] {
                let list = studio.asset_list(&person.actor, filter.clone(), None, 9).await.unwrap();
                for _ in 0..2 {
                    let facets = studio.asset_facets(&person.actor, filter.clone()).await.unwrap();
                    same_counts(&facets, &list.iter().collect::<Vec<_>>());
                }
            }
            let again = studio.assets_batch(&person.actor, &pictures, action.clone(), now).await.unwrap();
            assert_eq!(again, 0, "{action:?} once more");
        }
        studio.finish().await;
    }
}
