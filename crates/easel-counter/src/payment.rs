//! Buying credits: what is sold, what somebody ordered, how it is paid, and what became of it.

use crate::{
    checkout,
    refund::{Refund, Refundable},
};
use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use easel_domain::{
    Gateway, Language, PaymentId, PaymentState, PriceBook, Timestamp, message,
    model::words_in,
    payment::{self, Ordered},
    upi,
};
use easel_door::{
    Door,
    carrier::{Signed, Tongue},
    clock::{self, rfc3339},
    error::{Problem, ProblemBody},
    input::{Json, PathId, Words, made_id},
    inspect::{Sees, part},
    page::{self, PageParams},
};
use easel_till::{NewPayment, PaymentClaim, PaymentError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

easel_door::pages! {
    /// A page of payments.
    PaymentPage of Payment;
}

/// How something can be paid.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum GatewayName {
    Upi,
    Manual,
    Stripe,
}

impl From<Gateway> for GatewayName {
    fn from(gateway: Gateway) -> Self {
        match gateway {
            Gateway::Upi => Self::Upi,
            Gateway::Manual => Self::Manual,
            Gateway::Stripe => Self::Stripe,
        }
    }
}

/// Where a payment is on its way.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PaymentStateName {
    Created,
    Pending,
    Paid,
    Rejected,
    Expired,
    Cancelled,
    Refunded,
    Disputed,
}

impl From<PaymentState> for PaymentStateName {
    fn from(state: PaymentState) -> Self {
        match state {
            PaymentState::Created => Self::Created,
            PaymentState::Pending => Self::Pending,
            PaymentState::Paid => Self::Paid,
            PaymentState::Rejected => Self::Rejected,
            PaymentState::Expired => Self::Expired,
            PaymentState::Cancelled => Self::Cancelled,
            PaymentState::Refunded => Self::Refunded,
            PaymentState::Disputed => Self::Disputed,
        }
    }
}

/// Credits for sale.
#[derive(Serialize, ToSchema)]
pub(crate) struct Pack {
    /// Another price is another pack.
    id: String,
    label: String,
    credits: i64,
    /// In the currency's minor units, such as paise.
    amount_minor: i64,
    /// The same as people write it, such as `499.00`.
    amount: String,
    /// ISO 4217.
    currency: String,
}

/// What is sold, and how it can be paid.
#[derive(Serialize, ToSchema)]
pub(crate) struct Packs {
    /// In the operator's order; empty where nothing is sold.
    items: Vec<Pack>,
    #[schema(inline)]
    gateways: Vec<GatewayName>,
}

/// What was ordered.
#[derive(Serialize, ToSchema)]
pub(crate) struct OrderedOffer {
    id: String,
    label: String,
}

/// What kind of thing was ordered.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OrderedKind {
    Pack,
    Plan,
}

/// How a UPI app pays it.
#[derive(Serialize, ToSchema)]
pub(crate) struct UpiLink {
    /// Opens a UPI app, with the amount as it is to be; also what the QR code says.
    uri: String,
    vpa: String,
    payee_name: String,
}

/// A payment as it now is.
#[derive(Serialize, ToSchema)]
pub struct Payment {
    id: String,
    #[schema(inline)]
    state: PaymentStateName,
    #[schema(inline)]
    gateway: GatewayName,
    #[schema(inline)]
    what: OrderedKind,
    /// Where it is for a pack.
    #[schema(required)]
    pack: Option<OrderedOffer>,
    /// Where it is for an interval of a plan.
    #[schema(required)]
    plan: Option<OrderedOffer>,
    /// What is given for it; of a plan each cycle.
    credits: i64,
    /// In the currency's minor units.
    amount_minor: i64,
    /// The same as people write it.
    amount: String,
    currency: String,
    /// Its short name, to be named with the payment and when asking about it.
    reference: String,
    /// While it is to be paid by UPI.
    #[schema(required)]
    upi: Option<UpiLink>,
    /// While it is to be paid as the operator says: how.
    #[schema(required)]
    instructions: Option<String>,
    /// While it is to be paid on Stripe's page: where that is.
    #[schema(required)]
    checkout_url: Option<String>,
    created_at: String,
    /// Until when it waits for its UTR, or can be paid on Stripe's page.
    expires_at: String,
    /// Since when it waits, or waited, for approval.
    #[schema(required)]
    claimed_at: Option<String>,
    /// Whether it has waited for approval longer than a day.
    is_late: bool,
    changed_at: String,
    /// When its credits were given.
    #[schema(required)]
    paid_at: Option<String>,
    /// What can be asked back of it now; null where nothing can.
    #[schema(required)]
    refundable: Option<Refundable>,
    /// What went back of it, or is asked back, the oldest first.
    refunds: Vec<Refund>,
    #[schema(required)]
    utr: Option<String>,
    #[schema(required)]
    note: Option<String>,
    /// The payer's picture of it.
    #[schema(required)]
    screenshot_id: Option<String>,
    /// Why it was rejected.
    #[schema(required)]
    reason: Option<String>,
}

