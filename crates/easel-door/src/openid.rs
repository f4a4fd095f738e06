//! Signing in by a provider (OpenID Connect): which one it is, where it sends people back to, and whom its word makes them.

use crate::{Door, error::Problem};
use easel_domain::{
    EmailAddress,
    openid::{NotVouched, Vouched, vouched},
};
use easel_outbound::{OpenId, OpenIdPerson};
use easel_store::Identity;

/// The provider that people may sign in by.
///
/// # Errors
/// 409 in a studio without one.
pub fn provider(door: &Door) -> Result<&OpenId, Problem> {
    door.options().openid.as_ref().ok_or_else(|| Problem::refused("openid_off"))
}

/// Where the provider sends people back to: a page of the browser side.
#[must_use]
pub fn back(door: &Door) -> String {
    format!("{}/openid", door.options().base_url())
}

/// Whom the studio takes them for.
///
/// # Errors
/// 403 when the provider's word is not enough.
pub fn identity(provider: &OpenId, person: &OpenIdPerson) -> Result<Identity, Problem> {
    let email = person.email.as_deref().and_then(|text| EmailAddress::parse(text).ok());
    let said = Vouched { email: email.as_ref(), verified: person.verified };
    let email = vouched(said, provider.domains()).map_err(|why| {
        Problem::openid_refused(match why {
            NotVouched::Unverified => "openid_unverified",
            NotVouched::Domain => "openid_domain",
        })
    })?;
    let (issuer, subject) = (provider.issuer().to_owned(), person.subject.clone());
    Ok(Identity { issuer, subject, email: email.cloned() })
}
