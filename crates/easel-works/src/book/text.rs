//! Texts and how they look.

use serde::{Deserialize, Serialize};

/// A family of letters. Scripts that it has no letters of come from the family that goes with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterFace {
    /// As comics are lettered.
    Comic,
    /// Heavy, slanted capitals.
    Shout,
    /// As books are set.
    Book,
}

/// Where lines stand in their box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterAlign {
    /// In the middle.
    Centre,
    /// Where the script begins.
    Start,
}

/// A line around letters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterStroke {
    /// How wide, thousandths of the letters' size.
    pub width: u16,
    /// `#rrggbb`.
    pub colour: String,
}

/// How letters leave their line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WarpKind {
    /// Along an arc.
    Arc,
    /// Up and down.
    Wave,
    /// Larger in the middle.
    Bulge,
    /// Larger towards the end.
    Grow,
}

/// How much letters leave their line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Warp {
    /// How.
    pub kind: WarpKind,
    /// How much, -100 to 100.
    pub amount: i8,
}

/// How texts of one name look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextStyle {
    /// What texts call it.
    pub name: String,
    /// Its letters.
    pub face: LetterFace,
    /// Heavy letters, where the family has them.
    pub bold: bool,
    /// All in capitals, where the script has them.
    pub capitals: bool,
    /// Smallest size of letters.
    pub size_min: i32,
    /// Largest: a text is as large as it can be between the two.
    pub size_max: i32,
    /// From line to line, thousandths of the size.
    pub line_height: u16,
    /// `#rrggbb`.
    pub colour: String,
    /// Where lines stand.
    pub align: LetterAlign,
    /// A line around letters.
    pub stroke: Option<LetterStroke>,
    /// How letters leave their line.
    pub warp: Option<Warp>,
}

/// The styles that a new book has: one of the name of each kind of balloon, and those of a storybook.
#[must_use]
pub fn text_styles() -> Vec<TextStyle> {
    let style = |name: &str, face, (size_min, size_max): (i32, i32), line_height| TextStyle {
        name: name.to_owned(),
        face,
        bold: false,
        capitals: false,
        size_min,
        size_max,
        line_height,
        colour: "#111111".to_owned(),
        align: LetterAlign::Centre,
        stroke: None,
        warp: None,
    };
    let comic = |name, sizes| TextStyle {
        capitals: true,
        bold: true,
        ..style(name, LetterFace::Comic, sizes, 1_120)
    };
    let stroke = |width, colour: &str| Some(LetterStroke { width, colour: colour.to_owned() });
    vec![
        comic("speech", (190, 330)),
        comic("thought", (190, 320)),
        TextStyle { bold: false, ..style("shout", LetterFace::Shout, (300, 900), 1_050) },
        TextStyle {
            bold: false,
            capitals: false,
            colour: "#444444".to_owned(),
            ..comic("whisper", (180, 270))
        },
        TextStyle { align: LetterAlign::Start, ..comic("caption", (190, 300)) },
        TextStyle {
            colour: "#e8321f".to_owned(),
            stroke: stroke(140, "#ffffff"),
            warp: Some(Warp { kind: WarpKind::Arc, amount: 25 }),
            ..style("effect", LetterFace::Shout, (500, 4_000), 1_000)
        },
        style("story", LetterFace::Book, (350, 750), 1_450),
        TextStyle { bold: true, ..style("title", LetterFace::Book, (700, 1_600), 1_200) },
    ]
}

/// A text in lines, so that a screen and a file break it alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetText {
    /// Size of the letters.
    pub size: i32,
    /// The lines, or the columns from right to left, as they are drawn: with hyphens and capitals.
    pub lines: Vec<String>,
}

/// A text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lettering {
    /// What it says.
    pub text: String,
    /// The name of its text style.
    pub style: String,
    /// The tag of its language.
    pub language: String,
    /// In columns from right to left.
    pub vertical: bool,
    /// Its lines, once they are known.
    pub set: Option<SetText>,
}

impl Lettering {
    /// A text that isn't in lines yet.
    #[must_use]
    pub fn new(text: &str, style: &str, language: &str) -> Self {
        Self {
            text: text.to_owned(),
            style: style.to_owned(),
            language: language.to_owned(),
            vertical: false,
            set: None,
        }
    }
}
