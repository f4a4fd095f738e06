//! Books as the store keeps them: with a history, drawn at one price, published, exported.

use easel_domain::{
    AssetId, BookId, Credits, DrawId, ExportId, Failure, FailureCode, GenerationState, Outcome,
};
use easel_shelf::{Book, BookDrawError, BookDrawing, BookError, ExportError, NewExport};
use easel_store::{SubmitError, Variant};
use easel_testing::{Person, TestStore, draft, on_both};
use easel_works::{
    book::{
        Art, Book as Document, BookKind, BookMistake, Candidate, Drawing, FORMATS, InvalidBook, KEPT_EACH_MS,
        PanelId, RECENT_VERSIONS, Reading, VERSIONS_MAX, Visibility, templates,
    },
    export::{BookFile, ExportKind, InvalidExport},
};

/// A comic of so many pages of four panels, each with a prompt.
fn document(pages: u32) -> Document {
    let format = FORMATS[0].format;
    let mut book = Document::new(BookKind::Comic, "Fox and moon", "en", format, Reading::LeftToRight);
    let template = templates().into_iter().find(|one| one.name == "four_grid").unwrap();
    for page in 0..pages {
        let mut made = template.page(&format, Reading::LeftToRight);
        for panel in &mut made.panels {
            panel.prompt = format!("a fox on page {page}, panel {}", panel.no);
        }
        book.pages.push(made);
    }
    book
}

fn shown(book: &Book) -> Document {
    serde_json::from_str(&book.document).unwrap()
}

fn with_art(mut book: Document, art: &[AssetId]) -> Document {
    for (panel, id) in book.pages[0].panels.iter_mut().zip(art) {
        panel.art = Some(Art::new(*id, (9_999, 1)));
    }
    book
}

async fn keep(studio: &TestStore, person: &Person, document: Document) -> Book {
    let id = BookId(studio.clock().id());
    studio.shelf().book_create(&person.actor, id, document, studio.advance(1)).await.unwrap()
}

fn drawing(book: &Book, panels: &[(u32, u32)], count: u32) -> BookDrawing {
    let panel = |&(page_no, panel_no)| PanelId { page_no, panel_no };
    let how = Drawing {
        model: "pen".to_owned(),
        tier: None,
        quality: None,
        count: Some(count),
        seed: None,
        negative_prompt: None,
    };
    BookDrawing {
        book: book.brief.id,
        version: book.brief.version,
        panels: panels.iter().map(panel).collect(),
        how,
    }
}

fn wrong(place: &str, mistake: BookMistake) -> InvalidBook {
    InvalidBook { place: place.to_owned(), mistake }
}

