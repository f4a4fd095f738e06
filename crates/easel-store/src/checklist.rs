//! What a new studio needs, as far as its tables know: what its operator said and did, and what they set aside.

use crate::{
    Store, StoreError, audit,
    mail::{NewMail, mail_queue_in_tx},
    sql, user,
};
use easel_db::{args, texts, tx};
use easel_domain::{Actor, MailId, MailKind, Timestamp};

texts! {
    BRANDED = "select count(*) from branding";
    ASIDE = "select item from checklist_aside order by item";
    SET_ASIDE = "insert into checklist_aside (item, actor_id, at) values ($1, $2, $3) on conflict (item) do nothing";
    TAKE_UP = "delete from checklist_aside where item = $1";
    TEST_MAIL = "select m.created_at, m.sent_at, j.state from mail m join job j on j.id = m.id where m.template = 'test'
                 order by m.created_at desc, m.id desc limit 1";
}

/// What became of the newest test mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestMail {
    /// It waits for a worker, or for the mail server.
    Waits,
    /// The mail server took it, then.
    Sent(Timestamp),
    /// Nobody took it for hours.
    GivenUp,
}

/// What the tables know.
#[derive(Clone, Debug, Default)]
pub struct ChecklistFacts {
    /// Whether an administrator said how the studio presents itself.
    pub branded: bool,
    /// What became of the newest test mail, while that is remembered.
    pub test_mail: Option<TestMail>,
    /// When the newest whole backup was made.
    pub backup_at: Option<Timestamp>,
    /// What was set aside.
    pub aside: Vec<String>,
}

impl Store {
    /// What the tables know of what a studio needs.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn checklist(&self) -> Result<ChecklistFacts, StoreError> {
        self.db
            .read(tx!(|tx| {
                let (branded,): (i64,) = tx.one(BRANDED, &[]).await?;
                let newest: Option<(i64, Option<i64>, String)> = tx.optional(TEST_MAIL, &[]).await?;
                let test_mail = newest.map(|(_, sent, state)| match sent {
                    Some(at) => TestMail::Sent(Timestamp(at)),
                    None if state == "done" => TestMail::GivenUp,
                    None => TestMail::Waits,
                });
                let (backup,): (Option<i64>,) = tx.one(crate::backup::LAST, &[]).await?;
                let aside: Vec<(String,)> = tx.all(ASIDE, &[]).await?;
                Ok(ChecklistFacts {
                    branded: branded > 0,
                    test_mail,
                    backup_at: backup.map(Timestamp),
                    aside: aside.into_iter().map(|(item,)| item).collect(),
                })
            }))
            .await
    }

    /// Sets a thing aside, or takes it up again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn checklist_set_aside(
        &self,
        actor: &Actor,
        item: &'static str,
        aside: bool,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let by = actor.user_id;
        self.db
            .write(tx!(|tx| {
                let changed = match aside {
                    true => tx.exec(SET_ASIDE, args![item, by.to_string(), now.0]).await?,
                    false => tx.exec(TAKE_UP, args![item]).await?,
                };
                if changed == 0 {
                    return Ok(());
                }
                let says = |aside: bool| if aside { "aside" } else { "open" }.to_owned();
                let change = (item, says(!aside), says(aside));
                Ok(audit::decided_in_tx(tx, by, ("checklist.set", ""), change, now).await?)
            }))
            .await
    }

    /// Queues a mail to the actor's own address, to see whether mails arrive.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mail_test(&self, actor: &Actor, now: Timestamp) -> Result<(), StoreError> {
        let by = actor.user_id;
        self.db
            .write(tx!(|tx| {
                let me = user::by_id_in_tx(tx, &by.to_string()).await?;
                let mail = NewMail {
                    id: MailId(sql::new_id(now)),
                    owner: me.id,
                    to: me.email,
                    language: me.language,
                    template: MailKind::Test,
                    params: vec![("name", me.name)],
                };
                mail_queue_in_tx(tx, mail, now).await?;
                let line = audit::Line {
                    actor: Some(by),
                    action: "mail.test",
                    subject: "mail",
                    reason: "",
                    before: None,
                    after: None,
                };
                Ok(audit::record_in_tx(tx, line, now).await?)
            }))
            .await
    }
}
