//! The pictures a job is made from: read within bounds, masks unpacked where waiting is allowed.

use crate::{Shop, office::Sources, region};
use bytes::Bytes;
use easel_compose::Region;
use easel_domain::{Failure, FailureCode, JobId, Outcome, lent::LentInput};
use easel_engine::{InputPicture, Inputs, Mask};
use easel_outbound::Studio;
use easel_store::{Claim, InputFile, Store, Work};

/// Most bytes of all of a job's pictures together: this much memory a slot may hold for them.
const BYTES_MAX: u64 = 256 * 1024 * 1024;

/// Reads what the spec of a job names.
///
/// # Errors
/// The outcome when that can't be: a deleted picture ends the job, a place that fails is tried again.
pub(crate) async fn load<P>(shop: &Shop, claim: &Claim) -> Result<Inputs, Outcome<P>> {
    let Work::Picture(spec) = &claim.work else { return Ok(Inputs::default()) };
    if spec.inputs().next().is_none() {
        return Ok(Inputs::default());
    }
    let sources = match shop.office.inputs(claim).await {
        Ok(Some(sources)) => sources,
        Ok(None) => return Err(gone("a picture it needs was deleted")),
        Err(error) => return Err(failed(FailureCode::Engine, error.to_string(), true)),
    };
    let pictures = match sources {
        Sources::Files(store, files) => of_files(store, files).await?,
        Sources::Line(studio, claim, sizes) => of_line(studio, claim, sizes).await?,
    };
    // In the order of `Spec::inputs`: source, mask, then what guides it.
    let mut pictures = pictures.into_iter();
    let source = spec.source.and_then(|_| pictures.next());
    let mask = spec.mask.and_then(|_| pictures.next());
    let mask = match mask {
        Some(mask) => Some(region_of(mask.png).await?),
        None => None,
    };
    let references = pictures.collect();
    if let (Some(extend), Some(source)) = (spec.extend, source.clone()) {
        let (canvas, mask) = region::extended(source, extend, spec.feather).await?;
        return Ok(Inputs { source: Some(canvas), mask: Some(mask), references });
    }
    Ok(Inputs { source, mask, references })
}

async fn of_files<P>(store: &Store, files: Vec<InputFile>) -> Result<Vec<InputPicture>, Outcome<P>> {
    let (mut left, mut pictures) = (BYTES_MAX, Vec::new());
    for InputFile { name, bytes, width, height } in files {
        fits(bytes, left)?;
        match store.blobs().read_within(&name, left).await {
            Ok(Some(png)) => {
                left -= png.len() as u64;
                pictures.push(InputPicture { png, width, height });
            }
            // Deleted between the row and the bytes.
            Ok(None) => return Err(gone("a picture's bytes are gone")),
            Err(error) => return Err(failed(FailureCode::Engine, error.to_string(), true)),
        }
    }
    Ok(pictures)
}

async fn of_line<P>(
    studio: &Studio,
    claim: (JobId, u32),
    sizes: Vec<LentInput>,
) -> Result<Vec<InputPicture>, Outcome<P>> {
    let (mut left, mut pictures) = (BYTES_MAX, Vec::new());
    for (place, LentInput { bytes, width, height }) in sizes.into_iter().enumerate() {
        fits(bytes, left)?;
        let max = usize::try_from(left).unwrap_or(usize::MAX);
        let png = studio.input(claim, place, max).await;
        let png = png.map_err(|error| failed(FailureCode::Engine, error.to_string(), true))?;
        left -= png.len() as u64;
        pictures.push(InputPicture { png, width, height });
    }
    Ok(pictures)
}

fn fits<P>(bytes: i64, left: u64) -> Result<(), Outcome<P>> {
    if u64::try_from(bytes).is_ok_and(|bytes| bytes <= left) {
        return Ok(());
    }
    Err(failed(FailureCode::Engine, "its pictures are too large together".to_owned(), false))
}

async fn region_of<P>(png: Bytes) -> Result<Mask, Outcome<P>> {
    match tokio::task::spawn_blocking(move || easel_compose::mask(&png)).await {
        Ok(Ok(Region { width, height, luma })) => Ok(Mask { width, height, luma: luma.into() }),
        Ok(Err(error)) => Err(failed(FailureCode::Engine, error.to_string(), false)),
        Err(error) => Err(failed(FailureCode::Engine, error.to_string(), true)),
    }
}

pub(crate) fn gone<P>(detail: &str) -> Outcome<P> {
    failed(FailureCode::InputGone, detail.to_owned(), false)
}

pub(crate) fn failed<P>(code: FailureCode, detail: String, retry: bool) -> Outcome<P> {
    Outcome::Failed { failure: Failure { code, detail }, retry }
}
