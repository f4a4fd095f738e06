//! A page of a comic on a screen, as a picture and in print.

use easel_domain::AssetId;
use easel_paper::{
    BookPdfError, BookWords, Drawn, Extent, Letterer, Letters, PdfUse, Scene, book_pdf, page_svg, scene,
    set_page,
};
use easel_works::book::{
    Art, Balloon, BalloonKind, Book, BookKind, FORMATS, Frame, PageRole, Point, Reading, StoryLayout,
    WarpKind, story_page, templates, title_page,
};
use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg,
};
use std::{fs, io::Cursor, path::Path, process::Command, sync::Arc};

fn id(n: u128) -> AssetId {
    AssetId(uuid::Uuid::from_u128(n))
}

/// A picture of hills under a sun, in colours of its own for each number.
fn picture(asset: AssetId) -> Option<Vec<u8>> {
    let n = (asset.0.as_u128() % 7) as f32;
    let (width, height) = (360_u32, 300_u32);
    let mut pixels = image::RgbImage::new(width, height);
    for (x, y, pixel) in pixels.enumerate_pixels_mut() {
        let (fx, fy) = (x as f32 / width as f32, y as f32 / height as f32);
        let hill = 0.62 + 0.12 * (fx * (5.0 + n) + n).sin();
        let sun = (fx - 0.2 - n * 0.09).hypot(fy - 0.28) < 0.12;
        *pixel = image::Rgb(match (fy > hill, sun) {
            (true, _) => [(70.0 + 20.0 * n) as u8, 140 - (10.0 * n) as u8, 90],
            (_, true) => [255, 214, 92],
            _ => [150 + (10.0 * n) as u8, 196, 236 - (fy * 60.0) as u8],
        });
    }
    let mut file = Cursor::new(Vec::new());
    pixels.write_to(&mut file, image::ImageFormat::Png).expect("a picture");
    Some(file.into_inner())
}

fn frame(x: i32, y: i32, width: i32, height: i32) -> Frame {
    Frame { x, y, width, height }
}

/// A page with every kind of balloon.
fn comic() -> Book {
    let format = FORMATS[0].format;
    let mut book = Book::new(BookKind::Comic, "Fox & Moon", "en", format, Reading::LeftToRight);
    let template = templates().into_iter().find(|t| t.name == "action").expect("a template");
    let mut page = template.page(&format, Reading::LeftToRight);
    for (n, panel) in page.panels.iter_mut().enumerate() {
        panel.art = Some(Art { alt: "hills <& sun>".into(), ..Art::new(id(n as u128), (360, 300)) });
    }
    let mut add = |kind, place: Frame, tail: Option<(i32, i32)>, text: &str| {
        let no = page.balloons.len() as u32 + 1;
        let mut balloon = Balloon::new(no, kind, place, text, "en");
        balloon.tails.extend(tail.map(|(x, y)| Point { x, y }));
        page.balloons.push(balloon);
    };
    add(
        BalloonKind::Caption,
        frame(1_150, 1_150, 4_200, 1_100),
        None,
        "Long ago, in the blue hills of the north…",
    );
    add(
        BalloonKind::Speech,
        frame(2_600, 3_300, 4_300, 2_300),
        Some((2_700, 7_200)),
        "Wait! You can't just walk to the moon, little fox.",
    );
    add(
        BalloonKind::Thought,
        frame(9_300, 1_500, 4_800, 2_800),
        Some((13_600, 6_300)),
        "She has never even seen a ladder.",
    );
    add(BalloonKind::Shout, frame(1_300, 9_800, 6_600, 4_200), Some((8_800, 14_600)), "Watch me!");
    add(
        BalloonKind::Whisper,
        frame(10_200, 14_300, 4_800, 1_900),
        Some((9_300, 13_200)),
        "I think she really means it…",
    );
    add(BalloonKind::Effect, frame(9_600, 10_200, 5_600, 2_600), None, "WHOOSH");
    add(
        BalloonKind::Speech,
        frame(2_000, 18_900, 4_600, 2_500),
        Some((6_300, 23_500)),
        "Internationalization is extraordinarily complicated!",
    );
    add(BalloonKind::Speech, frame(9_300, 18_500, 5_200, 2_300), Some((9_400, 22_500)), "Told you.");
    page.balloons[5].turn = -8;
    page.balloons[7].tails.push(Point { x: 14_600, y: 22_600 });
    book.pages.push(page);
    book.checked().expect("a book")
}

