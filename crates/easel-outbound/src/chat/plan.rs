//! A book's plan asked for part by part.

use super::{Chat, ChatError};
use easel_works::book::{BookKind, Heard, PARTS_MAX, Plan, PlanNote, plan_heard, plan_parts, plan_question};
use std::sync::Arc;
use tokio::{sync::Semaphore, task::JoinSet, time::Instant};

/// Parts of one text that are asked for at once.
const PARTS_AT_ONCE: usize = 4;

impl Chat {
    /// What the model makes of a text, part by part, in the text's order. It ends within the time it was given, and at
    /// once when it is dropped. Once nobody answers or the key is refused, no further part is asked for.
    pub async fn plan_book(&self, text: &str, plan: &Plan<'_>) -> Vec<Heard> {
        #[expect(
            clippy::disallowed_methods,
            reason = "how long an answer is waited for is no time of the studio's"
        )]
        let until = Instant::now() + self.time;
        let parts = plan_parts(text);
        let (of, turn) = (parts.len(), Arc::new(Semaphore::new(PARTS_AT_ONCE)));
        let mut asked = JoinSet::new();
        for (no, part) in parts.iter().enumerate().take(PARTS_MAX) {
            let question = plan_question(part, (no + 1, of), plan);
            let (chat, turn, kind) = (self.clone(), Arc::clone(&turn), plan.kind);
            asked.spawn(async move {
                let Ok(_turn) = turn.acquire().await else { return (no, Err(PlanNote::Away)) };
                let said = chat.answer(&question, until).await;
                if let Err(error) = &said {
                    tracing::warn!(%error, "a plan's part was not made by the chat model");
                }
                if let Err(ChatError::Away | ChatError::Refused(401 | 403 | 404)) = said {
                    turn.close();
                }
                (no, said.map_err(note).and_then(|said| heard(&said, kind)))
            });
        }
        let mut heard: Vec<Heard> = parts.into_iter().map(|part| (part, Err(PlanNote::Late))).collect();
        while let Some(done) = asked.join_next().await {
            if let Ok((no, pages)) = done {
                heard[no].1 = pages;
            }
        }
        heard
    }
}

fn heard(said: &str, kind: BookKind) -> Result<Vec<easel_works::book::OutlinePage>, PlanNote> {
    plan_heard(said, kind).ok_or(PlanNote::Unreadable)
}

const fn note(error: ChatError) -> PlanNote {
    match error {
        ChatError::Away => PlanNote::Away,
        ChatError::Busy => PlanNote::Busy,
        ChatError::Late => PlanNote::Late,
        ChatError::Refused(_) => PlanNote::Refused,
        ChatError::Unreadable => PlanNote::Unreadable,
    }
}
