//! Makes `Language` of what lies in `locales/`: a catalogue's file name is its language's tag, and there is no other list.

use std::{env, fmt::Write as _, fs, path::Path};

fn main() {
    let here = env::var("CARGO_MANIFEST_DIR").expect("cargo says where the crate is");
    let locales = Path::new(&here).join("../../locales");
    println!("cargo:rerun-if-changed={}", locales.display());
    let mut tags: Vec<String> = fs::read_dir(&locales)
        .expect("locales/ can be read")
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.strip_suffix(".json").map(str::to_owned))
        .collect();
    tags.sort();
    let out = env::var("OUT_DIR").expect("cargo says where to write");
    fs::write(Path::new(&out).join("languages.rs"), source(&tags, &locales)).expect("OUT_DIR can be written");
}

/// The enum with its tags and catalogues; English is the default, since every other catalogue falls back to it.
pub(crate) fn source(tags: &[String], locales: &Path) -> String {
    let (mut variants, mut all, mut names, mut files) =
        (String::new(), String::new(), String::new(), String::new());
    for tag in tags {
        let name = variant(tag);
        let default = if tag == "en" { "#[default]" } else { "" };
        let file = locales.join(format!("{tag}.json"));
        println!("cargo:rerun-if-changed={}", file.display());
        let _ =
            writeln!(variants, "/// `locales/{tag}.json`.\n{default}\n#[serde(rename = \"{tag}\")]\n{name},");
        let _ = write!(all, "Self::{name}, ");
        let _ = writeln!(names, "Self::{name} => \"{tag}\",");
        let _ = writeln!(files, "Self::{name} => include_str!({:?}),", file.display().to_string());
    }
    format!(
        "/// A language with a catalogue, by its BCP 47 tag: one for every file in `locales/`.\n\
         #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]\n\
         pub enum Language {{\n{variants}}}\n\n\
         impl Language {{\n/// Every language with a catalogue, in the order of their tags.\n\
         pub const ALL: &[Self] = &[{all}];\n\n\
         /// The BCP 47 tag.\n#[must_use]\npub const fn tag(self) -> &'static str {{\nmatch self {{\n{names}}}\n}}\n\n\
         /// The catalogue as it is written.\npub(crate) const fn source(self) -> &'static str {{\nmatch self {{\n{files}}}\n}}\n}}\n"
    )
}

/// `zh-CN` as a name of Rust: `ZhCn`.
fn variant(tag: &str) -> String {
    tag.split('-')
        .map(|part| {
            let lower = part.to_ascii_lowercase();
            let mut letters = lower.chars();
            letters
                .next()
                .map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
        })
        .collect()
}
