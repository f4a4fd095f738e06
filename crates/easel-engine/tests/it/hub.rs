//! Fetching weights from a hub of our own, on its good and bad days.

use crate::loopback::{Asked, read, write};
use easel_engine::{HubError, HubStep, fetch_weights};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
};
use tokio::{io::AsyncWriteExt, net::TcpListener};

const MODEL: &str = "somebody/tiny";

#[derive(Default)]
struct Hub {
    /// What the weights of the unet come to: `whole`, `torn`, `wrong`, `too long`, `elsewhere`.
    unet: Mutex<&'static str>,
    asked: Mutex<Vec<(String, String)>>,
}

fn content(path: &str) -> Vec<u8> {
    if path.ends_with(".safetensors") {
        path.bytes().cycle().take(50_000).collect()
    } else {
        path.as_bytes().to_vec()
    }
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

const FILES: &[&str] = &[
    "model_index.json",
    "scheduler/scheduler_config.json",
    "unet/config.json",
    "unet/diffusion_pytorch_model.fp16.safetensors",
    "vae/config.json",
    "vae/diffusion_pytorch_model.safetensors",
    "tokenizer/vocab.json",
    "README.md",
];

impl Hub {
    async fn open(unet: &'static str) -> (Arc<Self>, String) {
        let hub = Arc::new(Self { unet: Mutex::new(unet), ..Self::default() });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let serving = Arc::clone(&hub);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let hub = Arc::clone(&serving);
                tokio::spawn(async move {
                    let Some(asked) = read(&mut stream).await else { return };
                    let (reply, more, torn) = hub.reply(&asked);
                    if torn {
                        let head = format!("HTTP/1.1 200 X\r\ncontent-length: {}\r\n\r\n", reply.1.len());
                        let _ = stream.write_all(head.as_bytes()).await;
                        let _ = stream.write_all(&reply.1[..20_000]).await;
                        let _ = stream.shutdown().await;
                        return;
                    }
                    write(stream, reply, &more).await;
                });
            }
        });
        (hub, address)
    }

    fn reply(&self, asked: &Asked) -> ((u16, Vec<u8>), String, bool) {
        let range = asked
            .head
            .lines()
            .find_map(|l| l.to_ascii_lowercase().strip_prefix("range: bytes=").map(str::to_owned));
        self.asked.lock().expect("whole").push((asked.path.clone(), range.clone().unwrap_or_default()));
        if asked.path == format!("/api/models/{MODEL}/tree/main?recursive=true") {
            let file = |path: &&str| {
                let bytes = content(path);
                json!({ "type": "file", "path": path, "size": bytes.len(), "lfs": { "oid": hex(&bytes) } })
            };
            let list: Vec<_> =
                FILES.iter().map(file).chain([json!({ "type": "directory", "path": "unet" })]).collect();
            return ((200, json!(list).to_string().into_bytes()), String::new(), false);
        }
        let Some(path) = asked.path.strip_prefix(&format!("/{MODEL}/resolve/main/")) else {
            return ((404, Vec::new()), String::new(), false);
        };
        let mut bytes = content(path);
        if path.starts_with("unet/diffusion") {
            match *self.unet.lock().expect("whole") {
                "torn" => return ((200, bytes), String::new(), true),
                "wrong" => bytes[7] ^= 1,
                "too long" => bytes.push(0),
                "elsewhere" => {
                    return ((302, Vec::new()), "location: http://10.1.2.3/x\r\n".to_owned(), false);
                }
                _ => {}
            }
        }
        match range.as_deref().and_then(|r| r.strip_suffix('-')?.parse::<usize>().ok()) {
            Some(from) => ((206, bytes.split_off(from)), String::new(), false),
            None => ((200, bytes), String::new(), false),
        }
    }
}

async fn fetch(address: &str, folder: &std::path::Path) -> (Result<PathBuf, HubError>, Vec<HubStep>) {
    let mut steps = Vec::new();
    let done = fetch_weights((address, Some("hf_secret")), MODEL, folder, |step| steps.push(step)).await;
    (done, steps)
}

#[tokio::test]
async fn a_model_is_fetched_once_and_only_what_is_read() {
    let (hub, address) = Hub::open("whole").await;
    let folder = tempfile::tempdir().expect("a folder");
    let (done, steps) = fetch(&address, folder.path()).await;
    let place = done.expect("fetched");
    assert_eq!(place, folder.path().join("tiny"));
    for path in FILES.iter().filter(|path| **path != "README.md") {
        assert_eq!(std::fs::read(place.join(path)).expect("it is there"), content(path), "{path}");
    }
    assert!(!place.join("README.md").exists());
    assert!(steps.iter().any(|s| s.file.starts_with("unet/diff") && s.bytes == s.of && s.of == 50_000));
    let asked = hub.asked.lock().expect("whole").len();
    fetch(&address, folder.path()).await.0.expect("it is there");
    assert_eq!(hub.asked.lock().expect("whole").len(), asked + 1, "only the list is asked for again");
}

#[tokio::test]
async fn what_broke_off_goes_on_from_there() {
    let (hub, address) = Hub::open("torn").await;
    let folder = tempfile::tempdir().expect("a folder");
    assert!(matches!(fetch(&address, folder.path()).await.0, Err(HubError::Broken(_))));
    let name = "unet/diffusion_pytorch_model.fp16.safetensors";
    assert!(!folder.path().join("tiny").join(name).exists(), "what isn't whole doesn't bear its name");
    *hub.unet.lock().expect("whole") = "whole";
    let place = fetch(&address, folder.path()).await.0.expect("fetched");
    assert_eq!(std::fs::read(place.join(name)).expect("it is there"), content(name));
    let asked = hub.asked.lock().expect("whole");
    assert!(asked.iter().any(|(path, range)| path.ends_with(name) && range.ends_with('-')), "{asked:?}");
}

#[tokio::test]
async fn what_is_not_as_promised_is_not_kept() {
    for (unet, expected) in [("wrong", "damaged"), ("too long", "damaged"), ("elsewhere", "hands on")] {
        let (_, address) = Hub::open(unet).await;
        let folder = tempfile::tempdir().expect("a folder");
        let error = fetch(&address, folder.path()).await.0.expect_err("refused").to_string();
        assert!(error.contains(expected), "{unet}: {error}");
        let left = folder.path().join("tiny/unet/diffusion_pytorch_model.fp16.safetensors");
        assert!(!left.exists() && !left.with_extension("safetensors.part").exists(), "{unet}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (_, address) = Hub::open("whole").await;
    let other = fetch_weights((&address, None), "somebody/else", folder.path(), |_| {}).await;
    assert!(matches!(&other, Err(HubError::NoModel(name)) if name == "somebody/else"), "{other:?}");
    let wrong = fetch_weights(("ftp://hub", None), MODEL, folder.path(), |_| {}).await;
    assert!(matches!(wrong, Err(HubError::Address)));
    let up = fetch_weights((&address, None), "../up", folder.path(), |_| {}).await;
    assert!(matches!(up, Err(HubError::Name(_))));
}
