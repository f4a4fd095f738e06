//! Lays the typefaces' files, which are npm packages, into the program.

use easel_packages::Wanted;
use std::{env, fmt::Write, fs, path::PathBuf, process::exit};

/// Family as it is named in this program, package, part of it, weight.
const FACES: &[(&str, &str, &str, u16)] = &[
    ("Inter", "inter", "latin", 400),
    ("Inter", "inter", "latin", 600),
    ("Inter Latin Ext", "inter", "latin-ext", 400),
    ("Inter Latin Ext", "inter", "latin-ext", 600),
    ("Inter Vietnamese", "inter", "vietnamese", 400),
    ("Inter Vietnamese", "inter", "vietnamese", 600),
    ("Inter Cyrillic", "inter", "cyrillic", 400),
    ("Inter Cyrillic", "inter", "cyrillic", 600),
    ("Inter Cyrillic Ext", "inter", "cyrillic-ext", 400),
    ("Inter Cyrillic Ext", "inter", "cyrillic-ext", 600),
    ("Inter Greek", "inter", "greek", 400),
    ("Inter Greek", "inter", "greek", 600),
    ("Noto Sans Devanagari", "noto-sans-devanagari", "devanagari", 400),
    ("Noto Sans Devanagari", "noto-sans-devanagari", "devanagari", 600),
    ("Noto Sans SC", "noto-sans-sc", "chinese-simplified", 400),
    ("Noto Sans JP", "noto-sans-jp", "japanese", 400),
];

fn main() {
    let source = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR"));
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets OUT_DIR"));
    for file in ["build.rs", "package.json", "package-lock.json"] {
        println!("cargo::rerun-if-changed={file}");
    }
    let files: Vec<String> = FACES
        .iter()
        .map(|(_, package, part, weight)| {
            format!("@fontsource/{package}/files/{package}-{part}-{weight}-normal.woff2")
        })
        .collect();
    let wanted = Wanted { folder: &source, what: "the program's typefaces", files: &files };
    let modules = wanted.installed(&out).unwrap_or_else(|why| {
        eprintln!("{why}");
        exit(1);
    });
    let mut table = String::from("static FACES: &[Face] = &[\n");
    for ((family, _, _, weight), file) in FACES.iter().zip(&files) {
        let name = file.rsplit('/').next().unwrap_or_default();
        let kept = out.join(name);
        fs::copy(modules.join(file), &kept).expect("the build's own folder can be written");
        let bytes = kept.display().to_string();
        let _ = writeln!(
            table,
            "    Face {{ family: {family:?}, weight: {weight}, file: {name:?}, woff2: include_bytes!({bytes:?}) }},"
        );
    }
    table.push_str("];\n");
    fs::write(out.join("faces.rs"), table).expect("the build's own folder can be written");
}
