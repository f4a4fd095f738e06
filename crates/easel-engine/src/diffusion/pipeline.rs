//! x
pub(crate) struct Pipeline;
