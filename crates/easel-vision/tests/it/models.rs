//! That the models are the ones that were measured.

use sha2::{Digest, Sha256};
use std::{fs, path::Path};

#[test]
fn every_model_is_the_one_written_down() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
    let told = fs::read_to_string(folder.join("README.md")).unwrap();
    let mut models = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "onnx" && ending != "txt") {
            continue;
        }
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let sum: String =
            Sha256::digest(fs::read(&path).unwrap()).iter().map(|byte| format!("{byte:02x}")).collect();
        let line = told.lines().find(|line| line.contains(&format!("`{name}`"))).unwrap_or_default();
        assert!(line.contains(&sum), "{name} has the sum {sum}");
        models += 1;
    }
    assert_eq!(models, 7);
}
