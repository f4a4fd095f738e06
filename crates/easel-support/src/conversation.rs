//! A conversation as the person in it has it. One each: it goes on for as long as there is an account, and is open again
//! when they say something.

use crate::Support;
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{
    Actor, AssetId, ConversationId, ConversationState, EmailAddress, GenerationId, GenerationState, Language,
    MessageId, Permission, Role, Said, Side, Timestamp, UserId, retention,
    support::{UNANSWERED_MAX, VISITOR_MS},
};
use easel_store::{
    StoreError, from_db,
    sql::{self, moment, parsed, parsed_or_null, word},
    user,
};
use thiserror::Error;

/// What is read of each conversation.
macro_rules! select_conversation {
    ($end:literal) => {
        concat!(
            "select c.id, c.owner_id, c.email, c.language, c.state, c.assigned_to, c.last_no, c.said_no, c.person_read_no,
               c.studio_read_no, c.said_at, c.created_at from conversation c ",
            $end
        )
    };
}

/// What is read of each message.
macro_rules! select_message {
    ($end:literal) => {
        concat!(
            "select m.no, m.id, m.side, m.author_id, u.name, m.text, m.at, a.id, a.width, a.height, g.id, g.spec_model, g.state,
               g.failure, g.created_at
             from message m left join user_account u on u.id = m.author_id left join asset a on a.id = m.asset_id
             left join generation g on g.id = m.generation_id ",
            $end
        )
    };
}

texts! {
    OF_PERSON = select_conversation!("where c.owner_id = $1");
    OF_VISITOR = select_conversation!("where c.visitor_hash = $1");
    /// Nobody else says anything here until the transaction ends.
    LOCK = select_conversation!("where c.id = $1 /*pg: for no key update*/");
    INSERT = "insert into conversation (id, owner_id, visitor_hash, email, language, state, said_at, created_at)
              values ($1, $2, $3, $4, $5, 'open', $6, $6)";
    MESSAGES = select_message!("where m.conversation_id = $1 and m.no < $2 and ($3 = 1 or m.side <> 'note') order by m.no desc limit $4");
    ONE_MESSAGE = select_message!("where m.conversation_id = $1 and m.no = $2");
    SAID_BEFORE = "select conversation_id, no, side, text from message where id = $1";
    INSERT_MESSAGE = "insert into message (conversation_id, no, id, side, author_id, text, folded, asset_id, generation_id, at)
                      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    NEXT = "update conversation set last_no = last_no + 1 where id = $1 returning last_no";
    /// Whoever speaks has read; the other side is owed a mail unless one told it since it read last.
    BY_PERSON = "update conversation set said_no = $2, said_at = $3, state = $4, person_read_no = $2, person_waits_since = null,
                   studio_waits_since = case when studio_mailed_no <= studio_read_no then coalesce(studio_waits_since, $3) end
                 where id = $1";
    BY_STUDIO = "update conversation set said_no = $2, said_at = $3, state = $4, studio_read_no = $2, studio_waits_since = null,
                   person_waits_since = case when person_mailed_no <= person_read_no then coalesce(person_waits_since, $3) end
                 where id = $1";
    UNANSWERED = "select count(*) from message m where m.conversation_id = $1 and m.side = 'person'
                  and m.no > coalesce((select max(s.no) from message s where s.conversation_id = $1 and s.side = 'studio'), 0)";
    OWN_ASSET = "select id from asset where id = $1 and owner_id = $2 and trashed_at is null";
    OWN_GENERATION = "select id from generation where id = $1 and owner_id = $2";
    /// Up to there and no further back.
    READ = "update conversation set person_read_no = $2, person_waits_since = case when $2 >= said_no then null else person_waits_since end
            where id = $1 and person_read_no < $2 and last_no >= $2";
    EMAIL = "update conversation set email = $2 where visitor_hash = $1 returning id";
    UNREAD = "select c.id, c.state, c.said_no, (select count(*) from message m where m.conversation_id = c.id and m.side = 'studio' and m.no > c.person_read_no)
              from conversation c where c.owner_id = $1";
    UNREAD_OF_VISITOR = "select c.id, c.state, c.said_no, (select count(*) from message m where m.conversation_id = c.id and m.side = 'studio' and m.no > c.person_read_no)
                         from conversation c where c.visitor_hash = $1";
    INBOX = "select d.version, (select count(*) from conversation c where c.state = 'open') from conversation_desk d where d.id = 1";
    TOUCH_DESK = "update conversation_desk set version = version + 1 where id = 1";
    STAFF = "select id from user_account where suspended_at is null and role in (select e.key from json_each(cast($1 as text)/*pg:::json*/) e) order by id";
    TAKE_ALONG = "update conversation set owner_id = $2, visitor_hash = null, email = null, language = $3 where id = $1";
    MOVE = "update message set conversation_id = $2, no = no + $3 where conversation_id = $1";
    JOIN = "update conversation set last_no = $2, said_no = $3, state = $4, said_at = $5, person_read_no = $6,
              studio_waits_since = coalesce(studio_waits_since, $7) where id = $1";
    WAITS = "select studio_waits_since from conversation where id = $1";
    DROP = "delete from conversation where id = $1";
    SWEEP = "delete from conversation where visitor_hash is not null and said_at < $1";
    /// Looked at again where it goes: somebody may have said something meanwhile, which opens it.
    SWEEP_CLOSED = "delete from conversation where state = 'closed' and said_at < $1 and id in (
                      select c.id from conversation c where c.state = 'closed' and c.said_at < $1 order by c.said_at, c.id limit 200)
                    returning coalesce(owner_id, id)";
}

