//! An administrator's test of one channel: a generation that costs nothing and whose job may take that channel alone,
//! however it stands. Everything else of its way is that of any picture.

use crate::{
    Generation, Store, StoreError, SubmitError,
    audit::{self, Line},
    generation::{self, Free, New},
    sql,
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{Actor, Credits, GenerationId, Operation, Permission, Spec, Timestamp};
use thiserror::Error;

texts! {
    LENT = "select lent from model where name = $1";
    CHANNEL = "select channel from job where id = $1 and owner_id = $2 and channel is not null";
    /// One that only found no room tells nothing.
    ATTEMPT = "select outcome, detail, cost_micros, coalesce(sent_at, claimed_at), finished_at, sent_at from attempt
               where job_id = $1 and coalesce(outcome, '') <> 'deferred' order by no desc limit 1";
}

/// What is to be tested.
#[derive(Clone, Debug)]
pub struct NewChannelTest {
    /// Public name of the model.
    pub model: String,
    /// The channel's key.
    pub channel: String,
    /// What is drawn.
    pub prompt: String,
}

/// Why a test was refused. Nothing is left behind then.
#[derive(Debug, Error)]
pub enum ChannelTestError {
    /// Only administrators test.
    #[error("only administrators test channels")]
    Forbidden,
    /// The model has no such channel.
    #[error("no such channel")]
    NoChannel,
    /// The channel makes no pictures from words alone.
    #[error("the channel makes nothing from words alone")]
    NotFromWords,
    /// As for any generation.
    #[error("the test can't be made")]
    Submit(#[from] SubmitError),
}

impl From<StoreError> for ChannelTestError {
    fn from(error: StoreError) -> Self {
        Self::Submit(error.into())
    }
}

impl From<DbError> for ChannelTestError {
    fn from(error: DbError) -> Self {
        Self::Submit(error.into())
    }
}

/// The try a test came to.
#[derive(Clone, Debug)]
pub struct TestAttempt {
    /// `None` while it is under way; else as in [`crate::ChannelFigure::outcome`].
    pub outcome: Option<String>,
    /// What the provider said, for operators.
    pub detail: Option<String>,
    /// Millionths of a US dollar; `None` is unknown, never zero.
    pub cost_micros: Option<i64>,
    /// Sent, or taken up where nothing was sent yet.
    pub begun_at: Timestamp,
    /// Over.
    pub finished_at: Option<Timestamp>,
    /// Whether the provider was asked.
    pub sent: bool,
}

impl FromRow for TestAttempt {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let (outcome, detail, cost_micros) = (row.next()?, row.next()?, row.next()?);
        let begun_at = sql::moment(row)?;
        let (finished_at, sent_at): (Option<i64>, Option<i64>) = (row.next()?, row.next()?);
        let finished_at = finished_at.map(Timestamp);
        Ok(Self { outcome, detail, cost_micros, begun_at, finished_at, sent: sent_at.is_some() })
    }
}

/// A test as it now is.
#[derive(Clone, Debug)]
pub struct ChannelTest {
    /// The channel's key.
    pub channel: String,
    /// The picture that is made.
    pub generation: Generation,
    /// The try, once a worker has taken it up.
    pub attempt: Option<TestAttempt>,
}

/// Which of a model's channels are lent workers'.
struct LentKeys(Vec<String>);

impl FromRow for LentKeys {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        sql::json(row).map(Self)
    }
}

impl Store {
    /// Has one small picture made through exactly this channel, free of charge, even where it rests or is drained. The
    /// same id with the same test answers what is there, however often it is sent.
    ///
    /// # Errors
    /// [`ChannelTestError`]; nothing is left behind.
    pub async fn channel_test(
        &self,
        actor: &Actor,
        id: GenerationId,
        test: NewChannelTest,
        now: Timestamp,
    ) -> Result<ChannelTest, ChannelTestError> {
        let by = *actor;
        if !by.may(Permission::Models) {
            return Err(ChannelTestError::Forbidden);
        }
        self.db.write(tx!(|tx, test| { test_in_tx(tx, by, id, &test, now).await })).await?;
        let made = self.channel_test_get(actor, id, now).await?;
        made.ok_or_else(|| StoreError::Ledger("a test that was made is missing").into())
    }

    /// One of the actor's tests, as it now is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn channel_test_get(
        &self,
        actor: &Actor,
        id: GenerationId,
        now: Timestamp,
    ) -> Result<Option<ChannelTest>, StoreError> {
        let actor = *actor;
        self.db
            .read(tx!(|tx| {
                let (key, owner) = (id.to_string(), actor.user_id.to_string());
                let found: Option<(String,)> = tx.optional(CHANNEL, args![key.as_str(), owner]).await?;
                let Some((channel,)) = found else { return Ok(None) };
                let generation = generation::view_in_tx(tx, &actor, id, now).await?;
                let attempt = tx.optional(ATTEMPT, args![key]).await?;
                Ok(generation.map(|generation| ChannelTest { channel, generation, attempt }))
            }))
            .await
    }
}

async fn test_in_tx(
    tx: &mut Tx<'_>,
    actor: Actor,
    id: GenerationId,
    test: &NewChannelTest,
    now: Timestamp,
) -> Result<(), ChannelTestError> {
    let NewChannelTest { model, channel, prompt } = test;
    let owner = actor.user_id.to_string();
    // Never the same as what anybody asks for in the ordinary way under the same id.
    let request = generation::fingerprint(&("channel test", model, channel, prompt))?;
    let Some(Free { mut wallet, offer, .. }) =
        generation::free_in_tx(tx, (&owner, id), model, &request).await?
    else {
        return Ok(());
    };
    let way = offer.model.channels.iter().find(|way| way.key() == *channel);
    let way = way.ok_or(ChannelTestError::NoChannel)?;
    if !way.operations.contains(&Operation::Generate) {
        return Err(ChannelTestError::NotFromWords);
    }
    let spec = Spec::test(prompt, &offer.model).map_err(SubmitError::from)?;
    let LentKeys(keys) = tx.one(LENT, args![model.as_str()]).await?;
    let lent = keys.contains(channel);
    // It goes first: whoever made it waits for it, and it tells what all others will meet.
    let (credits, priority) = (Credits::ZERO, generation::FIRST);
    let new = New { id, request, spec, credits, channel: Some(channel), lent, priority, turns: 1 };
    if !generation::insert_in_tx(tx, actor, (&mut wallet, &offer), new, now).await? {
        return Ok(());
    }
    let line = Line {
        actor: Some(actor.user_id),
        action: "channel.test",
        subject: channel,
        reason: "a test of the channel",
        before: None,
        after: Some(id.to_string()),
    };
    audit::record_in_tx(tx, line, now).await?;
    Ok(())
}
