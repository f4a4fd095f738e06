//! What a text is about, as numbers: texts about the same are near each other.

use crate::{VisionError, net::READER, pieces};

/// How many numbers tell a meaning.
pub const MEANING_NUMBERS: usize = 384;

/// What a text is about: numbers of length 1 together, to be compared with [`nearness`]. Best for English; of a long
/// text the first 250 pieces of words count, about 180 words. A text without any known word still has numbers.
///
/// # Errors
/// [`VisionError::Model`].
pub fn meaning(text: &str) -> Result<[f32; MEANING_NUMBERS], VisionError> {
    let pieces = pieces::of(text);
    let length = pieces.len();
    let mut inputs = Vec::new();
    for name in READER.input_names()? {
        let numbers = match name.as_str() {
            "input_ids" => pieces.clone(),
            "attention_mask" => vec![1; length],
            _ => vec![0; length],
        };
        inputs.push(READER.wholes(&[1, length], numbers)?);
    }
    let answer = READER.run(inputs)?.swap_remove(0);
    let (shape, numbers) = READER.read::<3>(answer)?;
    if shape != [1, length, MEANING_NUMBERS] {
        return Err(READER.strange());
    }
    let mut mean = [0.0; MEANING_NUMBERS];
    for piece in numbers.chunks_exact(MEANING_NUMBERS) {
        mean.iter_mut().zip(piece).for_each(|(sum, value)| *sum += value);
    }
    to_length_one(&mut mean);
    Ok(mean)
}

/// How near two lists of numbers are: 1 the same, 0 nothing in common. Lists of different lengths have nothing in
/// common.
#[must_use]
pub fn nearness(a: &[f32], b: &[f32]) -> f32 {
    if a.len() != b.len() {
        return 0.0;
    }
    let product = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    let lengths = (product(a, a) * product(b, b)).sqrt();
    if lengths > 1e-12 { (product(a, b) / lengths).clamp(-1.0, 1.0) } else { 0.0 }
}

/// Makes the numbers' length 1, unless they are all nothing.
pub(crate) fn to_length_one(numbers: &mut [f32]) {
    let length = numbers.iter().map(|v| v * v).sum::<f32>().sqrt();
    if length > 1e-12 {
        numbers.iter_mut().for_each(|v| *v /= length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: &str, b: &str) -> f32 {
        nearness(&meaning(a).expect("read"), &meaning(b).expect("read"))
    }

    #[test]
    fn what_means_the_same_is_near() {
        let (same, other) = (
            near("a fox running through a snowy forest", "red fox in the winter woods"),
            near("a fox running through a snowy forest", "a stack of old accounting ledgers"),
        );
        assert!(same > 0.6 && other < 0.25 && same > other + 0.4, "{same} and {other}");
        assert!(near("Harbour at Dusk", "harbour at dusk") > 0.999, "case says nothing");
        // The words needn't be the same.
        assert!(near("a puppy", "a small dog") > near("a puppy", "a small car") + 0.2);
    }

    #[test]
    fn every_text_has_a_meaning() {
        let long = "a very long story about a whale ".repeat(500);
        for text in
            ["", " ", "\0", "狐狸在森林里", "キツネ", "zorro rápido", "🦊🌲", "\u{301}\u{200d}", &long]
        {
            let numbers = meaning(text).expect("read");
            let length: f32 = numbers.iter().map(|v| v * v).sum();
            assert!((length - 1.0).abs() < 1e-3, "{text:?}: {length}");
        }
        assert!(near(&long, "a whale") > 0.4);
    }

    #[test]
    fn nearness_of_nothing_is_nothing() {
        assert_eq!(nearness(&[0.0; 3], &[1.0; 3]), 0.0);
        assert_eq!(nearness(&[1.0; 2], &[1.0; 3]), 0.0);
        assert!((nearness(&[2.0, 0.0], &[0.5, 0.0]) - 1.0).abs() < 1e-6);
    }
}
