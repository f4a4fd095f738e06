//! A studio for one test, and browsers that visit it.

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use bytes::Bytes;
use easel_domain::{
    Actor, AssetId, Catalogue, Credits, Failure, FailureCode, GenerationId, Lane, Outcome, PriceBook,
    Retention, Role, Timestamp, job::RetryPolicy,
};
use easel_door::{
    limit::Rate,
    options::{StudioOptions, WebOptions},
    second_factor::Sealer,
};
use easel_oversight::Oversight;
use easel_store::{Delivery, NewAsset, NewBlob, Store, StoreOptions, Work};
use easel_till::PaymentMail;
use easel_till::Till;
use easel_web::Web;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt;

pub(crate) const HOST: &str = "studio.test";
pub(crate) const PASSWORD: &str = "a short sentence works";

/// One studio.
pub(crate) struct House {
    pub(crate) store: Store,
    pub(crate) till: Till,
    pub(crate) router: Router,
    pub(crate) folder: TempDir,
    pub(crate) database_url: String,
}

/// The database to open a house on.
#[derive(Clone, Debug)]
pub(crate) enum On {
    Sqlite,
    Postgres(String),
}

/// Every database there is to test on.
pub(crate) fn databases() -> Vec<On> {
    let postgres = std::env::var("TEST_POSTGRES_URL").ok().filter(|url| !url.is_empty());
    [On::Sqlite].into_iter().chain(postgres.map(On::Postgres)).collect()
}

/// Options that don't limit a test unless it wants them to.
pub(crate) fn options() -> WebOptions {
    let often = Rate { burst: 10_000, per_minute: 10_000 };
    let mut options = WebOptions::default();
    let limits = &mut options.limits;
    for rate in [
        &mut limits.sign_in,
        &mut limits.sign_in_client,
        &mut limits.second_factor,
        &mut limits.sign_up,
        &mut limits.forgot,
        &mut limits.reset_client,
        &mut limits.verify,
        &mut limits.verify_client,
        &mut limits.password,
        &mut limits.generation,
        &mut limits.upload,
        &mut limits.download,
        &mut limits.share,
        &mut limits.share_client,
        &mut limits.page,
        &mut limits.chat,
        &mut limits.read_client,
        &mut limits.report_client,
        &mut limits.payment,
        &mut limits.utr,
        &mut limits.receipt,
        &mut limits.redeem,
        &mut limits.redeem_client,
        &mut limits.message,
        &mut limits.visitor,
        &mut limits.visitor_stream,
    ] {
        *rate = often;
    }
    options.sealer = Some(Sealer::new(&[7; 32]));
    let welcome_credits = Credits::new(100).expect("a number");
    options.price_book = Some(price_book());
    options.upload_wait = std::time::Duration::from_secs(1);
    options.lent_wait = std::time::Duration::from_millis(50);
    options.studio = StudioOptions { welcome_credits, ..StudioOptions::default() };
    options
}

#[expect(clippy::disallowed_methods, reason = "a test's door to the clock")]
pub(crate) fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
    Timestamp(i64::try_from(since.as_millis()).expect("before the end"))
}

#[expect(clippy::disallowed_methods, reason = "a test's door to chance")]
pub(crate) fn new_id() -> uuid::Uuid {
    uuid::Uuid::now_v7()
}

fn catalogue() -> Catalogue {
    serde_json::from_value(json!({
        "providers": { "studio": { "engine": "illustrator" } },
        "models": [{
            "name": "sketch",
            "label": { "en": "Sketch", "zh-CN": "速写" },
            "description": { "en": "Quick." },
            "capabilities": {
                "sizes": [{ "id": "square", "width": 1024, "height": 1024 }],
                "min_px": 256, "max_px": 2048, "step_px": 16, "max_count": 4,
                "tiers": ["1k"], "qualities": ["standard"], "styles": ["ink"],
                "negative_prompt": true, "seed": true, "source": true, "mask": true, "references": 2
            },
            "prices": [{ "tier": "1k", "quality": "standard", "credits": 10 }],
            "channels": [{ "provider": "studio", "provider_model": "sketch" }]
        }]
    }))
    .expect("a catalogue")
}

