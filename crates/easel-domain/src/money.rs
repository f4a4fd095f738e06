//! Amounts of money: whole minor units of a currency. No fraction is ever computed, so none is ever rounded.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Currencies by how many digits their minor unit has (ISO 4217).
const BY_EXPONENT: &[(u8, &str)] = &[
    (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
    (
        2,
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE \
         CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR \
         KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB \
         PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY \
         TTD TWD TZS UAH USD UYU UZS VES WST XCD YER ZAR ZMW",
    ),
    (3, "BHD IQD JOD KWD LYD OMR TND"),
];

/// A currency by its ISO 4217 code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency {
    code: [u8; 3],
    exponent: u8,
}

impl Currency {
    /// Reads a code such as `INR`; `None` when nobody pays with it.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        let letters: [u8; 3] = code.as_bytes().try_into().ok()?;
        let (exponent, _) = BY_EXPONENT
            .iter()
            .find(|(_, codes)| codes.split_ascii_whitespace().any(|known| known == code))?;
        Some(Self { code: letters, exponent: *exponent })
    }

    /// Its code.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.code).unwrap_or_default()
    }

    /// How many digits its minor unit has: 2 for INR and USD, 0 for JPY.
    #[must_use]
    pub const fn exponent(self) -> u8 {
        self.exponent
    }
}

impl TryFrom<String> for Currency {
    type Error = &'static str;

    fn try_from(code: String) -> Result<Self, Self::Error> {
        Self::parse(&code).ok_or("no such currency; ISO 4217 codes are three capital letters, such as INR")
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

/// An amount to be paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

impl Money {
    /// The most there can be, in minor units: what JavaScript can hold.
    pub const MINOR_MAX: i64 = (1 << 53) - 1;

    /// `None` unless it is more than nothing and at most [`Money::MINOR_MAX`].
    #[must_use]
    pub fn new(minor: i64, currency: Currency) -> Option<Self> {
        (1..=Self::MINOR_MAX).contains(&minor).then_some(Self { minor, currency })
    }

    /// In minor units, such as paise.
    #[must_use]
    pub const fn minor(self) -> i64 {
        self.minor
    }

    /// Of which currency.
    #[must_use]
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// The number as payment links and statements have it: a dot, every digit of the minor unit, nothing between
    /// thousands.
    #[must_use]
    pub fn decimal(self) -> String {
        let digits = usize::from(self.currency.exponent);
        if digits == 0 {
            return self.minor.to_string();
        }
        let unit = 10_i64.pow(u32::from(self.currency.exponent));
        format!("{}.{:0digits$}", self.minor / unit, self.minor % unit)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.decimal(), self.currency.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(minor: i64, code: &str) -> String {
        Money::new(minor, Currency::parse(code).expect("a currency")).expect("an amount").to_string()
    }

    #[test]
    fn an_amount_has_the_digits_of_its_currency() {
        assert_eq!(money(49_937, "INR"), "499.37 INR");
        assert_eq!(money(5, "USD"), "0.05 USD");
        assert_eq!(money(100, "USD"), "1.00 USD");
        assert_eq!(money(500, "JPY"), "500 JPY");
        assert_eq!(money(1_005, "KWD"), "1.005 KWD");
    }

    #[test]
    fn what_is_no_amount_is_none() {
        let inr = Currency::parse("INR").expect("a currency");
        for minor in [0, -1, i64::MIN, Money::MINOR_MAX + 1] {
            assert_eq!(Money::new(minor, inr), None);
        }
        for code in ["inr", "INR ", "", "XYZ", "IN", "₹₹₹", "R AL"] {
            assert_eq!(Currency::parse(code), None, "{code}");
        }
    }
}
