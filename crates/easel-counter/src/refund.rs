//! Money back: asked for by who paid, decided by administrators.

use crate::{
    payment::Payment,
    till::{Payer, ReasonRequest},
};
use axum::{extract::State, http::StatusCode, response::Response};
use easel_domain::{Language, PaymentId, RefundId, RefundState, Timestamp, refund};
use easel_door::{
    Door,
    carrier::{Needs, Signed, Tongue, may},
    clock::{self, rfc3339},
    csv::{self, Column, Column::Plain, Column::Text},
    error::{Problem, ProblemBody},
    input::{Json, PathId, Words, made_id, reason},
    page::{self, PageParams},
};
use easel_till::{NewRefund, QueuedRefund};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

easel_door::pages! {
    /// A page of refunds as administrators see them.
    AdminRefundPage of AdminRefund;
}

/// Where a refund is on its way.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RefundStateName {
    Requested,
    Sending,
    Done,
    Rejected,
    Failed,
}

impl From<RefundState> for RefundStateName {
    fn from(state: RefundState) -> Self {
        match state {
            RefundState::Requested => Self::Requested,
            RefundState::Sending => Self::Sending,
            RefundState::Done => Self::Done,
            RefundState::Rejected => Self::Rejected,
            RefundState::Failed => Self::Failed,
        }
    }
}

/// Money of a payment that goes or went back.
#[derive(Serialize, ToSchema)]
pub(crate) struct Refund {
    id: String,
    #[schema(inline)]
    state: RefundStateName,
    /// Credits that go back with it.
    credits: i64,
    /// In the currency's minor units.
    amount_minor: i64,
    /// The same as people write it.
    amount: String,
    currency: String,
    /// Whether somebody asked for it here; otherwise it was made at the gateway.
    is_asked: bool,
    /// Why it was asked for.
    #[schema(required)]
    reason: Option<String>,
    /// What was answered.
    #[schema(required)]
    answer: Option<String>,
    /// What the bank calls it, where it was sent by hand.
    #[schema(required)]
    bank_reference: Option<String>,
    created_at: String,
    changed_at: String,
}

impl From<easel_till::Refund> for Refund {
    fn from(row: easel_till::Refund) -> Self {
        Self {
            id: row.id.to_string(),
            state: row.state.into(),
            credits: row.credits,
            amount_minor: row.amount.minor(),
            amount: row.amount.decimal(),
            currency: row.amount.currency().code().to_owned(),
            is_asked: row.asked_by.is_some(),
            reason: row.reason,
            answer: row.answer,
            bank_reference: row.bank_ref,
            created_at: rfc3339(row.created_at),
            changed_at: rfc3339(row.changed_at),
        }
    }
}

/// What can be asked back of a payment.
#[derive(Serialize, ToSchema)]
pub(crate) struct Refundable {
    credits: i64,
    /// In the currency's minor units.
    amount_minor: i64,
    /// The same as people write it.
    amount: String,
    /// Until when it can be asked for.
    until: String,
}

impl Refundable {
    pub(crate) fn of(payment: &easel_till::Payment, now: Timestamp) -> Option<Self> {
        let (credits, amount) = payment.refundable(now)?;
        let until = rfc3339(payment.paid_at?.plus_ms(refund::WINDOW_MS));
        Some(Self { credits, amount_minor: amount.minor(), amount: amount.decimal(), until })
    }
}

/// A refund as administrators see it.
#[derive(Serialize, ToSchema)]
pub(crate) struct AdminRefund {
    refund: Refund,
    payment: Payment,
    payer: Payer,
    /// Whether the administrator sends the money, and closes it with the bank's reference.
    is_by_hand: bool,
}

impl AdminRefund {
    fn of(queued: QueuedRefund, door: &Door, language: Language, now: Timestamp) -> Self {
        let QueuedRefund { refund, payment } = queued;
        Self {
            refund: refund.into(),
            payer: Payer::of(&payment),
            is_by_hand: payment.gateway.is_by_hand(),
            payment: Payment::of(payment, door, language, now),
        }
    }
}

