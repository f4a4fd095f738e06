//! What owners do: show a picture, withdraw it, say something against a moderator's no.

use crate::{
    Origin, Showcase, ShowcaseError,
    look::origin_in_tx,
    rules::{ExhibitState, urgency},
    setting,
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{Actor, AssetId, ExhibitId, Spec, Timestamp};
use easel_store::{
    StoreError, search,
    sql::{moment, moment_or_null, parsed, word},
};

/// An exhibit as its owner reads it.
macro_rules! select_own {
    ($rest:literal) => {
        concat!(
            "select e.id, e.asset_id, e.title, e.shows_prompt, e.state, e.shown_at, e.featured_at, e.reason, e.decided_at, e.seen_at,
               e.appeal, e.appeal_open, e.reports, e.risk from exhibit e ",
            $rest
        )
    };
}

texts! {
    OF_ASSET = select_own!("where e.asset_id = $1 and e.owner_id = $2");
    LOCK_OF_ASSET = select_own!("where e.asset_id = $1 and e.owner_id = $2 /*pg: for update*/");
    /// A picture that could be shown: it lies in no trash, is no mask, and is locked so that nobody else shows it just now.
    ASSET = "select a.no, a.kind, g.spec from asset a left join generation g on g.id = a.generation_id
             where a.id = $1 and a.owner_id = $2 and a.trashed_at is null and a.no >= 0 /*pg: for update of a*/";
    NAME = "select public_name from user_account where id = $1";
    SET_NAME = "update user_account set public_name = $2 where id = $1";
    INSERT = "insert into exhibit (id, asset_id, asset_no, owner_id, title, shows_prompt, state, spec_model, spec_style, created_at, shown_at)
              select cast($1 as text), a.id, a.no, a.owner_id, cast($3 as text), cast($4 as bigint), cast($5 as text), a.spec_model, a.spec_style,
                cast($6 as bigint), cast($6 as bigint) from asset a where a.id = $2";
    UPDATE = "update exhibit set title = $2, shows_prompt = $3, state = $4, shown_at = $5,
                featured_at = case when $4 = 'live' then featured_at end where id = $1";
    /// A name that nobody looked at stands on everything its owner shows.
    WAIT_AGAIN = "update exhibit set state = 'waiting', featured_at = null, shown_at = $2 where owner_id = $1 and state = 'live'";
    DROP_WORDS = "delete from exhibit_words where rowid = $1";
    INSERT_WORDS = "insert into exhibit_words (rowid, words) values ($1, cast($2 as text)/*pg:::tsvector*/)";
    WITHDRAW = "update exhibit set state = 'withdrawn', featured_at = null where id = $1 and state in ('waiting', 'live')";
    APPEAL = "update exhibit set appeal = $2, appeal_open = 1, urgency = $3 where id = $1";
    /// What a moderator said no to, and its owner hasn't taken note of.
    NEWS = select_own!("join asset a on a.id = e.asset_id where e.owner_id = $1 and e.decided_at is not null and e.seen_at is null
             and a.trashed_at is null order by e.decided_at desc, e.id desc limit 20");
    SEEN = "update exhibit set seen_at = $3 where asset_id = $1 and owner_id = $2 and decided_at is not null and seen_at is null";
}

/// What is to be shown of a picture.
#[derive(Clone, Debug)]
pub struct Showing {
    /// For an exhibit that is new.
    pub id: ExhibitId,
    /// The name its owner is shown under, on everything they show.
    pub name: String,
    /// What it is called; nothing, if it has no name.
    pub title: String,
    /// Whether everybody reads its prompt.
    pub shows_prompt: bool,
}

/// An exhibit as its owner sees it.
#[derive(Clone, Debug)]
pub struct Own {
    /// Its id.
    pub id: ExhibitId,
    /// The picture.
    pub asset: AssetId,
    /// What it is called.
    pub title: String,
    /// Whether everybody reads its prompt.
    pub shows_prompt: bool,
    /// Where it is.
    pub state: ExhibitState,
    /// Since when.
    pub shown_at: Timestamp,
    /// Since when it stands among the best.
    pub featured_at: Option<Timestamp>,
    /// Why a moderator decided as they did.
    pub reason: Option<String>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// When its owner took note.
    pub seen_at: Option<Timestamp>,
    /// What its owner said against it.
    pub appeal: Option<String>,
    /// Whether nobody has answered that yet.
    pub appeal_open: bool,
    reports: i64,
    risk: Option<i64>,
}

impl FromRow for Own {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            id: parsed(row)?,
            asset: parsed(row)?,
            title: row.next()?,
            shows_prompt: row.next()?,
            state: word(row, ExhibitState::parse)?,
            shown_at: moment(row)?,
            featured_at: moment_or_null(row)?,
            reason: row.next()?,
            decided_at: moment_or_null(row)?,
            seen_at: moment_or_null(row)?,
            appeal: row.next()?,
            appeal_open: row.next()?,
            reports: row.next()?,
            risk: row.next()?,
        })
    }
}

