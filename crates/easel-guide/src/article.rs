//! The help centre's articles: those that ship, and what an operator says in their place.

use crate::{
    Facts, Guide,
    shipped::{self, Shipped},
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{
    Actor, Language, Timestamp,
    guide::{ARTICLES_MAX, ArticleKind, ArticleText, ArticleTexts, Topic},
};
use easel_store::{
    StoreError, audit, from_db,
    sql::{json, moment, to_json, word},
};
use thiserror::Error;

texts! {
    ALL = "select slug, kind, topic, position, texts, hidden, version, changed_at from article order by slug";
    ONE = "select slug, kind, topic, position, texts, hidden, version, changed_at from article where slug = $1";
    COUNT = "select count(*) from article";
    PUT = "insert into article (slug, kind, topic, position, texts, hidden, version, changed_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8)
           on conflict (slug) do update set kind = excluded.kind, topic = excluded.topic, position = excluded.position,
             texts = excluded.texts, hidden = excluded.hidden, version = excluded.version, changed_at = excluded.changed_at";
    DROP = "delete from article where slug = $1";
}

/// An article as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// What it is called in addresses.
    pub slug: String,
    /// How it is read.
    pub kind: ArticleKind,
    /// What it is about.
    pub topic: Topic,
    /// Its words by language: the operator's, else ours.
    pub texts: ArticleTexts,
    /// The words that ship, of one that does.
    pub ours: Option<ArticleTexts>,
    /// Whether the operator wrote it, or wrote it anew.
    pub is_written: bool,
    /// Whether nobody but the operator sees it.
    pub is_hidden: bool,
    /// How often the operator changed it.
    pub version: i64,
    /// When they did so last.
    pub changed_at: Option<Timestamp>,
}

impl Article {
    /// What whoever reads `language` is shown, with the tag of the language it is in: their own, else English, else
    /// whatever there is.
    #[must_use]
    pub fn said_in(&self, language: Language) -> Option<(&str, &ArticleText)> {
        [language.tag(), Language::En.tag()]
            .into_iter()
            .find_map(|tag| self.texts.get_key_value(tag))
            .or_else(|| self.texts.iter().next())
            .map(|(tag, text)| (tag.as_str(), text))
    }
}

/// An article as it is to be from now on.
#[derive(Clone, Debug)]
pub struct ArticleChange {
    /// Which.
    pub slug: String,
    /// The version that was changed; 0 where the operator has said nothing of it yet.
    pub version: i64,
    /// How it is read.
    pub kind: ArticleKind,
    /// What it is about.
    pub topic: Topic,
    /// Its words; the ones that ship stay ours, so that they change with the program.
    pub texts: ArticleTexts,
    /// Whether nobody but the operator sees it.
    pub is_hidden: bool,
}

/// Why an article was not changed.
#[derive(Debug, Error)]
pub enum ArticleError {
    /// There is none of this name.
    #[error("no such article")]
    Missing,
    /// An article of one's own says something.
    #[error("it says nothing")]
    Empty,
    /// Somebody changed it meanwhile, or the name is taken.
    #[error("it was changed meanwhile")]
    Conflict,
    /// There are as many as there may be.
    #[error("there are {ARTICLES_MAX} already")]
    TooMany,
    /// The house's fault.
    #[error("keeping the article failed")]
    Store(#[from] StoreError),
}
from_db!(ArticleError);

/// What an operator said of an article.
struct Own {
    slug: String,
    kind: ArticleKind,
    topic: Topic,
    position: Option<i64>,
    texts: ArticleTexts,
    is_hidden: bool,
    version: i64,
    changed_at: Timestamp,
}

impl FromRow for Own {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            slug: row.next()?,
            kind: word(row, ArticleKind::parse)?,
            topic: word(row, Topic::parse)?,
            position: row.next()?,
            texts: json(row)?,
            is_hidden: row.next()?,
            version: row.next()?,
            changed_at: moment(row)?,
        })
    }
}

