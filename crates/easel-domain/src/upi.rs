//! UPI links (India): what a payer's app opens, and what its QR code says. There is no answer to them: whether money
//! came is seen in the bank's statement only.

use crate::Money;
use serde::{Deserialize, Serialize};
use std::fmt::Write;

/// A virtual payment address: `local@psp`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Vpa(String);

impl Vpa {
    /// `None` unless it has the shape of one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (local, psp) = text.split_once('@')?;
        let local_fits = (2..=256).contains(&local.len())
            && local.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
        let psp_fits = (2..=64).contains(&psp.len())
            && psp.as_bytes()[0].is_ascii_alphabetic()
            && psp.bytes().all(|b| b.is_ascii_alphanumeric());
        (local_fits && psp_fits).then(|| Self(text.to_owned()))
    }

    /// As it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Vpa {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("a VPA looks like name@bank")
    }
}

impl From<Vpa> for String {
    fn from(vpa: Vpa) -> Self {
        vpa.0
    }
}

/// The link that asks for exactly this amount; `None` in another currency than INR. `reference` is ours (letters and
/// digits, at most 35): it goes into the transaction's reference and, because banks print only that, into its note.
#[must_use]
pub fn link(vpa: &Vpa, payee: &str, amount: Money, reference: &str) -> Option<String> {
    if amount.currency().code() != "INR" {
        return None;
    }
    let mut link = "upi://pay?pa=".to_owned();
    encode(&mut link, vpa.as_str(), b"@");
    for (key, value) in
        [("pn", payee), ("am", &amount.decimal()), ("cu", "INR"), ("tr", reference), ("tn", reference)]
    {
        if !value.is_empty() {
            let _ = write!(link, "&{key}=");
            encode(&mut link, value, b"");
        }
    }
    Some(link)
}

/// Apps show a `+` as it is, so a space is `%20`.
fn encode(link: &mut String, value: &str, also: &[u8]) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || also.contains(&byte) {
            link.push(char::from(byte));
        } else {
            let _ = write!(link, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;

    fn money(minor: i64, code: &str) -> Money {
        Money::new(minor, Currency::parse(code).expect("a currency")).expect("an amount")
    }

    #[test]
    fn a_link_says_exactly_what_is_to_be_paid() {
        let vpa = Vpa::parse("studio.easel-1@okhdfcbank").expect("a VPA");
        assert_eq!(
            link(&vpa, "Asha & Söhne +1", money(49_900, "INR"), "E7K2M9QX4TB").expect("a link"),
            "upi://pay?pa=studio.easel-1@okhdfcbank&pn=Asha%20%26%20S%C3%B6hne%20%2B1&am=499.00&cu=INR&tr=E7K2M9QX4TB&tn=E7K2M9QX4TB"
        );
        assert_eq!(link(&vpa, "Asha", money(500, "USD"), "E1"), None);
    }

    #[test]
    fn what_is_no_vpa_is_none() {
        for text in
            ["", "@", "a@ok", "ab@", "ab@1k", "a b@ok", "ab@ok@ok", "ab@o-k", "ab@o", "ä.b@ok", "ab&pn=x@ok"]
        {
            assert_eq!(Vpa::parse(text), None, "{text}");
        }
        assert!(Vpa::parse("98765_43210@paytm").is_some());
    }
}
