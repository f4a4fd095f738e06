//! A store for one test, on either database.

use crate::{Clock, Raw, catalogue, delivery, draft};
use easel_db::args;
use easel_domain::{
    Actor, AssetId, Beat, Branding, Buckets, Credits, Draft, EmailAddress, GenerationId, Lane, Language,
    Name, Next, Outcome, SessionId, Timestamp, UserId, job::RetryPolicy,
};
use easel_oversight::Oversight;
use easel_shelf::Shelf;
use easel_store::{
    Claim, Delivery, Generation, Mail, NewSession, NewUser, Settled, Store, StoreOptions, SubmitError, Work,
};
use easel_till::Till;
use std::{
    future::Future,
    ops::Deref,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// How long a claim's lease lasts in tests.
const LEASE_MS: i64 = 30_000;
/// Longer than any deadline, mails' included.
const PAST_ALL_DEADLINES_MS: i64 = 7 * 3_600_000;

/// On which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// A file of its own.
    Sqlite,
    /// A schema of its own on the server that `TEST_POSTGRES_URL` names.
    Postgres,
}

/// Somebody with an account.
#[derive(Clone, Debug)]
pub struct Person {
    /// For every store function.
    pub actor: Actor,
    /// Their address.
    pub email: EmailAddress,
    /// The session they signed up with.
    pub session: SessionId,
    /// That session's token, hashed.
    pub token_hash: String,
}

/// A store, its clock, and its end. Reads like the [`Store`] it holds.
pub struct TestStore {
    store: Store,
    till: Till,
    clock: Clock,
    options: StoreOptions,
    on: On,
    folder: TempDir,
    raw: OnceCell<Raw>,
    finished: AtomicBool,
}

impl Deref for TestStore {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

/// Where PostgreSQL is, if anywhere.
fn postgres_url() -> Option<String> {
    let url = std::env::var("TEST_POSTGRES_URL").ok().filter(|url| !url.is_empty());
    if url.is_none() {
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "TEST_POSTGRES_URL is not set");
        eprintln!("skipped: TEST_POSTGRES_URL is not set");
    }
    url
}

/// In memory where that is possible: what is flushed there costs nothing, and durability has tests of its own.
fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() };
    made.expect("a folder for the test")
}

impl TestStore {
    /// How this studio stands.
    #[must_use]
    pub fn oversight(&self) -> Oversight {
        Oversight::of(&self.store)
    }

    /// Its books and strips.
    #[must_use]
    pub fn shelf(&self) -> Shelf {
        Shelf::of(&self.store)
    }

    /// A fresh store with [`catalogue()`] on offer; `None` when the database isn't there to be tested on.
    ///
    /// # Panics
    /// When it can't be opened; when `CI` is `true` and there is no PostgreSQL.
    pub async fn open(on: On) -> Option<Self> {
        let folder = folder();
        let database_url = match on {
            On::Sqlite => format!("sqlite:{}", folder.path().join("studio.db").display()),
            On::Postgres => {
                let url = postgres_url()?;
                let join = if url.contains('?') { '&' } else { '?' };
                format!("{url}{join}schema=test_{:016x}", getrandom::u64().expect("chance"))
            }
        };
        let blob_url = format!("file:{}", folder.path().join("blobs").display());
        let options = StoreOptions {
            database_url,
            blob_url,
            relaxed: true,
            retention: easel_domain::Retention::default(),
        };
        let store = Box::pin(Store::open(&options)).await.expect("the store opens");
        let (clock, raw) = (Clock::default(), OnceCell::new());
        store.catalogue_apply(&catalogue(), clock.now()).await.expect("the catalogue is applied");
        let till = Till::of(&store);
        Some(Self { store, till, clock, options, on, folder, raw, finished: AtomicBool::new(false) })
    }

