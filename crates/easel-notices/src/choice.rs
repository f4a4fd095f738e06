//! What somebody wants to hear of, by which way.

use crate::Notices;
use easel_db::{args, texts, tx};
use easel_domain::{Actor, Topic, UserId, notice::ByMail};
use easel_store::StoreError;

texts! {
    LIST = "select topic, push, mail from notice_choice where owner_id = $1";
    SET = "insert into notice_choice (owner_id, topic, push, mail) values ($1, $2, $3, $4)
           on conflict (owner_id, topic) do update set push = coalesce(excluded.push, notice_choice.push),
             mail = coalesce(excluded.mail, notice_choice.mail)";
    /// A visitor's conversation stands for an account.
    KNOWN = "select (select count(*) from user_account where id = $1) + (select count(*) from conversation where id = $1)";
}

/// What holds for a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Which.
    pub topic: Topic,
    /// Whether devices hear of it.
    pub push: bool,
    /// Whether mails tell of it; `None` for those that go out in any case.
    pub mail: Option<bool>,
}

impl Notices {
    /// What holds for each topic.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn choices(&self, actor: &Actor) -> Result<Vec<Choice>, StoreError> {
        let owner = actor.user_id.to_string();
        let rows: Vec<(String, Option<bool>, Option<bool>)> =
            self.db.read(tx!(|tx, owner| { Ok::<_, StoreError>(tx.all(LIST, args![owner]).await?) })).await?;
        let of = |topic: &Topic| {
            let row = rows.iter().find(|(word, ..)| word == topic.as_str());
            let mail = match topic.mail() {
                ByMail::Always => None,
                ByMail::Chosen(otherwise) => Some(row.and_then(|(_, _, mail)| *mail).unwrap_or(otherwise)),
            };
            Choice { topic: *topic, push: row.and_then(|(_, push, _)| *push).unwrap_or(topic.push()), mail }
        };
        Ok(Topic::ALL.iter().map(of).collect())
    }

    /// Decides about a topic; what is `None` stays.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn choose(
        &self,
        actor: &Actor,
        topic: Topic,
        (push, mail): (Option<bool>, Option<bool>),
    ) -> Result<(), StoreError> {
        self.decide(actor.user_id, topic, (push, mail)).await
    }

    /// Somebody wants no mails of a topic any more, as a link in one of them says. Again changes nothing, nor does it for somebody
    /// who is gone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unsubscribe(&self, owner: UserId, topic: Topic) -> Result<(), StoreError> {
        self.decide(owner, topic, (None, Some(false))).await
    }

    async fn decide(
        &self,
        owner: UserId,
        topic: Topic,
        (push, mail): (Option<bool>, Option<bool>),
    ) -> Result<(), StoreError> {
        let mail = mail.filter(|_| topic.mail() != ByMail::Always);
        let owner = owner.to_string();
        self.db
            .write(tx!(|tx, owner| {
                let (known,): (i64,) = tx.one(KNOWN, args![owner.as_str()]).await?;
                if known == 0 {
                    return Ok(());
                }
                let row = args![owner, topic.as_str(), push.map(i64::from), mail.map(i64::from)];
                Ok(tx.exec(SET, row).await.map(drop)?)
            }))
            .await
    }
}
