//! How much a studio's memory takes: `cargo run --release -p easel-testing --example throughput -- <url> <seconds>`.
//!
//! An engine without latency: workers settle what they claim at once, with rows of pictures made beforehand and no
//! bytes behind them. Prints, one line each and a second:
//!
//! - `submits`: sixteen people's browsers submit, nobody works, so the queue grows all the while;
//! - `settled`: the same sixteen beside four workers, at most 64 generations under way, so what is submitted is settled.

#![expect(clippy::disallowed_methods, reason = "a measurement looks at the clock")]

use easel_domain::{
    Actor, AssetId, Credits, EmailAddress, GenerationId, Lane, Language, Name, Outcome, SessionId, Timestamp,
    UserId, job::RetryPolicy,
};
use easel_oversight::Oversight;
use easel_store::{Claim, Delivery, NewAsset, NewBlob, NewSession, NewUser, Settled, Store, StoreOptions};
use easel_testing::{Clock, Raw, catalogue, draft};
use std::{
    error::Error,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};
use tokio::sync::Semaphore;

const PEOPLE: i64 = 256;
const SUBMITTERS: usize = 16;
const WORKERS: usize = 4;
const UNDER_WAY: usize = 64;
const LEASE_MS: i64 = 30_000;

type Anyhow<T> = Result<T, Box<dyn Error + Send + Sync>>;

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(0))
}

struct Bench {
    store: Store,
    /// Makes ids only.
    ids: Clock,
    people: Vec<Actor>,
    turn: AtomicU64,
}

#[tokio::main]
async fn main() -> Anyhow<()> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().ok_or("the URL of an empty database is missing")?;
    let seconds = arguments.next().map_or(Ok(3.0), |seconds| seconds.parse())?;
    let time = Duration::from_secs_f64(seconds);
    let folder = tempfile::TempDir::new()?;
    let schema = format!("bench_{:08x}", std::process::id());
    let database_url = match url.starts_with("sqlite:") {
        true => url,
        false => format!("{url}{}schema={schema}", if url.contains('?') { '&' } else { '?' }),
    };
    let options = StoreOptions {
        database_url,
        blob_url: format!("file:{}", folder.path().display()),
        relaxed: false,
        retention: easel_domain::Retention::default(),
    };
    let store = Box::pin(Store::open(&options)).await?;
    store.catalogue_apply(&catalogue(), now()).await?;
    let mut bench = Bench { store, ids: Clock::at(now()), people: Vec::new(), turn: AtomicU64::new(0) };
    for number in 0..PEOPLE {
        let actor = bench.person(number).await?;
        bench.people.push(actor);
    }
    let bench = Arc::new(bench);
    let settled = bench.clone().settled(time).await?;
    let submits = bench.clone().submits(time).await?;
    println!("submits {submits:.1}\nsettled {settled:.1}");
    let report = Oversight::of(&bench.store).ledger_verify().await?;
    if !report.findings.is_empty() {
        return Err(format!("broken rules: {:?}", report.findings).into());
    }
    if !options.database_url.starts_with("sqlite:") {
        // A statement's text lives as long as the program.
        let text: &'static str = Box::leak(format!("drop schema {schema} cascade").into_boxed_str());
        Raw::open(&options.database_url).await.exec(vec![(text, Vec::new())]).await?;
    }
    bench.store.clone().close().await;
    Ok(())
}

impl Bench {
    async fn person(&self, number: i64) -> Anyhow<Actor> {
        let user = NewUser {
            id: UserId(self.ids.id()),
            email: EmailAddress::parse(&format!("person-{number}@example.org"))?,
            password_hash: "none".to_owned(),
            name: Name::parse("Somebody")?,
            language: Language::En,
            verify: None,
        };
        let session = NewSession {
            id: SessionId(self.ids.id()),
            token_hash: format!("token-{number}"),
            user_agent: "a bench".to_owned(),
            address: std::net::Ipv4Addr::LOCALHOST.into(),
            by_passkey: false,
            sessions_link: "https://studio.test/settings#sessions".to_owned(),
            expires_at: now().plus_ms(3_600_000),
        };
        let credits = Credits::new(1_000_000).ok_or("no credits")?;
        Ok(self.store.user_sign_up(user, credits, session, now()).await?.actor())
    }

