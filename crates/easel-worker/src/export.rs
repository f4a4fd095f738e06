//! An export's way: read the pictures one after the other, write one file of them, store it, settle. However long a
//! strip is, no more of it is in memory than one picture.

mod book;

use crate::{
    House, clock,
    generate::{closing, hand_back, hex},
    input::{failed, gone},
    mind::{Course, Minded, mind},
    office::Made,
    subject::subject,
};
use easel_compose::{Decoded, Strip, StripError};
use easel_domain::{
    ExportId, FailureCode, Outcome,
    format::{SocialFormat, format_of},
    job::RetryPolicy,
    routing::Health,
};
use easel_engine::{Reporter, reporter};
use easel_store::{AttemptNote, BlobBody, Claim, Delivery, ExportInput, ExportTask, export_blob_name};
use easel_tells::{HEAD_MAX, Source, Story, Tells, tell};
use easel_works::{
    export::{ExportLogo, ExportSpec, StripFile},
    strip::{StripDocument, colour_of},
};
use futures_util::StreamExt;
use sha2::{Digest, Sha256};
use std::{
    fs::File,
    io::{BufWriter, Read, Seek, Write},
    sync::Arc,
};
use tokio::runtime::Handle;

/// Most bytes of a picture's file.
const PICTURE_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Share of the progress bar that is making the file; the rest is storing it.
const MAKING: f64 = 0.95;

/// Runs one claimed export to its settling.
pub(crate) async fn run(house: &Arc<House>, claim: &Claim, task: ExportTask) {
    let (reporter, listener) = reporter();
    let course = Course::default();
    match mind(&house.shop, claim, "export", listener, &course, make(house, claim, reporter, task)).await {
        Minded::Ended(outcome) => {
            let note = (AttemptNote::default(), Health::Unasked);
            house.shop.office.settle(claim, outcome, note, RetryPolicy::EXPORT).await;
        }
        Minded::HandedBack => hand_back(&house.shop, claim, None, closing()).await,
        Minded::Lost => {}
    }
}

async fn make(house: &Arc<House>, claim: &Claim, reporter: Reporter, task: ExportTask) -> Outcome<Made> {
    let (store, blobs) = (&house.store, house.store.blobs());
    let storing = |what: &dyn std::fmt::Display| failed(FailureCode::Storing, what.to_string(), true);
    let inputs = match store.export_inputs(claim).await {
        Ok(inputs) => inputs,
        Err(error) => return storing(&error),
    };
    let Some(inputs) = inputs.into_iter().collect::<Option<Vec<_>>>() else {
        return gone("one of its pictures was deleted");
    };
    let scratch = match blobs.scratch().await {
        Ok(file) => file,
        Err(error) => return storing(&error),
    };
    let pictures = Pictures { house: Arc::clone(house), handle: Handle::current(), inputs, reporter };
    let id = task.id;
    let drawn = tokio::task::spawn_blocking(move || pictures.draw((id, &task.spec), scratch)).await;
    let (file, hash, bytes) = match drawn {
        Ok(Ok(drawn)) => drawn,
        Ok(Err(Problem::Gone)) => return gone("one of its pictures is gone"),
        Ok(Err(Problem::Stopped)) => return Outcome::Cancelled,
        Ok(Err(Problem::Storing(detail))) => return failed(FailureCode::Storing, detail, true),
        Ok(Err(Problem::Drawing(detail))) => return failed(FailureCode::Engine, detail, false),
        Err(error) => return storing(&error),
    };
    let name = export_blob_name(id, &hash);
    if let Err(error) = blobs.put_file(&name, file).await {
        return storing(&error);
    }
    // What is said to be there is looked for: a full disk may have kept less.
    match blobs.size(&name).await {
        Ok(Some(size)) if size == bytes => {}
        Ok(size) => return storing(&format!("{bytes} bytes were written, {size:?} are there")),
        Err(error) => return storing(&error),
    }
    let length = i64::try_from(bytes).unwrap_or(i64::MAX);
    match store.export_keep(claim, (&hash, length), clock::now()).await {
        // Where it is another's by now, settling finds that out.
        Ok(_) => Outcome::Succeeded(Made::Delivery(Delivery::default())),
        Err(error) => storing(&error),
    }
}

