//! Branding: how the studio itself presents itself to the people in it. All of it is its operator's decision.

use crate::{
    AssetId, EmailAddress, Language, message,
    typed::{line, text},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use thiserror::Error;

/// Most characters of the studio's name, and of a credit's words.
pub const NAME_MAX: usize = 60;
/// Most characters of a credit's word.
pub const WORD_MAX: usize = 30;
/// Most characters of a credit's symbol.
pub const SYMBOL_MAX: usize = 4;
/// Most ways to turn to somebody.
pub const CONTACTS_MAX: usize = 8;
/// Most pictures on the landing page.
pub const PICTURES_MAX: usize = 6;
/// Most characters of the landing page's title.
pub const TITLE_MAX: usize = 120;
/// Most characters of the lines below it.
pub const LEAD_MAX: usize = 600;
/// Most characters of an address.
const ADDRESS_MAX: usize = 300;

/// What credits are called in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreditWords {
    /// One of them.
    pub singular: String,
    /// Any other number.
    pub plural: String,
}

/// By what people can turn to the studio.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactKind {
    /// An address for mails.
    Email,
    /// A phone number with its country's code.
    Whatsapp,
    /// A user's name without `@`.
    Telegram,
    /// The address of WeCom's service page.
    Wecom,
    /// The address of an official account's page.
    Line,
    /// A phone number with its country's code.
    Phone,
    /// Any page.
    Website,
}

/// One way to turn to the studio.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// By what.
    pub kind: ContactKind,
    /// As the operator typed it.
    pub value: String,
}

impl Contact {
    /// Where a click leads: `https:`, `mailto:` or `tel:`. `None` when the value is none of its kind.
    #[must_use]
    pub fn address(&self) -> Option<String> {
        let value = self.value.trim();
        match self.kind {
            ContactKind::Email => EmailAddress::parse(value).ok().map(|_| format!("mailto:{value}")),
            ContactKind::Whatsapp => digits(value).map(|digits| format!("https://wa.me/{digits}")),
            ContactKind::Phone => digits(value).map(|digits| format!("tel:+{digits}")),
            ContactKind::Telegram => {
                let name = value.trim_start_matches('@');
                let fits = (5..=32).contains(&name.len())
                    && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
                fits.then(|| format!("https://t.me/{name}"))
            }
            ContactKind::Wecom | ContactKind::Line | ContactKind::Website => {
                page(value).then(|| value.to_owned())
            }
        }
    }

    /// From a mail address, with or without `mailto:`, or the `https:` address of a page: as configurations name it.
    /// `None` when it is neither.
    #[must_use]
    pub fn read(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        let mail = typed.strip_prefix("mailto:").unwrap_or(typed);
        let kind = if typed.starts_with("https://") { ContactKind::Website } else { ContactKind::Email };
        let contact = Self { kind, value: mail.to_owned() };
        contact.address().is_some().then_some(contact)
    }
}

/// A phone number as digits with its country's code; `None` when it can't be one.
fn digits(value: &str) -> Option<String> {
    let plain = value.chars().all(|c| c.is_ascii_digit() || "+ -().".contains(c));
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    (plain && (7..=15).contains(&digits.len()) && !digits.starts_with('0')).then_some(digits)
}

/// Whether this is the address of a page that may be linked to.
fn page(address: &str) -> bool {
    let rest = address.strip_prefix("https://").unwrap_or("");
    let host = rest.split(['/', '?', '#']).next().unwrap_or("");
    address.chars().count() <= ADDRESS_MAX
        && host.contains('.')
        && !address.chars().any(|c| c.is_whitespace() || c.is_control() || "<>\"'`\\".contains(c))
        && !host.contains('@')
}

/// What the landing page says in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct LandingWords {
    /// In one line.
    #[serde(default)]
    pub title: String,
    /// The lines below it.
    #[serde(default)]
    pub lead: String,
}

/// A link for those who want such a studio themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlatformLink {
    /// What it says, by language.
    pub labels: BTreeMap<String, String>,
    /// Where it leads: `https:`.
    pub address: String,
}

/// Letters of the studio's pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Typeface {
    /// With serifs.
    Fraunces,
    /// Without.
    #[default]
    Inter,
    /// What the device has.
    System,
}

