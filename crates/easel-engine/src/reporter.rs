//! The line between an engine at work and the worker that minds it.

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

/// The engine's end of the line. Cheap to clone, usable from blocking threads.
#[derive(Clone)]
pub struct Reporter {
    report: Arc<watch::Sender<Report>>,
    stop: Arc<AtomicBool>,
    sending: mpsc::Sender<Sending>,
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
    /// Requests about to be sent.
    pub sending: mpsc::Receiver<Sending>,
    stop: Arc<AtomicBool>,
}

impl Listener {
    /// Tells the engine to drop its work.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
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
    let (sending, sendings) = mpsc::channel(1);
    let stop = Arc::new(AtomicBool::new(false));
    let ours = Reporter { report: Arc::new(report), stop: Arc::clone(&stop), sending };
    (ours, Listener { report: reports, sending: sendings, stop })
}
