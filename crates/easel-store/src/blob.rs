//! Bytes: each blob belongs to one asset, is named by the asset and by its own SHA-256, is durable before the row
//! that speaks of it is written, and is deleted after that row is gone.

use crate::{Store, StoreError, Variant};
use bytes::Bytes;
use easel_db::{args, texts, tx};
use easel_domain::{AssetId, Timestamp};
use futures_util::{StreamExt, stream::BoxStream};
use object_store::{
    GetOptions, GetRange, ObjectStore, ObjectStoreExt, PutPayload, WriteMultipart, path::Path as BlobPath,
};
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};
use thiserror::Error;

texts! {
    DOOM = "insert into blob_doomed (name, at) values ($1, $2) on conflict (name) do nothing";
    /// What a backup that is under way has copied the rows of stays until it has copied the bytes too.
    DOOMED = "select name from blob_doomed where not exists (select 1 from backup where finished_at is null) order by at limit 200";
    GONE = "delete from blob_doomed where name = $1";
    KNOWN = "select (select count(*) from asset_blob where name = $1) + (select count(*) from upload where name = $1)
              + (select count(*) from parcel where name = $1) + (select count(*) from preview where name = $1)
              + (select count(*) from export where blob = $1) + (select count(*) from backup where finished_at is null)";
    EVERY_NAME = "select name, bytes from (select name, bytes from asset_blob
                    union all select name, bytes from upload where name is not null
                    union all select blob as name, bytes from export where blob is not null) b where name > $1 order by name limit 500";
}

/// Bytes of a large blob that go to a bucket in one piece.
const PART: usize = 8 * 1024 * 1024;
/// Pieces on their way at once.
const PARTS_AT_ONCE: usize = 2;

