//! Looks: begun, lasting, ended, and read by whose account it is.

use crate::Inspections;
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{
    Actor, InspectionId, NoticeKind, Permission, Role, Timestamp, UserId, inspection::LASTS_MS,
};
use easel_store::{
    StoreError, audit, from_db,
    notice::{NewNotice, notice_put_in_tx},
    sql::{moment, parsed, word},
};
use thiserror::Error;

texts! {
    /// Two looks of one person at one account take turns here, and nobody becomes more than they were meanwhile.
    LOCK = "select role from user_account where id = $1 and deleted_at is null /*pg: for no key update*/";
    /// The role of whose account it is may have changed since: it is asked again each time.
    LIVE = "select i.id, i.person_id, i.role, i.reason, i.at, i.until_at, u.role from inspection i join user_account u on u.id = i.person_id
            where i.actor_id = $1 and i.person_id = $2 and i.until_at > $3 and u.deleted_at is null order by i.until_at desc limit 1";
    INSERT = "insert into inspection (id, person_id, actor_id, role, reason, at, until_at) values ($1, $2, $3, $4, $5, $6, $7)";
    END = "update inspection set until_at = $3 where actor_id = $1 and person_id = $2 and until_at > $3";
    OWN = "select i.id, i.role, i.reason, i.at, i.until_at, case when u.deleted_at is null then u.name end
           from inspection i join user_account u on u.id = i.actor_id
           where i.person_id = $1 and (i.at, i.id) < ($2, $3) order by i.at desc, i.id desc limit $4";
}

/// A look about to be begun.
#[derive(Clone, Debug)]
pub struct NewInspection {
    /// Its id.
    pub id: InspectionId,
    /// Why; the person reads it.
    pub reason: String,
}

/// A look that lasts.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// Its id.
    pub id: InspectionId,
    /// At whose account.
    pub person: UserId,
    /// As what whoever looks began it.
    pub role: Role,
    /// Why.
    pub reason: String,
    /// Since when.
    pub at: Timestamp,
    /// Until when.
    pub until: Timestamp,
}

impl Inspection {
    /// With whose eyes the account is read: those of its owner, and none of their roles.
    #[must_use]
    pub const fn theirs(&self) -> Actor {
        Actor { user_id: self.person, role: Role::User }
    }
}

/// A look, and what its person is in the studio by now.
struct Live(Inspection, Role);

impl FromRow for Live {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let look = Inspection {
            id: parsed(row)?,
            person: parsed(row)?,
            role: word(row, Role::parse)?,
            reason: row.next()?,
            at: moment(row)?,
            until: moment(row)?,
        };
        Ok(Self(look, word(row, Role::parse)?))
    }
}

/// A look as its person reads it.
#[derive(Clone, Debug)]
pub struct Looked {
    /// Its id.
    pub id: InspectionId,
    /// As what somebody looked.
    pub role: Role,
    /// Why.
    pub reason: String,
    /// When it began.
    pub at: Timestamp,
    /// Until when they might look.
    pub until: Timestamp,
    /// What they are called, where people meet those of their role by name, and they are still there.
    pub name: Option<String>,
}

impl FromRow for Looked {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let (id, role) = (parsed(row)?, word(row, Role::parse)?);
        let (reason, at, until) = (row.next()?, moment(row)?, moment(row)?);
        let name: Option<String> = row.next()?;
        Ok(Self { id, role, reason, at, until, name: name.filter(|_| role.is_met_by_name()) })
    }
}

