//! The listener itself, over real sockets.

use crate::house::{House, databases, options};
use easel_web::Secret;
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
};

async fn talk(stream: &mut TcpStream, text: &str) -> String {
    stream.write_all(text.as_bytes()).await.expect("written");
    let mut answer = vec![0; 16_384];
    let read = tokio::time::timeout(Duration::from_secs(5), stream.read(&mut answer)).await;
    let read = read.expect("an answer in time").expect("an answer");
    String::from_utf8_lossy(&answer[..read]).into_owned()
}

#[tokio::test]
async fn closing_ends_live_streams_and_the_listener() {
    let house = House::open(&databases()[0], options()).await;
    let anna = house.person("anna@example.org").await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (close, closed) = oneshot::channel::<()>();
    let served = tokio::spawn(easel_web::serve(listener, house.router.clone(), async {
        let _ = closed.await;
    }));
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let cookie = anna.cookie.expect("a cookie");
    let head = format!("GET /api/v1/events HTTP/1.1\r\nHost: studio.test\r\nCookie: {cookie}\r\n\r\n");
    let answer = talk(&mut stream, &head).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let mut idle = TcpStream::connect(address).await.expect("a connection");
    assert!(talk(&mut idle, "GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n").await.contains("ready"));
    close.send(()).expect("still there");
    let end = tokio::time::timeout(Duration::from_secs(5), served).await;
    end.expect("closes soon").expect("no panic").expect("no error");
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn numbers_are_for_those_with_the_token() {
    let mut open = options();
    open.metrics_token = Some(Secret::new("very secret".to_owned()));
    let mut empty = options();
    empty.metrics_token = Some(Secret::new(String::new()));
    for (options, header, expected) in [
        (options(), Some("Bearer "), 404),
        (empty, Some("Bearer "), 404),
        (open.clone(), None, 401),
        (open.clone(), Some("Bearer wrong"), 401),
        (open, Some("Bearer very secret"), 200),
    ] {
        let house = House::open(&databases()[0], options).await;
        let mut browser = house.browser();
        browser.get("/api/v1/studio?token=never-seen").await;
        let mut request = browser.request("GET".parse().expect("a method"), "/metrics");
        if let Some(header) = header {
            request = request.header("authorization", header);
        }
        let answer = browser.send(request.body(axum::body::Body::empty()).expect("a request")).await;
        assert_eq!(answer.status, expected);
        let text = String::from_utf8_lossy(&answer.bytes);
        let line = "easel_http_answers_total{method=\"GET\",route=\"/api/v1/studio\",status=\"200\"} 1";
        assert_eq!(text.contains(line), expected == 200, "{text}");
        assert!(!text.contains("never-seen"));
    }
}
