//! A spec fits its model, or there is none.

use easel_domain::{
    Capabilities, Credits, Draft, InvalidSpec, Model, Price, Spec, generation::SEED_MAX, model::Size,
    quote::quote,
};
use proptest::{option, prelude::*, sample::subsequence};

const WORDS: &[&str] = &["a", "b", "c", "d"];

fn words(words: Vec<&'static str>) -> Vec<String> {
    words.into_iter().map(str::to_owned).collect()
}

prop_compose! {
    fn model()(
        (min, steps) in (1..8_u32, 0..6_u32), step_px in 1..33_u32, max_count in 1..17_u32,
        (tiers, qualities) in (subsequence(WORDS, 1..4), subsequence(WORDS, 1..4)),
        styles in subsequence(WORDS, 0..4), (negative_prompt, seed, enabled) in (any::<bool>(), any::<bool>(), prop::bool::weighted(0.9)),
        credits in prop::collection::vec(prop_oneof![0..50_i64, Just(i64::MAX / 2)], 16), priced in prop::collection::vec(prop::bool::weighted(0.9), 16),
    ) -> Model {
        let (tiers, qualities) = (words(tiers), words(qualities));
        let mut prices = Vec::new();
        for tier in &tiers {
            for quality in &qualities {
                if priced[prices.len()] {
                    let credits = Credits::new(credits[prices.len()]).unwrap();
                    prices.push(Price { tier: tier.clone(), quality: quality.clone(), credits });
                }
            }
        }
        let min_px = min * step_px;
        let max_px = min_px + steps * step_px;
        Model {
            name: "m".into(), label: [("en".into(), "M".into())].into(), description: [].into(), enabled, prices,
            capabilities: Capabilities {
                sizes: vec![Size { id: "s".into(), width: min_px, height: max_px }],
                min_px, max_px, step_px, max_count, tiers, qualities, styles: words(styles),
                references: 0, source: false, mask: false, negative_prompt, seed,
                transparent: false, palette: 0, native_tiers: false, tool: None, factors: Vec::new(),
            },
            deadline_seconds: 1, channels: Vec::new(),
        }
    }
}

prop_compose! {
    fn draft()(
        model in prop::sample::select(&["m", "m", "m", "n"]),
        prompt in prop_oneof![any::<String>(), "[ \t\0a-c\u{3000}]{0,6}", "x{31999}[ xy]{0,3}"], negative_prompt in any::<String>(),
        style in option::of(prop::sample::select(WORDS)), (width, height) in (option::weighted(0.3, 0..400_u32), option::weighted(0.3, 0..400_u32)),
        tier in option::of(prop::sample::select(WORDS)), quality in option::of(prop::sample::select(WORDS)),
        count in option::of(0..20_u32), seed in option::of(prop_oneof![0..9_u64, any::<u64>()]),
    ) -> Draft {
        let word = |w: Option<&'static str>| w.map(str::to_owned);
        Draft {
            model: model.to_owned(), prompt, negative_prompt, style: word(style), width, height,
            tier: word(tier), quality: word(quality), count, seed, ..Draft::default()
        }
    }
}

fn as_draft(spec: &Spec) -> Draft {
    let s = spec.clone();
    Draft {
        model: s.model,
        prompt: s.prompt,
        negative_prompt: s.negative_prompt,
        style: s.style,
        width: Some(s.width),
        height: Some(s.height),
        tier: Some(s.tier),
        quality: Some(s.quality),
        count: Some(s.count),
        seed: s.seed,
        ..Draft::default()
    }
}

