//! What the notification centre will tell: written in the transaction that it tells of. How it is read, and everything else about
//! it, is in `easel-notices`.

use crate::{
    StoreError,
    mail::{NewMail, mail_queue_in_tx},
    sql, user,
};
use easel_db::{Tx, args, texts};
use easel_domain::{
    ExportId, GenerationId, MailId, MailKind, Money, NoticeId, NoticeKind, Timestamp, Topic, UserId,
    notice::{ByMail, Fold, MAILS_APART_MS, mails, tells},
};

texts! {
    /// Alike ones are one line until it is read; the newest says what it leads to.
    PUT = "insert into notice (id, owner_id, kind, subject_id, fold, count, credits, minor, currency, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
           on conflict (owner_id, kind, fold) where read_at is null do update set count = notice.count + excluded.count,
             subject_id = excluded.subject_id, at = excluded.at
           returning id, count, coalesce(mailed_at, 0)";
    /// To each device, unless its owner looks or wants none of it. What waits to be told waits once.
    PUSH = "insert into push_message (device_id, notice_id, due_at)
            select d.id, $2, cast($3 as bigint) from push_device d where d.owner_id = $1
              and coalesce((select c.push from notice_choice c where c.owner_id = $1 and c.topic = $4), cast($5 as bigint)) = 1
              and not exists (select 1 from looking l where l.owner_id = $1 and l.until_at > $3)
            on conflict (device_id, notice_id) do update set due_at = excluded.due_at, tries = 0";
    CHOSEN = "select mail from notice_choice where owner_id = $1 and topic = $2";
    MAILED = "update notice set mailed_at = $2 where id = $1";
    /// Who waited since when, whether they look, for which book it was, and whether others of theirs are under way. An administrator's
    /// test is nobody's picture.
    OVER = "select g.created_at, coalesce((select l.until_at from looking l where l.owner_id = $2), 0),
              (select p.book_id from book_picture p where p.generation_id = $1),
              case when exists (select 1 from job o where o.owner_id = $2 and o.kind = 'picture' and o.state <> 'done' and o.id <> $1) then 1 else 0 end,
              case when j.channel is null then 0 else 1 end
            from generation g join job j on j.id = g.id where g.id = $1";
    BOOK_LIVES = "select count(*) from book_picture p join job j on j.id = p.generation_id where p.book_id = $1 and j.state <> 'done' and j.id <> $2";
    EXPORT_OVER = "select e.created_at, coalesce((select l.until_at from looking l where l.owner_id = $2), 0) from export e where e.id = $1";
}

/// Something that happened to somebody.
#[derive(Clone, Debug)]
pub struct NewNotice {
    /// To whom.
    pub owner: UserId,
    /// What.
    pub kind: NoticeKind,
    /// The id of what it leads to.
    pub subject: Option<String>,
    /// How many it tells of.
    pub count: i64,
    /// Credits it moved.
    pub credits: Option<i64>,
    /// Money it moved.
    pub amount: Option<Money>,
}

impl NewNotice {
    /// One thing, without numbers.
    #[must_use]
    pub fn of(owner: UserId, kind: NoticeKind) -> Self {
        Self { owner, kind, subject: None, count: 1, credits: None, amount: None }
    }
}

/// What became of a notice: its line, how many that tells of by now, and when a mail told it last.
struct Put {
    id: String,
    count: i64,
    mailed_at: Timestamp,
}

/// Writes down what happened to somebody, and has it told to their devices.
///
/// # Errors
/// When the database fails.
pub async fn notice_put_in_tx(tx: &mut Tx<'_>, new: NewNotice, now: Timestamp) -> Result<(), StoreError> {
    let (owner, kind) = (new.owner, new.kind);
    let put = line_in_tx(tx, new, now).await?;
    push_in_tx(tx, owner, kind, &put.id, now).await
}

async fn line_in_tx(tx: &mut Tx<'_>, new: NewNotice, now: Timestamp) -> Result<Put, StoreError> {
    let id = NoticeId(sql::new_id(now)).to_string();
    let fold = match new.kind.fold() {
        Fold::Kind => "",
        Fold::Subject => new.subject.as_deref().unwrap_or_default(),
        Fold::Never => &id,
    };
    let minor = new.amount.map(Money::minor);
    let currency = new.amount.map(|amount| amount.currency().code().to_owned());
    let row = args![
        id.as_str(),
        new.owner.to_string(),
        new.kind.as_str(),
        new.subject.as_deref(),
        fold,
        new.count,
        new.credits,
        minor,
        currency,
        now.0
    ];
    let (id, count, mailed): (String, i64, i64) = tx.one(PUT, row).await?;
    sql::wake_user(tx, new.owner).await?;
    Ok(Put { id, count, mailed_at: Timestamp(mailed) })
}

