//! Every table, all SQL text and every state change of a studio.
//!
//! **Knows** how what the domain says is kept: each state change is one function here and one transaction; functions
//! whose name ends in `_in_tx` join the caller's. Knows blobs too: bytes named by their hash, in a directory or a
//! bucket, written before the row that speaks of them.
//!
//! **Never knows** HTTP, engines or pixels. `now` is always an argument.

mod asset;
pub mod audit;
mod backup;
mod batch;
mod blob;
mod board;
pub mod brand;
mod branding;
mod channel;
mod channel_test;
mod character;
mod checklist;
mod consent;
mod download;
mod email;
mod error;
pub mod export;
mod gallery;
pub mod generation;
pub mod input;
mod job;
mod leaving;
mod legal;
mod lent;
mod lineage;
pub mod mail;
mod meaning;
mod migration;
pub mod model;
pub mod notice;
mod openid;
mod passkey;
mod person;
pub mod plan;
mod preview;
mod queue;
mod retention;
pub mod search;
mod second_factor;
mod session;
mod share;
mod sign_in;
mod spending;
pub mod sql;
mod style;
pub mod subscription;
mod tend;
mod upload;
pub mod user;
pub mod wallet;
mod worker;

use easel_db::{Db, Options, SqliteSync};
use easel_domain::{GenerationId, Lane, Retention, UserId};
use migration::MIGRATIONS;
use std::sync::Arc;

pub use asset::{Asset, AssetBrief, AssetChange, BlobRef, Variant};
pub use backup::{BLOB_NAMES, migrations, newest_schema};
pub use batch::{BatchAction, BatchError, Deleted};
pub use blob::{BlobBody, BlobError, Blobs, blob_name};
pub use board::{Board, BoardError};
pub use brand::{BrandError, BrandKit};
pub use branding::{BrandingError, KeptBranding};
pub use channel::{ChannelFigure, ChannelHand, ChannelStanding, Hand, Standings};
pub use channel_test::{ChannelTest, ChannelTestError, NewChannelTest, TestAttempt};
pub use character::{Card, CharacterError};
pub use checklist::{ChecklistFacts, TestMail};
pub use consent::FACES;
pub use download::{
    Download, DownloadError, DownloadItem, DownloadSource, NewDownload, Picked, checksum, checksum_behind,
};
pub use email::{EmailError, EmailLink};
pub use error::StoreError;
pub use export::{ExportInput, ExportTask, export_blob_name};
pub use gallery::{AssetFilter, COUNTED_MAX, Facets};
pub use generation::{CHANGES_OVERLAP_MS, Generation, QueuePlace, Quoted, SubmitError};
pub use input::InputFile;
pub use job::{
    AttemptNote, CLAIMS_MAX, Claim, Delivery, Elsewhere, NewAsset, NewBlob, Resume, Settled, Work, asks,
    asks_inside, asks_lent,
};
pub use leaving::LeaveError;
pub use legal::{LegalError, LegalState, LegalVersion};
pub use lent::{HandIn, NewWorkerToken, WorkerToken, WorkerTokenSeen};
pub use lineage::Lineage;
pub use mail::Mail;
pub use meaning::{MEANING_LENGTH, Meaning, Means, NEAREST_MAX};
pub use model::OfferedModel;
pub use openid::{Identity, LinkedSignIn, NewByProvider, NewPending, OpenIdEntry, OpenIdError, Pending};
pub use passkey::{FoundPasskey, NewPasskey, Passkey, PasskeyError};
pub use person::{PeopleFilter, Person, PersonError, PersonPage, RecentWork};
pub use plan::Plan;
pub use queue::{Attempt, QueueError, QueueFilter, QueueStanding, QueuedJob, QueuedJobPage};
pub use search::{folded, is_found};
pub use second_factor::{NewChallenge, Proof, SecondFactorError, SignIn};
pub use session::{NewSession, Session, SignedIn};
pub use share::{NewShare, Share, ShareError, Shared, SharedAsset};
pub use spending::{Capped, Spending};
pub use style::{Style, StyleError};
pub use subscription::{Billed, NextPlan, Subscription, SubscriptionError};
pub use tend::Tended;
pub use upload::{ARRIVING_MAX, NewUpload, UPLOAD_BYTES_MAX, Upload, UploadError, UploadState, Uploaded};
pub use user::{FirstAdminError, NewUser, SignUpError, User, UserChange};
pub use wallet::{Entry, WalletNow};