/// Why there is no file.
enum Problem {
    Gone,
    Stopped,
    /// It may go well another time.
    Storing(String),
    /// It won't.
    Drawing(String),
}

impl From<StripError<Self>> for Problem {
    fn from(error: StripError<Self>) -> Self {
        match error {
            StripError::Picture { why, .. } => why,
            StripError::Stopped => Self::Stopped,
            StripError::Write(error) => Self::Storing(error.to_string()),
            StripError::Compose(_) | StripError::JpegHeight | StripError::Format(_) => {
                Self::Drawing(error_words(&error))
            }
        }
    }
}

fn error_words(error: &StripError<Problem>) -> String {
    match error {
        StripError::Compose(error) => error.to_string(),
        StripError::Format(what) => what.clone(),
        _ => "the file can't hold it".to_owned(),
    }
}

/// The pictures an export is made of, read on a blocking thread.
struct Pictures {
    house: Arc<House>,
    handle: Handle,
    inputs: Vec<ExportInput>,
    reporter: Reporter,
}

impl Pictures {
    /// Writes the file; gives it back with its hash and its length, found by reading it again.
    fn draw(
        &self,
        (id, spec): (ExportId, &ExportSpec),
        mut scratch: File,
    ) -> Result<(File, String, u64), Problem> {
        let mut out = BufWriter::with_capacity(1 << 20, &mut scratch);
        let source = self.source()?;
        let studio = self.house.store.branding().name.clone();
        let story = source.map(|source| Story { studio, source, generation: None, settings: None });
        match spec {
            ExportSpec::Strip { strip, file } => self.draw_strip((strip, *file), story.as_ref(), &mut out)?,
            ExportSpec::Formats { formats, logo, .. } => {
                self.draw_formats((formats, *logo), story.as_ref(), &mut out)?;
            }
            ExportSpec::Book(export) => self.draw_book((id, export), story.as_ref(), &mut out)?,
        }
        let storing = |error: std::io::Error| Problem::Storing(error.to_string());
        out.flush().map_err(storing)?;
        drop(out);
        if let ExportSpec::Book(export) = spec {
            book::look_again(export, &mut scratch)?;
        }
        let (hash, bytes) = hash_of(&mut scratch).map_err(storing)?;
        Ok((scratch, hash, bytes))
    }

    fn draw_strip(
        &self,
        (strip, file): (&StripDocument, StripFile),
        story: Option<&Story>,
        out: impl Write + Seek,
    ) -> Result<(), Problem> {
        let sizes: Vec<_> = self.inputs.iter().map(|input| Some((input.width, input.height))).collect();
        let layout = strip.layout(file.width_px(strip), &sizes);
        let layout = layout.map_err(|error| Problem::Drawing(error.to_string()))?;
        let drawn = Strip {
            layout: &layout,
            background: colour_of(&strip.background).unwrap_or([255; 3]),
            story,
            read: &mut |position| self.read(position),
            progress: &mut |share| self.reporter.progress(share * MAKING, "drawing"),
        };
        match file {
            StripFile::Png => easel_compose::strip_png(drawn, out)?,
            StripFile::Jpeg => easel_compose::strip_jpeg(drawn, out)?,
            StripFile::Slices { height_px, .. } => easel_compose::strip_slices(drawn, height_px, out)?,
        };
        Ok(())
    }

