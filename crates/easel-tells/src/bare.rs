//! A PNG without anything it tells: only the chunks that are the picture pass. Chunk by chunk as the bytes come, so that
//! memory holds no more than what was just read.

use bytes::{Bytes, BytesMut};

/// What makes a picture: its size, its colours, its pixels. Everything else is left out.
const KEPT: [[u8; 4]; 5] = [*b"IHDR", *b"PLTE", *b"tRNS", *b"IDAT", *b"IEND"];
const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";
/// Length and name.
const HEAD: usize = 8;
/// The checksum behind a chunk's data.
const TAIL: u64 = 4;

/// Passes on a PNG's picture.
#[derive(Default)]
pub struct Bare {
    /// What was read of the next chunk's head, or of the signature.
    head: BytesMut,
    begun: bool,
    /// Bytes of the chunk at hand that are still to come, and whether they are passed on.
    left: u64,
    kept: bool,
}

/// It was no PNG.
#[derive(Debug, thiserror::Error)]
#[error("the file is no PNG")]
pub struct NoPng;

impl Bare {
    /// What of the next bytes belongs to the picture.
    ///
    /// # Errors
    /// [`NoPng`] when the file doesn't begin like one.
    pub fn pass(&mut self, mut bytes: Bytes) -> Result<Bytes, NoPng> {
        let mut out = BytesMut::new();
        while !bytes.is_empty() {
            if self.left > 0 {
                let now = usize::try_from(self.left).unwrap_or(usize::MAX).min(bytes.len());
                let some = bytes.split_to(now);
                self.left -= now as u64;
                if self.kept {
                    out.extend_from_slice(&some);
                }
                continue;
            }
            let now = (HEAD - self.head.len()).min(bytes.len());
            self.head.extend_from_slice(&bytes.split_to(now));
            if self.head.len() < HEAD {
                break;
            }
            if self.begun {
                let (length, name) = self.head.split_at(4);
                let length: [u8; 4] = length.try_into().map_err(|_| NoPng)?;
                self.left = u64::from(u32::from_be_bytes(length)) + TAIL;
                self.kept = KEPT.iter().any(|kept| kept == name);
            } else if self.head[..] == SIGNATURE {
                (self.begun, self.kept) = (true, true);
            } else {
                return Err(NoPng);
            }
            if self.kept {
                out.extend_from_slice(&self.head);
            }
            self.head.clear();
        }
        Ok(out.freeze())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
        let length = u32::try_from(data.len()).expect("short").to_be_bytes();
        [&length[..], name, data, b"sum!"].concat()
    }

    #[test]
    fn only_the_picture_passes_however_its_bytes_come() {
        let kept = [
            SIGNATURE.to_vec(),
            chunk(b"IHDR", b"0123456789abc"),
            chunk(b"IDAT", b"pixels"),
            chunk(b"IDAT", b"more"),
            chunk(b"IEND", b""),
        ];
        let mut told = kept.to_vec();
        told.insert(2, chunk(b"iTXt", b"parameters\0\0\0\0\0where I live"));
        told.insert(3, chunk(b"caBX", &[7; 300]));
        told.insert(5, chunk(b"eXIf", b"IDAT"));
        let (told, kept) = (told.concat(), kept.concat());
        for step in [1, 3, 8, 50, told.len()] {
            let (mut bare, mut out) = (Bare::default(), Vec::new());
            for part in told.chunks(step) {
                out.extend(bare.pass(Bytes::copy_from_slice(part)).expect("a PNG"));
            }
            assert_eq!(out, kept, "in steps of {step}");
        }
        assert!(Bare::default().pass(Bytes::from_static(b"<svg onload=alert(1)>")).is_err());
    }
}
