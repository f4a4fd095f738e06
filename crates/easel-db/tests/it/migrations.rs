//! The schema's steps.

use std::sync::Arc;

use easel_db::{Db, DbError, Migration};

use crate::house::House;

crate::cases! { fresh_and_again, refuses_a_changed_one, refuses_a_newer_database, all_or_none, takes_turns, refuses_a_gap }

const ONE: Migration = Migration {
    number: 1,
    name: "note",
    sqlite: "CREATE TABLE note(n BIGINT); INSERT INTO note VALUES(1);",
    postgres: "CREATE TABLE note(n BIGINT); INSERT INTO note VALUES(1);",
};
const TWO: Migration = Migration {
    number: 2,
    name: "more",
    sqlite: "INSERT INTO note VALUES(2)",
    postgres: "INSERT INTO note VALUES(2)",
};
const BROKEN: Migration = Migration { number: 3, name: "broken", sqlite: "SELEKT", postgres: "SELEKT" };

async fn fresh_and_again(house: Arc<House>) {
    house.db.migrate(&[]).await.expect("nothing to do");
    house.db.migrate(&[ONE]).await.expect("applies");
    house.db.migrate(&[ONE, TWO]).await.expect("applies the second alone");
    house.db.migrate(&[ONE, TWO]).await.expect("has nothing to do");
    assert_eq!(house.int("SELECT CAST(sum(n) AS BIGINT) FROM note").await, 3);
    assert_eq!(house.int("SELECT count(*) FROM schema_migration WHERE applied_at > 1700000000000").await, 2);
    let windows = Migration {
        sqlite: "CREATE TABLE x(n\r\nBIGINT)",
        postgres: "CREATE TABLE x(n\r\nBIGINT)",
        number: 3,
        ..ONE
    };
    let unix =
        Migration { sqlite: "CREATE TABLE x(n\nBIGINT)", postgres: "CREATE TABLE x(n\nBIGINT)", ..windows };
    house.db.migrate(&[ONE, TWO, windows]).await.expect("applies");
    house.db.migrate(&[ONE, TWO, unix]).await.expect("is the same text");
}

async fn refuses_a_changed_one(house: Arc<House>) {
    house.db.migrate(&[ONE, TWO]).await.expect("applies");
    let changed = Migration { sqlite: TWO.sqlite, postgres: TWO.postgres, ..ONE };
    let error = house.db.migrate(&[changed, TWO]).await.expect_err("is refused");
    assert!(matches!(error, DbError::MigrationChanged { number: 1, .. }), "{error:?}");
}

async fn refuses_a_newer_database(house: Arc<House>) {
    house.db.migrate(&[ONE, TWO]).await.expect("applies");
    let error = house.db.migrate(&[ONE]).await.expect_err("is refused");
    assert_eq!(
        error.to_string(),
        "the database is at migration 2, newer than this program, which knows up to 1"
    );
}

async fn refuses_a_gap(house: Arc<House>) {
    house.db.migrate(&[TWO]).await.expect_err("there is no table yet");
    house.db.migrate(&[ONE]).await.expect("applies");
    let error = house.db.migrate(&[Migration { number: 0, ..TWO }, ONE]).await.expect_err("comes too late");
    assert!(matches!(error, DbError::MigrationOrder { .. }), "{error:?}");
    let error = house.db.migrate(&[TWO, ONE]).await.expect_err("is out of order");
    assert!(matches!(error, DbError::MigrationOrder { .. }), "{error:?}");
}

async fn all_or_none(house: Arc<House>) {
    let error = house.db.migrate(&[ONE, TWO, BROKEN]).await.expect_err("the third is broken");
    assert!(matches!(error, DbError::Migration { number: 3, name: "broken", .. }), "{error:?}");
    house.write("SELECT n FROM note").await.expect_err("there is no table");
    house.db.migrate(&[ONE, TWO]).await.expect("applies");
    assert_eq!(house.int("SELECT count(*) FROM note").await, 2);
}

async fn takes_turns(house: Arc<House>) {
    let mut tasks = Vec::new();
    for _ in 0..4 {
        let db = Db::open(&house.options).await.expect("opens");
        tasks.push(tokio::spawn(async move { db.migrate(&[ONE, TWO]).await }));
    }
    for task in tasks {
        task.await.expect("ends").expect("applies or finds it applied");
    }
    assert_eq!(house.int("SELECT count(*) FROM note").await, 2);
}
