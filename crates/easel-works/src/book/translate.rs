//! A copy of a book in another language: its texts are replaced, layout and art stay.

use super::{Book, Lettering};

impl Book {
    /// Every text of the book, in the order it is read in: what a translation has to give.
    #[must_use]
    pub fn words(&self) -> Vec<&str> {
        let mut copy: Vec<&str> = vec![&self.title];
        for page in &self.pages {
            copy.extend(page.balloons.iter().map(|balloon| balloon.text.text.as_str()));
            copy.extend(page.texts.iter().map(|text| text.text.text.as_str()));
        }
        copy
    }

    /// The book in another language, with these texts in the place of [`Book::words`]. Where there is none, or an empty
    /// one, the text stays as it was, in its own language. Lines are broken anew.
    #[must_use]
    pub fn in_language(&self, language: &str, words: &[String]) -> Self {
        let mut words = words.iter();
        let mut next = || words.next().filter(|text| !text.trim().is_empty());
        let mut copy = self.clone();
        language.clone_into(&mut copy.language);
        if let Some(title) = next() {
            title.clone_into(&mut copy.title);
        }
        let upright = !writes_down(language);
        for page in &mut copy.pages {
            let balloons = page.balloons.iter_mut().map(|balloon| &mut balloon.text);
            for lettering in balloons.chain(page.texts.iter_mut().map(|text| &mut text.text)) {
                let Some(text) = next() else { continue };
                let vertical = lettering.vertical && !upright;
                *lettering =
                    Lettering { vertical, ..Lettering::new(text, &lettering.style.clone(), language) };
            }
        }
        copy
    }
}

/// Whether a language is also written in columns.
fn writes_down(language: &str) -> bool {
    ["ja", "zh"].contains(&language.split('-').next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use crate::book::{
        Balloon, BalloonKind, Book, BookKind, FORMATS, Frame, Reading, SetText, StoryLayout, story_page,
        templates,
    };

    #[test]
    fn a_copy_keeps_layout_and_art() {
        let format = FORMATS[0].format;
        let mut book = Book::new(BookKind::Comic, "月", "ja", format, Reading::RightToLeft);
        let mut page = templates()[4].page(&format, Reading::RightToLeft);
        let frame = Frame { x: 1_500, y: 1_500, width: 1_500, height: 3_000 };
        for (no, text) in [(1, "こんにちは"), (2, "はい")] {
            let mut balloon = Balloon::new(no, BalloonKind::Speech, frame, text, "ja");
            balloon.text.vertical = true;
            balloon.text.set = Some(SetText { size: 300, lines: vec![text.to_owned()] });
            page.balloons.push(balloon);
        }
        book.pages = vec![page, story_page(&format, StoryLayout::Under, "むかし", "ja")];
        assert_eq!(book.words(), ["月", "こんにちは", "はい", "むかし"]);
        let words = ["Moon", "Hello", " ", "Once"].map(str::to_owned);
        let copy = book.in_language("en", &words).checked().expect("a book");
        assert_eq!(copy.words(), ["Moon", "Hello", "はい", "Once"]);
        let [hello, yes] = [0, 1].map(|at| &copy.pages[0].balloons[at].text);
        assert_eq!((hello.vertical, &hello.set, hello.language.as_str()), (false, &None, "en"));
        assert_eq!((yes.vertical, yes.language.as_str()), (true, "ja"));
        assert_eq!(copy.pages[0].panels, book.pages[0].panels);
        assert_eq!(copy.pages[0].balloons[0].frame, frame);
    }
}