    fn draw_formats(
        &self,
        (formats, logo): (&[String], Option<ExportLogo>),
        story: Option<&Story>,
        out: impl Write + Seek,
    ) -> Result<(), Problem> {
        let drawing = |error: easel_compose::ComposeError| Problem::Drawing(error.to_string());
        let picture = self.read(0)?;
        let logo = logo.map(|logo| self.read(1).map(|picture| (picture, logo.place))).transpose()?;
        let focus = subject(&picture);
        let all: Vec<&SocialFormat> = formats.iter().filter_map(|id| format_of(id)).collect();
        let mut one = |at: usize| {
            if !self.reporter.progress(at as f64 / all.len() as f64 * MAKING, "drawing") {
                return Err(Problem::Stopped);
            }
            let format = all[at];
            let mut made = easel_compose::fit_format(&picture, format, focus).map_err(drawing)?;
            if let Some((logo, place)) = &logo {
                made = easel_compose::place_logo(made, logo, *place).map_err(drawing)?;
            }
            let file = match story {
                Some(story) => easel_compose::png_telling(&made, story),
                None => easel_compose::png(&made),
            };
            let name = format!("{}-{}x{}.png", format.id, format.width, format.height);
            Ok((name, file.map_err(drawing)?))
        };
        easel_compose::zip_files(all.len(), &mut one, out)?;
        Ok(())
    }

    /// One picture, unpacked. No more of them at once than there are processors.
    fn read(&self, position: usize) -> Result<Decoded, Problem> {
        let shop = &self.house.shop;
        let place = self.handle.block_on(shop.tables.acquire());
        let _place = place.map_err(|error| Problem::Storing(error.to_string()))?;
        self.unpacked(position)
    }

    /// The same for who has a place already.
    fn unpacked(&self, position: usize) -> Result<Decoded, Problem> {
        let input = self.inputs.get(position).ok_or(Problem::Gone)?;
        let file = self.handle.block_on(self.house.store.blobs().read_within(&input.name, PICTURE_BYTES_MAX));
        let file = file.map_err(|error| Problem::Storing(error.to_string()))?.ok_or(Problem::Gone)?;
        let picture = easel_compose::decode(&file).map_err(|error| Problem::Drawing(error.to_string()))?;
        if (picture.width, picture.height) != (input.width, input.height) {
            return Err(Problem::Drawing(format!("picture {position} has another size than its row says")));
        }
        Ok(picture)
    }

    /// How the pictures came to be, by what their own files say. A logo is no part of that.
    fn source(&self) -> Result<Option<Source>, Problem> {
        let mut sources = Vec::with_capacity(self.inputs.len());
        for input in &self.inputs {
            let head = self.handle.block_on(self.head(&input.name))?;
            sources.push(tell(&head, None, Tells::NONE).ok().and_then(|told| told.source));
        }
        Ok(Source::together(sources))
    }

    /// The beginning of a picture's file, where its words are.
    async fn head(&self, name: &str) -> Result<Vec<u8>, Problem> {
        let storing = |error: easel_store::BlobError| Problem::Storing(error.to_string());
        let mut head = Vec::new();
        match self.house.store.blobs().read(name).await.map_err(storing)?.ok_or(Problem::Gone)? {
            BlobBody::File(file) => {
                file.take(HEAD_MAX as u64)
                    .read_to_end(&mut head)
                    .map_err(|error| Problem::Storing(error.to_string()))?;
            }
            BlobBody::Stream(mut chunks) => {
                while let Some(chunk) = chunks.next().await {
                    head.extend_from_slice(&chunk.map_err(storing)?);
                    if head.len() >= HEAD_MAX {
                        break;
                    }
                }
            }
        }
        Ok(head)
    }
}

fn hash_of(file: &mut File) -> std::io::Result<(String, u64)> {
    file.rewind()?;
    let (mut hasher, mut bytes, mut part) = (Sha256::new(), 0, vec![0; 1 << 20]);
    loop {
        let read = file.read(&mut part)?;
        if read == 0 {
            return Ok((hex(&hasher.finalize()), bytes));
        }
        hasher.update(&part[..read]);
        bytes += read as u64;
    }
}
