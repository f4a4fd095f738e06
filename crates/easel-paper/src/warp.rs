//! Letters that leave their line: along an arc, in a wave, larger here than there.

use crate::letter::{Run, RunGlyph};
use easel_works::book::{Warp, WarpKind};
use std::f32::consts::{PI, TAU};

/// Parts of a line that move as one: a letter, or a whole run of a script whose letters join.
fn parts(row: Vec<Run>) -> Vec<Run> {
    let mut parts: Vec<Run> = Vec::new();
    for run in row {
        let joins = |c: char| matches!(c, '\u{0590}'..='\u{08FF}' | '\u{0900}'..='\u{0DFF}' | '\u{FB50}'..='\u{FEFF}');
        if run.rtl || run.text.chars().any(joins) {
            parts.push(run);
            continue;
        }
        let mut at = 0;
        while at < run.glyphs.len() {
            let range = run.glyphs[at].range.clone();
            let of_it = run.glyphs[at..].iter().take_while(|glyph| glyph.range == range);
            let glyphs: Vec<RunGlyph> = of_it.cloned().collect();
            let width: f32 = glyphs.iter().map(|glyph| glyph.advance).sum();
            let before: f32 = run.glyphs[..at].iter().map(|glyph| glyph.advance).sum();
            at += glyphs.len();
            let text = run.text.get(range.clone()).unwrap_or_default().to_owned();
            let own = |glyph: RunGlyph| RunGlyph { x: glyph.x - before, range: 0..text.len(), ..glyph };
            parts.push(Run {
                glyphs: glyphs.into_iter().map(own).collect(),
                text: text.clone(),
                width,
                ..run.clone()
            });
        }
    }
    parts
}

/// The parts of a line whose foot's middle is at a place, bent.
pub(crate) fn warped(row: Vec<Run>, warp: Warp, [x, y]: [f32; 2], size: f32) -> Vec<Run> {
    let amount = f32::from(warp.amount) / 100.0;
    let mut parts = parts(row);
    let all: f32 = parts.iter().map(|run| run.width).sum::<f32>().max(1.0);
    let mut gone = 0.0;
    let mut middles: Vec<(f32, f32)> = Vec::with_capacity(parts.len());
    for run in &parts {
        let share = (gone + run.width / 2.0) / all - 0.5;
        let grown = match warp.kind {
            WarpKind::Bulge => 1.0 + amount * 0.6 * ((PI * share).cos() - 0.5),
            WarpKind::Grow => 1.0 + amount * share,
            WarpKind::Arc | WarpKind::Wave => 1.0,
        };
        middles.push((share, grown));
        gone += run.width;
    }
    // What grows takes its room from what shrinks.
    let long: f32 = parts.iter().zip(&middles).map(|(run, (_, grown))| run.width * grown).sum();
    let mut here = -long / 2.0;
    for (run, (share, grown)) in parts.iter_mut().zip(middles) {
        let off = here + run.width * grown / 2.0;
        here += run.width * grown;
        let (dx, dy, angle) = match warp.kind {
            WarpKind::Arc => {
                let bend = amount * PI * 0.55;
                let radius = all / bend;
                let angle = off / radius;
                (
                    radius * angle.sin(),
                    radius * (1.0 - angle.cos()) - radius * (1.0 - (bend / 2.0).cos()) / 2.0,
                    angle,
                )
            }
            WarpKind::Wave => {
                let high = amount * size * 0.3;
                (off, -high * (TAU * share).sin(), (-high * TAU / all * (TAU * share).cos()).atan())
            }
            WarpKind::Bulge => (off, (grown - 1.0) * 0.35 * size, 0.0),
            WarpKind::Grow => (off, (grown - 1.0) * 0.2 * size, 0.0),
        };
        let (c, s) = (angle.cos() * grown, angle.sin() * grown);
        let half = run.width / 2.0;
        run.at = [c, s, -s, c, x + dx - c * half, y + dy - s * half];
    }
    parts
}
