//! The illustrator as others see it: same request, same bytes; words in four languages; pictures that stay as they are.

mod any;
mod golden;
mod specs;
mod studio;
mod styles;
mod words;

use easel_illustrator::{Note, Picture, Refusal, Request, Stage, illustrate, styles};
use proptest::prelude::*;

/// Draws with everything left to the defaults.
pub(crate) fn draw(prompt: &str, width: u32, height: u32, seed: u64) -> Picture {
    let request = Request::new(prompt, width, height, seed);
    illustrate(&request, &mut |_, _| true).expect("a request of an allowed size is drawn")
}

#[test]
fn the_same_request_gives_the_same_bytes_and_another_seed_others() {
    let prompt = "a red fox reading a book under a lantern at night, snow falling";
    let one = draw(prompt, 160, 160, 5);
    assert_eq!(one, draw(prompt, 160, 160, 5));
    assert_ne!(one.rgba, draw(prompt, 160, 160, 6).rgba);
}

#[test]
fn every_style_has_its_own_look() {
    let picture = |style| {
        let request = Request { style: Some(style), ..Request::new("a cat in a meadow", 128, 128, 3) };
        illustrate(&request, &mut |_, _| true).expect("drawn").rgba
    };
    let all: Vec<Vec<u8>> = styles().iter().map(|style| picture(style.id)).collect();
    for (i, one) in all.iter().enumerate() {
        for (j, other) in all.iter().enumerate().skip(i + 1) {
            let apart = golden::difference(one, other);
            assert!(apart > 3.0, "{} and {} differ by {apart}", styles()[i].id, styles()[j].id);
        }
    }
}

#[test]
fn a_style_in_the_prompt_counts_unless_another_is_asked_for() {
    let by_prompt = draw("a cat in a meadow, pixel art", 96, 96, 2);
    let request = Request { style: Some("pixel-art"), ..Request::new("a cat in a meadow", 96, 96, 2) };
    let by_id = illustrate(&request, &mut |_, _| true).expect("drawn");
    assert_eq!(by_prompt.rgba, by_id.rgba);
}

#[test]
fn pictures_are_opaque_and_of_the_size_asked_for() {
    for (width, height) in [(64, 64), (64, 300), (300, 64), (97, 131)] {
        let picture = draw("two birds over a lake at dawn", width, height, 1);
        assert_eq!((picture.width, picture.height), (width, height));
        assert_eq!(picture.rgba.len(), (width * height * 4) as usize);
        assert!(picture.rgba.chunks_exact(4).all(|pixel| pixel[3] == 255));
    }
}

#[test]
fn progress_goes_up_and_can_stop_the_work() {
    let request = Request::new("a fox", 64, 64, 1);
    let mut seen = Vec::new();
    illustrate(&request, &mut |stage, share| {
        seen.push((stage, share));
        true
    })
    .expect("drawn");
    let stages: Vec<Stage> = seen.iter().map(|(stage, _)| *stage).collect();
    assert_eq!(stages, [Stage::Understood, Stage::Scenery, Stage::Figures, Stage::Light, Stage::Finish]);
    assert!(seen.windows(2).all(|pair| pair[0].1 < pair[1].1) && seen[4].1 == 1.0);
    for stop in stages {
        let answer = illustrate(&request, &mut |stage, _| stage != stop);
        assert_eq!(answer, Err(Refusal::Abandoned));
    }
}

#[test]
fn sizes_out_of_bounds_are_refused() {
    let ask = |width, height| {
        let request = Request::new("a fox", width, height, 1);
        illustrate(&request, &mut |_, _| true)
    };
    assert!(matches!(ask(63, 64), Err(Refusal::TooSmall { .. })));
    assert!(matches!(ask(64, 4097), Err(Refusal::TooLarge { .. })));
    assert!(matches!(ask(0, 0), Err(Refusal::TooSmall { .. })));
}

#[test]
fn the_account_says_when_a_picture_is_not_what_was_asked_for() {
    let note = |prompt| draw(prompt, 64, 64, 1).account.note;
    assert_eq!(note("a photorealistic portrait of an elderly fisherman"), Some(Note::PhotographicAsked));
    assert_eq!(note("zvxq"), Some(Note::NothingToDraw));
    assert_eq!(note(""), Some(Note::NothingToDraw));
    assert_eq!(note("a fox"), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_prompt_makes_it_panic(
        prompt in "\\PC{0,60}",
        negative in "\\PC{0,12}",
        width in 64u32..=96,
        height in 64u32..=96,
        style in 0usize..9,
        seed: u64,
    ) {
        let style = styles().get(style).map(|s| s.id);
        let request = Request { negative_prompt: &negative, style, ..Request::new(&prompt, width, height, seed) };
        let picture = illustrate(&request, &mut |_, _| true);
        prop_assert!(picture.is_ok());
    }

    #[test]
    fn no_sentence_makes_it_panic(
        words in proptest::collection::vec(0usize..VOCABULARY.len(), 1..14),
        width in 64u32..=128,
        height in 64u32..=128,
        seed: u64,
    ) {
        let prompt: Vec<&str> = words.iter().map(|at| VOCABULARY[*at]).collect();
        let prompt = prompt.join(" ");
        let request = Request::new(&prompt, width, height, seed);
        let picture = illustrate(&request, &mut |_, _| true);
        prop_assert!(picture.is_ok());
    }
}

/// Words that pull at every part of the grammar and the layout.
const VOCABULARY: [&str; 64] = [
    "a",
    "two",
    "seven",
    "tiny",
    "giant",
    "red",
    "old",
    "fox",
    "dogs",
    "girl",
    "wizard",
    "knight",
    "owl",
    "dragon",
    "whale",
    "castle",
    "house",
    "tree",
    "pine",
    "lantern",
    "book",
    "boat",
    "bicycle",
    "horse",
    "table",
    "bench",
    "campfire",
    "moon",
    "balloon",
    "umbrella",
    "hat",
    "scarf",
    "glasses",
    "under",
    "on",
    "in",
    "beside",
    "behind",
    "above",
    "holding",
    "riding",
    "wearing",
    "reading",
    "sitting",
    "dancing",
    "night",
    "snow",
    "rain",
    "fog",
    "aurora",
    "forest",
    "sea",
    "space",
    "underwater",
    "room",
    "cave",
    "clouds",
    "portrait",
    "wide shot",
    "without",
    "and",
    "with",
    ",",
    "of",
];
