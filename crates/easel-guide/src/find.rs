//! What a question is answered by. There are few articles, so that each is looked at; the words are cut as everywhere.

use crate::Article;
use easel_domain::guide::ArticleText;
use easel_store::search::hits;

/// An article, the tag of the language it is read in, and its words.
type Read = (Article, String, ArticleText);

/// A word that stands in more than this share of the articles tells none of them from the others.
const COMMON: f64 = 0.4;
/// A word in the title counts as much as so many in the text.
const IN_TITLE: f64 = 3.0;
/// Of the best one's weight an article needs at least this share.
const NEAR: f64 = 0.34;

/// Those of the articles that answer a question, the best first: those with the words that tell them apart, and those with
/// all of its words.
#[must_use]
pub fn found(all: Vec<Read>, question: &str) -> Vec<Read> {
    let question = telling(question);
    let question = question.as_str();
    let told: Vec<(Vec<bool>, Vec<bool>)> = all
        .iter()
        .map(|(.., text)| {
            let whole = format!("{}\n{}", text.title, text.text);
            (hits(&text.title, question), hits(&whole, question))
        })
        .collect();
    let asked = told.first().map_or(0, |(_, whole)| whole.len());
    if asked == 0 {
        return Vec::new();
    }
    let weights: Vec<f64> = (0..asked).map(|word| weight(&told, word)).collect();
    let mut ranked: Vec<(f64, bool, Read)> = Vec::new();
    for (one, (title, whole)) in all.into_iter().zip(&told) {
        let of =
            |hits: &[bool]| hits.iter().zip(&weights).filter(|(hit, _)| **hit).map(|(_, w)| w).sum::<f64>();
        let score = of(whole) + (IN_TITLE - 1.0) * of(title);
        ranked.push((score, whole.iter().all(|hit| *hit), one));
    }
    let best = ranked.iter().map(|(score, ..)| *score).fold(0.0, f64::max);
    ranked.retain(|(score, has_all, _)| *has_all || *score > 0.0 && *score >= best * NEAR);
    ranked.sort_by(|(a, ..), (b, ..)| b.total_cmp(a));
    ranked.into_iter().map(|(.., one)| one).collect()
}

/// A question without its short words (`I`, `my`, `de`), which tell nothing in scripts that part their words; all of it where
/// there are no others.
fn telling(question: &str) -> String {
    let long = |word: &&str| !word.is_ascii() || word.chars().filter(|c| c.is_alphanumeric()).count() > 2;
    let kept: Vec<&str> = question.split_whitespace().filter(long).collect();
    if kept.is_empty() { question.to_owned() } else { kept.join(" ") }
}

/// How much a word says: the fewer articles have it, the more; nothing where too many do.
fn weight(told: &[(Vec<bool>, Vec<bool>)], word: usize) -> f64 {
    let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    let all = count(told.len());
    let with = count(told.iter().filter(|(_, whole)| whole[word]).count());
    if with == 0.0 || with > all * COMMON { 0.0 } else { (1.0 + all / with).ln() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shipped;
    use easel_domain::Language;

    fn best(language: Language, question: &str) -> Option<String> {
        let all = shipped::all().iter().map(|one| {
            let article = Article {
                slug: one.slug.to_owned(),
                kind: one.kind,
                topic: one.topic,
                texts: one.texts.clone(),
                ours: None,
                is_written: false,
                is_hidden: false,
                version: 0,
                changed_at: None,
            };
            let text = one.texts[language.tag()].clone();
            (article, language.tag().to_owned(), text)
        });
        found(all.collect(), question).into_iter().next().map(|(one, ..)| one.slug)
    }

    #[test]
    fn a_question_finds_its_article_in_every_language() {
        for (language, question, slug) in [
            (Language::En, "how do I get my money back?", "refunds"),
            (Language::En, "I forgot my password", "forgot-password"),
            (Language::En, "my picture failed, was I charged", "failures-cost-nothing"),
            (Language::En, "keyboard", "keyboard"),
            (Language::En, "what do pictures cost and what is held", "what-credits-cost"),
            (Language::ZhCn, "怎么退款", "refunds"),
            (Language::ZhCn, "忘记密码", "forgot-password"),
            (Language::Ja, "返金してほしい", "refunds"),
            (Language::Ja, "キーボード", "keyboard"),
            (Language::Es, "¿cómo pido un reembolso?", "refunds"),
            (Language::Es, "olvidé mi contraseña", "forgot-password"),
        ] {
            assert_eq!(best(language, question).as_deref(), Some(slug), "{question}");
        }
    }

    #[test]
    fn what_nothing_answers_finds_nothing() {
        for question in ["xylophone", "", "?!", "怎么"] {
            assert_eq!(best(Language::En, question), None, "{question}");
        }
    }
}
