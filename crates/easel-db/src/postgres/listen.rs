//! The connection that listens for the wakes of all processes and announces those of ours.
//!
//! A transaction doesn't announce its wakes itself: PostgreSQL lets only one transaction with a notification commit at
//! a time, flush to the disk included, so that no two of them would ever share a flush. The announcements of all that
//! committed meanwhile go out together, and nobody waits for the disk because of them.

use std::{
    future::{Future, pending, poll_fn},
    pin::{Pin, pin},
    sync::Arc,
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::{oneshot, watch},
    task::AbortHandle,
};
use tokio_postgres::{AsyncMessage, Client, Connection, Error, NoTls, types::Type};

use super::{connect::Target, fault};
use crate::{
    DbError,
    wake::{Bell, Wake},
};

const WAIT_MIN: Duration = Duration::from_millis(100);
const WAIT_MAX: Duration = Duration::from_secs(5);

/// More topics than this don't wait while the server is away: whoever comes back looks at everything anyway.
const WAITING_MAX: usize = 4096;
/// How long closing waits for the last announcements.
const FLUSH_TIME: Duration = Duration::from_secs(1);

const ANNOUNCE: &str = "SELECT pg_notify($1, topic) FROM unnest($2) AS topic";

const OWN: &str = "SELECT pg_backend_pid()";

#[derive(Default)]
struct Topics {
    waiting: Vec<Arc<str>>,
    under_way: Vec<Arc<str>>,
}

/// What is to be announced to the other processes; this one hears it at once.
#[derive(Clone)]
pub(super) struct Announcer(Arc<watch::Sender<Topics>>, Bell);

impl Announcer {
    pub(super) fn new(bell: Bell) -> Self {
        Self(Arc::new(watch::Sender::new(Topics::default())), bell)
    }

    /// Soon, together with others.
    pub(super) fn announce(&self, topics: Vec<Arc<str>>) {
        if topics.is_empty() {
            return;
        }
        self.1.ring_topics(topics.clone());
        self.0.send_modify(|known| {
            for topic in topics {
                if known.waiting.len() < WAITING_MAX && !known.waiting.contains(&topic) {
                    known.waiting.push(topic);
                }
            }
        });
    }

    /// Waits a moment for what is on its way.
    pub(super) async fn flush(&self) {
        let mut topics = self.0.subscribe();
        let gone = topics.wait_for(|topics| topics.waiting.is_empty() && topics.under_way.is_empty());
        let _ = tokio::time::timeout(FLUSH_TIME, gone).await;
    }

    /// Ends when there is something to announce, which is under way from then on.
    async fn take(&self) -> Vec<Arc<str>> {
        let mut topics = self.0.subscribe();
        let _ = topics.wait_for(|topics| !topics.waiting.is_empty()).await;
        drop(topics);
        let mut taken = Vec::new();
        self.0.send_modify(|topics| {
            topics.under_way = std::mem::take(&mut topics.waiting);
            taken.clone_from(&topics.under_way);
        });
        taken
    }

    fn announced(&self) {
        self.0.send_modify(|topics| topics.under_way.clear());
    }

    /// What was under way when the connection was lost is announced by the next one.
    fn lost(&self) {
        self.0.send_modify(|topics| {
            let waiting = std::mem::take(&mut topics.waiting);
            topics.waiting = std::mem::take(&mut topics.under_way);
            topics.waiting.extend(waiting);
        });
    }
}

/// Announces what there is, again and again; ends only with an error.
async fn announce(client: &Client, channel: &str, announcer: &Announcer) -> Error {
    loop {
        let topics = announcer.take().await;
        let topics: Vec<&str> = topics.iter().map(|topic| &**topic).collect();
        let announced =
            client.query_typed(ANNOUNCE, &[(&channel, Type::TEXT), (&topics, Type::TEXT_ARRAY)]).await;
        match announced {
            Ok(_) => announcer.announced(),
            Err(error) if error.as_db_error().is_some() => {
                tracing::warn!(error = %fault::clean(error), "wakes could not be announced");
                announcer.announced();
            }
            Err(error) => return error,
        }
    }
}

