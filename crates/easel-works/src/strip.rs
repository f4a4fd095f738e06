//! Strips: pictures one below the other, as one tall picture. A strip is a document; what it looks like is worked out
//! from it and from the pictures' sizes, the same for the page that shows it and for the worker that draws it.

use easel_domain::AssetId;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Most pictures of a strip.
pub const PICTURES_MAX: usize = 300;
/// Tallest strip, pixels.
pub const HEIGHT_MAX_PX: u32 = 100_000;
/// Tallest JPEG there can be, pixels.
pub const JPEG_MAX_PX: u32 = 65_535;
/// How wide a strip may be, pixels.
pub const WIDTHS_PX: std::ops::RangeInclusive<u32> = 64..=4096;
/// Widest seam, pixels.
pub const SEAM_MAX_PX: u32 = 512;
/// Longest name, characters.
pub const NAME_MAX: usize = 80;
/// Most pixels of one picture once it is as wide as its strip.
const PICTURE_PIXELS_MAX: u64 = 1 << 26;

/// How two pictures meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeamKind {
    /// Edge to edge.
    None,
    /// Background between them.
    Gutter,
    /// A line between them.
    Rule,
    /// The upper one fades into the lower one.
    Blend,
    /// The lower one lies on the upper one's end.
    Overlap,
}

impl SeamKind {
    /// Every kind.
    pub const ALL: &[Self] = &[Self::None, Self::Gutter, Self::Rule, Self::Blend, Self::Overlap];

    /// The word in the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Gutter => "gutter",
            Self::Rule => "rule",
            Self::Blend => "blend",
            Self::Overlap => "overlap",
        }
    }

    /// Reads the word of [`SeamKind::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == word)
    }
}

/// A seam.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seam {
    /// How the two meet.
    pub kind: SeamKind,
    /// How high the seam is, pixels of the strip.
    pub px: u32,
}

/// A picture in a strip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StripItem {
    /// Which picture.
    pub asset_id: AssetId,
    /// The seam below it, where it is not the strip's.
    pub seam: Option<Seam>,
}

/// What a strip is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StripDocument {
    /// What its owner calls it.
    pub name: String,
    /// Pixels. Every picture is scaled to it.
    pub width_px: u32,
    /// Where nothing lies, `#rrggbb` in lower case.
    pub background: String,
    /// Between all pictures that don't say otherwise.
    pub seam: Seam,
    /// From top to bottom.
    pub items: Vec<StripItem>,
}

/// Why a document is no strip. Positions count from 0.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum InvalidStrip {
    /// Empty, too long, or with control characters.
    #[error("a name has 1 to {NAME_MAX} characters")]
    Name,
    /// Outside [`WIDTHS_PX`].
    #[error("a strip is 64 to 4096 pixels wide")]
    Width,
    /// No colour.
    #[error("a background is #rrggbb")]
    Background,
    /// A seam that is too high.
    #[error("a seam is at most {SEAM_MAX_PX} pixels high")]
    Seam {
        /// Below which picture; `None` is the strip's own.
        position: Option<usize>,
    },
    /// None, or too many.
    #[error("a strip has at most {PICTURES_MAX} pictures")]
    Pictures,
    /// A picture that isn't there, or is somebody else's.
    #[error("picture {position} isn't there")]
    PictureGone {
        /// Which one.
        position: usize,
    },
    /// A picture that is too tall once it is as wide as the strip.
    #[error("picture {position} is too tall for this width")]
    PictureTall {
        /// Which one.
        position: usize,
    },
    /// All together are too tall.
    #[error("{height_px} pixels are more than {HEIGHT_MAX_PX}")]
    Height {
        /// Pixels.
        height_px: u64,
    },
}

/// Reads `#rrggbb`.
#[must_use]
pub fn colour_of(text: &str) -> Option<[u8; 3]> {
    let digits =
        text.strip_prefix('#').filter(|d| d.len() == 6 && d.bytes().all(|b| b.is_ascii_hexdigit()))?;
    let value = u32::from_str_radix(digits, 16).ok()?;
    let [_, r, g, b] = value.to_be_bytes();
    Some([r, g, b])
}

