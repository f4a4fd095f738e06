//! A book planned from a text by rules: scenes, what is said and by whom, what is seen. Nothing is drawn and nothing costs
//! anything: it is a book that somebody goes on with.

use super::{
    Balloon, BalloonKind, Book, BookFormat, BookKind, Frame, PAGES_MAX, PROMPT_MAX, Page, PageRole, Panel,
    Point, Reading, Rect, StoryLayout, TEXT_MAX, TITLE_MAX, story_page, templates, title_page,
};
use crate::CharacterId;

/// Longest text that is planned, characters.
pub const PLAN_TEXT_MAX: usize = 200_000;
/// Most balloons of a panel; who says more says it in the next one.
const SAID_MAX: usize = 3;
/// Longest words of one balloon, characters; longer ones are divided between sentences.
const WORDS_MAX: usize = 160;
/// Characters that stand on a page of a storybook, unless there would be too many pages.
const STORY_WORDS: usize = 320;
/// Most panels of a page.
const PANELS: usize = 6;
/// Longest name of a speaker, characters.
const NAME_MAX: usize = 40;
/// How far a tail goes at most, down and to a side.
const TAIL: i32 = 2_200;
/// Width and height of a letter as balloons are planned for, hundredths of a millimetre.
const LETTER: (f64, f64) = (165.0, 330.0);

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Plan<'a> {
    /// Comic or storybook.
    pub kind: BookKind,
    /// What it is to be called; its first heading or line without it.
    pub title: Option<&'a str>,
    /// The tag of its language.
    pub language: &'a str,
    /// Its paper.
    pub format: BookFormat,
    /// How it is read.
    pub reading: Reading,
    /// People who may be in it, by name.
    pub cast: &'a [(CharacterId, String)],
}

/// Something that is said.
struct Said {
    kind: BalloonKind,
    words: String,
}

/// What one panel shows.
#[derive(Default)]
struct Beat {
    shows: String,
    said: Vec<Said>,
    speakers: Vec<String>,
    begins_scene: bool,
    begins_page: bool,
}

/// A line of a script, by what it is.
enum Line<'a> {
    Blank,
    Page,
    Scene(&'a str),
    Panel(&'a str),
    Said(&'a str, BalloonKind, &'a str),
    Prose(&'a str),
}

fn begins(text: &str, words: &[&str]) -> bool {
    let lower = text.to_lowercase();
    words.iter().any(|word| {
        lower
            .strip_prefix(word)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphabetic() && word.is_ascii()))
    })
}

/// `Page 3`, `第3页`: nothing else in the line.
fn is_page(line: &str) -> bool {
    let digits = line.chars().any(|c| c.is_numeric() || "一二三四五六七八九十".contains(c));
    let short = line.chars().count() <= 24;
    let named = begins(line, &["page", "página", "pagina", "seite", "splash page"]);
    let counted = line.starts_with(|c: char| c == '第' || c.is_numeric())
        && ["页", "頁", "ページ", "ページ目"]
            .iter()
            .any(|end| line.trim_end_matches([':', '：']).ends_with(end));
    short && digits && (named || counted)
}

fn scene_of(line: &str) -> Option<&str> {
    if line.chars().all(|c| "*-—=~# ".contains(c)) && line.chars().count() >= 3 {
        return Some("");
    }
    if let Some(heading) = line.strip_prefix('#') {
        return Some(heading.trim_start_matches('#').trim());
    }
    let marks = ["int.", "ext.", "int/ext", "int ", "ext ", "i/e."];
    let lower = line.to_lowercase();
    if marks.iter().any(|mark| lower.starts_with(mark)) {
        return Some(line);
    }
    let named = begins(line, &["scene", "chapter", "escena", "capítulo", "场景", "場景", "场面", "シーン"]);
    let counted =
        line.starts_with('第') && ["场", "幕", "章", "場", "話", "话"].iter().any(|end| line.contains(end));
    (line.chars().count() <= 60 && (named || counted)).then_some(line)
}

fn panel_of(line: &str) -> Option<&str> {
    let named = begins(line, &["panel", "viñeta", "bild", "コマ", "分格", "格"]);
    let head = line.split([':', '：', '.', '—', '-']).next().unwrap_or_default();
    let numbered = head.chars().count() <= 16 && head.chars().any(char::is_numeric);
    (named && numbered).then(|| line[head.len()..].trim_start_matches([':', '：', '.', '—', '-', ' ']))
}

