//! Mails leave: by a real conversation with a small mail server, and into a folder.

use easel_domain::{Branding, Language};
use easel_outbound::{Mail, Mailer, render};
use easel_testing::smtp::{Answers, Server};
use std::fs;

fn mail(to: &str) -> Mail {
    let params = [
        ("name".to_owned(), "Änna".to_owned()),
        ("link".to_owned(), "https://studio.example.org/reset/abc123".to_owned()),
    ];
    let branding = Branding { name: "画室".to_owned(), ..Branding::default() };
    let words = render("reset", Language::ZhCn, &params, &branding, None).expect("there is such a mail");
    Mail {
        unsubscribe: None,
        to: to.to_owned(),
        from: "no-reply@studio.example.org".to_owned(),
        sender: "Foxes, Änna & Co".to_owned(),
        subject: words.subject,
        text: words.text,
        html: words.html,
    }
}

#[tokio::test]
async fn a_mail_server_receives_it_whole() {
    let server = Server::start(Answers::Takes).await;
    let mailer = Mailer::smtp(&server.url()).expect("an address");
    mailer.send(mail("anna@example.org")).await.expect("taken");
    let got = server.received().await;
    assert_eq!(got.to, ["<anna@example.org>"]);
    assert_eq!(got.from, "<no-reply@studio.example.org>");
    assert!(got.data.contains("multipart/alternative"), "{}", got.data);
    assert!(got.data.contains("To: anna@example.org"), "{}", got.data);
    assert!(got.data.contains("From: =?utf-8?"), "who it is from stands beside the address: {}", got.data);
    assert!(got.data.is_ascii(), "packed for servers of every age");
}

#[tokio::test]
async fn a_refusal_says_whether_trying_again_may_help() {
    for (answers, retry) in [(Answers::RefusesForNow, true), (Answers::RefusesForGood, false)] {
        let server = Server::start(answers).await;
        let mailer = Mailer::smtp(&server.url()).expect("an address");
        let error = mailer.send(mail("anna@example.org")).await.expect_err("refused");
        assert_eq!(error.retry, retry, "{error}");
    }
    let mailer = Mailer::smtp("smtp://127.0.0.1:1").expect("an address");
    assert!(mailer.send(mail("anna@example.org")).await.expect_err("nobody there").retry);
    assert!(Mailer::smtp("nonsense").is_err());
}

#[tokio::test]
async fn nothing_in_a_mail_becomes_a_header() {
    let server = Server::start(Answers::Takes).await;
    let mailer = Mailer::smtp(&server.url()).expect("an address");
    let mut bad = mail("anna@example.org\r\nBcc: eve@example.org");
    let error = mailer.send(bad.clone()).await.expect_err("no address");
    assert!(!error.retry && !error.to_string().contains("eve"), "{error}");
    bad.to = "anna@example.org".to_owned();
    bad.subject = "Hello\r\nBcc: eve@example.org".to_owned();
    bad.text = "One\r\n.\r\nRCPT TO:<eve@example.org>\r\n".to_owned();
    mailer.send(bad).await.expect("taken");
    let got = server.received().await;
    assert_eq!(got.to, ["<anna@example.org>"]);
    let head = got.data.split("\r\n\r\n").next().unwrap_or("");
    assert!(!head.lines().any(|line| line.to_ascii_lowercase().starts_with("bcc")), "{head}");
}

#[tokio::test]
async fn a_folder_keeps_readable_numbered_mails() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("outbox");
    for (no, mailer) in [(1, Mailer::folder(&path)), (2, Mailer::folder(&path))] {
        mailer.send(mail("anna@example.org")).await.expect("kept");
        let kept = fs::read_to_string(path.join(format!("{no:06}-anna@example.org.eml"))).expect("a file");
        assert!(kept.contains("\r\nhttps://studio.example.org/reset/abc123\r\n"), "{kept}");
        assert!(kept.contains("画室"), "as it is, for people to read");
    }
    let names = fs::read_dir(&path).expect("the folder").count();
    assert_eq!(names, 2, "nothing half-written is left");
}
