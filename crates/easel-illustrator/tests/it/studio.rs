//! What a studio may rely on: true alpha, colours that follow, characters that stay, and pixels nobody touches.

use easel_illustrator::{
    Input, Mask, Picture, Raster, Refusal, Request, Rig, RigError, Unmet, illustrate, styles,
};
use proptest::prelude::*;

const SIDE: u32 = 160;

fn make(request: &Request<'_>) -> Picture {
    illustrate(request, &mut |_, _| true).expect("a request within all bounds is drawn")
}

fn ask(prompt: &str) -> Request<'_> {
    Request::new(prompt, SIDE, SIDE, 4)
}

/// A picture with a sky, ground and some grain.
fn landscape(width: u32, height: u32) -> Vec<u8> {
    (0..width * height)
        .flat_map(|at| {
            let (x, y) = (at % width, at / width);
            let grain = (at.wrapping_mul(2_654_435_761) >> 29) as u8;
            if y * 2 < height {
                [120 + grain, 160 + (y / 2) as u8, 220, 255]
            } else {
                [70 + (x / 8) as u8, 130 + grain, 60, 255]
            }
        })
        .collect()
}

/// A red disc on an uneven grey ground.
fn disc(side: u32) -> Vec<u8> {
    (0..side * side)
        .flat_map(|at| {
            let (x, y) = ((at % side) as i32, (at / side) as i32);
            let off = (x - side as i32 / 2).pow(2) + (y - side as i32 / 2).pow(2);
            let ground = 190 + (x / 12) as u8;
            if off < (side as i32 / 3).pow(2) {
                [210, 40 + (y / 4) as u8, 50, 255]
            } else {
                [ground, ground, ground + 5, 255]
            }
        })
        .collect()
}

fn raster(side: u32, rgba: &[u8]) -> Raster<'_> {
    Raster { width: side, height: side, rgba }
}

fn alpha(picture: &Picture, x: u32, y: u32) -> u8 {
    picture.rgba[((y * picture.width + x) * 4 + 3) as usize]
}

#[test]
fn without_a_ground_every_style_is_clear_around_a_solid_figure() {
    for style in styles() {
        let request = Request { style: Some(style.id), transparent: true, ..ask("a red fox waving") };
        let picture = make(&request);
        for corner in [(0, 0), (SIDE - 1, 0), (0, SIDE - 1), (SIDE - 1, SIDE - 1)] {
            assert_eq!(alpha(&picture, corner.0, corner.1), 0, "{}", style.id);
        }
        let solid = picture.rgba.chunks_exact(4).filter(|p| p[3] == 255).count();
        assert!((1200..24_000).contains(&solid), "{}: {solid}", style.id);
    }
}

#[test]
fn colours_of_a_figure_without_a_ground_are_straight() {
    let picture = make(&Request { transparent: true, ..ask("a red fox waving") });
    // A premultiplied edge would be nearly black where it is nearly clear.
    let faint = |p: &&[u8]| (40..120).contains(&p[3]) && p[0] > p[2].saturating_add(60);
    assert!(picture.rgba.chunks_exact(4).filter(faint).count() > 20);
}

/// How far colours are from the nearest hue of a palette, weighted by how colourful they are.
fn apart(picture: &Picture, palette: &[[u8; 3]]) -> f32 {
    let chroma = |c: [f32; 3]| {
        let luma = c[0] * 0.3 + c[1] * 0.59 + c[2] * 0.11;
        (c[0] - luma, c[2] - luma)
    };
    let bytes = |p: &[u8]| chroma([0, 1, 2].map(|c| f32::from(p[c]) / 255.0));
    let goals: Vec<(f32, f32)> = palette.iter().map(|c| bytes(c)).collect();
    let mut sum = 0.0;
    for pixel in picture.rgba.chunks_exact(4) {
        let (a, b) = bytes(pixel);
        // The distance to the line from grey through the brand's colour: any tint of it will do.
        let off = |(x, y): &(f32, f32)| {
            let along = ((a * x + b * y) / (x * x + y * y)).max(0.0);
            ((a - along * x).powi(2) + (b - along * y).powi(2)).sqrt()
        };
        sum += goals.iter().map(off).fold(f32::MAX, f32::min);
    }
    sum / (picture.rgba.len() / 4) as f32
}

