//! The notification centre on both databases: what is told, once, to whom, by which way, and for how long.
#![allow(clippy::unwrap_used, reason = "a test that can't go on says where")]
#![allow(unreachable_pub, reason = "a test binary has no public face")]

use easel_domain::{NoticeKind, PushDeviceId, Topic, retention::DAY_MS};
use easel_notices::{NewDevice, Notice, Notices, PushKey, Told};
use easel_testing::{Person, TestStore, failed, on_both};

async fn list(studio: &TestStore, person: &Person) -> Vec<Notice> {
    Notices::of(studio).list(&person.actor, None, 50).await.unwrap()
}

/// What stands there, newest first: what, of how many, and whether it is read.
async fn heads(studio: &TestStore, person: &Person) -> Vec<(NoticeKind, i64, bool)> {
    list(studio, person).await.iter().map(|one| (one.kind, one.count, one.read_at.is_some())).collect()
}

async fn made(studio: &TestStore, person: &Person, count: u32) {
    studio.ask(person, "pen", count).await;
    let claim = studio.take().await;
    studio.deliver(&claim, count).await;
}

async fn device(studio: &TestStore, person: &Person, endpoint: &str) {
    let new = NewDevice {
        id: PushDeviceId(studio.clock().id()),
        endpoint: endpoint.to_owned(),
        p256dh: "key".to_owned(),
        auth: "auth".to_owned(),
    };
    Notices::of(studio).device_add(&person.actor, person.session, new, studio.now()).await.unwrap();
}

async fn mails(studio: &TestStore) -> Vec<(String, String)> {
    let sent = studio.mails().await;
    sent.into_iter()
        .map(|mail| {
            let count = mail.params.iter().find(|(name, _)| name == "count").map(|(_, value)| value.clone());
            (mail.template, count.unwrap_or_default())
        })
        .collect()
}

