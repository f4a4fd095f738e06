//! A further language is one file: what is made of a folder with one more catalogue.

#[path = "../../build.rs"]
#[expect(dead_code, reason = "only what makes the list is tried here; the rest runs before every build")]
mod build;

use std::path::Path;

#[test]
fn a_further_catalogue_is_a_further_language() {
    let tags = ["ar", "en", "pt-BR"].map(str::to_owned);
    let made = build::source(&tags, Path::new("/catalogues"));
    for part in [
        "#[serde(rename = \"ar\")]\nAr,",
        "#[default]\n#[serde(rename = \"en\")]\nEn,",
        "#[serde(rename = \"pt-BR\")]\nPtBr,",
        "&[Self::Ar, Self::En, Self::PtBr, ]",
        "Self::PtBr => \"pt-BR\",",
        "Self::PtBr => include_str!(\"/catalogues/pt-BR.json\"),",
    ] {
        assert!(made.contains(part), "{part} is not in {made}");
    }
}
