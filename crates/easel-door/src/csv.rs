//! Tables as text, for spreadsheets: what a list shows, as a file. Every one of them is made here.

use Column::{Plain, Text};
use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use easel_domain::Timestamp;
use easel_store::StoreError;
use futures_util::stream;

/// Rows read at once.
pub const CHUNK: u32 = 500;

/// A column: its name, and what it says of a row. Names are the same in every language, for programs read these files too.
pub enum Column<T> {
    /// What somebody wrote, or another program said: quoted, and never read as a formula by a spreadsheet.
    Text(&'static str, fn(&T) -> String),
    /// What the studio itself made: a number, an id, a time, a word of ours.
    Plain(&'static str, fn(&T) -> String),
}

/// A table as the file `name`, read while it is sent: no more than [`CHUNK`] rows are in memory. `read` answers so many rows after a
/// place, the first ones for `None`; `place` says where a row stands.
pub fn table<T, K, Read, Rows>(
    name: &str,
    columns: &'static [Column<T>],
    place: fn(&T) -> K,
    read: Read,
) -> Response
where
    T: 'static,
    K: Send + 'static,
    Read: Fn(Option<K>) -> Rows + Send + 'static,
    Rows: Future<Output = Result<Vec<T>, StoreError>> + Send,
{
    let begin = (Some(None), read);
    let pages = stream::try_unfold(begin, move |(at, read): (Option<Option<K>>, Read)| async move {
        let Some(at) = at else { return Ok::<_, StoreError>(None) };
        let mut text = if at.is_none() { heading(columns) } else { String::new() };
        let rows = read(at).await?;
        rows.iter().for_each(|row| line(&mut text, columns, row));
        let next = rows.last().filter(|_| rows.len() == CHUNK as usize).map(|last| Some(place(last)));
        Ok(Some((Bytes::from(text), (next, read))))
    });
    file(name, Body::from_stream(pages))
}

/// A table of a few rows that are there already: days of a span, what stands in the configuration.
pub fn whole<T>(name: &str, columns: &[Column<T>], rows: &[T]) -> Response {
    let mut text = heading(columns);
    rows.iter().for_each(|row| line(&mut text, columns, row));
    file(name, Body::from(text))
}

/// A time that may not have come.
#[must_use]
pub fn at(time: Option<Timestamp>) -> String {
    time.map(crate::clock::rfc3339).unwrap_or_default()
}

/// Something that may not be there.
pub fn some(one: Option<impl ToString>) -> String {
    one.map(|one| one.to_string()).unwrap_or_default()
}

fn file(name: &str, body: Body) -> Response {
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}\""));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (header::CONTENT_DISPOSITION, disposition.unwrap_or_else(|_| HeaderValue::from_static("attachment"))),
    ];
    (headers, body).into_response()
}

fn heading<T>(columns: &[Column<T>]) -> String {
    let names = columns.iter().map(|(Text(name, _) | Plain(name, _))| *name);
    let names: Vec<&str> = names.collect();
    format!("{}\r\n", names.join(","))
}

fn line<T>(into: &mut String, columns: &[Column<T>], row: &T) {
    for (no, column) in columns.iter().enumerate() {
        if no > 0 {
            into.push(',');
        }
        match column {
            Text(_, says) => into.push_str(&cell(&says(row))),
            Plain(_, says) => into.push_str(&says(row)),
        }
    }
    into.push_str("\r\n");
}

/// Text as a cell: quoted, and never read as a formula by a spreadsheet.
#[must_use]
pub fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_wrote_is_no_formula_and_ends_no_cell() {
        assert_eq!(cell("=1+1"), "\"'=1+1\"");
        assert_eq!(cell("\n=1+1"), "\"'\n=1+1\"");
        assert_eq!(cell("a \"b\""), "\"a \"\"b\"\"\"");
        assert_eq!(cell(""), "\"\"");
    }

    #[tokio::test]
    async fn a_long_table_is_read_piece_by_piece_and_has_each_row_once() {
        const COLUMNS: &[Column<u32>] =
            &[Plain("no", |no| no.to_string()), Text("said", |no| format!("-{no}"))];
        const ROWS: u32 = 2 * CHUNK;
        let read = |after: Option<u32>| async move {
            let first = after.map_or(0, |after| after + 1);
            Ok((first..ROWS).take(CHUNK as usize).collect())
        };
        let answer = table("numbers.csv", COLUMNS, |no| *no, read);
        let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.expect("a table");
        let text = String::from_utf8(bytes.to_vec()).expect("text");
        let lines: Vec<&str> = text.split_terminator("\r\n").collect();
        assert_eq!((lines.len(), lines[0]), (ROWS as usize + 1, "no,said"));
        assert_eq!((lines[1], lines[ROWS as usize]), ("0,\"'-0\"", "999,\"'-999\""));
    }
}
