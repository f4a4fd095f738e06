//! The stand-in of Stripe as a program, for walking through a payment in a browser:
//!
//! `cargo run -p easel-testing --example stripe -- [127.0.0.1:4242] [http://127.0.0.1:8080/api/v1/webhooks-in/stripe]`
//!
//! The studio beside it is started with what this prints. Sessions lead to a page with a button; what happens is told to
//! the webhook, again and again until it is taken. Refunds in the dashboard, disputes and other things that happen there
//! are done with `curl -X POST http://127.0.0.1:4242/_/dispute/<session>`; `src/stripe/api.rs` has the list.

use bytes::Bytes;
use easel_testing::{Clock, StripeStandIn};
use http_body_util::Full;
use hyper::{Request, client::conn::http1};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::net::TcpStream;

type Anyhow<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Anyhow<()> {
    let mut words = std::env::args().skip(1);
    let address = words.next().unwrap_or_else(|| "127.0.0.1:4242".to_owned());
    let hook = words.next().unwrap_or_else(|| "http://127.0.0.1:8080/api/v1/webhooks-in/stripe".to_owned());
    let clock = Clock::default();
    set(&clock)?;
    let stripe = StripeStandIn::open_at(&address, clock.clone()).await;
    println!("EASEL_STRIPE_API_URL={}", stripe.url());
    println!("EASEL_STRIPE_SECRET_KEY={}", StripeStandIn::SECRET_KEY);
    println!("EASEL_STRIPE_WEBHOOK_SECRET={}", StripeStandIn::WEBHOOK_SECRET);
    let mut waiting: Vec<Value> = Vec::new();
    loop {
        set(&clock)?;
        waiting.extend(stripe.events());
        let mut refused = Vec::new();
        for event in waiting.drain(..) {
            match tell(&hook, &event, clock.now().0 / 1000).await {
                Ok(status) if (200..300).contains(&status) => println!("told {}", event["type"]),
                told => {
                    eprintln!("{} was not taken: {told:?}", event["type"]);
                    refused.push(event);
                }
            }
        }
        let pause = if refused.is_empty() { 100 } else { 2_000 };
        waiting = refused;
        tokio::time::sleep(Duration::from_millis(pause)).await;
    }
}

#[expect(clippy::disallowed_methods, reason = "a program's door to the clock")]
fn set(clock: &Clock) -> Anyhow<()> {
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?;
    clock.advance(now - clock.now().0);
    Ok(())
}

async fn tell(hook: &str, event: &Value, at_s: i64) -> Anyhow<u16> {
    let (host, _) = hook.strip_prefix("http://").ok_or("http only")?.split_once('/').ok_or("no path")?;
    let stream = TcpStream::connect(host).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let (signature, body) = StripeStandIn::sign(event, at_s);
    let request = Request::post(hook.trim_start_matches("http://").trim_start_matches(host))
        .header("host", host)
        .header("content-type", "application/json")
        .header("stripe-signature", signature)
        .body(Full::new(Bytes::from(body)))?;
    Ok(sender.send_request(request).await?.status().as_u16())
}