struct Asset {
    no: i64,
    is_made: bool,
    spec: Option<Spec>,
}

impl FromRow for Asset {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let (no, kind, spec): (i64, String, Option<String>) = (row.next()?, row.next()?, row.next()?);
        let spec = spec.map(|text| serde_json::from_str(&text).map_err(DbError::decode)).transpose()?;
        Ok(Self { no, is_made: kind != "uploaded", spec })
    }
}

impl Showcase {
    /// How one of the actor's pictures is shown, if it ever was, what it was made after, if that can be seen, and the name
    /// they are shown under.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn own_get(
        &self,
        actor: &Actor,
        asset: AssetId,
    ) -> Result<(Option<Own>, Option<Origin>, Option<String>), StoreError> {
        let (asset, owner) = (asset.to_string(), actor.user_id.to_string());
        self.db
            .read(tx!(|tx, asset, owner| {
                let own = tx.optional(OF_ASSET, args![asset.as_str(), owner.as_str()]).await?;
                let origin = origin_in_tx(tx, &asset, &owner).await?;
                Ok((own, origin, name_in_tx(tx, &owner).await?))
            }))
            .await
    }

    /// Shows one of the actor's pictures, or shows it otherwise.
    ///
    /// # Errors
    /// [`ShowcaseError`]; nothing is changed then.
    pub async fn show(
        &self,
        actor: &Actor,
        asset: AssetId,
        showing: Showing,
        now: Timestamp,
    ) -> Result<Own, ShowcaseError> {
        let (asset, owner) = (asset.to_string(), actor.user_id.to_string());
        self.db
            .write(tx!(|tx, asset, owner, showing| { show_in_tx(tx, (&asset, &owner), &showing, now).await }))
            .await
    }

    /// Withdraws a picture: nobody sees it any more. Again changes nothing.
    ///
    /// # Errors
    /// [`ShowcaseError::Missing`], or when the database fails.
    pub async fn withdraw(&self, actor: &Actor, asset: AssetId) -> Result<Own, ShowcaseError> {
        let (asset, owner) = (asset.to_string(), actor.user_id.to_string());
        self.db
            .write(tx!(|tx, asset, owner| {
                let own = locked_in_tx(tx, &asset, &owner).await?.ok_or(ShowcaseError::Missing)?;
                tx.exec(WITHDRAW, args![own.id.to_string()]).await?;
                Ok(tx.one(OF_ASSET, args![asset, owner]).await?)
            }))
            .await
    }

    /// Says something against a moderator's no, once for each no.
    ///
    /// # Errors
    /// [`ShowcaseError`]; nothing is changed then.
    pub async fn appeal(&self, actor: &Actor, asset: AssetId, words: String) -> Result<Own, ShowcaseError> {
        let (asset, owner) = (asset.to_string(), actor.user_id.to_string());
        self.db
            .write(tx!(|tx, asset, owner, words| {
                let own = locked_in_tx(tx, &asset, &owner).await?.ok_or(ShowcaseError::Missing)?;
                if !own.state.may_appeal() || own.appeal.is_some() {
                    return Err(ShowcaseError::MovedOn);
                }
                let weight = urgency(own.reports, own.risk);
                tx.exec(APPEAL, args![own.id.to_string(), words, weight]).await?;
                Ok(tx.one(OF_ASSET, args![asset, owner]).await?)
            }))
            .await
    }

    /// What moderators decided about the actor's pictures that the actor has not taken note of, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn news(&self, actor: &Actor) -> Result<Vec<Own>, StoreError> {
        let owner = actor.user_id.to_string();
        self.db.read(tx!(|tx, owner| { Ok(tx.all(NEWS, args![owner]).await?) })).await
    }

    /// The actor took note of what was decided about this picture.
    ///
    /// # Errors
    /// [`ShowcaseError::Missing`], or when the database fails.
    pub async fn seen(&self, actor: &Actor, asset: AssetId, now: Timestamp) -> Result<(), ShowcaseError> {
        let (asset, owner) = (asset.to_string(), actor.user_id.to_string());
        self.db
            .write(tx!(|tx, asset, owner| {
                locked_in_tx(tx, &asset, &owner).await?.ok_or(ShowcaseError::Missing)?;
                tx.exec(SEEN, args![asset, owner, now.0]).await?;
                Ok(())
            }))
            .await
    }
}