/// A new refund.
#[derive(Deserialize, ToSchema)]
pub(crate) struct RefundRequest {
    /// Made by the asker, version 7: the same one again is the same refund.
    #[schema(nullable = false)]
    id: Option<String>,
    /// Why, 1 to 500 characters.
    reason: String,
}

/// What the bank calls a transfer.
#[derive(Deserialize, ToSchema)]
pub(crate) struct RefundReferenceRequest {
    /// 1 to 100 characters.
    reference: String,
}

/// Asks for what is unused of a payment back, within 14 days. An administrator decides.
#[utoipa::path(post, path = "/api/v1/payments/{id}/refunds", tag = "payments", params(("id" = String, Path)),
    request_body = RefundRequest,
    responses((status = 201, body = Payment), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody),
        (status = 429, body = ProblemBody)))]
pub(crate) async fn create_refund(
    State(door): State<Door>,
    signed: Signed,
    tongue: Tongue,
    PathId(payment): PathId<PaymentId>,
    Json(request): Json<RefundRequest>,
) -> Result<(StatusCode, Json<Payment>), Problem> {
    let (id, now) = (RefundId(made_id(request.id.as_deref())?), clock::now());
    let reason = reason(&request.reason)?;
    door.gates().payment.check(signed.actor.user_id)?;
    let asked = door.till().refund_request(&signed.actor, NewRefund { id, payment, reason }, now).await?;
    Ok((StatusCode::CREATED, Json(Payment::of(asked, &door, tongue.language(), now))))
}

/// Refunds in a state: those that wait for a decision or for their money from the oldest on, others from the last
/// changed on.
#[utoipa::path(get, path = "/api/v1/admin/refunds", tag = "admin",
    params(PageParams, ("state" = Option<String>, Query, nullable = false,
        description = "`requested` (without it), `sending`, `done`, `rejected` or `failed`")),
    responses((status = 200, body = AdminRefundPage), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody)))]
pub(crate) async fn list_admin_refunds(
    State(door): State<Door>,
    _: Needs<may::Money>,
    tongue: Tongue,
    words: Words,
) -> Result<Json<AdminRefundPage>, Problem> {
    let state = state(&words)?;
    let (limit, after) = (page::limit(&words)?, page::after::<(Timestamp, RefundId)>(&words)?);
    let rows = door.till().refund_queue(state, after, limit + 1).await?;
    let (rows, next_cursor) = page::cut(rows, limit, |row| (row.refund.changed_at, row.refund.id));
    let now = clock::now();
    let items = rows.into_iter().map(|row| AdminRefund::of(row, &door, tongue.language(), now)).collect();
    Ok(Json(AdminRefundPage { items, next_cursor }))
}

fn state(words: &Words) -> Result<RefundState, Problem> {
    let state = words.get("state").map_or(Some(RefundState::Requested), RefundState::parse);
    state.ok_or_else(|| Problem::invalid("invalid_state", "invalid_state", "state"))
}

