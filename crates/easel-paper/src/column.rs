//! Columns of Japanese and Chinese: what stands upright, what lies on its side.

use std::ops::Range;

/// How a part of a column stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CellKind {
    /// One character, in the form that columns have.
    Upright,
    /// Two narrow ones side by side: 12, !?
    Pair,
    /// A word of another script, turned clockwise.
    Sideways,
    /// A space.
    Space,
}

/// A part of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) range: Range<usize>,
    pub(crate) kind: CellKind,
}

/// Whether a character is narrow: of a script that is not written in columns.
fn is_narrow(c: char) -> bool {
    c < '\u{2000}' || matches!(c, '\u{20A0}'..='\u{20CF}')
}

/// Marks that belong to the character before them.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{3099}' | '\u{309A}' | '\u{FE00}'..='\u{FE0F}' | '\u{200D}' | '\u{E0100}'..='\u{E01EF}')
}

/// The parts of a column from top to bottom.
pub(crate) fn cells(text: &str) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    for (at, c) in text.char_indices() {
        let range = at..at + c.len_utf8();
        let joins = cells.last().map(|cell| cell.kind);
        let kind = match joins {
            Some(_) if is_mark(c) => joins,
            Some(CellKind::Sideways) if is_narrow(c) && !c.is_whitespace() => joins,
            _ => None,
        };
        match (kind, cells.last_mut()) {
            (Some(_), Some(last)) => last.range.end = range.end,
            _ if c.is_whitespace() => cells.push(Cell { range, kind: CellKind::Space }),
            _ if is_narrow(c) => cells.push(Cell { range, kind: CellKind::Sideways }),
            _ => cells.push(Cell { range, kind: CellKind::Upright }),
        }
    }
    for cell in cells.iter_mut().filter(|cell| cell.kind == CellKind::Sideways) {
        let said = &text[cell.range.clone()];
        let count = said.chars().count();
        let digits = count <= 2 && said.chars().all(|c| c.is_ascii_digit());
        let shouts = count <= 2 && said.chars().all(|c| matches!(c, '!' | '?'));
        let letter = count == 1 && said.chars().all(|c| c.is_ascii_uppercase());
        if digits || shouts || letter {
            cell.kind = CellKind::Pair;
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_numbers_stand_and_long_words_lie() {
        let kinds = |text: &str| cells(text).iter().map(|cell| cell.kind).collect::<Vec<_>>();
        use CellKind::{Pair, Sideways, Space, Upright};
        assert_eq!(kinds("12月、OK!?"), [Pair, Upright, Upright, Sideways]);
        assert_eq!(kinds("え!?"), [Upright, Pair]);
        assert_eq!(kinds("か\u{3099} 2026"), [Upright, Space, Sideways]);
    }
}
