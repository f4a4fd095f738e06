//! What an answer that is no picture means: for the job, and for the channel it came by.

use crate::Answer;
use easel_domain::{
    Failure, FailureCode, Outcome,
    routing::{ClosedFor, Health},
};
use reqwest::{StatusCode, header::HeaderMap};
use serde_json::Value;
use std::error::Error;

/// Longest part of a provider's words that is kept, in characters.
const QUOTE_MAX: usize = 300;
/// Longest wait a provider can ask for.
const RETRY_AFTER_MAX_MS: f64 = 3_600_000.0;

/// Codes and types by which providers refuse what was asked for.
const POLICY: &[&str] = &[
    "moderation_blocked",
    "content_policy_violation",
    "contentfilter",
    "content_filter",
    "responsibleaipolicyviolation",
    "sensitive_words_detected",
    "prompt_blocked",
];
/// How proxies that lose the code say the same.
const POLICY_WORDS: &[&str] = &[
    "contentpolicyviolation",
    "content_policy_violation",
    "moderation_blocked",
    "safety_violations",
    "safety system",
    "content management policy",
    "sensitive_words_detected",
    "prompt_blocked",
];
/// Codes by which providers say that there is no money left.
const ACCOUNT: &[&str] = &[
    "billing_hard_limit_reached",
    "insufficient_quota",
    "credit_balance_exhausted",
    "organization_spend_limit_exceeded",
    "project_spend_limit_exceeded",
    "organization_usage_limit_exceeded",
    "insufficient_user_quota",
    "pre_consume_token_quota_failed",
];
const ACCOUNT_WORDS: &[&str] = &["exceeded your current quota"];
const KEY: &[&str] = &["invalid_api_key", "no_db_connection"];
const MODEL: &[&str] = &["model_not_found", "deploymentnotfound"];
const MODEL_WORDS: &[&str] = &["invalid model name passed"];
/// How a proxy says that it asked its provider and lost sight of it: a picture may be made, and billed.
const LOST_WORDS: &[&str] = &["apiconnectionerror", "litellm.timeout", "timed out", "server disconnected"];
/// Only the way a channel writes its requests can bring these about, never a person.
const SETTINGS: &[&str] = &["unknown_parameter", "unsupported_parameter"];

/// A provider's complaint, in lower case but for the message.
#[derive(Debug, Default)]
struct Complaint {
    code: String,
    kind: String,
    message: String,
    at_output: bool,
    about_model: bool,
}

impl Complaint {
    /// Reads `{code, type, message, ..}`, a bare text, or whatever else it may be.
    fn of(value: &Value) -> Self {
        let text = |name: &str| match value.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        let message = match value {
            Value::String(text) => text.clone(),
            Value::Object(_) => [text("message"), text("detail")]
                .into_iter()
                .find(|text| !text.is_empty())
                .unwrap_or_default(),
            _ => String::new(),
        };
        let stage = value.pointer("/moderation_details/moderation_stage").and_then(Value::as_str);
        let inner = ["/inner_error/code", "/innererror/code"];
        let inner = inner.iter().find_map(|at| value.pointer(at)).and_then(Value::as_str).unwrap_or_default();
        let code = text("code").to_ascii_lowercase();
        let known = [POLICY, ACCOUNT, KEY, MODEL].iter().any(|list| list.contains(&code.as_str()));
        Self {
            code: if known || inner.is_empty() { code } else { inner.to_ascii_lowercase() },
            kind: text("type").to_ascii_lowercase(),
            message: if message.is_empty() { value.to_string() } else { message },
            at_output: stage == Some("output"),
            about_model: text("param") == "model",
        }
    }

    fn is(&self, codes: &[&str]) -> bool {
        codes.contains(&self.code.as_str()) || codes.contains(&self.kind.as_str())
    }

    /// Whether the message has one of these, and not only because it quotes the prompt: else a person could make a
    /// provider's words look like its account had run out.
    fn says(&self, words: &[&str], prompt: &str) -> bool {
        let (message, prompt) = (self.message.to_lowercase(), prompt.to_lowercase());
        words.iter().any(|word| message.contains(word) && !prompt.contains(word))
    }
}