/// Packs and a plan in rupees, both gateways; more than a thousand rupees needs two administrators.
fn price_book() -> std::sync::Arc<PriceBook> {
    let book = json!({
        "currency": "INR",
        "packs": [
            { "id": "small", "label": { "en": "Small", "zh-CN": "小" }, "credits": 100, "amount_minor": 49_937 },
            { "id": "large", "label": { "en": "Large" }, "credits": 5_000, "amount_minor": 1_999_900 },
        ],
        "plans": [{
            "id": "pro", "label": { "en": "Pro", "zh-CN": "专业版" }, "description": { "en": "For many pictures." },
            "credits": 300, "amount_minor": 99_900, "interval": "month",
            "allows": { "concurrency": 50, "priority": 2, "licence": { "en": "Commercial use." } },
        }],
        "gateways": {
            "upi": { "vpa": "studio@okaxis", "payee_name": "Asha Studio" },
            "manual": { "instructions": { "en": "Transfer it to us." } },
        },
        "receipts": {
            "prefix": "AS-",
            "seller": { "name": "Asha Studio" },
            "taxes": [{ "label": "CGST", "basis_points": 900 }, { "label": "SGST", "basis_points": 900 }],
        },
        "minor_per_usd": 8_400,
        "second_approver_above_minor": 100_000,
    });
    serde_json::from_value(book).map(std::sync::Arc::new).expect("a price book")
}

impl House {
    /// How this studio stands.
    pub(crate) fn oversight(&self) -> Oversight {
        Oversight::of(&self.store)
    }

    pub(crate) async fn open(on: &On, options: WebOptions) -> Self {
        let folder = TempDir::new().expect("a folder");
        let database_url = match on {
            On::Sqlite => format!("sqlite:{}", folder.path().join("easel.db").display()),
            On::Postgres(url) => {
                let schema = format!("web_{}", new_id().simple());
                let glue = if url.contains('?') { '&' } else { '?' };
                format!("{url}{glue}schema={schema}")
            }
        };
        let blob_url = format!("file:{}", folder.path().join("blobs").display());
        let store = Store::open(&StoreOptions {
            database_url: database_url.clone(),
            blob_url,
            relaxed: true,
            retention: Retention::default(),
        })
        .await
        .expect("a store");
        store.catalogue_apply(&catalogue(), now()).await.expect("a catalogue");
        let till = Till::of(&store);
        till.price_book_apply(options.price_book.as_deref(), now()).await.expect("a price book");
        let router = easel_web::router(Web::new(store.clone(), options));
        Self { store, till, router, folder, database_url }
    }

    /// A browser nobody is signed in with.
    pub(crate) fn browser(&self) -> Browser {
        Browser {
            router: self.router.clone(),
            cookie: None,
            language: "en",
            origin: Some(format!("http://{HOST}")),
        }
    }

    /// A browser somebody new is signed in with.
    pub(crate) async fn person(&self, email: &str) -> Browser {
        let mut browser = self.browser();
        let answer = browser.post("/api/v1/auth/sign-up", sign_up(email)).await;
        assert_eq!(answer.status, 201, "{}", answer.json);
        browser
    }

    /// A browser an administrator is signed in with.
    pub(crate) async fn admin(&self) -> Browser {
        let browser = self.person("admin@example.org").await;
        let made =
            self.store.user_role_set("admin@example.org".to_owned(), Role::Owner, "test".to_owned(), now());
        assert!(made.await.expect("the store works"));
        browser
    }

    /// Confirms a payment, as somebody else than who ordered it.
    pub(crate) async fn confirm(&self, payment: &str) {
        let mut browser = self.person(&format!("{}@example.org", new_id())).await;
        let me = browser.get("/api/v1/me").await.json;
        let user_id = me["id"].as_str().expect("an id").parse().expect("a UUID");
        let mail = PaymentMail { credits: String::new(), link: String::new() };
        let id = payment.parse().expect("a UUID");
        let admin = Actor { user_id, role: Role::Owner };
        self.till.payment_approve(&admin, id, mail, now()).await.expect("confirmed");
    }

