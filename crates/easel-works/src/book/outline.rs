//! A book as it is planned: what its pages show and say, before anything has a place. Rules and chat models both make one;
//! what becomes of it is the same document.

use super::rules;
use super::{
    Balloon, BalloonKind, Book, BookKind, CAST_MAX, Camera, Frame, PAGES_MAX, PROMPT_MAX, Page, PageRole,
    Panel, Plan, Point, Reading, Rect, STORY_MAX, StoryLayout, TEXT_MAX, TITLE_MAX, story_page, templates,
    title_page,
};
use easel_domain::CharacterId;

/// Most balloons of a panel; who says more says it in the next one.
pub(super) const SAID_MAX: usize = 3;
/// Longest words of one balloon, characters; longer ones are divided between sentences.
pub(super) const WORDS_MAX: usize = 160;
/// Characters that stand on a page of a storybook, unless there would be too many pages.
pub(super) const STORY_WORDS: usize = 320;
/// Most panels of a page.
pub(super) const PANELS_MAX: usize = 9;
/// How far a tail goes at most, down and to a side.
const TAIL: i32 = 2_200;
/// Width and height of a letter as balloons are planned for, hundredths of a millimetre.
const LETTER: (f64, f64) = (165.0, 330.0);

/// Something that is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) kind: BalloonKind,
    pub(super) words: String,
}

/// What one panel shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct OutlinePanel {
    pub(super) shows: String,
    pub(super) camera: Camera,
    /// Names of who is seen or heard; whoever isn't of the cast is nobody.
    pub(super) who: Vec<String>,
    pub(super) said: Vec<Said>,
}

/// What is on one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutlinePage {
    /// What a storybook tells on it.
    pub(super) text: String,
    pub(super) panels: Vec<OutlinePanel>,
}

/// The document of these pages, and whether all of them are in it.
pub(super) fn laid_out(text: &str, pages: Vec<OutlinePage>, plan: &Plan<'_>) -> (Book, bool) {
    let title = title_of(text, plan.title);
    let mut book = Book::new(plan.kind, &title, plan.language, plan.format, plan.reading);
    book.cast = Vec::new();
    let whole = match plan.kind {
        BookKind::Comic => comic(&mut book, &pages, plan),
        BookKind::Storybook => storybook(&mut book, &pages, plan),
    };
    for panel in book.pages.iter().flat_map(|page| &page.panels) {
        for id in &panel.cast {
            if !book.cast.contains(id) && book.cast.len() < CAST_MAX {
                book.cast.push(*id);
            }
        }
    }
    (book, whole)
}

fn title_of(text: &str, title: Option<&str>) -> String {
    // A heading or words of the story; what only divides it, like "Scene 1", or is said by somebody, names no book.
    let names = |line: &&str| rules::is_prose(line);
    let first = || text.lines().map(|line| line.trim().trim_start_matches(['#', ' '])).find(names);
    let named = title.map(str::trim).filter(|title| !title.is_empty());
    // What no title may hold parts words here.
    let plain = named.or_else(first).unwrap_or("…").chars().map(|c| if c.is_control() { ' ' } else { c });
    let title: String = plain.take(TITLE_MAX / 2).collect();
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    // A sentence that became a title doesn't end as one; three dots stay.
    let bare = title.strip_suffix(['.', '。']).filter(|rest| named.is_none() && !rest.ends_with(['.', '。']));
    let title = bare.map_or_else(|| title.clone(), str::to_owned);
    if title.is_empty() { "…".to_owned() } else { title }
}

pub(super) fn shortened(text: &str, most: usize) -> String {
    text.chars().filter(|c| *c != '\0').take(most).collect::<String>().trim().to_owned()
}

/// Those of the cast that a panel names or hears.
fn named(panel: &OutlinePanel, cast: &[(CharacterId, String)]) -> Vec<CharacterId> {
    let shows = panel.shows.to_lowercase();
    let is_in = |name: &str| {
        let name = name.to_lowercase();
        let listed = panel.who.iter().any(|one| one.to_lowercase() == name);
        listed || (!name.is_empty() && shows.contains(&name))
    };
    cast.iter().filter(|(_, name)| is_in(name)).map(|(id, _)| *id).take(CAST_MAX).collect()
}

fn show(panel: &mut Panel, outline: &OutlinePanel, plan: &Plan<'_>) {
    panel.prompt = shortened(&outline.shows, PROMPT_MAX);
    panel.camera = outline.camera;
    panel.cast = named(outline, plan.cast);
}

fn comic(book: &mut Book, pages: &[OutlinePage], plan: &Plan<'_>) -> bool {
    let mut parts = pages.iter().flat_map(|page| page.panels.chunks(PANELS_MAX));
    for panels in parts.by_ref().take(PAGES_MAX) {
        book.pages.push(comic_page(panels, book.pages.len(), plan));
    }
    if book.pages.is_empty() {
        book.pages.push(laid("one", plan));
    }
    parts.next().is_none()
}

fn laid(template: &str, plan: &Plan<'_>) -> Page {
    let found = templates().into_iter().find(|one| one.name == template);
    found.map_or_else(|| Page::of([]), |one| one.page(&plan.format, plan.reading))
}

fn comic_page(panels: &[OutlinePanel], no: usize, plan: &Plan<'_>) -> Page {
    let turns: &[&str] = match panels.len() {
        0 | 1 => &["one"],
        2 => &["two_rows"],
        3 => &["wide_top", "three_rows", "wide_bottom"],
        4 => &["four_grid", "four_rows"],
        5 => &["five", "wide_middle"],
        6 => &["six_grid", "establish"],
        7 => &["seven"],
        8 => &["eight_grid"],
        _ => &["nine_grid"],
    };
    let mut page = laid(turns[no % turns.len()], plan);
    for (at, outline) in panels.iter().enumerate() {
        let Some(panel) = page.panels.get_mut(at) else { break };
        show(panel, outline, plan);
        let panel = panel.clone();
        for (turn, said) in outline.said.iter().enumerate() {
            let no = u32::try_from(page.balloons.len()).unwrap_or(0) + 1;
            page.balloons.push(balloon(no, (turn, outline.said.len()), said, &panel, plan));
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

fn storybook(book: &mut Book, pages: &[OutlinePage], plan: &Plan<'_>) -> bool {
    let (format, language) = (&plan.format, plan.language);
    let title = book.title.clone();
    let room = PAGES_MAX - 3;
    book.pages.push(title_page(format, PageRole::Cover, &title, "", language));
    book.pages.push(title_page(format, PageRole::Title, &title, "", language));
    let layouts = [StoryLayout::Under, StoryLayout::OverFoot, StoryLayout::Above, StoryLayout::OverHead];
    for (at, outline) in pages.iter().take(room).enumerate() {
        let text = shortened(&outline.text, STORY_MAX);
        let mut page = story_page(format, layouts[at % layouts.len()], &text, language);
        for (panel, outline) in page.panels.iter_mut().zip(&outline.panels) {
            show(panel, outline, plan);
        }
        book.pages.push(page);
    }
    if let Some(first) = pages.first().and_then(|page| page.panels.first()) {
        show(&mut book.pages[0].panels[0], first, plan);
    }
    book.pages.push(title_page(format, PageRole::Back, "", "", language));
    pages.len() <= room
}

/// The text in parts of whole sentences, none longer than this unless one sentence is.
pub(super) fn sentences(text: &str, most: usize) -> Vec<String> {
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
