//! Who is woken, and when.

use std::{sync::Arc, time::Duration};

use easel_db::{Db, DbError, Wake, WakeReceiver, args};

use crate::house::House;

crate::cases! { wakes_after_the_commit, tells_one_kind_apart, does_not_wake_for_what_did_not_happen, tells_those_who_fell_behind }

async fn wake(db: &Db, topics: &'static [&'static str], fail: bool) -> Result<(), DbError> {
    db.write(move |tx| {
        Box::pin(async move {
            for topic in topics {
                tx.wake(topic).await?;
            }
            tx.exec("INSERT INTO note VALUES(1)", args![]).await?;
            if fail { Err(DbError::NoRow) } else { Ok(()) }
        })
    })
    .await
}

async fn heard(wakes: &mut WakeReceiver) -> Option<String> {
    match tokio::time::timeout(Duration::from_secs(2), wakes.next()).await.ok()? {
        Wake::Topic(topic) => Some(topic.to_string()),
        Wake::Everything => Some("everything".into()),
    }
}

async fn wakes_after_the_commit(house: Arc<House>) {
    house.writes(&["CREATE TABLE note(n BIGINT)"]).await;
    let (mut one, mut two) = (house.db.wakes(), house.db.wakes());
    wake(&house.db, &["b'\n\"", "a", "a"], false).await.expect("wakes");
    for wakes in [&mut one, &mut two] {
        assert_eq!(heard(wakes).await.as_deref(), Some("b'\n\""));
        assert_eq!(house.int("SELECT count(*) FROM note").await, 1, "whoever is woken sees why");
        assert_eq!(heard(wakes).await.as_deref(), Some("a"));
    }
    let alone = house.db.write(|tx| Box::pin(async move { tx.wake("alone").await }));
    alone.await.map_err(|error: DbError| error).expect("a wake alone is a transaction");
    assert_eq!(heard(&mut one).await.as_deref(), Some("alone"));
}

async fn tells_one_kind_apart(house: Arc<House>) {
    house.writes(&["CREATE TABLE note(n BIGINT)"]).await;
    let (mut lanes, mut all) = (house.db.wakes_of("lane"), house.db.wakes());
    wake(&house.db, &["user:1", "lane:a", "lanes:b", "lane"], false).await.expect("wakes");
    for expected in ["lane:a", "lane"] {
        assert_eq!(heard(&mut lanes).await.as_deref(), Some(expected));
    }
    for expected in ["user:1", "lane:a", "lanes:b", "lane"] {
        assert_eq!(heard(&mut all).await.as_deref(), Some(expected));
    }
    // What this process announced to others comes back to it from the server, and isn't heard twice.
    let again = tokio::time::timeout(Duration::from_millis(300), lanes.next()).await;
    assert!(again.is_err(), "heard once");
}

async fn does_not_wake_for_what_did_not_happen(house: Arc<House>) {
    house.writes(&["CREATE TABLE note(n BIGINT)"]).await;
    let mut wakes = house.db.wakes();
    wake(&house.db, &["never"], true).await.expect_err("is refused");
    wake(&house.db, &["after"], false).await.expect("wakes");
    assert_eq!(heard(&mut wakes).await.as_deref(), Some("after"));
    let long = house.db.write(|tx| Box::pin(async move { tx.wake(&"x".repeat(1001)).await }));
    assert!(matches!(long.await, Err(DbError::Argument { .. })));
}

async fn tells_those_who_fell_behind(house: Arc<House>) {
    let mut wakes = house.db.wakes();
    let many = house.db.write(|tx| {
        Box::pin(async move {
            for n in 0..3000 {
                tx.wake(&format!("topic {n}")).await?;
            }
            Ok::<_, DbError>(())
        })
    });
    many.await.expect("wakes");
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(heard(&mut wakes).await.as_deref(), Some("everything"));
}