/// Who asks for their conversation.
#[derive(Clone, Debug)]
pub enum Asker {
    /// Somebody signed in.
    Person(Actor),
    /// Whoever has the token of this hash.
    Visitor(String),
}

/// A conversation.
#[derive(Clone, Debug)]
pub struct Conversation {
    /// Which.
    pub id: ConversationId,
    /// Whose; nobody's account while it is a visitor's.
    pub owner: Option<UserId>,
    /// Where a visitor is answered who is gone.
    pub email: Option<String>,
    /// In which language they read.
    pub language: Language,
    /// How it stands.
    pub state: ConversationState,
    /// Who looks after it.
    pub assigned: Option<UserId>,
    /// Number of the last message, notes too.
    pub last_no: i64,
    /// Number of the last that both sides see.
    pub said_no: i64,
    /// Up to where the person has read.
    pub person_read_no: i64,
    /// Up to where the studio has.
    pub studio_read_no: i64,
    /// When something was said last.
    pub said_at: Timestamp,
    /// Since when there is one.
    pub created_at: Timestamp,
}

impl Conversation {
    /// Whom its wakes and mails are for: a visitor, who has no account, is known by their conversation.
    #[must_use]
    pub fn whose(&self) -> UserId {
        self.owner.unwrap_or(UserId(self.id.0))
    }
}

impl FromRow for Conversation {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            id: parsed(row)?,
            owner: parsed_or_null(row)?,
            email: row.next()?,
            language: word(row, |w| Language::parse(w).ok())?,
            state: word(row, ConversationState::parse)?,
            assigned: parsed_or_null(row)?,
            last_no: row.next()?,
            said_no: row.next()?,
            person_read_no: row.next()?,
            studio_read_no: row.next()?,
            said_at: moment(row)?,
            created_at: moment(row)?,
        })
    }
}

/// A picture that somebody showed.
#[derive(Clone, Debug)]
pub struct MessagePicture {
    /// Which.
    pub id: AssetId,
    /// Its size.
    pub width: i64,
    /// Its size.
    pub height: i64,
}

/// A job that somebody spoke of, without its words: those are theirs.
#[derive(Clone, Debug)]
pub struct MessageWork {
    /// Which.
    pub id: GenerationId,
    /// With which model.
    pub model: String,
    /// How it stands.
    pub state: GenerationState,
    /// What it failed of: the word of a failure's code.
    pub failure: Option<String>,
    /// When it was asked.
    pub created_at: Timestamp,
}

