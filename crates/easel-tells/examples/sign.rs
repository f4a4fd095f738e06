//! Signs a PNG with a key that is forgotten afterwards, for trying other programs' readers on it:
//! `cargo run -p easel-tells --features manifest --example sign -- in.png out.png`.

use easel_tells::{Signer, Source, make_identity};
use std::{fs::File, io::Read, time::Instant};

#[expect(clippy::disallowed_methods, reason = "an example has no caller to give it a clock")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(from), Some(to)) = (arguments.next(), arguments.next()) else {
        return Err("two files, please: one to read and one to write".into());
    };
    let mut chance = [0; 96];
    File::open("/dev/urandom")?.read_exact(&mut chance)?;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    let identity = make_identity("Example", i64::try_from(now.as_secs())?, &chance)?;
    let signer = Signer::new(&identity.chain, &identity.key)?;
    let mut out = File::options().read(true).write(true).create(true).truncate(true).open(to)?;
    let begun = Instant::now();
    signer.sign("Example", Source::TrainedAlgorithmic, &mut File::open(from)?, &mut out)?;
    println!("signed in {:.1} ms", begun.elapsed().as_secs_f64() * 1000.0);
    Ok(())
}
