//! People as those who run the studio see them: found, given roles, suspended and let in again.

use crate::{
    Store, StoreError, audit, from_db, job,
    session::end_others_in_tx,
    sql::{self, moment, moment_or_null, parsed, word},
    user::spoil_resets_in_tx,
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{Actor, GenerationId, GenerationState, Language, Permission, Role, Timestamp, UserId};
use thiserror::Error;

/// What is read of each person in a list.
macro_rules! brief {
    () => {
        "select u.id, u.email, u.name, u.role, u.created_at, u.verified_at, u.suspended_at, u.suspended_reason,
           w.available_plan + w.available_bonus + w.available_bought, w.held_plan + w.held_bonus + w.held_bought
         from user_account u join wallet w on w.user_id = u.id"
    };
}

texts! {
    LIST = concat!(brief!(), " where u.deleted_at is null and (u.created_at, u.id) < ($1, $2) and ($3 = '' or u.role = $3)
             and ($4 = 0 or (u.suspended_at is not null and $4 = 1) or (u.suspended_at is null and $4 = 2))
             and ($5 = '' or u.id = $6 or lower(u.name) like $5 escape '!' or u.email_key like $5 escape '!')
             order by u.created_at desc, u.id desc limit $7");
    ONE = concat!(brief!(), " where u.id = $1 and u.deleted_at is null");
    MORE = "select language, (select count(*) from session s where s.user_id = u.id and s.expires_at > $2), second_factor_at, leaves_at
            from user_account u where u.id = $1";
    RECENT = "select id, spec_model, state, count, delivered, captured, created_at from generation where owner_id = $1
              order by created_at desc, id desc limit 10";
    /// Nobody else changes this account until the transaction ends.
    LOCK = "select role, case when suspended_at is null then 0 else 1 end from user_account
            where id = $1 and deleted_at is null /*pg: for no key update*/";
    /// In one order, so that two owners who take each other's role away don't wait for each other for ever.
    LOCK_OWNERS = "select id from user_account where role = 'owner' and suspended_at is null
                   and leaves_at is null order by id /*pg: for no key update*/";
    SET_ROLE = "update user_account set role = $2 where id = $1";
    SUSPEND = "update user_account set suspended_at = $2, suspended_reason = $3 where id = $1 and suspended_at is null";
    ADMIT = "update user_account set suspended_at = null, suspended_reason = null where id = $1 and suspended_at is not null";
    UNDER_WAY = "select id from job where owner_id = $1 and kind = 'picture' and state <> 'done' order by id";
}

/// A person in the list of people.
#[derive(Clone, Debug)]
pub struct Person {
    /// Who.
    pub id: UserId,
    /// Their address.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// What they are in the studio.
    pub role: Role,
    /// Since when they have an account.
    pub created_at: Timestamp,
    /// When they showed that the address is theirs.
    pub verified_at: Option<Timestamp>,
    /// Since when they may not come in.
    pub suspended_at: Option<Timestamp>,
    /// Why.
    pub suspended_reason: Option<String>,
    /// Credits free to spend.
    pub available: i64,
    /// Credits set aside.
    pub held: i64,
}

impl FromRow for Person {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            id: parsed(row)?,
            email: row.next()?,
            name: row.next()?,
            role: word(row, Role::parse)?,
            created_at: moment(row)?,
            verified_at: moment_or_null(row)?,
            suspended_at: moment_or_null(row)?,
            suspended_reason: row.next()?,
            available: row.next()?,
            held: row.next()?,
        })
    }
}

/// What somebody asked for last, without their words: those are theirs.
#[derive(Clone, Debug)]
pub struct RecentWork {
    /// Which generation.
    pub id: GenerationId,
    /// With which model.
    pub model: String,
    /// How it stands.
    pub state: GenerationState,
    /// How many pictures were asked for.
    pub count: i64,
    /// How many came.
    pub delivered: i64,
    /// Credits it took.
    pub captured: i64,
    /// When it was asked.
    pub created_at: Timestamp,
}

impl FromRow for RecentWork {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            id: parsed(row)?,
            model: row.next()?,
            state: word(row, GenerationState::parse)?,
            count: row.next()?,
            delivered: row.next()?,
            captured: row.next()?,
            created_at: moment(row)?,
        })
    }
}

