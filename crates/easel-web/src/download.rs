//! Downloads: many pictures as one archive, fetched in one go or in pieces.

pub(crate) mod name;
mod told;
mod zip;

use crate::{Web, batch};
use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use easel_domain::{DownloadId, gallery::DOWNLOAD_MAX};
use easel_door::{
    carrier::Signed,
    clock::{self, rfc3339},
    error::{Problem, ProblemBody},
    input::{Json, PathId, made_id},
};
use easel_store::{BlobBody, BlobError, DownloadItem, DownloadSource, NewDownload, Picked, Store};
use easel_tells::Tells;
use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use serde::{Deserialize, Serialize};
use std::{io, time::Duration};
use tokio::io::AsyncReadExt;
use utoipa::ToSchema;
use zip::{Archive, Entry, Part};

/// Bytes read at once.
const CHUNK: usize = 256 * 1024;
/// Checksums that nobody has counted yet are counted for so long; what was counted is kept for the next try.
const SUMS_TIME: Duration = Duration::from_secs(60);
/// Files read at once for that.
const SUMS_AT_ONCE: usize = 4;

/// Which pictures: these, or those of a board.
#[derive(Deserialize, ToSchema)]
pub(crate) struct DownloadRequest {
    /// Made by the asker, version 7: the same one again is the same download.
    #[schema(nullable = false)]
    id: Option<String>,
    /// 1 to 5,000.
    asset_ids: Option<Vec<String>>,
    board_id: Option<String>,
    /// What the files tell; everything that is stored where it is left out.
    #[schema(nullable = false)]
    tells: Option<DownloadTells>,
}

/// What the files of an archive tell, of what they tell as they are stored. A manifest is for single files: signing changes
/// with every answer, and an archive has to be the same bytes each time.
#[derive(Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct DownloadTells {
    /// Prompt and settings.
    parameters: bool,
    /// The studio's name and the generation's id.
    studio: bool,
    /// That a machine made it.
    marking: bool,
    /// Has no effect here.
    manifest: bool,
}

impl Default for DownloadTells {
    fn default() -> Self {
        Self { parameters: true, studio: true, marking: true, manifest: true }
    }
}

impl DownloadTells {
    /// `None` where nothing is kept back.
    fn chosen(&self) -> Option<Tells> {
        let Self { parameters, studio, marking, manifest: _ } = *self;
        let tells = Tells { parameters, studio, marking, manifest: false };
        (!(parameters && studio && marking)).then_some(tells)
    }
}

/// An archive that can be fetched until it expires.
#[derive(Serialize, ToSchema)]
pub(crate) struct Download {
    id: String,
    url: String,
    /// How long it is.
    bytes: i64,
    files: i64,
    expires_at: String,
}

impl From<easel_store::Download> for Download {
    fn from(download: easel_store::Download) -> Self {
        Self {
            id: download.id.to_string(),
            url: format!("/api/v1/downloads/{}/content", download.id),
            bytes: download.bytes,
            files: download.files,
            expires_at: rfc3339(download.expires_at),
        }
    }
}

/// What somebody picked, at most `max`.
pub(crate) fn picked(
    asset_ids: Option<&[String]>,
    board_id: Option<&str>,
    max: usize,
) -> Result<Picked, Problem> {
    match (asset_ids, board_id) {
        (Some(ids), None) => Ok(Picked::Assets(batch::ids(ids, max, || Problem::invalid_assets(max))?)),
        (None, Some(id)) => {
            let bad = |_| Problem::invalid("invalid_board", "invalid_board", "board_id");
            Ok(Picked::Board(id.parse().map_err(bad)?))
        }
        _ => Err(Problem::invalid_assets(max)),
    }
}