fn manga() -> Book {
    let format = FORMATS[1].format;
    let mut book = Book::new(BookKind::Comic, "月へ", "ja", format, Reading::RightToLeft);
    let template = templates().into_iter().find(|t| t.name == "dialogue").expect("a template");
    let mut page = template.page(&format, Reading::RightToLeft);
    for (n, panel) in page.panels.iter_mut().enumerate().take(4) {
        panel.art = Some(Art::new(id(n as u128 + 2), (360, 300)));
    }
    let mut add = |kind, place, vertical, language: &str, text: &str| {
        let no = page.balloons.len() as u32 + 1;
        let mut balloon = Balloon::new(no, kind, place, text, language);
        balloon.text.vertical = vertical;
        balloon.tails.push(Point { x: place.x + place.width / 2 - 900, y: place.y + place.height + 700 });
        page.balloons.push(balloon);
    };
    add(
        BalloonKind::Speech,
        frame(9_000, 1_200, 2_600, 3_400),
        true,
        "ja",
        "ねえ、月まで歩いて行けると思う？",
    );
    add(
        BalloonKind::Thought,
        frame(1_200, 1_200, 2_600, 3_600),
        true,
        "ja",
        "「まさかー」ちょっと待って…12月!?",
    );
    add(BalloonKind::Shout, frame(4_200, 6_700, 5_000, 3_600), true, "ja", "行くぞっ!!");
    add(
        BalloonKind::Speech,
        frame(1_100, 12_300, 4_500, 2_100),
        false,
        "zh-CN",
        "你好，小狐狸！我们一起去看月亮吧。",
    );
    add(
        BalloonKind::Speech,
        frame(6_900, 12_300, 4_500, 2_100),
        false,
        "ar",
        "مرحباً أيها الثعلب الصغير، هيا بنا!",
    );
    add(
        BalloonKind::Whisper,
        frame(6_900, 15_200, 4_500, 1_700),
        false,
        "pl",
        "Źdźbło trawy i żółty księżyc",
    );
    for balloon in page.balloons.iter_mut().filter(|b| b.no == 6) {
        balloon.tails.clear();
    }
    book.pages.push(page);
    book.checked().expect("a book")
}

fn story() -> Book {
    let format = FORMATS[5].format;
    let mut book =
        Book::new(BookKind::Storybook, "The Fox Who Walked to the Moon", "en", format, Reading::LeftToRight);
    let told = "One evening the little fox looked up and saw that the moon was nearer than ever. She packed an apple, a lantern and her best scarf, and set out before anybody could tell her that it couldn't be done.";
    book.pages.push(title_page(&format, PageRole::Cover, &book.title, "Zoë Łuczak", "en"));
    for layout in [StoryLayout::Under, StoryLayout::Right, StoryLayout::OverFoot] {
        book.pages.push(story_page(&format, layout, told, "en"));
    }
    for (n, page) in book.pages.iter_mut().enumerate() {
        for panel in &mut page.panels {
            panel.art = Some(Art::new(id(n as u128 + 1), (360, 300)));
        }
    }
    book.checked().expect("a book")
}

fn drawn(book: &Book) -> Vec<Scene> {
    let mut letterer = Letterer::new();
    book.pages.iter().map(|page| scene(&mut letterer, book, page)).collect()
}

fn svg(scene: &Scene, letters: Letters, extent: Extent) -> String {
    page_svg(scene, letters, extent, "p1-", &|asset| format!("asset:{asset}"))
}

/// The outlined page as a picture.
fn pixels(scene: &Scene, extent: Extent, width: u32) -> Pixmap {
    let resolve = |address: &str, _: &usvg::Options<'_>| {
        let asset = address.strip_prefix("asset:")?.parse().ok()?;
        Some(usvg::ImageKind::PNG(Arc::new(picture(asset)?)))
    };
    let resolver =
        usvg::ImageHrefResolver { resolve_data: Box::new(|_, _, _| None), resolve_string: Box::new(resolve) };
    let options = usvg::Options { image_href_resolver: resolver, ..usvg::Options::default() };
    let tree = usvg::Tree::from_str(&svg(scene, Letters::Outlined, extent), &options).expect("an SVG");
    let grown = width as f32 / tree.size().width();
    let mut map = Pixmap::new(width, (tree.size().height() * grown).round() as u32).expect("a size");
    resvg::render(&tree, Transform::from_scale(grown, grown), &mut map.as_mut());
    map
}

