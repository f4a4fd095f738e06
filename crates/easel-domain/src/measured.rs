//! What was measured of a finished picture, for its badges.

use crate::CharacterId;
use serde::{Deserialize, Serialize};

/// How much a character of the picture looks like its card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Likeness {
    /// Whose card.
    pub character: CharacterId,
    /// Its name when the picture was asked for.
    pub name: String,
    /// 0 to 100.
    pub percent: u8,
}

/// What was measured of a picture. Left out is what nobody asked for or what could not be told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measured {
    /// How near its colours are to those of the brand it followed, 0 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand_percent: Option<u8>,
    /// How much its characters look like their cards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub likeness: Vec<Likeness>,
    /// How many faces are in it; only of pictures people sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub faces: Option<u32>,
    /// Where faces are, thousandths of width and height: left, top, width, height.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub face_areas: Vec<[u16; 4]>,
}
