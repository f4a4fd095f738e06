//! What follows from an outcome, and which way is taken.

use easel_domain::{
    Failure, FailureCode, Next, Outcome, Timestamp,
    job::{JobFacts, RetryPolicy, next, next_after_lost_worker},
    model::Channel,
    routing::{Candidate, choose},
};
use proptest::prelude::*;

fn outcome() -> impl Strategy<Value = Outcome<()>> {
    let failure =
        || prop::sample::select(FailureCode::ALL).prop_map(|code| Failure { code, detail: String::new() });
    prop_oneof![
        Just(Outcome::Succeeded(())),
        failure().prop_map(Outcome::Rejected),
        (failure(), any::<bool>()).prop_map(|(failure, retry)| Outcome::Failed { failure, retry }),
        Just(Outcome::Unknown { provider_ref: None }),
        Just(Outcome::Cancelled),
    ]
}

prop_compose! {
    fn facts()(attempt_no in 1..12_u32, failures in 0..12_u32, cancel_requested in any::<bool>(), deadline in 0..2_000_000_i64)
        -> JobFacts
    {
        JobFacts { attempt_no, failures, cancel_requested, deadline_at: Timestamp(deadline) }
    }
}

prop_compose! {
    fn policy()(max_failures in 1..6_u32, max_claims in 1..10_u32, backoff_ms in prop_oneof![0..5_000_i64, Just(i64::MAX)])
        -> RetryPolicy
    {
        RetryPolicy { max_failures, max_claims, backoff_ms }
    }
}

proptest! {
    #[test]
    fn trying_again_is_bounded_by_deadline_failures_and_claims(
        outcome in outcome(), facts in facts(), policy in policy(), now in 0..2_000_000_i64,
    ) {
        let now = Timestamp(now);
        let after = next(&outcome, facts, policy, now);
        if facts.cancel_requested || outcome == Outcome::Cancelled {
            prop_assert_eq!(after, Next::Cancel);
            return Ok(());
        }
        match (outcome, after) {
            (Outcome::Succeeded(()), after) => prop_assert_eq!(after, Next::Succeed),
            (Outcome::Rejected(f), after) => prop_assert_eq!(after, Next::Reject(f.code)),
            (Outcome::Unknown { .. }, after) => prop_assert_eq!(after, Next::Fail(FailureCode::AnswerLost)),
            (Outcome::Failed { retry, .. }, Next::Retry { run_at }) => {
                prop_assert!(retry);
                prop_assert!(run_at < facts.deadline_at && run_at >= now);
                prop_assert!(run_at.since_ms(now) >= policy.backoff_ms);
                prop_assert!(facts.failures + 1 < policy.max_failures && facts.attempt_no < policy.max_claims);
            }
            (Outcome::Failed { failure, .. }, after) => prop_assert_eq!(after, Next::Fail(failure.code)),
            (outcome, after) => prop_assert!(false, "{outcome:?} -> {after:?}"),
        }
    }

    #[test]
    fn a_lost_worker_never_leads_to_a_second_sending(
        sent in any::<bool>(), facts in facts(), policy in policy(), now in 0..2_000_000_i64,
    ) {
        let now = Timestamp(now);
        match next_after_lost_worker(sent, facts, policy, now) {
            Next::Retry { run_at } => {
                prop_assert!(!sent && !facts.cancel_requested);
                prop_assert!(run_at == now && now < facts.deadline_at && facts.attempt_no < policy.max_claims);
            }
            Next::Cancel => prop_assert!(facts.cancel_requested),
            Next::Fail(code) => {
                prop_assert!(!facts.cancel_requested);
                prop_assert_eq!(code == FailureCode::AnswerLost, sent);
            }
            other => prop_assert!(false, "{other:?}"),
        }
    }

    #[test]
    fn a_job_that_always_fails_ends(policy in policy(), lost in prop::collection::vec(any::<bool>(), 40)) {
        let (mut now, deadline_at) = (Timestamp(0), Timestamp(1_000_000));
        let (mut attempt_no, mut failures) = (0, 0);
        for lost in lost {
            attempt_no += 1;
            let facts = JobFacts { attempt_no, failures, cancel_requested: false, deadline_at };
            let failure = Failure { code: FailureCode::Engine, detail: String::new() };
            let after = if lost {
                next_after_lost_worker(false, facts, policy, now)
            } else {
                failures += 1;
                next(&Outcome::<()>::Failed { failure, retry: true }, facts, policy, now)
            };
            match after {
                Next::Retry { run_at } => now = run_at,
                _ => break,
            }
        }
        prop_assert!(attempt_no <= policy.max_claims && failures <= policy.max_failures);
    }

    #[test]
    fn routing_takes_a_healthy_way_and_prefers_an_untried_one(
        ways in prop::collection::vec((-2..3_i32, 0..4_u32, any::<bool>(), any::<bool>()), 0..7),
        chance in prop_oneof![-0.5..1.5_f64, Just(0.0), Just(1.0), Just(f64::NAN)],
    ) {
        let channels: Vec<Channel> = ways.iter().enumerate().map(|(i, (priority, weight, ..))| Channel {
            priority: *priority, weight: *weight, ..Channel::new(&i.to_string(), "m")
        }).collect();
        let candidates: Vec<Candidate<'_>> = channels.iter().zip(&ways)
            .map(|(channel, (_, _, healthy, tried))| Candidate { channel, healthy: *healthy, tried: *tried })
            .collect();
        let healthy = || candidates.iter().filter(|c| c.healthy);
        let only = candidates.len() == 1;
        match choose(&candidates, chance) {
            None => prop_assert!(!healthy().any(|c| only || !c.tried)),
            Some(chosen) => {
                let c = candidates.iter().find(|c| c.channel.provider == chosen.provider).unwrap();
                prop_assert!(c.healthy);
                prop_assert!(only || !c.tried, "a failed way is not taken again");
                let better = healthy().any(|o| o.channel.priority < chosen.priority && (only || !o.tried));
                prop_assert!(!better, "a better priority was there");
                let weighty = healthy().any(|o| {
                    o.channel.priority == chosen.priority && o.channel.weight > 0 && (only || !o.tried)
                });
                prop_assert!(chosen.weight > 0 || !weighty, "a way without weight gets no share");
            }
        }
    }
}
