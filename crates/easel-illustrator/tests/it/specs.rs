//! Fifty specs whose pictures stay the same to the byte, build by build.
//!
//! `EASEL_BLESS=1 cargo test -p easel-illustrator specs` writes the hashes anew. They hold where sines and powers, which come
//! from the system's mathematics library, are the same to the last bit; the first line of the file says which those were.
//! Elsewhere each spec must still give the same bytes twice.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use easel_illustrator::{Request, illustrate};

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

/// FNV-1a of the pixels.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3))
}

/// A fingerprint of this machine's mathematics library.
fn maths() -> u64 {
    let mut bytes = Vec::new();
    for k in 1..4000_u16 {
        let (x, y) = (f32::from(k) * 0.0137, f64::from(k) * 0.0137);
        let singles =
            [x.sin(), x.cos(), x.tan(), x.powf(1.4), (x * 0.1).exp(), x.ln(), x.atan2(1.7), x.hypot(0.3)];
        singles.iter().for_each(|v| bytes.extend(v.to_bits().to_le_bytes()));
        let doubles = [
            y.sin(),
            y.cos(),
            y.tan(),
            y.powf(1.4),
            (y * 0.1).exp(),
            y.ln(),
            y.atan2(1.7),
            (y * 0.01).acos(),
        ];
        doubles.iter().for_each(|v| bytes.extend(v.to_bits().to_le_bytes()));
    }
    hash(&bytes)
}

#[test]
fn fifty_specs_give_the_bytes_they_gave_before() {
    let specs = fs::read_to_string(path("specs.txt")).expect("the specs are committed");
    let mut hashes = format!("{:016x} maths\n", maths());
    let before = fs::read_to_string(path("specs.hashes")).unwrap_or_default();
    let comparable = before.lines().next() == hashes.lines().next();
    for spec in specs.lines() {
        let fields: Vec<&str> = spec.splitn(4, '|').map(str::trim).collect();
        let [style, size, seed, prompt] = fields.as_slice() else { panic!("{spec}") };
        let (width, height) = size.split_once('x').expect("a size");
        let (width, height) = (width.parse().expect("pixels"), height.parse().expect("pixels"));
        let request = Request {
            style: Some(style),
            ..Request::new(prompt, width, height, seed.parse().expect("a seed"))
        };
        let picture = illustrate(&request, &mut |_, _| true).expect("drawn");
        if !comparable {
            let again = illustrate(&request, &mut |_, _| true).expect("drawn");
            assert!(again == picture, "{spec} differs the second time");
        }
        let _ = writeln!(hashes, "{:016x} {seed}", hash(&picture.rgba));
    }
    assert_eq!(hashes.lines().count(), 51);
    if std::env::var_os("EASEL_BLESS").is_some() {
        fs::write(path("specs.hashes"), hashes).expect("hashes can be written");
        return;
    }
    assert_eq!(before.lines().count(), 51, "the hashes are committed");
    if !comparable {
        eprintln!("another mathematics library: only that each spec gives the same bytes twice was tested");
        return;
    }
    let changed: Vec<&str> =
        hashes.lines().zip(before.lines()).filter(|(now, then)| now != then).map(|(now, _)| now).collect();
    assert!(
        changed.is_empty(),
        "{} of the fifty changed ({changed:?}); look at them, then bless them with EASEL_BLESS=1",
        changed.len()
    );
}
