//! Making a backup while the studio goes on.
//!
//! The rows first, as of one instant; then the bytes that they name. In between nobody's deletion takes bytes away: the
//! studio holds them for as long as the backup says that it is alive.

use crate::{
    BackupError, Step,
    folder::{
        BLOB_LIST, BLOB_NAMES, BLOBS, DATA, DATABASE, UNFINISHED, aside, at, flush_folder, make_file,
        make_folder, named_sum, sum_of, summed, write_whole,
    },
    manifest::{FORMAT, File, MANIFEST, Manifest, Sequence, Table},
};
use easel_db::{Backend, Copied};
use easel_domain::Timestamp;
use easel_store::{BLOB_NAMES as NAMES_QUERY, BlobBody, Blobs, Store};
use futures_util::{StreamExt, TryStreamExt, stream};
use std::{
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    time::Duration,
};

/// How long the studio holds bytes without hearing of a backup. A killed one holds no longer.
const HOLD_MS: i64 = 10 * 60_000;
const HOLD_EVERY: Duration = Duration::from_secs(60);
/// Blobs copied at once.
const AT_ONCE: usize = 4;

/// What was made.
#[derive(Debug)]
pub struct Taken {
    /// What it says of itself.
    pub manifest: Manifest,
    /// Blobs that were there already, from an earlier try.
    pub kept: u64,
}

/// Makes a backup of `store` in `folder`, with the files `others` of the data folder. What an earlier, broken-off try
/// copied of the blobs is taken over. `program` is the version that is written down, `id` names the backup in the studio.
///
/// # Errors
/// [`BackupError`]; the folder then holds no manifest, and the next try goes on with it.
pub async fn take(
    store: &Store,
    folder: &Path,
    others: &[PathBuf],
    (id, program): (&str, &str),
    now: impl Fn() -> Timestamp,
    mut progress: impl FnMut(Step),
) -> Result<Taken, BackupError> {
    open(folder)?;
    let begun = now();
    let known = store.backup_begin(id.to_owned(), begun.plus_ms(HOLD_MS), begun).await?;
    let holding = async {
        loop {
            tokio::time::sleep(HOLD_EVERY).await;
            if known {
                // A word that doesn't come through is said again; the hold lasts for many of them.
                let _ = store.backup_hold(id.to_owned(), now().plus_ms(HOLD_MS)).await;
            }
        }
    };
    let copying = copy(store, folder, others, program, begun, &mut progress);
    let taken = tokio::select! {
        taken = copying => taken?,
        () = holding => unreachable!("it holds until the copying ends"),
    };
    if known {
        let size = (taken.manifest.file_count(), taken.manifest.bytes());
        store.backup_finish(id.to_owned(), size, now()).await?;
    }
    Ok(taken)
}

/// Makes the folder, or goes on with one that a backup was begun in.
fn open(folder: &Path) -> Result<(), BackupError> {
    if folder.join(MANIFEST).exists() {
        return Err(BackupError::Whole(folder.to_owned()));
    }
    make_folder(folder)?;
    let unfinished = folder.join(UNFINISHED);
    let empty = fs::read_dir(folder).map_err(at(folder))?.next().is_none();
    if !empty && !unfinished.exists() {
        return Err(BackupError::Occupied(folder.to_owned()));
    }
    write_whole(&unfinished, b"A backup is being made here, or was broken off. It is not to be restored.\n")?;
    for part in [DATABASE, BLOBS, DATA] {
        make_folder(&folder.join(part))?;
    }
    Ok(())
}

async fn copy(
    store: &Store,
    folder: &Path,
    others: &[PathBuf],
    program: &str,
    made_at: Timestamp,
    progress: &mut impl FnMut(Step),
) -> Result<Taken, BackupError> {
    progress(Step::Database);
    let database = folder.join(DATABASE);
    let copied = store.db().copy_out(database.clone(), (NAMES_QUERY, BLOB_NAMES)).await?;
    let (place, tables) = (database.clone(), copied.clone());
    let mut files = on_disk(move || database_files(&place, &tables)).await?;
    let names = fs::read_to_string(database.join(BLOB_NAMES)).map_err(at(&database))?;
    fs::remove_file(database.join(BLOB_NAMES)).map_err(at(&database))?;
    let blobs = copy_blobs(store.blobs(), folder, &names, progress).await?;
    write_whole(&folder.join(BLOB_LIST), blobs.list.as_bytes())?;
    files.push(summary(folder, BLOB_LIST.to_owned())?);
    for other in others {
        let Some(name) = other.file_name().map(|name| name.to_string_lossy().into_owned()) else { continue };
        let bytes = fs::read(other).map_err(at(other))?;
        write_whole(&folder.join(DATA).join(&name), &bytes)?;
        files.push(summary(folder, format!("{DATA}/{name}"))?);
    }
    let table = |table: &easel_db::CopiedTable| Table {
        name: table.name.clone(),
        rows: table.rows,
        file: table.file.clone(),
        columns: table.columns.clone(),
    };
    let sequence = |(name, value, called): &(String, i64, bool)| Sequence {
        name: name.clone(),
        value: *value,
        called: *called,
    };
    let manifest = Manifest {
        format: FORMAT,
        program: program.to_owned(),
        made_at_ms: made_at.0,
        database: kind(store.db().backend()).to_owned(),
        schema: copied.schema,
        tables: copied.tables.iter().map(table).collect(),
        sequences: copied.sequences.iter().map(sequence).collect(),
        files,
        blobs: blobs.count,
        blob_bytes: blobs.bytes,
        lost: blobs.lost,
    };
    let text = serde_json::to_vec_pretty(&manifest).map_err(BackupError::Manifest)?;
    write_whole(&folder.join(MANIFEST), &text)?;
    fs::remove_file(folder.join(UNFINISHED)).map_err(at(folder))?;
    flush_folder(folder)?;
    Ok(Taken { manifest, kept: blobs.kept })
}