    /// Runs a test on a fresh store. The schema goes even when the test fails; a test that ends well must have said
    /// [`TestStore::finish`] or [`TestStore::wind_down`].
    ///
    /// # Panics
    /// When the test does.
    pub async fn run<F: Future<Output = ()> + Send + 'static>(on: On, test: impl FnOnce(Arc<Self>) -> F) {
        let Some(studio) = Box::pin(Self::open(on)).await else { return };
        let studio = Arc::new(studio);
        let outcome = tokio::spawn(test(Arc::clone(&studio))).await;
        studio.drop_schema().await;
        match outcome {
            Ok(()) => assert!(studio.finished.load(Ordering::SeqCst), "the test never said finish"),
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }

    async fn drop_schema(&self) {
        if let Some((_, schema)) = self.options.database_url.split_once("schema=") {
            // A statement's text lives as long as the program, and so does a test's.
            let text: &'static str = Box::leak(format!("drop schema {schema} cascade").into_boxed_str());
            self.raw().await.exec(vec![(text, Vec::new())]).await.expect("the schema goes");
        }
    }

    /// Its till.
    #[must_use]
    pub fn till(&self) -> &Till {
        &self.till
    }

    /// On which database it is.
    #[must_use]
    pub fn on(&self) -> On {
        self.on
    }

    /// How it was opened.
    #[must_use]
    pub fn options(&self) -> &StoreOptions {
        &self.options
    }

    /// Where its files are.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Its clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The moment its clock shows.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Moves its clock.
    pub fn advance(&self, ms: i64) -> Timestamp {
        self.clock.advance(ms)
    }

    /// The database itself, past the store.
    ///
    /// # Panics
    /// When it can't be opened.
    pub async fn raw(&self) -> &Raw {
        self.raw.get_or_init(|| async { Box::pin(Raw::open(&self.options.database_url)).await }).await
    }

    /// Sends the mails that wait: every word of each is filled in.
    ///
    /// # Panics
    /// When a mail has no words, or one of them is missing.
    pub async fn mails(&self) -> Vec<Mail> {
        let mut sent = Vec::new();
        while let Some(claim) =
            self.job_claim("w", Lane::Mail, LEASE_MS, self.now()).await.expect("the store works")
        {
            let Work::Mail(mail) = claim.work else { panic!("a mail") };
            let branding = Branding { name: "Studio".to_owned(), ..Branding::default() };
            let said = easel_outbound::render(&mail.template, mail.language, &mail.params, &branding, None);
            let text = said.expect("it has words").text;
            assert!(!text.contains('{'), "every word is filled in: {text}");
            sent.push(*mail);
        }
        sent
    }

    /// Somebody who could sign up under this address.
    ///
    /// # Panics
    /// When it isn't an address.
    #[must_use]
    pub fn new_user(&self, email: &str) -> (NewUser, NewSession) {
        let (id, session) = (self.clock.id(), self.clock.id());
        let user = NewUser {
            id: UserId(id),
            email: EmailAddress::parse(email).expect("an address"),
            password_hash: format!("hash of {id}"),
            name: Name::parse("Somebody").expect("a name"),
            language: Language::En,
            verify: None,
        };
        let session = NewSession {
            id: SessionId(session),
            token_hash: format!("token-{session}"),
            user_agent: "a test".to_owned(),
            address: std::net::Ipv4Addr::LOCALHOST.into(),
            by_passkey: false,
            sessions_link: "https://studio.test/settings#sessions".to_owned(),
            expires_at: self.now().plus_ms(30 * 24 * 3_600_000),
        };
        (user, session)
    }

    /// Somebody new with so many bonus credits.
    ///
    /// # Panics
    /// When signing up fails.
    pub async fn person(&self, credits: i64) -> Person {
        let email = format!("person-{}@example.org", self.clock.id().simple());
        let (user, session) = self.new_user(&email);
        let (email, id, token_hash) = (user.email.clone(), session.id, session.token_hash.clone());
        let welcome = Credits::new(credits).expect("credits");
        let made = self.user_sign_up(user, welcome, session, self.now()).await.expect("signed up");
        Person { actor: made.actor(), email, session: id, token_hash }
    }

