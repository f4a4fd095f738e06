//! Handing a mail over.

use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Body, Mailbox, MultiPart, SinglePart,
        header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue},
    },
};
use std::{
    io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};
use thiserror::Error;

/// A server that doesn't answer in this time is taken as away.
const SMTP_TIME: Duration = Duration::from_secs(20);

/// A mail ready to be handed over. Has no `Debug`: its words may hold a link that opens an account.
#[derive(Clone)]
pub struct Mail {
    /// One address.
    pub to: String,
    /// `Name <address>` or an address.
    pub from: String,
    /// What is shown beside that address, where it names nobody itself.
    pub sender: String,
    /// One line.
    pub subject: String,
    /// For every reader.
    pub text: String,
    /// The same, laid out.
    pub html: String,
    /// The link by which its reader gets no more like it, where they may decline it (RFC 8058).
    pub unsubscribe: Option<String>,
}

/// A mail that was not taken. Holds no word of it.
#[derive(Debug, Error)]
#[error("the mail was not taken: {what}")]
pub struct MailError {
    /// Whether the same mail may be taken later.
    pub retry: bool,
    what: String,
}

/// A way for mails that can't be set up. Doesn't repeat the address, which may hold a password.
#[derive(Debug, Error)]
#[error(
    "the address of the mail server can't be read; it looks like smtps://user:password@host or smtp://host:25"
)]
pub struct MailerError;

/// A way for mails to leave. Cheap to clone.
#[derive(Clone)]
pub struct Mailer(Way);

#[derive(Clone)]
enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(Arc<Folder>),
}

struct Folder {
    path: PathBuf,
    last: AtomicU32,
}

impl Mailer {
    /// By a mail server: `smtps://user:password@host`, `smtp://host:587?tls=required` or, only on one's own machine or
    /// network, `smtp://host:25`.
    ///
    /// # Errors
    /// When `url` is no such address.
    pub fn smtp(url: &str) -> Result<Self, MailerError> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| MailerError)?;
        Ok(Self(Way::Smtp(transport.timeout(Some(SMTP_TIME)).build())))
    }

    /// Into a folder, one readable `.eml` file each, numbered in their order.
    #[must_use]
    pub fn folder(path: impl Into<PathBuf>) -> Self {
        Self(Way::Folder(Arc::new(Folder { path: path.into(), last: AtomicU32::new(0) })))
    }

    /// Whether the mail server answers and takes us for who we say we are; a folder always does.
    ///
    /// # Errors
    /// When it doesn't.
    pub async fn answers(&self) -> Result<(), MailError> {
        let Way::Smtp(transport) = &self.0 else { return Ok(()) };
        match transport.test_connection().await {
            Ok(true) => Ok(()),
            Ok(false) => Err(MailError { retry: true, what: "the server broke off".to_owned() }),
            Err(error) => Err(refused(&error)),
        }
    }

    /// Hands `mail` over.
    ///
    /// # Errors
    /// When it was not taken, and whether trying again may help.
    pub async fn send(&self, mail: Mail) -> Result<(), MailError> {
        match &self.0 {
            Way::Smtp(transport) => {
                let message = build(&mail, false)?;
                transport.send(message).await.map(|_| ()).map_err(|error| refused(&error))
            }
            Way::Folder(folder) => {
                let (bytes, to, folder) = (build(&mail, true)?.formatted(), mail.to, Arc::clone(folder));
                let kept = tokio::task::spawn_blocking(move || folder.keep(&bytes, &to)).await;
                let failed = |what: String| MailError { retry: true, what };
                kept.map_err(|_| failed("writing it broke off".to_owned()))?
                    .map_err(|e| failed(e.kind().to_string()))
            }
        }
    }
}

fn refused(error: &lettre::transport::smtp::Error) -> MailError {
    let what = match error.status() {
        Some(code) => format!("the server answered {code}"),
        None if error.is_timeout() => "the server didn't answer in time".to_owned(),
        None => "the server can't be reached or broke off".to_owned(),
    };
    MailError { retry: !error.is_permanent(), what }
}

/// `readable`: the words as they are instead of packed for old servers.
fn build(mail: &Mail, readable: bool) -> Result<Message, MailError> {
    let bad = |what: &str| MailError { retry: false, what: what.to_owned() };
    let to: Address = mail.to.parse().map_err(|_| bad("the address is none"))?;
    let mut from: Mailbox = mail.from.parse().map_err(|_| bad("the sender's address is none"))?;
    from.name = from.name.or_else(|| Some(mail.sender.clone()).filter(|sender| !sender.is_empty()));
    let subject: String = mail.subject.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let parts = MultiPart::alternative()
        .singlepart(part(&mail.text, ContentType::TEXT_PLAIN, readable))
        .singlepart(part(&mail.html, ContentType::TEXT_HTML, readable));
    let mut message = Message::builder().from(from).to(Mailbox::new(None, to)).subject(subject);
    if let Some(link) = &mail.unsubscribe {
        let one = |name, value| HeaderValue::new(HeaderName::new_from_ascii_str(name), value);
        message = message
            .raw_header(one("List-Unsubscribe", format!("<{link}>")))
            .raw_header(one("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
    }
    message.multipart(parts).map_err(|_| bad("it can't be built"))
}

fn part(text: &str, kind: ContentType, readable: bool) -> SinglePart {
    let body = if readable {
        let lines = text.replace("\r\n", "\n").replace('\n', "\r\n");
        Body::dangerous_pre_encoded(lines.into_bytes(), ContentTransferEncoding::EightBit)
    } else {
        Body::new(text.to_owned())
    };
    SinglePart::builder().header(kind).body(body)
}

impl Folder {
    /// Written aside and then given its name, so that whoever watches the folder never reads half a mail.
    fn keep(&self, bytes: &[u8], to: &str) -> io::Result<()> {
        std::fs::create_dir_all(&self.path)?;
        let number = self.next_number()?;
        let safe: String = to
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() || "@.-_".contains(c) { c } else { '_' })
            .take(80)
            .collect();
        let name = format!("{number:06}-{}.eml", safe.trim_start_matches('.'));
        let aside = self.path.join(format!(".{}-{name}.part", std::process::id()));
        std::fs::write(&aside, bytes)?;
        std::fs::File::open(&aside)?.sync_all()?;
        std::fs::rename(&aside, self.path.join(name))
    }

    /// One more than the highest there is.
    fn next_number(&self) -> io::Result<u32> {
        if self.last.load(Ordering::Relaxed) == 0 {
            self.last.fetch_max(highest(&self.path)?, Ordering::Relaxed);
        }
        Ok(self.last.fetch_add(1, Ordering::Relaxed) + 1)
    }
}

fn highest(folder: &Path) -> io::Result<u32> {
    let mut found = 0;
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name();
        let number = name.to_str().and_then(|n| n.split('-').next()).and_then(|n| n.parse().ok());
        found = found.max(number.unwrap_or(0));
    }
    Ok(found)
}