/// How something is said, by the words in brackets behind a name, and by itself.
fn manner(name: &str, hint: &str, words: &str) -> BalloonKind {
    let hint = hint.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| hint.contains(word));
    let name = name.to_lowercase();
    if ["caption", "narrator", "narration", "box", "旁白", "字幕", "ナレーション", "narrador", "cartela"]
        .contains(&name.as_str())
    {
        return BalloonKind::Caption;
    }
    if ["sfx", "fx", "sound", "sound effect", "音效", "効果音", "描き文字", "拟声", "efecto", "onomatopeya"]
        .contains(&name.as_str())
    {
        return BalloonKind::Effect;
    }
    if has(&["think", "thought", "piensa", "想", "心"]) {
        return BalloonKind::Thought;
    }
    if has(&["whisper", "quiet", "susurra", "低声", "小声", "耳语", "ささや"]) {
        return BalloonKind::Whisper;
    }
    let letters: Vec<char> = words.chars().filter(|c| c.is_alphabetic()).collect();
    let loud = letters.len() >= 3 && letters.iter().all(|c| c.is_uppercase()) && words.contains('!');
    if has(&["shout", "yell", "scream", "grita", "喊", "吼", "叫"])
        || loud
        || words.contains("!!")
        || words.contains("！！")
    {
        return BalloonKind::Shout;
    }
    BalloonKind::Speech
}

/// `NAME: words`, `Name (whispers): words`, `小明：……`. Prose that has a colon in it is no such line.
fn said_of(line: &str) -> Option<(&str, BalloonKind, &str)> {
    let at = line.find([':', '：'])?;
    let head = line[..at].trim();
    let words = line[at..].trim_start_matches([':', '：']).trim();
    let (name, hint) = match head.find(['(', '（']) {
        Some(open) => (head[..open].trim(), head[open..].trim_matches(['(', ')', '（', '）'])),
        None => (head, ""),
    };
    // Scripts write it before the words, too: `NAME: (whispers) words`.
    let (hint, words) = match aside(words) {
        Some((aside, rest)) if hint.is_empty() && manner(name, aside, rest) != manner(name, "", rest) => {
            (aside, rest)
        }
        _ => (hint, words),
    };
    let count = name.chars().count();
    let stops = |c: char| ".,;!?\"“”「」。，！？".contains(c);
    if words.is_empty() || !(1..=NAME_MAX).contains(&count) || name.contains(stops) {
        return None;
    }
    let parts: Vec<&str> = name.split_whitespace().collect();
    let begun = |part: &&str| {
        part.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric() || !c.is_lowercase())
    };
    let is_name = parts.len() <= 4 && parts.iter().all(begun) && name.chars().any(char::is_alphabetic);
    let wide = name.chars().any(|c| c > '\u{2E7F}');
    (is_name && (!wide || count <= 10)).then(|| (name, manner(name, hint, words), unquoted(words)))
}

/// What stands in brackets at the beginning, and the rest.
fn aside(words: &str) -> Option<(&str, &str)> {
    let (inside, rest) = words.strip_prefix(['(', '（'])?.split_once([')', '）'])?;
    Some((inside, rest.trim())).filter(|(_, rest)| !rest.is_empty())
}

const QUOTES: &[(char, char)] =
    &[('"', '"'), ('“', '”'), ('«', '»'), ('「', '」'), ('『', '』'), ('„', '“'), ('‹', '›')];

fn unquoted(words: &str) -> &str {
    let inner = QUOTES.iter().find_map(|(open, close)| {
        let inner = words.strip_prefix(*open)?.strip_suffix(*close)?;
        (!inner.contains(*close)).then_some(inner)
    });
    inner.unwrap_or(words).trim()
}

fn read(line: &str) -> Line<'_> {
    let line = line.trim();
    if line.is_empty() {
        return Line::Blank;
    }
    if is_page(line) {
        return Line::Page;
    }
    if let Some(heading) = scene_of(line) {
        return Line::Scene(heading);
    }
    if let Some(shows) = panel_of(line) {
        return Line::Panel(shows);
    }
    match said_of(line) {
        Some((name, kind, words)) if !words.is_empty() => Line::Said(name, kind, words),
        _ => Line::Prose(line),
    }
}