    /// Gives bonus credits.
    ///
    /// # Panics
    /// When that fails.
    pub async fn grant(&self, person: &Person, credits: i64) {
        let credits = Credits::new(credits).expect("credits");
        let why = (None, "a test's gift".to_owned());
        self.credits_grant(person.actor.user_id, credits, why, self.now()).await.expect("granted");
    }

    /// Puts credits into buckets that nothing sells yet, past the store but by its rules.
    ///
    /// # Panics
    /// When that fails.
    pub async fn fill(&self, person: &Person, amount: Buckets) {
        let (user, total) = (person.actor.user_id.to_string(), amount.total());
        self.raw()
            .await
            .exec(vec![
                (
                    "update wallet set entry_no = entry_no + 1, available_plan = available_plan + $2,
                       available_bonus = available_bonus + $3, available_bought = available_bought + $4 where user_id = $1",
                    args![user.as_str(), amount.plan, amount.bonus, amount.bought].to_vec(),
                ),
                (
                    "insert into ledger_entry (id, user_id, entry_no, kind, from_account, to_account, plan, bonus, bought,
                       available_after, held_after, reason, at)
                     select $2, user_id, entry_no, 'top_up', 'issued', 'available', cast($3 as bigint), cast($4 as bigint),
                       cast($5 as bigint), available_plan + available_bonus + available_bought,
                       held_plan + held_bonus + held_bought, 'filled', cast($6 as bigint) from wallet where user_id = $1",
                    args![
                        user.as_str(),
                        self.clock.id().to_string(),
                        amount.plan,
                        amount.bonus,
                        amount.bought,
                        self.now().0
                    ]
                    .to_vec(),
                ),
            ])
            .await
            .unwrap_or_else(|e| panic!("{total} credits can be filled in: {e:?}"));
    }

    /// The buckets that are free and those that are held.
    ///
    /// # Panics
    /// When the wallet can't be read.
    pub async fn buckets(&self, person: &Person) -> (Buckets, Buckets) {
        let wallet = self.wallet(&person.actor).await.expect("a wallet");
        (wallet.available, wallet.held)
    }

    /// Asks for so many pictures of a model; a millisecond passes, so that what is asked for first is first.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn ask(&self, person: &Person, model: &str, count: u32) -> Generation {
        self.submit(person, GenerationId(self.clock.id()), draft(model, count)).await.expect("taken")
    }

    /// Submits a draft under an id.
    ///
    /// # Errors
    /// When the store refuses it.
    pub async fn submit(
        &self,
        person: &Person,
        id: GenerationId,
        draft: Draft,
    ) -> Result<Generation, SubmitError> {
        let now = self.advance(1);
        self.generation_submit(&person.actor, id, draft, None, now).await
    }

    /// The generation as its owner sees it.
    ///
    /// # Panics
    /// When there is none.
    pub async fn view(&self, person: &Person, id: GenerationId) -> Generation {
        self.generation_get(&person.actor, id, self.now()).await.expect("read").expect("there is one")
    }

    /// Takes the next picture's job.
    ///
    /// # Panics
    /// When the database fails.
    pub async fn claim(&self) -> Option<Claim> {
        self.job_claim("worker", Lane::Cpu, LEASE_MS, self.now()).await.expect("claimed")
    }

    /// Takes the next picture's job, which must be there.
    ///
    /// # Panics
    /// When it isn't.
    pub async fn take(&self) -> Claim {
        self.claim().await.expect("a job is ready")
    }

    /// Beats without news.
    ///
    /// # Panics
    /// When the database fails.
    pub async fn beat(&self, claim: &Claim) -> Beat {
        self.job_beat(claim, (0.5, None), LEASE_MS, self.now()).await.expect("beaten")
    }

    /// Ends an attempt.
    ///
    /// # Panics
    /// When the database fails or a rule would be broken.
    pub async fn settle(&self, claim: &Claim, outcome: Outcome<Delivery>) -> Settled {
        let policy = RetryPolicy::default();
        self.job_settle(claim, outcome, Some("near"), policy, self.now()).await.expect("settled")
    }

    /// Delivers so many pictures.
    ///
    /// # Panics
    /// When they can't be stored or settled.
    pub async fn deliver(&self, claim: &Claim, count: u32) -> Vec<AssetId> {
        let ids: Vec<AssetId> = (0..count).map(|_| AssetId(self.clock.id())).collect();
        let outcome = delivery(self.blobs(), &ids).await;
        assert_eq!(self.settle(claim, outcome).await, Settled::Done(Next::Succeed));
        ids
    }

    /// Asks for pictures, makes them, and answers them.
    ///
    /// # Panics
    /// When any of it fails; when another job is before it.
    pub async fn make(&self, person: &Person, draft: Draft) -> (GenerationId, Vec<AssetId>) {
        let count = draft.count.unwrap_or(1);
        let id = GenerationId(self.clock.id());
        self.submit(person, id, draft).await.expect("taken");
        let claim = self.take().await;
        assert_eq!(claim.job, id.job(), "another job was before it");
        (id, self.deliver(&claim, count).await)
    }

    /// Puts a picture into the trash and deletes it from there for good.
    ///
    /// # Panics
    /// When it isn't theirs, or the database fails.
    pub async fn forget(&self, person: &Person, id: AssetId) {
        assert!(self.asset_trash(&person.actor, id, self.now()).await.expect("trashed"), "it is theirs");
        let gone = self.asset_delete_forever(&person.actor, id, self.now()).await.expect("deleted");
        assert_eq!(gone, easel_store::Deleted::Gone);
    }

    /// Reaps and ends what is late.
    ///
    /// # Panics
    /// When the database fails.
    pub async fn tend(&self) -> easel_store::Tended {
        self.jobs_tend(RetryPolicy::default(), self.now()).await.expect("tended")
    }

    /// Asserts that every rule of the ledger holds.
    ///
    /// # Panics
    /// When one doesn't.
    pub async fn verify(&self) {
        Self::verify_of(&self.store).await;
    }

    async fn verify_of(store: &Store) {
        let report = Oversight::of(store).ledger_verify().await.expect("the ledger can be read");
        assert!(report.findings.is_empty(), "broken rules: {:#?}", report.findings);
    }

    /// The end of a test that left work behind: lets every deadline pass, as it would by itself, and finishes.
    ///
    /// # Panics
    /// As [`TestStore::finish`].
    pub async fn wind_down(&self) {
        self.verify().await;
        self.advance(PAST_ALL_DEADLINES_MS);
        while self.tend().await != easel_store::Tended::default() {}
        self.finish().await;
    }

    /// The end of a test: every rule of the ledger holds, no job is alive, no hold is open, no bytes are missing.
    ///
    /// # Panics
    /// When something of it isn't so.
    pub async fn finish(&self) {
        self.finish_on(&self.store).await;
    }

    /// As [`TestStore::finish`], where a test opened the same database again.
    ///
    /// # Panics
    /// As [`TestStore::finish`].
    pub async fn finish_on(&self, store: &Store) {
        Self::verify_of(store).await;
        let raw = self.raw().await;
        let live = raw.number("select count(*) from job where state <> 'done'").await;
        assert_eq!(live, 0, "jobs are left over");
        let open = "select count(*) from hold h where not exists (select 1 from hold_resolution r where r.hold_id = h.id)";
        assert_eq!(raw.number(open).await, 0, "holds are left open");
        let held =
            "select coalesce(cast(sum(held_plan + held_bonus + held_bought) as bigint), 0) from wallet";
        assert_eq!(raw.number(held).await, 0, "credits are left held");
        let missing = store.blobs_missing().await.expect("the blobs can be looked at");
        assert_eq!(missing, Vec::<String>::new(), "bytes are missing");
        self.finished.store(true, Ordering::SeqCst);
    }
}
