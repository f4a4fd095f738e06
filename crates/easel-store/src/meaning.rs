//! Searching by meaning: a picture's prompt as a direction, and which of somebody's pictures point the same way. Where
//! directions come from is none of the store's business.

use crate::{
    Asset, AssetFilter, Store, StoreError,
    sql::{json, parsed},
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{Actor, AssetId, Spec, Timestamp, UserId};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

texts! {
    INSERT = "insert into asset_meaning (no, owner_id, at, vector) values ($1, $2, $3, $4) on conflict (no) do nothing";
    READ = "select no, at, vector from asset_meaning where owner_id = $1 and (at, no) > ($2, $3) order by at, no limit 5000";
    MISSING = "select a.id, a.no, g.spec from asset a join generation g on g.id = a.generation_id
               where a.no < $1 and not exists (select 1 from asset_meaning m where m.no = a.no) order by a.no desc limit $2";
    PLACE = "select no, owner_id from asset where id = $1 /*pg: for update*/";
}

/// How many numbers a meaning has.
pub const MEANING_LENGTH: usize = 384;
/// Most pictures of one person that are compared: their newest.
const COMPARED_MAX: usize = 200_000;
/// Most meanings kept in memory for all people, some 100 MB.
const KEPT_MAX: usize = 250_000;
/// Of the nearest so many are shown at most.
pub const NEAREST_MAX: usize = 500;
/// What was written by others at about the same time may be seen later: reading begins so long before the last.
const OVERLAP_MS: i64 = 10_000;
/// What is less near than this has nothing to do with the question and is not shown; nor is what is less than half as near
/// as the nearest. Prompts that fit a word are at 0.3 to 0.7, others below 0.2.
const FAR: f32 = 0.15;

/// A direction: one signed byte for each number, of a vector of length one.
#[derive(Clone, PartialEq, Eq)]
pub struct Meaning(Box<[i8; MEANING_LENGTH]>);

impl std::fmt::Debug for Meaning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Meaning(..)")
    }
}

impl Meaning {
    /// Rounds a vector to one byte a number; its length doesn't matter. `None` when it points nowhere.
    #[must_use]
    pub fn of(vector: &[f32; MEANING_LENGTH]) -> Option<Self> {
        let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
        if !length.is_finite() || length <= f32::EPSILON {
            return None;
        }
        // Most numbers of a direction in so many dimensions are far below one: so a byte tells them apart.
        let mut rounded = Box::new([0; MEANING_LENGTH]);
        for (byte, x) in rounded.iter_mut().zip(vector) {
            *byte = (x / length * SCALE).round().clamp(-127.0, 127.0) as i8;
        }
        Some(Self(rounded))
    }

    fn bytes(&self) -> Vec<u8> {
        self.0.iter().map(|byte| byte.cast_unsigned()).collect()
    }
}

/// Says what a text means. It may take some milliseconds, so it is asked on blocking threads.
#[derive(Clone)]
pub struct Means(Arc<Says>);

type Says = dyn Fn(&str) -> [f32; MEANING_LENGTH] + Send + Sync;

impl std::fmt::Debug for Means {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Means(..)")
    }
}

impl Means {
    /// By this model.
    #[must_use]
    pub fn new(says: impl Fn(&str) -> [f32; MEANING_LENGTH] + Send + Sync + 'static) -> Self {
        Self(Arc::new(says))
    }

    /// What a text means; `None` when that points nowhere.
    #[must_use]
    pub fn of(&self, text: &str) -> Option<Meaning> {
        Meaning::of(&self.0(text))
    }
}

/// What one is in a byte: larger numbers than a third don't come up in a direction worth having.
const SCALE: f32 = 381.0;

/// What is in memory of one person's pictures.
#[derive(Clone, Default)]
struct Kept {
    /// The last that was read.
    upto: (i64, i64),
    /// Sorted by number.
    nos: Vec<i64>,
    /// As many times [`MEANING_LENGTH`].
    bytes: Vec<i8>,
    used: u64,
}

/// What is in memory of everybody's.
#[derive(Default)]
pub(crate) struct Meanings(Mutex<Cache>);

#[derive(Default)]
struct Cache {
    of: HashMap<UserId, Arc<Kept>>,
    clock: u64,
}

impl Meanings {
    fn get(&self, owner: UserId) -> Arc<Kept> {
        let cache = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        cache.of.get(&owner).cloned().unwrap_or_default()
    }