/// The blob store failed.
#[derive(Debug, Error)]
pub enum BlobError {
    /// The address is of no kind that is known.
    #[error("blobs can't be kept at {0:?}; use file:<folder>")]
    Address(String),
    /// The folder.
    #[error("the blob folder failed")]
    Folder(#[from] io::Error),
    /// The bucket.
    #[error("the blob bucket failed")]
    Bucket(#[from] object_store::Error),
}

/// Where the bytes are.
#[derive(Clone)]
pub struct Blobs(Place);

#[derive(Clone)]
enum Place {
    Folder(Arc<PathBuf>),
    Bucket(Arc<dyn ObjectStore>),
}

/// A blob being read.
pub enum BlobBody {
    /// A plain file, read it from its start.
    File(fs::File),
    /// Chunks as they come.
    Stream(BoxStream<'static, Result<Bytes, BlobError>>),
}

impl Blobs {
    /// Opens the place, making the folder when it isn't there.
    ///
    /// # Errors
    /// When the address is unknown or the folder can't be made.
    pub fn open(url: &str) -> Result<Self, BlobError> {
        let Some(folder) = url.strip_prefix("file:") else {
            return Err(BlobError::Address(url.to_owned()));
        };
        let folder = PathBuf::from(folder.strip_prefix("//").unwrap_or(folder));
        fs::create_dir_all(folder.join("incoming"))?;
        Ok(Self(Place::Folder(Arc::new(folder))))
    }

    /// Blobs in any store that speaks `object_store`.
    #[must_use]
    pub fn bucket(store: Arc<dyn ObjectStore>) -> Self {
        Self(Place::Bucket(store))
    }

    /// Writes a blob so that it survives a power cut. Writing the same name again is harmless.
    ///
    /// # Errors
    /// When it can't be kept; then no row may name it.
    pub async fn put(&self, name: &str, bytes: Bytes) -> Result<(), BlobError> {
        self.put_all(vec![(name.to_owned(), bytes)]).await
    }

    /// Writes blobs that belong together, each as [`Blobs::put`] does: the files of a picture lie in one folder, whose
    /// entries are flushed once for all of them.
    ///
    /// # Errors
    /// When one of them can't be kept; others of them may be there then.
    pub async fn put_all(&self, blobs: Vec<(String, Bytes)>) -> Result<(), BlobError> {
        match &self.0 {
            Place::Folder(root) => {
                let root = Arc::clone(root);
                on_disk(move || put_files(&root, &blobs)).await
            }
            Place::Bucket(store) => {
                let puts = blobs.into_iter().map(|(name, bytes)| {
                    let name = BlobPath::from(name);
                    async move { store.put(&name, PutPayload::from_bytes(bytes)).await }
                });
                futures_util::future::try_join_all(puts).await?;
                Ok(())
            }
        }
    }

    /// A nameless file to write something large to on its way to a blob: beside the blobs where they are files, because
    /// a system's own folder for such things may lie in memory.
    ///
    /// # Errors
    /// When there is no room for one.
    pub async fn scratch(&self) -> Result<fs::File, BlobError> {
        match &self.0 {
            Place::Folder(root) => {
                let folder = root.join("incoming");
                on_disk(move || Ok(tempfile::tempfile_in(folder)?)).await
            }
            Place::Bucket(_) => on_disk(|| Ok(tempfile::tempfile()?)).await,
        }
    }

    /// Writes a file as a blob, as [`Blobs::put`] does, without having it in memory. The file is read from its start.
    ///
    /// # Errors
    /// When it can't be kept; then no row may name it.
    pub async fn put_file(&self, name: &str, mut file: fs::File) -> Result<(), BlobError> {
        match &self.0 {
            Place::Folder(root) => {
                let (root, name) = (Arc::clone(root), name.to_owned());
                on_disk(move || put_copy(&root, &name, &mut file)).await
            }
            Place::Bucket(store) => {
                let upload = store.put_multipart(&BlobPath::from(name)).await?;
                let mut writer = WriteMultipart::new_with_chunk_size(upload, PART);
                loop {
                    let (back, part) = on_disk(move || {
                        let mut part = Vec::with_capacity(PART);
                        io::Read::read_to_end(&mut io::Read::take(&mut file, PART as u64), &mut part)?;
                        Ok((file, part))
                    })
                    .await?;
                    file = back;
                    if part.is_empty() {
                        break;
                    }
                    writer.wait_for_capacity(PARTS_AT_ONCE).await?;
                    writer.put(part.into());
                }
                writer.finish().await?;
                Ok(())
            }
        }
    }

    /// Opens a part of a blob for reading: `length` bytes from `from` on, which has to be within it. A file stands at
    /// `from` then and goes on to its own end. `None` when there is no such blob.
    ///
    /// # Errors
    /// When the place fails.
    pub async fn read_part(&self, name: &str, from: u64, length: u64) -> Result<Option<BlobBody>, BlobError> {
        match &self.0 {
            Place::Folder(_) => match self.read(name).await? {
                Some(BlobBody::File(mut file)) => {
                    on_disk(move || {
                        io::Seek::seek(&mut file, io::SeekFrom::Start(from))?;
                        Ok(Some(BlobBody::File(file)))
                    })
                    .await
                }
                other => Ok(other),
            },
            Place::Bucket(store) => {
                let range = GetRange::Bounded(from..from.saturating_add(length));
                let options = GetOptions { range: Some(range), ..GetOptions::default() };
                match store.get_opts(&BlobPath::from(name), options).await {
                    Ok(found) => Ok(Some(BlobBody::Stream(
                        found.into_stream().map(|c| c.map_err(BlobError::from)).boxed(),
                    ))),
                    Err(object_store::Error::NotFound { .. }) => Ok(None),
                    Err(e) => Err(e.into()),
                }
            }
        }
    }

    /// Opens a blob for reading; `None` when there is none.
    ///
    /// # Errors
    /// When the place fails.
    pub async fn read(&self, name: &str) -> Result<Option<BlobBody>, BlobError> {
        match &self.0 {
            Place::Folder(root) => {
                let path = root.join(name);
                on_disk(move || match fs::File::open(path) {
                    Ok(file) => Ok(Some(BlobBody::File(file))),
                    Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
                    Err(e) => Err(e.into()),
                })
                .await
            }
            Place::Bucket(store) => match store.get(&BlobPath::from(name)).await {
                Ok(found) => Ok(Some(BlobBody::Stream(
                    found.into_stream().map(|c| c.map_err(BlobError::from)).boxed(),
                ))),
                Err(object_store::Error::NotFound { .. }) => Ok(None),
                Err(e) => Err(e.into()),
            },
        }
    }

    /// The whole blob; for small ones.
    ///
    /// # Errors
    /// When the place fails.
    pub async fn read_all(&self, name: &str) -> Result<Option<Bytes>, BlobError> {
        match self.read(name).await? {
            None => Ok(None),
            Some(BlobBody::File(mut file)) => {
                on_disk(move || {
                    let mut all = Vec::new();
                    io::Read::read_to_end(&mut file, &mut all)?;
                    Ok(Some(all.into()))
                })
                .await
            }
            Some(BlobBody::Stream(mut chunks)) => {
                let mut all = Vec::new();
                while let Some(chunk) = chunks.next().await {
                    all.extend_from_slice(&chunk?);
                }
                Ok(Some(all.into()))
            }
        }
    }

    /// The whole blob if it has at most `max` bytes; `None` when there is none or it is longer. Memory is bounded
    /// whatever the row said.
    ///
    /// # Errors
    /// When the place fails.
    pub async fn read_within(&self, name: &str, max: u64) -> Result<Option<Bytes>, BlobError> {
        match self.read(name).await? {
            None => Ok(None),
            Some(BlobBody::File(file)) => {
                on_disk(move || {
                    let length = file.metadata()?.len();
                    if length > max {
                        return Ok(None);
                    }
                    let mut all = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
                    io::Read::read_to_end(&mut io::Read::take(file, max), &mut all)?;
                    Ok(Some(all.into()))
                })
                .await
            }
            Some(BlobBody::Stream(mut chunks)) => {
                let mut all = Vec::new();
                while let Some(chunk) = chunks.next().await {
                    let chunk = chunk?;
                    if all.len() as u64 + chunk.len() as u64 > max {
                        return Ok(None);
                    }
                    all.extend_from_slice(&chunk);
                }
                Ok(Some(all.into()))
            }
        }
    }

    /// Opens a blob for reading from a place within it; `None` when there is none.
    ///
    /// # Errors
    /// When the place fails.
    pub async fn read_from(&self, name: &str, at: u64) -> Result<Option<BlobBody>, BlobError> {
        match &self.0 {
            Place::Folder(_) => match self.read(name).await? {
                Some(BlobBody::File(mut file)) => {
                    let sought = on_disk(move || {
                        io::Seek::seek(&mut file, io::SeekFrom::Start(at))?;
                        Ok(file)
                    });
                    Ok(Some(BlobBody::File(sought.await?)))
                }
                other => Ok(other),
            },
            Place::Bucket(store) => {
                let options = GetOptions { range: Some(GetRange::Offset(at)), ..GetOptions::default() };
                match store.get_opts(&BlobPath::from(name), options).await {
                    Ok(found) => Ok(Some(BlobBody::Stream(
                        found.into_stream().map(|c| c.map_err(BlobError::from)).boxed(),
                    ))),
                    Err(object_store::Error::NotFound { .. }) => Ok(None),
                    Err(e) => Err(e.into()),
                }
            }
        }
    }

    /// The checksum that archives have of a blob; `None` when there is none.
    ///
    /// # Errors
    /// When the place fails.
    pub async fn checksum(&self, name: &str) -> Result<Option<u32>, BlobError> {
        match self.read(name).await? {
            Some(body) => Ok(Some(crate::download::checksum_of(body).await?)),
            None => Ok(None),
        }
    }

    /// How many bytes a blob has; `None` when there is none.
    ///
    /// # Errors
    /// When the place fails.
    pub async fn size(&self, name: &str) -> Result<Option<u64>, BlobError> {
        match &self.0 {
            Place::Folder(root) => {
                let path = root.join(name);
                on_disk(move || match fs::metadata(path) {
                    Ok(meta) => Ok(Some(meta.len())),
                    Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
                    Err(e) => Err(e.into()),
                })
                .await
            }
            Place::Bucket(store) => match store.head(&BlobPath::from(name)).await {
                Ok(meta) => Ok(Some(meta.size)),
                Err(object_store::Error::NotFound { .. }) => Ok(None),
                Err(e) => Err(e.into()),
            },
        }
    }

    /// Deletes a blob; no error when there is none.
    ///
    /// # Errors
    /// When the place fails.
    pub async fn remove(&self, name: &str) -> Result<(), BlobError> {
        match &self.0 {
            Place::Folder(root) => {
                let path = root.join(name);
                on_disk(move || match fs::remove_file(path) {
                    Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e.into()),
                    _ => Ok(()),
                })
                .await
            }
            Place::Bucket(store) => match store.delete(&BlobPath::from(name)).await {
                Err(object_store::Error::NotFound { .. }) | Ok(()) => Ok(()),
                Err(e) => Err(e.into()),
            },
        }
    }

    /// Names of blobs last written before `before`, and half-written ones among them.
    async fn older_than(&self, before: Timestamp) -> Result<Vec<String>, BlobError> {
        match &self.0 {
            Place::Folder(root) => {
                let root = Arc::clone(root);
                on_disk(move || old_files(&root, before)).await
            }
            Place::Bucket(store) => {
                let mut found = Vec::new();
                let mut all = store.list(None);
                while let Some(meta) = all.next().await {
                    let meta = meta?;
                    if meta.last_modified.timestamp_millis() < before.0 {
                        found.push(meta.location.to_string());
                    }
                }
                Ok(found)
            }
        }
    }
}

pub(crate) async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BlobError> + Send + 'static,
) -> Result<T, BlobError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(_) => Err(io::Error::other("the disk's thread ended").into()),
    }
}

