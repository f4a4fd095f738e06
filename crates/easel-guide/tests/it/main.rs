//! The help centre on both databases: what ships, what an operator says in its place, and whose words hold.
#![allow(clippy::unwrap_used, reason = "a test that can't go on says where")]

use easel_domain::{
    Actor, AnnouncementId, Timestamp, Words,
    guide::{ArticleKind, ArticleText, ArticleTexts, Audience, Notice, Tone, Topic},
};
use easel_guide::{AnnouncementError, Article, ArticleChange, ArticleError, Facts, Guide};
use easel_store::audit::AuditFilter;
use easel_testing::{TestStore, on_both};

fn texts(title: &str) -> ArticleTexts {
    let text = ArticleText { title: title.to_owned(), text: "Text.".to_owned() };
    ArticleTexts::from([("en".to_owned(), text)])
}

fn change(slug: &str, version: i64, title: &str) -> ArticleChange {
    ArticleChange {
        slug: slug.to_owned(),
        version,
        kind: ArticleKind::Article,
        topic: Topic::Begin,
        texts: texts(title),
        is_hidden: false,
    }
}

async fn one(guide: &Guide, slug: &str) -> Option<Article> {
    guide.articles().await.unwrap().into_iter().find(|one| one.slug == slug)
}

async fn begin(guide: &Guide) -> Vec<String> {
    let all = guide.articles().await.unwrap();
    all.into_iter().filter(|one| one.topic == Topic::Begin).map(|one| one.slug).collect()
}

async fn lines(studio: &TestStore, actions: &str) -> usize {
    let all = studio.audit(AuditFilter::default(), None, 100).await.unwrap();
    all.into_iter().filter(|line| line.action.starts_with(actions)).count()
}

fn notice(from: i64, until: Option<i64>) -> Notice {
    let words = std::collections::BTreeMap::from([("en".to_owned(), "We move.".to_owned())]);
    Notice {
        words: Words::checked(words, 60).unwrap(),
        tone: Tone::Warning,
        link: None,
        audience: Audience::SignedIn,
        from: Timestamp(from),
        until: until.map(Timestamp),
    }
}

on_both! {
    async fn every_text_is_understood(studio) {
        let texts = Guide::of(&studio).prepare_all().await.expect("every text is understood");
        assert!(texts > 8, "only {texts} texts are listed");
        studio.finish().await;
    }

    async fn an_operators_words_hide_ours_until_they_are_taken_back(studio) {
        let guide = Guide::of(&studio);
        let by: Actor = studio.person(0).await.actor;
        let ours = one(&guide, "keyboard").await.unwrap();
        assert!(!ours.is_written && ours.version == 0 && ours.texts.len() >= 4);

        guide.article_put(&by, change("keyboard", 0, "Keys"), studio.now()).await.unwrap();
        let theirs = one(&guide, "keyboard").await.unwrap();
        assert_eq!((theirs.is_written, theirs.version, &theirs.texts), (true, 1, &texts("Keys")));
        assert_eq!(theirs.ours.as_ref(), Some(&ours.texts));
        let late = guide.article_put(&by, change("keyboard", 0, "Mine"), studio.now()).await;
        assert!(matches!(late, Err(ArticleError::Conflict)));

        guide.article_take_back(&by, "keyboard".to_owned(), studio.now()).await.unwrap();
        assert_eq!(one(&guide, "keyboard").await.unwrap(), ours);
        let again = guide.article_take_back(&by, "keyboard".to_owned(), studio.now()).await;
        assert!(matches!(again, Err(ArticleError::Missing)));
        assert_eq!(lines(&studio, "help.").await, 2);
        studio.finish().await;
    }

    async fn hiding_keeps_our_words_ours(studio) {
        let guide = Guide::of(&studio);
        let by = studio.person(0).await.actor;
        let ours = one(&guide, "keyboard").await.unwrap();
        let hidden = ArticleChange { texts: ours.texts.clone(), is_hidden: true, ..change("keyboard", 0, "") };
        guide.article_put(&by, hidden, studio.now()).await.unwrap();
        let now = one(&guide, "keyboard").await.unwrap();
        assert!(now.is_hidden && !now.is_written && now.texts == ours.texts);
        let read = guide.articles_shown(&Facts::default()).await.unwrap();
        assert!(read.iter().all(|one| one.slug != "keyboard"));
        assert!(read.iter().all(|one| one.slug != "pay-by-upi"), "nothing is sold");
        // What the operator wrote themselves is theirs to show.
        guide.article_put(&by, change("pay-by-upi", 0, "Pay us"), studio.now()).await.unwrap();
        let read = guide.articles_shown(&Facts::default()).await.unwrap();
        assert!(read.iter().any(|one| one.slug == "pay-by-upi"));
        studio.finish().await;
    }

    async fn articles_stand_in_the_order_they_are_given(studio) {
        let guide = Guide::of(&studio);
        let by = studio.person(0).await.actor;
        assert_eq!(begin(&guide).await, ["first-picture", "keyboard", "contact", "how-to-cancel"]);
        guide.article_put(&by, change("our-rules", 0, "Our rules"), studio.now()).await.unwrap();
        assert_eq!(begin(&guide).await.last().unwrap(), "our-rules");
        let order = ["our-rules", "contact"].map(str::to_owned).to_vec();
        guide.article_order(&by, (Topic::Begin, order), studio.now()).await.unwrap();
        assert_eq!(
            begin(&guide).await,
            ["our-rules", "contact", "first-picture", "keyboard", "how-to-cancel"]
        );
        assert!(!one(&guide, "contact").await.unwrap().is_written);
        for wrong in ["refunds", "nothing"] {
            let refused = guide.article_order(&by, (Topic::Begin, vec![wrong.to_owned()]), studio.now()).await;
            assert!(matches!(refused, Err(ArticleError::Missing)), "{wrong}");
        }
        guide.article_take_back(&by, "our-rules".to_owned(), studio.now()).await.unwrap();
        assert_eq!(one(&guide, "our-rules").await, None);
        studio.finish().await;
    }

    async fn an_announcement_is_told_while_it_lasts(studio) {
        let guide = Guide::of(&studio);
        let by = studio.person(0).await.actor;
        let id = AnnouncementId(studio.clock().id());
        let now = studio.now();
        guide.announcement_put(&by, (id, 0), notice(now.0 + 10, Some(now.0 + 20)), now).await.unwrap();
        let told = async |after: i64| guide.announcements_now(Timestamp(now.0 + after)).await.unwrap().len();
        assert_eq!([told(9).await, told(10).await, told(19).await, told(20).await], [0, 1, 1, 0]);
        let kept = guide.announcement_put(&by, (id, 1), notice(now.0, None), now).await.unwrap();
        assert_eq!((kept.version, told(1_000_000).await), (2, 1));
        let late = guide.announcement_put(&by, (id, 1), notice(now.0, None), now).await;
        assert!(matches!(late, Err(AnnouncementError::Conflict)));
        guide.announcement_delete(&by, id, now).await.unwrap();
        let again = guide.announcement_delete(&by, id, now).await;
        assert!(matches!(again, Err(AnnouncementError::Missing)));
        let gone = guide.announcement_put(&by, (id, 2), notice(now.0, None), now).await;
        assert!(matches!(gone, Err(AnnouncementError::Missing)));
        assert_eq!(lines(&studio, "announcement.").await, 3);
        studio.finish().await;
    }
}
