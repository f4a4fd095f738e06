//! What a server says against a prompt, before and after it took it.

use super::workflow::missing;
use crate::{
    Answer,
    own_gpu::{End, Trouble, closed, ill, quote},
};
use easel_domain::routing::{ClosedFor, Health};
use serde_json::Value;

/// What follows from a refused prompt: the graph is the channel's, so that mostly the operator has something to mend.
pub(super) fn refusal(status: u16, text: &[u8]) -> End {
    let said: Value = serde_json::from_slice(text).unwrap_or_default();
    let errors = said.get("node_errors").and_then(Value::as_object);
    if let Some((node, error)) =
        errors.and_then(|nodes| nodes.iter().find_map(|(node, said)| Some((node, first(said)?))))
    {
        let class = errors.and_then(|nodes| nodes[node].get("class_type")?.as_str()).unwrap_or_default();
        return node_error(node, class, error);
    }
    let error = said.get("error");
    let kind = error.and_then(|e| e.get("type")).and_then(Value::as_str);
    let Some(kind) = kind.filter(|_| status == 400 || status == 200) else {
        return Trouble::Status(status, String::from_utf8_lossy(text).into_owned()).end();
    };
    let word = |key: &str| error.and_then(|e| e.get(key)).and_then(Value::as_str).unwrap_or_default();
    let class = error.and_then(|e| e.get("extra_info")?.get("class_type")?.as_str());
    if kind == "invalid_prompt"
        && let Some(class) = class
    {
        return closed(ClosedFor::Settings, format!("the server lacks the node {}", quote(class)));
    }
    let detail = format!("{kind}: {} {}", word("message"), word("details"));
    closed(ClosedFor::Settings, format!("the server refuses the graph: {}", quote(&detail)))
}

fn first(node: &Value) -> Option<&Value> {
    node.get("errors")?.as_array()?.first()
}

fn node_error(node: &str, class: &str, error: &Value) -> End {
    let word = |key: &str| error.get(key).and_then(Value::as_str).unwrap_or_default();
    let more = |key: &str| error.get("extra_info").and_then(|m| m.get(key)).and_then(Value::as_str);
    if word("type") == "value_not_in_list"
        && let (Some(input), Some(value)) = (more("input_name"), more("received_value"))
    {
        return closed(ClosedFor::Settings, quote(&missing(input, value)));
    }
    let detail = quote(&format!("{class} {node}: {}: {} {}", word("type"), word("message"), word("details")));
    if word("type") == "custom_validation_failed" {
        // A picture we put there is gone: somebody emptied the folder.
        return ill(detail);
    }
    closed(ClosedFor::Settings, detail)
}

/// What a finished prompt's history entry says went wrong; `None` when it went well.
pub(super) fn mishap(entry: &Value) -> Option<Answer> {
    let status = entry.get("status")?;
    if status.get("status_str").and_then(Value::as_str) != Some("error") {
        return None;
    }
    let messages = status.get("messages").and_then(Value::as_array);
    let find = |event: &str| {
        let named = |message: &&Value| message.get(0).and_then(Value::as_str) == Some(event);
        messages.and_then(|all| all.iter().rev().find(named)).and_then(|message| message.get(1))
    };
    let Some(error) = find("execution_error") else {
        let by_hand = find("execution_interrupted").is_some();
        let why = if by_hand { "somebody interrupted it on the server" } else { "the server failed" };
        return Some(Answer::failed(Health::Ill, why));
    };
    let word = |key: &str| error.get(key).and_then(Value::as_str).unwrap_or_default();
    let (kind, message) = (word("exception_type"), word("exception_message"));
    let detail = quote(&format!("{} {}: {kind}: {message}", word("node_type"), word("node_id")));
    let memory = kind.contains("OutOfMemory")
        || message.contains("Allocation on device")
        || message.to_lowercase().contains("out of memory");
    let detail = if memory { format!("out of memory: {detail}") } else { detail };
    Some(Answer::failed(Health::Ill, detail))
}
