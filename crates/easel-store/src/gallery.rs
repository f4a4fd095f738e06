//! The gallery: what of somebody's pictures is shown, newest first, and how many of each there are.
//!
//! Whatever is asked, one index leads: it holds the filter and the order, so that the last page is as near as the first.
//! What else was asked is looked up for the rows it leads to. On SQLite the index is named, because its planner knows
//! nothing of how much it will find.

use crate::{
    Asset, Store, StoreError,
    asset::select_asset,
    search,
    sql::{keys, plain, wake_user},
};
use easel_db::{DbError, FromRow, Row, Tx, Value, args, texts, tx};
use easel_domain::{Actor, AssetKind, BoardId, Timestamp, UserId};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

/// What columns of the picture itself must fit: `$4` to `$7`.
macro_rules! fits {
    () => {
        " and (cast($4 as text) = '' or a.spec_model = $4) and (cast($5 as text) = '' or a.spec_style = $5)
          and (cast($6 as text) = '' or a.kind = $6) and (cast($7 as bigint) = 0 or a.favourite = 1)"
    };
}

/// What must hang on the picture: `$8` to `$10`.
macro_rules! hangs {
    () => {
        " and (cast($8 as text) = '' or exists (select 1 from asset_tag x where x.asset_id = a.id and x.tag_key = $8))
          and (cast($9 as text) = '' or exists (select 1 from board_asset x where x.board_id = $9 and x.asset_id = a.id))
          and (cast($10 as text) = '' or exists (select 1 from asset_character x where x.asset_id = a.id and x.character_id = $10))"
    };
}

/// One way to look: where `a` comes from, what leads to it, and the column it is ordered by.
macro_rules! way {
    (all) => { way!(index "asset_shown", "a.trashed_at is null") };
    (favourite) => { way!(index "asset_favourite", "a.trashed_at is null and a.favourite = 1") };
    (model) => { way!(index "asset_by_model", "a.trashed_at is null and a.spec_model = $4") };
    (style) => { way!(index "asset_by_style", "a.trashed_at is null and a.spec_style = $5") };
    (kind) => { way!(index "asset_by_kind", "a.trashed_at is null and a.kind = $6") };
    (trash) => { way!(index "asset_in_trash", "a.trashed_at is not null") };
    (tag) => { way!(table "asset_tag d", "d.owner_id = $1 and d.tag_key = $8") };
    (board) => { way!(table "board_asset d", "d.board_id = $9") };
    (character) => { way!(table "asset_character d", "d.owner_id = $1 and d.character_id = $10") };
    (from all) => { way!(from index "asset_shown") };
    (from favourite) => { way!(from index "asset_favourite") };
    (from model) => { way!(from index "asset_by_model") };
    (from style) => { way!(from index "asset_by_style") };
    (from kind) => { way!(from index "asset_by_kind") };
    (from trash) => { way!(from index "asset_in_trash") };
    (from tag) => { "asset_tag d cross join asset a" };
    (from board) => { "board_asset d cross join asset a" };
    (from character) => { "asset_character d cross join asset a" };
    (from words) => { "asset_words cross join asset a" };
    (from index $index:literal) => { concat!("asset a /*pg:--*/ indexed by ", $index, "\n") };
    (index $index:literal, $leads:literal) => {
        concat!("where a.owner_id = $1 and a.no < $2 and a.no >= $3 and ", $leads, fits!(), hangs!(), " order by a.no desc limit $11")
    };
    (table $table:literal, $leads:literal) => {
        concat!("where ", $leads, " and d.no < $2 and d.no >= $3 and a.no = d.no and a.owner_id = $1 and a.trashed_at is null",
            fits!(), hangs!(), " order by d.no desc limit $11")
    };
    (words) => {
        concat!("where /*pg:asset_words.words @@ cast(cast($12 as text) as tsquery) --*/ asset_words match $12
            and a.no = asset_words.rowid and asset_words.rowid < $2 and asset_words.rowid >= $3 and a.owner_id = $1
            and (a.trashed_at is not null) = (cast($13 as bigint) = 1)",
            fits!(), hangs!(), " order by asset_words.rowid desc limit $11")
    };
}

