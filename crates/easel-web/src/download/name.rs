//! Names of files that every system takes.

use easel_domain::Timestamp;
use std::collections::HashSet;
use std::fmt::Write as _;

/// Most bytes of a name without what is put behind it: with that, no file system finds it too long.
const BYTES_MAX: usize = 160;
/// Most characters of it.
const CHARS_MAX: usize = 80;

/// Names of one archive: each once, whatever the case.
#[derive(Default)]
pub(super) struct Names(HashSet<String>);

impl Names {
    /// The day a picture was made and the beginning of its prompt, such as `2026-11-21 fox in the snow.png`.
    pub(super) fn of(&mut self, made_at: Timestamp, prompt: &str) -> String {
        let mut base = day(made_at);
        let words = plain(prompt);
        if !words.is_empty() {
            base = format!("{base} {words}");
        }
        let mut name = format!("{base}.png");
        let mut count = 1;
        while !self.0.insert(name.to_lowercase()) {
            count += 1;
            name = format!("{base} {count}.png");
        }
        name
    }
}

/// The day in UTC.
fn day(at: Timestamp) -> String {
    let zoned = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default().to_zoned(jiff::tz::TimeZone::UTC);
    zoned.date().to_string()
}

/// Letters, digits and little else, in one line.
fn plain(text: &str) -> String {
    let fine = |c: char| c.is_alphanumeric() || "-_,'()+".contains(c);
    let text: String = text.chars().map(|c| if fine(c) { c } else { ' ' }).collect();
    let mut out = String::new();
    for word in text.split_whitespace() {
        let more = usize::from(!out.is_empty()) + word.len();
        if out.len() + more > BYTES_MAX || out.chars().count() + more > CHARS_MAX {
            if out.is_empty() {
                let fits = word.char_indices().take_while(|(at, c)| at + c.len_utf8() <= CHARS_MAX);
                out = fits.map(|(_, c)| c).collect();
            }
            break;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The name of an archive: the studio or the board, and the day.
pub(crate) fn of_archive(studio: &str, board: &str, now: Timestamp) -> String {
    let what = [board, studio].into_iter().map(plain).find(|name| !name.is_empty());
    format!("{} {}.zip", what.unwrap_or_else(|| "pictures".to_owned()), day(now))
}

/// A file's name as a header tells it: in plain letters, and whole for who understands it.
pub(crate) fn disposition(name: &str) -> String {
    let ascii: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || " -_.".contains(c) { c } else { '_' }).collect();
    let mut whole = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            whole.push(char::from(byte));
        } else {
            let _ = write!(whole, "%{byte:02X}");
        }
    }
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{whole}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Timestamp = Timestamp(1_795_219_200_000);

    #[test]
    fn names_are_safe_everywhere_and_unique() {
        let mut names = Names::default();
        for (prompt, name) in [
            ("fox in the snow", "2026-11-21 fox in the snow.png"),
            ("Fox in the Snow", "2026-11-21 Fox in the Snow 2.png"),
            ("../../etc/passwd\0: <con>|?*\"\\", "2026-11-21 etc passwd con.png"),
            ("月光下的灯塔", "2026-11-21 月光下的灯塔.png"),
            ("", "2026-11-21.png"),
            ("...", "2026-11-21 2.png"),
            ("a \u{202e}gnp.exe", "2026-11-21 a gnp exe.png"),
        ] {
            assert_eq!(names.of(DAY, prompt), name, "{prompt}");
        }
        for long in ["x".repeat(500), "灯".repeat(500), "word ".repeat(100)] {
            let name = names.of(DAY, &long);
            assert!(name.len() < 200 && name.len() > 60, "{name}");
        }
    }

    #[test]
    fn a_header_tells_the_name_in_two_ways() {
        assert_eq!(
            disposition("灯 \"a\".zip"),
            "attachment; filename=\"_ _a_.zip\"; filename*=UTF-8''%E7%81%AF%20%22a%22.zip"
        );
        assert_eq!(of_archive("工作室", "", DAY), "工作室 2026-11-21.zip");
        assert_eq!(of_archive("..", "!", DAY), "pictures 2026-11-21.zip");
    }
}
