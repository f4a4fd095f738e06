//! `cargo xtask test` and `cargo xtask ci`: every check, step by step, with one table at the end.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::counts::Counts;
use crate::sys::{self, cargo, command, must, root, target_dir, watch};
use crate::{browser, npm, paper, postgres, smoke};

/// The steps in their order: what fails fast comes first.
const STEPS: [Step; 10] = [
    Step { name: "fmt", when: When::Always, run: fmt },
    Step { name: "ui", when: When::Always, run: ui },
    Step { name: "clippy", when: When::Always, run: clippy },
    Step { name: "tidy", when: When::Asked, run: tidy },
    Step { name: "rust", when: When::Always, run: rust },
    Step { name: "deny", when: When::Ci, run: deny },
    Step { name: "doc", when: When::Ci, run: doc },
    Step { name: "build", when: When::NotFast, run: build },
    Step { name: "smoke", when: When::Ci, run: smoke_step },
    Step { name: "e2e", when: When::NotFast, run: e2e },
];

struct Step {
    name: &'static str,
    when: When,
    run: fn(&Options, &mut Counts) -> Result<Done>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    Always,
    NotFast,
    Ci,
    /// Only by name, because another step contains it.
    Asked,
}

enum Done {
    Good,
    Bad,
    /// Done as far as it goes here; what was left out, in a sentence.
    Partly(String),
    /// Not done; why, and what to do about it.
    Skipped(String),
}

#[derive(Default)]
struct Options {
    fast: bool,
    ci: bool,
    /// A step that can't be done counts as failed.
    strict: bool,
    only: Vec<String>,
}

impl Options {
    fn read(args: &[String], ci: bool) -> Result<Self> {
        let strict = ci || std::env::var("CI").is_ok_and(|value| matches!(value.as_str(), "true" | "1"));
        let mut options = Self { ci, strict, ..Self::default() };
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--fast" => options.fast = true,
                "--only" => {
                    options.only.push(args.next().context("--only needs the name of a step")?.clone())
                }
                other => bail!("there is no option `{other}`; the options are --fast and --only <step>"),
            }
        }
        for name in &options.only {
            if STEPS.iter().all(|step| step.name != name) {
                let names: Vec<_> = STEPS.iter().map(|step| step.name).collect();
                bail!("there is no step `{name}`; the steps are {}", names.join(", "));
            }
        }
        Ok(options)
    }

    fn wants(&self, step: &Step) -> bool {
        if !self.only.is_empty() {
            let named = |name: &str| self.only.iter().any(|only| only == name);
            // The journeys need the program they walk in.
            return named(step.name) || step.name == "build" && (named("e2e") || named("smoke"));
        }
        match step.when {
            When::Always => true,
            When::NotFast => !self.fast,
            When::Ci => self.ci,
            When::Asked => false,
        }
    }

    /// The program that journeys and smoke test start: what ships in CI, else what is compiled already.
    fn program(&self) -> PathBuf {
        match std::env::var_os("EASEL_BIN") {
            Some(program) => root().join(program),
            None => target_dir().join(if self.ci { "release/easel" } else { "debug/easel" }),
        }
    }
}

pub(crate) fn test(args: &[String]) -> Result<ExitCode> {
    Ok(suite(&Options::read(args, false)?))
}

pub(crate) fn ci(args: &[String]) -> Result<ExitCode> {
    Ok(suite(&Options::read(args, true)?))
}

