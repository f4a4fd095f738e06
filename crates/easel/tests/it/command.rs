//! What an operator says on the command line, right and wrong.

use crate::{client::Client, program::Place};
use serde_json::json;

#[tokio::test]
async fn the_first_start_makes_everything_and_prints_the_way_in() {
    let place = Place::sqlite();
    let server = place.serve().await;
    let link = server.admin_link.clone().expect("a one-time link");
    let (_, token) = link.rsplit_once('/').expect("a token");
    let client = Client::new(&server.address);
    let body = json!({"token": token, "email": "first@example.org", "password": "a long enough one", "name": "First", "language": "en"});
    let made = client.ask("POST", "/api/v1/auth/first-admin", Some(&body)).await.expect("an answer");
    assert_eq!((made.status, made.json["role"].as_str()), (201, Some("owner")));
    let again = client.ask("POST", "/api/v1/auth/first-admin", Some(&body)).await.expect("an answer");
    assert_eq!(again.status, 400, "the link works once: {}", again.json);
    assert!(server.terminate().await);
    let server = place.serve().await;
    assert!(server.admin_link.is_none(), "there is an administrator");
    assert!(server.terminate().await);
    assert!(place.data().join("easel.db").exists());
}

#[tokio::test]
async fn mistakes_in_the_configuration_are_named() {
    let place = Place::sqlite();
    let wrong: [(&[&str], &str); 5] = [
        (&["--accent", "red", "check"], "#d9482b"),
        (&["--public-url", "studio.example", "check"], "https://"),
        (&["--welcome-credits=-1", "check"], "negative"),
        (&["--models", "nowhere.json", "check"], "nowhere.json"),
        (&["worker"], "PostgreSQL"),
    ];
    for (args, named) in wrong {
        let (well, said) = place.run(args).await;
        assert!(!well && said.contains(named), "{args:?}: {said}");
    }
    std::fs::write(place.folder.path().join("easel.toml"), "listen = \"x\"\nwelcome = 3\n").expect("written");
    let (well, said) = place.run(&["check"]).await;
    assert!(!well && said.contains("easel.toml") && said.contains("welcome"), "{said}");
}

#[tokio::test]
async fn a_mistake_in_the_models_is_named_with_its_place() {
    let place = Place::sqlite();
    let models = place.folder.path().join("models.json");
    let path = models.to_str().expect("a path");
    std::fs::write(&models, "{\n  \"providers\": {},\n  \"models\": [,]\n}").expect("written");
    let (well, said) = place.run(&["--models", path, "check"]).await;
    assert!(!well && said.contains("line 3"), "{said}");
    std::fs::write(&models, "{\"providers\": {\"p\": {\"engine\": \"nope\"}}, \"models\": []}")
        .expect("written");
    let (well, said) = place.run(&["--models", path, "check"]).await;
    assert!(!well && said.contains("providers.p.engine") && said.contains("illustrator"), "{said}");
}

#[tokio::test]
async fn checking_says_what_was_found() {
    let place = Place::sqlite();
    let (well, said) = place.run(&["check"]).await;
    assert!(well, "{said}");
    for word in ["illustrator", "127.0.0.1", "easel.db", "Everything answers"] {
        assert!(said.contains(word), "{word} in {said}");
    }
}
