//! Conversations as those who look after them see them: found, read, answered, given to somebody, closed.

use crate::{
    Conversation, Message, SayError, Support,
    conversation::{self, changed_in_tx, lock_in_tx, messages_in_tx, roles, say_in_tx},
};
use easel_db::{DbError, FromRow, Row, args, texts, tx};
use easel_domain::{
    Actor, ConversationId, ConversationState, MessageId, Said, Side, Timestamp, UserId, support::excerpt,
};
use easel_store::{BlobRef, StoreError, Variant, audit, folded, sql::parsed};

/// What is read of each conversation in a list.
macro_rules! select_line {
    ($end:literal) => {
        concat!(
            "select c.id, c.owner_id, c.email, c.language, c.state, c.assigned_to, c.last_no, c.said_no, c.person_read_no,
               c.studio_read_no, c.said_at, c.created_at, u.name, u.email, h.name,
               (select count(*) from message m where m.conversation_id = c.id and m.side = 'person' and m.no > c.studio_read_no),
               l.side, l.text
             from conversation c left join user_account u on u.id = c.owner_id left join user_account h on h.id = c.assigned_to
             left join message l on l.conversation_id = c.id and l.no = c.said_no ",
            $end
        )
    };
}

texts! {
    LIST = select_line!("where (c.said_at, c.id) < ($1, $2) and ($3 = '' or c.state = $3)
             and ($4 = '' or ($4 = 'nobody' and c.assigned_to is null) or c.assigned_to = $4)
             and ($5 = '' or lower(u.name) like $6 escape '!' or u.email_key like $6 escape '!' or lower(c.email) like $6 escape '!'
               or exists (select 1 from message m where m.conversation_id = c.id and m.folded like $5 escape '!'))
             order by c.said_at desc, c.id desc limit $7");
    ONE = select_line!("where c.id = $1");
    READ = "update conversation set studio_read_no = $2, studio_waits_since = case when $2 >= said_no then null else studio_waits_since end
            where id = $1 and studio_read_no < $2 and last_no >= $2";
    SET = "update conversation set state = $2, assigned_to = $3,
             studio_waits_since = case when $2 = 'open' then studio_waits_since end where id = $1";
    MATE = "select id from user_account where id = $1 and suspended_at is null
            and role in (select e.key from json_each(cast($2 as text)/*pg:::json*/) e)";
    MATES = "select id, name from user_account where suspended_at is null
             and role in (select e.key from json_each(cast($1 as text)/*pg:::json*/) e) order by name, id limit 200";
    /// What somebody showed, whole; not what they took back into the trash.
    PICTURE = "select b.name, b.hash, b.bytes, b.mime, a.generation_id from message m join asset a on a.id = m.asset_id
               join asset_blob b on b.asset_id = a.id where m.conversation_id = $1 and m.no = $2 and b.variant = $3 and a.trashed_at is null";
}

/// Whose conversations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Whose {
    /// Everybody's.
    #[default]
    All,
    /// Those nobody looks after.
    Nobody,
    /// Those this person looks after.
    Of(UserId),
}

/// Which conversations.
#[derive(Clone, Debug, Default)]
pub struct ConversationFilter {
    /// Part of a name, of an address or of what was said.
    pub words: String,
    /// How they stand.
    pub state: Option<ConversationState>,
    /// Who looks after them.
    pub whose: Whose,
}

/// A conversation in the list.
#[derive(Clone, Debug)]
pub struct ConversationLine {
    /// The conversation.
    pub conversation: Conversation,
    /// What its person is called, and their address; nothing of a visitor.
    pub person: Option<(String, String)>,
    /// What whoever looks after it is called.
    pub assigned_name: Option<String>,
    /// Messages of the person that nobody here has read.
    pub unread: i64,
    /// Who said something last, and how it begins.
    pub last: Option<(Side, String)>,
}

impl FromRow for ConversationLine {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let conversation = Conversation::from_row(row)?;
        let (name, email): (Option<String>, Option<String>) = (row.next()?, row.next()?);
        let (assigned_name, unread) = (row.next()?, row.next()?);
        let side: Option<String> = row.next()?;
        let text: Option<String> = row.next()?;
        let side = side.as_deref().and_then(Side::parse);
        let last = side.zip(text.as_deref().map(excerpt));
        Ok(Self { conversation, person: name.zip(email), assigned_name, unread, last })
    }
}

/// Somebody who looks after conversations.
#[derive(Clone, Debug)]
pub struct Mate {
    /// Who.
    pub id: UserId,
    /// What they are called.
    pub name: String,
}

impl FromRow for Mate {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self { id: parsed(row)?, name: row.next()? })
    }
}

/// What is to be different about a conversation.
#[derive(Clone, Copy, Debug, Default)]
pub struct ConversationChange {
    /// How it stands.
    pub state: Option<ConversationState>,
    /// Who looks after it; nobody with `Some(None)`.
    pub assigned: Option<Option<UserId>>,
}

/// Why a conversation was not changed.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// There is none.
    #[error("no such conversation")]
    Missing,
    /// That person looks after no conversations.
    #[error("nobody who looks after conversations")]
    Assignee,
    /// The house's fault.
    #[error("changing a conversation failed")]
    Store(#[from] StoreError),
}
easel_store::from_db!(DeskError);