/// Something that was said.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its number in the conversation.
    pub no: i64,
    /// Its id.
    pub id: MessageId,
    /// By which side.
    pub side: Side,
    /// By whom of the studio, with what they are called; nobody where the person spoke.
    pub author: Option<(UserId, String)>,
    /// In words.
    pub text: String,
    /// When.
    pub at: Timestamp,
    /// The picture that came along.
    pub picture: Option<MessagePicture>,
    /// The job it is about.
    pub work: Option<MessageWork>,
}

impl FromRow for Message {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let (no, id, side) = (row.next()?, parsed(row)?, word(row, Side::parse)?);
        let (author, name): (Option<UserId>, Option<String>) = (parsed_or_null(row)?, row.next()?);
        let (text, at) = (row.next()?, moment(row)?);
        let asset: Option<AssetId> = parsed_or_null(row)?;
        let (width, height): (Option<i64>, Option<i64>) = (row.next()?, row.next()?);
        let generation: Option<GenerationId> = parsed_or_null(row)?;
        let (model, state): (Option<String>, Option<String>) = (row.next()?, row.next()?);
        let failure: Option<String> = row.next()?;
        let asked_at: Option<i64> = row.next()?;
        let picture = asset.zip(width.zip(height));
        let state = state.as_deref().and_then(GenerationState::parse);
        let work = generation.zip(model.zip(state)).zip(asked_at);
        Ok(Self {
            no,
            id,
            side,
            author: author.zip(name),
            text,
            at,
            picture: picture.map(|(id, (width, height))| MessagePicture { id, width, height }),
            work: work.map(|((id, (model, state)), at)| MessageWork {
                id,
                model,
                state,
                failure,
                created_at: Timestamp(at),
            }),
        })
    }
}

/// Something about to be said by a person.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// Its id; again it is the same message.
    pub id: MessageId,
    /// The id of their conversation, should this begin it.
    pub conversation: ConversationId,
    /// What is said.
    pub said: Said,
    /// In which language they read.
    pub language: Language,
    /// Where a visitor wants to be answered.
    pub email: Option<EmailAddress>,
}

/// Why something was not said.
#[derive(Debug, Error)]
pub enum SayError {
    /// The picture is none of theirs.
    #[error("no such picture of theirs")]
    Asset,
    /// The job is none of theirs.
    #[error("no such job of theirs")]
    Generation,
    /// They said much already that nobody has answered.
    #[error("too much is unanswered")]
    TooMany,
    /// The id was used for something else.
    #[error("the id is taken")]
    IdempotencyMismatch,
    /// There is no such conversation.
    #[error("no such conversation")]
    Missing,
    /// The house's fault.
    #[error("a conversation failed")]
    Store(#[from] StoreError),
}
from_db!(SayError);

/// What is new in somebody's conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Which conversation.
    pub id: ConversationId,
    /// Messages of the studio that they have not read.
    pub unread: i64,
    /// Number of the last message that they see.
    pub last_no: i64,
    /// How it stands.
    pub state: ConversationState,
}

impl FromRow for Unread {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let (id, state) = (parsed(row)?, word(row, ConversationState::parse)?);
        Ok(Self { id, state, last_no: row.next()?, unread: row.next()? })
    }
}

/// What those who look after conversations see at a glance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inbox {
    /// Another one whenever something changed.
    pub version: i64,
    /// Conversations that wait for an answer.
    pub waiting: i64,
}

/// What is told to an open page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Glance {
    /// Of their own conversation.
    pub own: Option<Unread>,
    /// Of everybody's, for whoever looks after them.
    pub inbox: Option<Inbox>,
}

impl Support {
    /// Somebody's conversation with its newest messages, or those before a number, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn conversation_mine(
        &self,
        asker: &Asker,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Option<(Conversation, Vec<Message>)>, StoreError> {
        let asker = asker.clone();
        self.db
            .read(tx!(|tx, asker| {
                let Some(found) = find_in_tx(tx, &asker).await? else { return Ok(None) };
                let messages = messages_in_tx(tx, found.id, (before, false), limit).await?;
                Ok(Some((found, messages)))
            }))
            .await
    }