on_both! {
    async fn a_book_is_kept_and_two_pages_do_not_overwrite_each_other(studio) {
        let person = studio.person(100).await;
        let (_, pictures) = studio.make(&person, draft("pen", 2)).await;
        let book = keep(&studio, &person, with_art(document(2), &pictures)).await;
        let (actor, id) = (&person.actor, book.brief.id);
        assert_eq!((book.brief.version, book.brief.pages, book.brief.cover), (1, 2, Some(pictures[0])));
        let kept = shown(&book);
        let art = kept.pages[0].panels[0].art.as_ref().unwrap();
        assert_eq!((art.width_px, art.height_px), (64, 64), "a picture's size is the studio's to say");
        assert_eq!((kept.pages[1].no, kept.last_no), (2, 2));

        let mut changed = kept.clone();
        changed.pages.remove(0);
        changed.title = "Moon".to_owned();
        let saved = studio.shelf().book_save(actor, (id, 1), changed.clone(), studio.advance(1)).await.unwrap();
        assert_eq!((saved.brief.version, saved.brief.title.as_str(), saved.brief.pages), (2, "Moon", 1));
        let late = studio.shelf().book_save(actor, (id, 1), kept.clone(), studio.now()).await;
        assert!(matches!(late, Err(BookError::Conflict { version: 2 })), "nothing is overwritten");
        assert_eq!(shown(&studio.shelf().book_get(actor, id).await.unwrap().unwrap()).title, "Moon");
        let again = studio.shelf().book_create(actor, id, document(1), studio.now()).await.unwrap();
        assert_eq!(again.brief.version, 2, "sent again, it is what it is");

        // A number isn't given to another page.
        changed.pages.push(easel_works::book::Page { no: 0, ..changed.pages[0].clone() });
        changed.last_no = 0;
        let saved = studio.shelf().book_save(actor, (id, 2), changed, studio.advance(1)).await.unwrap();
        assert_eq!(shown(&saved).pages.iter().map(|page| page.no).collect::<Vec<_>>(), [2, 3]);

        let back = studio.shelf().book_restore(actor, (id, 3), 1, studio.advance(1)).await.unwrap();
        assert_eq!((back.brief.version, back.brief.title.as_str(), back.brief.pages), (4, "Fox and moon", 2));
        assert_eq!(shown(&back).last_no, 3);
        let over = studio.shelf().book_restore(actor, (id, 3), 1, studio.now()).await;
        assert!(matches!(over, Err(BookError::Conflict { version: 4 })));
        assert!(matches!(studio.shelf().book_restore(actor, (id, 4), 99, studio.now()).await, Err(BookError::NotFound)));
        let versions = studio.shelf().book_versions(actor, id, None, 10).await.unwrap().unwrap();
        assert_eq!(versions.iter().map(|v| (v.version, v.restored_from)).collect::<Vec<_>>(),
            [(4, Some(1)), (3, None), (2, None), (1, None)]);
        let old = studio.shelf().book_version(actor, (id, 2)).await.unwrap().unwrap();
        assert_eq!(serde_json::from_str::<Document>(&old.1).unwrap().title, "Moon");
        assert_eq!(studio.shelf().book_list(actor, None, 10).await.unwrap().len(), 1);
        assert_eq!(studio.shelf().book_changed_since(actor, studio.now(), 10).await.unwrap().len(), 1);
        assert!(studio.shelf().book_delete(actor, id).await.unwrap() && !studio.shelf().book_delete(actor, id).await.unwrap());
        assert!(studio.shelf().book_get(actor, id).await.unwrap().is_none());
        studio.finish().await;
    }

    async fn pictures_of_a_book_are_its_owners(studio) {
        let (person, other) = (studio.person(100).await, studio.person(100).await);
        let (_, pictures) = studio.make(&person, draft("pen", 2)).await;
        let (_, theirs) = studio.make(&other, draft("pen", 1)).await;
        let actor = &person.actor;
        let make = async |document| studio.shelf().book_create(actor, BookId(studio.clock().id()), document, studio.now()).await;
        let refused = make(with_art(document(1), &[pictures[0], theirs[0]])).await;
        let BookError::Invalid(why) = refused.unwrap_err() else { panic!("another reason") };
        assert_eq!(why, wrong("pages[0].panels[1].art", BookMistake::Picture));
        let mut candidate = document(1);
        candidate.pages[0].panels[2].candidates.push(Candidate { asset_id: theirs[0], width_px: 1, height_px: 1 });
        let BookError::Invalid(why) = make(candidate).await.unwrap_err() else { panic!("another reason") };
        assert_eq!(why, wrong("pages[0].panels[2].candidates[0]", BookMistake::Picture));
        let BookError::Invalid(why) = make(Document { title: String::new(), ..document(1) }).await.unwrap_err() else {
            panic!("another reason")
        };
        assert_eq!(why, wrong("title", BookMistake::Empty));

        // What is deleted stays as a gap, and what is saved with it is not lost; anew it can't come in.
        let book = keep(&studio, &person, with_art(document(1), &pictures[..1])).await;
        assert!(studio.asset_trash(actor, pictures[0], studio.now()).await.unwrap());
        let gap = studio.shelf().book_get(actor, book.brief.id).await.unwrap().unwrap();
        assert_eq!(gap.brief.cover, None);
        let saved = studio.shelf().book_save(actor, (book.brief.id, 1), shown(&gap), studio.now()).await.unwrap();
        assert_eq!(saved.brief.version, 2);
        assert!(matches!(make(with_art(document(1), &pictures[..1])).await, Err(BookError::Invalid(_))));
        studio.finish().await;
    }

    async fn history_is_thinned_and_bounded(studio) {
        let person = studio.person(0).await;
        let book = keep(&studio, &person, document(1)).await;
        let (actor, id) = (&person.actor, book.brief.id);
        studio.shelf().book_publish(actor, id, (Visibility::Unlisted, "t".repeat(43))).await.unwrap().unwrap();
        let start = studio.now().0 / KEPT_EACH_MS;
        let mut version = 1;
        for _ in 0..60 {
            let now = studio.advance(KEPT_EACH_MS / 5);
            version = studio.shelf().book_save(actor, (id, version), document(1), now).await.unwrap().brief.version;
        }
        let kept = studio.shelf().book_versions(actor, id, None, 500).await.unwrap().unwrap();
        let (recent, old) = kept.split_at(RECENT_VERSIONS as usize);
        assert_eq!(recent.last().unwrap().version, version - RECENT_VERSIONS + 1, "the recent ones are all there");
        let spans: Vec<i64> = old.iter().filter(|v| v.version > 1).map(|v| v.saved_at.0 / KEPT_EACH_MS - start).collect();
        let mut once = spans.clone();
        once.dedup();
        assert_eq!(spans, once, "one of each span of time");
        assert!((7..=9).contains(&spans.len()), "{spans:?}");
        assert_eq!(kept.last().unwrap().version, 1, "what readers see stays");
        for _ in 0..VERSIONS_MAX + 20 {
            let now = studio.advance(KEPT_EACH_MS);
            version = studio.shelf().book_save(actor, (id, version), document(1), now).await.unwrap().brief.version;
        }
        let kept = studio.shelf().book_versions(actor, id, None, 1_000).await.unwrap().unwrap();
        assert_eq!(kept.len(), VERSIONS_MAX as usize + 1, "as many as are kept, and what readers see");
        studio.finish().await;
    }

    async fn a_stranger_finds_no_book(studio) {
        let (person, stranger) = (studio.person(100).await, studio.person(100).await);
        let book = keep(&studio, &person, document(1)).await;
        let (who, id, now) = (&stranger.actor, book.brief.id, studio.now());
        assert!(studio.shelf().book_get(who, id).await.unwrap().is_none());
        assert!(studio.shelf().book_list(who, None, 10).await.unwrap().is_empty());
        assert!(studio.shelf().book_versions(who, id, None, 10).await.unwrap().is_none());
        assert!(studio.shelf().book_version(who, (id, 1)).await.unwrap().is_none());
        assert!(matches!(studio.shelf().book_save(who, (id, 1), document(1), now).await, Err(BookError::NotFound)));
        assert!(matches!(studio.shelf().book_restore(who, (id, 1), 1, now).await, Err(BookError::NotFound)));
        assert!(matches!(studio.shelf().book_create(who, id, document(1), now).await, Err(BookError::IdTaken)));
        let publish = studio.shelf().book_publish(who, id, (Visibility::Public, "t".repeat(43))).await.unwrap();
        assert!(publish.is_none() && !studio.shelf().book_delete(who, id).await.unwrap());
        let one = drawing(&book, &[(1, 1)], 1);
        assert!(matches!(studio.shelf().book_quote(who, one.clone(), now).await, Err(BookDrawError::NotFound)));
        let drawn = studio.shelf().book_draw(who, DrawId(studio.clock().id()), one, None, now).await;
        assert!(matches!(drawn, Err(BookDrawError::NotFound)));
        let new = NewExport::Book { book_id: id, version: None, file: BookFile::Pdf, width_px: 1_600 };
        let refused = studio.shelf().export_create(who, (ExportId(studio.clock().id()), new), "s", now).await;
        assert!(matches!(refused, Err(ExportError::NoBook)));
        studio.finish().await;
    }

    async fn panels_are_drawn_at_one_price_and_settled_one_by_one(studio) {
        let person = studio.person(20).await;
        let book = keep(&studio, &person, document(1)).await;
        let (actor, id) = (&person.actor, book.brief.id);
        let two = drawing(&book, &[(1, 1), (1, 3)], 2);
        let quoted = studio.shelf().book_quote(actor, two.clone(), studio.now()).await.unwrap();
        assert_eq!((quoted.credits.get(), quoted.panels, quoted.lines.len()), (12, 2, 1));
        assert_eq!((quoted.lines[0].count, quoted.lines[0].credits.get()), (4, 12));
        let low = studio.shelf().book_draw(actor, DrawId(studio.clock().id()), two.clone(), Credits::new(11), studio.now()).await;
        let Err(BookDrawError::Submit(SubmitError::PriceChanged { credits })) = low else { panic!("{low:?}") };
        assert_eq!(credits.get(), 12);

        let draw = DrawId(studio.clock().id());
        let now = studio.advance(1);
        let drawn = studio.shelf().book_draw(actor, draw, two.clone(), Credits::new(12), now).await.unwrap();
        assert_eq!((drawn.credits.get(), drawn.pictures.len()), (12, 2));
        assert_eq!(studio.wallet(actor).await.unwrap().available.total(), 8);
        let again = studio.shelf().book_draw(actor, draw, two.clone(), Credits::new(12), studio.advance(1)).await.unwrap();
        assert_eq!(again.pictures.iter().map(|p| p.generation).collect::<Vec<_>>(),
            drawn.pictures.iter().map(|p| p.generation).collect::<Vec<_>>(), "sent again, it is what it is");
        let other = studio.shelf().book_draw(actor, draw, drawing(&book, &[(1, 2)], 1), None, studio.now()).await;
        assert!(matches!(other, Err(BookDrawError::Submit(SubmitError::IdempotencyMismatch))));

        // One is made, the other fails: what it held comes back.
        let first = studio.take().await;
        let made = studio.deliver(&first, 2).await;
        let second = studio.take().await;
        let failure = Failure { code: FailureCode::Engine, detail: "no".to_owned() };
        studio.settle(&second, Outcome::Failed { failure, retry: false }).await;
        assert_eq!(studio.wallet(actor).await.unwrap().available.total(), 14);

        // Somebody saved the book meanwhile, from what they had: what was made is there all the same.
        let older = shown(&book);
        studio.shelf().book_save(actor, (id, 1), older, studio.advance(1)).await.unwrap();
        let seen = studio.shelf().book_get(actor, id).await.unwrap().unwrap();
        let of = |panel_no| seen.pictures.iter().find(|p| p.panel == PanelId { page_no: 1, panel_no }).unwrap();
        assert_eq!(of(1).state, GenerationState::Succeeded);
        assert_eq!(of(1).assets.iter().map(|asset| asset.id).collect::<Vec<_>>(), made);
        assert_eq!((of(3).state, of(3).failure), (GenerationState::Failed, Some(FailureCode::Engine)));
        // Asked for in the shape of the panel.
        let view = studio.view(&person, of(1).generation).await;
        assert_eq!(view.spec.prompt, "a fox on page 0, panel 1");
        assert!(studio.asset_trash(actor, made[0], studio.now()).await.unwrap());
        let seen = studio.shelf().book_get(actor, id).await.unwrap().unwrap();
        assert_eq!(seen.pictures.iter().map(|p| p.assets.len()).sum::<usize>(), 1, "what is in the trash isn't told");
        studio.finish().await;
    }

    async fn all_panels_are_held_or_none_is(studio) {
        let person = studio.person(10).await;
        let book = keep(&studio, &person, document(1)).await;
        let (actor, id) = (&person.actor, book.brief.id);
        let draw = async |drawing: BookDrawing| {
            studio.shelf().book_draw(actor, DrawId(studio.clock().id()), drawing, None, studio.now()).await
        };
        let short = draw(drawing(&book, &[(1, 1), (1, 2), (1, 3), (1, 4)], 1)).await;
        let Err(BookDrawError::Submit(SubmitError::InsufficientCredits(why))) = short else { panic!("{short:?}") };
        assert_eq!((why.needed, why.available), (12, 10), "told as one price");
        assert!(studio.claim().await.is_none(), "nothing was queued");
        assert!(studio.generation_list(actor, None, 10, false, studio.now()).await.unwrap().is_empty());
        assert!(matches!(draw(drawing(&book, &[], 1)).await, Err(BookDrawError::Panels)));
        assert!(matches!(draw(drawing(&book, &[(1, 1), (1, 1)], 1)).await, Err(BookDrawError::Panels)));
        assert!(matches!(draw(drawing(&book, &[(1, 1)], 5)).await, Err(BookDrawError::Count)));
        let none = draw(drawing(&book, &[(1, 1), (1, 9)], 1)).await;
        assert!(matches!(none, Err(BookDrawError::NoPanel { position: 1 })));
        let mut unknown = drawing(&book, &[(1, 1)], 1);
        unknown.how.model = "none".to_owned();
        assert!(matches!(draw(unknown).await, Err(BookDrawError::Submit(SubmitError::Invalid(_)))));
        let mut mute = shown(&book);
        mute.pages[0].panels[1].prompt.clear();
        let mute = studio.shelf().book_save(actor, (id, 1), mute, studio.now()).await.unwrap();
        let refused = draw(drawing(&mute, &[(1, 1), (1, 2)], 1)).await;
        assert!(matches!(refused, Err(BookDrawError::NoPrompt { position: 1 })));
        let stale = draw(drawing(&book, &[(1, 1)], 1)).await;
        assert!(matches!(stale, Err(BookDrawError::Conflict { version: 2 })));
        assert_eq!(studio.wallet(actor).await.unwrap().available.total(), 10);
        studio.finish().await;
    }

    async fn a_published_book_shows_what_was_published_and_nothing_else(studio) {
        let person = studio.person(100).await;
        let (_, pictures) = studio.make(&person, draft("pen", 2)).await;
        let mut document = with_art(document(1), &pictures[..1]);
        let hidden = Candidate { asset_id: pictures[1], width_px: 64, height_px: 64 };
        document.pages[0].panels[0].candidates.push(hidden);
        let book = keep(&studio, &person, document).await;
        let (actor, id, token) = (&person.actor, book.brief.id, "a".repeat(43));
        assert!(studio.shelf().book_read(token.clone()).await.unwrap().is_none());
        let sharing = studio.shelf().book_publish(actor, id, (Visibility::Unlisted, token.clone())).await.unwrap().unwrap();
        assert_eq!((sharing.token.as_deref(), sharing.version), (Some(token.as_str()), Some(1)));
        let changed = Document { title: "Not yet".to_owned(), ..shown(&book) };
        studio.shelf().book_save(actor, (id, 1), changed, studio.advance(1)).await.unwrap();
        let read = studio.shelf().book_read(token.clone()).await.unwrap().unwrap();
        assert_eq!((read.version, read.document.title.as_str()), (1, "Fox and moon"));
        let blob = async |asset| studio.shelf().book_read_blob(&read, asset, Variant::Preview).await.unwrap();
        assert!(blob(pictures[0]).await.is_some() && blob(pictures[1]).await.is_none(), "only what is seen");
        let again = studio.shelf().book_publish(actor, id, (Visibility::Public, "b".repeat(43))).await.unwrap().unwrap();
        assert_eq!((again.token.as_deref(), again.version), (Some(token.as_str()), Some(2)), "at the same address");
        assert_eq!(studio.shelf().book_read(token.clone()).await.unwrap().unwrap().document.title, "Not yet");
        assert!(studio.asset_trash(actor, pictures[0], studio.now()).await.unwrap());
        assert!(blob(pictures[0]).await.is_none());
        studio.shelf().book_publish(actor, id, (Visibility::Private, "c".repeat(43))).await.unwrap().unwrap();
        assert!(studio.shelf().book_read(token).await.unwrap().is_none());
        studio.finish().await;
    }

    async fn a_book_is_exported_as_it_was(studio) {
        let person = studio.person(100).await;
        let (_, pictures) = studio.make(&person, draft("pen", 1)).await;
        let book = keep(&studio, &person, with_art(document(2), &pictures)).await;
        let (actor, book_id) = (&person.actor, book.brief.id);
        let ask = async |file, version| {
            let new = NewExport::Book { book_id, version, file, width_px: 1_600 };
            studio.shelf().export_create(actor, (ExportId(studio.clock().id()), new), "s", studio.advance(1)).await
        };
        let export = ask(BookFile::PdfPrint, None).await.unwrap();
        assert_eq!((export.kind, export.name.as_str()), (ExportKind::Book, "Fox-and-moon.pdf"));
        assert_eq!(export.coarse_pages, [1], "64 pixels are too few for half a page");
        assert_eq!(ask(BookFile::Cbz, Some(1)).await.unwrap().coarse_pages, Vec::<u32>::new());
        let page = ask(BookFile::Png { page_no: 9 }, None).await;
        assert!(matches!(page, Err(ExportError::Invalid(InvalidExport::Page))));
        assert!(matches!(ask(BookFile::Pdf, Some(7)).await, Err(ExportError::NoBook)));
        assert!(studio.asset_trash(actor, pictures[0], studio.now()).await.unwrap());
        let gone = ask(BookFile::Pdf, None).await;
        assert!(matches!(gone, Err(ExportError::Invalid(InvalidExport::PictureGone { position: 0 }))));
        assert!(ask(BookFile::Png { page_no: 2 }, None).await.is_ok(), "that page doesn't show it");
        studio.wind_down().await;
    }
}
