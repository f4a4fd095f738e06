//! What surrounds the studio: who makes its pictures and who carries its mails, as its configuration says right now.

use easel_domain::model::Words;
use std::{net::IpAddr, sync::Arc};

/// Whether something leaves the operator's hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// In this program.
    Here,
    /// In the operator's own network.
    OwnNetwork,
    /// On machines that people lend to the studio.
    Lent,
    /// Somebody else's.
    Elsewhere,
}

impl Where {
    /// Where a host is, by its name or number.
    #[must_use]
    pub fn of(host: &str) -> Self {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let is_own = match bare.parse::<IpAddr>() {
            Ok(IpAddr::V4(four)) => four.is_loopback() || four.is_private() || four.is_link_local(),
            Ok(IpAddr::V6(six)) => six.is_loopback() || six.is_unique_local() || six.is_unicast_link_local(),
            // A name without a dot, and names that no public server answers for.
            Err(_) => {
                let lower = bare.to_ascii_lowercase();
                !lower.contains('.')
                    || [".local", ".internal", ".lan", ".localhost", ".home.arpa"]
                        .iter()
                        .any(|end| lower.ends_with(end))
            }
        };
        if is_own { Self::OwnNetwork } else { Self::Elsewhere }
    }
}

/// The host of an address such as `https://user@host:443/path`; none where there is no such thing.
#[must_use]
pub fn host_of(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let place = authority.rsplit('@').next()?;
    let host = match place.strip_prefix('[') {
        Some(six) => six.split(']').next()?,
        None => place.split(':').next()?,
    };
    (!host.is_empty()).then(|| host.to_owned())
}

/// Somebody who makes pictures, in use right now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Maker {
    /// The engine that speaks to them.
    pub engine: String,
    /// Where they are; none for what is built in.
    pub host: Option<String>,
    /// The labels of the models they make pictures with.
    pub models: Vec<Words>,
}

impl Maker {
    /// Whether what they are given leaves the operator's hands.
    #[must_use]
    pub fn place(&self) -> Where {
        match &self.host {
            _ if self.engine == "worker" => Where::Lent,
            None => Where::Here,
            Some(host) => Where::of(host),
        }
    }

    /// Whether it is what every studio has from the start.
    #[must_use]
    pub fn is_built_in(&self) -> bool {
        matches!(self.engine.as_str(), "illustrator" | "retouch")
    }
}

/// What surrounds the studio.
#[derive(Clone)]
pub struct Surroundings {
    makers: Arc<dyn Fn() -> Vec<Maker> + Send + Sync>,
    /// The mail server's host; none where mails are written to a folder.
    pub mail_host: Option<String>,
}

impl Surroundings {
    /// With what tells the makers as they are when it is asked: models are read again while the studio runs.
    pub fn new(makers: impl Fn() -> Vec<Maker> + Send + Sync + 'static, mail_host: Option<String>) -> Self {
        Self { makers: Arc::new(makers), mail_host }
    }

    /// Who makes pictures right now.
    #[must_use]
    pub fn makers(&self) -> Vec<Maker> {
        (self.makers)()
    }
}

impl Default for Surroundings {
    fn default() -> Self {
        Self::new(Vec::new, None)
    }
}

#[cfg(test)]
mod tests {
    use super::{Maker, Where, host_of};

    #[test]
    fn what_is_somebody_elses_is_told_from_what_is_ones_own() {
        for own in
            ["127.0.0.1", "10.1.2.3", "192.168.0.9", "::1", "[fd00::1]", "gpu", "gpu.local", "mail.internal"]
        {
            assert_eq!(Where::of(own), Where::OwnNetwork, "{own}");
        }
        for other in ["api.openai.com", "8.8.8.8", "2001:4860:4860::8888", "smtp.example.org"] {
            assert_eq!(Where::of(other), Where::Elsewhere, "{other}");
        }
    }

    #[test]
    fn a_host_is_read_off_its_address_and_never_what_stands_before_it() {
        for (url, host) in [
            ("https://api.openai.com/v1", Some("api.openai.com")),
            ("smtps://me:s3cret%40x@mail.example.org:465", Some("mail.example.org")),
            ("http://[::1]:7860/", Some("::1")),
            ("nothing", None),
            ("https://", None),
        ] {
            assert_eq!(host_of(url).as_deref(), host, "{url}");
        }
    }

    #[test]
    fn a_lent_worker_is_neither_here_nor_a_service() {
        let maker = |engine: &str, host: Option<&str>| Maker {
            engine: engine.to_owned(),
            host: host.map(str::to_owned),
            models: Vec::new(),
        };
        assert_eq!(maker("worker", None).place(), Where::Lent);
        assert_eq!(maker("illustrator", None).place(), Where::Here);
        assert_eq!(maker("openai", Some("api.openai.com")).place(), Where::Elsewhere);
        assert!(maker("retouch", None).is_built_in() && !maker("openai", None).is_built_in());
    }
}
