//! The plan somebody has, those they had, and that it is not to go on.

use crate::{billing, payment::GatewayName, plan::Plan};
use axum::extract::State;
use easel_domain::{Actor, Language, SubscriptionId, model::words_in, plan::start_of_cycle};
use easel_door::{
    Door,
    carrier::{Signed, Tongue},
    clock::{self, rfc3339},
    error::{Problem, ProblemBody},
    input::{Json, PathId},
};
use easel_store::SubscriptionError;
use serde::Serialize;
use utoipa::ToSchema;

/// Whether it runs.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SubscriptionState {
    Live,
    Ended,
}

/// A plan that is to come.
#[derive(Serialize, ToSchema)]
pub(crate) struct NextPlan {
    id: String,
    label: String,
    from: String,
}

/// A plan somebody has, or had.
#[derive(Serialize, ToSchema)]
pub struct Subscription {
    id: String,
    plan: Plan,
    #[schema(inline)]
    state: SubscriptionState,
    #[schema(inline)]
    gateway: GatewayName,
    started_at: String,
    /// Until when it is paid.
    paid_until: String,
    /// When its credits come next; null where nothing is paid beyond this cycle.
    #[schema(required)]
    next_refresh_at: Option<String>,
    /// Whether the next payment comes by itself. One that is paid by UPI or by hand is paid interval by interval: it
    /// ends when what was paid for is over, unless another payment prolongs it.
    renews: bool,
    /// The person said that it won't go on.
    cancel_at_end: bool,
    /// The plan it goes on with.
    #[schema(required)]
    next_plan: Option<NextPlan>,
    #[schema(required)]
    ended_at: Option<String>,
}

impl Subscription {
    /// As `language` says it.
    #[must_use]
    pub fn of(row: easel_store::Subscription, language: Language) -> Self {
        let course = row.course;
        let is_paid = course.cycle_no + 1 < course.cycles_paid();
        let next_refresh_at = match (is_paid, course.renews) {
            (true, _) => Some(start_of_cycle(course.anchor_at, course.cycle_no + 1)),
            (false, true) => Some(course.paid_until),
            (false, false) => None,
        };
        let next = |next: easel_store::NextPlan| NextPlan {
            id: next.id.to_string(),
            label: words_in(&next.label, language.tag()).to_owned(),
            from: rfc3339(next.from),
        };
        Self {
            id: row.id.to_string(),
            plan: Plan::of(row.plan, language),
            state: if row.is_live { SubscriptionState::Live } else { SubscriptionState::Ended },
            gateway: row.gateway.into(),
            started_at: rfc3339(row.started_at),
            paid_until: rfc3339(course.paid_until),
            next_refresh_at: next_refresh_at.filter(|_| row.is_live).map(rfc3339),
            renews: course.renews,
            cancel_at_end: row.cancel_at_end,
            next_plan: row.next_plan.map(next),
            ended_at: row.ended_at.map(rfc3339),
        }
    }
}

/// The plan that runs, and those that ended.
#[derive(Serialize, ToSchema)]
pub(crate) struct Subscriptions {
    #[schema(required)]
    current: Option<Subscription>,
    /// The last begun first.
    past: Vec<Subscription>,
}

/// The person's plans: the one that runs, and those that ended.
#[utoipa::path(get, path = "/api/v1/subscriptions", tag = "payments",
    responses((status = 200, body = Subscriptions), (status = 401, body = ProblemBody)))]
pub(crate) async fn list_subscriptions(
    State(door): State<Door>,
    signed: Signed,
    tongue: Tongue,
) -> Result<Json<Subscriptions>, Problem> {
    let rows = door.store().subscription_list(&signed.actor).await?;
    let (live, past): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.is_live);
    let view = |row| Subscription::of(row, tongue.language());
    Ok(Json(Subscriptions {
        current: live.into_iter().next().map(view),
        past: past.into_iter().map(view).collect(),
    }))
}

/// Says of whatever plan somebody has that it won't go on.
///
/// # Errors
/// 503 when its gateway can't be reached; then it goes on.
pub async fn plan_ends(door: &Door, actor: &Actor) -> Result<(), Problem> {
    match door.store().subscription_live(actor).await? {
        Some(live) if !live.cancel_at_end => ended(door, actor, live.id, true).await.map(|_| ()),
        _ => Ok(()),
    }
}

async fn ended(
    door: &Door,
    actor: &Actor,
    id: SubscriptionId,
    ends: bool,
) -> Result<easel_store::Subscription, Problem> {
    match door.store().subscription_cancel(actor, id, ends, clock::now()).await {
        Err(SubscriptionError::Billed) => billing::end(door, actor, id, ends).await,
        ended => Ok(ended?),
    }
}

/// Says that the plan won't go on; what is paid for stays. One that is paid by UPI or by hand never renews by itself:
/// for it this only means that no reminder comes before its end.
#[utoipa::path(post, path = "/api/v1/subscriptions/{id}/cancel", tag = "payments", params(("id" = String, Path)),
    responses((status = 200, body = Subscription), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 503, body = ProblemBody)))]
pub(crate) async fn cancel_subscription(
    State(door): State<Door>,
    signed: Signed,
    tongue: Tongue,
    PathId(id): PathId<SubscriptionId>,
) -> Result<Json<Subscription>, Problem> {
    let row = ended(&door, &signed.actor, id, true).await?;
    Ok(Json(Subscription::of(row, tongue.language())))
}

/// Takes back that the plan won't go on. One that is paid by UPI or by hand is prolonged by another payment only.
#[utoipa::path(post, path = "/api/v1/subscriptions/{id}/resume", tag = "payments", params(("id" = String, Path)),
    responses((status = 200, body = Subscription), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 503, body = ProblemBody)))]
pub(crate) async fn create_subscription_resumption(
    State(door): State<Door>,
    signed: Signed,
    tongue: Tongue,
    PathId(id): PathId<SubscriptionId>,
) -> Result<Json<Subscription>, Problem> {
    signed.stays()?;
    let row = ended(&door, &signed.actor, id, false).await?;
    Ok(Json(Subscription::of(row, tongue.language())))
}
