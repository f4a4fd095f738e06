//! The OpenAPI document: kept in `docs/`, so that a change of the contract is seen.

use std::{fs, path::Path};

#[test]
fn the_document_changes_only_on_purpose() {
    let now = serde_json::to_string_pretty(&easel_web::openapi()).expect("JSON") + "\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    if std::env::var_os("EASEL_BLESS").is_some() {
        fs::write(&path, &now).expect("docs/openapi.json can be written");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        now == kept,
        "docs/openapi.json is not what the program says; look at it, then run with EASEL_BLESS=1"
    );
}

#[test]
fn operations_are_named_verb_first() {
    let document = serde_json::to_value(easel_web::openapi()).expect("JSON");
    let verbs = [
        "get", "list", "create", "update", "delete", "cancel", "change", "sign", "request", "reset",
        "stream", "export",
    ];
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            let id = operation["operationId"].as_str().unwrap_or("");
            assert!(verbs.contains(&id.split('_').next().unwrap_or("")), "{method} {path}: {id}");
            assert!(operation["summary"].is_string(), "{method} {path} says what it does");
        }
    }
}
