//! What people and browsers type never breaks anything.

use easel_domain::{EmailAddress, Language, Name, Password};
use proptest::prelude::*;

fn like_an_address() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-zA-Z.+ @\u{130}é-]{0,12}@[a-zA-Z.-]{0,12}",
        "[ ]?[a-z]{1,5}(\\+[a-z]{0,2})?@[a-z]{1,5}\\.[a-z]{2}"
    ]
}

proptest! {
    #[test]
    fn an_address_is_one_line_with_a_local_part_and_a_domain(text in like_an_address()) {
        let Ok(email) = EmailAddress::parse(&text) else { return Ok(()) };
        prop_assert_eq!(email.as_str(), text.trim());
        prop_assert!(!email.as_str().chars().any(|c| c.is_whitespace() || c.is_control()));
        prop_assert_eq!(email.as_str().matches('@').count(), 1);
        prop_assert_eq!(&EmailAddress::parse(email.as_str()).unwrap(), &email);
        // Both keys are the same for every spelling of letter case, and stand still.
        let upper = EmailAddress::parse(&email.as_str().to_ascii_uppercase()).unwrap();
        prop_assert_eq!(upper.sign_in_key(), email.sign_in_key());
        prop_assert_eq!(upper.welcome_key(), email.welcome_key());
        prop_assert!(!email.welcome_key().split('@').next().unwrap().contains('+'));
    }

    #[test]
    fn a_header_of_any_bytes_names_a_language(header in prop_oneof![any::<String>(), "[a-zA-Z*,;=q.0-9 -]{0,60}"]) {
        prop_assert!(Language::ALL.contains(&Language::negotiate(&header)));
    }

    #[test]
    fn the_heaviest_language_we_speak_wins(a in 0..=1000_u32, b in 0..=1000_u32) {
        let header = format!("fr, en;q={:.3}, zh;q={:.3}", f64::from(a) / 1000.0, f64::from(b) / 1000.0);
        let expected = if b > a { Language::ZhCn } else { Language::En };
        prop_assert_eq!(Language::negotiate(&header), expected);
    }

    #[test]
    fn names_and_passwords_stay_within_their_bounds(text in prop_oneof![any::<String>(), "[a-z]{70,300}"]) {
        if let Ok(name) = Name::parse(&text) {
            prop_assert!((1..=Name::MAX).contains(&name.as_str().chars().count()));
            prop_assert!(!name.as_str().chars().any(char::is_control));
        }
        if let Ok(password) = Password::choose(&text, None) {
            prop_assert_eq!(password.reveal(), text.as_str());
            prop_assert!((Password::MIN..=Password::MAX).contains(&text.chars().count()));
        }
    }
}
