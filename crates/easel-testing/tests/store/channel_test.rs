//! An administrator's tests of channels: free, through one channel alone, written down, and nobody else's.

use easel_db::args;
use easel_domain::{
    Actor, Draft, Failure, FailureCode, GenerationId, GenerationState, InvalidSpec, Operation, Outcome, Role,
    job::RetryPolicy,
    routing::{Cost, CostSource},
};
use easel_store::{AttemptNote, ChannelTest, ChannelTestError, Hand, NewChannelTest, SubmitError};
use easel_testing::{Person, TestStore, catalogue, draft, on_both};

fn id(studio: &TestStore) -> GenerationId {
    GenerationId(studio.clock().id())
}

async fn admin(studio: &TestStore) -> Person {
    let person = studio.person(20).await;
    Person { actor: Actor { role: Role::Owner, ..person.actor }, ..person }
}

fn of(model: &str, channel: &str) -> NewChannelTest {
    NewChannelTest { model: model.to_owned(), channel: channel.to_owned(), prompt: "an apple".to_owned() }
}

async fn test(studio: &TestStore, admin: &Person, channel: &str) -> ChannelTest {
    let now = studio.advance(1);
    studio.channel_test(&admin.actor, id(studio), of("pen", channel), now).await.unwrap()
}

async fn audits(studio: &TestStore) -> Vec<(String, String, String)> {
    let text = "select subject, coalesce(after, ''), reason from audit where action in ('channel.test', 'channel.hand') order by at, id";
    studio.raw().await.all(text, Vec::new()).await
}

