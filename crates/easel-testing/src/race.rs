//! Many at the same instant.

use std::{future::Future, sync::Arc};
use tokio::sync::Barrier;

/// Runs `what` so many times at the same instant, each with its number; the answers are in the order of the numbers.
///
/// # Panics
/// When one of them does.
pub async fn at_once<S, T, F>(studio: &Arc<S>, times: usize, what: impl Fn(Arc<S>, usize) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let barrier = Arc::new(Barrier::new(times));
    let tasks: Vec<_> = (0..times)
        .map(|i| {
            let (barrier, work) = (Arc::clone(&barrier), what(Arc::clone(studio), i));
            tokio::spawn(async move {
                barrier.wait().await;
                work.await
            })
        })
        .collect();
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.expect("none of them panics"));
    }
    answers
}
