//! What people type, as it is kept: trimmed, and without NUL characters, which no database keeps and nobody means.

/// A text of several lines; `None` when it has more than `most` characters.
#[must_use]
pub fn text(typed: &str, most: usize) -> Option<String> {
    let kept = typed.replace('\0', "").trim().to_owned();
    (kept.chars().count() <= most).then_some(kept)
}

/// A text of one line, with one space between words; `None` when it has more than `most` characters.
#[must_use]
pub fn line(typed: &str, most: usize) -> Option<String> {
    let kept = typed.replace('\0', "").split_whitespace().collect::<Vec<_>>().join(" ");
    (kept.chars().count() <= most).then_some(kept)
}