impl Payment {
    /// As `language` says it, at `now`.
    #[must_use]
    pub fn of(row: easel_till::Payment, door: &Door, language: Language, now: Timestamp) -> Self {
        let (to_be_paid, book) = (row.state == PaymentState::Created, door.options().price_book.as_deref());
        let book = book.filter(|_| to_be_paid);
        let is_late = row.state == PaymentState::Pending
            && row.claimed_at.is_some_and(|at| now.since_ms(at) > payment::LATE_MS);
        let refundable = Refundable::of(&row, now);
        // A gateway's word for why is none that people read.
        let declined = |_| message::text(language, "payment.declined", &[]);
        let reason =
            if row.gateway.is_by_hand() { row.reason.clone() } else { row.reason.clone().map(declined) };
        let offer =
            |id: String| Some(OrderedOffer { id, label: words_in(&row.label, language.tag()).to_owned() });
        let (what, pack, plan) = match row.what {
            Ordered::Pack(id) => (OrderedKind::Pack, offer(id.to_string()), None),
            Ordered::Plan(id) => (OrderedKind::Plan, None, offer(id.to_string())),
        };
        Self {
            id: row.id.to_string(),
            state: row.state.into(),
            gateway: row.gateway.into(),
            what,
            pack,
            plan,
            credits: row.credits,
            amount_minor: row.amount.minor(),
            amount: row.amount.decimal(),
            currency: row.amount.currency().code().to_owned(),
            upi: book.and_then(|book| upi_of(&row, book)),
            instructions: book
                .and_then(|book| book.gateways.manual.as_ref())
                .filter(|_| row.gateway == Gateway::Manual)
                .map(|manual| words_in(&manual.instructions, language.tag()).to_owned()),
            reference: row.reference,
            created_at: rfc3339(row.created_at),
            expires_at: rfc3339(row.expires_at),
            claimed_at: row.claimed_at.map(rfc3339),
            is_late,
            refundable,
            refunds: row.refunds.into_iter().map(Refund::from).collect(),
            checkout_url: row.checkout_url.filter(|_| to_be_paid),
            paid_at: row.paid_at.map(rfc3339),
            changed_at: rfc3339(row.changed_at),
            utr: row.utr,
            screenshot_id: row.screenshot.map(|id| id.to_string()),
            note: row.note,
            reason,
        }
    }
}

fn upi_of(row: &easel_till::Payment, book: &PriceBook) -> Option<UpiLink> {
    let to = book.gateways.upi.as_ref().filter(|_| row.gateway == Gateway::Upi)?;
    let uri = upi::link(&to.vpa, to.payee_name.trim(), row.amount, &row.reference)?;
    Some(UpiLink { uri, vpa: to.vpa.as_str().to_owned(), payee_name: to.payee_name.trim().to_owned() })
}

/// A new payment, of a pack or of an interval of a plan.
#[derive(Deserialize, ToSchema)]
pub(crate) struct PaymentRequest {
    /// Made by the asker, version 7: the same one again is the same payment.
    #[schema(nullable = false)]
    id: Option<String>,
    /// Exactly one of both.
    pack_id: Option<String>,
    plan_id: Option<String>,
    /// `upi`, `manual` or `stripe`.
    gateway: String,
}

/// What the bank calls a payment.
#[derive(Deserialize, ToSchema)]
pub(crate) struct UtrRequest {
    /// Twelve digits for UPI, however they are spaced; 6 to 35 letters and digits for a transfer.
    utr: String,
    /// Anything that helps to find it, up to 200 characters.
    note: Option<String>,
    /// A picture that shows it, one of the payer's own: sent with the purpose `screenshot`.
    screenshot_id: Option<String>,
}

