//! The articles that ship. Their texts lie in `locales/help`, one folder for each language; what they are about and when
//! they hold stands here.

use easel_domain::guide::{ArticleKind, ArticleText, ArticleTexts, Topic};
use std::sync::LazyLock;

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// What a studio has, so that its help tells of nothing that isn't there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Something is sold.
    pub sells: bool,
    /// It can be paid by UPI.
    pub upi: bool,
    /// It can be paid by card.
    pub card: bool,
    /// It can be paid by transfer.
    pub transfer: bool,
    /// There is a showcase.
    pub showcase: bool,
    /// People can talk to the studio on its pages.
    pub conversations: bool,
}

/// When an article of ours holds.
#[derive(Clone, Copy)]
enum When {
    Always,
    Sells,
    Upi,
    Card,
    Transfer,
    Showcase,
    Conversations,
}

impl When {
    const fn holds(self, facts: &Facts) -> bool {
        match self {
            Self::Always => true,
            Self::Sells => facts.sells,
            Self::Upi => facts.upi,
            Self::Card => facts.card,
            Self::Transfer => facts.transfer,
            Self::Showcase => facts.showcase,
            Self::Conversations => facts.conversations,
        }
    }
}

use ArticleKind::{Article as A, Question as Q};

/// Every article that ships, in order.
const TABLE: &[(&str, ArticleKind, Topic, When)] = &[
    ("first-picture", A, Topic::Begin, When::Always),
    ("keyboard", A, Topic::Begin, When::Always),
    ("contact", A, Topic::Begin, When::Conversations),
    ("how-to-cancel", Q, Topic::Begin, When::Always),
    ("sizes-and-resolution", A, Topic::Pictures, When::Always),
    ("characters", A, Topic::Pictures, When::Always),
    ("edit-a-region", A, Topic::Pictures, When::Always),
    ("find-a-picture", Q, Topic::Pictures, When::Always),
    ("deleted-by-mistake", Q, Topic::Pictures, When::Always),
    ("comics-and-books", A, Topic::Works, When::Always),
    ("what-credits-cost", A, Topic::Credits, When::Always),
    ("failures-cost-nothing", A, Topic::Credits, When::Always),
    ("pay-by-upi", A, Topic::Credits, When::Upi),
    ("pay-by-card", A, Topic::Credits, When::Card),
    ("pay-by-transfer", A, Topic::Credits, When::Transfer),
    ("refunds", A, Topic::Credits, When::Sells),
    ("do-credits-expire", Q, Topic::Credits, When::Always),
    ("showcase", A, Topic::Showing, When::Showcase),
    ("share-by-link", Q, Topic::Showing, When::Always),
    ("privacy-and-deletion", A, Topic::Account, When::Always),
    ("who-sees-my-pictures", Q, Topic::Account, When::Always),
    ("forgot-password", Q, Topic::Account, When::Always),
];

/// An article that ships.
#[derive(Clone, Debug)]
pub(crate) struct Shipped {
    pub(crate) slug: &'static str,
    pub(crate) kind: ArticleKind,
    pub(crate) topic: Topic,
    pub(crate) texts: ArticleTexts,
}

static SHIPPED: LazyLock<Vec<Shipped>> = LazyLock::new(|| {
    let row = |&(slug, kind, topic, _): &(&'static str, ArticleKind, Topic, When)| Shipped {
        slug,
        kind,
        topic,
        texts: texts_of(slug),
    };
    TABLE.iter().map(row).collect()
});

/// Every article that ships, in order.
pub(crate) fn all() -> &'static [Shipped] {
    &SHIPPED
}

/// Whether an article of ours holds for such a studio; what isn't ours always does.
pub(crate) fn holds(slug: &str, facts: &Facts) -> bool {
    TABLE.iter().find(|(name, ..)| *name == slug).is_none_or(|(.., when)| when.holds(facts))
}

fn texts_of(slug: &str) -> ArticleTexts {
    let texts = TEXTS.iter().filter(|(_, name, _)| *name == slug);
    texts.filter_map(|(tag, _, text)| Some(((*tag).to_owned(), parsed(text)?))).collect()
}

/// A file: its title behind a `#`, and the text below it.
fn parsed(file: &str) -> Option<ArticleText> {
    let (head, text) = file.split_once('\n')?;
    Some(ArticleText { title: head.strip_prefix("# ")?.trim().to_owned(), text: text.trim().to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use easel_domain::{Language, guide};
    use std::collections::BTreeSet;

    #[test]
    fn every_article_is_there_in_every_language() {
        let named: BTreeSet<&str> = TABLE.iter().map(|(slug, ..)| *slug).collect();
        let files: BTreeSet<&str> = TEXTS.iter().map(|(_, slug, _)| *slug).collect();
        assert_eq!(named, files, "what the table names and what lies in locales/help");
        for one in all() {
            assert_eq!(guide::slug_checked(one.slug).as_deref(), Ok(one.slug));
            for language in Language::ALL {
                assert!(one.texts.contains_key(language.tag()), "{} in {}", one.slug, language.tag());
            }
            assert_eq!(guide::texts_checked(one.texts.clone()).as_ref(), Ok(&one.texts), "{}", one.slug);
        }
    }

    #[test]
    fn articles_lead_to_articles_that_are_there_and_name_nobody() {
        for (tag, slug, text) in TEXTS {
            for link in text.split("](/help/").skip(1) {
                let to = link.split(')').next().unwrap_or("");
                assert!(TABLE.iter().any(|(name, ..)| *name == to), "{tag}/{slug} leads to {to}");
            }
            assert!(!text.contains("Easel"), "{tag}/{slug} speaks of {{studio}}");
            let places = text.split('{').skip(1).map(|rest| rest.split('}').next().unwrap_or(""));
            for place in places {
                assert!(["studio", "credit", "credits", "welcome"].contains(&place), "{tag}/{slug}: {place}");
            }
        }
    }

    #[test]
    fn what_a_studio_lacks_its_help_does_not_tell_of() {
        let nothing = Facts::default();
        assert!(holds("first-picture", &nothing) && holds("written-by-the-operator", &nothing));
        for (slug, facts) in [
            ("pay-by-upi", Facts { upi: true, ..nothing }),
            ("pay-by-card", Facts { card: true, ..nothing }),
            ("pay-by-transfer", Facts { transfer: true, ..nothing }),
            ("refunds", Facts { sells: true, ..nothing }),
            ("showcase", Facts { showcase: true, ..nothing }),
            ("contact", Facts { conversations: true, ..nothing }),
        ] {
            assert!(!holds(slug, &nothing) && holds(slug, &facts), "{slug}");
        }
    }
}
