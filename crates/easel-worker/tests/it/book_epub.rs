//! Books as EPUB: read by a program that knows the rules, and known again by readers that have them already.

use crate::{
    Shop,
    book_file::{comic, keep, new},
    export::{export, file, picture},
};
use easel_domain::BookId;
use easel_testing::{On, Person, TestStore};
use easel_works::{
    book::{
        Art, Balloon, BalloonKind, Book, BookKind, FORMATS, Frame, PageRole, Reading, StoryLayout,
        story_page, templates, title_page,
    },
    export::BookFile,
};
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// A storybook with a cover, texts and a page that shows nothing.
async fn storybook(shop: &Shop, person: &Person) -> BookId {
    let (art, _) = picture(shop, person, 60, 80).await;
    let format = FORMATS.iter().find(|format| format.kind == BookKind::Storybook).expect("a format").format;
    let mut book = Book::new(BookKind::Storybook, "月 & \"Moon\"", "zh-CN", format, Reading::LeftToRight);
    book.pages.push(title_page(&format, PageRole::Cover, "月", "佐伊", "zh-CN"));
    for layout in [StoryLayout::Under, StoryLayout::Alone, StoryLayout::Picture] {
        let mut page = story_page(&format, layout, "从前，有一只狐狸。\u{7}<她>爱月亮。", "zh-CN");
        for panel in &mut page.panels {
            panel.art = Some(Art::new(art, (60, 80)));
        }
        book.pages.push(page);
    }
    keep(shop, person, book).await
}

/// A strip that is read downwards, without a cover.
async fn strip(shop: &Shop, person: &Person) -> BookId {
    let (art, _) = picture(shop, person, 60, 80).await;
    let format = FORMATS.iter().find(|format| format.name == "strip").expect("a format").format;
    let mut book = Book::new(BookKind::Comic, "Down", "ar", format, Reading::Vertical);
    for _ in 0..2 {
        let mut page = templates()[3].page(&format, Reading::Vertical);
        for panel in &mut page.panels {
            panel.art = Some(Art { alt: "ثعلب".to_owned(), ..Art::new(art, (60, 80)) });
        }
        let frame = Frame { x: 1_500, y: 1_500, width: 4_000, height: 2_000 };
        page.balloons.push(Balloon::new(1, BalloonKind::Speech, frame, "القمر", "ar"));
        book.pages.push(page);
    }
    keep(shop, person, book).await
}

async fn epub(shop: &Shop, person: &Person, id: BookId) -> Vec<u8> {
    let made = export(shop, person, new(id, BookFile::Epub, 600)).await;
    file(shop, person, &made).await
}

/// What stands between two marks in a file of an archive; everything in ours is stored as it is.
fn between(file: &[u8], from: &str, to: &str) -> String {
    let text = String::from_utf8_lossy(file);
    let (_, rest) = text.split_once(from).expect("a beginning");
    rest.split_once(to).expect("an end").0.to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_know_a_book_again_and_which_state_of_it_is_newer() {
    TestStore::run(On::Sqlite, |store| async move {
        let shop = Shop::open(store, 1);
        let person = shop.store.person(0).await;
        let (id, mut book) = comic(&shop, &person, Reading::LeftToRight).await;
        let (first, again) = (epub(&shop, &person, id).await, epub(&shop, &person, id).await);
        assert_eq!(first, again, "the same state is the same file");
        let told = |file: &[u8]| {
            let id = between(file, "<dc:identifier id=\"id\">", "</dc:identifier>");
            (id, between(file, "<meta property=\"dcterms:modified\">", "</meta>"))
        };
        assert_eq!(told(&first).0, format!("urn:uuid:{id}"));
        book.title = "Fox & Sun".to_owned();
        shop.store.clock().advance(5_000);
        shop.store.shelf().book_save(&person.actor, (id, 1), book, shop.store.now()).await.expect("saved");
        let later = epub(&shop, &person, id).await;
        assert_eq!(told(&later).0, told(&first).0);
        assert!(told(&later).1 > told(&first).1, "{:?} {:?}", told(&later), told(&first));
        shop.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_epub_keeps_to_the_rules() {
    let Some(checker) = std::env::var_os("TEST_EPUB_READERS").map(PathBuf::from) else { return };
    TestStore::run(On::Sqlite, move |store| async move {
        let shop = Shop::open(store, 1);
        let person = shop.store.person(0).await;
        let folder = tempfile::tempdir().expect("a folder");
        let books = [
            ("comic", comic(&shop, &person, Reading::RightToLeft).await.0),
            ("storybook", storybook(&shop, &person).await),
            ("strip", strip(&shop, &person).await),
        ];
        for (name, id) in books {
            let at = folder.path().join(format!("{name}.epub"));
            std::fs::write(&at, epub(&shop, &person, id).await).expect("a file");
        }
        // At once: what takes time is their beginning.
        std::thread::scope(|scope| {
            for (name, _) in books {
                let at = folder.path().join(format!("{name}.epub"));
                let checker = checker.as_path();
                scope.spawn(move || keeps_to_the_rules(checker, name, &at));
            }
        });
        shop.close().await;
    })
    .await;
}

fn keeps_to_the_rules(checker: &Path, name: &str, at: &Path) {
    let mut check = Command::new("java");
    check.args(["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar"]).arg(checker);
    let answer = check.arg("--failonwarnings").arg(at).output().expect("Java");
    let said =
        [answer.stdout, answer.stderr].map(|words| String::from_utf8_lossy(&words).into_owned()).concat();
    assert!(answer.status.success(), "{name}: {said}");
}
