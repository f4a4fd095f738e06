//! Exports, from pictures to a file.

use crate::{
    Shop,
    input::{noise, send},
    on_both,
};
use easel_compose::Decoded;
use easel_domain::{
    AssetId, Brand, BrandId, ExportId, FailureCode, StripId,
    brand::{BrandLook, Corner, LogoPlace},
    format::FORMATS,
};
use easel_shelf::{Export, NewExport};
use easel_testing::Person;
use easel_works::{
    export::{ExportState, StripFile},
    strip::{Seam, SeamKind, StripDocument, StripItem},
};
use std::time::Duration;

pub(crate) async fn picture(shop: &Shop, person: &Person, width: u32, height: u32) -> (AssetId, Vec<u8>) {
    let rgba = noise(width, height);
    let file = easel_compose::png(&Decoded { width, height, rgba: rgba.clone() }).expect("a PNG");
    (send(shop, person, file).await.0, rgba)
}

async fn strip(shop: &Shop, person: &Person, pictures: &[AssetId], seam: Seam) -> StripId {
    let document = StripDocument {
        name: "Chapter 1".into(),
        width_px: 64,
        background: "#ffffff".into(),
        seam,
        items: pictures.iter().map(|&asset_id| StripItem { asset_id, seam: None }).collect(),
    };
    let id = StripId(shop.store.clock().id());
    shop.store.shelf().strip_create(&person.actor, id, document, shop.store.now()).await.expect("kept");
    id
}

