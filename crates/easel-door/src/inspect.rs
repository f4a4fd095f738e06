//! Operations within a look at somebody's account: none of them is answered without one.

use crate::{
    Door,
    carrier::{Needs, Signed, may},
    clock,
    error::Problem,
    input::PathWords,
};
use axum::{
    extract::{FromRef, FromRequestParts},
    http::request::Parts,
};
use easel_domain::{Actor, inspection::Part};
use easel_inspection::Inspection;
use std::marker::PhantomData;

/// A look that lasts, of whoever asks, at the account that `{id}` of the path names, where their role sees the part that `P` says.
/// Whatever an operation of a look reads, it reads with [`Sees::theirs`]; there is no other way to come by it.
pub struct Sees<P> {
    /// The look.
    pub look: Inspection,
    /// Who looks.
    pub by: Actor,
    part: PhantomData<P>,
}

impl<P> Sees<P> {
    /// With whose eyes the account is read.
    #[must_use]
    pub const fn theirs(&self) -> Actor {
        self.look.theirs()
    }
}

/// A part of an account as a type, so that an operation names it where it names who asks.
pub trait Seen {
    /// Which.
    const PART: Part;
}

/// The parts that operations show.
pub mod part {
    use super::{Part, Seen};

    macro_rules! seen {
        ($($name:ident),*) => { $(
            #[doc = concat!("[`Part::", stringify!($name), "`].")]
            pub struct $name;
            impl Seen for $name {
                const PART: Part = Part::$name;
            }
        )* };
    }
    seen!(Account, Jobs, Pictures, Wallet, Payments, Conversation);
}

impl<S: Send + Sync, P: Seen> FromRequestParts<S> for Sees<P>
where
    Door: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        Needs::<may::Inspect>::from_request_parts(parts, state).await?;
        let by = Signed::from_request_parts(parts, state).await?.actor;
        if !by.role.inspects().contains(&P::PART) {
            return Err(Problem::forbidden());
        }
        let person = PathWords::from_request_parts(parts, state).await?.word("id")?;
        let look = Door::from_ref(state).inspections().live(&by, person, clock::now()).await?;
        Ok(Self { look: look.ok_or_else(Problem::inspection_needed)?, by, part: PhantomData })
    }
}
