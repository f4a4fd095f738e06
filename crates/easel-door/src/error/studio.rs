//! What may be wrong with what pictures are made with and put into: brands, characters, styles, strips, exports.

use super::Problem;
use easel_domain::{
    brand::{self, BRANDS_MAX, InvalidBrand},
    character::{self, CHARACTERS_MAX, InvalidCharacter, OUTFITS_MAX, PICTURES_MAX as REFERENCES_MAX},
    model::PALETTE_MAX,
    style::{ID_MAX, InvalidStyle, LABEL_MAX, TEXT_MAX},
};
use easel_shelf::{ExportError, STRIPS_MAX, StripError};
use easel_store::{BrandError, ChannelTestError, CharacterError, StyleError};
use easel_works::{
    export::{InvalidExport, PAGE_WIDTHS_PX},
    strip::{self, HEIGHT_MAX_PX, InvalidStrip, PICTURES_MAX, SEAM_MAX_PX},
};

/// Until some of the exports under way will be done.
const EXPORT_RETRY_SECONDS: u32 = 10;

impl From<BrandError> for Problem {
    fn from(error: BrandError) -> Self {
        match error {
            BrandError::Invalid(why) => {
                let field = why.field();
                match why {
                    InvalidBrand::Name => {
                        Self::invalid("invalid_name", "invalid_name", field).at_most(brand::NAME_MAX)
                    }
                    InvalidBrand::Palette => Self::invalid("invalid_palette", "invalid_brand_palette", field)
                        .at_most(PALETTE_MAX as usize),
                    InvalidBrand::Fonts => {
                        Self::invalid("invalid_fonts", "invalid_fonts", field).at_most(brand::WORD_MAX)
                    }
                    InvalidBrand::Logo => Self::invalid("invalid_logo", "invalid_logo", field),
                    InvalidBrand::LogoPlace => {
                        Self::invalid("invalid_logo_place", "invalid_logo_place", field)
                    }
                    InvalidBrand::Tone => {
                        Self::invalid("invalid_tone", "invalid_tone", field).at_most(brand::TONE_MAX)
                    }
                    InvalidBrand::UseWords => {
                        Self::invalid("invalid_use_words", "invalid_brand_words", field)
                            .at_most(brand::WORDS_MAX)
                    }
                    InvalidBrand::AvoidWords => {
                        Self::invalid("invalid_avoid_words", "invalid_brand_words", field)
                            .at_most(brand::WORDS_MAX)
                    }
                }
            }
            BrandError::NameTaken => Self::name_taken(),
            BrandError::TooMany => Self::too_many("too_many_brands", BRANDS_MAX as i64),
            BrandError::IdTaken => Self::id_taken(),
            BrandError::Store(error) => error.into(),
        }
    }
}

impl From<ChannelTestError> for Problem {
    fn from(error: ChannelTestError) -> Self {
        match error {
            ChannelTestError::Forbidden => Self::forbidden(),
            ChannelTestError::NoChannel => Self::not_found(),
            ChannelTestError::NotFromWords => Self::invalid_field("channel".to_owned()),
            ChannelTestError::Submit(error) => error.into(),
        }
    }
}

impl From<CharacterError> for Problem {
    fn from(error: CharacterError) -> Self {
        match error {
            CharacterError::Invalid(why) => why.into(),
            CharacterError::NameTaken => Self::name_taken(),
            CharacterError::TooMany => Self::too_many("too_many_characters", CHARACTERS_MAX as i64),
            CharacterError::ConsentRequired => {
                Self::invalid("consent_required", "consent_required", "consent")
            }
            CharacterError::IdTaken => Self::id_taken(),
            CharacterError::Store(error) => error.into(),
        }
    }
}

impl From<InvalidCharacter> for Problem {
    fn from(why: InvalidCharacter) -> Self {
        match why {
            InvalidCharacter::Name => {
                Self::invalid("invalid_name", "invalid_character_name", "name").at_most(character::NAME_MAX)
            }
            InvalidCharacter::Description => {
                Self::invalid("invalid_description", "invalid_description", "description")
                    .at_most(character::TEXT_MAX)
            }
            InvalidCharacter::NeverChanges => {
                Self::invalid("invalid_never_changes", "invalid_never_changes", "never_changes")
                    .at_most(character::TEXT_MAX)
            }
            InvalidCharacter::Pictures => {
                Self::invalid("invalid_pictures", "invalid_pictures", "pictures").at_most(REFERENCES_MAX)
            }
            InvalidCharacter::Outfits => {
                Self::invalid("invalid_outfits", "invalid_outfits", "outfits").at_most(OUTFITS_MAX)
            }
        }
    }
}