    /// Does the work a worker does with the next picture: `bytes` are every variant of it.
    pub(crate) async fn draw(&self, bytes: &'static [u8]) -> GenerationId {
        let store = &self.store;
        let claim = loop {
            let claim = store.job_claim("test", Lane::Cpu, 60_000, now()).await.expect("the store works");
            let claim = claim.expect("something to draw");
            let Work::Export(_) = claim.work else { break claim };
            // Exports wait in the same lane; nobody here makes them.
            let failure = Failure { code: FailureCode::Engine, detail: "not made here".to_owned() };
            let outcome = Outcome::Failed { failure, retry: false };
            let settled = store.job_settle(&claim, outcome, None, RetryPolicy::EXPORT, now()).await;
            settled.expect("the store works");
        };
        let id = AssetId(new_id());
        let mut blobs = Vec::new();
        for variant in ["original", "preview", "thumb", "small"] {
            let name = format!("{id}-{variant}");
            store.blobs().put(&name, Bytes::from_static(bytes)).await.expect("room for a blob");
            let bytes = i64::try_from(bytes.len()).expect("a small picture");
            blobs.push(NewBlob {
                name,
                hash: format!("{variant}{}", id.0.simple()),
                bytes,
                mime: "image/png",
                crc32: None,
            });
        }
        let blobs = blobs.try_into().expect("four");
        let asset = NewAsset {
            id,
            position: 0,
            width: 1024,
            height: 1024,
            seed: Some(7),
            placeholder: "AAAA".to_owned(),
            measured: easel_domain::Measured::default(),
            blobs,
        };
        let account = json!({ "understood": ["fox"], "ignored": [], "notes": [] });
        let delivery = Delivery { assets: vec![asset], account: Some(account), meaning: None };
        assert!(store.job_sent(&claim, "studio", now()).await.expect("the store works"));
        let outcome = Outcome::Succeeded(delivery);
        let settled = store.job_settle(&claim, outcome, None, RetryPolicy::default(), now()).await;
        settled.expect("the store works");
        claim.job.generation()
    }
}

pub(crate) fn sign_up(email: &str) -> Value {
    json!({ "email": email, "password": PASSWORD, "name": "Anna", "language": "en" })
}

pub(crate) fn asking(prompt: &str) -> Value {
    json!({ "id": new_id().to_string(), "model": "sketch", "prompt": prompt, "accepted_credits": 10 })
}

/// Somebody's browser: keeps its cookie and says where its pages come from.
#[derive(Clone)]
pub(crate) struct Browser {
    router: Router,
    pub(crate) cookie: Option<String>,
    pub(crate) language: &'static str,
    pub(crate) origin: Option<String>,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Bytes,
    pub(crate) json: Value,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }

    pub(crate) fn code(&self) -> &str {
        self.json["error"]["code"].as_str().unwrap_or("")
    }

    /// Status, code and field in one.
    pub(crate) fn problem(&self) -> (u16, &str, &str) {
        (self.status, self.code(), self.json["error"]["field"].as_str().unwrap_or(""))
    }
}

impl Browser {
    pub(crate) fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, HOST)
            .header(header::ACCEPT_LANGUAGE, self.language);
        if let Some(origin) = &self.origin {
            request = request.header(header::ORIGIN, origin);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        request
    }

    /// Sends it as it is; the body is left unread.
    pub(crate) async fn raw(&self, request: Request<Body>) -> axum::response::Response {
        self.router.clone().oneshot(request).await.expect("never fails")
    }

    pub(crate) async fn send(&mut self, request: Request<Body>) -> Answer {
        let response = self.raw(request).await;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        for cookie in headers.get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().expect("text").split(';').next().unwrap_or("");
            self.keep(pair);
        }
        let bytes = response.into_body().collect().await.expect("a whole body").to_bytes();
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status, headers, bytes, json }
    }

    /// Keeps a cookie in place of the one of its name; one that says nothing is forgotten.
    fn keep(&mut self, pair: &str) {
        let name = pair.split('=').next().unwrap_or("").to_owned();
        let kept = self.cookie.take().unwrap_or_default();
        let others = kept.split("; ").filter(|one| !one.is_empty() && one.split('=').next() != Some(&name));
        let all: Vec<&str> = others.chain((!pair.ends_with('=')).then_some(pair)).collect();
        self.cookie = (!all.is_empty()).then(|| all.join("; "));
    }

    pub(crate) async fn call(&mut self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let request = self.request(method.parse().expect("a method"), path);
        let request = match body {
            Some(json) => {
                request.header(header::CONTENT_TYPE, "application/json").body(json.to_string().into())
            }
            None => request.body(Body::empty()),
        };
        self.send(request.expect("a request")).await
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.call("GET", path, None).await
    }

    pub(crate) async fn post(&mut self, path: &str, body: Value) -> Answer {
        self.call("POST", path, Some(body)).await
    }

    pub(crate) async fn patch(&mut self, path: &str, body: Value) -> Answer {
        self.call("PATCH", path, Some(body)).await
    }

    pub(crate) async fn put(&mut self, path: &str, body: Value) -> Answer {
        self.call("PUT", path, Some(body)).await
    }

    pub(crate) async fn delete(&mut self, path: &str) -> Answer {
        self.call("DELETE", path, None).await
    }

    /// Asks for a picture; its id.
    pub(crate) async fn ask(&mut self, prompt: &str) -> String {
        let answer = self.post("/api/v1/generations", asking(prompt)).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED.as_u16(), "{}", answer.json);
        answer.json["id"].as_str().expect("an id").to_owned()
    }
}
