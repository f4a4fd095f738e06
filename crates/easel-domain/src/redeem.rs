//! Redeem codes: bearer secrets for credits. 80 bits of chance, so that nobody finds one by trying; the studio keeps
//! only their hashes.

use crate::typed;

/// Letters and digits nobody takes for one another.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters and digits of a code.
const LENGTH: usize = 16;
/// Most codes of one batch.
pub const CODES_MAX: u32 = 1_000;
/// Most credits of one code.
pub const CREDITS_MAX: i64 = 1_000_000;
/// Longest name of a batch, characters.
pub const NAME_MAX: usize = 80;

/// What an operator calls a batch; `None` when it is empty or too long.
#[must_use]
pub fn batch_name(typed: &str) -> Option<String> {
    typed::line(typed, NAME_MAX).filter(|kept| !kept.is_empty())
}

/// So many bytes of chance as letters and digits, five bits each.
pub(crate) fn letters(bytes: &[u8]) -> String {
    let (mut bits, mut count, mut text) = (0_u32, 0, String::new());
    for byte in bytes {
        bits = (bits << 8) | u32::from(*byte);
        count += 8;
        while count >= 5 {
            count -= 5;
            text.push(char::from(ALPHABET[(bits >> count) as usize & 31]));
        }
        bits &= (1 << count) - 1;
    }
    text
}

/// A code. Has neither `Debug` nor `Display`, so that it can't end in a log.
#[derive(Clone, PartialEq, Eq)]
pub struct RedeemCode(String);

impl RedeemCode {
    /// A new code of chance.
    #[must_use]
    pub fn new(chance: [u8; 10]) -> Self {
        Self(letters(&chance))
    }

    /// Reads what somebody typed: in any case, with or without hyphens, with what looks alike. `None` when it is none.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        if typed.len() > 256 {
            return None;
        }
        let mut kept = String::with_capacity(LENGTH);
        for c in typed.chars() {
            // Full-width letters and digits are the same ones, wider.
            let c = match c {
                '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
                c => c,
            };
            match c.to_ascii_uppercase() {
                '-' | '\u{2010}'..='\u{2015}' => {}
                c if c.is_whitespace() => {}
                'O' => kept.push('0'),
                'I' | 'L' => kept.push('1'),
                c if c.is_ascii() && ALPHABET.contains(&(c as u8)) => kept.push(c),
                _ => return None,
            }
        }
        (kept.len() == LENGTH).then_some(Self(kept))
    }

    /// What is hashed and compared.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// As people get it: in groups of four.
    #[must_use]
    pub fn grouped(&self) -> String {
        let groups: Vec<&str> = (0..LENGTH).step_by(4).filter_map(|at| self.0.get(at..at + 4)).collect();
        groups.join("-")
    }
}
