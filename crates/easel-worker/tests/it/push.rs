//! A browser is told what happened by its push service, on both databases.

use easel_domain::{NoticeKind, PushDeviceId, Timestamp};
use easel_engine::Registry;
use easel_notices::{NewDevice, Notices};
use easel_outbound::{Mailer, PushTarget, Pusher};
use easel_store::notice::{NewNotice, notice_put_in_tx};
use easel_testing::{Person, PushKeys, PushStandIn, TestStore, catalogue, on_both};
use easel_worker::WorkerOptions;
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tokio::sync::{oneshot, watch};

fn pusher() -> Pusher {
    let key = Pusher::new_key().expect("chance");
    Pusher::new(&key, "mailto:studio@example.org", true).expect("a key")
}

async fn device(store: &TestStore, person: &Person, service: &PushStandIn) {
    let new = NewDevice {
        id: PushDeviceId(store.clock().id()),
        endpoint: service.endpoint(),
        p256dh: service.keys().public(),
        auth: service.keys().auth(),
    };
    Notices::of(store).device_add(&person.actor, person.session, new, store.now()).await.expect("added");
}

async fn devices(store: &TestStore, person: &Person) -> usize {
    Notices::of(store).devices(&person.actor).await.expect("devices").len()
}

async fn happened(store: &TestStore, person: &Person, kind: NoticeKind) {
    let (new, now) = (NewNotice::of(person.actor.user_id, kind), store.now());
    let put = store.db().write(easel_db::tx!(|tx, new| { notice_put_in_tx(tx, new, now).await }));
    put.await.expect("written");
}

/// Waits until the service was asked so often.
async fn asked(service: &PushStandIn, times: usize) {
    for _ in 0..400 {
        if service.asked() >= times {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("asked {} times instead of {times}; wrong: {:?}", service.asked(), service.wrong());
}

/// Waits until so many are still to be told.
async fn waiting(store: &TestStore, count: i64) {
    let raw = store.raw().await;
    for _ in 0..400 {
        if raw.number("select count(*) from push_message").await == count {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("never {count} waited");
}

on_both! {
    async fn a_browser_hears_once_again_when_its_service_is_away_and_no_more_when_it_is_gone(store) {
        // The worker lives by the real clock.
        let real = std::time::SystemTime::UNIX_EPOCH.elapsed().expect("after 1970").as_millis() as i64;
        store.advance(real - store.now().0);
        let (service, ann) = (PushStandIn::open().await, store.person(0).await);
        device(&store, &ann, &service).await;
        let options = WorkerOptions { pusher: Some(pusher()), ..WorkerOptions::default() };
        let (_registry, registry) = watch::channel(Arc::new(Registry::new(catalogue(), BTreeMap::new())));
        let (stop, stopped) = oneshot::channel::<()>();
        let mailer = Mailer::folder(store.folder().join("mail"));
        let worker = tokio::spawn(easel_worker::work((**store).clone(), registry, mailer, options, async {
            let _ = stopped.await;
        }));

        happened(&store, &ann, NoticeKind::PasswordChanged).await;
        asked(&service, 1).await;
        waiting(&store, 0).await;
        let told = service.told();
        assert_eq!(service.wrong(), [""; 0]);
        assert_eq!((&told[0]["kind"], &told[0]["path"]), (&"password_changed".into(), &"/settings".into()));
        assert_eq!((&told[0]["text"], &told[0]["language"]), (&"Your password was changed.".into(), &"en".into()));

        for (day, status) in [429, 503].into_iter().enumerate() {
            service.days([status]);
            happened(&store, &ann, NoticeKind::PasskeyAdded).await;
            asked(&service, 2 + 2 * day).await;
            assert_eq!((service.told().len(), devices(&store, &ann).await), (1 + day, 1), "{status}: it waits");
            // A minute later.
            let later = "update push_message set due_at = 0 where tries = 1 and due_at > 0";
            let raw = store.raw().await;
            while service.asked() < 3 + 2 * day {
                raw.exec(vec![(later, Vec::new())]).await.expect("moved");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            waiting(&store, 0).await;
            assert_eq!(service.told().len(), 2 + day, "{status}: told then");
        }

        for (day, status) in [404, 410].into_iter().enumerate() {
            service.days([status]);
            happened(&store, &ann, NoticeKind::PasskeyRemoved).await;
            asked(&service, 6 + day).await;
            waiting(&store, 0).await;
            assert_eq!(devices(&store, &ann).await, 0, "{status}: the browser is not there any more");
            device(&store, &ann, &service).await;
        }
        assert_eq!(service.wrong(), [""; 0]);
        let _ = stop.send(());
        worker.await.expect("the worker ends well");
        store.finish().await;
    }
}

/// The example in section 5 of RFC 8291: what the stand-in reads, browsers read.
#[test]
fn the_stand_in_reads_what_the_standard_gives_as_its_example() {
    let keys = PushKeys::read("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94", "BTBZMqHH6r4Tts7J_aSIgg")
        .expect("keys");
    let public = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    assert_eq!(keys.public(), public);
    let message = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

    assert_eq!(
        keys.open_written(message).expect("for these keys"),
        b"When I grow up, I want to be a watermelon"
    );
    assert!(PushKeys::new().open_written(message).is_none(), "nobody else reads it");
}

#[tokio::test]
async fn what_a_push_service_is_told_is_for_itself_and_its_browser_alone() {
    let (service, other) = (PushStandIn::open().await, PushKeys::new());
    let (endpoint, public, auth) = (service.endpoint(), other.public(), other.auth());
    let target = PushTarget { endpoint: &endpoint, p256dh: &public, auth: &auth };
    let now = std::time::SystemTime::UNIX_EPOCH.elapsed().expect("after 1970").as_millis() as i64;
    let told = pusher().tell(target, ("topic", b"{}"), Timestamp(now)).await;
    assert!(told.is_err() && service.wrong() == ["it is not for this browser"]);
    let (public, auth) = (service.keys().public(), service.keys().auth());
    let target = PushTarget { endpoint: &endpoint, p256dh: &public, auth: &auth };
    pusher()
        .tell(target, ("topic", b"{}"), Timestamp(now - 13 * 3_600_000))
        .await
        .expect_err("what it says is over");
    pusher().tell(target, ("topic", b"{}"), Timestamp(now)).await.expect("taken");
    assert_eq!(service.told().len(), 1);
}
