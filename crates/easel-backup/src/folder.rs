//! Files of a backup: made for their owner alone, flushed, and checked by their SHA-256.

use crate::BackupError;
use sha2::{Digest, Sha256};
use std::{
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

/// Rows.
pub(crate) const DATABASE: &str = "database";
/// Pictures and other files of people.
pub(crate) const BLOBS: &str = "blobs";
/// What else lies in the data folder.
pub(crate) const DATA: &str = "data";
/// Checksum, length and name of each blob.
pub(crate) const BLOB_LIST: &str = "blobs.txt";
/// The names of the blobs, as the database's copy has them.
pub(crate) const BLOB_NAMES: &str = "names.txt";
/// Says that a backup is being made here, or was broken off.
pub(crate) const UNFINISHED: &str = "UNFINISHED";

/// Bytes read at once.
const PIECE: usize = 256 * 1024;

/// An error of this file.
pub(crate) fn at(path: &Path) -> impl FnOnce(io::Error) -> BackupError {
    let path = path.to_owned();
    move |error| BackupError::File(path, error)
}

/// Makes a folder for its owner alone, or leaves it as it is.
pub(crate) fn make_folder(path: &Path) -> Result<(), BackupError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(at(path))
}

/// Makes a file for its owner alone, in the place of one that was there.
pub(crate) fn make_file(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Writes a whole file, flushed, under its name only when it is whole.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), BackupError> {
    let aside = aside(path);
    let written = make_file(&aside).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&aside, path)
    });
    written.map_err(at(path))?;
    flush_folder(path.parent().unwrap_or(path))
}

pub(crate) fn aside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    name.into()
}

pub(crate) fn flush_folder(path: &Path) -> Result<(), BackupError> {
    fs::File::open(path).and_then(|folder| folder.sync_all()).map_err(at(path))
}

/// Length and checksum of what is read, each piece given to `take` on its way.
pub(crate) fn summed(
    mut from: impl Read,
    mut take: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<(u64, String)> {
    let (mut sum, mut bytes, mut piece) = (Sha256::new(), 0, vec![0; PIECE]);
    loop {
        let read = match from.read(&mut piece) {
            Ok(0) => return Ok((bytes, hex(&sum.finalize()))),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        bytes += read as u64;
        sum.update(&piece[..read]);
        take(&piece[..read])?;
    }
}

/// Length and checksum of a file; `None` when there is none.
pub(crate) fn sum_of(path: &Path) -> Result<Option<(u64, String)>, BackupError> {
    match fs::File::open(path) {
        Ok(file) => summed(file, |_| Ok(())).map(Some).map_err(at(path)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(at(path)(error)),
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Whether a name stays inside the folder it is for: one folder, one file, plain characters. A backup comes from
/// outside, and its list is not to lead anywhere else.
pub(crate) fn is_plain(name: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
    };
    match name.split_once('/') {
        Some((folder, file)) => plain(folder) && plain(file),
        None => plain(name),
    }
}

/// What the name of a blob says its checksum is.
pub(crate) fn named_sum(name: &str) -> &str {
    name.rsplit('-').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{is_plain, named_sum, summed};

    #[test]
    fn a_name_stays_in_its_folder() {
        for good in ["ab/0198-original-ff", "studio.db", "user_account.copy"] {
            assert!(is_plain(good), "{good}");
        }
        for bad in ["", "/etc/passwd", "../x", "a/../b", "a//b", "a/b/c", "a/.b", "a\\b", "a b/c"] {
            assert!(!is_plain(bad), "{bad}");
        }
    }

    #[test]
    fn a_sum_is_of_all_that_was_read() {
        let mut taken = Vec::new();
        let (bytes, sum) = summed(&b"abc"[..], |piece| {
            taken.extend_from_slice(piece);
            Ok(())
        })
        .expect("read");
        assert_eq!((bytes, taken.as_slice()), (3, &b"abc"[..]));
        assert_eq!(sum, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(named_sum("ab/01-original-ff00"), "ff00");
    }
}
