//! Panels of a book drawn at one price: each is a generation with a hold of its own, and all of them are placed by one
//! transaction or none is. They are settled one by one, and what fails is released. What was made is joined to the
//! book by page and panel when it is read.

use crate::{
    Shelf,
    book::{brief_in_tx, document_in_tx},
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{
    Actor, BookId, Credits, DrawId, FailureCode, GenerationId, GenerationState, InvalidSpec, Model,
    NotAllowed, QuoteLine, Spec, Timestamp,
};
use easel_store::{
    AssetBrief, StoreError, SubmitError,
    generation::{self, Asker, New},
    input, model, plan,
    sql::{self, moment, parsed, word},
};
use easel_works::book::{Book, COUNT_MAX, DRAWN_MAX, Drawing, PanelId, panel_draft};
use serde::Serialize;
use std::collections::HashSet;
use thiserror::Error;

/// Most of what was asked for that is told with a book.
const PICTURES_TOLD: i64 = 2_000;
/// Longest any of them is waited for, times the model's own time, and in all; a model that may take longer for one has
/// its own time.
const TURNS_MAX: i64 = 60;
const WAIT_S_MAX: i64 = 6 * 3_600;

texts! {
    ASKED = "select owner_id, asked, credits from book_draw where id = $1";
    INSERT = "insert into book_draw (id, book_id, owner_id, asked, credits, created_at) values ($1, $2, $3, $4, $5, $6)";
    INSERT_PICTURE = "insert into book_picture (generation_id, draw_id, book_id, position, page_no, panel_no, created_at)
                      values ($1, $2, $3, $4, $5, $6, $7)";
    PICTURES = "select p.draw_id, p.page_no, p.panel_no, p.created_at, g.id, g.state, j.progress, g.failure
                from book_picture p join generation g on g.id = p.generation_id join job j on j.id = g.id
                where p.book_id = $1 order by p.created_at desc, p.position limit $2";
    ASSETS = "select a.generation_id, a.id, a.width, a.height, a.mime, a.seed, a.placeholder, a.measured
              from book_picture p join asset a on a.generation_id = p.generation_id and a.trashed_at is null
              where p.book_id = $1 order by a.generation_id, a.position limit $2";
}

/// What was asked for of a panel, and what became of it.
#[derive(Clone, Debug)]
pub struct BookPicture {
    /// What it was asked for with.
    pub draw: DrawId,
    /// Which panel.
    pub panel: PanelId,
    /// What makes it.
    pub generation: GenerationId,
    /// Where that stands.
    pub state: GenerationState,
    /// 0 to 1.
    pub progress: f64,
    /// Why it ended without a picture.
    pub failure: Option<FailureCode>,
    /// Asked for.
    pub created_at: Timestamp,
    /// Those that weren't put into the trash.
    pub assets: Vec<AssetBrief>,
}

impl FromRow for BookPicture {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let draw = parsed(row)?;
        let panel = PanelId { page_no: row.next()?, panel_no: row.next()? };
        let (created_at, generation) = (moment(row)?, parsed(row)?);
        let state = word(row, GenerationState::parse)?;
        let permille: i64 = row.next()?;
        let failure: Option<String> = row.next()?;
        Ok(Self {
            draw,
            panel,
            generation,
            state,
            progress: permille as f64 / 1000.0,
            failure: failure.as_deref().and_then(FailureCode::parse),
            created_at,
            assets: Vec::new(),
        })
    }
}

struct Belonging(GenerationId, AssetBrief);

impl FromRow for Belonging {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self(parsed(row)?, AssetBrief::from_row(row)?))
    }
}

/// Panels of a book as they are at a version, and how they are to be drawn.
#[derive(Clone, Debug, Serialize)]
pub struct BookDrawing {
    /// Which book.
    pub book: BookId,
    /// As it was saved.
    pub version: u32,
    /// In the order they are drawn in.
    pub panels: Vec<PanelId>,
    /// How.
    pub how: Drawing,
}

/// What drawing panels would cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookQuote {
    /// Together.
    pub credits: Credits,
    /// How many panels.
    pub panels: usize,
    /// Alike ones together.
    pub lines: Vec<QuoteLine>,
    /// What of it the person's plan doesn't have, if anything.
    pub plan_needed: Option<NotAllowed>,
}

