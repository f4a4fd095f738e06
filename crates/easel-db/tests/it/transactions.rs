//! What commits, what does not, and who sees it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use easel_db::{Backend, Db, DbError, args};

use crate::house::{House, purses};

crate::cases! {
    commits, rolls_back, is_doomed_by_a_failed_statement, savepoints_are_apart, loses_no_update, keeps_the_sum,
    refusals_have_names, triggers_are_heard, readers_see_what_is_committed, a_read_is_one_moment, reads_cannot_write,
    survives_a_panic, no_row_is_an_error, survives_a_caller_that_left, closes, borrows_with, counts_changes,
    errors_show_no_values, texts_are_prepared,
}

async fn add(db: &Db, id: &'static str, credits: i64) -> Result<i64, DbError> {
    db.write_with((id, credits), |tx, (id, credits)| {
        Box::pin(async move {
            let sql = "UPDATE purse SET credits = credits + $1 WHERE id = $2 RETURNING credits";
            tx.one::<(i64,)>(sql, args![credits, *id]).await.map(|row| row.0)
        })
    })
    .await
}

async fn commits(house: Arc<House>) {
    purses(&house).await;
    assert_eq!(add(&house.db, "a", 5).await.expect("adds"), 105);
    assert_eq!(house.int("SELECT credits FROM purse WHERE id = 'a'").await, 105, "a later read sees it");
}

async fn rolls_back(house: Arc<House>) {
    #[derive(Debug)]
    enum Refused {
        Enough,
        Db,
    }
    impl From<DbError> for Refused {
        fn from(_: DbError) -> Self {
            Self::Db
        }
    }
    purses(&house).await;
    let outcome = house.db.write(|tx| {
        Box::pin(async move {
            tx.exec("UPDATE purse SET credits = 0", &[]).await?;
            Err::<(), _>(Refused::Enough)
        })
    });
    assert!(matches!(outcome.await, Err(Refused::Enough)), "the closure's own error comes back");
    assert_eq!(house.int("SELECT CAST(sum(credits) AS BIGINT) FROM purse").await, 200);
}

async fn is_doomed_by_a_failed_statement(house: Arc<House>) {
    purses(&house).await;
    let outcome = house.db.write(|tx| {
        Box::pin(async move {
            tx.exec("UPDATE purse SET credits = 7 WHERE id = 'b'", &[]).await?;
            assert!(tx.exec("INSERT INTO purse VALUES('a', 'x', 1)", &[]).await.is_err());
            let next = tx.exec("UPDATE purse SET credits = 8 WHERE id = 'b'", &[]).await;
            assert!(matches!(next, Err(DbError::Doomed)));
            Ok::<_, DbError>(())
        })
    });
    assert!(matches!(outcome.await, Err(DbError::Doomed)));
    assert_eq!(house.int("SELECT credits FROM purse WHERE id = 'b'").await, 100);
}

async fn savepoints_are_apart(house: Arc<House>) {
    purses(&house).await;
    // All are queued at once, so on SQLite most share groups, and every third one is refused in the middle of them.
    let tasks: Vec<_> = (0..60_i64)
        .map(|n| {
            let db = house.db.clone();
            tokio::spawn(async move {
                db.write(move |tx| {
                    Box::pin(async move {
                        let sql = "INSERT INTO purse VALUES($1, $1, $2)";
                        tx.exec(sql, args![format!("n{n}"), n]).await?;
                        if n % 3 == 0 { Err(DbError::NoRow) } else { Ok(()) }
                    })
                })
                .await
                .is_ok()
            })
        })
        .collect();
    let mut kept = 0;
    for task in tasks {
        kept += usize::from(task.await.expect("ends"));
    }
    assert_eq!(kept, 40);
    assert_eq!(house.int("SELECT count(*) FROM purse WHERE id LIKE 'n%'").await, 40);
}

