//! Links by which somebody gets no more mails of a topic: whoever holds one needs no account to use it, and nobody can make one.

use easel_domain::{Topic, UserId};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::sync::Arc;

/// What the studio's key is for here, so that nothing made with it elsewhere fits.
const PURPOSE: &[u8] = b"easel unsubscribe v1";
/// Bytes of a link's proof: enough that nobody guesses it.
const PROOF: usize = 16;

/// Makes and reads such links. Cheap to clone.
#[derive(Clone)]
pub struct Unsubscribe(Arc<[u8]>);

impl std::fmt::Debug for Unsubscribe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Unsubscribe")
    }
}

impl Unsubscribe {
    /// With the studio's key.
    #[must_use]
    pub fn new(key: &[u8]) -> Self {
        Self(mac(key, PURPOSE).into())
    }

    /// What a link for this person and topic ends with.
    #[must_use]
    pub fn token(&self, owner: UserId, topic: Topic) -> String {
        let about = format!("{}.{owner}", topic.as_str());
        let proof = mac(&self.0, about.as_bytes());
        let hex: String = proof[..PROOF].iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{about}.{hex}")
    }

    /// Whose mails of which topic end by it; `None` for what this studio never made.
    #[must_use]
    pub fn read(&self, token: &str) -> Option<(UserId, Topic)> {
        let (topic, rest) = token.split_once('.')?;
        let (owner, _) = rest.split_once('.')?;
        let (owner, topic) = (owner.parse().ok()?, Topic::parse(topic)?);
        let made = self.token(owner, topic);
        let same = made.len() == token.len()
            && made.bytes().zip(token.bytes()).fold(0, |all, (a, b)| all | (a ^ b)) == 0;
        same.then_some((owner, topic))
    }
}

fn mac(key: &[u8], about: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length is one");
    mac.update(about);
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_for_one_person_one_topic_and_one_studio() {
        let studio = Unsubscribe::new(&[1; 32]);
        let somebody = UserId(uuid());
        let token = studio.token(somebody, Topic::Plan);
        assert_eq!(studio.read(&token), Some((somebody, Topic::Plan)));
        assert_eq!(Unsubscribe::new(&[2; 32]).read(&token), None);
        assert_eq!(studio.read(&token.replace("plan.", "showcase.")), None);
        assert_eq!(studio.read(&token[..token.len() - 1]), None);
        for wrong in ["", ".", "plan", "plan..", "plan.x.y"] {
            assert_eq!(studio.read(wrong), None, "{wrong}");
        }
    }

    fn uuid() -> uuid::Uuid {
        "0190a1b2-0000-7000-8000-000000000001".parse().expect("an id")
    }
}
