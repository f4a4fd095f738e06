//! What a picture's file tells when it goes out: a new beginning before the rest of the stored file, which streams
//! through. Only signing needs the whole file, and has it on the disk.

use crate::Web;
use axum::body::Body;
use bytes::Bytes;
use easel_door::{
    blob::{CHUNK, file_from_here},
    error::Problem,
};
use easel_store::{BlobBody, StoreError};
use easel_tells::{HEAD_MAX, Signer, Source, TellError, Tells, Told, tell};
use futures_util::{StreamExt, stream::BoxStream};
use std::io::{self, Read, Seek};
use tokio_util::io::ReaderStream;

/// Enough for nearly every beginning.
const HEAD: usize = 32 * 1024;
/// Files signed at once.
pub(crate) const SIGNED_AT_ONCE: usize = 2;

/// A file on its way out.
pub(crate) struct Outgoing {
    /// Its bytes.
    pub(crate) body: Body,
    /// How many.
    pub(crate) bytes: u64,
    /// What is told, for the file's tag.
    pub(crate) head: Bytes,
    /// Whether it was signed just now, so that another answer has other bytes.
    pub(crate) is_signed: bool,
}

/// A PNG of `bytes` bytes that tells what is wanted from now on. `None` when it isn't one whose words can be chosen: then
/// it goes out as it is stored, and has to be opened anew.
pub(crate) async fn outgoing(
    web: &Web,
    blob: BlobBody,
    bytes: u64,
    tells: Tells,
) -> Result<Option<Outgoing>, Problem> {
    let Some((told, reading)) = begun(blob, bytes, tells).await? else { return Ok(None) };
    let mut first = told.head;
    let head = Bytes::from(first.clone());
    first.extend_from_slice(&reading.head[told.skip..]);
    let length = bytes - told.skip as u64 + head.len() as u64;
    let signer = web.options().signer.as_ref().filter(|_| tells.manifest);
    if let (Some(signer), Some(source)) = (signer, told.source) {
        let (body, bytes) = signed(web, (signer, source), first.into(), reading).await?;
        return Ok(Some(Outgoing { body, bytes, head, is_signed: true }));
    }
    let rest = reading.rest();
    let body = futures_util::stream::once(async { Ok(Bytes::from(first)) }).chain(rest);
    Ok(Some(Outgoing { body: Body::from_stream(body), bytes: length, head, is_signed: false }))
}

/// The new beginning of a PNG, and the old one with what follows it. `None` as in [`outgoing`].
pub(crate) async fn begun(
    blob: BlobBody,
    bytes: u64,
    tells: Tells,
) -> Result<Option<(Told, Reading)>, Problem> {
    let mut reading = Reading { head: Vec::new(), blob: Some(blob), bytes };
    let mut wanted = HEAD;
    loop {
        reading.head_of(wanted).await?;
        match tell(&reading.head, None, tells) {
            Ok(told) => return Ok(Some((told, reading))),
            Err(TellError::Short) if wanted < HEAD_MAX && reading.head.len() == wanted => wanted = HEAD_MAX,
            Err(TellError::Short | TellError::NoPng) => return Ok(None),
        }
    }
}

/// The file with its manifest. The disk holds it twice for a moment.
async fn signed(
    web: &Web,
    (signer, source): (&Signer, Source),
    first: Bytes,
    reading: Reading,
) -> Result<(Body, u64), Problem> {
    let _place = web.sign_places().acquire().await.map_err(|_| Problem::unavailable())?;
    let scratch = || async { web.store().blobs().scratch().await.map_err(StoreError::from) };
    let (mut plain, mut signed) = (scratch().await?, scratch().await?);
    let mut parts = futures_util::stream::once(async { Ok(first) }).chain(reading.rest()).boxed();
    while let Some(part) = parts.next().await {
        let part = part.map_err(|error| Problem::internal(&error))?;
        plain = on_disk(move || io::Write::write_all(&mut plain, &part).map(|()| plain)).await?;
    }
    let (signer, studio) = (signer.clone(), web.branding().name.clone());
    let (file, length) = on_disk(move || {
        plain.rewind()?;
        if let Err(error) = signer.sign(&studio, source, &mut plain, &mut signed) {
            // Whoever downloads gets the picture; that it isn't signed is the operator's to look at.
            tracing::warn!(%error, alarm = true, "a picture goes out without a manifest");
            signed = plain;
        }
        let length = signed.seek(io::SeekFrom::End(0))?;
        signed.rewind()?;
        Ok((signed, length))
    })
    .await?;
    Ok((Body::from_stream(ReaderStream::with_capacity(tokio::fs::File::from_std(file), CHUNK)), length))
}

async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, Problem> {
    let done = tokio::task::spawn_blocking(work).await.map_err(|error| Problem::internal(&error))?;
    done.map_err(|error| Problem::internal(&error))
}

/// A blob whose beginning is read first.
pub(crate) struct Reading {
    /// What was read of it.
    pub(crate) head: Vec<u8>,
    blob: Option<BlobBody>,
    bytes: u64,
}

impl Reading {
    /// Reads on until the beginning has at least `wanted` bytes, or is all there is.
    async fn head_of(&mut self, wanted: usize) -> Result<(), Problem> {
        let missing = wanted.saturating_sub(self.head.len());
        match self.blob.take() {
            Some(BlobBody::File(mut file)) => {
                let (file, part) = on_disk(move || {
                    let mut part = Vec::with_capacity(missing);
                    Read::by_ref(&mut file).take(missing as u64).read_to_end(&mut part)?;
                    Ok((file, part))
                })
                .await?;
                self.head.extend_from_slice(&part);
                self.blob = Some(BlobBody::File(file));
            }
            Some(BlobBody::Stream(mut chunks)) => {
                while self.head.len() < wanted {
                    match chunks.next().await {
                        Some(chunk) => self.head.extend_from_slice(&chunk.map_err(StoreError::from)?),
                        None => break,
                    }
                }
                self.blob = Some(BlobBody::Stream(chunks));
            }
            None => {}
        }
        Ok(())
    }

    /// What follows the beginning.
    fn rest(self) -> BoxStream<'static, Result<Bytes, io::Error>> {
        let left = self.bytes.saturating_sub(self.head.len() as u64);
        match self.blob {
            Some(BlobBody::File(file)) => file_from_here(file, left),
            Some(BlobBody::Stream(chunks)) => chunks.map(|chunk| chunk.map_err(io::Error::other)).boxed(),
            None => futures_util::stream::empty().boxed(),
        }
    }
}
