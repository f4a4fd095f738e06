//! The listener itself, over real sockets.

use crate::house::{House, databases, options};
use easel_door::secret::Secret;
use easel_web::ServeOptions;
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
    let limits = ServeOptions::new(false);
    let served = tokio::spawn(easel_web::serve(listener, house.router.clone(), limits, async {
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
async fn a_client_has_so_many_connections_and_no_more() {
    let house = House::open(&databases()[0], options()).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let limits = ServeOptions { per_client: Some(2), ..ServeOptions::new(false) };
    let served =
        tokio::spawn(easel_web::serve(listener, house.router.clone(), limits, std::future::pending()));
    const ASK: &str = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    let mut open = Vec::new();
    for _ in 0..2 {
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        assert!(talk(&mut stream, ASK).await.starts_with("HTTP/1.1 200"));
        open.push(stream);
    }
    let mut more = TcpStream::connect(address).await.expect("a connection");
    let closed = tokio::time::timeout(Duration::from_secs(5), more.read(&mut [0; 1])).await;
    assert!(matches!(closed.expect("closed in time"), Ok(0) | Err(_)));
    open.pop();
    let again = async {
        loop {
            let mut stream = TcpStream::connect(address).await.expect("a connection");
            let _ = stream.write_all(ASK.as_bytes()).await;
            if matches!(stream.read(&mut [0; 16]).await, Ok(1..)) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), again).await.expect("room again");
    served.abort();
}

#[tokio::test]
async fn a_client_that_does_not_read_is_let_go() {
    let house = House::open(&databases()[0], options()).await;
    let mut anna = house.person("anna@example.org").await;
    anna.ask("a fox").await;
    house.draw(vec![7; 32 << 20].leak()).await;
    let list = anna.get("/api/v1/assets").await.json;
    let id = list["items"][0]["id"].as_str().expect("a picture").to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let limits = ServeOptions { write_time: Duration::from_millis(300), ..ServeOptions::new(false) };
    let served =
        tokio::spawn(easel_web::serve(listener, house.router.clone(), limits, std::future::pending()));
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let cookie = anna.cookie.expect("a cookie");
    let path = format!("/api/v1/assets/{id}/content?variant=original");
    let head = format!("GET {path} HTTP/1.1\r\nHost: studio.test\r\nCookie: {cookie}\r\n\r\n");
    assert!(talk(&mut stream, &head).await.starts_with("HTTP/1.1 200"));
    tokio::time::sleep(Duration::from_millis(1500)).await;
    let mut rest = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut rest)).await;
    let _ = read.expect("the connection ends");
    assert!(rest.len() < 32 << 20, "{} bytes came", rest.len());
    served.abort();
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
