//! Numbers about the door, in the text form Prometheus reads.

use axum::http::Method;
use std::{
    collections::BTreeMap,
    fmt::Write,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

/// Answers of one kind.
#[derive(Clone, Copy, Default)]
struct Answers {
    count: u64,
    micros: u128,
}

/// What is counted. Bounded: methods, matched routes and statuses are few.
#[derive(Default)]
pub struct Metrics {
    answers: Mutex<BTreeMap<(&'static str, String, u16), Answers>>,
    streams: AtomicI64,
}

impl Metrics {
    /// Counts an answer.
    pub fn answered(&self, method: &Method, route: &str, status: u16, took: Duration) {
        let method = match *method {
            Method::GET => "GET",
            Method::HEAD => "HEAD",
            Method::POST => "POST",
            Method::PATCH => "PATCH",
            Method::DELETE => "DELETE",
            _ => "other",
        };
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = answers.entry((method, route.to_owned(), status)).or_default();
        entry.count += 1;
        entry.micros += took.as_micros();
    }

    /// Counts live streams that open (1) or close (-1).
    pub fn streams(&self, change: i64) {
        self.streams.fetch_add(change, Ordering::Relaxed);
    }

    /// Everything counted so far.
    pub fn render(&self) -> String {
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut text = String::from("# TYPE easel_http_answers_total counter\n");
        let labels = |(method, route, status): &(&str, String, u16)| {
            format!("{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}}")
        };
        for (key, entry) in &answers {
            let _ = writeln!(text, "easel_http_answers_total{} {}", labels(key), entry.count);
        }
        text.push_str("# TYPE easel_http_answer_seconds_total counter\n");
        for (key, entry) in &answers {
            #[expect(clippy::cast_precision_loss, reason = "a sum of durations for plots")]
            let seconds = entry.micros as f64 / 1e6;
            let _ = writeln!(text, "easel_http_answer_seconds_total{} {seconds:.6}", labels(key));
        }
        let streams = self.streams.load(Ordering::Relaxed);
        let _ = writeln!(text, "# TYPE easel_event_streams gauge\neasel_event_streams {streams}");
        text
    }
}
