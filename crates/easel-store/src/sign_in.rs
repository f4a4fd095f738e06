//! Sign-ins from where an account has not been signed in to before: its owner gets a mail, unless they want none.

use crate::{StoreError, email, session::NewSession, sql, user};
use easel_db::{Tx, args, texts};
use easel_domain::{
    MailKind, Role, Timestamp, UserId,
    device::{self, Device},
    message,
    retention::{SIGN_INS_DAYS_MAX, before},
};
use sha2::{Digest, Sha256};

texts! {
    KNOWN = "select count(*), coalesce(sum(case when mark = $2 and seen_at > $4 then 1 else 0 end), 0),
               coalesce(sum(case when mark = $3 and seen_at > $4 then 1 else 0 end), 0)
             from known_sign_in where user_id = $1";
    SEEN = "insert into known_sign_in (user_id, mark, seen_at) values ($1, $2, $3)
            on conflict (user_id, mark) do update set seen_at = excluded.seen_at";
    /// What they have not used for long is as good as new.
    FORGET = "delete from known_sign_in where user_id = $1 and seen_at <= $2";
}

/// Remembers with what and from where somebody signs in, and tells them when either is new. Each by itself, so that a known laptop
/// in the network that a known phone was in alarms nobody. The first sign-in of all is what others are compared with.
pub(crate) async fn noted_in_tx(
    tx: &mut Tx<'_>,
    who: UserId,
    session: &NewSession,
    now: Timestamp,
) -> Result<(), StoreError> {
    let id = who.to_string();
    let device = mark(&id, "device", &Device::kind(&session.user_agent));
    let network = mark(&id, "network", &device::network(session.address));
    let since = before(SIGN_INS_DAYS_MAX, now).0;
    let (all, devices, networks): (i64, i64, i64) =
        tx.one(KNOWN, args![id.as_str(), device.as_str(), network.as_str(), since]).await?;
    tx.exec(FORGET, args![id.as_str(), since]).await?;
    for mark in [device, network] {
        tx.exec(SEEN, args![id.as_str(), mark, now.0]).await?;
    }
    if all == 0 || (devices > 0 && networks > 0) {
        return Ok(());
    }
    let user = user::by_id_in_tx(tx, &id).await?;
    if !user.is_alerted() {
        return Ok(());
    }
    let device = match Device::of(&session.user_agent) {
        Some(Device { browser, system, .. }) => {
            let words = [("browser", browser), ("system", system)];
            message::text(user.language, "settings.browser_on", &words)
        }
        None => message::text(user.language, "settings.unknown_device", &[]),
    };
    let params = vec![
        ("name", user.name.clone()),
        ("when", now.minute()),
        ("device", device),
        ("address", session.address.to_string()),
        ("link", session.sessions_link.clone()),
    ];
    email::mail_in_tx(tx, &user, (user.email.clone(), MailKind::SignInNew, params), now).await
}

impl user::User {
    /// Whether they get a mail about sign-ins from elsewhere: whoever has a role always does.
    #[must_use]
    pub fn is_alerted(&self) -> bool {
        self.sign_in_alerts || self.role != Role::User
    }
}

fn mark(id: &str, what: &str, kind: &str) -> String {
    sql::hex(&Sha256::digest(format!("{id}\n{what}\n{kind}")))
}
