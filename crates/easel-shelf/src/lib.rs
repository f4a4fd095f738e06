//! The shelf: books and strips that people keep, and the files they leave as.
//!
//! **Knows** documents with their versions, how panels of a book are drawn at one price, and what an export is made of when
//! it is asked for. Each state change is one function here and one transaction.
//!
//! **Never knows** HTTP, pixels, typefaces, how a job runs, or a wallet's rules: a panel is placed by the store's own steps
//! (`easel_store::generation`). `now` is always an argument.

mod book;
mod draw;
mod export;
mod strip;

use easel_db::{Db, DbError};
use easel_store::Store;

pub use book::{Book, BookBrief, BookError, BookVersion, ReadBook, Sharing};
pub use draw::{BookDrawError, BookDrawing, BookDrawn, BookPicture, BookQuote};
pub use export::{Export, ExportBlob, ExportError, NewExport};
pub use strip::{STRIPS_MAX, Strip, StripError};

/// The books and strips of a studio. Cheap to clone; every clone is the same shelf.
#[derive(Clone)]
pub struct Shelf {
    db: Db,
}

impl Shelf {
    /// The shelf of a studio.
    #[must_use]
    pub fn of(store: &Store) -> Self {
        Self { db: store.db().clone() }
    }

    /// Prepares every SQL text there is here on this database.
    ///
    /// # Errors
    /// The texts that can't be prepared, each with its reason.
    pub async fn prepare_all(&self) -> Result<usize, Vec<(&'static str, DbError)>> {
        let texts = [book::TEXTS, draw::TEXTS, export::TEXTS, strip::TEXTS].concat();
        self.db.prepare_all(&texts).await.map(|()| texts.len())
    }
}
