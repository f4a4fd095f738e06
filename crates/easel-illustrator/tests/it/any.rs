//! Ten thousand prompts of any kind: none makes the illustrator stumble or take for ever.

#![expect(clippy::disallowed_methods, reason = "a test measures that it ends")]

use std::time::{Duration, Instant};

use easel_illustrator::{Request, illustrate, styles};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Prompts of each list; each is a test of its own, so that none takes long.
const PROMPTS: u32 = 2_500;
/// Longest prompt a studio takes, in characters.
const LONGEST: usize = 32_000;
/// Far beyond what any of these small pictures takes: reached only where something doesn't end.
const FOR_EVER: Duration = Duration::from_secs(20);

/// Text of every kind: any Unicode, words the illustrator knows in any order, digits and signs, one letter for ever.
fn prompt() -> impl Strategy<Value = String> {
    let words = proptest::collection::vec(proptest::sample::select(super::VOCABULARY.to_vec()), 1..40);
    prop_oneof![
        4 => any::<String>(),
        3 => "\\PC{0,80}",
        6 => words.prop_map(|words| words.join(" ")),
        2 => "[的一二三红狐狸在树下和桌子上抱着夜の赤いを本]{1,60}",
        1 => "[0-9 .,;:!?()@#-]{0,200}",
        1 => ("[a-zé狐 ]", 1..LONGEST).prop_map(|(letter, count)| letter.repeat(count)),
    ]
}

fn draw_list(list: u8) {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[list; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = (prompt(), prompt(), 0..styles().len() + 1, 64..=80_u32, 64..=80_u32, any::<u64>());
    for _ in 0..PROMPTS {
        let (prompt, negative, style, width, height, seed) =
            strategy.new_tree(&mut runner).expect("a prompt").current();
        let request = Request {
            negative_prompt: if seed % 4 == 0 { &negative } else { "" },
            style: styles().get(style).map(|style| style.id),
            ..Request::new(&prompt, width, height, seed)
        };
        let begun = Instant::now();
        let picture = illustrate(&request, &mut |_, _| true);
        assert!(picture.is_ok(), "{prompt:?}: {picture:?}");
        assert!(begun.elapsed() < FOR_EVER, "{prompt:?} at {width}x{height} with seed {seed}");
    }
}

macro_rules! lists {
    ($($name:ident = $list:literal),*) => { $(#[test] fn $name() { draw_list($list); })* };
}
lists! { a_first_list_is_drawn = 0, a_second_list_is_drawn = 1, a_third_list_is_drawn = 2, a_fourth_list_is_drawn = 3 }