#[test]
fn a_palette_leads_the_colours_of_every_style_that_has_any() {
    let palette = [[27, 58, 107], [242, 140, 40]];
    for style in styles() {
        let plain = Request { style: Some(style.id), ..ask("a frog under a tree in a meadow") };
        let led = Request { palette: &palette, ..plain };
        let (before, after) = (make(&plain), make(&led));
        if style.id == "line-art" {
            assert_eq!(before.rgba, after.rgba);
            assert_eq!(after.account.unmet, [Unmet::PaletteWithoutColour]);
            continue;
        }
        let (was, is) = (apart(&before, &palette), apart(&after, &palette));
        assert!(is < was * 0.7, "{}: {was} -> {is}", style.id);
    }
}

#[test]
fn a_character_is_the_same_in_every_picture() {
    let rig = Rig::read("a small purple cat with a yellow scarf", 11);
    let cast = [("Luna".to_owned(), rig)];
    let purple = |p: &[u8]| p[3] == 255 && p[2] > p[1].saturating_add(25) && p[0] > p[1].saturating_add(5);
    let yellow = |p: &[u8]| p[3] == 255 && p[0] > p[2].saturating_add(60) && p[1] > p[2].saturating_add(35);
    for (seed, prompt) in [(1, "@Luna waving"), (2, "luna running"), (3, "Luna's dancing")] {
        let request =
            Request { characters: &cast, transparent: true, ..Request::new(prompt, 256, 256, seed) };
        let picture = make(&request);
        assert_eq!(picture.account.characters, ["Luna"], "{prompt}");
        let count =
            |wanted: &dyn Fn(&[u8]) -> bool| picture.rgba.chunks_exact(4).filter(|p| wanted(p)).count();
        let solid = count(&|p| p[3] == 255);
        assert!(count(&purple) * 4 > solid, "{prompt}: {} of {solid}", count(&purple));
        assert!(count(&yellow) * 60 > solid, "{prompt}: {} of {solid}", count(&yellow));
    }
}

#[test]
fn a_character_reads_the_same_after_it_was_written() {
    let described = [
        "a small red fox with a blue scarf and glasses",
        "una niña con pelo largo y un abrigo rojo",
        "一个戴帽子的老爷爷",
        "青いマフラーのペンギン",
        "a dragon",
        "a lighthouse",
        "",
    ];
    for text in described {
        let rig = Rig::read(text, 3);
        assert_eq!(rig, Rig::read(text, 3));
        let line = rig.to_string();
        assert_eq!(line.parse::<Rig>(), Ok(rig.clone()), "{line}");
        let later = format!("{} mood=sunny", line.replace("rig/1", "rig/2"));
        assert_eq!(later.parse::<Rig>(), Ok(rig), "{later}");
    }
    assert_ne!(Rig::read("a fox", 1), Rig::read("a fox", 2));
    assert_eq!("hello".parse::<Rig>(), Err(RigError::Foreign));
    assert_eq!("easel-rig/1 kind=animal:unheard-of".parse::<Rig>(), Err(RigError::Nobody));
    assert_eq!("easel-rig/1 kind=animal:fox hue=zz".parse::<Rig>(), Err(RigError::Value));
    assert_eq!("x".repeat(5000).parse::<Rig>(), Err(RigError::TooLong));
}

#[test]
fn the_longest_name_counts_and_a_second_mention_is_the_same_one() {
    let cast = [
        ("Mia".to_owned(), Rig::read("a girl", 1)),
        ("Mia O'Neil".to_owned(), Rig::read("an old woman", 1)),
        ("小红".to_owned(), Rig::read("a fox", 1)),
    ];
    let met = |prompt: &str| {
        let picture = make(&Request { characters: &cast, ..ask(prompt) });
        picture.account.characters
    };
    assert_eq!(met("@Mia O’Neil and Mia in a park. Mia waves"), ["Mia O'Neil", "Mia"]);
    assert_eq!(met("小红在雪里跑"), ["小红"]);
    assert_eq!(met("miami at night"), Vec::<String>::new());
}

#[test]
fn a_reference_stands_in_the_picture_without_its_background() {
    let image = disc(200);
    let references = [raster(200, &image)];
    let picture = make(&Request { references: &references, transparent: true, ..ask("") });
    assert_eq!((picture.account.references, picture.account.unmet.len()), (1, 0));
    let solid: Vec<&[u8]> = picture.rgba.chunks_exact(4).filter(|p| p[3] > 250).collect();
    let red = solid.iter().filter(|p| p[0] > p[2].saturating_add(50)).count();
    assert!(red > 800 && red * 100 > solid.len() * 85, "{red} of {}", solid.len());
}

#[test]
fn a_reference_that_cannot_be_cut_out_is_framed() {
    let image = landscape(120, 120);
    let references = [raster(120, &image)];
    let picture = make(&Request { references: &references, ..ask("in a room") });
    assert_eq!(picture.account.unmet, [Unmet::ReferenceFramed(0)]);
}

