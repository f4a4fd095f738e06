//! The list, and what of it is read.

use crate::Notices;
use easel_db::{DbError, FromRow, Row, args, texts, tx};
use easel_domain::{
    Actor, Branding, Currency, Language, Money, NoticeId, NoticeKind, Timestamp, UserId, message, retention,
};
use easel_store::{
    StoreError,
    sql::{self, moment, moment_or_null, parsed, word},
};

texts! {
    LIST = "select id, kind, subject_id, count, credits, minor, currency, at, read_at from notice
            where owner_id = $1 and (at, id) < ($2, $3) order by at desc, id desc limit $4";
    /// More than anybody counts are not counted.
    GLANCE = "select (select count(*) from (select 1 from notice where owner_id = $1 and read_at is null limit 100) n),
              coalesce((select max(at) from notice where owner_id = $1), 0)";
    READ_ONE = "update notice set read_at = $3 where owner_id = $1 and id = $2 and read_at is null";
    /// What came after somebody looked is still news.
    READ_ALL = "update notice set read_at = $3 where owner_id = $1 and at <= $2 and read_at is null";
    /// What is read needs no telling.
    UNTELL = "delete from push_message where notice_id in (select id from notice where owner_id = $1 and read_at is not null)";
    SWEEP = "delete from notice where id in (select id from notice where at < $1 order by at limit 500)";
    LOOK = "insert into looking (owner_id, until_at) values ($1, $2) on conflict (owner_id) do update set until_at = excluded.until_at";
}

/// More unread ones than this are not counted.
pub const UNREAD_MAX: i64 = 100;

/// A place in somebody's list: a moment, and what lies there.
pub type Place = (Timestamp, NoticeId);

/// One line of the notification centre.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Its id.
    pub id: NoticeId,
    /// What happened.
    pub kind: NoticeKind,
    /// The id of what it leads to.
    pub subject: Option<String>,
    /// How many it tells of.
    pub count: i64,
    /// Credits it moved.
    pub credits: Option<i64>,
    /// Money it moved.
    pub amount: Option<Money>,
    /// When; of several the last.
    pub at: Timestamp,
    /// When it was read.
    pub read_at: Option<Timestamp>,
}

impl FromRow for Notice {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            id: parsed(row)?,
            kind: word(row, NoticeKind::parse)?,
            subject: row.next()?,
            count: row.next()?,
            credits: row.next()?,
            amount: amount(row)?,
            at: moment(row)?,
            read_at: moment_or_null(row)?,
        })
    }
}

/// The next two columns: an amount, or none.
pub(crate) fn amount(row: &mut Row) -> Result<Option<Money>, DbError> {
    let (minor, code): (Option<i64>, Option<String>) = (row.next()?, row.next()?);
    let currency = code.and_then(|code| Currency::parse(&code));
    Ok(minor.zip(currency).and_then(|(minor, currency)| Money::new(minor, currency)))
}

impl Notice {
    /// Its sentence, in the language of whoever reads it.
    #[must_use]
    pub fn words(&self, language: Language, branding: &Branding) -> String {
        let count = self.count.to_string();
        let credits = branding.credits(language, self.credits.unwrap_or(0));
        let amount = self.amount.map(|amount| amount.to_string()).unwrap_or_default();
        let values = [
            ("count", count.as_str()),
            ("credits", credits.as_str()),
            ("amount", amount.as_str()),
            ("studio", branding.name.as_str()),
        ];
        message::text(language, &format!("notice.{}", self.kind.as_str()), &values)
    }

    /// Where it leads, as a path within the studio.
    #[must_use]
    pub fn path(&self) -> String {
        self.kind.path(self.subject.as_deref(), self.count)
    }
}

/// What a bell shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Glance {
    /// How many are not read, up to [`UNREAD_MAX`].
    pub unread: i64,
    /// When the newest came.
    pub last_at: Timestamp,
}

impl Notices {
    /// Somebody's list from a place on, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list(
        &self,
        actor: &Actor,
        after: Option<Place>,
        limit: u32,
    ) -> Result<Vec<Notice>, StoreError> {
        let owner = actor.user_id.to_string();
        let (at, id) = after.map_or((i64::MAX, String::new()), |(at, id)| (at.0, id.to_string()));
        self.db.read(tx!(|tx, owner, id| { Ok(tx.all(LIST, args![owner, at, id, limit]).await?) })).await
    }

    /// How much of it is news.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn glance(&self, owner: UserId) -> Result<Glance, StoreError> {
        let owner = owner.to_string();
        self.db
            .read(tx!(|tx, owner| {
                let (unread, last): (i64, i64) = tx.one(GLANCE, args![owner]).await?;
                Ok(Glance { unread, last_at: Timestamp(last) })
            }))
            .await
    }

    /// Somebody has read one, or all that came up to a moment. Again changes nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read(
        &self,
        actor: &Actor,
        what: Result<NoticeId, Timestamp>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let who = actor.user_id;
        self.db
            .write(tx!(|tx| {
                let owner = who.to_string();
                let changed = match what {
                    Ok(id) => tx.exec(READ_ONE, args![owner.as_str(), id.to_string(), now.0]).await?,
                    Err(upto) => tx.exec(READ_ALL, args![owner.as_str(), upto.0, now.0]).await?,
                };
                if changed > 0 {
                    tx.exec(UNTELL, args![owner]).await?;
                    sql::wake_user(tx, who).await?;
                }
                Ok(())
            }))
            .await
    }

    /// Somebody has a page before their eyes until then.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn look(&self, actor: &Actor, until: Timestamp) -> Result<(), StoreError> {
        let owner = actor.user_id.to_string();
        self.db.write(tx!(|tx, owner| { Ok(tx.exec(LOOK, args![owner, until.0]).await.map(drop)?) })).await
    }

    /// Forgets what is older than so many days, a page at a time. Returns how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sweep(&self, days: i64, now: Timestamp) -> Result<u64, StoreError> {
        let before = retention::before(days, now).0;
        self.db.write(tx!(|tx| { Ok(tx.exec(SWEEP, args![before]).await?) })).await
    }
}
