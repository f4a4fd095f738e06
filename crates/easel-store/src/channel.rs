//! How the channels stand, shared by all workers: who rests and until when, what an administrator said by hand, and
//! what the attempts of late tell. What follows from an attempt is the domain's to say (`easel_domain::routing`).

use crate::{
    Store, StoreError,
    audit::{self, Line},
    lent,
    sql::{self, word},
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{
    Actor, Operation, Timestamp,
    routing::{Health, May, PROBE_MS, RestReason, Standing},
};

texts! {
    STANDINGS = "select channel, operation, failures, rests, rest_until, reason, probe_until, detail, changed_at from channel_standing";
    STANDING = "select channel, operation, failures, rests, rest_until, reason, probe_until, detail, changed_at from channel_standing
                where channel = $1 and operation = $2 /*pg: for update*/";
    STAND = "insert into channel_standing (channel, operation, failures, rests, rest_until, reason, probe_until, detail, changed_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             on conflict (channel, operation) do update set failures = excluded.failures, rests = excluded.rests,
               rest_until = excluded.rest_until, reason = excluded.reason, probe_until = excluded.probe_until,
               detail = excluded.detail, changed_at = excluded.changed_at";
    WELL = "delete from channel_standing where channel = $1 and operation = $2";
    PROBE = "update channel_standing set probe_until = $3 where channel = $1 and operation = $2 and (probe_until is null or probe_until <= $4)";
    HANDS = "select channel, state, until from channel_hand";
    HAND = "insert into channel_hand (channel, state, until, at) values ($1, $2, $3, $4)
            on conflict (channel) do update set state = excluded.state, until = excluded.until, at = excluded.at";
    UNHAND = "delete from channel_hand where channel = $1";
    UNREST = "delete from channel_standing where channel = $1";
    FIGURES = "select channel, coalesce(operation, 'generate'), outcome, count(*), count(cost_micros), cast(coalesce(sum(cost_micros), 0) as bigint),
                 cast(avg(finished_at - coalesce(sent_at, claimed_at)) as bigint), max(finished_at)
               from attempt where finished_at > $1 and channel is not null group by channel, coalesce(operation, 'generate'), outcome";
    RUNNING = "select channel, count(*) from attempt where finished_at is null and sent_at > $1 and channel is not null group by channel";
}

/// How a channel stands for one operation, as kept.
#[derive(Clone, Debug)]
pub struct ChannelStanding {
    /// The channel's key.
    pub channel: String,
    /// For this operation.
    pub operation: Operation,
    /// The breaker.
    pub standing: Standing,
    /// What the last failure said, for operators.
    pub detail: Option<String>,
    /// Since when it stands so.
    pub changed_at: Timestamp,
}

impl FromRow for ChannelStanding {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let (channel, operation) = (row.next()?, word(row, Operation::parse)?);
        let (failures, rests) = (row.next()?, row.next()?);
        let (until, reason): (Option<i64>, Option<String>) = (row.next()?, row.next()?);
        let probe_until: Option<i64> = row.next()?;
        let reason = reason.as_deref().and_then(RestReason::parse).unwrap_or(RestReason::Failing);
        let rest = until.map(|until| (Timestamp(until), reason));
        let standing = Standing { failures, rests, rest, probe_until: probe_until.map(Timestamp) };
        Ok(Self { channel, operation, standing, detail: row.next()?, changed_at: sql::moment(row)? })
    }
}

/// What an administrator said about a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hand {
    /// Nothing new begins.
    Draining,
    /// Not before that moment.
    Resting(Timestamp),
}

/// A channel with what an administrator said about it.
#[derive(Clone, Debug)]
pub struct ChannelHand {
    /// The channel's key.
    pub channel: String,
    /// What was said.
    pub hand: Hand,
}

impl FromRow for ChannelHand {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let (channel, state): (String, String) = (row.next()?, row.next()?);
        let until: Option<i64> = row.next()?;
        let hand = match (state.as_str(), until) {
            ("resting", Some(until)) => Hand::Resting(Timestamp(until)),
            _ => Hand::Draining,
        };
        Ok(Self { channel, hand })
    }
}

/// How all channels stand; what isn't named is well.
#[derive(Clone, Debug, Default)]
pub struct Standings {
    /// By breaker.
    pub standings: Vec<ChannelStanding>,
    /// By hand.
    pub hands: Vec<ChannelHand>,
    /// What each of the lent workers offers whose question for work waits for its answer.
    pub waiting: Vec<String>,
}

impl Standings {
    /// Whether this channel may be asked for this now. `None`: not until an administrator says so.
    #[must_use]
    pub fn may(&self, channel: &str, operation: Operation, now: Timestamp) -> Option<May> {
        match self.hands.iter().find(|h| h.channel == channel).map(|h| h.hand) {
            Some(Hand::Draining) => return None,
            Some(Hand::Resting(until)) if now < until => return Some(May::Rest(until)),
            _ => {}
        }
        let kept = self.standings.iter().find(|s| s.channel == channel && s.operation == operation);
        Some(kept.map_or(May::Ask, |kept| kept.standing.may(now)))
    }

    /// Whether a lent worker waits for just such a job; `asks` is [`crate::asks`].
    #[must_use]
    pub fn awaited(&self, asks: &str) -> bool {
        let asks = format!("|{asks}|");
        self.waiting.iter().any(|offers| offers.contains(&asks))
    }

