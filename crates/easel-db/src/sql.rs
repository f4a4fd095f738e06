//! One text for two dialects.

use std::borrow::Cow;

const LIVE: &str = "/*pg:";

/// For SQLite: `$1` becomes `?1`, because SQLite numbers `$` names by their first appearance. Texts in quotes and
/// comments stay as they are.
pub(crate) fn sqlite(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len());
    let mut rest = sql;
    while let Some(at) = rest.find(['$', '\'', '"', '/', '-']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = match rest.as_bytes() {
            [b'$', b'0'..=b'9', ..] => {
                out.push('?');
                rest = &rest[1..];
                continue;
            }
            [quote @ (b'\'' | b'"'), ..] => {
                rest[1..].find(char::from(*quote)).map_or(rest.len(), |end| end + 2)
            }
            [b'/', b'*', ..] => rest.find("*/").map_or(rest.len(), |end| end + 2),
            [b'-', b'-', ..] => rest.find('\n').unwrap_or(rest.len()),
            _ => 1,
        };
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

/// For PostgreSQL: what stands in `/*pg: .. */` comes alive.
pub(crate) fn postgres(sql: &str) -> Cow<'_, str> {
    if !sql.contains(LIVE) {
        return Cow::Borrowed(sql);
    }
    let mut out = String::with_capacity(sql.len());
    let mut rest = sql;
    while let Some((before, after)) = rest.split_once(LIVE) {
        let (live, after) = after.split_once("*/").unwrap_or((after, ""));
        out.push_str(before);
        out.push_str(live);
        rest = after;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::{postgres, sqlite};

    #[test]
    fn numbers_become_sqlites() {
        assert_eq!(sqlite("SELECT $1, $12 WHERE a=$1"), "SELECT ?1, ?12 WHERE a=?1");
        assert_eq!(sqlite("SELECT '$1 it''s $2', \"$3\", $4"), "SELECT '$1 it''s $2', \"$3\", ?4");
        assert_eq!(sqlite("a /* $1 */ - $2 -- $3\n / $4"), "a /* $1 */ - ?2 -- $3\n / ?4");
        assert_eq!(sqlite("'open $1"), "'open $1");
        assert_eq!(sqlite("é$1ü"), "é?1ü");
    }

    #[test]
    fn comments_come_alive_on_postgresql() {
        assert_eq!(postgres("SELECT 1"), "SELECT 1");
        assert_eq!(postgres("SELECT 1 /*pg: FOR UPDATE*/ /* kept */"), "SELECT 1  FOR UPDATE /* kept */");
        assert_eq!(postgres("a/*pg:::text*/ b/*pg: c*/"), "a::text b c");
    }
}
