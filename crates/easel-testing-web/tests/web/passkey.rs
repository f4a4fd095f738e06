//! Passkeys: added with the password, asked once, checked to the last bit, and as good as a second factor.

use crate::{
    house::{Answer, Browser, House, PASSWORD, databases, now, options, sign_up},
    second_factor::{mail, turn_on},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use easel_domain::{Role, SecondFactorPolicy};
use easel_door::{limit::Rate, options::WebOptions};
use ring::{
    digest::{SHA256, digest},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING as ES256, EcdsaKeyPair, KeyPair},
};
use serde_json::{Value, json};

const ANNA: &str = "anna@example.org";
const ORIGIN: &str = "https://studio.test";
const PRESENT: u8 = 0x01;
const UNLOCKED: u8 = 0x04;
const NEW_KEY: u8 = 0x40;

fn named() -> WebOptions {
    WebOptions { public_url: Some(ORIGIN.to_owned()), ..options() }
}

fn browser(house: &House) -> Browser {
    let mut browser = house.browser();
    browser.origin = Some(ORIGIN.to_owned());
    browser
}

async fn person(house: &House, email: &str) -> Browser {
    let mut browser = browser(house);
    assert_eq!(browser.post("/api/v1/auth/sign-up", sign_up(email)).await.status, 201);
    browser
}

/// A device with one passkey, and what it may do wrong.
struct Device {
    key: EcdsaKeyPair,
    id: Vec<u8>,
    user: Vec<u8>,
    counter: u32,
    flags: u8,
    origin: &'static str,
}

impl Device {
    fn new(id: &str) -> Self {
        let chance = SystemRandom::new();
        let bytes = EcdsaKeyPair::generate_pkcs8(&ES256, &chance).expect("a key");
        let key = EcdsaKeyPair::from_pkcs8(&ES256, bytes.as_ref(), &chance).expect("a key");
        let (id, flags) = (id.as_bytes().to_vec(), PRESENT | UNLOCKED);
        Self { key, id, user: Vec::new(), counter: 1, flags, origin: ORIGIN }
    }

    fn told(&self, kind: &str, asked: &Value) -> Vec<u8> {
        let challenge = &asked["options"]["publicKey"]["challenge"];
        json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    fn data(&self, more: u8) -> Vec<u8> {
        let mut data = digest(&SHA256, b"studio.test").as_ref().to_vec();
        data.push(self.flags | more);
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// Makes its key for whoever asks (CBOR by hand: fixed maps of known lengths).
    fn make(&mut self, asked: &Value) -> Value {
        let user = asked["options"]["publicKey"]["user"]["id"].as_str().expect("an id");
        self.user = BASE64.decode(user).expect("Base64");
        let mut data = self.data(NEW_KEY);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).expect("short").to_be_bytes());
        data.extend(&self.id);
        let point = self.key.public_key().as_ref();
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(&point[1..33]);
        data.extend([0x22, 0x58, 0x20]);
        data.extend(&point[33..]);
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        object.push(u8::try_from(data.len()).expect("short"));
        object.extend(data);
        let id = BASE64.encode(&self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": {
            "attestationObject": BASE64.encode(object),
            "clientDataJSON": BASE64.encode(self.told("webauthn.create", asked)),
        } })
    }

    /// Signs what is asked.
    fn sign(&mut self, asked: &Value) -> Value {
        self.counter += 1;
        let (data, told) = (self.data(0), self.told("webauthn.get", asked));
        let signed = [&data[..], digest(&SHA256, &told).as_ref()].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).expect("a signature");
        let id = BASE64.encode(&self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": {
            "authenticatorData": BASE64.encode(data),
            "clientDataJSON": BASE64.encode(told),
            "signature": BASE64.encode(signature.as_ref()),
            "userHandle": BASE64.encode(&self.user),
        } })
    }
}

async fn begin(browser: &mut Browser) -> Value {
    let asked = browser.post("/api/v1/me/passkeys/challenge", json!({ "current_password": PASSWORD })).await;
    assert_eq!(asked.status, 201, "{}", asked.json);
    asked.json
}