/// What an answer with this status means. `value` is what it complains of, `None` when that could not be read.
pub(super) fn of_status(
    status: StatusCode,
    headers: &HeaderMap,
    value: Option<&Value>,
    prompt: &str,
) -> Answer {
    let complaint = value.map(Complaint::of).unwrap_or_default();
    let detail = format!("{}: {}", status.as_u16(), quoted(&said(&complaint)));
    if let Some(answer) = of_words(status, &complaint, prompt, &detail) {
        return answer;
    }
    match status.as_u16() {
        401 | 403 => Answer::failed(Health::Closed(ClosedFor::Key), detail),
        402 => Answer::failed(Health::Closed(ClosedFor::Account), detail),
        404 | 405 => Answer::failed(Health::Closed(ClosedFor::Model), detail),
        429 => Answer::failed(Health::Busy { retry_after_ms: retry_after_ms(headers) }, detail),
        // A gateway gave up waiting for whoever draws: the picture may still be made, and billed.
        504 | 524 => Answer::unknown(detail),
        408 | 500.. if complaint.says(LOST_WORDS, prompt) => Answer::unknown(detail),
        408 | 409 | 500.. => Answer::failed(Health::Ill, detail),
        // A redirect would take the key and the pictures to somewhere the operator didn't name.
        300..=399 => {
            Answer::failed(Health::Ill, format!("{} is a redirect, which is not followed", status.as_u16()))
        }
        // The request as it is can't be taken: as likely the person's doing as the channel's.
        _ => Answer::failed(Health::Unasked, detail),
    }
}

/// What a complaint inside an answer with status 200, or inside a stream, means.
pub(super) fn of_complaint(value: &Value, prompt: &str) -> Answer {
    let complaint = Complaint::of(value);
    let detail = quoted(&said(&complaint));
    of_words(StatusCode::OK, &complaint, prompt, &detail)
        .unwrap_or_else(|| Answer::failed(Health::Ill, detail))
}

/// What the words alone decide.
fn of_words(status: StatusCode, complaint: &Complaint, prompt: &str, detail: &str) -> Option<Answer> {
    let closed = |why| Some(Answer::failed(Health::Closed(why), detail));
    let number = status.as_u16();
    // Which refusals are spelled out in the message only; of a server that is overloaded or broken no word counts.
    let spelled = matches!(number, 200 | 400 | 403 | 422 | 451);
    if complaint.is(POLICY) || spelled && complaint.says(POLICY_WORDS, prompt) {
        let code = if complaint.at_output { FailureCode::RefusedPicture } else { FailureCode::RefusedPrompt };
        return Some(Answer::rejected(code, detail));
    }
    let broke = matches!(number, 402 | 403 | 429)
        && (complaint.says(ACCOUNT, prompt) || complaint.says(ACCOUNT_WORDS, prompt));
    if complaint.is(ACCOUNT) || broke {
        return closed(ClosedFor::Account);
    }
    if complaint.is(KEY) {
        return closed(ClosedFor::Key);
    }
    let nameless = number == 400 && (complaint.says(MODEL_WORDS, prompt) || complaint.about_model);
    if complaint.is(MODEL) || nameless {
        return closed(ClosedFor::Model);
    }
    if complaint.is(SETTINGS) {
        return closed(ClosedFor::Settings);
    }
    None
}

fn failed(health: Health, detail: String, retry: bool) -> Answer {
    Answer::of(Outcome::Failed { failure: Failure { code: FailureCode::Engine, detail }, retry }, health)
}

/// Nothing was sent, and by this channel nothing can be: another one may do.
pub(super) fn unfit(detail: impl Into<String>) -> Answer {
    Answer::failed(Health::Unasked, detail)
}

/// Nothing was sent, and no channel could.
pub(super) fn hopeless(detail: impl Into<String>) -> Answer {
    failed(Health::Unasked, detail.into(), false)
}

/// What it means that a request got no answer at all. Only a connection that never came about is certain.
pub(super) fn of_transport(error: reqwest::Error) -> Answer {
    let unsent = error.is_connect() || error.is_builder();
    let detail = told(&error.without_url());
    if unsent {
        Answer::failed(Health::Ill, format!("never connected: {detail}"))
    } else {
        Answer::unknown(format!("sent, then lost: {detail}"))
    }
}

/// An error with what it came from.
pub(super) fn told(error: &dyn Error) -> String {
    let mut told = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        told = format!("{told}: {error}");
        cause = error.source();
    }
    quoted(&told)
}