/// Part of a text, as `like` reads it with `!` before what it is to take as it stands.
fn part(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.chars() {
        if "%_!".contains(c) {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

impl Support {
    /// Conversations, where something was said last first; after `after`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn conversations(
        &self,
        filter: ConversationFilter,
        after: Option<(Timestamp, ConversationId)>,
        limit: u32,
    ) -> Result<Vec<ConversationLine>, StoreError> {
        let (at, id) = after.map_or((i64::MAX, String::new()), |(at, id)| (at.0, id.to_string()));
        let state = filter.state.map_or("", ConversationState::as_str);
        let whose = match filter.whose {
            Whose::All => String::new(),
            Whose::Nobody => "nobody".to_owned(),
            Whose::Of(id) => id.to_string(),
        };
        let words = filter.words.trim();
        let (said, named) = if words.is_empty() {
            Default::default()
        } else {
            (part(&folded(words)), part(&words.to_lowercase()))
        };
        self.db
            .read(tx!(|tx, id, whose, said, named| {
                Ok(tx.all(LIST, args![at, id, state, whose, said, named, limit]).await?)
            }))
            .await
    }

    /// One conversation with its newest messages, or those before a number, notes too; the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn conversation_get(
        &self,
        id: ConversationId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Option<(ConversationLine, Vec<Message>)>, StoreError> {
        self.db
            .read(tx!(|tx| {
                let line: Option<ConversationLine> = tx.optional(ONE, args![id.to_string()]).await?;
                let Some(line) = line else { return Ok(None) };
                let messages = messages_in_tx(tx, id, (before, true), limit).await?;
                Ok(Some((line, messages)))
            }))
            .await
    }

    /// Answers a person, or leaves a note for the others of the studio.
    ///
    /// # Errors
    /// [`SayError`]; nothing is said then.
    pub async fn conversation_answer(
        &self,
        actor: &Actor,
        id: ConversationId,
        (message, side, said): (MessageId, Side, Said),
        now: Timestamp,
    ) -> Result<Message, SayError> {
        let by = actor.user_id;
        self.db
            .write(tx!(|tx, said| {
                let before = conversation::said_in_tx(tx, message).await?;
                if let Some((of, no, side_then, text)) = before {
                    if of != id || side_then != side || text != said.text {
                        return Err(SayError::IdempotencyMismatch);
                    }
                    return Ok(tx.one(conversation::ONE_MESSAGE, args![id.to_string(), no]).await?);
                }
                let found = lock_in_tx(tx, id).await?.ok_or(SayError::Missing)?;
                Ok(say_in_tx(tx, &found, (message, side, Some(by)), said, now).await?)
            }))
            .await
    }

    /// Notes up to where the studio has read. False when there is no such conversation.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn conversation_seen(&self, id: ConversationId, no: i64) -> Result<bool, StoreError> {
        self.db
            .write(tx!(|tx| {
                let Some(found) = lock_in_tx(tx, id).await? else { return Ok(false) };
                if tx.exec(READ, args![id.to_string(), no]).await? == 1 {
                    changed_in_tx(tx, &found).await?;
                }
                Ok(true)
            }))
            .await
    }

    /// Closes or opens a conversation, and gives it to somebody; on the record. The same again leaves no line.
    ///
    /// # Errors
    /// [`DeskError`]; nothing is changed then.
    pub async fn conversation_change(
        &self,
        actor: &Actor,
        id: ConversationId,
        change: ConversationChange,
        now: Timestamp,
    ) -> Result<(), DeskError> {
        let by = actor.user_id;
        self.db
            .write(tx!(|tx| {
                let found = lock_in_tx(tx, id).await?.ok_or(DeskError::Missing)?;
                let state = change.state.unwrap_or(found.state);
                let assigned = change.assigned.unwrap_or(found.assigned);
                if (state, assigned) == (found.state, found.assigned) {
                    return Ok(());
                }
                if let Some(mate) = assigned.filter(|_| assigned != found.assigned) {
                    let row = args![mate.to_string(), roles()];
                    let fits: Option<(String,)> = tx.optional(MATE, row).await?;
                    fits.ok_or(DeskError::Assignee)?;
                }
                let key = id.to_string();
                let row = args![key.as_str(), state.as_str(), assigned.map(|id| id.to_string())];
                tx.exec(SET, row).await?;
                let said = ("conversation.change", "");
                let says = |state: ConversationState, assigned: Option<UserId>| {
                    let to = assigned.map_or_else(|| "nobody".to_owned(), |id| id.to_string());
                    format!("{} {to}", state.as_str())
                };
                let what = (key.as_str(), says(found.state, found.assigned), says(state, assigned));
                audit::decided_in_tx(tx, by, said, what, now).await?;
                Ok(changed_in_tx(tx, &found).await?)
            }))
            .await
    }

    /// Everybody who looks after conversations.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mates(&self) -> Result<Vec<Mate>, StoreError> {
        self.db.read(tx!(|tx| { Ok(tx.all(MATES, args![roles()]).await?) })).await
    }

    /// The bytes of a picture that somebody showed in a message.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn message_picture(
        &self,
        id: ConversationId,
        no: i64,
        variant: Variant,
    ) -> Result<Option<BlobRef>, StoreError> {
        self.db
            .read(tx!(|tx| { Ok(tx.optional(PICTURE, args![id.to_string(), no, variant.as_str()]).await?) }))
            .await
    }
}
