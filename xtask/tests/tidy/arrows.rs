//! Who may depend on whom, from `cargo metadata`. ARCHITECTURE.md draws the same picture.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use crate::settle;
use crate::tree::root;

/// Each crate of ours and the crates of ours it may name. What isn't here is forbidden.
const ARROWS: &[(&str, &[&str])] = &[
    ("easel-domain", &[]),
    ("easel-works", &["easel-domain"]),
    ("easel-db", &[]),
    ("easel-packages", &[]),
    ("easel-fonts", &["easel-packages"]),
    ("easel-paper", &["easel-domain", "easel-fonts", "easel-works"]),
    ("easel-illustrator", &["easel-domain", "easel-packages"]),
    ("easel-store", &["easel-domain", "easel-db", "easel-works"]),
    ("easel-till", &["easel-domain", "easel-db", "easel-store"]),
    ("easel-oversight", &["easel-domain", "easel-db", "easel-store"]),
    ("easel-inspection", &["easel-domain", "easel-db", "easel-store"]),
    ("easel-guide", &["easel-domain", "easel-db", "easel-store"]),
    ("easel-support", &["easel-domain", "easel-db", "easel-store"]),
    ("easel-shelf", &["easel-domain", "easel-db", "easel-store", "easel-works"]),
    ("easel-notices", &["easel-domain", "easel-db", "easel-store"]),
    ("easel-showcase", &["easel-domain", "easel-db", "easel-store"]),
    ("easel-archive", &["easel-domain", "easel-db", "easel-store"]),
    ("easel-backup", &["easel-domain", "easel-db", "easel-store"]),
    ("easel-outbound", &["easel-domain", "easel-works"]),
    ("easel-tells", &[]),
    ("easel-compose", &["easel-domain", "easel-tells", "easel-works"]),
    ("easel-vision", &["easel-domain"]),
    ("easel-engine", &["easel-domain", "easel-illustrator", "easel-vision"]),
    (
        "easel-worker",
        &[
            "easel-domain",
            "easel-store",
            "easel-support",
            "easel-notices",
            "easel-till",
            // Its tests ask for exports.
            "easel-shelf",
            "easel-showcase",
            "easel-engine",
            "easel-outbound",
            "easel-tells",
            "easel-compose",
            "easel-paper",
            "easel-vision",
            "easel-works",
        ],
    ),
    (
        "easel-door",
        &[
            "easel-archive",
            "easel-domain",
            "easel-store",
            "easel-guide",
            "easel-support",
            "easel-inspection",
            "easel-notices",
            "easel-till",
            "easel-shelf",
            "easel-showcase",
            "easel-outbound",
            "easel-tells",
            "easel-works",
        ],
    ),
    (
        "easel-counter",
        &["easel-domain", "easel-door", "easel-store", "easel-till", "easel-outbound", "easel-paper"],
    ),
    (
        "easel-bindery",
        &["easel-domain", "easel-door", "easel-paper", "easel-shelf", "easel-store", "easel-works"],
    ),
    (
        "easel-web",
        &[
            "easel-archive",
            "easel-bindery",
            "easel-counter",
            "easel-domain",
            "easel-door",
            "easel-store",
            "easel-guide",
            "easel-support",
            "easel-shelf",
            "easel-inspection",
            "easel-notices",
            "easel-outbound",
            "easel-showcase",
            "easel-fonts",
            "easel-oversight",
            "easel-paper",
            "easel-tells",
            "easel-works",
        ],
    ),
    (
        "easel",
        &[
            "easel-domain",
            "easel-db",
            "easel-store",
            "easel-till",
            "easel-oversight",
            "easel-notices",
            "easel-showcase",
            "easel-backup",
            "easel-engine",
            "easel-outbound",
            "easel-tells",
            "easel-compose",
            "easel-vision",
            "easel-worker",
            "easel-door",
            "easel-web",
        ],
    ),
];

/// May name every crate of ours: the whole house for tests, and the developers' commands.
const EVERYWHERE: [&str; 3] = ["easel-testing", "easel-testing-web", "xtask"];

