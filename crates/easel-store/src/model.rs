//! The models on offer, as rows: the door quotes from them without knowing any engine.

use crate::{
    Store, StoreError,
    sql::{json, texts, to_json, tx},
};
use easel_db::{DbError, FromRow, Row, args};
use easel_domain::{Catalogue, Model, Timestamp};

texts! {
    CLEAR = "update model set enabled = 0";
    UPSERT = "insert into model (name, position, enabled, definition, applied_at) values ($1, $2, $3, $4, $5)
              on conflict (name) do update set position = excluded.position, enabled = excluded.enabled,
                definition = excluded.definition, applied_at = excluded.applied_at";
    LIST = "select definition from model where enabled = 1 order by position, name";
    ONE = "select definition from model where name = $1 and enabled = 1";
}

/// A model read from its row.
pub(crate) struct ModelRow(pub(crate) Model);

impl FromRow for ModelRow {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        json(row).map(Self)
    }
}

impl Store {
    /// Makes the catalogue what is offered from now on; models it no longer names are offered no more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn catalogue_apply(&self, catalogue: &Catalogue, now: Timestamp) -> Result<(), StoreError> {
        let models = catalogue.models.clone();
        self.db
            .write(tx!(|tx, models| {
                tx.exec(CLEAR, &[]).await?;
                for (position, model) in (0_i64..).zip(&models) {
                    let definition = to_json(model)?;
                    tx.exec(UPSERT, args![model.name.as_str(), position, model.enabled, definition, now.0])
                        .await?;
                }
                Ok(())
            }))
            .await
    }

    /// What is offered, in the picker's order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn model_list(&self) -> Result<Vec<Model>, StoreError> {
        let rows: Vec<ModelRow> =
            self.db.read(tx!(|tx| { Ok::<_, StoreError>(tx.all(LIST, &[]).await?) })).await?;
        Ok(rows.into_iter().map(|ModelRow(model)| model).collect())
    }
}