/// A blob on its way to the disk.
struct Writing {
    file: fs::File,
    path: PathBuf,
    /// Where it lies until it is whole.
    aside: Option<PathBuf>,
}

impl Writing {
    /// A new name is written where it belongs: nobody knows it before it is whole. One that is there already may be
    /// known, so its next version is written aside, and the name never stands for half a blob.
    fn begin(root: &Path, name: &str) -> io::Result<Self> {
        let path = root.join(name);
        let new = || fs::OpenOptions::new().write(true).create_new(true).open(&path);
        let made = match new() {
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                fs::create_dir_all(path.parent().unwrap_or(root))?;
                fs::File::open(root)?.sync_all()?;
                new()
            }
            made => made,
        };
        match made {
            Ok(file) => Ok(Self { file, path, aside: None }),
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
                let aside = root.join("incoming").join(name.replace('/', "-"));
                Ok(Self { file: fs::File::create(&aside)?, path, aside: Some(aside) })
            }
            Err(e) => Err(e),
        }
    }

    fn keep(&self) -> io::Result<()> {
        self.file.sync_data()?;
        self.aside.as_ref().map_or(Ok(()), |aside| fs::rename(aside, &self.path))
    }

    /// Takes back what can't be kept. A new name stays, empty, because somebody else may have kept the same blob under
    /// it meanwhile.
    fn give_up(&self) {
        let _ = self.file.set_len(0);
        if let Some(aside) = &self.aside {
            let _ = fs::remove_file(aside);
        }
    }
}

