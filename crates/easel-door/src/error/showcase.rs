//! What may be wrong with what people show to everybody.

use super::Problem;
use easel_showcase::{
    ShowcaseError,
    rules::{InvalidShowing, PUBLIC_NAME_MAX, TITLE_MAX},
};

impl From<InvalidShowing> for Problem {
    fn from(why: InvalidShowing) -> Self {
        match why {
            InvalidShowing::Title => {
                Self::invalid("invalid_title", "invalid_exhibit_title", "title").at_most(TITLE_MAX)
            }
            InvalidShowing::Name => {
                Self::invalid("invalid_name", "invalid_public_name", "name").at_most(PUBLIC_NAME_MAX)
            }
            InvalidShowing::Words { max } => {
                Self::invalid("invalid_words", "invalid_words", "words").at_most(max)
            }
        }
    }
}

impl From<ShowcaseError> for Problem {
    fn from(error: ShowcaseError) -> Self {
        match error {
            ShowcaseError::Missing => Self::not_found(),
            ShowcaseError::NotMade => Self::refused("not_made_here"),
            ShowcaseError::MovedOn => Self::conflict().with(|d| d.key = "exhibit_moved_on"),
            ShowcaseError::Invalid(why) => why.into(),
            ShowcaseError::Forbidden => Self::forbidden(),
            ShowcaseError::Store(error) => error.into(),
        }
    }
}