    /// Keeps it, and forgets who hasn't asked for the longest time when it becomes too much.
    fn put(&self, owner: UserId, mut kept: Kept) -> Arc<Kept> {
        let mut cache = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        cache.clock += 1;
        kept.used = cache.clock;
        let kept = Arc::new(kept);
        cache.of.insert(owner, Arc::clone(&kept));
        while cache.of.values().map(|k| k.nos.len()).sum::<usize>() > KEPT_MAX && cache.of.len() > 1 {
            let oldest = cache.of.iter().filter(|(id, _)| **id != owner).min_by_key(|(_, k)| k.used);
            let Some(id) = oldest.map(|(id, _)| *id) else { break };
            cache.of.remove(&id);
        }
        kept
    }
}

struct Read {
    no: i64,
    at: i64,
    vector: Vec<u8>,
}

impl FromRow for Read {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self { no: row.next()?, at: row.next()?, vector: row.next()? })
    }
}

impl Kept {
    /// The same with what was read since.
    fn with(&self, new: &[Read]) -> Self {
        let mut all: Vec<(i64, &[i8])> =
            self.nos.iter().copied().zip(self.bytes.chunks_exact(MEANING_LENGTH)).collect();
        let fresh: Vec<(i64, Vec<i8>)> = new
            .iter()
            .filter(|row| row.vector.len() == MEANING_LENGTH && self.nos.binary_search(&row.no).is_err())
            .map(|row| (row.no, row.vector.iter().map(|byte| byte.cast_signed()).collect()))
            .collect();
        all.extend(fresh.iter().map(|(no, bytes)| (*no, bytes.as_slice())));
        all.sort_by_key(|(no, _)| *no);
        all.dedup_by_key(|(no, _)| *no);
        let newest = all.split_off(all.len().saturating_sub(COMPARED_MAX));
        let upto = new.last().map_or(self.upto, |row| self.upto.max((row.at, row.no)));
        let mut bytes = Vec::with_capacity(newest.len() * MEANING_LENGTH);
        newest.iter().for_each(|(_, one)| bytes.extend_from_slice(one));
        Self { upto, nos: newest.into_iter().map(|(no, _)| no).collect(), bytes, used: self.used }
    }

    /// The numbers of what points most the same way, nearest first.
    fn nearest(&self, asked: &Meaning) -> Vec<i64> {
        let far = (FAR * SCALE * SCALE) as i32;
        let mut near: Vec<(i32, i64)> = self
            .bytes
            .chunks_exact(MEANING_LENGTH)
            .zip(&self.nos)
            .map(|(one, no)| (dot(one, &asked.0), *no))
            .filter(|(how, _)| *how >= far)
            .collect();
        near.sort_unstable_by(|a, b| b.cmp(a));
        // Beside something that fits, what hardly does is noise.
        let least = near.first().map_or(0, |(how, _)| how / 2);
        near.into_iter().take_while(|(how, _)| *how >= least).map(|(_, no)| no).collect()
    }
}

fn dot(a: &[i8], b: &[i8; MEANING_LENGTH]) -> i32 {
    a.iter().zip(b).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum()
}

