//! An archive whose every byte is known before it is read: files stored as they are, sizes and checksums known. So its
//! length is told at once, and reading can begin anywhere and gives the same bytes each time.
//!
//! No library can do that: each writes an archive from its beginning to its end.

use easel_domain::Timestamp;

/// One file of an archive.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// Without folders.
    pub(crate) name: String,
    pub(crate) bytes: u64,
    pub(crate) crc32: u32,
    pub(crate) made_at: Timestamp,
}

/// An archive's plan.
pub(crate) struct Archive {
    entries: Vec<Entry>,
    /// Where each entry begins, and behind them where their list does.
    begins: Vec<u64>,
    list_bytes: u64,
}

/// What stands at a place of an archive.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// These bytes.
    Bytes(Vec<u8>),
    /// The file of this entry, from this byte on.
    File(usize, u64),
}

/// Sizes from here on need the wider fields, and so do as many entries.
const WIDE: u64 = 0xffff_ffff;
const MANY: u64 = 0xffff;
/// Names are UTF-8.
const UTF8: u16 = 1 << 11;
/// Made by a Unix, by version 4.5 of the format; files that people may read.
const MADE_BY: u16 = (3 << 8) | 45;
const MODE: u32 = 0o100_644 << 16;
const END_BYTES: u64 = 22;
const WIDE_END_BYTES: u64 = 56 + 20;

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

impl Archive {
    /// Plans an archive.
    pub(crate) fn of(entries: Vec<Entry>) -> Self {
        let mut begins = Vec::with_capacity(entries.len() + 1);
        let (mut at, mut list_bytes) = (0, 0);
        for entry in &entries {
            begins.push(at);
            list_bytes += entry.listed(at).len() as u64;
            at += entry.head().len() as u64 + entry.bytes;
        }
        begins.push(at);
        Self { entries, begins, list_bytes }
    }

    /// How many bytes it has.
    pub(crate) fn bytes(&self) -> u64 {
        self.list_begins() + self.list_bytes + self.end().len() as u64
    }

    fn list_begins(&self) -> u64 {
        self.begins.last().copied().unwrap_or(0)
    }

    /// What stands at a place: up to the end of it, if it is bytes. `None` behind the end.
    pub(crate) fn at(&self, place: u64) -> Option<Part> {
        if place < self.list_begins() {
            let which = self.begins.partition_point(|begin| *begin <= place).saturating_sub(1);
            let within = place - self.begins[which];
            let head = self.entries[which].head();
            return Some(match usize::try_from(within) {
                Ok(skip) if skip < head.len() => Part::Bytes(head[skip..].to_vec()),
                _ => Part::File(which, within - head.len() as u64),
            });
        }
        let mut within = place - self.list_begins();
        let listed = self.entries.iter().zip(&self.begins).map(|(entry, begin)| entry.listed(*begin));
        for bytes in listed.chain([self.end()]) {
            let length = bytes.len() as u64;
            if within < length {
                return Some(Part::Bytes(bytes[usize::try_from(within).ok()?..].to_vec()));
            }
            within -= length;
        }
        None
    }

    /// The list of all files and what stands behind it, from a place in it on, in pieces of about `piece` bytes.
    pub(crate) fn list_from(&self, place: u64, piece: usize) -> Vec<u8> {
        let mut skip = place.saturating_sub(self.list_begins());
        let mut out = Vec::new();
        let listed = self.entries.iter().zip(&self.begins).map(|(entry, begin)| (entry, *begin));
        for bytes in listed.map(|(entry, begin)| entry.listed(begin)).chain([self.end()]) {
            let length = bytes.len() as u64;
            if skip >= length {
                skip -= length;
                continue;
            }
            out.extend_from_slice(&bytes[usize::try_from(skip).unwrap_or(0)..]);
            skip = 0;
            if out.len() >= piece {
                break;
            }
        }
        out
    }

    /// Whether a place is in the list of files or behind it.
    pub(crate) fn is_list(&self, place: u64) -> bool {
        place >= self.list_begins()
    }

    fn end(&self) -> Vec<u8> {
        let (count, begins, bytes) = (self.entries.len() as u64, self.list_begins(), self.list_bytes);
        let mut end = Fields::default();
        if count >= MANY || begins >= WIDE || bytes >= WIDE {
            end.four(0x0606_4b50).eight(WIDE_END_BYTES - 20 - 12).two(MADE_BY).two(45).four(0).four(0);
            end.eight(count).eight(count).eight(bytes).eight(begins);
            end.four(0x0706_4b50).four(0).eight(begins + bytes).four(1);
        }
        end.four(0x0605_4b50).two(0).two(0).count(count).count(count).narrow(bytes).narrow(begins).two(0);
        debug_assert!(end.0.len() as u64 >= END_BYTES);
        end.0
    }
}

impl Entry {
    fn is_wide(&self) -> bool {
        self.bytes >= WIDE
    }

    /// What both of its headers have in common.
    fn common(&self, fields: &mut Fields, version: u16) {
        let (date, time) = dos(self.made_at);
        fields.two(version).two(UTF8).two(0).two(time).two(date).four(self.crc32);
        let bytes = if self.is_wide() { WIDE } else { self.bytes };
        fields.narrow(bytes).narrow(bytes).count(self.name.len() as u64);
    }

    /// What stands before its bytes.
    fn head(&self) -> Vec<u8> {
        let mut head = Fields::default();
        head.four(0x0403_4b50);
        self.common(&mut head, if self.is_wide() { 45 } else { 20 });
        head.two(if self.is_wide() { 20 } else { 0 });
        head.0.extend(self.name.bytes());
        if self.is_wide() {
            head.two(1).two(16).eight(self.bytes).eight(self.bytes);
        }
        head.0
    }

