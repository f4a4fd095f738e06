//! The help centre's articles and what an operator tells everybody.

use crate::{Language, Timestamp, Words, typed};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use thiserror::Error;

/// Most characters of an article's title.
pub const TITLE_MAX: usize = 120;
/// Most characters of an article in one language.
pub const TEXT_MAX: usize = 20_000;
/// Most characters of an article's name in addresses.
pub const SLUG_MAX: usize = 60;
/// Most articles an operator writes or changes.
pub const ARTICLES_MAX: i64 = 200;
/// Most characters of an announcement in one language.
pub const ANNOUNCEMENT_MAX: usize = 300;
/// Most characters of where an announcement's link leads.
pub const LINK_MAX: usize = 500;
/// Most announcements that are kept.
pub const ANNOUNCEMENTS_MAX: i64 = 100;

/// What an article is about; articles stand in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// The first steps.
    Begin,
    /// Making pictures.
    Pictures,
    /// What is composed of pictures.
    Works,
    /// Credits and payments.
    Credits,
    /// Showing pictures to others.
    Showing,
    /// The account and what is kept of it.
    Account,
}

impl Topic {
    /// All of them, as they are listed.
    pub const ALL: [Self; 6] =
        [Self::Begin, Self::Pictures, Self::Works, Self::Credits, Self::Showing, Self::Account];

    /// The word in the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Begin => "begin",
            Self::Pictures => "pictures",
            Self::Works => "works",
            Self::Credits => "credits",
            Self::Showing => "showing",
            Self::Account => "account",
        }
    }

    /// From [`Topic::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.as_str() == word)
    }
}

/// How an article is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArticleKind {
    /// On a page of its own.
    Article,
    /// A question with its answer, which unfolds where it stands.
    Question,
}

impl ArticleKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Article, Self::Question];

    /// The word in the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Question => "question",
        }
    }

    /// From [`ArticleKind::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// An article in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArticleText {
    /// What it is called; of a question, the question.
    pub title: String,
    /// What it says, as Markdown.
    pub text: String,
}

/// An article in the languages that somebody wrote it in.
pub type ArticleTexts = BTreeMap<String, ArticleText>;

/// What can't be an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidArticle {
    /// Its name in addresses.
    #[error("a name in addresses is made of a to z, 0 to 9 and single hyphens, at most {SLUG_MAX}")]
    Slug,
    /// In some language.
    #[error("an article has a title and a text in each language it is in, neither of them too long")]
    Texts,
}

/// Whether an article can have this name in addresses.
///
/// # Errors
/// [`InvalidArticle::Slug`] otherwise.
pub fn slug_checked(typed: &str) -> Result<String, InvalidArticle> {
    let slug = typed.trim();
    let is_word =
        |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    let fits = slug.len() <= SLUG_MAX && slug.split('-').all(is_word);
    fits.then(|| slug.to_owned()).ok_or(InvalidArticle::Slug)
}

/// An article's texts as they are kept: trimmed, without the languages that say nothing.
///
/// # Errors
/// [`InvalidArticle::Texts`] when one lacks its title or its text, is too long, or is for a language there isn't.
pub fn texts_checked(texts: ArticleTexts) -> Result<ArticleTexts, InvalidArticle> {
    let mut kept = ArticleTexts::new();
    for (tag, one) in texts {
        let language = Language::parse(&tag).map_err(|_| InvalidArticle::Texts)?;
        let title = typed::line(&one.title, TITLE_MAX).ok_or(InvalidArticle::Texts)?;
        let text = typed::text(&one.text, TEXT_MAX).ok_or(InvalidArticle::Texts)?;
        match (title.is_empty(), text.is_empty()) {
            (true, true) => {}
            (false, false) => drop(kept.insert(language.tag().to_owned(), ArticleText { title, text })),
            _ => return Err(InvalidArticle::Texts),
        }
    }
    Ok(kept)
}

/// The words that stand for what an operator calls things: `{studio}`, `{credit}`, `{credits}`, `{welcome}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// The studio.
    pub studio: String,
    /// One credit.
    pub credit: String,
    /// Many of them.
    pub credits: String,
    /// What a new person starts with, with its word.
    pub welcome: String,
}

