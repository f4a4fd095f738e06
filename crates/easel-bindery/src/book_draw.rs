//! Drawing panels of a book: one price, all or nothing.

use crate::{book::BookPicture, book_page::PanelPlace};
use axum::{extract::State, http::StatusCode};
use easel_domain::{BookId, Credits, DrawId, NotAllowed};
use easel_door::{
    Door,
    carrier::{Signed, Tongue},
    clock,
    error::{Problem, ProblemBody},
    input::{Json, PathId, made_id},
    view::QuoteLine,
};
use easel_shelf::BookDrawing;
use easel_works::book::{DRAWN_MAX, Drawing, PanelId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which panels are to be drawn, and how.
#[derive(Deserialize, ToSchema)]
pub(crate) struct BookDrawRequest {
    /// Made by the asker, version 7: the same one again is the same drawing.
    #[schema(nullable = false)]
    id: Option<String>,
    /// The version of the book that the panels are of.
    version: u32,
    /// 1 to 200, each once.
    panels: Vec<PanelPlace>,
    model: String,
    #[schema(nullable = false)]
    tier: Option<String>,
    #[schema(nullable = false)]
    quality: Option<String>,
    /// How many of each panel, 1 to 4; one without it.
    #[schema(nullable = false)]
    count: Option<u32>,
    seed: Option<u64>,
    #[schema(nullable = false)]
    negative_prompt: Option<String>,
    /// The price the person saw; a higher one is answered with 409.
    #[schema(nullable = false)]
    accepted_credits: Option<i64>,
}

/// What it would cost.
#[derive(Serialize, ToSchema)]
pub(crate) struct BookQuote {
    credits: i64,
    /// How many panels.
    panels: usize,
    lines: Vec<QuoteLine>,
    /// The field with what the person's plan doesn't have, `model` or `tier`; null where it has all of it.
    #[schema(required)]
    plan_needed: Option<&'static str>,
}

/// What was asked for.
#[derive(Serialize, ToSchema)]
pub(crate) struct BookDrawn {
    id: String,
    /// Held for it.
    credits: i64,
    pictures: Vec<BookPicture>,
}

impl BookDrawRequest {
    fn drawing(self, book: BookId) -> BookDrawing {
        let panel = |place: PanelPlace| PanelId { page_no: place.page_no, panel_no: place.panel_no };
        // One more than there may be is as wrong as many more.
        let panels = self.panels.into_iter().take(DRAWN_MAX + 1).map(panel).collect();
        let how = Drawing {
            model: self.model,
            tier: self.tier,
            quality: self.quality,
            count: self.count,
            seed: self.seed,
            negative_prompt: self.negative_prompt,
        };
        BookDrawing { book, version: self.version, panels, how }
    }

    fn accepted(&self) -> Result<Option<Credits>, Problem> {
        let bad =
            || Problem::invalid("invalid_accepted_credits", "invalid_accepted_credits", "accepted_credits");
        self.accepted_credits.map(|count| Credits::new(count).ok_or_else(bad)).transpose()
    }
}

/// What drawing panels would cost; nothing is held.
#[utoipa::path(post, path = "/api/v1/books/{id}/quote", tag = "books", params(("id" = String, Path)),
    request_body = BookDrawRequest,
    responses((status = 200, body = BookQuote), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn create_book_quote(
    State(door): State<Door>,
    signed: Signed,
    PathId(id): PathId<BookId>,
    Json(request): Json<BookDrawRequest>,
) -> Result<Json<BookQuote>, Problem> {
    door.gates().page.check(signed.actor.user_id)?;
    let quoted = door.shelf().book_quote(&signed.actor, request.drawing(id), clock::now()).await?;
    Ok(Json(BookQuote {
        credits: quoted.credits.get(),
        panels: quoted.panels,
        lines: quoted.lines.into_iter().map(QuoteLine::from).collect(),
        plan_needed: quoted.plan_needed.map(NotAllowed::field),
    }))
}

/// Draws panels: what all of them cost is held at once, or nothing is. Each is then paid for by itself, and what fails
/// costs nothing.
#[utoipa::path(post, path = "/api/v1/books/{id}/generate", tag = "books", params(("id" = String, Path)),
    request_body = BookDrawRequest,
    responses((status = 202, body = BookDrawn), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 402, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn create_book_drawing(
    State(door): State<Door>,
    signed: Signed,
    tongue: Tongue,
    PathId(book): PathId<BookId>,
    Json(request): Json<BookDrawRequest>,
) -> Result<(StatusCode, Json<BookDrawn>), Problem> {
    let (id, accepted) = (made_id(request.id.as_deref()).map(DrawId)?, request.accepted()?);
    signed.verified(&door)?;
    door.gates().generation.check(signed.actor.user_id)?;
    let drawing = request.drawing(book);
    let drawn = door.shelf().book_draw(&signed.actor, id, drawing, accepted, clock::now()).await?;
    let picture = |one| BookPicture::of(one, tongue.language());
    let pictures = drawn.pictures.into_iter().map(picture).collect();
    let answer = BookDrawn { id: id.to_string(), credits: drawn.credits.get(), pictures };
    Ok((StatusCode::ACCEPTED, Json(answer)))
}
