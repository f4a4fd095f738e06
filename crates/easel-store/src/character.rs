//! Characters people keep: cards with pictures and outfits.

use crate::{
    AssetBrief, Store, StoreError, consent, from_db,
    input::size_in_tx,
    sql::{json, moment, parsed, parsed_or_null},
    user,
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{
    Actor, Character, CharacterId, Measured, Timestamp,
    character::{CHARACTERS_MAX, InvalidCharacter, Outfit, folded},
};
use thiserror::Error;

texts! {
    CARDS = "select id, name, description, never_changes, created_at, changed_at from character_card where owner_id = $1
             order by name_folded, id";
    CARD = "select id, name, description, never_changes, created_at, changed_at from character_card where id = $1 and owner_id = $2";
    PICTURES = "select p.character_id, a.id, a.width, a.height, a.mime, a.seed, a.placeholder, a.measured
                from character_picture p join character_card c on c.id = p.character_id join asset a on a.id = p.asset_id
                where c.owner_id = $1 and (cast($2 as text) is null or c.id = $2) and a.trashed_at is null
                order by p.character_id, p.position";
    OUTFITS = "select o.character_id, o.id, o.name, o.description, a.id from character_outfit o
                 join character_card c on c.id = o.character_id left join asset a on a.id = o.asset_id and a.trashed_at is null
               where c.owner_id = $1 and (cast($2 as text) is null or c.id = $2) order by o.character_id, o.position";
    /// Cards of one person take turns on the account's row, so that the count can't be outrun.
    COUNT = "select count(*) from character_card where owner_id = $1";
    OWNER = "select owner_id from character_card where id = $1";
    NAMESAKE = "select id from character_card where owner_id = $1 and name_folded = $2 and id <> $3";
    INSERT = "insert into character_card (id, owner_id, name, name_folded, description, never_changes, created_at, changed_at)
              values ($1, $2, $3, $4, $5, $6, $7, $7)";
    UPDATE = "update character_card set name = $3, name_folded = $4, description = $5, never_changes = $6, changed_at = $7
              where id = $1 and owner_id = $2";
    DELETE = "delete from character_card where id = $1 and owner_id = $2";
    DROP_PICTURES = "delete from character_picture where character_id = $1";
    INSERT_PICTURE = "insert into character_picture (character_id, position, asset_id)
                      select $1, cast($2 as bigint), id from asset where id = $3 and owner_id = $4 and trashed_at is null";
    DROP_OUTFITS = "delete from character_outfit where character_id = $1";
    OUTFIT_ELSEWHERE = "select count(*) from character_outfit where id = $1 and character_id <> $2";
    INSERT_OUTFIT = "insert into character_outfit (id, character_id, position, name, description, asset_id) values ($1, $2, $3, $4, $5, $6)";
    /// What was measured of everything a card shows.
    MEASURED = "select a.measured from asset a where a.measured is not null and (
                  a.id in (select p.asset_id from character_picture p where p.character_id = $1)
                  or a.id in (select o.asset_id from character_outfit o where o.character_id = $1))";
}

/// A card with its times.
#[derive(Clone, Debug)]
pub struct Card {
    /// Who it is.
    pub character: Character,
    /// Its reference pictures, as a grid needs them.
    pub pictures: Vec<AssetBrief>,
    /// Since when it is there.
    pub created_at: Timestamp,
    /// Last changed.
    pub changed_at: Timestamp,
}

impl FromRow for Card {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let character = Character {
            id: parsed(row)?,
            name: row.next()?,
            description: row.next()?,
            never_changes: row.next()?,
            pictures: Vec::new(),
            outfits: Vec::new(),
        };
        Ok(Self { character, pictures: Vec::new(), created_at: moment(row)?, changed_at: moment(row)? })
    }
}

struct PictureOf(CharacterId, AssetBrief);

impl FromRow for PictureOf {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self(parsed(row)?, AssetBrief::from_row(row)?))
    }
}

