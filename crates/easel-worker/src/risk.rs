//! Pictures that people show are looked at by a small classifier, so that moderators know where to begin. It decides
//! nothing, and a picture is shown whether or not it was looked at.

use crate::{House, clock};
use easel_showcase::Showcase;
use easel_store::StoreError;
use tokio::task::spawn_blocking;

/// Looked at in one round.
const AT_ONCE: u32 = 4;

/// Looks at some of what nobody has looked at.
pub(crate) async fn look(house: &House) -> Result<(), StoreError> {
    let showcase = Showcase::of(&house.store);
    for one in showcase.unlooked(AT_ONCE).await? {
        // What has no bytes any more keeps nothing else waiting.
        let risk = match house.store.blobs().read_all(&one.blob).await? {
            None => None,
            Some(file) => spawn_blocking(move || risk_of(&file)).await.unwrap_or_else(|error| {
                tracing::error!(%error, "looking at an exhibit ended badly");
                None
            }),
        };
        showcase.looked(one.id, risk, clock::now()).await?;
    }
    Ok(())
}

/// Per mille; `None` when nothing can be made of the picture.
fn risk_of(file: &[u8]) -> Option<i64> {
    let picture = easel_compose::decode(file).ok()?;
    let said = easel_vision::explicitness(&picture.rgba, picture.width, picture.height).ok()?;
    Some((said * 1_000.0).round() as i64)
}
