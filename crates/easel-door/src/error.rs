//! The only place that maps what went wrong to a status and a code.
//!
//! A handler answers a [`Problem`]; the outermost layer (`answer.rs`) writes it down, because only there the request's
//! id and the language to speak are known.

mod account;
mod book;
mod branding;
mod guide;
mod keys;
mod money;
mod picture;
mod showcase;
mod studio;
mod support;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use easel_domain::{
    Branding, EmailAddress, InvalidAccount, Language, Name, NotAllowed, Password, ledger::InsufficientCredits,
};
use easel_store::{Capped, StoreError};
use easel_works::book::BookMistake;
use serde::Serialize;
use std::{borrow::Cow, error::Error};
use utoipa::ToSchema;

pub use keys::ERROR_KEYS;

/// Until some of the pictures under way will be done.
const UNDER_WAY_RETRY_SECONDS: u32 = 10;

/// What went wrong, as far as it may be told.
#[derive(Clone)]
pub struct Problem(Box<Details>);

/// A parameter of a sentence.
#[derive(Clone)]
pub(crate) enum Param {
    /// A number or word, put in as it is.
    Plain(String),
    /// So many credits, said with the studio's word for them.
    Credits(i64),
}

/// Everything about a problem that the outermost layer needs to write it down.
#[derive(Clone)]
pub(crate) struct Details {
    pub(crate) status: StatusCode,
    pub(crate) code: Cow<'static, str>,
    /// Of its sentence, without `errors.`.
    pub(crate) key: &'static str,
    pub(crate) params: Vec<(&'static str, Param)>,
    pub(crate) field: Option<Cow<'static, str>>,
    pub(crate) needed: Option<i64>,
    pub(crate) available: Option<i64>,
    pub(crate) credits: Option<i64>,
    pub(crate) version: Option<u32>,
    pub(crate) retry_after: Option<u32>,
}

/// The body of every error.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// What went wrong.
    pub error: ProblemDetail,
}

/// What went wrong.
#[derive(Serialize, ToSchema)]
pub struct ProblemDetail {
    /// Stable, for programs.
    pub code: String,
    /// A sentence in the asker's language.
    pub message: String,
    /// The JSON name of the field it is about.
    #[schema(required)]
    pub field: Option<String>,
    /// To quote to the people who run the studio.
    pub request_id: String,
    /// With `insufficient_credits`: what it costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub needed: Option<i64>,
    /// With `insufficient_credits`: what is free.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub available: Option<i64>,
    /// With `price_changed`: the price now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub credits: Option<i64>,
    /// With `conflict` about a book: the version that it has now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub version: Option<u32>,
}

impl Problem {
    fn new(status: StatusCode, code: &'static str) -> Self {
        Self(Box::new(Details {
            status,
            code: Cow::Borrowed(code),
            key: code,
            params: Vec::new(),
            field: None,
            needed: None,
            available: None,
            credits: None,
            version: None,
            retry_after: None,
        }))
    }

    fn with(mut self, change: impl FnOnce(&mut Details)) -> Self {
        change(&mut self.0);
        self
    }

    /// Gives its sentence a parameter.
    #[must_use]
    pub fn plain(self, name: &'static str, value: impl ToString) -> Self {
        self.with(|d| d.params.push((name, Param::Plain(value.to_string()))))
    }

