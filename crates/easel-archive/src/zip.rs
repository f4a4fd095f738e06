//! An archive written from its beginning to its end, while it is sent: nothing of it is kept but the list of its files.
//!
//! Every file is told with its length and checksum behind it, because neither is known before. Pictures are packed as blocks that
//! are stored as they are: they are packed already, and readers that go through an archive from its beginning understand no others.

use bytes::Bytes;
use easel_domain::Timestamp;
use flate2::{Compression, write::DeflateEncoder};
use sha2::{Digest, Sha256};
use std::io::{self, Write};

/// Sizes from here on need the wider fields, and so do as many entries.
const WIDE: u64 = 0xffff_ffff;
const MANY: u64 = 0xffff;
/// Names are UTF-8; length and checksum stand behind a file.
const FLAGS: u16 = 1 << 11 | 1 << 3;
/// Made by a Unix, by version 4.5 of the format; files that people may read.
const MADE_BY: u16 = (3 << 8) | 45;
const MODE: u32 = 0o100_644 << 16;
const DEFLATE: u16 = 8;
const WIDE_END_BYTES: u64 = 44;

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packing {
    /// Words and tables.
    Words,
    /// What is packed already.
    None,
}

/// A file that is in the archive.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    pub(crate) name: String,
    /// Unpacked.
    pub(crate) bytes: u64,
    pub(crate) sha256: [u8; 32],
    packed: u64,
    crc32: u32,
    begins: u64,
    at: (u16, u16),
    is_wide: bool,
}

/// The file that is being written.
struct Open {
    listed: Listed,
    packer: DeflateEncoder<Vec<u8>>,
    crc32: crc32fast::Hasher,
    sha256: Sha256,
}

/// An archive being written.
#[derive(Default)]
pub(crate) struct Zip {
    /// Bytes that nobody has taken yet.
    out: Vec<u8>,
    /// Bytes taken before them.
    taken: u64,
    files: Vec<Listed>,
    open: Option<Open>,
}

/// Writes numbers as archives have them, the lowest byte first.
#[derive(Default)]
struct Fields(Vec<u8>);

impl Fields {
    fn two(&mut self, value: u16) -> &mut Self {
        self.0.extend(value.to_le_bytes());
        self
    }

    fn four(&mut self, value: u32) -> &mut Self {
        self.0.extend(value.to_le_bytes());
        self
    }

    fn eight(&mut self, value: u64) -> &mut Self {
        self.0.extend(value.to_le_bytes());
        self
    }

    /// Four bytes that say where the number doesn't fit that it stands elsewhere.
    fn narrow(&mut self, value: u64) -> &mut Self {
        self.four(u32::try_from(value).unwrap_or(u32::MAX))
    }

    fn count(&mut self, value: u64) -> &mut Self {
        self.two(u16::try_from(value).unwrap_or(u16::MAX))
    }
}

impl Zip {
    /// Begins a file of about `expected` bytes, and ends the one before.
    pub(crate) fn begin(
        &mut self,
        name: &str,
        packing: Packing,
        (expected, at): (u64, Timestamp),
    ) -> io::Result<()> {
        self.end()?;
        // Blocks that are stored as they are take a few bytes more than what is in them.
        let is_wide = expected >= WIDE - WIDE / 1024;
        let (date, time) = dos(at);
        let mut head = Fields::default();
        head.four(0x0403_4b50).two(if is_wide { 45 } else { 20 }).two(FLAGS).two(DEFLATE).two(time).two(date);
        // Zeros, as for whatever stands behind the file.
        head.four(0).narrow(if is_wide { WIDE } else { 0 }).narrow(if is_wide { WIDE } else { 0 });
        head.count(name.len() as u64).two(if is_wide { 20 } else { 0 });
        head.0.extend(name.bytes());
        if is_wide {
            head.two(1).two(16).eight(0).eight(0);
        }
        let begins = self.at();
        self.out.append(&mut head.0);
        let level = if packing == Packing::Words { Compression::fast() } else { Compression::none() };
        self.open = Some(Open {
            listed: Listed {
                name: name.to_owned(),
                bytes: 0,
                sha256: [0; 32],
                packed: 0,
                crc32: 0,
                begins,
                at: (date, time),
                is_wide,
            },
            packer: DeflateEncoder::new(Vec::new(), level),
            crc32: crc32fast::Hasher::new(),
            sha256: Sha256::new(),
        });
        Ok(())
    }

