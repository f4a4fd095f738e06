//! What only one of the two databases has.

use std::time::Duration;

use easel_db::{Db, DbError, Options, Wake, args};

use crate::house::{House, purses};

#[tokio::test]
async fn sqlite_refuses_to_await_what_is_foreign() {
    let house = House::sqlite().await;
    purses(&house).await;
    let slept = house.db.write(|tx| {
        Box::pin(async move {
            tx.exec("DELETE FROM purse", &[]).await?;
            tokio::task::yield_now().await;
            Ok::<_, DbError>(())
        })
    });
    assert!(matches!(slept.await, Err(DbError::ForeignAwait)));
    assert_eq!(house.int("SELECT count(*) FROM purse").await, 2);
}

#[tokio::test]
async fn sqlite_folds_its_log_and_ends_its_threads() {
    let house = House::sqlite().await;
    purses(&house).await;
    let path = house.options.url.strip_prefix("sqlite:").expect("a path").to_owned();
    let log = format!("{path}-wal");
    assert!(std::fs::metadata(&log).expect("there is a log").len() > 0);
    #[cfg(unix)]
    for file in [&path, &log] {
        let mode =
            std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(file).expect("a file").permissions());
        assert_eq!(mode & 0o777, 0o600, "the file is its owner's alone");
    }
    house.db.clone().close().await;
    assert!(std::fs::metadata(&log).is_err(), "the log is gone with the last connection");
    let db = Db::open(&house.options).await.expect("opens again");
    drop(db);
    for _ in 0..200 {
        if std::fs::metadata(&log).is_err() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("dropping the last clone closes the file too");
}

#[tokio::test]
async fn sqlite_waits_for_another_process_and_says_so() {
    let house = House::sqlite().await;
    purses(&house).await;
    let other = Db::open(&house.options).await.expect("opens twice");
    let mut tasks = Vec::new();
    for db in [&house.db, &other, &house.db, &other] {
        let db = db.clone();
        tasks.push(tokio::spawn(async move {
            for _ in 0..25 {
                let sql = "UPDATE purse SET credits = credits + 1 WHERE id = 'a'";
                let write = db.write(move |tx| Box::pin(async move { tx.exec(sql, &[]).await }));
                write.await.map_err(|error: DbError| error).expect("adds");
            }
        }));
    }
    for task in tasks {
        task.await.expect("ends");
    }
    assert_eq!(house.int("SELECT credits FROM purse WHERE id = 'a'").await, 200);
}

