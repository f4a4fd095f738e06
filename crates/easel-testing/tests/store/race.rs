//! Many at the same instant.

use easel_domain::{Beat, Credits, GenerationId, Lane, Next, Outcome, job::RetryPolicy};
use easel_store::{Claim, Generation, Settled, SubmitError};
use easel_testing::{On, TestStore, at_once, delivery, draft};
use std::{collections::BTreeSet, sync::Arc};

const AT_ONCE: usize = 50;
const ROUNDS: usize = 20;

async fn one_purse_pays_once(studio: Arc<TestStore>) {
    for _ in 0..ROUNDS {
        let person = studio.person(11).await;
        let actor = person.actor;
        let answers: Vec<Result<Generation, SubmitError>> =
            at_once(&studio, AT_ONCE, |studio, _| async move {
                let id = GenerationId(studio.clock().id());
                let mut asked = draft("brush", 1);
                (asked.tier, asked.quality) = (Some("full".into()), Some("high".into()));
                studio.generation_submit(&actor, id, asked, Credits::new(11), studio.now()).await
            })
            .await;
        let won = answers.iter().filter(|a| a.is_ok()).count();
        assert_eq!(won, 1, "exactly one has the credits");
        for refused in answers.iter().filter_map(|a| a.as_ref().err()) {
            let SubmitError::InsufficientCredits(e) = refused else { panic!("{refused:?}") };
            assert_eq!((e.needed, e.available), (11, 0));
        }
        let (available, held) = studio.buckets(&person).await;
        assert_eq!((available.total(), held.total()), (0, 11));
    }
    studio.wind_down().await;
}

async fn one_id_holds_once(studio: Arc<TestStore>) {
    for round in 0..ROUNDS {
        let (person, other) = (studio.person(100).await, studio.person(100).await);
        let (id, people) = (GenerationId(studio.clock().id()), [person.actor, other.actor]);
        // In every other round a stranger tries the same id.
        let with_stranger = round % 2 == 1;
        let answers = at_once(&studio, AT_ONCE, |studio, i| async move {
            let who = usize::from(with_stranger && i % 5 == 0);
            (who, studio.generation_submit(&people[who], id, draft("pen", 1), None, studio.now()).await)
        })
        .await;
        let mut seen = BTreeSet::new();
        let mut owners = BTreeSet::new();
        for (who, answer) in answers {
            match answer {
                Ok(view) => {
                    owners.insert(who);
                    seen.insert(format!("{view:?}"));
                }
                Err(SubmitError::IdempotencyMismatch) => assert!(with_stranger),
                Err(e) => panic!("{e:?}"),
            }
        }
        assert_eq!((seen.len(), owners.len()), (1, 1), "one answer, one owner: {seen:?}");
        let held = [studio.buckets(&person).await.1.total(), studio.buckets(&other).await.1.total()];
        assert_eq!(held.iter().sum::<i64>(), 3);
    }
    studio.wind_down().await;
}

async fn each_job_is_claimed_and_settled_once(studio: Arc<TestStore>) {
    for _ in 0..4 {
        let mut people = Vec::new();
        for _ in 0..3 {
            people.push(studio.person(100).await);
        }
        for i in 0..15 {
            studio.ask(&people[i % 3], "pen", 1).await;
        }
        // Some take one, others several at once.
        let claims: Vec<Vec<Claim>> = at_once(&studio, 30, |studio, i| async move {
            studio.jobs_claim("worker", Lane::Cpu, (&[], 1 + i % 4), 30_000, studio.now()).await.unwrap()
        })
        .await;
        assert!(claims.iter().enumerate().all(|(i, claims)| claims.len() <= 1 + i % 4));
        let claims: Vec<Claim> = claims.into_iter().flatten().collect();
        let jobs: BTreeSet<_> = claims.iter().map(|c| c.job).collect();
        assert_eq!((claims.len(), jobs.len()), (15, 15), "each once, and none left behind");

        // Delivered, called off and reaped at once: one of them has its way, whole.
        studio.advance(30_001);
        let claims = Arc::new(claims);
        at_once(&studio, 45, |studio, i| {
            let (claims, people) = (Arc::clone(&claims), people.clone());
            async move {
                let claim = &claims[i % 15];
                match i / 15 {
                    0 => {
                        let id = easel_domain::AssetId(studio.clock().id());
                        let outcome = delivery(studio.blobs(), &[id]).await;
                        let settled = studio.settle(claim, outcome).await;
                        assert!(matches!(settled, Settled::Done(_) | Settled::Fenced));
                    }
                    1 => {
                        let owner = people.iter().find(|p| p.actor.user_id == claim.owner).unwrap();
                        let g = claim.job.generation();
                        studio.generation_cancel(&owner.actor, g, studio.now()).await.unwrap();
                    }
                    _ => {
                        studio.jobs_tend(RetryPolicy::default(), studio.now()).await.unwrap();
                    }
                }
            }
        })
        .await;
        studio.verify().await;
        while let Some(claim) = studio.claim().await {
            studio.settle(&claim, Outcome::Cancelled).await;
        }
        studio.tend().await;
    }
    studio.wind_down().await;
}

