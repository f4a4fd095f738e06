//! Reports: what visitors say about what they see. Each says one thing about each picture.

use crate::{
    Showcase, ShowcaseError,
    look::live,
    rules::{ReportWhy, urgency},
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{ExhibitId, Timestamp};
use easel_store::sql::{moment, word};

texts! {
    /// Others who report it wait for the count.
    LIVE = concat!("select e.risk from exhibit e join asset a on a.id = e.asset_id join user_account u on u.id = e.owner_id
              where ", live!(), " and e.id = $1 /*pg: for update of e*/");
    INSERT = "insert into exhibit_report (exhibit_id, visitor, why, words, at) values ($1, $2, $3, $4, $5) on conflict do nothing";
    OPEN = "select count(*) from exhibit_report where exhibit_id = $1 and closed_at is null";
    COUNT = "update exhibit set reports = $2, urgency = $3 where id = $1";
    SWEEP = "delete from exhibit_report where closed_at < $1 and (exhibit_id, visitor) in (
               select r.exhibit_id, r.visitor from exhibit_report r where r.closed_at < $1 order by r.closed_at limit 500)";
}

/// What somebody said about an exhibit.
#[derive(Clone, Debug)]
pub struct Report {
    /// Why.
    pub why: ReportWhy,
    /// What else they said.
    pub words: String,
    /// When.
    pub at: Timestamp,
}

impl FromRow for Report {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self { why: word(row, ReportWhy::parse)?, words: row.next()?, at: moment(row)? })
    }
}

impl Showcase {
    /// Reports what is seen. `visitor` tells one visitor from another; who reports the same again changes nothing.
    ///
    /// # Errors
    /// [`ShowcaseError::Missing`], or when the database fails.
    pub async fn report(
        &self,
        id: ExhibitId,
        visitor: String,
        (why, words): (ReportWhy, String),
        now: Timestamp,
    ) -> Result<(), ShowcaseError> {
        let id = id.to_string();
        self.db
            .write(tx!(|tx, id, visitor, words| {
                let found: Option<(Option<i64>,)> = tx.optional(LIVE, args![id.as_str()]).await?;
                let (risk,) = found.ok_or(ShowcaseError::Missing)?;
                let row = args![id.as_str(), visitor, why.as_str(), words, now.0];
                if tx.exec(INSERT, row).await? > 0 {
                    let (open,): (i64,) = tx.one(OPEN, args![id.as_str()]).await?;
                    tx.exec(COUNT, args![id, open, urgency(open, risk)]).await?;
                }
                Ok(())
            }))
            .await
    }
}

/// Until it is forgotten nobody reports the same picture twice.
pub(crate) async fn sweep_in_tx(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, DbError> {
    tx.exec(SWEEP, args![before.0]).await
}