async fn add(browser: &mut Browser, device: &mut Device, name: &str) -> Answer {
    let asked = begin(browser).await;
    let credential = device.make(&asked);
    let body = json!({ "challenge": asked["challenge"], "name": name, "credential": credential });
    browser.post("/api/v1/me/passkeys", body).await
}

async fn ask(browser: &mut Browser) -> Value {
    let asked = browser.post("/api/v1/auth/passkey/challenge", json!({})).await;
    assert_eq!(asked.status, 201, "{}", asked.json);
    asked.json
}

async fn enter(browser: &mut Browser, asked: &Value, credential: &Value) -> Answer {
    let body = json!({ "challenge": asked["challenge"], "credential": credential });
    browser.post("/api/v1/auth/passkey", body).await
}

/// Signs in with it, in a browser of its own.
async fn sign_in(house: &House, device: &mut Device) -> (Browser, Answer) {
    let mut browser = browser(house);
    let asked = ask(&mut browser).await;
    let credential = device.sign(&asked);
    let answer = enter(&mut browser, &asked, &credential).await;
    (browser, answer)
}

#[tokio::test]
async fn one_is_added_signs_in_without_an_address_and_is_taken_away() {
    for on in databases() {
        let house = House::open(&on, named()).await;
        assert_eq!(browser(&house).get("/api/v1/studio").await.json["passkeys"], true);
        let (mut anna, mut device) = (person(&house, ANNA).await, Device::new("anna's laptop"));
        let wrong = anna.post("/api/v1/me/passkeys/challenge", json!({ "current_password": "wrong" })).await;
        assert_eq!(wrong.problem(), (400, "invalid_password", "current_password"));
        let options = begin(&mut anna).await["options"]["publicKey"].clone();
        assert_eq!(options["rp"]["id"], "studio.test");
        let choice = &options["authenticatorSelection"];
        assert_eq!(
            (&choice["residentKey"], &choice["userVerification"]),
            (&json!("required"), &json!("required"))
        );

        let added = add(&mut anna, &mut device, "  My laptop ").await;
        assert_eq!((added.status, &added.json["name"]), (201, &json!("My laptop")), "{}", added.json);
        let told = mail(&house).await.expect("a mail");
        assert_eq!((told.template.as_str(), told.to.as_str()), ("passkey_added", ANNA));
        assert!(told.params.contains(&("passkey".to_owned(), "My laptop".to_owned())));
        let known = begin(&mut anna).await["options"]["publicKey"]["excludeCredentials"].clone();
        assert_eq!(known[0]["id"], json!(BASE64.encode(&device.id)), "no device makes a second one");
        assert_eq!(anna.get("/api/v1/me/passkeys").await.json["items"][0]["last_used_at"], json!(null));

        let (mut elsewhere, me) = sign_in(&house, &mut device).await;
        assert_eq!((me.status, &me.json["email"]), (200, &json!(ANNA)), "{}", me.json);
        assert_eq!(elsewhere.get("/api/v1/me").await.status, 200);
        let list = anna.get("/api/v1/me/passkeys").await.json;
        assert!(list["items"][0]["last_used_at"].is_string(), "{list}");

        // Somebody else can't take it, nor anybody without the password.
        let path = format!("/api/v1/me/passkeys/{}/cancel", list["items"][0]["id"].as_str().expect("an id"));
        let mut eve = person(&house, "eve@example.org").await;
        let proof = json!({ "current_password": PASSWORD });
        assert_eq!(eve.post(&path, proof.clone()).await.status, 404);
        let wrong = anna.post(&path, json!({ "current_password": "wrong" })).await;
        assert_eq!(wrong.problem(), (400, "invalid_password", "current_password"));
        assert_eq!(anna.post(&path, proof.clone()).await.status, 204);
        assert_eq!(mail(&house).await.map(|mail| mail.template).as_deref(), Some("passkey_removed"));
        assert_eq!(anna.post(&path, proof).await.status, 404);
        let gone = sign_in(&house, &mut device).await.1;
        assert_eq!(gone.problem(), (401, "wrong_passkey", ""));
    }
}

