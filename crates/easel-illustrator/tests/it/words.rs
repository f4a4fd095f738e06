//! What is understood, in four languages.

use crate::draw;

fn account(prompt: &str) -> (Vec<String>, Vec<String>) {
    let account = draw(prompt, 64, 64, 1).account;
    (account.understood, account.ignored)
}

#[test]
fn one_sentence_is_understood_in_four_languages() {
    for (prompt, words) in [
        (
            "a red fox reading a book under a lantern at night, snow falling",
            ["fox", "book", "lantern", "night"],
        ),
        ("一只红狐狸在夜里的灯笼下读书，下着雪", ["狐狸", "读书", "灯笼", "夜里"]),
        ("夜、提灯の下で本を読む赤い狐、雪が降る", ["狐", "本", "提灯", "夜"]),
        (
            "un zorro rojo leyendo un libro bajo un farol de noche, cae la nieve",
            ["zorro", "libro", "farol", "noche"],
        ),
    ] {
        let (understood, ignored) = account(prompt);
        for word in words {
            assert!(understood.contains(&word.to_owned()), "{word} of {prompt}: {understood:?}");
        }
        assert!(ignored.is_empty(), "{prompt}: {ignored:?}");
    }
}

#[test]
fn words_nobody_knows_are_named() {
    let (understood, ignored) = account("a fox with a frobnicator");
    assert!(understood.contains(&"fox".to_owned()));
    assert_eq!(ignored, ["frobnicator"]);
}

#[test]
fn a_count_changes_the_picture() {
    let one = draw("a panda in a meadow", 96, 96, 4).rgba;
    assert_ne!(one, draw("three pandas in a meadow", 96, 96, 4).rgba);
    assert_eq!(
        draw("3 pandas in a meadow", 96, 96, 4).rgba,
        draw("three pandas in a meadow", 96, 96, 4).rgba
    );
}
