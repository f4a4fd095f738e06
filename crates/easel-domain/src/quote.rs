//! What something costs, before and when it is bought: the same function both times.

use crate::{Credits, Model, Spec};
use serde::{Deserialize, Serialize};

/// One line of a quote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteLine {
    /// The model, tier and quality, for people.
    pub label: String,
    /// How many pictures.
    pub count: u32,
    /// Each.
    pub credits_each: Credits,
    /// Together.
    pub credits: Credits,
}

/// What it costs altogether.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The sum of the lines.
    pub credits: Credits,
    /// Where it comes from.
    pub lines: Vec<QuoteLine>,
}

/// What `spec` costs on `model`; `None` when the combination has no price (then it isn't offered) or the number
/// leaves the range.
#[must_use]
pub fn quote(model: &Model, spec: &Spec) -> Option<Quote> {
    let each = model.price(&spec.tier, &spec.quality)?;
    let credits = each.times(spec.count)?;
    let label = format!("{} {} {}", crate::model::words_in(&model.label, "en"), spec.tier, spec.quality);
    Some(Quote { credits, lines: vec![QuoteLine { label, count: spec.count, credits_each: each, credits }] })
}