/// Keeps all or none. All are written before the first is flushed, so that the disk may take them in one go; then the
/// entries of their folders are flushed too.
fn put_files(root: &Path, blobs: &[(String, Bytes)]) -> Result<(), BlobError> {
    let mut all: Vec<Writing> = Vec::with_capacity(blobs.len());
    let done = (|| {
        for (name, bytes) in blobs {
            all.push(Writing::begin(root, name)?);
            if let Some(writing) = all.last_mut() {
                io::Write::write_all(&mut writing.file, bytes)?;
            }
        }
        all.iter().try_for_each(Writing::keep)?;
        let mut folders: Vec<&Path> = all.iter().filter_map(|writing| writing.path.parent()).collect();
        folders.sort_unstable();
        folders.dedup();
        folders.into_iter().try_for_each(|folder| fs::File::open(folder)?.sync_all())
    })();
    if done.is_err() {
        all.iter().for_each(Writing::give_up);
    }
    Ok(done?)
}

/// Keeps one file as [`put_files`] does.
fn put_copy(root: &Path, name: &str, from: &mut fs::File) -> Result<(), BlobError> {
    io::Seek::rewind(from)?;
    let mut writing = Writing::begin(root, name)?;
    let done = io::copy(from, &mut writing.file).and_then(|_| writing.keep()).and_then(|()| {
        let folder = writing.path.parent().unwrap_or(root);
        fs::File::open(folder)?.sync_all()
    });
    if done.is_err() {
        writing.give_up();
    }
    Ok(done?)
}

/// Only what this crate itself writes: two-letter folders of blobs, and half-written ones. A studio's folder may hold
/// other things, and they are not ours to delete.
fn old_files(root: &Path, before: Timestamp) -> Result<Vec<String>, BlobError> {
    let mut found = Vec::new();
    for folder in fs::read_dir(root)? {
        let folder = folder?;
        let name = folder.file_name().to_string_lossy().into_owned();
        let ours = name == "incoming" || (name.len() == 2 && name.chars().all(|c| c.is_ascii_hexdigit()));
        if !ours || !folder.file_type()?.is_dir() {
            continue;
        }
        for file in fs::read_dir(folder.path())? {
            let file = file?;
            let path = format!("{name}/{}", file.file_name().to_string_lossy());
            // One that went meanwhile needs no sweeping.
            let Ok(written) = file.metadata().and_then(|m| m.modified()) else { continue };
            let ms = written.duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_millis();
            if is_blob_name(&path) && i64::try_from(ms).unwrap_or(i64::MAX) < before.0 {
                found.push(path);
            }
        }
    }
    Ok(found)
}