/// The word for a kind of database.
pub(crate) fn kind(backend: Backend) -> &'static str {
    match backend {
        Backend::Sqlite => "sqlite",
        Backend::Postgres => "postgres",
    }
}

/// Each file once, whatever number of tables is in it.
fn database_files(database: &Path, copied: &Copied) -> Result<Vec<File>, BackupError> {
    let mut names: Vec<&str> = copied.tables.iter().map(|table| table.file.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let folder = database.parent().unwrap_or(database);
    names.into_iter().map(|name| summary(folder, format!("{DATABASE}/{name}"))).collect()
}

fn summary(folder: &Path, path: String) -> Result<File, BackupError> {
    let whole = folder.join(&path);
    let gone = || at(&whole)(std::io::ErrorKind::NotFound.into());
    let (bytes, sha256) = sum_of(&whole)?.ok_or_else(gone)?;
    Ok(File { path, bytes, sha256 })
}

#[derive(Default)]
struct Copying {
    list: String,
    count: u64,
    bytes: u64,
    kept: u64,
    lost: Vec<String>,
}

/// What became of one blob.
enum Copy {
    Made(u64, String),
    Kept(u64, String),
    Lost,
}

async fn copy_blobs(
    blobs: &Blobs,
    folder: &Path,
    names: &str,
    progress: &mut impl FnMut(Step),
) -> Result<Copying, BackupError> {
    let all = names.lines().count() as u64;
    let root = folder.join(BLOBS);
    let mut copying = Copying::default();
    progress(Step::Blobs(0, all));
    let mut done = stream::iter(names.lines())
        .map(|name| {
            let root = root.clone();
            async move { Ok::<_, BackupError>((name, copy_blob(blobs, &root, name).await?)) }
        })
        .buffered(AT_ONCE);
    let mut seen = 0;
    while let Some((name, copy)) = done.try_next().await? {
        seen += 1;
        let (bytes, sum) = match copy {
            Copy::Made(bytes, sum) => (bytes, sum),
            Copy::Kept(bytes, sum) => {
                copying.kept += 1;
                (bytes, sum)
            }
            Copy::Lost => {
                copying.lost.push(name.to_owned());
                continue;
            }
        };
        let _ = writeln!(copying.list, "{sum} {bytes} {name}");
        copying.count += 1;
        copying.bytes += bytes;
        progress(Step::Blobs(seen, all));
    }
    Ok(copying)
}

async fn copy_blob(blobs: &Blobs, root: &Path, name: &str) -> Result<Copy, BackupError> {
    let path = root.join(name);
    let earlier = path.clone();
    if let Some((bytes, sum)) = on_disk(move || sum_of(&earlier)).await?
        && sum == named_sum(name)
    {
        return Ok(Copy::Kept(bytes, sum));
    }
    let Some(body) = blobs.read(name).await? else { return Ok(Copy::Lost) };
    let expected = named_sum(name).to_owned();
    let part = aside(&path);
    let written = match body {
        BlobBody::File(file) => {
            let part = part.clone();
            on_disk(move || {
                let mut to = open_part(&part)?;
                let sum = summed(file, |piece| to.write_all(piece)).map_err(at(&part))?;
                to.sync_all().map_err(at(&part))?;
                Ok(sum)
            })
            .await?
        }
        BlobBody::Stream(mut pieces) => {
            // What comes over the network is written as it comes, and summed from the disk.
            let mut to = tokio::fs::File::from_std(open_part(&part)?);
            while let Some(piece) = pieces.try_next().await? {
                tokio::io::AsyncWriteExt::write_all(&mut to, &piece).await.map_err(at(&part))?;
            }
            to.sync_all().await.map_err(at(&part))?;
            let part = part.clone();
            on_disk(move || Ok(sum_of(&part)?.unwrap_or_default())).await?
        }
    };
    if written.1 != expected {
        fs::remove_file(&part).map_err(at(&part))?;
        return Ok(Copy::Lost);
    }
    fs::rename(&part, &path).map_err(at(&path))?;
    Ok(Copy::Made(written.0, written.1))
}

fn open_part(part: &Path) -> Result<fs::File, BackupError> {
    if let Some(folder) = part.parent() {
        make_folder(folder)?;
    }
    make_file(part).map_err(at(part))
}

/// Work on files, off the threads that wait for others.
pub(crate) async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BackupError> + Send + 'static,
) -> Result<T, BackupError> {
    let failed =
        |error: tokio::task::JoinError| BackupError::File(PathBuf::new(), std::io::Error::other(error));
    tokio::task::spawn_blocking(work).await.map_err(failed)?
}