/// The same as CSV.
#[utoipa::path(get, path = "/api/v1/admin/refunds.csv", tag = "admin",
    params(("state" = Option<String>, Query, nullable = false, description = "As in the list")),
    responses((status = 200, body = String, content_type = "text/csv"), (status = 400, body = ProblemBody),
        (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub(crate) async fn export_admin_refunds(
    State(door): State<Door>,
    _: Needs<may::Money>,
    signed: Signed,
    words: Words,
) -> Result<Response, Problem> {
    let (state, till) = (state(&words)?, door.till().clone());
    door.store().list_exported(&signed.actor, "refunds.export", clock::now()).await?;
    let read = move |after| {
        let till = till.clone();
        async move { till.refund_queue(state, after, csv::CHUNK).await }
    };
    Ok(csv::table("refunds.csv", COLUMNS, |row| (row.refund.changed_at, row.refund.id), read))
}

const COLUMNS: &[Column<QueuedRefund>] = &[
    Plain("id", |row| row.refund.id.to_string()),
    Plain("state", |row| row.refund.state.as_str().to_owned()),
    Plain("payment_id", |row| row.payment.id.to_string()),
    Plain("payment_reference", |row| row.payment.reference.clone()),
    Plain("payer_id", |row| row.payment.owner.to_string()),
    Text("payer", |row| row.payment.name.clone()),
    Text("email", |row| row.payment.email.clone()),
    Plain("gateway", |row| row.payment.gateway.as_str().to_owned()),
    Plain("credits", |row| row.refund.credits.to_string()),
    Plain("currency", |row| row.refund.amount.currency().code().to_owned()),
    Plain("amount", |row| row.refund.amount.decimal()),
    Text("reason", |row| csv::some(row.refund.reason.as_ref())),
    Text("answer", |row| csv::some(row.refund.answer.as_ref())),
    Text("bank_reference", |row| csv::some(row.refund.bank_ref.as_ref())),
    Plain("created_at", |row| rfc3339(row.refund.created_at)),
    Plain("changed_at", |row| rfc3339(row.refund.changed_at)),
];

/// Agrees to a refund: the credits are taken, as many of them as are still there, and the money is on its way; where it
/// is sent by hand, the administrator's.
#[utoipa::path(post, path = "/api/v1/admin/refunds/{id}/approve", tag = "admin", params(("id" = String, Path)),
    responses((status = 200, body = AdminRefund), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(crate) async fn create_refund_approval(
    State(door): State<Door>,
    _: Needs<may::Money>,
    signed: Signed,
    tongue: Tongue,
    PathId(id): PathId<RefundId>,
) -> Result<Json<AdminRefund>, Problem> {
    let now = clock::now();
    let queued = door.till().refund_approve(&signed.actor, id, now).await?;
    Ok(Json(AdminRefund::of(queued, &door, tongue.language(), now)))
}

/// Says no to a refund; or, of one that was to be sent by hand, that it couldn't be: its credits are given back then. The
/// owner gets a mail with the reason.
#[utoipa::path(post, path = "/api/v1/admin/refunds/{id}/reject", tag = "admin", params(("id" = String, Path)),
    request_body = ReasonRequest,
    responses((status = 200, body = AdminRefund), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(crate) async fn create_refund_rejection(
    State(door): State<Door>,
    _: Needs<may::Money>,
    signed: Signed,
    tongue: Tongue,
    PathId(id): PathId<RefundId>,
    Json(request): Json<ReasonRequest>,
) -> Result<Json<AdminRefund>, Problem> {
    let (said, now) = ((reason(&request.reason)?, door.mail_words()), clock::now());
    let queued = door.till().refund_reject(&signed.actor, id, said, now).await?;
    Ok(Json(AdminRefund::of(queued, &door, tongue.language(), now)))
}

/// Says that the money of a refund was sent by hand, and what the bank calls the transfer. The owner gets a mail.
#[utoipa::path(post, path = "/api/v1/admin/refunds/{id}/close", tag = "admin", params(("id" = String, Path)),
    request_body = RefundReferenceRequest,
    responses((status = 200, body = AdminRefund), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(crate) async fn create_refund_closing(
    State(door): State<Door>,
    _: Needs<may::Money>,
    signed: Signed,
    tongue: Tongue,
    PathId(id): PathId<RefundId>,
    Json(request): Json<RefundReferenceRequest>,
) -> Result<Json<AdminRefund>, Problem> {
    let bad = || Problem::invalid("invalid_reference", "invalid_refund_reference", "reference");
    let reference = refund::reference(&request.reference);
    let reference = reference.ok_or_else(|| bad().at_most(refund::REFERENCE_MAX))?;
    let (said, now) = ((reference, door.mail_words()), clock::now());
    let queued = door.till().refund_close(&signed.actor, id, said, now).await?;
    Ok(Json(AdminRefund::of(queued, &door, tongue.language(), now)))
}
