//! What a picture was made from, what was made from it, and what was made along with it.

use crate::{Asset, Store, StoreError, asset::select_asset};
use easel_db::{args, texts, tx};
use easel_domain::{Actor, AssetId};

texts! {
    OWNED = "select 1 from asset where id = $1 and owner_id = $2";
    /// Without masks, whose places lie below zero.
    PARENTS = select_asset!("asset a", "where a.owner_id = $2 and a.trashed_at is null and a.no >= 0
        and a.id in (select p.parent_id from asset_parent p where p.child_id = $1) order by a.no desc limit 100");
    CHILDREN = select_asset!("asset a", "where a.owner_id = $2 and a.trashed_at is null
        and a.id in (select p.child_id from asset_parent p where p.parent_id = $1) order by a.no desc limit 100");
    SIBLINGS = select_asset!("asset a", "where a.owner_id = $2 and a.trashed_at is null and a.id <> $1
        and a.generation_id = (select s.generation_id from asset s where s.id = $1) order by a.no limit 100");
}

/// A picture's family, as far as it is there and not in the trash; a hundred of each at most.
#[derive(Clone, Debug)]
pub struct Lineage {
    /// Its source, the picture of its mask and its references.
    pub parents: Vec<Asset>,
    /// What it was one of these for.
    pub children: Vec<Asset>,
    /// The others of its generation.
    pub siblings: Vec<Asset>,
}

impl Store {
    /// The family of one of the actor's pictures.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn asset_lineage(&self, actor: &Actor, id: AssetId) -> Result<Option<Lineage>, StoreError> {
        let (id, owner) = (id.to_string(), actor.user_id.to_string());
        self.db
            .read(tx!(|tx, id, owner| {
                let args = args![id, owner];
                if tx.optional::<(i64,)>(OWNED, args).await?.is_none() {
                    return Ok(None);
                }
                let parents = tx.all(PARENTS, args).await?;
                let children = tx.all(CHILDREN, args).await?;
                Ok(Some(Lineage { parents, children, siblings: tx.all(SIBLINGS, args).await? }))
            }))
            .await
    }
}
