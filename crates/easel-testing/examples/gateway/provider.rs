//! A provider without latency.

use crate::{Anyhow, http::Line};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use std::{
    io::Read,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};
use tokio::net::TcpListener;

struct Provider {
    small: Vec<u8>,
    large: Vec<u8>,
    made: AtomicU64,
}

pub(crate) async fn run() -> Anyhow<()> {
    let (small, large) = (answer(&picture(64, 64)?), answer(&picture(3840, 2160)?));
    let provider = Arc::new(Provider { small, large, made: AtomicU64::new(0) });
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("port {}", listener.local_addr()?.port());
    let serving = async {
        loop {
            let line = Line::new(listener.accept().await?.0)?;
            tokio::spawn(serve(Arc::clone(&provider), line));
        }
    };
    let input = tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new()));
    tokio::select! {
        ended = serving => ended,
        _ = input => Ok(()),
    }
}

/// A connection ends as it likes; whoever measures sees what is missing.
async fn serve(provider: Arc<Provider>, mut line: Line) -> Anyhow<()> {
    loop {
        let Some(message) = line.read().await? else { return Ok(()) };
        if message.head.starts_with("GET /count ") {
            let count = provider.made.load(Relaxed).to_string();
            // Who asks for it reads to the end of the connection.
            return line.write(&whole("text/plain", count.as_bytes())).await;
        }
        provider.made.fetch_add(1, Relaxed);
        let wants_large = message.body.windows(9).any(|nine| nine == b"3840x2160");
        line.write(if wants_large { &provider.large } else { &provider.small }).await?;
    }
}

fn whole(kind: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}

fn answer(picture: &[u8]) -> Vec<u8> {
    let body = serde_json::json!({ "created": 1, "data": [{ "b64_json": STANDARD.encode(picture) }] });
    whole("application/json", body.to_string().as_bytes())
}

/// Soft colours with the grain of a photograph, so that it packs like one.
fn picture(width: u32, height: u32) -> Anyhow<Vec<u8>> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::Fast);
    let mut pixels = Vec::with_capacity(width as usize * height as usize * 3);
    let mut grain = 1_u32;
    for y in 0..height {
        for x in 0..width {
            grain = grain.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let soft = [x * 255 / width, y * 255 / height, (x + y) * 120 / (width + height)];
            pixels.extend(soft.map(|colour| u8::try_from(colour + (grain >> 30)).unwrap_or(u8::MAX)));
        }
    }
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&pixels)?;
    writer.finish()?;
    Ok(file)
}