macro_rules! list {
    ($way:ident) => {
        select_asset!(way!(from $way), way!($way))
    };
}

/// Everything that is counted of the newest pictures a way leads to.
macro_rules! count {
    ($way:ident) => {
        concat!(
            "with found as materialized (select a.id, a.kind, a.spec_model, a.spec_style, a.month, a.favourite from ",
            way!(from $way), " ", way!($way), ")
            select 'group', f.kind, f.spec_model, f.spec_style, f.month, f.favourite, count(*) from found f
              group by f.kind, f.spec_model, f.spec_style, f.month, f.favourite
            union all select 'tag', t.tag_key, min(t.tag), null, null, 0, count(*)
              from found f join asset_tag t on t.asset_id = f.id group by t.tag_key
            union all select 'board', o.id, o.name, null, null, 0, count(*)
              from found f join board_asset b on b.asset_id = f.id join board o on o.id = b.board_id group by o.id, o.name
            union all select 'character', k.id, k.name, null, null, 0, count(*)
              from found f join asset_character c on c.asset_id = f.id join character_card k on k.id = c.character_id
              group by k.id, k.name"
        )
    };
}

texts! {
    LIST_ALL = list!(all);
    LIST_FAVOURITE = list!(favourite);
    LIST_MODEL = list!(model);
    LIST_STYLE = list!(style);
    LIST_KIND = list!(kind);
    LIST_TRASH = list!(trash);
    LIST_TAG = list!(tag);
    LIST_BOARD = list!(board);
    LIST_CHARACTER = list!(character);
    LIST_WORDS = list!(words);
    LIST_PLACES = select_asset!("asset a", concat!("where a.owner_id = $1 and a.no < $2 and a.no >= $3
        and (a.trashed_at is not null) = (cast($11 as bigint) = 1)
        and a.no in (select cast(e.key as bigint) from json_each(cast($12 as text)/*pg:::json*/) e)", fits!(), hangs!()));
    COUNT_TRASH = count!(trash);
    COUNT_TAG = count!(tag);
    COUNT_BOARD = count!(board);
    COUNT_CHARACTER = count!(character);
    COUNT_WORDS = count!(words);
    /// Counted in one index, in its order, without a look at the rows.
    COUNT_PLAIN = concat!("select 'group', a.kind, a.spec_model, a.spec_style, a.month, a.favourite, count(*)
        from asset a /*pg:--*/ indexed by asset_counted
        where a.owner_id = $1 and a.no < $2 and a.no >= $3 and a.trashed_at is null", fits!(),
        " group by a.kind, a.spec_model, a.spec_style, a.favourite, a.month");
    /// What hangs on pictures is counted from its own side: there is less of it.
    COUNT_PLAIN_BESIDE = concat!("select 'tag', d.tag_key, min(d.tag), null, null, 0, count(*) from (
          select no, tag_key, tag from asset_tag where owner_id = $1 and no < $2 and no >= $3 order by no desc limit $8) d
          cross join asset a where a.no = d.no and a.trashed_at is null", fits!(), " group by d.tag_key
        union all select 'board', o.id, o.name, null, null, 0, count(*) from (
          select no, board_id from board_asset where owner_id = $1 and no < $2 and no >= $3 order by no desc limit $8) d
          cross join asset a join board o on o.id = d.board_id where a.no = d.no and a.trashed_at is null", fits!(), " group by o.id, o.name
        union all select 'character', k.id, k.name, null, null, 0, count(*) from (
          select no, character_id from asset_character where owner_id = $1 and no < $2 and no >= $3 order by no desc limit $8) d
          cross join asset a join character_card k on k.id = d.character_id
          where a.no = d.no and a.trashed_at is null", fits!(), " group by k.id, k.name");
    TOUCH = "insert into gallery (owner_id, version) values ($1, 1) on conflict (owner_id) do update set version = gallery.version + 1";
    VERSION = "select version from gallery where owner_id = $1";
}

/// Where counting ends: what hangs on pictures is counted among so many of its newest, and what only a search, a tag, a
/// board, a character or the trash leads to among so many of the newest pictures it leads to.
pub const COUNTED_MAX: u32 = 20_000;
/// Most tags, boards and characters that are told with their counts.
const TOLD_MAX: usize = 200;
/// The gallery's order has so many places within a millisecond.
const PLACES: i64 = 1 << 20;

/// What a gallery shows.
#[derive(Clone, Debug, Default)]
pub struct AssetFilter {
    /// Words of the prompt, in any order; the last may be unfinished.
    pub words: Option<String>,
    /// Public name of a model.
    pub model: Option<String>,
    /// Id of a style.
    pub style: Option<String>,
    /// How it came to be.
    pub kind: Option<AssetKind>,
    /// Only what its owner marked.
    pub favourite: bool,
    /// With this tag, however it is written.
    pub tag: Option<String>,
    /// On this board.
    pub board: Option<BoardId>,
    /// Showing this character.
    pub character: Option<String>,
    /// Made then or later.
    pub from: Option<Timestamp>,
    /// Made before.
    pub until: Option<Timestamp>,
    /// What is in the trash instead of what is not.
    pub trashed: bool,
}

impl AssetFilter {
    /// The one way that leads to few.
    fn way(&self) -> Way {
        if self.words.as_deref().is_some_and(|words| !words.trim().is_empty()) {
            Way::Words
        } else if self.trashed {
            Way::Trash
        } else if self.tag.is_some() {
            Way::Tag
        } else if self.board.is_some() {
            Way::Board
        } else if self.character.is_some() {
            Way::Character
        } else if self.favourite {
            Way::Favourite
        } else if self.style.is_some() {
            Way::Style
        } else if self.model.is_some() {
            Way::Model
        } else if self.kind.is_some() {
            Way::Kind
        } else {
            Way::All
        }
    }

    /// Arguments `$1` to `$7`.
    fn plain_args(&self, owner: &str, before: Option<i64>) -> Vec<Value> {
        let until = self.until.map_or(i64::MAX, first_of);
        let word = |word: &Option<String>| plain(word.as_deref().unwrap_or_default()).into_owned();
        let kind = self.kind.map_or("", AssetKind::as_str);
        args![
            owner,
            before.map_or(until, |before| before.min(until)),
            self.from.map_or(0, |from| first_of(from).max(0)),
            word(&self.model),
            word(&self.style),
            kind,
            self.favourite
        ]
        .to_vec()
    }

    /// All arguments of a way; `None` when there is nothing to be found.
    fn args(&self, tx: &Tx<'_>, owner: UserId, before: Option<i64>, limit: u32) -> Option<Vec<Value>> {
        let mut all = self.plain_args(&owner.to_string(), before);
        let tag = plain(self.tag.as_deref().unwrap_or_default());
        all.push(search::folded(&tag).into());
        all.push(self.board.map_or_else(String::new, |id| id.to_string()).into());
        all.push(plain(self.character.as_deref().unwrap_or_default()).into());
        all.push(limit.into());
        if let (Way::Words, Some(words)) = (self.way(), &self.words) {
            all.push(search::question(tx.backend(), Some(owner), words)?.into());
            all.push(self.trashed.into());
        }
        Some(all)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    All,
    Favourite,
    Model,
    Style,
    Kind,
    Tag,
    Board,
    Character,
    Words,
    Trash,
}

impl Way {
    fn list(self) -> &'static str {
        match self {
            Self::All => LIST_ALL,
            Self::Favourite => LIST_FAVOURITE,
            Self::Model => LIST_MODEL,
            Self::Style => LIST_STYLE,
            Self::Kind => LIST_KIND,
            Self::Tag => LIST_TAG,
            Self::Board => LIST_BOARD,
            Self::Character => LIST_CHARACTER,
            Self::Words => LIST_WORDS,
            Self::Trash => LIST_TRASH,
        }
    }

    /// `None` where the columns of the pictures say all.
    fn count(self) -> Option<&'static str> {
        match self {
            Self::All | Self::Favourite | Self::Model | Self::Style | Self::Kind => None,
            Self::Tag => Some(COUNT_TAG),
            Self::Board => Some(COUNT_BOARD),
            Self::Character => Some(COUNT_CHARACTER),
            Self::Words => Some(COUNT_WORDS),
            Self::Trash => Some(COUNT_TRASH),
        }
    }
}

/// How many of each there are among what a filter shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// Pictures.
    pub total: i64,
    /// Of them marked.
    pub favourites: i64,
    /// By model's public name, most first.
    pub models: Vec<(String, i64)>,
    /// By style's id, most first.
    pub styles: Vec<(String, i64)>,
    /// By kind, most first.
    pub kinds: Vec<(AssetKind, i64)>,
    /// By month of making in UTC, such as `2026-11`, newest first.
    pub months: Vec<(String, i64)>,
    /// By tag, most first.
    pub tags: Vec<(String, i64)>,
    /// By board with its name, most first.
    pub boards: Vec<(BoardId, String, i64)>,
    /// By character with its name, most first.
    pub characters: Vec<(String, String, i64)>,
}

