//! Strips people keep, and exports: asked for, made, lost in between, kept for a day.

use easel_domain::{
    AssetId, Beat, ExportId, Failure, FailureCode, Lane, Next, Outcome, StripId, job::RetryPolicy,
};
use easel_shelf::{Export, ExportError, NewExport, StripError};
use easel_store::{Claim, Delivery, Settled, Store, Work, export_blob_name};
use easel_testing::{Person, TestStore, draft, on_both};
use easel_works::{
    export::{ExportSpec, ExportState, InvalidExport, KEPT_MS, StripFile, UNDER_WAY_MAX},
    strip::{InvalidStrip, Seam, SeamKind, StripDocument, StripItem},
};
use std::io::Write;

fn document(pictures: &[AssetId]) -> StripDocument {
    StripDocument {
        name: "Chapter 1".into(),
        width_px: 128,
        background: "#FFFFFF".into(),
        seam: Seam { kind: SeamKind::Gutter, px: 10 },
        items: pictures.iter().map(|&asset_id| StripItem { asset_id, seam: None }).collect(),
    }
}

async fn strip(studio: &TestStore, person: &Person, pictures: &[AssetId]) -> StripId {
    let id = StripId(studio.clock().id());
    studio.shelf().strip_create(&person.actor, id, document(pictures), studio.now()).await.unwrap();
    id
}

async fn ask(studio: &TestStore, person: &Person, strip_id: StripId) -> Result<Export, ExportError> {
    let new = NewExport::Strip { strip_id, file: StripFile::Png };
    let id = ExportId(studio.clock().id());
    studio.shelf().export_create(&person.actor, (id, new), "Studio", studio.now()).await
}

async fn see(studio: &TestStore, person: &Person, id: ExportId) -> Export {
    studio.shelf().export_get(&person.actor, id).await.unwrap().expect("an export")
}

async fn take(studio: &TestStore) -> Claim {
    studio.job_claim("w", Lane::Cpu, 30_000, studio.now()).await.unwrap().expect("an export")
}

/// What a worker does when the file is made.
async fn keep(studio: &TestStore, claim: &Claim, file: &[u8], hash: &str) -> bool {
    let mut temporary = tempfile::tempfile().unwrap();
    temporary.write_all(file).unwrap();
    let name = export_blob_name(claim.job.export(), hash);
    studio.blobs().put_file(&name, temporary).await.unwrap();
    studio.export_keep(claim, (hash, file.len() as i64), studio.now()).await.unwrap()
}

async fn settle(studio: &TestStore, claim: &Claim, outcome: Outcome<Delivery>) -> Settled {
    studio.job_settle(claim, outcome, None, RetryPolicy::EXPORT, studio.now()).await.unwrap()
}

fn made() -> Outcome<Delivery> {
    Outcome::Succeeded(Delivery::default())
}

fn failed(code: FailureCode, retry: bool) -> Outcome<Delivery> {
    Outcome::Failed { failure: Failure { code, detail: "it went wrong".into() }, retry }
}

async fn is_kept(studio: &Store, name: &str) -> bool {
    studio.blobs().size(name).await.unwrap().is_some()
}

