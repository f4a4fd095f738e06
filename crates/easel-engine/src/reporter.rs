//! The line between an engine at work and the worker that minds it.

use bytes::Bytes;
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};
use tokio::sync::{mpsc, oneshot, watch};

/// How far an engine is.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Report {
    /// 0 to 1.
    pub progress: f64,
    /// Key of its sentence in the catalogues, under `stage.`.
    pub stage: Option<&'static str>,
}

/// An engine about to send something that may be billed; the worker records it and says whether it may.
pub struct Sending {
    /// Where the answer goes.
    pub allow: oneshot::Sender<bool>,
}

/// A provider took the request and named it; the worker writes the name down, so that a lost worker's successor can
/// ask for it.
pub struct Accepted {
    /// What the provider calls the request.
    pub provider_ref: String,
    /// Told when it is written down.
    pub done: oneshot::Sender<()>,
}

/// The engine's end of the line. Cheap to clone, usable from blocking threads.
#[derive(Clone)]
pub struct Reporter {
    report: Arc<watch::Sender<Report>>,
    preview: Arc<watch::Sender<Option<Bytes>>>,
    stop: Arc<AtomicBool>,
    stopping: Arc<watch::Sender<bool>>,
    sending: mpsc::Sender<Sending>,
    accepted: mpsc::Sender<Accepted>,
}

impl Reporter {
    /// Says how far it is. Never waits; false when the work is to be dropped.
    pub fn progress(&self, progress: f64, stage: &'static str) -> bool {
        self.report.send_replace(Report { progress, stage: Some(stage) });
        !self.is_stopped()
    }

    /// Whether the work is to be dropped: called off, or no longer ours.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Over once the work is to be dropped; for waiting on it beside something else.
    pub async fn stopped(&self) {
        let mut stopping = self.stopping.subscribe();
        let _ = stopping.wait_for(|stop| *stop).await;
    }

    /// Shows an unfinished picture: a PNG, JPEG or WebP file as it came. Never waits; the latest one counts.
    pub fn preview(&self, file: Bytes) {
        self.preview.send_replace(Some(file));
    }

    /// Says what the provider calls the request, once it took it, when this engine can ask for it again by that name.
    /// Over when it is written down.
    pub async fn accepted(&self, provider_ref: &str) {
        let (done, written) = oneshot::channel();
        let accepted = Accepted { provider_ref: provider_ref.to_owned(), done };
        if self.accepted.send(accepted).await.is_ok() {
            let _ = written.await;
        }
    }

    /// Must be asked, and answered `true`, right before a request is sent that somebody may bill: the attempt is
    /// marked as sent first.
    pub async fn sending(&self) -> bool {
        let (allow, answer) = oneshot::channel();
        if self.is_stopped() || self.sending.send(Sending { allow }).await.is_err() {
            return false;
        }
        answer.await.unwrap_or(false)
    }
}

/// The worker's end of the line.
pub struct Listener {
    /// The latest report.
    pub report: watch::Receiver<Report>,
    /// The latest unfinished picture.
    pub preview: watch::Receiver<Option<Bytes>>,
    /// Requests about to be sent.
    pub sending: mpsc::Receiver<Sending>,
    /// Requests a provider took and named.
    pub accepted: mpsc::Receiver<Accepted>,
    stop: Arc<AtomicBool>,
    stopping: Arc<watch::Sender<bool>>,
}

impl Listener {
    /// Tells the engine to drop its work.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
        self.stopping.send_replace(true);
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A new line.
#[must_use]
pub fn reporter() -> (Reporter, Listener) {
    let (report, reports) = watch::channel(Report::default());
    let (preview, previews) = watch::channel(None);
    let (sending, sendings) = mpsc::channel(1);
    let (accepted, accepteds) = mpsc::channel(1);
    let stop = Arc::new(AtomicBool::new(false));
    let stopping = Arc::new(watch::channel(false).0);
    let ours = Reporter {
        report: Arc::new(report),
        preview: Arc::new(preview),
        stop: Arc::clone(&stop),
        stopping: Arc::clone(&stopping),
        sending,
        accepted,
    };
    let theirs = Listener {
        report: reports,
        preview: previews,
        sending: sendings,
        accepted: accepteds,
        stop,
        stopping,
    };
    (ours, theirs)
}
