//! Characters: cards with pictures and outfits, named in prompts.

use crate::Web;
use axum::{extract::State, http::StatusCode};
use easel_domain::{AssetId, Character as Kept, CharacterId, OutfitId, character::Outfit as KeptOutfit};
use easel_door::{
    carrier::Signed,
    clock::{self, rfc3339},
    error::{Problem, ProblemBody},
    input::{Json, PathId, made_id},
};
use easel_store::Card;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A reference picture on a card.
#[derive(Serialize, ToSchema)]
pub(crate) struct CharacterPicture {
    asset_id: String,
    width: u32,
    height: u32,
    /// Thumbhash in base64.
    placeholder: String,
}

/// A way a character may be dressed.
#[derive(Serialize, ToSchema)]
pub(crate) struct Outfit {
    id: String,
    name: String,
    description: String,
    #[schema(required)]
    asset_id: Option<String>,
}

/// Somebody who looks the same in every picture. A prompt names it as `@{id}`, `@{id/outfit}` or `@Name`.
#[derive(Serialize, ToSchema)]
pub(crate) struct Character {
    id: String,
    name: String,
    description: String,
    /// What must be the same in every picture.
    never_changes: String,
    /// The best first.
    pictures: Vec<CharacterPicture>,
    outfits: Vec<Outfit>,
    created_at: String,
    changed_at: String,
}

/// Every character of the person, by name.
#[derive(Serialize, ToSchema)]
pub(crate) struct CharacterPage {
    items: Vec<Character>,
}

/// A way a character may be dressed, as it is to be.
#[derive(Deserialize, ToSchema)]
pub(crate) struct OutfitDraft {
    /// Made by the asker, version 7; a new one without it.
    #[schema(nullable = false)]
    id: Option<String>,
    name: String,
    #[serde(default)]
    description: String,
    asset_id: Option<String>,
}

/// A card as it is to be.
#[derive(Deserialize, ToSchema)]
pub(crate) struct CharacterDraft {
    /// Made by the asker, version 7: the same one again is the same card.
    #[schema(nullable = false)]
    id: Option<String>,
    name: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    never_changes: String,
    /// Ids of pictures, the best first; at most 8.
    #[serde(default)]
    pictures: Vec<String>,
    /// At most 12.
    #[serde(default)]
    outfits: Vec<OutfitDraft>,
    /// That the person may use pictures which show somebody's face. Asked for once.
    #[schema(nullable = false)]
    consent: Option<bool>,
}

/// What of a card is to change; what is left out stays.
#[derive(Deserialize, ToSchema)]
pub(crate) struct CharacterUpdate {
    #[schema(nullable = false)]
    name: Option<String>,
    #[schema(nullable = false)]
    description: Option<String>,
    #[schema(nullable = false)]
    never_changes: Option<String>,
    #[schema(nullable = false)]
    pictures: Option<Vec<String>>,
    #[schema(nullable = false)]
    outfits: Option<Vec<OutfitDraft>>,
    #[schema(nullable = false)]
    consent: Option<bool>,
}

/// A picture's id; one that is none is the id of nothing.
fn picture(text: &str) -> AssetId {
    text.parse().unwrap_or(AssetId(Uuid::nil()))
}

fn outfit(draft: OutfitDraft) -> Result<KeptOutfit, Problem> {
    Ok(KeptOutfit {
        id: made_id(draft.id.as_deref()).map(OutfitId).map_err(|problem| problem.about("outfits"))?,
        name: draft.name,
        description: draft.description,
        picture: draft.asset_id.as_deref().filter(|id| !id.is_empty()).map(picture),
    })
}

impl From<Card> for Character {
    fn from(card: Card) -> Self {
        let Card {
            character: Kept { id, name, description, never_changes, outfits, .. },
            pictures,
            created_at,
            changed_at,
        } = card;
        let picture = |brief: easel_store::AssetBrief| CharacterPicture {
            asset_id: brief.id.to_string(),
            width: brief.width,
            height: brief.height,
            placeholder: brief.placeholder,
        };
        let outfit = |outfit: KeptOutfit| Outfit {
            id: outfit.id.to_string(),
            name: outfit.name,
            description: outfit.description,
            asset_id: outfit.picture.map(|id| id.to_string()),
        };
        Self {
            id: id.to_string(),
            name,
            description,
            never_changes,
            pictures: pictures.into_iter().map(picture).collect(),
            outfits: outfits.into_iter().map(outfit).collect(),
            created_at: rfc3339(created_at),
            changed_at: rfc3339(changed_at),
        }
    }
}

