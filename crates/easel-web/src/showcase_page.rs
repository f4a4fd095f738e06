//! The showcase's pages as other programs see them: what a preview of a link shows, and the feed. The page itself draws the
//! rest. Everything that came from people is text here, never markup.

use crate::{
    Web,
    showcase::{Open, ROBOTS},
    ui,
};
use axum::{
    extract::{Path, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use easel_domain::{ExhibitId, Language, message};
use easel_door::{
    carrier::Tongue,
    clock::{self, rfc3339},
    error::Problem,
};
use easel_showcase::{Exhibit, Filter};
use std::fmt::Write as _;

/// Entries of the feed.
const FEED_LENGTH: u32 = 50;
/// Most characters of what a preview of a link says.
const SAID_MAX: usize = 300;
const ROBOTS_HEADER: HeaderName = HeaderName::from_static("x-robots-tag");

/// The showcase.
pub(crate) async fn hall(State(web): State<Web>, tongue: Tongue, open: Result<Open, Problem>) -> Response {
    if let Err(problem) = open {
        return refused(problem);
    }
    let branding = web.branding();
    let title = message::text(tongue.language(), "exhibit.all", &[("studio", &branding.name)]);
    let base = web.options().base_url();
    let mut head = Head::new(&title, &branding.name, &format!("{base}/showcase"));
    head.feed(&title);
    head.about("website", &message::text(tongue.language(), "exhibit.lead", &[]));
    ui::page(StatusCode::OK, &head.0)
}

/// An exhibit; what is not seen there is not there, for programs that don't look at the page too.
pub(crate) async fn exhibit(
    State(web): State<Web>,
    tongue: Tongue,
    open: Result<Open, Problem>,
    Path(id): Path<String>,
) -> Response {
    if let Err(problem) = open {
        return refused(problem);
    }
    let Ok(id) = id.parse::<ExhibitId>() else { return nothing() };
    match web.showcase().get(id).await {
        Ok(Some((found, _))) => {
            let head = head_of(&found, &web.branding().name, web.options().base_url(), tongue.language());
            let mut answer = ui::page(StatusCode::OK, &head);
            answer.headers_mut().insert(ROBOTS_HEADER, HeaderValue::from_static(ROBOTS));
            answer
        }
        Ok(None) => nothing(),
        Err(error) => Problem::from(error).into_response(),
    }
}

/// Without a showcase there is nothing; whoever asks too often is told so.
fn refused(problem: Problem) -> Response {
    let answer = problem.into_response();
    if answer.status() == StatusCode::NOT_FOUND { nothing() } else { answer }
}

/// The page that says that there is nothing, to browsers and to robots.
fn nothing() -> Response {
    ui::page(StatusCode::NOT_FOUND, "<title></title>")
}

/// What stands in a page's head.
struct Head(String);

impl Head {
    fn new(title: &str, studio: &str, address: &str) -> Self {
        let mut head = Self(format!("<title>{}</title>", escaped(title)));
        let address = escaped(address);
        let _ = write!(head.0, "<link rel=\"canonical\" href=\"{address}\">");
        for (name, content) in [("og:title", title), ("og:site_name", studio)] {
            head.meta("property", name, content);
        }
        let _ = write!(head.0, "<meta property=\"og:url\" content=\"{address}\">");
        head
    }

    fn meta(&mut self, kind: &str, name: &str, content: &str) {
        let _ = write!(self.0, "<meta {kind}=\"{name}\" content=\"{}\">", escaped(content));
    }

    fn about(&mut self, kind: &str, said: &str) {
        self.meta("property", "og:type", kind);
        self.meta("property", "og:description", said);
        self.meta("name", "description", said);
    }

    fn feed(&mut self, title: &str) {
        let title = escaped(title);
        let _ = write!(
            self.0,
            "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"{title}\" href=\"/showcase/feed.xml\">"
        );
    }
}

/// What an exhibit is called where it is spoken of.
fn called(found: &Exhibit, language: Language) -> String {
    match found.title.as_str() {
        "" => message::text(language, "exhibit.by", &[("name", &found.by)]),
        title => message::text(language, "exhibit.titled", &[("title", title), ("name", &found.by)]),
    }
}

fn head_of(found: &Exhibit, studio: &str, base: &str, language: Language) -> String {
    let title = called(found, language);
    let mut head = Head::new(&title, studio, &format!("{base}/showcase/{}", found.id));
    let said = found.prompt.as_deref().map_or_else(
        || message::text(language, "exhibit.made_in", &[("studio", studio)]),
        |prompt| prompt.chars().take(SAID_MAX).collect(),
    );
    head.about("article", &said);
    let image = format!("{base}/api/v1/showcase/{}/content?variant=preview", found.id);
    head.meta("property", "og:image", &image);
    head.meta("property", "og:image:alt", &title);
    head.meta("name", "twitter:card", "summary_large_image");
    head.meta("name", "twitter:title", &title);
    head.meta("name", "twitter:description", &said);
    head.meta("name", "twitter:image", &image);
    head.meta("name", "author", &found.by);
    head.feed(&message::text(language, "exhibit.all", &[("studio", studio)]));
    head.0
}

/// The newest exhibits as an Atom feed.
pub(crate) async fn feed(
    State(web): State<Web>,
    tongue: Tongue,
    open: Result<Open, Problem>,
) -> Result<Response, Problem> {
    open?;
    let found = web.showcase().list(Filter::default(), None, FEED_LENGTH).await?;
    let studio = &web.branding().name;
    let text = feed_of(&found, studio, web.options().base_url(), tongue.language());
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/atom+xml; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (ROBOTS_HEADER, HeaderValue::from_static(ROBOTS)),
    ];
    Ok((headers, text).into_response())
}

fn feed_of(found: &[Exhibit], studio: &str, base: &str, language: Language) -> String {
    let title = message::text(language, "exhibit.all", &[("studio", studio)]);
    let updated = rfc3339(found.first().map_or_else(clock::now, |newest| newest.shown_at));
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\
         <title>{}</title><id>{base}/showcase</id><updated>{updated}</updated>\
         <link rel=\"self\" href=\"{base}/showcase/feed.xml\"/><link href=\"{base}/showcase\"/>",
        language.tag(),
        escaped(&title),
        base = escaped(base),
    );
    for one in found {
        let (called, at) = (called(one, language), rfc3339(one.shown_at));
        let address = format!("{base}/showcase/{}", one.id);
        let prompt = one.prompt.as_deref().map(|prompt| format!("<p>{}</p>", escaped(prompt)));
        let content = format!(
            "<p><a href=\"{address}\"><img src=\"{base}/api/v1/showcase/{}/content?variant=preview\" alt=\"{}\" \
             width=\"{}\" height=\"{}\"></a></p>{}",
            one.id,
            escaped(&called),
            one.width,
            one.height,
            prompt.unwrap_or_default(),
        );
        let _ = write!(
            text,
            "<entry><title>{}</title><id>urn:uuid:{}</id><published>{at}</published><updated>{at}</updated>\
             <author><name>{}</name></author><link href=\"{}\"/><content type=\"html\">{}</content></entry>",
            escaped(&called),
            one.id,
            escaped(&one.by),
            escaped(&address),
            escaped(&content),
        );
    }
    text.push_str("</feed>\n");
    text
}