/// What was counted, for who asks again while nothing changed.
#[derive(Default)]
pub(crate) struct Counts(Mutex<HashMap<(UserId, String), Kept>>);

struct Kept {
    /// Of the gallery, when it was counted.
    version: i64,
    facets: Facets,
}

/// Most answers that are remembered for all people.
const COUNTS_MAX: usize = 500;

impl Counts {
    fn get(&self, key: &(UserId, String), version: i64) -> Option<Facets> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(key).filter(|kept| kept.version == version).map(|kept| kept.facets.clone())
    }

    /// Somebody with many filters is not worth more than that: when there is no room, all begin anew.
    fn put(&self, key: (UserId, String), version: i64, facets: Facets) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= COUNTS_MAX {
            all.clear();
        }
        all.insert(key, Kept { version, facets });
    }
}

/// One row of any of the counting texts.
struct Counted {
    what: String,
    first: String,
    second: Option<String>,
    style: Option<String>,
    month: Option<String>,
    favourite: bool,
    count: i64,
}

impl FromRow for Counted {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            what: row.next()?,
            first: row.next()?,
            second: row.next()?,
            style: row.next()?,
            month: row.next()?,
            favourite: row.next()?,
            count: row.next()?,
        })
    }
}

fn facets(rows: Vec<Counted>) -> Result<Facets, DbError> {
    let mut facets = Facets::default();
    let [mut models, mut styles, mut kinds, mut months] = [const { BTreeMap::<String, i64>::new() }; 4];
    for row in rows {
        let count = row.count;
        match row.what.as_str() {
            "tag" => facets.tags.push((row.second.unwrap_or(row.first), count)),
            "board" => {
                let id = row.first.parse().map_err(DbError::decode)?;
                facets.boards.push((id, row.second.unwrap_or_default(), count));
            }
            "character" => facets.characters.push((row.first, row.second.unwrap_or_default(), count)),
            _ => {
                facets.total += count;
                facets.favourites += if row.favourite { count } else { 0 };
                let add = |map: &mut BTreeMap<String, i64>, word: Option<String>| {
                    if let Some(word) = word {
                        *map.entry(word).or_default() += count;
                    }
                };
                add(&mut kinds, Some(row.first));
                add(&mut models, row.second);
                add(&mut styles, row.style);
                add(&mut months, row.month);
            }
        }
    }
    let most_first = |map: BTreeMap<String, i64>| {
        let mut list: Vec<_> = map.into_iter().collect();
        list.sort_by_key(|(_, count)| -count);
        list
    };
    facets.models = most_first(models);
    facets.styles = most_first(styles);
    facets.kinds =
        most_first(kinds).into_iter().filter_map(|(k, n)| Some((AssetKind::parse(&k)?, n))).collect();
    facets.months = months.into_iter().rev().collect();
    facets.tags.sort_by(|a, b| (-a.1, &a.0).cmp(&(-b.1, &b.0)));
    facets.tags.truncate(TOLD_MAX);
    facets.boards.sort_by(|a, b| (-a.2, &a.1, a.0).cmp(&(-b.2, &b.1, b.0)));
    facets.boards.truncate(TOLD_MAX);
    facets.characters.sort_by(|a, b| (-a.2, &a.1, &a.0).cmp(&(-b.2, &b.1, &b.0)));
    facets.characters.truncate(TOLD_MAX);
    Ok(facets)
}

