//! A mail server that speaks just enough to receive one mail at a time.

use std::net::SocketAddr;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::{Mutex, mpsc},
};

/// How the server answers `RCPT`.
#[derive(Clone, Copy)]
pub enum Answers {
    /// Takes it.
    Takes,
    /// Not now.
    RefusesForNow,
    /// Never.
    RefusesForGood,
}

/// A mail as it came in.
#[derive(Default)]
pub struct Received {
    /// What `MAIL FROM` said.
    pub from: String,
    /// What each `RCPT TO` said.
    pub to: Vec<String>,
    /// The mail itself.
    pub data: String,
}

/// The server; it goes with the runtime it was started on.
pub struct Server {
    address: SocketAddr,
    mails: Mutex<mpsc::Receiver<Received>>,
}

impl Server {
    /// Listens on a port of its own.
    ///
    /// # Panics
    /// When there is no port.
    pub async fn start(answers: Answers) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (sender, mails) = mpsc::channel(16);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, answers, sender.clone()));
            }
        });
        Self { address, mails: Mutex::new(mails) }
    }

    /// Its address, as `EASEL_SMTP_URL` has it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// The next mail; waits for it.
    ///
    /// # Panics
    /// When the server is gone.
    pub async fn received(&self) -> Received {
        self.mails.lock().await.recv().await.expect("a mail")
    }
}

async fn talk(stream: TcpStream, answers: Answers, mails: mpsc::Sender<Received>) {
    let mut stream = BufReader::new(stream);
    let mut mail = Received::default();
    say(&mut stream, "220 test").await;
    loop {
        let line = read(&mut stream).await;
        let value = line.split_once(':').map_or("", |(_, value)| value).trim().to_owned();
        match line.get(..4).unwrap_or("").to_ascii_uppercase().as_str() {
            "EHLO" | "HELO" => say(&mut stream, "250 test").await,
            "MAIL" => {
                mail.from = value.split(' ').next().unwrap_or("").to_owned();
                say(&mut stream, "250 ok").await;
            }
            "RCPT" => match answers {
                Answers::Takes => {
                    mail.to.push(value);
                    say(&mut stream, "250 ok").await;
                }
                Answers::RefusesForNow => say(&mut stream, "451 come again").await,
                Answers::RefusesForGood => say(&mut stream, "550 no such person").await,
            },
            "DATA" => {
                say(&mut stream, "354 go on").await;
                loop {
                    let line = read(&mut stream).await;
                    if line == ".\r\n" || line.is_empty() {
                        break;
                    }
                    mail.data.push_str(&line);
                }
                say(&mut stream, "250 taken").await;
                let _ = mails.send(std::mem::take(&mut mail)).await;
            }
            "RSET" | "NOOP" => say(&mut stream, "250 ok").await,
            _ => {
                say(&mut stream, "221 bye").await;
                return;
            }
        }
    }
}

async fn read(stream: &mut BufReader<TcpStream>) -> String {
    let mut line = String::new();
    let _ = stream.read_line(&mut line).await;
    line
}

async fn say(stream: &mut BufReader<TcpStream>, line: &str) {
    let _ = stream.get_mut().write_all(format!("{line}\r\n").as_bytes()).await;
}