/// Text as HTML and XML take it, without the characters that XML can't hold.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\t' | '\n' | '\r' => safe.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use easel_domain::{Timestamp, UserId};

    fn shown(title: &str, prompt: Option<&str>) -> Exhibit {
        let id = "01890a5d-ac96-774b-bcce-b302099a8057".parse().expect("an id");
        Exhibit {
            id,
            owner: UserId(id.0),
            title: title.to_owned(),
            by: "Zoë & <b>Co</b>".to_owned(),
            shown_at: Timestamp(0),
            featured_at: None,
            model: None,
            style: None,
            width: 1024,
            height: 768,
            placeholder: String::new(),
            prompt: prompt.map(str::to_owned),
        }
    }

    #[test]
    fn what_people_wrote_is_text_in_the_head_and_in_the_feed() {
        let one = shown("</title><script>\"'\u{8}", Some("a <fox> & \"owl\""));
        let head = head_of(&one, "Stu<dio>", "https://s.test", Language::En);
        assert!(!head.contains("<script") && !head.contains("<fox>") && !head.contains("<b>"), "{head}");
        assert!(head.contains("og:description\" content=\"a &lt;fox&gt; &amp; &quot;owl&quot;\""), "{head}");
        assert!(head.contains("https://s.test/api/v1/showcase/01890a5d-"), "addresses are whole: {head}");
        let feed = feed_of(&[one], "Stu<dio>", "https://s.test", Language::En);
        assert!(!feed.contains("<script") && !feed.contains('\u{8}'), "{feed}");
        assert!(feed.contains("&amp;lt;fox&amp;gt;"), "markup within markup is text twice: {feed}");
        assert!(feed.contains("<updated>1970-01-01T00:00:00Z</updated>"), "{feed}");
    }

    #[test]
    fn a_prompt_that_is_not_shown_stands_nowhere() {
        let one = shown("", None);
        let head = head_of(&one, "Studio", "https://s.test", Language::En);
        assert!(head.contains("og:title\" content=\"") && head.contains("Zoë &amp; &lt;b&gt;Co"), "{head}");
        assert!(!feed_of(&[one], "Studio", "https://s.test", Language::En).contains("&lt;p&gt;&lt;/p&gt;"));
    }
}