/// Outside crates that only some of ours may name. Tests may name what they like.
const OUTSIDE: &[(&str, &[&str])] = &[
    ("rusqlite", &["easel-db"]),
    ("libsqlite3-sys", &["easel-db"]),
    ("tokio-postgres", &["easel-db"]),
    ("tokio-postgres-rustls", &["easel-db"]),
    ("deadpool-postgres", &["easel-db"]),
    ("object_store", &["easel-store"]),
    ("axum", &["easel-door", "easel-bindery", "easel-counter", "easel-web"]),
    ("axum-extra", &["easel-web"]),
    ("tower-http", &["easel-web"]),
    ("utoipa-axum", &["easel-bindery", "easel-counter", "easel-web"]),
    ("reqwest", &["easel-engine", "easel-outbound"]),
    ("candle-core", &["easel-engine"]),
    ("candle-nn", &["easel-engine"]),
    ("lettre", &["easel-outbound"]),
    ("webauthn-rs", &["easel-door"]),
    ("qrcode", &["easel-outbound"]),
    ("openidconnect", &["easel-outbound"]),
    ("clap", &["easel", "xtask"]),
    ("tracing-subscriber", &["easel", "easel-testing"]),
    ("image", &["easel-compose", "easel-illustrator"]),
    ("png", &["easel-compose", "easel-engine", "easel-illustrator"]),
    ("resvg", &["easel-compose", "easel-illustrator"]),
    ("usvg", &["easel-compose", "easel-illustrator"]),
    ("tiny-skia", &["easel-compose", "easel-illustrator"]),
    ("csv", &["easel-domain"]),
    ("hayro-syntax", &["easel-paper"]),
    ("hypher", &["easel-paper"]),
    ("krilla", &["easel-paper"]),
    ("parley", &["easel-paper"]),
    ("skrifa", &["easel-paper"]),
    ("wuff", &["easel-paper"]),
    ("zip", &["easel-archive", "easel-compose"]),
    ("c2pa", &["easel-tells"]),
    ("rten", &["easel-vision"]),
    ("anyhow", &["easel", "easel-worker", "easel-testing", "xtask"]),
    // Another way to the same end would be a second one.
    ("sqlx", &[]),
    ("sea-orm", &[]),
    ("diesel", &[]),
    ("async-trait", &[]),
    ("lazy_static", &[]),
    ("once_cell", &[]),
    ("chrono", &[]),
];

/// Crates whose work is a function of its arguments: no runtime, no clock, no chance, no network.
const PURE: [&str; 7] = [
    "easel-domain",
    "easel-works",
    "easel-illustrator",
    "easel-tells",
    "easel-compose",
    "easel-paper",
    "easel-vision",
];
const IMPURE: [&str; 9] =
    ["tokio", "futures", "futures-util", "getrandom", "rand", "reqwest", "hyper", "socket2", "tempfile"];

struct Package {
    name: String,
    manifest: String,
    /// (name, is for tests only)
    dependencies: Vec<(String, bool)>,
    /// By name, what each switches on.
    features: BTreeMap<String, Vec<String>>,
}

fn packages() -> Vec<Package> {
    let out = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(out.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&out.stderr));
    let metadata: serde_json::Value =
        serde_json::from_slice(&out.stdout).expect("cargo metadata prints JSON");
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    metadata["packages"]
        .as_array()
        .expect("packages")
        .iter()
        .map(|package| Package {
            name: text(&package["name"]),
            manifest: text(&package["manifest_path"]),
            features: serde_json::from_value(package["features"].clone()).expect("features"),
            dependencies: package["dependencies"]
                .as_array()
                .expect("dependencies")
                .iter()
                .map(|dependency| (text(&dependency["name"]), dependency["kind"] == "dev"))
                .collect(),
        })
        .collect()
}

/// What a crate may name, and what it may name through that, all the way down.
fn below<'a>(name: &str, arrows: &BTreeMap<&'a str, &'a [&'a str]>, found: &mut BTreeSet<&'a str>) {
    for next in arrows.get(name).copied().unwrap_or_default() {
        if found.insert(next) {
            below(next, arrows, found);
        }
    }
}

