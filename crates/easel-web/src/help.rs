//! The help centre: read and searched by everybody, written by administrators.

use crate::Web;
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use easel_domain::{
    Gateway, Language,
    guide::{self, ArticleText, Names},
};
use easel_door::{
    carrier::{MaybeSigned, Needs, Signed, Tongue, may},
    clock::{self, rfc3339},
    error::{Problem, ProblemBody},
    input::{Json, LargeJson, Words},
};
use easel_guide::{Article, ArticleChange, Facts, Guide, found};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Most characters of what help is looked for by.
const WORDS_MAX: usize = 400;
/// Most characters of how an article begins.
const BEGINS_MAX: usize = 160;

/// What an article is about.
#[derive(Serialize, Deserialize, ToSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TopicName {
    Begin,
    Pictures,
    Works,
    Credits,
    Showing,
    Account,
}

/// An article is a page of its own, a question unfolds where it stands.
#[derive(Serialize, Deserialize, ToSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ArticleKindName {
    Article,
    Question,
}

impl From<guide::Topic> for TopicName {
    fn from(topic: guide::Topic) -> Self {
        match topic {
            guide::Topic::Begin => Self::Begin,
            guide::Topic::Pictures => Self::Pictures,
            guide::Topic::Works => Self::Works,
            guide::Topic::Credits => Self::Credits,
            guide::Topic::Showing => Self::Showing,
            guide::Topic::Account => Self::Account,
        }
    }
}

impl From<TopicName> for guide::Topic {
    fn from(topic: TopicName) -> Self {
        match topic {
            TopicName::Begin => Self::Begin,
            TopicName::Pictures => Self::Pictures,
            TopicName::Works => Self::Works,
            TopicName::Credits => Self::Credits,
            TopicName::Showing => Self::Showing,
            TopicName::Account => Self::Account,
        }
    }
}

impl From<guide::ArticleKind> for ArticleKindName {
    fn from(kind: guide::ArticleKind) -> Self {
        match kind {
            guide::ArticleKind::Article => Self::Article,
            guide::ArticleKind::Question => Self::Question,
        }
    }
}

impl From<ArticleKindName> for guide::ArticleKind {
    fn from(kind: ArticleKindName) -> Self {
        match kind {
            ArticleKindName::Article => Self::Article,
            ArticleKindName::Question => Self::Question,
        }
    }
}

/// An article in the list.
#[derive(Serialize, ToSchema)]
pub(crate) struct ArticleBrief {
    /// What it is called in addresses: `/help/{slug}`.
    slug: String,
    #[schema(inline)]
    kind: ArticleKindName,
    #[schema(inline)]
    topic: TopicName,
    title: String,
    /// Of an article how it begins, as plain text; of a question the whole answer, as Markdown.
    text: String,
    /// Tag of the language it is in: the asker's where there is one.
    language: String,
}

/// Articles, in the order of their topics, or the best answer first.
#[derive(Serialize, ToSchema)]
pub(crate) struct ArticleBriefs {
    items: Vec<ArticleBrief>,
}

/// An article to read.
#[derive(Serialize, ToSchema)]
pub(crate) struct ArticleReading {
    slug: String,
    #[schema(inline)]
    kind: ArticleKindName,
    #[schema(inline)]
    topic: TopicName,
    title: String,
    /// As Markdown.
    text: String,
    /// Tag of the language it is in: the asker's where there is one.
    language: String,
}

/// An article in one language.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) struct ArticleWords {
    /// At most 120 characters.
    title: String,
    /// As Markdown; `{studio}`, `{credit}`, `{credits}` and `{welcome}` become what they are called here.
    text: String,
}

type WordsByLanguage = BTreeMap<String, ArticleWords>;

/// An article as an administrator sees it.
#[derive(Serialize, ToSchema)]
pub(crate) struct AdminArticle {
    slug: String,
    #[schema(inline)]
    kind: ArticleKindName,
    #[schema(inline)]
    topic: TopicName,
    /// The words that hold, by language.
    texts: WordsByLanguage,
    /// The words that ship; null for an article of the operator's own.
    #[schema(required)]
    ours: Option<WordsByLanguage>,
    /// Whether the operator wrote what holds.
    written: bool,
    hidden: bool,
    /// Whether what it tells of is there in this studio; where it isn't, nobody sees it until it is written anew.
    applies: bool,
    version: i64,
    #[schema(required)]
    changed_at: Option<String>,
}

/// Every article.
#[derive(Serialize, ToSchema)]
pub(crate) struct AdminArticles {
    /// In the order in which they are read.
    items: Vec<AdminArticle>,
}