impl Own {
    /// Nothing said yet of an article that ships.
    fn of(shipped: &Shipped, now: Timestamp) -> Self {
        Self {
            slug: shipped.slug.to_owned(),
            kind: shipped.kind,
            topic: shipped.topic,
            position: None,
            texts: ArticleTexts::new(),
            is_hidden: false,
            version: 0,
            changed_at: now,
        }
    }

    fn summary(&self) -> Result<String, StoreError> {
        let facts = [
            ("kind", self.kind.as_str().to_owned()),
            ("topic", self.topic.as_str().to_owned()),
            ("hidden", self.is_hidden.to_string()),
            ("texts", to_json(&self.texts)?),
        ];
        to_json(&std::collections::BTreeMap::from(facts))
    }
}

/// What ships and what the operator said of it, in the order in which it is read.
fn merged(own: Vec<Own>) -> Vec<Article> {
    let last = i64::try_from(shipped::all().len()).unwrap_or(i64::MAX);
    let mut all: Vec<(Topic, i64, Article)> = Vec::new();
    for (place, one) in shipped::all().iter().enumerate() {
        if own.iter().all(|row| row.slug != one.slug) {
            let article = Article {
                slug: one.slug.to_owned(),
                kind: one.kind,
                topic: one.topic,
                texts: one.texts.clone(),
                ours: Some(one.texts.clone()),
                is_written: false,
                is_hidden: false,
                version: 0,
                changed_at: None,
            };
            all.push((one.topic, i64::try_from(place).unwrap_or(last), article));
        }
    }
    for row in own {
        let found = shipped::all().iter().enumerate().find(|(_, one)| one.slug == row.slug);
        let place = found.and_then(|(place, _)| i64::try_from(place).ok()).unwrap_or(last);
        let ours = found.map(|(_, one)| one.texts.clone());
        let is_written = !row.texts.is_empty();
        let article = Article {
            slug: row.slug,
            kind: row.kind,
            topic: row.topic,
            texts: if is_written { row.texts } else { ours.clone().unwrap_or_default() },
            ours,
            is_written,
            is_hidden: row.is_hidden,
            version: row.version,
            changed_at: Some(row.changed_at),
        };
        all.push((article.topic, row.position.unwrap_or(place), article));
    }
    // An article that shipped once and was never written anew has no words left.
    all.retain(|(.., article)| !article.texts.is_empty());
    all.sort_by(|a, b| (a.0, a.1, &a.2.slug).cmp(&(b.0, b.1, &b.2.slug)));
    all.into_iter().map(|(.., article)| article).collect()
}