    /// Says something to the studio; begins the conversation where there is none.
    ///
    /// # Errors
    /// [`SayError`]; nothing is said then.
    pub async fn message_say(
        &self,
        asker: &Asker,
        new: NewMessage,
        now: Timestamp,
    ) -> Result<Message, SayError> {
        let asker = asker.clone();
        self.db
            .write(tx!(|tx, asker, new| {
                if let Some(said) = said_in_tx(tx, new.id).await? {
                    let mine = find_in_tx(tx, &asker).await?.is_some_and(|found| found.id == said.0);
                    if !mine || said.2 != Side::Person || said.3 != new.said.text {
                        return Err(SayError::IdempotencyMismatch);
                    }
                    return Ok(tx.one(ONE_MESSAGE, args![said.0.to_string(), said.1]).await?);
                }
                let id = match find_in_tx(tx, &asker).await? {
                    Some(found) => found.id,
                    None => begin_in_tx(tx, &asker, &new, now).await?,
                };
                let found = lock_in_tx(tx, id).await?.ok_or(SayError::Missing)?;
                attachable_in_tx(tx, &asker, &new.said).await?;
                let (unanswered,): (i64,) = tx.one(UNANSWERED, args![id.to_string()]).await?;
                if unanswered >= UNANSWERED_MAX {
                    return Err(SayError::TooMany);
                }
                if let (Asker::Visitor(hash), Some(email)) = (&asker, &new.email) {
                    tx.all::<(String,)>(EMAIL, args![hash, email.as_str()]).await?;
                }
                Ok(say_in_tx(tx, &found, (new.id, Side::Person, None), new.said, now).await?)
            }))
            .await
    }

    /// Notes up to where somebody has read.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn conversation_read(&self, asker: &Asker, no: i64) -> Result<(), StoreError> {
        let asker = asker.clone();
        self.db
            .write(tx!(|tx, asker| {
                let Some(found) = find_in_tx(tx, &asker).await? else { return Ok(()) };
                if tx.exec(READ, args![found.id.to_string(), no]).await? == 1 {
                    changed_in_tx(tx, &found).await?;
                }
                Ok(())
            }))
            .await
    }

    /// Notes where a visitor wants to be answered; `None` takes it back. False when there is no such conversation.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn conversation_email_set(
        &self,
        visitor_hash: String,
        email: Option<EmailAddress>,
    ) -> Result<bool, StoreError> {
        self.db
            .write(tx!(|tx, visitor_hash, email| {
                let row = args![visitor_hash, email.as_ref().map(|email| email.as_str().to_owned())];
                let set: Option<(String,)> = tx.optional(EMAIL, row).await?;
                if set.is_some() {
                    wake_staff_in_tx(tx).await?;
                }
                Ok(set.is_some())
            }))
            .await
    }

    /// A visitor signed in: what they said is theirs from now on, behind what they had said before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn conversation_take_along(
        &self,
        actor: &Actor,
        visitor_hash: String,
        language: Language,
    ) -> Result<(), StoreError> {
        let (id, asker) = (actor.user_id, Asker::Person(*actor));
        self.db
            .write(tx!(|tx, asker, visitor_hash| {
                let who = id.to_string();
                let visited: Option<Conversation> = tx.optional(OF_VISITOR, args![visitor_hash]).await?;
                let Some(visited) = visited else { return Ok(()) };
                user::lock_in_tx(tx, &who).await?;
                let Some(own) = find_in_tx(tx, &asker).await? else {
                    let row = args![visited.id.to_string(), who, language.tag()];
                    tx.exec(TAKE_ALONG, row).await?;
                    sql::wake_user(tx, visited.whose()).await?;
                    sql::wake_user(tx, id).await?;
                    return Ok(wake_staff_in_tx(tx).await?);
                };
                join_in_tx(tx, &own, &visited).await?;
                sql::wake_user(tx, visited.whose()).await?;
                Ok(changed_in_tx(tx, &own).await?)
            }))
            .await
    }

    /// What is new for somebody; at the `desk`, where conversations are looked after, of all of them too.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn glance(&self, user: UserId, desk: bool) -> Result<Glance, StoreError> {
        let who = user.to_string();
        self.db
            .read(tx!(|tx, who| {
                let own: Option<Unread> = tx.optional(UNREAD, args![who]).await?;
                let inbox = if desk {
                    let (version, waiting) = tx.one(INBOX, &[]).await?;
                    Some(Inbox { version, waiting })
                } else {
                    None
                };
                Ok(Glance { own, inbox })
            }))
            .await
    }

    /// What is new for a visitor; `None` when their conversation is somebody's account's by now, or forgotten.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn visitor_unread(&self, visitor_hash: String) -> Result<Option<Unread>, StoreError> {
        let text = UNREAD_OF_VISITOR;
        self.db.read(tx!(|tx, visitor_hash| { Ok(tx.optional(text, args![visitor_hash]).await?) })).await
    }

    /// Forgets visitors' conversations in which nothing was said for long, and of those that are closed whatever is older than so
    /// many days, some at a time. Returns how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn conversations_sweep(
        &self,
        closed_days: Option<i64>,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let visitors = now.plus_ms(-VISITOR_MS).0;
        let closed = closed_days.map(|days| retention::before(days, now).0);
        self.db
            .write(tx!(|tx| {
                let mut gone = tx.exec(SWEEP, args![visitors]).await?;
                let Some(before) = closed else { return Ok(gone) };
                let whose: Vec<(String,)> = tx.all(SWEEP_CLOSED, args![before]).await?;
                gone += whose.len() as u64;
                for (id,) in &whose {
                    sql::wake_user(tx, id.parse().map_err(StoreError::corrupt)?).await?;
                }
                if !whose.is_empty() {
                    wake_staff_in_tx(tx).await?;
                }
                Ok(gone)
            }))
            .await
    }
}

