//! Files of an archive that tell less than the stored ones: each has a beginning of its own, which is made anew whenever it
//! is read, and goes on in the stored file. Only beginnings are read for that.

use super::{file_from, gone};
use crate::telling;
use bytes::Bytes;
use easel_door::error::Problem;
use easel_store::{DownloadItem, Store, StoreError, checksum_behind};
use easel_tells::Tells;
use std::io;

/// The item with the length and the checksum it has when it tells this much. One whose words can't be chosen stays as it
/// is; `None` when its bytes are gone.
pub(super) async fn telling_less(
    store: &Store,
    item: DownloadItem,
    tells: Tells,
) -> Result<Option<DownloadItem>, Problem> {
    let found = store.blobs().read(&item.blob_name).await.map_err(StoreError::from)?;
    let Some(blob) = found else { return Ok(None) };
    let Some((told, reading)) = telling::begun(blob, item.bytes, tells).await? else { return Ok(Some(item)) };
    let (skip_bytes, head_bytes) = (told.skip as u64, told.head.len() as u64);
    let rest = item.bytes - skip_bytes;
    let crc32 = checksum_behind(item.crc32, &reading.head[..told.skip], &told.head, rest);
    Ok(Some(DownloadItem { bytes: head_bytes + rest, crc32, head_bytes, skip_bytes, ..item }))
}

/// The item's own beginning, from one of its bytes on.
pub(super) async fn head_from(
    store: &Store,
    item: &DownloadItem,
    tells: Tells,
    from: u64,
) -> io::Result<Bytes> {
    let blob = file_from(store, item, 0).await?;
    let stored = item.bytes - item.head_bytes + item.skip_bytes;
    let begun = telling::begun(blob, stored, tells).await.map_err(|_| gone())?;
    let head = begun.map(|(told, _)| Bytes::from(told.head)).ok_or_else(gone)?;
    let from = usize::try_from(from).map_err(io::Error::other)?;
    if head.len() as u64 != item.head_bytes || from >= head.len() {
        return Err(gone());
    }
    Ok(head.slice(from..))
}