impl From<ExportError> for Problem {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Invalid(why) => why.into(),
            ExportError::NoStrip => Self::invalid("invalid_strip_id", "invalid_strip", "strip_id"),
            ExportError::NoBook => Self::invalid("invalid_book_id", "invalid_book", "book_id"),
            ExportError::NoBrand => Self::invalid("invalid_brand", "invalid_export_brand", "brand"),
            ExportError::TooMany => Self::too_many_requests(EXPORT_RETRY_SECONDS),
            ExportError::IdempotencyMismatch => Self::id_taken(),
            ExportError::Store(error) => error.into(),
        }
    }
}

impl From<InvalidExport> for Problem {
    fn from(why: InvalidExport) -> Self {
        match why {
            InvalidExport::Empty => Self::invalid("invalid_strip_id", "export_empty", "strip_id"),
            InvalidExport::PictureGone { position } => {
                Self::invalid("picture_gone", "strip_picture_gone", "items").plain("position", position + 1)
            }
            InvalidExport::Strip(why) => why.into(),
            InvalidExport::JpegHeight => {
                Self::invalid("invalid_format", "export_jpeg_tall", "format").plain("max", strip::JPEG_MAX_PX)
            }
            InvalidExport::PageWidth => Self::invalid("invalid_width_px", "invalid_page_width", "width_px")
                .plain("min", PAGE_WIDTHS_PX.start())
                .plain("max", PAGE_WIDTHS_PX.end()),
            InvalidExport::BookLarge => Self::invalid("invalid_format", "export_book_large", "format"),
            InvalidExport::Page => Self::invalid("invalid_page_no", "invalid_page", "page_no"),
            InvalidExport::Slices => Self::invalid("invalid_slice", "invalid_slice", "slice_height_px"),
            InvalidExport::Format => Self::invalid("invalid_formats", "invalid_formats", "formats"),
        }
    }
}

impl From<StripError> for Problem {
    fn from(error: StripError) -> Self {
        match error {
            StripError::Invalid(why) => why.into(),
            StripError::NotFound => Self::not_found(),
            StripError::Conflict => Self::conflict(),
            StripError::TooMany => Self::too_many("too_many_strips", STRIPS_MAX),
            StripError::Store(error) => error.into(),
        }
    }
}

impl From<InvalidStrip> for Problem {
    /// People count from one.
    fn from(why: InvalidStrip) -> Self {
        match why {
            InvalidStrip::Name => {
                Self::invalid("invalid_name", "invalid_strip_name", "name").at_most(strip::NAME_MAX)
            }
            InvalidStrip::Width => Self::invalid("invalid_width_px", "invalid_strip_width", "width_px")
                .plain("min", strip::WIDTHS_PX.start())
                .plain("max", strip::WIDTHS_PX.end()),
            InvalidStrip::Background => {
                Self::invalid("invalid_background", "invalid_strip_background", "background")
            }
            InvalidStrip::Seam { position: None } => {
                Self::invalid("invalid_seam", "invalid_strip_seam", "seam").plain("max", SEAM_MAX_PX)
            }
            InvalidStrip::Seam { position: Some(at) } => {
                Self::invalid("invalid_items", "invalid_strip_item_seam", "items")
                    .plain("max", SEAM_MAX_PX)
                    .plain("position", at + 1)
            }
            InvalidStrip::Pictures => {
                Self::invalid("invalid_items", "invalid_strip_pictures", "items").at_most(PICTURES_MAX)
            }
            InvalidStrip::PictureGone { position } => {
                Self::invalid("invalid_items", "strip_picture_gone", "items").plain("position", position + 1)
            }
            InvalidStrip::PictureTall { position } => {
                Self::invalid("invalid_items", "strip_picture_tall", "items").plain("position", position + 1)
            }
            InvalidStrip::Height { height_px } => Self::invalid("invalid_items", "strip_too_tall", "items")
                .plain("height", height_px)
                .plain("max", HEIGHT_MAX_PX),
        }
    }
}

impl From<StyleError> for Problem {
    fn from(error: StyleError) -> Self {
        match error {
            StyleError::Invalid(why) => {
                let field = why.field();
                match why {
                    InvalidStyle::Id => {
                        Self::invalid("invalid_id", "invalid_style_id", field).at_most(ID_MAX)
                    }
                    InvalidStyle::Labels => {
                        Self::invalid("invalid_labels", "invalid_style_labels", field).at_most(LABEL_MAX)
                    }
                    InvalidStyle::Before => {
                        Self::invalid("invalid_before", "invalid_style_words", field).at_most(TEXT_MAX)
                    }
                    InvalidStyle::After => {
                        Self::invalid("invalid_after", "invalid_style_words", field).at_most(TEXT_MAX)
                    }
                    InvalidStyle::Negative => {
                        Self::invalid("invalid_negative", "invalid_style_words", field).at_most(TEXT_MAX)
                    }
                    InvalidStyle::Sample => Self::invalid("invalid_sample", "invalid_sample", field),
                }
            }
            StyleError::Conflict => Self::conflict(),
            StyleError::Store(error) => error.into(),
        }
    }
}