struct OutfitOf(CharacterId, Outfit);

impl FromRow for OutfitOf {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let character = parsed(row)?;
        let outfit = Outfit {
            id: parsed(row)?,
            name: row.next()?,
            description: row.next()?,
            picture: parsed_or_null(row)?,
        };
        Ok(Self(character, outfit))
    }
}

/// Why a card was not kept.
#[derive(Debug, Error)]
pub enum CharacterError {
    /// A field doesn't fit.
    #[error("the card doesn't fit")]
    Invalid(#[from] InvalidCharacter),
    /// Another of the same person's is called so.
    #[error("the name is taken")]
    NameTaken,
    /// One of its pictures shows a face, and the person hasn't said that they may use it.
    #[error("a face needs consent")]
    ConsentRequired,
    /// The person has [`CHARACTERS_MAX`].
    #[error("there are {CHARACTERS_MAX} characters")]
    TooMany,
    /// The id is another's, or of something else.
    #[error("the id belongs to something else")]
    IdTaken,
    /// The house's fault.
    #[error("keeping the card failed")]
    Store(#[from] StoreError),
}
from_db!(CharacterError);

impl Store {
    /// The actor's characters, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn character_list(&self, actor: &Actor) -> Result<Vec<Card>, StoreError> {
        let owner = actor.user_id.to_string();
        self.db.read(tx!(|tx, owner| { Ok(cards_in_tx(tx, &owner).await?) })).await
    }

    /// One of the actor's characters.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn character_get(&self, actor: &Actor, id: CharacterId) -> Result<Option<Card>, StoreError> {
        let owner = actor.user_id.to_string();
        self.db.read(tx!(|tx, owner| { Ok(card_in_tx(tx, &owner, id).await?) })).await
    }

    /// Keeps a card: a new one, or what is there under its id as it is to be from now on. Says whether it is new.
    ///
    /// # Errors
    /// [`CharacterError`]; nothing is changed then.
    pub async fn character_put(
        &self,
        actor: &Actor,
        character: Character,
        now: Timestamp,
    ) -> Result<(Card, bool), CharacterError> {
        let character = character.checked()?;
        let owner = actor.user_id.to_string();
        self.db.write(tx!(|tx, owner, character| { put_in_tx(tx, &owner, &character, now).await })).await
    }

    /// Deletes a character; its pictures stay, and so do the pictures made with it. False when the actor has no such one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn character_delete(&self, actor: &Actor, id: CharacterId) -> Result<bool, StoreError> {
        let owner = actor.user_id.to_string();
        self.db.write(tx!(|tx, owner| { Ok(tx.exec(DELETE, args![id.to_string(), owner]).await? > 0) })).await
    }
}

/// Every card of a person, in three readings whatever their number.
pub(crate) async fn cards_in_tx(tx: &mut Tx<'_>, owner: &str) -> Result<Vec<Card>, DbError> {
    let mut cards: Vec<Card> = tx.all(CARDS, args![owner]).await?;
    if !cards.is_empty() {
        fill_in_tx(tx, owner, None, &mut cards).await?;
    }
    Ok(cards)
}

async fn card_in_tx(tx: &mut Tx<'_>, owner: &str, id: CharacterId) -> Result<Option<Card>, DbError> {
    let mut cards: Vec<Card> = tx.all(CARD, args![id.to_string(), owner]).await?;
    if !cards.is_empty() {
        fill_in_tx(tx, owner, Some(&id.to_string()), &mut cards).await?;
    }
    Ok(cards.pop())
}

async fn fill_in_tx(
    tx: &mut Tx<'_>,
    owner: &str,
    id: Option<&str>,
    cards: &mut [Card],
) -> Result<(), DbError> {
    for PictureOf(id, picture) in tx.all::<PictureOf>(PICTURES, args![owner, id]).await? {
        if let Some(card) = cards.iter_mut().find(|card| card.character.id == id) {
            card.character.pictures.push(picture.id);
            card.pictures.push(picture);
        }
    }
    for OutfitOf(id, outfit) in tx.all::<OutfitOf>(OUTFITS, args![owner, id]).await? {
        if let Some(card) = cards.iter_mut().find(|card| card.character.id == id) {
            card.character.outfits.push(outfit);
        }
    }
    Ok(())
}