#[tokio::test]
async fn what_is_asked_is_answered_once_and_by_whom_it_was_asked() {
    for on in databases() {
        let house = House::open(&on, named()).await;
        let (mut anna, mut eve) = (person(&house, ANNA).await, person(&house, "eve@example.org").await);
        let mut device = Device::new("a laptop");
        // Anna's question is not Eve's, and one to sign in is none to add.
        let asked = begin(&mut anna).await;
        let credential = device.make(&asked);
        let body = json!({ "challenge": asked["challenge"], "name": "A laptop", "credential": credential });
        let stolen = eve.post("/api/v1/me/passkeys", body.clone()).await;
        assert_eq!(stolen.problem(), (400, "invalid_passkey", "challenge"));
        let crossed = enter(&mut browser(&house), &asked, &credential).await;
        assert_eq!(crossed.problem(), (401, "challenge_over", ""));
        assert_eq!(anna.post("/api/v1/me/passkeys", body.clone()).await.status, 201);
        let again = anna.post("/api/v1/me/passkeys", body).await;
        assert_eq!(again.problem(), (400, "invalid_passkey", "challenge"));
        let taken = add(&mut eve, &mut device, "The same").await;
        assert_eq!(taken.problem(), (409, "passkey_taken", ""));

        let (mut device, mut other) = (Device::new("another"), browser(&house));
        assert_eq!(add(&mut anna, &mut device, "Another").await.status, 201);
        let asked = ask(&mut other).await;
        let credential = device.sign(&asked);
        // Two at once with one answer: one comes in.
        let mut third = browser(&house);
        let (one, two) =
            tokio::join!(enter(&mut other, &asked, &credential), enter(&mut third, &asked, &credential));
        let mut both = [one.status, two.status];
        both.sort_unstable();
        assert_eq!(both, [200, 401]);
        let over = house.store.passkey_challenge_take("unknown".to_owned(), None, now()).await;
        assert_eq!(over.expect("the store works"), None);
    }
}

#[tokio::test]
async fn what_does_not_fit_opens_nothing() {
    for on in databases() {
        let house = House::open(&on, named()).await;
        let mut anna = person(&house, ANNA).await;
        for wrong in ["another address", "not unlocked"] {
            let mut device = Device::new(wrong);
            match wrong {
                "not unlocked" => device.flags = PRESENT,
                _ => device.origin = "https://studio.example",
            }
            let refused = add(&mut anna, &mut device, wrong).await;
            assert_eq!(refused.problem(), (400, "invalid_passkey", "credential"), "{wrong}");
        }
        let mut device = Device::new("a laptop");
        assert_eq!(add(&mut anna, &mut device, "A laptop").await.status, 201);
        for wrong in ["another address", "not unlocked", "another key", "somebody else", "nobody", "a copy"] {
            let mut copy = Device::new("a laptop");
            let key = std::mem::replace(&mut copy.key, Device::new("x").key);
            (copy.user, copy.counter) = (device.user.clone(), device.counter + 10);
            match wrong {
                "another key" => copy.key = key,
                _ => std::mem::swap(&mut copy.key, &mut device.key),
            }
            match wrong {
                "another address" => copy.origin = "https://studio.example",
                "not unlocked" => copy.flags = PRESENT,
                "somebody else" => copy.user = vec![9; 16],
                "nobody" => copy.user = Vec::new(),
                "a copy" => copy.counter = 0,
                _ => {}
            }
            let (mut browser, refused) = sign_in(&house, &mut copy).await;
            assert_eq!(refused.problem(), (401, "wrong_passkey", ""), "{wrong}");
            assert_eq!(browser.get("/api/v1/me").await.status, 401);
            if wrong != "another key" {
                std::mem::swap(&mut copy.key, &mut device.key);
            }
        }
        let mut browser = browser(&house);
        let asked = ask(&mut browser).await;
        for nonsense in [json!({}), json!("text"), json!({ "id": "x", "rawId": "x", "type": "public-key" })] {
            assert!(matches!(enter(&mut browser, &asked, &nonsense).await.status, 400 | 401));
        }
        assert_eq!(sign_in(&house, &mut device).await.1.status, 200, "the right one still does");
    }
}

