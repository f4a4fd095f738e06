//! Builds the browser side and lays it into the program. Without npm, or with `EASEL_SKIP_UI=1`, a small page stands in
//! that says so.

use std::{
    collections::hash_map::DefaultHasher,
    env,
    fmt::Write,
    fs,
    hash::{Hash, Hasher},
    io,
    path::{Path, PathBuf},
    process::Command,
};

/// What decides how the built files look.
const SOURCES: &[&str] = &[
    "ui/src",
    "ui/public",
    "ui/scripts",
    "ui/index.html",
    "ui/package.json",
    "ui/package-lock.json",
    "ui/vite.config.ts",
    "ui/svelte.config.js",
    "ui/tsconfig.json",
    "locales",
];

const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Easel</title><body><h1>The pages were not built</h1>\
<p>This program was built without its browser side; the API under <code>/api/v1</code> works.</p>\
<p>Install Node.js 20 or newer with npm, unset <code>EASEL_SKIP_UI</code> and build again: <code>cargo build</code>.</p></body></html>\n";

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../..");
    let out = PathBuf::from(env::var("OUT_DIR").unwrap_or_default());
    println!("cargo::rerun-if-env-changed=EASEL_SKIP_UI");
    println!("cargo::rerun-if-changed=build.rs");
    for source in SOURCES {
        println!("cargo::rerun-if-changed={}", root.join(source).display());
    }
    let skip = env::var("EASEL_SKIP_UI").is_ok_and(|v| !v.is_empty() && v != "0");
    let ui = root.join("ui");
    let built = if skip || !ui.join("package.json").exists() { None } else { build(&root, &ui, &out)? };
    let files = match &built {
        Some(dist) => list(dist)?,
        None => {
            let page = out.join("not-built");
            fs::create_dir_all(&page)?;
            fs::write(page.join("index.html"), NOT_BUILT)?;
            list(&page)?
        }
    };
    fs::write(out.join("ui.rs"), table(&files)?)
}

/// Runs npm where something changed since the last time. `None` without npm; a failing build fails loudly.
fn build(root: &Path, ui: &Path, out: &Path) -> io::Result<Option<PathBuf>> {
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    if !Command::new(npm).arg("--version").output().is_ok_and(|o| o.status.success()) {
        println!("cargo::warning=npm was not found: the browser side is left out");
        return Ok(None);
    }
    if !is_installed(ui) {
        run(Command::new(npm).args(["ci", "--no-audit", "--no-fund"]).current_dir(ui))?;
    }
    let sources: Vec<PathBuf> = SOURCES.iter().map(|s| root.join(s)).collect();
    let (dist, stamp) = (out.join("dist"), out.join("dist.stamp"));
    let now = fingerprint(&sources)?;
    if fs::read_to_string(&stamp).ok().as_deref() != Some(now.as_str()) {
        run(Command::new(npm).args(["run", "build"]).current_dir(ui))?;
        if dist.exists() {
            fs::remove_dir_all(&dist)?;
        }
        copy(&ui.join("dist"), &dist)?;
        run(Command::new("node").args(["-e", PACK]).arg(&dist))?;
        // Generated sources may have been written anew by the build itself.
        fs::write(&stamp, fingerprint(&sources)?)?;
    }
    Ok(Some(dist))
}

/// Whether npm finished after the lock file last changed; it writes this file last.
fn is_installed(ui: &Path) -> bool {
    let changed = |path: PathBuf| fs::metadata(path).and_then(|meta| meta.modified());
    match (changed(ui.join("node_modules/.package-lock.json")), changed(ui.join("package-lock.json"))) {
        (Ok(installed), Ok(locked)) => installed >= locked,
        _ => false,
    }
}

/// Packs what packs well, beside the plain file.
const PACK: &str = r"
const fs = require('fs'), path = require('path'), zlib = require('zlib');
const walk = (at) => { for (const name of fs.readdirSync(at)) {
  const file = path.join(at, name);
  if (fs.statSync(file).isDirectory()) { walk(file); continue; }
  if (!/\.(html|js|mjs|css|svg|json|txt|webmanifest|ico|wasm|ttf)$/.test(name)) continue;
  const plain = fs.readFileSync(file);
  const keep = (end, packed) => { if (packed.length < plain.length * 0.95) fs.writeFileSync(file + end, packed); };
  keep('.br', zlib.brotliCompressSync(plain, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11 } }));
  keep('.gz', zlib.gzipSync(plain, { level: 9 }));
} };
walk(process.argv[1]);
";

fn run(command: &mut Command) -> io::Result<()> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(());
    }
    let (said, wrong) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    Err(io::Error::other(format!("{command:?} failed:\n{said}\n{wrong}")))
}

/// All of it as one number.
fn fingerprint(paths: &[PathBuf]) -> io::Result<String> {
    let mut hasher = DefaultHasher::new();
    for path in paths.iter().filter(|p| p.exists()) {
        let files = if path.is_dir() { list(path)? } else { vec![(String::new(), path.clone())] };
        for (name, file) in files {
            name.hash(&mut hasher);
            fs::read(file)?.hash(&mut hasher);
        }
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// Every file below `dir` with its path from there, in order.
fn list(dir: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    let mut open = vec![dir.to_path_buf()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(&at)? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else if let Ok(name) = path.strip_prefix(dir) {
                found.push((name.to_string_lossy().replace('\\', "/"), path));
            }
        }
    }
    found.sort();
    Ok(found)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    for (name, file) in list(from)? {
        let target = to.join(name);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::copy(file, target)?;
    }
    Ok(())
}

/// The table the program reads, as Rust.
fn table(files: &[(String, PathBuf)]) -> io::Result<String> {
    let mut text = String::from("static FILES: &[UiFile] = &[\n");
    let bytes = |file: &Path| format!("include_bytes!({:?})", file.display().to_string());
    for (name, file) in files.iter().filter(|(name, _)| !name.ends_with(".br") && !name.ends_with(".gz")) {
        let packed = |end: &str| {
            let at = PathBuf::from(format!("{}{end}", file.display()));
            if at.exists() { format!("Some({})", bytes(&at)) } else { "None".to_owned() }
        };
        let etag = format!("\"{}\"", fingerprint(std::slice::from_ref(file))?);
        let _ = writeln!(
            text,
            "    UiFile {{ path: {name:?}, mime: {:?}, etag: {etag:?}, plain: {}, br: {}, gzip: {} }},",
            mime(name),
            bytes(file),
            packed(".br"),
            packed(".gz"),
        );
    }
    text.push_str("];\n");
    Ok(text)
}

fn mime(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or("") {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
