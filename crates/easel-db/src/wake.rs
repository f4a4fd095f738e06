//! The wake: tells whoever waits that something changed, and carries nothing but the topic.

use std::{
    collections::HashMap,
    future,
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard},
};

use tokio::sync::broadcast::{self, error::RecvError};

/// Woken receivers that fall further behind than this are told that everything may have changed.
const BEHIND_MAX: usize = 1024;

/// The longest topic in bytes; PostgreSQL's notifications carry less than 8,000.
pub(crate) const TOPIC_BYTES_MAX: usize = 1000;

/// What a receiver is told. Read what you show again; the wake says only that it may have changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wake {
    /// A transaction that named this topic has committed.
    Topic(Arc<str>),
    /// Wakes may have been lost: treat every topic as woken.
    Everything,
}

/// Receives the wakes of all processes from the moment it was made.
#[derive(Debug)]
pub struct WakeReceiver(broadcast::Receiver<Wake>);

impl WakeReceiver {
    /// Waits for the next wake. Safe to drop and call again. Waits forever once the database is closed.
    pub async fn next(&mut self) -> Wake {
        match self.0.recv().await {
            Ok(wake) => wake,
            Err(RecvError::Lagged(_)) => Wake::Everything,
            Err(RecvError::Closed) => future::pending().await,
        }
    }
}

#[derive(Clone)]
pub(crate) struct Bell(Arc<Bells>);

struct Bells {
    all: broadcast::Sender<Wake>,
    /// For those who wait for one kind of topic: waking everybody for everything would cost more than the work.
    kinds: RwLock<HashMap<&'static str, broadcast::Sender<Wake>>>,
}

impl Bell {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Bells { all: broadcast::Sender::new(BEHIND_MAX), kinds: RwLock::default() }))
    }

    pub(crate) fn receiver(&self) -> WakeReceiver {
        WakeReceiver(self.0.all.subscribe())
    }

    pub(crate) fn receiver_of(&self, kind: &'static str) -> WakeReceiver {
        let known = self.kinds().get(kind).map(broadcast::Sender::subscribe);
        WakeReceiver(known.unwrap_or_else(|| {
            let mut kinds = self.0.kinds.write().unwrap_or_else(PoisonError::into_inner);
            kinds.entry(kind).or_insert_with(|| broadcast::Sender::new(BEHIND_MAX)).subscribe()
        }))
    }

    fn kinds(&self) -> RwLockReadGuard<'_, HashMap<&'static str, broadcast::Sender<Wake>>> {
        self.0.kinds.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// An error of a bell means that nobody listens, which is nobody's concern.
    pub(crate) fn ring(&self, wake: Wake) {
        match &wake {
            Wake::Topic(topic) => {
                let kind = topic.split_once(':').map_or(&**topic, |(kind, _)| kind);
                if let Some(bell) = self.kinds().get(kind) {
                    let _ = bell.send(wake.clone());
                }
            }
            Wake::Everything => self.kinds().values().for_each(|bell| {
                let _ = bell.send(Wake::Everything);
            }),
        }
        let _ = self.0.all.send(wake);
    }

    pub(crate) fn ring_topics(&self, topics: Vec<Arc<str>>) {
        for topic in topics {
            self.ring(Wake::Topic(topic));
        }
    }
}
