//! Just enough HTTP/1.1 for two ends that know each other.

use crate::Anyhow;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A connection that lives on from message to message.
pub(crate) struct Line {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// A message as it lies in the connection's buffer.
pub(crate) struct Message<'a> {
    pub(crate) head: &'a str,
    pub(crate) body: &'a [u8],
}

impl Line {
    pub(crate) fn new(stream: TcpStream) -> Anyhow<Self> {
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::new() })
    }

    pub(crate) async fn write(&mut self, bytes: &[u8]) -> Anyhow<()> {
        Ok(self.stream.write_all(bytes).await?)
    }

    /// The next message; `None` when the other end is gone. Neither end sends a second one before it has the answer.
    pub(crate) async fn read(&mut self) -> Anyhow<Option<Message<'_>>> {
        self.buffer.clear();
        let mut sizes = None;
        loop {
            if sizes.is_none()
                && let Some(at) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n")
            {
                let head = at + 4;
                let whole = head + length(std::str::from_utf8(&self.buffer[..head])?)?;
                self.buffer.reserve(whole.saturating_sub(self.buffer.len()));
                sizes = Some((head, whole));
            }
            if let Some((head, whole)) = sizes.filter(|(_, whole)| self.buffer.len() >= *whole) {
                let (head, body) = (&self.buffer[..head], &self.buffer[head..whole]);
                return Ok(Some(Message { head: std::str::from_utf8(head)?, body }));
            }
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return if self.buffer.is_empty() { Ok(None) } else { Err("half a message".into()) };
            }
        }
    }
}

fn length(head: &str) -> Anyhow<usize> {
    let is_length = |name: &str| name.eq_ignore_ascii_case("content-length");
    let mut fields = head.lines().filter_map(|line| line.split_once(':'));
    match fields.find(|(name, _)| is_length(name)) {
        Some((_, length)) => Ok(length.trim().parse()?),
        None if head.starts_with("GET ") => Ok(0),
        None => Err(format!("a message that doesn't say its length: {head}").into()),
    }
}
