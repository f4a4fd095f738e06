//! What a passkey is asked and how its answer is checked (WebAuthn): for this studio's address alone, by whoever unlocks it.

use crate::{Door, error::Problem};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use easel_domain::UserId;
use easel_store::User;
use serde_json::{Value, json};
use webauthn_rs::{
    Webauthn, WebauthnBuilder,
    prelude::{
        DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
        RegisterPublicKeyCredential, Url,
    },
};

/// What is asked: for the browser, and what the answer is checked with.
pub struct Asked {
    /// For `navigator.credentials`.
    pub options: Value,
    /// To be kept until the answer comes.
    pub state: String,
}

/// A new passkey that was checked.
pub struct Made {
    /// What the device calls it.
    pub credential_id: String,
    /// What checks it from now on.
    pub kept: String,
}

/// An answer of a passkey that is to sign somebody in, not yet checked.
pub struct Answer {
    /// Who it says it belongs to.
    pub user: UserId,
    /// What the device calls it.
    pub credential_id: String,
    credential: PublicKeyCredential,
}

/// Whether this studio can have passkeys: browsers know them only for a name, and only where nobody listens.
#[must_use]
pub fn are_offered(door: &Door) -> bool {
    party(door).is_some()
}

/// Asks for a new passkey of `user`, on a device that has none of `known`.
///
/// # Errors
/// 409 in a studio that can't have any.
pub fn ask_new(door: &Door, user: &User, known: &[String]) -> Result<Asked, Problem> {
    let party = party(door).ok_or_else(|| Problem::refused("passkeys_off"))?;
    let known = known.iter().filter_map(|id| URL_SAFE_NO_PAD.decode(id).ok()).collect();
    let (options, state) = party
        .start_passkey_registration(user.id.0, &user.email, &user.name, Some(known))
        .map_err(|error| Problem::internal(&error))?;
    let mut options = json(&options)?;
    // It is found without an address being typed.
    let choice = &mut options["publicKey"]["authenticatorSelection"];
    choice["residentKey"] = json!("required");
    choice["requireResidentKey"] = json!(true);
    Ok(Asked { options, state: json(&state)?.to_string() })
}

/// Checks the answer to [`ask_new`].
///
/// # Errors
/// 400 when it doesn't fit.
pub fn check_new(door: &Door, state: &str, answer: Value) -> Result<Made, Problem> {
    let bad = || Problem::invalid("invalid_passkey", "invalid_passkey", "credential");
    let party = party(door).ok_or_else(|| Problem::refused("passkeys_off"))?;
    let state: PasskeyRegistration =
        serde_json::from_str(state).map_err(|error| Problem::internal(&error))?;
    let answer: RegisterPublicKeyCredential = serde_json::from_value(answer).map_err(|_| bad())?;
    let made = party.finish_passkey_registration(&answer, &state).map_err(|error| {
        tracing::debug!(%error, "a new passkey was refused");
        bad()
    })?;
    let credential_id = URL_SAFE_NO_PAD.encode(made.cred_id());
    Ok(Made { credential_id, kept: json(&made)?.to_string() })
}

/// Asks for any passkey of this studio.
///
/// # Errors
/// 409 in a studio that can't have any.
pub fn ask(door: &Door) -> Result<Asked, Problem> {
    let party = party(door).ok_or_else(|| Problem::refused("passkeys_off"))?;
    let (options, state) =
        party.start_discoverable_authentication().map_err(|error| Problem::internal(&error))?;
    let mut options = json(&options)?;
    // Whether it waits in the form or is asked for at once is the page's to say.
    options.as_object_mut().map(|options| options.remove("mediation"));
    Ok(Asked { options, state: json(&state)?.to_string() })
}

impl Answer {
    /// Reads what a browser sent; `None` when it is no answer that says whose it is.
    #[must_use]
    pub fn read(answer: Value) -> Option<Self> {
        let credential: PublicKeyCredential = serde_json::from_value(answer).ok()?;
        let user = uuid::Uuid::from_slice(credential.get_user_unique_id()?).ok()?;
        let credential_id = URL_SAFE_NO_PAD.encode(credential.get_credential_id());
        Some(Self { user: UserId(user), credential_id, credential })
    }

    /// Checks it with what was asked and what is kept of the passkey; answers what to keep from now on.
    ///
    /// # Errors
    /// 401 when it doesn't fit: signature, address, unlocking, or a counter that goes back as a copy's does.
    pub fn check(&self, door: &Door, state: &str, kept: &str) -> Result<String, Problem> {
        let party = party(door).ok_or_else(|| Problem::refused("passkeys_off"))?;
        let broken = |error| Problem::internal(&error);
        let state: DiscoverableAuthentication = serde_json::from_str(state).map_err(broken)?;
        let mut passkey: Passkey = serde_json::from_str(kept).map_err(broken)?;
        let checked = party.finish_discoverable_authentication_v2(&self.credential, state, &passkey);
        let checked = checked.map_err(|error| {
            tracing::debug!(%error, "a passkey was refused");
            Problem::wrong_passkey()
        })?;
        passkey.update_credential(&checked);
        Ok(json(&passkey)?.to_string())
    }
}

/// The name that passkeys of a studio with this address belong to. `None` where it has only a number, or anybody could listen.
#[must_use]
pub fn name_in(base_url: &str) -> Option<String> {
    let origin = Url::parse(base_url).ok()?;
    let name = origin.domain()?;
    let is_private = origin.scheme() == "https" || name == "localhost" || name.ends_with(".localhost");
    is_private.then(|| name.to_owned())
}

/// This studio as passkeys know it.
fn party(door: &Door) -> Option<Webauthn> {
    let base_url = door.options().base_url();
    let (name, origin) = (name_in(base_url)?, Url::parse(base_url).ok()?);
    WebauthnBuilder::new(&name, &origin).ok()?.rp_name(&door.branding().name).build().ok()
}

fn json(value: &impl serde::Serialize) -> Result<Value, Problem> {
    serde_json::to_value(value).map_err(|error| Problem::internal(&error))
}

#[cfg(test)]
mod tests {
    use super::name_in;

    #[test]
    fn passkeys_belong_to_a_name_where_nobody_listens() {
        for (address, name) in [
            ("https://studio.example.org", Some("studio.example.org")),
            ("https://studio.example.org:8443", Some("studio.example.org")),
            ("http://localhost:8080", Some("localhost")),
            ("http://studio.localhost:8080", Some("studio.localhost")),
            ("http://studio.example.org", None),
            ("https://192.0.2.7", None),
            ("http://127.0.0.1:8080", None),
            ("studio.example.org", None),
        ] {
            assert_eq!(name_in(address).as_deref(), name, "{address}");
        }
    }
}
