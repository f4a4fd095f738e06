//! Mails are jobs too: queued in the transaction that is their reason, sent by a worker, tried again when refused.

use crate::{
    StoreError, notice,
    sql::{self, json, parsed, to_json, word},
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts};
use easel_domain::{JobKind, Lane, Language, MailId, MailKind, Timestamp, UserId};

texts! {
    INSERT = "insert into mail (id, to_address, language, template, params, created_at) values ($1, $2, $3, $4, $5, $6)";
    READ = "select id, to_address, language, template, params from mail where id = $1";
    INSERT_JOB = "insert into job (id, kind, lane, owner_id, state, run_at, deadline_at) values ($1, $2, $3, $4, 'available', $5, $6)";
    /// The words of a mail that is over may hold a link that opens an account, so they don't stay, sent or given up; nor does the
    /// address of an account that is gone.
    CLOSE = "update mail set params = '[]', sent_at = $2, to_address = case template when 'deleted' then '' else to_address end where id = $1";
}

/// A mail nobody took for this long is given up, and one that is over is kept no longer.
pub const GIVE_UP_MS: i64 = 6 * 3_600_000;

/// A mail about to be queued.
pub struct NewMail {
    /// Its id, and its job's.
    pub id: MailId,
    /// Whose it is.
    pub owner: UserId,
    /// To which address.
    pub to: String,
    /// In which language.
    pub language: Language,
    /// Which one.
    pub template: MailKind,
    /// What the words are filled with: all of [`MailKind::params`]. A `link` may be a path within the studio, `credits` a number.
    pub params: Vec<(&'static str, String)>,
}

/// A mail to be sent.
#[derive(Clone)]
pub struct Mail {
    /// Its id.
    pub id: MailId,
    /// To whom.
    pub to: String,
    /// In which language.
    pub language: Language,
    /// Which one; key of its words in the catalogues, under `mail.`.
    pub template: String,
    /// What the words are filled with.
    pub params: Vec<(String, String)>,
}

impl FromRow for Mail {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            id: parsed(row)?,
            to: row.next()?,
            language: word(row, |w| Language::parse(w).ok())?,
            template: row.next()?,
            params: json(row)?,
        })
    }
}

/// Queues a mail, unless its reader wants none of its topic.
///
/// # Errors
/// When the database fails.
pub async fn mail_queue_in_tx(tx: &mut Tx<'_>, mail: NewMail, now: Timestamp) -> Result<(), StoreError> {
    // Whoever deleted their account has no address.
    if mail.to.is_empty() {
        return Ok(());
    }
    debug_assert!(
        mail.template.params().iter().all(|name| mail.params.iter().any(|(given, _)| given == name)),
        "{} is filled with all of its words",
        mail.template.as_str()
    );
    if let Some(topic) = mail.template.topic()
        && !notice::mails_in_tx(tx, mail.owner, topic).await?
    {
        return Ok(());
    }
    let (id, kind) = (mail.id.to_string(), JobKind::Mail);
    let params = to_json(&mail.params)?;
    tx.exec(INSERT, args![id.as_str(), mail.to, mail.language.tag(), mail.template.as_str(), params, now.0])
        .await?;
    let (owner, until) = (mail.owner.to_string(), now.plus_ms(GIVE_UP_MS).0);
    tx.exec(INSERT_JOB, args![id, kind.as_str(), Lane::Mail.as_str(), owner, now.0, until]).await?;
    sql::wake_lane(tx, Lane::Mail).await?;
    Ok(())
}