impl Store {
    /// The actor's pictures that the filter shows, newest first, before the place `before` ([`Asset::no`]).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn asset_list(
        &self,
        actor: &Actor,
        filter: AssetFilter,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<Asset>, StoreError> {
        let owner = actor.user_id;
        self.db
            .read(tx!(|tx, filter| {
                let Some(args) = filter.args(tx, owner, before, limit) else { return Ok(Vec::new()) };
                Ok(tx.all(filter.way().list(), &args).await?)
            }))
            .await
    }

    /// How many of each there are among the actor's pictures that the filter shows; see [`COUNTED_MAX`]. What was counted
    /// is remembered until something changes in the gallery.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn asset_facets(&self, actor: &Actor, filter: AssetFilter) -> Result<Facets, StoreError> {
        let owner = actor.user_id;
        let (key, counts) = ((owner, format!("{filter:?}")), Arc::clone(&self.counts));
        let kept_as = key.clone();
        // Words of old pictures are written down without a change of the gallery.
        let is_kept = filter.way() != Way::Words;
        let (version, counted, found) = self
            .db
            .read(tx!(|tx, filter, key, counts| {
                let version: Option<(i64,)> = tx.optional(VERSION, args![owner.to_string()]).await?;
                let version = version.map_or(0, |(version,)| version);
                match counts.get(&key, version).filter(|_| is_kept) {
                    Some(facets) => Ok::<_, StoreError>((version, false, facets)),
                    None => Ok((version, true, count_in_tx(tx, owner, &filter).await?)),
                }
            }))
            .await?;
        if counted && is_kept {
            self.counts.put(kept_as, version, found.clone());
        }
        Ok(found)
    }

    /// Those of the actor's pictures at these places that the filter shows, whatever words it asks for, in the places'
    /// order.
    pub(crate) async fn assets_of_places(
        &self,
        actor: &Actor,
        filter: &AssetFilter,
        places: &[i64],
    ) -> Result<Vec<Asset>, StoreError> {
        let (owner, wanted) = (actor.user_id, keys(places)?);
        let filter = AssetFilter { words: None, ..filter.clone() };
        let mut found: Vec<Asset> = self
            .db
            .read(tx!(|tx, filter, wanted| {
                let Some(mut args) = filter.args(tx, owner, None, 0) else { return Ok(Vec::new()) };
                args.pop();
                args.extend([filter.trashed.into(), wanted.into()]);
                Ok::<_, StoreError>(tx.all(LIST_PLACES, &args).await?)
            }))
            .await?;
        let order: HashMap<i64, usize> = places.iter().enumerate().map(|(at, no)| (*no, at)).collect();
        found.sort_by_key(|asset| order.get(&asset.no).copied());
        Ok(found)
    }

    /// Grows with every change of the actor's gallery.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn gallery_version(&self, actor: &Actor) -> Result<i64, StoreError> {
        let owner = actor.user_id.to_string();
        self.db
            .read(tx!(|tx, owner| {
                let version: Option<(i64,)> = tx.optional(VERSION, args![owner]).await?;
                Ok(version.map_or(0, |(version,)| version))
            }))
            .await
    }
}