impl StripDocument {
    /// The document with its words as they are kept.
    ///
    /// # Errors
    /// [`InvalidStrip`], without a look at the pictures.
    pub fn checked(mut self) -> Result<Self, InvalidStrip> {
        self.name = self.name.trim().to_owned();
        let length = self.name.chars().count();
        if length == 0 || length > NAME_MAX || self.name.chars().any(char::is_control) {
            return Err(InvalidStrip::Name);
        }
        if !WIDTHS_PX.contains(&self.width_px) {
            return Err(InvalidStrip::Width);
        }
        self.background.make_ascii_lowercase();
        colour_of(&self.background).ok_or(InvalidStrip::Background)?;
        if self.seam.px > SEAM_MAX_PX {
            return Err(InvalidStrip::Seam { position: None });
        }
        if self.items.len() > PICTURES_MAX {
            return Err(InvalidStrip::Pictures);
        }
        let too_high = |item: &StripItem| item.seam.is_some_and(|seam| seam.px > SEAM_MAX_PX);
        match self.items.iter().position(too_high) {
            Some(position) => Err(InvalidStrip::Seam { position: Some(position) }),
            None => Ok(self),
        }
    }

    /// Where everything lies, for pictures of these sizes (`None` is one that is gone), when the strip is drawn
    /// `width_px` wide: seams grow and shrink with it.
    ///
    /// # Errors
    /// [`InvalidStrip`] of the pictures.
    pub fn layout(&self, width_px: u32, sizes: &[Option<(u32, u32)>]) -> Result<Layout, InvalidStrip> {
        if !WIDTHS_PX.contains(&width_px) {
            return Err(InvalidStrip::Width);
        }
        if sizes.len() != self.items.len() || sizes.len() > PICTURES_MAX {
            return Err(InvalidStrip::Pictures);
        }
        let mut heights = Vec::with_capacity(sizes.len());
        for (position, size) in sizes.iter().enumerate() {
            let (width, height) =
                size.filter(|(w, h)| *w > 0 && *h > 0).ok_or(InvalidStrip::PictureGone { position })?;
            let scaled = (u64::from(height) * u64::from(width_px) + u64::from(width) / 2) / u64::from(width);
            let scaled = scaled.max(1);
            if scaled * u64::from(width_px) > PICTURE_PIXELS_MAX {
                return Err(InvalidStrip::PictureTall { position });
            }
            heights.push(scaled as u32);
        }
        let mut layout = Layout { width_px, height_px: 0, pictures: Vec::new(), seams: Vec::new() };
        let mut end = 0_u64;
        for (at, &height) in heights.iter().enumerate() {
            let seam = at.checked_sub(1).map(|above| {
                let seam = self.items[above].seam.unwrap_or(self.seam);
                self.fitted(seam, width_px, heights[above].min(height))
            });
            let y = match seam {
                None => 0,
                Some(Seam { kind: SeamKind::None, .. }) => end,
                Some(Seam { kind: SeamKind::Gutter | SeamKind::Rule, px }) => end + u64::from(px),
                Some(Seam { kind: SeamKind::Blend | SeamKind::Overlap, px }) => end - u64::from(px),
            };
            end = y + u64::from(height);
            layout.pictures.push(Placed { y: u32::try_from(y).unwrap_or(u32::MAX), height });
            layout.seams.extend(seam);
        }
        if end > u64::from(HEIGHT_MAX_PX) {
            return Err(InvalidStrip::Height { height_px: end });
        }
        layout.height_px = end as u32;
        Ok(layout)
    }

    /// How tall the strip is as it is kept, without the pictures that are gone.
    ///
    /// # Errors
    /// [`InvalidStrip`] of the pictures that are there.
    pub fn height_px(&self, sizes: &[Option<(u32, u32)>]) -> Result<u32, InvalidStrip> {
        let there = self.items.iter().zip(sizes).filter(|(_, size)| size.is_some());
        let (items, there): (Vec<StripItem>, Vec<_>) = there.map(|(item, size)| (*item, *size)).unzip();
        let strip = Self { items, ..self.clone() };
        match strip.layout(strip.width_px, &there) {
            Ok(layout) => Ok(layout.height_px),
            // It counts all that are in the document.
            Err(InvalidStrip::PictureTall { position }) => {
                let mut there = sizes.iter().enumerate().filter(|(_, size)| size.is_some());
                Err(InvalidStrip::PictureTall {
                    position: there.nth(position).map_or(position, |(at, _)| at),
                })
            }
            Err(other) => Err(other),
        }
    }

    /// A seam as high as it is at this width. Where pictures lie on each other it takes at most half of the lower one
    /// of the two, so that no row belongs to three.
    fn fitted(&self, seam: Seam, width_px: u32, lower: u32) -> Seam {
        let scaled = u64::from(seam.px) * u64::from(width_px);
        let px = scaled.div_ceil(u64::from(self.width_px.max(1))).min(u64::from(HEIGHT_MAX_PX)) as u32;
        let px = match seam.kind {
            SeamKind::None => 0,
            SeamKind::Gutter | SeamKind::Rule => px,
            SeamKind::Blend | SeamKind::Overlap => px.min(lower / 2),
        };
        Seam { kind: if px == 0 { SeamKind::None } else { seam.kind }, px }
    }
}

