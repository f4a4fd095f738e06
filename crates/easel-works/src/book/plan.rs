//! A book planned from a text. Nothing is drawn and nothing costs anything: it is a book that somebody goes on with.

use super::{Book, BookFormat, BookKind, OutlinePage, Reading, outline::laid_out, rules};
use easel_domain::CharacterId;

/// Longest text that is planned, characters.
pub const PLAN_TEXT_MAX: usize = 200_000;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Plan<'a> {
    /// Comic or storybook.
    pub kind: BookKind,
    /// What it is to be called; its first heading or line without it.
    pub title: Option<&'a str>,
    /// The tag of its language.
    pub language: &'a str,
    /// Its paper.
    pub format: BookFormat,
    /// How it is read.
    pub reading: Reading,
    /// People who may be in it, by name.
    pub cast: &'a [(CharacterId, String)],
}

/// Who planned a book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlannedBy {
    /// Rules.
    Rules,
    /// A chat model, all of it or the most.
    Model,
}

impl PlannedBy {
    /// The word in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rules => "rules",
            Self::Model => "model",
        }
    }

    /// Reads the word of [`PlannedBy::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Rules, Self::Model].into_iter().find(|one| one.as_str() == word)
    }
}

/// What there is to know about a plan that a chat model was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanNote {
    /// The studio has no chat model.
    Off,
    /// It can't be reached, or has a fault.
    Away,
    /// It has too much to do.
    Busy,
    /// It took too long.
    Late,
    /// It refuses: the key, the model, the question.
    Refused,
    /// What it said is no plan.
    Unreadable,
    /// Parts of the text were planned by rules.
    Partly,
    /// It told the story in other words.
    Reworded,
}

impl PlanNote {
    /// Every note.
    pub const ALL: &[Self] = &[
        Self::Off,
        Self::Away,
        Self::Busy,
        Self::Late,
        Self::Refused,
        Self::Unreadable,
        Self::Partly,
        Self::Reworded,
    ];

    /// The word in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Away => "away",
            Self::Busy => "busy",
            Self::Late => "late",
            Self::Refused => "refused",
            Self::Unreadable => "unreadable",
            Self::Partly => "partly",
            Self::Reworded => "reworded",
        }
    }
}

/// A plan, and how it came about.
#[derive(Clone, Debug)]
pub struct Planned {
    /// What there is to go on with.
    pub book: Book,
    /// Whether all of the text is in it.
    pub whole: bool,
    /// Who planned it.
    pub by: PlannedBy,
    /// What there is to know about it.
    pub note: Option<PlanNote>,
}

/// A part of a text, and the pages a chat model made of it or why it didn't.
pub type Heard = (String, Result<Vec<OutlinePage>, PlanNote>);

fn by_rules(text: &str, kind: BookKind) -> Vec<OutlinePage> {
    match kind {
        BookKind::Comic => rules::comic(text),
        BookKind::Storybook => rules::storybook(text),
    }
}

/// A book planned from a text by rules, and whether all of the text is in it.
#[must_use]
pub fn planned(text: &str, plan: &Plan<'_>) -> (Book, bool) {
    laid_out(text, by_rules(text, plan.kind), plan)
}

/// A book planned by rules because there is no other way.
#[must_use]
pub fn planned_without(text: &str, plan: &Plan<'_>, note: Option<PlanNote>) -> Planned {
    let (book, whole) = planned(text, plan);
    Planned { book, whole, by: PlannedBy::Rules, note }
}

/// A book of what a chat model made of a text's parts. What it didn't is planned by rules, and so is everything where
/// no book comes of it.
#[must_use]
pub fn planned_by_model(text: &str, heard: Vec<Heard>, plan: &Plan<'_>) -> Planned {
    let failure = heard.iter().find_map(|(_, pages)| pages.as_ref().err().copied());
    if heard.iter().all(|(_, pages)| pages.is_err()) {
        return planned_without(text, plan, failure.or(Some(PlanNote::Unreadable)));
    }
    let told = |pages: &[OutlinePage], part: &str| {
        let said: String = pages.iter().map(|page| page.text.as_str()).collect();
        letters(&said) == letters(part) || letters(&said) == letters(without_headings(part).as_str())
    };
    let reworded = plan.kind == BookKind::Storybook
        && heard.iter().any(|(part, pages)| pages.as_ref().is_ok_and(|pages| !told(pages, part)));
    let pages: Vec<OutlinePage> = heard
        .into_iter()
        .flat_map(|(part, pages)| pages.unwrap_or_else(|_| by_rules(&part, plan.kind)))
        .collect();
    let (book, whole) = laid_out(text, pages, plan);
    let note = match failure {
        Some(_) => Some(PlanNote::Partly),
        None => reworded.then_some(PlanNote::Reworded),
    };
    match book.checked() {
        Ok(book) => Planned { book, whole, by: PlannedBy::Model, note },
        Err(_) => planned_without(text, plan, Some(PlanNote::Unreadable)),
    }
}