proptest! {
    #[test]
    fn a_spec_is_something_its_model_can_do(draft in draft(), model in model()) {
        let can = &model.capabilities;
        let fits_side = |px: u32| px >= can.min_px && px <= can.max_px && px.is_multiple_of(can.step_px);
        match Spec::build(&draft, &model) {
            Ok(spec) => {
                prop_assert!(model.enabled && spec.model == model.name && draft.model == model.name);
                prop_assert!(fits_side(spec.width) && fits_side(spec.height));
                prop_assert!(can.tiers.contains(&spec.tier) && can.qualities.contains(&spec.quality));
                prop_assert!(spec.count >= 1 && spec.count <= can.max_count);
                prop_assert!(spec.style.as_ref().is_none_or(|s| can.styles.contains(s)));
                prop_assert!(spec.seed.is_none_or(|s| can.seed && s <= SEED_MAX));
                prop_assert!(can.negative_prompt || spec.negative_prompt.is_empty());
                prop_assert!(!spec.prompt.trim().is_empty() && !spec.prompt.contains('\0'));
                // What was asked for is kept.
                prop_assert!(draft.width.is_none_or(|w| w == spec.width) && draft.height.is_none_or(|h| h == spec.height));
                prop_assert!(draft.count.is_none_or(|c| c == spec.count) && draft.style == spec.style);
                prop_assert!(draft.tier.as_ref().is_none_or(|t| *t == spec.tier));
                // Asking for exactly this once more makes exactly this.
                prop_assert_eq!(&Spec::build(&as_draft(&spec), &model).unwrap(), &spec);
            }
            Err(e) => {
                let fault = match e {
                    InvalidSpec::Model => !model.enabled || draft.model != model.name,
                    InvalidSpec::Count { .. } => draft.count.is_some_and(|c| c == 0 || c > can.max_count),
                    InvalidSpec::Seed => draft.seed.is_some_and(|s| s > SEED_MAX),
                    InvalidSpec::Size { field: "width", .. } => draft.width.is_some_and(|w| !fits_side(w)),
                    InvalidSpec::Size { .. } => draft.height.is_some_and(|h| !fits_side(h)),
                    InvalidSpec::Tier => draft.tier.as_ref().is_some_and(|t| !can.tiers.contains(t)),
                    InvalidSpec::Quality => draft.quality.as_ref().is_some_and(|q| !can.qualities.contains(q)),
                    InvalidSpec::Style => draft.style.as_ref().is_some_and(|s| !can.styles.contains(s)),
                    _ => true,
                };
                prop_assert!(fault, "{e:?} without reason");
            }
        }
    }

    #[test]
    fn a_test_is_the_least_its_model_can_be_asked(model in model()) {
        let Ok(spec) = Spec::test("an apple", &model) else { return Ok(()) };
        prop_assert_eq!((spec.count, spec.prompt.as_str(), &spec.style), (1, "an apple", &None));
        let least = model.prices.iter().map(|p| p.credits).min();
        prop_assert_eq!(model.price(&spec.tier, &spec.quality), least);
        let area = |w: u32, h: u32| u64::from(w) * u64::from(h);
        prop_assert!(model.capabilities.sizes.iter().all(|s| area(spec.width, spec.height) <= area(s.width, s.height)));
    }

    #[test]
    fn a_quote_is_the_sum_of_its_lines_at_the_models_price(draft in draft(), model in model()) {
        let Ok(spec) = Spec::build(&draft, &model) else { return Ok(()) };
        let price = model.prices.iter().find(|p| p.tier == spec.tier && p.quality == spec.quality);
        match quote(&model, &spec) {
            None => prop_assert!(
                price.is_none_or(|p| p.credits.get().checked_mul(i64::from(spec.count)).is_none()),
                "what has a price is offered",
            ),
            Some(quote) => {
                let sum: i64 = quote.lines.iter().map(|l| l.credits.get()).sum();
                prop_assert_eq!(quote.credits.get(), sum);
                let pictures: u32 = quote.lines.iter().map(|l| l.count).sum();
                prop_assert_eq!(pictures, spec.count);
                for line in &quote.lines {
                    prop_assert_eq!(line.credits.get(), line.credits_each.get() * i64::from(line.count));
                    prop_assert_eq!(line.credits_each, price.unwrap().credits);
                }
            }
        }
    }
}

