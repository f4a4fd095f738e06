//! What administrators do about payments: see who waits, confirm, refuse.

use crate::payment::Payment;
use axum::{extract::State, response::Response};
use easel_domain::{Actor, Language, PaymentId, PaymentState, Role, Timestamp, model::words_in};
use easel_door::{
    Door, blob,
    carrier::{Needs, Signed, Tongue, may},
    clock::{self, rfc3339},
    csv::{self, Column, Column::Plain, Column::Text},
    error::{Problem, ProblemBody},
    input::{Json, PathId, Words, reason},
    page::{self, PageParams},
};
use easel_store::Variant;
use easel_till::{Decided, PaymentMail};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

easel_door::pages! {
    /// A page of payments as administrators see them.
    AdminPaymentPage of AdminPayment;
}

/// Who ordered.
#[derive(Serialize, ToSchema)]
pub(crate) struct Payer {
    id: String,
    email: String,
    name: String,
}

impl Payer {
    pub(crate) fn of(payment: &easel_till::Payment) -> Self {
        Self { id: payment.owner.to_string(), email: payment.email.clone(), name: payment.name.clone() }
    }
}

/// An administrator's word that the money came.
#[derive(Serialize, ToSchema)]
pub(crate) struct PaymentApproval {
    admin_id: String,
    name: String,
    at: String,
}

/// A payment as administrators see it.
#[derive(Serialize, ToSchema)]
pub(crate) struct AdminPayment {
    payment: Payment,
    payer: Payer,
    approvals: Vec<PaymentApproval>,
    /// How many administrators have to confirm it.
    approvals_needed: i64,
    /// Whether the payer shows a picture of it.
    has_screenshot: bool,
    /// How long it has waited for approval; null where it doesn't wait.
    #[schema(required)]
    waits_ms: Option<i64>,
}

impl AdminPayment {
    pub(crate) fn of(decided: Decided, door: &Door, language: Language, now: Timestamp) -> Self {
        let Decided { payment, approvals } = decided;
        let waits = payment.claimed_at.filter(|_| payment.state == PaymentState::Pending);
        let approval = |approval: easel_till::Approval| PaymentApproval {
            admin_id: approval.admin.to_string(),
            name: approval.name,
            at: rfc3339(approval.at),
        };
        Self {
            payer: Payer::of(&payment),
            approvals: approvals.into_iter().map(approval).collect(),
            approvals_needed: payment.approvals_needed,
            has_screenshot: payment.screenshot.is_some(),
            waits_ms: waits.map(|since| now.since_ms(since).max(0)),
            payment: Payment::of(payment, door, language, now),
        }
    }
}

/// Why.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ReasonRequest {
    /// 1 to 500 characters.
    pub(crate) reason: String,
}

/// Payments in a state: those that wait for approval from the oldest on, others from the last changed on.
#[utoipa::path(get, path = "/api/v1/admin/payments", tag = "admin",
    params(PageParams, ("state" = Option<String>, Query, nullable = false,
        description = "`created`, `pending` (without it), `paid`, `rejected`, `expired`, `cancelled`, `refunded` or `disputed`")),
    responses((status = 200, body = AdminPaymentPage), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody)))]
pub(crate) async fn list_admin_payments(
    State(door): State<Door>,
    _: Needs<may::Money>,
    tongue: Tongue,
    words: Words,
) -> Result<Json<AdminPaymentPage>, Problem> {
    let state = state(&words)?;
    let (limit, after) = (page::limit(&words)?, page::after::<(Timestamp, PaymentId)>(&words)?);
    let rows = door.till().payment_queue(state, after, limit + 1).await?;
    let (rows, next_cursor) = page::cut(rows, limit, |row| (row.payment.changed_at, row.payment.id));
    let now = clock::now();
    let items = rows.into_iter().map(|row| AdminPayment::of(row, &door, tongue.language(), now)).collect();
    Ok(Json(AdminPaymentPage { items, next_cursor }))
}

fn state(words: &Words) -> Result<PaymentState, Problem> {
    let state = words.get("state").map_or(Some(PaymentState::Pending), PaymentState::parse);
    state.ok_or_else(|| Problem::invalid("invalid_state", "invalid_state", "state"))
}