impl PaymentRequest {
    /// An id that is none is the id of nothing that is sold.
    fn what(&self) -> Result<Ordered, Problem> {
        match (self.pack_id.as_deref(), self.plan_id.as_deref()) {
            (Some(pack), None) => pack
                .parse()
                .map(Ordered::Pack)
                .map_err(|_| Problem::invalid("invalid_pack_id", "invalid_pack_id", "pack_id")),
            (None, Some(plan)) => plan
                .parse()
                .map(Ordered::Plan)
                .map_err(|_| Problem::invalid("invalid_plan_id", "invalid_plan_id", "plan_id")),
            _ => Err(Problem::invalid("invalid_pack_id", "invalid_pack_or_plan", "pack_id")),
        }
    }
}

/// The gateways that are on.
pub(crate) fn gateways(book: &PriceBook) -> Vec<GatewayName> {
    Gateway::ALL.iter().filter(|gateway| book.has(**gateway)).map(|gateway| (*gateway).into()).collect()
}

/// What is sold, and how it can be paid. Where an operator sells nothing, both lists are empty.
#[utoipa::path(get, path = "/api/v1/packs", tag = "payments", responses((status = 200, body = Packs)))]
pub(crate) async fn list_packs(State(door): State<Door>, tongue: Tongue) -> Result<Json<Packs>, Problem> {
    let Some(book) = door.options().price_book.as_deref() else {
        return Ok(Json(Packs { items: Vec::new(), gateways: Vec::new() }));
    };
    let language = tongue.language();
    let packs = door.till().pack_list().await?.into_iter().map(|pack| Pack {
        id: pack.id.to_string(),
        label: words_in(&pack.label, language.tag()).to_owned(),
        credits: pack.credits,
        amount_minor: pack.amount.minor(),
        amount: pack.amount.decimal(),
        currency: pack.amount.currency().code().to_owned(),
    });
    Ok(Json(Packs { items: packs.collect(), gateways: gateways(book) }))
}

/// Orders a pack, or an interval of a plan. What it costs and gives is settled with it; nothing is given before an
/// administrator confirms the payment, or Stripe says that it has the money. A plan begins then, or goes on where what is
/// paid for ends.
#[utoipa::path(post, path = "/api/v1/payments", tag = "payments", request_body = PaymentRequest,
    responses((status = 201, body = Payment), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody), (status = 429, body = ProblemBody),
        (status = 503, body = ProblemBody)))]
pub(crate) async fn create_payment(
    State(door): State<Door>,
    signed: Signed,
    tongue: Tongue,
    Json(request): Json<PaymentRequest>,
) -> Result<(StatusCode, Json<Payment>), Problem> {
    signed.stays()?;
    let (id, now) = (PaymentId(made_id(request.id.as_deref())?), clock::now());
    let what = request.what()?;
    let gateway = Gateway::parse(&request.gateway).ok_or(PaymentError::Gateway)?;
    let book = door.options().price_book.clone().ok_or(PaymentError::Gateway)?;
    door.gates().payment.check(signed.actor.user_id)?;
    let page = checkout::page(&door, gateway, tongue.language());
    let new = NewPayment { id, what, gateway, reference: payment::reference(clock::random()?), page };
    let made = door.till().payment_create(&signed.actor, new, book, now).await?;
    let made = checkout::opened(&door, made).await?;
    Ok((StatusCode::CREATED, Json(Payment::of(made, &door, tongue.language(), now))))
}

/// The person's payments, newest first.
#[utoipa::path(get, path = "/api/v1/payments", tag = "payments", params(PageParams),
    responses((status = 200, body = PaymentPage), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody)))]
pub(crate) async fn list_payments(
    State(door): State<Door>,
    signed: Signed,
    tongue: Tongue,
    words: Words,
) -> Result<Json<PaymentPage>, Problem> {
    let (limit, before) = (page::limit(&words)?, page::after::<(Timestamp, PaymentId)>(&words)?);
    let rows = door.till().payment_list(&signed.actor, before, limit + 1).await?;
    let (rows, next_cursor) = page::cut(rows, limit, |row| (row.created_at, row.id));
    let now = clock::now();
    let items = rows.into_iter().map(|row| Payment::of(row, &door, tongue.language(), now)).collect();
    Ok(Json(PaymentPage { items, next_cursor }))
}

/// What somebody ordered whose account is looked at, newest first; without the ways to pay it.
#[utoipa::path(get, path = "/api/v1/admin/people/{id}/look/payments", tag = "admin",
    params(("id" = String, Path), PageParams),
    responses((status = 200, body = PaymentPage), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody)))]
