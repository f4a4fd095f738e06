//! Files people send, and generations made from pictures.

use easel_domain::{
    AssetId, Catalogue, Draft, Failure, FailureCode, GenerationId, GenerationState, InvalidSpec, Lane, Next,
    Outcome, job::RetryPolicy,
};
use easel_store::{
    ARRIVING_MAX, AssetFilter, Claim, Delivery, NewAsset, NewUpload, Settled, SubmitError, Upload,
    UploadError, UploadState, Uploaded, Work,
};
use easel_testing::{Person, TestStore, catalogue, draft, new_asset, on_both};

fn file(id: AssetId, bytes: &'static [u8]) -> NewUpload {
    NewUpload { id, bytes: bytes.into(), width: 4, height: 3, mime: "image/png", is_aside: false }
}

async fn send(studio: &TestStore, person: &Person, bytes: &'static [u8]) -> AssetId {
    let id = AssetId(studio.clock().id());
    studio.asset_upload(&person.actor, file(id, bytes), studio.now()).await.unwrap();
    id
}

async fn take(studio: &TestStore) -> (Claim, Upload) {
    let claim = studio.job_claim("w", Lane::Ingest, 30_000, studio.now()).await.unwrap().expect("an upload");
    let Work::Ingest(upload) = claim.work.clone() else { panic!("no upload") };
    (claim, *upload)
}

async fn settle(studio: &TestStore, claim: &Claim, outcome: Outcome<Delivery>) -> Settled {
    studio.job_settle(claim, outcome, None, RetryPolicy::INGEST, studio.now()).await.unwrap()
}

async fn state(studio: &TestStore, person: &Person, id: AssetId) -> Option<UploadState> {
    match studio.asset_uploaded(&person.actor, id).await.unwrap() {
        Some(Uploaded::Upload(upload)) => Some(upload.state),
        Some(Uploaded::Asset(_)) => Some(UploadState::Ready),
        None => None,
    }
}

async fn count(studio: &TestStore, person: &Person) -> usize {
    studio.asset_list(&person.actor, AssetFilter::default(), None, 50).await.unwrap().len()
}

fn refused() -> Outcome<Delivery> {
    Outcome::Rejected(Failure { code: FailureCode::RefusedPicture, detail: "no picture".into() })
}

async fn become_picture(studio: &TestStore, claim: &Claim, width: u32, height: u32) -> Settled {
    let made = new_asset(studio.blobs(), claim.job.asset(), 0).await;
    let made = NewAsset { width, height, seed: None, ..made };
    settle(studio, claim, Outcome::Succeeded(Delivery { assets: vec![made], ..Delivery::default() })).await
}

/// A picture of this size, as if sent.
async fn picture(studio: &TestStore, person: &Person, width: u32, height: u32) -> AssetId {
    let id = send(studio, person, b"a file").await;
    let (claim, _) = take(studio).await;
    assert_eq!(become_picture(studio, &claim, width, height).await, Settled::Done(Next::Succeed));
    id
}

/// `pen` takes everything.
/// Pens begin with pictures too.
pub(crate) async fn able(studio: &TestStore) {
    let mut able: Catalogue = catalogue();
    let can = &mut able.models[0].capabilities;
    (can.source, can.mask, can.references) = (true, true, 2);
    studio.catalogue_apply(&able, studio.now()).await.unwrap();
}

async fn invalid(studio: &TestStore, person: &Person, draft: Draft) -> InvalidSpec {
    match studio.submit(person, GenerationId(studio.clock().id()), draft).await {
        Err(SubmitError::Invalid(why)) => why,
        other => panic!("not refused: {other:?}"),
    }
}

