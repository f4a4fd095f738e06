//! A worker with engines that do as they are told, on both databases.

mod book_epub;
mod book_faces;
mod book_file;
mod every_mail;
mod export;
mod hand_in;
mod input;
mod push;
mod risk;
mod scripted;

use easel_domain::{
    Actor, Catalogue, FailureCode, GenerationId, GenerationState, Outcome, Role, job::RetryPolicy,
};
use easel_engine::{Engine, Registry};
use easel_outbound::Mailer;
use easel_store::{ChannelTest, Generation, Hand, NewChannelTest, Picked, Standings, Variant};
use easel_testing::{On, Person, TestStore, catalogue};
use easel_worker::WorkerOptions;
use scripted::Scripted;
use std::{collections::BTreeMap, future::Future, sync::Arc, time::Duration};
use tokio::sync::{oneshot, watch};

/// A studio with two providers for every model, `near` before `far`, and a worker at work.
struct Shop {
    store: Arc<TestStore>,
    near: Arc<Scripted>,
    far: Arc<Scripted>,
    stop: oneshot::Sender<()>,
    worker: tokio::task::JoinHandle<()>,
}

impl Shop {
    fn open(store: Arc<TestStore>, slots: u32) -> Self {
        Self::open_with(store, (slots, Duration::from_secs(5)), catalogue())
    }

    fn open_with(store: Arc<TestStore>, (slots, grace): (u32, Duration), catalogue: Catalogue) -> Self {
        // The worker lives by the real clock; what tests submit must not lie in its future.
        let real = std::time::SystemTime::UNIX_EPOCH.elapsed().expect("after 1970").as_millis() as i64;
        store.advance(real - store.now().0);
        let (near, far) = (Arc::new(Scripted::default()), Arc::new(Scripted::default()));
        let engines: BTreeMap<String, Arc<dyn Engine>> =
            [("near".to_owned(), near.clone() as Arc<dyn Engine>), ("far".to_owned(), far.clone() as _)]
                .into();
        let (_, registry) = watch::channel(Arc::new(Registry::new(catalogue, engines)));
        let options = WorkerOptions {
            name: "w1".to_owned(),
            cpu_slots: slots,
            lease: Duration::from_secs(2),
            retry: RetryPolicy { backoff_ms: 20, ..RetryPolicy::default() },
            grace,
            // Everything means the same here.
            means: Some(easel_store::Means::new(|_| [0.5; easel_store::MEANING_LENGTH])),
            ..WorkerOptions::default()
        };
        let mailer = Mailer::folder(store.folder().join("mail"));
        let (stop, stopped) = oneshot::channel::<()>();
        let stopped = async {
            let _ = stopped.await;
        };
        let worker = tokio::spawn(easel_worker::work((**store).clone(), registry, mailer, options, stopped));
        Self { store, near, far, stop, worker }
    }

    async fn ends(&self, person: &Person, generation: &Generation) -> Generation {
        for _ in 0..1000 {
            let view = self.store.view(person, generation.id).await;
            if view.state.is_final() {
                return view;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{:?} never ended", generation.id);
    }

    /// Until the worker, too, had the time to hear how the channels stand.
    async fn learns(&self, stands: impl Fn(&Standings) -> bool) {
        while !stands(&self.store.channel_standings(easel_domain::Timestamp(0)).await.expect("standings")) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
    }

    async fn close(self) {
        let _ = self.stop.send(());
        self.worker.await.expect("the worker ends well");
        self.store.finish().await;
    }
}

async fn on_both<F: Future<Output = ()> + Send + 'static>(
    slots: u32,
    test: impl Fn(Shop) -> F + Copy + Send + 'static,
) {
    for on in [On::Sqlite, On::Postgres] {
        TestStore::run(on, |store| test(Shop::open(store, slots))).await;
    }
}

/// What one picture's story comes to when `near` and `far` follow these scripts.
async fn story(
    near: &'static [&'static str],
    far: &'static [&'static str],
    expect: (GenerationState, Option<FailureCode>, i64),
    calls: (usize, usize),
) {
    for on in [On::Sqlite, On::Postgres] {
        TestStore::run(on, move |store| async move {
            let shop = Shop::open(store, 1);
            shop.near.follow(near);
            shop.far.follow(far);
            let person = shop.store.person(10).await;
            let asked = shop.store.ask(&person, "pen", 2).await;
            let view = shop.ends(&person, &asked).await;
            assert_eq!((view.state, view.failure, view.captured), expect);
            assert_eq!((shop.near.calls(), shop.far.calls()), calls, "calls");
            let wallet = shop.store.wallet(&person.actor).await.expect("a wallet");
            assert_eq!((wallet.available.total(), wallet.held.total()), (10 - expect.2, 0));
            assert_eq!(view.assets.len() as i64, expect.2 / 3);
            shop.close().await;
        })
        .await;
    }
}