/// What of a text is said, and what is left of it.
fn parted(text: &str) -> (String, Vec<Said>) {
    let (mut left, mut said) = (String::new(), Vec::new());
    let mut rest = text;
    while let Some((at, open)) = rest.char_indices().find(|(_, c)| QUOTES.iter().any(|(open, _)| open == c)) {
        let close = QUOTES.iter().find(|(begin, _)| *begin == open).map_or('"', |(_, close)| *close);
        let inner = &rest[at + open.len_utf8()..];
        let Some(end) = inner.find(close) else { break };
        left.push_str(&rest[..at]);
        let words = inner[..end].trim();
        rest = &inner[end + close.len_utf8()..];
        if !words.is_empty() {
            let words = words.trim_end_matches([',', '，']);
            said.push(Said {
                kind: manner("", rest.split(['.', '。']).next().unwrap_or(""), words),
                words: words.to_owned(),
            });
        }
    }
    left.push_str(rest);
    (left.split_whitespace().collect::<Vec<_>>().join(" "), said)
}

/// The text in parts of whole sentences, none longer than this unless one sentence is.
fn sentences(text: &str, most: usize) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for sentence in text.split_inclusive(['.', '!', '?', '…', '。', '！', '？', '\n']) {
        for piece in pieces(sentence, most) {
            let fits = parts.last().is_some_and(|last| last.chars().count() + piece.chars().count() <= most);
            match parts.last_mut().filter(|_| fits) {
                Some(last) => last.push_str(&piece),
                None => parts.push(piece),
            }
        }
    }
    parts.into_iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

/// A sentence in parts that are no longer than this.
fn pieces(sentence: &str, most: usize) -> Vec<String> {
    if sentence.chars().count() <= most {
        return vec![sentence.to_owned()];
    }
    let mut parts = vec![String::new()];
    for word in sentence.split_inclusive(char::is_whitespace) {
        let letters: Vec<char> = word.chars().collect();
        for piece in letters.chunks(most.max(1)) {
            let last = parts.len() - 1;
            if !parts[last].is_empty() && parts[last].chars().count() + piece.len() > most {
                parts.push(String::new());
            }
            let last = parts.len() - 1;
            parts[last].extend(piece);
        }
    }
    parts
}

/// The beats of a script or a story.
#[derive(Default)]
struct Script {
    beats: Vec<Beat>,
    setting: String,
    scene: bool,
    page: bool,
    /// Whether the next words belong to the last beat.
    goes_on: bool,
}

impl Script {
    fn begin(&mut self, shows: &str) -> &mut Beat {
        let shows = match (self.setting.as_str(), shows) {
            (setting, "") => setting.to_owned(),
            (_, shows) => shows.to_owned(),
        };
        self.beats.push(Beat {
            shows,
            begins_scene: std::mem::take(&mut self.scene),
            begins_page: std::mem::take(&mut self.page),
            ..Beat::default()
        });
        self.goes_on = true;
        let last = self.beats.len() - 1;
        &mut self.beats[last]
    }

    fn say(&mut self, name: &str, kind: BalloonKind, words: &str) {
        for words in sentences(words, WORDS_MAX) {
            let full = self.beats.last().is_none_or(|beat| beat.said.len() >= SAID_MAX);
            if full || !self.goes_on {
                let before = self.beats.last().map(|beat| beat.shows.clone()).filter(|_| self.goes_on);
                self.begin(&before.unwrap_or_default());
            }
            if let Some(beat) = self.beats.last_mut() {
                let spoken = !matches!(kind, BalloonKind::Caption | BalloonKind::Effect);
                if spoken && !name.is_empty() && !beat.speakers.iter().any(|one| one == name) {
                    beat.speakers.push(name.to_owned());
                }
                beat.said.push(Said { kind, words });
            }
        }
    }

    fn tell(&mut self, text: &str) {
        let (shows, said) = parted(text);
        let silent = self.goes_on
            && self.beats.last().is_some_and(|beat| beat.said.is_empty() && !beat.shows.is_empty());
        match self.beats.last_mut().filter(|_| silent) {
            // What follows without a blank line goes on with what is seen.
            Some(beat) => beat.shows = format!("{} {shows}", beat.shows),
            None => drop(self.begin(&shows)),
        }
        for Said { kind, words } in said {
            self.say("", kind, &words);
        }
    }