/// What is left of a text when only what is read aloud counts.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn without_headings(text: &str) -> String {
    let lines = text.lines().filter(|line| rules::scene_of(line.trim()).is_none());
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{BalloonKind, FORMATS, PageRole};
    use proptest::prelude::*;

    fn plan(kind: BookKind, cast: &[(CharacterId, String)]) -> Plan<'_> {
        let format = FORMATS.iter().find(|format| format.kind == kind).expect("a format").format;
        Plan { kind, title: None, language: "en", format, reading: Reading::LeftToRight, cast }
    }

    const SCRIPT: &str = "# The Moon Ladder\n\nPAGE 1\n\nPanel 1: A fox looks up at the moon from a hill.\nCAPTION: Long ago.\nFOX: How far is it?\nOWL (whispers): Too far.\n\nPanel 2. The fox builds a ladder.\nSFX: KRAK\nFox (thinks): It will hold.\n\nPage 2\nINT. OWL'S TREE - NIGHT\nOWL: WATCH OUT!!\n";

    #[test]
    fn a_script_becomes_panels_and_balloons() {
        let maya = CharacterId(uuid::Uuid::from_u128(1));
        let cast = [(maya, "Fox".to_owned())];
        let (book, whole) = planned(SCRIPT, &plan(BookKind::Comic, &cast));
        assert!(whole);
        assert_eq!((book.title.as_str(), book.pages.len()), ("The Moon Ladder", 2));
        let [first, second] = [&book.pages[0], &book.pages[1]];
        assert_eq!(first.panels[0].prompt, "A fox looks up at the moon from a hill.");
        assert_eq!(first.panels[1].prompt, "The fox builds a ladder.");
        let said: Vec<_> = first.balloons.iter().map(|b| (b.kind, b.text.text.as_str(), b.panel)).collect();
        assert_eq!(
            said,
            [
                (BalloonKind::Caption, "Long ago.", Some(1)),
                (BalloonKind::Speech, "How far is it?", Some(1)),
                (BalloonKind::Whisper, "Too far.", Some(1)),
                (BalloonKind::Effect, "KRAK", Some(2)),
                (BalloonKind::Thought, "It will hold.", Some(2)),
            ]
        );
        assert_eq!(
            (second.panels[0].prompt.as_str(), second.balloons[0].kind),
            ("INT. OWL'S TREE - NIGHT", BalloonKind::Shout)
        );
        assert_eq!((first.panels[0].cast.as_slice(), book.cast.as_slice()), (&[maya][..], &[maya][..]));
        book.checked().expect("a book");
    }

    /// What the field shows as an example is read as it is meant, in every language.
    #[test]
    fn the_example_of_every_language_is_two_pages_with_a_word_and_a_thought() {
        for &language in easel_domain::Language::ALL {
            let text = easel_domain::message::text(language, "book.text_example", &[]);
            let (book, whole) = planned(&text, &plan(BookKind::Comic, &[]));
            let kinds: Vec<Vec<BalloonKind>> =
                book.pages.iter().map(|page| page.balloons.iter().map(|b| b.kind).collect()).collect();
            let expected = [vec![BalloonKind::Speech], vec![BalloonKind::Thought]];
            assert_eq!((whole, kinds), (true, expected.to_vec()), "{}", language.tag());
        }
    }

    #[test]
    fn how_it_is_said_may_stand_before_the_words() {
        let text = "Owl: (whispers) Nobody knows.\n小明：（小声）别说话。\nFox: (a long pause) Well.\nFox: (thinks)\n";
        let (book, _) = planned(text, &plan(BookKind::Comic, &[]));
        let said: Vec<_> = book.pages[0].balloons.iter().map(|b| (b.kind, b.text.text.as_str())).collect();
        assert_eq!(
            said,
            [
                (BalloonKind::Whisper, "Nobody knows."),
                (BalloonKind::Whisper, "别说话。"),
                (BalloonKind::Speech, "(a long pause) Well."),
                (BalloonKind::Speech, "(thinks)"),
            ]
        );
    }

    #[test]
    fn a_book_is_not_called_scene_1() {
        let title = |text: &str| planned(text, &plan(BookKind::Comic, &[])).0.title;
        assert_eq!(title("Scene 1\nA fox looks at the moon.\nFOX: Oh."), "A fox looks at the moon");
        assert_eq!(title("Once upon a time..."), "Once upon a time...");
        assert_eq!(title("# Scene 1\n\nPage 1\nPanel 1: A fox.\nThe moon ladder\n"), "The moon ladder");
        assert_eq!(title("\0"), "…");
        assert_eq!(title("The\0moon"), "The moon");
        assert_eq!(title("第1场\n狐狸看着月亮。"), "狐狸看着月亮");
        assert_eq!(title("Page 1\nINT. A TREE - NIGHT\nOWL: Who?\n***"), "…");
        assert_eq!(title("\n# The Moon Ladder\n\nScene 1\n"), "The Moon Ladder");
    }

    #[test]
    fn prose_gives_what_is_said_in_quotes() {
        let text = "The fox sat by the well. \"Are you there?\" she asked.\n\nNobody answered.\n\n「月は遠い」と狐は言った。\n";
        let (book, _) = planned(text, &plan(BookKind::Comic, &[]));
        let page = &book.pages[0];
        let prompts: Vec<&str> = page.panels.iter().map(|panel| panel.prompt.as_str()).collect();
        assert_eq!(prompts, ["The fox sat by the well. she asked.", "Nobody answered.", "と狐は言った。"]);
        let said: Vec<&str> = page.balloons.iter().map(|balloon| balloon.text.text.as_str()).collect();
        assert_eq!(said, ["Are you there?", "月は遠い"]);
        // A colon in prose makes nobody a speaker.
        let (book, _) = planned("he had one wish: to fly.", &plan(BookKind::Comic, &[]));
        assert_eq!((book.pages[0].balloons.len(), book.pages[0].panels.len()), (0, 1));
    }

    #[test]
    fn a_story_becomes_pages_with_its_words() {
        let text = "# Moon\n\nOnce there was a fox.\n\nShe loved the moon. She built a ladder.";
        let (book, whole) = planned(text, &plan(BookKind::Storybook, &[]));
        assert!(whole);
        let roles: Vec<PageRole> = book.pages.iter().map(|page| page.role).collect();
        assert_eq!(roles, [PageRole::Cover, PageRole::Title, PageRole::Body, PageRole::Body, PageRole::Back]);
        assert_eq!(book.title, "Moon");
        assert_eq!(book.pages[2].texts[0].text.text, "Once there was a fox.");
        assert_eq!(book.pages[3].panels[0].prompt, "She loved the moon. She built a ladder.");
        book.checked().expect("a book");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn whatever_is_written_becomes_a_book(
            lines in proptest::collection::vec("(NAME: |Page |Panel [0-9]\\.|# |\"|INT\\. )?[a-zA-Z .!?:\"“”「」月\\u{0}\\t-]{0,80}", 0..60),
            kind in prop_oneof![Just(BookKind::Comic), Just(BookKind::Storybook)],
            rtl in any::<bool>(),
        ) {
            let text = lines.join("\n");
            let mut plan = plan(kind, &[]);
            if rtl {
                plan.reading = Reading::RightToLeft;
            }
            let (book, whole) = planned(&text, &plan);
            prop_assert!(whole);
            prop_assert!(!book.pages.is_empty());
            let checked = book.checked();
            prop_assert!(checked.is_ok(), "{:?}", checked.err());
        }

        #[test]
        fn what_is_said_is_all_there(words in proptest::collection::vec("[a-z]{1,9}", 1..200)) {
            let text = format!("FOX: {}", words.join(" "));
            let (book, _) = planned(&text, &plan(BookKind::Comic, &[]));
            let said = book.pages.iter().flat_map(|page| &page.balloons);
            let said: Vec<&str> = said.flat_map(|balloon| balloon.text.text.split_whitespace()).collect();
            prop_assert_eq!(said, words);
        }
    }
}
