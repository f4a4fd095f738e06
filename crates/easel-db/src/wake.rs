//! The wake: tells whoever waits that something changed, and carries nothing but the topic.

use std::{future, sync::Arc};

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
pub(crate) struct Bell(broadcast::Sender<Wake>);

impl Bell {
    pub(crate) fn new() -> Self {
        Self(broadcast::Sender::new(BEHIND_MAX))
    }

    pub(crate) fn receiver(&self) -> WakeReceiver {
        WakeReceiver(self.0.subscribe())
    }

    pub(crate) fn ring(&self, wake: Wake) {
        // An error means that nobody listens, which is nobody's concern.
        let _ = self.0.send(wake);
    }

    pub(crate) fn ring_topics(&self, topics: Vec<Arc<str>>) {
        for topic in topics {
            self.ring(Wake::Topic(topic));
        }
    }
}
