//! Fifty specs whose pictures stay the same to the byte, build by build.
//!
//! `EASEL_BLESS=1 cargo test -p easel-illustrator specs` writes the hashes anew. They hold for one kind of machine: sines
//! and powers come from the system's mathematics library.

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

#[test]
fn fifty_specs_give_the_bytes_they_gave_before() {
    let specs = fs::read_to_string(path("specs.txt")).expect("the specs are committed");
    let mut hashes = String::new();
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
        let _ = writeln!(hashes, "{:016x} {seed}", hash(&picture.rgba));
    }
    assert_eq!(hashes.lines().count(), 50);
    if std::env::var_os("EASEL_BLESS").is_some() {
        fs::write(path("specs.hashes"), hashes).expect("hashes can be written");
        return;
    }
    let before = fs::read_to_string(path("specs.hashes")).expect("the hashes are committed");
    let changed: Vec<&str> =
        hashes.lines().zip(before.lines()).filter(|(now, then)| now != then).map(|(now, _)| now).collect();
    assert!(
        changed.is_empty(),
        "{} of the fifty changed ({changed:?}); look at them, then bless them with EASEL_BLESS=1",
        changed.len()
    );
}
