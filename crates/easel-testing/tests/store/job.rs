//! The walk of a job: claim, beat, sent, settle, cancel, reap, deadline.

use easel_domain::{
    AssetId, Beat, FailureCode, GenerationId, GenerationState, Lane, Next, Outcome, job::RetryPolicy,
};
use easel_store::{Claim, Delivery, Settled, Tended, Work};
use easel_testing::{Person, TestStore, delivery, draft, failed, on_both, rejected};

async fn pictures(studio: &TestStore, count: u32) -> Outcome<Delivery> {
    let ids: Vec<_> = (0..count).map(|_| AssetId(studio.clock().id())).collect();
    delivery(studio.blobs(), &ids).await
}

async fn attempts(
    studio: &TestStore,
    claim: &Claim,
) -> Vec<(i64, Option<String>, Option<String>, Option<i64>)> {
    let text = "select no, channel, outcome, sent_at from attempt where job_id = $1 order by no";
    studio.raw().await.all(text, easel_db::args![claim.job.to_string()].to_vec()).await
}

async fn ended(
    studio: &TestStore,
    person: &Person,
    id: GenerationId,
) -> (GenerationState, Option<FailureCode>, i64, i64) {
    let g = studio.view(person, id).await;
    assert_eq!(g.finished_at, Some(studio.now()));
    assert_eq!((g.held, g.queue), (0, None));
    (g.state, g.failure, g.captured, studio.buckets(person).await.0.total())
}

