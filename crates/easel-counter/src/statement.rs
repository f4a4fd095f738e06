//! A bank's statement against payments that wait: administrators see which lines belong to which, and decide.

use crate::till::AdminPayment;
use axum::{body::Body, extract::State};
use easel_domain::{
    PaymentState,
    statement::{self, Waiting},
};
use easel_door::{
    Door,
    carrier::{Needs, Tongue, may},
    clock,
    error::{Problem, ProblemBody},
    input::{self, Json},
};
use serde::Serialize;
use utoipa::ToSchema;

/// Most payments that wait and are compared; more are compared the next time, when these are decided.
const WAITING_MAX: u32 = 2_000;

/// A line of a statement that names a payment.
#[derive(Serialize, ToSchema)]
pub(crate) struct StatementMatch {
    payment: AdminPayment,
    /// The line's number in the file, from 1.
    line: usize,
    /// What it says.
    text: String,
    /// Whether it says the payment's amount.
    amount_fits: bool,
    /// Whether it carries the number the payer gave, and not only the payment's short name.
    by_utr: bool,
}

/// What a statement says of payments that wait.
#[derive(Serialize, ToSchema)]
pub(crate) struct StatementMatches {
    /// Lines that were read.
    lines: usize,
    /// Payments that were compared.
    waiting: usize,
    matches: Vec<StatementMatch>,
}

/// Finds waiting payments in a bank's statement (CSV, at most 2 MB). Nothing is kept, and nothing is decided by it.
#[utoipa::path(post, path = "/api/v1/admin/statements", tag = "admin",
    request_body(content = String, content_type = "text/csv"),
    responses((status = 200, body = StatementMatches), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 413, body = ProblemBody)))]
pub(crate) async fn create_statement_match(
    State(door): State<Door>,
    _: Needs<may::Money>,
    tongue: Tongue,
    body: Body,
) -> Result<Json<StatementMatches>, Problem> {
    let bytes = input::read_bytes(body, statement::BYTES_MAX).await?;
    let waiting = door.till().payment_queue(PaymentState::Pending, None, WAITING_MAX).await?;
    let named: Vec<Waiting> = waiting
        .iter()
        .map(|decided| Waiting {
            id: decided.payment.id,
            amount: decided.payment.amount,
            reference: decided.payment.reference.clone(),
            utr: decided.payment.utr.clone(),
        })
        .collect();
    let read = tokio::task::spawn_blocking(move || statement::matches(&bytes, &named)).await;
    let matches = read.map_err(|e| Problem::internal(&e))??;
    let (count, now) = (waiting.len(), clock::now());
    let mut by_id: std::collections::HashMap<_, _> =
        waiting.into_iter().map(|decided| (decided.payment.id, decided)).collect();
    let found = matches.found.into_iter().filter_map(|found| {
        let decided = by_id.remove(&found.payment)?;
        Some(StatementMatch {
            payment: AdminPayment::of(decided, &door, tongue.language(), now),
            line: found.line,
            text: found.text,
            amount_fits: found.amount_fits,
            by_utr: found.by_utr,
        })
    });
    Ok(Json(StatementMatches { lines: matches.lines, waiting: count, matches: found.collect() }))
}
