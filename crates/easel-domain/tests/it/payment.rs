//! Money: what is typed, printed and scanned says the same to everybody, and no way leads back from an end.

use easel_domain::{Currency, Gateway, Money, PaymentState, PaymentStep, RedeemCode, Utr, Vpa, payment, upi};
use proptest::prelude::*;

/// What a scanner of our link reads for a key.
fn read(link: &str, key: &str) -> Option<String> {
    let (_, query) = link.split_once('?')?;
    let value = query.split('&').find_map(|pair| pair.strip_prefix(key)?.strip_prefix('='))?;
    let mut bytes = Vec::new();
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let hex = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&hex).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

proptest! {
    #[test]
    fn an_amount_is_printed_without_loss(minor in 1..=Money::MINOR_MAX, code in prop_oneof![Just("JPY"), Just("INR"), Just("KWD")]) {
        let currency = Currency::parse(code).unwrap();
        let text = Money::new(minor, currency).unwrap().decimal();
        let digits = usize::from(currency.exponent());
        prop_assert_eq!(text.split_once('.').map_or(0, |(_, part)| part.len()), digits);
        prop_assert_eq!(text.replace('.', "").parse::<i64>().unwrap(), minor);
    }

    #[test]
    fn a_link_says_what_went_into_it(
        name in "\\PC{1,40}", minor in 1..=Money::MINOR_MAX, chance in any::<[u8; 7]>(), local in "[A-Za-z0-9._-]{2,40}",
    ) {
        let vpa = Vpa::parse(&format!("{local}@okaxis")).unwrap();
        let amount = Money::new(minor, Currency::parse("INR").unwrap()).unwrap();
        let reference = payment::reference(chance);
        let link = upi::link(&vpa, &name, amount, &reference).unwrap();
        prop_assert!(link.is_ascii() && !link.contains(['+', ' ', '#']));
        prop_assert_eq!(read(&link, "pa"), Some(vpa.as_str().to_owned()));
        prop_assert_eq!(read(&link, "pn"), Some(name));
        prop_assert_eq!(read(&link, "am"), Some(amount.decimal()));
        prop_assert_eq!(read(&link, "tr"), Some(reference.clone()));
        prop_assert_eq!(link.matches('&').count(), 5);
        prop_assert!(reference.len() == 11 && reference.bytes().all(|b| b.is_ascii_alphanumeric()));
    }

    #[test]
    fn anything_typed_is_twelve_digits_or_refused(text in prop_oneof![any::<String>(), "[0-9 -]{10,20}", "[०-९]{12}"]) {
        if let Ok(utr) = Utr::parse(Gateway::Upi, &text) {
            prop_assert!(utr.as_str().len() == 12 && utr.as_str().bytes().all(|b| b.is_ascii_digit()));
            let again = Utr::parse(Gateway::Upi, utr.as_str());
            prop_assert_eq!(again.as_ref(), Ok(&utr));
            // A transfer with the same number is the same payment.
            prop_assert_eq!(Utr::parse(Gateway::Manual, &text), Ok(utr));
        }
    }

    #[test]
    fn a_utr_is_the_same_however_it_is_spaced(digits in "[0-9]{11}[1-9]0?", gaps in prop::collection::vec(0..5_usize, 14)) {
        let spaced: String = digits.chars().zip(gaps).map(|(c, gap)| format!("{}{c}", [" ", "-", "\u{200b}", "\u{2013}", ""][gap])).collect();
        prop_assert_eq!(Utr::parse(Gateway::Upi, &spaced), Utr::parse(Gateway::Upi, &digits));
    }

    #[test]
    fn a_code_is_read_as_it_was_written(chance in any::<[u8; 10]>(), lower in any::<bool>()) {
        let code = RedeemCode::new(chance);
        let mut text = code.grouped().replace('0', "O").replace('1', "l");
        if lower {
            text = text.to_lowercase();
        }
        let (padded, longer) = (format!(" {text}\n"), format!("{text}7"));
        prop_assert!(RedeemCode::parse(&padded) == Some(code));
        prop_assert!(RedeemCode::parse(&longer).is_none());
    }

    #[test]
    fn two_chances_are_two_codes(a in any::<[u8; 10]>(), b in any::<[u8; 10]>()) {
        prop_assert_eq!(a == b, RedeemCode::new(a) == RedeemCode::new(b));
    }

    #[test]
    fn what_is_typed_as_a_code_never_breaks_anything(text in any::<String>()) {
        if let Some(code) = RedeemCode::parse(&text) {
            prop_assert!(code.reveal().len() == 16 && code.grouped().len() == 19);
        }
    }

    #[test]
    fn credits_are_given_at_most_once_on_any_way(steps in prop::collection::vec(0..PaymentStep::ALL.len(), 0..20)) {
        let (mut state, mut paid) = (PaymentState::Created, 0);
        for step in steps {
            let step = PaymentStep::ALL[step];
            if let Some(next) = state.after(step) {
                prop_assert_ne!(next, state);
                paid += i32::from(next == PaymentState::Paid);
                prop_assert!(!state.is_paid(), "what was paid takes no step");
                state = next;
            }
        }
        prop_assert_eq!(paid, i32::from(state.is_paid()));
    }
}

#[test]
fn only_what_was_claimed_is_paid_or_rejected_and_it_never_expires() {
    for state in PaymentState::ALL {
        let steps: Vec<_> = PaymentStep::ALL.iter().filter(|step| state.after(**step).is_some()).collect();
        let expected: &[&PaymentStep] = match state {
            PaymentState::Created => &[
                &PaymentStep::Claim,
                &PaymentStep::Expire,
                &PaymentStep::Cancel,
                &PaymentStep::Settle,
                &PaymentStep::Process,
                &PaymentStep::Decline,
            ],
            PaymentState::Pending => {
                &[&PaymentStep::Approve, &PaymentStep::Reject, &PaymentStep::Settle, &PaymentStep::Decline]
            }
            // Money that came at a gateway is never without its credits.
            PaymentState::Rejected | PaymentState::Expired | PaymentState::Cancelled => {
                &[&PaymentStep::Settle]
            }
            PaymentState::Paid | PaymentState::Refunded | PaymentState::Disputed => &[],
        };
        assert_eq!(steps, expected, "{state:?}");
        assert_eq!(PaymentState::parse(state.as_str()), Some(*state));
    }
}
