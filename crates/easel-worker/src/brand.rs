//! A brand on a finished picture: its logo, placed by us, and how near the colours came.

use crate::input::{failed, gone};
use bytes::Bytes;
use easel_compose::Decoded;
use easel_domain::{BrandUse, FailureCode, Outcome, Spec, UserId, brand::LogoPlace};
use easel_store::Store;

/// Most bytes of a logo's file.
const LOGO_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// What of a brand kit comes after the engine.
#[derive(Clone)]
pub(crate) struct Branding {
    palette: Vec<[u8; 3]>,
    logo: Option<(Bytes, LogoPlace)>,
}

impl Branding {
    /// Reads what is needed; nothing where the picture follows no brand.
    ///
    /// # Errors
    /// The outcome when that can't be: a deleted logo ends the job.
    pub(crate) async fn load<P>(
        store: &Store,
        owner: UserId,
        spec: &Spec,
    ) -> Result<Option<Self>, Outcome<P>> {
        let Some(BrandUse { logo, look, .. }) = &spec.brand else { return Ok(None) };
        let palette = look.palette.iter().filter_map(|code| rgb(code)).collect();
        let Some(id) = logo else { return Ok(Some(Self { palette, logo: None })) };
        let problem = |what: String| failed(FailureCode::Storing, what, true);
        let file = store.input_file(owner, *id).await.map_err(|e| problem(e.to_string()))?;
        let file = file.ok_or_else(|| gone("the brand's logo was deleted"))?;
        let bytes = store.blobs().read_within(&file.name, LOGO_BYTES_MAX).await;
        let bytes = bytes.map_err(|e| problem(e.to_string()))?;
        let bytes = bytes.ok_or_else(|| gone("the logo's bytes are gone"))?;
        Ok(Some(Self { palette, logo: Some((bytes, look.logo_place)) }))
    }

    /// The picture with the logo, and how near its colours are to the palette, which is measured before. Takes its time:
    /// for blocking threads.
    pub(crate) fn put_on(&self, picture: Decoded) -> Result<(Decoded, Option<u8>), String> {
        let percent = easel_compose::palette_percent(&picture, &self.palette).map_err(|e| e.to_string())?;
        let Some((file, place)) = &self.logo else { return Ok((picture, percent)) };
        let logo = easel_compose::decode(file).map_err(|e| e.to_string())?;
        let picture = easel_compose::place_logo(picture, &logo, *place).map_err(|e| e.to_string())?;
        Ok((picture, percent))
    }
}

/// `#rrggbb` as three bytes.
fn rgb(code: &str) -> Option<[u8; 3]> {
    let [_, r, g, b] = u32::from_str_radix(code.strip_prefix('#')?, 16).ok()?.to_be_bytes();
    Some([r, g, b])
}
