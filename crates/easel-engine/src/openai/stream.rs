//! Events as a provider sends them one after another while it draws.

use bytes::{Bytes, BytesMut};

/// One event: the lines of its data, joined, and what it is called.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Event {
    /// Its name, where it has one.
    pub(super) name: String,
    /// Its content.
    pub(super) data: Bytes,
}

/// Cuts a stream of bytes into events, without going over any byte twice.
#[derive(Default)]
pub(super) struct Events {
    buffer: BytesMut,
    /// How much of the buffer has no line end.
    seen: usize,
    name: String,
    data: BytesMut,
}

impl Events {
    /// Takes bytes as they come.
    pub(super) fn push(&mut self, part: &[u8]) {
        self.buffer.extend_from_slice(part);
    }

    /// The next complete event. One without data is none.
    pub(super) fn next(&mut self) -> Option<Event> {
        while let Some(line) = self.line() {
            if line.is_empty() {
                let event = Event { name: std::mem::take(&mut self.name), data: self.data.split().freeze() };
                if !event.data.is_empty() {
                    return Some(event);
                }
                continue;
            }
            let (field, value) = match line.iter().position(|byte| *byte == b':') {
                Some(at) => (line.slice(..at), line.slice(at + 1..)),
                None => (line.clone(), Bytes::new()),
            };
            let value = if value.starts_with(b" ") { value.slice(1..) } else { value };
            match &field[..] {
                b"event" => self.name = String::from_utf8_lossy(&value[..value.len().min(100)]).into_owned(),
                b"data" => {
                    if !self.data.is_empty() {
                        self.data.extend_from_slice(b"\n");
                    }
                    self.data.extend_from_slice(&value);
                }
                _ => {}
            }
        }
        None
    }

    fn line(&mut self) -> Option<Bytes> {
        let Some(at) = self.buffer[self.seen..].iter().position(|byte| *byte == b'\n') else {
            self.seen = self.buffer.len();
            return None;
        };
        let mut line = self.buffer.split_to(self.seen + at + 1);
        self.seen = 0;
        line.truncate(line.len() - 1);
        if line.ends_with(b"\r") {
            line.truncate(line.len() - 1);
        }
        Some(line.freeze())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_the_same_however_they_are_cut() {
        let stream =
            b": hello\nevent: a.b\r\ndata: {\"x\":\ndata:1}\n\n\n\nid: 7\ndata: [DONE]\n\ndata: never";
        for size in 1..stream.len() {
            let mut events = Events::default();
            let mut found = Vec::new();
            for part in stream.chunks(size) {
                events.push(part);
                while let Some(event) = events.next() {
                    found.push(event);
                }
            }
            let first = Event { name: "a.b".to_owned(), data: Bytes::from_static(b"{\"x\":\n1}") };
            let second = Event { name: String::new(), data: Bytes::from_static(b"[DONE]") };
            assert_eq!(found, [first, second], "{size}");
        }
    }
}
