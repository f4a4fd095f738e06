//! What goes in comes out.

use std::sync::Arc;

use easel_db::{Db, DbError, FromColumn, FromRow, Row, Value, args};

use crate::house::House;

crate::cases! { round_trip, arguments_in_any_order, integers_fit_their_columns, refuses_what_one_could_not_store, rows_are_typed }

type Line = (i64, Option<String>, Option<i64>, Option<f64>, Option<Vec<u8>>);

async fn lines(db: &Db) -> Vec<Line> {
    let sql = "SELECT id, t, i, r, b FROM line ORDER BY id";
    let read = db.read(move |tx| Box::pin(async move { tx.all::<Line>(sql, &[]).await }));
    read.await.map_err(|error: DbError| error).expect("reads")
}

async fn table(house: &House) {
    let sql =
        "CREATE TABLE line(id BIGINT PRIMARY KEY, t TEXT, i BIGINT, r DOUBLE PRECISION, b /*pg: BYTEA*/)";
    house.writes(&[sql]).await;
}

async fn round_trip(house: Arc<House>) {
    table(&house).await;
    let big = "長い文字列🎨é\u{301}\n'\"$1--/*".repeat(60_000);
    let sent: Vec<Line> = vec![
        (0, None, None, None, None),
        (1, Some(String::new()), Some(0), Some(0.0), Some(vec![])),
        (2, Some(big), Some(i64::MAX), Some(f64::MIN_POSITIVE), Some([0, 255].repeat(500_000))),
        (3, Some("\u{10FFFF}".into()), Some(i64::MIN), Some(-1.5e300), Some(vec![0])),
        (4, Some("x".into()), Some(-1), Some(f64::INFINITY), Some(vec![1, 2, 3])),
    ];
    for line in sent.clone() {
        let inserted = house.db.write_with(line, |tx, (id, t, i, r, b)| {
            Box::pin(async move {
                tx.exec("INSERT INTO line VALUES($1, $2, $3, $4, $5)", args![id, t, i, *r, b.clone()]).await
            })
        });
        assert_eq!(inserted.await.map_err(|error: DbError| error).expect("inserts"), 1);
    }
    assert!(lines(&house.db).await == sent);
}

async fn arguments_in_any_order(house: Arc<House>) {
    table(&house).await;
    let written = house.db.write(|tx| {
        Box::pin(async move {
            // The second is used first, and the first one twice.
            let sql = "INSERT INTO line(id, t, i) VALUES($2, '$1 stays', $1) RETURNING i + $1, $2 + 0, t";
            tx.one::<(i64, i64, String)>(sql, args![20, 1]).await
        })
    });
    let row = written.await.map_err(|error: DbError| error).expect("writes");
    assert_eq!(row, (40, 1, "$1 stays".to_owned()));
}

async fn integers_fit_their_columns(house: Arc<House>) {
    house.writes(&["CREATE TABLE small(n INTEGER NOT NULL, s SMALLINT NOT NULL, o BOOLEAN NOT NULL)"]).await;
    let row = house.db.write(|tx| {
        Box::pin(async move {
            let sql = "INSERT INTO small VALUES($1, $2, $3) RETURNING n, s, o, n + CAST(1 AS BIGINT)";
            tx.one::<(i32, i16, bool, u64)>(sql, args![70_000, 7, true]).await
        })
    });
    assert_eq!(row.await.map_err(|error: DbError| error).expect("writes"), (70_000, 7, true, 70_001));
    let counted = house.int("SELECT count(*) FROM small WHERE n = 70000").await;
    assert_eq!(counted, 1);
    let sum = house.db.read(|tx| {
        Box::pin(async move {
            let sql = "SELECT sum(CAST(n AS BIGINT)) FROM small HAVING sum(CAST(n AS BIGINT)) >= $1";
            tx.one::<(i64,)>(sql, args![70_000]).await
        })
    });
    assert_eq!(sum.await.map_err(|error: DbError| error).expect("sums").0, 70_000);
}

async fn refuses_what_one_could_not_store(house: Arc<House>) {
    table(&house).await;
    for value in [Value::from("a\0b"), Value::Real(f64::NAN)] {
        let tried = house.db.write_with(value, |tx, value| {
            Box::pin(async move { tx.exec("INSERT INTO line(id, t) VALUES(1, $1)", args![value]).await })
        });
        assert!(matches!(tried.await, Err(DbError::Argument { number: 1, .. })));
    }
    let tried = house.db.write(|tx| {
        Box::pin(async move { tx.exec("INSERT INTO line(id, t) VALUES(1, $1)", args!["a", "b"]).await })
    });
    assert!(matches!(tried.await, Err(DbError::Other { .. })), "too many arguments");
    assert!(lines(&house.db).await.is_empty());
}

#[derive(Debug, PartialEq)]
struct Even(i64);

impl FromColumn for Even {
    fn from_column(value: Value) -> Result<Self, DbError> {
        let int = i64::from_column(value)?;
        if int % 2 == 0 { Ok(Self(int)) } else { Err(DbError::column("an odd number")) }
    }
}

#[derive(Debug, PartialEq)]
struct Pair {
    name: String,
    even: Even,
}

impl FromRow for Pair {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self { name: row.next()?, even: row.next()? })
    }
}

async fn rows_are_typed(house: Arc<House>) {
    let ask = async |sql: &'static str| {
        house.db.read(move |tx| Box::pin(async move { tx.one::<Pair>(sql, &[]).await })).await
    };
    assert_eq!(ask("SELECT 'x', 4").await.expect("reads"), Pair { name: "x".into(), even: Even(4) });
    let error = ask("SELECT 'x', 5").await.expect_err("five is odd");
    assert_eq!(error.to_string(), "column 2: an odd number");
    let error = ask("SELECT 4, 'x'").await.expect_err("no text");
    assert_eq!(error.to_string(), "column 1: an integer where text was expected");
    let error = ask("SELECT 'x'").await.expect_err("one is missing");
    assert_eq!(error.to_string(), "column 2: a column that is not there");
    let error = ask("SELECT 'x', NULL").await.expect_err("nothing");
    assert_eq!(error.to_string(), "column 2: null where an integer was expected");
}