    fn read(text: &str) -> Self {
        let mut script = Self { scene: true, ..Self::default() };
        for line in text.lines() {
            match read(line) {
                Line::Blank => script.goes_on = false,
                Line::Page => (script.page, script.goes_on) = (true, false),
                Line::Scene(heading) => {
                    (script.scene, script.goes_on) = (true, false);
                    heading.clone_into(&mut script.setting);
                }
                Line::Panel(shows) => drop(script.begin(shows)),
                Line::Said(name, kind, words) => {
                    // Who answers is in the same picture, whatever blank lines stand between.
                    script.goes_on = !script.scene && !script.page && !script.beats.is_empty();
                    script.say(name, kind, words);
                }
                Line::Prose(text) => script.tell(text),
            }
        }
        script
    }
}

/// A book planned from a text, and whether all of the text is in it.
#[must_use]
pub fn planned(text: &str, plan: &Plan<'_>) -> (Book, bool) {
    let title = title_of(text, plan.title);
    let mut book = Book::new(plan.kind, &title, plan.language, plan.format, plan.reading);
    book.cast = Vec::new();
    let whole = match plan.kind {
        BookKind::Comic => comic(&mut book, text, plan),
        BookKind::Storybook => storybook(&mut book, text, plan, &title),
    };
    for panel in book.pages.iter().flat_map(|page| &page.panels) {
        for id in &panel.cast {
            if !book.cast.contains(id) && book.cast.len() < super::CAST_MAX {
                book.cast.push(*id);
            }
        }
    }
    (book, whole)
}

fn title_of(text: &str, title: Option<&str>) -> String {
    // A heading or words of the story; what only divides it, like "Scene 1", or is said by somebody, names no book.
    let names = |line: &&str| matches!(read(line), Line::Prose(_));
    let first = || text.lines().map(|line| line.trim().trim_start_matches(['#', ' '])).find(names);
    let named = title.map(str::trim).filter(|title| !title.is_empty());
    let title: String = named.or_else(first).unwrap_or("…").chars().take(TITLE_MAX / 2).collect();
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    // A sentence that became a title doesn't end as one; three dots stay.
    let bare = title.strip_suffix(['.', '。']).filter(|rest| named.is_none() && !rest.ends_with(['.', '。']));
    let title = bare.map_or_else(|| title.clone(), str::to_owned);
    if title.is_empty() { "…".to_owned() } else { title }
}

fn shortened(text: &str, most: usize) -> String {
    text.chars().filter(|c| *c != '\0').take(most).collect::<String>().trim().to_owned()
}

/// Those of the cast that a panel names or hears.
fn named(beat: &Beat, cast: &[(CharacterId, String)]) -> Vec<CharacterId> {
    let shows = beat.shows.to_lowercase();
    let is_in = |name: &str| {
        let name = name.to_lowercase();
        let spoken = beat.speakers.iter().any(|speaker| speaker.to_lowercase() == name);
        spoken || (!name.is_empty() && shows.contains(&name))
    };
    cast.iter().filter(|(_, name)| is_in(name)).map(|(id, _)| *id).take(super::CAST_MAX).collect()
}

fn comic(book: &mut Book, text: &str, plan: &Plan<'_>) -> bool {
    let beats = Script::read(text).beats;
    let mut at = 0;
    while at < beats.len() {
        if book.pages.len() >= PAGES_MAX {
            return false;
        }
        let mut end = at + 1;
        while end < beats.len() && end - at < PANELS && !beats[end].begins_page {
            // A scene begins a page unless it would leave the one before nearly empty.
            if beats[end].begins_scene && end - at >= 3 {
                break;
            }
            end += 1;
        }
        book.pages.push(comic_page(&beats[at..end], book.pages.len(), plan));
        at = end;
    }
    if book.pages.is_empty() {
        book.pages.push(laid("one", plan));
    }
    true
}

fn laid(template: &str, plan: &Plan<'_>) -> Page {
    let found = templates().into_iter().find(|one| one.name == template);
    found.map_or_else(|| Page::of([]), |one| one.page(&plan.format, plan.reading))
}

