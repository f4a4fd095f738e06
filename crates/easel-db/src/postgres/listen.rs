//! The connection that listens for the wakes of all processes.

use std::{future::poll_fn, pin::pin, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::oneshot,
    task::AbortHandle,
};
use tokio_postgres::{AsyncMessage, Client, Connection, Error, NoTls};

use super::{connect::Target, fault};
use crate::{
    DbError,
    wake::{Bell, Wake},
};

const WAIT_MIN: Duration = Duration::from_millis(100);
const WAIT_MAX: Duration = Duration::from_secs(5);

/// Starts to listen and returns once the server hears us, so that no wake from now on is missed.
pub(super) async fn start(target: &Target, channel: &str, bell: Bell) -> Result<AbortHandle, DbError> {
    let (ready, heard) = oneshot::channel();
    let (target, channel) = (target.clone(), channel.to_owned());
    let task = tokio::spawn(async move {
        let mut ready = Some(ready);
        let mut wait = WAIT_MIN;
        loop {
            let lost = listen(&target, &channel, &bell, |bell| {
                wait = WAIT_MIN;
                match ready.take() {
                    Some(ready) => drop(ready.send(Ok(()))),
                    // What was announced meanwhile was not heard.
                    None => bell.ring(Wake::Everything),
                }
            })
            .await;
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
async fn listen(target: &Target, channel: &str, bell: &Bell, begun: impl FnMut(&Bell)) -> Option<DbError> {
    match target.tls.clone() {
        Some(tls) => match target.config.connect(tls).await {
            Ok((client, connection)) => hear(client, connection, channel, bell, begun).await,
            Err(error) => Some(unavailable(error)),
        },
        None => match target.config.connect(NoTls).await {
            Ok((client, connection)) => hear(client, connection, channel, bell, begun).await,
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
    channel: &str,
    bell: &Bell,
    mut begun: impl FnMut(&Bell),
) -> Option<DbError>
where
    S: AsyncRead + AsyncWrite + Unpin,
    T: AsyncRead + AsyncWrite + Unpin,
{
    let command = format!("LISTEN \"{channel}\"");
    let mut listening = pin!(client.batch_execute(&command));
    let mut is_listening = false;
    loop {
        let message = tokio::select! {
            message = poll_fn(|cx| connection.poll_message(cx)) => message,
            heard = &mut listening, if !is_listening => match heard {
                Ok(()) => {
                    is_listening = true;
                    begun(bell);
                    continue;
                }
                Err(error) => return Some(unavailable(error)),
            },
        };
        match message {
            Some(Ok(AsyncMessage::Notification(note))) => bell.ring(Wake::Topic(note.payload().into())),
            Some(Ok(_)) => {}
            Some(Err(error)) => return Some(unavailable(error)),
            None => return None,
        }
    }
}
