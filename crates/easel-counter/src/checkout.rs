//! Paying on Stripe's page: opening and closing it. What becomes of it is told by Stripe and looked into by a worker.

use crate::payment::Payment;
use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use easel_domain::{Gateway, Language, PaymentId, PaymentState};
use easel_door::{
    Door,
    carrier::{Signed, Tongue},
    clock,
    error::{Problem, ProblemBody},
    input::{self, Json, PathId},
};
use easel_outbound::{NotTaken, StripeError};
use easel_till::NewPage;

/// Where Stripe tells what happened. It is no browser and has no session: its signature is what counts.
pub const HOOK: &str = "/api/v1/webhooks-in/stripe";
/// No event is longer.
const HOOK_BYTES_MAX: usize = 256 * 1024;

/// What Stripe's page is opened with, for a gateway that has one.
pub(crate) fn page(door: &Door, gateway: Gateway, language: Language) -> Option<NewPage> {
    let return_url = format!("{}/payments/{{id}}", door.options().base_url());
    (gateway == Gateway::Stripe).then_some(NewPage { return_url, language })
}

/// The payment with the page where it is paid, opened now unless it was.
pub(crate) async fn opened(door: &Door, made: easel_till::Payment) -> Result<easel_till::Payment, Problem> {
    let waits = made.gateway == Gateway::Stripe && made.state == PaymentState::Created;
    if !waits || made.checkout_url.is_some() {
        return Ok(made);
    }
    let stripe = door.options().stripe.as_ref().ok_or_else(Problem::gateway_unavailable)?;
    let look = door.till().checkout_look(made.id, clock::now()).await?;
    let Some(ask) = look.and_then(|look| look.ask) else { return Ok(made) };
    let page = stripe.open_checkout(&ask).await?;
    let session = page.session_id.clone();
    let opened = door.till().checkout_opened(made.id, page, clock::now()).await?;
    if opened.state != PaymentState::Created {
        // Given up while the page was being opened; should this fail, a worker closes it.
        let _ = stripe.close_checkout(&session).await;
    }
    Ok(opened)
}

/// Closes the page of a payment that its payer gives up. Refused where it was paid meanwhile.
pub(crate) async fn closed(door: &Door, payment: &easel_till::Payment) -> Result<(), Problem> {
    let stripe = door.options().stripe.as_ref();
    let waits = payment.gateway == Gateway::Stripe && payment.state == PaymentState::Created;
    let Some(stripe) = stripe.filter(|_| waits) else { return Ok(()) };
    let look = door.till().checkout_look(payment.id, clock::now()).await?;
    let Some(look) = look else { return Ok(()) };
    let Some(session) = look.session_id.clone() else { return Ok(()) };
    match stripe.close_checkout(&session).await {
        Ok(()) | Err(StripeError::Missing) => Ok(()),
        Err(StripeError::Refused(_)) => {
            let seen = stripe.look(&session).await?;
            let words = door.mail_words();
            door.till().payment_seen(look, seen, None, &words, clock::now()).await?;
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}

/// Asks how a payment on Stripe's page stands, now that its payer is back; what comes of it arrives by itself.
#[utoipa::path(post, path = "/api/v1/payments/{id}/check", tag = "payments", params(("id" = String, Path)),
    responses((status = 202, body = Payment), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 429, body = ProblemBody)))]
pub(crate) async fn request_payment_check(
    State(door): State<Door>,
    signed: Signed,
    tongue: Tongue,
    PathId(id): PathId<PaymentId>,
) -> Result<(StatusCode, Json<Payment>), Problem> {
    let now = clock::now();
    let found = door.till().payment_get(&signed.actor, id).await?.ok_or_else(Problem::not_found)?;
    door.gates().payment.check(signed.actor.user_id)?;
    door.till().checkout_hasten(&signed.actor, id, now).await?;
    Ok((StatusCode::ACCEPTED, Json(Payment::of(found, &door, tongue.language(), now))))
}

/// What Stripe tells, signed with the webhook's secret. Where there is none, nothing is taken.
#[utoipa::path(post, path = "/api/v1/webhooks-in/stripe", tag = "payments",
    request_body(content = String, content_type = "application/json"),
    responses((status = 204), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 413, body = ProblemBody)))]
pub(crate) async fn create_stripe_event(
    State(door): State<Door>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Problem> {
    let stripe = door.options().stripe.as_ref().filter(|stripe| stripe.hears());
    let stripe = stripe.ok_or_else(Problem::not_found)?;
    let bytes = input::read_bytes(body, HOOK_BYTES_MAX).await?;
    let signature = headers.get("stripe-signature").and_then(|value| value.to_str().ok()).unwrap_or("");
    let now = clock::now();
    let event = stripe.hear(signature, &bytes, now).map_err(|why| match why {
        NotTaken::Off => Problem::not_found(),
        NotTaken::Signature => Problem::invalid_signature(),
        NotTaken::Unreadable => Problem::invalid_body(),
    })?;
    if let Some(event) = event {
        door.till().gateway_event_take(event, now).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
