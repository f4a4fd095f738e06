//! Receipts and credit notes: listed, and written as PDF when somebody fetches one.

use crate::payment::GatewayName;
use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use easel_domain::{Actor, Language, Money, PaymentId, message, receipt::ReceiptKind};
use easel_door::{
    Door,
    carrier::{Needs, Signed, Tongue, may},
    clock::{self, rfc3339},
    csv::{self, Column, Column::Plain, Column::Text},
    error::{Problem, ProblemBody},
    input::{Json, Words},
    page::{self, PageParams},
    span::Span,
};
use easel_paper::{ReceiptWords, receipt_pdf};
use easel_till::IssuedReceipt;
use futures_util::{Stream, stream};
use serde::Serialize;
use std::collections::VecDeque;
use utoipa::ToSchema;

easel_door::pages! {
    /// A page of receipts.
    ReceiptPage of Receipt;
}

/// Money that came, or that went back.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReceiptKindName {
    Receipt,
    CreditNote,
}

/// A receipt or credit note. The document itself is at `/receipts/{no}/pdf`.
#[derive(Serialize, ToSchema)]
pub(crate) struct Receipt {
    /// Its place among the studio's, from 1 without gaps.
    no: i64,
    /// As printed, with the studio's prefix.
    number: String,
    #[schema(inline)]
    kind: ReceiptKindName,
    issued_at: String,
    #[schema(required)]
    payment_id: Option<String>,
    #[schema(inline)]
    gateway: GatewayName,
    credits: i64,
    /// In the currency's minor units, taxes in it.
    amount_minor: i64,
    /// The same as people write it.
    amount: String,
    currency: String,
}

impl From<IssuedReceipt> for Receipt {
    fn from(issued: IssuedReceipt) -> Self {
        let receipt = issued.receipt;
        Self {
            no: issued.no,
            kind: match receipt.kind {
                ReceiptKind::Receipt => ReceiptKindName::Receipt,
                ReceiptKind::CreditNote => ReceiptKindName::CreditNote,
            },
            issued_at: rfc3339(issued.issued_at),
            payment_id: issued.payment.map(|id| id.to_string()),
            gateway: receipt.gateway.into(),
            credits: receipt.credits,
            amount_minor: receipt.gross_minor,
            amount: Money::new(receipt.gross_minor, receipt.currency).map(Money::decimal).unwrap_or_default(),
            currency: receipt.currency.code().to_owned(),
            number: receipt.number,
        }
    }
}

/// The person's receipts and credit notes, the last first.
#[utoipa::path(get, path = "/api/v1/receipts", tag = "payments",
    params(PageParams, ("payment" = Option<String>, Query, nullable = false, description = "Only those of this payment")),
    responses((status = 200, body = ReceiptPage), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody)))]
pub(crate) async fn list_receipts(
    State(door): State<Door>,
    signed: Signed,
    words: Words,
) -> Result<Json<ReceiptPage>, Problem> {
    let bad = |_| Problem::invalid("invalid_payment", "invalid_payment", "payment");
    let payment = words.get("payment").map(str::parse::<PaymentId>).transpose().map_err(bad)?;
    let (limit, before) = (page::limit(&words)?, page::after::<i64>(&words)?);
    let rows = door.till().receipt_list(&signed.actor, payment, before, limit + 1).await?;
    let (rows, next_cursor) = page::cut(rows, limit, |row| row.no);
    Ok(Json(ReceiptPage { items: rows.into_iter().map(Receipt::from).collect(), next_cursor }))
}

/// One of the person's receipts as PDF, in the language of the request.
#[utoipa::path(get, path = "/api/v1/receipts/{no}/pdf", tag = "payments", params(("no" = i64, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "application/pdf"), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn get_receipt_pdf(
    State(door): State<Door>,
    signed: Signed,
    tongue: Tongue,
    Path(no): Path<String>,
) -> Result<Response, Problem> {
    door.gates().receipt.check(signed.actor.user_id)?;
    let no = no.parse().map_err(|_| Problem::not_found())?;
    let found = door.till().receipt_get(&signed.actor, no).await?.ok_or_else(Problem::not_found)?;
    pdf(&door, found, tongue.language()).await
}

/// Anybody's receipt as PDF.
#[utoipa::path(get, path = "/api/v1/admin/receipts/{no}/pdf", tag = "admin", params(("no" = i64, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "application/pdf"), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn get_admin_receipt_pdf(
    State(door): State<Door>,
    _: Needs<may::Money>,
    signed: Signed,
    tongue: Tongue,
    Path(no): Path<String>,
) -> Result<Response, Problem> {
    door.gates().receipt.check(signed.actor.user_id)?;
    let no = no.parse().map_err(|_| Problem::not_found())?;
    let found = door.till().receipt_find(no).await?.ok_or_else(Problem::not_found)?;
    pdf(&door, found, tongue.language()).await
}

