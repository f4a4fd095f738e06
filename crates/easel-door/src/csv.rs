//! Tables as text, for spreadsheets.

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use easel_store::StoreError;
use futures_util::stream;

/// Lines read at once.
pub const CHUNK: u32 = 500;

/// A table as the file `name`, read while it is sent: no more than [`CHUNK`] lines are in memory. `read` answers the lines after a place,
/// the first ones for `None`, and the place where it goes on ([`place_after`]).
pub fn file<K, Read, Lines>(name: &str, heading: &'static str, read: Read) -> Response
where
    K: Send + 'static,
    Read: Fn(Option<K>) -> Lines + Send + 'static,
    Lines: Future<Output = Result<(String, Option<K>), StoreError>> + Send,
{
    let pages =
        stream::try_unfold((Some(None), read), move |(place, read): (Option<Option<K>>, Read)| async move {
            let Some(place) = place else { return Ok::<_, StoreError>(None) };
            let mut text = if place.is_none() { format!("{heading}\r\n") } else { String::new() };
            let (lines, next) = read(place).await?;
            text.push_str(&lines);
            Ok(Some((Bytes::from(text), (next.map(Some), read))))
        });
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}\""));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (header::CONTENT_DISPOSITION, disposition.unwrap_or_else(|_| HeaderValue::from_static("attachment"))),
    ];
    (headers, Body::from_stream(pages)).into_response()
}

/// Where a table goes on after these rows; `None` when they were the last ones.
pub fn place_after<T, K>(rows: &[T], place: impl FnOnce(&T) -> K) -> Option<K> {
    rows.last().filter(|_| rows.len() == CHUNK as usize).map(place)
}

/// Text as a cell: quoted, and never read as a formula by a spreadsheet.
pub fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_no_formula() {
        assert_eq!(cell("=1+1"), "\"'=1+1\"");
        assert_eq!(cell("a \"b\""), "\"a \"\"b\"\"\"");
    }
}
