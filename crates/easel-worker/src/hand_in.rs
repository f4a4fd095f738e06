//! A lent worker's pictures, at both ends of the line: handed in as they came, and taken in by a worker of the house,
//! which makes files of ours of them as of any provider's answer.

use crate::{
    Shop,
    generate::{Finishing, closing, hand_back, keep_inside},
    input::{self, failed},
    mind::{Course, Minded, mind},
    office::{Made, Office, StudioLine},
};
use bytes::Bytes;
use easel_compose::Decoded;
use easel_domain::{
    FailureCode, Lane, Outcome, Spec,
    lent::{LentPictures, PICTURE_BYTES_MAX},
    model::ChannelState,
    routing::Health,
};
use easel_engine::{Origin, Picture, Pictures, Pixels, Reporter, reporter};
use easel_store::{AttemptNote, Claim, Elsewhere, HandIn, asks, asks_inside};

/// Hands pictures in over the line.
pub(crate) async fn hand_in(
    line: &StudioLine,
    claim: &Claim,
    reporter: &Reporter,
    made: Pictures,
) -> Outcome<Made> {
    let Pictures { pictures, account } = made;
    let algorithm = pictures.iter().all(|p| p.origin == Origin::Algorithm);
    let seeds = pictures.iter().map(|p| p.seed).collect();
    for (position, picture) in pictures.into_iter().enumerate() {
        if !reporter.progress(1.0, "storing") {
            return Outcome::Cancelled;
        }
        let file = match file_of(picture.pixels).await {
            Ok(file) if file.len() <= PICTURE_BYTES_MAX => file,
            Ok(_) => return failed(FailureCode::Engine, "the picture's file is too long".to_owned(), false),
            Err(detail) => return failed(FailureCode::Engine, detail, true),
        };
        if let Err(detail) = line.hand_in(claim, position, file).await {
            return failed(FailureCode::Storing, detail, true);
        }
    }
    Outcome::Succeeded(Made::HandedIn(LentPictures { seeds, algorithm, account }))
}

async fn file_of(pixels: Pixels) -> Result<Bytes, String> {
    match pixels {
        Pixels::Encoded(file) => Ok(file),
        Pixels::Rgba { width, height, rgba } => {
            let encoding = move || easel_compose::png(&Decoded { width, height, rgba });
            let file = tokio::task::spawn_blocking(encoding).await.map_err(|e| e.to_string())?;
            file.map(Bytes::from).map_err(|e| e.to_string())
        }
    }
}

/// Takes in what a lent worker handed in, to its settling.
pub(crate) async fn run(shop: &Shop, claim: &Claim, hand_in: &HandIn, spec: &Spec) {
    let (our_end, listener) = reporter();
    let taking = take_in(shop, claim, &our_end, hand_in, spec);
    let outcome = match mind(shop, claim, &hand_in.channel, listener, &Course::default(), taking).await {
        Minded::Ended(outcome) => outcome,
        Minded::HandedBack => return hand_back(shop, claim, None, closing()).await,
        Minded::Lost => return,
    };
    let operation = spec.operation();
    let mut note = AttemptNote::default();
    let outcome = match outcome {
        Outcome::Failed { failure, retry } if failure.code == FailureCode::Engine => {
            // What came was no picture, or not the one asked for: it is made anew, and its maker has to answer for it.
            shop.office.heard(&hand_in.worker, operation, Health::Ill, Some(&failure.detail)).await;
            note.channel = Some(hand_in.channel.clone());
            note.operation = Some(operation);
            note.elsewhere = Some(back_in_the_queue(shop, spec));
            // A test is to tell how this channel does now: a second try would only hide the first.
            Outcome::Failed { failure, retry: retry && claim.channel.is_none() }
        }
        Outcome::Succeeded(made) => {
            if shop.ways.standings().knows(&hand_in.worker, operation) {
                shop.office.heard(&hand_in.worker, operation, Health::Well, None).await;
            }
            Outcome::Succeeded(made)
        }
        outcome => outcome,
    };
    shop.office.settle(claim, outcome, (note, Health::Unasked), shop.options.retry).await;
}

/// Where the job waited before.
fn back_in_the_queue(shop: &Shop, spec: &Spec) -> Elsewhere {
    let registry = shop.registry.borrow().clone();
    let model = registry.catalogue().models.iter().find(|m| m.name == spec.model);
    let engine = model.map_or("", |m| registry.catalogue().engine_of(m));
    let operation = spec.operation();
    let inside = model.is_some_and(|m| {
        m.channels.iter().any(|c| {
            c.state == ChannelState::Active
                && c.operations.contains(&operation)
                && registry.engine(&c.provider).is_some()
        })
    });
    let asks = if inside { asks_inside(&spec.model, operation) } else { asks(&spec.model, operation) };
    Elsewhere { lane: Lane::of_engine(engine), asks }
}

async fn take_in(
    shop: &Shop,
    claim: &Claim,
    reporter: &Reporter,
    hand_in: &HandIn,
    spec: &Spec,
) -> Outcome<Made> {
    let Office::Store(store) = &shop.office else {
        return failed(FailureCode::Storing, "only the studio takes pictures in".to_owned(), true);
    };
    let loading = async {
        let inputs = input::load(shop, claim).await?;
        Finishing::load(shop, claim, spec, &inputs).await
    };
    let finishing = match loading.await {
        Ok(finishing) => finishing,
        // The house's own trouble is no reason to throw away what was made.
        Err(Outcome::Failed { failure, retry }) if failure.code == FailureCode::Engine => {
            return failed(FailureCode::Storing, failure.detail, retry);
        }
        Err(outcome) => return outcome,
    };
    let LentPictures { seeds, algorithm, account } = &hand_in.pictures;
    let origin = if *algorithm { Origin::Algorithm } else { Origin::TrainedModel };
    let mut pictures = Vec::new();
    for (name, seed) in hand_in.files.iter().zip(seeds) {
        match store.blobs().read_within(name, PICTURE_BYTES_MAX as u64).await {
            Ok(Some(file)) => pictures.push(Picture { pixels: Pixels::Encoded(file), seed: *seed, origin }),
            Ok(None) => return failed(FailureCode::Engine, "what was handed in is gone".to_owned(), true),
            Err(error) => return failed(FailureCode::Storing, error.to_string(), true),
        }
    }
    let made = Pictures { pictures, account: account.clone() };
    keep_inside((shop, store), (reporter, claim), made, (spec, &finishing)).await
}
