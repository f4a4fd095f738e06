//! Books as files: every kind is made, opened, and looked into.

use crate::{
    Shop,
    export::{export, file, picture},
    on_both,
};
use easel_domain::{BookId, FailureCode};
use easel_shelf::NewExport;
use easel_testing::Person;
use easel_works::{
    book::{
        Art, Balloon, BalloonKind, Book, BookKind, FORMATS, Frame, PageRole, Reading, StoryLayout,
        story_page, templates, title_page,
    },
    export::{BookFile, ExportState},
};
use std::{io::Cursor, process::Command, sync::Arc};

/// A comic with a cover, two pages and a back.
pub(crate) async fn comic(shop: &Shop, person: &Person, reading: Reading) -> (BookId, Book) {
    let (art, _) = picture(shop, person, 320, 240).await;
    let format = FORMATS[1].format;
    let mut book = Book::new(BookKind::Comic, "Fox & Moon", "en", format, reading);
    book.pages.push(title_page(&format, PageRole::Cover, "Fox & Moon", "by Zoë", "en"));
    for _ in 0..2 {
        let mut page = templates()[4].page(&format, reading);
        for panel in &mut page.panels {
            panel.art = Some(Art { alt: "a <fox>".to_owned(), ..Art::new(art, (320, 240)) });
        }
        let frame = Frame { x: 1_500, y: 1_500, width: 4_000, height: 2_000 };
        page.balloons.push(Balloon::new(1, BalloonKind::Speech, frame, "Look at the moon!", "en"));
        book.pages.push(page);
    }
    book.pages.push(title_page(&format, PageRole::Back, "", "", "en"));
    (keep(shop, person, book.clone()).await, book)
}

pub(crate) async fn keep(shop: &Shop, person: &Person, book: Book) -> BookId {
    let id = BookId(shop.store.clock().id());
    shop.store.shelf().book_create(&person.actor, id, book, shop.store.now()).await.expect("kept");
    id
}

pub(crate) fn new(book_id: BookId, file: BookFile, width_px: u32) -> NewExport {
    NewExport::Book { book_id, version: None, file, width_px }
}

/// The text of a file in an archive: everything in ours is stored as it is.
fn holds(archive: &[u8], text: &str) -> bool {
    archive.windows(text.len()).any(|part| part == text.as_bytes())
}