on_both! {
    async fn a_mask_is_a_picture_that_no_gallery_shows(studio) {
        let mut able = catalogue();
        let can = &mut able.models[0].capabilities;
        (can.source, can.mask) = (true, true);
        studio.catalogue_apply(&able, studio.now()).await.unwrap();
        let person = studio.person(100).await;
        let source = picture(&studio, &person, 64, 64).await;
        let mut masks = Vec::new();
        for _ in 0..2 {
            let id = AssetId(studio.clock().id());
            let sent = NewUpload { is_aside: true, ..file(id, b"where") };
            studio.asset_upload(&person.actor, sent, studio.now()).await.unwrap();
            let (claim, _) = take(&studio).await;
            become_picture(&studio, &claim, 64, 64).await;
            masks.push(id);
        }
        assert!(studio.asset_get(&person.actor, masks[1]).await.unwrap().is_some());
        let asked = Draft { source: Some(source), mask: Some(masks[0]), ..draft("pen", 1) };
        let (_, made) = studio.make(&person, asked).await;
        assert_eq!(count(&studio, &person).await, 2, "the source and what came of it");
        let facets = studio.asset_facets(&person.actor, AssetFilter::default()).await.unwrap();
        assert_eq!(facets.total, 2);
        let long_ago = AssetFilter { from: Some(easel_domain::Timestamp(i64::MIN)), ..AssetFilter::default() };
        assert_eq!(studio.asset_list(&person.actor, long_ago, None, 50).await.unwrap().len(), 2);
        let family = studio.asset_lineage(&person.actor, made[0]).await.unwrap().unwrap();
        assert_eq!(family.parents.iter().map(|parent| parent.brief.id).collect::<Vec<_>>(), [source]);
        studio.finish().await;
    }

    async fn a_file_becomes_a_picture(studio) {
        let person = studio.person(0).await;
        let id = send(&studio, &person, b"a file").await;
        assert_eq!(state(&studio, &person, id).await, Some(UploadState::Arriving));
        assert_eq!(count(&studio, &person).await, 0, "nothing to see yet");
        assert!(studio.asset_get(&person.actor, id).await.unwrap().is_none());
        assert!(studio.blobs_missing().await.unwrap().is_empty());
        let stranger = studio.person(0).await;
        assert!(studio.asset_uploaded(&stranger.actor, id).await.unwrap().is_none());

        let (claim, upload) = take(&studio).await;
        let name = upload.name.expect("a file");
        assert_eq!(studio.blobs().read_all(&name).await.unwrap().unwrap(), "a file");
        assert_eq!(studio.blobs().read_within(&name, 6).await.unwrap().unwrap(), "a file");
        assert!(studio.blobs().read_within(&name, 5).await.unwrap().is_none());
        assert_eq!(become_picture(&studio, &claim, 8, 6).await, Settled::Done(Next::Succeed));
        assert_eq!(become_picture(&studio, &claim, 8, 6).await, Settled::Fenced, "once");
        let asset = studio.asset_get(&person.actor, id).await.unwrap().unwrap();
        assert_eq!((asset.brief.width, asset.brief.height, asset.credits), (8, 6, 0));
        assert!(asset.generation_id.is_none() && asset.spec.is_none());
        assert_eq!(count(&studio, &person).await, 1);
        studio.blobs_bury().await.unwrap();
        assert!(studio.blobs().read_all(&name).await.unwrap().is_none(), "what was sent is gone");

        studio.forget(&person, id).await;
        assert_eq!(studio.blobs_bury().await.unwrap(), 4);
        studio.finish().await;
    }

    async fn what_is_no_picture_leaves_nothing(studio) {
        let person = studio.person(0).await;
        let id = send(&studio, &person, b"garbage").await;
        let (claim, upload) = take(&studio).await;
        assert!(matches!(settle(&studio, &claim, refused()).await, Settled::Done(Next::Reject(_))));
        assert_eq!(state(&studio, &person, id).await, Some(UploadState::Refused));
        assert_eq!(studio.blobs_bury().await.unwrap(), 1);
        assert!(studio.blobs().read_all(&upload.name.unwrap()).await.unwrap().is_none());
        assert_eq!(count(&studio, &person).await, 0);
        studio.asset_upload(&person.actor, file(id, b"garbage"), studio.now()).await.unwrap();
        assert_eq!(state(&studio, &person, id).await, Some(UploadState::Refused), "the same answer");
        let swept = || studio.sweep_expired(studio.now());
        swept().await.unwrap();
        assert!(state(&studio, &person, id).await.is_some());
        studio.advance(25 * 3_600_000);
        swept().await.unwrap();
        assert_eq!(state(&studio, &person, id).await, None, "forgotten");
        assert_eq!(studio.raw().await.number("select count(*) from job").await, 0);
        studio.finish().await;
    }

    async fn one_id_is_one_upload(studio) {
        let (person, other) = (studio.person(10).await, studio.person(10).await);
        let id = send(&studio, &person, b"a file").await;
        let again = |by: &Person, bytes| {
            let by = by.actor;
            let (studio, now) = (studio.clone(), studio.now());
            async move { studio.asset_upload(&by, file(id, bytes), now).await }
        };
        again(&person, b"a file").await.unwrap();
        assert!(matches!(again(&person, b"another").await, Err(UploadError::IdempotencyMismatch)));
        assert!(matches!(again(&other, b"a file").await, Err(UploadError::IdempotencyMismatch)));
        let asked = studio.submit(&person, GenerationId(id.0), draft("pen", 1)).await;
        assert!(matches!(asked, Err(SubmitError::IdempotencyMismatch)));
        let (claim, _) = take(&studio).await;
        become_picture(&studio, &claim, 8, 6).await;
        again(&person, b"a file").await.unwrap();
        assert_eq!(studio.job_next_at(Lane::Ingest).await.unwrap(), None, "nothing begins again");
        assert!(matches!(again(&person, b"another").await, Err(UploadError::IdempotencyMismatch)));

        let made = studio.ask(&person, "pen", 1).await;
        let taken = studio.asset_upload(&person.actor, file(AssetId(made.id.0), b"x"), studio.now()).await;
        assert!(matches!(taken, Err(UploadError::IdempotencyMismatch)), "the id is a generation's");
        studio.wind_down().await;
    }

    async fn only_so_many_arrive_at_once(studio) {
        let (person, other) = (studio.person(0).await, studio.person(0).await);
        for _ in 0..ARRIVING_MAX {
            send(&studio, &person, b"a file").await;
        }
        let more = file(AssetId(studio.clock().id()), b"one more");
        let refused = studio.asset_upload(&person.actor, more, studio.now()).await;
        assert!(matches!(refused, Err(UploadError::TooMany)));
        send(&studio, &other, b"a file").await;
        studio.wind_down().await;
    }

    async fn a_dead_worker_and_a_passed_deadline_end_an_upload(studio) {
        let person = studio.person(0).await;
        let id = send(&studio, &person, b"a file").await;
        let (first, _) = take(&studio).await;
        studio.advance(30_001);
        assert_eq!(studio.tend().await.lost, 1);
        let (second, _) = take(&studio).await;
        assert_eq!(second.attempt_no, 2);
        // The worker that was given up comes back with blobs that no row will name.
        assert_eq!(become_picture(&studio, &first, 8, 6).await, Settled::Fenced);
        assert_eq!(count(&studio, &person).await, 0);
        studio.advance(30_000);
        assert_eq!(studio.tend().await.overdue, 1);
        assert_eq!(become_picture(&studio, &second, 8, 6).await, Settled::Fenced);
        assert_eq!(state(&studio, &person, id).await, Some(UploadState::Failed));
        assert_eq!(studio.blobs_bury().await.unwrap(), 1);

        // It was our fault, so the same upload may come again.
        studio.asset_upload(&person.actor, file(id, b"a file"), studio.now()).await.unwrap();
        assert_eq!(state(&studio, &person, id).await, Some(UploadState::Arriving));
        assert_eq!(studio.blobs_bury().await.unwrap(), 0, "the new file is not the one that goes");
        let (third, upload) = take(&studio).await;
        assert!(studio.blobs().read_all(&upload.name.unwrap()).await.unwrap().is_some());
        assert_eq!(become_picture(&studio, &third, 8, 6).await, Settled::Done(Next::Succeed));
        assert_eq!(state(&studio, &person, id).await, Some(UploadState::Ready));
        studio.finish().await;
    }

    async fn a_failing_worker_tries_again(studio) {
        let person = studio.person(0).await;
        let id = send(&studio, &person, b"a file").await;
        for _ in 0..3 {
            studio.advance(2_000);
            let (claim, _) = take(&studio).await;
            settle(&studio, &claim, easel_testing::failed(true)).await;
        }
        assert_eq!(state(&studio, &person, id).await, Some(UploadState::Failed));
        studio.finish().await;
    }

    async fn inputs_must_be_there_and_the_askers(studio) {
        able(&studio).await;
        let (person, stranger) = (studio.person(100).await, studio.person(0).await);
        let mine = picture(&studio, &person, 64, 48).await;
        let same_size = picture(&studio, &person, 64, 48).await;
        let other_size = picture(&studio, &person, 48, 64).await;
        let theirs = picture(&studio, &stranger, 64, 48).await;
        let missing = AssetId(studio.clock().id());
        for not_mine in [theirs, missing] {
            let source = Draft { source: Some(not_mine), ..draft("pen", 1) };
            assert_eq!(invalid(&studio, &person, source).await, InvalidSpec::Source);
            let mask = Draft { source: Some(mine), mask: Some(not_mine), ..draft("pen", 1) };
            assert_eq!(invalid(&studio, &person, mask).await, InvalidSpec::Mask);
            let references = Draft { references: vec![mine, not_mine], ..draft("pen", 1) };
            assert_eq!(invalid(&studio, &person, references).await, InvalidSpec::References { max: 2 });
        }
        let mask = Draft { source: Some(mine), mask: Some(other_size), ..draft("pen", 1) };
        assert_eq!(invalid(&studio, &person, mask).await, InvalidSpec::Mask);
        let unable = Draft { source: Some(mine), ..draft("brush", 1) };
        assert_eq!(invalid(&studio, &person, unable).await, InvalidSpec::Source);
        // What is still arriving is not there.
        let arriving = send(&studio, &person, b"a file").await;
        let early = Draft { source: Some(arriving), ..draft("pen", 1) };
        assert_eq!(invalid(&studio, &person, early).await, InvalidSpec::Source);
        assert_eq!(studio.wallet(&person.actor).await.unwrap().available.total(), 100, "nothing was held");

        let id = GenerationId(studio.clock().id());
        let all = Draft {
            source: Some(mine),
            mask: Some(same_size),
            references: vec![other_size, mine],
            strength: Some(40),
            transparent: false,
            palette: Vec::new(),
            ..draft("pen", 1)
        };
        let made = studio.submit(&person, id, all.clone()).await.unwrap();
        assert_eq!((made.spec.width, made.spec.height, made.spec.strength), (64, 48, Some(40)));
        let claim = studio.take().await;
        let files = studio.job_inputs(&claim).await.unwrap().expect("all are there");
        let size = |f: &easel_store::InputFile| (f.width, f.height);
        assert_eq!(files.iter().map(size).collect::<Vec<_>>(), [(64, 48), (64, 48), (48, 64), (64, 48)]);
        assert!(studio.blobs().read_all(&files[0].name).await.unwrap().is_some());
        assert!(studio.asset_trash(&person.actor, other_size, studio.now()).await.unwrap());
        assert!(studio.job_inputs(&claim).await.unwrap().is_none(), "one of them is in the trash");
        let gone = Failure { code: FailureCode::InputGone, detail: String::new() };
        studio.settle(&claim, Outcome::Failed { failure: gone, retry: false }).await;
        let view = studio.view(&person, id).await;
        assert_eq!((view.state, view.failure, view.captured), (GenerationState::Failed, Some(FailureCode::InputGone), 0));
        // The same request again is the same generation, though it could not be made today.
        assert_eq!(studio.submit(&person, id, all).await.unwrap().state, GenerationState::Failed);
        studio.wind_down().await;
    }

    async fn a_source_suggests_the_size(studio) {
        able(&studio).await;
        let person = studio.person(100).await;
        for ((width, height), expected) in
            [((64, 48), (64, 48)), ((640, 480), (128, 96)), ((30, 20), (48, 32)), ((1000, 10), (128, 32))]
        {
            let source = Some(picture(&studio, &person, width, height).await);
            let submit = |draft| studio.submit(&person, GenerationId(studio.clock().id()), draft);
            let made = submit(Draft { source, ..draft("pen", 1) }).await.unwrap();
            assert_eq!((made.spec.width, made.spec.height), expected, "{width} x {height}");
            let sized = Draft { source, width: Some(96), height: Some(96), ..draft("pen", 1) };
            let made = submit(sized).await.unwrap();
            assert_eq!((made.spec.width, made.spec.height), (96, 96), "what was said counts");
        }
        studio.wind_down().await;
    }
}