on_both! {
    async fn every_text_is_understood(studio) {
        let texts = Notices::of(&studio).prepare_all().await.expect("every text is understood");
        assert!(texts > 18, "only {texts} texts are listed");
        studio.finish().await;
    }

    async fn what_ended_unwatched_is_one_line_until_it_is_read(studio) {
        let (notices, ann, eve) = (Notices::of(&studio), studio.person(1_000).await, studio.person(0).await);
        made(&studio, &ann, 2).await;
        studio.advance(10);
        made(&studio, &ann, 1).await;
        assert_eq!(heads(&studio, &ann).await, [(NoticeKind::PicturesReady, 3, false)]);
        assert!(heads(&studio, &eve).await.is_empty(), "of somebody else nobody reads");
        let first = list(&studio, &ann).await.remove(0);
        assert_eq!(first.path(), "/gallery");

        // Somebody else can't read it for her; she can, once.
        notices.read(&eve.actor, Ok(first.id), studio.now()).await.unwrap();
        assert_eq!(notices.glance(ann.actor.user_id).await.unwrap().unread, 1);
        notices.read(&ann.actor, Ok(first.id), studio.now()).await.unwrap();
        assert_eq!(notices.glance(ann.actor.user_id).await.unwrap().unread, 0);
        studio.advance(10);
        made(&studio, &ann, 1).await;
        assert_eq!(
            heads(&studio, &ann).await,
            [(NoticeKind::PicturesReady, 1, false), (NoticeKind::PicturesReady, 3, true)]
        );
        assert!(list(&studio, &ann).await[0].path().starts_with("/p/"), "one picture leads to itself");

        // A failure is another line, and what is called off none.
        studio.ask(&ann, "pen", 1).await;
        let claim = studio.take().await;
        studio.settle(&claim, failed(false)).await;
        let asked = studio.ask(&ann, "pen", 1).await;
        studio.generation_cancel(&ann.actor, asked.id, studio.now()).await.unwrap();
        assert_eq!(heads(&studio, &ann).await[0], (NoticeKind::PictureFailed, 1, false));
        assert_eq!(heads(&studio, &ann).await.len(), 3);
        notices.read(&ann.actor, Err(studio.now()), studio.now()).await.unwrap();
        assert_eq!(notices.glance(ann.actor.user_id).await.unwrap().unread, 0);

        studio.advance(90 * DAY_MS + 1_000);
        assert_eq!(notices.sweep(90, studio.now()).await.unwrap(), 3);
        assert!(heads(&studio, &ann).await.is_empty());
        studio.wind_down().await;
    }

    async fn whoever_looks_is_told_only_of_what_took_long(studio) {
        let (notices, ann) = (Notices::of(&studio), studio.person(1_000).await);
        device(&studio, &ann, "https://push.example/1").await;
        notices.look(&ann.actor, studio.now().plus_ms(90_000)).await.unwrap();
        made(&studio, &ann, 1).await;
        assert!(heads(&studio, &ann).await.is_empty(), "it was watched");
        studio.ask(&ann, "pen", 1).await;
        let claim = studio.take().await;
        studio.advance(70_000);
        notices.look(&ann.actor, studio.now().plus_ms(90_000)).await.unwrap();
        studio.deliver(&claim, 1).await;
        assert_eq!(heads(&studio, &ann).await, [(NoticeKind::PicturesReady, 1, false)]);
        assert!(notices.pushes_take(9, studio.now()).await.unwrap().is_empty(), "they look");
        studio.wind_down().await;
    }

    async fn a_batch_is_pushed_and_mailed_once(studio) {
        let (notices, ann) = (Notices::of(&studio), studio.person(1_000).await);
        device(&studio, &ann, "https://push.example/1").await;
        device(&studio, &ann, "https://push.example/2").await;
        notices.choose(&ann.actor, Topic::Pictures, (None, Some(true))).await.unwrap();
        for _ in 0..3 {
            studio.ask(&ann, "pen", 1).await;
        }
        for left in (0..3).rev() {
            let claim = studio.take().await;
            studio.deliver(&claim, 1).await;
            let due = notices.pushes_take(9, studio.now()).await.unwrap();
            assert_eq!(due.len(), if left == 0 { 2 } else { 0 }, "{left} are left");
            for one in &due {
                assert_eq!(one.notice.count, 3);
                notices.push_told(one, Told::Done, studio.now()).await.unwrap();
            }
        }
        assert_eq!(mails(&studio).await, [("job_done".to_owned(), "3".to_owned())]);
        made(&studio, &ann, 2).await;
        assert!(mails(&studio).await.is_empty(), "one an hour");
        studio.wind_down().await;
    }

    async fn nobody_gets_mails_they_never_asked_for(studio) {
        let ann = studio.person(1_000).await;
        made(&studio, &ann, 2).await;
        assert!(mails(&studio).await.is_empty(), "off until somebody wants them");
        studio.wind_down().await;
    }

    async fn what_is_declined_is_not_told(studio) {
        let (notices, ann) = (Notices::of(&studio), studio.person(1_000).await);
        device(&studio, &ann, "https://push.example/1").await;
        notices.choose(&ann.actor, Topic::Pictures, (Some(false), None)).await.unwrap();
        made(&studio, &ann, 2).await;
        assert!(notices.pushes_take(9, studio.now()).await.unwrap().is_empty());
        notices.choose(&ann.actor, Topic::Pictures, (Some(true), Some(true))).await.unwrap();
        notices.unsubscribe(ann.actor.user_id, Topic::Pictures).await.unwrap();
        notices.choose(&ann.actor, Topic::Security, (None, Some(false))).await.unwrap();
        let holds = notices.choices(&ann.actor).await.unwrap();
        let of = |topic| holds.iter().find(|one| one.topic == topic).map(|one| (one.push, one.mail)).unwrap();
        assert_eq!(of(Topic::Pictures), (true, Some(false)), "what is left out stays");
        assert_eq!(of(Topic::Security), (true, None), "those go out in any case");
        assert_eq!(of(Topic::Plan), (false, Some(true)));
        studio.wind_down().await;
    }

    async fn a_push_is_tried_again_and_a_browser_that_is_gone_forgotten(studio) {
        let (notices, ann) = (Notices::of(&studio), studio.person(1_000).await);
        device(&studio, &ann, "https://push.example/1").await;
        device(&studio, &ann, "https://push.example/1").await;
        assert_eq!(notices.devices(&ann.actor).await.unwrap().len(), 1, "one browser is one device");
        made(&studio, &ann, 1).await;
        for tries in 0..5 {
            let due = notices.pushes_take(9, studio.now()).await.unwrap();
            assert_eq!(due.iter().map(|one| one.tries).collect::<Vec<_>>(), [tries]);
            assert!(notices.pushes_take(9, studio.now()).await.unwrap().is_empty(), "one worker has it");
            notices.push_told(&due[0], Told::Later, studio.now()).await.unwrap();
            studio.advance(60_000 << tries);
        }
        assert!(notices.pushes_take(9, studio.now()).await.unwrap().is_empty(), "it was given up");
        made(&studio, &ann, 1).await;
        let due = notices.pushes_take(9, studio.now()).await.unwrap();
        notices.push_told(&due[0], Told::Gone, studio.now()).await.unwrap();
        assert!(notices.devices(&ann.actor).await.unwrap().is_empty());

        // Whoever is signed out is told nothing.
        device(&studio, &ann, "https://push.example/3").await;
        assert!(studio.session_end(&ann.actor, ann.session, studio.now()).await.unwrap());
        assert!(notices.devices(&ann.actor).await.unwrap().is_empty());
        studio.wind_down().await;
    }

    async fn the_first_key_stays(studio) {
        let notices = Notices::of(&studio);
        let key = |name: &str| PushKey { public: name.to_owned(), sealed: format!("sealed {name}") };
        assert!(notices.push_key().await.unwrap().is_none());
        assert_eq!(notices.push_key_keep(key("a"), studio.now()).await.unwrap().public, "a");
        assert_eq!(notices.push_key_keep(key("b"), studio.now()).await.unwrap().sealed, "sealed a");
        studio.finish().await;
    }
}
