//! Hashing passwords: argon2id, on blocking threads, few at a time, so that neither memory nor cores run out.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use easel_domain::Password;
use easel_door::{clock, error::Problem, secret::Secret};
use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};
use tokio::sync::{OnceCell, Semaphore};

/// Hashes under way at once; each takes 19 MiB.
const AT_ONCE: usize = 2;
/// More than these waiting for their turn are sent away.
const WAITING_MAX: u32 = 200;

/// The hash to keep of a password, with its salt and cost in it. Takes a while.
///
/// # Errors
/// When the machine lacks the memory.
pub fn password_hash(password: &Password, salt: &[u8; 16]) -> Result<String, argon2::password_hash::Error> {
    let hash: PasswordHash = Argon2::default().hash_password_with_salt(password.reveal().as_bytes(), salt)?;
    Ok(hash.to_string())
}

/// Hashes and verifies.
pub(crate) struct Hasher {
    slots: Arc<Semaphore>,
    waiting: AtomicU32,
    nobodys: OnceCell<String>,
}

impl Hasher {
    pub(crate) fn new() -> Self {
        Self {
            slots: Arc::new(Semaphore::new(AT_ONCE)),
            waiting: AtomicU32::new(0),
            nobodys: OnceCell::new(),
        }
    }

    /// The hash to keep, with its salt and cost in it.
    ///
    /// # Errors
    /// 503 when too many are waiting already.
    pub(crate) async fn hash(&self, password: Password) -> Result<String, Problem> {
        let salt: [u8; 16] = clock::random()?;
        self.run(move || password_hash(&password, &salt)).await?.map_err(|error| Problem::internal(&error))
    }

    /// Whether `typed` is the password of `hash`. Without a hash it does the same work and says no, so that nobody
    /// learns from the time it takes which addresses have an account.
    ///
    /// # Errors
    /// 503 when too many are waiting already.
    pub(crate) async fn verify(&self, typed: Secret, hash: Option<String>) -> Result<bool, Problem> {
        if typed.reveal().chars().count() > Password::MAX {
            return Ok(false);
        }
        // Whoever comes in by a provider alone has none.
        let hash = hash.filter(|hash| !hash.is_empty());
        let known = hash.is_some();
        let hash = match hash {
            Some(hash) => hash,
            None => self.nobodys().await?.to_owned(),
        };
        let fits = self
            .run(move || {
                let Ok(hash) = PasswordHash::new(&hash) else { return false };
                Argon2::default().verify_password(typed.reveal().as_bytes(), &hash).is_ok()
            })
            .await?;
        Ok(fits && known)
    }

    /// The hash of a password nobody knows.
    async fn nobodys(&self) -> Result<&str, Problem> {
        let made = self.nobodys.get_or_try_init(|| async {
            let unknown: [u8; 32] = clock::random()?;
            let text = Secret::new(format!("{unknown:?}")).fingerprint();
            let password =
                Password::choose(&text, None).map_err(|why| Problem::invalid_account(why, "password"))?;
            self.hash(password).await
        });
        made.await.map(String::as_str)
    }

    /// Makes ready what the first sign-in of an unknown address would otherwise wait for.
    pub(crate) async fn warm(&self) {
        if self.nobodys().await.is_err() {
            tracing::warn!("no hash could be made in advance");
        }
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
        let waiting = Waiting::enter(&self.waiting)?;
        let slot =
            Arc::clone(&self.slots).acquire_owned().await.map_err(|error| Problem::internal(&error))?;
        drop(waiting);
        let done = tokio::task::spawn_blocking(move || {
            let _slot = slot;
            work()
        });
        done.await.map_err(|error| Problem::internal(&error))
    }
}

/// One who waits; leaves when dropped, also when the client went away.
struct Waiting<'a>(&'a AtomicU32);

impl<'a> Waiting<'a> {
    fn enter(count: &'a AtomicU32) -> Result<Self, Problem> {
        let before = count.fetch_add(1, Ordering::Relaxed);
        let waiting = Self(count);
        if before >= WAITING_MAX { Err(Problem::unavailable()) } else { Ok(waiting) }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