/// How the studio presents itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branding {
    /// On every page and in every mail.
    pub name: String,
    /// As `#rrggbb` in lower case; the one that ships without it.
    #[serde(default)]
    pub accent: Option<String>,
    /// Of headings.
    #[serde(default = "Typeface::headings")]
    pub heading_font: Typeface,
    /// Of everything else.
    #[serde(default)]
    pub body_font: Typeface,
    /// What credits are called, by language; a language without words takes those of `en`, then the plain ones.
    #[serde(default)]
    pub credit: BTreeMap<String, CreditWords>,
    /// Stands before the number where room is short.
    #[serde(default)]
    pub credit_symbol: Option<String>,
    /// The logo's picture.
    #[serde(default)]
    pub logo: Option<AssetId>,
    /// Pictures of the landing page, in their order; the ones that ship without any.
    #[serde(default)]
    pub pictures: Vec<AssetId>,
    /// What the landing page says, by language.
    #[serde(default)]
    pub landing: BTreeMap<String, LandingWords>,
    /// Ways to turn to somebody; the first one is the one to name where there is room for one.
    #[serde(default)]
    pub contacts: Vec<Contact>,
    /// For those who want such a studio themselves.
    #[serde(default)]
    pub platform_link: Option<PlatformLink>,
    /// Who mails are from, beside the address.
    #[serde(default)]
    pub sender: Option<String>,
    /// Whether people can talk to the studio on its pages.
    #[serde(default = "yes")]
    pub conversations: bool,
}

const fn yes() -> bool {
    true
}

impl Branding {
    /// The first address for mails among the contacts.
    #[must_use]
    pub fn mail_contact(&self) -> Option<&str> {
        let mut mails = self.contacts.iter().filter(|one| one.kind == ContactKind::Email);
        mails.find(|one| one.address().is_some()).map(|one| one.value.trim())
    }
}

impl Typeface {
    const fn headings() -> Self {
        Self::Fraunces
    }
}

impl Default for Branding {
    fn default() -> Self {
        Self {
            name: "Easel".to_owned(),
            accent: None,
            heading_font: Typeface::headings(),
            body_font: Typeface::Inter,
            credit: BTreeMap::new(),
            credit_symbol: None,
            logo: None,
            pictures: Vec::new(),
            landing: BTreeMap::new(),
            contacts: Vec::new(),
            platform_link: None,
            sender: None,
            conversations: true,
        }
    }
}

/// What can't be about a studio's branding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidBranding {
    /// Empty or too long.
    #[error("a studio's name has 1 to {NAME_MAX} characters")]
    Name,
    /// No colour.
    #[error("an accent is a colour as #rrggbb")]
    Accent,
    /// One is missing or too long, or a language is none.
    #[error("credits need a word for one and for many")]
    Credit,
    /// Too long.
    #[error("the symbol is too long")]
    Symbol,
    /// No such picture.
    #[error("the logo can't be used")]
    Logo,
    /// Too many, or one that isn't there.
    #[error("the landing page's pictures can't be used")]
    Pictures,
    /// Too long, or a language is none.
    #[error("the landing page's words don't fit")]
    Landing,
    /// Too many, or one whose value is none of its kind.
    #[error("a contact doesn't fit")]
    Contacts,
    /// No address of a page, or nothing that it says.
    #[error("the link doesn't fit")]
    PlatformLink,
    /// Too long.
    #[error("the sender's name is too long")]
    Sender,
}

impl InvalidBranding {
    /// The JSON name of the field it is about.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Accent => "accent",
            Self::Credit => "credit",
            Self::Symbol => "credit_symbol",
            Self::Logo => "logo",
            Self::Pictures => "pictures",
            Self::Landing => "landing",
            Self::Contacts => "contacts",
            Self::PlatformLink => "platform_link",
            Self::Sender => "sender",
        }
    }
}

/// What is written in languages there are, without the empty ones.
fn in_languages<T>(
    words: BTreeMap<String, T>,
    read: impl Fn(T) -> Option<Option<T>>,
) -> Option<BTreeMap<String, T>> {
    let mut kept = BTreeMap::new();
    for (tag, words) in words {
        let language = Language::parse(&tag).ok()?;
        if let Some(words) = read(words)? {
            kept.insert(language.tag().to_owned(), words);
        }
    }
    Some(kept)
}