pub(crate) async fn find_in_tx(tx: &mut Tx<'_>, asker: &Asker) -> Result<Option<Conversation>, DbError> {
    match asker {
        Asker::Person(actor) => tx.optional(OF_PERSON, args![actor.user_id.to_string()]).await,
        Asker::Visitor(hash) => tx.optional(OF_VISITOR, args![hash]).await,
    }
}

pub(crate) async fn lock_in_tx(tx: &mut Tx<'_>, id: ConversationId) -> Result<Option<Conversation>, DbError> {
    tx.optional(LOCK, args![id.to_string()]).await
}

/// The newest messages, or those before a number, the newest first; with the studio's notes or without.
pub(crate) async fn messages_in_tx(
    tx: &mut Tx<'_>,
    id: ConversationId,
    (before, notes): (Option<i64>, bool),
    limit: u32,
) -> Result<Vec<Message>, DbError> {
    tx.all(MESSAGES, args![id.to_string(), before.unwrap_or(i64::MAX), notes, limit]).await
}

type SaidBefore = (ConversationId, i64, Side, String);

/// Where the message is that has this id already, by which side, and what it says.
pub(crate) async fn said_in_tx(tx: &mut Tx<'_>, id: MessageId) -> Result<Option<SaidBefore>, SayError> {
    let found: Option<(String, i64, String, String)> =
        tx.optional(SAID_BEFORE, args![id.to_string()]).await?;
    let Some((conversation, no, side, text)) = found else { return Ok(None) };
    let side = Side::parse(&side).ok_or_else(|| StoreError::corrupt(&side))?;
    Ok(Some((conversation.parse().map_err(StoreError::corrupt)?, no, side, text)))
}

async fn begin_in_tx(
    tx: &mut Tx<'_>,
    asker: &Asker,
    new: &NewMessage,
    now: Timestamp,
) -> Result<ConversationId, SayError> {
    let (owner, visitor) = match asker {
        Asker::Person(actor) => {
            user::lock_in_tx(tx, &actor.user_id.to_string()).await?;
            // Two tabs may have begun at the same time.
            if let Some(found) = find_in_tx(tx, asker).await? {
                return Ok(found.id);
            }
            (Some(actor.user_id.to_string()), None)
        }
        Asker::Visitor(hash) => (None, Some(hash.clone())),
    };
    let email = new.email.as_ref().filter(|_| visitor.is_some()).map(|email| email.as_str().to_owned());
    let row = args![new.conversation.to_string(), owner, visitor, email, new.language.tag(), now.0];
    tx.exec(INSERT, row).await?;
    Ok(new.conversation)
}

