//! The models on offer, as rows: the door quotes from them without knowing any engine.

use crate::{
    Store, StoreError,
    sql::{json, texts, to_json, tx},
};
use easel_db::{DbError, FromRow, Row, args};
use easel_domain::{Catalogue, Lane, Model, Timestamp};

texts! {
    CLEAR = "update model set enabled = 0";
    UPSERT = "insert into model (name, position, enabled, definition, applied_at, lane, engine) values ($1, $2, $3, $4, $5, $6, $7)
              on conflict (name) do update set position = excluded.position, enabled = excluded.enabled,
                definition = excluded.definition, applied_at = excluded.applied_at, lane = excluded.lane, engine = excluded.engine";
    LIST = "select definition, engine from model where enabled = 1 order by position, name";
    ONE = "select definition from model where name = $1 and enabled = 1";
}

/// A model read from its row.
pub(crate) struct ModelRow(pub(crate) Model);

impl FromRow for ModelRow {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        json(row).map(Self)
    }
}

/// A model on offer.
pub struct OfferedModel {
    /// What it can do and what it costs.
    pub model: Model,
    /// The kind of generator behind its first way.
    pub engine: String,
}

impl FromRow for OfferedModel {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self { model: json(row)?, engine: row.next()? })
    }
}

impl Store {
    /// Makes the catalogue what is offered from now on; models it no longer names are offered no more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn catalogue_apply(&self, catalogue: &Catalogue, now: Timestamp) -> Result<(), StoreError> {
        let models: Vec<(Model, String)> =
            catalogue.models.iter().map(|m| (m.clone(), catalogue.engine_of(m).to_owned())).collect();
        self.db
            .write(tx!(|tx, models| {
                tx.exec(CLEAR, &[]).await?;
                for (position, (model, engine)) in (0_i64..).zip(&models) {
                    let (definition, lane) = (to_json(model)?, Lane::of_engine(engine).as_str());
                    let row = args![
                        model.name.as_str(),
                        position,
                        model.enabled,
                        definition,
                        now.0,
                        lane,
                        engine.as_str()
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
