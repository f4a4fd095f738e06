//! Pictures people send, and pictures made of pictures.

use crate::{Shop, on_both};
use easel_domain::{
    AssetId, Brand, BrandId, Draft, Extend, FailureCode, GenerationId, GenerationState,
    brand::{BrandLook, Corner, LogoPlace},
};
use easel_store::{NewUpload, UploadState, Uploaded, Variant};
use easel_testing::{Person, catalogue, draft};
use std::time::Duration;

/// A PNG with a story in it that must not go on.
fn png(width: u32, height: u32, rgba: &[u8]) -> Vec<u8> {
    let settings = easel_tells::Settings { prompt: "where I live".to_owned(), ..Default::default() };
    let story = easel_tells::Story {
        studio: "somewhere else".to_owned(),
        source: easel_tells::Source::Algorithmic,
        generation: None,
        settings: Some(settings),
    };
    easel_compose::finish(width, height, rgba, &story).expect("a PNG").original
}

pub(crate) fn noise(width: u32, height: u32) -> Vec<u8> {
    (0..width * height).flat_map(|i| [(i * 7) as u8, (i / 3) as u8, (i % 251) as u8, 255]).collect()
}

/// What became of a file once the worker had it.
pub(crate) async fn send(shop: &Shop, person: &Person, file: Vec<u8>) -> (AssetId, UploadState) {
    let id = AssetId(shop.store.clock().id());
    let new = NewUpload { id, bytes: file.into(), width: 1, height: 1, mime: "image/png", is_aside: false };
    shop.store.asset_upload(&person.actor, new, shop.store.now()).await.expect("taken in");
    for _ in 0..1000 {
        match shop.store.asset_uploaded(&person.actor, id).await.expect("read").expect("there") {
            Uploaded::Asset(_) => return (id, UploadState::Ready),
            Uploaded::Upload(upload) if upload.state != UploadState::Arriving => return (id, upload.state),
            Uploaded::Upload(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
    panic!("it never arrived");
}

async fn original(shop: &Shop, person: &Person, id: AssetId) -> Vec<u8> {
    let blob =
        shop.store.asset_blob(&person.actor, id, Variant::Original).await.expect("read").expect("there");
    shop.store.blobs().read_all(&blob.name).await.expect("read").expect("bytes").to_vec()
}

async fn able(shop: &Shop) {
    let mut able = catalogue();
    let can = &mut able.models[0].capabilities;
    (can.source, can.mask, can.references) = (true, true, 2);
    shop.store.catalogue_apply(&able, shop.store.now()).await.expect("applied");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_pixels_of_what_was_sent_go_on() {
    on_both(1, |shop| async move {
        let person = shop.store.person(0).await;
        let (id, state) = send(&shop, &person, png(50, 20, &noise(50, 20))).await;
        assert_eq!(state, UploadState::Ready);
        let file = original(&shop, &person, id).await;
        assert!(!file.windows(12).any(|w| w == b"where I live"), "its metadata is gone");
        let kept = easel_compose::decode(&file).expect("a picture");
        assert_eq!((kept.width, kept.height, kept.rgba), (50, 20, noise(50, 20)));
        let asset = shop.store.asset_get(&person.actor, id).await.expect("read").expect("there");
        assert_eq!((asset.brief.width, asset.brief.height), (50, 20), "its real size, whatever was claimed");
        assert!(!asset.brief.placeholder.is_empty());

        let whole = png(50, 20, &noise(50, 20));
        for garbage in [&b"<html>"[..], b"", b"\x89PNG\r\n\x1a\n", &whole[..whole.len() / 2]] {
            assert_eq!(send(&shop, &person, garbage.to_vec()).await.1, UploadState::Refused);
        }
        assert!(shop.store.blobs_missing().await.expect("looked").is_empty());
        shop.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_leaves_what_is_outside_its_mask_as_it_was() {
    on_both(1, |shop| async move {
        able(&shop).await;
        let person = shop.store.person(10).await;
        let (source, _) = send(&shop, &person, png(64, 48, &noise(64, 48))).await;
        // The right half is made anew.
        let half: Vec<u8> =
            (0..64 * 48).flat_map(|i| if i % 64 < 32 { [0, 0, 0, 255] } else { [255; 4] }).collect();
        let (mask, _) = send(&shop, &person, png(64, 48, &half)).await;
        let (reference, _) = send(&shop, &person, png(9, 5, &noise(9, 5))).await;
        let draft =
            Draft { source: Some(source), mask: Some(mask), references: vec![reference], ..draft("pen", 2) };
        let id = GenerationId(shop.store.clock().id());
        let asked = shop.store.submit(&person, id, draft).await.expect("taken");
        let view = shop.ends(&person, &asked).await;
        assert_eq!((view.state, view.assets.len()), (GenerationState::Succeeded, 2));
        let inputs = shop.near.inputs().remove(0);
        let given = inputs.source.expect("a source");
        assert_eq!((given.width, given.height), (64, 48));
        assert_eq!(given.png, original(&shop, &person, source).await);
        let region = inputs.mask.expect("a mask");
        assert_eq!((region.width, region.height), (64, 48));
        assert!(region.luma.iter().enumerate().all(|(i, &l)| l == if i % 64 < 32 { 0 } else { 255 }));
        assert_eq!(inputs.references.iter().map(|r| (r.width, r.height)).collect::<Vec<_>>(), [(9, 5)]);
        for asset in view.assets {
            let file = original(&shop, &person, asset.id).await;
            let mark = b"/compositeWithTrainedAlgorithmicMedia";
            assert!(file.windows(mark.len()).any(|w| w == mark), "it says how it came to be");
            let made = easel_compose::decode(&file).expect("a picture");
            assert_eq!((made.width, made.height), (64, 48), "the source's size, whatever the engine made");
            let mut changed = 0;
            for (i, (made, was)) in made.rgba.chunks(4).zip(noise(64, 48).chunks(4)).enumerate() {
                if i % 64 < 32 {
                    assert_eq!(made, was, "pixel {i}");
                } else {
                    changed += usize::from(made != was);
                }
            }
            assert!(changed > 1000, "only {changed} pixels are new");
        }
        shop.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_deleted_meanwhile_ends_the_job_for_free() {
    on_both(1, |shop| async move {
        able(&shop).await;
        let person = shop.store.person(10).await;
        let (source, _) = send(&shop, &person, png(64, 48, &noise(64, 48))).await;
        // One slot: the second waits until the first is told to go on.
        shop.near.follow(&["until stopped or told"]);
        let first = shop.store.ask(&person, "pen", 1).await;
        while shop.near.calls() == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let id = GenerationId(shop.store.clock().id());
        let draft = Draft { source: Some(source), ..draft("pen", 1) };
        let second = shop.store.submit(&person, id, draft).await.expect("taken");
        assert!(shop.store.asset_trash(&person.actor, source, shop.store.now()).await.expect("deleted"));
        shop.near.go_on();
        assert_eq!(shop.ends(&person, &first).await.state, GenerationState::Succeeded);
        let view = shop.ends(&person, &second).await;
        assert_eq!((view.state, view.failure), (GenerationState::Failed, Some(FailureCode::InputGone)));
        assert_eq!((view.captured, shop.near.calls() + shop.far.calls()), (0, 1), "nobody was asked");
        shop.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_there_stays_when_a_picture_is_extended() {
    on_both(1, |shop| async move {
        able(&shop).await;
        let person = shop.store.person(10).await;
        let (source, _) = send(&shop, &person, png(64, 48, &noise(64, 48))).await;
        let extend = Extend { right: 32, top: 16, ..Extend::default() };
        let draft = Draft { source: Some(source), extend: Some(extend), ..draft("pen", 1) };
        let id = GenerationId(shop.store.clock().id());
        let asked = shop.store.submit(&person, id, draft.clone()).await.expect("taken");
        let view = shop.ends(&person, &asked).await;
        let inputs = shop.near.inputs().remove(0);
        let given = inputs.source.expect("a canvas");
        assert_eq!((given.width, given.height), (96, 64));
        let region = inputs.mask.expect("a mask");
        assert_eq!((region.width, region.height, region.luma.len()), (96, 64, 96 * 64));
        let made =
            easel_compose::decode(&original(&shop, &person, view.assets[0].id).await).expect("a picture");
        assert_eq!((made.width, made.height), (96, 64));
        let (was, mut kept) = (noise(64, 48), 0);
        for (y, x) in (0..48).flat_map(|y| (0..64).map(move |x| (y, x))) {
            let at = (y + 16) * 96 + x;
            if region.luma[at] == 0 {
                assert_eq!(
                    made.rgba[at * 4..at * 4 + 4],
                    was[(y * 64 + x) * 4..(y * 64 + x) * 4 + 4],
                    "{x} {y}"
                );
                kept += 1;
            }
        }
        assert!(kept > 1500, "most of it is kept: {kept}");

        let extend = Extend { bottom: 40, only_new: true, ..Extend::default() };
        let id = GenerationId(shop.store.clock().id());
        let asked =
            shop.store.submit(&person, id, Draft { extend: Some(extend), ..draft }).await.expect("taken");
        let view = shop.ends(&person, &asked).await;
        let made =
            easel_compose::decode(&original(&shop, &person, view.assets[0].id).await).expect("a picture");
        assert_eq!((made.width, made.height), (64, 40), "the new part alone");
        shop.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_brand_is_on_the_picture_and_its_colours_are_measured() {
    on_both(1, |shop| async move {
        able(&shop).await;
        let person = shop.store.person(10).await;
        let red: Vec<u8> = [255, 0, 0, 255].repeat(40 * 40);
        let (logo, _) = send(&shop, &person, png(40, 40, &red)).await;
        let look = BrandLook {
            palette: vec!["#ff0000".to_owned()],
            logo_place: LogoPlace { corner: Corner::BottomRight, percent: 40 },
            ..BrandLook::default()
        };
        let kit =
            Brand { id: BrandId(shop.store.clock().id()), name: "Acme".to_owned(), logo: Some(logo), look };
        shop.store.brand_put(&person.actor, kit.clone(), shop.store.now()).await.expect("kept");
        let ask = |id| (GenerationId(id), Draft { brand: Some(kit.id), ..draft("pen", 1) });
        let (id, branded) = ask(shop.store.clock().id());
        let asked = shop.store.submit(&person, id, branded).await.expect("taken");
        let view = shop.ends(&person, &asked).await;
        let asset =
            shop.store.asset_get(&person.actor, view.assets[0].id).await.expect("read").expect("there");
        assert!(asset.brief.measured.brand_percent.is_some());
        let made = easel_compose::decode(&original(&shop, &person, asset.brief.id).await).expect("a picture");
        let reds = made.rgba.chunks(4).filter(|p| p[0] > 240 && p[1] < 16 && p[2] < 16).count();
        assert!(reds > made.rgba.len() / 4 / 20, "{reds} pixels of the logo");
        // A logo that is deleted while the picture waits: nothing is made, nothing paid.
        shop.near.follow(&["until stopped or told"]);
        let first = shop.store.ask(&person, "pen", 1).await;
        let (id, branded) = ask(shop.store.clock().id());
        let waiting = shop.store.submit(&person, id, branded).await.expect("taken");
        shop.store.asset_trash(&person.actor, logo, shop.store.now()).await.expect("deleted");
        shop.near.go_on();
        shop.ends(&person, &first).await;
        let view = shop.ends(&person, &waiting).await;
        assert_eq!((view.state, view.failure), (GenerationState::Failed, Some(FailureCode::InputGone)));
        assert_eq!(view.captured, 0);
        shop.close().await;
    })
    .await;
}
