//! How many cycles of submit, claim and settle a second: `cargo run --release --example cycles -- <url> [count]`.
//! Sixteen submit and four work; each cycle is three write transactions with eight statements.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering::Relaxed},
    },
    time::Instant,
};

use easel_db::{Db, DbError, Migration, Options, args};

const SCHEMA: &str = "
    CREATE TABLE bench_purse(id BIGINT PRIMARY KEY, credits BIGINT NOT NULL CHECK(credits >= 0));
    CREATE TABLE bench_entry(id TEXT NOT NULL, purse BIGINT NOT NULL, credits BIGINT NOT NULL, PRIMARY KEY(id, purse));
    CREATE TABLE bench_job(id TEXT PRIMARY KEY, purse BIGINT NOT NULL, state TEXT NOT NULL, run_at BIGINT NOT NULL);
    CREATE INDEX bench_ready ON bench_job(run_at) WHERE state = 'queued';";

const CLAIM: &str = "UPDATE bench_job SET state = 'running' WHERE id = (SELECT id FROM bench_job
    WHERE state = 'queued' ORDER BY run_at LIMIT 1 /*pg: FOR UPDATE SKIP LOCKED*/) RETURNING id, purse";

async fn submit(db: &Db, n: i64) -> Result<(), DbError> {
    db.write(move |tx| {
        Box::pin(async move {
            let (id, purse) = (format!("job-{n}"), n % 1000);
            let held = "UPDATE bench_purse SET credits = credits - $1 WHERE id = $2 AND credits >= $1 RETURNING credits";
            tx.one::<(i64,)>(held, args![3, purse]).await?;
            tx.exec("INSERT INTO bench_entry VALUES($1, $2, $3)", args![&id, purse, -3]).await?;
            tx.exec("INSERT INTO bench_job VALUES($1, $2, 'queued', $3)", args![&id, purse, n]).await?;
            tx.wake("job").await
        })
    })
    .await
}

async fn work(db: &Db) -> Result<bool, DbError> {
    let claimed = db.write(|tx| Box::pin(tx.optional::<(String, i64)>(CLAIM, &[]))).await;
    let Some(job) = claimed.map_err(|error: DbError| error)? else { return Ok(false) };
    db.write_with(job, |tx, (id, purse)| {
        Box::pin(async move {
            tx.exec("UPDATE bench_job SET state = 'done' WHERE id = $1 AND state = 'running'", args![id])
                .await?;
            let capture = format!("capture-{id}");
            tx.exec(
                "INSERT INTO bench_entry VALUES($1, $2, $3), ($1, $4, $5)",
                args![capture, purse, 0, -1, 3],
            )
            .await?;
            tx.wake("done").await?;
            Ok(true)
        })
    })
    .await
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().ok_or("the URL of an empty database is missing")?;
    let count: i64 = arguments.next().map_or(Ok(5000), |count| count.parse())?;
    let db = Db::open(&Options::new(url)).await?;
    db.migrate(&[Migration { number: 1, name: "bench", sqlite: SCHEMA, postgres: SCHEMA }]).await?;
    db.write(|tx| {
        Box::pin(async move {
            for id in 0..1000 {
                tx.exec("INSERT INTO bench_purse VALUES($1, 1000000)", args![id]).await?;
            }
            Ok::<_, DbError>(())
        })
    })
    .await?;
    let (begun, next, done) = (Instant::now(), Arc::new(AtomicI64::new(0)), Arc::new(AtomicI64::new(0)));
    let mut tasks = Vec::new();
    for _ in 0..16 {
        let (db, next) = (db.clone(), next.clone());
        tasks.push(tokio::spawn(async move {
            loop {
                match next.fetch_add(1, Relaxed) {
                    n if n < count => submit(&db, n).await?,
                    _ => return Ok::<_, DbError>(()),
                }
            }
        }));
    }
    for _ in 0..4 {
        let (db, done) = (db.clone(), done.clone());
        tasks.push(tokio::spawn(async move {
            while done.load(Relaxed) < count {
                if work(&db).await? {
                    done.fetch_add(1, Relaxed);
                }
            }
            Ok(())
        }));
    }
    for task in tasks {
        task.await??;
    }
    let seconds = begun.elapsed().as_secs_f64();
    println!("{:.0} cycles/s, {:?}", f64::from(u32::try_from(count)?) / seconds, db.metrics());
    db.close().await;
    Ok(())
}