impl Branding {
    /// As it is kept: trimmed, in range, without what is empty. Whether its pictures are there the store knows.
    ///
    /// # Errors
    /// [`InvalidBranding`] names the first field that doesn't fit.
    pub fn checked(self) -> Result<Self, InvalidBranding> {
        use InvalidBranding as Wrong;
        let short = |typed: Option<String>, most, wrong| match typed {
            None => Ok(None),
            Some(typed) => {
                let kept = line(&typed, most).ok_or(wrong)?;
                Ok((!kept.is_empty()).then_some(kept))
            }
        };
        let name = line(&self.name, NAME_MAX).filter(|name| !name.is_empty()).ok_or(Wrong::Name)?;
        let accent = self.accent.map(|accent| accent.trim().to_ascii_lowercase()).filter(|a| !a.is_empty());
        let is_colour =
            |a: &str| a.len() == 7 && a.starts_with('#') && a[1..].bytes().all(|b| b.is_ascii_hexdigit());
        if accent.as_deref().is_some_and(|accent| !is_colour(accent)) {
            return Err(Wrong::Accent);
        }
        let credit = in_languages(self.credit, |CreditWords { singular, plural }| {
            let (singular, plural) = (line(&singular, WORD_MAX)?, line(&plural, WORD_MAX)?);
            match (singular.is_empty(), plural.is_empty()) {
                (true, true) => Some(None),
                (false, false) => Some(Some(CreditWords { singular, plural })),
                _ => None,
            }
        });
        let landing = in_languages(self.landing, |LandingWords { title, lead }| {
            let words = LandingWords { title: line(&title, TITLE_MAX)?, lead: text(&lead, LEAD_MAX)? };
            Some((words != LandingWords::default()).then_some(words))
        });
        let platform_link = self.platform_link.map(checked_link).transpose()?;
        let contacts: Vec<_> = self
            .contacts
            .into_iter()
            .map(|contact| Contact { value: contact.value.trim().to_owned(), ..contact })
            .filter(|contact| !contact.value.is_empty())
            .collect();
        if contacts.len() > CONTACTS_MAX || contacts.iter().any(|contact| contact.address().is_none()) {
            return Err(Wrong::Contacts);
        }
        if self.pictures.len() > PICTURES_MAX {
            return Err(Wrong::Pictures);
        }
        Ok(Self {
            name,
            accent,
            credit: credit.ok_or(Wrong::Credit)?,
            credit_symbol: short(self.credit_symbol, SYMBOL_MAX, Wrong::Symbol)?,
            landing: landing.ok_or(Wrong::Landing)?,
            contacts,
            platform_link,
            sender: short(self.sender, NAME_MAX, Wrong::Sender)?,
            heading_font: self.heading_font,
            body_font: self.body_font,
            logo: self.logo,
            pictures: self.pictures,
            conversations: self.conversations,
        })
    }

    /// What credits are called in `language`.
    #[must_use]
    pub fn credit(&self, language: Language) -> CreditWords {
        let own = self.credit.get(language.tag()).or_else(|| self.credit.get(Language::En.tag()));
        own.cloned().unwrap_or_else(|| CreditWords {
            singular: message::text(language, "credit.singular", &[]),
            plural: message::text(language, "credit.plural", &[]),
        })
    }

    /// So many credits with their word, such as `10 credits`.
    #[must_use]
    pub fn credits(&self, language: Language, count: i64) -> String {
        let CreditWords { singular, plural } = self.credit(language);
        format!("{count} {}", if count == 1 { singular } else { plural })
    }

    /// Who mails are from, beside the address.
    #[must_use]
    pub fn sender(&self) -> &str {
        self.sender.as_deref().unwrap_or(&self.name)
    }
}

