//! What may be wrong with books.

use super::Problem;
use easel_shelf::{BookDrawError, BookError};
use easel_works::book::{BOOKS_MAX, COUNT_MAX, DRAWN_MAX, InvalidBook, LayoutError};

impl From<BookError> for Problem {
    fn from(error: BookError) -> Self {
        match error {
            BookError::Invalid(InvalidBook { place, mistake }) => {
                Self::invalid_book(mistake, format!("document.{place}"))
            }
            BookError::TooLarge => Self::too_large(),
            BookError::NotFound => Self::not_found(),
            BookError::Conflict { version } => Self::conflict().moved_on_to(version),
            BookError::IdTaken => Self::id_taken(),
            BookError::TooMany => Self::too_many("too_many_books", BOOKS_MAX),
            BookError::Store(error) => error.into(),
        }
    }
}

impl From<BookDrawError> for Problem {
    fn from(error: BookDrawError) -> Self {
        let panel = |position: usize| format!("panels[{position}]");
        match error {
            BookDrawError::NotFound => Self::not_found(),
            BookDrawError::Conflict { version } => Self::conflict().moved_on_to(version),
            BookDrawError::Panels => {
                Self::invalid("invalid_panels", "invalid_book_panels", "panels").plain("max", DRAWN_MAX)
            }
            BookDrawError::Count => {
                Self::invalid("invalid_count", "invalid_book_count", "count").plain("max", COUNT_MAX)
            }
            BookDrawError::NoPanel { position } => {
                Self::invalid("book_no_panel", "book_no_panel", "panels").at(panel(position))
            }
            BookDrawError::NoPrompt { position } => {
                Self::invalid("book_no_prompt", "book_no_prompt", "panels").at(panel(position))
            }
            // What is wrong with the model, its tiers or the style is wrong with every panel.
            BookDrawError::Panel { position, why } => match why.field() {
                "model" | "tier" | "quality" | "count" | "style" | "seed" | "negative_prompt" => why.into(),
                _ => Self::from(why).at(panel(position)),
            },
            BookDrawError::Submit(error) => error.into(),
        }
    }
}

impl From<LayoutError> for Problem {
    fn from(_: LayoutError) -> Self {
        Self::invalid("book_layout", "book_layout", "edit")
    }
}