/// Where a studio keeps its rows and bytes.
#[derive(Clone, Debug)]
pub struct StoreOptions {
    /// `sqlite:<path>` or `postgres://...`.
    pub database_url: String,
    /// `file:<path>` of a directory.
    pub blob_url: String,
    /// Whether SQLite may skip the fsync of each commit; only benchmarks want that.
    pub relaxed: bool,
    /// How long is kept what is not kept for ever.
    pub retention: Retention,
}

/// The studio's memory. Cheap to clone; every clone is the same store.
#[derive(Clone)]
pub struct Store {
    db: Db,
    blobs: Blobs,
    meanings: Arc<meaning::Meanings>,
    counts: Arc<gallery::Counts>,
    face: Arc<branding::Face>,
    retention: Retention,
}

/// Something changed that concerns the topic; carries nothing else, whoever hears it reads again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wake {
    /// Something this person can see.
    User(UserId),
    /// Work in this lane.
    Lane(Lane),
    /// This generation is over. Said beside its owner's wake, so that who waits for one end is not woken by every step.
    Over(GenerationId),
    /// How some channel stands.
    Channels,
    /// Anything may have changed: the connection that carries wakes was lost for a moment.
    Everything,
}

/// What somebody waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hears {
    /// What people can see: [`Wake::User`].
    People,
    /// Work in this lane: [`Wake::Lane`].
    Lane(Lane),
    /// Ends of generations: [`Wake::Over`].
    Ends,
    /// Channels: [`Wake::Channels`].
    Channels,
}

/// Hears wakes.
pub struct Wakes(easel_db::WakeReceiver);

impl Wakes {
    /// The next wake. Never ends.
    pub async fn next(&mut self) -> Wake {
        loop {
            match self.0.next().await {
                easel_db::Wake::Everything => return Wake::Everything,
                easel_db::Wake::Topic(topic) => {
                    if let Some(wake) = sql::wake_of_topic(&topic) {
                        return wake;
                    }
                }
            }
        }
    }
}

impl Store {
    /// Opens the store and brings its tables up to date.
    ///
    /// # Errors
    /// When the database or the blobs' place can't be reached, or the tables are newer than this program.
    pub async fn open(options: &StoreOptions) -> Result<Self, StoreError> {
        let mut db_options = Options::new(&options.database_url);
        if options.relaxed {
            db_options.sqlite_sync = SqliteSync::Normal;
        }
        let db = Db::open(&db_options).await?;
        db.migrate(MIGRATIONS).await?;
        let blobs = Blobs::open(&options.blob_url)?;
        Ok(Self {
            db,
            blobs,
            meanings: Arc::default(),
            counts: Arc::default(),
            face: Arc::default(),
            retention: options.retention,
        })
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it doesn't.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.db
            .read(|tx| {
                Box::pin(async move {
                    tx.one::<(i64,)>(sql::PING, &[]).await.map(|_| ()).map_err(StoreError::from)
                })
            })
            .await
    }

    /// The database, for the crates that keep payments, the showcase and conversations beside these tables, and that look over all of
    /// them. Every other change is a function here.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// How long is kept what is not kept for ever.
    #[must_use]
    pub fn retention(&self) -> Retention {
        self.retention
    }

    /// The bytes.
    #[must_use]
    pub fn blobs(&self) -> &Blobs {
        &self.blobs
    }

    /// A receiver of everything that changes from now on.
    #[must_use]
    pub fn wakes(&self) -> Wakes {
        Wakes(self.db.wakes())
    }

    /// A receiver of one kind of what changes from now on, and of [`Wake::Everything`].
    #[must_use]
    pub fn wakes_of(&self, hears: Hears) -> Wakes {
        Wakes(self.db.wakes_of(sql::kind_of(hears)))
    }

    /// Numbers about the database layer, for `/metrics`.
    #[must_use]
    pub fn db_metrics(&self) -> easel_db::DbMetrics {
        self.db.metrics()
    }

    /// Prepares every SQL text there is on this database.
    ///
    /// # Errors
    /// The texts that can't be prepared, each with its reason.
    pub async fn prepare_all(&self) -> Result<usize, Vec<(&'static str, easel_db::DbError)>> {
        let texts = sql::all_texts();
        self.db.prepare_all(&texts).await.map(|()| texts.len())
    }

    /// Finishes what is under way and closes the database.
    pub async fn close(self) {
        self.db.close().await;
    }
}
