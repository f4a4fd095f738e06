//! PostgreSQL: a pool of connections, and one more that listens and announces.

mod connect;
mod copy;
mod fault;
mod listen;
mod session;
mod types;

use std::{
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::Duration,
};

use deadpool_postgres::{
    Client, Hook, HookError, Manager, ManagerConfig, Pool, PoolError, RecyclingMethod, Runtime,
};
use tokio::task::AbortHandle;
use tokio_postgres::NoTls;

use crate::{
    Backend, DbError, DbMetrics, Migration, Options,
    migration::{self, Applied},
    tx::{self, Call, Tx},
    wake::Bell,
};

use connect::Target;
use listen::Announcer;
use session::{End, Mode};
pub(crate) use session::{Session, each};

/// How long a transaction waits for a connection.
const WAIT: Duration = Duration::from_secs(5);

/// How often a transaction is run before its failure is the caller's.
const RUNS_MAX: u32 = 10;

/// How often a transaction is run again because its connection was gone: once finds a server that restarted.
const LOST_MAX: u32 = 2;

pub(crate) struct Engine {
    pool: Pool,
    announcer: Announcer,
    retries: AtomicU64,
    listener: AbortHandle,
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

impl Engine {
    pub(crate) async fn open(options: &Options, bell: Bell) -> Result<Self, DbError> {
        let target = Target::parse(&options.url)?;
        let fast = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = match target.tls.clone() {
            Some(tls) => Manager::from_config(target.config.clone(), tls, fast),
            None => Manager::from_config(target.config.clone(), NoTls, fast),
        };
        let setup = target.setup();
        let hook = Hook::async_fn(move |client: &mut deadpool_postgres::ClientWrapper, _| {
            let setup = setup.clone();
            Box::pin(async move { client.batch_execute(&setup).await.map_err(HookError::Backend) })
        });
        let pool = Pool::builder(manager)
            .max_size(options.pool.max(1))
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(WAIT))
            .create_timeout(Some(WAIT * 2))
            .recycle_timeout(Some(WAIT))
            .post_create(hook)
            .build()
            .map_err(DbError::other)?;
        if let Some(schema) = &target.schema {
            let client = client(&pool).await?;
            // Two who make it at once: the second one finds it made, or is told so by way of a unique index.
            match client.batch_execute(&format!("CREATE SCHEMA IF NOT EXISTS \"{schema}\"")).await {
                Err(error) if !fault::already_there(&error) => return Err(fault::classify(error)),
                _ => {}
            }
        }
        // Where wakes are announced; a schema has its own, so that tests do not hear each other.
        let channel =
            target.schema.as_ref().map_or_else(|| "wake".to_owned(), |schema| format!("wake_{schema}"));
        let announcer = Announcer::new(bell.clone());
        let listener = listen::start(&target, &channel, bell, announcer.clone()).await?;
        drop(client(&pool).await?);
        Ok(Self { pool, announcer, retries: AtomicU64::new(0), listener })
    }

    pub(crate) async fn run(&self, mut call: Box<dyn Call>, read_only: bool) {
        let mode = if read_only { Mode::Read } else { Mode::Write };
        if let Err(error) = self.attempts(&mut *call, mode).await {
            call.fail(error);
        }
        call.finish();
    }

    async fn attempts(&self, call: &mut dyn Call, mode: Mode) -> Result<(), DbError> {
        let (mut runs, mut lost) = (0, 0);
        loop {
            runs += 1;
            let end = self.attempt(call, mode).await?;
            match end {
                End::Done => return Ok(()),
                End::Failed(error) => return Err(error),
                End::Again(error) if runs >= RUNS_MAX => {
                    return match error {
                        Some(error) => Err(error),
                        None => Ok(()),
                    };
                }
                End::Lost if lost >= LOST_MAX => return Ok(()),
                End::Again(_) => {}
                End::Lost => lost += 1,
            }
            self.retries.fetch_add(1, Relaxed);
            tokio::time::sleep(backoff(runs)).await;
        }
    }

