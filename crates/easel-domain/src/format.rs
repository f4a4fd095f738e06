//! The formats that social networks show pictures in.

/// Pixels at each side that a network may cover or cut away: nothing important belongs there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Insets {
    /// Pixels.
    pub top: u32,
    /// Pixels.
    pub right: u32,
    /// Pixels.
    pub bottom: u32,
    /// Pixels.
    pub left: u32,
}

/// A format of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SocialFormat {
    /// Its name in the API and in files' names.
    pub id: &'static str,
    /// The message that names it to people.
    pub label: &'static str,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// What is safe is all but this.
    pub safe: Insets,
}

const fn format(
    id: &'static str,
    label: &'static str,
    (width, height): (u32, u32),
    safe: [u32; 4],
) -> SocialFormat {
    let [top, right, bottom, left] = safe;
    SocialFormat { id, label, width, height, safe: Insets { top, right, bottom, left } }
}

/// All formats, as the networks' own help pages ask for them (2026). Where a network only recommends a ratio, the
/// width is the one it scales to.
pub const FORMATS: &[SocialFormat] = &[
    format("instagram_square", "formats.instagram_square", (1080, 1080), [0; 4]),
    format("instagram_portrait", "formats.instagram_portrait", (1080, 1350), [0; 4]),
    // Name and reply box lie over a story's first 14 % and last 20 %.
    format("instagram_story", "formats.instagram_story", (1080, 1920), [250, 65, 380, 65]),
    format("facebook_post", "formats.facebook_post", (1200, 630), [0; 4]),
    // Phones show 640 x 360 of the cover: the sides go.
    format("facebook_cover", "formats.facebook_cover", (1640, 624), [0, 266, 0, 266]),
    format("x_post", "formats.x_post", (1600, 900), [0; 4]),
    // The portrait lies over the lower left, and narrow windows cut top and bottom.
    format("x_header", "formats.x_header", (1500, 500), [60, 0, 60, 0]),
    format("linkedin_post", "formats.linkedin_post", (1200, 627), [0; 4]),
    format("linkedin_cover", "formats.linkedin_cover", (1584, 396), [0, 0, 0, 568]),
    // The length stands at the lower right.
    format("youtube_thumbnail", "formats.youtube_thumbnail", (1280, 720), [0, 0, 100, 0]),
    // Phones show only the middle.
    format("youtube_banner", "formats.youtube_banner", (2560, 1440), [508, 507, 509, 507]),
    format("pinterest_pin", "formats.pinterest_pin", (1000, 1500), [0; 4]),
    format("tiktok_cover", "formats.tiktok_cover", (1080, 1920), [130, 120, 480, 60]),
    format("wechat_cover", "formats.wechat_cover", (900, 383), [0, 258, 0, 259]),
    format("xiaohongshu_note", "formats.xiaohongshu_note", (1242, 1660), [0; 4]),
];

/// The format of this id.
#[must_use]
pub fn format_of(id: &str) -> Option<&'static SocialFormat> {
    FORMATS.iter().find(|format| format.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_is_found_by_its_id_and_has_something_safe() {
        for format in FORMATS {
            assert_eq!(format_of(format.id), Some(format), "{} is there twice", format.id);
            assert_eq!(format.label, format!("formats.{}", format.id));
            let Insets { top, right, bottom, left } = format.safe;
            assert!(top + bottom < format.height && left + right < format.width, "{}", format.id);
        }
        assert_eq!(format_of("myspace"), None);
    }
}