impl Store {
    /// The actor's pictures that the filter shows and whose prompts mean most nearly what was asked, nearest first.
    /// `skip` of them are left out; there are never more than [`NEAREST_MAX`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn asset_list_by_meaning(
        &self,
        actor: &Actor,
        filter: AssetFilter,
        asked: Meaning,
        skip: usize,
        limit: usize,
    ) -> Result<Vec<Asset>, StoreError> {
        let kept = self.meanings_of(actor.user_id).await?;
        let ranked = tokio::task::spawn_blocking(move || kept.nearest(&asked));
        let ranked = ranked.await.map_err(StoreError::corrupt)?;
        let wanted = skip.saturating_add(limit).min(NEAREST_MAX);
        let mut found: Vec<Asset> = Vec::new();
        for some in ranked.chunks(NEAREST_MAX) {
            found.extend(self.assets_of_places(actor, &filter, some).await?);
            if found.len() >= wanted {
                break;
            }
        }
        found.truncate(wanted);
        Ok(found.split_off(skip.min(found.len())))
    }

    /// What is known of somebody's meanings, read as far as it is new.
    async fn meanings_of(&self, owner: UserId) -> Result<Arc<Kept>, StoreError> {
        let mut kept = self.meanings.get(owner);
        let (mut at, mut no) = (kept.upto.0.saturating_sub(OVERLAP_MS), i64::MIN);
        let mut new = Vec::new();
        loop {
            let key = owner.to_string();
            let page: Vec<Read> = self
                .db
                .read(tx!(|tx, key| { Ok::<_, StoreError>(tx.all(READ, args![key, at, no]).await?) }))
                .await?;
            let Some(last) = page.last() else { break };
            (at, no) = (last.at, last.no);
            new.extend(page);
            if new.len() >= COMPARED_MAX * 2 {
                break;
            }
        }
        if new.iter().any(|row| kept.nos.binary_search(&row.no).is_err()) {
            let before = Arc::clone(&kept);
            let grown = tokio::task::spawn_blocking(move || before.with(&new));
            kept = self.meanings.put(owner, grown.await.map_err(StoreError::corrupt)?);
        }
        Ok(kept)
    }

    /// Some pictures that have a prompt and no meaning yet, before the place `before`: their ids, places and prompts, the
    /// newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn assets_without_meaning(
        &self,
        before: i64,
        limit: u32,
    ) -> Result<Vec<(AssetId, i64, String)>, StoreError> {
        let rows: Vec<Missing> = self
            .db
            .read(tx!(|tx| { Ok::<_, StoreError>(tx.all(MISSING, args![before, limit]).await?) }))
            .await?;
        Ok(rows.into_iter().map(|Missing(id, no, prompt)| (id, no, prompt)).collect())
    }

    /// Writes down what a picture's prompt means. False when the picture is gone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn asset_mean(
        &self,
        id: AssetId,
        meaning: Meaning,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.db
            .write(tx!(|tx, meaning| {
                let found: Option<(i64, String)> = tx.optional(PLACE, args![id.to_string()]).await?;
                let Some((no, owner)) = found else { return Ok(false) };
                keep_in_tx(tx, &owner, no, &meaning, now).await?;
                Ok(true)
            }))
            .await
    }
}

struct Missing(AssetId, i64, String);

impl FromRow for Missing {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let (id, no) = (parsed(row)?, row.next()?);
        let spec: Spec = json(row)?;
        Ok(Self(id, no, spec.prompt))
    }
}

pub(crate) async fn keep_in_tx(
    tx: &mut Tx<'_>,
    owner: &str,
    no: i64,
    meaning: &Meaning,
    now: Timestamp,
) -> Result<(), DbError> {
    tx.later(INSERT, args![no, owner, now.0, meaning.bytes()]).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn towards(places: &[usize]) -> Meaning {
        let mut vector = [0.01; MEANING_LENGTH];
        // Spread over several numbers, as real ones are.
        places.iter().for_each(|at| vector[at * 16..at * 16 + 16].fill(0.25));
        Meaning::of(&vector).expect("a direction")
    }

    fn read(no: i64, meaning: &Meaning) -> Read {
        Read { no, at: no, vector: meaning.bytes() }
    }

    #[test]
    fn what_points_the_same_way_comes_first_and_what_points_elsewhere_not_at_all() {
        let rows = [
            read(1, &towards(&[0, 1])),
            read(2, &towards(&[5])),
            read(3, &towards(&[0])),
            read(4, &towards(&[9])),
        ];
        let kept = Kept::default().with(&rows[..2]).with(&rows[1..]);
        assert_eq!((kept.nos.len(), kept.upto), (4, (4, 4)));
        assert_eq!(kept.nearest(&towards(&[0])), [3, 1]);
        assert_eq!(kept.nearest(&towards(&[5])), [2]);
        assert!(Meaning::of(&[0.0; MEANING_LENGTH]).is_none());
        assert!(Meaning::of(&[f32::NAN; MEANING_LENGTH]).is_none());
    }

    #[test]
    fn memory_is_given_back_by_who_asked_longest_ago() {
        let meanings = Meanings::default();
        let people: Vec<UserId> = (1..=3).map(|n| UserId(uuid::Uuid::from_u128(n))).collect();
        for owner in &people {
            let nos: Vec<i64> = (0..100_000).collect();
            meanings.put(*owner, Kept { nos, ..Kept::default() });
        }
        assert_eq!(meanings.get(people[0]).nos.len(), 0);
        assert_eq!(meanings.get(people[2]).nos.len(), 100_000);
    }
}
