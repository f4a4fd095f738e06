//! People and the studio's books on the command line.

use crate::{client::Client, program::Place};
use serde_json::{Value, json};
use std::fs;

const PASSWORD: &str = "a long enough one";

#[tokio::test(flavor = "multi_thread")]
async fn owners_are_made_by_a_link_or_a_password_that_is_piped_in() {
    for place in [Some(Place::sqlite()), Place::postgres()].into_iter().flatten() {
        let (code, said) =
            place.run_with(&["admin", "create", "boss@example.org", "--password"], "short\n").await;
        assert_eq!(code, Some(1), "{said}");
        let piped = format!("{PASSWORD}\n");
        let (code, said) =
            place.run_with(&["admin", "create", "boss@example.org", "--password"], &piped).await;
        assert!(code == Some(0) && !said.contains(PASSWORD), "{said}");
        let (code, said) = place.run_with(&["admin", "create", "boss@example.org"], "").await;
        assert!(code == Some(1) && said.contains("has an account already"), "{said}");
        let (code, link) =
            place.run_with(&["admin", "create", "second@example.org", "--name", "Second"], "").await;
        assert_eq!(code, Some(0), "{link}");
        let token = link.trim().rsplit_once("/reset/").expect("a link").1.to_owned();

        let server = place.serve().await;
        assert!(server.admin_link.is_none(), "there is an owner");
        let mut client = Client::new(&server.address);
        assert!(client.sign_in("boss@example.org").await);
        assert_eq!(client.ask("GET", "/api/v1/me", None).await.expect("an answer").json["role"], "owner");
        let mut other = Client::new(&server.address);
        assert!(!other.sign_in("second@example.org").await, "nobody knows a password yet");
        let body = json!({"token": token, "password": PASSWORD});
        let set = other.ask("POST", "/api/v1/auth/reset", Some(&body)).await.expect("an answer");
        assert_eq!(
            (set.status, &set.json["role"], &set.json["name"]),
            (200, &json!("owner"), &json!("Second"))
        );
        assert!(other.sign_in("second@example.org").await);
        assert!(server.terminate().await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_listed_shown_suspended_let_in_and_given_a_link() {
    for place in [Some(Place::sqlite()), Place::postgres()].into_iter().flatten() {
        let server = place.serve().await;
        let mut client = Client::new(&server.address);
        client.sign_up("mina@example.org").await;
        let (well, said) = place.run(&["user", "list"]).await;
        assert!(well && said.contains("mina@example.org"), "{said}");
        let (_, said) = place.run(&["user", "list", "--find", "nobody"]).await;
        assert!(said.is_empty(), "{said}");
        let (_, said) = place.run(&["user", "show", "mina@example.org", "--json"]).await;
        let shown: Value = serde_json::from_str(&said).expect("JSON");
        assert_eq!(
            (&shown["role"], &shown["sessions"], &shown["available"]),
            (&json!("user"), &json!(1), &json!(20))
        );

        let (well, said) = place.run(&["user", "suspend", "mina@example.org", "--reason", " "]).await;
        assert!(!well && said.contains("say why"), "{said}");
        let (well, said) = place.run(&["user", "suspend", "mina@example.org", "--reason", "spam"]).await;
        assert!(well, "{said}");
        assert_eq!(client.ask("GET", "/api/v1/me", None).await.expect("an answer").status, 401);
        assert!(!client.sign_in("mina@example.org").await);
        let (_, said) = place.run(&["user", "show", "mina@example.org"]).await;
        assert!(said.contains("spam"), "{said}");
        let (well, said) = place.run(&["user", "restore", "mina@example.org", "--reason", "a mistake"]).await;
        assert!(well, "{said}");
        assert!(client.sign_in("mina@example.org").await);

        let (well, link) =
            place.run(&["user", "reset-password", "mina@example.org", "--reason", "forgot"]).await;
        assert!(well, "{link}");
        let token = link.trim().rsplit_once("/reset/").expect("a link").1.to_owned();
        let body = json!({"token": token, "password": "another long one"});
        let set = client.ask("POST", "/api/v1/auth/reset", Some(&body)).await.expect("an answer");
        assert_eq!(set.status, 200, "{}", set.json);
        assert!(!client.sign_in("mina@example.org").await, "the old password is void");

        let (well, said) =
            place.run(&["credits", "grant", "mina@example.org", "7", "--reason", "sorry"]).await;
        assert!(well, "{said}");
        let (well, said) = place.run(&["user", "show", "nobody@example.org"]).await;
        assert!(!well && said.contains("nobody has that address"), "{said}");
        assert!(server.terminate().await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_books_are_taken_along_as_tables() {
    for place in [Some(Place::sqlite()), Place::postgres()].into_iter().flatten() {
        let server = place.serve().await;
        Client::new(&server.address).sign_up("mina@example.org").await;
        assert!(server.terminate().await);
        let (well, said) =
            place.run(&["credits", "grant", "mina@example.org", "7", "--reason", "=sorry"]).await;
        assert!(well, "{said}");
        let (well, said) = place.run(&["export", "books"]).await;
        assert!(well && said.contains("ledger        2 row(s)"), "{said}");
        let read =
            |name: &str| fs::read_to_string(place.folder.path().join("books").join(name)).expect("a table");
        let people = read("people.csv");
        assert!(
            people.starts_with("id,email,name,role,") && people.contains("\"mina@example.org\""),
            "{people}"
        );
        let audit = read("audit.csv");
        assert!(audit.contains("credits.grant") && audit.contains("\"'=sorry\""), "{audit}");
        assert!(audit.contains("00000000-0000-0000-0000-000000000000"), "the command line is named: {audit}");
        assert!(audit.contains("studio.export"), "{audit}");
        assert!(read("payments.csv").lines().count() == 1 && read("generations.csv").lines().count() == 1);
        let (well, said) = place.run(&["export", "books"]).await;
        assert!(!well && said.contains("people.csv"), "nothing is replaced: {said}");
        let (well, said) = place.run(&["export", "lines", "--format", "json", "--only", "ledger"]).await;
        assert!(well, "{said}");
        let text = fs::read_to_string(place.folder.path().join("lines/ledger.jsonl")).expect("a table");
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!(lines.len(), 2);
        assert!(lines[0]["at"].as_str().expect("a moment").ends_with('Z'), "{text}");
        let (well, said) = place.run(&["export", "x", "--only", "everything"]).await;
        assert!(!well && said.contains("people, ledger"), "{said}");
    }
}

#[tokio::test]
async fn checking_judges_and_keeps_secrets() {
    let place = Place::sqlite();
    let (code, said) = place.run_with(&["check"], "").await;
    assert_eq!(code, Some(0), "{said}");
    assert!(!place.data().exists(), "looking makes nothing");
    let secret = "hunter2hunter2";
    let smtp = format!("smtp://me:{secret}@127.0.0.1:9");
    let args = [
        "--smtp-url",
        &smtp,
        "--metrics-token",
        "short",
        "--trust-proxy",
        "true",
        "--listen",
        "0.0.0.0:0",
        "check",
    ];
    let (code, said) = place.run_with(&args, "").await;
    assert_eq!(code, Some(1), "{said}");
    for word in
        ["mail", "can't be reached", "EASEL_PUBLIC_URL", "X-Forwarded-For", "shorter", "EASEL_MAIL_FROM"]
    {
        assert!(said.contains(word), "{word} in {said}");
    }
    assert!(!said.contains(secret) && !said.contains("short\n"), "{said}");
    let json = place.run_with(&["--public-url", "http://studio.example", "check", "--json"], "").await;
    let found: Value = serde_json::from_str(&json.1).expect("JSON");
    assert_eq!((json.0, &found["ok"], &found["errors"]), (Some(0), &json!(true), &json!(0)));
    assert!(found["warnings"].as_u64() > Some(0), "{found}");
    let (code, _) = place.run_with(&["--public-url", "http://studio.example", "check", "--strict"], "").await;
    assert_eq!(code, Some(1));
    let (code, said) = place.run_with(&["--accent", "red", "check", "--json"], "").await;
    let found: Value = serde_json::from_str(&said).expect("JSON");
    assert_eq!(
        (code, &found["ok"], &found["findings"][0]["about"]),
        (Some(1), &json!(false), &json!("settings"))
    );
}