async fn push_in_tx(
    tx: &mut Tx<'_>,
    owner: UserId,
    kind: NoticeKind,
    notice: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let topic = kind.topic();
    let row = args![owner.to_string(), notice, now.0, topic.as_str(), i64::from(topic.push())];
    Ok(tx.later(PUSH, row).await?)
}

/// Whether somebody is to get mails of a topic.
pub(crate) async fn mails_in_tx(tx: &mut Tx<'_>, owner: UserId, topic: Topic) -> Result<bool, StoreError> {
    let ByMail::Chosen(otherwise) = topic.mail() else { return Ok(true) };
    let chosen: Option<(Option<bool>,)> =
        tx.optional(CHOSEN, args![owner.to_string(), topic.as_str()]).await?;
    Ok(chosen.and_then(|(mail,)| mail).unwrap_or(otherwise))
}

/// A generation is over: pictures of it, or none where it failed. The panels of a book are told of together.
pub(crate) async fn generation_over_in_tx(
    tx: &mut Tx<'_>,
    (id, owner): (GenerationId, UserId),
    pictures: &[String],
    now: Timestamp,
) -> Result<(), StoreError> {
    let row = args![id.to_string(), owner.to_string()];
    let (asked, looking, book, others, is_test): (i64, i64, Option<String>, bool, bool) =
        tx.one(OVER, row).await?;
    let (asked, looking) = (Timestamp(asked), Timestamp(looking));
    if is_test || !tells(looking, asked, now) {
        return Ok(());
    }
    let mut new = NewNotice::of(owner, NoticeKind::PictureFailed);
    if let Some(book) = book {
        let (lives,): (i64,) = tx.one(BOOK_LIVES, args![book.as_str(), id.to_string()]).await?;
        if lives > 0 {
            return Ok(());
        }
        (new.kind, new.subject) = (NoticeKind::BookDrawn, Some(book));
    } else if let Some(last) = pictures.last() {
        let count = i64::try_from(pictures.len()).unwrap_or(i64::MAX);
        (new.kind, new.subject, new.count) = (NoticeKind::PicturesReady, Some(last.clone()), count);
    }
    let (kind, subject) = (new.kind, new.subject.clone());
    let put = line_in_tx(tx, new, now).await?;
    // A batch is told of once, by its last.
    if !others {
        push_in_tx(tx, owner, kind, &put.id, now).await?;
    }
    let is_made = kind != NoticeKind::PictureFailed;
    let count = if kind == NoticeKind::BookDrawn { put.count.max(2) } else { put.count };
    if is_made
        && mails(looking, asked, (count, !others), now)
        && now.since_ms(put.mailed_at) >= MAILS_APART_MS
        && mails_in_tx(tx, owner, kind.topic()).await?
    {
        tx.exec(MAILED, args![put.id.as_str(), now.0]).await?;
        let link = kind.path(subject.as_deref(), put.count);
        done_mail_in_tx(tx, owner, (put.count, link), now).await?;
    }
    Ok(())
}

async fn done_mail_in_tx(
    tx: &mut Tx<'_>,
    owner: UserId,
    (count, link): (i64, String),
    now: Timestamp,
) -> Result<(), StoreError> {
    let user = user::by_id_in_tx(tx, &owner.to_string()).await?;
    let mail = NewMail {
        id: MailId(sql::new_id(now)),
        owner,
        to: user.email,
        language: user.language,
        template: MailKind::JobDone,
        params: vec![("name", user.name), ("count", count.to_string()), ("link", link)],
    };
    mail_queue_in_tx(tx, mail, now).await
}

/// A file that somebody asked for is made.
pub(crate) async fn export_over_in_tx(
    tx: &mut Tx<'_>,
    (id, owner): (ExportId, UserId),
    now: Timestamp,
) -> Result<(), StoreError> {
    let found: Option<(i64, i64)> =
        tx.optional(EXPORT_OVER, args![id.to_string(), owner.to_string()]).await?;
    match found {
        Some((asked, looking)) if tells(Timestamp(looking), Timestamp(asked), now) => {
            let about =
                NewNotice { subject: Some(id.to_string()), ..NewNotice::of(owner, NoticeKind::ExportReady) };
            notice_put_in_tx(tx, about, now).await
        }
        _ => Ok(()),
    }
}
