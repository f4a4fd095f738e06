//! The bindery: operations by which books and strips are made, set, drawn, read and taken away as files.
//!
//! **Knows** HTTP, the shelf, and how a page of a book is set.
//!
//! **Never knows** pixels, engines, SQL text or money, or any other operation; decides no rule: the works and the shelf do.

mod book;
mod book_draw;
mod book_page;
mod book_plan;
pub mod export;
mod read;
mod strip;

pub use book_page::Desks;

use axum::extract::FromRef;
use easel_door::Door;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Every operation of books, strips and exports with its part of the document, for a router whose state has a door and desks.
pub fn operations<S>() -> OpenApiRouter<S>
where
    S: Clone + Send + Sync + 'static,
    Door: FromRef<S>,
    Desks: FromRef<S>,
{
    OpenApiRouter::new()
        .routes(routes!(strip::list_strips, strip::create_strip))
        .routes(routes!(strip::get_strip, strip::update_strip, strip::delete_strip))
        .routes(routes!(book::list_books, book::create_book))
        .routes(routes!(book_page::list_book_papers))
        .routes(routes!(book_page::create_book_page))
        .routes(routes!(book_page::update_book_page))
        .routes(routes!(book_page::create_book_page_setting))
        .routes(routes!(book_plan::create_book_plan))
        .routes(routes!(book_page::update_book_balloons))
        .routes(routes!(book::get_book, book::update_book, book::delete_book))
        .routes(routes!(book::list_book_versions))
        .routes(routes!(book::get_book_version))
        .routes(routes!(book::create_book_restoration))
        .routes(routes!(book_page::get_book_page_drawing))
        .routes(routes!(book::update_book_sharing))
        .routes(routes!(book::get_book_words))
        .routes(routes!(book::create_book_copy))
        .routes(routes!(book_page::get_book_check))
        .routes(routes!(book_draw::create_book_quote))
        .routes(routes!(book_draw::create_book_drawing))
        .routes(routes!(read::get_read_book))
        .routes(routes!(read::get_read_page))
        .routes(routes!(read::get_read_content))
        .routes(routes!(export::create_export))
        .routes(routes!(export::get_export))
        .routes(routes!(export::get_export_content))
        .routes(routes!(export::list_formats))
}