/// The person's characters, by name.
#[utoipa::path(get, path = "/api/v1/characters", tag = "characters",
    responses((status = 200, body = CharacterPage), (status = 401, body = ProblemBody)))]
pub(crate) async fn list_characters(
    State(web): State<Web>,
    signed: Signed,
) -> Result<Json<CharacterPage>, Problem> {
    let items = web.store().character_list(&signed.actor).await?.into_iter().map(Character::from).collect();
    Ok(Json(CharacterPage { items }))
}

/// Makes a character.
#[utoipa::path(post, path = "/api/v1/characters", tag = "characters", request_body = CharacterDraft,
    responses((status = 201, body = Character), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(crate) async fn create_character(
    State(web): State<Web>,
    signed: Signed,
    Json(draft): Json<CharacterDraft>,
) -> Result<(StatusCode, Json<Character>), Problem> {
    let kept = Kept {
        id: made_id(draft.id.as_deref()).map(CharacterId)?,
        name: draft.name,
        description: draft.description,
        never_changes: draft.never_changes,
        pictures: draft.pictures.iter().map(|id| picture(id)).collect(),
        outfits: draft.outfits.into_iter().map(outfit).collect::<Result<_, _>>()?,
    };
    let card = keep(&web, &signed, kept, draft.consent).await?;
    Ok((StatusCode::CREATED, Json(card)))
}

/// One character.
#[utoipa::path(get, path = "/api/v1/characters/{id}", tag = "characters", params(("id" = String, Path)),
    responses((status = 200, body = Character), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn get_character(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<CharacterId>,
) -> Result<Json<Character>, Problem> {
    let card = web.store().character_get(&signed.actor, id).await?.ok_or_else(Problem::not_found)?;
    Ok(Json(card.into()))
}

/// Changes a character. Prompts that name it stay as they are.
#[utoipa::path(patch, path = "/api/v1/characters/{id}", tag = "characters", params(("id" = String, Path)),
    request_body = CharacterUpdate,
    responses((status = 200, body = Character), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(crate) async fn update_character(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<CharacterId>,
    Json(update): Json<CharacterUpdate>,
) -> Result<Json<Character>, Problem> {
    let card = web.store().character_get(&signed.actor, id).await?.ok_or_else(Problem::not_found)?;
    let before = card.character;
    let kept = Kept {
        id,
        name: update.name.unwrap_or(before.name),
        description: update.description.unwrap_or(before.description),
        never_changes: update.never_changes.unwrap_or(before.never_changes),
        pictures: match update.pictures {
            Some(ids) => ids.iter().map(|id| picture(id)).collect(),
            None => before.pictures,
        },
        outfits: match update.outfits {
            Some(outfits) => outfits.into_iter().map(outfit).collect::<Result<_, _>>()?,
            None => before.outfits,
        },
    };
    keep(&web, &signed, kept, update.consent).await.map(Json)
}

/// Deletes a character; its pictures stay.
#[utoipa::path(delete, path = "/api/v1/characters/{id}", tag = "characters", params(("id" = String, Path)),
    responses((status = 204), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn delete_character(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<CharacterId>,
) -> Result<StatusCode, Problem> {
    let gone = web.store().character_delete(&signed.actor, id).await?;
    if gone { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found()) }
}

async fn keep(web: &Web, signed: &Signed, kept: Kept, consent: Option<bool>) -> Result<Character, Problem> {
    let now = clock::now();
    if consent == Some(true) {
        web.store().consent_give(&signed.actor, easel_store::FACES, now).await?;
    }
    let (card, _) = web.store().character_put(&signed.actor, kept, now).await?;
    Ok(card.into())
}
