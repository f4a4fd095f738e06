//! The configuration as it runs, as its owner reads it.

use crate::{client::Client, program::Place};
use std::fs;

#[tokio::test]
async fn owners_read_what_is_in_force_and_who_said_so_and_no_secret() {
    let place = Place::sqlite();
    let file = "welcome_credits = 7\nstudio_name = \"Of the file\"\nlog = \"error\"\n\
        smtp_url = \"smtp://fox:hush-hush@127.0.0.1:2525\"\nrequire_2fa = \"none\"\n";
    fs::write(place.folder.path().join("easel.toml"), file).expect("a file");
    let args = ["serve", "--studio-name", "Fox", "--metrics-token", "hush-hush-hush-hush-hush"];
    let server = place.serve_with(&args).await;
    let mut client = Client::new(&server.address);
    client.sign_up("fox@example.org").await;
    let refused = client.ask("GET", "/api/v1/admin/configuration", None).await.expect("an answer");
    assert_eq!(refused.status, 403);
    let (well, said) =
        place.run(&["user", "role", "fox@example.org", "owner", "--reason", "first of all"]).await;
    assert!(well, "{said}");
    let read = client.ask("GET", "/api/v1/admin/configuration", None).await.expect("an answer");
    let one = |variable: &str| {
        let items = read.json["items"].as_array().expect("a list");
        let found = items.iter().find(|one| one["variable"] == variable).expect(variable);
        let word = |name: &str| found[name].as_str().unwrap_or("-").to_owned();
        (word("kind"), word("value"), found["is_set"] == true, word("source"))
    };
    for (variable, kind, value, is_set, source) in [
        // A flag before a variable, a variable before the file, the file before what holds otherwise.
        ("EASEL_STUDIO_NAME", "text", "Fox", true, "flag"),
        ("EASEL_LISTEN", "text", &*server.address, true, "environment"),
        ("EASEL_LOG", "text", "warn", true, "environment"),
        ("EASEL_WELCOME_CREDITS", "number", "7", true, "file"),
        ("EASEL_REQUIRE_2FA", "text", "none", true, "file"),
        ("EASEL_SMTP_URL", "text", "smtp://127.0.0.1:2525", true, "file"),
        ("EASEL_METRICS_TOKEN", "secret", "-", true, "flag"),
        ("EASEL_SECRET_KEY", "secret", "-", false, "default"),
        ("EASEL_PUBLIC_URL", "text", "-", false, "default"),
        ("EASEL_REMOTE_SLOTS", "number", "64", true, "default"),
        ("EASEL_TRUST_PROXY", "switch", "false", true, "default"),
        ("EASEL_CONFIG", "text", "easel.toml", true, "default"),
    ] {
        let expected = (kind.to_owned(), value.to_owned(), is_set, source.to_owned());
        assert_eq!(one(variable), expected, "{variable}");
    }
    let told = String::from_utf8_lossy(&read.body).into_owned();
    assert!(!told.contains("hush") && !told.contains("fox:"), "{told}");
    assert!(server.terminate().await);
}
