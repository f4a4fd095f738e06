//! Where lines break, and that they lie within their balloons.

use easel_paper::{Letterer, Room, balloon_shape, room};
use easel_works::book::{Balloon, BalloonKind, Frame, Lettering, TextStyle, text_styles};

fn style(name: &str) -> TextStyle {
    text_styles().into_iter().find(|style| style.name == name).expect("a style")
}

fn lines(text: &str, language: &str, vertical: bool, (width, height): (f32, f32)) -> Vec<String> {
    let lettering = Lettering { vertical, ..Lettering::new(text, "speech", language) };
    let mut letterer = Letterer::new();
    let fit = letterer.fit(&lettering, &style("speech"), Room { width, height, power: Some(2.4) });
    assert!(fit.fits, "{fit:?}");
    fit.set.lines
}

#[test]
fn lines_break_by_the_rules_of_their_script() {
    for (text, language, vertical, room, expected) in GOLDEN {
        assert_eq!(lines(text, language, *vertical, *room), *expected, "{text}");
    }
}

type Golden = (&'static str, &'static str, bool, (f32, f32), &'static [&'static str]);

const GOLDEN: &[Golden] = &[
    (
        "I told you that the moon is much farther away than it looks, didn't I?",
        "en",
        false,
        (4_200.0, 2_600.0),
        &["I TOLD YOU THAT", "THE MOON IS MUCH", "FARTHER AWAY THAN", "IT LOOKS, DIDN'T I?"],
    ),
    (
        "Even extraordinary misunderstandings disappear",
        "en",
        false,
        (2_200.0, 1_700.0),
        &["EVEN EX-", "TRAORDINARY", "MISUNDERSTAND-", "INGS DISAP-", "PEAR"],
    ),
    (
        "你好，小狐狸！我们一起去看月亮吧，好不好？",
        "zh-CN",
        false,
        (3_200.0, 2_400.0),
        &["你好，小狐狸！", "我们一起去看月", "亮吧，好不好？"],
    ),
    (
        "ねえ、月まで歩いて行けると思う？ううん、ちょっと無理かも。",
        "ja",
        false,
        (3_200.0, 2_400.0),
        &["ねえ、月まで歩", "いて行けると思", "う？ううん、ちょっ", "と無理かも。"],
    ),
    (
        "ねえ、月まで歩いて行けると思う？ううん、ちょっと無理かも。",
        "ja",
        true,
        (2_200.0, 3_200.0),
        &["ねえ、月まで歩", "いて行けると思う？", "ううん、ちょっと無", "理かも。"],
    ),
    (
        "مرحباً أيها الثعلب الصغير، هيا بنا إلى القمر!",
        "ar",
        false,
        (3_200.0, 2_000.0),
        &["مرحبا\u{64b} أيها", "الثعلب الصغير،", "هيا بنا إلى القمر!"],
    ),
];

#[test]
fn a_long_word_is_hyphenated_only_where_it_helps() {
    let said = lines("Donaudampfschifffahrtsgesellschaft", "de", false, (2_400.0, 1_600.0));
    assert!(said.len() > 1 && said[0].ends_with('-'), "{said:?}");
    let joined: String = said.iter().map(|line| line.trim_end_matches('-')).collect();
    assert_eq!(joined, "DONAUDAMPFSCHIFFFAHRTSGESELLSCHAFT");
    assert!(
        lines("Tell me about the little fox", "en", false, (3_000.0, 2_000.0))
            .iter()
            .all(|l| !l.ends_with('-'))
    );
}

#[test]
fn no_line_begins_or_ends_with_what_must_not_stand_there() {
    let text = "「ええっ、ちょっと待ってよ。」と彼女は言った…でも、もう誰もいなかった！";
    for vertical in [false, true] {
        for side in [1_800.0, 2_200.0, 2_600.0, 3_000.0] {
            let said = lines(text, "ja", vertical, (side, side));
            assert_eq!(said.concat(), text);
            for line in said {
                assert!(!line.starts_with(['、', '。', '」', 'っ', 'ょ', '！', '…']), "{line}");
                assert!(!line.ends_with('「'), "{line}");
            }
        }
    }
}

#[test]
fn every_text_lies_within_its_balloon() {
    let texts = [
        ("Hi.", "en", false),
        ("What on earth are you doing up there, at this time of night?", "en", false),
        ("你好，小狐狸！我们一起去看月亮吧，好不好？", "zh-CN", false),
        ("ねえ、月まで歩いて行けると思う？", "ja", true),
        ("مرحباً أيها الثعلب الصغير، هيا بنا إلى القمر!", "ar", false),
    ];
    let mut letterer = Letterer::new();
    for kind in BalloonKind::ALL.iter().copied().filter(|kind| *kind != BalloonKind::Effect) {
        for (text, language, vertical) in texts {
            for (width, height) in [(4_200, 2_600), (3_000, 3_000), (2_800, 5_000), (9_000, 3_000)] {
                let frame = Frame { x: 500, y: 700, width, height };
                let mut balloon = Balloon::new(1, kind, frame, text, language);
                balloon.text.vertical = vertical;
                let style = style(kind.style());
                let fit = letterer.fit(&balloon.text, &style, room(&balloon));
                if !fit.fits {
                    continue;
                }
                let outline = balloon_shape(&balloon).outlines.pop().expect("a body");
                let middle = frame.centre();
                let middle = [middle.x as f32, middle.y as f32];
                for run in letterer.draw(&balloon.text, &style, &fit.set, (middle, room(&balloon))) {
                    let [a, b, c, d, e, f] = run.at;
                    // From the tops of capitals to the line they stand on.
                    for (x, y) in
                        [(0.0, 0.0), (run.width, 0.0), (0.0, -0.7 * run.size), (run.width, -0.7 * run.size)]
                    {
                        let place = [a * x + c * y + e, b * x + d * y + f];
                        assert!(
                            outline.holds(place),
                            "{kind:?} {width} x {height}: {} at {place:?}",
                            run.text
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn most_texts_fit_and_those_that_do_not_say_so() {
    let mut letterer = Letterer::new();
    let small = Room { width: 600.0, height: 400.0, power: Some(2.4) };
    let long = Lettering::new(&"much too long ".repeat(60), "speech", "en");
    let fit = letterer.fit(&long, &style("speech"), small);
    assert!(!fit.fits && fit.set.size == style("speech").size_min && fit.set.lines.len() > 5);
    let nothing = letterer.fit(&Lettering::new(" \n ", "speech", "en"), &style("speech"), small);
    assert!(nothing.fits && nothing.set.lines.is_empty());
    let two = letterer.fit(
        &Lettering::new("One.\nTwo.", "speech", "en"),
        &style("speech"),
        Room { width: 5_000.0, height: 3_000.0, power: None },
    );
    assert_eq!(two.set.lines, ["ONE.", "TWO."]);
}
