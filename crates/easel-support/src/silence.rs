//! Who is told by mail what they have not read: once, until they have read.

use crate::{Conversation, Support, conversation::roles};
use easel_db::{Tx, args, texts, tx};
use easel_domain::{
    Language, MailId, MailKind, NoticeKind, Timestamp, UserId,
    support::{AWAY_MS, excerpt},
};
use easel_store::{
    StoreError,
    mail::{NewMail, mail_queue_in_tx},
    notice::{NewNotice, notice_put_in_tx},
    sql,
};

texts! {
    PERSON_DUE = "select id from conversation where person_waits_since <= $1 order by person_waits_since limit 50";
    STUDIO_DUE = "select id from conversation where studio_waits_since <= $1 order by studio_waits_since limit 50";
    /// Looked at again under its lock: it may have been read meanwhile.
    PERSON_TOLD = "update conversation set person_waits_since = null, person_mailed_no = said_no where id = $1 and person_waits_since <= $2";
    STUDIO_TOLD = "update conversation set studio_waits_since = null, studio_mailed_no = said_no where id = $1 and studio_waits_since <= $2";
    FIRST_UNREAD = "select m.text from message m join conversation c on c.id = m.conversation_id
                    where c.id = $1 and ((m.side = 'studio' and $2 = 'studio' and m.no > c.person_read_no)
                      or (m.side = 'person' and $2 = 'person' and m.no > c.studio_read_no))
                    order by m.no limit 1";
    READER = "select email, language, name, case when suspended_at is null then 0 else 1 end from user_account where id = $1";
    STAFF = "select id, email, language from user_account where suspended_at is null
             and role in (select e.key from json_each(cast($1 as text)/*pg:::json*/) e) order by id limit 20";
}

/// What mails about conversations are filled with.
#[derive(Clone, Debug, Default)]
pub struct SilenceWords {
    /// What links to the studio begin with, without a slash at the end.
    pub base_url: String,
    /// The operator's address for mails, where they named one.
    pub contact: Option<String>,
}

/// A mail of this house: to whom, in which language, which one, and what it is filled with.
type Letter = (String, Language, MailKind, Vec<(&'static str, String)>);

impl Support {
    /// Queues a mail to everybody who has not read for some minutes what was said to them. Returns how many conversations
    /// that was.
    ///
    /// # Errors
    /// When the database fails; who is left is found again next time.
    pub async fn silences_tell(&self, words: &SilenceWords, now: Timestamp) -> Result<usize, StoreError> {
        let before = now.plus_ms(-AWAY_MS).0;
        let mut told = 0;
        for (due, done, side) in [(PERSON_DUE, PERSON_TOLD, "studio"), (STUDIO_DUE, STUDIO_TOLD, "person")] {
            let due: Vec<(String,)> =
                self.db.read(tx!(|tx| { Ok::<_, StoreError>(tx.all(due, args![before]).await?) })).await?;
            for (id,) in due {
                let words = words.clone();
                let one = self.db.write(tx!(|tx, id, words| {
                    if tx.exec(done, args![id.as_str(), before]).await? == 0 {
                        return Ok::<_, StoreError>(false);
                    }
                    tell_in_tx(tx, &id, side, &words, now).await?;
                    Ok(true)
                }));
                told += usize::from(one.await?);
            }
        }
        Ok(told)
    }
}

async fn tell_in_tx(
    tx: &mut Tx<'_>,
    id: &str,
    side: &'static str,
    words: &SilenceWords,
    now: Timestamp,
) -> Result<(), StoreError> {
    let found: Option<Conversation> = tx.optional(crate::conversation::LOCK, args![id]).await?;
    let Some(found) = found else { return Ok(()) };
    let said: Option<(String,)> = tx.optional(FIRST_UNREAD, args![id, side]).await?;
    let Some((said,)) = said else { return Ok(()) };
    let said = if said.is_empty() { "…".to_owned() } else { excerpt(&said) };
    if let (Some(owner), "studio") = (found.owner, side) {
        notice_put_in_tx(tx, NewNotice::of(owner, NoticeKind::Answered), now).await?;
    }
    let letters = if side == "studio" {
        person_letter_in_tx(tx, &found, said, words).await?.into_iter().collect()
    } else {
        studio_letters_in_tx(tx, &found, &said, words).await?
    };
    for (to, language, template, params) in letters {
        let mail = MailId(sql::new_id(now));
        let mail = NewMail { id: mail, owner: found.whose(), to, language, template, params };
        mail_queue_in_tx(tx, mail, now).await?;
    }
    Ok(())
}

/// To whoever was answered. None where a visitor left no address, or the person may not come in.
async fn person_letter_in_tx(
    tx: &mut Tx<'_>,
    found: &Conversation,
    said: String,
    words: &SilenceWords,
) -> Result<Option<Letter>, StoreError> {
    let (to, language) = match found.owner {
        Some(owner) => {
            let Some((email, language, _, suspended)) = reader_in_tx(tx, owner).await? else {
                return Ok(None);
            };
            if suspended == 1 {
                return Ok(None);
            }
            (email, spoken(&language)?)
        }
        None => match &found.email {
            Some(email) => (email.clone(), found.language),
            None => return Ok(None),
        },
    };
    let params = vec![("text", said), ("link", format!("{}/?chat=1", words.base_url))];
    Ok(Some((to, language, MailKind::ConversationAnswered, params)))
}

/// To whoever looks after the conversation; else to the operator's address, else to all who look after conversations.
async fn studio_letters_in_tx(
    tx: &mut Tx<'_>,
    found: &Conversation,
    said: &str,
    words: &SilenceWords,
) -> Result<Vec<Letter>, StoreError> {
    let who = match found.owner {
        Some(owner) => reader_in_tx(tx, owner).await?.map(|(email, _, name, _)| format!("{name} ({email})")),
        None => found.email.clone(),
    };
    let staff: Vec<(String, String, String)> = tx.all(STAFF, args![roles()]).await?;
    let mine: Vec<_> = staff
        .iter()
        .filter(|(id, ..)| found.assigned.is_some_and(|to| to.to_string() == *id))
        .cloned()
        .collect();
    let to: Vec<(String, Language)> = match (&words.contact, mine.is_empty()) {
        (Some(contact), true) => {
            let language = staff.first().map_or(Ok(Language::En), |(_, _, language)| spoken(language))?;
            vec![(contact.clone(), language)]
        }
        (_, alone) => {
            let to = if alone { staff } else { mine };
            let spoken = |(_, email, language): (String, String, String)| Ok((email, spoken(&language)?));
            to.into_iter().map(spoken).collect::<Result<Vec<_>, StoreError>>()?
        }
    };
    let link = format!("{}/admin/conversations?c={}", words.base_url, found.id);
    let letter = |(to, language): (String, Language)| {
        let visitor = || easel_domain::message::text(language, "mail.conversation_waiting.visitor", &[]);
        let who = who.clone().unwrap_or_else(visitor);
        let params = vec![("who", who), ("text", said.to_owned()), ("link", link.clone())];
        (to, language, MailKind::ConversationWaiting, params)
    };
    Ok(to.into_iter().map(letter).collect())
}

async fn reader_in_tx(
    tx: &mut Tx<'_>,
    id: UserId,
) -> Result<Option<(String, String, String, i64)>, StoreError> {
    Ok(tx.optional(READER, args![id.to_string()]).await?)
}

fn spoken(tag: &str) -> Result<Language, StoreError> {
    Language::parse(tag).map_err(StoreError::corrupt)
}
