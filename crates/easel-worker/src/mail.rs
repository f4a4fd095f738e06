//! A mail's way: render, send, settle.

use crate::{House, generate::settle};
use easel_domain::{Failure, FailureCode, Outcome};
use easel_store::{Claim, Delivery, Mail};

/// Runs one claimed mail job to its settling.
pub(crate) async fn run(house: &House, claim: &Claim, mail: Mail) {
    let Some(words) =
        easel_outbound::render(&mail.template, mail.language, &mail.params, &house.options.studio)
    else {
        let failure =
            Failure { code: FailureCode::Engine, detail: format!("no mail is called {}", mail.template) };
        return settle(house, claim, Outcome::Failed { failure, retry: false }, None).await;
    };
    let letter = easel_outbound::Mail {
        from: house.options.mail_from.clone(),
        to: mail.to,
        subject: words.subject,
        text: words.text,
        html: words.html,
    };
    let outcome = match house.mailer.send(letter).await {
        Ok(()) => Outcome::Succeeded(Delivery::default()),
        Err(error) => {
            let failure = Failure { code: FailureCode::Engine, detail: error.to_string() };
            Outcome::Failed { failure, retry: error.retry }
        }
    };
    settle(house, claim, outcome, None).await;
}
