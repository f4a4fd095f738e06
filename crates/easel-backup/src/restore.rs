//! Bringing a backup back: checked to its last byte before anything is touched; the bytes first, then the rows that name
//! them, all or none.

use crate::{
    BackupError, Step,
    folder::{BLOB_LIST, BLOBS, DATA, DATABASE, at, is_plain, sum_of},
    manifest::{FORMAT, MANIFEST, Manifest},
    take::on_disk,
};
use easel_db::{Db, Options};
use easel_domain::Timestamp;
use easel_store::{Blobs, Store, StoreOptions, migrations, newest_schema};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// What was brought back.
pub struct Restored {
    /// What the backup says of itself.
    pub manifest: Manifest,
    /// The studio, with its tables brought up to date.
    pub store: Store,
}

/// A blob of the list.
struct Listed {
    sum: String,
    bytes: u64,
    name: String,
}

/// Looks through a whole backup: that it is one, that this program can read it, and that every file is what it was.
///
/// # Errors
/// [`BackupError`].
pub async fn check(folder: &Path, mut progress: impl FnMut(Step)) -> Result<Manifest, BackupError> {
    let manifest = read_manifest(folder)?;
    looked_through(folder, &manifest, &mut progress).await?;
    Ok(manifest)
}

/// Brings a backup back into the place that `options` name, and the files beside the database into `data`. Nothing is
/// touched before the backup was found whole. With `replace` what is there is replaced: the rows all at once, at the end.
///
/// # Errors
/// [`BackupError`]; the rows that were there are there then.
pub async fn restore(
    folder: &Path,
    (options, data): (&StoreOptions, &Path),
    replace: bool,
    now: Timestamp,
    mut progress: impl FnMut(Step),
) -> Result<Restored, BackupError> {
    let manifest = read_manifest(folder)?;
    let here = if options.database_url.starts_with("sqlite:") { "sqlite" } else { "postgres" };
    if manifest.database != here {
        return Err(BackupError::OtherDatabase { made: manifest.database, here: here.to_owned() });
    }
    let listed = looked_through(folder, &manifest, &mut progress).await?;
    if !replace && has_rows(options).await? {
        return Err(BackupError::NotEmpty);
    }
    put_blobs(folder, &options.blob_url, &listed, &mut progress).await?;
    progress(Step::Database);
    let database = Options::new(&options.database_url);
    Db::copy_back(&database, folder.join(DATABASE), &manifest.copied(), migrations(), replace).await?;
    for file in manifest.files.iter().filter_map(|file| file.path.strip_prefix("data/")) {
        put_beside(&folder.join(DATA).join(file), &data.join(file), replace)?;
    }
    let store = Store::open(options).await?;
    store.brought_back(Timestamp(manifest.made_at_ms), now).await?;
    Ok(Restored { manifest, store })
}

fn read_manifest(folder: &Path) -> Result<Manifest, BackupError> {
    let path = folder.join(MANIFEST);
    let bytes = match fs::read(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(BackupError::NotWhole(folder.to_owned()));
        }
        read => read.map_err(at(&path))?,
    };
    /// What every format says.
    #[derive(serde::Deserialize)]
    struct Any {
        format: u32,
        program: String,
    }
    let any: Any = serde_json::from_slice(&bytes).map_err(BackupError::Manifest)?;
    if any.format > FORMAT {
        return Err(BackupError::Newer(any.program));
    }
    let manifest: Manifest = serde_json::from_slice(&bytes).map_err(BackupError::Manifest)?;
    if manifest.schema > newest_schema() {
        return Err(BackupError::Newer(manifest.program));
    }
    Ok(manifest)
}

/// Whether a studio is in that database. A place where there is none yet is made no more than it has to be.
async fn has_rows(options: &StoreOptions) -> Result<bool, BackupError> {
    if let Some(path) = options.database_url.strip_prefix("sqlite:") {
        let path = Path::new(path.strip_prefix("//").unwrap_or(path));
        if !path.exists() {
            return Ok(false);
        }
    }
    let db = Db::open(&Options::new(&options.database_url)).await?;
    let schema = db.schema().await?;
    db.close().await;
    Ok(schema.is_some())
}

async fn looked_through(
    folder: &Path,
    manifest: &Manifest,
    progress: &mut impl FnMut(Step),
) -> Result<Vec<Listed>, BackupError> {
    let all = manifest.file_count();
    let mut damaged = Vec::new();
    let mut seen = 0;
    for file in &manifest.files {
        if !is_plain(&file.path)
            || summed_up(folder.join(&file.path)).await? != Some((file.bytes, file.sha256.clone()))
        {
            damaged.push(file.path.clone());
        }
        seen += 1;
        progress(Step::Checking(seen, all));
    }
    let tables = manifest.tables.iter().map(|table| format!("{DATABASE}/{}", table.file));
    let unlisted = tables.filter(|path| manifest.files.iter().all(|file| file.path != *path));
    damaged.extend(unlisted.take(1));
    if !damaged.is_empty() {
        return Err(BackupError::Damaged(damaged));
    }
    let list = folder.join(BLOB_LIST);
    let text = fs::read_to_string(&list).map_err(at(&list))?;
    let listed: Vec<Listed> = text.lines().filter_map(read_line).collect();
    if listed.len() as u64 != manifest.blobs {
        damaged.push(BLOB_LIST.to_owned());
    }
    for blob in &listed {
        let path = folder.join(BLOBS).join(&blob.name);
        if !is_plain(&blob.name) || summed_up(path).await? != Some((blob.bytes, blob.sum.clone())) {
            damaged.push(format!("{BLOBS}/{}", blob.name));
        }
        seen += 1;
        progress(Step::Checking(seen, all));
    }
    if damaged.is_empty() { Ok(listed) } else { Err(BackupError::Damaged(damaged)) }
}

async fn summed_up(path: PathBuf) -> Result<Option<(u64, String)>, BackupError> {
    on_disk(move || sum_of(&path)).await
}

fn read_line(line: &str) -> Option<Listed> {
    let mut words = line.splitn(3, ' ');
    let (sum, bytes, name) = (words.next()?, words.next()?.parse().ok()?, words.next()?);
    Some(Listed { sum: sum.to_owned(), bytes, name: name.to_owned() })
}

/// What is there already, from a try that was broken off, is not written again.
async fn put_blobs(
    folder: &Path,
    url: &str,
    listed: &[Listed],
    progress: &mut impl FnMut(Step),
) -> Result<(), BackupError> {
    let blobs = Blobs::open(url)?;
    for (done, blob) in listed.iter().enumerate() {
        if blobs.size(&blob.name).await? != Some(blob.bytes) {
            let path = folder.join(BLOBS).join(&blob.name);
            let file = fs::File::open(&path).map_err(at(&path))?;
            blobs.put_file(&blob.name, file).await?;
        }
        progress(Step::Blobs(done as u64 + 1, listed.len() as u64));
    }
    Ok(())
}

/// A key of the studio's own, say. One that is there stays, unless everything is replaced.
fn put_beside(from: &Path, to: &Path, replace: bool) -> Result<(), BackupError> {
    if to.exists() && !replace {
        return Ok(());
    }
    if let Some(folder) = to.parent() {
        crate::folder::make_folder(folder)?;
    }
    let bytes = fs::read(from).map_err(at(from))?;
    crate::folder::write_whole(to, &bytes)
}