    async fn submit(&self) -> Anyhow<()> {
        let turn = usize::try_from(self.turn.fetch_add(1, Relaxed))?;
        let (id, actor) = (GenerationId(self.ids.id()), self.people[turn % self.people.len()]);
        self.store.generation_submit(&actor, id, draft("pen", 1), None, now()).await?;
        Ok(())
    }

    async fn settle(&self, claim: &Claim) -> Anyhow<()> {
        let outcome = Outcome::Succeeded(Delivery { assets: vec![self.asset()], ..Delivery::default() });
        let settled =
            self.store.job_settle(claim, outcome, Some("near"), RetryPolicy::default(), now()).await?;
        if settled == Settled::Fenced { Err("fenced".into()) } else { Ok(()) }
    }

    fn asset(&self) -> NewAsset {
        let id = AssetId(self.ids.id());
        let blob = |variant: &str, mime| {
            let hash = format!("{:064x}", id.0.as_u128());
            let name = format!("{}/{id}-{variant}-{hash}", &hash[62..]);
            NewBlob { name, hash, bytes: 1_500_000, mime, crc32: Some(7) }
        };
        let [preview, thumb, small] =
            ["preview", "thumb", "small"].map(|variant| blob(variant, "image/webp"));
        let blobs = [blob("original", "image/png"), preview, thumb, small];
        let placeholder = "1QcSHQRnh493V4dIh4eXh1h4kJUI".to_owned();
        NewAsset {
            id,
            position: 0,
            width: 64,
            height: 64,
            seed: Some(7),
            placeholder,
            measured: easel_domain::Measured::default(),
            blobs,
        }
    }

    async fn submits(self: Arc<Self>, time: Duration) -> Anyhow<f64> {
        let (begun, end) = (Instant::now(), Instant::now() + time);
        let mut tasks = Vec::new();
        for _ in 0..SUBMITTERS {
            let bench = Arc::clone(&self);
            tasks.push(tokio::spawn(async move {
                let mut done = 0_u32;
                while Instant::now() < end {
                    bench.submit().await?;
                    done += 1;
                }
                Anyhow::Ok(done)
            }));
        }
        let mut done = 0;
        for task in tasks {
            done += task.await??;
        }
        Ok(f64::from(done) / begun.elapsed().as_secs_f64())
    }

    async fn settled(self: Arc<Self>, time: Duration) -> Anyhow<f64> {
        let (begun, end) = (Instant::now(), Instant::now() + time);
        let slots = Arc::new(Semaphore::new(UNDER_WAY));
        let mut tasks = Vec::new();
        for _ in 0..SUBMITTERS {
            let (bench, slots) = (Arc::clone(&self), Arc::clone(&slots));
            tasks.push(tokio::spawn(async move {
                while Instant::now() < end {
                    slots.acquire().await?.forget();
                    bench.submit().await?;
                }
                Anyhow::Ok(0)
            }));
        }
        for _ in 0..WORKERS {
            let (bench, slots) = (Arc::clone(&self), Arc::clone(&slots));
            tasks.push(tokio::spawn(async move {
                let mut done = 0_u32;
                loop {
                    match bench.store.job_claim("worker", Lane::Cpu, LEASE_MS, now()).await? {
                        Some(claim) => {
                            bench.settle(&claim).await?;
                            slots.add_permits(1);
                            done += 1;
                        }
                        None if Instant::now() >= end => return Anyhow::Ok(done),
                        // The wake of a submission would be heard here; a worker that has nothing to do costs nothing.
                        None => tokio::time::sleep(Duration::from_millis(1)).await,
                    }
                }
            }));
        }
        let mut done = 0;
        for task in tasks {
            done += task.await??;
        }
        Ok(f64::from(done) / begun.elapsed().as_secs_f64())
    }
}
