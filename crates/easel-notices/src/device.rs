//! Browsers that asked to be told, and with what the studio shows push services who it is.

use crate::Notices;
use easel_db::{DbError, FromRow, Row, args, texts, tx};
use easel_domain::{Actor, PushDeviceId, SessionId, Timestamp};
use easel_store::{
    StoreError, from_db,
    sql::{moment, parsed},
};
use thiserror::Error;

texts! {
    KEY = "select public, sealed from push_key";
    /// Two processes that begin at once end with one: whoever is second takes the first one's.
    KEEP_KEY = "insert into push_key (id, public, sealed, made_at) values (1, $1, $2, $3) on conflict (id) do nothing";
    COUNT = "select count(*) from push_device where owner_id = $1 and endpoint <> $2";
    /// One browser is one device, whoever sits before it.
    FREE = "delete from push_device where endpoint = $1";
    ADD = "insert into push_device (id, owner_id, session_id, endpoint, p256dh, auth, made_at) values ($1, $2, $3, $4, $5, $6, $7)";
    LIST = "select d.id, d.session_id, s.user_agent, d.made_at from push_device d join session s on s.id = d.session_id
            where d.owner_id = $1 order by d.made_at desc, d.id desc";
    DROP = "delete from push_device where id = $1 and owner_id = $2";
}

/// Most devices of one person.
const DEVICES_MAX: i64 = 20;

/// With what the studio shows push services who it is (RFC 8292).
#[derive(Clone)]
pub struct PushKey {
    /// For browsers.
    pub public: String,
    /// The other half, sealed.
    pub sealed: String,
}

/// A browser that asks to be told. Has no `Debug`: whoever knows all of it could tell it something.
#[derive(Clone)]
pub struct NewDevice {
    /// Its id.
    pub id: PushDeviceId,
    /// Where its push service takes what is for it.
    pub endpoint: String,
    /// Its public key.
    pub p256dh: String,
    /// What only it and the studio know.
    pub auth: String,
}

/// A browser that is told.
#[derive(Clone, Debug)]
pub struct Device {
    /// Its id.
    pub id: PushDeviceId,
    /// In which session it asked.
    pub session: SessionId,
    /// What it called itself then.
    pub user_agent: String,
    /// Since when.
    pub made_at: Timestamp,
}

impl FromRow for Device {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self { id: parsed(row)?, session: parsed(row)?, user_agent: row.next()?, made_at: moment(row)? })
    }
}

/// Why a browser is not told.
#[derive(Debug, Error)]
pub enum DeviceError {
    /// One person has that many.
    #[error("too many devices")]
    TooMany {
        /// Most there may be.
        max: i64,
    },
    /// The house's fault.
    #[error("a device could not be kept")]
    Store(#[from] StoreError),
}
from_db!(DeviceError);

impl Notices {
    /// With what the studio shows who it is, if that is made.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn push_key(&self) -> Result<Option<PushKey>, StoreError> {
        let row: Option<(String, String)> =
            self.db.read(tx!(|tx| { Ok::<_, StoreError>(tx.optional(KEY, &[]).await?) })).await?;
        Ok(row.map(|(public, sealed)| PushKey { public, sealed }))
    }

    /// Keeps a key unless there is one. The one that counts from now on is returned.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn push_key_keep(&self, key: PushKey, now: Timestamp) -> Result<PushKey, StoreError> {
        self.db
            .write(tx!(|tx, key| {
                tx.exec(KEEP_KEY, args![key.public, key.sealed, now.0]).await?;
                let (public, sealed): (String, String) = tx.one(KEY, &[]).await?;
                Ok(PushKey { public, sealed })
            }))
            .await
    }

    /// Tells a browser from now on, as long as its session lasts. The same browser again replaces what was known of it.
    ///
    /// # Errors
    /// [`DeviceError`]; nothing is changed then.
    pub async fn device_add(
        &self,
        actor: &Actor,
        session: SessionId,
        new: NewDevice,
        now: Timestamp,
    ) -> Result<(), DeviceError> {
        let owner = actor.user_id;
        self.db
            .write(tx!(|tx, new| {
                let owner = owner.to_string();
                let (others,): (i64,) = tx.one(COUNT, args![owner.as_str(), new.endpoint.as_str()]).await?;
                if others >= DEVICES_MAX {
                    return Err(DeviceError::TooMany { max: DEVICES_MAX });
                }
                tx.exec(FREE, args![new.endpoint.as_str()]).await?;
                let (id, session) = (new.id.to_string(), session.to_string());
                let row = args![id, owner, session, new.endpoint, new.p256dh, new.auth, now.0];
                tx.exec(ADD, row).await?;
                Ok(())
            }))
            .await
    }

    /// Somebody's browsers that are told, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn devices(&self, actor: &Actor) -> Result<Vec<Device>, StoreError> {
        let owner = actor.user_id.to_string();
        self.db.read(tx!(|tx, owner| { Ok(tx.all(LIST, args![owner]).await?) })).await
    }

    /// Tells a browser nothing any more. False when it isn't the actor's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn device_drop(&self, actor: &Actor, id: PushDeviceId) -> Result<bool, StoreError> {
        let (owner, id) = (actor.user_id.to_string(), id.to_string());
        self.db.write(tx!(|tx, owner, id| { Ok(tx.exec(DROP, args![id, owner]).await? == 1) })).await
    }
}
