//! How the studio presents itself. Everybody needs its name all the time and it changes once a month, so each process
//! has it at hand and looks every few seconds whether another one changed it.

use crate::{
    BlobRef, Store, StoreError,
    audit::{self, Line},
    from_db,
    input::size_in_tx,
    sql::{json, to_json},
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{
    Actor, AssetId, Branding, Timestamp,
    branding::{self, InvalidBranding},
};
use std::sync::{Arc, PoisonError, RwLock};
use thiserror::Error;

texts! {
    NEWEST = "select version, branding from branding order by version desc limit 1";
    INSERT = "insert into branding (version, branding, made_at) values ($1, $2, $3) on conflict (version) do nothing";
    /// What the studio shows of itself is everybody's to see.
    PICTURE = "select name, hash, bytes, mime, cast(null as text) from asset_blob where asset_id = $1 and variant = $2";
}

/// What a process has at hand.
#[derive(Default)]
pub(crate) struct Face(RwLock<Known>);

#[derive(Default)]
struct Known {
    /// What the configuration says, until an administrator says something else.
    configured: Arc<Branding>,
    kept: Option<(i64, Arc<Branding>)>,
}

impl Face {
    fn now(&self) -> (i64, Arc<Branding>) {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.kept.clone().unwrap_or_else(|| (0, known.configured.clone()))
    }

    /// An older one changes nothing: readings may overtake each other.
    fn take(&self, kept: KeptBranding) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if known.kept.as_ref().is_none_or(|(version, _)| *version < kept.version) {
            known.kept = Some((kept.version, Arc::new(kept.branding)));
        }
    }
}

/// The studio's branding with the number of its version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptBranding {
    /// How often it was changed; 0 is what the configuration says.
    pub version: i64,
    /// What it is.
    pub branding: Branding,
}

impl FromRow for KeptBranding {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self { version: row.next()?, branding: json(row)? })
    }
}

/// Why a branding was not kept.
#[derive(Debug, Error)]
pub enum BrandingError {
    /// A field doesn't fit.
    #[error("the branding doesn't fit")]
    Invalid(#[from] InvalidBranding),
    /// Somebody else changed it meanwhile.
    #[error("it was changed meanwhile")]
    Conflict,
    /// The house's fault.
    #[error("keeping the branding failed")]
    Store(#[from] StoreError),
}
from_db!(BrandingError);

impl Store {
    /// How the studio presents itself, as this process knows it.
    #[must_use]
    pub fn branding(&self) -> Arc<Branding> {
        self.face.now().1
    }

    /// The same with its version, for whoever is about to change it.
    #[must_use]
    pub fn branding_kept(&self) -> KeptBranding {
        let (version, branding) = self.face.now();
        KeptBranding { version, branding: Branding::clone(&branding) }
    }

    /// What holds until an administrator says something else.
    pub fn branding_configure(&self, branding: Branding) {
        let mut known = self.face.0.write().unwrap_or_else(PoisonError::into_inner);
        known.configured = Arc::new(branding);
    }

    /// Looks whether another process changed it.
    ///
    /// # Errors
    /// When the database fails; what is known stays then.
    pub async fn branding_refresh(&self) -> Result<(), StoreError> {
        let newest: Option<KeptBranding> =
            self.db.read(tx!(|tx| { Ok::<_, StoreError>(tx.optional(NEWEST, &[]).await?) })).await?;
        if let Some(newest) = newest {
            self.face.take(newest);
        }
        Ok(())
    }

    /// Makes this the studio's branding, on the record. `version` is the one that was changed. New pictures are the
    /// administrator's own.
    ///
    /// # Errors
    /// [`BrandingError`]; nothing is changed then.
    pub async fn branding_put(
        &self,
        actor: &Actor,
        version: i64,
        branding: Branding,
        now: Timestamp,
    ) -> Result<KeptBranding, BrandingError> {
        let branding = branding.checked()?;
        let (by, configured) = (*actor, self.branding_kept());
        let kept = self
            .db
            .write(tx!(|tx, branding, configured| {
                let newest: Option<KeptBranding> = tx.optional(NEWEST, &[]).await?;
                let before = newest.unwrap_or(KeptBranding { version: 0, ..configured });
                if before.version != version {
                    return Err(BrandingError::Conflict);
                }
                let owner = by.user_id.to_string();
                pictures_are_there_in_tx(tx, &owner, &before.branding, &branding).await?;
                let after = to_json(&branding)?;
                if tx.exec(INSERT, args![version + 1, after.as_str(), now.0]).await? == 0 {
                    return Err(BrandingError::Conflict);
                }
                let line = Line {
                    actor: Some(by.user_id),
                    action: "branding.write",
                    subject: "studio",
                    reason: "",
                    before: Some(to_json(&before.branding)?),
                    after: Some(after),
                };
                audit::record_in_tx(tx, line, now).await?;
                Ok(KeptBranding { version: version + 1, branding })
            }))
            .await?;
        self.face.take(kept.clone());
        Ok(kept)
    }

    /// A file of a picture the studio shows of itself; `None` for any other picture.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn branding_picture(
        &self,
        id: AssetId,
        variant: crate::Variant,
    ) -> Result<Option<BlobRef>, StoreError> {
        let branding = self.branding();
        if branding.logo != Some(id) && !branding.pictures.contains(&id) {
            return Ok(None);
        }
        let (id, variant) = (id.to_string(), variant.as_str());
        self.db.read(tx!(|tx, id| { Ok(tx.optional(PICTURE, args![id, variant]).await?) })).await
    }
}

/// Pictures that were there before may be another administrator's.
async fn pictures_are_there_in_tx(
    tx: &mut Tx<'_>,
    owner: &str,
    before: &Branding,
    after: &Branding,
) -> Result<(), BrandingError> {
    if let Some(logo) = after.logo.filter(|_| after.logo != before.logo)
        && size_in_tx(tx, owner, logo).await?.is_none()
    {
        return Err(InvalidBranding::Logo.into());
    }
    for picture in after.pictures.iter().take(branding::PICTURES_MAX) {
        if !before.pictures.contains(picture) && size_in_tx(tx, owner, *picture).await?.is_none() {
            return Err(InvalidBranding::Pictures.into());
        }
    }
    Ok(())
}