pub(crate) async fn list_inspected_payments(
    State(door): State<Door>,
    sees: Sees<part::Payments>,
    tongue: Tongue,
    words: Words,
) -> Result<Json<PaymentPage>, Problem> {
    let (limit, before) = (page::limit(&words)?, page::after::<(Timestamp, PaymentId)>(&words)?);
    let rows = door.till().payment_list(&sees.theirs(), before, limit + 1).await?;
    let (rows, next_cursor) = page::cut(rows, limit, |row| (row.created_at, row.id));
    let now = clock::now();
    let shown = |row| Payment {
        upi: None,
        instructions: None,
        checkout_url: None,
        refundable: None,
        ..Payment::of(row, &door, tongue.language(), now)
    };
    Ok(Json(PaymentPage { items: rows.into_iter().map(shown).collect(), next_cursor }))
}

/// One of the person's payments.
#[utoipa::path(get, path = "/api/v1/payments/{id}", tag = "payments", params(("id" = String, Path)),
    responses((status = 200, body = Payment), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn get_payment(
    State(door): State<Door>,
    signed: Signed,
    tongue: Tongue,
    PathId(id): PathId<PaymentId>,
) -> Result<Json<Payment>, Problem> {
    let found = door.till().payment_get(&signed.actor, id).await?.ok_or_else(Problem::not_found)?;
    Ok(Json(Payment::of(found, &door, tongue.language(), clock::now())))
}

/// Says by which number the bank knows the payment; from then on it waits for an administrator. The same number again
/// changes nothing.
#[utoipa::path(post, path = "/api/v1/payments/{id}/utr", tag = "payments", params(("id" = String, Path)),
    request_body = UtrRequest,
    responses((status = 200, body = Payment), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn create_payment_utr(
    State(door): State<Door>,
    signed: Signed,
    tongue: Tongue,
    PathId(id): PathId<PaymentId>,
    Json(request): Json<UtrRequest>,
) -> Result<Json<Payment>, Problem> {
    door.gates().utr.check(signed.actor.user_id)?;
    let bad = || Problem::invalid("invalid_note", "invalid_note", "note").at_most(payment::NOTE_MAX);
    let note = request.note.as_deref().map(|text| payment::note(text).ok_or_else(bad)).transpose()?;
    let no_picture = |_| Problem::invalid("invalid_screenshot", "invalid_screenshot", "screenshot_id");
    let claim = PaymentClaim {
        utr: request.utr,
        note: note.filter(|note| !note.is_empty()),
        screenshot: request.screenshot_id.as_deref().map(str::parse).transpose().map_err(no_picture)?,
        link: format!("{}/admin/payments", door.options().base_url()),
    };
    let now = clock::now();
    let claimed = door.till().payment_claim(&signed.actor, id, claim, now).await?;
    Ok(Json(Payment::of(claimed, &door, tongue.language(), now)))
}

/// Gives up a payment that has no UTR yet, or wasn't paid on Stripe's page, which is closed then.
#[utoipa::path(post, path = "/api/v1/payments/{id}/cancel", tag = "payments", params(("id" = String, Path)),
    responses((status = 200, body = Payment), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 503, body = ProblemBody)))]
pub(crate) async fn cancel_payment(
    State(door): State<Door>,
    signed: Signed,
    tongue: Tongue,
    PathId(id): PathId<PaymentId>,
) -> Result<Json<Payment>, Problem> {
    let now = clock::now();
    let found = door.till().payment_get(&signed.actor, id).await?.ok_or_else(Problem::not_found)?;
    checkout::closed(&door, &found).await?;
    let cancelled = door.till().payment_cancel(&signed.actor, id, now).await?;
    Ok(Json(Payment::of(cancelled, &door, tongue.language(), now)))
}

/// The QR code that a UPI app reads, while the payment is to be paid.
#[utoipa::path(get, path = "/api/v1/payments/{id}/qr", tag = "payments", params(("id" = String, Path)),
    responses((status = 200, body = String, content_type = "image/svg+xml"), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
pub(crate) async fn get_payment_qr(
    State(door): State<Door>,
    signed: Signed,
    PathId(id): PathId<PaymentId>,
) -> Result<Response, Problem> {
    let found = door.till().payment_get(&signed.actor, id).await?.ok_or_else(Problem::not_found)?;
    let book = door.options().price_book.as_deref().filter(|_| found.state == PaymentState::Created);
    let link = book.and_then(|book| upi_of(&found, book)).ok_or_else(Problem::not_found)?;
    let svg = easel_outbound::qr_svg(&link.uri).ok_or_else(Problem::not_found)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'")),
    ];
    Ok((headers, svg).into_response())
}
