//! Balloons proposed for a picture with a face: found when it was sent, left free by what is proposed.

use crate::{Shop, input::send};
use easel_testing::{On, TestStore};
use easel_works::book::{
    Art, Balloon, BalloonKind, Book, BookKind, FORMATS, Frame, Reading, propose_balloons, templates,
};

/// Eileen Collins, by NASA, in the public domain.
const PHOTO: &[u8] = include_bytes!("../../../easel-vision/tests/it/collins.png");

#[tokio::test(flavor = "multi_thread")]
async fn a_balloon_on_a_face_is_proposed_elsewhere() {
    TestStore::run(On::Sqlite, |store| async move {
        let shop = Shop::open(store, 1);
        let person = shop.store.person(0).await;
        let (id, _) = send(&shop, &person, PHOTO.to_vec()).await;
        let known = shop.store.shelf().book_faces(&person.actor, &[id]).await.expect("read");
        let areas = &known[&id];
        assert_eq!(areas.len(), 1, "{known:?}");
        let format = FORMATS[0].format;
        let mut book = Book::new(BookKind::Comic, "Up", "en", format, Reading::LeftToRight);
        let mut page = templates()[2].page(&format, Reading::LeftToRight);
        let panel = &mut page.panels[0];
        panel.art = Some(Art::new(id, (176, 176)));
        let placed = panel.art.as_ref().expect("art").placed(easel_works::book::Rect::around(&panel.shape));
        let at = |from: i32, side: i32, share: u16| from + side * i32::from(share) / 1_000;
        let [left, top, width, height] = areas[0];
        let face = Frame {
            x: at(placed.from.x, placed.width(), left),
            y: at(placed.from.y, placed.height(), top),
            width: placed.width() * i32::from(width) / 1_000,
            height: placed.height() * i32::from(height) / 1_000,
        };
        // Right on the nose.
        let frame =
            Frame { x: face.centre().x - 1_500, y: face.centre().y - 800, width: 3_000, height: 1_600 };
        let mut balloon = Balloon::new(1, BalloonKind::Speech, frame, "Up we go!", "en");
        balloon.panel = Some(1);
        page.balloons.push(balloon);
        book.pages.push(page);
        let next = propose_balloons(&book.pages[0], &format, Reading::LeftToRight, &known);
        let (moved, face) = (next.balloons[0].frame.rect(), face.rect());
        let apart = moved.to.x <= face.from.x
            || moved.from.x >= face.to.x
            || moved.to.y <= face.from.y
            || moved.from.y >= face.to.y;
        assert!(apart, "{moved:?} on {face:?}");
        let [tail] = next.balloons[0].tails[..] else { panic!("a tail leads to who speaks") };
        assert!(
            (face.from.x..=face.to.x).contains(&tail.x) || (face.from.y..=face.to.y).contains(&tail.y),
            "{tail:?}"
        );
        shop.close().await;
    })
    .await;
}