/// What others read in a PDF, where they are.
fn asked(program: &str, arguments: &[&str], file: &[u8]) -> Option<String> {
    std::env::var_os("TEST_PDF_READERS")?;
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path().join("book.pdf");
    std::fs::write(&at, file).expect("a file");
    let answer = Command::new(program).args(arguments).arg(&at).output().expect("a program");
    assert!(answer.status.success(), "{program}: {}", String::from_utf8_lossy(&answer.stderr));
    Some(String::from_utf8_lossy(&answer.stdout).into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comic_becomes_every_kind_of_file() {
    on_both(1, |shop| async move {
        let person = shop.store.person(0).await;
        let (id, book) = comic(&shop, &person, Reading::RightToLeft).await;
        let make = async |kind, width| {
            let made = export(&shop, &person, new(id, kind, width)).await;
            (made.clone(), file(&shop, &person, &made).await)
        };
        // 128 x 182 mm, 640 pixels wide.
        let size = (640, 910);
        let (made, page) = make(BookFile::Png { page_no: 2 }, 640).await;
        assert_eq!((made.name.as_str(), made.mime.as_str()), ("Fox-Moon.png", "image/png"));
        let page = easel_compose::decode(&page).expect("a picture");
        assert_eq!((page.width, page.height), size);
        let at = |x: usize, y: usize| &page.rgba[(y * 640 + x) * 4..][..4];
        // Paper, and somewhere in the balloon beside its letters.
        assert_eq!((at(5, 5), at(175, 92)), (&[255; 4][..], &[255; 4][..]));
        assert_ne!(at(400, 500), [255; 4], "art");

        let (_, zip) = make(BookFile::Zip, 640).await;
        let opened = easel_compose::open_archive(Cursor::new(&zip)).expect("an archive");
        assert_eq!((opened.names.len(), opened.names[3].as_str()), (4, "page-004.png"));
        assert_eq!(opened.pictures, [size; 4]);
        let (made, cbz) = make(BookFile::Cbz, 640).await;
        assert!(made.name.ends_with(".cbz"));
        assert_eq!(easel_compose::open_archive(Cursor::new(&cbz)).expect("an archive").pictures, [size; 4]);
        assert!(holds(&cbz, "<Manga>YesAndRightToLeft</Manga>") && holds(&cbz, "Type=\"BackCover\""));
        let (made, epub) = make(BookFile::Epub, 640).await;
        assert_eq!(made.mime, "application/epub+zip");
        assert_eq!(&epub[30..58], b"mimetypeapplication/epub+zip");
        assert!(holds(&epub, "alt=\"Look at the moon! a &lt;fox&gt;"), "what is said and seen is told");
        assert!(holds(&epub, "page-progression-direction=\"rtl\""));
        let pages = |file: &[u8]| easel_paper::pdf_pages(Arc::new(file.to_vec())).expect("a PDF");
        let (_, pdf) = make(BookFile::Pdf, 0).await;
        assert_eq!(pages(&pdf).len(), 4);
        let (made, print) = make(BookFile::PdfPrint, 0).await;
        assert_eq!(made.coarse_pages, [2, 3], "320 pixels are too few");
        let sheets = pages(&print);
        assert_eq!(sheets.len(), 3, "front and back are one sheet");
        let bleed = 2 * book.format.bleed + 1_400;
        let wide = (2 * book.format.width + book.spine() + bleed) as f32;
        assert!((sheets[0].0 - wide).abs() < 20.0, "{sheets:?}");
        for file in [&pdf, &print] {
            asked("qpdf", &["--check"], file);
            for font in asked("pdffonts", &[], file).iter().flat_map(|all| all.lines().skip(2)) {
                assert!(font.contains(" yes yes yes "), "not embedded, cut down or readable: {font}");
            }
            if let Some(text) = asked("pdftotext", &["-raw", "-f", "2"], file).filter(|text| !text.is_empty())
            {
                assert!(text.contains("MOON"), "{text}");
            }
        }
        shop.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_book_with_a_spine_has_it_on_its_cover_sheet() {
    on_both(1, |shop| async move {
        let person = shop.store.person(0).await;
        let format = FORMATS[4].format;
        let mut book = Book::new(BookKind::Storybook, "The Moon Ladder", "en", format, Reading::LeftToRight);
        book.pages.push(title_page(&format, PageRole::Cover, "The Moon Ladder", "", "en"));
        for _ in 0..80 {
            book.pages.push(story_page(&format, StoryLayout::Alone, "Once upon a time.", "en"));
        }
        book.pages.push(title_page(&format, PageRole::Back, "", "", "en"));
        assert_eq!(book.spine(), 600);
        let id = keep(&shop, &person, book).await;
        let made = export(&shop, &person, new(id, BookFile::PdfPrint, 0)).await;
        let print = file(&shop, &person, &made).await;
        let sheets = easel_paper::pdf_pages(Arc::new(print.clone())).expect("a PDF");
        assert_eq!((sheets.len(), sheets[0].0.round()), (81, (2 * 21_000 + 600 + 600 + 1_400) as f32));
        if let Some(text) = asked("pdftotext", &["-raw", "-l", "1"], &print) {
            assert!(text.matches("Moon").count() <= 2, "{text}");
        }
        shop.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_book_without_one_of_its_pictures_is_no_file() {
    on_both(1, |shop| async move {
        let person = shop.store.person(0).await;
        let (id, book) = comic(&shop, &person, Reading::LeftToRight).await;
        let art = book.shown()[0];
        let blob = shop.store.input_file(person.actor.user_id, art).await.expect("read").expect("there");
        // Its row says it is there, its bytes are not.
        shop.store.blobs().remove(&blob.name).await.expect("deleted");
        let made = export(&shop, &person, new(id, BookFile::Cbz, 640)).await;
        assert_eq!((made.state, made.failure), (ExportState::Failed, Some(FailureCode::InputGone)));
        let made = export(&shop, &person, new(id, BookFile::Pdf, 0)).await;
        assert_eq!((made.state, made.failure), (ExportState::Failed, Some(FailureCode::InputGone)));
        shop.store.forget(&person, art).await;
        shop.close().await;
    })
    .await;
}