/// An article as it is to be from now on.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ArticleRequest {
    /// The version that was changed; 0 for the first.
    version: i64,
    #[schema(inline)]
    kind: ArticleKindName,
    #[schema(inline)]
    topic: TopicName,
    /// By language; the words that ship stay those that ship.
    texts: WordsByLanguage,
    hidden: bool,
}

/// The order of a topic's articles.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ArticleOrder {
    #[schema(inline)]
    topic: TopicName,
    slugs: Vec<String>,
}

fn by_language(texts: guide::ArticleTexts) -> WordsByLanguage {
    let words = |ArticleText { title, text }| ArticleWords { title, text };
    texts.into_iter().map(|(tag, text)| (tag, words(text))).collect()
}

impl AdminArticle {
    fn of(article: Article, facts: &Facts) -> Self {
        Self {
            applies: Guide::article_holds(&article, facts),
            slug: article.slug,
            kind: article.kind.into(),
            topic: article.topic.into(),
            texts: by_language(article.texts),
            ours: article.ours.map(by_language),
            written: article.is_written,
            hidden: article.is_hidden,
            version: article.version,
            changed_at: article.changed_at.map(rfc3339),
        }
    }
}

/// What this studio has.
async fn facts(web: &Web) -> Result<Facts, Problem> {
    let book = web.options().price_book.as_deref();
    let has = |gateway| book.is_some_and(|book| book.has(gateway));
    Ok(Facts {
        sells: book.is_some(),
        upi: has(Gateway::Upi),
        card: has(Gateway::Stripe) && web.options().stripe.is_some(),
        transfer: has(Gateway::Manual),
        showcase: web.showcase().setting().await?.is_on,
        conversations: web.branding().conversations,
    })
}

/// What things are called here.
fn names(web: &Web, language: Language) -> Names {
    let branding = web.branding();
    let words = branding.credit(language);
    let welcome = branding.credits(language, web.options().studio.welcome_credits.get());
    Names { studio: branding.name.clone(), credit: words.singular, credits: words.plural, welcome }
}

/// The articles that people read here, each as `language` has it, with the names in their places.
async fn shown(web: &Web, language: Language) -> Result<Vec<(Article, String, ArticleText)>, Problem> {
    let names = names(web, language);
    let articles = web.guide().articles_shown(&facts(web).await?).await?;
    let filled = articles.into_iter().filter_map(|article| {
        let (tag, said) = article.said_in(language)?;
        let text = ArticleText { title: names.fill(&said.title), text: names.fill(&said.text) };
        let tag = tag.to_owned();
        Some((article, tag, text))
    });
    Ok(filled.collect())
}

/// An article of those that people read here.
async fn article(
    web: &Web,
    slug: &str,
    language: Language,
) -> Result<(Article, String, ArticleText), Problem> {
    let all = shown(web, language).await?;
    all.into_iter().find(|(article, ..)| article.slug == slug).ok_or_else(Problem::not_found)
}

/// How an article begins, and its title.
pub(crate) async fn reading(web: &Web, slug: &str, language: Language) -> Result<(String, String), Problem> {
    let (.., said) = article(web, slug, language).await?;
    Ok((begins(&said.text), said.title))
}

/// How a text begins, without its marks.
fn begins(text: &str) -> String {
    let mut plain = String::new();
    let mut in_address = false;
    let lines = text.lines().map(|line| line.trim_start_matches(['#', '>', '-', ' ']));
    for c in lines.flat_map(|line| line.chars().chain([' '])) {
        match c {
            '(' if plain.ends_with(']') => {
                plain.pop();
                in_address = true;
            }
            ')' if in_address => in_address = false,
            _ if in_address => {}
            '*' | '`' | '[' => {}
            ' ' if plain.ends_with(' ') || plain.is_empty() => {}
            c => plain.push(c),
        }
    }
    let plain = plain.trim_end();
    if plain.chars().count() <= BEGINS_MAX {
        return plain.to_owned();
    }
    let cut: String = plain.chars().take(BEGINS_MAX).collect();
    // Words are left whole where there are blanks between them.
    let end = cut.rfind(' ').filter(|at| *at > BEGINS_MAX / 2).unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end())
}

/// The articles of the help centre; with `q` those that answer it, the best first.
#[utoipa::path(get, path = "/api/v1/help", tag = "studio",
    params(("q" = inline(Option<String>), Query, nullable = false, description = "A question, or words of it")),
    responses((status = 200, body = ArticleBriefs), (status = 400, body = ProblemBody)))]
