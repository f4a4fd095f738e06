//! Quotes, submissions, views and lists.

use easel_domain::{Credits, Draft, GenerationId, GenerationState, InvalidSpec, Lane, Timestamp};
use easel_store::{Generation, SubmitError};
use easel_testing::{TestStore, catalogue, draft, on_both};

fn id(studio: &TestStore) -> GenerationId {
    GenerationId(studio.clock().id())
}

fn ids(list: &[Generation]) -> Vec<GenerationId> {
    list.iter().map(|g| g.id).collect()
}

fn same(a: &Generation, b: &Generation) {
    assert_eq!(format!("{a:?}"), format!("{b:?}"));
}

on_both! {
    async fn what_is_quoted_is_what_is_held(studio) {
        let person = studio.person(10_000).await;
        for model in catalogue().models.iter().filter(|m| m.enabled) {
            for price in &model.prices {
                for count in 1..=model.capabilities.max_count {
                    let (tier, quality) = (Some(price.tier.clone()), Some(price.quality.clone()));
                    let asked = Draft { tier, quality, ..draft(&model.name, count) };
                    let quote = studio.generation_quote(&person.actor, asked.clone(), studio.now()).await.unwrap().quote;
                    assert_eq!(quote.credits.get(), price.credits.get() * i64::from(count));
                    assert_eq!(quote.lines.iter().map(|l| l.credits.get()).sum::<i64>(), quote.credits.get());
                    let g = studio.submit(&person, id(&studio), asked).await.unwrap();
                    assert_eq!((g.held, g.captured, g.state), (quote.credits.get(), 0, GenerationState::Queued));
                }
            }
        }
        studio.wind_down().await;
        assert_eq!(studio.buckets(&person).await.0.total(), 10_000);
    }

    async fn what_does_not_fit_is_refused_at_its_field(studio) {
        let person = studio.person(100).await;
        for (asked, field) in [
            (draft("no such model", 1), "model"),
            (draft("closed", 1), "model"),
            (draft("pen\0", 1), "model"),
            (draft("pen", 0), "count"),
            (draft("pen", 5), "count"),
            (Draft { prompt: " \n".into(), ..draft("pen", 1) }, "prompt"),
            (Draft { prompt: "\0".into(), ..draft("pen", 1) }, "prompt"),
            (Draft { tier: Some("8k".into()), ..draft("pen", 1) }, "tier"),
            (Draft { quality: Some("best".into()), ..draft("pen", 1) }, "quality"),
            (Draft { style: Some("ink".into()), ..draft("pen", 1) }, "style"),
            (Draft { width: Some(33), ..draft("pen", 1) }, "width"),
            (Draft { height: Some(1024), ..draft("pen", 1) }, "height"),
            (Draft { seed: Some(u64::MAX), ..draft("pen", 1) }, "seed"),
        ] {
            let quoted = studio.generation_quote(&person.actor, asked.clone(), studio.now()).await;
            let Err(SubmitError::Invalid(by_quote)) = quoted else { panic!("{asked:?}: {quoted:?}") };
            let refused = studio.submit(&person, id(&studio), asked.clone()).await;
            let Err(SubmitError::Invalid(by_submit)) = refused else { panic!("{asked:?}: {refused:?}") };
            assert_eq!((&by_quote, by_quote.field()), (&by_submit, field));
        }
        assert_eq!(studio.buckets(&person).await.1.total(), 0);
        studio.finish().await;
    }

    async fn no_character_of_a_prompt_breaks_it(studio) {
        let person = studio.person(100).await;
        for prompt in ["nul \0 inside", "quote ' \" ` \\", "日本の灯台 🗼", "$1 /*pg: */ --", "\u{202e}rtl"] {
            let asked = Draft { prompt: prompt.into(), ..draft("pen", 1) };
            let g = studio.submit(&person, id(&studio), asked).await.unwrap();
            assert_eq!(studio.take().await.job, g.id.job());
        }
        studio.wind_down().await;
    }

    async fn a_changed_price_is_said_and_not_charged(studio) {
        let person = studio.person(100).await;
        let mut dearer = catalogue();
        dearer.models[0].prices[0].credits = Credits::new(4).unwrap();
        studio.catalogue_apply(&dearer, studio.now()).await.unwrap();
        let accept = |id, credits| {
            let accepted = Credits::new(credits);
            studio.generation_submit(&person.actor, id, draft("pen", 2), accepted, studio.now())
        };
        let asked = id(&studio);
        let refused = accept(asked, 6).await;
        let Err(SubmitError::PriceChanged { credits }) = refused else { panic!("{refused:?}") };
        assert_eq!(credits.get(), 8);
        assert_eq!(studio.buckets(&person).await.1.total(), 0);
        assert_eq!(accept(asked, 8).await.unwrap().held, 8);
        assert_eq!(accept(id(&studio), 9).await.unwrap().held, 8, "cheaper than accepted is charged as it is");

        // What waits keeps the price it was asked for at.
        studio.catalogue_apply(&catalogue(), studio.now()).await.unwrap();
        let claim = studio.take().await;
        studio.deliver(&claim, 2).await;
        assert_eq!(studio.view(&person, claim.job.generation()).await.captured, 8);
        // And a replay isn't asked about the price again.
        assert_eq!(accept(asked, 1).await.unwrap().id, asked);
        studio.wind_down().await;
    }

    async fn a_model_no_longer_named_is_no_longer_offered(studio) {
        let person = studio.person(100).await;
        let waiting = studio.ask(&person, "brush", 1).await;
        let names = async || studio.model_list().await.unwrap().into_iter().map(|m| m.model.name).collect::<Vec<_>>();
        assert_eq!(names().await, ["pen", "brush", "gift"]);
        let mut fewer = catalogue();
        fewer.models.remove(1);
        fewer.models.reverse();
        studio.catalogue_apply(&fewer, studio.now()).await.unwrap();
        assert_eq!(names().await, ["gift", "pen"]);
        let refused = studio.submit(&person, id(&studio), draft("brush", 1)).await;
        assert!(matches!(refused, Err(SubmitError::Invalid(InvalidSpec::Model))), "{refused:?}");
        assert_eq!(studio.take().await.job, waiting.id.job(), "what was asked for before is still made");
        studio.wind_down().await;
    }

    async fn the_same_id_has_one_effect(studio) {
        let (person, other) = (studio.person(100).await, studio.person(100).await);
        let asked = id(&studio);
        let first = studio.submit(&person, asked, draft("pen", 2)).await.unwrap();
        let again = studio.submit(&person, asked, draft("pen", 2)).await.unwrap();
        same(&first, &again);
        let mismatch = |r: Result<Generation, SubmitError>| {
            assert!(matches!(r, Err(SubmitError::IdempotencyMismatch)), "{r:?}");
        };
        mismatch(studio.submit(&person, asked, draft("pen", 1)).await);
        mismatch(studio.submit(&person, asked, Draft { prompt: "another".into(), ..draft("pen", 2) }).await);
        mismatch(studio.submit(&other, asked, draft("pen", 2)).await);
        assert_eq!(studio.buckets(&person).await.1.total(), 6);
        assert_eq!(studio.buckets(&other).await.1.total(), 0);
        // Also when it is over, and when the purse is empty.
        let claim = studio.take().await;
        studio.deliver(&claim, 2).await;
        let done = studio.submit(&person, asked, draft("pen", 2)).await.unwrap();
        same(&done, &studio.view(&person, asked).await);
        assert_eq!(done.state, GenerationState::Succeeded);
        studio.finish().await;
    }

    async fn the_queue_says_where_one_stands_and_for_how_long(studio) {
        let person = studio.person(100).await;
        let mut asked = Vec::new();
        for _ in 0..4 {
            asked.push(studio.ask(&person, "pen", 1).await);
        }
        let place = async |g: &Generation| studio.view(&person, g.id).await.queue.map(|q| (q.position, q.eta_ms));
        assert_eq!(place(&asked[0]).await, Some((1, None)), "nobody works, so nobody knows");
        studio.worker_seen("a", Lane::Cpu, 1, Some(1000), studio.now()).await.unwrap();
        studio.worker_seen("b", Lane::Cpu, 2, Some(2001), studio.now()).await.unwrap();
        studio.worker_seen("b", Lane::Mail, 9, Some(1), studio.now()).await.unwrap();
        assert_eq!(place(&asked[3]).await, Some((4, Some(2000))), "4 x 1500 over 3 slots");
        assert_eq!(asked[3].queue.map(|q| q.position), Some(4));
        studio.take().await;
        assert_eq!(place(&asked[0]).await, None, "it runs");
        assert_eq!(place(&asked[3]).await, Some((3, Some(1500))));
        studio.worker_gone("b").await.unwrap();
        assert_eq!(place(&asked[3]).await, Some((3, Some(3000))));
        studio.worker_seen("a", Lane::Cpu, 1, None, studio.now()).await.unwrap();
        assert_eq!(place(&asked[3]).await, Some((3, None)), "no pace is known");
        studio.worker_seen("a", Lane::Cpu, 1, Some(1000), studio.now()).await.unwrap();
        studio.advance(15_000);
        assert_eq!(place(&asked[3]).await, Some((3, None)), "not seen for too long");
        studio.wind_down().await;
    }

    async fn lists_come_newest_first_in_pages(studio) {
        let (person, other) = (studio.person(100).await, studio.person(100).await);
        studio.ask(&other, "pen", 1).await;
        let mut asked = Vec::new();
        for _ in 0..5 {
            asked.push(studio.ask(&person, "gift", 1).await.id);
        }
        // Two of the same moment are still told apart.
        let now = studio.now();
        for _ in 0..2 {
            let g = studio.generation_submit(&person.actor, id(&studio), draft("gift", 1), None, now).await.unwrap();
            asked.push(g.id);
        }
        asked.reverse();
        let page = |before, live| studio.generation_list(&person.actor, before, 3, live, studio.now());
        let mut seen = Vec::new();
        let mut before = None;
        loop {
            let list = page(before, false).await.unwrap();
            let Some(last) = list.last() else { break };
            before = Some((last.created_at, last.id));
            seen.extend(ids(&list));
        }
        assert_eq!(seen, asked);
        for g in &asked[1..] {
            studio.generation_cancel(&person.actor, *g, studio.now()).await.unwrap();
        }
        assert_eq!(ids(&page(None, true).await.unwrap()), asked[..1]);
        for view in page(None, false).await.unwrap() {
            same(&view, &studio.view(&person, view.id).await);
        }
        studio.wind_down().await;
        assert!(page(None, true).await.unwrap().is_empty());
    }

    async fn lists_and_changes_show_what_the_view_shows(studio) {
        let person = studio.person(100).await;
        let (made, pictures) = studio.make(&person, draft("pen", 3)).await;
        studio.asset_trash(&person.actor, pictures[1], studio.advance(1)).await.unwrap();
        let waiting = studio.ask(&person, "pen", 1).await.id;
        let running = studio.ask(&person, "brush", 1).await.id;
        let claim = studio.take().await;
        assert_eq!(claim.job, waiting.job());
        studio.job_beat(&claim, (0.25, Some("inking")), 1000, studio.advance(1)).await.unwrap();
        let now = studio.now();
        let list = studio.generation_list(&person.actor, None, 10, false, now).await.unwrap();
        let changed = studio.generation_changed_since(&person.actor, (now.plus_ms(-5000), None), 10, now).await.unwrap();
        assert_eq!((list.len(), changed.len()), (3, 3));
        for view in list.iter().chain(&changed) {
            same(view, &studio.view(&person, view.id).await);
        }
        let of = |id| changed.iter().find(|g| g.id == id).unwrap();
        assert_eq!((of(waiting).progress, of(waiting).stage.as_deref()), (0.25, Some("inking")));
        assert_eq!(of(made).assets.iter().map(|a| a.id).collect::<Vec<_>>(), [pictures[0], pictures[2]]);
        assert_eq!(of(running).state, GenerationState::Queued);

        // Oldest change first.
        let changes = |after, limit| studio.generation_changed_since(&person.actor, after, limit, studio.now());
        let begin = studio.advance(60_000);
        assert!(changes((begin, None), 10).await.unwrap().is_empty());
        studio.generation_cancel(&person.actor, running, studio.now()).await.unwrap();
        studio.generation_cancel(&person.actor, waiting, studio.advance(1)).await.unwrap();
        assert_eq!(ids(&changes((begin, None), 10).await.unwrap()), [running, waiting]);
        assert_eq!(ids(&changes((begin, Some(running)), 10).await.unwrap()), [waiting]);
        let all = changes((Timestamp(0), None), 10).await.unwrap();
        assert_eq!(ids(&all), [made, running, waiting]);
        let page = changes((Timestamp(0), None), 1).await.unwrap();
        assert_eq!((ids(&page), page[0].assets.len()), (vec![made], 2));
        studio.wind_down().await;
    }

    async fn changes_of_one_moment_are_all_read_page_by_page(studio) {
        let person = studio.person(100).await;
        let mut asked = Vec::new();
        for _ in 0..7 {
            asked.push(studio.ask(&person, "pen", 1).await.id);
        }
        let at = studio.advance(1000);
        for &id in &asked {
            studio.generation_cancel(&person.actor, id, at).await.unwrap();
        }
        asked.sort_unstable();
        let (mut after, mut read) = ((at, None), Vec::new());
        loop {
            let page = studio.generation_changed_since(&person.actor, after, 2, at).await.unwrap();
            assert!(page.len() <= 2 && page.iter().all(|g| g.changed_at == at && g.state.is_final()));
            let Some(last) = page.last() else { break };
            after = (last.changed_at, Some(last.id));
            read.extend(ids(&page));
        }
        assert_eq!(read, asked);
        studio.finish().await;
    }

    async fn each_change_is_a_new_version(studio) {
        let person = studio.person(100).await;
        let g = studio.ask(&person, "pen", 1).await;
        let mut last = g.version;
        let mut grew = async |what: &str| {
            let version = studio.view(&person, g.id).await.version;
            assert!(version > last, "{what}: {version} after {last}");
            last = version;
        };
        let claim = studio.take().await;
        grew("claim").await;
        studio.beat(&claim).await;
        grew("beat").await;
        studio.settle(&claim, easel_testing::failed(true)).await;
        grew("again").await;
        studio.advance(1000);
        let claim = studio.take().await;
        grew("claim again").await;
        let pictures = studio.deliver(&claim, 1).await;
        grew("end").await;
        studio.asset_trash(&person.actor, pictures[0], studio.now()).await.unwrap();
        grew("the trash").await;
        studio.finish().await;
    }
}