/// A model that draws its tiers itself.
fn drawing() -> Model {
    Model {
        name: "m".into(),
        label: [("en".into(), "M".into())].into(),
        description: [].into(),
        enabled: true,
        prices: Vec::new(),
        capabilities: Capabilities {
            sizes: vec![Size { id: "square".into(), width: 1024, height: 1024 }],
            min_px: 64,
            max_px: 4096,
            step_px: 64,
            max_count: 4,
            tiers: vec!["1K".into(), "2K".into(), "4K".into()],
            qualities: vec!["standard".into()],
            styles: Vec::new(),
            references: 0,
            source: false,
            mask: false,
            negative_prompt: true,
            seed: true,
            transparent: true,
            palette: 2,
            native_tiers: true,
            tool: None,
            factors: Vec::new(),
        },
        deadline_seconds: 1,
        channels: Vec::new(),
    }
}

fn asked(width: u32, height: u32, tier: &str) -> Draft {
    Draft {
        model: "m".into(),
        prompt: "a fox".into(),
        width: Some(width),
        height: Some(height),
        tier: Some(tier.into()),
        ..Draft::default()
    }
}

#[test]
fn a_tier_drawn_by_the_model_itself_sets_the_longest_side() {
    let model = drawing();
    for ((width, height, tier), size) in [
        ((1024, 1024, "1K"), (1024, 1024)),
        ((64, 128, "1K"), (64, 128)),
        ((1024, 1536, "2K"), (1344, 2048)),
        ((1536, 896, "4K"), (4096, 2368)),
        ((4096, 4096, "1K"), (1536, 1536)),
        ((4096, 64, "4K"), (4096, 64)),
    ] {
        let spec = Spec::build(&asked(width, height, tier), &model).unwrap();
        assert_eq!((spec.width, spec.height), size, "{width} x {height} at {tier}");
        assert_eq!(Spec::build(&as_draft(&spec), &model).unwrap(), spec, "the same once more");
    }
}

#[test]
fn what_a_model_cannot_leave_out_or_be_led_by_is_refused() {
    let mut model = drawing();
    let draft = |palette: &[&str]| Draft {
        transparent: true,
        palette: palette.iter().map(|c| (*c).to_owned()).collect(),
        ..asked(64, 64, "1K")
    };
    let spec = Spec::build(&draft(&["#FF8800", "#102030"]), &model).unwrap();
    assert!(spec.transparent && spec.palette == ["#ff8800", "#102030"]);
    for palette in [&["red"][..], &["#12345"], &["#12345g"], &["#000000", "#111111", "#222222"]] {
        assert_eq!(Spec::build(&draft(palette), &model), Err(InvalidSpec::Palette { max: 2 }));
    }
    model.capabilities.transparent = false;
    assert_eq!(Spec::build(&draft(&[]), &model), Err(InvalidSpec::Transparent));
}

proptest! {
    #[test]
    fn a_size_like_a_picture_is_allowed_and_nearly_of_its_shape(
        model in model(), width in 1..20_000_u32, height in 1..20_000_u32,
    ) {
        let can = &model.capabilities;
        let (w, h) = can.size_like(width, height);
        let any_side = (can.min_px..=can.max_px).any(|px| can.fits_side(px));
        prop_assume!(any_side);
        prop_assert!(can.fits(w, h), "{w} x {h} of {width} x {height}");
        let kept = can.size_like(w, h);
        prop_assert_eq!(kept, (w, h), "what fits stays as it is");
        // Where the shape fits between the limits at all, neither side is off by more than a step.
        let ratio = f64::from(width) / f64::from(height);
        if ratio.max(1.0 / ratio) * f64::from(can.min_px + can.step_px) < f64::from(can.max_px - can.step_px) {
            let off = (f64::from(w) - f64::from(h) * ratio).abs();
            prop_assert!(off <= f64::from(can.step_px) * (1.0 + ratio), "{w} x {h} of {width} x {height}");
        }
    }
}
