//! How long a person waits for a new studio, and for one that is started again; and what it takes of the memory.

use std::path::Path;
use std::time::{Duration, Instant};
use std::{fs, thread};

use anyhow::{Context, Result};

use super::{Measured, nginx::Nginx, person::Person};
use crate::studio::Studio;

/// Pictures that the memory is looked at after.
const PICTURES: usize = 1000;
const PEOPLE: usize = 5;
/// What isn't made by then is left out.
const MAKING: Duration = Duration::from_secs(50);

pub(super) fn run(program: &Path) -> Result<Vec<Measured>> {
    let (mut fresh, mut existing, mut idle, mut reference) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..5 {
        let studio = Studio::start(program)?;
        fresh.push(ms(studio.ready_after));
        let studio = studio.again(program)?;
        existing.push(ms(studio.ready_after));
        // What is made ready after the first answer is in, too.
        thread::sleep(Duration::from_secs(1));
        idle.push(memory(studio.pid(), "VmRSS")?);
        studio.stop()?;
        if let Some(nginx) = Nginx::start(&[])? {
            reference.push(ms(nginx.ready_after));
        }
    }
    Ok(vec![
        Measured::medians("new studio, start to first answer (ms)", &fresh, ("nginx", &reference)),
        Measured::medians(
            "the same studio again, start to first answer (ms)",
            &existing,
            ("nginx", &reference),
        ),
        Measured::medians("resident memory, idle (MB)", &idle, ("", &[])),
    ])
}

/// Memory after a day's work.
pub(super) fn memory_after_work(program: &Path) -> Result<Vec<Measured>> {
    let studio =
        Studio::start_with(program, &[("EASEL_WORKER_SLOTS", "2"), ("EASEL_WELCOME_CREDITS", "400")])?;
    thread::sleep(Duration::from_secs(1));
    let idle = memory(studio.pid(), "VmRSS")?;
    let people: Vec<Person> = (0..PEOPLE)
        .map(|number| Person::sign_up(studio.addr, &format!("person-{number}")))
        .collect::<Result<_>>()?;
    let begun = Instant::now();
    for number in 0..PICTURES {
        let prompt = format!("a lighthouse at dusk with {number} gulls, storybook");
        people[number % PEOPLE].generate(&prompt, (512, 512))?;
    }
    for person in &people {
        person.settled(begun + MAKING)?;
    }
    let took = begun.elapsed().as_secs_f64();
    thread::sleep(Duration::from_secs(1));
    let (after, most) = (memory(studio.pid(), "VmRSS")?, memory(studio.pid(), "VmHWM")?);
    let blobs = studio.data().join("blobs");
    let made = fs::read_dir(blobs)?
        .flatten()
        .flat_map(|folder| fs::read_dir(folder.path()).into_iter().flatten().flatten())
        .filter(|file| file.file_name().to_string_lossy().contains("-original-"))
        .count();
    println!("{made} pictures in {took:.0} s; {most:.0} MB at most");
    let reference = [idle];
    Ok(vec![
        Measured::medians(
            &format!("resident memory after {made} pictures at 512x512 (MB)"),
            &[after],
            ("idle", &reference),
        ),
        Measured::medians("the most it was meanwhile (MB)", &[most], ("idle", &reference)),
    ])
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// A line of the process's status, in megabytes.
pub(super) fn memory(pid: u32, name: &str) -> Result<f64> {
    let status =
        fs::read_to_string(format!("/proc/{pid}/status")).context("only Linux tells a process's memory")?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)).context("no such line")?;
    let kib: f64 = line.trim_matches([':', ' ', '\t']).trim_end_matches(" kB").trim().parse()?;
    Ok(kib * 1.024 / 1000.0)
}