on_both! {
    async fn a_strip_is_kept_and_two_pages_do_not_overwrite_each_other(studio) {
        let person = studio.person(100).await;
        let (_, pictures) = studio.make(&person, draft("pen", 3)).await;
        let id = strip(&studio, &person, &pictures).await;
        let (actor, now) = (&person.actor, studio.now());
        let kept = studio.shelf().strip_get(actor, id).await.unwrap().expect("a strip");
        // Three squares of 128 and two gutters.
        assert_eq!((kept.version, kept.height_px), (1, 3 * 128 + 2 * 10));
        assert_eq!(kept.document.background, "#ffffff");
        assert_eq!(kept.sizes, [Some((64, 64)); 3]);

        let mut changed = document(&pictures[..2]);
        changed.items[0].seam = Some(Seam { kind: SeamKind::Blend, px: 4 });
        let saved = studio.shelf().strip_save(actor, (id, 1), changed.clone(), now).await.unwrap();
        assert_eq!((saved.version, saved.height_px), (2, 252));
        assert_eq!(saved.document.items, changed.items);
        let late = studio.shelf().strip_save(actor, (id, 1), document(&pictures), now).await;
        assert!(matches!(late, Err(StripError::Conflict)));
        assert_eq!(studio.shelf().strip_get(actor, id).await.unwrap().unwrap().document, saved.document);
        let same = studio.shelf().strip_create(actor, id, document(&pictures), now).await.unwrap();
        assert_eq!(same.version, 2, "sent again, it is what it is");

        let mut none = document(&pictures);
        none.width_px = 9;
        let refused = studio.shelf().strip_save(actor, (id, 2), none, now).await;
        assert!(matches!(refused, Err(StripError::Invalid(InvalidStrip::Width))));
        let mut strange = document(&pictures);
        strange.items[1].asset_id = AssetId(studio.clock().id());
        let refused = studio.shelf().strip_save(actor, (id, 2), strange, now).await;
        assert!(matches!(refused, Err(StripError::Invalid(InvalidStrip::PictureGone { position: 1 }))));

        // One that is deleted stays as a gap, and what is saved with it is not lost.
        assert!(studio.asset_trash(actor, pictures[1], now).await.unwrap());
        let gap = studio.shelf().strip_get(actor, id).await.unwrap().unwrap();
        assert_eq!(gap.sizes, [Some((64, 64)), None]);
        let saved = studio.shelf().strip_save(actor, (id, 2), gap.document, now).await.unwrap();
        assert_eq!((saved.version, saved.height_px), (3, 128));
        assert_eq!(studio.shelf().strip_list(actor, None, 10).await.unwrap().len(), 1);
        assert!(studio.shelf().strip_delete(actor, id).await.unwrap() && !studio.shelf().strip_delete(actor, id).await.unwrap());
        studio.finish().await;
    }

    async fn a_stranger_finds_no_strip_and_no_export(studio) {
        let (person, stranger) = (studio.person(100).await, studio.person(100).await);
        let (_, pictures) = studio.make(&person, draft("pen", 1)).await;
        let id = strip(&studio, &person, &pictures).await;
        let export = ask(&studio, &person, id).await.unwrap();
        let (who, now) = (&stranger.actor, studio.now());
        assert!(studio.shelf().strip_get(who, id).await.unwrap().is_none());
        assert!(studio.shelf().strip_list(who, None, 10).await.unwrap().is_empty());
        assert!(!studio.shelf().strip_delete(who, id).await.unwrap());
        let saved = studio.shelf().strip_save(who, (id, 1), document(&[]), now).await;
        assert!(matches!(saved, Err(StripError::NotFound)));
        let taken = studio.shelf().strip_create(who, id, document(&[]), now).await;
        assert!(matches!(taken, Err(StripError::Conflict)));
        let theirs = studio.shelf().strip_create(who, StripId(studio.clock().id()), document(&pictures), now).await;
        assert!(matches!(theirs, Err(StripError::Invalid(InvalidStrip::PictureGone { position: 0 }))));
        assert!(matches!(ask(&studio, &stranger, id).await, Err(ExportError::NoStrip)));
        let formats = NewExport::Formats { asset_id: pictures[0], formats: vec!["x_post".into()], brand: None };
        let refused = studio.shelf().export_create(who, (ExportId(studio.clock().id()), formats.clone()), "s", now).await;
        assert!(matches!(refused, Err(ExportError::Invalid(InvalidExport::PictureGone { position: 0 }))));
        let taken = studio.shelf().export_create(who, (export.id, formats), "s", now).await;
        assert!(matches!(taken, Err(ExportError::IdempotencyMismatch)));
        assert!(studio.shelf().export_get(who, export.id).await.unwrap().is_none());
        assert!(studio.shelf().export_blob(who, export.id, now).await.unwrap().is_none());
        assert!(studio.shelf().export_changed_since(who, now.plus_ms(-60_000), 10).await.unwrap().is_empty());
        studio.wind_down().await;
    }

    async fn an_export_is_made_once_for_nothing_and_goes_after_a_day(studio) {
        let person = studio.person(100).await;
        let (_, pictures) = studio.make(&person, draft("pen", 2)).await;
        let before = studio.wallet(&person.actor).await.unwrap();
        let id = strip(&studio, &person, &pictures).await;
        let new = NewExport::Strip { strip_id: id, file: StripFile::Png };
        let asked = ExportId(studio.clock().id());
        let shelf = studio.shelf();
        let send = |new| shelf.export_create(&person.actor, (asked, new), "Studio", studio.now());
        let export = send(new.clone()).await.unwrap();
        assert_eq!((export.state, export.name.as_str()), (ExportState::Queued, "Chapter-1.png"));
        assert_eq!(send(new.clone()).await.unwrap(), export, "the same request is the same export");
        let other = NewExport::Strip { strip_id: id, file: StripFile::Jpeg };
        assert!(matches!(send(other).await, Err(ExportError::IdempotencyMismatch)));

        // What is changed afterwards changes nothing of it.
        studio.shelf().strip_delete(&person.actor, id).await.unwrap();
        let claim = take(&studio).await;
        let Work::Export(task) = claim.work.clone() else { panic!("no export") };
        let ExportSpec::Strip { strip, .. } = &task.spec else { panic!("no strip") };
        assert_eq!(strip.items.len(), 2);
        let inputs = studio.export_inputs(&claim).await.unwrap();
        assert!(inputs.iter().all(|input| input.as_ref().is_some_and(|input| (input.width, input.height) == (64, 64))));
        let beat = studio.job_beat(&claim, (0.4, Some("drawing")), 30_000, studio.now()).await.unwrap();
        assert_eq!(beat, Beat::Go);
        let running = see(&studio, &person, asked).await;
        assert_eq!((running.state, running.progress), (ExportState::Running, 0.4));
        assert!(studio.shelf().export_blob(&person.actor, asked, studio.now()).await.unwrap().is_none());

        let hash = "a".repeat(64);
        assert!(keep(&studio, &claim, b"a tall picture", &hash).await);
        assert_eq!(settle(&studio, &claim, made()).await, Settled::Done(Next::Succeed));
        assert_eq!(settle(&studio, &claim, made()).await, Settled::Fenced, "once");
        let ready = see(&studio, &person, asked).await;
        assert_eq!((ready.state, ready.bytes, ready.progress), (ExportState::Ready, Some(14), 1.0));
        let blob = studio.shelf().export_blob(&person.actor, asked, studio.now()).await.unwrap().expect("a file");
        assert_eq!(studio.blobs().read_all(&blob.blob).await.unwrap().unwrap(), "a tall picture");
        assert!(studio.blobs_missing().await.unwrap().is_empty());
        assert_eq!(studio.blobs_sweep(-1, studio.now()).await.unwrap(), 0, "it is known");
        assert_eq!(studio.wallet(&person.actor).await.unwrap(), before, "it cost nothing");

        studio.advance(KEPT_MS + 1);
        assert!(studio.shelf().export_blob(&person.actor, asked, studio.now()).await.unwrap().is_none());
        studio.sweep_expired(studio.now()).await.unwrap();
        assert!(studio.shelf().export_get(&person.actor, asked).await.unwrap().is_none());
        studio.blobs_bury().await.unwrap();
        assert!(!is_kept(&studio, &blob.blob).await);
        studio.finish().await;
    }

    async fn a_worker_that_dies_loses_nothing(studio) {
        let person = studio.person(100).await;
        let (_, pictures) = studio.make(&person, draft("pen", 1)).await;
        let id = strip(&studio, &person, &pictures).await;
        let export = ask(&studio, &person, id).await.unwrap();
        let dead = take(&studio).await;
        // Its file is written down, and then it dies.
        assert!(keep(&studio, &dead, b"of the dead", &"d".repeat(64)).await);
        studio.advance(31_000);
        let tended = studio.jobs_tend(RetryPolicy::EXPORT, studio.now()).await.unwrap();
        assert_eq!(tended.lost, 1);
        assert_eq!(see(&studio, &person, export.id).await.state, ExportState::Queued);
        let next = take(&studio).await;
        assert_eq!(next.attempt_no, 2);
        assert!(!keep(&studio, &dead, b"of the dead", &"d".repeat(64)).await, "it is another's now");
        assert!(keep(&studio, &next, b"alive", &"b".repeat(64)).await);
        assert_eq!(settle(&studio, &next, made()).await, Settled::Done(Next::Succeed));
        studio.blobs_bury().await.unwrap();
        assert!(!is_kept(&studio, &export_blob_name(export.id, &"d".repeat(64))).await);
        let blob = studio.shelf().export_blob(&person.actor, export.id, studio.now()).await.unwrap().expect("a file");
        assert_eq!(studio.blobs().read_all(&blob.blob).await.unwrap().unwrap(), "alive");

        // Three that die are enough, and the deadline holds.
        let export = ask(&studio, &person, id).await.unwrap();
        for _ in 0..3 {
            take(&studio).await;
            studio.advance(31_000);
            studio.jobs_tend(RetryPolicy::EXPORT, studio.now()).await.unwrap();
        }
        assert_eq!(see(&studio, &person, export.id).await.state, ExportState::Failed);
        let export = ask(&studio, &person, id).await.unwrap();
        studio.advance(easel_works::export::DEADLINE_MS);
        studio.jobs_tend(RetryPolicy::EXPORT, studio.now()).await.unwrap();
        assert_eq!(see(&studio, &person, export.id).await.failure, Some(FailureCode::Timeout));
        studio.finish().await;
    }

    async fn a_picture_that_goes_meanwhile_is_told(studio) {
        let person = studio.person(100).await;
        let (_, pictures) = studio.make(&person, draft("pen", 3)).await;
        let id = strip(&studio, &person, &pictures).await;
        let export = ask(&studio, &person, id).await.unwrap();
        studio.asset_trash(&person.actor, pictures[1], studio.now()).await.unwrap();
        let claim = take(&studio).await;
        let inputs = studio.export_inputs(&claim).await.unwrap();
        assert_eq!(inputs.iter().map(Option::is_some).collect::<Vec<_>>(), [true, false, true]);
        assert!(keep(&studio, &claim, b"half a file", &"c".repeat(64)).await);
        let ended = settle(&studio, &claim, failed(FailureCode::InputGone, false)).await;
        assert_eq!(ended, Settled::Done(Next::Fail(FailureCode::InputGone)));
        let failed = see(&studio, &person, export.id).await;
        assert_eq!((failed.state, failed.failure), (ExportState::Failed, Some(FailureCode::InputGone)));
        assert_eq!(failed.missing, [1]);
        studio.blobs_bury().await.unwrap();
        assert!(!is_kept(&studio, &export_blob_name(export.id, &"c".repeat(64))).await);
        // Asked for again it is refused at once, with the place.
        let refused = ask(&studio, &person, id).await;
        assert!(matches!(refused, Err(ExportError::Invalid(InvalidExport::PictureGone { position: 1 }))));
        studio.finish().await;
    }

    async fn what_fails_for_a_moment_is_tried_again(studio) {
        let person = studio.person(100).await;
        let (_, pictures) = studio.make(&person, draft("pen", 1)).await;
        let id = strip(&studio, &person, &pictures).await;
        let export = ask(&studio, &person, id).await.unwrap();
        let claim = take(&studio).await;
        let ended = settle(&studio, &claim, failed(FailureCode::Storing, true)).await;
        assert!(matches!(ended, Settled::Done(Next::Retry { .. })));
        assert_eq!(see(&studio, &person, export.id).await.state, ExportState::Queued);
        studio.advance(10_000);
        let claim = take(&studio).await;
        settle(&studio, &claim, failed(FailureCode::Engine, false)).await;
        let over = see(&studio, &person, export.id).await;
        assert_eq!((over.state, over.failure), (ExportState::Failed, Some(FailureCode::Engine)));
        studio.finish().await;
    }

    async fn nobody_fills_the_disk(studio) {
        let person = studio.person(100).await;
        let (_, pictures) = studio.make(&person, draft("pen", 1)).await;
        let id = strip(&studio, &person, &pictures).await;
        for _ in 0..UNDER_WAY_MAX {
            ask(&studio, &person, id).await.unwrap();
        }
        assert!(matches!(ask(&studio, &person, id).await, Err(ExportError::TooMany)));
        let (mut first, mut names) = (None, Vec::new());
        for n in 0..25_u32 {
            let claim = take(&studio).await;
            let hash = format!("{n:064x}");
            assert!(keep(&studio, &claim, b"x", &hash).await);
            settle(&studio, &claim, made()).await;
            first.get_or_insert(claim.job.export());
            names.push(export_blob_name(claim.job.export(), &hash));
            studio.advance(1000);
            ask(&studio, &person, id).await.unwrap();
        }
        assert!(studio.shelf().export_get(&person.actor, first.unwrap()).await.unwrap().is_none(), "the oldest went");
        studio.blobs_bury().await.unwrap();
        let mut kept = 0;
        for name in &names {
            kept += usize::from(is_kept(&studio, name).await);
        }
        assert!((15..=20).contains(&kept), "{kept}");
        studio.wind_down().await;
    }

    async fn what_is_too_large_is_refused_before_anybody_works(studio) {
        let person = studio.person(1000).await;
        let (_, pictures) = studio.make(&person, draft("pen", 1)).await;
        let many = vec![pictures[0]; 301];
        let (actor, now) = (&person.actor, studio.now());
        let new = || StripId(studio.clock().id());
        let refused = studio.shelf().strip_create(actor, new(), document(&many), now).await;
        assert!(matches!(refused, Err(StripError::Invalid(InvalidStrip::Pictures))));
        // 300 squares of 512 are more than 100,000 rows.
        let mut tall = document(&many[..300]);
        tall.width_px = 512;
        let refused = studio.shelf().strip_create(actor, new(), tall.clone(), now).await;
        assert!(matches!(refused, Err(StripError::Invalid(InvalidStrip::Height { height_px: 156_590 }))));
        tall.width_px = 320;
        let id = new();
        assert_eq!(studio.shelf().strip_create(actor, id, tall, now).await.unwrap().height_px, 98_990);
        let shelf = studio.shelf();
        let ask = |file| {
            let new = NewExport::Strip { strip_id: id, file };
            shelf.export_create(actor, (ExportId(studio.clock().id()), new), "s", now)
        };
        assert!(matches!(ask(StripFile::Jpeg).await, Err(ExportError::Invalid(InvalidExport::JpegHeight))));
        let slices = StripFile::Slices { width_px: 800, height_px: 1280 };
        assert!(matches!(ask(slices).await, Err(ExportError::Invalid(InvalidExport::Strip(_)))), "taller as slices");
        assert!(ask(StripFile::Png).await.is_ok());
        let empty = new();
        studio.shelf().strip_create(actor, empty, document(&[]), now).await.unwrap();
        let new = NewExport::Strip { strip_id: empty, file: StripFile::Png };
        let refused = studio.shelf().export_create(actor, (ExportId(studio.clock().id()), new), "s", now).await;
        assert!(matches!(refused, Err(ExportError::Invalid(InvalidExport::Empty))));
        studio.wind_down().await;
    }

    async fn a_part_of_a_blob_is_read_from_its_place(studio) {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"0123456789").unwrap();
        let name = export_blob_name(ExportId(studio.clock().id()), &"e".repeat(64));
        studio.blobs().put_file(&name, file).await.unwrap();
        let part = studio.blobs().read_part(&name, 4, 3).await.unwrap().expect("a part");
        let easel_store::BlobBody::File(mut file) = part else { panic!("a file here") };
        let mut rest = String::new();
        std::io::Read::read_to_string(&mut file, &mut rest).unwrap();
        assert_eq!(rest, "456789");
        assert!(studio.blobs().read_part("aa/none", 0, 1).await.unwrap().is_none());
        studio.blobs().remove(&name).await.unwrap();
        studio.finish().await;
    }
}
