//! Parts of files: whoever was cut off goes on where they were.

use crate::error::Problem;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};

/// The part of a file that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The first byte.
    pub from: u64,
    /// How many.
    pub length: u64,
    /// Whether it is less than the whole.
    is_part: bool,
}

impl Part {
    /// What is asked of a file of `total` bytes and with this tag. A range of another version is answered with the
    /// whole; several ranges, and what is no range, too.
    ///
    /// # Errors
    /// The headers of a 416: nothing of the file lies there.
    pub fn asked(headers: &HeaderMap, etag: &str, total: u64) -> Result<Self, HeaderValue> {
        let whole = Self { from: 0, length: total, is_part: false };
        let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        if text(header::IF_RANGE).is_some_and(|tag| tag != etag) {
            return Ok(whole);
        }
        let asked = text(header::RANGE).and_then(|range| range.strip_prefix("bytes="));
        let Some((first, last)) = asked.and_then(|range| range.split_once('-')) else { return Ok(whole) };
        let number = |text: &str| {
            text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<u64>().unwrap_or(u64::MAX))
        };
        let (from, end) = match (number(first.trim()), number(last.trim())) {
            (Some(_), Some(_)) if first.trim().is_empty() && last.trim().is_empty() => return Ok(whole),
            (Some(_), Some(length)) if first.trim().is_empty() => (total.saturating_sub(length), total),
            (Some(from), Some(_)) if last.trim().is_empty() => (from, total),
            (Some(from), Some(last)) if from <= last => (from, last.saturating_add(1).min(total)),
            _ => return Ok(whole),
        };
        if from >= end {
            return Err(HeaderValue::try_from(format!("bytes */{total}"))
                .unwrap_or_else(|_| HeaderValue::from_static("bytes */*")));
        }
        Ok(Self { from, length: end - from, is_part: true })
    }

    /// Writes what is sent into an answer's headers, and says its status.
    ///
    /// # Errors
    /// When a header can't be written.
    pub fn announce(self, total: u64, answer: &mut HeaderMap) -> Result<StatusCode, Problem> {
        answer.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        answer.insert(header::CONTENT_LENGTH, HeaderValue::from(self.length));
        if !self.is_part {
            return Ok(StatusCode::OK);
        }
        let range = format!("bytes {}-{}/{total}", self.from, self.from + self.length - 1);
        let range = HeaderValue::try_from(range).map_err(|error| Problem::internal(&error))?;
        answer.insert(header::CONTENT_RANGE, range);
        Ok(StatusCode::PARTIAL_CONTENT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(range: &str) -> Option<(u64, u64, bool)> {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, HeaderValue::try_from(range).expect("a header"));
        let part = Part::asked(&headers, "\"a\"", 100).ok()?;
        Some((part.from, part.length, part.is_part))
    }

    #[test]
    fn one_range_is_answered_and_everything_else_is_the_whole() {
        assert_eq!(asked("bytes=0-9"), Some((0, 10, true)));
        assert_eq!(asked("bytes=90-"), Some((90, 10, true)));
        assert_eq!(asked("bytes=90-1000"), Some((90, 10, true)));
        assert_eq!(asked("bytes=-30"), Some((70, 30, true)));
        assert_eq!(asked("bytes=-300"), Some((0, 100, true)));
        for odd in ["bytes=", "bytes=-", "bytes=9-3", "bytes=a-b", "bytes=0-1,4-5", "lines=1-2"] {
            assert_eq!(asked(odd), Some((0, 100, false)), "{odd}");
        }
        assert_eq!(asked("bytes=100-"), None);
        assert_eq!(asked("bytes=-0"), None);
        assert_eq!(asked(&format!("bytes={}-", u128::MAX)), None);
    }

    #[test]
    fn a_range_of_another_version_is_answered_with_the_whole() {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, HeaderValue::from_static("bytes=5-9"));
        headers.insert(header::IF_RANGE, HeaderValue::from_static("\"b\""));
        assert_eq!(Part::asked(&headers, "\"a\"", 100).expect("a part").length, 100);
        assert_eq!(Part::asked(&headers, "\"b\"", 100).expect("a part").length, 5);
        assert!(Part::asked(&HeaderMap::new(), "\"a\"", 0).is_ok());
    }
}
