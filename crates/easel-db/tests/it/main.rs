//! Every case runs against both databases. PostgreSQL is at `TEST_POSTGRES_URL`; each test has a schema of its own.

mod house;
mod migrations;
mod only;
mod transactions;
mod values;
mod wakes;

/// Makes two tests of each case, one for each database.
macro_rules! cases {
    ($($case:ident),* $(,)?) => {
        mod sqlite { $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() { $crate::house::House::sqlite().await.run(super::$case).await; }
        )* }
        mod postgres { $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                if let Some(house) = $crate::house::House::postgres().await { house.run(super::$case).await; }
            }
        )* }
    };
}
pub(crate) use cases;
