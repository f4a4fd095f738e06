//! What the engines for servers on the operator's own graphics cards have in common.

use crate::{Answer, Mask, http::BodyError};
use bytes::Bytes;
use easel_domain::{
    Outcome,
    routing::{ClosedFor, Health},
};
use reqwest::{Url, header::HeaderValue};

/// Most characters of somebody else's text that a detail repeats.
const QUOTE_MAX: usize = 300;

/// An answer that ends a step early; boxed because it is much larger than what steps give.
pub(crate) type End = Box<Answer>;

/// Somebody else's text, on one line and cut to a length that a log can bear.
pub(crate) fn quote(text: &str) -> String {
    let mut line: String =
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(QUOTE_MAX).collect();
    line.truncate(line.trim_end().len());
    line
}

/// Why a server did not do what it was asked.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// No connection came about: nothing was sent.
    Unreachable,
    /// It was sent, and the time for an answer ran out.
    Late,
    /// The connection broke before the answer was whole.
    Broken,
    /// An answer that is not a success, with its text.
    Status(u16, String),
    /// A success that is not what was asked for.
    Nonsense(String),
}

impl Trouble {
    /// Ends the attempt. Nobody bills for these servers, so that asking again is always allowed.
    pub(crate) fn end(self) -> End {
        let health = match &self {
            Self::Status(401 | 403, _) => Health::Closed(ClosedFor::Key),
            Self::Status(413, _) => Health::Closed(ClosedFor::Settings),
            Self::Status(429 | 503, _) => Health::Busy { retry_after_ms: None },
            _ => Health::Ill,
        };
        Box::new(Answer::failed(health, self.to_string()))
    }
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unreachable => f.write_str("the server can't be reached"),
            Self::Late => f.write_str("the server took too long to answer"),
            Self::Broken => f.write_str("the connection to the server broke"),
            Self::Status(status, text) => write!(f, "the server answered {status}: {}", quote(text)),
            Self::Nonsense(what) => write!(f, "the server answered with nonsense: {}", quote(what)),
        }
    }
}

impl From<reqwest::Error> for Trouble {
    // The error's own words name the address, which is the operator's business alone.
    fn from(error: reqwest::Error) -> Self {
        if error.is_connect() {
            Self::Unreachable
        } else if error.is_timeout() {
            Self::Late
        } else {
            Self::Broken
        }
    }
}

impl From<BodyError> for Trouble {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::TooLarge(_) => Self::Nonsense(error.to_string()),
            BodyError::Broken(error) => error.into(),
        }
    }
}

/// A failure that only the operator can mend.
pub(crate) fn closed(why: ClosedFor, detail: impl Into<String>) -> End {
    Box::new(Answer::failed(Health::Closed(why), detail))
}

/// A failure that may be over by the next attempt.
pub(crate) fn ill(detail: impl Into<String>) -> End {
    Box::new(Answer::failed(Health::Ill, detail))
}

/// Whether an early end still lets the pictures made before it be delivered.
pub(crate) fn is_failure(answer: &Answer) -> bool {
    matches!(answer.outcome, Outcome::Failed { .. } | Outcome::Unknown { .. })
}