async fn count_in_tx(tx: &mut Tx<'_>, owner: UserId, filter: &AssetFilter) -> Result<Facets, DbError> {
    let rows = if let Some(text) = filter.way().count() {
        let Some(args) = filter.args(tx, owner, None, COUNTED_MAX) else { return Ok(Facets::default()) };
        tx.all(text, &args).await?
    } else {
        let mut args = filter.plain_args(&owner.to_string(), None);
        let mut rows: Vec<Counted> = tx.all(COUNT_PLAIN, &args).await?;
        args.push(COUNTED_MAX.into());
        rows.extend(tx.all::<Counted>(COUNT_PLAIN_BESIDE, &args).await?);
        rows
    };
    facets(rows)
}

/// Something about somebody's gallery changed.
pub(crate) async fn touch_in_tx(tx: &mut Tx<'_>, owner: UserId) -> Result<(), DbError> {
    tx.later(TOUCH, args![owner.to_string()]).await?;
    wake_user(tx, owner).await
}

/// The first place in the gallery's order of what is made at `at`.
pub(crate) fn first_of(at: Timestamp) -> i64 {
    at.0.saturating_mul(PLACES)
}

/// The first place of a moment for what no gallery shows: below zero, where no list begins or ends.
pub(crate) fn hidden_of(at: Timestamp) -> i64 {
    -first_of(at) - PLACES
}