#[tokio::test]
async fn it_is_as_good_as_a_second_factor() {
    for on in databases() {
        let policy = SecondFactorPolicy::Administrators;
        let house = House::open(&on, WebOptions { second_factor: policy, ..named() }).await;
        let (mut anna, mut device) = (person(&house, ANNA).await, Device::new("a laptop"));
        add(&mut anna, &mut device, "A laptop").await;
        let made = house.store.user_role_set(ANNA.to_owned(), Role::Owner, "a test".to_owned(), now()).await;
        assert!(made.expect("the store works"));
        let path = "/api/v1/admin/people";
        assert_eq!(anna.get(path).await.problem(), (403, "second_factor_required", ""));
        let (mut elsewhere, me) = sign_in(&house, &mut device).await;
        assert_eq!(me.json["second_factor"], "off", "nothing more is asked of them");
        assert_eq!(elsewhere.get(path).await.status, 200);
        assert_eq!(elsewhere.get("/api/v1/me").await.json["second_factor"], "off");
        // Whoever has an app, too, isn't asked for its code.
        turn_on(&mut elsewhere).await;
        assert_eq!(sign_in(&house, &mut device).await.1.status, 200);
    }
}

#[tokio::test]
async fn the_suspended_stay_out_and_whoever_leaves_may_come_back() {
    for on in databases() {
        let house = House::open(&on, named()).await;
        let (mut anna, mut device) = (person(&house, ANNA).await, Device::new("a laptop"));
        add(&mut anna, &mut device, "A laptop").await;
        anna.post("/api/v1/me/deletion", json!({ "current_password": PASSWORD })).await;
        let (mut back, me) = sign_in(&house, &mut device).await;
        assert!(me.status == 200 && me.json["leaves_at"].is_string(), "{}", me.json);
        assert_eq!(back.post("/api/v1/me/deletion/cancel", json!({})).await.status, 200);

        let mut admin = person(&house, "admin@example.org").await;
        let made =
            house.store.user_role_set("admin@example.org".to_owned(), Role::Owner, "t".to_owned(), now());
        assert!(made.await.expect("the store works"));
        let id = anna.get("/api/v1/me").await.json["id"].as_str().expect("an id").to_owned();
        let why = json!({ "reason": "a test" });
        assert_eq!(admin.post(&format!("/api/v1/admin/people/{id}/suspend"), why).await.status, 200);
        assert_eq!(sign_in(&house, &mut device).await.1.problem(), (403, "suspended", ""));
    }
}

#[tokio::test]
async fn a_studio_without_a_name_has_none_and_asking_is_limited() {
    let on = &databases()[0];
    for url in [None, Some("http://203.0.113.7"), Some("https://203.0.113.7"), Some("http://studio.test")] {
        let house = House::open(on, WebOptions { public_url: url.map(str::to_owned), ..options() }).await;
        let mut browser = house.browser();
        browser.origin = Some(url.unwrap_or("http://studio.test").to_owned());
        assert_eq!(browser.get("/api/v1/studio").await.json["passkeys"], false, "{url:?}");
        let off = browser.post("/api/v1/auth/passkey/challenge", json!({})).await;
        assert_eq!(off.problem(), (409, "passkeys_off", ""), "{url:?}");
    }
    let mut tight = named();
    tight.limits.sign_in_client = Rate { burst: 2, per_minute: 1 };
    let house = House::open(on, tight).await;
    let (mut browser, body) = (browser(&house), json!({ "challenge": "x", "credential": {} }));
    ask(&mut browser).await;
    assert_eq!(browser.post("/api/v1/auth/passkey", body.clone()).await.status, 401);
    assert_eq!(browser.post("/api/v1/auth/passkey", body).await.status, 429);
}