    /// 400: the sentence `key` about `field`.
    pub fn invalid(code: &'static str, key: &'static str, field: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code).with(|d| {
            d.key = key;
            d.field = Some(Cow::Borrowed(field));
        })
    }

    /// 400: a field whose value has the wrong type or is missing.
    pub fn invalid_field(field: String) -> Self {
        let code = if matches!(field.as_str(), "width" | "height") {
            Cow::Borrowed("invalid_size")
        } else {
            Cow::Owned(format!("invalid_{field}"))
        };
        let name = field.clone();
        Self::new(StatusCode::BAD_REQUEST, "invalid_field").plain("field", name).with(|d| {
            d.code = code;
            d.field = Some(Cow::Owned(field));
        })
    }

    /// 400: not the JSON this operation takes.
    pub fn invalid_body() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_body")
    }

    /// 400: a link that is unknown, used or too old.
    pub fn invalid_token() -> Self {
        Self::invalid("invalid_token", "invalid_token", "token")
    }

    /// 400: the current password isn't.
    pub fn wrong_current_password() -> Self {
        Self::invalid("invalid_password", "invalid_password_wrong", "current_password")
    }

    /// 400: a page of this many can't be had.
    pub fn invalid_limit(max: u32) -> Self {
        Self::invalid("invalid_limit", "invalid_limit", "limit").plain("max", max)
    }

    /// 400: what a person typed about themselves. `field` is the JSON name of the password's field.
    pub fn invalid_account(why: InvalidAccount, password_field: &'static str) -> Self {
        match why {
            InvalidAccount::Email => Self::invalid("invalid_email", "invalid_email", "email"),
            InvalidAccount::PasswordShort => {
                Self::invalid("invalid_password", "invalid_password_short", password_field)
                    .plain("min", Password::MIN)
            }
            InvalidAccount::PasswordLong => {
                Self::invalid("invalid_password", "invalid_password_long", password_field)
                    .plain("max", Password::MAX)
            }
            InvalidAccount::PasswordCommon => {
                Self::invalid("invalid_password", "invalid_password_common", password_field)
            }
            InvalidAccount::Name => {
                Self::invalid("invalid_name", "invalid_name", "name").plain("max", Name::MAX)
            }
            InvalidAccount::Language => Self::invalid("invalid_language", "invalid_language", "language"),
        }
    }

    /// 400: a file that is no picture to us.
    pub fn invalid_file() -> Self {
        Self::invalid("invalid_file", "invalid_file", "file").plain("max_side", easel_tells::SIDE_MAX)
    }

    /// The same, about a field.
    pub fn about(self, field: &'static str) -> Self {
        self.with(|d| d.field = Some(Cow::Borrowed(field)))
    }

    /// 400: no pictures, too many, or some that aren't there.
    pub fn invalid_assets(max: usize) -> Self {
        Self::invalid("invalid_asset_ids", "invalid_asset_ids", "asset_ids").plain("max", max)
    }

    /// 401: nobody, or no longer.
    pub fn not_signed_in() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "not_signed_in")
    }

    /// 401: unknown address or wrong password; which of them isn't told.
    pub fn wrong_credentials() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "wrong_credentials")
    }

    /// 401: a passkey that nobody here has, or that doesn't fit what it was asked.
    pub fn wrong_passkey() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "wrong_passkey")
    }

    /// 403: a sign-in by a provider that comes to nothing, and why.
    pub fn openid_refused(code: &'static str) -> Self {
        Self::new(StatusCode::FORBIDDEN, code)
    }

    /// 503: the sign-in provider gives no answer.
    pub fn openid_unavailable() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "openid_unavailable").with(|d| d.retry_after = Some(5))
    }

    /// 400: somebody who has no password can't show it.
    pub fn no_password() -> Self {
        Self::invalid("no_password", "no_password", "current_password")
    }

    /// 403: the right password, of somebody who may not come in, and why.
    pub fn suspended(reason: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "suspended").plain("reason", reason)
    }

    /// 403: they have not shown yet that their address is theirs.
    pub fn unverified() -> Self {
        Self::new(StatusCode::FORBIDDEN, "email_unverified")
    }

    /// 403: their role counts only with a second factor, and they have none.
    pub fn second_factor_required() -> Self {
        Self::new(StatusCode::FORBIDDEN, "second_factor_required")
    }

    /// 403: their account is going to be deleted, and nothing is made meanwhile.
    pub fn leaving() -> Self {
        Self::new(StatusCode::FORBIDDEN, "account_leaving")
    }

    /// 401: the password was right, but the second factor did not come in time, or was wrong too often.
    pub fn challenge_over() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "challenge_over")
    }

    /// 403.
    pub fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden")
    }

    /// 403: nobody looks at this account, or no more.
    pub fn inspection_needed() -> Self {
        Self::new(StatusCode::FORBIDDEN, "inspection_needed")
    }

    /// 404: missing, or somebody else's.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found")
    }

    /// 405.
    pub fn method_not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed")
    }

    /// 413.
    pub fn too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large")
    }

    /// 415.
    pub fn unsupported_type() -> Self {
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_type")
    }

    /// 429: may be tried again after so many seconds.
    pub fn too_many_requests(seconds: u32) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests")
            .plain("seconds", seconds)
            .with(|d| d.retry_after = Some(seconds))
    }

    /// 500: our fault. What happened goes to the log, not to the asker.
    pub fn internal(error: &(dyn Error + 'static)) -> Self {
        tracing::error!(error = %chain(error), "a request failed");
        Self::bare_internal()
    }

    /// 500 about which all was said.
    pub fn bare_internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal")
    }

    /// 503: too much to do, or something we need is away; later it may work.
    pub fn unavailable() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable").with(|d| d.retry_after = Some(2))
    }

    /// How many characters it may have.
    pub fn at_most(self, max: usize) -> Self {
        self.plain("max", max)
    }

    /// How many characters each may have.
    pub fn of_length(self, length: usize) -> Self {
        self.plain("length", length)
    }

    /// 409: something of that name is there.
    pub fn name_taken() -> Self {
        Self::new(StatusCode::CONFLICT, "conflict").with(|d| {
            d.key = "name_taken";
            d.field = Some(Cow::Borrowed("name"));
        })
    }

    /// Whether it says that something moved on meanwhile.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.0.status == StatusCode::CONFLICT
    }

    /// 409: what was changed here was changed elsewhere meanwhile.
    pub fn conflict() -> Self {
        Self::new(StatusCode::CONFLICT, "conflict")
    }

    /// 409: the same, and what it is now.
    pub fn moved_on_to(self, version: u32) -> Self {
        self.with(|d| (d.version, d.key) = (Some(version), "book_moved_on"))
    }

    /// 400: something in a book that can't be, with its place.
    pub fn invalid_book(mistake: BookMistake, place: String) -> Self {
        Self::new(StatusCode::BAD_REQUEST, mistake.code()).with(|d| d.field = Some(Cow::Owned(place)))
    }

    /// 400: not a book, or not a page of one.
    pub fn invalid_document(place: String) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_document").with(|d| d.field = Some(Cow::Owned(place)))
    }

    /// The same, about a field with a number in it.
    pub fn at(self, field: String) -> Self {
        self.with(|d| d.field = Some(Cow::Owned(field)))
    }

    /// 422: the id was used for something else.
    pub fn id_taken() -> Self {
        Self::idempotency_mismatch()
    }

    /// 409: only what is in the trash can be deleted for good.
    pub fn not_in_trash() -> Self {
        Self::new(StatusCode::CONFLICT, "conflict").with(|d| d.key = "not_in_trash")
    }

    /// 409: there are as many as there may be.
    pub fn too_many(key: &'static str, max: i64) -> Self {
        Self::new(StatusCode::CONFLICT, key).plain("max", max)
    }

    /// 401: what is shared asks for a password.
    pub fn password_required() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "password_required").about("password")
    }

    /// 401: it was another one.
    pub fn wrong_password() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "wrong_password").about("password")
    }

    /// 409: `code`, said by the sentence of the same name.
    pub fn refused(code: &'static str) -> Self {
        Self::new(StatusCode::CONFLICT, code)
    }

    /// 409: the payment is not where this can be done.
    pub fn payment_moved_on() -> Self {
        Self::conflict().with(|d| d.key = "payment_moved_on")
    }

    /// 409: the refund is not where this can be done.
    pub fn refund_moved_on() -> Self {
        Self::conflict().with(|d| d.key = "refund_moved_on")
    }

    /// 403: nobody decides about their own refund.
    pub fn own_refund() -> Self {
        Self::new(StatusCode::FORBIDDEN, "own_refund")
    }

    /// 403: a payment of theirs is disputed.
    fn spending_frozen() -> Self {
        Self::new(StatusCode::FORBIDDEN, "spending_frozen")
    }

    /// 503: a gateway gives no answer.
    pub fn gateway_unavailable() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "gateway_unavailable").with(|d| d.retry_after = Some(5))
    }

    /// 400: nothing that a gateway signed, or not now.
    pub fn invalid_signature() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_signature")
    }

    /// 409: the plan has ended.
    pub fn subscription_ended() -> Self {
        Self::conflict().with(|d| d.key = "subscription_ended")
    }

    /// 403: the person's plan doesn't have it.
    fn plan_needed(why: NotAllowed) -> Self {
        Self::new(StatusCode::FORBIDDEN, "plan_needed").about(why.field()).with(|d| {
            d.key = match why {
                NotAllowed::Model => "plan_needed_model",
                NotAllowed::Tier => "plan_needed_tier",
            }
        })
    }

    /// 429: as many pictures are under way as the person's plan allows at once.
    fn too_many_under_way(most: u32) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_under_way")
            .plain("most", most)
            .with(|d| d.retry_after = Some(UNDER_WAY_RETRY_SECONDS))
    }

    /// 403: nobody confirms their own payment.
    pub fn own_payment() -> Self {
        Self::new(StatusCode::FORBIDDEN, "own_payment")
    }

    /// 400: fewer than one credit, or more than `max`.
    pub fn invalid_credits(max: i64) -> Self {
        let told = ("max", Param::Credits(max));
        Self::invalid("invalid_credits", "invalid_credits", "credits").with(|d| d.params.push(told))
    }

    fn taken() -> Self {
        Self::new(StatusCode::CONFLICT, "conflict").with(|d| {
            d.key = "invalid_email_taken";
            d.field = Some(Cow::Borrowed("email"));
        })
    }

    fn idempotency_mismatch() -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "idempotency_mismatch").about("id")
    }

    fn price_changed(credits: i64) -> Self {
        Self::new(StatusCode::CONFLICT, "price_changed").with(|d| {
            d.credits = Some(credits);
            d.params.push(("credits", Param::Credits(credits)));
        })
    }

    /// 403: more than the person lets themselves spend in a month.
    fn spending_cap(why: Capped, credits: i64) -> Self {
        let told = [("cap", why.cap), ("spent", why.spent), ("credits", credits)];
        Self::new(StatusCode::FORBIDDEN, "spending_cap")
            .with(|d| d.params.extend(told.map(|(name, credits)| (name, Param::Credits(credits)))))
    }

    fn insufficient(why: InsufficientCredits) -> Self {
        Self::new(StatusCode::PAYMENT_REQUIRED, "insufficient_credits").with(|d| {
            d.needed = Some(why.needed);
            d.available = Some(why.available);
            d.params.push(("needed", Param::Credits(why.needed)));
            d.params.push(("available", Param::Credits(why.available)));
        })
    }
}

