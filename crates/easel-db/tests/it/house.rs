//! A fresh database for one test.

use std::{future::Future, sync::Arc};

use easel_db::{Db, DbError, Options, args};

/// Where PostgreSQL is, if anywhere.
pub(crate) fn postgres_url() -> Option<String> {
    let url = std::env::var("TEST_POSTGRES_URL").ok().filter(|url| !url.is_empty());
    if url.is_none() {
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "TEST_POSTGRES_URL is not set");
        eprintln!("skipped: TEST_POSTGRES_URL is not set");
    }
    url
}

/// Takes its database away again when it is done.
pub(crate) struct House {
    pub(crate) db: Db,
    pub(crate) options: Options,
    schema: Option<String>,
    /// The folder of SQLite's file.
    _folder: Option<tempfile::TempDir>,
}

impl House {
    pub(crate) async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let options = Options::new(format!("sqlite:{}", folder.path().join("test.db").display()));
        let db = Db::open(&options).await.expect("SQLite opens");
        Self { db, options, schema: None, _folder: Some(folder) }
    }

    pub(crate) async fn postgres() -> Option<Self> {
        let url = postgres_url()?;
        let schema = format!("test_{:016x}", getrandom::u64().expect("chance"));
        let join = if url.contains('?') { '&' } else { '?' };
        let options = Options::new(format!("{url}{join}schema={schema}"));
        let db = Db::open(&options).await.expect("PostgreSQL opens");
        Some(Self { db, options, schema: Some(schema), _folder: None })
    }

    /// Runs the case in a task, so that the schema goes even if it panics.
    pub(crate) async fn run<F: Future<Output = ()> + Send + 'static>(
        self,
        case: impl FnOnce(Arc<Self>) -> F,
    ) {
        let house = Arc::new(self);
        let outcome = tokio::spawn(case(house.clone())).await;
        if let Some(schema) = &house.schema {
            let drop_it: &'static str = Box::leak(format!("DROP SCHEMA {schema} CASCADE").into_boxed_str());
            house.write(drop_it).await.expect("the schema goes");
        }
        if let Err(error) = outcome {
            std::panic::resume_unwind(error.into_panic());
        }
    }

    /// One statement in a transaction of its own.
    pub(crate) async fn write(&self, sql: &'static str) -> Result<u64, DbError> {
        self.db.write(move |tx| Box::pin(tx.exec(sql, &[]))).await
    }

    /// Several statements, apart.
    pub(crate) async fn writes(&self, texts: &[&'static str]) {
        for sql in texts {
            self.write(sql).await.expect("the statement runs");
        }
    }

    /// One number.
    pub(crate) async fn int(&self, sql: &'static str) -> i64 {
        let read = self.db.read(move |tx| Box::pin(async move { tx.one::<(i64,)>(sql, args![]).await }));
        read.await.expect("a number").0
    }
}

/// `purse(id, credits >= 0)` with two rows of 100.
pub(crate) async fn purses(house: &House) {
    house
        .writes(&[
            "CREATE TABLE purse(id TEXT PRIMARY KEY, owner TEXT NOT NULL, credits BIGINT NOT NULL,
                CONSTRAINT purse_not_negative CHECK(credits >= 0), UNIQUE(owner, credits))",
            "INSERT INTO purse(id, owner, credits) VALUES('a', 'ann', 100), ('b', 'bob', 100)",
        ])
        .await;
}
