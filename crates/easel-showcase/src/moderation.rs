//! What moderators see and decide. They see what everybody would: a prompt that is not shown is not theirs to read.

use crate::{
    Report, Showcase, ShowcaseError,
    rules::{Decision, ExhibitState, urgency},
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{
    Actor, AssetId, ExhibitId, Language, MailId, Permission, Spec, Timestamp, UserId, message,
};
use easel_store::{
    BlobRef, StoreError, Variant, audit,
    mail::{NewMail, mail_queue_in_tx},
    notice::{NewNotice, notice_put_in_tx},
    sql::{self, moment, moment_or_null, parsed, word},
};

/// What a moderator sees of an exhibit. What lies in the trash or was withdrawn is nobody's to see.
macro_rules! select_queued {
    ($rest:expr) => {
        concat!(
            "select e.id, e.owner_id, u.name, u.public_name, e.title, case when e.shows_prompt = 1 then g.spec end, e.state, e.shown_at,
               e.featured_at, e.reason, e.decided_at, e.appeal, e.appeal_open, e.reports, e.risk, e.urgency, a.width, a.height, a.placeholder,
               case when u.suspended_at is null then 0 else 1 end
             from exhibit e join asset a on a.id = e.asset_id join user_account u on u.id = e.owner_id
             left join generation g on g.id = a.generation_id where a.trashed_at is null and e.state <> 'withdrawn' ",
            $rest
        )
    };
}

/// The most urgent first.
macro_rules! urgent {
    () => {
        " and (e.urgency, e.id) < ($1, $2) order by e.urgency desc, e.id desc limit $3"
    };
}

texts! {
    WAITING = select_queued!(concat!("and e.state = 'waiting'", urgent!()));
    REPORTED = select_queued!(concat!("and e.state = 'live' and e.reports > 0", urgent!()));
    APPEALED = select_queued!(concat!("and e.appeal_open = 1", urgent!()));
    LIVE = select_queued!("and e.state = 'live' and (e.shown_at, e.id) < ($1, $2) order by e.shown_at desc, e.id desc limit $3");
    DOWN = select_queued!("and e.state in ('refused', 'taken_down') and (e.decided_at, e.id) < ($1, $2)
             order by e.decided_at desc, e.id desc limit $3");
    REPORTS = "select exhibit_id, why, words, at from (select r.exhibit_id, r.why, r.words, r.at,
                 row_number() over (partition by r.exhibit_id order by r.at desc, r.visitor) as nth from exhibit_report r
               where r.closed_at is null and r.exhibit_id in (select e.key from json_each(cast($1 as text)/*pg:::json*/) e)) f
               where nth <= 5 order by exhibit_id, nth";
    BLOB = "select b.name, b.hash, b.bytes, b.mime, cast(null as text) from exhibit e join asset a on a.id = e.asset_id
            join asset_blob b on b.asset_id = a.id where e.id = $1 and e.state <> 'withdrawn' and a.trashed_at is null
              and (b.variant = $2 or ($2 = 'small' and b.variant = 'thumb'))
            order by case when b.variant = $2 then 0 else 1 end limit 1";
    /// In one order, so that two who decide about the same don't wait for each other in a ring.
    LOCK = "select e.id, e.asset_id, e.owner_id, e.title, e.state, e.appeal_open, e.reports, e.risk, u.email, u.name, u.language
            from exhibit e join asset a on a.id = e.asset_id join user_account u on u.id = e.owner_id
            where a.trashed_at is null and e.id in (select k.key from json_each(cast($1 as text)/*pg:::json*/) k)
            order by e.id /*pg: for update of e*/";
    MOVE = "update exhibit set state = $2, shown_at = case when $2 = state then shown_at else $3 end,
              featured_at = case when $2 = 'live' then featured_at end where id = $1";
    SAY = "update exhibit set reason = $2, decided_at = $3, seen_at = null, appeal = case when $4 = 1 then null else appeal end,
             appeal_open = 0 where id = $1";
    FEATURE = "update exhibit set featured_at = $2 where id = $1";
    CLOSE_REPORTS = "update exhibit_report set closed_at = $2 where exhibit_id = $1 and closed_at is null";
    ANSWERED = "update exhibit set reports = 0, urgency = $2 where id = $1";
    COUNTS = "select (select count(*) from exhibit e join asset a on a.id = e.asset_id where e.state = 'waiting' and a.trashed_at is null),
               (select count(*) from exhibit e join asset a on a.id = e.asset_id where e.state = 'live' and e.reports > 0 and a.trashed_at is null),
               (select count(*) from exhibit e join asset a on a.id = e.asset_id where e.appeal_open = 1 and a.trashed_at is null)";
}

/// Which part of the moderators' work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queue {
    /// Nobody has looked yet; the most urgent first.
    Waiting,
    /// Seen, and reported; the most urgent first.
    Reported,
    /// Refused or taken down, and its owner said something; the most urgent first.
    Appealed,
    /// Seen, the newest first.
    Live,
    /// Refused or taken down, the last decided first.
    Down,
}

