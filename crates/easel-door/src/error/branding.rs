//! What may be wrong with how the studio presents itself and with its legal texts.

use super::Problem;
use easel_domain::{
    branding::{self, InvalidBranding},
    legal::{self, InvalidLegalText},
};
use easel_store::{BrandingError, LegalError};

impl From<BrandingError> for Problem {
    fn from(error: BrandingError) -> Self {
        match error {
            BrandingError::Invalid(why) => why.into(),
            BrandingError::Conflict => Self::conflict(),
            BrandingError::Store(error) => error.into(),
        }
    }
}

impl From<InvalidBranding> for Problem {
    fn from(why: InvalidBranding) -> Self {
        let field = why.field();
        match why {
            InvalidBranding::Name => {
                Self::invalid("invalid_name", "invalid_studio_name", field).at_most(branding::NAME_MAX)
            }
            InvalidBranding::Accent => Self::invalid("invalid_accent", "invalid_accent", field),
            InvalidBranding::Credit => {
                Self::invalid("invalid_credit", "invalid_credit_words", field).at_most(branding::WORD_MAX)
            }
            InvalidBranding::Symbol => Self::invalid("invalid_credit_symbol", "invalid_credit_symbol", field)
                .at_most(branding::SYMBOL_MAX),
            InvalidBranding::Logo => Self::invalid("invalid_logo", "invalid_logo", field),
            InvalidBranding::Pictures => Self::invalid("invalid_pictures", "invalid_landing_pictures", field)
                .at_most(branding::PICTURES_MAX),
            InvalidBranding::Landing => Self::invalid("invalid_landing", "invalid_landing_words", field)
                .plain("title", branding::TITLE_MAX)
                .plain("lead", branding::LEAD_MAX),
            InvalidBranding::Contacts => {
                Self::invalid("invalid_contacts", "invalid_contacts", field).at_most(branding::CONTACTS_MAX)
            }
            InvalidBranding::PlatformLink => {
                Self::invalid("invalid_platform_link", "invalid_platform_link", field)
            }
            InvalidBranding::Sender => {
                Self::invalid("invalid_sender", "invalid_sender", field).at_most(branding::NAME_MAX)
            }
        }
    }
}

impl From<LegalError> for Problem {
    fn from(error: LegalError) -> Self {
        match error {
            LegalError::Conflict => Self::conflict(),
            LegalError::Store(error) => error.into(),
        }
    }
}

impl From<InvalidLegalText> for Problem {
    fn from(_: InvalidLegalText) -> Self {
        Self::invalid("invalid_words", "invalid_legal_text", "words").at_most(legal::TEXT_MAX)
    }
}
