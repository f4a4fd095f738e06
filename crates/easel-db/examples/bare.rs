//! The reference of `cargo xtask bench`: the smallest transaction that guards a balance, as fast as a database does it.
//!
//! `cargo run --release --example bare -- <url> <seconds> <clients>` prints how many a second, one line each:
//!
//! - `driver`: nothing between us and the database. On SQLite one transaction after another on one connection, each
//!   with its own flush to the disk (there is one writer at a time, so more clients would only wait for each other);
//!   on PostgreSQL a connection for each client, the statement prepared, committing by itself in one round trip.
//! - `layer`: the same statement through [`easel_db::Db::write`] with that many clients.

#![expect(clippy::disallowed_methods, reason = "a measurement looks at the clock")]

use std::{
    error::Error,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use easel_db::{Db, DbError, Migration, Options, args};

const SCHEMA: &str = "CREATE TABLE counter(id BIGINT PRIMARY KEY, n BIGINT NOT NULL CHECK(n >= 0));";
const TAKE: &str = "UPDATE counter SET n = n - 1 WHERE id = $1 AND n > 0";
const COUNTERS: i64 = 256;

type Anyhow<T> = Result<T, Box<dyn Error + Send + Sync>>;

#[tokio::main]
async fn main() -> Anyhow<()> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().ok_or("the URL of an empty database is missing")?;
    let seconds = arguments.next().map_or(Ok(3.0), |seconds| seconds.parse())?;
    let clients = arguments.next().map_or(Ok(16), |clients| clients.parse())?;
    let time = Duration::from_secs_f64(seconds);
    let schema = format!("bench_bare_{:08x}", std::process::id());
    let own = match url.starts_with("sqlite:") {
        true => url.clone(),
        false => format!("{url}{}schema={schema}", if url.contains('?') { '&' } else { '?' }),
    };
    let mut options = Options::new(own);
    options.pool = clients;
    let db = Db::open(&options).await?;
    db.migrate(&[Migration { number: 1, name: "bare", sqlite: SCHEMA, postgres: SCHEMA }]).await?;
    db.write(|tx| {
        Box::pin(async move {
            for id in 0..COUNTERS {
                tx.exec("INSERT INTO counter VALUES($1, 1000000000)", args![id]).await?;
            }
            Ok::<_, DbError>(())
        })
    })
    .await?;
    let layer = layer(&db, clients, time).await?;
    db.close().await;
    let driver = match url.strip_prefix("sqlite:") {
        Some(path) => sqlite(path, time)?,
        None => postgres(&url, &schema, clients, time).await?,
    };
    println!("driver {driver:.1}\nlayer {layer:.1}");
    Ok(())
}

/// Which counter is next, so that clients seldom meet at one.
fn counter(turn: u64) -> i64 {
    i64::try_from(turn).unwrap_or(0) % COUNTERS
}

async fn layer(db: &Db, clients: usize, time: Duration) -> Anyhow<f64> {
    let (turn, end, begun) = (Arc::new(AtomicU64::new(0)), Instant::now() + time, Instant::now());
    let mut tasks = Vec::new();
    for _ in 0..clients {
        let (db, turn) = (db.clone(), Arc::clone(&turn));
        tasks.push(tokio::spawn(async move {
            while Instant::now() < end {
                let id = counter(turn.fetch_add(1, Relaxed));
                db.write(move |tx| Box::pin(async move { tx.exec(TAKE, args![id]).await.map(|_| ()) }))
                    .await
                    .map_err(|error: DbError| error)?;
            }
            Ok::<_, DbError>(())
        }));
    }
    for task in tasks {
        task.await??;
    }
    Ok(turn.load(Relaxed) as f64 / begun.elapsed().as_secs_f64())
}

fn sqlite(path: &str, time: Duration) -> Anyhow<f64> {
    let connection = rusqlite::Connection::open(path)?;
    connection
        .execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -4096;")?;
    let mut take = connection.prepare(TAKE)?;
    let (begun, mut done) = (Instant::now(), 0);
    while begun.elapsed() < time {
        take.execute([counter(done)])?;
        done += 1;
    }
    Ok(done as f64 / begun.elapsed().as_secs_f64())
}

async fn postgres(url: &str, schema: &str, clients: usize, time: Duration) -> Anyhow<f64> {
    let turn = Arc::new(AtomicU64::new(0));
    let mut connected = Vec::new();
    for _ in 0..clients {
        let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
        tokio::spawn(connection);
        client.batch_execute(&format!("SET search_path = {schema}")).await?;
        let take = client.prepare(TAKE).await?;
        connected.push((client, take));
    }
    let (begun, end) = (Instant::now(), Instant::now() + time);
    let mut tasks = Vec::new();
    for (client, take) in connected {
        let turn = Arc::clone(&turn);
        tasks.push(tokio::spawn(async move {
            while Instant::now() < end {
                client.execute(&take, &[&counter(turn.fetch_add(1, Relaxed))]).await?;
            }
            Ok::<_, tokio_postgres::Error>(client)
        }));
    }
    let mut last = None;
    for task in tasks {
        last = Some(task.await??);
    }
    let rate = turn.load(Relaxed) as f64 / begun.elapsed().as_secs_f64();
    if let Some(client) = last {
        client.batch_execute(&format!("DROP SCHEMA {schema} CASCADE")).await?;
    }
    Ok(rate)
}
