//! `Prefer: wait=N` (RFC 7240): an answer that comes when a generation is over, instead of at once.
//!
//! One task listens to the wakes for everybody who waits, so that a thousand who wait cost no more than one.

use crate::{Web, serve::Closing};
use axum::{
    Extension,
    extract::FromRequestParts,
    http::{HeaderMap, HeaderName, HeaderValue, request::Parts},
};
use easel_domain::{GenerationId, UserId};
use easel_door::{carrier::Signed, clock, error::Problem};
use easel_store::{Generation, Hears, Store, Wake, Wakes};
use std::{
    collections::HashMap,
    convert::Infallible,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::Notify;

/// Nobody waits for longer, in seconds; the answer must begin before the door gives it up.
const WAIT_MAX_S: u64 = 60;
/// Most requests that wait at once. Whoever comes then is answered at once.
const WAITERS_MAX: usize = 2048;
/// A wake may be lost, and the session may end: without a wake both are looked at this often.
const LOOK_EVERY: Duration = Duration::from_secs(3);
const PREFER: HeaderName = HeaderName::from_static("prefer");
const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");

/// How long the asker wants to wait, and what ends a wait before that.
pub(crate) struct Wait {
    seconds: u64,
    closing: Option<Closing>,
}

impl<S: Send + Sync> FromRequestParts<S> for Wait {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let closing = Option::<Extension<Closing>>::from_request_parts(parts, state).await.ok().flatten();
        let closing = closing.map(|Extension(closing)| closing);
        Ok(Self { seconds: preferred(&parts.headers).unwrap_or(0), closing })
    }
}

/// The seconds of the first `wait` among the preferences; one that can't be read is no preference.
fn preferred(headers: &HeaderMap) -> Option<u64> {
    let lists = headers.get_all(PREFER).iter().filter_map(|value| value.to_str().ok());
    let (_, seconds) = lists
        .flat_map(|list| list.split(','))
        .filter_map(|preference| preference.split(';').next()?.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("wait"))?;
    let seconds = seconds.trim().trim_matches('"');
    let is_number = !seconds.is_empty() && seconds.bytes().all(|byte| byte.is_ascii_digit());
    // What is too long for a number is too long to wait.
    is_number.then(|| seconds.parse().unwrap_or(WAIT_MAX_S).min(WAIT_MAX_S))
}

impl Wait {
    /// A place among those who wait, to be taken before the generation is looked at, so that its end is not missed
    /// in between. `None` for who doesn't want to wait, and when there is no place.
    pub(crate) fn enter(self, web: &Web, user: UserId, generation: GenerationId) -> Option<Place> {
        let most = web.options().limits.waits;
        let place = (self.seconds > 0).then(|| web.waiters().enter(web.store(), user, generation, most));
        place.flatten().map(|seat| Place { seat, wait: self })
    }
}

/// Somebody who waits.
pub(crate) struct Place {
    seat: Seat,
    wait: Wait,
}

impl Place {
    /// Waits until the generation, which was `found` so or is new, is over, or for as long as was wanted; answers it as
    /// it is then, and the header that says that it was waited for.
    pub(crate) async fn until_over(
        mut self,
        web: &Web,
        signed: &Signed,
        mut found: Option<Generation>,
    ) -> Result<(Generation, HeaderMap), Problem> {
        let (begun, seconds) = (clock::tick(), self.wait.seconds);
        let mut checked = begun;
        let mut closing = false;
        let found = loop {
            let left = Duration::from_secs(seconds).saturating_sub(begun.elapsed());
            match found {
                Some(found) if found.state.is_final() || left.is_zero() || closing => break found,
                _ => {}
            }
            closing = self.pause(left.min(LOOK_EVERY)).await;
            if checked.elapsed() >= LOOK_EVERY {
                checked = clock::tick();
                let session = web.store().session_find(signed.token_hash.clone(), clock::now()).await?;
                session.ok_or_else(Problem::not_signed_in)?;
            }
            let again = web.store().generation_get(&signed.actor, self.seat.generation, clock::now()).await?;
            found = Some(again.ok_or_else(Problem::not_found)?);
        };
        let mut headers = HeaderMap::new();
        if let Ok(applied) = HeaderValue::try_from(format!("wait={seconds}")) {
            headers.insert(PREFERENCE_APPLIED, applied);
        }
        Ok((found, headers))
    }