impl Details {
    /// The body, in `language`, with the studio's word for credits.
    pub(crate) fn body(&self, language: Language, request_id: &str, branding: &Branding) -> ProblemBody {
        let values: Vec<(&str, String)> = self
            .params
            .iter()
            .map(|(name, param)| match param {
                Param::Plain(value) => (*name, value.clone()),
                Param::Credits(count) => (*name, branding.credits(language, *count)),
            })
            .chain([("request_id", request_id.to_owned())])
            .collect();
        let params: Vec<(&str, &str)> = values.iter().map(|(n, v)| (*n, v.as_str())).collect();
        ProblemBody {
            error: ProblemDetail {
                code: self.code.to_string(),
                message: easel_domain::message::text(language, &format!("errors.{}", self.key), &params),
                field: self.field.as_ref().map(ToString::to_string),
                request_id: request_id.to_owned(),
                needed: self.needed,
                available: self.available,
                credits: self.credits,
                version: self.version,
            },
        }
    }
}

/// An error with its sources, for the log.
fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        text.push_str(": ");
        text.push_str(&source.to_string());
        next = source.source();
    }
    text
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.0.status.into_response();
        if let Some(seconds) = self.0.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(*self.0);
        response
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        if error.is_unavailable() {
            tracing::warn!(error = %chain(&error), "the store is not available");
            return Self::unavailable();
        }
        Self::internal(&error)
    }
}

impl From<getrandom::Error> for Problem {
    fn from(error: getrandom::Error) -> Self {
        Self::internal(&error)
    }
}

/// An address in a form, or what is wrong with it.
pub fn email(text: &str) -> Result<EmailAddress, Problem> {
    EmailAddress::parse(text).map_err(|why| Problem::invalid_account(why, "password"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use easel_domain::message;

    #[test]
    fn every_error_has_a_sentence_in_every_language() {
        for key in ERROR_KEYS {
            for language in Language::ALL {
                assert!(
                    message::exists(*language, &format!("errors.{key}")),
                    "{} has no errors.{key}",
                    language.tag()
                );
            }
        }
    }
}