/// The same as CSV.
#[utoipa::path(get, path = "/api/v1/admin/payments.csv", tag = "admin",
    params(("state" = Option<String>, Query, nullable = false, description = "As in the list")),
    responses((status = 200, body = String, content_type = "text/csv"), (status = 400, body = ProblemBody),
        (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub(crate) async fn export_admin_payments(
    State(door): State<Door>,
    _: Needs<may::Money>,
    signed: Signed,
    words: Words,
) -> Result<Response, Problem> {
    let (state, till) = (state(&words)?, door.till().clone());
    door.store().list_exported(&signed.actor, "payments.export", clock::now()).await?;
    let read = move |after| {
        let till = till.clone();
        async move { till.payment_queue(state, after, csv::CHUNK).await }
    };
    Ok(csv::table("payments.csv", COLUMNS, |row| (row.payment.changed_at, row.payment.id), read))
}

const COLUMNS: &[Column<Decided>] = &[
    Plain("id", |row| row.payment.id.to_string()),
    Plain("reference", |row| row.payment.reference.clone()),
    Plain("state", |row| row.payment.state.as_str().to_owned()),
    Plain("payer_id", |row| row.payment.owner.to_string()),
    Text("payer", |row| row.payment.name.clone()),
    Text("email", |row| row.payment.email.clone()),
    Text("label", |row| words_in(&row.payment.label, "en").to_owned()),
    Plain("credits", |row| row.payment.credits.to_string()),
    Plain("currency", |row| row.payment.amount.currency().code().to_owned()),
    Plain("amount", |row| row.payment.amount.decimal()),
    Plain("gateway", |row| row.payment.gateway.as_str().to_owned()),
    Text("utr", |row| csv::some(row.payment.utr.as_ref())),
    Text("note", |row| csv::some(row.payment.note.as_ref())),
    Text("reason", |row| csv::some(row.payment.reason.as_ref())),
    Text("approved_by", |row| {
        row.approvals.iter().map(|approval| approval.name.as_str()).collect::<Vec<_>>().join("; ")
    }),
    Plain("approvals_needed", |row| row.payment.approvals_needed.to_string()),
    Plain("created_at", |row| rfc3339(row.payment.created_at)),
    Plain("claimed_at", |row| csv::at(row.payment.claimed_at)),
    Plain("paid_at", |row| csv::at(row.payment.paid_at)),
    Plain("changed_at", |row| rfc3339(row.payment.changed_at)),
];

/// What the owner's mail says, in the owner's language.
async fn mail(door: &Door, id: PaymentId) -> Result<PaymentMail, Problem> {
    let found = door.till().payment_find(id).await?.ok_or_else(Problem::not_found)?;
    let credits = door.branding().credits(found.language, found.credits);
    Ok(PaymentMail { credits, link: format!("{}/wallet", door.options().base_url()) })
}

/// Confirms that the money came. With the last word that is needed the credits are given and the owner gets a mail.
#[utoipa::path(post, path = "/api/v1/admin/payments/{id}/approve", tag = "admin", params(("id" = String, Path)),
    responses((status = 200, body = AdminPayment), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(crate) async fn create_payment_approval(
    State(door): State<Door>,
    _: Needs<may::Money>,
    signed: Signed,
    tongue: Tongue,
    PathId(id): PathId<PaymentId>,
) -> Result<Json<AdminPayment>, Problem> {
    let (mail, now) = (mail(&door, id).await?, clock::now());
    let decided = door.till().payment_approve(&signed.actor, id, mail, now).await?;
    Ok(Json(AdminPayment::of(decided, &door, tongue.language(), now)))
}

/// Says that there is no such payment; the owner gets a mail with the reason.
#[utoipa::path(post, path = "/api/v1/admin/payments/{id}/reject", tag = "admin", params(("id" = String, Path)),
    request_body = ReasonRequest,
    responses((status = 200, body = AdminPayment), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(crate) async fn create_payment_rejection(
    State(door): State<Door>,
    _: Needs<may::Money>,
    signed: Signed,
    tongue: Tongue,
    PathId(id): PathId<PaymentId>,
    Json(request): Json<ReasonRequest>,
) -> Result<Json<AdminPayment>, Problem> {
    let (reason, mail, now) = (reason(&request.reason)?, mail(&door, id).await?, clock::now());
    let decided = door.till().payment_reject(&signed.actor, id, (reason, mail), now).await?;
    Ok(Json(AdminPayment::of(decided, &door, tongue.language(), now)))
}

/// Lets the UTR of a rejected payment be given for another one.
#[utoipa::path(post, path = "/api/v1/admin/payments/{id}/free-utr", tag = "admin", params(("id" = String, Path)),
    request_body = ReasonRequest,
    responses((status = 200, body = AdminPayment), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(crate) async fn delete_payment_utr(
    State(door): State<Door>,
    _: Needs<may::Money>,
    signed: Signed,
    tongue: Tongue,
    PathId(id): PathId<PaymentId>,
    Json(request): Json<ReasonRequest>,
) -> Result<Json<AdminPayment>, Problem> {
    let (reason, now) = (reason(&request.reason)?, clock::now());
    let decided = door.till().payment_utr_free(&signed.actor, id, reason, now).await?;
    Ok(Json(AdminPayment::of(decided, &door, tongue.language(), now)))
}

/// What the payer shows beside the number: a picture of theirs, as large as a preview.
#[utoipa::path(get, path = "/api/v1/admin/payments/{id}/screenshot", tag = "admin", params(("id" = String, Path)),
    responses((status = 200, description = "The bytes", body = Vec<u8>, content_type = "image/*"), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn get_payment_screenshot(
    State(door): State<Door>,
    _: Needs<may::Money>,
    PathId(id): PathId<PaymentId>,
) -> Result<Response, Problem> {
    let payment = door.till().payment_find(id).await?.ok_or_else(Problem::not_found)?;
    let shown = payment.screenshot.ok_or_else(Problem::not_found)?;
    let payer = Actor { user_id: payment.owner, role: Role::User };
    let blob = door.store().asset_blob(&payer, shown, Variant::Preview).await?;
    blob::shown(&door, &blob.ok_or_else(Problem::not_found)?).await
}