fn comic_page(beats: &[Beat], no: usize, plan: &Plan<'_>) -> Page {
    let turns: &[&str] = match beats.len() {
        0 | 1 => &["one"],
        2 => &["two_rows"],
        3 => &["wide_top", "three_rows", "wide_bottom"],
        4 => &["four_grid", "four_rows"],
        5 => &["five", "wide_middle"],
        _ => &["six_grid", "establish"],
    };
    let mut page = laid(turns[no % turns.len()], plan);
    for (at, beat) in beats.iter().enumerate() {
        let Some(panel) = page.panels.get_mut(at) else { break };
        panel.prompt = shortened(&beat.shows, PROMPT_MAX);
        panel.cast = named(beat, plan.cast);
        let panel = panel.clone();
        for (turn, said) in beat.said.iter().enumerate() {
            let no = u32::try_from(page.balloons.len()).unwrap_or(0) + 1;
            page.balloons.push(balloon(no, (turn, beat.said.len()), said, &panel, plan));
        }
    }
    page
}

/// A balloon as large as its words, in the panel's upper part: who speaks first is read first.
fn balloon(no: u32, (turn, of): (usize, usize), said: &Said, panel: &Panel, plan: &Plan<'_>) -> Balloon {
    let around = Rect::around(&panel.shape);
    let inset = 180;
    let (wide, high) = (around.width() - 2 * inset, around.height() - 2 * inset);
    let share = high / i32::try_from(of.max(1)).unwrap_or(1);
    let words = shortened(&said.words, TEXT_MAX);
    let letters = words.chars().map(|c| if c > '\u{2E7F}' { 1.8 } else { 1.0 }).sum::<f64>();
    // Half as wide again as it is tall, with room around the words.
    let area = letters * LETTER.0 * LETTER.1 * 2.1;
    let width = (((area * 1.6).sqrt() as i32).clamp(1_600, 6_500)).min(wide * 4 / 5).max(300);
    let height = (((area / f64::from(width)) as i32).clamp(800, 4_000)).min(share * 4 / 5).max(300);
    let left = (turn.is_multiple_of(2)) == (plan.reading != Reading::RightToLeft);
    let x = if left { around.from.x + inset } else { around.to.x - inset - width };
    let y = around.from.y + inset + share * i32::try_from(turn).unwrap_or(0);
    let frame = Frame { x, y, width, height };
    let mut balloon = Balloon::new(no, said.kind, frame, &words, plan.language);
    balloon.panel = Some(panel.no);
    if !matches!(said.kind, BalloonKind::Caption | BalloonKind::Effect) {
        // Towards where somebody may stand, but no further than a tail looks like one.
        let third = around.width() / 3;
        let x = if left { around.from.x + third } else { around.to.x - third };
        let middle = frame.centre().x;
        let x = x.clamp(middle - TAIL, middle + TAIL);
        let y = (around.from.y + around.height() * 3 / 4).min(frame.rect().to.y + TAIL);
        balloon.tails.push(Point { x, y });
    }
    balloon
}

