//! What gateways tell by themselves. Written down before it is answered, so that nothing that was taken is lost; dealt
//! with once, in the transaction of its effect.

use crate::Till;
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{Gateway, GatewayEvent, Timestamp, checkout::try_after_ms};
use easel_store::{
    StoreError,
    sql::{moment, plain, word},
};

texts! {
    INSERT = "insert into gateway_event (gateway, event_id, kind, object_id, intent_id, reference, at, received_at, look_at)
              values ($1, $2, $3, $4, $5, $6, $7, $8, $8) on conflict do nothing";
    DUE = "select gateway, event_id, kind, object_id, intent_id, reference, at, looks from gateway_event
           where handled_at is null and look_at <= $1 and received_at > $2 order by look_at limit $3 /*pg: for update skip locked*/";
    LOOK = "update gateway_event set looks = looks + 1, look_at = $3 where gateway = $1 and event_id = $2";
    CLOSE = "update gateway_event set handled_at = $3 where gateway = $1 and event_id = $2 and handled_at is null";
    SWEEP = "delete from gateway_event where received_at < $1";
}

/// What could not be dealt with for so long is given up; asking about what is under way goes on by itself.
const GIVE_UP_MS: i64 = 7 * 24 * 3_600_000;
/// Longer than any gateway tells the same thing again.
const REMEMBERED_MS: i64 = 40 * 24 * 3_600_000;

struct Due(GatewayEvent, i64);

impl FromRow for Due {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let event = GatewayEvent {
            gateway: word(row, Gateway::parse)?,
            id: row.next()?,
            kind: row.next()?,
            object_id: row.next()?,
            intent_id: row.next()?,
            reference: row.next()?,
            at: moment(row)?,
        };
        Ok(Self(event, row.next()?))
    }
}

pub(crate) async fn close_in_tx(
    tx: &mut Tx<'_>,
    gateway: Gateway,
    event: Option<&str>,
    now: Timestamp,
) -> Result<(), DbError> {
    if let Some(event) = event {
        tx.exec(CLOSE, args![gateway.as_str(), event, now.0]).await?;
    }
    Ok(())
}

pub(crate) async fn sweep_in_tx(tx: &mut Tx<'_>, now: Timestamp) -> Result<(), DbError> {
    tx.exec(SWEEP, args![now.plus_ms(-REMEMBERED_MS).0]).await.map(|_| ())
}

impl Till {
    /// Takes what a gateway told, to be dealt with; false when it told it before.
    ///
    /// # Errors
    /// When the database fails; the gateway must not be told that it was taken then.
    pub async fn gateway_event_take(&self, event: GatewayEvent, now: Timestamp) -> Result<bool, StoreError> {
        self.db
            .write(tx!(|tx, event| {
                let row = args![
                    event.gateway.as_str(),
                    plain(&event.id),
                    plain(&event.kind),
                    plain(&event.object_id),
                    event.intent_id.as_deref().map(plain),
                    event.reference.as_deref().map(plain),
                    event.at.0,
                    now.0
                ];
                Ok(tx.exec(INSERT, row).await? == 1)
            }))
            .await
    }

    /// What was told and not dealt with, whose turn it is. Each is given to one asker; should nothing come of it, its
    /// turn comes again, ever later.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn gateway_events_due(
        &self,
        limit: u32,
        now: Timestamp,
    ) -> Result<Vec<GatewayEvent>, StoreError> {
        self.db
            .write(tx!(|tx| {
                let row = args![now.0, now.plus_ms(-GIVE_UP_MS).0, limit];
                let due: Vec<Due> = tx.all(DUE, row).await?;
                let mut events = Vec::new();
                for Due(event, looks) in due {
                    let next = now.plus_ms(try_after_ms(looks)).0;
                    tx.exec(LOOK, args![event.gateway.as_str(), event.id.as_str(), next]).await?;
                    events.push(event);
                }
                Ok(events)
            }))
            .await
    }

    /// Notes that something a gateway told needs nothing more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn gateway_event_close(&self, event: &GatewayEvent, now: Timestamp) -> Result<(), StoreError> {
        let (gateway, id) = (event.gateway, Some(event.id.clone()));
        self.db.write(tx!(|tx, id| { Ok(close_in_tx(tx, gateway, id.as_deref(), now).await?) })).await
    }
}