on_both! {
    async fn a_test_is_free_and_goes_first_with_its_channel(studio) {
        let (admin, person) = (admin(&studio).await, studio.person(10).await);
        let waiting = studio.ask(&person, "pen", 1).await;
        let made = test(&studio, &admin, "far/pen").await;
        assert_eq!((made.channel.as_str(), made.generation.held, made.attempt.is_none()), ("far/pen", 0, true));
        assert_eq!((made.generation.spec.width, made.generation.spec.height, made.generation.spec.count), (64, 64, 1));
        assert_eq!(made.generation.queue.map(|q| q.position), Some(1));
        assert_eq!(studio.view(&person, waiting.id).await.queue.map(|q| q.position), Some(2));

        let claim = studio.take().await;
        assert_eq!((claim.job, claim.channel.as_deref()), (made.generation.id.job(), Some("far/pen")));
        assert!(studio.job_sent(&claim, "far/pen", studio.advance(5)).await.unwrap());
        let seen = studio.channel_test_get(&admin.actor, made.generation.id, studio.now()).await.unwrap().unwrap();
        let attempt = seen.attempt.expect("taken up");
        assert_eq!((attempt.outcome, attempt.sent, attempt.finished_at), (None, true, None));
        studio.advance(700);
        let assets = [easel_domain::AssetId(studio.clock().id())];
        let outcome = easel_testing::delivery(studio.blobs(), &assets).await;
        let cost = Some(Cost { micros: 4_000, source: CostSource::Table });
        let note = AttemptNote { operation: Some(Operation::Generate), cost, ..AttemptNote::from(Some("far/pen")) };
        studio.job_settle(&claim, outcome, note, RetryPolicy::default(), studio.now()).await.unwrap();

        let seen = studio.channel_test_get(&admin.actor, made.generation.id, studio.now()).await.unwrap().unwrap();
        let attempt = seen.attempt.expect("over");
        assert_eq!((attempt.outcome.as_deref(), attempt.cost_micros), (Some("succeeded"), Some(4_000)));
        assert_eq!(attempt.finished_at.map(|at| at.since_ms(attempt.begun_at)), Some(700));
        assert_eq!((seen.generation.state, seen.generation.captured), (GenerationState::Succeeded, 0));
        assert_eq!(seen.generation.assets.len(), 1, "the picture is the administrator's");
        assert_eq!(studio.buckets(&admin).await.0.total(), 20);

        let claim = studio.take().await;
        assert_eq!((claim.job, claim.channel), (waiting.id.job(), None), "everybody's jobs take any way");
        let told = (String::from("far/pen"), made.generation.id.to_string(), String::from("a test of the channel"));
        assert_eq!(audits(&studio).await, [told]);
        studio.wind_down().await;
    }

    async fn what_cannot_be_tested_leaves_nothing_behind(studio) {
        let (admin, person) = (admin(&studio).await, studio.person(10).await);
        let mut offered = catalogue();
        offered.models[0].channels[1].operations = vec![Operation::Edit];
        studio.catalogue_apply(&offered, studio.now()).await.unwrap();
        let tried = async |by: &Actor, asked| studio.channel_test(by, id(&studio), asked, studio.now()).await;
        let refused = tried(&person.actor, of("pen", "near/pen")).await;
        assert!(matches!(refused, Err(ChannelTestError::Forbidden)), "{refused:?}");
        for channel in ["near/brush", "near", "", "near/pen\0"] {
            let refused = tried(&admin.actor, of("pen", channel)).await;
            assert!(matches!(refused, Err(ChannelTestError::NoChannel)), "{channel}: {refused:?}");
        }
        let refused = tried(&admin.actor, of("pen", "far/pen")).await;
        assert!(matches!(refused, Err(ChannelTestError::NotFromWords)), "{refused:?}");
        for (asked, why) in [
            (of("closed", "near/closed"), InvalidSpec::Model),
            (of("none", "near/none"), InvalidSpec::Model),
            (NewChannelTest { prompt: " ".into(), ..of("pen", "near/pen") }, InvalidSpec::PromptEmpty),
        ] {
            let Err(ChannelTestError::Submit(SubmitError::Invalid(told))) = tried(&admin.actor, asked).await else {
                panic!("{why} was expected");
            };
            assert_eq!(told, why);
        }
        assert_eq!(studio.raw().await.number("select count(*) from job").await, 0);
        assert_eq!(audits(&studio).await, []);
        studio.finish().await;
    }

    async fn the_same_id_is_one_test_and_nothing_else(studio) {
        let (admin, other) = (admin(&studio).await, admin(&studio).await);
        let made = test(&studio, &admin, "near/pen").await;
        let key = made.generation.id;
        let again = async |by: Actor, asked| studio.channel_test(&by, key, asked, studio.now()).await;
        assert_eq!(again(admin.actor, of("pen", "near/pen")).await.unwrap().generation.id, key);
        for (by, asked) in [
            (admin.actor, of("pen", "far/pen")),
            (admin.actor, NewChannelTest { prompt: "a pear".into(), ..of("pen", "near/pen") }),
            (other.actor, of("pen", "near/pen")),
        ] {
            let refused = again(by, asked).await;
            assert!(matches!(refused, Err(ChannelTestError::Submit(SubmitError::IdempotencyMismatch))), "{refused:?}");
        }
        // Nor is it what anybody asks for in the ordinary way, or the other way round.
        let like = Draft { prompt: "an apple".into(), ..draft("pen", 1) };
        let refused = studio.submit(&admin, key, like.clone()).await;
        assert!(matches!(refused, Err(SubmitError::IdempotencyMismatch)), "{refused:?}");
        let paid = id(&studio);
        assert_eq!(studio.submit(&admin, paid, like).await.unwrap().held, 3);
        let refused = studio.channel_test(&admin.actor, paid, of("pen", "near/pen"), studio.now()).await;
        assert!(matches!(refused, Err(ChannelTestError::Submit(SubmitError::IdempotencyMismatch))), "{refused:?}");
        assert!(studio.channel_test_get(&admin.actor, paid, studio.now()).await.unwrap().is_none(), "it is no test");
        assert!(studio.channel_test_get(&other.actor, key, studio.now()).await.unwrap().is_none());
        assert_eq!(audits(&studio).await.len(), 1);
        studio.wind_down().await;
    }

    async fn a_test_ends_like_any_job_whatever_becomes_of_its_worker(studio) {
        let admin = admin(&studio).await;
        // Not sent: taken up again, on the same channel alone.
        let first = test(&studio, &admin, "far/pen").await;
        studio.take().await;
        studio.advance(40_000);
        studio.tend().await;
        studio.advance(60_000);
        let claim = studio.take().await;
        assert_eq!((claim.job, claim.channel.as_deref()), (first.generation.id.job(), Some("far/pen")));
        // Sent, and the answer lost: never sent again.
        assert!(studio.job_sent(&claim, "far/pen", studio.now()).await.unwrap());
        studio.advance(40_000);
        studio.tend().await;
        let seen = studio.channel_test_get(&admin.actor, first.generation.id, studio.now()).await.unwrap().unwrap();
        assert_eq!((seen.generation.state, seen.generation.failure), (GenerationState::Failed, Some(FailureCode::AnswerLost)));
        assert_eq!(seen.attempt.and_then(|a| a.outcome).as_deref(), Some("unknown"));
        // Refused: the provider's own words stay with the attempt.
        let second = test(&studio, &admin, "near/pen").await;
        let claim = studio.take().await;
        let failure = Failure { code: FailureCode::Engine, detail: "no such model".to_owned() };
        studio.settle(&claim, Outcome::Failed { failure, retry: false }).await;
        let seen = studio.channel_test_get(&admin.actor, second.generation.id, studio.now()).await.unwrap().unwrap();
        assert_eq!(seen.attempt.and_then(|a| a.detail).as_deref(), Some("no such model"));
        // Put back for want of room: that was no try.
        let third = test(&studio, &admin, "near/pen").await;
        let claim = studio.take().await;
        let failure = Failure { code: FailureCode::NoProvider, detail: "full".to_owned() };
        let note = AttemptNote { deferred: true, ..AttemptNote::default() };
        let outcome = Outcome::Failed { failure, retry: true };
        studio.job_settle(&claim, outcome, note, RetryPolicy::default(), studio.now()).await.unwrap();
        let seen = studio.channel_test_get(&admin.actor, third.generation.id, studio.now()).await.unwrap().unwrap();
        assert!(seen.attempt.is_none());
        assert_eq!(seen.generation.state, GenerationState::Queued);
        studio.wind_down().await;
        assert_eq!(studio.buckets(&admin).await.0.total(), 20);
    }

    async fn a_job_bound_to_a_channel_that_is_no_written_down_test_is_found(studio) {
        let person = studio.person(10).await;
        let asked = studio.ask(&person, "pen", 1).await;
        let bind = "update job set channel = 'near/pen' where id = $1";
        studio.raw().await.exec(vec![(bind, args![asked.id.to_string()].to_vec())]).await.unwrap();
        let report = studio.oversight().ledger_verify().await.unwrap();
        assert_eq!(report.findings.iter().map(|f| f.invariant).collect::<Vec<_>>(), ["I18"]);
        let unbind = "update job set channel = null where id = $1";
        studio.raw().await.exec(vec![(unbind, args![asked.id.to_string()].to_vec())]).await.unwrap();
        studio.wind_down().await;
    }

    async fn what_an_administrator_writes_about_a_channel_is_kept(studio) {
        let admin = admin(&studio).await;
        let hand = |hand, why: &'static str| studio.channel_hand(&admin.actor, "near/pen", (hand, why), studio.advance(1));
        hand(Some(Hand::Draining), "new \0prices").await.unwrap();
        hand(None, "").await.unwrap();
        let told = audits(&studio).await;
        assert_eq!(told[0], ("near/pen".to_owned(), "draining".to_owned(), "new prices".to_owned()));
        assert_eq!(told[1], ("near/pen".to_owned(), "active".to_owned(), String::new()));
        studio.finish().await;
    }
}
