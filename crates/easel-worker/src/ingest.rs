//! An upload's way: read what was sent, make a picture of ours of it, store it, settle. Nothing of the file but its
//! pixels goes on.

use crate::{
    House,
    generate::{File, closing, files_of, hand_back, put},
    mind::{Course, Minded, mind},
    office::Made,
};
use easel_compose::Decoded;
use easel_domain::{AssetId, Failure, FailureCode, Measured, Outcome, job::RetryPolicy, routing::Health};
use easel_engine::reporter;
use easel_store::{AttemptNote, Claim, Delivery, NewAsset, Store, UPLOAD_BYTES_MAX, Upload};

/// Runs one claimed upload to its settling.
pub(crate) async fn run(house: &House, claim: &Claim, upload: Upload) {
    let (_, listener) = reporter();
    let course = Course::default();
    match mind(&house.shop, claim, "ingest", listener, &course, take_in(&house.store, upload)).await {
        Minded::Ended(outcome) => {
            let note = (AttemptNote::default(), Health::Unasked);
            house.shop.office.settle(claim, outcome, note, RetryPolicy::INGEST).await;
        }
        Minded::HandedBack => hand_back(&house.shop, claim, None, closing()).await,
        Minded::Lost => {}
    }
}

async fn take_in(store: &Store, upload: Upload) -> Outcome<Made> {
    let failed = |code, detail: String, retry| Outcome::Failed { failure: Failure { code, detail }, retry };
    let Some(name) = upload.name else {
        return failed(FailureCode::Storing, "the upload has no file".to_owned(), false);
    };
    let file = match store.blobs().read_within(&name, UPLOAD_BYTES_MAX as u64).await {
        Ok(Some(file)) => file,
        Ok(None) => return failed(FailureCode::Storing, "the file is gone or too long".to_owned(), false),
        Err(error) => return failed(FailureCode::Storing, error.to_string(), true),
    };
    let made = match tokio::task::spawn_blocking(move || made_of(&file)).await {
        Ok(Ok(made)) => made,
        Ok(Err(detail)) => {
            return Outcome::Rejected(Failure { code: FailureCode::RefusedPicture, detail });
        }
        Err(error) => return failed(FailureCode::Storing, error.to_string(), true),
    };
    match keep(store, upload.id, made).await {
        Ok(asset) => {
            Outcome::Succeeded(Made::Delivery(Delivery { assets: vec![asset], ..Delivery::default() }))
        }
        Err(detail) => failed(FailureCode::Storing, detail, true),
    }
}

struct Picture {
    width: u32,
    height: u32,
    files: [File; 4],
    placeholder: String,
    faces: Option<u32>,
    face_areas: Vec<[u16; 4]>,
}

/// The error is why the file is no picture.
fn made_of(file: &[u8]) -> Result<Picture, String> {
    let Decoded { width, height, rgba } = easel_compose::decode(file).map_err(|e| e.to_string())?;
    let finished = easel_compose::finish_plain(width, height, &rgba).map_err(|e| e.to_string())?;
    let (files, placeholder) = files_of(finished);
    // A picture in which none can be looked for is still a picture.
    let faces = easel_vision::faces(&rgba, width, height).ok();
    let faces = faces.map(|faces| u32::try_from(faces.len()).unwrap_or(u32::MAX));
    let face_areas = crate::subject::face_areas(&rgba, (width, height));
    Ok(Picture { width, height, files, placeholder, faces, face_areas })
}

async fn keep(store: &Store, id: AssetId, made: Picture) -> Result<NewAsset, String> {
    let Picture { width, height, files, placeholder, faces, face_areas } = made;
    let blobs = put(store, id, files).await?;
    let measured = Measured { faces, face_areas, ..Measured::default() };
    Ok(NewAsset { id, position: 0, width, height, seed: None, placeholder, measured, blobs })
}