/// What was drawn with one request.
#[derive(Clone, Debug)]
pub struct BookDrawn {
    /// Held for it.
    pub credits: Credits,
    /// In the order of the request.
    pub pictures: Vec<BookPicture>,
}

/// Why panels can't be drawn. Nothing is held and nothing stored then.
#[derive(Debug, Error)]
pub enum BookDrawError {
    /// There is no such book, or it is somebody else's.
    #[error("there is no such book")]
    NotFound,
    /// It was saved since.
    #[error("the book has moved on to {version}")]
    Conflict {
        /// The version that it has now.
        version: u32,
    },
    /// None, more than [`DRAWN_MAX`], or one twice.
    #[error("1 to {DRAWN_MAX} panels, each once")]
    Panels,
    /// More than [`COUNT_MAX`] of each, or none.
    #[error("1 to {COUNT_MAX} of each")]
    Count,
    /// There is no such panel.
    #[error("panel {position} isn't in the book")]
    NoPanel {
        /// Which of the request's, from 0.
        position: usize,
    },
    /// It says nothing about what is seen in it.
    #[error("panel {position} has no prompt")]
    NoPrompt {
        /// Which of the request's, from 0.
        position: usize,
    },
    /// The model can't draw it.
    #[error("panel {position} doesn't fit the model")]
    Panel {
        /// Which of the request's, from 0.
        position: usize,
        /// Why.
        why: InvalidSpec,
    },
    /// As with any generation.
    #[error("submitting failed")]
    Submit(#[from] SubmitError),
}

impl From<DbError> for BookDrawError {
    fn from(error: DbError) -> Self {
        Self::Submit(error.into())
    }
}

impl From<StoreError> for BookDrawError {
    fn from(error: StoreError) -> Self {
        Self::Submit(error.into())
    }
}

/// A panel of which everything is settled but that it is asked for.
struct Panel {
    id: PanelId,
    spec: Spec,
    credits: Credits,
}

impl Shelf {
    /// What drawing panels would cost; nothing is held.
    ///
    /// # Errors
    /// [`BookDrawError`].
    pub async fn book_quote(
        &self,
        actor: &Actor,
        drawing: BookDrawing,
        now: Timestamp,
    ) -> Result<BookQuote, BookDrawError> {
        let by = *actor;
        self.db
            .read(tx!(|tx, drawing| {
                let book = book_in_tx(tx, by, &drawing).await?;
                let name = sql::plain(&drawing.how.model).into_owned();
                let model = model::offered_in_tx(tx, &name).await?;
                let model = model.ok_or(SubmitError::from(InvalidSpec::Model))?;
                let (panels, lines) = panels_in_tx(tx, by, (&book, &drawing), &model).await?;
                let allows = plan::allows_in_tx(tx, by.user_id, now).await?;
                let plan_needed =
                    panels.iter().find_map(|one| allows.check(&one.spec.model, &one.spec.tier).err());
                let credits = sum(&panels)?;
                Ok(BookQuote { credits, panels: panels.len(), lines, plan_needed })
            }))
            .await
    }

