//! A mail server that is real receives every mail there is, in every language.

use easel_domain::{Branding, Language, MailId, MailKind, Topic, branding::Contact};
use easel_engine::Registry;
use easel_outbound::{Mailer, Unsubscribe};
use easel_store::mail::{NewMail, mail_queue_in_tx};
use easel_testing::smtp;
use easel_testing::{On, Person, TestStore, catalogue};
use easel_worker::WorkerOptions;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use tokio::sync::{oneshot, watch};

const STUDIO: &str = "https://atelier.example";

/// What a word of a mail is filled with here: links and credits as those know them who queue it.
fn filled(param: &'static str) -> (&'static str, String) {
    let value = match param {
        "link" => "/some/place",
        "credits" | "count" | "left" => "7",
        "amount" | "refund" => "499.00 INR",
        "address" => "new@example.org",
        other => other,
    };
    (param, value.to_owned())
}

/// Whether a mail of this kind may be declined, and so ends with a link. Without `_`: whoever makes another mail says here which it is.
fn can_be_declined(kind: MailKind) -> bool {
    use MailKind::*;
    match kind {
        JobDone | ConversationAnswered | PlanRefreshed | PlanEndsSoon | PlanEnded | ShowcaseRefused
        | ShowcaseTakenDown | ShowcaseRestored | ShowcaseUpheld => true,
        Reset | Verify | EmailNew | EmailChangeAsked | EmailChanged | SecondFactorOn | SecondFactorOff
        | SecondFactorTakenOff | RecoveryCodeUsed | Leaving | LeavingByStudio | Kept | Deleted
        | SignInLinked | SignInUnlinked | PasskeyAdded | PasskeyRemoved | PasswordChanged
        | SignInAlertsOff | SignInNew | PaymentReceived | PaymentApproved | PaymentRejected
        | PaymentDeclined | PaymentDisputed | PaymentWaiting | RefundDone | RefundRejected | RefundFailed
        | PlanPaid | ConversationWaiting | Test => false,
    }
}

/// The two parts of a mail as its reader sees them, and its head.
struct Seen {
    head: String,
    text: String,
    html: String,
}

fn seen(data: &str) -> Seen {
    let (head, body) = data.split_once("\r\n\r\n").expect("a head and a body");
    let boundary = head.split_once("boundary=\"").and_then(|(_, rest)| rest.split('"').next());
    let boundary = format!("--{}", boundary.expect("parts"));
    let part = |kind: &str| {
        let found = body.split(&boundary).find(|part| part.to_lowercase().contains(kind));
        let (head, words) =
            found.unwrap_or_else(|| panic!("no {kind}")).trim_start().split_once("\r\n\r\n").expect("a part");
        decoded(&head.to_lowercase(), words)
    };
    Seen { head: head.replace("\r\n ", " "), text: part("text/plain"), html: part("text/html") }
}

/// Plain, quoted-printable or base64, as the head says.
fn decoded(head: &str, words: &str) -> String {
    let bytes = if head.contains("base64") {
        base64(words)
    } else if head.contains("quoted-printable") {
        let joined = words.replace("=\r\n", "");
        let (mut out, mut rest) = (Vec::new(), joined.as_bytes());
        while let Some((first, after)) = rest.split_first() {
            if *first == b'=' {
                let hex = std::str::from_utf8(&after[..2]).expect("digits");
                out.push(u8::from_str_radix(hex, 16).expect("a byte"));
                rest = &after[2..];
            } else {
                out.push(*first);
                rest = after;
            }
        }
        out
    } else {
        words.as_bytes().to_vec()
    };
    String::from_utf8(bytes).expect("UTF-8")
}

fn base64(words: &str) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut held, mut out) = (0_u32, 0_u32, Vec::new());
    for byte in words.bytes() {
        let Some(digit) = DIGITS.iter().position(|one| *one == byte) else { continue };
        (bits, held) = (bits << 6 | u32::try_from(digit).expect("a digit"), held + 6);
        if held >= 8 {
            held -= 8;
            out.push(u8::try_from(bits >> held & 0xff).expect("a byte"));
        }
    }
    out
}

/// Every address that stands in some words.
fn addresses(words: &str) -> Vec<&str> {
    words
        .match_indices("http")
        .map(|(at, _)| words[at..].split(['"', '<', '>', ' ', '\r', '\n']).next().unwrap_or_default())
        .filter(|address| address.starts_with("http://") || address.starts_with("https://"))
        .collect()
}

async fn queue(store: &TestStore, person: &Person, kind: MailKind, language: Language) {
    let (id, now) = (MailId(store.clock().id()), store.now());
    let (owner, to) = (person.actor.user_id, person.email.to_string());
    let queued = store.db().write(easel_db::tx!(|tx, to| {
        let params = kind.params().iter().map(|name| filled(name)).collect();
        let mail = NewMail { id, owner, to, language, template: kind, params };
        mail_queue_in_tx(tx, mail, now).await
    }));
    queued.await.expect("queued");
}