async fn put_in_tx(
    tx: &mut Tx<'_>,
    owner: &str,
    character: &Character,
    now: Timestamp,
) -> Result<(Card, bool), CharacterError> {
    user::lock_in_tx(tx, owner).await?;
    let (key, name_folded) = (character.id.to_string(), folded(&character.name));
    let there: Option<(String,)> = tx.optional(OWNER, args![key.as_str()]).await?;
    if there.as_ref().is_some_and(|(by,)| by != owner) {
        return Err(CharacterError::IdTaken);
    }
    let namesake = args![owner, name_folded.as_str(), key.as_str()];
    if tx.optional::<(String,)>(NAMESAKE, namesake).await?.is_some() {
        return Err(CharacterError::NameTaken);
    }
    let row = args![
        key.as_str(),
        owner,
        character.name.as_str(),
        name_folded,
        character.description.as_str(),
        character.never_changes.as_str(),
        now.0
    ];
    if there.is_some() {
        tx.exec(UPDATE, row).await?;
        tx.exec(DROP_PICTURES, args![key.as_str()]).await?;
        tx.exec(DROP_OUTFITS, args![key.as_str()]).await?;
    } else {
        let (count,): (i64,) = tx.one(COUNT, args![owner]).await?;
        if count >= CHARACTERS_MAX as i64 {
            return Err(CharacterError::TooMany);
        }
        tx.exec(INSERT, row).await?;
    }
    add_in_tx(tx, owner, character).await?;
    if shows_faces_in_tx(tx, &key).await? && !consent::given_in_tx(tx, owner, consent::FACES).await? {
        return Err(CharacterError::ConsentRequired);
    }
    let card = card_in_tx(tx, owner, character.id).await?;
    let card = card.ok_or(StoreError::Ledger("a card that was kept is missing"))?;
    Ok((card, there.is_none()))
}

struct MeasuredRow(Measured);

impl FromRow for MeasuredRow {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        json(row).map(Self)
    }
}

async fn shows_faces_in_tx(tx: &mut Tx<'_>, id: &str) -> Result<bool, DbError> {
    let measured: Vec<MeasuredRow> = tx.all(MEASURED, args![id]).await?;
    Ok(measured.iter().any(|MeasuredRow(measured)| measured.faces.is_some_and(|faces| faces > 0)))
}

/// Adds pictures and outfits, which must be the owner's.
async fn add_in_tx(tx: &mut Tx<'_>, owner: &str, character: &Character) -> Result<(), CharacterError> {
    let key = character.id.to_string();
    for (position, picture) in (0_i64..).zip(&character.pictures) {
        let row = args![key.as_str(), position, picture.to_string(), owner];
        if tx.exec(INSERT_PICTURE, row).await? == 0 {
            return Err(InvalidCharacter::Pictures.into());
        }
    }
    for (position, outfit) in (0_i64..).zip(&character.outfits) {
        let id = outfit.id.to_string();
        let (elsewhere,): (i64,) = tx.one(OUTFIT_ELSEWHERE, args![id.as_str(), key.as_str()]).await?;
        let missing = match outfit.picture {
            Some(picture) => size_in_tx(tx, owner, picture).await?.is_none(),
            None => false,
        };
        let picture = outfit.picture.map(|picture| picture.to_string());
        if elsewhere > 0 || missing {
            return Err(InvalidCharacter::Outfits.into());
        }
        let row =
            args![id, key.as_str(), position, outfit.name.as_str(), outfit.description.as_str(), picture];
        tx.exec(INSERT_OUTFIT, row).await?;
    }
    Ok(())
}
