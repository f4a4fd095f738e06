//! The outline of the thing in the small copy: where guess, colours and edges agree best (after Rother, Kolmogorov and
//! Blake, "GrabCut", 2004).

use super::{
    flow::Grid,
    kinds::{Kinds, spot},
    plane::{Plane, square},
};

/// How often colours and outline are improved in turn.
const ROUNDS: usize = 3;
/// What an edge nobody sees costs.
const TIE: f32 = 9.0;

/// Which pixels are the thing's.
pub(super) struct Outline {
    pub(super) thing: Vec<bool>,
    /// What thing and background look like.
    pub(super) kinds: Option<(Kinds, Kinds)>,
}

/// The best outline.
pub(super) fn outline(plane: &Plane, guess: &[f32]) -> Outline {
    let bend = 1.0 / (2.0 * plane.contrast()).max(1.0);
    let mut thing: Vec<bool> = guess.iter().map(|v| *v > 0.5).collect();
    let mut kinds = None;
    for round in 0..ROUNDS {
        let weight = |i: usize, is: bool| {
            let likely = if is { guess[i] } else { 1.0 - guess[i] };
            if round == 0 {
                step(likely, 0.55)
            } else if thing[i] == is {
                0.25 + likely
            } else {
                0.0
            }
        };
        let of = |is: bool| {
            let weights: Vec<f32> = (0..plane.len()).map(|i| weight(i, is)).collect();
            Kinds::of(plane, &weights)
        };
        let (Some(front), Some(back)) = (of(true), of(false)) else { break };
        let lean: Vec<f32> = (0..plane.len())
            .map(|i| {
                let spot = spot(plane, i);
                let colours = ((back.cost(&spot) - front.cost(&spot)) * 0.4).clamp(-5.0, 5.0);
                let likely = guess[i].clamp(0.02, 0.98);
                colours + (likely / (1.0 - likely)).ln() * 1.1
            })
            .collect();
        let tie = |a: usize, b: usize, length: f32| {
            (TIE * (-bend * square(plane.colours[a], plane.colours[b])).exp() + 0.3) / length
        };
        thing = Grid::new((plane.width, plane.height), &lean, tie).cut();
        kinds = Some((front, back));
    }
    tidy(plane, guess, &mut thing);
    Outline { thing, kinds }
}

fn step(value: f32, from: f32) -> f32 {
    ((value - from) / (1.0 - from)).max(0.0)
}

/// Parts of pixels that hang together and fit, numbered; what doesn't fit has the number of parts.
pub(super) fn parts(plane: &Plane, fits: impl Fn(usize) -> bool) -> (Vec<usize>, usize) {
    const OPEN: usize = usize::MAX;
    let mut parts: Vec<usize> = vec![OPEN; plane.len()];
    let mut count = 0;
    let mut queue = Vec::new();
    for start in 0..plane.len() {
        if parts[start] != OPEN || !fits(start) {
            continue;
        }
        parts[start] = count;
        queue.push(start);
        while let Some(i) = queue.pop() {
            for j in plane.neighbours(i) {
                if parts[j] == OPEN && fits(j) {
                    parts[j] = count;
                    queue.push(j);
                }
            }
        }
        count += 1;
    }
    for part in parts.iter_mut().filter(|p| **p == OPEN) {
        *part = count;
    }
    (parts, count)
}

/// Without specks beside the thing and without small holes in it.
fn tidy(plane: &Plane, guess: &[f32], thing: &mut [bool]) {
    let (islands, count) = parts(plane, |i| thing[i]);
    let mut worth = vec![(0.0_f32, 0.0_f32); count];
    for (i, island) in islands.iter().enumerate().filter(|(_, p)| **p < count) {
        worth[*island].0 += 1.0;
        worth[*island].1 += guess[i];
    }
    let main = worth.iter().map(|(_, sum)| *sum).fold(0.0, f32::max);
    for (i, island) in islands.iter().enumerate().filter(|(_, p)| **p < count) {
        let (area, sum) = worth[*island];
        if sum < main && (sum < main * 0.06 || sum / area < 0.55) {
            thing[i] = false;
        }
    }
    let (holes, count) = parts(plane, |i| !thing[i]);
    let mut room = vec![(0.0_f32, 0.0_f32, false); count];
    for (i, hole) in holes.iter().enumerate().filter(|(_, p)| **p < count) {
        room[*hole].0 += 1.0;
        room[*hole].1 += guess[i];
        room[*hole].2 |= plane.is_rim(i);
    }
    for (i, hole) in holes.iter().enumerate().filter(|(_, p)| **p < count) {
        let (area, sum, open) = room[*hole];
        if !open && (area < 12.0 || sum / area > 0.6) {
            thing[i] = true;
        }
    }
}

/// How sure it is that this outline is the thing's, 0 to 1.
pub(super) fn sure(plane: &Plane, guess: &[f32], outline: &Outline) -> f32 {
    let thing = &outline.thing;
    let area = thing.iter().filter(|t| **t).count();
    let share = area as f32 / plane.len() as f32;
    if share < 0.003 || share > 0.97 {
        return 0.0;
    }
    let (mut step, mut edge, mut rim, mut all_rim) = (0.0, 0.0_f32, 0.0, 0.0_f32);
    for i in 0..plane.len() {
        if plane.is_rim(i) && i / plane.width + 1 < plane.height {
            all_rim += 1.0;
            rim += f32::from(u8::from(thing[i]));
        }
        for j in plane.neighbours(i).filter(|j| thing[i] && !thing[*j]) {
            // From a pixel further inside to one further outside: the edge itself is soft.
            let beyond = |i: usize, j: usize| {
                let over = 2 * j as isize - i as isize;
                usize::try_from(over).ok().filter(|k| *k < plane.len()).unwrap_or(j)
            };
            let far = square(plane.colours[beyond(j, i)], plane.colours[beyond(i, j)]).sqrt();
            step += (far / 30.0).min(1.0);
            edge += 1.0;
        }
    }
    let both = guess.iter().zip(thing).filter(|(g, t)| **g > 0.5 && **t).count() as f32;
    let either = guess.iter().zip(thing).filter(|(g, t)| **g > 0.5 || **t).count() as f32;
    let decided = guess.iter().filter(|g| !(0.25..0.75).contains(*g)).count() as f32 / plane.len() as f32;
    let agreed = both / either.max(1.0);
    let clean = step / edge.max(1.0);
    let room = 1.0 - (rim / all_rim.max(1.0) * 2.5).min(1.0);
    let known = ((decided - 0.6) / 0.35).clamp(0.0, 1.0);
    (agreed.powf(0.8) * clean.sqrt() * (0.3 + 0.7 * known) * (0.25 + 0.75 * room)).clamp(0.0, 1.0)
}