impl Guide {
    /// Every article there is, for the operator.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn articles(&self) -> Result<Vec<Article>, StoreError> {
        Ok(merged(self.db.read(tx!(|tx| { Ok::<_, StoreError>(tx.all(ALL, &[]).await?) })).await?))
    }

    /// The articles that people read in such a studio.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn articles_shown(&self, facts: &Facts) -> Result<Vec<Article>, StoreError> {
        let mut all = self.articles().await?;
        all.retain(|one| !one.is_hidden && (one.is_written || shipped::holds(&one.slug, facts)));
        Ok(all)
    }

    /// Whether people read an article in such a studio, hidden or not.
    #[must_use]
    pub fn article_holds(article: &Article, facts: &Facts) -> bool {
        article.is_written || shipped::holds(&article.slug, facts)
    }

    /// Writes an article, or says something else of one; on the record.
    ///
    /// # Errors
    /// [`ArticleError`]; nothing is changed then.
    pub async fn article_put(
        &self,
        actor: &Actor,
        change: ArticleChange,
        now: Timestamp,
    ) -> Result<(), ArticleError> {
        let by = actor.user_id;
        self.db
            .write(tx!(|tx, change| {
                let before: Option<Own> = tx.optional(ONE, args![change.slug.as_str()]).await?;
                if before.as_ref().map_or(0, |before| before.version) != change.version {
                    return Err(ArticleError::Conflict);
                }
                let (count,): (i64,) = tx.one(COUNT, &[]).await?;
                if before.is_none() && count >= ARTICLES_MAX {
                    return Err(ArticleError::TooMany);
                }
                let ours = shipped::all().iter().find(|one| one.slug == change.slug);
                let is_ours = ours.is_some_and(|one| one.texts == change.texts);
                if change.texts.is_empty() {
                    return Err(ArticleError::Empty);
                }
                let moved = before.as_ref().is_some_and(|before| before.topic != change.topic);
                let own = Own {
                    slug: change.slug,
                    kind: change.kind,
                    topic: change.topic,
                    position: before.as_ref().filter(|_| !moved).and_then(|before| before.position),
                    texts: if is_ours { ArticleTexts::new() } else { change.texts },
                    is_hidden: change.is_hidden,
                    version: change.version + 1,
                    changed_at: now,
                };
                put(tx, &own).await?;
                let line = audit::Line {
                    actor: Some(by),
                    action: "help.write",
                    subject: &own.slug,
                    reason: "",
                    before: before.map(|before| before.summary()).transpose()?,
                    after: Some(own.summary()?),
                };
                Ok(audit::record_in_tx(tx, line, now).await?)
            }))
            .await
    }

    /// Takes back what an operator wrote: an article that ships is as it ships again, one of their own is gone. On the record.
    ///
    /// # Errors
    /// [`ArticleError::Missing`] when they wrote none of this name.
    pub async fn article_take_back(
        &self,
        actor: &Actor,
        slug: String,
        now: Timestamp,
    ) -> Result<(), ArticleError> {
        let by = actor.user_id;
        self.db
            .write(tx!(|tx, slug| {
                let before: Option<Own> = tx.optional(ONE, args![slug.as_str()]).await?;
                let before = before.ok_or(ArticleError::Missing)?;
                tx.exec(DROP, args![slug.as_str()]).await?;
                let line = audit::Line {
                    actor: Some(by),
                    action: "help.take_back",
                    subject: &slug,
                    reason: "",
                    before: Some(before.summary()?),
                    after: None,
                };
                Ok(audit::record_in_tx(tx, line, now).await?)
            }))
            .await
    }

    /// Puts the articles of a topic in this order; what is not named follows. On the record.
    ///
    /// # Errors
    /// [`ArticleError::Missing`] when one of them isn't there or is about something else.
    pub async fn article_order(
        &self,
        actor: &Actor,
        (topic, slugs): (Topic, Vec<String>),
        now: Timestamp,
    ) -> Result<(), ArticleError> {
        let by = actor.user_id;
        self.db
            .write(tx!(|tx, slugs| {
                let own: Vec<Own> = tx.all(ALL, &[]).await?;
                let mut rows: std::collections::HashMap<String, Own> =
                    own.into_iter().map(|row| (row.slug.clone(), row)).collect();
                for (place, slug) in (0_i64..).zip(&slugs) {
                    let shipped = shipped::all().iter().find(|one| one.slug == slug);
                    let row = rows.remove(slug).or_else(|| shipped.map(|one| Own::of(one, now)));
                    let mut row = row.filter(|row| row.topic == topic).ok_or(ArticleError::Missing)?;
                    // What is not named stands where it shipped, or last: behind those that are.
                    (row.position, row.version) = (Some(place - 1_000), row.version + 1);
                    put(tx, &row).await?;
                }
                let line = audit::Line {
                    actor: Some(by),
                    action: "help.order",
                    subject: topic.as_str(),
                    reason: "",
                    before: None,
                    after: Some(to_json(&slugs)?),
                };
                Ok(audit::record_in_tx(tx, line, now).await?)
            }))
            .await
    }
}

async fn put(tx: &mut Tx<'_>, own: &Own) -> Result<(), StoreError> {
    let texts = to_json(&own.texts)?;
    let row = args![
        own.slug.as_str(),
        own.kind.as_str(),
        own.topic.as_str(),
        own.position,
        texts.as_str(),
        own.is_hidden,
        own.version,
        own.changed_at.0
    ];
    tx.exec(PUT, row).await?;
    Ok(())
}
