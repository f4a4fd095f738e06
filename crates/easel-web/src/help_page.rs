//! The help centre's pages as other programs see them: what a preview of a link shows. The page itself draws the rest.

use crate::{Web, help, ui};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use easel_domain::message;
use easel_door::carrier::Tongue;
use std::fmt::Write as _;

/// All of it.
pub(crate) async fn all(State(web): State<Web>, tongue: Tongue) -> Response {
    let studio = &web.branding().name;
    let said = |key| message::text(tongue.language(), key, &[("studio", studio)]);
    let address = format!("{}/help", web.options().base_url());
    ui::page(StatusCode::OK, &head(&said("help.of"), &said("help.lead"), studio, &address))
}

/// An article.
pub(crate) async fn one(State(web): State<Web>, tongue: Tongue, Path(slug): Path<String>) -> Response {
    match help::reading(&web, &slug, tongue.language()).await {
        Ok((begins, title)) => {
            let address = format!("{}/help/{slug}", web.options().base_url());
            ui::page(StatusCode::OK, &head(&title, &begins, &web.branding().name, &address))
        }
        Err(problem) => {
            let answer = problem.into_response();
            let missing = answer.status() == StatusCode::NOT_FOUND;
            if missing { ui::page(StatusCode::NOT_FOUND, "<title></title>") } else { answer }
        }
    }
}

fn head(title: &str, said: &str, studio: &str, address: &str) -> String {
    let mut head = format!("<title>{} · {}</title>", escaped(title), escaped(studio));
    let _ = write!(head, "<link rel=\"canonical\" href=\"{}\">", escaped(address));
    let _ = write!(head, "<meta name=\"description\" content=\"{}\">", escaped(said));
    for (name, content) in [
        ("og:title", title),
        ("og:site_name", studio),
        ("og:url", address),
        ("og:type", "article"),
        ("og:description", said),
    ] {
        let _ = write!(head, "<meta property=\"{name}\" content=\"{}\">", escaped(content));
    }
    head
}

/// Text as HTML takes it in a value and between tags.
fn escaped(text: &str) -> String {
    let safe = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    safe.replace('"', "&quot;").replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_an_operator_wrote_is_text_in_the_head() {
        let head = super::head("</title><script>", "\"'&", "Stu<dio>", "https://s.test/help/x");
        assert!(!head.contains("<script") && !head.contains("Stu<"), "{head}");
        assert!(head.contains("og:description\" content=\"&quot;&#39;&amp;\""), "{head}");
    }
}