    /// The next bytes of the file.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let open = self.open.as_mut().ok_or_else(|| io::Error::other("no file of the archive is open"))?;
        open.crc32.update(bytes);
        open.sha256.update(bytes);
        open.listed.bytes += bytes.len() as u64;
        open.packer.write_all(bytes)?;
        let packed = open.packer.get_mut();
        open.listed.packed += packed.len() as u64;
        self.out.append(packed);
        Ok(())
    }

    /// Ends the file, if one is open.
    pub(crate) fn end(&mut self) -> io::Result<()> {
        let Some(Open { mut listed, packer, crc32, sha256 }) = self.open.take() else { return Ok(()) };
        let mut rest = packer.finish()?;
        listed.packed += rest.len() as u64;
        listed.crc32 = crc32.finalize();
        listed.sha256 = sha256.finalize().into();
        if !listed.is_wide && listed.bytes.max(listed.packed) >= WIDE {
            return Err(io::Error::other("a file of the archive is longer than it was said to be"));
        }
        self.out.append(&mut rest);
        let mut behind = Fields::default();
        behind.four(0x0807_4b50).four(listed.crc32);
        if listed.is_wide {
            behind.eight(listed.packed).eight(listed.bytes);
        } else {
            behind.narrow(listed.packed).narrow(listed.bytes);
        }
        self.out.append(&mut behind.0);
        self.files.push(listed);
        Ok(())
    }

    /// The files that have ended.
    pub(crate) fn files(&self) -> &[Listed] {
        &self.files
    }

    /// How many bytes wait to be taken.
    pub(crate) fn waits(&self) -> usize {
        self.out.len()
    }

    /// Takes what was written.
    pub(crate) fn take(&mut self) -> Bytes {
        self.taken += self.out.len() as u64;
        std::mem::take(&mut self.out).into()
    }

    fn at(&self) -> u64 {
        self.taken + self.out.len() as u64
    }

    /// The list of all files and what stands behind it, in pieces.
    pub(crate) fn finish(mut self) -> impl Iterator<Item = Bytes> {
        let begins = self.at();
        let length: u64 = self.files.iter().map(|file| file.line().len() as u64).sum();
        let end = end_of(self.files.len() as u64, begins, length);
        let rest = std::mem::take(&mut self.out);
        let files = self.files;
        let lines = (0..files.len()).step_by(512).map(move |from| {
            let until = (from + 512).min(files.len());
            Bytes::from(files[from..until].iter().flat_map(Listed::line).collect::<Vec<u8>>())
        });
        [Bytes::from(rest)].into_iter().chain(lines).chain([Bytes::from(end)])
    }
}

fn end_of(count: u64, begins: u64, length: u64) -> Vec<u8> {
    let mut end = Fields::default();
    if count >= MANY || begins >= WIDE || length >= WIDE {
        end.four(0x0606_4b50).eight(WIDE_END_BYTES).two(MADE_BY).two(45).four(0).four(0);
        end.eight(count).eight(count).eight(length).eight(begins);
        end.four(0x0706_4b50).four(0).eight(begins + length).four(1);
    }
    end.four(0x0605_4b50).two(0).two(0).count(count).count(count).narrow(length).narrow(begins).two(0);
    end.0
}

impl Listed {
    /// Its line in the list.
    fn line(&self) -> Vec<u8> {
        let mut wide = Fields::default();
        if self.bytes >= WIDE || self.packed >= WIDE {
            wide.eight(self.bytes).eight(self.packed);
        }
        if self.begins >= WIDE {
            wide.eight(self.begins);
        }
        let sizes =
            if self.bytes >= WIDE || self.packed >= WIDE { (WIDE, WIDE) } else { (self.packed, self.bytes) };
        let is_wide = self.is_wide || !wide.0.is_empty();
        let mut line = Fields::default();
        line.four(0x0201_4b50).two(MADE_BY).two(if is_wide { 45 } else { 20 }).two(FLAGS).two(DEFLATE);
        line.two(self.at.1).two(self.at.0).four(self.crc32).narrow(sizes.0).narrow(sizes.1);
        line.count(self.name.len() as u64);
        line.count(if wide.0.is_empty() { 0 } else { wide.0.len() as u64 + 4 });
        line.two(0).two(0).two(0).four(MODE).narrow(self.begins);
        line.0.extend(self.name.bytes());
        if !wide.0.is_empty() {
            line.two(1).count(wide.0.len() as u64);
            line.0.append(&mut wide.0);
        }
        line.0
    }
}