use FailureCode::{AnswerLost, Engine as EngineFailed, RefusedPrompt};
use GenerationState::{Failed, Rejected, Succeeded};

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_delivered_and_paid_for() {
    story(&["ok"], &[], (Succeeded, None, 6), (1, 0)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_was_delivered_is_paid_for() {
    story(&["one"], &[], (Succeeded, None, 3), (1, 0)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_channel_is_left_for_the_next_one() {
    story(&["fail", "fail"], &["ok"], (Succeeded, None, 6), (1, 1)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_failed_is_not_tried_again_by_the_same_job() {
    story(&["fail", "fail", "ok"], &["fail", "fail", "ok"], (Failed, Some(EngineFailed), 0), (1, 1)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_succeed_is_not_tried_again() {
    story(&["fatal", "ok"], &["ok"], (Failed, Some(EngineFailed), 0), (1, 0)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_final_and_free() {
    story(&["reject", "ok"], &["ok"], (Rejected, Some(RefusedPrompt), 0), (1, 0)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_never_asked_for_again() {
    story(&["unknown", "ok"], &["ok"], (Failed, Some(AnswerLost), 0), (1, 0)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_picture_and_too_many_pictures_are_failures() {
    story(&["none"], &["ok"], (Succeeded, None, 6), (1, 1)).await;
    story(&["three"], &["ok"], (Succeeded, None, 6), (1, 1)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pixels_that_are_no_picture_are_a_failure_of_the_engine() {
    story(&["torn"], &["torn"], (Failed, Some(EngineFailed), 0), (1, 1)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_engine_keeps_its_lease() {
    // Longer than the lease of two seconds: only beats keep the job.
    story(&["slow"], &[], (Succeeded, None, 6), (1, 0)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_picture_can_be_called_off() {
    on_both(1, |shop| async move {
        shop.near.follow(&["until stopped"]);
        let person = shop.store.person(10).await;
        let asked = shop.store.ask(&person, "pen", 1).await;
        while shop.near.calls() == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        shop.store.generation_cancel(&person.actor, asked.id, shop.store.now()).await.expect("cancelled");
        let view = shop.ends(&person, &asked).await;
        assert_eq!((view.state, view.captured, view.held), (GenerationState::Cancelled, 0, 0));
        shop.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_under_way_is_handed_back_by_a_worker_that_closes() {
    for on in [On::Sqlite, On::Postgres] {
        TestStore::run(on, |store| async move {
            let shop = Shop::open_with(Arc::clone(&store), (1, Duration::from_millis(100)), catalogue());
            shop.near.follow(&["hang"]);
            let person = store.person(10).await;
            let asked = store.ask(&person, "pen", 1).await;
            while shop.near.calls() == 0 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            let _ = shop.stop.send(());
            shop.worker.await.expect("the worker ends well");
            let view = store.view(&person, asked.id).await;
            assert_eq!(view.state, GenerationState::Queued, "at once, not when the lease is over");

            let next = Shop::open(Arc::clone(&store), 1);
            let view = next.ends(&person, &asked).await;
            assert_eq!((view.state, view.captured), (Succeeded, 3));
            next.close().await;
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unfinished_picture_is_shown_to_its_owner_while_it_is_made() {
    on_both(1, |shop| async move {
        shop.near.follow(&["show, then wait"]);
        let (person, other) = (shop.store.person(10).await, shop.store.person(10).await);
        let asked = shop.store.ask(&person, "pen", 1).await;
        while shop.store.view(&person, asked.id).await.preview.is_none() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let shown = shop.store.generation_preview(&person.actor, asked.id).await.expect("the store works");
        assert_eq!(shown.expect("a picture").get(8..12), Some(&b"WEBP"[..]), "one of ours");
        assert!(
            shop.store.generation_preview(&other.actor, asked.id).await.expect("the store works").is_none()
        );
        shop.near.go_on();
        let view = shop.ends(&person, &asked).await;
        assert_eq!((view.state, view.preview), (Succeeded, None));
        assert!(
            shop.store.generation_preview(&person.actor, asked.id).await.expect("the store works").is_none()
        );
        shop.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_send_is_written_down_first_and_refused_after_a_cancel() {
    on_both(1, |shop| async move {
        shop.near.follow(&["wait, then send"]);
        let person = shop.store.person(10).await;
        let asked = shop.store.ask(&person, "pen", 1).await;
        while shop.near.calls() == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        shop.store.generation_cancel(&person.actor, asked.id, shop.store.now()).await.expect("cancelled");
        shop.near.go_on();
        let view = shop.ends(&person, &asked).await;
        assert_eq!(view.state, GenerationState::Cancelled);
        assert_eq!(shop.near.sends(), 0, "nothing may be sent once it is called off");
        shop.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_people_are_served_until_nothing_is_left() {
    on_both(4, |shop| async move {
        let mut asked = Vec::new();
        for _ in 0..8 {
            let person = shop.store.person(100).await;
            for _ in 0..5 {
                asked.push((person.clone(), shop.store.ask(&person, "pen", 1).await));
            }
        }
        for (person, generation) in &asked {
            assert_eq!(shop.ends(person, generation).await.state, Succeeded);
        }
        assert_eq!(shop.near.calls() + shop.far.calls(), 40);
        shop.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_are_claimed_than_find_room() {
    on_both(16, |shop| async move {
        let person = shop.store.person(100).await;
        let mut asked = Vec::new();
        for _ in 0..24 {
            asked.push(shop.store.ask(&person, "pen", 1).await);
        }
        for generation in &asked {
            assert_eq!(shop.ends(&person, generation).await.state, Succeeded);
        }
        let text = "select outcome, count(*) from attempt group by outcome";
        let outcomes: Vec<(String, i64)> = shop.store.raw().await.all(text, Vec::new()).await;
        assert_eq!(outcomes, [("succeeded".to_owned(), 24)], "none was put back for want of room");
        shop.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_picture_is_found_and_fetched_by_is_written_down_and_caught_up_with() {
    on_both(1, |shop| async move {
        let person = shop.store.person(50).await;
        let asked = shop.store.ask(&person, "pen", 1).await;
        let made = shop.ends(&person, &asked).await.assets[0].id;
        let blob = |variant| shop.store.asset_blob(&person.actor, made, variant);
        for variant in Variant::ALL {
            let file = blob(*variant).await.expect("read").expect("each has one of its own");
            assert!(file.name.contains(variant.as_str()), "{}", file.name);
        }
        let original = blob(Variant::Original).await.expect("read").expect("there");
        let bytes = shop.store.blobs().read_all(&original.name).await.expect("read").expect("there");
        let picked = Picked::Assets(vec![made]);
        let (_, sources) =
            shop.store.download_sources(&person.actor, &picked, 9).await.expect("read").expect("there");
        assert_eq!(sources[0].crc32, Some(easel_store::checksum(&bytes)));
        let unmeant = || async { shop.store.assets_without_meaning(i64::MAX, 9).await.expect("read").len() };
        assert_eq!(unmeant().await, 0);
        let store = Arc::clone(&shop.store);
        shop.close().await;

        store.raw().await.exec(vec![("delete from asset_meaning", Vec::new())]).await.expect("forgotten");
        let shop = Shop::open(store, 1);
        while !shop.store.assets_without_meaning(i64::MAX, 9).await.expect("read").is_empty() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        shop.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_password_sends_a_mail() {
    on_both(1, |shop| async move {
        let person = shop.store.person(0).await;
        let link = "http://studio.test/reset/once";
        let key = person.email.sign_in_key();
        shop.store
            .password_reset_request(key, "0".repeat(64), link.to_owned(), shop.store.now())
            .await
            .expect("asked");
        let folder = shop.store.folder().join("mail");
        let mut letters: Vec<std::fs::DirEntry> = Vec::new();
        for _ in 0..500 {
            letters =
                std::fs::read_dir(&folder).map(|d| d.filter_map(Result::ok).collect()).unwrap_or_default();
            // What begins with a dot is still being written.
            letters.retain(|letter| !letter.file_name().as_encoded_bytes().starts_with(b"."));
            if !letters.is_empty() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let text = std::fs::read_to_string(letters[0].path()).expect("a letter");
        assert!(text.contains(link), "{text}");
        for _ in 0..500 {
            if shop.store.raw().await.number("select count(*) from job where state <> 'done'").await == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let kept = shop.store.raw().await.number("select count(*) from mail where params <> '[]'").await;
        assert_eq!(kept, 0, "a sent mail's link doesn't stay");
        shop.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_is_told_to_stop_finishes_what_it_began_and_takes_nothing_new() {
    on_both(1, |shop| async move {
        shop.near.follow(&["until stopped or told"]);
        let person = shop.store.person(10).await;
        let first = shop.store.ask(&person, "pen", 1).await;
        let second = shop.store.ask(&person, "pen", 1).await;
        while shop.near.calls() == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let Shop { store, near, stop, worker, .. } = shop;
        let _ = stop.send(());
        tokio::time::sleep(Duration::from_millis(50)).await;
        near.go_on();
        worker.await.expect("the worker ends well");
        assert_eq!(store.view(&person, first.id).await.state, Succeeded);
        assert_eq!(store.view(&person, second.id).await.state, GenerationState::Queued);
        assert_eq!(near.calls(), 1);
        store.wind_down().await;
    })
    .await;
}

/// So that a script's outcome and the test's own agree on what the words mean.
#[test]
fn scripts_say_what_they_mean() {
    assert!(matches!(scripted::outcome("reject", 1, 0), Outcome::Rejected(_)));
    assert!(matches!(scripted::outcome("fail", 1, 0), Outcome::Failed { retry: true, .. }));
    assert!(matches!(scripted::outcome("fatal", 1, 0), Outcome::Failed { retry: false, .. }));
}

/// One job after another on a model with both providers; returns how often each was asked.
async fn one_by_one(shop: &Shop, jobs: usize) -> (usize, usize) {
    let person = shop.store.person(jobs as i64 * 3).await;
    for _ in 0..jobs {
        let asked = shop.store.ask(&person, "pen", 1).await;
        let view = shop.ends(&person, &asked).await;
        assert_eq!((view.state, view.captured), (Succeeded, 3));
    }
    (shop.near.calls(), shop.far.calls())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_channel_rests_as_long_as_it_asks_and_nobody_notices() {
    on_both(1, |shop| async move {
        shop.near.follow(&["busy"]);
        assert_eq!(one_by_one(&shop, 4).await, (1, 4), "asked once, then left alone");
        let standings = shop.store.channel_standings(easel_domain::Timestamp(0)).await.expect("standings");
        assert_eq!(standings.standings.len(), 1);
        assert_eq!(standings.standings[0].channel, "near/pen");
        shop.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_fails_again_and_again_is_left_alone_and_one_whose_key_is_wrong_at_once() {
    on_both(1, |shop| async move {
        shop.near.follow(&["fail", "fail", "fail"]);
        assert_eq!(one_by_one(&shop, 5).await, (3, 5));
        shop.close().await;
    })
    .await;
    on_both(1, |shop| async move {
        shop.near.follow(&["bad key"]);
        assert_eq!(one_by_one(&shop, 3).await, (1, 3));
        shop.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_drains_a_channel_and_lets_it_come_again() {
    on_both(1, |shop| async move {
        let admin = shop.store.person(0).await.actor;
        let now = || shop.store.now();
        shop.store
            .channel_hand(&admin, "near/pen", (Some(Hand::Draining), ""), now())
            .await
            .expect("drained");
        shop.learns(|s| s.hands.len() == 1).await;
        assert_eq!(one_by_one(&shop, 2).await, (0, 2));
        shop.store.channel_hand(&admin, "near/pen", (None, ""), now()).await.expect("active");
        shop.learns(|s| s.hands.is_empty()).await;
        assert_eq!(one_by_one(&shop, 1).await, (1, 2));
        shop.close().await;
    })
    .await;
}

/// Tests a channel of `pen` to its end.
async fn try_out(shop: &Shop, channel: &str) -> ChannelTest {
    let person = shop.store.person(0).await;
    let admin = Actor { role: Role::Owner, ..person.actor };
    let id = GenerationId(shop.store.clock().id());
    let (model, prompt) = ("pen".to_owned(), "an apple".to_owned());
    let new = NewChannelTest { model, channel: channel.to_owned(), prompt };
    let made = shop.store.channel_test(&admin, id, new, shop.store.now()).await.expect("taken");
    shop.ends(&person, &made.generation).await;
    shop.store.channel_test_get(&admin, id, shop.store.now()).await.expect("read").expect("a test")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_takes_its_channel_alone_however_it_stands_and_a_success_ends_its_rest() {
    on_both(1, |shop| async move {
        let tested = try_out(&shop, "far/pen").await;
        assert_eq!((tested.generation.state, tested.generation.assets.len()), (Succeeded, 1));
        assert_eq!((shop.near.calls(), shop.far.calls()), (0, 1), "not the one that goes first");
        // It waits for its operator, and is drained by hand as well.
        shop.near.follow(&["bad key"]);
        assert_eq!(one_by_one(&shop, 2).await, (1, 3));
        let admin = shop.store.person(0).await.actor;
        let drained = (Some(Hand::Draining), "");
        shop.store.channel_hand(&admin, "near/pen", drained, shop.store.now()).await.expect("drained");
        shop.learns(|s| s.hands.len() == 1).await;
        let tested = try_out(&shop, "near/pen").await;
        assert_eq!(tested.generation.state, Succeeded);
        assert_eq!(tested.attempt.and_then(|a| a.outcome).as_deref(), Some("succeeded"));
        let standings = shop.store.channel_standings(easel_domain::Timestamp(0)).await.expect("standings");
        assert!(standings.standings.is_empty(), "its rest is over: {standings:?}");
        assert_eq!(standings.hands.len(), 1, "what was said by hand stays said");
        assert_eq!(one_by_one(&shop, 1).await, (2, 4));
        shop.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_that_fails_is_over_and_tells_why() {
    on_both(1, |shop| async move {
        shop.near.follow(&["fail"]);
        let tested = try_out(&shop, "near/pen").await;
        assert_eq!((tested.generation.state, tested.generation.failure), (Failed, Some(EngineFailed)));
        assert_eq!(tested.attempt.and_then(|a| a.detail).as_deref(), Some("as the script says"));
        assert_eq!((shop.near.calls(), shop.far.calls()), (1, 0), "neither again nor elsewhere");
        let standings = shop.store.channel_standings(easel_domain::Timestamp(0)).await.expect("standings");
        assert_eq!(standings.standings[0].standing.failures, 1, "it counts like any other");
        shop.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_is_made_while_every_way_is_closed_to_others() {
    on_both(1, |shop| async move {
        let admin = shop.store.person(0).await.actor;
        for channel in ["near/pen", "far/pen"] {
            let resting = Hand::Resting(shop.store.now().plus_ms(60_000));
            shop.store
                .channel_hand(&admin, channel, (Some(resting), ""), shop.store.now())
                .await
                .expect("rests");
        }
        shop.learns(|s| s.hands.len() == 2).await;
        let person = shop.store.person(3).await;
        let waiting = shop.store.ask(&person, "pen", 1).await;
        assert_eq!(try_out(&shop, "far/pen").await.generation.state, Succeeded);
        assert!(
            !shop.store.view(&person, waiting.id).await.state.is_final(),
            "others wait for the rest to end"
        );
        shop.store.generation_cancel(&person.actor, waiting.id, shop.store.now()).await.expect("called off");
        shop.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_attempt_cost_is_frozen_and_unknown_is_not_zero() {
    on_both(1, |shop| async move {
        shop.near.follow(&["dear", "ok"]);
        one_by_one(&shop, 2).await;
        let (figures, _) = shop.store.channel_figures(easel_domain::Timestamp(0)).await.expect("figures");
        assert_eq!(figures.len(), 1);
        let figure = &figures[0];
        assert_eq!((figure.channel.as_str(), figure.outcome.as_str()), ("near/pen", "succeeded"));
        assert_eq!((figure.attempts, figure.priced, figure.cost_micros), (2, 1, 53_000));
        shop.close().await;
    })
    .await;
}
