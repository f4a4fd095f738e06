//! The models on offer, as rows: the door quotes from them without knowing any engine.

use crate::{
    Elsewhere, Store, StoreError, asks_inside,
    sql::{json, to_json},
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{
    Catalogue, Lane, Model, Operation, Timestamp,
    model::{Channel, ChannelState},
};

texts! {
    CLEAR = "update model set enabled = 0";
    UPSERT = "insert into model (name, position, enabled, definition, applied_at, lane, engine, lent) values ($1, $2, $3, $4, $5, $6, $7, $8)
              on conflict (name) do update set position = excluded.position, enabled = excluded.enabled,
                definition = excluded.definition, applied_at = excluded.applied_at, lane = excluded.lane, engine = excluded.engine,
                lent = excluded.lent";
    LIST = "select definition, engine, lent from model where enabled = 1 order by position, name";
    ONE = "select definition from model where name = $1 and enabled = 1";
}

/// A model read from its row.
pub(crate) struct ModelRow(pub(crate) Model);

/// A model that is on offer, by its name.
///
/// # Errors
/// When the database fails.
pub async fn offered_in_tx(tx: &mut Tx<'_>, name: &str) -> Result<Option<Model>, DbError> {
    let row: Option<ModelRow> = tx.optional(ONE, args![name]).await?;
    Ok(row.map(|ModelRow(model)| model))
}

impl FromRow for ModelRow {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        json(row).map(Self)
    }
}

/// A model on offer.
#[derive(Clone)]
pub struct OfferedModel {
    /// What it can do and what it costs.
    pub model: Model,
    /// The kind of generator behind its first way.
    pub engine: String,
    /// Keys of those of its channels whose pictures lent workers make.
    pub lent: Vec<String>,
}

impl OfferedModel {
    /// Where a job goes on without lent workers, if the house has a way of its own for this.
    #[must_use]
    pub fn inside(&self, operation: Operation) -> Option<Elsewhere> {
        let ours = |c: &&Channel| {
            c.state == ChannelState::Active
                && c.operations.contains(&operation)
                && !self.lent.contains(&c.key())
        };
        self.model.channels.iter().find(ours)?;
        let asks = asks_inside(&self.model.name, operation);
        Some(Elsewhere { lane: Lane::of_engine(&self.engine), asks })
    }
}

impl FromRow for OfferedModel {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self { model: json(row)?, engine: row.next()?, lent: json(row)? })
    }
}

impl Store {
    /// Makes the catalogue what is offered from now on; models it no longer names are offered no more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn catalogue_apply(&self, catalogue: &Catalogue, now: Timestamp) -> Result<(), StoreError> {
        let models: Vec<OfferedModel> = catalogue
            .models
            .iter()
            .map(|model| OfferedModel {
                model: model.clone(),
                engine: catalogue.engine_of(model).to_owned(),
                lent: catalogue.lent(model).map(Channel::key).collect(),
            })
            .collect();
        self.db
            .write(tx!(|tx, models| {
                tx.exec(CLEAR, &[]).await?;
                for (position, OfferedModel { model, engine, lent }) in (0_i64..).zip(&models) {
                    let (definition, lane) = (to_json(model)?, Lane::of_engine(engine).as_str());
                    let row = args![
                        model.name.as_str(),
                        position,
                        model.enabled,
                        definition,
                        now.0,
                        lane,
                        engine.as_str(),
                        to_json(lent)?
                    ];
                    tx.exec(UPSERT, row).await?;
                }
                Ok(())
            }))
            .await
    }

    /// What is offered, in the picker's order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn model_list(&self) -> Result<Vec<OfferedModel>, StoreError> {
        self.db.read(tx!(|tx| { Ok::<_, StoreError>(tx.all(LIST, &[]).await?) })).await
    }
}
