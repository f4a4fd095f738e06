//! Pictures of an archive: where each of them lies in it, and what is told of it.

use crate::rows::{Cells, key, moment, quoted};
use easel_db::{DbError, FromRow, Row, Value, texts};
use easel_domain::{Language, Timestamp, message};
use std::collections::HashMap;
use std::fmt::Write as _;

texts! {
    /// What lies below zero only goes with something; it comes first.
    PICTURES = "select a.no, a.id, a.created_at, a.kind, a.width, a.height, a.mime, a.favourite, a.trashed_at, a.seed, a.generation_id, b.name, b.bytes, g.spec
                from asset a left join asset_blob b on b.asset_id = a.id and b.variant = 'original' left join generation g on g.id = a.generation_id
                where a.owner_id = $1 and a.no > $2 and a.created_at <= $3 order by a.no limit $4";
    BOARDS_OF = "select x.asset_id, b.name from board_asset x join board b on b.id = x.board_id
                      where x.asset_id in (select e.key from json_each(cast($1 as text)/*pg:::json*/) e) order by b.created_at, b.id";
    TAGS_OF = "select t.asset_id, t.tag from asset_tag t where t.asset_id in (select e.key from json_each(cast($1 as text)/*pg:::json*/) e) order by t.tag_key";
}

/// Most characters of the words in a name.
const WORDS_MAX: usize = 60;
/// No system takes these as names.
const TAKEN: [&str; 6] = ["con", "prn", "aux", "nul", "com1", "lpt1"];

/// A picture with all that is told of it.
#[derive(Clone, Debug)]
pub(crate) struct Picture {
    pub(crate) no: i64,
    pub(crate) id: String,
    pub(crate) made_at: Timestamp,
    kind: String,
    width: i64,
    height: i64,
    mime: String,
    favourite: bool,
    trashed_at: Option<i64>,
    seed: Option<i64>,
    generation_id: Option<String>,
    /// Where its original is, unless that isn't known.
    pub(crate) blob_name: Option<String>,
    pub(crate) bytes: i64,
    spec: Option<String>,
    /// Names, the oldest first.
    boards: Vec<String>,
    tags: Vec<String>,
}

impl FromRow for Picture {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            no: row.next()?,
            id: row.next()?,
            made_at: Timestamp(row.next()?),
            kind: row.next()?,
            width: row.next()?,
            height: row.next()?,
            mime: row.next()?,
            favourite: row.next::<i64>()? != 0,
            trashed_at: row.next()?,
            seed: row.next()?,
            generation_id: row.next()?,
            blob_name: row.next()?,
            bytes: row.next::<Option<i64>>()?.unwrap_or(0),
            spec: row.next()?,
            boards: Vec::new(),
            tags: Vec::new(),
        })
    }
}

/// Puts names beside the pictures they belong to.
pub(crate) fn named(pictures: &mut [Picture], boards: Vec<Cells>, tags: Vec<Cells>) {
    let by_id: HashMap<String, usize> =
        pictures.iter().enumerate().map(|(at, picture)| (picture.id.clone(), at)).collect();
    let of = |cells: &Cells| Some((*by_id.get(&key(cells.0.first()?))?, cells.0.get(1).map(key)?));
    for (at, name) in boards.iter().filter_map(of) {
        pictures[at].boards.push(name);
    }
    for (at, tag) in tags.iter().filter_map(of) {
        pictures[at].tags.push(tag);
    }
}

/// What folders are called in the person's language.
pub(crate) struct Folders {
    none: String,
    trash: String,
    masks: String,
}

impl Folders {
    pub(crate) fn of(language: Language) -> Self {
        let say = |key| plain(&message::text(language, key, &[]));
        Self {
            none: say("archive.folder_none"),
            trash: say("archive.folder_trash"),
            masks: say("archive.folder_masks"),
        }
    }
}

