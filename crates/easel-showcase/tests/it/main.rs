//! The showcase on both databases: what is seen, by whom, until when; and that two who act at once leave one outcome.
#![allow(clippy::unwrap_used, reason = "a test that can't go on says where")]
#![allow(unreachable_pub, reason = "a test binary has no public face")]

use easel_db::args;
use easel_domain::{AssetId, Draft, ExhibitId, Role, Timestamp};
use easel_showcase::{
    Filter, Queue, Said, Showcase, ShowcaseError, Showing,
    rules::{Decision, ExhibitState, ReportWhy, Setting},
};
use easel_store::Variant;
use easel_testing::{Person, TestStore, draft, on_both};

struct Hall<'a> {
    studio: &'a TestStore,
    showcase: Showcase,
    moderator: Person,
    ann: Person,
}

impl<'a> Hall<'a> {
    /// A showcase where nobody looks first.
    async fn open(studio: &'a TestStore) -> Self {
        let (mut moderator, ann) = (studio.person(0).await, studio.person(10_000).await);
        // A studio has an owner, so that others can be suspended.
        let key = moderator.email.sign_in_key();
        studio.user_role_set(key, Role::Owner, "test".to_owned(), studio.now()).await.unwrap();
        moderator.actor.role = Role::Moderator;
        let showcase = Showcase::of(studio);
        let hall = Self { studio, showcase, moderator, ann };
        hall.set(true, false).await;
        hall
    }

    async fn set(&self, is_on: bool, approve_first: bool) {
        let setting = Setting { is_on, approve_first };
        self.showcase.setting_put(&self.moderator.actor, setting, self.studio.now()).await.unwrap();
    }

    async fn picture(&self, prompt: &str) -> AssetId {
        let asked = Draft { prompt: prompt.to_owned(), ..draft("pen", 1) };
        self.studio.make(&self.ann, asked).await.1[0]
    }

    async fn show(
        &self,
        asset: AssetId,
        title: &str,
        shows_prompt: bool,
    ) -> Result<ExhibitId, ShowcaseError> {
        let id = ExhibitId(self.studio.clock().id());
        let showing = Showing { id, name: "Ann".to_owned(), title: title.to_owned(), shows_prompt };
        let own = self.showcase.show(&self.ann.actor, asset, showing, self.studio.advance(1)).await?;
        Ok(own.id)
    }

    async fn decide(&self, ids: &[ExhibitId], decision: Decision) -> usize {
        let said = Said { decision, reason: "because".to_owned(), link: "https://s.test/p/{id}".to_owned() };
        let now = self.studio.advance(1);
        self.showcase.decide(&self.moderator.actor, ids, said, now).await.unwrap().changed
    }

    async fn report(&self, id: ExhibitId, visitor: &str) -> Result<(), ShowcaseError> {
        let said = (ReportWhy::Rights, "mine".to_owned());
        self.showcase.report(id, visitor.to_owned(), said, self.studio.now()).await
    }

    async fn found(&self, words: &str) -> Vec<ExhibitId> {
        let filter = Filter { words: Some(words.to_owned()), ..Filter::default() };
        let found = self.showcase.list(filter, None, 50).await.unwrap();
        found.iter().map(|one| one.id).collect()
    }

    async fn seen(&self) -> Vec<ExhibitId> {
        let all = self.showcase.list(Filter::default(), None, 50).await.unwrap();
        all.iter().map(|one| one.id).collect()
    }

    async fn state(&self, asset: AssetId) -> ExhibitState {
        self.showcase.own_get(&self.ann.actor, asset).await.unwrap().0.unwrap().state
    }
}

