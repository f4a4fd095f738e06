//! What may be wrong with what a studio tells people.

use super::Problem;
use easel_domain::guide::{
    ANNOUNCEMENT_MAX, ANNOUNCEMENTS_MAX, ARTICLES_MAX, InvalidArticle, InvalidNotice, SLUG_MAX, TEXT_MAX,
};
use easel_guide::{AnnouncementError, ArticleError};

impl From<InvalidArticle> for Problem {
    fn from(error: InvalidArticle) -> Self {
        match error {
            InvalidArticle::Slug => Self::invalid("invalid_slug", "invalid_slug", "slug").at_most(SLUG_MAX),
            InvalidArticle::Texts => {
                Self::invalid("invalid_texts", "invalid_article", "texts").at_most(TEXT_MAX)
            }
        }
    }
}

impl From<ArticleError> for Problem {
    fn from(error: ArticleError) -> Self {
        match error {
            ArticleError::Missing => Self::not_found(),
            ArticleError::Empty => InvalidArticle::Texts.into(),
            ArticleError::Conflict => Self::conflict(),
            ArticleError::TooMany => Self::too_many("too_many_articles", ARTICLES_MAX),
            ArticleError::Store(error) => error.into(),
        }
    }
}

impl From<InvalidNotice> for Problem {
    fn from(error: InvalidNotice) -> Self {
        match error {
            InvalidNotice::Words => {
                Self::invalid("invalid_words", "invalid_announcement", "words").at_most(ANNOUNCEMENT_MAX)
            }
            InvalidNotice::Link => Self::invalid("invalid_link", "invalid_announcement_link", "link"),
            InvalidNotice::Until => Self::invalid("invalid_until", "invalid_until", "until"),
        }
    }
}

impl From<AnnouncementError> for Problem {
    fn from(error: AnnouncementError) -> Self {
        match error {
            AnnouncementError::Missing => Self::not_found(),
            AnnouncementError::Conflict => Self::conflict(),
            AnnouncementError::TooMany => Self::too_many("too_many_announcements", ANNOUNCEMENTS_MAX),
            AnnouncementError::Store(error) => error.into(),
        }
    }
}