fn suite(options: &Options) -> ExitCode {
    let begin = Instant::now();
    let mut total = Counts::default();
    let mut table = Vec::new();
    let mut left_out = Vec::new();
    for step in STEPS.iter().filter(|step| options.wants(step)) {
        println!("\n== {}", step.name);
        let begin = Instant::now();
        let mut counts = Counts::default();
        let done = (step.run)(options, &mut counts).unwrap_or_else(|error| {
            println!("error: {error:#}");
            Done::Bad
        });
        let word = match done {
            Done::Good if counts.failed == 0 => "ok",
            Done::Good | Done::Bad => {
                // A check that isn't a test counts as one that failed.
                counts.failed = counts.failed.max(1);
                "FAILED"
            }
            Done::Partly(what) | Done::Skipped(what) => {
                println!("skipped: {what}");
                left_out.push(format!("{}: {what}", step.name));
                if options.strict {
                    counts.failed += 1;
                    "FAILED"
                } else {
                    counts.skipped += 1;
                    "skipped"
                }
            }
        };
        total += counts;
        table.push((step.name, word, begin.elapsed(), counts));
    }
    print_table(&table, begin.elapsed());
    if !left_out.is_empty() {
        println!("\nNot everything was checked:");
        for line in &left_out {
            println!("  - {line}");
        }
        if options.strict {
            println!("With CI=true that counts as a failure.");
        }
    }
    println!("\n{} passed, {} failed, {} skipped", total.passed, total.failed, total.skipped);
    if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn print_table(rows: &[(&str, &str, Duration, Counts)], all: Duration) {
    println!(
        "\n{:<8} {:<8} {:>9} {:>8} {:>8} {:>8}",
        "step", "result", "seconds", "passed", "failed", "skipped"
    );
    for (name, word, took, counts) in rows {
        println!(
            "{name:<8} {word:<8} {:>9.1} {:>8} {:>8} {:>8}",
            took.as_secs_f64(),
            counts.passed,
            counts.failed,
            counts.skipped
        );
    }
    println!("{:<8} {:<8} {:>9.1}", "all", "", all.as_secs_f64());
}

fn good_if(success: bool) -> Done {
    if success { Done::Good } else { Done::Bad }
}

fn fmt(_: &Options, _: &mut Counts) -> Result<Done> {
    Ok(good_if(watch(cargo().args(["fmt", "--all", "--check"]), |_| {})?))
}

fn clippy(_: &Options, _: &mut Counts) -> Result<Done> {
    let mut clippy = cargo();
    clippy.args(["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]);
    Ok(good_if(watch(&mut clippy, |_| {})?))
}

fn tidy(_: &Options, counts: &mut Counts) -> Result<Done> {
    let mut tidy = cargo();
    tidy.args(["test", "--package", "xtask", "--test", "tidy"]);
    Ok(good_if(watch(&mut tidy, |line| counts.read(line))?))
}

/// Every Rust test, tidy among them, against SQLite and a real PostgreSQL.
fn rust(_: &Options, counts: &mut Counts) -> Result<Done> {
    let database = postgres::start(postgres::Flush::None)?;
    let mut tests = cargo();
    if sys::output(cargo().args(["nextest", "--version"])).is_some() {
        tests.args(["nextest", "run", "--workspace", "--locked", "--no-fail-fast"]);
    } else {
        println!("cargo-nextest is not installed; `cargo test` does the same, more slowly");
        tests.args(["test", "--workspace", "--locked", "--no-fail-fast", "--lib", "--bins", "--tests"]);
    }
    if let Some(database) = &database {
        tests.env("TEST_POSTGRES_URL", &database.url);
    }
    let mut unread = Vec::new();
    for readers in paper::READERS {
        match readers.find() {
            Some(first) => drop(tests.env(readers.variable, first)),
            None => unread.push(readers.advice),
        }
    }
    if !watch(&mut tests, |line| counts.read(line))? {
        return Ok(Done::Bad);
    }
    let mut missing = Vec::new();
    if database.is_none() {
        missing.push(format!("tests that need PostgreSQL; {}", postgres::ADVICE));
    }
    let unread = unread.into_iter().map(|advice| format!("documents were not read by others; {advice}"));
    missing.extend(unread);
    Ok(if missing.is_empty() { Done::Good } else { Done::Partly(missing.join("; ")) })
}

/// The browser side: types, messages, unit tests. The pages are built with the program.
fn ui(_: &Options, counts: &mut Counts) -> Result<Done> {
    if !root().join("ui/package.json").is_file() {
        return Ok(Done::Skipped("there is no ui/package.json".into()));
    }
    if let Some(problem) = sys::node_problem() {
        return Ok(Done::Skipped(problem));
    }
    npm::install("ui")?;
    let mut good = true;
    for script in ["check", "test"] {
        let mut npm = command("npm");
        npm.args(["run", "--silent", script]).current_dir(root().join("ui"));
        good &= watch(&mut npm, |line| counts.read(line))?;
    }
    Ok(good_if(good))
}

/// The program that the following steps start.
fn build(options: &Options, _: &mut Counts) -> Result<Done> {
    if std::env::var_os("EASEL_BIN").is_some() {
        println!("EASEL_BIN names the program: {}", options.program().display());
        return Ok(Done::Good);
    }
    let mut build = cargo();
    build.args(["build", "--package", "easel", "--locked"]);
    if options.ci {
        build.arg("--release");
    }
    must(&mut build)?;
    Ok(Done::Good)
}

/// The journeys of people through a real browser.
fn e2e(options: &Options, counts: &mut Counts) -> Result<Done> {
    if let Some(problem) = sys::node_problem() {
        return Ok(Done::Skipped(problem));
    }
    let Some(chromium) = browser::find() else {
        return Ok(Done::Skipped(browser::ADVICE.into()));
    };
    npm::install("e2e")?;
    // As the tests do, so that what they compiled is there already.
    must(cargo().args(["build", "--workspace", "--example", "stripe", "--locked"]))?;
    let mut journeys = command("node");
    journeys
        .args(["--test", "--test-reporter=spec", "--test-concurrency=2"])
        .current_dir(root().join("e2e"))
        .env("CHROMIUM", chromium)
        .env("EASEL_BIN", options.program())
        .env("EASEL_STRIPE_STAND_IN", target_dir().join("debug/examples/stripe"));
    Ok(good_if(watch(&mut journeys, |line| counts.read(line))?))
}

/// Licences, advisories and who may name which crate. Without cargo-deny the tidy tests hold the arrows and the names.
fn deny(_: &Options, _: &mut Counts) -> Result<Done> {
    if sys::output(cargo().args(["deny", "--version"])).is_none() {
        println!("cargo-deny is not installed: the walls between crates were checked by the tidy tests");
        return Ok(Done::Good);
    }
    Ok(good_if(watch(cargo().args(["deny", "--offline", "check", "bans", "licenses", "sources"]), |_| {})?))
}

/// The crates' documentation, with broken links as errors.
fn doc(_: &Options, _: &mut Counts) -> Result<Done> {
    let mut doc = cargo();
    doc.args(["doc", "--workspace", "--no-deps", "--locked"]).env("RUSTDOCFLAGS", "-D warnings");
    Ok(good_if(watch(&mut doc, |_| {})?))
}

fn smoke_step(options: &Options, _: &mut Counts) -> Result<Done> {
    smoke::smoke(&options.program())?;
    Ok(Done::Good)
}