    /// Until it may be over; true when the studio closes.
    async fn pause(&mut self, most: Duration) -> bool {
        let closed = async {
            match &mut self.wait.closing {
                Some(closing) => closing.wait().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = closed => true,
            () = self.seat.bell.notified() => false,
            () = tokio::time::sleep(most) => false,
        }
    }
}

/// Everybody who waits.
#[derive(Clone, Default)]
pub(crate) struct Waiters(Arc<Mutex<Waiting>>);

#[derive(Default)]
struct Waiting {
    bells: HashMap<GenerationId, Vec<Arc<Notify>>>,
    each: HashMap<UserId, u32>,
    count: usize,
    /// Whether a task hears the wakes for them.
    listening: bool,
}

/// Counted until dropped.
struct Seat {
    waiters: Waiters,
    user: UserId,
    generation: GenerationId,
    bell: Arc<Notify>,
}

impl Waiters {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn enter(&self, store: &Store, user: UserId, generation: GenerationId, most: u32) -> Option<Seat> {
        let mut waiting = self.lock();
        if waiting.count >= WAITERS_MAX || waiting.each.get(&user).is_some_and(|count| *count >= most) {
            return None;
        }
        let bell = Arc::new(Notify::new());
        waiting.count += 1;
        *waiting.each.entry(user).or_default() += 1;
        waiting.bells.entry(generation).or_default().push(Arc::clone(&bell));
        if !waiting.listening {
            waiting.listening = true;
            tokio::spawn(listen(self.clone(), store.wakes_of(Hears::Ends)));
        }
        drop(waiting);
        Some(Seat { waiters: self.clone(), user, generation, bell })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut waiting = self.waiters.lock();
        waiting.count -= 1;
        if let Some(count) = waiting.each.get_mut(&self.user) {
            *count -= 1;
            if *count == 0 {
                waiting.each.remove(&self.user);
            }
        }
        if let Some(bells) = waiting.bells.get_mut(&self.generation) {
            bells.retain(|bell| !Arc::ptr_eq(bell, &self.bell));
            if bells.is_empty() {
                waiting.bells.remove(&self.generation);
            }
        }
    }
}

/// Rings whom a wake concerns, until there is a wake and nobody waits any more.
async fn listen(waiters: Waiters, mut wakes: Wakes) {
    loop {
        let wake = wakes.next().await;
        let mut waiting = waiters.lock();
        match wake {
            Wake::Over(id) => waiting.bells.get(&id).into_iter().flatten().for_each(|bell| bell.notify_one()),
            Wake::Everything => waiting.bells.values().flatten().for_each(|bell| bell.notify_one()),
            Wake::User(_) | Wake::Lane(_) | Wake::Channels => {}
        }
        if waiting.count == 0 {
            waiting.listening = false;
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(lines: &[&'static str]) -> Option<u64> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(PREFER, HeaderValue::from_static(line));
        }
        preferred(&headers)
    }

    #[test]
    fn a_preference_is_read_as_the_standard_writes_it_and_bounded() {
        assert_eq!(wanted(&["wait=10"]), Some(10));
        assert_eq!(wanted(&["respond-async, Wait = \"7\"; foo=bar"]), Some(7));
        assert_eq!(wanted(&["return=minimal", "wait=3", "wait=9"]), Some(3), "the first one counts");
        assert_eq!(wanted(&["wait=61"]), Some(60));
        assert_eq!(wanted(&["wait=99999999999999999999999"]), Some(60));
        for nothing in ["wait", "wait=", "wait=-1", "wait=1.5", "wait=soon", "await=5", ""] {
            assert_eq!(wanted(&[nothing]), None, "{nothing}");
        }
    }
}