/// A link with a label in some language at least.
fn checked_link(link: PlatformLink) -> Result<PlatformLink, InvalidBranding> {
    let address = link.address.trim().to_owned();
    let labels = in_languages(link.labels, |label| {
        let label = line(&label, TITLE_MAX)?;
        Some((!label.is_empty()).then_some(label))
    });
    let labels = labels.filter(|labels| !labels.is_empty() && page(&address));
    labels.map(|labels| PlatformLink { labels, address }).ok_or(InvalidBranding::PlatformLink)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(kind: ContactKind, value: &str) -> Option<String> {
        Contact { kind, value: value.to_owned() }.address()
    }

    #[test]
    fn contacts_lead_where_they_say() {
        use ContactKind as K;
        assert_eq!(contact(K::Email, "help@atelier.test").as_deref(), Some("mailto:help@atelier.test"));
        assert_eq!(contact(K::Whatsapp, "+91 98765-43210").as_deref(), Some("https://wa.me/919876543210"));
        assert_eq!(contact(K::Phone, "+49 (30) 123456").as_deref(), Some("tel:+4930123456"));
        assert_eq!(contact(K::Telegram, "@atelier_help").as_deref(), Some("https://t.me/atelier_help"));
        assert_eq!(contact(K::Website, "https://atelier.test/x").as_deref(), Some("https://atelier.test/x"));
        for (kind, bad) in [
            (K::Email, "nobody"),
            (K::Whatsapp, "0123"),
            (K::Phone, "call me"),
            (K::Telegram, "a b"),
            (K::Website, "javascript:alert(1)"),
            (K::Website, "http://atelier.test"),
            (K::Wecom, "https://atelier.test/\"onclick"),
            (K::Line, "https://user@atelier.test"),
        ] {
            assert_eq!(contact(kind, bad), None, "{bad}");
        }
    }

    #[test]
    fn a_configuration_names_a_mail_address_or_a_page() {
        let read = |typed| Contact::read(typed).and_then(|contact| contact.address());
        assert_eq!(read("help@atelier.test").as_deref(), Some("mailto:help@atelier.test"));
        assert_eq!(read(" mailto:help@atelier.test ").as_deref(), Some("mailto:help@atelier.test"));
        assert_eq!(read("https://atelier.test/help").as_deref(), Some("https://atelier.test/help"));
        for bad in [
            "",
            "atelier",
            "http://atelier.test",
            "https://",
            "https://localhost/help",
            "javascript:alert(1)",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_is_empty_is_left_out_and_what_is_half_is_refused() {
        let words = |singular: &str, plural: &str| CreditWords {
            singular: singular.to_owned(),
            plural: plural.to_owned(),
        };
        let with =
            |tag: &str, words| Branding { credit: [(tag.to_owned(), words)].into(), ..Branding::default() };
        assert!(with("en", words(" ", "")).checked().expect("empty words").credit.is_empty());
        assert_eq!(with("en", words("gem", "")).checked(), Err(InvalidBranding::Credit));
        assert_eq!(with("tlh", words("gem", "gems")).checked(), Err(InvalidBranding::Credit));
        let gems = with("en", words(" gem ", "gems")).checked().expect("words");
        assert_eq!(gems.credits(Language::En, 1), "1 gem");
        assert_eq!(gems.credits(Language::En, 3), "3 gems");
        assert_eq!(gems.credits(Language::ZhCn, 3), "3 gems", "an own word goes before the plain one");
    }

    #[test]
    fn each_field_says_which_it_is() {
        let wrong = |change: fn(&mut Branding)| {
            let mut branding = Branding::default();
            change(&mut branding);
            branding.checked().expect_err("something is wrong").field()
        };
        assert_eq!(wrong(|b| b.name = "  ".to_owned()), "name");
        assert_eq!(wrong(|b| b.accent = Some("red".to_owned())), "accent");
        assert_eq!(wrong(|b| b.credit_symbol = Some("credits".to_owned())), "credit_symbol");
        assert_eq!(wrong(|b| b.pictures = vec![AssetId(uuid::Uuid::nil()); 7]), "pictures");
        assert_eq!(wrong(|b| b.sender = Some("x".repeat(61))), "sender");
        assert_eq!(
            wrong(|b| {
                b.platform_link =
                    Some(PlatformLink { labels: BTreeMap::new(), address: "https://a.test".to_owned() });
            }),
            "platform_link"
        );
    }
}
