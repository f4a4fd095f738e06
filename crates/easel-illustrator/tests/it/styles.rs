//! What each style promises, whatever is drawn.

use std::collections::BTreeSet;

use easel_illustrator::{Request, illustrate, styles};

/// Prompts that bring in lamps, weather, people, animals and rooms.
const PROMPTS: [&str; 4] = [
    "a red fox reading a book under a lantern at night, snow falling",
    "a girl with a red umbrella in the city, rain",
    "an old wizard with a cup of tea in a library",
    "a whale and a sailboat on the sea at dawn",
];

fn draw(prompt: &str, style: &str, width: u32, height: u32) -> Vec<u8> {
    let request = Request { style: Some(style), ..Request::new(prompt, width, height, 9) };
    illustrate(&request, &mut |_, _| true).expect("drawn").rgba
}

fn pixel(rgba: &[u8], width: usize, x: usize, y: usize) -> [u8; 3] {
    let at = (y * width + x) * 4;
    [rgba[at], rgba[at + 1], rgba[at + 2]]
}

/// The side of the squares a picture is made of: the greatest that all runs of equal columns allow.
fn side_of_squares(rgba: &[u8], width: usize, height: usize) -> usize {
    let mut side = 0;
    for x in 1..width {
        if (0..height).any(|y| pixel(rgba, width, x, y) != pixel(rgba, width, x - 1, y)) {
            side = common(side, x);
        }
    }
    side
}

fn common(a: usize, b: usize) -> usize {
    if b == 0 { a } else { common(b, a % b) }
}

#[test]
fn pixel_art_lies_on_a_true_grid_and_has_few_colours() {
    for (width, height) in [(512u32, 512u32), (640, 360), (384, 576)] {
        for prompt in PROMPTS {
            let rgba = draw(prompt, "pixel-art", width, height);
            let (width, height) = (width as usize, height as usize);
            let side = side_of_squares(&rgba, width, height);
            assert!(side >= 2 && width % side == 0 && height % side == 0, "{width}x{height}: {side}");
            for y in 0..height {
                for x in 0..width {
                    let corner = pixel(&rgba, width, x - x % side, y - y % side);
                    assert_eq!(pixel(&rgba, width, x, y), corner, "{prompt} at {x}, {y}");
                }
            }
            let colours: BTreeSet<[u8; 3]> = rgba.chunks_exact(4).map(|p| [p[0], p[1], p[2]]).collect();
            assert!(colours.len() <= 32, "{prompt}: {} colours", colours.len());
        }
    }
}

#[test]
fn pixel_art_of_odd_sizes_has_whole_squares_in_an_even_frame() {
    let (width, height) = (1009usize, 701usize);
    let rgba = draw(PROMPTS[0], "pixel-art", width as u32, height as u32);
    let frame = pixel(&rgba, width, 0, 0);
    assert!((0..width).all(|x| pixel(&rgba, width, x, height - 1) == frame));
    assert!((0..height).all(|y| pixel(&rgba, width, 0, y) == frame));
}

#[test]
fn line_art_is_black_and_white_with_little_between() {
    for prompt in PROMPTS {
        let rgba = draw(prompt, "line-art", 512, 512);
        let (mut between, mut white) = (0, 0);
        for p in rgba.chunks_exact(4) {
            assert!(p[0] == p[1] && p[1] == p[2], "{prompt} is not grey: {p:?}");
            between += usize::from((40..216).contains(&p[0]));
            white += usize::from(p[0] == 255);
        }
        let all = rgba.len() / 4;
        assert!(between * 100 < all * 9, "{prompt}: {between} of {all} are neither");
        assert!(white * 100 > all * 55, "{prompt}: {white} of {all} are white");
    }
}

#[test]
fn night_can_be_read_in_every_style() {
    for style in styles() {
        let rgba = draw("a fox in the forest at night", style.id, 192, 192);
        let mean = |p: &[u8]| (u32::from(p[0]) + u32::from(p[1]) + u32::from(p[2])) / 3;
        let lit = rgba.chunks_exact(4).filter(|p| mean(p) > 70).count();
        assert!(lit * 100 > rgba.len() / 4 * 12, "{}: {lit} pixels can be seen", style.id);
    }
}

#[test]
fn every_style_draws_every_shape_of_picture() {
    for style in styles() {
        for (width, height) in [(64u32, 64u32), (64, 400), (400, 64), (131, 97)] {
            let rgba = draw(PROMPTS[1], style.id, width, height);
            assert_eq!(rgba.len(), (width * height * 4) as usize, "{}", style.id);
            assert!(rgba.chunks_exact(4).all(|p| p[3] == 255), "{} has holes", style.id);
        }
    }
}