/// Why somebody can't look.
#[derive(Debug, Error)]
pub enum InspectionError {
    /// There is nobody like that.
    #[error("there is nobody with this id")]
    Missing,
    /// Not this role's to look at.
    #[error("not allowed")]
    Forbidden,
    /// Their own account is before them anyway.
    #[error("one's own account")]
    Own,
    /// The house's fault.
    #[error("looking at an account failed")]
    Store(#[from] StoreError),
}
from_db!(InspectionError);

impl Inspections {
    /// Begins a look: writes down who looks and why, for the audit log and for the person, who is told at once. While one
    /// lasts, that one is answered and nothing is written.
    ///
    /// # Errors
    /// [`InspectionError`]; nobody looks then.
    pub async fn begin(
        &self,
        actor: &Actor,
        person: UserId,
        new: NewInspection,
        now: Timestamp,
    ) -> Result<Inspection, InspectionError> {
        let by = *actor;
        if !by.may(Permission::Inspect) {
            return Err(InspectionError::Forbidden);
        }
        if by.user_id == person {
            return Err(InspectionError::Own);
        }
        self.db.write(tx!(|tx, new| { begin_in_tx(tx, by, person, new, now).await })).await
    }

    /// The look of this member of staff at this account, if one lasts and is still theirs to have.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn live(
        &self,
        actor: &Actor,
        person: UserId,
        now: Timestamp,
    ) -> Result<Option<Inspection>, StoreError> {
        let by = *actor;
        self.db.read(tx!(|tx| { live_in_tx(tx, by, person, now).await })).await
    }

    /// Ends a look before its time. Again changes nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end(&self, actor: &Actor, person: UserId, now: Timestamp) -> Result<(), StoreError> {
        let by = actor.user_id;
        self.db
            .write(tx!(|tx| {
                Ok(tx.exec(END, args![by.to_string(), person.to_string(), now.0]).await.map(drop)?)
            }))
            .await
    }

    /// Who looked at the actor's own account, the last first, after a place.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn own(
        &self,
        actor: &Actor,
        after: Option<(Timestamp, InspectionId)>,
        limit: u32,
    ) -> Result<Vec<Looked>, StoreError> {
        let person = actor.user_id.to_string();
        let (at, id) = after.map_or((i64::MAX, String::new()), |(at, id)| (at.0, id.to_string()));
        self.db.read(tx!(|tx, person, id| { Ok(tx.all(OWN, args![person, at, id, limit]).await?) })).await
    }
}

async fn begin_in_tx(
    tx: &mut Tx<'_>,
    by: Actor,
    person: UserId,
    new: NewInspection,
    now: Timestamp,
) -> Result<Inspection, InspectionError> {
    let key = person.to_string();
    let found: Option<(String,)> = tx.optional(LOCK, args![key.as_str()]).await?;
    let (role,) = found.ok_or(InspectionError::Missing)?;
    if !Role::parse(&role).is_some_and(|whom| by.role.may_inspect(whom)) {
        return Err(InspectionError::Forbidden);
    }
    if let Some(live) = live_in_tx(tx, by, person, now).await? {
        return Ok(live);
    }
    let NewInspection { id, reason } = new;
    let until = now.plus_ms(LASTS_MS);
    let row = args![
        id.to_string(),
        key.as_str(),
        by.user_id.to_string(),
        by.role.as_str(),
        reason.as_str(),
        now.0,
        until.0
    ];
    tx.exec(INSERT, row).await?;
    let line = audit::Line {
        actor: Some(by.user_id),
        action: "user.inspect",
        subject: &key,
        reason: &reason,
        before: None,
        after: None,
    };
    audit::record_in_tx(tx, line, now).await?;
    let told =
        NewNotice { subject: Some(id.to_string()), ..NewNotice::of(person, NoticeKind::AccountInspected) };
    notice_put_in_tx(tx, told, now).await?;
    Ok(Inspection { id, person, role: by.role, reason, at: now, until })
}

async fn live_in_tx(
    tx: &mut Tx<'_>,
    by: Actor,
    person: UserId,
    now: Timestamp,
) -> Result<Option<Inspection>, StoreError> {
    let row = args![by.user_id.to_string(), person.to_string(), now.0];
    let found: Option<Live> = tx.optional(LIVE, row).await?;
    Ok(found.filter(|Live(_, whom)| by.role.may_inspect(*whom)).map(|Live(look, _)| look))
}
