//! Mails: queued with their reason, sent by a worker, and not kept.

use easel_domain::{Lane, Language, Next, Outcome, job::RetryPolicy};
use easel_store::{Claim, Delivery, Mail, Settled, Tended, Work};
use easel_testing::{TestStore, failed, on_both};

async fn queue(studio: &TestStore) -> easel_testing::Person {
    let person = studio.person(0).await;
    let token = studio.clock().id().to_string();
    let link = "https://studio.example/reset".to_owned();
    studio.password_reset_request(person.email.sign_in_key(), token, link, studio.now()).await.unwrap();
    person
}

async fn take(studio: &TestStore) -> Claim {
    studio.job_claim("w", Lane::Mail, 30_000, studio.now()).await.unwrap().expect("a mail is ready")
}

fn mail(claim: &Claim) -> &Mail {
    let Work::Mail(mail) = &claim.work else { panic!("a mail") };
    mail
}

async fn kept(studio: &TestStore) -> Vec<(String, Option<i64>)> {
    studio.raw().await.all("select params, sent_at from mail order by id", Vec::new()).await
}

on_both! {
    async fn a_mail_is_sent_and_its_words_are_forgotten(studio) {
        let person = queue(&studio).await;
        assert!(studio.claim().await.is_none(), "pictures' workers don't see it");
        let claim = take(&studio).await;
        let m = mail(&claim);
        assert_eq!((m.to.as_str(), m.language, m.template.as_str()), (person.email.as_str(), Language::En, "reset"));
        let link = "https://studio.example/reset".to_owned();
        assert_eq!(m.params, [("name".to_owned(), "Somebody".to_owned()), ("link".to_owned(), link)]);
        assert!(studio.job_sent(&claim, "smtp", studio.now()).await.unwrap());
        assert_eq!(studio.beat(&claim).await, easel_domain::Beat::Go);
        let settled = studio.settle(&claim, Outcome::Succeeded(Delivery::default())).await;
        assert_eq!(settled, Settled::Done(Next::Succeed));
        assert_eq!(kept(&studio).await, [("[]".to_owned(), Some(studio.now().0))]);
        assert_eq!(studio.settle(&claim, failed(true)).await, Settled::Fenced);
        assert!(studio.wallet_entries(&person.actor, None, 9).await.unwrap().is_empty());
        studio.finish().await;
        assert_eq!(studio.sweep_expired(studio.now()).await.unwrap(), 0, "not yet");
        studio.advance(6 * 3_600_000 + 1);
        assert_eq!(studio.sweep_expired(studio.now()).await.unwrap(), 1);
        assert!(kept(&studio).await.is_empty());
        studio.finish().await;
    }

    async fn a_mail_that_is_given_up_was_not_sent_and_is_forgotten_too(studio) {
        queue(&studio).await;
        let policy = RetryPolicy::default();
        for no in 1..=policy.max_failures {
            let claim = take(&studio).await;
            assert_eq!((claim.attempt_no, mail(&claim).params.len()), (no, 2), "its words are there for each attempt");
            studio.settle(&claim, failed(true)).await;
            studio.advance(10_000);
        }
        assert_eq!(kept(&studio).await, [("[]".to_owned(), None)]);
        studio.finish().await;
    }

    async fn a_lost_mailers_mail_is_sent_by_another_unless_it_was_handed_over(studio) {
        queue(&studio).await;
        take(&studio).await;
        studio.advance(30_001);
        assert_eq!(studio.tend().await, Tended { lost: 1, overdue: 0 });
        let claim = take(&studio).await;
        assert_eq!(claim.attempt_no, 2);
        studio.advance(6 * 3_600_000);
        assert_eq!(studio.tend().await.lost, 1);
        studio.tend().await;
        let outcome = studio.settle(&claim, failed(true)).await;
        assert_eq!(outcome, Settled::Fenced);
        assert_eq!(kept(&studio).await, [("[]".to_owned(), None)]);
        studio.finish().await;
    }
}
