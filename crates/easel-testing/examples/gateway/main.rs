//! The two ends of `cargo xtask bench gateway`.
//!
//! - `gateway provider`: answers requests for pictures as OpenAI's API does, at once, with a picture made beforehand:
//!   64 pixels a side, or 3840 by 2160 when that size is asked for. Prints its port, and counts what it made under
//!   `/count`. Ends with its input.
//! - `gateway load <address> <clients> <seconds> <requests> <word>`: so many clients, each with a connection and one
//!   request after the other, send the requests of a file in turn, one a line as `{"head": .., "body": ..}`, where
//!   `{id}` stands for a new id. Every answer must be 200 and have the word in it. Prints figures, one a line.
//! - `gateway drop <url>`: drops the schema that a PostgreSQL's URL names.

#![expect(clippy::disallowed_methods, reason = "a measurement looks at the clock and makes ids")]

mod http;
mod load;
mod provider;

use std::error::Error;

type Anyhow<T> = Result<T, Box<dyn Error + Send + Sync>>;

// One thread each: what is measured shall have the rest of the machine.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Anyhow<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["provider"] => provider::run().await,
        ["load", address, clients, seconds, requests, word] => {
            let requests = load::read(requests)?;
            load::run(address.parse()?, clients.parse()?, seconds.parse()?, (requests, word)).await
        }
        ["drop", url] => drop_schema(url).await,
        _ => Err("say `provider`, or `load <address> <clients> <seconds> <requests> <word>`".into()),
    }
}

async fn drop_schema(url: &str) -> Anyhow<()> {
    let (_, schema) = url.rsplit_once("schema=").ok_or("the URL names no schema")?;
    // A statement's text lives as long as the program.
    let text: &'static str = Box::leak(format!("drop schema {schema} cascade").into_boxed_str());
    easel_testing::Raw::open(url).await.exec(vec![(text, Vec::new())]).await?;
    Ok(())
}