#[test]
fn figures_are_drawn_into_a_source_and_nothing_else_changes_much() {
    let image = landscape(SIDE, SIDE);
    let picture = make(&Request { source: Some(raster(SIDE, &image)), ..ask("a red fox") });
    let same = |(a, b): &(&[u8], &[u8])| a.iter().zip(*b).all(|(a, b)| a.abs_diff(*b) < 3);
    let kept = picture.rgba.chunks_exact(4).zip(image.chunks_exact(4)).filter(same).count();
    let all = (SIDE * SIDE) as usize;
    assert!(kept * 2 > all && kept * 100 < all * 97, "{kept} of {all}");
}

#[test]
fn a_style_alone_redraws_the_source_and_strength_says_how_far() {
    let image = landscape(SIDE, SIDE);
    let off = |style: &str, strength: u8| {
        let request = Request {
            source: Some(raster(SIDE, &image)),
            style: Some(style),
            strength: Some(strength),
            ..ask("")
        };
        let rgba = make(&request).rgba;
        rgba.iter().zip(&image).map(|(a, b)| f32::from(a.abs_diff(*b))).sum::<f32>() / rgba.len() as f32
    };
    for style in styles() {
        let (none, some, all) = (off(style.id, 0), off(style.id, 30), off(style.id, 60));
        assert!(none < 1.0 && none <= some && some < all, "{}: {none} {some} {all}", style.id);
    }
}

#[test]
fn a_place_gives_a_new_picture_in_the_sources_colours() {
    let red: Vec<u8> = (0..64u32 * 64).flat_map(|at| [200 + (at % 40) as u8, 60, 40, 255]).collect();
    let mean = |request: &Request<'_>| {
        let rgba = make(request).rgba;
        let sum = |c: usize| rgba.iter().skip(c).step_by(4).map(|v| f32::from(*v)).sum::<f32>();
        (sum(0) - sum(2)) / (rgba.len() / 4) as f32
    };
    let plain = ask("a lake in the mountains");
    let led = Request { source: Some(raster(64, &red)), strength: Some(40), ..plain };
    assert!(mean(&led) > mean(&plain) + 40.0);
}

#[test]
fn an_empty_prompt_fills_the_mask_from_what_is_round_it() {
    let mut image = landscape(SIDE, SIDE);
    let inside = |at: u32| (60..100).contains(&(at % SIDE)) && (90..130).contains(&(at / SIDE));
    let mut coverage = vec![0u8; (SIDE * SIDE) as usize];
    for at in (0..SIDE * SIDE).filter(|at| inside(*at)) {
        coverage[at as usize] = 255;
        image[at as usize * 4..at as usize * 4 + 4].copy_from_slice(&[255, 0, 255, 255]);
    }
    let mask = Mask { width: SIDE, height: SIDE, coverage: &coverage };
    for prompt in ["", "remove the box", "删除它", "消して", "borra la caja"] {
        let request = Request { source: Some(raster(SIDE, &image)), mask: Some(mask), ..ask(prompt) };
        let picture = make(&request);
        let pink = picture.rgba.chunks_exact(4).filter(|p| p[0] > 150 && p[2] > 150 && p[1] < 90).count();
        assert_eq!(pink, 0, "{prompt}");
        let green = |at: u32| picture.rgba[at as usize * 4 + 1] > picture.rgba[at as usize * 4 + 2];
        let filled = (0..SIDE * SIDE).filter(|at| inside(*at));
        assert!(filled.clone().filter(|at| green(*at)).count() * 10 > filled.count() * 9, "{prompt}");
    }
}

#[test]
fn an_empty_mask_changes_nothing_and_is_told() {
    let image = landscape(SIDE, SIDE);
    let coverage = vec![0; (SIDE * SIDE) as usize];
    let mask = Mask { width: SIDE, height: SIDE, coverage: &coverage };
    let request = Request { source: Some(raster(SIDE, &image)), mask: Some(mask), ..ask("a fox") };
    let picture = make(&request);
    assert_eq!(picture.rgba, image);
    assert_eq!(picture.account.unmet, [Unmet::EmptyMask]);
}