/// A request that is being sent while its worker is given up: either it isn't sent, or the job isn't tried again.
async fn what_is_sent_is_not_sent_again(studio: Arc<TestStore>) {
    let person = studio.person(1000).await;
    for _ in 0..40 {
        let g = studio.ask(&person, "gift", 1).await;
        let claim = Arc::new(studio.take().await);
        studio.advance(30_001);
        let answers = at_once(&studio, 2, |studio, i| {
            let claim = Arc::clone(&claim);
            async move {
                if i == 0 {
                    studio.job_sent(&claim, "near", studio.now()).await.unwrap()
                } else {
                    studio.tend().await;
                    false
                }
            }
        })
        .await;
        let again = studio.claim().await;
        assert!(!(answers[0] && again.is_some()), "it was sent, and would be sent again");
        if again.is_none() {
            assert!(studio.view(&person, g.id).await.state.is_final());
        }
        if let Some(claim) = again {
            studio.settle(&claim, Outcome::Cancelled).await;
        }
    }
    studio.finish().await;
}

/// A worker that beats at the last moment, while it is given up: it is told to go on, or it has lost the job, not both.
async fn a_beat_and_the_reaper_agree(studio: Arc<TestStore>) {
    let person = studio.person(1000).await;
    for _ in 0..40 {
        studio.ask(&person, "gift", 1).await;
        let claim = Arc::new(studio.take().await);
        studio.advance(30_001);
        let answers = at_once(&studio, 4, |studio, i| {
            let claim = Arc::clone(&claim);
            async move {
                if i % 2 == 0 {
                    (studio.beat(&claim).await == Beat::Go, 0)
                } else {
                    (false, studio.tend().await.lost)
                }
            }
        })
        .await;
        let (going, lost) = (answers.iter().any(|a| a.0), answers.iter().map(|a| a.1).sum::<usize>());
        assert_ne!(going, lost == 1, "going on: {going}, lost: {lost}");
        let claim = if going { Arc::unwrap_or_clone(claim) } else { studio.take().await };
        assert_eq!(studio.settle(&claim, Outcome::Cancelled).await, Settled::Done(Next::Cancel));
    }
    studio.finish().await;
}

async fn an_address_and_a_link_are_used_once(studio: Arc<TestStore>) {
    assert!(studio.setup_link_make("link".to_owned(), studio.now()).await.unwrap());
    for round in 0..5 {
        let made = at_once(&studio, 10, |studio, i| async move {
            let (user, session) = studio.new_user(&format!("same+{}@example{round}.org", i % 3));
            studio.user_sign_up(user, Credits::new(5).unwrap(), session, studio.now()).await.is_ok()
        })
        .await;
        assert_eq!(made.into_iter().filter(|m| *m).count(), 3, "one for each address");
        let welcomed =
            studio.raw().await.number("select count(*) from ledger_entry where reason = 'welcome'").await;
        assert_eq!(welcomed, round + 1, "one for each person");
    }
    let admins = at_once(&studio, 10, |studio, i| async move {
        let (user, session) = studio.new_user(&format!("root{i}@example.org"));
        studio.user_first_admin("link".to_owned(), user, Credits::ZERO, session, studio.now()).await.is_ok()
    })
    .await;
    assert_eq!(admins.into_iter().filter(|m| *m).count(), 1);
    studio.finish().await;
}

macro_rules! races {
    ($($name:ident)*) => { $(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn sqlite() {
                super::TestStore::run(super::On::Sqlite, super::$name).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn postgres() {
                super::TestStore::run(super::On::Postgres, super::$name).await;
            }
        }
    )* };
}

races! {
    one_purse_pays_once
    one_id_holds_once
    each_job_is_claimed_and_settled_once
    what_is_sent_is_not_sent_again
    a_beat_and_the_reaper_agree
    an_address_and_a_link_are_used_once
}
