//! An archive written from its beginning to its end, while it is sent: nothing of it is kept but the list of its files.
//!
//! Every file is told with its length and checksum behind it, because neither is known before. Pictures are packed like words,
//! though little comes of it: readers that go through an archive from its beginning find no end of a file that isn't packed.

use bytes::Bytes;
use easel_domain::Timestamp;
use sha2::{Digest, Sha256};
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use zip::{
    CompressionMethod, DateTime, ZipWriter,
    write::{SimpleFileOptions, StreamWriter},
};

/// A file of about so many bytes is told with the wider fields: what is packed already takes a few bytes more.
const WIDE: u64 = 0xffff_ffff - 0xffff_ffff / 1024;

/// Words become a third, pictures stay what they are: more work saves little.
const FASTEST: i64 = 1;

/// A file that is in the archive.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    pub(crate) name: String,
    /// Unpacked.
    pub(crate) bytes: u64,
    pub(crate) sha256: [u8; 32],
}

/// Bytes that nobody has taken yet.
#[derive(Clone, Default)]
struct Waiting(Arc<Mutex<Vec<u8>>>);

impl Waiting {
    fn with<T>(&self, then: impl FnOnce(&mut Vec<u8>) -> T) -> T {
        then(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Waiting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.with(|waiting| waiting.extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// An archive being written.
pub(crate) struct Zip {
    writer: ZipWriter<StreamWriter<Waiting>>,
    waiting: Waiting,
    files: Vec<Listed>,
    open: Option<(String, u64, Sha256)>,
}

impl Default for Zip {
    fn default() -> Self {
        let waiting = Waiting::default();
        let writer = ZipWriter::new_stream(waiting.clone());
        Self { writer, waiting, files: Vec::new(), open: None }
    }
}

impl Zip {
    /// Begins a file of about `expected` bytes, and ends the one before.
    pub(crate) fn begin(&mut self, name: &str, (expected, at): (u64, Timestamp)) -> io::Result<()> {
        self.end();
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(FASTEST))
            .large_file(expected >= WIDE)
            .unix_permissions(0o644)
            .last_modified_time(moment(at));
        self.writer.start_file(name, options)?;
        self.open = Some((name.to_owned(), 0, Sha256::new()));
        Ok(())
    }

    /// The next bytes of the file.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let (_, length, sha256) =
            self.open.as_mut().ok_or_else(|| io::Error::other("no file of the archive is open"))?;
        *length += bytes.len() as u64;
        sha256.update(bytes);
        self.writer.write_all(bytes)
    }

    /// Ends the file, if one is open.
    pub(crate) fn end(&mut self) {
        if let Some((name, bytes, sha256)) = self.open.take() {
            self.files.push(Listed { name, bytes, sha256: sha256.finalize().into() });
        }
    }

    /// The files that have ended.
    pub(crate) fn files(&self) -> &[Listed] {
        &self.files
    }

    /// How many bytes wait to be taken.
    pub(crate) fn waits(&self) -> usize {
        self.waiting.with(|waiting| waiting.len())
    }

    /// Takes what was written.
    pub(crate) fn take(&mut self) -> Bytes {
        self.waiting.with(std::mem::take).into()
    }

    /// Writes the list of all files; what waits then is the last of it.
    pub(crate) fn finish(self) -> io::Result<Bytes> {
        self.writer.finish()?;
        Ok(self.waiting.with(std::mem::take).into())
    }
}

/// A moment as archives write it, in UTC, from 1980 on.
fn moment(at: Timestamp) -> DateTime {
    let at = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default().to_zoned(jiff::tz::TimeZone::UTC);
    let year = u16::try_from(at.year()).unwrap_or(0);
    let [month, day, hour, minute, second] =
        [at.month(), at.day(), at.hour(), at.minute(), at.second()].map(i8::unsigned_abs);
    DateTime::from_date_and_time(year, month, day, hour, minute, second).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Read};
    use zip::ZipArchive;

    const AT: Timestamp = Timestamp(1_795_305_599_000);

    #[test]
    fn what_was_put_in_is_found() {
        let mut zip = Zip::default();
        let words = b"a fox in the snow. ".repeat(1_000);
        // As hard to pack as a picture.
        let noise: Vec<u8> = (0..6_250_u32).flat_map(|n| Sha256::digest(n.to_le_bytes())).collect();
        let mut bytes = Vec::new();
        zip.begin("words/狐.txt", (0, AT)).expect("it begins");
        words.chunks(19).for_each(|chunk| zip.write(chunk).expect("it is written"));
        zip.begin("pictures/a.png", (200_000, AT)).expect("it begins");
        for chunk in noise.chunks(7_000) {
            zip.write(chunk).expect("it is written");
            bytes.extend(zip.take());
        }
        zip.begin("empty", (0, AT)).expect("it begins");
        // As if it might be longer than four gigabytes.
        zip.begin("wide.png", (5 << 30, AT)).expect("it begins");
        zip.write(b"wide").expect("it is written");
        zip.end();
        let listed: Vec<(String, u64)> =
            zip.files().iter().map(|file| (file.name.clone(), file.bytes)).collect();
        assert_eq!(zip.files()[1].sha256, <[u8; 32]>::from(Sha256::digest(&noise)));
        bytes.extend(zip.finish().expect("it ends"));
        assert!((200_400..202_000).contains(&bytes.len()), "{}", bytes.len());

        let put_in: [(&str, &[u8]); 4] =
            [("words/狐.txt", &words), ("pictures/a.png", &noise), ("empty", b""), ("wide.png", b"wide")];
        let lengths = put_in.map(|(name, bytes)| (name.to_owned(), bytes.len() as u64));
        assert_eq!(listed, lengths);
        let mut archive = ZipArchive::new(Cursor::new(&bytes)).expect("an archive");
        assert_eq!(archive.len(), put_in.len());
        for (at, (name, expected)) in put_in.into_iter().enumerate() {
            let mut read = Vec::new();
            let mut file = archive.by_index(at).expect("a file");
            assert_eq!(file.name().expect("a name"), name);
            assert_eq!(file.last_modified().map(|at| at.second()), Some(58));
            file.read_to_end(&mut read).expect("its checksum holds");
            assert_eq!(read, expected, "{name}");
        }
    }

    #[test]
    fn nothing_is_written_where_no_file_is_open() {
        assert!(Zip::default().write(b"a").is_err());
    }
}
