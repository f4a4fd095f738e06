//! Waiting for a prompt. The socket hurries it, but only the server's own books count.

use super::{
    Run,
    progress::{Ear, Heard, Share, listen},
    server::{Server, Whereabouts},
    too_late,
};
use crate::{
    Answer,
    own_gpu::{End, ill},
};
use serde_json::Value;
use std::{sync::atomic::Ordering, time::Duration};

/// How often a prompt may be in none of the server's books before it is taken for lost: between two of them is a
/// moment in which it is in none.
const SILENT_MAX: u32 = 3;
/// How often in a row the server may fail to answer.
const TROUBLES_MAX: u32 = 10;

/// How long to wait before looking for the `round`th time: quick pictures are had quickly, slow ones cost few calls.
fn pause(round: u32) -> Duration {
    Duration::from_millis(match round {
        0..=5 => 500,
        6..=60 => 1000,
        _ => 2000,
    })
}

/// Waits for the history entry of a prompt, and calls the prompt off when it is no longer wanted.
pub(super) async fn entry(run: &mut Run<'_>, server: &Server, id: &str, share: Share) -> Result<Value, End> {
    let heard = Heard::default();
    let ear = Ear { prompt: id, share, reporter: run.reporter, heard: &heard };
    tokio::select! {
        biased;
        () = run.reporter.stopped() => {
            server.cancel(id).await;
            Err(Box::new(Answer::cancelled()))
        }
        () = &mut run.late => Err(too_late(server, id).await),
        entry = look(server, id, &heard) => entry,
        never = listen(&mut run.socket, server, &run.client, &ear) => match never {},
    }
}

async fn look(server: &Server, id: &str, heard: &Heard) -> Result<Value, End> {
    let (mut silent, mut troubles) = (0, 0);
    for round in 0_u32.. {
        tokio::select! {
            () = tokio::time::sleep(pause(round)) => {}
            () = heard.look.notified() => {}
        }
        let found = match server.history(id).await {
            Ok(Some(entry)) => return Ok(entry),
            Ok(None) if heard.lately.swap(false, Ordering::Relaxed) => Ok(Whereabouts::Running),
            Ok(None) => server.whereabouts(id).await,
            Err(trouble) => Err(trouble),
        };
        match found {
            Ok(Whereabouts::Nowhere) => silent += 1,
            Ok(Whereabouts::Running | Whereabouts::Pending) => (silent, troubles) = (0, 0),
            Err(trouble) if troubles >= TROUBLES_MAX => return Err(trouble.end()),
            Err(_) => troubles += 1,
        }
        if silent >= SILENT_MAX {
            break;
        }
    }
    Err(ill("the server no longer knows the request: it was restarted, or somebody emptied its queue"))
}
