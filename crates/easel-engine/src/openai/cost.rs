//! What a request cost the operator. What can't be known is unknown, never zero.

use super::{
    answer::find,
    options::{CostFrom, Rates},
};
use easel_domain::routing::{Cost, CostSource};
use reqwest::header::HeaderMap;
use serde::Deserialize;

/// More than this many micros for one request is nonsense.
const MICROS_MAX: u128 = 1_000_000_000_000;

/// The provider's count of tokens.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Usage {
    input_tokens: u64,
    output_tokens: u64,
    input_tokens_details: Option<Details>,
    output_tokens_details: Option<Details>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Details {
    text_tokens: u64,
    image_tokens: u64,
    cached_tokens_details: Option<Cached>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Cached {
    text_tokens: u64,
    image_tokens: u64,
}

/// What one request cost. `usage` is that part of its answer, `body` the whole of it; `words_only` says that no
/// picture was sent along.
pub(super) fn of(
    from: &CostFrom,
    headers: &HeaderMap,
    usage: Option<&str>,
    body: &[u8],
    words_only: bool,
) -> Option<Cost> {
    let (micros, source) = match from {
        CostFrom::None => return None,
        CostFrom::Usage { rates } => {
            (by_rates(&serde_json::from_str(usage?).ok()?, rates, words_only)?, CostSource::Usage)
        }
        CostFrom::Header { name } => (dollars(headers.get(name)?.to_str().ok()?)?, CostSource::Answer),
        CostFrom::Body { path } => (dollars(find(body, path)?.trim_matches('"'))?, CostSource::Answer),
    };
    Some(Cost { micros, source })
}

/// The sum, as long as each part is known.
pub(super) fn sum(costs: impl Iterator<Item = Option<Cost>>) -> Option<Cost> {
    costs
        .reduce(|all, one| {
            let (all, one) = (all?, one?);
            Some(Cost { micros: all.micros.saturating_add(one.micros), source: all.source })
        })
        .flatten()
}

fn by_rates(usage: &Usage, rates: &Rates, words_only: bool) -> Option<u64> {
    let mut parts: Vec<(u64, u64)> = Vec::new();
    match &usage.input_tokens_details {
        Some(details) => {
            let cached = details.cached_tokens_details.as_ref();
            let text_cached = cached.map_or(0, |c| c.text_tokens).min(details.text_tokens);
            let image_cached = cached.map_or(0, |c| c.image_tokens).min(details.image_tokens);
            parts.push((details.text_tokens - text_cached, rates.text_in));
            parts.push((text_cached, rates.text_in_cached.unwrap_or(rates.text_in)));
            if details.image_tokens > 0 {
                let rate = rates.image_in?;
                parts.push((details.image_tokens - image_cached, rate));
                parts.push((image_cached, rates.image_in_cached.unwrap_or(rate)));
            }
        }
        // Without a picture on the way in, all that came in was words.
        None if words_only => parts.push((usage.input_tokens, rates.text_in)),
        None => return None,
    }
    match &usage.output_tokens_details {
        Some(details) if details.text_tokens > 0 => {
            parts.push((details.text_tokens, rates.text_out?));
            parts.push((details.image_tokens, rates.image_out));
        }
        Some(details) => parts.push((details.image_tokens, rates.image_out)),
        None => parts.push((usage.output_tokens, rates.image_out)),
    }
    let millionths: u128 = parts
        .iter()
        .map(|(tokens, rate)| u128::from(*tokens) * u128::from(*rate))
        .fold(0, u128::saturating_add);
    let micros = millionths.div_ceil(1_000_000);
    (micros > 0 && micros <= MICROS_MAX).then(|| u64::try_from(micros).ok()).flatten()
}

/// Reads US dollars. A zero is what proxies say of a model they have no price for, so it counts as unknown.
fn dollars(text: &str) -> Option<u64> {
    let dollars: f64 = text.trim().parse().ok()?;
    let micros = (dollars * 1e6).round().max(1.0);
    (dollars > 0.0 && micros <= MICROS_MAX as f64).then_some(micros as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATES: Rates = Rates {
        text_in: 5_000_000,
        text_in_cached: Some(1_250_000),
        image_in: Some(8_000_000),
        image_in_cached: Some(2_000_000),
        text_out: None,
        image_out: 30_000_000,
    };

    fn cost(usage: &str, words_only: bool) -> Option<u64> {
        by_rates(&serde_json::from_str(usage).expect("usage"), &RATES, words_only)
    }

    #[test]
    fn tokens_cost_what_their_kind_costs() {
        let plain = r#"{"input_tokens": 10, "output_tokens": 196}"#;
        assert_eq!(cost(plain, true), Some(5930));
        assert_eq!(cost(plain, false), None, "which of the input was pictures isn't known");
        let edit = r#"{"input_tokens_details": {"text_tokens": 10, "image_tokens": 100,
            "cached_tokens_details": {"text_tokens": 4, "image_tokens": 50}}, "output_tokens": 196}"#;
        assert_eq!(cost(edit, false), Some(30 + 5 + 400 + 100 + 5880));
        let words = r#"{"input_tokens": 1, "output_tokens": 9, "output_tokens_details": {"text_tokens": 3}}"#;
        assert_eq!(cost(words, true), None, "a kind without a rate has no known cost");
        assert_eq!(cost("{}", true), None, "zeros are unknown");
        assert_eq!(cost(r#"{"output_tokens": 18446744073709551615}"#, true), None, "nonsense is unknown");
    }

    #[test]
    fn dollars_are_read_as_they_come() {
        assert_eq!(dollars("0.00593"), Some(5930));
        assert_eq!(dollars("5.93e-03"), Some(5930));
        for unknown in ["0", "0.0", "-1", "NaN", "inf", "1e300", "free", ""] {
            assert_eq!(dollars(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn a_sum_with_an_unknown_part_is_unknown() {
        let known = |micros| Some(Cost { micros, source: CostSource::Usage });
        assert_eq!(sum([known(1), known(2)].into_iter()), known(3));
        assert_eq!(sum([known(1), None].into_iter()), None);
        assert_eq!(sum([].into_iter()), None);
    }
}