fn looks_right(
    kind: MailKind,
    language: Language,
    mail: &Seen,
    (studio, links): (&str, &Unsubscribe),
    person: &Person,
) {
    let about = format!("{} in {}", kind.as_str(), language.tag());
    for part in [&mail.text, &mail.html] {
        assert!(part.contains(studio), "{about} names the studio: {part}");
        assert!(part.contains("hilfe@atelier.example"), "{about} says whom to turn to");
        assert!(!part.to_lowercase().contains("easel"), "{about}: {part}");
        let words: &str = part.split("<body").last().unwrap_or_default();
        assert!(!words.contains('{') && !words.contains('}'), "{about} has every word: {words}");
        for address in addresses(part) {
            assert!(address.starts_with(&format!("{STUDIO}/")), "{about} leads elsewhere: {address}");
        }
        if kind.params().contains(&"link") {
            assert!(part.contains(&format!("{STUDIO}/some/place")), "{about} leads to its thing: {part}");
        }
        if kind.params().contains(&"credits") {
            assert!(part.contains("7 Sterne"), "{about} calls credits what the studio does: {part}");
        }
    }
    assert!(mail.html.contains(&format!("<html lang=\"{}\"", language.tag())), "{about}");
    assert!(mail.html.contains("#123456"), "{about} has the studio's colour");
    assert!(mail.text.chars().any(char::is_alphabetic) && !mail.text.contains("</"), "{about}");
    assert!(!mail.head.to_lowercase().contains("easel"), "{about}: {}", mail.head);
    let topic: Option<Topic> = kind.topic();
    assert_eq!(topic.is_some(), can_be_declined(kind), "{about}");
    match topic {
        Some(topic) => {
            let link = format!("{STUDIO}/unsubscribe/{}", links.token(person.actor.user_id, topic));
            assert!(mail.text.contains(&link) && mail.html.contains(&link), "{about} can be ended");
            let head = mail.head.replace(['\r', '\n'], " ");
            assert!(head.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{about}: {head}");
            assert!(head.contains(&format!("<{link}>")), "{about}: {head}");
        }
        None => assert!(!mail.head.contains("List-Unsubscribe"), "{about} goes out in any case"),
    }
}

async fn every_mail(store: Arc<TestStore>) {
    let real = std::time::SystemTime::UNIX_EPOCH.elapsed().expect("after 1970").as_millis() as i64;
    store.advance(real - store.now().0);
    let server = smtp::Server::start(smtp::Answers::Takes).await;
    let words =
        easel_domain::branding::CreditWords { singular: "Stern".to_owned(), plural: "Sterne".to_owned() };
    let studio = "Atelier Süd";
    store.branding_configure(Branding {
        name: studio.to_owned(),
        accent: Some("#123456".to_owned()),
        credit: Language::ALL.iter().map(|language| (language.tag().to_owned(), words.clone())).collect(),
        contacts: vec![Contact::read("hilfe@atelier.example").expect("an address")],
        ..Branding::default()
    });
    let person = store.person(0).await;
    wants_everything(&store, &person).await;
    let links = Unsubscribe::new(b"the studio's key");
    let options = WorkerOptions {
        base_url: STUDIO.to_owned(),
        mail_from: "post@atelier.example".to_owned(),
        unsubscribe: Some(links.clone()),
        mail_slots: 1,
        ..WorkerOptions::default()
    };
    let (_registry, registry) = watch::channel(Arc::new(Registry::new(catalogue(), BTreeMap::new())));
    let (stop, stopped) = oneshot::channel::<()>();
    let mailer = Mailer::smtp(&server.url()).expect("a mail server");
    let worker = tokio::spawn(easel_worker::work((**store).clone(), registry, mailer, options, async {
        let _ = stopped.await;
    }));
    let mut subjects = BTreeSet::new();
    for language in Language::ALL {
        for kind in MailKind::ALL {
            queue(&store, &person, *kind, *language).await;
            let received = server.received().await;
            assert_eq!(received.to, [format!("<{}>", person.email)]);
            let mail = seen(&received.data);
            looks_right(*kind, *language, &mail, (studio, &links), &person);
            subjects.insert(mail.text);
        }
    }
    assert_eq!(subjects.len(), Language::ALL.len() * MailKind::ALL.len(), "each says something of its own");
    let _ = stop.send(());
    worker.await.expect("the worker ends well");
    store.finish().await;
}

/// They want to hear of everything.
async fn wants_everything(store: &TestStore, person: &Person) {
    let notices = easel_notices::Notices::of(store);
    for topic in Topic::ALL {
        notices.choose(&person.actor, *topic, (Some(true), Some(true))).await.expect("chosen");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_mail_arrives_branded_whole_and_in_every_language() {
    for on in [On::Sqlite, On::Postgres] {
        TestStore::run(on, every_mail).await;
    }
}
