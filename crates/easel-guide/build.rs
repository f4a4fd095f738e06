//! Gathers the articles that ship: `locales/help/<language>/<name>.md`. A further language is a further folder.

use std::{env, fmt::Write as _, fs, path::Path};

fn main() {
    let here = env::var("CARGO_MANIFEST_DIR").expect("cargo says where the crate is");
    let help = Path::new(&here).join("../../locales/help");
    println!("cargo:rerun-if-changed={}", help.display());
    let mut source = String::from(
        "/// Every text that ships: language, name, as it is written.\nconst TEXTS: &[(&str, &str, &str)] = &[\n",
    );
    for tag in names(&help) {
        for file in names(&help.join(&tag)) {
            let Some(slug) = file.strip_suffix(".md") else { continue };
            let path = help.join(&tag).join(&file);
            println!("cargo:rerun-if-changed={}", path.display());
            let _ = writeln!(source, "({tag:?}, {slug:?}, include_str!({:?})),", path.display().to_string());
        }
    }
    source.push_str("];\n");
    let out = env::var("OUT_DIR").expect("cargo says where to write");
    fs::write(Path::new(&out).join("texts.rs"), source).expect("OUT_DIR can be written");
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("locales/help holds a folder for each language");
    let mut names: Vec<String> =
        entries.filter_map(|entry| entry.ok()?.file_name().to_str().map(str::to_owned)).collect();
    names.sort();
    names
}
