//! What an engine is asked for and what it gives.

use bytes::Bytes;
use easel_domain::{
    Failure, FailureCode, Outcome, Spec,
    model::Channel,
    routing::{Cost, Health},
};
use std::{sync::Arc, time::Duration};

/// What an engine is asked for: a spec whose seed is settled, its pictures, and the way it takes.
#[derive(Clone, Debug)]
pub struct Request {
    /// What to make.
    pub spec: Spec,
    /// The first picture's seed; the following ones count up.
    pub seed: u64,
    /// The way the job takes: the provider's own name for the model, and the engine's settings.
    pub channel: Arc<Channel>,
    /// The pictures the spec names.
    pub inputs: Inputs,
    /// Who asks, as a stable name that tells nothing about the person.
    pub end_user: String,
    /// What the provider called this very request on an earlier attempt whose worker was lost: to be taken up, not
    /// made again. Only engines that said so by [`crate::Reporter::accepted`] ever see one.
    pub resume: Option<String>,
    /// Until the job's deadline.
    pub time_left: Duration,
}

/// The pictures a request brings along.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// To start from.
    pub source: Option<InputPicture>,
    /// Where the source changes; of the source's size.
    pub mask: Option<Mask>,
    /// To be guided by.
    pub references: Vec<InputPicture>,
}

/// A picture a person gave or made.
#[derive(Clone, Debug)]
pub struct InputPicture {
    /// Its file, PNG, checked and encoded by us.
    pub png: Bytes,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

impl InputPicture {
    /// Its pixels, straight alpha, row by row, four bytes each. The file is one of our own making.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub(crate) fn rgba(&self) -> Result<Vec<u8>, String> {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(&self.png[..]));
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().map_err(|e| e.to_string())?;
        let mut bytes = vec![0; reader.output_buffer_size().ok_or("a picture without a size")?];
        let frame = reader.next_frame(&mut bytes).map_err(|e| e.to_string())?;
        if (frame.width, frame.height) != (self.width, self.height) {
            return Err(format!(
                "a picture of {} x {} for {} x {}",
                frame.width, frame.height, self.width, self.height
            ));
        }
        Ok(match frame.color_type {
            png::ColorType::Rgba => bytes,
            png::ColorType::Rgb => bytes.chunks_exact(3).flat_map(|p| [p[0], p[1], p[2], u8::MAX]).collect(),
            png::ColorType::Grayscale => bytes.iter().flat_map(|v| [*v, *v, *v, u8::MAX]).collect(),
            png::ColorType::GrayscaleAlpha => {
                bytes.chunks_exact(2).flat_map(|p| [p[0], p[0], p[0], p[1]]).collect()
            }
            png::ColorType::Indexed => return Err("a picture with a palette".to_owned()),
        })
    }
}

/// A region: one byte a pixel, row by row; 255 is made anew, 0 stays.
#[derive(Clone, Debug)]
pub struct Mask {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// `width` x `height` bytes.
    pub luma: Bytes,
}

/// How a picture came to be, for its machine-readable mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// By a model trained on pictures.
    TrainedModel,
    /// By an algorithm without training, like the built-in illustrator.
    Algorithm,
}

/// A picture's content, as the generator has it.
#[derive(Clone)]
pub enum Pixels {
    /// Straight alpha, row by row, four bytes a pixel.
    Rgba {
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
        /// `width` x `height` x 4 bytes.
        rgba: Vec<u8>,
    },
    /// A PNG, JPEG or WebP file as it came; nothing in it is trusted yet.
    Encoded(Bytes),
}

/// One picture as an engine hands it over.
#[derive(Clone)]
pub struct Picture {
    /// What it shows.
    pub pixels: Pixels,
    /// What draws it again, where that is so.
    pub seed: Option<u64>,
    /// How it came to be.
    pub origin: Origin,
}

/// Everything one request brought: at least one picture, at most as many as were asked for.
#[derive(Clone)]
pub struct Pictures {
    /// In order.
    pub pictures: Vec<Picture>,
    /// What the engine made of the prompt: `{understood, ignored, note}`.
    pub account: Option<serde_json::Value>,
}

/// An attempt's end, with what it tells about the channel and what it cost.
pub struct Answer {
    /// How it ended.
    pub outcome: Outcome<Pictures>,
    /// What that tells about the channel.
    pub health: Health,
    /// What it cost the operator, if the answer tells; the operator's table is not the engine's to read.
    pub cost: Option<Cost>,
    /// What the provider calls the request, to quote to its support.
    pub provider_ref: Option<String>,
}

impl Answer {
    /// Pictures, from a channel that is well.
    #[must_use]
    pub fn pictures(pictures: Vec<Picture>) -> Self {
        Self::of(Outcome::Succeeded(Pictures { pictures, account: None }), Health::Well)
    }

    /// Refused by policy, which says nothing bad about the channel.
    #[must_use]
    pub fn rejected(code: FailureCode, detail: impl Into<String>) -> Self {
        Self::of(Outcome::Rejected(Failure { code, detail: detail.into() }), Health::Well)
    }

    /// Failed before the provider accepted it, or with an answer that is certainly no picture: another channel may
    /// be asked.
    #[must_use]
    pub fn failed(health: Health, detail: impl Into<String>) -> Self {
        let failure = Failure { code: FailureCode::Engine, detail: detail.into() };
        Self::of(Outcome::Failed { failure, retry: true }, health)
    }

    /// Sent, and whether a picture was made and billed can't be known.
    #[must_use]
    pub fn unknown(detail: impl Into<String>) -> Self {
        Self::of(Outcome::Unknown { provider_ref: Some(detail.into()) }, Health::Ill)
    }

    /// Stopped because the person called it off.
    #[must_use]
    pub fn cancelled() -> Self {
        Self::of(Outcome::Cancelled, Health::Unasked)
    }

    /// With nothing known of its cost and no name.
    #[must_use]
    pub fn of(outcome: Outcome<Pictures>, health: Health) -> Self {
        Self { outcome, health, cost: None, provider_ref: None }
    }
}
