//! A clock that stands still until it is told to move.

use easel_domain::Timestamp;
use std::sync::{
    Arc,
    atomic::{AtomicI64, AtomicU64, Ordering},
};
use uuid::Uuid;

/// A moment everybody who holds a clone agrees on, and ids that sort by it.
#[derive(Clone, Debug)]
pub struct Clock {
    now: Arc<AtomicI64>,
    made: Arc<AtomicU64>,
}

impl Default for Clock {
    fn default() -> Self {
        Self::at(Timestamp(1_800_000_000_000))
    }
}

impl Clock {
    /// A clock that shows this moment.
    #[must_use]
    pub fn at(moment: Timestamp) -> Self {
        Self { now: Arc::new(AtomicI64::new(moment.0)), made: Arc::new(AtomicU64::new(1)) }
    }

    /// The moment it shows.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp(self.now.load(Ordering::SeqCst))
    }

    /// Moves it forward and says what it shows then.
    pub fn advance(&self, ms: i64) -> Timestamp {
        Timestamp(self.now.fetch_add(ms, Ordering::SeqCst) + ms)
    }

    /// A new id (UUIDv7); ids of one clock sort in the order they were made.
    #[must_use]
    pub fn id(&self) -> Uuid {
        let ms = u128::try_from(self.now().0).unwrap_or(0) & ((1 << 48) - 1);
        let count = u128::from(self.made.fetch_add(1, Ordering::SeqCst));
        Uuid::from_u128((ms << 80) | (0x7 << 76) | (0b10 << 62) | count)
    }
}
