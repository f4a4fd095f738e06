//! Deliveries without pixels: the store only ever sees bytes.

use bytes::Bytes;
use easel_domain::{AssetId, Failure, FailureCode, Outcome};
use easel_store::{Blobs, Delivery, NewAsset, NewBlob, Variant, blob_name};
use sha2::{Digest, Sha256};

/// A picture whose files are in `blobs`.
///
/// # Panics
/// When the files can't be written.
pub async fn new_asset(blobs: &Blobs, id: AssetId, position: u32) -> NewAsset {
    let mut files = Vec::new();
    for variant in Variant::ALL {
        let bytes = Bytes::from(format!("{} of {id}", variant.as_str()));
        let hash: String = Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
        let name = blob_name(id, *variant, &hash);
        let crc32 = (*variant == Variant::Original).then(|| easel_store::checksum(&bytes));
        let length = i64::try_from(bytes.len()).expect("short");
        blobs.put(&name, bytes).await.expect("the blob is kept");
        files.push(NewBlob { name, hash, bytes: length, mime: "image/png", crc32 });
    }
    let blobs = <[NewBlob; 4]>::try_from(files).expect("four files");
    NewAsset {
        id,
        position,
        width: 64,
        height: 64,
        seed: Some(7),
        placeholder: "aGFzaA==".to_owned(),
        measured: easel_domain::Measured::default(),
        blobs,
    }
}

/// What an attempt brings that made these pictures.
///
/// # Panics
/// When the files can't be written.
pub async fn delivery(blobs: &Blobs, ids: &[AssetId]) -> Outcome<Delivery> {
    let mut assets = Vec::new();
    for (position, id) in (0..).zip(ids) {
        assets.push(new_asset(blobs, *id, position).await);
    }
    Outcome::Succeeded(Delivery { assets, ..Delivery::default() })
}

/// An attempt that went wrong.
#[must_use]
pub fn failed(retry: bool) -> Outcome<Delivery> {
    let failure = Failure { code: FailureCode::Engine, detail: "the engine stumbled".to_owned() };
    Outcome::Failed { failure, retry }
}

/// An attempt that policy refused.
#[must_use]
pub fn rejected() -> Outcome<Delivery> {
    Outcome::Rejected(Failure { code: FailureCode::RefusedPrompt, detail: "no".to_owned() })
}