/// A person, looked at alone.
#[derive(Clone, Debug)]
pub struct PersonPage {
    /// As in the list.
    pub person: Person,
    /// Which catalogue they read.
    pub language: Language,
    /// How many browsers they are signed in with.
    pub sessions: i64,
    /// Since when they sign in with a second factor, if so.
    pub second_factor_at: Option<Timestamp>,
    /// When their account is deleted, if it is to be.
    pub leaves_at: Option<Timestamp>,
    /// What they asked for last, newest first.
    pub recent: Vec<RecentWork>,
}

/// Which people a list shows.
#[derive(Clone, Debug, Default)]
pub struct PeopleFilter {
    /// Part of a name or address, or an id.
    pub words: String,
    /// Of this role only.
    pub role: Option<Role>,
    /// Only those who are suspended, or only those who aren't.
    pub suspended: Option<bool>,
}

/// Why nothing was changed about somebody.
#[derive(Debug, Error)]
pub enum PersonError {
    /// There is nobody like that.
    #[error("there is nobody with this id")]
    Missing,
    /// Not this role's to decide.
    #[error("not allowed")]
    Forbidden,
    /// Nobody suspends themselves.
    #[error("nobody suspends themselves")]
    Own,
    /// A studio has an owner who may come in, always.
    #[error("the studio would be without an owner")]
    LastOwner,
    /// The house's fault.
    #[error("changing an account failed")]
    Store(#[from] StoreError),
}
from_db!(PersonError);

impl Store {
    /// People, newest first, after the place `after`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn people(
        &self,
        filter: PeopleFilter,
        after: Option<(Timestamp, UserId)>,
        limit: u32,
    ) -> Result<Vec<Person>, StoreError> {
        let words = sql::plain(filter.words.trim()).to_lowercase();
        let like = sql::like(&words);
        let (at, id) = after.map_or((i64::MAX, String::new()), |(at, id)| (at.0, id.to_string()));
        let role = filter.role.map_or("", Role::as_str);
        let suspended = filter.suspended.map_or(0_i64, |is| if is { 1 } else { 2 });
        self.db
            .read(tx!(|tx, like, words, id| {
                Ok(tx.all(LIST, args![at, id, role, suspended, like, words, limit]).await?)
            }))
            .await
    }

    /// One person, with what helps to help them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn person_get(&self, id: UserId, now: Timestamp) -> Result<Option<PersonPage>, StoreError> {
        let id = id.to_string();
        self.db
            .read(tx!(|tx, id| {
                let Some(person) = tx.optional::<Person>(ONE, args![id.as_str()]).await? else {
                    return Ok(None);
                };
                let (language, sessions, second_factor_at, leaves_at): (
                    String,
                    i64,
                    Option<i64>,
                    Option<i64>,
                ) = tx.one(MORE, args![id.as_str(), now.0]).await?;
                let language = Language::parse(&language).map_err(StoreError::corrupt)?;
                let recent = tx.all(RECENT, args![id]).await?;
                let (second_factor_at, leaves_at) =
                    (second_factor_at.map(Timestamp), leaves_at.map(Timestamp));
                Ok(Some(PersonPage { person, language, sessions, second_factor_at, leaves_at, recent }))
            }))
            .await
    }

    /// Gives a person a role, or takes it away.
    ///
    /// # Errors
    /// [`PersonError`]; nothing is changed then.
    pub async fn person_role_set(
        &self,
        actor: &Actor,
        id: UserId,
        (role, reason): (Role, String),
        now: Timestamp,
    ) -> Result<(), PersonError> {
        if !actor.may(Permission::Roles) {
            return Err(PersonError::Forbidden);
        }
        let by = Some(actor.user_id);
        self.db.write(tx!(|tx, reason| { role_set_in_tx(tx, (by, &reason), id, role, now).await })).await
    }

    /// Shuts somebody out: their sessions end, links to a new password stop working, what they wait for is called off
    /// and its credits are released. Again changes nothing.
    ///
    /// # Errors
    /// [`PersonError`]; nothing is changed then.
    pub async fn person_suspend(
        &self,
        actor: &Actor,
        id: UserId,
        reason: String,
        now: Timestamp,
    ) -> Result<(), PersonError> {
        let by = *actor;
        if by.user_id == id {
            return Err(PersonError::Own);
        }
        self.db
            .write(tx!(|tx, reason| {
                let owners = owners_in_tx(tx).await?;
                suspendable_in_tx(tx, by, id).await?;
                let key = id.to_string();
                if owners == [key.as_str()] {
                    return Err(PersonError::LastOwner);
                }
                if tx.exec(SUSPEND, args![key.as_str(), now.0, reason.as_str()]).await? == 0 {
                    return Ok(());
                }
                spoil_resets_in_tx(tx, &key, now).await?;
                end_others_in_tx(tx, id, None).await?;
                call_off_in_tx(tx, id, now).await?;
                let change = (key.as_str(), "active".to_owned(), "suspended".to_owned());
                Ok(audit::decided_in_tx(tx, by.user_id, ("user.suspend", &reason), change, now).await?)
            }))
            .await
    }

    /// Lets somebody in again. Again changes nothing.
    ///
    /// # Errors
    /// [`PersonError`]; nothing is changed then.
    pub async fn person_admit(
        &self,
        actor: &Actor,
        id: UserId,
        reason: String,
        now: Timestamp,
    ) -> Result<(), PersonError> {
        let by = *actor;
        self.db
            .write(tx!(|tx, reason| {
                suspendable_in_tx(tx, by, id).await?;
                let key = id.to_string();
                if tx.exec(ADMIT, args![key.as_str()]).await? == 0 {
                    return Ok(());
                }
                let change = (key.as_str(), "suspended".to_owned(), "active".to_owned());
                Ok(audit::decided_in_tx(tx, by.user_id, ("user.admit", &reason), change, now).await?)
            }))
            .await
    }
}