#[test]
fn what_is_not_as_it_must_be_is_refused() {
    let image = landscape(64, 64);
    let refuse = |request: Request<'_>| illustrate(&request, &mut |_, _| true).expect_err("refused");
    let plain = Request::new("a fox", 64, 64, 1);
    let source = Some(raster(64, &image));
    let short = Raster { width: 64, height: 65, rgba: &image };
    let empty = Raster { width: 0, height: 64, rgba: &[] };
    let many = [short; 5];
    assert!(matches!(
        refuse(Request { source: Some(short), ..plain }),
        Refusal::InputLength { input: Input::Source, .. }
    ));
    assert!(matches!(
        refuse(Request { references: &[empty], ..plain }),
        Refusal::InputSize { input: Input::Reference(0), .. }
    ));
    assert!(matches!(refuse(Request { references: &many, ..plain }), Refusal::TooMany { most: 4, .. }));
    assert!(matches!(refuse(Request { palette: &[[0; 3]; 9], ..plain }), Refusal::TooMany { most: 8, .. }));
    let mask = |width, height, coverage| Some(Mask { width, height, coverage });
    let zeros = vec![0; 64 * 64];
    assert_eq!(refuse(Request { mask: mask(64, 64, &zeros), ..plain }), Refusal::MaskWithoutSource);
    let other = mask(32, 32, &zeros[..1024]);
    assert_eq!(refuse(Request { source, mask: other, ..plain }), Refusal::MaskSize);
    let thin = mask(64, 64, &zeros[..9]);
    assert!(matches!(refuse(Request { source, mask: thin, ..plain }), Refusal::InputLength { .. }));
    assert_eq!(refuse(Request { strength: Some(101), ..plain }), Refusal::Strength(101));
    let nameless = [(" ".to_owned(), Rig::read("a fox", 1))];
    assert_eq!(refuse(Request { characters: &nameless, ..plain }), Refusal::CharacterName(0));
}

/// Prompts of every kind a mask or source may come with.
const WISHES: [&str; 6] =
    ["", "a red fox", "a sunset over the sea", "snow falling", "remove it", "two birds, a girl and a tree"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_a_mask_does_not_cover_stays_bit_for_bit(
        (width, height) in (64u32..=110, 64u32..=110),
        area in (0.0f32..0.9, 0.0f32..0.9, 0.05f32..1.0, 0.05f32..1.0),
        wish in 0usize..WISHES.len(),
        style in 0usize..16,
        alpha: u8,
        seed: u64,
    ) {
        let mut image = landscape(width, height);
        image.iter_mut().skip(3).step_by(28).for_each(|v| *v = alpha);
        let coverage: Vec<u8> = (0..width * height)
            .map(|at| {
                let (x, y) = ((at % width) as f32 / width as f32, (at / width) as f32 / height as f32);
                let inside = x >= area.0 && y >= area.1 && x < area.0 + area.2 && y < area.1 + area.3;
                if inside { (at * 37 % 256).max(1) as u8 } else { 0 }
            })
            .collect();
        let request = Request {
            style: styles().get(style).map(|s| s.id),
            source: Some(Raster { width, height, rgba: &image }),
            mask: Some(Mask { width, height, coverage: &coverage }),
            ..Request::new(WISHES[wish], width, height, seed)
        };
        let picture = make(&request);
        for (at, _) in coverage.iter().enumerate().filter(|(_, cover)| **cover == 0) {
            prop_assert_eq!(&picture.rgba[at * 4..at * 4 + 4], &image[at * 4..at * 4 + 4]);
        }
        prop_assert_eq!(picture, make(&request));
    }

    #[test]
    fn nothing_that_comes_along_makes_it_panic(
        (width, height) in (1u32..=90, 1u32..=90),
        bytes in proptest::collection::vec(any::<u8>(), 64),
        wish in 0usize..WISHES.len(),
        style in 0usize..16,
        strength in 0u8..=100,
        transparent: bool,
        name in "\\PC{1,12}",
        seed: u64,
    ) {
        let rgba: Vec<u8> = bytes.iter().cycle().take((width * height * 4) as usize).copied().collect();
        let image = Raster { width, height, rgba: &rgba };
        let cast = [(format!("x{name}"), Rig::read(&name, seed))];
        let prompt = format!("{} @x{name}", WISHES[wish]);
        let references = [image, image];
        let request = Request {
            style: styles().get(style).map(|s| s.id),
            transparent,
            characters: &cast,
            references: &references[..usize::from(bytes[0] % 3)],
            palette: &[[bytes[1], bytes[2], bytes[3]]; 3][..usize::from(bytes[4] % 4)],
            source: (bytes[5] > 90).then_some(image),
            strength: Some(strength),
            ..Request::new(&prompt, 70, 64, seed)
        };
        prop_assert_eq!(make(&request).rgba.len(), 70 * 64 * 4);
    }
}