/// Every receipt and credit note of somebody as a file, the last first, each written when it is asked for.
pub fn receipt_files(
    door: &Door,
    actor: Actor,
    language: Language,
) -> impl Stream<Item = Result<(String, Vec<u8>), Problem>> + Send + use<> {
    /// Read at once.
    const PAGE: u32 = 50;
    let begin = (door.clone(), VecDeque::new(), Some(None));
    stream::try_unfold(begin, move |(door, mut page, mut place)| async move {
        if let (true, Some(before)) = (page.is_empty(), place) {
            let rows = door.till().receipt_list(&actor, None, before, PAGE).await?;
            place = rows.last().filter(|_| rows.len() == PAGE as usize).map(|row| Some(row.no));
            page.extend(rows);
        }
        let Some(next) = page.pop_front() else { return Ok(None) };
        Ok(Some((written(&door, next, language).await?, (door, page, place))))
    })
}

/// The document and the name of its file.
async fn written(
    door: &Door,
    issued: IssuedReceipt,
    language: Language,
) -> Result<(String, Vec<u8>), Problem> {
    let words = words(door, &issued, language);
    let name: String = issued
        .receipt
        .number
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' })
        .collect();
    let written = tokio::task::spawn_blocking(move || receipt_pdf(&issued.receipt, &words)).await;
    let bytes = written.map_err(|e| Problem::internal(&e))?.map_err(|e| Problem::internal(&e))?;
    Ok((format!("{name}.pdf"), bytes))
}

async fn pdf(door: &Door, issued: IssuedReceipt, language: Language) -> Result<Response, Problem> {
    let (name, bytes) = written(door, issued, language).await?;
    let named = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/pdf")),
        (header::CONTENT_DISPOSITION, named.map_err(|e| Problem::internal(&e))?),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    Ok((headers, Body::from(bytes)).into_response())
}

fn words(door: &Door, issued: &IssuedReceipt, language: Language) -> ReceiptWords {
    let receipt = &issued.receipt;
    let say = |key: &str| message::text(language, &format!("receipt.{key}"), &[]);
    ReceiptWords {
        language: language.tag().to_owned(),
        title: say(receipt.kind.as_str()),
        number: say("number"),
        date: say("date"),
        day: rfc3339(issued.issued_at).split('T').next().unwrap_or_default().to_owned(),
        buyer: say("buyer"),
        reference: say("reference"),
        paid_with: say("paid_with"),
        gateway: message::text(language, &format!("gateway.{}", receipt.gateway.as_str()), &[]),
        corrects: say("corrects"),
        what: say("what"),
        amount: say("amount"),
        credits: door.branding().credits(language, receipt.credits),
        net: say("net"),
        total: say("total"),
        studio: door.branding().name.clone(),
    }
}

/// The studio's receipts and credit notes of a span of days as CSV, in their order: for its accounts.
#[utoipa::path(get, path = "/api/v1/admin/receipts.csv", tag = "admin",
    params(("from" = Option<String>, Query, nullable = false, description = "First day, such as 2026-11-01; thirty days ago without it"),
        ("until" = Option<String>, Query, nullable = false, description = "Last day; today without it")),
    responses((status = 200, body = String, content_type = "text/csv"), (status = 400, body = ProblemBody),
        (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub(crate) async fn export_receipts(
    State(door): State<Door>,
    _: Needs<may::Money>,
    signed: Signed,
    words: Words,
) -> Result<Response, Problem> {
    let (span, till) = (Span::read(&words)?.times, door.till().clone());
    door.store().list_exported(&signed.actor, "receipts.export", clock::now()).await?;
    let read = move |after: Option<i64>| {
        let till = till.clone();
        async move { till.receipt_book(span, after.unwrap_or(0), csv::CHUNK).await }
    };
    Ok(csv::table("receipts.csv", COLUMNS, |issued: &IssuedReceipt| issued.no, read))
}

const COLUMNS: &[Column<IssuedReceipt>] = &[
    Text("number", |issued| issued.receipt.number.clone()),
    Plain("kind", |issued| issued.receipt.kind.as_str().to_owned()),
    Plain("issued_at", |issued| rfc3339(issued.issued_at)),
    Text("buyer", |issued| issued.receipt.buyer.name.clone()),
    Text("email", |issued| issued.receipt.buyer.email.clone()),
    Text("label", |issued| easel_domain::model::words_in(&issued.receipt.label, "en").to_owned()),
    Plain("credits", |issued| issued.receipt.credits.to_string()),
    Plain("currency", |issued| issued.receipt.currency.code().to_owned()),
    Plain("gross", |issued| decimal(issued, issued.receipt.gross_minor)),
    Plain("net", |issued| decimal(issued, issued.receipt.net_minor)),
    Text("taxes", |issued| {
        let taxes = issued.receipt.taxes.iter();
        let taxes: Vec<String> =
            taxes.map(|tax| format!("{} {}", tax.label, decimal(issued, tax.minor))).collect();
        taxes.join("; ")
    }),
    Plain("gateway", |issued| issued.receipt.gateway.as_str().to_owned()),
    Text("reference", |issued| issued.receipt.reference.clone()),
    Text("paid_by", |issued| csv::some(issued.receipt.paid_by.as_ref())),
    Text("corrects", |issued| csv::some(issued.receipt.corrects.as_ref())),
];

fn decimal(issued: &IssuedReceipt, minor: i64) -> String {
    Money::new(minor, issued.receipt.currency).map_or_else(|| "0".to_owned(), Money::decimal)
}
