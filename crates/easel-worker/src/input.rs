//! The pictures a job is made from: read within bounds, masks unpacked where waiting is allowed, and what was made put
//! back into the picture it was made for.

use crate::House;
use bytes::Bytes;
use easel_compose::{Decoded, Region};
use easel_domain::{Failure, FailureCode, Outcome};
use easel_engine::{InputPicture, Inputs, Mask};
use easel_store::{Claim, InputFile, InputFiles, Work};

/// Most bytes of all of a job's pictures together: this much memory a slot may hold for them.
const BYTES_MAX: u64 = 256 * 1024 * 1024;

/// Reads what the spec of a job names.
///
/// # Errors
/// The outcome when that can't be: a deleted picture ends the job, a place that fails is tried again.
pub(crate) async fn load<P>(house: &House, claim: &Claim) -> Result<Inputs, Outcome<P>> {
    if !matches!(&claim.work, Work::Picture(spec) if spec.inputs().next().is_some()) {
        return Ok(Inputs::default());
    }
    let files = match house.store.job_inputs(claim).await {
        Ok(Some(files)) => files,
        Ok(None) => return Err(gone("a picture it needs was deleted")),
        Err(error) => return Err(failed(FailureCode::Engine, error.to_string(), true)),
    };
    let InputFiles { source, mask, references } = files;
    let mut left = BYTES_MAX;
    let mut inputs = Inputs::default();
    if let Some(file) = source {
        inputs.source = Some(picture(house, file, &mut left).await?);
    }
    if let Some(file) = mask {
        let png = picture(house, file, &mut left).await?.png;
        inputs.mask = Some(region(png).await?);
    }
    for file in references {
        inputs.references.push(picture(house, file, &mut left).await?);
    }
    Ok(inputs)
}

async fn picture<P>(house: &House, file: InputFile, left: &mut u64) -> Result<InputPicture, Outcome<P>> {
    if u64::try_from(file.bytes).map_or(true, |bytes| bytes > *left) {
        return Err(failed(FailureCode::Engine, "its pictures are too large together".to_owned(), false));
    }
    match house.store.blobs().read_within(&file.name, *left).await {
        Ok(Some(png)) => {
            *left -= png.len() as u64;
            Ok(InputPicture { png, width: file.width, height: file.height })
        }
        // Deleted between the row and the bytes.
        Ok(None) => Err(gone("a picture's bytes are gone")),
        Err(error) => Err(failed(FailureCode::Engine, error.to_string(), true)),
    }
}

async fn region<P>(png: Bytes) -> Result<Mask, Outcome<P>> {
    match tokio::task::spawn_blocking(move || easel_compose::mask(&png)).await {
        Ok(Ok(Region { width, height, luma })) => Ok(Mask { width, height, luma: luma.into() }),
        Ok(Err(error)) => Err(failed(FailureCode::Engine, error.to_string(), false)),
        Err(error) => Err(failed(FailureCode::Engine, error.to_string(), true)),
    }
}

fn gone<P>(detail: &str) -> Outcome<P> {
    failed(FailureCode::InputGone, detail.to_owned(), false)
}

fn failed<P>(code: FailureCode, detail: String, retry: bool) -> Outcome<P> {
    Outcome::Failed { failure: Failure { code, detail }, retry }
}

/// What a masked edit is put back into.
#[derive(Clone)]
pub(crate) struct Canvas {
    source: Bytes,
    mask: Mask,
}

impl Canvas {
    /// `None` unless there is a source with a mask over it.
    pub(crate) fn of(inputs: &Inputs) -> Option<Self> {
        let (source, mask) = inputs.source.as_ref().zip(inputs.mask.as_ref())?;
        Some(Self { source: source.png.clone(), mask: mask.clone() })
    }

    /// The source with `made` under the mask, and not a bit changed elsewhere, whatever an engine did there. Takes its
    /// time: for blocking threads.
    pub(crate) fn put_back(&self, made: Decoded) -> Result<Decoded, String> {
        let source = easel_compose::decode(&self.source).map_err(|e| e.to_string())?;
        let Mask { width, height, luma } = &self.mask;
        let region = Region { width: *width, height: *height, luma: luma.to_vec() };
        easel_compose::composite(&source, made, &region).map_err(|e| e.to_string())
    }
}
