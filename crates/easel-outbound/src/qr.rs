//! Codes that a phone's camera reads.

use qrcode::{EcLevel, QrCode, render::svg};

/// Narrower than this, a phone has to come too near. Pixels.
const SIDE_MIN_PX: u32 = 240;

/// A QR code of `text` as an SVG picture, black on white with the quiet rim that readers need; `None` when there is
/// more text than fits.
#[must_use]
pub fn qr_svg(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let mut picture = code.render::<svg::Color<'_>>();
    Some(picture.min_dimensions(SIDE_MIN_PX, SIDE_MIN_PX).quiet_zone(true).build())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_a_picture_with_a_rim() {
        let svg = qr_svg("upi://pay?pa=studio@okaxis&am=499.00&cu=INR").expect("a code");
        assert!(svg.starts_with("<?xml") && svg.contains("<svg") && svg.contains("#fff"), "{svg}");
        assert!(!svg.contains("upi://"), "the text is in the picture only");
        assert_eq!(qr_svg(&"x".repeat(5_000)), None);
    }
}