#[test]
fn arrows_point_down() {
    let arrows: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    let packages = packages();
    let ours: BTreeSet<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    let mut findings = Vec::new();
    for package in &packages {
        if EVERYWHERE.contains(&package.name.as_str()) {
            continue;
        }
        let Some(allowed) = arrows.get(package.name.as_str()) else {
            findings.push(format!("{} is in no floor: which arrow does it forbid?", package.name));
            continue;
        };
        let mut for_tests = BTreeSet::from(["easel-testing"]);
        below(&package.name, &arrows, &mut for_tests);
        for (dependency, in_tests) in &package.dependencies {
            let dependency = dependency.as_str();
            let fine = !ours.contains(dependency)
                || allowed.contains(&dependency)
                || *in_tests && for_tests.contains(dependency);
            if !fine {
                findings.push(format!("{} must not name {dependency}", package.name));
            }
        }
    }
    settle("Floors name only what lies below them (ARCHITECTURE.md, Crates).", &findings);
}

#[test]
fn the_table_of_arrows_has_no_circle() {
    let arrows: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    let circles: Vec<String> = ARROWS
        .iter()
        .filter(|(name, _)| {
            let mut found = BTreeSet::new();
            below(name, &arrows, &mut found);
            found.contains(name)
        })
        .map(|(name, _)| (*name).to_owned())
        .collect();
    settle("An arrow leads back to where it began.", &circles);
}

#[test]
fn what_can_be_switched_on_can_be_switched_on_in_the_program() {
    let packages = packages();
    let program = packages.iter().find(|package| package.name == "easel").expect("the program");
    let mut findings = Vec::new();
    for package in packages.iter().filter(|package| ARROWS.iter().any(|(name, _)| *name == package.name)) {
        // Features that only stand for an outside crate are switched on by others.
        let own =
            package.features.keys().filter(|name| !package.features[*name].contains(&format!("dep:{name}")));
        for feature in own.filter(|_| package.name != "easel") {
            let switch = format!("{}/{feature}", package.name);
            if !program.features.get(feature).is_some_and(|on| on.contains(&switch)) {
                findings.push(format!("{switch} can't be had by `cargo build --features {feature}`"));
            }
        }
    }
    settle("People build the program, not its crates.", &findings);
}

#[test]
fn outside_crates_have_one_door() {
    let mut findings = Vec::new();
    for package in packages() {
        for (dependency, in_tests) in &package.dependencies {
            let owners = OUTSIDE.iter().find(|(name, _)| name == dependency).map(|(_, owners)| *owners);
            let fine = match owners {
                Some([]) => false,
                Some(owners) => *in_tests || owners.contains(&package.name.as_str()),
                None => true,
            };
            if !fine {
                findings.push(match owners {
                    Some([]) | None => format!("{} names {dependency}, which nobody may", package.name),
                    Some(owners) => {
                        format!("{} names {dependency}; only {} may", package.name, owners.join(", "))
                    }
                });
            }
        }
    }
    settle(
        "Each outside library comes in by one door (ARCHITECTURE.md, Crates; deny.toml says the same).",
        &findings,
    );
}

#[test]
fn pure_crates_stay_pure() {
    let mut findings = Vec::new();
    for package in packages().iter().filter(|package| PURE.contains(&package.name.as_str())) {
        for (dependency, in_tests) in &package.dependencies {
            if !in_tests && IMPURE.contains(&dependency.as_str()) {
                findings.push(format!("{} names {dependency}", package.name));
            }
        }
    }
    settle(
        "These crates compute from their arguments: time, chance and the outside come in as values.",
        &findings,
    );
}

#[test]
fn every_crate_takes_the_workspace_lints() {
    let findings: Vec<String> = packages()
        .iter()
        .filter(|package| {
            let manifest = fs::read_to_string(&package.manifest).expect("manifests can be read");
            !manifest.contains("[lints]\nworkspace = true")
        })
        .map(|package| package.name.clone())
        .collect();
    settle("`[lints] workspace = true` is missing (it forbids unsafe code, among others).", &findings);
}

#[test]
fn the_architecture_names_every_crate() {
    let architecture = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let findings: Vec<String> = packages()
        .into_iter()
        .map(|package| package.name)
        .filter(|name| !architecture.contains(&format!("`{name}`")))
        .collect();
    settle("ARCHITECTURE.md does not name these crates.", &findings);
}
