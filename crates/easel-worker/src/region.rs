//! Pictures of which only a part is made anew: a masked region, or what is added around one. Whatever an engine did to the
//! rest, the rest stays as it was.

use crate::input::failed;
use bytes::Bytes;
use easel_compose::{Decoded, Extended, Region};
use easel_domain::{Extend, FailureCode, Outcome, Spec};
use easel_engine::{InputPicture, Inputs, Mask};

/// Widest strip of the old picture that fades into what is added to it, where no softer edge was asked for, pixels.
const OVERLAP_PX: u32 = 16;

/// What a part is put back into.
#[derive(Clone)]
pub(crate) struct Canvas {
    source: Bytes,
    mask: Mask,
    feather_px: u32,
    /// Only the added part becomes the picture: of a source of this size, with these margins.
    only_new: Option<((u32, u32), Extend)>,
}

impl Canvas {
    /// `None` unless there is a source with a region of it to be made anew.
    pub(crate) fn of(inputs: &Inputs, spec: &Spec) -> Option<Self> {
        let (source, mask) = inputs.source.as_ref().zip(inputs.mask.as_ref())?;
        let feather_px = spec.feather.unwrap_or(easel_domain::generation::FEATHER_DEFAULT);
        let only_new = spec.extend.filter(|extend| extend.only_new).map(|extend| {
            let shrunk = |side: u32, a: u32, b: u32| side.saturating_sub(a).saturating_sub(b);
            let old = (
                shrunk(source.width, extend.left, extend.right),
                shrunk(source.height, extend.top, extend.bottom),
            );
            (old, extend)
        });
        Some(Self { source: source.png.clone(), mask: mask.clone(), feather_px, only_new })
    }

    /// The source with `made` in the region, and not a bit changed elsewhere. Takes its time: for blocking threads.
    pub(crate) fn put_back(&self, made: Decoded) -> Result<Decoded, String> {
        let source = easel_compose::decode(&self.source).map_err(|e| e.to_string())?;
        let Mask { width, height, luma } = &self.mask;
        let region = Region { width: *width, height: *height, luma: luma.to_vec() };
        let whole = easel_compose::composite(&source, made, &region, self.feather_px);
        let whole = whole.map_err(|e| e.to_string())?;
        match self.only_new {
            Some((old, extend)) => easel_compose::only_new(&whole, old, extend).map_err(|e| e.to_string()),
            None => Ok(whole),
        }
    }
}

/// The source with room around it, and which part of that is to be made anew.
pub(crate) async fn extended<P>(
    source: InputPicture,
    extend: Extend,
    feather: Option<u32>,
) -> Result<(InputPicture, Mask), Outcome<P>> {
    let broken = |detail: String| failed(FailureCode::Engine, detail, false);
    let making = tokio::task::spawn_blocking(move || {
        let picture = easel_compose::decode(&source.png).map_err(|e| e.to_string())?;
        let overlap_px = feather.unwrap_or(0).max(OVERLAP_PX);
        let Extended { canvas, region } =
            easel_compose::extend(&picture, extend, overlap_px).map_err(|e| e.to_string())?;
        let png = easel_compose::png(&canvas).map_err(|e| e.to_string())?;
        let canvas = InputPicture { png: png.into(), width: canvas.width, height: canvas.height };
        Ok((canvas, Mask { width: region.width, height: region.height, luma: region.luma.into() }))
    });
    making.await.map_err(|e| broken(e.to_string()))?.map_err(broken)
}