impl Names {
    /// The text with the names in their places. What is in other braces stays as it is; a name is never read as one.
    #[must_use]
    pub fn fill(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find('{') {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            let names = [
                ("{studio}", &self.studio),
                ("{credit}", &self.credit),
                ("{credits}", &self.credits),
                ("{welcome}", &self.welcome),
            ];
            if let Some((place, name)) = names.into_iter().find(|(place, _)| rest.starts_with(place)) {
                out.push_str(name);
                rest = &rest[place.len()..];
            } else {
                out.push('{');
                rest = &rest[1..];
            }
        }
        out.push_str(rest);
        out
    }
}

/// How an announcement sounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// Something to know.
    Info,
    /// Something to heed.
    Warning,
}

impl Tone {
    /// The word in the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
        }
    }

    /// From [`Tone::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Info, Self::Warning].into_iter().find(|tone| tone.as_str() == word)
    }
}

/// Who is told something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Whoever comes.
    Everybody,
    /// People with an account.
    SignedIn,
    /// Everybody with a role.
    Administrators,
}

impl Audience {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Everybody, Self::SignedIn, Self::Administrators];

    /// The word in the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Everybody => "everybody",
            Self::SignedIn => "signed_in",
            Self::Administrators => "administrators",
        }
    }

    /// From [`Audience::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|audience| audience.as_str() == word)
    }

    /// Whether somebody belongs to it; `None` is whoever isn't signed in.
    #[must_use]
    pub const fn has(self, with_role: Option<bool>) -> bool {
        matches!(
            (self, with_role),
            (Self::Everybody, _) | (Self::SignedIn, Some(_)) | (Self::Administrators, Some(true))
        )
    }
}

/// Something an operator tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// What it says, by language: one line of Markdown.
    pub words: Words,
    /// How it sounds.
    pub tone: Tone,
    /// A page of the studio (`/help/prices`) or an `https://` address.
    pub link: Option<String>,
    /// Who is told.
    pub audience: Audience,
    /// From when on.
    pub from: Timestamp,
    /// Until when; nothing is said of the end where there is none yet.
    pub until: Option<Timestamp>,
}

/// What can't be announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidNotice {
    /// It says nothing, too much, or in a language there isn't.
    #[error("an announcement says something, in at most {ANNOUNCEMENT_MAX} characters a language")]
    Words,
    /// It leads nowhere that people are sent to.
    #[error("a link leads to a page of the studio or to an https:// address")]
    Link,
    /// It would be over before it begins.
    #[error("an announcement ends after it begins")]
    Until,
}

impl Notice {
    /// As it is kept.
    ///
    /// # Errors
    /// [`InvalidNotice`] with what is wrong with it.
    pub fn checked(self, words: BTreeMap<String, String>) -> Result<Self, InvalidNotice> {
        let lines = words.into_iter().map(|(tag, words)| (tag, words.replace(['\n', '\r'], " ")));
        let words = Words::checked(lines.collect(), ANNOUNCEMENT_MAX).filter(|words| !words.is_empty());
        let words = words.ok_or(InvalidNotice::Words)?;
        let link = match self.link.as_deref().map(str::trim).filter(|link| !link.is_empty()) {
            None => None,
            Some(link) if leads_somewhere(link) => Some(link.to_owned()),
            Some(_) => return Err(InvalidNotice::Link),
        };
        if self.until.is_some_and(|until| until <= self.from) {
            return Err(InvalidNotice::Until);
        }
        Ok(Self { words, link, ..self })
    }

    /// Whether it is told at this moment.
    #[must_use]
    pub fn is_on(&self, now: Timestamp) -> bool {
        self.from <= now && self.until.is_none_or(|until| now < until)
    }
}