/// What became of an export.
pub(crate) async fn export(shop: &Shop, person: &Person, new: NewExport) -> Export {
    let id = ExportId(shop.store.clock().id());
    shop.store
        .shelf()
        .export_create(&person.actor, (id, new), "Studio", shop.store.now())
        .await
        .expect("asked for");
    for _ in 0..2000 {
        let export = shop.store.shelf().export_get(&person.actor, id).await.expect("read").expect("there");
        if export.state.is_final() {
            return export;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it never ended");
}

pub(crate) async fn file(shop: &Shop, person: &Person, export: &Export) -> Vec<u8> {
    assert_eq!(export.state, ExportState::Ready, "{:?}", export.failure);
    let blob =
        shop.store.shelf().export_blob(&person.actor, export.id, shop.store.now()).await.expect("read");
    let blob = blob.expect("a file");
    let bytes = shop.store.blobs().read_all(&blob.blob).await.expect("read").expect("bytes");
    assert_eq!(Some(bytes.len() as i64), export.bytes);
    bytes.to_vec()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_strip_becomes_a_picture_a_jpeg_and_slices() {
    on_both(1, |shop| async move {
        let person = shop.store.person(0).await;
        let (first, above) = picture(&shop, &person, 64, 40).await;
        let (second, below) = picture(&shop, &person, 64, 30).await;
        let seam = Seam { kind: SeamKind::Gutter, px: 10 };
        let strip_id = strip(&shop, &person, &[first, second], seam).await;
        let of = |file| NewExport::Strip { strip_id, file };
        let made = export(&shop, &person, of(StripFile::Png)).await;
        assert_eq!((made.name.as_str(), made.mime.as_str()), ("Chapter-1.png", "image/png"));
        let tall = easel_compose::decode(&file(&shop, &person, &made).await).expect("a picture");
        assert_eq!((tall.width, tall.height), (64, 80));
        assert_eq!(
            tall.rgba,
            [&above[..], &[255; 64 * 10 * 4], &below].concat(),
            "every pixel where it belongs"
        );

        let jpeg = export(&shop, &person, of(StripFile::Jpeg)).await;
        let jpeg = file(&shop, &person, &jpeg).await;
        assert_eq!(jpeg[..2], [0xff, 0xd8]);
        assert_eq!(easel_compose::decode(&jpeg).expect("a picture").height, 80);
        let slices = export(&shop, &person, of(StripFile::Slices { width_px: 64, height_px: 64 })).await;
        assert!(slices.name.ends_with(".zip"));
        let slices = file(&shop, &person, &slices).await;
        assert!(slices.starts_with(b"PK") && slices.windows(7).any(|w| w == b"002.png"));
        shop.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_put_together_of_made_pictures_says_so() {
    on_both(1, |shop| async move {
        let person = shop.store.person(100).await;
        shop.near.follow(&["ok"]);
        let asked = shop.store.ask(&person, "pen", 1).await;
        let made = shop.ends(&person, &asked).await.assets[0].id;
        let (sent, _) = picture(&shop, &person, 64, 64).await;
        let seam = Seam { kind: SeamKind::None, px: 0 };
        let strip_id = strip(&shop, &person, &[made, sent], seam).await;
        let both = export(&shop, &person, NewExport::Strip { strip_id, file: StripFile::Png }).await;
        let head = file(&shop, &person, &both).await;
        let head = String::from_utf8_lossy(&head[..head.len().min(1500)]).into_owned();
        assert!(head.contains("digitalsourcetype/"), "a machine made a part of it");
        let strip_id = strip(&shop, &person, &[sent], seam).await;
        let own = export(&shop, &person, NewExport::Strip { strip_id, file: StripFile::Png }).await;
        let own = file(&shop, &person, &own).await;
        assert!(!String::from_utf8_lossy(&own).contains("digitalsourcetype/"), "and of this none");
        shop.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_goes_into_every_format_with_the_logo() {
    on_both(1, |shop| async move {
        let person = shop.store.person(0).await;
        let (asset_id, _) = picture(&shop, &person, 300, 200).await;
        let (logo, _) = picture(&shop, &person, 20, 10).await;
        let look = BrandLook {
            logo_place: LogoPlace { corner: Corner::TopLeft, percent: 20 },
            ..BrandLook::default()
        };
        let kit = Brand { id: BrandId(shop.store.clock().id()), name: "Acme".into(), logo: Some(logo), look };
        let (kit, _) = shop.store.brand_put(&person.actor, kit, shop.store.now()).await.expect("kept");
        let formats = ["x_post", "wechat_cover"].map(str::to_owned).to_vec();
        let new = NewExport::Formats { asset_id, formats, brand: Some(kit.brand.id) };
        let made = export(&shop, &person, new).await;
        let zip = file(&shop, &person, &made).await;
        for id in ["x_post", "wechat_cover"] {
            let format = FORMATS.iter().find(|format| format.id == id).expect("a format");
            let name = format!("{id}-{}x{}.png", format.width, format.height);
            assert!(zip.windows(name.len()).any(|w| w == name.as_bytes()), "{name}");
        }
        shop.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_whose_bytes_are_gone_ends_the_export() {
    on_both(1, |shop| async move {
        let person = shop.store.person(0).await;
        let (asset, _) = picture(&shop, &person, 64, 40).await;
        let strip_id = strip(&shop, &person, &[asset], Seam { kind: SeamKind::None, px: 0 }).await;
        let blob = shop.store.asset_blob(&person.actor, asset, easel_store::Variant::Original).await;
        let name = blob.expect("read").expect("there").name;
        let kept = shop.store.blobs().read_all(&name).await.expect("read").expect("bytes");
        shop.store.blobs().remove(&name).await.expect("gone");
        let failed = export(&shop, &person, NewExport::Strip { strip_id, file: StripFile::Png }).await;
        assert_eq!((failed.state, failed.failure), (ExportState::Failed, Some(FailureCode::InputGone)));
        assert!(failed.missing.is_empty(), "its row is there");
        // Garbage under its name is no picture either.
        shop.store.blobs().put(&name, b"garbage".as_slice().into()).await.expect("kept");
        let failed = export(&shop, &person, NewExport::Strip { strip_id, file: StripFile::Png }).await;
        assert_eq!(failed.failure, Some(FailureCode::Engine));
        shop.store.blobs().put(&name, kept).await.expect("kept");
        shop.close().await;
    })
    .await;
}