/// Puts pictures together to be fetched as one file. Those that aren't there, or are in the trash, are left out.
#[utoipa::path(post, path = "/api/v1/downloads", tag = "downloads", request_body = DownloadRequest,
    responses((status = 201, body = Download), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 422, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn create_download(
    State(web): State<Web>,
    signed: Signed,
    Json(request): Json<DownloadRequest>,
) -> Result<(StatusCode, Json<Download>), Problem> {
    let id = DownloadId(made_id(request.id.as_deref())?);
    let picked = picked(request.asset_ids.as_deref(), request.board_id.as_deref(), DOWNLOAD_MAX)?;
    web.gates().download.check(signed.actor.user_id)?;
    let found = web.store().download_sources(&signed.actor, &picked, DOWNLOAD_MAX).await?;
    let (board, sources) =
        found.ok_or_else(|| Problem::invalid("invalid_board", "invalid_board", "board_id"))?;
    if sources.is_empty() {
        return Err(Problem::invalid_assets(DOWNLOAD_MAX));
    }
    let tells = request.tells.and_then(|tells| tells.chosen());
    let counting = tokio::time::timeout(SUMS_TIME, with_sums(web.store(), sources, tells));
    let items = counting.await.map_err(|_| Problem::unavailable())??;
    let now = clock::now();
    let archive = Archive::of(items.iter().map(entry).collect());
    let new = NewDownload {
        id,
        name: name::of_archive(&web.branding().name, &board, now),
        bytes: i64::try_from(archive.bytes()).unwrap_or(i64::MAX),
        tells: tells.map(|tells| tells.to_string()),
        items,
    };
    let made = web.store().download_create(&signed.actor, new, now).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}

fn entry(item: &DownloadItem) -> Entry {
    Entry { name: item.name.clone(), bytes: item.bytes, crc32: item.crc32, made_at: item.made_at }
}

/// The files of an archive: names, lengths and checksums, of the originals or of what they become by telling less.
async fn with_sums(
    store: &Store,
    sources: Vec<DownloadSource>,
    tells: Option<Tells>,
) -> Result<Vec<DownloadItem>, Problem> {
    let mut names = name::Names::default();
    let items = sources.into_iter().enumerate().map(|(at, source)| {
        let name = names.of(source.made_at, &source.prompt);
        async move {
            let crc32 = match source.crc32 {
                Some(sum) => sum,
                None => match store.asset_checksum(source.asset, &source.blob_name).await? {
                    Some(sum) => sum,
                    None => return Ok::<_, Problem>(None),
                },
            };
            let item = DownloadItem {
                position: u32::try_from(at).unwrap_or(u32::MAX),
                asset_id: source.asset,
                name,
                blob_name: source.blob_name,
                bytes: u64::try_from(source.bytes).unwrap_or(0),
                crc32,
                made_at: source.made_at,
                head_bytes: 0,
                skip_bytes: 0,
            };
            match tells {
                Some(tells) => told::telling_less(store, item, tells).await,
                None => Ok(Some(item)),
            }
        }
    });
    let items: Vec<_> = items.collect();
    let found: Vec<Option<DownloadItem>> = stream::iter(items).buffered(SUMS_AT_ONCE).try_collect().await?;
    Ok(found.into_iter().flatten().collect())
}

/// The bytes of a download, all or a range of them: a range fits what was fetched before.
#[utoipa::path(get, path = "/api/v1/downloads/{id}/content", tag = "downloads",
    params(("id" = String, Path), ("range" = Option<String>, Header, nullable = false, description = "One range of bytes")),
    responses((status = 200, description = "The archive", body = inline(easel_door::blob::Picture), content_type = "application/zip"),
        (status = 206, description = "A part of it", body = inline(easel_door::blob::Picture), content_type = "application/zip"),
        (status = 401, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 416, description = "There are no such bytes")))]
pub(crate) async fn get_download_content(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<DownloadId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let found = web.store().download_get(&signed.actor, id, clock::now()).await?;
    let (download, items) = found.ok_or_else(Problem::not_found)?;
    let archive = Archive::of(items.iter().map(entry).collect());
    let (total, etag) = (archive.bytes(), format!("\"{id}\""));
    let text = |name| headers.get(name).and_then(|v: &HeaderValue| v.to_str().ok());
    let asked = text(header::RANGE).filter(|_| text(header::IF_RANGE).is_none_or(|tag| tag == etag));
    let (status, from, to) = match asked.map_or(Range::All, |asked| range(asked, total)) {
        Range::All => (StatusCode::OK, 0, total),
        Range::Of(from, to) => (StatusCode::PARTIAL_CONTENT, from, to),
        Range::None => (StatusCode::RANGE_NOT_SATISFIABLE, 0, 0),
    };
    let mut answer = HeaderMap::new();
    let value = |text: String| HeaderValue::try_from(text).map_err(|error| Problem::internal(&error));
    answer.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    answer.insert(header::ETAG, value(etag)?);
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    answer.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    match status {
        StatusCode::PARTIAL_CONTENT => {
            let told = format!("bytes {from}-{}/{total}", to - 1);
            answer.insert(header::CONTENT_RANGE, value(told)?);
        }
        StatusCode::RANGE_NOT_SATISFIABLE => {
            answer.insert(header::CONTENT_RANGE, value(format!("bytes */{total}"))?);
            return Ok((status, answer).into_response());
        }
        _ => {}
    }
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    answer.insert(header::CONTENT_LENGTH, HeaderValue::from(to - from));
    answer.insert(header::CONTENT_DISPOSITION, value(name::disposition(&download.name))?);
    let tells = download.tells.as_deref().and_then(Tells::parse);
    let reading = Reading { store: web.store().clone(), archive, items, tells, at: from, to, open: None };
    Ok((status, answer, Body::from_stream(reading.stream())).into_response())
}

#[derive(Debug, PartialEq, Eq)]
enum Range {
    All,
    /// From the first to before the last.
    Of(u64, u64),
    None,
}