impl Queue {
    /// Where the order of a list begins: its urgency or its moment.
    fn text(self) -> &'static str {
        match self {
            Self::Waiting => WAITING,
            Self::Reported => REPORTED,
            Self::Appealed => APPEALED,
            Self::Live => LIVE,
            Self::Down => DOWN,
        }
    }

    /// The word in the API.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "waiting" => Self::Waiting,
            "reported" => Self::Reported,
            "appealed" => Self::Appealed,
            "live" => Self::Live,
            "down" => Self::Down,
            _ => return None,
        })
    }
}

/// An exhibit as a moderator sees it.
#[derive(Clone, Debug)]
pub struct Queued {
    /// Its id.
    pub id: ExhibitId,
    /// Whose it is.
    pub owner: UserId,
    /// What they are called here.
    pub owner_name: String,
    /// What they are called in public.
    pub by: String,
    /// What it is called.
    pub title: String,
    /// Where it is shown.
    pub prompt: Option<String>,
    /// Where it is.
    pub state: ExhibitState,
    /// Since when.
    pub shown_at: Timestamp,
    /// Since when it stands among the best.
    pub featured_at: Option<Timestamp>,
    /// Why it was decided so.
    pub reason: Option<String>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// What its owner said against it.
    pub appeal: Option<String>,
    /// Whether nobody has answered that yet.
    pub appeal_open: bool,
    /// Open reports.
    pub reports: i64,
    /// What the classifier thinks, per mille.
    pub risk: Option<i64>,
    /// How soon it should be looked at.
    pub urgency: i64,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// A thumbhash, base64.
    pub placeholder: String,
    /// Whether its owner may not come in, so that nobody sees it.
    pub owner_suspended: bool,
    /// The newest of its open reports.
    pub said: Vec<Report>,
}

impl Queued {
    /// Its place in a queue.
    #[must_use]
    pub fn place(&self, queue: Queue) -> (Timestamp, ExhibitId) {
        let at = match queue {
            Queue::Waiting | Queue::Reported | Queue::Appealed => self.urgency,
            Queue::Live => self.shown_at.0,
            Queue::Down => self.decided_at.map_or(0, |at| at.0),
        };
        (Timestamp(at), self.id)
    }
}

impl FromRow for Queued {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            id: parsed(row)?,
            owner: parsed(row)?,
            owner_name: row.next()?,
            by: row.next::<Option<String>>()?.unwrap_or_default(),
            title: row.next()?,
            prompt: row
                .next::<Option<String>>()?
                .map(|text| {
                    serde_json::from_str(&text).map(|spec: Spec| spec.prompt).map_err(DbError::decode)
                })
                .transpose()?,
            state: word(row, ExhibitState::parse)?,
            shown_at: moment(row)?,
            featured_at: moment_or_null(row)?,
            reason: row.next()?,
            decided_at: moment_or_null(row)?,
            appeal: row.next()?,
            appeal_open: row.next()?,
            reports: row.next()?,
            risk: row.next()?,
            urgency: row.next()?,
            width: row.next()?,
            height: row.next()?,
            placeholder: row.next()?,
            owner_suspended: row.next()?,
            said: Vec::new(),
        })
    }
}

struct Reported(String, Report);

impl FromRow for Reported {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self(row.next()?, Report::from_row(row)?))
    }
}

/// What a moderator says to many exhibits at once.
#[derive(Clone, Debug)]
pub struct Said {
    /// What is decided.
    pub decision: Decision,
    /// Why: their owners read it where something is refused; else it is for the log.
    pub reason: String,
    /// Where owners find their pictures, with `{id}` for the picture's id.
    pub link: String,
}

/// What a decision came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Decided {
    /// How many it changed; it passed over the others.
    pub changed: usize,
}

/// An exhibit under lock, and whom to tell.
struct Locked {
    id: String,
    asset: AssetId,
    owner: UserId,
    title: String,
    state: ExhibitState,
    appeals: bool,
    reports: i64,
    risk: Option<i64>,
    email: String,
    name: String,
    language: Language,
}

impl FromRow for Locked {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            id: row.next()?,
            asset: parsed(row)?,
            owner: parsed(row)?,
            title: row.next()?,
            state: word(row, ExhibitState::parse)?,
            appeals: row.next()?,
            reports: row.next()?,
            risk: row.next()?,
            email: row.next()?,
            name: row.next()?,
            language: word(row, |tag| Language::parse(tag).ok())?,
        })
    }
}

