//! What a file's first bytes say: whether it may be a picture, and how large it claims to be. Nothing is unpacked here;
//! whether the claim is true is found out by a worker, away from sessions.

/// Longest side that is taken in, pixels.
pub const SIDE_MAX: u32 = 16_384;
/// Most pixels that are taken in.
pub const PIXELS_MAX: u64 = 1 << 26;

/// What a file claims to be.
#[derive(Debug, PartialEq, Eq)]
pub struct Claimed {
    /// What kind of file.
    pub mime: &'static str,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

/// Why a file is not taken in.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Neither PNG nor JPEG nor WebP.
    Type,
    /// One of them by its first bytes, and then not.
    Broken,
    /// Larger than anything we unpack.
    TooLarge,
}

/// Reads the header of a PNG, JPEG or WebP file.
///
/// # Errors
/// [`Refusal`].
pub fn sniff(file: &[u8]) -> Result<Claimed, Refusal> {
    let (mime, size) = if file.starts_with(b"\x89PNG\r\n\x1a\n") {
        ("image/png", png(file))
    } else if file.starts_with(b"\xff\xd8\xff") {
        ("image/jpeg", jpeg(file))
    } else if file.starts_with(b"RIFF") && file.get(8..12) == Some(b"WEBP") {
        ("image/webp", webp(file))
    } else {
        return Err(Refusal::Type);
    };
    let (width, height) = size.filter(|&(w, h)| w > 0 && h > 0).ok_or(Refusal::Broken)?;
    if width > SIDE_MAX || height > SIDE_MAX || u64::from(width) * u64::from(height) > PIXELS_MAX {
        return Err(Refusal::TooLarge);
    }
    Ok(Claimed { mime, width, height })
}

/// The header chunk comes first and has thirteen bytes.
fn png(file: &[u8]) -> Option<(u32, u32)> {
    if file.get(8..16)? != b"\0\0\0\x0dIHDR" {
        return None;
    }
    Some((big(file.get(16..20)?), big(file.get(20..24)?)))
}

/// Segments are skipped by their lengths until the frame's header; each step goes forward, so it ends with the file.
fn jpeg(file: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        if *file.get(at)? != 0xff {
            return None;
        }
        match *file.get(at + 1)? {
            // Any number of these may fill up before a marker.
            0xff => at += 1,
            0x01 | 0xd0..=0xd7 => at += 2,
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                return Some((big(file.get(at + 7..at + 9)?), big(file.get(at + 5..at + 7)?)));
            }
            // Pixels or the end before any frame, or a second beginning.
            0x00 | 0xd8..=0xda => return None,
            _ => {
                let length = big(file.get(at + 2..at + 4)?) as usize;
                if length < 2 {
                    return None;
                }
                at += 2 + length;
            }
        }
    }
}

fn webp(file: &[u8]) -> Option<(u32, u32)> {
    let data = file.get(20..)?;
    match file.get(12..16)? {
        b"VP8 " => {
            if data.get(3..6)? != b"\x9d\x01\x2a" {
                return None;
            }
            Some((little(data.get(6..8)?) & 0x3fff, little(data.get(8..10)?) & 0x3fff))
        }
        b"VP8L" => {
            if *data.first()? != 0x2f {
                return None;
            }
            let bits = little(data.get(1..5)?);
            Some(((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1))
        }
        b"VP8X" => Some((little(data.get(4..7)?) + 1, little(data.get(7..10)?) + 1)),
        _ => None,
    }
}

fn big(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |sum, &byte| sum << 8 | u32::from(byte))
}

fn little(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |sum, &byte| sum << 8 | u32::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png_of(width: u32, height: u32) -> Vec<u8> {
        let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        file.extend(width.to_be_bytes());
        file.extend(height.to_be_bytes());
        file
    }

    fn jpeg_of(segments: &[u8], marker: u8) -> Vec<u8> {
        let frame = [0xff, marker, 0, 17, 8, 0x02, 0x58, 0x03, 0x20];
        [b"\xff\xd8".as_slice(), segments, &frame].concat()
    }

    fn webp_of(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
        [b"RIFF\0\0\0\0WEBP".as_slice(), kind, b"\0\0\0\0", data].concat()
    }

    fn size(file: &[u8]) -> Result<(u32, u32), Refusal> {
        sniff(file).map(|c| (c.width, c.height))
    }

    #[test]
    fn headers_say_their_size() {
        assert_eq!(sniff(&png_of(640, 480)), Ok(Claimed { mime: "image/png", width: 640, height: 480 }));
        assert_eq!(size(&jpeg_of(b"\xff\xe0\0\x04ab\xff\xff\xdb\0\x03c", 0xc2)), Ok((800, 600)));
        assert_eq!(size(&webp_of(b"VP8 ", b"\0\0\0\x9d\x01\x2a\x20\x03\x58\x02")), Ok((800, 600)));
        let bits: u32 = 799 | 599 << 14;
        assert_eq!(
            size(&webp_of(b"VP8L", &[[0x2f].as_slice(), &bits.to_le_bytes()].concat())),
            Ok((800, 600))
        );
        assert_eq!(size(&webp_of(b"VP8X", b"\0\0\0\0\x1f\x03\0\x57\x02\0")), Ok((800, 600)));
    }

    #[test]
    fn what_is_no_picture_or_promises_too_much_is_refused() {
        for other in [&b""[..], b"\x89", b"<html>", b"GIF89a", b"RIFF\0\0\0\0WAVE", b"%PDF-1.7"] {
            assert_eq!(sniff(other), Err(Refusal::Type), "{other:?}");
        }
        for bomb in [png_of(100_000, 1), png_of(16_384, 16_384), png_of(u32::MAX, u32::MAX)] {
            assert_eq!(sniff(&bomb), Err(Refusal::TooLarge));
        }
        for broken in [
            png_of(0, 7),
            b"\x89PNG\r\n\x1a\n".to_vec(),
            jpeg_of(b"\xff\xe0\0\x01", 0xc0),
            jpeg_of(b"\xff\xda\0\x02", 0xc0),
            jpeg_of(b"\xff\xe0\0\x02garbage", 0xc0),
            jpeg_of(b"\xff\xe0\xff\xff", 0xc0),
            webp_of(b"VP8 ", b"\0\0\0\0\0\0\x20\x03\x58\x02"),
            webp_of(b"ALPH", b""),
        ] {
            assert_eq!(sniff(&broken), Err(Refusal::Broken), "{broken:?}");
        }
    }

    #[test]
    fn no_cut_makes_it_stumble() {
        for whole in [
            png_of(640, 480),
            jpeg_of(b"\xff\xe0\0\x04ab", 0xc0),
            webp_of(b"VP8X", b"\0\0\0\0\x1f\x03\0\x57\x02\0"),
        ] {
            for length in 0..whole.len() {
                let _ = sniff(&whole[..length]);
            }
            assert!(sniff(&whole).is_ok());
        }
    }
}