/// Whether people can be sent there: a page of the studio, or one elsewhere by https. Neither can be something that runs.
fn leads_somewhere(link: &str) -> bool {
    let plain = !link.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\');
    let page = link.starts_with('/') && !link.starts_with("//");
    let elsewhere = link.strip_prefix("https://").is_some_and(|host| {
        host.starts_with(|c: char| c.is_alphanumeric()) && !host.split('/').next().unwrap_or("").contains('@')
    });
    plain && link.chars().count() <= LINK_MAX && (page || elsewhere)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice(link: Option<&str>, until: Option<i64>) -> Notice {
        Notice {
            words: Words::default(),
            tone: Tone::Info,
            link: link.map(str::to_owned),
            audience: Audience::Everybody,
            from: Timestamp(10),
            until: until.map(Timestamp),
        }
    }

    fn said() -> BTreeMap<String, String> {
        BTreeMap::from([("en".to_owned(), " We move\nhouse. ".to_owned())])
    }

    #[test]
    fn a_name_in_addresses_needs_no_escaping() {
        for slug in ["first-picture", "2fa", "a"] {
            assert_eq!(slug_checked(slug).as_deref(), Ok(slug));
        }
        for slug in ["", "-a", "a--b", "A", "a/b", "ä", "a b", &"x".repeat(61)] {
            assert_eq!(slug_checked(slug), Err(InvalidArticle::Slug), "{slug}");
        }
    }

    #[test]
    fn an_article_has_a_title_and_a_text_or_is_not_there() {
        let of = |title: &str, text: &str| {
            let one = ArticleText { title: title.to_owned(), text: text.to_owned() };
            texts_checked(ArticleTexts::from([("en".to_owned(), one)]))
        };
        assert_eq!(of(" A \n title ", " Text ").expect("an article")["en"].title, "A title");
        assert!(of("", "  ").expect("nothing").is_empty());
        assert_eq!(of("A title", ""), Err(InvalidArticle::Texts));
        assert_eq!(of("", "text"), Err(InvalidArticle::Texts));
        assert_eq!(of(&"x".repeat(121), "text"), Err(InvalidArticle::Texts));
    }

    #[test]
    fn names_stand_in_their_places_and_nothing_else_changes() {
        let names = Names {
            studio: "{credits} & Co".to_owned(),
            credit: "star".to_owned(),
            credits: "stars".to_owned(),
            welcome: "20 stars".to_owned(),
        };
        let text = "In {studio} one {credit}, many {credits}, {welcome} at first, {other} {";
        assert_eq!(names.fill(text), "In {credits} & Co one star, many stars, 20 stars at first, {other} {");
    }

    #[test]
    fn an_announcement_is_one_line_and_leads_to_pages_only() {
        let kept = notice(Some(" /help/prices "), Some(20)).checked(said()).expect("an announcement");
        assert_eq!(kept.words.said_in(Language::En), Some(("en", "We move house.")));
        assert_eq!(kept.link.as_deref(), Some("/help/prices"));
        for link in ["https://status.example.org/now", "/buy"] {
            assert!(notice(Some(link), None).checked(said()).is_ok(), "{link}");
        }
        for link in [
            "javascript:alert(1)",
            "//elsewhere.example",
            "http://x.example",
            "https://a@b.example",
            "/\\x",
            "help",
        ] {
            assert_eq!(notice(Some(link), None).checked(said()), Err(InvalidNotice::Link), "{link}");
        }
        assert_eq!(notice(None, Some(10)).checked(said()), Err(InvalidNotice::Until));
        assert_eq!(notice(None, None).checked(BTreeMap::new()), Err(InvalidNotice::Words));
    }

    #[test]
    fn an_announcement_is_told_between_its_times_to_whom_it_is_for() {
        let one = notice(None, Some(20));
        assert_eq!([9, 10, 19, 20].map(|at| one.is_on(Timestamp(at))), [false, true, true, false]);
        let who = [None, Some(false), Some(true)];
        assert_eq!(who.map(|one| Audience::Everybody.has(one)), [true, true, true]);
        assert_eq!(who.map(|one| Audience::SignedIn.has(one)), [false, true, true]);
        assert_eq!(who.map(|one| Audience::Administrators.has(one)), [false, false, true]);
    }
}
