//! What a mail says: words of the catalogues, as text and as HTML.

use askama::Template;
use easel_domain::{Branding, Language, message};

/// A mail's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// One line.
    pub subject: String,
    /// For every reader.
    pub text: String,
    /// The same, laid out.
    pub html: String,
}

enum Paragraph<'a> {
    Words(Vec<&'a str>),
    Link(&'a str),
}

#[derive(Template)]
#[template(path = "mail.html")]
struct Html<'a> {
    language: &'a str,
    direction: &'static str,
    branding: &'a Branding,
    subject: &'a str,
    paragraphs: Vec<Paragraph<'a>>,
    /// Ways to turn to somebody: where a click leads, and what it is called.
    contacts: Vec<(String, &'a str)>,
    /// What is said before the link that ends such mails, and the link.
    unsubscribe: Option<(&'a str, &'a str)>,
}

/// The words of the mail `template` (a key of the catalogues under `mail.`) in `language`, with `params` and `{studio}`
/// filled in. `None` when the catalogues have no such mail. What is filled in is text: it becomes neither markup nor a
/// further header. `credits` that are a number
/// become so many of the studio's. `unsubscribe` is the link by which its reader gets no more like it, where there is one.
#[must_use]
pub fn render(
    template: &str,
    language: Language,
    params: &[(String, String)],
    branding: &Branding,
    unsubscribe: Option<&str>,
) -> Option<Words> {
    let (subject_key, body_key) = (format!("mail.{template}.subject"), format!("mail.{template}.body"));
    if !message::exists(language, &subject_key) || !message::exists(language, &body_key) {
        return None;
    }
    let number = |name: &str, value: &str| (name == "credits").then(|| value.parse().ok()).flatten();
    let params: Vec<_> = params
        .iter()
        .map(|(name, value)| match number(name, value) {
            Some(count) => (name.as_str(), branding.credits(language, count)),
            None => (name.as_str(), value.clone()),
        })
        .collect();
    let mut values: Vec<(&str, &str)> = params.iter().map(|(n, v)| (*n, v.as_str())).collect();
    values.push(("studio", &branding.name));
    let subject = one_line(&message::text(language, &subject_key, &values));
    let mut text = message::text(language, &body_key, &values);
    let contacts = branding.contacts.iter();
    let contacts: Vec<_> = contacts.filter_map(|one| Some((one.address()?, one.value.as_str()))).collect();
    let paragraphs = paragraphs(&text);
    let (tag, direction) = (language.tag(), language.direction());
    let said = message::text(language, "mail.unsubscribe", &[]);
    let ends = unsubscribe.map(|address| (said.as_str(), address));
    let html = Html {
        language: tag,
        direction,
        branding,
        subject: &subject,
        paragraphs,
        contacts,
        unsubscribe: ends,
    };
    let html = html.render().ok()?;
    if !branding.contacts.is_empty() {
        let values: Vec<_> = branding.contacts.iter().map(|one| one.value.as_str()).collect();
        text = format!("{text}\n\n--\n{}\n{}\n", branding.name, values.join("\n"));
    }
    if let Some((said, address)) = ends {
        text = format!("{}\n\n{said}\n{address}\n", text.trim_end());
    }
    Some(Words { subject, html, text })
}

/// Without anything that could end a header.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_owned()
}

fn paragraphs(text: &str) -> Vec<Paragraph<'_>> {
    text.split("\n\n")
        .map(|part| {
            let is_link = part.starts_with("https://") || part.starts_with("http://");
            if is_link && !part.contains(char::is_whitespace) {
                Paragraph::Link(part)
            } else {
                Paragraph::Words(part.lines().collect())
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use easel_domain::branding::Contact;

    fn params(name: &str) -> Vec<(String, String)> {
        vec![
            ("name".to_owned(), name.to_owned()),
            ("link".to_owned(), "https://studio.example.org/reset/abc".to_owned()),
        ]
    }

    fn named(name: &str) -> Branding {
        Branding { name: name.to_owned(), ..Branding::default() }
    }

    #[test]
    fn the_reset_mail_has_its_link_in_every_language_and_no_placeholder() {
        for language in Language::ALL {
            let words = render("reset", *language, &params("Anna"), &named("My Studio"), None)
                .expect("there is such a mail");
            assert!(words.subject.contains("My Studio"), "{}", words.subject);
            assert!(words.text.contains("https://studio.example.org/reset/abc"));
            assert!(words.html.contains("href=\"https://studio.example.org/reset/abc\""), "{}", words.html);
            assert!(!words.text.contains('{') && !words.subject.contains('{'));
            let root = format!("<html lang=\"{}\" dir=\"{}\">", language.tag(), language.direction());
            assert!(words.html.contains(&root), "{}", words.html);
        }
        assert_eq!(render("no_such", Language::En, &[], &named("S"), None), None);
    }

    #[test]
    fn whom_to_turn_to_stands_under_each_mail() {
        let contact = Contact::read("help@atelier.test").expect("an address");
        let branding = Branding { contacts: vec![contact], ..named("Atelier") };
        let words = render("reset", Language::En, &params("Anna"), &branding, None).expect("a mail");
        assert!(words.html.contains("mailto:help@atelier.test"), "{}", words.html);
        assert!(words.text.ends_with("--\nAtelier\nhelp@atelier.test\n"), "{}", words.text);
    }

    #[test]
    fn a_name_is_neither_markup_nor_a_header() {
        let words = render("reset", Language::En, &params("<b>Anna</b>"), &named("S\r\nBcc: x@y.z"), None)
            .expect("a mail");
        assert!(!words.html.contains("<b>"), "{}", words.html);
        assert!(!words.subject.contains(['\r', '\n']));
    }
}
