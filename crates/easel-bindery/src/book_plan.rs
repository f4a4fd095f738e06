//! Planning a book from a text: what comes of it is a document to go on with; nothing is kept and nothing costs anything.

use crate::book::{format_named, reading_named};
use axum::extract::State;
use easel_door::{
    Door,
    carrier::Signed,
    error::{Problem, ProblemBody},
    input::{Json, LargeJson},
};
use easel_works::book::{
    Book as Document, BookKind, PLAN_TEXT_MAX, Plan, PlanNote, Planned, PlannedBy, Reading, planned_by_model,
    planned_without,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A text that is to become a book.
#[derive(Deserialize, ToSchema)]
pub(crate) struct BookPlanRequest {
    /// A story or a script, at most 200,000 characters.
    text: String,
    /// `comic` or `storybook`.
    kind: String,
    /// The tag of its language.
    language: String,
    /// The name of a format.
    format: String,
    /// `left_to_right`, `right_to_left` or `vertical`.
    #[schema(nullable = false)]
    reading: Option<String>,
    /// Its first heading or line without it.
    #[schema(nullable = false)]
    title: Option<String>,
    /// `model` for the studio's chat model, where it has one (`plans_by_model` of the studio): the text is sent to the
    /// service that its operator chose. `rules`, as without it, for rules.
    #[schema(nullable = false)]
    by: Option<String>,
}

/// A book to go on with.
#[derive(Serialize, ToSchema)]
pub(crate) struct BookPlan {
    /// `rules` or `model`.
    by: &'static str,
    /// What there is to know when a chat model was asked for: `off`, `away`, `busy`, `late`, `refused` or `unreadable`
    /// where rules planned instead, `partly` where they planned parts of it, `reworded` where the model told the story in
    /// other words.
    #[schema(required)]
    note: Option<&'static str>,
    /// Whether all of the text is in it; a book has at most 400 pages.
    whole: bool,
    #[schema(value_type = Object)]
    document: Document,
}

/// Plans a book: pages, panels with what is seen in them, balloons with what is said. It is kept once it is sent to
/// `POST /books`.
#[utoipa::path(post, path = "/api/v1/books/plan", tag = "books", request_body = BookPlanRequest,
    responses((status = 200, body = BookPlan), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 413, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn create_book_plan(
    State(door): State<Door>,
    signed: Signed,
    LargeJson(request): LargeJson<BookPlanRequest>,
) -> Result<Json<BookPlan>, Problem> {
    door.gates().page.check(signed.actor.user_id)?;
    let BookPlanRequest { text, kind, language, format, reading, title, by } = request;
    if text.trim().is_empty() || text.chars().count() > PLAN_TEXT_MAX {
        return Err(Problem::invalid("invalid_text", "invalid_book_text", "text").plain("max", PLAN_TEXT_MAX));
    }
    let field = |name: &str| Problem::invalid_field(name.to_owned());
    let kind = BookKind::parse(&kind).ok_or_else(|| field("kind"))?;
    let paper = format_named(&format).ok_or_else(|| field("format"))?;
    let otherwise = if paper.name == "strip" { Reading::Vertical } else { Reading::LeftToRight };
    let reading =
        reading.map_or(Ok(otherwise), |word| reading_named(&word).ok_or_else(|| field("reading")))?;
    let by = by.map_or(Some(PlannedBy::Rules), |word| PlannedBy::parse(&word));
    let by = by.ok_or_else(|| field("by"))?;
    let cards = door.store().character_list(&signed.actor).await?;
    let cast: Vec<_> = cards.into_iter().map(|card| (card.character.id, card.character.name)).collect();
    let heard = match (by, &door.options().chat) {
        (PlannedBy::Rules, _) => Err(None),
        (PlannedBy::Model, None) => Err(Some(PlanNote::Off)),
        (PlannedBy::Model, Some(chat)) => {
            door.gates().chat.check(signed.actor.user_id)?;
            let title = title.as_deref();
            let plan = Plan { kind, title, language: &language, format: paper.format, reading, cast: &cast };
            Ok(chat.plan_book(&text, &plan).await)
        }
    };
    let made = tokio::task::spawn_blocking(move || {
        let title = title.as_deref();
        let plan = Plan { kind, title, language: &language, format: paper.format, reading, cast: &cast };
        match heard {
            Ok(heard) => planned_by_model(&text, heard, &plan),
            Err(note) => planned_without(&text, &plan, note),
        }
    });
    let Planned { book, whole, by, note } = made.await.map_err(|error| Problem::internal(&error))?;
    let document = book.checked().map_err(|why| Problem::invalid_book(why.mistake, why.place))?;
    Ok(Json(BookPlan { by: by.as_str(), note: note.map(PlanNote::as_str), whole, document }))
}
