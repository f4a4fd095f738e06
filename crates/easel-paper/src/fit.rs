//! Lines that fit a shape: how large letters can be in it, and where their lines break.

use std::ops::Range;

/// What text stands in. Its middle is where the text's middle is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    /// Width of what it goes around.
    pub width: f32,
    /// Height of it.
    pub height: f32,
    /// Between an ellipse (2) and a box (none): the power that width and height are taken to.
    pub power: Option<f32>,
}

impl Room {
    /// How wide it is between two heights, measured from its middle.
    fn wide(self, top: f32, foot: f32) -> f32 {
        let reach = top.abs().max(foot.abs()) / (self.height / 2.0);
        if reach > 1.0 {
            return 0.0;
        }
        match self.power {
            None => self.width,
            Some(power) => self.width * (1.0 - reach.powf(power)).powf(1.0 / power),
        }
    }

    /// The same, lying on its side: for columns.
    fn turned(self) -> Self {
        Self { width: self.height, height: self.width, ..self }
    }
}

/// A part of a text that no line breaks within.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Piece {
    /// Where it stands in the text, with the space after it.
    pub(crate) range: Range<usize>,
    /// How long it is without that space, in sizes of its letters.
    pub(crate) length: f32,
    /// How long that space is.
    pub(crate) space: f32,
    /// How long the hyphen is that a line needs which ends here; nothing where it needs none.
    pub(crate) hyphen: f32,
    /// The line ends here, whatever comes.
    pub(crate) ends: bool,
}

/// What came of fitting.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fitted {
    /// Size of the letters.
    pub(crate) size: f32,
    /// Pieces of each line.
    pub(crate) lines: Vec<Range<usize>>,
    /// Whether everything lies within the room.
    pub(crate) fits: bool,
}

/// How letters may be set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// Smallest size.
    pub(crate) least: f32,
    /// Largest size.
    pub(crate) most: f32,
    /// From line to line, in sizes.
    pub(crate) leading: f32,
    /// In columns.
    pub(crate) vertical: bool,
}

/// How far letters reach above and below the middle of their line, in sizes. Capitals and their accents; columns are
/// as wide as their characters.
const REACH: f32 = 0.52;
/// Sizes that are tried between the largest and the smallest.
const STEPS: u32 = 48;

/// Puts pieces into lines no longer than `room` says for each; nothing where they need more lines.
fn filled(pieces: &[Piece], count: usize, room: impl Fn(usize) -> f32) -> Option<Vec<Range<usize>>> {
    let mut lines = Vec::with_capacity(count);
    let mut begin = 0;
    while begin < pieces.len() {
        if lines.len() == count {
            return None;
        }
        let most = room(lines.len());
        let (mut end, mut length, mut best) = (begin, 0.0, None);
        while end < pieces.len() {
            let piece = &pieces[end];
            length += piece.length;
            if length > most {
                break;
            }
            if length + piece.hyphen <= most {
                best = Some(end + 1);
            }
            length += piece.space;
            end += 1;
            if piece.ends {
                break;
            }
        }
        let end = best?;
        lines.push(begin..end);
        begin = end;
    }
    Some(lines)
}

/// The lines of a text in letters of this size, as few as can be and as even as can be; nothing where they don't fit.
fn at_size(pieces: &[Piece], room: Room, bounds: Bounds, size: f32) -> Option<Vec<Range<usize>>> {
    let leading = bounds.leading * size;
    let most = ((room.height - 2.0 * REACH * size) / leading).floor();
    if most < 0.0 {
        return None;
    }
    let most = (most as usize + 1).min(pieces.len());
    let all: f32 = pieces.iter().map(|piece| piece.length + piece.space).sum();
    if all * size * leading > room.width * (room.height + leading) * 1.05 {
        return None;
    }
    let ends = pieces.iter().filter(|piece| piece.ends).count();
    let least = ((all * size / room.width.max(1.0)).floor() as usize).max(ends).max(1);
    for count in least..=most {
        let wide = |line: usize| {
            let middle = (line as f32 - (count as f32 - 1.0) / 2.0) * leading;
            room.wide(middle - REACH * size, middle + REACH * size) / size
        };
        let full = |share: f32| filled(pieces, count, |line| wide(line) * share);
        let Some(mut best) = full(1.0) else { continue };
        // As narrow as these lines can be: they become even, and as many as were planned for.
        let (mut low, mut high) = (0.2_f32, 1.0_f32);
        for _ in 0..10 {
            let share = f32::midpoint(low, high);
            match full(share) {
                Some(lines) => (best, high) = (lines, share),
                None => low = share,
            }
        }
        // Fewer would not stand in the middle.
        if best.len() < count {
            continue;
        }
        return Some(best);
    }
    None
}

/// The largest size that fits, and its lines. What doesn't fit at the smallest size is set in it all the same, in lines
/// as wide as the room is at most.
pub(crate) fn fit(pieces: &[Piece], room: Room, bounds: Bounds) -> Fitted {
    let room = if bounds.vertical { room.turned() } else { room };
    if pieces.is_empty() {
        return Fitted { size: bounds.most, lines: Vec::new(), fits: true };
    }
    let size = |step: u32| {
        let share = step as f32 / STEPS as f32;
        (bounds.most * (bounds.least / bounds.most).powf(share)).round().max(1.0)
    };
    // From the largest on: a smaller one doesn't always fit where a larger one does.
    for step in 0..=STEPS {
        if let Some(lines) = at_size(pieces, room, bounds, size(step)) {
            return Fitted { size: size(step), lines, fits: true };
        }
    }
    let size = bounds.least;
    let longest = pieces.iter().map(|piece| piece.length + piece.hyphen).fold(0.0, f32::max);
    let most = (room.width * 0.8 / size).max(longest);
    let lines = filled(pieces, pieces.len(), |_| most).unwrap_or_default();
    Fitted { size, lines, fits: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(count: usize) -> Vec<Piece> {
        (0..count)
            .map(|at| Piece {
                range: at..at + 1,
                length: 2.0 + (at % 3) as f32,
                space: 0.3,
                hyphen: 0.0,
                ends: at + 1 == count,
            })
            .collect()
    }

    #[test]
    fn letters_are_as_large_as_their_room_allows() {
        let bounds = Bounds { least: 10.0, most: 100.0, leading: 1.2, vertical: false };
        let room = |width, height| Room { width, height, power: Some(2.0) };
        let small = fit(&words(12), room(400.0, 300.0), bounds);
        let large = fit(&words(12), room(800.0, 600.0), bounds);
        assert!(small.fits && large.fits && large.size > small.size * 1.5, "{small:?} {large:?}");
        assert!(fit(&words(1), room(4_000.0, 3_000.0), bounds).size > 99.0);
        let crowded = fit(&words(200), room(100.0, 80.0), bounds);
        assert!(!crowded.fits && crowded.lines.last().is_some_and(|line| line.end == 200));
    }

    #[test]
    fn an_ellipse_has_its_longest_line_in_the_middle() {
        let bounds = Bounds { least: 10.0, most: 60.0, leading: 1.2, vertical: false };
        let pieces = words(30);
        let fitted = fit(&pieces, Room { width: 700.0, height: 500.0, power: Some(2.0) }, bounds);
        let length = |line: &Range<usize>| pieces[line.clone()].iter().map(|p| p.length).sum::<f32>();
        let lengths: Vec<f32> = fitted.lines.iter().map(length).collect();
        let longest = lengths.iter().copied().fold(0.0, f32::max);
        assert!(
            lengths.len() >= 3 && lengths[0] < longest && lengths[lengths.len() - 1] < longest,
            "{lengths:?}"
        );
    }
}