async fn locked_in_tx(tx: &mut Tx<'_>, asset: &str, owner: &str) -> Result<Option<Own>, DbError> {
    tx.optional(LOCK_OF_ASSET, args![asset, owner]).await
}

async fn name_in_tx(tx: &mut Tx<'_>, owner: &str) -> Result<Option<String>, DbError> {
    let found: Option<(Option<String>,)> = tx.optional(NAME, args![owner]).await?;
    Ok(found.and_then(|(name,)| name))
}

async fn show_in_tx(
    tx: &mut Tx<'_>,
    (asset, owner): (&str, &str),
    showing: &Showing,
    now: Timestamp,
) -> Result<Own, ShowcaseError> {
    let setting = setting::read_in_tx(tx).await?;
    if !setting.is_on {
        return Err(ShowcaseError::Missing);
    }
    let found: Asset = tx.optional(ASSET, args![asset, owner]).await?.ok_or(ShowcaseError::Missing)?;
    if !found.is_made {
        return Err(ShowcaseError::NotMade);
    }
    let before = locked_in_tx(tx, asset, owner).await?;
    let named = name_in_tx(tx, owner).await?;
    let renamed = named.as_ref().is_some_and(|name| *name != showing.name);
    // A prompt that is no longer shown needs nobody's look.
    let same = !renamed
        && before.as_ref().is_some_and(|before| {
            before.title == showing.title && (before.shows_prompt || !showing.shows_prompt)
        });
    let state =
        ExhibitState::after_showing(before.as_ref().map(|before| before.state), same, setting.approve_first)
            .ok_or(ShowcaseError::MovedOn)?;
    let (title, shows) = (showing.title.as_str(), showing.shows_prompt);
    match &before {
        None => {
            let row = args![showing.id.to_string(), asset, title, i64::from(shows), state.as_str(), now.0];
            tx.exec(INSERT, row).await?;
        }
        Some(before) => {
            let at = if before.state == state { before.shown_at } else { now };
            tx.exec(UPDATE, args![before.id.to_string(), title, shows, state.as_str(), at.0]).await?;
        }
    }
    if named.as_deref() != Some(&showing.name) {
        tx.exec(SET_NAME, args![owner, showing.name.as_str()]).await?;
    }
    if renamed && setting.approve_first {
        tx.exec(WAIT_AGAIN, args![owner, now.0]).await?;
    }
    let prompt = found.spec.filter(|_| shows).map(|spec| spec.prompt).unwrap_or_default();
    let words = search::written(tx.backend(), None, &format!("{title}\n{prompt}"));
    tx.exec(DROP_WORDS, args![found.no]).await?;
    tx.exec(INSERT_WORDS, args![found.no, words]).await?;
    Ok(tx.one(OF_ASSET, args![asset, owner]).await?)
}