on_both! {
    async fn every_text_is_understood(studio) {
        let texts = Showcase::of(&studio).prepare_all().await.expect("every text is understood");
        assert!(texts > 40, "only {texts} texts are listed");
        studio.finish().await;
    }

    async fn what_is_not_live_is_seen_by_nobody(studio) {
        let hall = Hall::open(&studio).await;
        let asset = hall.picture("a fox on a roof").await;
        let id = hall.show(asset, "Roof", true).await.unwrap();
        assert_eq!(hall.seen().await, [id]);
        let looks = async || {
            let file = hall.showcase.blob(id, Variant::Preview).await.unwrap();
            let one = hall.showcase.get(id).await.unwrap();
            (hall.seen().await.len(), hall.found("fox roof").await.len(), one.is_some(), file.is_some())
        };
        assert_eq!(looks().await, (1, 1, true, true));
        assert!(hall.showcase.blob(id, Variant::Original).await.unwrap().is_none(), "originals are nobody's");
        // In the trash, and back.
        let ann = &hall.ann.actor;
        studio.asset_trash(ann, asset, studio.now()).await.unwrap();
        assert_eq!(looks().await, (0, 0, false, false));
        let back = easel_store::BatchAction::Restore;
        studio.assets_batch(ann, &[asset], back, studio.now()).await.unwrap();
        assert_eq!(looks().await, (1, 1, true, true));
        // Whoever made it may not come in, and may again.
        let (by, who) = (&hall.moderator.actor, ann.user_id);
        studio.person_suspend(by, who, "spam".to_owned(), studio.now()).await.unwrap();
        assert_eq!(looks().await, (0, 0, false, false));
        assert!(matches!(hall.report(id, "v").await, Err(ShowcaseError::Missing)), "what nobody sees nobody reports");
        studio.person_admit(by, who, "no spam".to_owned(), studio.now()).await.unwrap();
        assert_eq!(looks().await, (1, 1, true, true));
        hall.showcase.withdraw(ann, asset).await.unwrap();
        assert_eq!(looks().await, (0, 0, false, false));
        assert_eq!(hall.decide(&[id], Decision::Approve).await, 0, "what was withdrawn comes back by nobody else");
        studio.finish().await;
    }

    async fn a_deleted_picture_leaves_nothing(studio) {
        let hall = Hall::open(&studio).await;
        let asset = hall.picture("an owl").await;
        let id = hall.show(asset, "Night", true).await.unwrap();
        hall.report(id, "v").await.unwrap();
        studio.forget(&hall.ann, asset).await;
        let left = "select (select count(*) from exhibit) + (select count(*) from exhibit_report) + (select count(*) from exhibit_words)";
        assert_eq!(studio.raw().await.number(left).await, 0);
        studio.finish().await;
    }

    async fn a_prompt_is_found_only_while_it_is_shown(studio) {
        let hall = Hall::open(&studio).await;
        let asset = hall.picture("a secret garden").await;
        let id = hall.show(asset, "Green", false).await.unwrap();
        assert_eq!((hall.found("green").await.len(), hall.found("secret").await.len()), (1, 0));
        assert_eq!(hall.showcase.get(id).await.unwrap().unwrap().0.prompt, None);
        hall.show(asset, "Green", true).await.unwrap();
        assert_eq!(hall.found("secret gard").await, [id]);
        let prompt = hall.showcase.get(id).await.unwrap().unwrap().0.prompt;
        assert_eq!(prompt.as_deref(), Some("a secret garden"));
        hall.show(asset, "", false).await.unwrap();
        assert_eq!((hall.found("green").await.len(), hall.found("secret").await.len()), (0, 0));
        let queued = hall.showcase.queue(Queue::Live, None, 10).await.unwrap();
        assert_eq!(queued[0].prompt, None, "moderators read no more than everybody");
        studio.finish().await;
    }

    async fn only_what_was_made_here_by_whoever_shows_it_is_shown(studio) {
        let hall = Hall::open(&studio).await;
        let asset = hall.picture("a bridge").await;
        let other = studio.person(0).await;
        let showing = Showing { id: ExhibitId(studio.clock().id()), name: "Eve".to_owned(), title: String::new(), shows_prompt: false };
        let stolen = hall.showcase.show(&other.actor, asset, showing, studio.now()).await;
        assert!(matches!(stolen, Err(ShowcaseError::Missing)));
        let uploaded = ("update asset set kind = 'uploaded' where id = $1", args![asset.to_string()].to_vec());
        studio.raw().await.exec(vec![uploaded]).await.unwrap();
        assert!(matches!(hall.show(asset, "", false).await, Err(ShowcaseError::NotMade)));
        hall.set(false, false).await;
        assert!(matches!(hall.show(asset, "", false).await, Err(ShowcaseError::Missing)));
        studio.finish().await;
    }

    async fn shown_twice_at_once_it_is_one_exhibit(studio) {
        let hall = Hall::open(&studio).await;
        for _ in 0..5 {
            let asset = hall.picture("a race").await;
            let (one, two) = tokio::join!(hall.show(asset, "A", false), hall.show(asset, "B", true));
            assert_eq!(one.unwrap(), two.unwrap());
        }
        assert_eq!(hall.seen().await.len(), 5);
        studio.finish().await;
    }

    async fn reports_at_once_are_all_counted_and_each_visitor_once(studio) {
        let hall = Hall::open(&studio).await;
        let id = hall.show(hall.picture("a crowd").await, "", false).await.unwrap();
        let (a, b, c, d) = tokio::join!(hall.report(id, "a"), hall.report(id, "b"), hall.report(id, "c"), hall.report(id, "a"));
        for done in [a, b, c, d] {
            done.unwrap();
        }
        let queued = hall.showcase.queue(Queue::Reported, None, 10).await.unwrap();
        assert_eq!((queued.len(), queued[0].reports, queued[0].said.len()), (1, 3, 3));
        assert_eq!(hall.decide(&[id], Decision::Dismiss).await, 1);
        hall.report(id, "a").await.unwrap();
        assert_eq!(hall.showcase.queue_counts().await.unwrap(), (0, 0, 0), "an answered report is not made again");
        studio.advance(181 * 24 * 3_600_000);
        assert_eq!(hall.showcase.sweep(182, studio.now()).await.unwrap(), 0, "not yet");
        assert_eq!(hall.showcase.sweep(180, studio.now()).await.unwrap(), 3);
        assert_eq!(studio.raw().await.number("select count(*) from exhibit_report").await, 0);
        studio.finish().await;
    }

    async fn the_classifier_says_where_to_look_first_and_decides_nothing(studio) {
        let hall = Hall::open(&studio).await;
        hall.set(true, true).await;
        let mut ids = Vec::new();
        for prompt in ["one", "two", "three"] {
            ids.push(hall.show(hall.picture(prompt).await, prompt, false).await.unwrap());
        }
        let unlooked = hall.showcase.unlooked(10).await.unwrap();
        assert_eq!(unlooked.iter().map(|one| one.id).collect::<Vec<_>>(), ids);
        assert!(studio.blobs().read(&unlooked[0].blob).await.unwrap().is_some());
        for (id, risk) in ids.iter().zip([Some(10), Some(990), None]) {
            hall.showcase.looked(*id, risk, studio.now()).await.unwrap();
        }
        hall.showcase.looked(ids[0], Some(999), studio.now()).await.unwrap();
        assert!(hall.showcase.unlooked(10).await.unwrap().is_empty());
        let queued = hall.showcase.queue(Queue::Waiting, None, 10).await.unwrap();
        let order: Vec<_> = queued.iter().map(|one| one.id).collect();
        assert_eq!(order, [ids[1], ids[0], ids[2]]);
        assert_eq!(queued[1].risk, Some(10), "the first look counts");
        assert!(queued.iter().all(|one| one.state == ExhibitState::Waiting));
        let (page, rest) = (&queued[..1], hall.showcase.queue(Queue::Waiting, Some(queued[0].place(Queue::Waiting)), 10));
        assert_eq!((page[0].id, rest.await.unwrap().len()), (ids[1], 2));
        studio.finish().await;
    }

    async fn a_no_can_be_appealed_once_and_is_told_by_mail(studio) {
        let hall = Hall::open(&studio).await;
        let asset = hall.picture("a knife").await;
        let id = hall.show(asset, "Steel", false).await.unwrap();
        let appeal = async |words: &str| hall.showcase.appeal(&hall.ann.actor, asset, words.to_owned()).await;
        assert!(matches!(appeal("why").await, Err(ShowcaseError::MovedOn)), "nobody said no");
        assert_eq!(hall.decide(&[id, id], Decision::TakeDown).await, 1);
        assert_eq!((hall.seen().await.len(), hall.state(asset).await), (0, ExhibitState::TakenDown));
        assert!(matches!(hall.show(asset, "Again", false).await, Err(ShowcaseError::MovedOn)));
        hall.showcase.withdraw(&hall.ann.actor, asset).await.unwrap();
        assert!(matches!(hall.show(asset, "Again", false).await, Err(ShowcaseError::MovedOn)), "nor by withdrawing");
        let news = hall.showcase.news(&hall.ann.actor).await.unwrap();
        assert_eq!((news.len(), news[0].reason.as_deref()), (1, Some("because")));
        hall.showcase.seen(&hall.ann.actor, asset, studio.now()).await.unwrap();
        assert!(hall.showcase.news(&hall.ann.actor).await.unwrap().is_empty());

        assert!(appeal("it is a spoon").await.unwrap().appeal_open);
        assert!(matches!(appeal("really").await, Err(ShowcaseError::MovedOn)), "once");
        assert_eq!(hall.showcase.queue(Queue::Appealed, None, 10).await.unwrap().len(), 1);
        assert_eq!(hall.decide(&[id], Decision::Uphold).await, 1);
        assert!(matches!(appeal("really").await, Err(ShowcaseError::MovedOn)), "what was upheld is the last word");
        assert_eq!(hall.decide(&[id], Decision::Restore).await, 1);
        assert_eq!(hall.seen().await, [id]);
        assert_eq!(hall.decide(&[id], Decision::TakeDown).await, 1);
        assert!(appeal("another no").await.is_ok(), "another no is another matter");
        let mails: Vec<String> = studio.mails().await.into_iter().map(|mail| mail.template).collect();
        assert_eq!(mails, ["showcase_taken_down", "showcase_upheld", "showcase_restored", "showcase_taken_down"]);
        let lines = "select count(*) from audit where action like 'exhibit.%' and reason = 'because'";
        assert_eq!(studio.raw().await.number(lines).await, 4);
        studio.wind_down().await;
    }

    async fn what_was_made_after_something_says_so_while_that_is_seen(studio) {
        let hall = Hall::open(&studio).await;
        let first = hall.picture("a whale").await;
        let id = hall.show(first, "Whale", false).await.unwrap();
        let asked = Draft { origin: Some(id), ..draft("pen", 1) };
        let remix = studio.make(&hall.ann, asked).await.1[0];
        let origin = async || hall.showcase.own_get(&hall.ann.actor, remix).await.unwrap().1;
        assert_eq!(origin().await.map(|origin| (origin.id, origin.title, origin.by)), Some((id, "Whale".to_owned(), "Ann".to_owned())));
        let shown = hall.show(remix, "", false).await.unwrap();
        assert_eq!(hall.showcase.get(shown).await.unwrap().unwrap().1.map(|origin| origin.id), Some(id));
        hall.showcase.withdraw(&hall.ann.actor, first).await.unwrap();
        assert_eq!(origin().await, None);
        assert_eq!(hall.showcase.get(shown).await.unwrap().unwrap().1, None);
        // What is not seen can't be an origin, nor what never was.
        for nothing in [id, ExhibitId(studio.clock().id())] {
            let asked = Draft { origin: Some(nothing), ..draft("pen", 1) };
            studio.make(&hall.ann, asked).await;
        }
        assert_eq!(studio.raw().await.number("select count(*) from generation_origin").await, 1);
        studio.finish().await;
    }

    async fn a_name_nobody_looked_at_stands_on_nothing_that_is_seen(studio) {
        let hall = Hall::open(&studio).await;
        let (one, two) = (hall.picture("one").await, hall.picture("two").await);
        for asset in [one, two] {
            hall.show(asset, "", false).await.unwrap();
        }
        hall.set(true, true).await;
        assert_eq!(hall.seen().await.len(), 2);
        let id = ExhibitId(studio.clock().id());
        let showing = Showing { id, name: "Buy at x".to_owned(), title: String::new(), shows_prompt: false };
        let renamed = hall.showcase.show(&hall.ann.actor, one, showing, studio.advance(1)).await.unwrap();
        assert_eq!(renamed.state, ExhibitState::Waiting);
        assert!(hall.seen().await.is_empty(), "it would stand on the others, too");
        let waiting = hall.showcase.queue(Queue::Waiting, None, 10).await.unwrap();
        assert_eq!(waiting.iter().map(|one| one.by.as_str()).collect::<Vec<_>>(), ["Buy at x", "Buy at x"]);
        studio.finish().await;
    }

    async fn the_best_stand_in_the_order_they_were_chosen(studio) {
        let hall = Hall::open(&studio).await;
        let mut ids = Vec::new();
        for prompt in ["one", "two", "three"] {
            ids.push(hall.show(hall.picture(prompt).await, prompt, false).await.unwrap());
        }
        for at in [2, 0] {
            assert_eq!(hall.decide(&[ids[at]], Decision::Feature).await, 1);
        }
        let best = Filter { featured: true, ..Filter::default() };
        let found = hall.showcase.list(best.clone(), None, 50).await.unwrap();
        assert_eq!(found.iter().map(|one| one.id).collect::<Vec<_>>(), [ids[0], ids[2]]);
        let after: (Timestamp, ExhibitId) = (found[0].featured_at.unwrap(), found[0].id);
        assert_eq!(hall.showcase.list(best, Some(after), 50).await.unwrap().len(), 1);
        hall.decide(&[ids[0]], Decision::Unfeature).await;
        hall.decide(&[ids[2]], Decision::TakeDown).await;
        let none = Filter { featured: true, ..Filter::default() };
        assert!(hall.showcase.list(none, None, 50).await.unwrap().is_empty());
        studio.wind_down().await;
    }
}