/// A moment as archives write it, in UTC: day and time of day, from 1980 on, in steps of two seconds.
fn dos(at: Timestamp) -> (u16, u16) {
    let zoned = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default().to_zoned(jiff::tz::TimeZone::UTC);
    let year = u16::try_from(zoned.year()).unwrap_or(0).clamp(1980, 2107);
    let [month, day, hour, minute, second] =
        [zoned.month(), zoned.day(), zoned.hour(), zoned.minute(), zoned.second()]
            .map(|n| u16::try_from(n).unwrap_or(0));
    ((year - 1980) << 9 | month << 5 | day, hour << 11 | minute << 5 | (second / 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Timestamp = Timestamp(1_795_305_599_000);

    fn whole(mut zip: Zip) -> Vec<u8> {
        zip.end().expect("it ends");
        zip.finish().flatten().collect()
    }

    /// What somebody else's reader says of it; `None` where there is none.
    fn read(bytes: &[u8], program: &str) -> Option<String> {
        let folder = tempfile::TempDir::new().expect("a folder");
        let path = folder.path().join("some.zip");
        std::fs::write(&path, bytes).expect("room");
        let python = std::process::Command::new("python3").args(["-c", program]).arg(&path).output();
        let Ok(output) = python else {
            eprintln!("skipped: there is no python3");
            return None;
        };
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    #[test]
    fn a_reader_of_others_finds_what_was_put_in() {
        let mut zip = Zip::default();
        let noise: Vec<u8> = (0..200_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        zip.begin("words/狐.txt", Packing::Words, (0, AT)).expect("it begins");
        for _ in 0..1_000 {
            zip.write(b"a fox in the snow. ").expect("it is written");
        }
        zip.begin("pictures/a.png", Packing::None, (200_000, AT)).expect("it begins");
        noise.chunks(7_000).for_each(|chunk| zip.write(chunk).expect("it is written"));
        zip.begin("empty", Packing::Words, (0, AT)).expect("it begins");
        // As if it might be longer than four gigabytes.
        zip.begin("wide.png", Packing::None, (5 << 30, AT)).expect("it begins");
        zip.write(b"wide").expect("it is written");
        let bytes = whole(zip);
        assert!((200_400..220_000).contains(&bytes.len()), "{}", bytes.len());
        let program = "import sys, zipfile, hashlib
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
for i in z.infolist(): print(i.filename, i.file_size, hashlib.sha256(z.read(i)).hexdigest()[:8], i.date_time[5])";
        let Some(said) = read(&bytes, program) else { return };
        let sum = |bytes: &[u8]| easel_store::sql::hex(&Sha256::digest(bytes)[..4]);
        let expected = [
            format!("words/狐.txt 19000 {} 58", sum("a fox in the snow. ".repeat(1_000).as_bytes())),
            format!("pictures/a.png 200000 {} 58", sum(&noise)),
            format!("empty 0 {} 58", sum(b"")),
            format!("wide.png 4 {} 58", sum(b"wide")),
        ];
        assert_eq!(said.lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn more_files_than_the_old_fields_count_are_counted_in_the_wide_ones() {
        let mut zip = Zip::default();
        let mut bytes = Vec::new();
        for n in 0..66_000 {
            zip.begin(&format!("{n}"), Packing::None, (1, AT)).expect("it begins");
            zip.write(b"x").expect("it is written");
            bytes.extend(zip.take());
        }
        zip.end().expect("it ends");
        bytes.extend(zip.finish().flatten());
        let program = "import sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
print(len(z.infolist()), z.read('65999'))";
        let Some(said) = read(&bytes, program) else { return };
        assert_eq!(said, "66000 b'x'");
    }

    #[test]
    fn what_begins_behind_four_gigabytes_says_so_in_the_wide_fields() {
        let mut zip = Zip { taken: 5 << 30, ..Zip::default() };
        zip.begin("behind.png", Packing::None, (1, AT)).expect("it begins");
        zip.write(b"x").expect("it is written");
        zip.end().expect("it ends");
        let line = zip.files()[0].line();
        assert_eq!(line[42..46], [0xff; 4]);
        assert_eq!(line[46 + 10 + 4..], (5_u64 << 30).to_le_bytes());
        let end: Vec<u8> = zip.finish().last().expect("an end").to_vec();
        assert_eq!((end.len(), &end[..4]), (22 + 20 + 56, &0x0606_4b50_u32.to_le_bytes()[..]));
    }

    #[test]
    fn a_file_that_turns_out_too_long_is_no_file() {
        let mut zip = Zip::default();
        zip.begin("a", Packing::None, (0, AT)).expect("it begins");
        let Some(open) = zip.open.as_mut() else { panic!("it is open") };
        open.listed.bytes = WIDE;
        assert!(zip.end().is_err());
    }
}
