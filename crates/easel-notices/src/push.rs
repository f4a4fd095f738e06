//! What is still to be told by push.

use crate::{Notice, Notices};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{Language, Timestamp};
use easel_store::{StoreError, sql::word};

texts! {
    /// Whose account or session may come in no more hears nothing. What is read meanwhile is told to nobody.
    DUE = "select m.device_id, d.endpoint, d.p256dh, d.auth, m.tries, u.language,
             n.id, n.kind, n.subject_id, n.count, n.credits, n.minor, n.currency, n.at, n.read_at
           from push_message m join push_device d on d.id = m.device_id join notice n on n.id = m.notice_id
             join user_account u on u.id = d.owner_id join session s on s.id = d.session_id
           where m.due_at <= $1 and n.read_at is null and u.suspended_at is null and s.expires_at > $1 order by m.due_at limit $2 /*pg: for update of m skip locked*/";
    TAKE = "update push_message set due_at = $3, tries = tries + 1 where device_id = $1 and notice_id = $2";
    TAKE_BACK = "update push_message set due_at = $3 where device_id = $1 and notice_id = $2";
    DONE = "delete from push_message where device_id = $1 and notice_id = $2";
    GONE = "delete from push_device where id = $1";
    STALE = "delete from push_message where due_at < $1";
}

/// Nobody else takes what one worker takes for this long; after it, it is tried again.
const LEASE_MS: i64 = 60_000;
/// What was refused this often is given up.
const TRIES_MAX: u32 = 5;
/// What nobody could be told for this long is no news.
const STALE_MS: i64 = 24 * 3_600_000;

/// Something to be told to one device.
#[derive(Clone)]
pub struct Due {
    /// Which device.
    pub device: String,
    /// Where its push service takes it.
    pub endpoint: String,
    /// Its public key.
    pub p256dh: String,
    /// What only it and the studio know.
    pub auth: String,
    /// How often it was tried before.
    pub tries: u32,
    /// In which language.
    pub language: Language,
    /// What.
    pub notice: Notice,
}

impl FromRow for Due {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            device: row.next()?,
            endpoint: row.next()?,
            p256dh: row.next()?,
            auth: row.next()?,
            tries: row.next()?,
            language: word(row, |tag| Language::parse(tag).ok())?,
            notice: Notice::from_row(row)?,
        })
    }
}

/// What came of telling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// The push service took it, or will never take it.
    Done,
    /// The browser is not there any more.
    Gone,
    /// Perhaps later.
    Later,
}

impl Notices {
    /// Takes what is to be told now, `most` at most. It is told once, unless its worker dies on the way.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn pushes_take(&self, most: u32, now: Timestamp) -> Result<Vec<Due>, StoreError> {
        self.db
            .write(tx!(|tx| {
                let due: Vec<Due> = tx.all(DUE, args![now.0, most]).await?;
                for one in &due {
                    let until = now.plus_ms(LEASE_MS).0;
                    tx.exec(TAKE, args![one.device.as_str(), one.notice.id.to_string(), until]).await?;
                }
                Ok(due)
            }))
            .await
    }

    /// Writes down what came of telling. Tried again after a minute, then two, four and eight.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn push_told(&self, due: &Due, told: Told, now: Timestamp) -> Result<(), StoreError> {
        let due = due.clone();
        self.db.write(tx!(|tx, due| { told_in_tx(tx, &due, told, now).await })).await
    }

    /// Forgets what nobody could be told.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn pushes_sweep(&self, now: Timestamp) -> Result<u64, StoreError> {
        let before = now.plus_ms(-STALE_MS).0;
        self.db.write(tx!(|tx| { Ok(tx.exec(STALE, args![before]).await?) })).await
    }
}

async fn told_in_tx(tx: &mut Tx<'_>, due: &Due, told: Told, now: Timestamp) -> Result<(), StoreError> {
    let (device, notice) = (due.device.as_str(), due.notice.id.to_string());
    match told {
        Told::Gone => tx.exec(GONE, args![device]).await?,
        Told::Later if due.tries + 1 < TRIES_MAX => {
            let later = now.plus_ms(LEASE_MS << due.tries.min(8)).0;
            tx.exec(TAKE_BACK, args![device, notice, later]).await?
        }
        Told::Later | Told::Done => tx.exec(DONE, args![device, notice]).await?,
    };
    Ok(())
}