fn storybook(book: &mut Book, text: &str, plan: &Plan<'_>, title: &str) -> bool {
    let (format, language) = (&plan.format, plan.language);
    let body = text.trim();
    // The first heading is the title, not a page of its own.
    let body = match body.split_once('\n') {
        Some((first, rest)) if first.trim_start().starts_with('#') => rest,
        _ => body,
    };
    let paragraphs: Vec<&str> = body.split('\n').map(str::trim).filter(|part| !part.is_empty()).collect();
    let letters: usize = paragraphs.iter().map(|part| part.chars().count()).sum();
    let room = PAGES_MAX - 3;
    let most = STORY_WORDS.max(letters.div_ceil(room) * 2);
    let mut texts: Vec<String> = Vec::new();
    for paragraph in paragraphs {
        texts.extend(sentences(paragraph, most));
    }
    let whole = texts.len() <= room;
    texts.truncate(room);
    book.pages.push(title_page(format, PageRole::Cover, title, "", language));
    book.pages.push(title_page(format, PageRole::Title, title, "", language));
    let layouts = [StoryLayout::Under, StoryLayout::OverFoot, StoryLayout::Above, StoryLayout::OverHead];
    for (at, text) in texts.iter().enumerate() {
        let mut page = story_page(format, layouts[at % layouts.len()], text, language);
        let (shows, _) = parted(text);
        let shows = if shows.chars().any(char::is_alphabetic) { shows } else { text.clone() };
        let beat = Beat { shows, ..Beat::default() };
        for panel in &mut page.panels {
            panel.prompt = shortened(&beat.shows, PROMPT_MAX);
            panel.cast = named(&beat, plan.cast);
        }
        book.pages.push(page);
    }
    if let Some(first) = texts.first() {
        book.pages[0].panels[0].prompt = shortened(first, PROMPT_MAX);
    }
    book.pages.push(title_page(format, PageRole::Back, "", "", language));
    whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::FORMATS;
    use proptest::prelude::*;

    fn plan(kind: BookKind, cast: &[(CharacterId, String)]) -> Plan<'_> {
        let format = FORMATS.iter().find(|format| format.kind == kind).expect("a format").format;
        Plan { kind, title: None, language: "en", format, reading: Reading::LeftToRight, cast }
    }

    const SCRIPT: &str = "# The Moon Ladder\n\nPAGE 1\n\nPanel 1: A fox looks up at the moon from a hill.\nCAPTION: Long ago.\nFOX: How far is it?\nOWL (whispers): Too far.\n\nPanel 2. The fox builds a ladder.\nSFX: KRAK\nFox (thinks): It will hold.\n\nPage 2\nINT. OWL'S TREE - NIGHT\nOWL: WATCH OUT!!\n";

    #[test]
    fn a_script_becomes_panels_and_balloons() {
        let maya = CharacterId(uuid::Uuid::from_u128(1));
        let cast = [(maya, "Fox".to_owned())];
        let (book, whole) = planned(SCRIPT, &plan(BookKind::Comic, &cast));
        assert!(whole);
        assert_eq!((book.title.as_str(), book.pages.len()), ("The Moon Ladder", 2));
        let [first, second] = [&book.pages[0], &book.pages[1]];
        assert_eq!(first.panels[0].prompt, "A fox looks up at the moon from a hill.");
        assert_eq!(first.panels[1].prompt, "The fox builds a ladder.");
        let said: Vec<_> = first.balloons.iter().map(|b| (b.kind, b.text.text.as_str(), b.panel)).collect();
        assert_eq!(
            said,
            [
                (BalloonKind::Caption, "Long ago.", Some(1)),
                (BalloonKind::Speech, "How far is it?", Some(1)),
                (BalloonKind::Whisper, "Too far.", Some(1)),
                (BalloonKind::Effect, "KRAK", Some(2)),
                (BalloonKind::Thought, "It will hold.", Some(2)),
            ]
        );
        assert_eq!(
            (second.panels[0].prompt.as_str(), second.balloons[0].kind),
            ("INT. OWL'S TREE - NIGHT", BalloonKind::Shout)
        );
        assert_eq!((first.panels[0].cast.as_slice(), book.cast.as_slice()), (&[maya][..], &[maya][..]));
        book.checked().expect("a book");
    }

    /// What the field shows as an example is read as it is meant, in every language.
    #[test]
    fn the_example_of_every_language_is_two_pages_with_a_word_and_a_thought() {
        for &language in crate::Language::ALL {
            let text = crate::message::text(language, "book.text_example", &[]);
            let (book, whole) = planned(&text, &plan(BookKind::Comic, &[]));
            let kinds: Vec<Vec<BalloonKind>> =
                book.pages.iter().map(|page| page.balloons.iter().map(|b| b.kind).collect()).collect();
            let expected = [vec![BalloonKind::Speech], vec![BalloonKind::Thought]];
            assert_eq!((whole, kinds), (true, expected.to_vec()), "{}", language.tag());
        }
    }

    #[test]
    fn how_it_is_said_may_stand_before_the_words() {
        let text = "Owl: (whispers) Nobody knows.\n小明：（小声）别说话。\nFox: (a long pause) Well.\nFox: (thinks)\n";
        let (book, _) = planned(text, &plan(BookKind::Comic, &[]));
        let said: Vec<_> = book.pages[0].balloons.iter().map(|b| (b.kind, b.text.text.as_str())).collect();
        assert_eq!(
            said,
            [
                (BalloonKind::Whisper, "Nobody knows."),
                (BalloonKind::Whisper, "别说话。"),
                (BalloonKind::Speech, "(a long pause) Well."),
                (BalloonKind::Speech, "(thinks)"),
            ]
        );
    }

    #[test]
    fn a_book_is_not_called_scene_1() {
        let title = |text: &str| planned(text, &plan(BookKind::Comic, &[])).0.title;
        assert_eq!(title("Scene 1\nA fox looks at the moon.\nFOX: Oh."), "A fox looks at the moon");
        assert_eq!(title("Once upon a time..."), "Once upon a time...");
        assert_eq!(title("# Scene 1\n\nPage 1\nPanel 1: A fox.\nThe moon ladder\n"), "The moon ladder");
        assert_eq!(title("第1场\n狐狸看着月亮。"), "狐狸看着月亮");
        assert_eq!(title("Page 1\nINT. A TREE - NIGHT\nOWL: Who?\n***"), "…");
        assert_eq!(title("\n# The Moon Ladder\n\nScene 1\n"), "The Moon Ladder");
    }

    #[test]
    fn prose_gives_what_is_said_in_quotes() {
        let text = "The fox sat by the well. \"Are you there?\" she asked.\n\nNobody answered.\n\n「月は遠い」と狐は言った。\n";
        let (book, _) = planned(text, &plan(BookKind::Comic, &[]));
        let page = &book.pages[0];
        let prompts: Vec<&str> = page.panels.iter().map(|panel| panel.prompt.as_str()).collect();
        assert_eq!(prompts, ["The fox sat by the well. she asked.", "Nobody answered.", "と狐は言った。"]);
        let said: Vec<&str> = page.balloons.iter().map(|balloon| balloon.text.text.as_str()).collect();
        assert_eq!(said, ["Are you there?", "月は遠い"]);
        // A colon in prose makes nobody a speaker.
        let (book, _) = planned("he had one wish: to fly.", &plan(BookKind::Comic, &[]));
        assert_eq!((book.pages[0].balloons.len(), book.pages[0].panels.len()), (0, 1));
    }

    #[test]
    fn a_story_becomes_pages_with_its_words() {
        let text = "# Moon\n\nOnce there was a fox.\n\nShe loved the moon. She built a ladder.";
        let (book, whole) = planned(text, &plan(BookKind::Storybook, &[]));
        assert!(whole);
        let roles: Vec<PageRole> = book.pages.iter().map(|page| page.role).collect();
        assert_eq!(roles, [PageRole::Cover, PageRole::Title, PageRole::Body, PageRole::Body, PageRole::Back]);
        assert_eq!(book.title, "Moon");
        assert_eq!(book.pages[2].texts[0].text.text, "Once there was a fox.");
        assert_eq!(book.pages[3].panels[0].prompt, "She loved the moon. She built a ladder.");
        book.checked().expect("a book");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn whatever_is_written_becomes_a_book(
            lines in proptest::collection::vec("(NAME: |Page |Panel [0-9]\\.|# |\"|INT\\. )?[a-zA-Z .!?:\"“”「」月\\u{0}\\t-]{0,80}", 0..60),
            kind in prop_oneof![Just(BookKind::Comic), Just(BookKind::Storybook)],
            rtl in any::<bool>(),
        ) {
            let text = lines.join("\n");
            let mut plan = plan(kind, &[]);
            if rtl {
                plan.reading = Reading::RightToLeft;
            }
            let (book, whole) = planned(&text, &plan);
            prop_assert!(whole);
            prop_assert!(!book.pages.is_empty());
            let checked = book.checked();
            prop_assert!(checked.is_ok(), "{:?}", checked.err());
        }

        #[test]
        fn what_is_said_is_all_there(words in proptest::collection::vec("[a-z]{1,9}", 1..200)) {
            let text = format!("FOX: {}", words.join(" "));
            let (book, _) = planned(&text, &plan(BookKind::Comic, &[]));
            let said = book.pages.iter().flat_map(|page| &page.balloons);
            let said: Vec<&str> = said.flat_map(|balloon| balloon.text.text.split_whitespace()).collect();
            prop_assert_eq!(said, words);
        }
    }
}