impl Showcase {
    /// One part of the moderators' work, after the place `after`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn queue(
        &self,
        queue: Queue,
        after: Option<(Timestamp, ExhibitId)>,
        limit: u32,
    ) -> Result<Vec<Queued>, StoreError> {
        let (at, id) = after.map_or((i64::MAX, String::new()), |(at, id)| (at.0, id.to_string()));
        self.db
            .read(tx!(|tx, id| {
                let mut queued: Vec<Queued> = tx.all(queue.text(), args![at, id, limit]).await?;
                let ids = sql::keys(queued.iter().filter(|one| one.reports > 0).map(|one| one.id))?;
                let reports: Vec<Reported> = tx.all(REPORTS, args![ids]).await?;
                for Reported(of, report) in reports {
                    if let Some(one) = queued.iter_mut().find(|one| one.id.to_string() == of) {
                        one.said.push(report);
                    }
                }
                Ok(queued)
            }))
            .await
    }

    /// How many wait, are reported, and are appealed against.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn queue_counts(&self) -> Result<(i64, i64, i64), StoreError> {
        self.db.read(tx!(|tx| { Ok(tx.one(COUNTS, &[]).await?) })).await
    }

    /// Where a file of an exhibit is that perhaps nobody else sees. Originals are nobody's but their owner's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn queued_blob(&self, id: ExhibitId, variant: Variant) -> Result<Option<BlobRef>, StoreError> {
        if variant == Variant::Original {
            return Ok(None);
        }
        let id = id.to_string();
        self.db.read(tx!(|tx, id| { Ok(tx.optional(BLOB, args![id, variant.as_str()]).await?) })).await
    }

    /// Decides about exhibits, on the record, and tells their owners. Those that are not where it could be decided so are
    /// passed over.
    ///
    /// # Errors
    /// [`ShowcaseError::Forbidden`], or when the database fails; nothing is decided then.
    pub async fn decide(
        &self,
        actor: &Actor,
        ids: &[ExhibitId],
        said: Said,
        now: Timestamp,
    ) -> Result<Decided, ShowcaseError> {
        if !actor.may(Permission::Moderation) {
            return Err(ShowcaseError::Forbidden);
        }
        let (by, keys) = (actor.user_id, sql::keys(ids)?);
        self.db
            .write(tx!(|tx, keys, said| {
                let mut decided = Decided::default();
                for found in tx.all::<Locked>(LOCK, args![keys]).await? {
                    decided.changed += usize::from(decide_in_tx(tx, by, &found, &said, now).await?);
                }
                Ok(decided)
            }))
            .await
    }
}

/// False when it can't be decided so, or is so already.
async fn decide_in_tx(
    tx: &mut Tx<'_>,
    by: UserId,
    found: &Locked,
    said: &Said,
    now: Timestamp,
) -> Result<bool, ShowcaseError> {
    let Said { decision, reason, .. } = said;
    let Some(after) = found.state.after(*decision, found.appeals) else { return Ok(false) };
    if *decision == Decision::Dismiss && found.reports == 0 {
        return Ok(false);
    }
    let id = found.id.as_str();
    match decision {
        Decision::Feature | Decision::Unfeature => {
            let at = (*decision == Decision::Feature).then_some(now.0);
            tx.exec(FEATURE, args![id, at]).await?;
        }
        Decision::Dismiss => {}
        _ => {
            tx.exec(MOVE, args![id, after.as_str(), now.0]).await?;
            // Another decision may be appealed against anew; an appeal that changed nothing stays the last word.
            let forgets = i64::from(*decision != Decision::Uphold);
            let why = Some(reason.as_str()).filter(|reason| !reason.is_empty());
            tx.exec(SAY, args![id, why, now.0, forgets]).await?;
        }
    }
    if decision.answers_reports() {
        tx.exec(CLOSE_REPORTS, args![id, now.0]).await?;
        tx.exec(ANSWERED, args![id, urgency(0, found.risk)]).await?;
    }
    let change = (id, found.state.as_str().to_owned(), after.as_str().to_owned());
    audit::decided_in_tx(tx, by, (decision.action(), reason), change, now).await?;
    tell_in_tx(tx, found, said, now).await?;
    sql::wake_user(tx, found.owner).await?;
    Ok(true)
}

async fn tell_in_tx(tx: &mut Tx<'_>, found: &Locked, said: &Said, now: Timestamp) -> Result<(), StoreError> {
    if let Some(kind) = said.decision.notice() {
        let subject = Some(found.asset.to_string());
        notice_put_in_tx(tx, NewNotice { subject, ..NewNotice::of(found.owner, kind) }, now).await?;
    }
    let Some(template) = said.decision.mail() else { return Ok(()) };
    let title = match found.title.as_str() {
        "" => message::text(found.language, "showcase.untitled", &[]),
        title => title.to_owned(),
    };
    let mail = NewMail {
        id: MailId(sql::new_id(now)),
        owner: found.owner,
        to: found.email.clone(),
        language: found.language,
        template,
        params: vec![
            ("name", found.name.clone()),
            ("title", title),
            ("reason", said.reason.clone()),
            ("link", said.link.replace("{id}", &found.asset.to_string())),
        ],
    };
    mail_queue_in_tx(tx, mail, now).await
}
