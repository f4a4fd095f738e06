//! What nobody who makes a file of pictures can save: each unpacked once and packed as JPEG once, on one core.
//! `cargo run --release -p easel-compose --example measure_repack -- FILES`; prints milliseconds.

use std::{hint::black_box, time::Instant};

#[expect(clippy::disallowed_methods, reason = "measuring needs a clock")]
fn main() {
    let mut ms = 0.0;
    for path in std::env::args_os().skip(1) {
        let file = std::fs::read(&path).expect("a file");
        let begun = Instant::now();
        let picture = easel_compose::decode(&file).expect("a picture");
        black_box(easel_compose::jpeg(&picture).expect("a JPEG"));
        ms += begun.elapsed().as_secs_f64() * 1000.0;
    }
    println!("{ms:.1}");
}
