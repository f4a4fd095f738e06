//! Clients that ask one thing after the other.

use crate::{Anyhow, http::Line};
use std::{
    fs,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};
use tokio::net::TcpStream;
use uuid::Uuid;

pub(crate) struct Request {
    head: String,
    body: String,
}

struct Plan {
    requests: Vec<Request>,
    /// The next one to send.
    next: AtomicUsize,
    word: String,
    until: Instant,
}

pub(crate) fn read(path: &str) -> Anyhow<Vec<Request>> {
    let parse = |line: &str| {
        let read: serde_json::Value = serde_json::from_str(line)?;
        let text = |name: &str| read[name].as_str().map(str::to_owned).ok_or("a request without a part");
        Ok(Request { head: text("head")?, body: text("body")? })
    };
    fs::read_to_string(path)?.lines().map(parse).collect()
}

pub(crate) async fn run(
    address: SocketAddr,
    clients: usize,
    seconds: f64,
    (requests, word): (Vec<Request>, &str),
) -> Anyhow<()> {
    let begun = Instant::now();
    let until = begun + Duration::from_secs_f64(seconds);
    // Each run begins with another person, so that none of them asks too often over all of the runs.
    let first = usize::try_from(Uuid::now_v7().as_u128() % (1 << 31))?;
    let plan = Arc::new(Plan { requests, next: AtomicUsize::new(first), word: word.to_owned(), until });
    let tasks: Vec<_> = (0..clients).map(|_| tokio::spawn(client(Arc::clone(&plan), address))).collect();
    let mut took = Vec::new();
    for task in tasks {
        took.extend(task.await??);
    }
    let rate = took.len() as f64 / begun.elapsed().as_secs_f64();
    took.sort_unstable();
    let at = |share: f64| {
        let place = (took.len() as f64 * share) as usize;
        took.get(place.min(took.len().saturating_sub(1))).map_or(f64::NAN, |took| took.as_secs_f64() * 1000.0)
    };
    println!("requests {}\nrate {rate:.2}\nmedian_ms {:.4}\np99_ms {:.4}", took.len(), at(0.5), at(0.99));
    Ok(())
}

/// How long each answer took. What was begun is waited for, so that both ends count the same.
async fn client(plan: Arc<Plan>, address: SocketAddr) -> Anyhow<Vec<Duration>> {
    let mut line = Line::new(TcpStream::connect(address).await?)?;
    let mut took = Vec::new();
    while Instant::now() < plan.until {
        let Request { head, body } = &plan.requests[plan.next.fetch_add(1, Relaxed) % plan.requests.len()];
        let body = body.replace("{id}", &Uuid::now_v7().to_string());
        let message = format!("{head}Content-Length: {}\r\n\r\n{body}", body.len());
        let begun = Instant::now();
        line.write(message.as_bytes()).await?;
        let answer = line.read().await?.ok_or("the connection was closed")?;
        took.push(begun.elapsed());
        let is_good = answer.head.starts_with("HTTP/1.1 200") && says(answer.body, plan.word.as_bytes());
        if !is_good {
            let start = String::from_utf8_lossy(&answer.body[..answer.body.len().min(600)]).into_owned();
            return Err(format!("a bad answer: {}{start}", answer.head).into());
        }
    }
    Ok(took)
}

/// The word stands near the start of an answer, before what may be megabytes.
fn says(body: &[u8], word: &[u8]) -> bool {
    body[..body.len().min(4096)].windows(word.len()).any(|found| found == word)
}