    /// Whether anything is kept of this channel and operation.
    #[must_use]
    pub fn knows(&self, channel: &str, operation: Operation) -> bool {
        self.standings.iter().any(|s| s.channel == channel && s.operation == operation)
    }
}

/// What the attempts on a channel came to, by outcome.
#[derive(Clone, Debug)]
pub struct ChannelFigure {
    /// The channel's key.
    pub channel: String,
    /// What was asked.
    pub operation: Operation,
    /// `succeeded`, `failed`, `rejected`, `unknown`, `cancelled`, `lost`, `overdue`, `handed_in` or
    /// `deferred`.
    pub outcome: String,
    /// How many.
    pub attempts: i64,
    /// Of how many the cost is known.
    pub priced: i64,
    /// Their sum, millionths of a US dollar.
    pub cost_micros: i64,
    /// From sending to the end, on average.
    pub average_ms: i64,
    /// The latest.
    pub last_at: Timestamp,
}

impl FromRow for ChannelFigure {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            channel: row.next()?,
            operation: word(row, Operation::parse)?,
            outcome: row.next()?,
            attempts: row.next()?,
            priced: row.next()?,
            cost_micros: row.next()?,
            average_ms: row.next()?,
            last_at: sql::moment(row)?,
        })
    }
}

impl Store {
    /// How all channels stand.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn channel_standings(&self, now: Timestamp) -> Result<Standings, StoreError> {
        self.db
            .read(tx!(|tx| {
                let standings = tx.all(STANDINGS, &[]).await?;
                let hands = tx.all(HANDS, &[]).await?;
                let waiting = lent::waiting_in_tx(tx, now).await?;
                Ok::<_, StoreError>(Standings { standings, hands, waiting })
            }))
            .await
    }

    /// Keeps what an attempt told about its channel; `detail` is for operators.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn channel_heard(
        &self,
        channel: &str,
        operation: Operation,
        health: Health,
        detail: Option<&str>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let channel = channel.to_owned();
        let detail = detail.map(|d| sql::plain(d).chars().take(500).collect::<String>());
        self.db
            .write(tx!(|tx, channel, detail| {
                heard_in_tx(tx, (&channel, operation), health, detail.as_deref(), now).await
            }))
            .await
    }

    /// Takes the one probe of a channel whose rest is over. False when another job has it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn channel_probe(
        &self,
        channel: &str,
        operation: Operation,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let channel = channel.to_owned();
        self.db
            .write(tx!(|tx, channel| {
                let row = args![channel, operation.as_str(), now.plus_ms(PROBE_MS).0, now.0];
                Ok(tx.exec(PROBE, row).await? == 1)
            }))
            .await
    }

    /// An administrator drains a channel or lets it rest, or with `None` lets jobs come again and forgets its rests;
    /// `reason` is what they wrote about it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn channel_hand(
        &self,
        actor: &Actor,
        channel: &str,
        (hand, reason): (Option<Hand>, &str),
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let (actor, channel) = (*actor, sql::plain(channel).into_owned());
        let reason = sql::plain(reason).into_owned();
        self.db
            .write(tx!(|tx, channel, reason| {
                let key = channel.as_str();
                match hand {
                    Some(Hand::Draining) => {
                        tx.exec(HAND, args![key, "draining", None::<i64>, now.0]).await?;
                    }
                    Some(Hand::Resting(until)) => {
                        tx.exec(HAND, args![key, "resting", until.0, now.0]).await?;
                    }
                    None => {
                        tx.exec(UNHAND, args![key]).await?;
                        tx.exec(UNREST, args![key]).await?;
                    }
                }
                let after = match hand {
                    Some(Hand::Draining) => "draining",
                    Some(Hand::Resting(_)) => "resting",
                    None => "active",
                };
                let line = Line {
                    actor: Some(actor.user_id),
                    action: "channel.hand",
                    subject: key,
                    reason: &reason,
                    before: None,
                    after: Some(after.to_owned()),
                };
                audit::record_in_tx(tx, line, now).await?;
                sql::wake_channels(tx).await?;
                Ok(())
            }))
            .await
    }

    /// What the attempts since `since` came to, by channel, operation and outcome, and how many are under way by
    /// channel.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn channel_figures(
        &self,
        since: Timestamp,
    ) -> Result<(Vec<ChannelFigure>, Vec<(String, i64)>), StoreError> {
        self.db
            .read(tx!(|tx| {
                let figures = tx.all(FIGURES, args![since.0]).await?;
                let running = tx.all(RUNNING, args![since.0]).await?;
                Ok::<_, StoreError>((figures, running))
            }))
            .await
    }
}

/// Keeps what was told about a channel; what follows from it is the domain's to say.
pub(crate) async fn heard_in_tx(
    tx: &mut Tx<'_>,
    (channel, operation): (&str, Operation),
    health: Health,
    detail: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let found: Option<ChannelStanding> = tx.optional(STANDING, args![channel, operation.as_str()]).await?;
    let before = found.as_ref().map_or_else(Standing::default, |f| f.standing);
    let after = before.after(health, now);
    if after == before {
        return Ok(());
    }
    if after == Standing::default() {
        tx.exec(WELL, args![channel, operation.as_str()]).await?;
    } else {
        let row = args![
            channel,
            operation.as_str(),
            after.failures,
            after.rests,
            after.rest.map(|(until, _)| until.0),
            after.rest.map(|(_, reason)| reason.as_str()),
            after.probe_until.map(|until| until.0),
            detail,
            now.0
        ];
        tx.exec(STAND, row).await?;
    }
    sql::wake_channels(tx).await?;
    Ok(())
}