/// Where a picture lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Its first row.
    pub y: u32,
    /// Rows.
    pub height: u32,
}

/// Where everything of a strip lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Pixels.
    pub width_px: u32,
    /// Pixels.
    pub height_px: u32,
    /// From top to bottom.
    pub pictures: Vec<Placed>,
    /// Between each two of them.
    pub seams: Vec<Seam>,
}

impl Layout {
    /// Where the strip is cut into slices of at most `slice_px` rows: the end of each. A cut goes through the middle of
    /// a gutter where there is one in the slice's lower half, else between two pictures, else through a picture.
    #[must_use]
    pub fn cuts(&self, slice_px: u32) -> Vec<u32> {
        let slice_px = slice_px.max(1);
        let good: Vec<(u32, bool)> = (self.pictures.iter().skip(1).zip(&self.seams))
            .map(|(below, seam)| match seam.kind {
                SeamKind::Gutter => (below.y - seam.px / 2, true),
                SeamKind::None | SeamKind::Overlap => (below.y, false),
                SeamKind::Rule => (below.y - seam.px, false),
                // Cut through the middle of a blend, each half is whole.
                SeamKind::Blend => (below.y + seam.px / 2, false),
            })
            .collect();
        let (mut cuts, mut from) = (Vec::new(), 0);
        while from < self.height_px {
            let latest = from.saturating_add(slice_px);
            if latest >= self.height_px {
                cuts.push(self.height_px);
                break;
            }
            let lower_half = from + slice_px.div_ceil(2)..=latest;
            let best = |wanted: bool| {
                let here = good.iter().filter(|(y, gutter)| lower_half.contains(y) && *gutter == wanted);
                here.map(|(y, _)| *y).next_back()
            };
            from = best(true).or_else(|| best(false)).unwrap_or(latest);
            cuts.push(from);
        }
        cuts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn id(n: u128) -> AssetId {
        AssetId(uuid::Uuid::from_u128(n))
    }

    fn strip(kind: SeamKind, px: u32, count: usize) -> StripDocument {
        StripDocument {
            name: " Chapter 1 ".into(),
            width_px: 100,
            background: "#FFffff".into(),
            seam: Seam { kind, px },
            items: (0..count).map(|n| StripItem { asset_id: id(n as u128), seam: None }).collect(),
        }
    }

    #[test]
    fn a_document_is_kept_as_it_will_be_read() {
        let checked = strip(SeamKind::Gutter, 10, 2).checked().expect("a strip");
        assert_eq!((checked.name.as_str(), checked.background.as_str()), ("Chapter 1", "#ffffff"));
        let wrong = |change: fn(&mut StripDocument)| {
            let mut strip = strip(SeamKind::Gutter, 10, 2);
            change(&mut strip);
            strip.checked().expect_err("no strip")
        };
        assert_eq!(wrong(|s| s.name = "  ".into()), InvalidStrip::Name);
        assert_eq!(wrong(|s| s.name = "x".repeat(81)), InvalidStrip::Name);
        assert_eq!(wrong(|s| s.width_px = 63), InvalidStrip::Width);
        assert_eq!(wrong(|s| s.width_px = 4097), InvalidStrip::Width);
        assert_eq!(wrong(|s| s.background = "red".into()), InvalidStrip::Background);
        assert_eq!(wrong(|s| s.background = "#+12345".into()), InvalidStrip::Background);
        assert_eq!(wrong(|s| s.seam.px = 513), InvalidStrip::Seam { position: None });
        assert_eq!(
            wrong(|s| s.items[1].seam = Some(Seam { kind: SeamKind::Rule, px: 513 })),
            InvalidStrip::Seam { position: Some(1) }
        );
        assert_eq!(wrong(|s| s.items = vec![s.items[0]; 301]), InvalidStrip::Pictures);
    }

    #[test]
    fn pictures_lie_where_their_seams_put_them() {
        let sizes = [Some((100, 50)), Some((200, 80)), Some((50, 10))];
        let ys = |kind, px| {
            let layout = strip(kind, px, 3).layout(100, &sizes).expect("a layout");
            let ys: Vec<(u32, u32)> = layout.pictures.iter().map(|p| (p.y, p.height)).collect();
            (ys, layout.height_px)
        };
        assert_eq!(ys(SeamKind::None, 8), (vec![(0, 50), (50, 40), (90, 20)], 110));
        assert_eq!(ys(SeamKind::Gutter, 8), (vec![(0, 50), (58, 40), (106, 20)], 126));
        assert_eq!(ys(SeamKind::Rule, 2), (vec![(0, 50), (52, 40), (94, 20)], 114));
        assert_eq!(ys(SeamKind::Blend, 8), (vec![(0, 50), (42, 40), (74, 20)], 94));
        // Half of the lower one at most.
        assert_eq!(ys(SeamKind::Overlap, 100), (vec![(0, 50), (30, 40), (60, 20)], 80));
        let mut own = strip(SeamKind::Gutter, 8, 3);
        own.items[0].seam = Some(Seam { kind: SeamKind::None, px: 0 });
        assert_eq!(own.layout(100, &sizes).expect("a layout").height_px, 118);
        // Twice as wide is twice of everything.
        assert_eq!(own.layout(200, &sizes).expect("a layout").height_px, 236);
    }

    #[test]
    fn what_cannot_be_drawn_is_told_with_its_place() {
        let strip = strip(SeamKind::None, 0, 2);
        let layout = |sizes: [Option<(u32, u32)>; 2]| strip.layout(100, &sizes).expect_err("no layout");
        assert_eq!(layout([Some((9, 9)), None]), InvalidStrip::PictureGone { position: 1 });
        assert_eq!(layout([Some((1, 16_384)), Some((9, 9))]), InvalidStrip::PictureTall { position: 0 });
        let tall = layout([Some((16, 8192)), Some((16, 8192))]);
        assert_eq!(tall, InvalidStrip::Height { height_px: 102_400 });
        let with_gaps = |sizes: [Option<(u32, u32)>; 2]| strip.height_px(&sizes);
        assert_eq!(with_gaps([None, Some((100, 30))]), Ok(30));
        assert_eq!(with_gaps([None, None]), Ok(0));
        assert_eq!(with_gaps([None, Some((1, 16_384))]), Err(InvalidStrip::PictureTall { position: 1 }));
        assert_eq!(strip.layout(100, &[]), Err(InvalidStrip::Pictures));
        assert_eq!(strip.layout(5000, &[Some((9, 9)); 2]), Err(InvalidStrip::Width));
    }

    #[test]
    fn cuts_go_through_gutters_where_there_are_some() {
        let sizes = [Some((100, 90)); 4];
        let gutters = strip(SeamKind::Gutter, 10, 4).layout(100, &sizes).expect("a layout");
        assert_eq!(gutters.height_px, 390);
        assert_eq!(gutters.cuts(128), [95, 195, 295, 390]);
        assert_eq!(gutters.cuts(250), [195, 390]);
        // A slice lower than a picture cuts through it.
        assert_eq!(gutters.cuts(40), [40, 80, 120, 160, 195, 235, 275, 295, 335, 375, 390]);
        let plain = strip(SeamKind::None, 0, 4).layout(100, &sizes).expect("a layout");
        assert_eq!(plain.cuts(100), [90, 180, 270, 360]);
        let empty = strip(SeamKind::None, 0, 0).layout(100, &[]).expect("a layout");
        assert!(empty.cuts(100).is_empty() && empty.height_px == 0);
    }

    proptest! {
        #[test]
        fn rows_belong_to_one_picture_or_two_neighbours_and_slices_make_up_the_whole(
            sizes in prop::collection::vec((1..200_u32, 1..200_u32), 1..12),
            kinds in prop::collection::vec((0..5_usize, 0..=SEAM_MAX_PX), 12), width in 64..300_u32, slice in 1..500_u32,
        ) {
            let mut strip = strip(SeamKind::Gutter, 3, sizes.len());
            for (item, (kind, px)) in strip.items.iter_mut().zip(kinds) {
                item.seam = Some(Seam { kind: SeamKind::ALL[kind], px });
            }
            let sizes: Vec<_> = sizes.into_iter().map(Some).collect();
            let Ok(layout) = strip.layout(width, &sizes) else { return Ok(()) };
            for pair in layout.pictures.windows(3) {
                prop_assert!(pair[0].y + pair[0].height <= pair[2].y, "three in one row");
            }
            for (at, pair) in layout.pictures.windows(2).enumerate() {
                prop_assert!(pair[0].y < pair[1].y);
                prop_assert!(pair[0].y + pair[0].height <= pair[1].y + layout.seams[at].px);
            }
            let cuts = layout.cuts(slice);
            prop_assert_eq!(cuts.last().copied(), Some(layout.height_px));
            let mut from = 0;
            for cut in cuts {
                prop_assert!(cut > from && cut - from <= slice);
                from = cut;
            }
        }
    }
}
