//! The second thing somebody shows when they sign in, besides their password.

use crate::{Permission, RedeemCode, Role};

/// Recovery codes that are handed out together.
pub const RECOVERY_CODES: usize = 10;
/// Digits of an app's code.
const DIGITS: usize = 6;

/// Who does nothing of their role without a second factor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SecondFactorPolicy {
    /// Nobody; those who may decide about money are advised to have one.
    #[default]
    None,
    /// Whoever may decide about money, owners among them.
    Money,
    /// Whoever has a role.
    Administrators,
}

impl SecondFactorPolicy {
    /// The operator's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Money => "money",
            Self::Administrators => "administrators",
        }
    }

    /// Reads an operator's word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "none" => Some(Self::None),
            "money" => Some(Self::Money),
            "administrators" => Some(Self::Administrators),
            _ => None,
        }
    }

    /// Whether people of this role need one.
    #[must_use]
    pub fn asks(self, role: Role) -> bool {
        match self {
            Self::None => false,
            Self::Money => role.may(Permission::Money),
            Self::Administrators => role != Role::User,
        }
    }
}

/// What somebody typed as their second factor. Has no `Debug`, so it can't end in a log.
pub enum TypedFactor {
    /// The digits an app shows.
    Code(String),
    /// One of the codes for whoever lost the app; made and read as redeem codes are.
    Recovery(RedeemCode),
}

impl TypedFactor {
    /// Reads it: with or without spaces, full-width or not. `None` when it can be neither.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let plain = |c: char| match c {
            '\u{FF10}'..='\u{FF19}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            c => c,
        };
        let digits: String = typed.chars().take(64).filter(|c| !c.is_whitespace()).map(plain).collect();
        if digits.len() == DIGITS && digits.bytes().all(|b| b.is_ascii_digit()) {
            return Some(Self::Code(digits));
        }
        RedeemCode::parse(typed).map(Self::Recovery)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_an_apps_and_letters_a_recovery_code() {
        for typed in ["123456", " 123 456 ", "１２３４５６"] {
            assert!(matches!(TypedFactor::parse(typed), Some(TypedFactor::Code(code)) if code == "123456"));
        }
        let code = RedeemCode::new([7; 10]);
        for typed in [code.grouped(), code.reveal().to_lowercase()] {
            assert!(matches!(TypedFactor::parse(&typed), Some(TypedFactor::Recovery(read)) if read == code));
        }
        for none in ["", "12345", "1234567", "+12345", "abcdef"] {
            assert!(TypedFactor::parse(none).is_none(), "{none}");
        }
    }

    #[test]
    fn a_policy_asks_those_it_is_about() {
        let asked = |policy: SecondFactorPolicy| -> Vec<Role> {
            Role::ALL.into_iter().filter(|role| policy.asks(*role)).collect()
        };
        assert_eq!(asked(SecondFactorPolicy::None), []);
        assert_eq!(asked(SecondFactorPolicy::Money), [Role::Owner, Role::Finance]);
        let administrators = [Role::Owner, Role::Finance, Role::Support, Role::Moderator];
        assert_eq!(asked(SecondFactorPolicy::Administrators), administrators);
        assert_eq!(SecondFactorPolicy::parse("all"), None);
    }
}