pub(crate) async fn list_articles(
    State(web): State<Web>,
    tongue: Tongue,
    // Asked for so that the person's own language is known.
    _: MaybeSigned,
    words: Words,
) -> Result<Json<ArticleBriefs>, Problem> {
    let q = words.get("q").map(str::trim).filter(|q| !q.is_empty());
    if q.is_some_and(|q| q.chars().count() > WORDS_MAX) {
        return Err(Problem::invalid_field("q".to_owned()));
    }
    let mut all = shown(&web, tongue.language()).await?;
    if let Some(q) = q {
        all = found(all, q);
    }
    let brief = |(article, language, said): (Article, String, ArticleText)| ArticleBrief {
        text: match article.kind {
            guide::ArticleKind::Article => begins(&said.text),
            guide::ArticleKind::Question => said.text,
        },
        slug: article.slug,
        kind: article.kind.into(),
        topic: article.topic.into(),
        title: said.title,
        language,
    };
    Ok(Json(ArticleBriefs { items: all.into_iter().map(brief).collect() }))
}

/// An article, in the asker's language where there is one.
#[utoipa::path(get, path = "/api/v1/help/{slug}", tag = "studio", params(("slug" = String, Path)),
    responses((status = 200, body = ArticleReading), (status = 404, body = ProblemBody)))]
pub(crate) async fn get_article(
    State(web): State<Web>,
    tongue: Tongue,
    _: MaybeSigned,
    Path(slug): Path<String>,
) -> Result<Json<ArticleReading>, Problem> {
    let (article, language, said) = article(&web, &slug, tongue.language()).await?;
    Ok(Json(ArticleReading {
        slug: article.slug,
        kind: article.kind.into(),
        topic: article.topic.into(),
        title: said.title,
        text: said.text,
        language,
    }))
}

/// Every article: those that ship and the operator's own.
#[utoipa::path(get, path = "/api/v1/admin/help", tag = "admin",
    responses((status = 200, body = AdminArticles), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub(crate) async fn list_admin_articles(
    State(web): State<Web>,
    _: Needs<may::Settings>,
) -> Result<Json<AdminArticles>, Problem> {
    let facts = facts(&web).await?;
    let all = web.guide().articles().await?;
    Ok(Json(AdminArticles { items: all.into_iter().map(|one| AdminArticle::of(one, &facts)).collect() }))
}

/// Writes an article, or says something else of one that ships.
#[utoipa::path(put, path = "/api/v1/admin/help/{slug}", tag = "admin", params(("slug" = String, Path)),
    request_body = ArticleRequest,
    responses((status = 204), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(crate) async fn update_article(
    State(web): State<Web>,
    _: Needs<may::Settings>,
    signed: Signed,
    Path(slug): Path<String>,
    LargeJson(asked): LargeJson<ArticleRequest>,
) -> Result<StatusCode, Problem> {
    let words = |ArticleWords { title, text }| ArticleText { title, text };
    let texts = asked.texts.into_iter().map(|(tag, text)| (tag, words(text))).collect();
    let change = ArticleChange {
        slug: guide::slug_checked(&slug)?,
        version: asked.version,
        kind: asked.kind.into(),
        topic: asked.topic.into(),
        texts: guide::texts_checked(texts)?,
        is_hidden: asked.hidden,
    };
    web.guide().article_put(&signed.actor, change, clock::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes back what the operator wrote: an article that ships is as it ships again, one of their own is gone.
#[utoipa::path(delete, path = "/api/v1/admin/help/{slug}", tag = "admin", params(("slug" = String, Path)),
    responses((status = 204), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
pub(crate) async fn delete_article(
    State(web): State<Web>,
    _: Needs<may::Settings>,
    signed: Signed,
    Path(slug): Path<String>,
) -> Result<StatusCode, Problem> {
    web.guide().article_take_back(&signed.actor, slug, clock::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Puts the articles of a topic in an order.
#[utoipa::path(put, path = "/api/v1/admin/help-order", tag = "admin", request_body = ArticleOrder,
    responses((status = 204), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn update_article_order(
    State(web): State<Web>,
    _: Needs<may::Settings>,
    signed: Signed,
    Json(order): Json<ArticleOrder>,
) -> Result<StatusCode, Problem> {
    if order.slugs.len() > usize::try_from(guide::ARTICLES_MAX).unwrap_or(usize::MAX) {
        return Err(Problem::invalid_field("slugs".to_owned()));
    }
    web.guide().article_order(&signed.actor, (order.topic.into(), order.slugs), clock::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use super::begins;

    #[test]
    fn how_an_article_begins_is_plain_text() {
        assert_eq!(begins("1. Open **Create** and say.\n2. Choose.\n"), "1. Open Create and say. 2. Choose.");
        assert_eq!(begins("See [what it costs](/help/prices) (soon)."), "See what it costs (soon).");
        let long = begins(&"word ".repeat(80));
        assert!(long.ends_with("word…") && long.chars().count() <= 161, "{long}");
        assert_eq!(begins(&"字".repeat(200)).chars().count(), 161);
    }
}
