//! What must be looked after whether or not anybody asks: dead workers' jobs, deadlines, deleted pictures' bytes,
//! what lay in the trash too long, what ran out, accounts whose week is over, plans whose next cycle begins, what is newly shown,
//! who has not read what was said to them.

use crate::{House, clock, risk};
use easel_notices::Notices;
use easel_showcase::Showcase;
use easel_store::{StoreError, Tended};
use easel_support::{SilenceWords, Support};
use easel_till::Till;
use std::{sync::Arc, time::Duration};
use tokio::{sync::watch, time::sleep};

const JOBS_EVERY: Duration = Duration::from_secs(1);
/// In rounds of [`JOBS_EVERY`].
const BYTES_EVERY: u64 = 5;
/// Most pages of burials in a row.
const BURIALS: u32 = 20;
const EXPIRED_EVERY: u64 = 60;
const PLANS_EVERY: u64 = 30;
const SILENCES_EVERY: u64 = 15;
/// Most pages of plans in a row.
const PLAN_PAGES: u32 = 20;
const TRASH_EVERY: u64 = 600;
/// Most pages of what came to nothing long ago, in a row.
const FAILURE_PAGES: u32 = 20;
/// Most pages of what lies in the trash too long, in a row.
const TRASH_PAGES: u32 = 50;
const INDEX_EVERY: u64 = 2;
const RISK_EVERY: u64 = 2;
/// Prompts read in one round.
const UNMEANT_AT_ONCE: u32 = 50;
const ORPHANS_EVERY: u64 = 3600;
/// A blob without a row is a worker's unfinished work until it is this old.
const ORPHAN_GRACE_MS: i64 = 24 * 3_600_000;

/// Tends until told to stop. Any number of processes may tend at once: each step looks again under its lock. A step
/// that fails keeps no other from its turn.
pub(crate) async fn run(house: Arc<House>, mut stopped: watch::Receiver<bool>) {
    let mut round: u64 = 0;
    // What was made before meanings were written down is gone through once, from the newest to the oldest.
    let mut unmeant = house.shop.options.means.as_ref().map(|_| i64::MAX);
    while !*stopped.borrow() {
        tend(&house, round).await;
        if let Some(before) = unmeant {
            unmeant = catch_up(&house, before).await;
        }
        round += 1;
        tokio::select! {
            _ = stopped.changed() => {}
            () = sleep(JOBS_EVERY) => {}
        }
    }
}

async fn tend(house: &House, round: u64) {
    let (store, till, now) = (&house.store, Till::of(&house.store), clock::now());
    let keep = store.retention();
    if let Some(tended) = reported("jobs", store.jobs_tend(house.shop.options.retry, now).await)
        && tended != Tended::default()
    {
        tracing::info!(lost = tended.lost, overdue = tended.overdue, "jobs were taken back");
    }
    if round.is_multiple_of(BYTES_EVERY) {
        // As many as there are, however fast they come: but not for ever in one round.
        for _ in 0..BURIALS {
            let buried = reported("deleted pictures' bytes", store.blobs_bury().await);
            if buried.is_none_or(|count| count == 0) {
                break;
            }
        }
    }
    if round % EXPIRED_EVERY == EXPIRED_EVERY / 2 {
        reported("what ran out", store.sweep_expired(now).await);
        if let Some(gone) = reported("accounts to be deleted", store.accounts_delete(now).await)
            && gone > 0
        {
            tracing::info!(gone, "accounts were deleted");
        }
        reported("payments nobody made", till.payments_expire(now).await);
        reported("what gateways told", till.sweep(now).await);
        reported("what visitors reported", Showcase::of(store).sweep(keep.reports_days, now).await);
        reported("old notifications", Notices::of(store).sweep(keep.notices_days, now).await);
        reported("what nobody could be told", Notices::of(store).pushes_sweep(now).await);
        let support = Support::of(store);
        reported(
            "conversations that are over",
            support.conversations_sweep(keep.conversations_days, now).await,
        );
        reported("what people signed in with", store.sign_ins_forget(now).await);
        for _ in 0..FAILURE_PAGES {
            let forgotten = reported("words of what came to nothing", store.failures_forget(now).await);
            if forgotten.is_none_or(|count| count == 0) {
                break;
            }
        }
    }
    if round % SILENCES_EVERY == SILENCES_EVERY / 2 {
        let words = SilenceWords {
            base_url: house.shop.options.base_url.clone(),
            contact: store.branding().mail_contact().map(str::to_owned),
        };
        reported("who has not read", Support::of(store).silences_tell(&words, now).await);
    }
    if round % PLANS_EVERY == PLANS_EVERY / 3 {
        for _ in 0..PLAN_PAGES {
            let link = format!("{}/wallet", house.shop.options.base_url);
            let refreshed = reported("plans", store.subscriptions_refresh(link, now).await);
            if refreshed.is_none_or(|count| count == 0) {
                break;
            }
        }
    }
    if round % TRASH_EVERY == TRASH_EVERY / 2 {
        for _ in 0..TRASH_PAGES {
            let emptied = reported("the trash", store.trash_empty(now).await);
            if emptied.is_none_or(|count| count == 0) {
                break;
            }
        }
    }
    if round.is_multiple_of(INDEX_EVERY) {
        // A page a round: what was there before there was a search is caught up with while nobody waits for it.
        reported("the search's index", store.assets_index().await);
    }
    if round.is_multiple_of(RISK_EVERY) {
        reported("what is newly shown", risk::look(house).await);
    }
    if round % ORPHANS_EVERY == ORPHANS_EVERY / 2
        && let Some(swept) =
            reported("bytes without a picture", store.blobs_sweep(ORPHAN_GRACE_MS, now).await)
        && swept > 0
    {
        tracing::info!(swept, "bytes without a picture were deleted");
    }
}

/// Writes down what some prompts mean. Where the next ones begin; `None` when there are no more.
async fn catch_up(house: &House, before: i64) -> Option<i64> {
    let means = house.shop.options.means.clone()?;
    let Some(page) =
        reported("what prompts mean", house.store.assets_without_meaning(before, UNMEANT_AT_ONCE).await)
    else {
        return Some(before);
    };
    let last = page.last().map(|(_, no, _)| *no)?;
    let read = tokio::task::spawn_blocking(move || {
        page.into_iter().filter_map(|(id, _, prompt)| Some((id, means.of(&prompt)?))).collect::<Vec<_>>()
    });
    for (id, meaning) in read.await.unwrap_or_default() {
        reported("what a prompt means", house.store.asset_mean(id, meaning, clock::now()).await);
    }
    Some(last)
}

fn reported<T>(what: &'static str, done: Result<T, StoreError>) -> Option<T> {
    done.map_err(|error| tracing::warn!(?error, what, "tending failed; the next round tries again")).ok()
}
