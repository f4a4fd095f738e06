//! Administrators try one channel: a small picture through exactly that one, free of charge.

use crate::{Web, view::Generation};
use axum::{extract::State, http::StatusCode};
use easel_domain::GenerationId;
use easel_door::{
    carrier::{Needs, Signed, Tongue, may},
    clock,
    error::{Problem, ProblemBody},
    input::{Json, PathId, made_id},
};
use easel_store::{NewChannelTest, TestAttempt};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which channel is to be tried, and with which words.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ChannelTestRequest {
    /// Made by the asker, version 7: the same one again is the same test.
    #[schema(nullable = false)]
    id: Option<String>,
    /// Public name of the model the channel leads to.
    model: String,
    channel: String,
    prompt: String,
}

/// The one try of a test.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChannelTestAttempt {
    /// Whether the provider was asked.
    sent: bool,
    /// `succeeded`, `failed`, `rejected`, `unknown`, `cancelled`, `lost` or `overdue`; null while it is under way.
    #[schema(required)]
    outcome: Option<String>,
    /// What the provider said, word for word.
    #[schema(required)]
    detail: Option<String>,
    /// From sending to the end.
    #[schema(required)]
    took_ms: Option<i64>,
    /// What it cost the operator, in millionths of a US dollar; null is unknown.
    #[schema(required)]
    cost_micros: Option<i64>,
}

/// A test as it now is.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChannelTest {
    channel: String,
    generation: Generation,
    /// Null until a worker has taken it up.
    #[schema(required)]
    attempt: Option<ChannelTestAttempt>,
}

impl ChannelTest {
    fn of(test: easel_store::ChannelTest, tongue: &Tongue) -> Self {
        let attempt = test.attempt.map(|attempt| {
            let TestAttempt { outcome, detail, cost_micros, begun_at, finished_at, sent } = attempt;
            let took_ms = finished_at.map(|end| end.since_ms(begun_at).max(0));
            ChannelTestAttempt { sent, outcome, detail, took_ms, cost_micros }
        });
        let generation = Generation::of(test.generation, tongue.language());
        Self { channel: test.channel, generation, attempt }
    }
}

/// Has one small picture made through exactly this channel, even where it rests or is drained. Costs no credits.
#[utoipa::path(post, path = "/api/v1/admin/channel-tests", tag = "admin", request_body = ChannelTestRequest,
    responses((status = 202, body = ChannelTest), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody),
        (status = 429, body = ProblemBody)))]
pub(crate) async fn create_channel_test(
    State(web): State<Web>,
    _: Needs<may::Models>,
    signed: Signed,
    tongue: Tongue,
    Json(request): Json<ChannelTestRequest>,
) -> Result<(StatusCode, Json<ChannelTest>), Problem> {
    let ChannelTestRequest { id, model, channel, prompt } = request;
    let id = GenerationId(made_id(id.as_deref())?);
    web.gates().generation.check(signed.actor.user_id)?;
    let new = NewChannelTest { model, channel, prompt };
    let made = web.store().channel_test(&signed.actor, id, new, clock::now()).await?;
    Ok((StatusCode::ACCEPTED, Json(ChannelTest::of(made, &tongue))))
}

/// One of the asker's tests as it now is.
#[utoipa::path(get, path = "/api/v1/admin/channel-tests/{id}", tag = "admin", params(("id" = String, Path)),
    responses((status = 200, body = ChannelTest), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
pub(crate) async fn get_channel_test(
    State(web): State<Web>,
    _: Needs<may::Models>,
    signed: Signed,
    tongue: Tongue,
    PathId(id): PathId<GenerationId>,
) -> Result<Json<ChannelTest>, Problem> {
    let found = web.store().channel_test_get(&signed.actor, id, clock::now()).await?;
    Ok(Json(ChannelTest::of(found.ok_or_else(Problem::not_found)?, &tongue)))
}