    async fn attempt(&self, call: &mut dyn Call, mode: Mode) -> Result<End, DbError> {
        let client = client(&self.pool).await?;
        let mut tx = Tx::new(tx::Session::Postgres(Session::new(&client, mode)), mode == Mode::Read);
        let commit = call.run(&mut tx).await;
        let Tx { session, topics, .. } = tx;
        match session {
            tx::Session::Postgres(session) => Ok(session.end(commit, &self.announcer, topics).await),
            tx::Session::Sqlite(_) => Ok(End::Done),
        }
    }

    pub(crate) async fn migrate(&self, migrations: &[Migration]) -> Result<(), DbError> {
        let client = client(&self.pool).await?;
        let mut session = Session::new(&client, Mode::Write);
        migrate(&mut session, &client, migrations).await?;
        match session.end(true, &self.announcer, Vec::new()).await {
            End::Done => Ok(()),
            End::Failed(error) | End::Again(Some(error)) => Err(error),
            End::Again(None) | End::Lost => Err(DbError::Unavailable { source: None }),
        }
    }

    pub(crate) async fn prepare_all(&self, texts: &[&'static str]) -> Vec<(&'static str, DbError)> {
        let client = match client(&self.pool).await {
            Ok(client) => client,
            Err(error) => return vec![(texts.first().copied().unwrap_or_default(), error)],
        };
        let mut failed = Vec::new();
        for text in texts {
            if let Err(error) = client.prepare(&crate::sql::postgres(text)).await {
                failed.push((*text, fault::classify(error)));
            }
        }
        failed
    }

    pub(crate) async fn close(&self) {
        self.announcer.flush().await;
        self.listener.abort();
        self.pool.close();
    }

    pub(crate) fn metrics(&self) -> DbMetrics {
        let status = self.pool.status();
        DbMetrics {
            pool_in_use: status.size.saturating_sub(status.available),
            pool_size: status.size,
            pool_waiting: status.waiting,
            retries: self.retries.load(Relaxed),
            ..DbMetrics::default()
        }
    }
}

async fn client(pool: &Pool) -> Result<Client, DbError> {
    pool.get().await.map_err(|error| match error {
        PoolError::Closed => DbError::Closed,
        PoolError::Backend(error) | PoolError::PostCreateHook(HookError::Backend(error)) => {
            DbError::Unavailable { source: Some(fault::clean(error)) }
        }
        other => DbError::unavailable(other),
    })
}

/// All migrations in one transaction, which holds a lock that only migrations of this schema take.
async fn migrate(
    session: &mut Session<'_>,
    client: &Client,
    migrations: &[Migration],
) -> Result<(), DbError> {
    const LOCK: &str =
        "SELECT pg_advisory_xact_lock(hashtextextended('schema_migration ' || current_schema(), 0))";
    const RECORD: &str = "INSERT INTO schema_migration(number, name, checksum, applied_at)
        VALUES($1, $2, $3, CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT))";
    session.fetch(LOCK, &[]).await?;
    session.exec(migration::TABLE, &[]).await?;
    let mut applied = Vec::new();
    each(&session.fetch(migration::APPLIED, &[]).await?, &mut |row| {
        applied.push(Applied { number: row.next()?, name: row.next()?, checksum: row.next()? });
        Ok(true)
    })?;
    for migration in migration::pending(migrations, &applied, Backend::Postgres)? {
        tracing::info!(number = migration.number, name = migration.name, "applying a migration");
        client
            .batch_execute(migration.postgres)
            .await
            .map_err(fault::classify)
            .map_err(|error| migration.failed(error))?;
        let checksum = migration.checksum(Backend::Postgres);
        session.exec(RECORD, crate::args![migration.number, migration.name, checksum]).await?;
    }
    Ok(())
}

/// Twice as long after each run up to a limit, and by chance, so that those who collided do not meet again.
fn backoff(runs: u32) -> Duration {
    let most_us = 2_000_u64 << runs.min(6);
    let chance = u64::from(getrandom::u32().unwrap_or(u32::MAX / 2));
    Duration::from_micros(most_us / 4 + most_us * 3 / 4 * chance / u64::from(u32::MAX))
}