#[tokio::test]
async fn nonsense_is_refused_and_shows_no_password() {
    for url in [
        "mysql://u:hunter2@h/d",
        "sqlite:",
        "postgres://u:hunter2@h:port/d",
        "postgres://u:hunter2@h/d?schema=A\"b",
    ] {
        let error = Db::open(&Options::new(url)).await.err().expect("is refused");
        assert!(matches!(error, DbError::Config { .. }), "{error:?}");
        assert!(!format!("{error:?}").contains("hunter2"));
    }
    let error =
        Db::open(&Options::new("postgres://u:hunter2@127.0.0.1:1/d")).await.err().expect("nobody answers");
    assert!(error.is_unavailable() && !format!("{error:?}").contains("hunter2"), "{error:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_runs_deadlocks_again() {
    let Some(house) = House::postgres().await else { return };
    house
        .run(async |house| {
            purses(&house).await;
            let barrier = std::sync::Arc::new(std::sync::Barrier::new(2));
            let mut tasks = Vec::new();
            for order in [["a", "b"], ["b", "a"]] {
                let (db, barrier) = (house.db.clone(), barrier.clone());
                let runs = std::sync::atomic::AtomicUsize::new(0);
                tasks.push(tokio::spawn(async move {
                    db.write_with((order, barrier, runs), |tx, (order, barrier, runs)| {
                        Box::pin(async move {
                            let sql = "UPDATE purse SET credits = credits + 1 WHERE id = $1";
                            tx.exec(sql, args![order[0]]).await?;
                            if runs.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0 {
                                // Both hold their first row before either asks for the second.
                                tokio::task::block_in_place(|| barrier.wait());
                            }
                            tx.exec(sql, args![order[1]]).await
                        })
                    })
                    .await
                }));
            }
            for task in tasks {
                task.await.expect("ends").map_err(|error: DbError| error).expect("is run again");
            }
            assert_eq!(house.int("SELECT CAST(sum(credits) AS BIGINT) FROM purse").await, 204);
            assert!(house.db.metrics().retries >= 1);
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_runs_again_after_its_connection_was_lost_and_wakes_all() {
    let Some(house) = House::postgres().await else { return };
    house
        .run(async |house| {
            purses(&house).await;
            let mut wakes = house.db.wakes();
            let other = Db::open(&house.options).await.expect("opens twice");
            let heard = other.write(|tx| Box::pin(async move { tx.wake("across").await }));
            heard.await.map_err(|error: DbError| error).expect("wakes");
            assert_eq!(wakes.next().await, Wake::Topic("across".into()));

            let channel: String = {
                let sql = "SELECT current_schema()";
                let read =
                    house.db.read(move |tx| Box::pin(async move { tx.one::<(String,)>(sql, &[]).await }));
                read.await.map_err(|error: DbError| error).expect("a name").0
            };
            let killed = other.write_with(channel, |tx, schema| {
                Box::pin(async move {
                    let sql = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                        WHERE application_name = left('wake_' || $1, 63)";
                    tx.one::<(i64,)>(sql, args![schema]).await
                })
            });
            assert_eq!(killed.await.map_err(|error: DbError| error).expect("kills").0, 2, "both listeners");
            let woken = tokio::time::timeout(Duration::from_secs(5), wakes.next()).await;
            assert_eq!(woken.expect("in time"), Wake::Everything);

            // The closure loses its own connection in its first run.
            let runs = std::sync::atomic::AtomicUsize::new(0);
            let survived = house.db.write_with(runs, |tx, runs| {
                Box::pin(async move {
                    tx.exec("UPDATE purse SET credits = credits + 1 WHERE id = 'a'", &[]).await?;
                    if runs.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0 {
                        tx.exec("SELECT pg_terminate_backend(pg_backend_pid())", &[]).await?;
                    }
                    Ok::<_, DbError>(())
                })
            });
            survived.await.expect("is run again");
            assert_eq!(house.int("SELECT credits FROM purse WHERE id = 'a'").await, 101);
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_pool_that_is_empty_is_unavailable() {
    let Some(mut house) = House::postgres().await else { return };
    house.options.pool = 1;
    house
        .run(async |house| {
            let db = Db::open(&house.options).await.expect("opens");
            let (slow, quick) = (db.clone(), db);
            let slow = tokio::spawn(async move {
                slow.read(|tx| Box::pin(async move { tx.exec("SELECT pg_sleep(6)", &[]).await })).await
            });
            tokio::time::sleep(Duration::from_millis(200)).await;
            let error = quick.read(|tx| Box::pin(async move { tx.exec("SELECT 1", &[]).await })).await;
            assert!(matches!(error, Err(DbError::Unavailable { .. })), "{error:?}");
            slow.await.expect("ends").map_err(|error: DbError| error).expect("reads");
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_prepares_again_what_another_process_changed() {
    let Some(house) = House::postgres().await else { return };
    house
        .run(async |house| {
            house.writes(&["CREATE TABLE t(n BIGINT)", "INSERT INTO t VALUES(1)"]).await;
            let look = async || {
                house
                    .db
                    .read(|tx| Box::pin(async move { tx.all::<(i64,)>("SELECT * FROM t", &[]).await }))
                    .await
            };
            assert_eq!(look().await.map_err(|error: DbError| error).expect("reads"), [(1,)]);
            house.writes(&["ALTER TABLE t ADD COLUMN m BIGINT"]).await;
            for _ in 0..4 {
                assert_eq!(look().await.map_err(|error: DbError| error).expect("reads"), [(1,)]);
            }
        })
        .await;
}