/// Where a file of an asset lies: a folder by the id's random end, so that no folder grows large; then the asset, the
/// variant and the hash.
#[must_use]
pub fn blob_name(id: AssetId, variant: Variant, hash: &str) -> String {
    name_of(id, variant.as_str(), hash)
}

/// What stands for the variant in the name of an uploaded file that nobody has looked into yet.
const RAW: &str = "raw";
/// What stands there in the name of an export's file.
pub(crate) const EXPORT: &str = "export";

/// Where an uploaded file lies until it is a picture.
pub(crate) fn raw_blob_name(id: AssetId, hash: &str) -> String {
    name_of(id, RAW, hash)
}

pub(crate) fn name_of(id: AssetId, what: &str, hash: &str) -> String {
    let id = id.to_string();
    format!("{}/{id}-{what}-{hash}", &id[id.len() - 2..])
}

/// Whether a name ends as every blob's does: an asset, a variant, a hash.
fn is_blob_name(name: &str) -> bool {
    let mut parts = name.rsplitn(3, '-');
    let (hash, variant, asset) = (parts.next(), parts.next(), parts.next());
    let is_hash = hash.is_some_and(|h| h.len() == 64 && h.chars().all(|c| c.is_ascii_hexdigit()));
    is_hash
        && variant.is_some_and(|v| v == RAW || v == EXPORT || Variant::parse(v).is_some())
        && asset.is_some()
}

impl Store {
    /// Deletes the bytes of deleted assets. Returns how many blobs are gone.
    ///
    /// # Errors
    /// When the database or the blobs fail; what is left is tried again next time.
    pub async fn blobs_bury(&self) -> Result<usize, StoreError> {
        let doomed: Vec<(String,)> =
            self.db.read(tx!(|tx| { Ok::<_, StoreError>(tx.all(DOOMED, &[]).await?) })).await?;
        let count = doomed.len();
        for (name,) in doomed {
            self.blobs.remove(&name).await?;
            self.db.write(tx!(|tx, name| { Ok::<_, StoreError>(tx.exec(GONE, args![name]).await?) })).await?;
        }
        Ok(count)
    }

    /// Deletes blobs without a row that are older than `grace_ms`: what a worker wrote and never lived to settle.
    /// Returns how many there were.
    ///
    /// # Errors
    /// When the database or the blobs fail.
    pub async fn blobs_sweep(&self, grace_ms: i64, now: Timestamp) -> Result<usize, StoreError> {
        let mut swept = 0;
        for name in self.blobs.older_than(now.plus_ms(-grace_ms)).await? {
            if !self.blob_is_known(name.clone()).await? {
                self.blobs.remove(&name).await?;
                swept += 1;
            }
        }
        Ok(swept)
    }

    async fn blob_is_known(&self, name: String) -> Result<bool, StoreError> {
        self.db
            .read(tx!(|tx, name| {
                let (rows,): (i64,) = tx.one(KNOWN, args![name]).await?;
                Ok(rows > 0)
            }))
            .await
    }

    async fn blob_names_after(&self, after: String) -> Result<Vec<(String, i64)>, StoreError> {
        self.db.read(tx!(|tx, after| { Ok(tx.all(EVERY_NAME, args![after]).await?) })).await
    }

    /// Names of assets' blobs that are missing or have another length than their row says.
    ///
    /// # Errors
    /// When the database or the blobs fail.
    pub async fn blobs_missing(&self) -> Result<Vec<String>, StoreError> {
        let (mut missing, mut after) = (Vec::new(), String::new());
        loop {
            let page = self.blob_names_after(after.clone()).await?;
            let Some((last, _)) = page.last() else { return Ok(missing) };
            after.clone_from(last);
            for (name, bytes) in page {
                let size = self.blobs.size(&name).await?;
                if size.and_then(|s| i64::try_from(s).ok()) != Some(bytes) {
                    missing.push(name);
                }
            }
        }
    }
}
