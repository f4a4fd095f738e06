//! Plans that Stripe bills: calling them off and taking that back, changing to another one, and Stripe's own page for
//! invoices and cards. Stripe is asked, and what it answers is what counts.

use crate::subscription::Subscription;
use axum::extract::State;
use easel_domain::{
    Actor, Gateway, Language, PlanId, SeenSubscription, SubscriptionId, Timestamp,
    billing::{Change, NewTerms},
    checkout::from_gateway,
    model::words_in,
};
use easel_door::{
    Door,
    carrier::{Signed, Tongue},
    clock::{self, rfc3339},
    error::{Problem, ProblemBody},
    input::{Json, PathId, Words},
};
use easel_outbound::{Stripe, StripeError};
use easel_store::SubscriptionError;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const MOMENT_MS: i64 = 10_000;

/// Another plan.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ChangeRequest {
    plan_id: String,
}

/// What a change to another plan comes to.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChangePreview {
    plan_id: String,
    label: String,
    /// Whether it begins now, and what is left of the plan before is set off. Otherwise it begins with the next term.
    is_now: bool,
    /// What is paid now, in the currency's minor units.
    amount_due_minor: i64,
    /// The same as people write it.
    amount_due: String,
    currency: String,
    /// When it begins.
    at: String,
}

/// Where Stripe shows invoices and cards. It opens without a password, for a few minutes.
#[derive(Serialize, ToSchema)]
pub(crate) struct Portal {
    url: String,
}

fn stripe(door: &Door) -> Result<&Stripe, Problem> {
    door.options().stripe.as_ref().ok_or_else(Problem::gateway_unavailable)
}

/// Asks Stripe for something about the actor's plan, and makes the plan what Stripe says then.
async fn asked<F: Future<Output = Result<SeenSubscription, StripeError>>>(
    door: &Door,
    actor: &Actor,
    reference: &str,
    ask: impl FnOnce() -> F,
) -> Result<easel_store::Subscription, Problem> {
    let now = clock::now();
    let look = door.till().billing_look(Gateway::Stripe, reference.to_owned(), now).await?;
    let look = look.ok_or_else(Problem::not_found)?;
    let seen = ask().await.map_err(|error| match error {
        StripeError::Refused(word) => {
            tracing::info!(word, "Stripe refused a change of a plan");
            Problem::refused("plan_payment_refused")
        }
        other => other.into(),
    })?;
    door.till().billing_seen(look, seen, None, &door.mail_words(), clock::now()).await?;
    door.store().subscription_live(actor).await?.ok_or_else(Problem::subscription_ended)
}

/// Says that a plan ends with the term that runs, or that it goes on.
pub(crate) async fn end(
    door: &Door,
    actor: &Actor,
    id: SubscriptionId,
    ends: bool,
) -> Result<easel_store::Subscription, Problem> {
    let (stripe, (reference, _)) = (stripe(door)?, door.till().billing_of(actor, id).await?);
    let key = clock::new_id().to_string();
    asked(door, actor, &reference, || stripe.end_billing(&reference, ends, &key)).await
}

/// What Stripe knows a change by that takes money: twice at once is one change. Stripe keeps its answer for a day, a card
/// that was declined too; so a moment later, with another card maybe, it is a new question.
fn paid_change_key(
    reference: &str,
    (from, to): (PlanId, PlanId),
    paid_until: Timestamp,
    now: Timestamp,
) -> String {
    format!("change-{reference}-{from}-{to}-{}-{}", paid_until.0, now.0 / MOMENT_MS)
}

/// A change that was asked for: of which plan, by what name, and to what.
struct Asked {
    live: easel_store::Subscription,
    reference: String,
    new: NewTerms,
}

async fn change_of(
    door: &Door,
    actor: &Actor,
    (id, plan): (SubscriptionId, &str),
    language: Language,
) -> Result<Asked, Problem> {
    let live = door.store().subscription_live(actor).await?.filter(|live| live.id == id);
    let live = live.ok_or_else(Problem::not_found)?;
    let billed = live.billed.as_ref().ok_or_else(|| Problem::from(SubscriptionError::Billed))?;
    let reference = billed.reference.clone();
    let bad = || Problem::invalid("invalid_plan_id", "invalid_plan_id", "plan_id");
    let wanted: PlanId = plan.parse().map_err(|_| bad())?;
    let plans = door.store().plan_list().await?;
    let plan = plans.into_iter().find(|plan| plan.id == wanted);
    let plan = plan.or_else(|| (live.plan.id == wanted).then(|| live.plan.clone())).ok_or_else(bad)?;
    let same_money = plan.amount.currency() == live.plan.amount.currency();
    let change = if same_money {
        Change::between((live.plan.amount, live.plan.interval), (plan.amount, plan.interval))
    } else {
        Change::Never
    };
    if change == Change::Never {
        return Err(Problem::refused("plan_change_later"));
    }
    let label = words_in(&plan.label, language.tag()).to_owned();
    let new = NewTerms { plan: plan.id, label, amount: plan.amount, interval: plan.interval, change };
    Ok(Asked { live, reference, new })
}

