//! Documents as readers of PDF see them, and pages of books as they are drawn.

mod book;
mod letter;
mod receipt;
