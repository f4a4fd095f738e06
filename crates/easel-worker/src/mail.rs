//! A mail's way: render, send, settle.

use crate::{
    House,
    mind::{Course, Minded, mind},
    office::Made,
};
use easel_domain::{Failure, FailureCode, MailKind, Outcome, UserId, job::RetryPolicy, routing::Health};
use easel_engine::reporter;
use easel_store::{AttemptNote, Claim, Delivery, Mail};
use std::time::Duration;
use tokio::time::timeout;

/// A mail server that says nothing for this long says nothing at all.
const SEND_TIME: Duration = Duration::from_secs(60);

/// Runs one claimed mail job to its settling.
pub(crate) async fn run(house: &House, claim: &Claim, mail: Mail) {
    let (_, listener) = reporter();
    let course = Course::default();
    match mind(&house.shop, claim, "mail", listener, &course, send(house, claim.owner, mail)).await {
        Minded::Ended(outcome) => {
            let note = (AttemptNote::default(), Health::Unasked);
            house.shop.office.settle(claim, outcome, note, RetryPolicy::MAIL).await;
        }
        // Whether the server has taken it by now can't be known: better late than twice.
        Minded::HandedBack | Minded::Lost => {}
    }
}

async fn send(house: &House, owner: UserId, mut mail: Mail) -> Outcome<Made> {
    let failed = |detail: String, retry| Outcome::Failed {
        failure: Failure { code: FailureCode::Engine, detail },
        retry,
    };
    let branding = house.store.branding();
    let options = &house.shop.options;
    // Whoever queued it knew a place in the studio, not where the studio is.
    for (name, value) in &mut mail.params {
        if name == "link" && value.starts_with('/') {
            *value = format!("{}{value}", options.base_url);
        }
    }
    let topic = MailKind::parse(&mail.template).and_then(MailKind::topic);
    let unsubscribe = topic.zip(options.unsubscribe.as_ref());
    let unsubscribe = unsubscribe
        .map(|(topic, links)| format!("{}/unsubscribe/{}", options.base_url, links.token(owner, topic)));
    let words = easel_outbound::render(
        &mail.template,
        mail.language,
        &mail.params,
        &branding,
        unsubscribe.as_deref(),
    );
    let Some(words) = words else {
        return failed(format!("no mail is called {}", mail.template), false);
    };
    let letter = easel_outbound::Mail {
        from: house.shop.options.mail_from.clone(),
        sender: branding.sender().to_owned(),
        to: mail.to,
        subject: words.subject,
        text: words.text,
        html: words.html,
        unsubscribe,
    };
    match timeout(SEND_TIME, house.mailer.send(letter)).await {
        Ok(Ok(())) => Outcome::Succeeded(Made::Delivery(Delivery::default())),
        Ok(Err(error)) => failed(error.to_string(), error.retry),
        Err(_) => failed("the mail server didn't answer in time".to_owned(), true),
    }
}