/// What a change to another plan would cost now, and when it would begin.
#[utoipa::path(get, path = "/api/v1/subscriptions/{id}/preview", tag = "payments",
    params(("id" = String, Path), ("plan_id" = String, Query, description = "The plan to change to")),
    responses((status = 200, body = ChangePreview), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 429, body = ProblemBody),
        (status = 503, body = ProblemBody)))]
pub(crate) async fn get_subscription_preview(
    State(door): State<Door>,
    signed: Signed,
    tongue: Tongue,
    PathId(id): PathId<SubscriptionId>,
    words: Words,
) -> Result<Json<ChangePreview>, Problem> {
    let plan = words.get("plan_id").unwrap_or("");
    let Asked { live, reference, new } =
        change_of(&door, &signed.actor, (id, plan), tongue.language()).await?;
    door.gates().payment.check(signed.actor.user_id)?;
    let key = clock::new_id().to_string();
    let units = stripe(&door)?.preview_billing(&reference, &new, &key).await?;
    let currency = new.amount.currency();
    let due = from_gateway(units.max(0), currency);
    let is_now = new.change == Change::Now;
    Ok(Json(ChangePreview {
        plan_id: new.plan.to_string(),
        label: new.label,
        is_now,
        amount_due_minor: due,
        amount_due: easel_domain::Money::new(due, currency)
            .map_or_else(|| "0".to_owned(), |due| due.decimal()),
        currency: currency.code().to_owned(),
        at: rfc3339(if is_now { clock::now() } else { live.course.paid_until }),
    }))
}

/// Changes to another plan. One that costs more, or is paid for longer, begins now and what is left of the one before is
/// set off; one that costs less begins with the next term. The plan that runs, again, takes a change to come back.
#[utoipa::path(post, path = "/api/v1/subscriptions/{id}/change", tag = "payments", params(("id" = String, Path)),
    request_body = ChangeRequest,
    responses((status = 200, body = Subscription), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 429, body = ProblemBody),
        (status = 503, body = ProblemBody)))]
pub(crate) async fn change_subscription(
    State(door): State<Door>,
    signed: Signed,
    tongue: Tongue,
    PathId(id): PathId<SubscriptionId>,
    Json(request): Json<ChangeRequest>,
) -> Result<Json<Subscription>, Problem> {
    let wanted = (id, request.plan_id.as_str());
    signed.stays()?;
    let Asked { live, reference, new } = change_of(&door, &signed.actor, wanted, tongue.language()).await?;
    door.gates().payment.check(signed.actor.user_id)?;
    let goes_on_with = live.next_plan.as_ref().map_or(live.plan.id, |next| next.id);
    if goes_on_with == new.plan && !live.cancel_at_end {
        return Ok(Json(Subscription::of(live, tongue.language())));
    }
    let stripe = stripe(&door)?;
    // What takes no money may be said again and again.
    let key = if new.change == Change::Now {
        let plans = (live.plan.id, new.plan);
        paid_change_key(&reference, plans, live.course.paid_until, clock::now())
    } else {
        clock::new_id().to_string()
    };
    let row =
        asked(&door, &signed.actor, &reference, || stripe.change_billing(&reference, &new, &key)).await?;
    Ok(Json(Subscription::of(row, tongue.language())))
}

/// Opens Stripe's page with the person's invoices and cards.
#[utoipa::path(post, path = "/api/v1/subscriptions/{id}/portal", tag = "payments", params(("id" = String, Path)),
    responses((status = 200, body = Portal), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 429, body = ProblemBody), (status = 503, body = ProblemBody)))]
pub(crate) async fn create_subscription_portal(
    State(door): State<Door>,
    signed: Signed,
    PathId(id): PathId<SubscriptionId>,
) -> Result<Json<Portal>, Problem> {
    let (_, customer) = door.till().billing_of(&signed.actor, id).await?;
    let customer = customer.ok_or_else(|| Problem::from(SubscriptionError::Billed))?;
    door.gates().payment.check(signed.actor.user_id)?;
    let back = format!("{}/wallet", door.options().base_url());
    let url = stripe(&door)?.open_portal(&customer, &back, &clock::new_id().to_string()).await?;
    Ok(Json(Portal { url }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_that_was_refused_can_be_asked_for_again() {
        let [light, pro] = [1, 2].map(|n| PlanId(uuid::Uuid::from_u128(n)));
        let key = |now| paid_change_key("sub_1", (light, pro), Timestamp(5), Timestamp(now));
        assert_eq!(key(1_000_000), key(1_000_900), "twice at once");
        assert_ne!(key(1_000_000), key(1_000_000 + MOMENT_MS), "with another card");
    }
}