on_both! {
    async fn the_queue_is_fair_between_people(studio) {
        let (a, b, c) = (studio.person(100).await, studio.person(100).await, studio.person(100).await);
        let mut of_a = Vec::new();
        for _ in 0..10 {
            of_a.push(studio.ask(&a, "pen", 1).await.id);
        }
        let of_b = studio.ask(&b, "pen", 1).await;
        assert_eq!(of_b.queue.map(|q| q.position), Some(2), "one of A's is before it");
        assert_eq!(studio.take().await.job, of_a[0].job());
        assert_eq!(studio.take().await.job, of_b.id.job());
        assert_eq!(studio.take().await.job, of_a[1].job());
        // A newcomer doesn't overtake whoever is being served, and isn't put behind everybody's rest.
        let of_c = [studio.ask(&c, "pen", 1).await.id, studio.ask(&c, "pen", 1).await.id];
        let order = [of_a[2], of_c[0], of_a[3], of_c[1], of_a[4]];
        for expected in order {
            assert_eq!(studio.take().await.job, expected.job());
        }
        studio.wind_down().await;
    }

    async fn a_better_rank_goes_first(studio) {
        let person = studio.person(100).await;
        let mut asked = Vec::new();
        for _ in 0..3 {
            asked.push(studio.ask(&person, "pen", 1).await.id);
        }
        let worse = easel_db::args![asked[0].to_string()].to_vec();
        studio.raw().await.exec(vec![("update job set rank = 1 where id = $1", worse)]).await.unwrap();
        for expected in [asked[1], asked[2], asked[0]] {
            assert_eq!(studio.take().await.job, expected.job());
        }
        assert!(studio.claim().await.is_none());
        studio.wind_down().await;
    }

    async fn a_claim_says_everything_a_worker_needs(studio) {
        let person = studio.person(100).await;
        assert!(studio.claim().await.is_none());
        assert_eq!(studio.job_next_at(Lane::Cpu).await.unwrap(), None);
        let g = studio.ask(&person, "brush", 2).await;
        assert_eq!(studio.job_next_at(Lane::Cpu).await.unwrap(), Some(studio.now()));
        assert!(studio.job_claim("w", Lane::Mail, 1, studio.now()).await.unwrap().is_none(), "another lane");
        let before = studio.now().plus_ms(-1);
        assert!(studio.job_claim("w", Lane::Cpu, 1, before).await.unwrap().is_none(), "not yet");
        let claim = studio.take().await;
        assert_eq!((claim.job, claim.owner, claim.attempt_no), (g.id.job(), person.actor.user_id, 1));
        assert_eq!(claim.deadline_at, g.created_at.plus_ms(120_000));
        assert!(claim.tried.is_empty());
        let Work::Picture(spec) = &claim.work else { panic!("a picture") };
        assert_eq!(**spec, g.spec);
        assert_eq!(studio.view(&person, g.id).await.state, GenerationState::Running);
        assert!(studio.claim().await.is_none(), "nobody else gets it");
        studio.wind_down().await;
    }

    async fn a_beat_renews_the_lease_and_tells_what_is_wished(studio) {
        let person = studio.person(100).await;
        let g = studio.ask(&person, "pen", 1).await;
        let claim = studio.take().await;
        studio.advance(29_000);
        assert_eq!(studio.beat(&claim).await, Beat::Go);
        studio.advance(30_000);
        assert_eq!(studio.tend().await, Tended::default(), "the lease lasts until now");
        let view = studio.view(&person, g.id).await;
        assert_eq!(view.progress, 0.5);
        for (told, shown) in [(-1.0, 0.0), (2.0, 1.0), (f64::NAN, 0.0), (0.3334, 0.333)] {
            studio.job_beat(&claim, (told, Some("x")), 30_000, studio.now()).await.unwrap();
            assert_eq!(studio.view(&person, g.id).await.progress, shown);
        }
        studio.generation_cancel(&person.actor, g.id, studio.now()).await.unwrap();
        assert_eq!(studio.beat(&claim).await, Beat::Cancel);
        studio.advance(30_001);
        assert_eq!(studio.tend().await, Tended { lost: 1, overdue: 0 });
        assert_eq!(studio.beat(&claim).await, Beat::Lost);
        assert_eq!(ended(&studio, &person, g.id).await, (GenerationState::Cancelled, None, 0, 100));
        studio.finish().await;
    }

    async fn sending_is_written_down_before_and_refused_after_a_cancel(studio) {
        let person = studio.person(100).await;
        let g = studio.ask(&person, "pen", 1).await;
        let claim = studio.take().await;
        assert!(studio.job_sent(&claim, "near", studio.now()).await.unwrap());
        studio.job_provider_ref(&claim, "their-\0-ref").await.unwrap();
        assert_eq!(attempts(&studio, &claim).await, [(1, Some("near".into()), None, Some(studio.now().0))]);
        studio.generation_cancel(&person.actor, g.id, studio.now()).await.unwrap();
        assert!(!studio.job_sent(&claim, "far", studio.now()).await.unwrap());
        studio.settle(&claim, Outcome::Cancelled).await;
        assert!(!studio.job_sent(&claim, "far", studio.now()).await.unwrap(), "over");
        assert_eq!(attempts(&studio, &claim).await[0].1.as_deref(), Some("near"));

        studio.ask(&person, "pen", 1).await;
        let old = studio.take().await;
        studio.advance(30_001);
        studio.tend().await;
        assert!(!studio.job_sent(&old, "near", studio.now()).await.unwrap(), "lost");
        let new = studio.take().await;
        assert!(!studio.job_sent(&old, "near", studio.now()).await.unwrap(), "somebody else's now");
        assert!(studio.job_sent(&new, "near", studio.now()).await.unwrap());
        studio.wind_down().await;
    }

    async fn settling_is_fenced_by_the_attempt(studio) {
        let person = studio.person(100).await;
        let g = studio.ask(&person, "pen", 1).await;
        let first = studio.take().await;
        studio.advance(30_001);
        assert_eq!(studio.tend().await, Tended { lost: 1, overdue: 0 });
        assert_eq!(studio.settle(&first, pictures(&studio, 1).await).await, Settled::Fenced, "it waits again");
        let second = studio.take().await;
        assert_eq!(second.attempt_no, 2);
        assert_eq!(studio.settle(&first, pictures(&studio, 1).await).await, Settled::Fenced, "another has it");
        assert_eq!(studio.settle(&first, failed(false)).await, Settled::Fenced);
        assert_eq!(studio.beat(&first).await, Beat::Lost);
        studio.deliver(&second, 1).await;
        assert_eq!(studio.settle(&second, pictures(&studio, 1).await).await, Settled::Fenced, "it is over");
        assert_eq!(ended(&studio, &person, g.id).await, (GenerationState::Succeeded, None, 3, 97));
        assert_eq!(studio.view(&person, g.id).await.assets.len(), 1);
        studio.finish().await;
    }

    async fn every_outcome_has_its_end_and_a_wish_to_cancel_wins(studio) {
        use GenerationState::{Cancelled, Failed, Rejected, Succeeded};
        for cancelled in [false, true] {
            for (which, state, failure, captured) in [
                ("delivered", Succeeded, None, 3),
                ("rejected", Rejected, Some(FailureCode::RefusedPrompt), 0),
                ("failed", Failed, Some(FailureCode::Engine), 0),
                ("unknown", Failed, Some(FailureCode::AnswerLost), 0),
                ("cancelled", Cancelled, None, 0),
                ("failed, again", Failed, None, 0),
            ] {
                let person = studio.person(100).await;
                let g = studio.ask(&person, "pen", 1).await;
                let claim = studio.take().await;
                if cancelled {
                    let view = studio.generation_cancel(&person.actor, g.id, studio.now()).await.unwrap().unwrap();
                    assert_eq!((view.state, view.held), (GenerationState::Running, 3));
                }
                let outcome = match which {
                    "delivered" => pictures(&studio, 1).await,
                    "rejected" => rejected(),
                    "failed" => failed(false),
                    "unknown" => Outcome::Unknown { provider_ref: Some("\0ref".to_owned()) },
                    "cancelled" => Outcome::Cancelled,
                    _ => failed(true),
                };
                let settled = studio.settle(&claim, outcome).await;
                if which == "failed, again" && !cancelled {
                    let run_at = studio.now().plus_ms(500);
                    assert_eq!(settled, Settled::Done(Next::Retry { run_at }));
                    studio.generation_cancel(&person.actor, g.id, studio.now()).await.unwrap();
                    continue;
                }
                let expected = if cancelled { (Cancelled, None, 0, 100) } else { (state, failure, captured, 100 - captured) };
                assert_eq!(ended(&studio, &person, g.id).await, expected, "{which} {cancelled}");
                assert_eq!(attempts(&studio, &claim).await.len(), 1);
                let kept = studio.asset_list(&person.actor, easel_store::AssetFilter::default(), None, 9).await.unwrap();
                assert_eq!(kept.len(), usize::from(expected.2 > 0));
            }
        }
        studio.finish().await;
    }

    async fn failures_are_tried_again_later_and_not_forever(studio) {
        let person = studio.person(100).await;
        let g = studio.ask(&person, "pen", 1).await;
        for (wait, tried) in [(500, 0), (1000, 1)] {
            let claim = studio.take().await;
            assert_eq!(claim.tried.len(), tried, "the channels it failed on");
            let run_at = studio.now().plus_ms(wait);
            assert_eq!(studio.settle(&claim, failed(true)).await, Settled::Done(Next::Retry { run_at }));
            let view = studio.view(&person, g.id).await;
            assert_eq!((view.state, view.held), (GenerationState::Queued, 3));
            assert_eq!(studio.job_next_at(Lane::Cpu).await.unwrap(), Some(run_at));
            studio.advance(wait - 1);
            assert!(studio.claim().await.is_none(), "a millisecond too early");
            studio.advance(1);
        }
        let claim = studio.take().await;
        assert_eq!((claim.attempt_no, claim.tried.as_slice()), (3, &["near".to_owned(), "near".to_owned()][..]));
        assert_eq!(studio.settle(&claim, failed(true)).await, Settled::Done(Next::Fail(FailureCode::Engine)));
        assert_eq!(ended(&studio, &person, g.id).await, (GenerationState::Failed, Some(FailureCode::Engine), 0, 100));
        let outcomes: Vec<_> = attempts(&studio, &claim).await.into_iter().map(|a| a.2).collect();
        assert_eq!(outcomes, vec![Some("failed".to_owned()); 3]);
        studio.finish().await;
    }

    async fn a_job_that_kills_its_workers_ends(studio) {
        let person = studio.person(100).await;
        let g = studio.ask(&person, "pen", 1).await;
        let policy = RetryPolicy { max_claims: 4, ..RetryPolicy::default() };
        for no in 1..=4 {
            assert_eq!(studio.take().await.attempt_no, no);
            studio.advance(30_001);
            assert_eq!(studio.jobs_tend(policy, studio.now()).await.unwrap().lost, 1);
        }
        assert!(studio.claim().await.is_none());
        assert_eq!(ended(&studio, &person, g.id).await, (GenerationState::Failed, Some(FailureCode::Engine), 0, 100));
        studio.finish().await;
    }

    async fn a_lost_worker_that_had_sent_is_not_sent_again(studio) {
        let person = studio.person(100).await;
        let g = studio.ask(&person, "pen", 1).await;
        let claim = studio.take().await;
        assert!(studio.job_sent(&claim, "near", studio.now()).await.unwrap());
        studio.advance(30_001);
        assert_eq!(studio.tend().await, Tended { lost: 1, overdue: 0 });
        assert!(studio.claim().await.is_none());
        assert_eq!(ended(&studio, &person, g.id).await, (GenerationState::Failed, Some(FailureCode::AnswerLost), 0, 100));
        assert_eq!(attempts(&studio, &claim).await[0].2.as_deref(), Some("unknown"));

        // What an earlier attempt sent doesn't count against a later one.
        let g = studio.ask(&person, "pen", 1).await;
        let claim = studio.take().await;
        assert!(studio.job_sent(&claim, "near", studio.now()).await.unwrap());
        studio.settle(&claim, failed(true)).await;
        studio.advance(500);
        studio.take().await;
        studio.advance(30_001);
        studio.tend().await;
        assert_eq!(studio.view(&person, g.id).await.state, GenerationState::Queued);
        studio.wind_down().await;
    }

    async fn nothing_outlives_its_deadline(studio) {
        let person = studio.person(100).await;
        let running = studio.ask(&person, "brush", 1).await;
        let claim = studio.take().await;
        let waiting = studio.ask(&person, "brush", 1).await;
        let wished_off = studio.ask(&person, "brush", 1).await;
        let second = studio.take().await;
        assert_eq!(second.job, waiting.id.job());
        let third = studio.take().await;
        studio.generation_cancel(&person.actor, wished_off.id, studio.now()).await.unwrap();
        studio.settle(&second, failed(true)).await;
        studio.advance(119_000);
        for claim in [&claim, &third] {
            studio.beat(claim).await;
        }
        studio.clock().advance(running.created_at.plus_ms(119_999).since_ms(studio.now()));
        assert_eq!(studio.tend().await, Tended::default());
        studio.advance(1);
        assert_eq!(studio.tend().await, Tended { lost: 0, overdue: 1 });
        assert_eq!(ended(&studio, &person, running.id).await, (GenerationState::Failed, Some(FailureCode::Timeout), 0, 98));
        assert_eq!(studio.beat(&claim).await, Beat::Lost);
        assert_eq!(studio.settle(&claim, pictures(&studio, 1).await).await, Settled::Fenced);
        let entry = &studio.wallet_entries(&person.actor, None, 1).await.unwrap()[0];
        assert_eq!((entry.kind, entry.reason.as_str()), (easel_domain::EntryKind::Expire, "hold_expired"));
        studio.advance(10);
        assert_eq!(studio.tend().await, Tended { lost: 0, overdue: 2 });
        assert_eq!(ended(&studio, &person, waiting.id).await.0, GenerationState::Failed);
        assert_eq!(ended(&studio, &person, wished_off.id).await, (GenerationState::Cancelled, None, 0, 100));
        studio.finish().await;
    }

    async fn calling_off(studio) {
        let (person, stranger) = (studio.person(100).await, studio.person(100).await);
        let cancel = |who: &Person, id| {
            let actor = who.actor;
            let studio = std::sync::Arc::clone(&studio);
            async move { studio.generation_cancel(&actor, id, studio.now()).await.unwrap() }
        };
        let g = studio.ask(&person, "pen", 1).await;
        assert!(cancel(&stranger, g.id).await.is_none());
        assert_eq!(studio.view(&person, g.id).await.state, GenerationState::Queued);
        let view = cancel(&person, g.id).await.unwrap();
        assert_eq!((view.state, view.held, view.version), (GenerationState::Cancelled, 0, g.version + 1));
        assert_eq!(ended(&studio, &person, g.id).await, (GenerationState::Cancelled, None, 0, 100));
        assert!(studio.claim().await.is_none());
        assert_eq!(cancel(&person, g.id).await.unwrap().version, view.version, "once is enough");

        let (done, _) = studio.make(&person, draft("pen", 1)).await;
        let view = cancel(&person, done).await.unwrap();
        assert_eq!((view.state, view.captured), (GenerationState::Succeeded, 3), "it stays as it ended");
        assert!(cancel(&person, GenerationId(studio.clock().id())).await.is_none());
        assert_eq!(studio.wallet_entries(&person.actor, None, 1).await.unwrap()[0].reason, "generation_done");
        studio.finish().await;
    }

    async fn a_hundred_late_jobs_are_tended(studio) {
        let person = studio.person(10_000).await;
        for _ in 0..130 {
            studio.ask(&person, "pen", 1).await;
        }
        studio.advance(300_000);
        let mut overdue = 0;
        loop {
            let tended = studio.tend().await;
            if tended == Tended::default() {
                break;
            }
            overdue += tended.overdue;
        }
        assert_eq!(overdue, 130);
        assert_eq!(studio.buckets(&person).await.0.total(), 10_000);
        studio.finish().await;
    }
}
