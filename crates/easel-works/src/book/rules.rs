//! A text read by rules: scenes, what is said and by whom, what is seen.

use super::{
    BalloonKind, PAGES_MAX,
    outline::{OutlinePage, OutlinePanel, SAID_MAX, STORY_WORDS, Said, WORDS_MAX, sentences},
};

/// Most panels of a page that rules lay.
const PANELS: usize = 6;
/// Longest name of a speaker, characters.
const NAME_MAX: usize = 40;

/// What one panel shows.
#[derive(Default)]
struct Beat {
    panel: OutlinePanel,
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

pub(super) fn scene_of(line: &str) -> Option<&str> {
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

/// Whether what this one says belongs to nobody who is seen.
pub(super) fn is_narrator(name: &str) -> bool {
    let words =
        ["caption", "narrator", "narration", "box", "旁白", "字幕", "ナレーション", "narrador", "cartela"];
    words.contains(&name.to_lowercase().as_str())
}

/// How something is said, by the words in brackets behind a name, and by itself.
fn manner(name: &str, hint: &str, words: &str) -> BalloonKind {
    let hint = hint.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| hint.contains(word));
    let name = name.to_lowercase();
    if is_narrator(&name) {
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

/// Whether a line is words of a story: not what divides it, and nothing that somebody says.
pub(super) fn is_prose(line: &str) -> bool {
    matches!(read(line), Line::Prose(_))
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
            panel: OutlinePanel { shows, ..OutlinePanel::default() },
            begins_scene: std::mem::take(&mut self.scene),
            begins_page: std::mem::take(&mut self.page),
        });
        self.goes_on = true;
        let last = self.beats.len() - 1;
        &mut self.beats[last]
    }

    fn say(&mut self, name: &str, kind: BalloonKind, words: &str) {
        for words in sentences(words, WORDS_MAX) {
            let full = self.beats.last().is_none_or(|beat| beat.panel.said.len() >= SAID_MAX);
            if full || !self.goes_on {
                let before = self.beats.last().map(|beat| beat.panel.shows.clone()).filter(|_| self.goes_on);
                self.begin(&before.unwrap_or_default());
            }
            if let Some(beat) = self.beats.last_mut() {
                let spoken = !matches!(kind, BalloonKind::Caption | BalloonKind::Effect);
                if spoken && !name.is_empty() && !beat.panel.who.iter().any(|one| one == name) {
                    beat.panel.who.push(name.to_owned());
                }
                beat.panel.said.push(Said { kind, words });
            }
        }
    }

    fn tell(&mut self, text: &str) {
        let (shows, said) = parted(text);
        let silent = self.goes_on
            && self
                .beats
                .last()
                .is_some_and(|beat| beat.panel.said.is_empty() && !beat.panel.shows.is_empty());
        match self.beats.last_mut().filter(|_| silent) {
            // What follows without a blank line goes on with what is seen.
            Some(beat) => beat.panel.shows = format!("{} {shows}", beat.panel.shows),
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

/// Pages of panels, each with what is seen and said in it.
pub(super) fn comic(text: &str) -> Vec<OutlinePage> {
    let mut beats = Script::read(text).beats.into_iter().peekable();
    let mut pages = Vec::new();
    while let Some(first) = beats.next() {
        let mut panels = vec![first.panel];
        // A scene begins a page unless it would leave the one before nearly empty.
        while let Some(next) = beats.next_if(|next| {
            panels.len() < PANELS && !next.begins_page && !(next.begins_scene && panels.len() >= 3)
        }) {
            panels.push(next.panel);
        }
        pages.push(OutlinePage { text: String::new(), panels });
    }
    pages
}

/// Pages of a text and a picture.
pub(super) fn storybook(text: &str) -> Vec<OutlinePage> {
    let body = text.trim();
    // The first heading is the title, not a page of its own.
    let body = match body.split_once('\n') {
        Some((first, rest)) if first.trim_start().starts_with('#') => rest,
        _ => body,
    };
    let paragraphs: Vec<&str> = body.split('\n').map(str::trim).filter(|part| !part.is_empty()).collect();
    let letters: usize = paragraphs.iter().map(|part| part.chars().count()).sum();
    let most = STORY_WORDS.max(letters.div_ceil(PAGES_MAX - 3) * 2);
    let texts = paragraphs.into_iter().flat_map(|paragraph| sentences(paragraph, most));
    let page = |text: String| {
        let (shows, _) = parted(&text);
        let shows = if shows.chars().any(char::is_alphabetic) { shows } else { text.clone() };
        OutlinePage { text, panels: vec![OutlinePanel { shows, ..OutlinePanel::default() }] }
    };
    texts.map(page).collect()
}