impl Picture {
    fn prompt(&self) -> String {
        let spec = self.spec.as_deref().and_then(|spec| serde_json::from_str::<serde_json::Value>(spec).ok());
        spec.and_then(|spec| spec.get("prompt")?.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// Where it lies in the archive: board, month, then day, words, and the end of its id, so that each name is there once.
    pub(crate) fn file(&self, folders: &Folders) -> String {
        let folder = match (self.no < 0, self.trashed_at, self.boards.first()) {
            (true, ..) => folders.masks.clone(),
            (_, Some(_), _) => folders.trash.clone(),
            (_, _, Some(name)) => folder(name).unwrap_or_else(|| folders.none.clone()),
            _ => folders.none.clone(),
        };
        let day = day(self.made_at);
        let (month, id) = (&day[..day.len().min(7)], self.id.replace('-', ""));
        let words = plain(&self.prompt());
        let space = if words.is_empty() { "" } else { " " };
        let short = &id[id.len().saturating_sub(12)..];
        format!("pictures/{folder}/{month}/{day} {words}{space}{short}.{}", ending(&self.mime))
    }

    /// All that is told of it, as JSON. `file` is none where its bytes are gone.
    pub(crate) fn told(&self, file: Option<&str>) -> String {
        let list = |all: &[String]| {
            format!("[{}]", all.iter().map(|one| quoted(one)).collect::<Vec<_>>().join(", "))
        };
        let or_null = |text: Option<String>| text.unwrap_or_else(|| "null".to_owned());
        let mut out = format!(
            "{{\"id\": {}, \"file\": {}, \"made_at\": {}, \"kind\": {}",
            quoted(&self.id),
            or_null(file.map(quoted)),
            quoted(&moment(self.made_at.0)),
            quoted(&self.kind),
        );
        let _ = write!(
            out,
            ", \"width\": {}, \"height\": {}, \"favourite\": {}, \"trashed_at\": {}, \"seed\": {}",
            self.width,
            self.height,
            self.favourite,
            or_null(self.trashed_at.map(|at| quoted(&moment(at)))),
            or_null(self.seed.map(|seed| seed.to_string())),
        );
        let _ = write!(
            out,
            ", \"generation_id\": {}, \"boards\": {}, \"tags\": {}, \"prompt\": {}}}",
            or_null(self.generation_id.as_deref().map(quoted)),
            list(&self.boards),
            list(&self.tags),
            quoted(&self.prompt()),
        );
        out
    }

    /// The same as people look at it: a part of a page in the folder of pictures.
    pub(crate) fn shown(&self, file: Option<&str>, missing: &str) -> String {
        let prompt = escaped(&self.prompt());
        let picture = match file.and_then(|file| file.strip_prefix("pictures/")) {
            Some(file) => {
                let address = encoded(file);
                format!(
                    "<a href=\"{address}\"><img src=\"{address}\" alt=\"\" loading=\"lazy\" width=\"{}\" height=\"{}\"></a>",
                    self.width, self.height
                )
            }
            None => format!("<p><em>{}</em></p>", escaped(missing)),
        };
        let spec = self.spec.as_deref().and_then(|spec| serde_json::from_str::<serde_json::Value>(spec).ok());
        let word = |name: &str| spec.as_ref().and_then(|spec| spec.get(name)?.as_str().map(str::to_owned));
        let mut facts = vec![day(self.made_at), format!("{} × {}", self.width, self.height)];
        facts.extend([word("model"), word("style")].into_iter().flatten());
        facts.extend(self.seed.map(|seed| format!("seed {seed}")));
        facts.extend(self.boards.iter().chain(&self.tags).cloned());
        let facts: Vec<String> = facts.iter().map(|fact| escaped(fact)).collect();
        format!(
            "<figure>{picture}<figcaption><p>{prompt}</p><small>{}</small></figcaption></figure>\n",
            facts.join(" · ")
        )
    }
}

fn ending(mime: &str) -> &'static str {
    match mime {
        "image/jpeg" => "jpg",
        "image/webp" => "webp",
        "image/png" => "png",
        _ => "bin",
    }
}

/// The day in UTC.
pub(crate) fn day(at: Timestamp) -> String {
    moment(at.0).split('T').next().unwrap_or_default().to_owned()
}

fn folder(name: &str) -> Option<String> {
    let plain = plain(name);
    let is_taken = TAKEN.contains(&plain.to_lowercase().as_str());
    (!plain.is_empty()).then(|| if is_taken { format!("{plain}_") } else { plain })
}

/// Letters, digits and little else, in one line: what every system takes as a name.
pub(crate) fn plain(text: &str) -> String {
    let fine = |c: char| c.is_alphanumeric() || "-_,'()+".contains(c);
    let text: String = text.chars().map(|c| if fine(c) { c } else { ' ' }).collect();
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut out: String = words.join(" ").chars().take(WORDS_MAX).collect();
    out.truncate(out.trim_end().len());
    out
}

/// Text in a page: never markup.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A path as an address.
fn encoded(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_./".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// One of many values of a row.
pub(crate) fn ids(pictures: &[Picture]) -> impl Iterator<Item = &str> {
    pictures.iter().map(|picture| picture.id.as_str())
}

/// A place in the list.
pub(crate) const FIRST: i64 = i64::MIN;

/// The arguments of a page.
pub(crate) fn page_of(owner: &str, after: i64, until: Timestamp, limit: u32) -> [Value; 4] {
    [Value::from(owner), Value::Int(after), Value::Int(until.0), Value::Int(i64::from(limit))]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture() -> Picture {
        Picture {
            no: 1,
            id: "0192aaaa-0000-7000-8000-00000000beef".to_owned(),
            made_at: Timestamp(1_795_305_599_000),
            kind: "made".to_owned(),
            width: 8,
            height: 8,
            mime: "image/png".to_owned(),
            favourite: true,
            trashed_at: None,
            seed: Some(7),
            generation_id: None,
            blob_name: None,
            bytes: 0,
            spec: Some(
                "{\"prompt\":\"../a <b>fox</b>\\\" in: the snow\",\"model\":\"studio-xl\"}".to_owned(),
            ),
            boards: Vec::new(),
            tags: vec!["tag".to_owned()],
        }
    }

    #[test]
    fn a_file_lies_where_its_board_and_month_are() {
        let folders = Folders { none: "none".into(), trash: "trash".into(), masks: "masks".into() };
        let mut one = picture();
        let name = "2026-11 2026-11-21 a b fox b in the snow 00000000beef.png";
        let (month, file) = name.split_once(' ').expect("two parts");
        assert_eq!(one.file(&folders), format!("pictures/none/{month}/{file}"));
        one.boards = vec!["../Con".to_owned(), "second".to_owned()];
        assert_eq!(one.file(&folders), format!("pictures/Con_/{month}/{file}"));
        one.boards = vec!["…".to_owned()];
        assert_eq!(one.file(&folders), format!("pictures/none/{month}/{file}"));
        one.trashed_at = Some(1);
        assert_eq!(one.file(&folders), format!("pictures/trash/{month}/{file}"));
        one.no = -1;
        assert_eq!(one.file(&folders), format!("pictures/masks/{month}/{file}"));
        one.spec = None;
        assert!(one.file(&folders).ends_with("/2026-11-21 00000000beef.png"));
    }

    #[test]
    fn words_are_never_markup_and_always_json() {
        let one = picture();
        let shown = one.shown(Some("pictures/狐/a b.png"), "gone");
        assert!(shown.contains("href=\"%E7%8B%90/a%20b.png\"") && shown.contains("&lt;b&gt;fox"), "{shown}");
        assert!(one.shown(None, "it is <gone>").contains("&lt;gone&gt;"));
        let told: serde_json::Value = serde_json::from_str(&one.told(None)).expect("JSON");
        assert_eq!(
            (&told["prompt"], &told["file"]),
            (&"../a <b>fox</b>\" in: the snow".into(), &serde_json::Value::Null)
        );
        assert_eq!(plain(&"word ".repeat(40)).chars().count(), 59);
    }
}