    /// Asks for pictures of panels: holds the price of all of them and queues a job for each, or does nothing at all.
    /// The same id with the same request answers what is there.
    ///
    /// # Errors
    /// [`BookDrawError`]; nothing is left behind.
    pub async fn book_draw(
        &self,
        actor: &Actor,
        id: DrawId,
        drawing: BookDrawing,
        accepted: Option<Credits>,
        now: Timestamp,
    ) -> Result<BookDrawn, BookDrawError> {
        let by = *actor;
        self.db
            .write(tx!(|tx, drawing| {
                let credits = draw_in_tx(tx, by, (id, &drawing), accepted, now).await?;
                let all = pictures_in_tx(tx, drawing.book).await?;
                let pictures = all.into_iter().filter(|picture| picture.draw == id).collect();
                Ok(BookDrawn { credits, pictures })
            }))
            .await
    }
}

/// What was asked for of a book's panels, the newest first.
pub(crate) async fn pictures_in_tx(tx: &mut Tx<'_>, book: BookId) -> Result<Vec<BookPicture>, DbError> {
    let key = book.to_string();
    let mut pictures: Vec<BookPicture> = tx.all(PICTURES, args![key.as_str(), PICTURES_TOLD]).await?;
    if pictures.is_empty() {
        return Ok(pictures);
    }
    let most = PICTURES_TOLD * i64::from(COUNT_MAX);
    let assets: Vec<Belonging> = tx.all(ASSETS, args![key, most]).await?;
    // Both come in an order of their own.
    let mut of = std::collections::HashMap::<GenerationId, Vec<AssetBrief>>::new();
    for Belonging(generation, asset) in assets {
        of.entry(generation).or_default().push(asset);
    }
    for picture in &mut pictures {
        picture.assets = of.remove(&picture.generation).unwrap_or_default();
    }
    Ok(pictures)
}

/// The book as it was read by who asks, if that is how it still is.
async fn book_in_tx(tx: &mut Tx<'_>, actor: Actor, drawing: &BookDrawing) -> Result<Book, BookDrawError> {
    let brief = brief_in_tx(tx, actor.user_id, drawing.book).await?.ok_or(BookDrawError::NotFound)?;
    if brief.version != drawing.version {
        return Err(BookDrawError::Conflict { version: brief.version });
    }
    let which = (drawing.book, drawing.version);
    document_in_tx(tx, actor.user_id, which).await?.ok_or(BookDrawError::NotFound)
}

/// What is made of each panel and what it costs.
async fn panels_in_tx(
    tx: &mut Tx<'_>,
    actor: Actor,
    (book, drawing): (&Book, &BookDrawing),
    model: &Model,
) -> Result<(Vec<Panel>, Vec<QuoteLine>), BookDrawError> {
    let mut met = HashSet::new();
    let once = drawing.panels.iter().all(|id| met.insert(*id));
    if !once || !(1..=DRAWN_MAX).contains(&drawing.panels.len()) {
        return Err(BookDrawError::Panels);
    }
    if !(1..=COUNT_MAX).contains(&drawing.how.count.unwrap_or(1)) {
        return Err(BookDrawError::Count);
    }
    let owner = actor.user_id.to_string();
    let mut panels = Vec::with_capacity(drawing.panels.len());
    let mut lines: Vec<QuoteLine> = Vec::new();
    for (position, id) in drawing.panels.iter().enumerate() {
        let (_, panel) = book.panel(*id).ok_or(BookDrawError::NoPanel { position })?;
        let draft = panel_draft(book, panel, &drawing.how, &model.capabilities);
        let draft = draft.ok_or(BookDrawError::NoPrompt { position })?;
        let priced = generation::priced_in_tx(tx, &owner, &draft, model).await;
        let (spec, quote) = priced.map_err(|error| blamed(error, position))?;
        input::check_in_tx(tx, &owner, &spec, model).await?.map_err(|why| blamed(why.into(), position))?;
        for line in quote.lines {
            let alike =
                |old: &&mut QuoteLine| (&old.label, old.credits_each) == (&line.label, line.credits_each);
            match lines.iter_mut().find(alike) {
                Some(old) => {
                    old.count += line.count;
                    old.credits =
                        old.credits_each.times(old.count).ok_or(SubmitError::from(InvalidSpec::Tier))?;
                }
                None => lines.push(line),
            }
        }
        panels.push(Panel { id: *id, spec, credits: quote.credits });
    }
    Ok((panels, lines))
}

/// Says which panel a refusal is about, where it is about a panel.
fn blamed(error: SubmitError, position: usize) -> BookDrawError {
    match error {
        SubmitError::Invalid(why) => BookDrawError::Panel { position, why },
        error => error.into(),
    }
}

fn sum(panels: &[Panel]) -> Result<Credits, BookDrawError> {
    let all = panels.iter().map(|one| one.credits.get()).fold(0, i64::saturating_add);
    Credits::new(all).ok_or_else(|| SubmitError::from(InvalidSpec::Tier).into())
}

async fn draw_in_tx(
    tx: &mut Tx<'_>,
    actor: Actor,
    (id, drawing): (DrawId, &BookDrawing),
    accepted: Option<Credits>,
    now: Timestamp,
) -> Result<Credits, BookDrawError> {
    let (key, owner) = (id.to_string(), actor.user_id.to_string());
    let asked = generation::fingerprint(drawing)?;
    // Before anything else is looked at, the wallet is locked: what was asked for once is there then.
    let first = GenerationId(sql::new_id(now));
    let asker = generation::asker_in_tx(tx, actor, first, (&drawing.how.model, &asked), now).await?;
    let before: Option<(String, String, i64)> = tx.optional(ASKED, args![key.as_str()]).await?;
    if let Some((of, before, credits)) = before {
        let same = of == owner && before == asked;
        let credits = Credits::new(credits).filter(|_| same);
        return credits.ok_or(SubmitError::IdempotencyMismatch.into());
    }
    let Some(mut asker) = asker else { return Err(SubmitError::IdempotencyMismatch.into()) };
    let book = book_in_tx(tx, actor, drawing).await?;
    let (panels, _) = panels_in_tx(tx, actor, (&book, drawing), &asker.offer.model).await?;
    for one in &panels {
        asker.allows.check(&one.spec.model, &one.spec.tier).map_err(SubmitError::from)?;
    }
    let credits = sum(&panels)?;
    generation::allowed_in_tx(tx, &owner, &asker, (credits, accepted), now).await?;
    // All of it or nothing, told as one price.
    asker.wallet.wallet.hold(credits).map_err(SubmitError::from)?;
    let row = args![key.as_str(), drawing.book.to_string(), owner, asked, credits.get(), now.0];
    tx.exec(INSERT, row).await?;
    for (position, panel) in (0_i64..).zip(panels) {
        place_in_tx(tx, actor, &mut asker, (id, drawing.book, position), panel, now).await?;
    }
    Ok(credits)
}

/// One panel of many: they are drawn one after the other, so the later ones are waited for longer.
async fn place_in_tx(
    tx: &mut Tx<'_>,
    actor: Actor,
    asker: &mut Asker,
    (draw, book, position): (DrawId, BookId, i64),
    panel: Panel,
    now: Timestamp,
) -> Result<(), BookDrawError> {
    let id = GenerationId(sql::new_id(now));
    let request = generation::fingerprint(&(draw.to_string(), position))?;
    let (credits, priority) = (panel.credits, i64::from(asker.allows.priority));
    let turns = turns(position, asker.offer.model.deadline_seconds);
    let new = New { id, request, spec: panel.spec, credits, channel: None, lent: false, priority, turns };
    if !generation::insert_in_tx(tx, actor, (&mut asker.wallet, &asker.offer), new, now).await? {
        return Err(SubmitError::IdempotencyMismatch.into());
    }
    let PanelId { page_no, panel_no } = panel.id;
    let row = args![id.to_string(), draw.to_string(), book.to_string(), position, page_no, panel_no, now.0];
    tx.exec(INSERT_PICTURE, row).await?;
    Ok(())
}

/// How many times a model's own time the panel at this position is waited for.
fn turns(position: i64, deadline_s: u32) -> i64 {
    let most = WAIT_S_MAX / i64::from(deadline_s.max(1));
    (position + 1).min(TURNS_MAX).min(most.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_held_for_ever() {
        assert_eq!((turns(0, 300), turns(9, 300), turns(199, 300)), (1, 10, 60));
        for deadline in [1, 300, 1_800, 7_000, 21_600] {
            for position in [0, 7, 59, 199] {
                let waited = turns(position, deadline) * i64::from(deadline);
                assert!((i64::from(deadline)..=WAIT_S_MAX).contains(&waited), "{position} {deadline}");
            }
        }
        assert_eq!(turns(199, 86_400), 1);
    }

    #[test]
    fn what_was_asked_for_is_told_from_something_else() {
        let how = Drawing {
            model: "pen".to_owned(),
            tier: None,
            quality: None,
            count: None,
            seed: None,
            negative_prompt: None,
        };
        let one = BookDrawing { book: BookId(uuid::Uuid::nil()), version: 1, panels: Vec::new(), how };
        let other = BookDrawing { version: 2, ..one.clone() };
        let print = |drawing: &BookDrawing| generation::fingerprint(drawing).expect("a fingerprint");
        assert_eq!(print(&one), print(&one.clone()));
        assert_ne!(print(&one), print(&other));
    }
}