/// Only what is one's own can be shown; a visitor has nothing.
async fn attachable_in_tx(tx: &mut Tx<'_>, asker: &Asker, said: &Said) -> Result<(), SayError> {
    let owner = match asker {
        Asker::Person(actor) => actor.user_id.to_string(),
        Asker::Visitor(_) => String::new(),
    };
    if let Some(asset) = said.asset {
        let own: Option<(String,)> = tx.optional(OWN_ASSET, args![asset.to_string(), owner.as_str()]).await?;
        own.ok_or(SayError::Asset)?;
    }
    if let Some(generation) = said.generation {
        let own: Option<(String,)> =
            tx.optional(OWN_GENERATION, args![generation.to_string(), owner]).await?;
        own.ok_or(SayError::Generation)?;
    }
    Ok(())
}

/// Writes a message down, moves the conversation and wakes whoever sees it.
pub(crate) async fn say_in_tx(
    tx: &mut Tx<'_>,
    conversation: &Conversation,
    (id, side, author): (MessageId, Side, Option<UserId>),
    said: Said,
    now: Timestamp,
) -> Result<Message, DbError> {
    let key = conversation.id.to_string();
    let (no,): (i64,) = tx.one(NEXT, args![key.as_str()]).await?;
    let row = args![
        key.as_str(),
        no,
        id.to_string(),
        side.as_str(),
        author.map(|author| author.to_string()),
        said.text.as_str(),
        easel_store::folded(&said.text),
        said.asset.map(|asset| asset.to_string()),
        said.generation.map(|generation| generation.to_string()),
        now.0
    ];
    tx.exec(INSERT_MESSAGE, row).await?;
    let moved = args![key.as_str(), no, now.0, conversation.state.after(side).as_str()];
    match side {
        Side::Person => drop(tx.exec(BY_PERSON, moved).await?),
        Side::Studio => drop(tx.exec(BY_STUDIO, moved).await?),
        Side::Note => {}
    }
    changed_in_tx(tx, conversation).await?;
    tx.one(ONE_MESSAGE, args![key, no]).await
}

/// Puts a visitor's conversation behind the one its owner has.
async fn join_in_tx(tx: &mut Tx<'_>, own: &Conversation, visited: &Conversation) -> Result<(), StoreError> {
    let (into, from) = (own.id.to_string(), visited.id.to_string());
    let own = lock_in_tx(tx, own.id).await?.ok_or_else(|| StoreError::corrupt("a conversation went away"))?;
    let (waits,): (Option<i64>,) = tx.one(WAITS, args![from.as_str()]).await?;
    tx.exec(MOVE, args![from.as_str(), into.as_str(), own.last_no]).await?;
    let (last_no, said_no) = (own.last_no + visited.last_no, own.last_no + visited.said_no);
    let read_no = own.last_no + visited.person_read_no;
    let said_at = own.said_at.max(visited.said_at);
    let row = args![into, last_no, said_no, visited.state.as_str(), said_at.0, read_no, waits];
    tx.exec(JOIN, row).await?;
    tx.exec(DROP, args![from]).await?;
    Ok(())
}

/// Says that something changed which its person and those who look after conversations can see.
pub(crate) async fn changed_in_tx(tx: &mut Tx<'_>, conversation: &Conversation) -> Result<(), DbError> {
    sql::wake_user(tx, conversation.whose()).await?;
    wake_staff_in_tx(tx).await
}

pub(crate) async fn wake_staff_in_tx(tx: &mut Tx<'_>) -> Result<(), DbError> {
    tx.exec(TOUCH_DESK, &[]).await?;
    for (id,) in staff_in_tx(tx).await? {
        let id = id.parse().map_err(|_| DbError::column("no id of a person"))?;
        sql::wake_user(tx, id).await?;
    }
    Ok(())
}

/// Everybody who looks after conversations.
async fn staff_in_tx(tx: &mut Tx<'_>) -> Result<Vec<(String,)>, DbError> {
    tx.all(STAFF, args![roles()]).await
}

/// Roles that may look after conversations, as `json_each` reads them.
pub(crate) fn roles() -> String {
    let roles = Role::ALL.into_iter().filter(|role| role.may(Permission::Conversations));
    let named: Vec<String> = roles.map(|role| format!("\"{}\":0", role.as_str())).collect();
    format!("{{{}}}", named.join(","))
}
