//! What a person types about themselves, as types that can't hold anything wrong.

use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// Why a field of an account can't be taken. The field's own sentence is in the catalogues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidAccount {
    /// Not an address mail can be sent to.
    #[error("not an e-mail address")]
    Email,
    /// Fewer than [`Password::MIN`] characters.
    #[error("password too short")]
    PasswordShort,
    /// More than [`Password::MAX`] characters.
    #[error("password too long")]
    PasswordLong,
    /// Among the ones everybody tries first, or the address itself.
    #[error("password too easy to guess")]
    PasswordCommon,
    /// Empty or longer than [`Name::MAX`].
    #[error("name empty or too long")]
    Name,
    /// No catalogue for it.
    #[error("unknown language")]
    Language,
}

/// An e-mail address as typed (trimmed).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Longest address taken, in bytes (RFC 5321, 4.5.3.1.3).
    pub const MAX: usize = 254;

    /// # Errors
    /// [`InvalidAccount::Email`] unless it has the shape `local@domain.tld` without spaces or control characters.
    pub fn parse(text: &str) -> Result<Self, InvalidAccount> {
        let text = text.trim();
        let bad = || InvalidAccount::Email;
        if text.len() > Self::MAX
            || text.chars().any(|c| c.is_whitespace() || c.is_control() || "<>(),;:\\\"[]".contains(c))
        {
            return Err(bad());
        }
        let (local, domain) = text.rsplit_once('@').ok_or_else(bad)?;
        let labels_fit = domain
            .split('.')
            .all(|l| !l.is_empty() && l.len() <= 63 && !l.starts_with('-') && !l.ends_with('-'));
        if local.is_empty() || local.len() > 64 || local.contains('@') || !domain.contains('.') || !labels_fit
        {
            return Err(bad());
        }
        Ok(Self(text.to_owned()))
    }

    /// As typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What makes two addresses the same account: letter case doesn't.
    #[must_use]
    pub fn sign_in_key(&self) -> String {
        self.0.to_lowercase()
    }

    /// What makes two addresses the same person for the welcome credits: neither case nor a `+tag`, nor dots where
    /// the provider ignores them.
    #[must_use]
    pub fn welcome_key(&self) -> String {
        let lower = self.0.to_lowercase();
        let (local, domain) = lower.rsplit_once('@').unwrap_or((&lower, ""));
        let base = local.split('+').next().unwrap_or(local);
        match domain {
            "gmail.com" | "googlemail.com" => format!("{}@gmail.com", base.replace('.', "")),
            _ => format!("{base}@{domain}"),
        }
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A password somebody chose. Has no `Debug`, so it can't end in a log.
pub struct Password(String);

impl Password {
    /// Fewest characters.
    pub const MIN: usize = 10;
    /// Most characters; bounded because hashing costs.
    pub const MAX: usize = 256;

    /// # Errors
    /// Too short, too long, or one of the first guesses. `email` is the account's address, which is no password.
    pub fn choose(text: &str, email: Option<&EmailAddress>) -> Result<Self, InvalidAccount> {
        let count = text.chars().count();
        if count < Self::MIN {
            return Err(InvalidAccount::PasswordShort);
        }
        if count > Self::MAX {
            return Err(InvalidAccount::PasswordLong);
        }
        let lower = text.to_lowercase();
        let is_address = email.is_some_and(|e| e.sign_in_key() == lower);
        let first = lower.chars().next();
        let one_letter = lower.chars().all(|c| Some(c) == first);
        if is_address || one_letter || FIRST_GUESSES.contains(&lower.as_str()) {
            return Err(InvalidAccount::PasswordCommon);
        }
        Ok(Self(text.to_owned()))
    }

    /// The password itself, for the hash function.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Passwords of ten or more characters that everybody tries first.
const FIRST_GUESSES: &[&str] = &[
    "1234567890",
    "0123456789",
    "12345678910",
    "123456789a",
    "1q2w3e4r5t",
    "qwertyuiop",
    "qwerty12345",
    "qwerty123456",
    "password12",
    "password123",
    "password1234",
    "passw0rd123",
    "iloveyou12",
    "letmein1234",
    "welcome123",
    "administrator",
    "admin12345",
    "changeme123",
    "abcdefghij",
    "0987654321",
    "9876543210",
    "asdfghjkl;",
    "zxcvbnm123",
    "1qaz2wsx3edc",
];

/// What a person is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Name(String);

impl Name {
    /// Most characters.
    pub const MAX: usize = 80;

    /// # Errors
    /// [`InvalidAccount::Name`] when nothing is left after trimming, it is too long, has control characters, or is an
    /// address: names stand in mails, and nobody is to be lured by one.
    pub fn parse(text: &str) -> Result<Self, InvalidAccount> {
        let text = text.trim();
        let fits = !text.is_empty() && text.chars().count() <= Self::MAX;
        if !fits || text.chars().any(char::is_control) || text.contains("://") {
            return Err(InvalidAccount::Name);
        }
        Ok(Self(text.to_owned()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

include!(concat!(env!("OUT_DIR"), "/languages.rs"));

impl Language {
    /// # Errors
    /// [`InvalidAccount::Language`] when there is no catalogue with this very tag.
    pub fn parse(tag: &str) -> Result<Self, InvalidAccount> {
        Self::ALL.iter().copied().find(|l| l.tag() == tag).ok_or(InvalidAccount::Language)
    }

    /// The best language for an `Accept-Language` header: the first entry in the order of its weights that we speak, in
    /// that very form or in another region's (`es` for `es-MX`); English when there is none.
    #[must_use]
    pub fn negotiate(header: &str) -> Self {
        let mut wanted: Vec<(f32, &str)> = header
            .split(',')
            .take(16)
            .filter_map(|part| {
                let mut pieces = part.split(';');
                let tag = pieces.next()?.trim();
                let weight = pieces.find_map(|p| p.trim().strip_prefix("q=")?.parse().ok()).unwrap_or(1.0);
                (weight > 0.0).then_some((weight, tag))
            })
            .collect();
        wanted.sort_by(|a, b| b.0.total_cmp(&a.0));
        wanted.iter().find_map(|(_, tag)| Self::near(tag)).unwrap_or_default()
    }

    /// The language with this very tag, else the first with the same primary part, in whatever case it is written.
    fn near(tag: &str) -> Option<Self> {
        let primary = |tag: &str| tag.split('-').next().unwrap_or("").to_ascii_lowercase();
        let same = Self::ALL.iter().copied().find(|l| l.tag().eq_ignore_ascii_case(tag));
        same.or_else(|| Self::ALL.iter().copied().find(|l| primary(l.tag()) == primary(tag)))
    }

    /// `rtl` for a language that is written from right to left, else `ltr`: its catalogue says so under
    /// `language.direction`.
    #[must_use]
    pub fn direction(self) -> &'static str {
        if crate::message::text(self, "language.direction", &[]) == "rtl" { "rtl" } else { "ltr" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn welcome_credits_know_one_person_under_many_spellings() {
        let key = |s: &str| EmailAddress::parse(s).expect("an address").welcome_key();
        assert_eq!(key("An.Na+1@GoogleMail.com"), key("anna@gmail.com"));
        assert_eq!(key("anna+x@example.org"), "anna@example.org");
        assert_ne!(key("an.na@example.org"), key("anna@example.org"));
    }

    #[test]
    fn addresses_without_a_domain_or_with_spaces_are_refused() {
        for bad in ["", "a", "@b.c", "a@b", "a b@c.d", "a@b..c", "a@-b.c", "a@@b.c", "a@b.c\n\nx", "<a>@b.c"]
        {
            assert!(EmailAddress::parse(bad).is_err(), "{bad:?}");
        }
        assert!(EmailAddress::parse("  a@b.co ").is_ok());
    }

    #[test]
    fn languages_are_negotiated_by_weight() {
        assert_eq!(Language::negotiate("fr, zh;q=0.8, en;q=0.5"), Language::ZhCn);
        assert_eq!(Language::negotiate("en-GB,zh;q=0.9"), Language::En);
        assert_eq!(Language::negotiate("zh-TW"), Language::ZhCn);
        assert_eq!(Language::negotiate(";;;q=,"), Language::En);
    }

    #[test]
    fn a_region_without_a_catalogue_reads_the_language_s_own() {
        for (header, language) in [
            ("ja-JP,ja;q=0.9,en;q=0.8", Language::Ja),
            ("JA", Language::Ja),
            ("es-MX,es;q=0.9", Language::Es),
            ("es-419", Language::Es),
            ("es-ES;q=0.7, ja;q=0.9", Language::Ja),
            ("zh-Hans-CN", Language::ZhCn),
            ("ZH-cn", Language::ZhCn),
            ("fr-CA, pt;q=0.9", Language::En),
        ] {
            assert_eq!(Language::negotiate(header), language, "{header}");
        }
    }

    #[test]
    fn a_tag_is_a_language_only_as_it_is_written() {
        for &language in Language::ALL {
            assert_eq!(Language::parse(language.tag()), Ok(language));
        }
        assert_eq!(Language::parse("es-MX"), Err(InvalidAccount::Language));
        assert_eq!(Language::default(), Language::En);
    }
}