fn said(complaint: &Complaint) -> String {
    let words = [complaint.code.as_str(), complaint.kind.as_str(), complaint.message.as_str()];
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(", ")
}

/// A provider's words, short and on one line.
pub(super) fn quoted(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(QUOTE_MAX).collect()
}

/// When a busy provider wants to be asked again.
fn retry_after_ms(headers: &HeaderMap) -> Option<i64> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let positive = |ms: f64| (ms > 0.0).then(|| ms.min(RETRY_AFTER_MAX_MS).ceil() as i64);
    if let Some(ms) = text("retry-after-ms").and_then(|ms| positive(ms.parse().ok()?)) {
        return Some(ms);
    }
    let after = text("retry-after")?;
    match after.parse::<f64>() {
        Ok(seconds) => positive(seconds * 1000.0),
        // A date is measured from the answer's own: so neither clock matters, theirs nor ours.
        Err(_) => positive((http_seconds(after)? - http_seconds(text("date")?)?) as f64 * 1000.0),
    }
}

/// Seconds since 1970 of a date such as `Sun, 06 Nov 1994 08:49:37 GMT`.
fn http_seconds(date: &str) -> Option<i64> {
    const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let (_, date) = date.split_once(", ")?;
    let mut words = date.split_ascii_whitespace();
    let day: i64 = words.next()?.parse().ok()?;
    let month = words.next().filter(|month| month.len() == 3)?;
    let month = (MONTHS.find(month).filter(|at| at % 3 == 0)? / 3 + 1) as i64;
    let year: i64 = words.next()?.parse().ok()?;
    let mut clock = words.next()?.split(':').map(|part| part.parse::<i64>().ok());
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    let fits = (1..=31).contains(&day)
        && (1970..=9999).contains(&year)
        && (0..24).contains(&hour)
        && (0..60).contains(&minute)
        && (0..=60).contains(&second);
    // Years that begin in March put the leap day at the end.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 - 719_468;
    fits.then_some(((days * 24 + hour) * 60 + minute) * 60 + second)
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::{HeaderName, HeaderValue};
    use serde_json::json;

    fn headers(of: &[(&'static str, &'static str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        of.iter().map(pair).collect()
    }

    #[test]
    fn dates_are_seconds() {
        assert_eq!(http_seconds("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(http_seconds("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
        assert_eq!(http_seconds("Thu, 29 Feb 2024 12:00:00 GMT"), Some(1_709_208_000));
        for nonsense in ["", "soon", "Thu, 99 Foo 1970 00:00:00 GMT", "Thu, 01 Jan 1970 00:00 GMT"] {
            assert_eq!(http_seconds(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn a_wait_is_read_in_all_its_forms() {
        for (given, wait) in [
            (&[("retry-after", "7")][..], Some(7000)),
            (&[("retry-after", "0.5")], Some(500)),
            (&[("retry-after", "9"), ("retry-after-ms", "250")], Some(250)),
            (&[("retry-after", "999999")], Some(3_600_000)),
            (&[("retry-after", "0")], None),
            (&[("retry-after", "-3")], None),
            (&[("retry-after", "NaN")], None),
            (&[("retry-after", "soon")], None),
            (&[("retry-after", "Thu, 01 Jan 1970 00:01:00 GMT")], None),
            (
                &[
                    ("retry-after", "Thu, 01 Jan 1970 00:01:00 GMT"),
                    ("date", "Thu, 01 Jan 1970 00:00:20 GMT"),
                ],
                Some(40_000),
            ),
            (&[], None),
        ] {
            assert_eq!(retry_after_ms(&headers(given)), wait, "{given:?}");
        }
    }

    #[test]
    fn a_prompt_can_close_no_channel() {
        let words =
            json!({"message": "Invalid: 'insufficient_quota'", "code": "429", "type": "throttling_error"});
        let health = |prompt: &str| {
            of_status(StatusCode::TOO_MANY_REQUESTS, &HeaderMap::new(), Some(&words), prompt).health
        };
        assert_eq!(health("a kite"), Health::Closed(ClosedFor::Account));
        assert_eq!(health("INSUFFICIENT_QUOTA"), Health::Busy { retry_after_ms: None });
    }
}