    /// Its line in the list, when it begins there.
    fn listed(&self, begins: u64) -> Vec<u8> {
        let mut wide = Fields::default();
        if self.is_wide() {
            wide.eight(self.bytes).eight(self.bytes);
        }
        if begins >= WIDE {
            wide.eight(begins);
        }
        let mut line = Fields::default();
        line.four(0x0201_4b50).two(MADE_BY);
        self.common(&mut line, if wide.0.is_empty() { 20 } else { 45 });
        line.two(if wide.0.is_empty() { 0 } else { wide.0.len() as u16 + 4 });
        line.two(0).two(0).two(0).four(MODE).narrow(begins);
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
    ((year - 1980) << 9 | month << 5 | day, hour << 11 | minute << 5 | second / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, bytes: u64) -> Entry {
        Entry { name: name.to_owned(), bytes, crc32: 7, made_at: Timestamp(1_795_305_599_000) }
    }

    /// The whole archive, its files full of `x`.
    fn whole(archive: &Archive) -> Vec<u8> {
        let mut out: Vec<u8> = Vec::new();
        while let Some(part) = archive.at(out.len() as u64) {
            match part {
                Part::Bytes(bytes) => out.extend(bytes),
                Part::File(which, from) => {
                    let left = archive.entries[which].bytes - from;
                    out.extend(std::iter::repeat_n(b'x', usize::try_from(left).expect("small")));
                }
            }
        }
        out
    }

    fn number(bytes: &[u8], at: usize, length: usize) -> u64 {
        bytes[at..at + length].iter().rev().fold(0, |n, byte| n << 8 | u64::from(*byte))
    }

    #[test]
    fn it_is_as_long_as_it_says_and_the_same_from_anywhere() {
        let archive = Archive::of(vec![entry("a.png", 10), entry("狐.png", 0), entry("b.png", 3)]);
        let all = whole(&archive);
        assert_eq!(all.len() as u64, archive.bytes());
        for place in 0..all.len() {
            let expected = match archive.at(place as u64).expect("something") {
                Part::Bytes(bytes) => bytes,
                Part::File(which, from) => {
                    vec![b'x'; usize::try_from(archive.entries[which].bytes - from).expect("small")]
                }
            };
            assert_eq!(all[place..place + expected.len()], expected, "from {place}");
            if archive.is_list(place as u64) {
                assert_eq!(archive.list_from(place as u64, usize::MAX), all[place..], "list from {place}");
            }
        }
        assert_eq!(archive.at(all.len() as u64), None);
        assert_eq!(number(&all, all.len() - 12, 2), 3, "entries");
        let (date, time) = dos(Timestamp(1_795_305_599_000));
        assert_eq!((date >> 9, date >> 5 & 15, date & 31), (46, 11, 21));
        assert_eq!((time >> 11, time >> 5 & 63, time & 31), (23, 59, 29));
        assert_eq!(Archive::of(Vec::new()).bytes(), END_BYTES);
    }

    #[test]
    fn what_is_too_large_for_the_old_fields_stands_in_the_wide_ones() {
        let five_gb = 5 << 30;
        let archive = Archive::of(vec![entry("huge.png", five_gb), entry("behind.png", 9)]);
        let begins = archive.begins[1];
        assert_eq!(begins, 30 + 8 + 20 + five_gb);
        let Some(Part::Bytes(head)) = archive.at(0) else { panic!("a header") };
        assert_eq!((number(&head, 18, 4), number(&head, 22, 4)), (WIDE, WIDE));
        assert_eq!((number(&head, 38, 2), number(&head, 42, 8), number(&head, 50, 8)), (1, five_gb, five_gb));
        let list = archive.list_from(archive.list_begins(), usize::MAX);
        assert_eq!(archive.bytes(), archive.list_begins() + list.len() as u64);
        let second = 46 + 8 + 20;
        assert_eq!(number(&list, second + 42, 4), WIDE, "it begins behind four gigabytes");
        assert_eq!(number(&list, second + 46 + 10 + 4, 8), begins);
        let end = list.len() - 22 - 76;
        assert_eq!(number(&list, end, 4), 0x0606_4b50);
        assert_eq!(number(&list, end + 48, 8), archive.list_begins());
        assert_eq!(number(&list, end + 56, 4), 0x0706_4b50);
        assert_eq!(number(&list, end + 64, 8), archive.list_begins() + (end as u64));
        assert_eq!(number(&list, list.len() - 6, 4), WIDE);
        assert_eq!(archive.at(begins), Some(Part::Bytes(archive.entries[1].head())));
        assert_eq!(archive.at(begins - 1), Some(Part::File(0, five_gb - 1)));
    }

    #[test]
    fn more_files_than_the_old_fields_count_are_counted_in_the_wide_ones() {
        let archive = Archive::of((0..70_000).map(|n| entry(&format!("{n}.png"), 1)).collect());
        let end = archive.end();
        assert_eq!(end.len() as u64, END_BYTES + WIDE_END_BYTES);
        assert_eq!((number(&end, 24, 8), number(&end, 32, 8)), (70_000, 70_000));
        assert_eq!(number(&end, 76 + 8, 2), MANY);
        assert_eq!(Archive::of((0..65_534).map(|n| entry(&format!("{n}"), 1)).collect()).end().len(), 22);
    }
}