/// The month of a moment in UTC, such as `2026-11`.
pub(crate) fn month(at: Timestamp) -> String {
    // Howard Hinnant's civil_from_days: years begin in March, so that the leap day is their last.
    let days = at.0.div_euclid(86_400_000) + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StoreOptions;

    /// Every way is led by an index that has its order; nothing is sorted, and no table is gone through.
    #[tokio::test]
    async fn every_page_is_led_by_an_index() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let at = folder.path().display();
        let (database_url, blob_url) = (format!("sqlite:{at}/plan.db"), format!("file:{at}/blobs"));
        let store = Store::open(&StoreOptions {
            database_url,
            blob_url,
            relaxed: true,
            retention: easel_domain::Retention::default(),
        })
        .await
        .expect("a store");
        let ways =
            [LIST_ALL, LIST_FAVOURITE, LIST_MODEL, LIST_STYLE, LIST_KIND, LIST_TRASH, LIST_TAG, LIST_BOARD];
        let beside = [LIST_CHARACTER, LIST_WORDS, LIST_PLACES, COUNT_PLAIN];
        for text in ways.into_iter().chain(beside) {
            let explained: &'static str = Box::leak(format!("explain query plan {text}").into_boxed_str());
            let many = if text == LIST_WORDS {
                13
            } else if text == LIST_PLACES {
                12
            } else {
                11
            };
            let args = vec![Value::Null; if text == COUNT_PLAIN { 7 } else { many }];
            let plan: Vec<(i64, i64, i64, String)> = store
                .db
                .read(tx!(|tx, args| { Ok::<_, StoreError>(tx.all(explained, &args).await?) }))
                .await
                .expect("a plan");
            let steps: Vec<&str> = plan.iter().map(|row| row.3.as_str()).collect();
            let said = steps.join("; ");
            // Tags and boards of one picture are put in order when they are shown; that is no more than a few.
            let led = said.split("CORRELATED").next().unwrap_or_default();
            assert!(!led.contains("TEMP B-TREE"), "{said}");
            let slow = |step: &&str| step.starts_with("SCAN") && !step.contains("VIRTUAL TABLE");
            assert!(!led.split("; ").any(|step| slow(&step)), "{said}");
            assert!(!led.contains("SEARCH a USING INTEGER PRIMARY KEY (rowid>?"), "{said}");
        }
        store.close().await;
    }

    #[test]
    fn a_month_is_the_calendar_s() {
        for (ms, name) in [
            (0, "1970-01"),
            (951_782_399_999, "2000-02"),
            (951_868_800_000, "2000-03"),
            (1_709_164_800_000, "2024-02"),
            (1_709_251_200_000, "2024-03"),
            (1_767_225_599_999, "2025-12"),
            (1_767_225_600_000, "2026-01"),
            (-1, "1969-12"),
        ] {
            assert_eq!(month(Timestamp(ms)), name, "{ms}");
        }
    }
}