/// Reads an address that the operator typed.
pub(crate) fn address(text: &str) -> Result<Url, String> {
    let bad = "is no address like \"http://gpu.example:8188\"";
    let mut url: Url = text.parse().map_err(|_| format!("a url {bad}"))?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(format!("a url {bad}"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("a url holds a key; the key belongs in the variable that key_env names".to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("a url has more than a path".to_owned());
    }
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    Ok(url)
}

/// An address below another one.
pub(crate) fn below(base: &Url, parts: &[&str]) -> Url {
    let mut url = base.clone();
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(parts);
    }
    url
}

/// A header's value that no log shows.
pub(crate) fn secret(text: &str) -> Result<HeaderValue, String> {
    let mut value =
        HeaderValue::from_str(text).map_err(|_| "the key has characters no header can hold".to_owned())?;
    value.set_sensitive(true);
    Ok(value)
}

/// Whether a file begins like a PNG, JPEG or WebP: a page of HTML with status 200 is no picture.
pub(crate) fn is_picture(file: &[u8]) -> bool {
    file.starts_with(b"\x89PNG\r\n\x1a\n")
        || file.starts_with(b"\xff\xd8\xff")
        || file.len() > 12 && file.starts_with(b"RIFF") && &file[8..12] == b"WEBP"
}

/// Takes out what a stable-diffusion.cpp server would read as options of its own. Whatever pieces of such marks stay
/// behind lose their brackets, so that none can come together again.
pub(crate) fn without_extra_args(prompt: &str) -> String {
    const OPEN: &str = "<sd_cpp_extra_args>";
    const CLOSE: &str = "</sd_cpp_extra_args>";
    let mut rest = prompt;
    let mut kept = String::with_capacity(prompt.len());
    while let Some((before, inside)) = rest.split_once(OPEN) {
        kept.push_str(before);
        rest = inside.split_once(CLOSE).map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    if kept.to_ascii_lowercase().contains("sd_cpp_extra_args") {
        kept.retain(|c| c != '<' && c != '>');
    }
    kept
}

/// How a server wants to be told where to paint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MaskAs {
    /// White is painted anew.
    White,
    /// What is transparent is painted anew.
    Transparent,
}

/// A mask as a PNG file.
pub(crate) fn mask_png(mask: &Mask, how: MaskAs) -> Result<Bytes, End> {
    let pixels = match how {
        MaskAs::White => mask.luma.to_vec(),
        MaskAs::Transparent => mask.luma.iter().flat_map(|&white| [0, 255 - white]).collect(),
    };
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, mask.width, mask.height);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_color(match how {
        MaskAs::White => png::ColorType::Grayscale,
        MaskAs::Transparent => png::ColorType::GrayscaleAlpha,
    });
    encoder
        .write_header()
        .and_then(|mut writer| {
            writer.write_image_data(&pixels)?;
            writer.finish()
        })
        .map_err(|error| ill(format!("the mask can't be written as a file: {error}")))?;
    Ok(file.into())
}

/// Sixteen bytes of chance as a version 4 UUID. These are names in other people's houses, not ids of ours.
pub(crate) fn unguessable() -> Result<String, End> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|_| ill("the system has no randomness"))?;
    Ok(uuid::Builder::from_random_bytes(bytes).into_uuid().hyphenated().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_hold_no_keys_and_keep_their_path() {
        assert!(address("http://me:word@gpu:8188").is_err());
        assert!(address("ftp://gpu").is_err());
        assert!(address("gpu:8188").is_err());
        assert!(address("http://gpu:8188/?token=a").is_err());
        let base = address("http://gpu:8188/comfy/").expect("an address");
        assert_eq!(below(&base, &["history", "a b"]).as_str(), "http://gpu:8188/comfy/history/a%20b");
        let bare = address("http://gpu:8188").expect("an address");
        assert_eq!(below(&bare, &["prompt"]).as_str(), "http://gpu:8188/prompt");
    }

    #[test]
    fn quotes_are_short_and_on_one_line() {
        let long = format!("a\nb{}", "é".repeat(1000));
        let cut = quote(&long);
        assert!(cut.starts_with("a b") && cut.chars().count() == 300, "{cut}");
    }

    #[test]
    fn masks_are_written_both_ways() {
        let mask = Mask { width: 2, height: 1, luma: Bytes::from_static(&[255, 0]) };
        let read = |file: Bytes| {
            let mut reader =
                png::Decoder::new(std::io::Cursor::new(file.to_vec())).read_info().expect("a PNG");
            let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
            reader.next_frame(&mut pixels).expect("pixels");
            pixels
        };
        let file = |how| mask_png(&mask, how).ok().expect("a file");
        assert_eq!(read(file(MaskAs::White)), [255, 0]);
        assert_eq!(read(file(MaskAs::Transparent)), [0, 0, 0, 255]);
    }

    #[test]
    fn options_of_a_server_are_no_part_of_a_prompt() {
        let same = "a <lora:x:1> castle & \"quotes\"";
        assert_eq!(without_extra_args(same), same);
        for (evil, clean) in [
            ("a <sd_cpp_extra_args>{\"steps\":999}</sd_cpp_extra_args>kite", "a kite"),
            ("a kite <sd_cpp_extra_args>{", "a kite "),
            ("<sd_cpp<sd_cpp_extra_args></sd_cpp_extra_args>_extra_args>{}", "sd_cpp_extra_args{}"),
            ("<SD_CPP_EXTRA_ARGS>{}", "SD_CPP_EXTRA_ARGS{}"),
        ] {
            assert_eq!(without_extra_args(evil), clean);
        }
    }
}