/// Starts to listen and returns once the server hears us, so that no wake from now on is missed.
pub(super) async fn start(
    target: &Target,
    channel: &str,
    bell: Bell,
    announcer: Announcer,
) -> Result<AbortHandle, DbError> {
    let (ready, heard) = oneshot::channel();
    let (target, channel) = (target.clone(), channel.to_owned());
    let task = tokio::spawn(async move {
        let mut ready = Some(ready);
        let mut wait = WAIT_MIN;
        loop {
            let lost = listen(&target, &channel, &announcer, &bell, |bell| {
                wait = WAIT_MIN;
                match ready.take() {
                    Some(ready) => drop(ready.send(Ok(()))),
                    // What was announced meanwhile was not heard.
                    None => bell.ring(Wake::Everything),
                }
            })
            .await;
            announcer.lost();
            if let Some(ready) = ready.take() {
                drop(ready.send(Err(lost)));
                return;
            }
            tracing::warn!(
                error = lost.as_ref().map(|error| error as &dyn std::error::Error),
                "the connection that listens for wakes was lost"
            );
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(WAIT_MAX);
        }
    });
    match heard.await {
        Ok(Ok(())) => Ok(task.abort_handle()),
        Ok(Err(Some(error))) => Err(error),
        Ok(Err(None)) | Err(_) => Err(DbError::Unavailable { source: None }),
    }
}

/// Listens until the connection is lost, and returns why, if anybody knows.
async fn listen(
    target: &Target,
    channel: &str,
    announcer: &Announcer,
    bell: &Bell,
    begun: impl FnMut(&Bell),
) -> Option<DbError> {
    match target.tls.clone() {
        Some(tls) => match target.config.connect(tls).await {
            Ok((client, connection)) => hear(client, connection, (channel, announcer), bell, begun).await,
            Err(error) => Some(unavailable(error)),
        },
        None => match target.config.connect(NoTls).await {
            Ok((client, connection)) => hear(client, connection, (channel, announcer), bell, begun).await,
            Err(error) => Some(unavailable(error)),
        },
    }
}

fn unavailable(error: Error) -> DbError {
    DbError::Unavailable { source: Some(fault::clean(error)) }
}

async fn hear<S, T>(
    client: Client,
    mut connection: Connection<S, T>,
    (channel, announcer): (&str, &Announcer),
    bell: &Bell,
    mut begun: impl FnMut(&Bell),
) -> Option<DbError>
where
    S: AsyncRead + AsyncWrite + Unpin,
    T: AsyncRead + AsyncWrite + Unpin,
{
    // A wake is no promise: it needn't be on the disk. By the name an operator knows the connection.
    let command =
        format!("SET synchronous_commit = off; SET application_name = '{channel}'; LISTEN \"{channel}\"");
    let mut listening = pin!(async {
        client.batch_execute(&command).await?;
        client.query_typed(OWN, &[]).await
    });
    let mut is_listening = false;
    // What this connection announced was heard in this process already.
    let mut own = None;
    let mut announcing: Pin<Box<dyn Future<Output = Error> + Send + '_>> = Box::pin(pending());
    loop {
        let message = tokio::select! {
            message = poll_fn(|cx| connection.poll_message(cx)) => message,
            heard = &mut listening, if !is_listening => match heard {
                Ok(rows) => {
                    is_listening = true;
                    own = rows.first().and_then(|row| row.try_get::<_, i32>(0).ok());
                    announcing = Box::pin(announce(&client, channel, announcer));
                    begun(bell);
                    continue;
                }
                Err(error) => return Some(unavailable(error)),
            },
            error = &mut announcing => return Some(unavailable(error)),
        };
        match message {
            Some(Ok(AsyncMessage::Notification(note))) if Some(note.process_id()) == own => {}
            Some(Ok(AsyncMessage::Notification(note))) => bell.ring(Wake::Topic(note.payload().into())),
            Some(Ok(_)) => {}
            Some(Err(error)) => return Some(unavailable(error)),
            None => return None,
        }
    }
}