async fn loses_no_update(house: Arc<House>) {
    purses(&house).await;
    let tasks: Vec<_> = (0..16)
        .map(|_| {
            let db = house.db.clone();
            tokio::spawn(async move {
                for _ in 0..20 {
                    add(&db, "a", 1).await.expect("adds");
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("ends");
    }
    assert_eq!(house.int("SELECT credits FROM purse WHERE id = 'a'").await, 420);
    let metrics = house.db.metrics();
    if house.db.backend() == Backend::Sqlite {
        assert!(metrics.group_max > 1, "some shared a commit: {metrics:?}");
        assert_eq!((metrics.writer_queue, metrics.grouped), (0, 322));
    } else {
        assert!(metrics.pool_size > 1, "{metrics:?}");
    }
}

async fn keeps_the_sum(house: Arc<House>) {
    house
        .writes(&[
            "CREATE TABLE pot(id BIGINT PRIMARY KEY, credits BIGINT NOT NULL CHECK(credits >= 0))",
            "INSERT INTO pot VALUES(0, 50), (1, 50), (2, 50), (3, 50), (4, 50), (5, 50)",
        ])
        .await;
    let refused = Arc::new(AtomicUsize::new(0));
    let tasks: Vec<_> = (1..=8_u64)
        .map(|seed| {
            let (db, refused) = (house.db.clone(), refused.clone());
            tokio::spawn(async move {
                let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
                let mut draw = move |below: u64| {
                    state ^= state << 13;
                    state ^= state >> 7;
                    state ^= state << 17;
                    i64::try_from(state % below).expect("small")
                };
                for _ in 0..40 {
                    let (from, to, credits, mood) = (draw(6), draw(6), draw(60), draw(10));
                    let moved = db.write(move |tx| {
                        Box::pin(async move {
                            // Without an order of the two rows PostgreSQL meets deadlocks, which are run again.
                            tx.exec(
                                "UPDATE pot SET credits = credits + $1 WHERE id = $2",
                                args![credits, to],
                            )
                            .await?;
                            if mood == 0 {
                                return Err(DbError::NoRow);
                            }
                            tx.exec(
                                "UPDATE pot SET credits = credits - $1 WHERE id = $2",
                                args![credits, from],
                            )
                            .await
                        })
                    });
                    match moved.await {
                        Ok(_) => {}
                        Err(DbError::NoRow | DbError::Check { .. }) => {
                            _ = refused.fetch_add(1, Ordering::Relaxed)
                        }
                        Err(other) => panic!("{other:?}"),
                    }
                    let sum = db.read(|tx| {
                        Box::pin(async move { tx.one::<(i64,)>("SELECT sum(credits) FROM pot", &[]).await })
                    });
                    assert_eq!(sum.await.map_err(|error: DbError| error).expect("a sum").0, 300);
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("ends");
    }
    assert!(refused.load(Ordering::Relaxed) > 0);
}

async fn refusals_have_names(house: Arc<House>) {
    purses(&house).await;
    house
        .writes(&[
            "CREATE TABLE child(purse TEXT NOT NULL REFERENCES purse(id), nick TEXT)",
            "CREATE UNIQUE INDEX child_lower_nick ON child(lower(nick))",
            "INSERT INTO child VALUES('a', 'Kit')",
        ])
        .await;
    let refused = async |sql| house.write(sql).await.expect_err("is refused");
    let error = refused("INSERT INTO purse VALUES('a', 'x', 1)").await;
    assert!(error.is_unique() && error.constraint() == Some("purse_pkey"), "{error:?}");
    let error = refused("INSERT INTO purse VALUES('c', 'ann', 100)").await;
    assert!(error.is_unique() && error.constraint() == Some("purse_owner_credits_key"), "{error:?}");
    let error = refused("INSERT INTO child VALUES('a', 'KIT')").await;
    assert!(error.is_unique() && error.constraint() == Some("child_lower_nick"), "{error:?}");
    let error = refused("UPDATE purse SET credits = -1").await;
    assert!(
        matches!(error, DbError::Check { .. }) && error.constraint() == Some("purse_not_negative"),
        "{error:?}"
    );
    let error = refused("INSERT INTO child(purse) VALUES(NULL)").await;
    assert!(
        matches!(&error, DbError::NotNull { column: Some(name), .. } if name == "child.purse"),
        "{error:?}"
    );
    let error = refused("INSERT INTO child(purse) VALUES('nobody')").await;
    assert!(matches!(error, DbError::ForeignKey { .. }), "{error:?}");
    let error = refused("SELECT FROM WHERE").await;
    assert!(matches!(error, DbError::Other { .. }), "{error:?}");
    assert!(
        std::error::Error::source(&error).is_some_and(|source| source.to_string().contains("syntax error"))
    );
}

async fn triggers_are_heard(house: Arc<House>) {
    purses(&house).await;
    if house.db.backend() == Backend::Sqlite {
        house
            .writes(&[
                "CREATE TRIGGER keep BEFORE DELETE ON purse BEGIN SELECT RAISE(ABORT, 'purses stay'); END",
            ])
            .await;
    } else {
        house
            .writes(&[
                "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS
                    $body$ BEGIN RAISE EXCEPTION 'purses stay'; END $body$",
                "CREATE TRIGGER keep BEFORE DELETE ON purse FOR EACH ROW EXECUTE FUNCTION keep()",
            ])
            .await;
    }
    let error = house.write("DELETE FROM purse").await.expect_err("is refused");
    assert!(matches!(&error, DbError::Raised { message, .. } if message == "purses stay"), "{error:?}");
}

async fn readers_see_what_is_committed(house: Arc<House>) {
    purses(&house).await;
    let (db, seen) = (house.db.clone(), Arc::new(AtomicUsize::new(0)));
    let watching = seen.clone();
    let watch = tokio::spawn(async move {
        loop {
            let read = db.read(|tx| {
                Box::pin(async move {
                    let sql = "SELECT count(DISTINCT credits) FROM purse WHERE credits >= 100";
                    tx.one::<(i64,)>(sql, &[]).await
                })
            });
            assert_eq!(
                read.await.map_err(|error: DbError| error).expect("a number").0,
                1,
                "both rows or neither"
            );
            watching.fetch_add(1, Ordering::Relaxed);
        }
    });
    for _ in 0..50 {
        let both = house.db.write(|tx| {
            Box::pin(async move {
                tx.exec("UPDATE purse SET credits = credits + 1 WHERE id = 'a'", &[]).await?;
                tx.exec("UPDATE purse SET credits = credits + 1 WHERE id = 'b'", &[]).await
            })
        });
        both.await.map_err(|error: DbError| error).expect("adds");
    }
    while seen.load(Ordering::Relaxed) < 5 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    watch.abort();
    assert!(watch.await.expect_err("was stopped").is_cancelled());
}

async fn a_read_is_one_moment(house: Arc<House>) {
    purses(&house).await;
    let (began, mut begun) = tokio::sync::mpsc::unbounded_channel();
    let (go, gone) = std::sync::mpsc::channel::<()>();
    let gone = std::sync::Mutex::new(gone);
    let db = house.db.clone();
    let sum = "SELECT CAST(sum(credits) AS BIGINT) FROM purse";
    let read = tokio::spawn(async move {
        db.read_with((began, gone), move |tx, (began, gone)| {
            Box::pin(async move {
                let before = tx.one::<(i64,)>(sum, &[]).await?.0;
                began.send(()).expect("somebody waits");
                // It blocks a thread, but awaits nothing.
                let wait = || gone.lock().expect("one reader").recv().expect("somebody lets it go on");
                tokio::task::block_in_place(wait);
                Ok::<_, DbError>((before, tx.one::<(i64,)>(sum, &[]).await?.0))
            })
        })
        .await
    });
    begun.recv().await.expect("the read has begun");
    add(&house.db, "a", 50).await.expect("adds while somebody reads");
    go.send(()).expect("the read goes on");
    assert_eq!(read.await.expect("ends").expect("reads"), (200, 200));
    assert_eq!(house.int(sum).await, 250);
}

async fn reads_cannot_write(house: Arc<House>) {
    purses(&house).await;
    let write = house.db.read(|tx| Box::pin(async move { tx.exec("DELETE FROM purse", &[]).await }));
    assert!(matches!(write.await, Err(DbError::ReadOnly { .. })));
    let wake = house.db.read(|tx| Box::pin(async move { tx.wake("x").await }));
    assert!(matches!(wake.await, Err(DbError::ReadOnly { .. })));
    assert_eq!(house.int("SELECT count(*) FROM purse").await, 2);
}

async fn survives_a_panic(house: Arc<House>) {
    purses(&house).await;
    for _ in 0..3 {
        let panics = house.db.write::<(), DbError>(|tx| {
            Box::pin(async move {
                tx.exec("DELETE FROM purse", &[]).await?;
                panic!("on purpose")
            })
        });
        assert!(matches!(panics.await, Err(DbError::Panicked)));
        let panics = house.db.read::<(), DbError>(|_| panic!("on purpose"));
        assert!(matches!(panics.await, Err(DbError::Panicked)));
    }
    assert_eq!(add(&house.db, "a", 1).await.expect("adds"), 101);
}

async fn no_row_is_an_error(house: Arc<House>) {
    purses(&house).await;
    assert!(matches!(add(&house.db, "nobody", 1).await, Err(DbError::NoRow)));
    let tried = house.db.write(|tx| {
        Box::pin(async move {
            let sql = "SELECT credits FROM purse WHERE id = 'nobody'";
            assert!(tx.optional::<(i64,)>(sql, &[]).await?.is_none());
            assert!(matches!(tx.one::<(i64,)>(sql, &[]).await, Err(DbError::NoRow)));
            tx.exec("UPDATE purse SET credits = 1 WHERE id = 'a'", &[]).await
        })
    });
    assert_eq!(tried.await.map_err(|error: DbError| error).expect("no row dooms nothing"), 1);
}

async fn survives_a_caller_that_left(house: Arc<House>) {
    purses(&house).await;
    for wait_us in (0..2000).step_by(100) {
        let write = add(&house.db, "a", 1);
        let _ = tokio::time::timeout(Duration::from_micros(wait_us), write).await;
        let read = house.db.read(|tx| {
            Box::pin(async move { tx.all::<(String, i64)>("SELECT id, credits FROM purse", &[]).await })
        });
        let _: Result<Result<_, DbError>, _> =
            tokio::time::timeout(Duration::from_micros(wait_us), read).await;
    }
    add(&house.db, "a", 1).await.expect("no lock and no transaction was left");
    let credits = house.int("SELECT credits FROM purse WHERE id = 'a'").await;
    assert!((101..=121).contains(&credits), "{credits}");
}

async fn closes(house: Arc<House>) {
    purses(&house).await;
    let db = Db::open(&house.options).await.expect("opens twice");
    let other = db.clone();
    add(&db, "a", 1).await.expect("adds");
    db.close().await;
    assert!(matches!(add(&other, "a", 1).await, Err(DbError::Closed)));
    other.close().await;
    assert_eq!(house.int("SELECT credits FROM purse WHERE id = 'a'").await, 101);
}

async fn borrows_with(house: Arc<House>) {
    purses(&house).await;
    let names = vec!["a".to_owned(), "b".to_owned()];
    let found = house.db.read_with(names, |tx, names| {
        Box::pin(async move {
            let mut owners = Vec::new();
            for name in names {
                owners
                    .push(tx.one::<(String,)>("SELECT owner FROM purse WHERE id = $1", args![name]).await?.0);
            }
            Ok::<_, DbError>(owners)
        })
    });
    assert_eq!(found.await.expect("reads"), ["ann", "bob"]);
}

async fn counts_changes(house: Arc<House>) {
    purses(&house).await;
    let counts = house.db.write(|tx| {
        Box::pin(async move {
            Ok::<_, DbError>([
                tx.exec("UPDATE purse SET credits = credits + 1", &[]).await?,
                tx.exec("UPDATE purse SET credits = 1 WHERE id = 'nobody'", &[]).await?,
                tx.exec("INSERT INTO purse VALUES('a', 'x', 1) ON CONFLICT DO NOTHING", &[]).await?,
                tx.exec("INSERT INTO purse VALUES('c', 'x', 1) RETURNING id", &[]).await?,
                tx.exec("DELETE FROM purse", &[]).await?,
            ])
        })
    });
    assert_eq!(counts.await.expect("writes"), [2, 0, 0, 1, 3]);
}

async fn errors_show_no_values(house: Arc<House>) {
    purses(&house).await;
    let secret = "Hunter2-and-more";
    let shown = |error: DbError| {
        let mut text = format!("{error} {error:?}");
        let mut source = std::error::Error::source(&error);
        while let Some(error) = source {
            assert_ne!(error.to_string(), "", "a source has words");
            text = format!("{text} {error} {error:?}");
            source = error.source();
        }
        text
    };
    for sql in [
        "INSERT INTO purse VALUES('c', $1, -1)",
        "INSERT INTO purse(id, owner) VALUES($1, $1)",
        "INSERT INTO purse VALUES($1, $1, 1), ($1, $1, 2)",
        "SELECT $1 FROM nowhere",
        "UPDATE purse SET credits = CAST(CAST($1 AS TEXT) AS BIGINT) - 1000",
    ] {
        let tried = house.db.write(move |tx| Box::pin(async move { tx.exec(sql, args![secret]).await }));
        let error = tried.await.expect_err("is refused");
        let text = shown(error);
        assert!(!text.contains("Hunter2"), "{text}");
    }
}

async fn texts_are_prepared(house: Arc<House>) {
    purses(&house).await;
    let good = "SELECT id FROM purse WHERE id = $1 /*pg: FOR UPDATE SKIP LOCKED*/";
    house.db.prepare_all(&[good, "SELECT 1"]).await.expect("all are understood");
    let bad = house
        .db
        .prepare_all(&[good, "SELECT nothing FROM nowhere", "SELECT 1"])
        .await
        .expect_err("one is not");
    assert_eq!(bad.len(), 1);
    assert_eq!(bad[0].0, "SELECT nothing FROM nowhere");
}
