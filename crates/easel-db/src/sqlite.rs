//! SQLite: one thread that writes, a few that read.

mod copy;
mod session;
mod writer;

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError, atomic::AtomicU64, atomic::Ordering::Relaxed},
    thread::{self, JoinHandle},
};

use tokio::sync::{mpsc, oneshot, watch};

use crate::{BringBackError, Copied, DbError, DbMetrics, Migration, Options, tx::Call, wake::Bell};

pub(crate) use session::Session;
use writer::{Work, Writer};

/// Who finds this many before him in the queue waits outside of it.
const QUEUE_MAX: usize = 1024;

#[derive(Default)]
struct Counters {
    groups: AtomicU64,
    grouped: AtomicU64,
    group_max: AtomicU64,
}

#[derive(Clone)]
struct Queues {
    writes: mpsc::Sender<Work>,
    reads: mpsc::Sender<Box<dyn Call>>,
}

pub(crate) struct Engine {
    /// None once closed. The threads end when the last sender is gone.
    queues: Mutex<Option<Queues>>,
    counters: Arc<Counters>,
    path: PathBuf,
    /// Its sender lives as long as the writer's thread.
    ended: watch::Receiver<()>,
}

impl Engine {
    pub(crate) async fn open(path: &str, options: &Options, bell: Bell) -> Result<Self, DbError> {
        if path.is_empty() {
            return Err(DbError::config("the URL names no file"));
        }
        let (path, sync, readers) = (path.to_owned(), options.sqlite_sync, options.readers.max(1));
        let (writes, write_queue) = mpsc::channel(QUEUE_MAX);
        let (reads, read_queue) = mpsc::channel(QUEUE_MAX);
        let (alive, ended) = watch::channel(());
        let counters = Arc::new(Counters::default());
        let counted = counters.clone();
        let place = PathBuf::from(&path);
        tokio::task::spawn_blocking(move || -> Result<(), DbError> {
            let writer = Session::writing(&path, sync)?;
            let read_queue = Arc::new(Mutex::new(read_queue));
            let mut threads = Vec::with_capacity(readers);
            for _ in 0..readers {
                let session = Session::reading(&path)?;
                let queue = read_queue.clone();
                threads.push(start("sqlite-reader", move || read(session, &queue))?);
            }
            let writer = Writer { session: writer, queue: write_queue, bell, counters: counted };
            start("sqlite-writer", move || {
                writer.work(threads);
                drop(alive);
            })?;
            Ok(())
        })
        .await
        .map_err(DbError::other)??;
        Ok(Self { queues: Mutex::new(Some(Queues { writes, reads })), counters, path: place, ended })
    }

    fn queues(&self) -> Result<Queues, DbError> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner).clone().ok_or(DbError::Closed)
    }

    pub(crate) async fn run(&self, call: Box<dyn Call>, read_only: bool) -> Result<(), DbError> {
        let queues = self.queues()?;
        if read_only {
            queues.reads.send(call).await.map_err(|_| DbError::Closed)
        } else {
            queues.writes.send(Work::Call(call)).await.map_err(|_| DbError::Closed)
        }
    }

    /// Has the writer do something outside of any transaction.
    async fn alone<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Session) -> T + Send + 'static,
    ) -> Result<T, DbError> {
        let (reply, answer) = oneshot::channel();
        let work = Work::Alone(Box::new(move |session| {
            let _ = reply.send(work(session));
        }));
        self.queues()?.writes.send(work).await.map_err(|_| DbError::Closed)?;
        answer.await.map_err(|_| DbError::Panicked)
    }

    pub(crate) async fn migrate(&self, migrations: Vec<Migration>) -> Result<(), DbError> {
        self.alone(move |session| session.migrate(&migrations)).await?
    }

    pub(crate) async fn prepare_all(&self, texts: Vec<&'static str>) -> Vec<(&'static str, DbError)> {
        let first = texts.first().copied().unwrap_or_default();
        let prepare = move |session: &mut Session| {
            texts.into_iter().filter_map(|text| Some((text, session.prepare(text).err()?))).collect()
        };
        self.alone(prepare).await.unwrap_or_else(|error| vec![(first, error)])
    }

    pub(crate) async fn schema(&self) -> Result<Option<i64>, DbError> {
        self.alone(|session| session.schema()).await?
    }

    /// On a connection of its own, so that the writer goes on.
    pub(crate) async fn copy_out(
        &self,
        folder: PathBuf,
        list: (&'static str, &'static str),
    ) -> Result<Copied, DbError> {
        let path = self.path.clone();
        tokio::task::spawn_blocking(move || copy::out(&path, &folder, list)).await.map_err(DbError::other)?
    }

    pub(crate) async fn close(&self) {
        drop(self.queues.lock().unwrap_or_else(PoisonError::into_inner).take());
        // Nothing is ever sent: this ends when the sender does.
        let _ = self.ended.clone().changed().await;
    }

    pub(crate) fn metrics(&self) -> DbMetrics {
        let queues = self.queues().ok();
        DbMetrics {
            writer_queue: queues.as_ref().map_or(0, |queues| QUEUE_MAX - queues.writes.capacity()),
            reader_queue: queues.as_ref().map_or(0, |queues| QUEUE_MAX - queues.reads.capacity()),
            groups: self.counters.groups.load(Relaxed),
            grouped: self.counters.grouped.load(Relaxed),
            group_max: self.counters.group_max.load(Relaxed),
            ..DbMetrics::default()
        }
    }
}

/// Puts a copy in the place of a file that nobody has open.
pub(crate) async fn copy_back(
    path: PathBuf,
    folder: PathBuf,
    copied: Copied,
    replace: bool,
) -> Result<(), BringBackError> {
    tokio::task::spawn_blocking(move || copy::back(&path, &folder, &copied, replace))
        .await
        .map_err(DbError::other)?
}

fn start(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, DbError> {
    thread::Builder::new().name(name.to_owned()).spawn(work).map_err(DbError::other)
}

/// The work of a reader's thread. The readers share a queue: who is free holds it, and lets go with the work.
fn read(mut session: Session, queue: &Mutex<mpsc::Receiver<Box<dyn Call>>>) {
    loop {
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv();
        let Some(call) = next else { return };
        session.read(call);
    }
}
