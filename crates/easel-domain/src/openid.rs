//! Who comes in whom a sign-in provider (OpenID Connect) vouches for.

use crate::EmailAddress;

/// What a provider says of somebody's address.
#[derive(Clone, Copy, Debug)]
pub struct Vouched<'a> {
    /// The address; none where the provider names none that can be one.
    pub email: Option<&'a EmailAddress>,
    /// Whether the provider has seen that it is theirs.
    pub verified: bool,
}

/// The account that has the address already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Whether its owner has shown that the address is theirs.
    pub verified: bool,
    /// Whether it asks for a second factor.
    pub second_factor: bool,
}

/// Why a provider's word is not enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotVouched {
    /// It has not seen that the address is theirs, or names none.
    Unverified,
    /// The address is of a domain that the operator doesn't let in.
    Domain,
}

/// What becomes of somebody whom the studio doesn't know by the provider yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// They are the one who has the account: from now on it is linked.
    Joins,
    /// They may be: they sign in as ever, and link it themselves.
    SignsInFirst,
    /// They are new.
    New,
}

/// The address that counts. Where the operator lets in domains only, an address that nobody has seen is of none.
///
/// # Errors
/// [`NotVouched`].
pub fn vouched<'a>(said: Vouched<'a>, domains: &[String]) -> Result<Option<&'a EmailAddress>, NotVouched> {
    let seen = said.email.filter(|_| said.verified);
    if domains.is_empty() {
        return Ok(seen);
    }
    let email = seen.ok_or(NotVouched::Unverified)?;
    let of = email.as_str().rsplit('@').next().unwrap_or_default().to_ascii_lowercase();
    if domains.contains(&of) { Ok(seen) } else { Err(NotVouched::Domain) }
}

/// Whoever else could have opened an account in somebody's name, without showing that the address is theirs, must not be joined by
/// its owner; and what asks for a second factor is not opened by another way alone.
#[must_use]
pub fn arrival(holder: Option<Holder>) -> Arrival {
    match holder {
        None => Arrival::New,
        Some(Holder { verified: true, second_factor: false }) => Arrival::Joins,
        Some(_) => Arrival::SignsInFirst,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_that_was_seen_counts_and_only_of_the_domains_let_in() {
        let email = EmailAddress::parse("Anna@Example.org").expect("an address");
        let says = |verified, domains: &[&str]| {
            let domains: Vec<String> = domains.iter().map(|one| (*one).to_owned()).collect();
            vouched(Vouched { email: Some(&email), verified }, &domains).map(|seen| seen.is_some())
        };
        assert_eq!(says(true, &[]), Ok(true));
        assert_eq!(says(false, &[]), Ok(false));
        assert_eq!(says(true, &["example.net", "example.org"]), Ok(true));
        assert_eq!(says(false, &["example.org"]), Err(NotVouched::Unverified));
        assert_eq!(says(true, &["ample.org"]), Err(NotVouched::Domain));
        assert_eq!(says(true, &["studio.example.org"]), Err(NotVouched::Domain));
        let nobody = vouched(Vouched { email: None, verified: true }, &["example.org".to_owned()]);
        assert_eq!(nobody, Err(NotVouched::Unverified));
    }

    #[test]
    fn an_account_is_joined_only_where_both_sides_are_sure() {
        assert_eq!(arrival(None), Arrival::New);
        for (verified, second_factor, becomes) in [
            (true, false, Arrival::Joins),
            (true, true, Arrival::SignsInFirst),
            (false, false, Arrival::SignsInFirst),
            (false, true, Arrival::SignsInFirst),
        ] {
            assert_eq!(arrival(Some(Holder { verified, second_factor })), becomes);
        }
    }
}