/// Gives a person a role, with its line in the log; the same role again leaves none.
pub(crate) async fn role_set_in_tx(
    tx: &mut Tx<'_>,
    (by, reason): (Option<UserId>, &str),
    id: UserId,
    role: Role,
    now: Timestamp,
) -> Result<(), PersonError> {
    let owners = owners_in_tx(tx).await?;
    let key = id.to_string();
    let (before, _) = lock_in_tx(tx, &key).await?;
    if before == role {
        return Ok(());
    }
    if before == Role::Owner && owners.iter().all(|owner| *owner == key) {
        return Err(PersonError::LastOwner);
    }
    tx.exec(SET_ROLE, args![key.as_str(), role.as_str()]).await?;
    let line = audit::Line {
        actor: by,
        action: "user.role",
        subject: &key,
        reason,
        before: Some(before.as_str().to_owned()),
        after: Some(role.as_str().to_owned()),
    };
    Ok(audit::record_in_tx(tx, line, now).await?)
}

/// The owners who may come in; who they are stays so until the transaction ends.
pub(crate) async fn owners_in_tx(tx: &mut Tx<'_>) -> Result<Vec<String>, DbError> {
    let owners: Vec<(String,)> = tx.all(LOCK_OWNERS, &[]).await?;
    Ok(owners.into_iter().map(|(id,)| id).collect())
}

/// Role, and whether they are suspended.
pub(crate) async fn lock_in_tx(tx: &mut Tx<'_>, id: &str) -> Result<(Role, bool), PersonError> {
    let found: Option<(String, i64)> = tx.optional(LOCK, args![id]).await?;
    let (role, suspended) = found.ok_or(PersonError::Missing)?;
    let role = Role::parse(&role).ok_or_else(|| StoreError::corrupt(format!("unknown role {role:?}")))?;
    Ok((role, suspended == 1))
}

async fn suspendable_in_tx(tx: &mut Tx<'_>, by: Actor, id: UserId) -> Result<(), PersonError> {
    let (role, _) = lock_in_tx(tx, &id.to_string()).await?;
    if by.role.may_suspend(role) { Ok(()) } else { Err(PersonError::Forbidden) }
}

/// Calls off every picture somebody waits for.
pub(crate) async fn call_off_in_tx(tx: &mut Tx<'_>, id: UserId, now: Timestamp) -> Result<(), StoreError> {
    let actor = Actor { user_id: id, role: Role::User };
    let under_way: Vec<(String,)> = tx.all(UNDER_WAY, args![id.to_string()]).await?;
    for (generation,) in under_way {
        let generation = generation.parse().map_err(StoreError::corrupt)?;
        job::cancel_in_tx(tx, &actor, generation, now).await?;
    }
    Ok(())
}
