//! The questions for work that wait for an answer, and what all of one worker's offer together: a worker with several
//! lanes asks for each by itself, and whoever decides who takes a job has to see the whole.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use uuid::Uuid;

/// Most questions that wait at once, and most of one worker.
const ALL_MAX: usize = 512;
const EACH_MAX: usize = 8;

/// Everybody's questions. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Questions(Arc<Mutex<Open>>);

#[derive(Default)]
struct Open {
    /// By worker token and question: what it offers.
    offers: HashMap<Uuid, HashMap<u64, Vec<String>>>,
    count: usize,
    next: u64,
}

/// A question that waits; it waits no more when dropped.
pub(crate) struct Place {
    questions: Questions,
    token: Uuid,
    number: u64,
}

impl Questions {
    fn lock(&self) -> MutexGuard<'_, Open> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for one more question; `None` when there are too many.
    pub(super) fn enter(&self, token: Uuid) -> Option<Place> {
        let mut open = self.lock();
        if open.count >= ALL_MAX || open.offers.get(&token).is_some_and(|of| of.len() >= EACH_MAX) {
            return None;
        }
        open.count += 1;
        open.next += 1;
        let number = open.next;
        open.offers.entry(token).or_default().insert(number, Vec::new());
        Some(Place { questions: self.clone(), token, number })
    }
}

impl Place {
    /// Offers this from now on; answers what all questions of the worker offer together.
    pub(super) fn offer(&self, offers: Vec<String>) -> Vec<String> {
        let mut open = self.questions.lock();
        let of = open.offers.entry(self.token).or_default();
        of.insert(self.number, offers);
        let mut all: Vec<String> = of.values().flatten().cloned().collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.questions.lock();
        open.count = open.count.saturating_sub(1);
        if let Some(of) = open.offers.get_mut(&self.token) {
            of.remove(&self.number);
            if of.is_empty() {
                open.offers.remove(&self.token);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_worker_offers_is_seen_together_and_bounded() {
        let questions = Questions::default();
        let (a, b) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let (first, second) = (questions.enter(a).expect("room"), questions.enter(a).expect("room"));
        let other = questions.enter(b).expect("room");
        assert_eq!(first.offer(vec!["x".to_owned()]), ["x"]);
        assert_eq!(second.offer(vec!["y".to_owned(), "x".to_owned()]), ["x", "y"]);
        assert_eq!(other.offer(vec!["z".to_owned()]), ["z"]);
        assert_eq!(second.offer(Vec::new()), ["x"]);
        let rest: Vec<_> = (2..EACH_MAX).map(|_| questions.enter(a).expect("room")).collect();
        assert!(questions.enter(a).is_none() && questions.enter(b).is_some());
        drop(rest);
        assert!(questions.enter(a).is_some());
        drop((first, second, other));
        let open = questions.lock();
        assert!(open.count == 0 && open.offers.is_empty());
    }
}
