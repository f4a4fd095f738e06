//! The thread that writes.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, atomic::Ordering::Relaxed},
    thread::JoinHandle,
};

use tokio::sync::mpsc;

use super::{Counters, Session};
use crate::{DbError, tx::Call, wake::Bell};

/// The most transactions that share a commit: the first of them waits for the last.
const GROUP_MAX: usize = 128;

pub(super) enum Work {
    /// A transaction, committed together with others.
    Call(Box<dyn Call>),
    /// Something that needs the connection for itself.
    Alone(Box<dyn FnOnce(&mut Session) + Send>),
}

pub(super) struct Writer {
    pub(super) session: Session,
    pub(super) queue: mpsc::Receiver<Work>,
    pub(super) bell: Bell,
    pub(super) counters: Arc<Counters>,
}

impl Writer {
    /// Works until nobody is left who could ask for anything.
    pub(super) fn work(mut self, readers: Vec<JoinHandle<()>>) {
        while let Some(work) = self.queue.blocking_recv() {
            // A group ends before work that must not be in it, which then has its turn.
            let mut next = Some(work);
            while let Some(work) = next.take() {
                match work {
                    Work::Call(first) => next = self.group(first),
                    Work::Alone(work) => {
                        let _ = catch_unwind(AssertUnwindSafe(|| work(&mut self.session)));
                        if !self.session.is_idle() {
                            let _ = self.session.command("ROLLBACK");
                        }
                    }
                }
            }
        }
        // The readers' queue ended with the writer's. Only without them can the whole log be folded in.
        for reader in readers {
            let _ = reader.join();
        }
        self.session.fold();
    }

    /// One transaction on the disk for all who wait, each but the first of them in a savepoint.
    fn group(&mut self, first: Box<dyn Call>) -> Option<Work> {
        let mut calls = Vec::new();
        let mut topics: Vec<Arc<str>> = Vec::new();
        let mut after = None;
        let mut outcome = self.session.command("BEGIN IMMEDIATE");
        let mut next = Some(first);
        while let Some(mut call) = next.take() {
            if outcome.is_ok() {
                outcome = match calls.is_empty() {
                    true => self.first(&mut *call, &mut topics),
                    false => self.one(&mut *call, &mut topics),
                };
            }
            calls.push(call);
            if outcome.is_ok() && calls.len() < GROUP_MAX {
                match self.queue.try_recv() {
                    Ok(Work::Call(call)) => next = Some(call),
                    Ok(alone) => after = Some(alone),
                    Err(_) => {}
                }
            }
        }
        if outcome.is_ok() {
            outcome = self.session.command("COMMIT");
        }
        if !self.session.is_idle() {
            let _ = self.session.command("ROLLBACK");
        }
        match outcome {
            Ok(()) => {
                let size = calls.len() as u64;
                self.counters.groups.fetch_add(1, Relaxed);
                self.counters.grouped.fetch_add(size, Relaxed);
                self.counters.group_max.fetch_max(size, Relaxed);
                self.bell.ring_topics(topics);
            }
            // Even a refusal is void: it may rest on what another one in the group did.
            Err(error) => calls.iter_mut().for_each(|call| call.fail(error.clone())),
        }
        for call in calls {
            // A value that panics when it is dropped must not take the thread along.
            let _ = catch_unwind(AssertUnwindSafe(|| call.finish()));
        }
        after
    }

    /// The first closure needs no savepoint: there is nothing yet that would have to stay when it leaves no trace.
    fn first(&mut self, call: &mut dyn Call, topics: &mut Vec<Arc<str>>) -> Result<(), DbError> {
        let (commit, woken) = self.session.call(call, false);
        if self.session.is_idle() {
            return Err(DbError::other(GroupLost));
        }
        if commit {
            *topics = woken;
            return Ok(());
        }
        self.session.command("ROLLBACK")?;
        self.session.command("BEGIN IMMEDIATE")
    }

    /// A further closure in its savepoint. An error means that the whole group is lost.
    fn one(&mut self, call: &mut dyn Call, topics: &mut Vec<Arc<str>>) -> Result<(), DbError> {
        self.session.command("SAVEPOINT one")?;
        let (commit, woken) = self.session.call(call, false);
        if self.session.is_idle() {
            return Err(DbError::other(GroupLost));
        }
        if commit {
            for topic in woken {
                if !topics.contains(&topic) {
                    topics.push(topic);
                }
            }
        } else {
            self.session.command("ROLLBACK TO one")?;
        }
        self.session.command("RELEASE one")
    }
}

#[derive(Debug, thiserror::Error)]
#[error("SQLite rolled the whole group back, as it does when the disk is full or broken")]
struct GroupLost;
