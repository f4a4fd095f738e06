//! A second way to the same database, past the store: for what a test must see or do that no store function offers.

use easel_db::{Db, DbError, FromRow, Options, Value};

/// The database itself.
pub struct Raw(Db);

impl Raw {
    /// # Panics
    /// When the database can't be opened.
    pub async fn open(url: &str) -> Self {
        Self(Db::open(&Options::new(url)).await.expect("the database opens a second time"))
    }

    /// Runs statements in one transaction.
    ///
    /// # Errors
    /// What the database says.
    pub async fn exec(&self, statements: Vec<(&'static str, Vec<Value>)>) -> Result<u64, DbError> {
        self.0
            .write_with(statements, |tx, statements| {
                Box::pin(async move {
                    let mut rows = 0;
                    for (sql, args) in statements {
                        rows += tx.exec(sql, args).await?;
                    }
                    Ok(rows)
                })
            })
            .await
    }

    /// Reads rows.
    ///
    /// # Panics
    /// When the database refuses.
    pub async fn all<R: FromRow + Send + 'static>(&self, sql: &'static str, args: Vec<Value>) -> Vec<R> {
        let read = self.0.read_with(args, move |tx, args| Box::pin(async move { tx.all(sql, args).await }));
        read.await.expect("the rows can be read")
    }

    /// Reads one number.
    ///
    /// # Panics
    /// When the database refuses, or there is none.
    pub async fn number(&self, sql: &'static str) -> i64 {
        self.all::<(i64,)>(sql, Vec::new()).await.first().expect("a row").0
    }

    /// Closes this way.
    pub async fn close(self) {
        self.0.close().await;
    }
}