/// One range of bytes; what isn't one is as if nothing was said.
fn range(asked: &str, total: u64) -> Range {
    let Some((first, last)) = asked.trim().strip_prefix("bytes=").and_then(|said| said.split_once('-'))
    else {
        return Range::All;
    };
    match (first.trim().parse::<u64>(), last.trim().parse::<u64>(), last.trim().is_empty()) {
        (Ok(first), _, true) if first < total => Range::Of(first, total),
        (Ok(first), Ok(last), _) if first < total && first <= last => {
            Range::Of(first, last.saturating_add(1).min(total))
        }
        (Ok(first), Ok(last), _) if first > last => Range::All,
        (Ok(_), _, true) | (Ok(_), Ok(_), _) => Range::None,
        (Err(_), Ok(last), _) if first.trim().is_empty() && last > 0 && total > 0 => {
            Range::Of(total.saturating_sub(last), total)
        }
        (Err(_), Ok(0), _) if first.trim().is_empty() => Range::None,
        _ => Range::All,
    }
}

/// An archive being read.
struct Reading {
    store: Store,
    archive: Archive,
    items: Vec<DownloadItem>,
    tells: Option<Tells>,
    at: u64,
    to: u64,
    /// The file at hand, and what of it is still to come.
    open: Option<(BlobBody, u64)>,
}

impl Reading {
    fn stream(self) -> impl Stream<Item = io::Result<Bytes>> {
        stream::try_unfold(self, |mut reading| async move {
            let next = reading.next().await?;
            Ok(next.map(|bytes| (bytes, reading)))
        })
    }

    async fn next(&mut self) -> io::Result<Option<Bytes>> {
        if self.at >= self.to {
            return Ok(None);
        }
        let mut bytes = if let Some((body, left)) = self.open.take() {
            self.read_on(body, left).await?
        } else if self.archive.is_list(self.at) {
            self.archive.list_from(self.at, CHUNK).into()
        } else {
            match self.archive.at(self.at) {
                Some(Part::Bytes(bytes)) => bytes.into(),
                Some(Part::File(which, from)) => {
                    let item = self.items.get(which).ok_or_else(gone)?;
                    if from < item.head_bytes {
                        told::head_from(&self.store, item, self.tells.ok_or_else(gone)?, from).await?
                    } else {
                        let left = item.bytes.saturating_sub(from);
                        let stored = from - item.head_bytes + item.skip_bytes;
                        let body = file_from(&self.store, item, stored).await?;
                        self.read_on(body, left).await?
                    }
                }
                None => return Ok(None),
            }
        };
        let left = usize::try_from(self.to - self.at).unwrap_or(usize::MAX);
        bytes.truncate(left);
        self.at += bytes.len() as u64;
        Ok(Some(bytes))
    }

    /// The next bytes of a file of which `left` are to come.
    async fn read_on(&mut self, body: BlobBody, left: u64) -> io::Result<Bytes> {
        let most = usize::try_from(left).unwrap_or(usize::MAX).min(CHUNK);
        let (mut bytes, body) = match body {
            BlobBody::File(file) => {
                let mut file = tokio::fs::File::from_std(file);
                file.set_max_buf_size(CHUNK);
                let mut buffer = vec![0; most];
                file.read_exact(&mut buffer).await?;
                (Bytes::from(buffer), BlobBody::File(file.into_std().await))
            }
            BlobBody::Stream(mut chunks) => {
                let chunk = chunks.next().await.ok_or_else(gone)?.map_err(io::Error::other)?;
                (chunk, BlobBody::Stream(chunks))
            }
        };
        bytes.truncate(usize::try_from(left).unwrap_or(usize::MAX));
        let left = left - bytes.len() as u64;
        if left > 0 {
            self.open = Some((body, left));
        }
        Ok(bytes)
    }
}

/// A stored file of the archive from one of its bytes on.
async fn file_from(store: &Store, item: &DownloadItem, from: u64) -> io::Result<BlobBody> {
    let found = store.blobs().read_from(&item.blob_name, from).await.map_err(|error| match error {
        BlobError::Folder(error) => error,
        error => io::Error::other(error),
    })?;
    found.ok_or_else(gone)
}

/// The connection breaks off: an archive in which something is missing must not look whole.
fn gone() -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, "a picture of the download is gone")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_browsers_and_curl_write_them() {
        for (asked, expected) in [
            ("bytes=0-", Range::Of(0, 100)),
            ("bytes=10-19", Range::Of(10, 20)),
            ("bytes=99-500", Range::Of(99, 100)),
            ("bytes=-10", Range::Of(90, 100)),
            ("bytes=-500", Range::Of(0, 100)),
            ("bytes=100-", Range::None),
            ("bytes=100-200", Range::None),
            ("bytes=-0", Range::None),
            ("bytes=5-4", Range::All),
            ("bytes=0-1,4-5", Range::All),
            ("lines=0-1", Range::All),
            ("bytes=", Range::All),
            ("bytes=-", Range::All),
        ] {
            assert_eq!(range(asked, 100), expected, "{asked}");
        }
    }
}