fn pdf(book: &Book, used: PdfUse) -> Vec<u8> {
    let words =
        BookWords { title: book.title.clone(), author: "Zoë".into(), language: book.language.clone() };
    book_pdf(&drawn(book), &words, used, &mut |asset| picture(asset)).expect("a document")
}

fn ask(program: &str, args: &[&str]) -> String {
    let out = Command::new(program).args(args).output().expect("the reader is installed");
    assert!(out.status.success(), "{program}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8_lossy(&out.stdout).into_owned()
}

/// A folder to look at with `EASEL_LOOK`: what the tests draw.
fn look(name: &str, bytes: &[u8]) {
    if let Some(folder) = std::env::var_os("EASEL_LOOK") {
        fs::write(Path::new(&folder).join(name), bytes).expect("a file");
    }
}

#[test]
fn pages_are_drawn_the_same_each_time() {
    for (name, book) in [("comic", comic()), ("manga", manga()), ("story", story())] {
        let pages = drawn(&book);
        assert_eq!(pages, drawn(&book));
        for (at, page) in pages.iter().enumerate() {
            assert!(page.crowded.is_empty(), "{name} {at}: {:?}", page.crowded);
            let map = pixels(page, Extent::Trim, 1_000);
            look(&format!("{name}-{at}.png"), &map.encode_png().expect("a picture"));
            look(&format!("{name}-{at}.svg"), svg(page, Letters::Live, Extent::Trim).as_bytes());
        }
        let print = pdf(&book, PdfUse::Print);
        assert_eq!(print, pdf(&book, PdfUse::Print));
        look(&format!("{name}.pdf"), &print);
    }
}

#[test]
fn a_live_page_says_what_it_says_and_nothing_else_runs_in_it() {
    let mut book = comic();
    book.pages[0].balloons[1].text.text = "<script>\u{1}&\"".to_owned();
    let page = &drawn(&book)[0];
    let live = svg(page, Letters::Live, Extent::Bleed);
    usvg::Tree::from_str(&live, &usvg::Options::default()).expect("well formed");
    assert!(!live.contains("<script") && live.contains("&lt;SCRIPT&gt;&amp;&quot;"), "{live}");
    assert!(live.contains("<title>hills &lt;&amp; sun&gt;</title>") && live.contains("'Bangers'"));
    assert!(!svg(page, Letters::Outlined, Extent::Bleed).contains("<text"));
    assert_eq!(page.pictures().len(), 5);
}

#[test]
fn lines_that_are_kept_are_drawn_as_they_are() {
    let mut book = comic();
    let before = drawn(&book);
    let mut page = book.pages[0].clone();
    assert!(set_page(&mut Letterer::new(), &book, &mut page).is_empty());
    book.pages[0] = page;
    assert_eq!(drawn(&book.clone().checked().expect("still a book")), before);
    if let Some(set) = &mut book.pages[0].balloons[1].text.set {
        set.lines = vec!["AS IT WAS KEPT".to_owned()];
    }
    let texts = |scene: &Scene| -> Vec<String> {
        let text = |drawn: &Drawn| match drawn {
            Drawn::Letters(run) => Some(run.text.clone()),
            _ => None,
        };
        scene.drawn.iter().filter_map(text).collect()
    };
    assert!(texts(&drawn(&book)[0]).contains(&"AS IT WAS KEPT".to_owned()));
}

#[test]
fn no_book_is_written_without_one_of_its_pictures() {
    let book = comic();
    let words = BookWords::default();
    for broken in [None, Some(b"GIF89a".to_vec()), Some(b"\x89PNG....".to_vec())] {
        let mut pictures = |asset: AssetId| if asset == id(3) { broken.clone() } else { picture(asset) };
        let why = book_pdf(&drawn(&book), &words, PdfUse::Screen, &mut pictures).expect_err("no document");
        assert!(matches!(why, BookPdfError::Picture(asset) if asset == id(3)), "{why}");
    }
}

#[test]
fn every_warp_keeps_every_letter() {
    for kind in [WarpKind::Arc, WarpKind::Wave, WarpKind::Bulge, WarpKind::Grow] {
        for amount in [-100, -1, 1, 60, 100] {
            let mut book = comic();
            let style = book.text_styles.iter_mut().find(|style| style.name == "effect").expect("a style");
            style.warp = Some(easel_works::book::Warp { kind, amount });
            let page = &drawn(&book)[0];
            let letters: Vec<_> = (page.drawn.iter())
                .filter_map(|drawn| match drawn {
                    Drawn::Letters(run) if run.at[1] != 0.0 || run.text.chars().count() == 1 => Some(run),
                    _ => None,
                })
                .collect();
            assert!(letters.iter().all(|run| run.at.iter().all(|n| n.is_finite())));
            // Each letter once around and once filled.
            let said: String = letters.iter().map(|run| run.text.as_str()).collect();
            assert!(said.contains("WHOOSHWHOOSH"), "{kind:?} {amount}: {said}");
        }
    }
}

#[test]
fn a_book_is_read_by_readers_of_pdf_and_looks_as_it_does_on_a_screen() {
    for (name, book) in [("comic", comic()), ("manga", manga()), ("story", story())] {
        let file = pdf(&book, PdfUse::Print);
        assert!(file.starts_with(b"%PDF-"));
        if std::env::var_os("TEST_PDF_READERS").is_none() {
            continue;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let at = folder.path().join("book.pdf");
        fs::write(&at, &file).expect("a file");
        let path = at.to_str().expect("a path of letters");
        ask("qpdf", &["--check", path]);
        for font in ask("pdffonts", &[path]).lines().skip(2) {
            assert!(font.contains(" yes yes yes "), "{name}: not embedded, cut down or readable: {font}");
        }
        let text = ask("pdftotext", &["-raw", path, "-"]).split_whitespace().collect::<Vec<_>>().join(" ");
        let said: &[&str] = match name {
            "comic" => &["YOU CAN'T", "Watch me!", "TOLD YOU."],
            "manga" => &["小狐狸", "月", "Źdźbło"],
            _ => &["One evening the little fox", "Zoë Łuczak"],
        };
        for said in said {
            assert!(text.contains(said), "{name}: {said} is missing in {text}");
        }
        let out = folder.path().join("page");
        fs::write(&at, pdf(&book, PdfUse::Screen)).expect("a file");
        let prefix = out.to_str().expect("a path of letters");
        ask("pdftoppm", &["-png", "-scale-to-x", "240", "-scale-to-y", "-1", path, prefix]);
        for (n, scene) in drawn(&book).iter().enumerate() {
            let other =
                image::open(folder.path().join(format!("page-{}.png", n + 1))).expect("a page").to_rgb8();
            let ours = pixels(scene, Extent::Trim, other.width());
            look(
                &format!("{name}-{n}-pdf.png"),
                &fs::read(folder.path().join(format!("page-{}.png", n + 1))).expect("a page"),
            );
            assert!(ours.height().abs_diff(other.height()) <= 1);
            // Coarse squares: edges of letters are smoothed differently.
            let side = 8;
            for top in (0..other.height().min(ours.height()) - side).step_by(side as usize) {
                for left in (0..other.width() - side).step_by(side as usize) {
                    let mut sums = [[0_i32; 3]; 2];
                    for y in top..top + side {
                        for x in left..left + side {
                            let one = ours.pixel(x, y).expect("a pixel");
                            let two = other.get_pixel(x, y).0;
                            for (c, value) in [one.red(), one.green(), one.blue()].into_iter().enumerate() {
                                sums[0][c] += i32::from(value);
                                sums[1][c] += i32::from(two[c]);
                            }
                        }
                    }
                    let off = (0..3).map(|c| (sums[0][c] - sums[1][c]).abs()).max().unwrap_or(0)
                        / (side * side) as i32;
                    assert!(off < 40, "{name} page {n} at {left}, {top}: off by {off}");
                }
            }
        }
    }
}
