//! Developer commands: `cargo xtask <command>`.
//!
//! Knows how the pieces are built, checked and started. Never knows what a studio does: it starts the same program a
//! stranger starts and reads the same answers.

#![expect(clippy::disallowed_methods, reason = "a tool is at the rim: it may look at the clock")]

mod bench;
mod browser;
mod counts;
mod generate;
mod npm;
mod paper;
mod partners;
mod postgres;
mod run;
mod screenshots;
mod smoke;
mod studio;
mod suite;
mod sys;

use std::process::ExitCode;

const HELP: &str = "\
Developer commands.

  cargo xtask run [-- args]    build everything and start a studio; args go to `easel serve`
  cargo xtask test [options]   every check and every test
      --fast                   without the browser journeys
      --only <step>            only this step (may be repeated): fmt, ui, clippy, tidy, rust, build, e2e,
                               and in ci: deny, doc, smoke
  cargo xtask ci               what a merge has to pass: test, with a skipped step counting as a failure, and more
  cargo xtask bench [name..]   measures; see BENCHMARKS.md
  cargo xtask partners [name]  drives the engines against real servers of other people; see CONTRIBUTING.md
  cargo xtask gen              writes docs/openapi.json and the browser side's types from the program
  cargo xtask screenshots      makes the pictures that the documents show
";

fn main() -> ExitCode {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let command = if args.is_empty() { String::new() } else { args.remove(0) };
    let done = match command.as_str() {
        "run" => run::run(&args),
        "test" => suite::test(&args),
        "ci" => suite::ci(&args),
        "bench" => bench::bench(&args),
        "partners" => partners::partners(&args),
        "gen" => generate::generate(&args),
        "screenshots" => screenshots::screenshots(&args),
        "" | "help" | "-h" | "--help" => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        other => {
            eprintln!("There is no command `{other}`.\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
