//! Reads the pieces of a prompt in order and builds the scene from them.

use super::Language;
use super::lexicon::{Act, Meaning};
use super::tokens::{Token, TokenKind, tokens};
use crate::art::{GlyphId, library};
use crate::colour::Rgb;
use crate::scene::{
    Age, Built, Camera, Entity, Expression, Garment, GarmentKind, Gesture, Hair, Person, Place, Pose,
    Relation, Scene, Season, Subject, Time, Weather,
};

/// A scene with the words that made it and the words that did not.
pub(crate) struct Reading {
    pub(crate) scene: Scene,
    pub(crate) understood: Vec<String>,
    pub(crate) ignored: Vec<String>,
}

/// Most figures or things of one kind, and most kinds, in one picture.
const MOST_OF_A_KIND: usize = 7;
const MOST_KINDS: usize = 9;

/// Reads a prompt; what `negative` names is left out.
pub(crate) fn read(prompt: &str, negative: &str) -> Reading {
    let mut reading = read_one(prompt);
    if !negative.trim().is_empty() {
        leave_out(&mut reading.scene, &read_one(negative).scene);
    }
    reading
}

fn read_one(prompt: &str) -> Reading {
    let language = Language::of(prompt);
    let mut reader = Reader::new(language);
    let tokens = tokens(language, prompt);
    for (at, token) in tokens.iter().enumerate() {
        reader.take(token, tokens.get(at + 1));
    }
    reader.finish()
}

/// What the words so far are waiting for.
#[derive(Default)]
struct Waiting {
    count: Option<usize>,
    hue: Option<Rgb>,
    size: Option<f32>,
    old: bool,
    no: bool,
    relation: Option<Relation>,
    wear: bool,
    /// A thing that goes without saying unless one is named before the clause ends.
    implied: Option<GlyphId>,
}

/// What the last noun made, so that words after it can still change it.
#[derive(Clone, Copy)]
enum Noun {
    Entity(usize),
    Garment(usize, usize),
}

struct Reader {
    language: Language,
    scene: Scene,
    waiting: Waiting,
    noun: Option<Noun>,
    pose: Option<Pose>,
    gesture: Option<Gesture>,
    expression: Option<Expression>,
    /// Worn by somebody not yet named.
    clothes: Vec<Garment>,
    understood: Vec<String>,
    ignored: Vec<String>,
}

impl Reader {
    fn new(language: Language) -> Self {
        Self {
            language,
            scene: Scene::default(),
            waiting: Waiting::default(),
            noun: None,
            pose: None,
            gesture: None,
            expression: None,
            clothes: Vec::new(),
            understood: Vec::new(),
            ignored: Vec::new(),
        }
    }

    fn take(&mut self, token: &Token, next: Option<&Token>) {
        match &token.kind {
            TokenKind::Break => self.end_clause(),
            TokenKind::Unknown | TokenKind::Known { meaning: Meaning::Beyond, .. } => {
                if !self.ignored.contains(&token.text) {
                    self.ignored.push(token.text.clone());
                }
            }
            TokenKind::Known { meaning, plural } => {
                let small = matches!(
                    meaning,
                    Meaning::Skip | Meaning::Before(_) | Meaning::After(_) | Meaning::Count(_) | Meaning::No
                );
                let fresh = !self.understood.contains(&token.text);
                if !small && fresh && self.understood.len() < 40 {
                    self.understood.push(token.text.clone());
                }
                self.mean(meaning, *plural, token, next);
            }
        }
    }

    fn mean(&mut self, meaning: &Meaning, plural: bool, token: &Token, next: Option<&Token>) {
        match meaning {
            Meaning::Skip | Meaning::Beyond => {}
            Meaning::Time(time) => self.setting(|scene| scene.time = *time),
            Meaning::Season(season) => self.setting(|scene| scene.season = *season),
            Meaning::Weather(weather) => self.weather(*weather),
            Meaning::Moon => self.moon(),
            Meaning::Place(place) => self.place(*place, &token.text),
            Meaning::Style(id) => self.setting(|scene| scene.style = Some(id)),
            Meaning::Photo => self.setting(|scene| scene.photographic = true),
            Meaning::Camera(camera) => self.setting(|scene| scene.camera = *camera),
            Meaning::Colour(hue) => self.colour(*hue),
            Meaning::Count(count) => self.waiting.count = Some(*count),
            Meaning::Size(size) => self.size(*size),
            Meaning::Old => self.waiting.old = true,
            Meaning::Before(relation) => self.before(*relation),
            Meaning::After(relation) => self.after(*relation),
            Meaning::Act(act) => self.act(*act),
            Meaning::Pose(pose) => {
                self.pose.get_or_insert(*pose);
                self.waiting.relation = None;
                self.waiting.wear = false;
            }
            Meaning::Gesture(gesture) => self.gesture = Some(*gesture),
            Meaning::Expression(expression) => self.expression = Some(*expression),
            Meaning::No => self.waiting.no = true,
            Meaning::Entity(subject, clothes) => self.entity(*subject, clothes, plural, next),
            Meaning::Wear(kind) => {
                let garment = Garment { kind: *kind, hue: self.waiting.hue.take() };
                self.wear(garment);
            }
        }
    }

    /// Words about the whole picture use up what was waiting for a thing.
    fn setting(&mut self, change: impl FnOnce(&mut Scene)) {
        if !self.waiting.no {
            change(&mut self.scene);
        }
        self.waiting.no = false;
        self.waiting.hue = None;
        self.waiting.relation = None;
        self.noun = None;
    }

    fn weather(&mut self, weather: Weather) {
        self.setting(|scene| {
            if !scene.has(weather) {
                scene.weather.push(weather);
            }
            match weather {
                Weather::Snow => scene.season = Season::Winter,
                Weather::Petals => scene.season = Season::Spring,
                Weather::Leaves => scene.season = Season::Autumn,
                Weather::Aurora | Weather::Stars | Weather::Meteors => scene.time = Time::Night,
                _ => {}
            }
        });
    }

    fn moon(&mut self) {
        let seat = matches!(self.waiting.relation, Some(Relation::On | Relation::Riding | Relation::Holding));
        match library().by_slug("crescent-moon") {
            Some(crescent) if seat => self.entity(Subject::Thing(crescent), &[], false, None),
            _ => self.setting(|scene| {
                scene.moon = true;
                if scene.time == Time::Day {
                    scene.time = Time::Night;
                }
            }),
        }
    }

    fn place(&mut self, place: Place, word: &str) {
        // Flowers in somebody's hand are a bunch, not a garden.
        if self.waiting.relation == Some(Relation::Holding)
            && ["flowers", "flores"].contains(&word)
            && let Some(bunch) = library().by_slug("bouquet")
        {
            return self.entity(Subject::Thing(bunch), &[], false, None);
        }
        // The first place named is where it happens, but a better one than a lawn may still come.
        let vague = matches!(self.scene.place, None | Some(Place::Meadow | Place::Sky));
        self.setting(|scene| {
            if vague && (scene.place.is_none() || place != Place::Sky) {
                scene.place = Some(place);
            }
        });
    }

    fn colour(&mut self, hue: Rgb) {
        if self.language == Language::Spanish && self.recolour_noun(hue) {
            return;
        }
        self.waiting.hue = Some(hue);
    }

    fn recolour_noun(&mut self, hue: Rgb) -> bool {
        match self.noun {
            Some(Noun::Entity(at)) => self.scene.entities[at].hue = Some(hue),
            Some(Noun::Garment(at, garment)) => self.scene.entities[at].garments[garment].hue = Some(hue),
            None => return false,
        }
        true
    }

    fn size(&mut self, size: f32) {
        match self.noun {
            Some(Noun::Entity(at)) if self.language == Language::Spanish => {
                self.scene.entities[at].size = size
            }
            _ => self.waiting.size = Some(size),
        }
    }

    fn before(&mut self, relation: Relation) {
        // "at" and "by" after a verb of holding say nothing new.
        let holding = self.waiting.relation == Some(Relation::Holding) && relation == Relation::Beside;
        if !holding {
            self.waiting.relation = Some(relation);
        }
        self.waiting.wear = false;
        self.noun = None;
    }

    fn after(&mut self, relation: Relation) {
        if let Some(Noun::Entity(at)) = self.noun {
            self.scene.entities[at].relation = Some(relation);
        }
        self.noun = None;
    }

    fn act(&mut self, act: Act) {
        let relation = match act {
            Act::Hold | Act::Implied { .. } => Relation::Holding,
            Act::Ride => Relation::Riding,
            Act::Wear => {
                self.waiting.wear = true;
                return;
            }
        };
        if matches!(act, Act::Ride | Act::Implied { sit: true, .. }) {
            self.pose = Some(Pose::Sit);
        }
        // In Japanese the thing comes before the doing.
        if self.language == Language::Japanese
            && let Some(entity) = self.scene.entities.last_mut()
            && !entity.subject.is_character()
            && entity.relation.is_none()
        {
            entity.relation = Some(relation);
            self.noun = None;
            return;
        }
        self.waiting.relation = Some(relation);
        self.waiting.wear = false;
        self.noun = None;
        if let Act::Implied { prop, .. } = act {
            self.waiting.implied = Some(prop);
        }
    }

    fn entity(&mut self, subject: Subject, clothes: &[Garment], plural: bool, next: Option<&Token>) {
        if std::mem::take(&mut self.waiting.no) {
            self.waiting = Waiting::default();
            return;
        }
        if self.is_costume(subject, clothes, next) {
            self.clothes.extend_from_slice(clothes);
            return;
        }
        let waiting = std::mem::take(&mut self.waiting);
        let mut entity = Entity::new(subject);
        let count = waiting.count.unwrap_or(if plural { 3 } else { 1 });
        entity.count = count.clamp(1, MOST_OF_A_KIND);
        entity.hue = waiting.hue;
        entity.size = waiting.size.unwrap_or(1.0);
        entity.garments = clothes.to_vec();
        entity.relation = waiting.relation;
        if waiting.old
            && let Subject::Person(person) = &mut entity.subject
        {
            person.age = Age::Old;
        }
        if subject.is_character() {
            if matches!(entity.relation, Some(Relation::Holding | Relation::In)) {
                entity.relation = Some(Relation::Beside);
            }
            for garment in std::mem::take(&mut self.clothes) {
                put_on(&mut entity, garment);
            }
            // What goes without saying is still to come: "reading to a cat".
            self.waiting.implied = waiting.implied;
        } else if entity.relation == Some(Relation::Holding)
            && self.language.is_spaced()
            && !self.scene.entities.iter().any(|e| e.subject.is_character() || is_living(e))
        {
            // Only somebody already named has hands: "a street with a red car" holds nothing.
            entity.relation = Some(Relation::Beside);
        }
        if self.scene.entities.len() < MOST_KINDS {
            self.scene.entities.push(entity);
            self.noun = Some(Noun::Entity(self.scene.entities.len() - 1));
        }
    }

    /// A trade right before or after an animal is what the animal is dressed as.
    fn is_costume(&mut self, subject: Subject, clothes: &[Garment], next: Option<&Token>) -> bool {
        if !matches!(subject, Subject::Person(_)) || clothes.is_empty() {
            return false;
        }
        if let Some(Token {
            kind: TokenKind::Known { meaning: Meaning::Entity(Subject::Animal(_), _), .. },
            ..
        }) = next
        {
            return true;
        }
        if let Some(Noun::Entity(at)) = self.noun
            && matches!(self.scene.entities[at].subject, Subject::Animal(_))
            && self.waiting.relation.is_none()
            && self.waiting.count.is_none()
            && self.language != Language::Spanish
        {
            for garment in clothes {
                put_on(&mut self.scene.entities[at], *garment);
            }
            return self.noun.take().is_some();
        }
        false
    }

    fn wear(&mut self, garment: Garment) {
        if std::mem::take(&mut self.waiting.no) {
            return;
        }
        self.waiting.relation = None;
        self.waiting.count = None;
        self.waiting.size = None;
        let wearer = self.scene.entities.iter().rposition(|e| e.subject.is_character() || is_living(e));
        match wearer {
            Some(at) if self.language != Language::Japanese => {
                put_on(&mut self.scene.entities[at], garment);
                let last = self.scene.entities[at].garments.len() - 1;
                self.noun = Some(Noun::Garment(at, last));
            }
            _ => self.clothes.push(garment),
        }
    }

    fn end_clause(&mut self) {
        if let Some(prop) = self.waiting.implied.take() {
            let mut entity = Entity::new(Subject::Thing(prop));
            entity.relation = Some(Relation::Holding);
            self.scene.entities.push(entity);
        }
        self.waiting = Waiting::default();
        self.noun = None;
    }

    fn finish(mut self) -> Reading {
        self.end_clause();
        let mut scene = self.scene;
        bring_forward(&mut scene);
        if let Some(first) = scene.entities.first_mut() {
            first.pose = self.pose;
            first.gesture = self.gesture;
            first.expression = self.expression;
            for garment in self.clothes {
                put_on(first, garment);
            }
        }
        settle(&mut scene);
        let known = self.understood;
        let ignored = self.ignored.into_iter().filter(|word| !known.contains(word)).collect();
        Reading { scene, understood: known, ignored }
    }
}

/// A later hat replaces an earlier one, and so does a later coat.
fn put_on(entity: &mut Entity, garment: Garment) {
    entity.garments.retain(|g| g.kind != garment.kind && !(g.kind.is_hat() && garment.kind.is_hat()));
    entity.garments.push(garment);
}

fn is_living(entity: &Entity) -> bool {
    match entity.subject {
        Subject::Thing(id) => {
            let sort = library().subgroup(id);
            // Animals, fabulous people, ghosts and their like.
            matches!(sort, 3034..=3039 | 11 | 1000..=1999)
        }
        other => other.is_character(),
    }
}

/// The one the picture is about comes first: a character, else something living, else what was named first.
fn bring_forward(scene: &mut Scene) {
    if scene.entities.is_empty() {
        return;
    }
    let free = |e: &Entity| matches!(e.relation, None | Some(Relation::Beside | Relation::Front));
    let find = |wanted: &dyn Fn(&Entity) -> bool| scene.entities.iter().position(wanted);
    let main = find(&|e| e.subject.is_character() && free(e))
        .or_else(|| find(&|e| e.subject.is_character()))
        .or_else(|| find(&|e| is_living(e) && free(e)))
        .or_else(|| find(&free))
        .unwrap_or(0);
    let mut first = scene.entities.remove(main);
    // "A castle behind three pandas" says where the castle is, seen from the pandas.
    if let Some(relation) = first.relation.take()
        && main > 0
        && scene.entities[0].relation.is_none()
    {
        scene.entities[0].relation = match relation {
            Relation::Above => Some(Relation::Under),
            Relation::Behind => Some(Relation::Far),
            _ => None,
        };
    }
    scene.entities.insert(0, first);
    // Whoever is under an umbrella holds it, with a hand to spare.
    let umbrella = library().by_slug("umbrella").map(Subject::Thing);
    let busy = scene.entities.iter().any(|e| e.relation == Some(Relation::Holding));
    if !busy && scene.entities[0].subject.is_character() {
        let over = |e: &&mut Entity| e.relation == Some(Relation::Under) && Some(e.subject) == umbrella;
        if let Some(entity) = scene.entities.iter_mut().skip(1).find(over) {
            entity.relation = Some(Relation::Holding);
        }
    }
    // Only one pair of hands, and only one seat.
    let mut held = false;
    for entity in scene.entities.iter_mut().skip(1) {
        if entity.relation == Some(Relation::Holding) && std::mem::replace(&mut held, true) {
            entity.relation = Some(Relation::Beside);
        }
    }
}

/// What follows from what was said: whales live in the sea, space is dark, old people have grey hair.
fn settle(scene: &mut Scene) {
    if scene.place.is_none() {
        scene.place = scene.entities.iter().find_map(home);
    }
    board(scene);
    if scene.entities.iter().any(is_wintry) && scene.place.is_none_or(|p| !p.indoors()) {
        scene.season = Season::Winter;
    }
    match scene.place {
        Some(Place::Space | Place::Moon) => scene.time = Time::Night,
        Some(Place::Underwater) => {
            scene.weather.clear();
            if scene.time != Time::Night {
                scene.time = Time::Day;
            }
        }
        _ => {}
    }
    if scene.time == Time::Night && (scene.has(Weather::Stars) || !scene.overcast()) {
        scene.moon = true;
    }
    for entity in &mut scene.entities {
        if let Subject::Person(person) = &mut entity.subject {
            age(person);
        }
    }
    if scene.camera == Camera::Portrait && !scene.entities.first().is_some_and(|e| e.subject.is_character()) {
        scene.camera = Camera::Whole;
    }
}

/// Whoever is in a boat must be seen: an open boat takes the place of one whose sails would hide the crew.
fn board(scene: &mut Scene) {
    let manned = scene.entities.first().is_some_and(|e| e.subject.is_character());
    let (Some(sails), Some(open)) = (library().by_slug("sailboat"), library().by_slug("canoe")) else {
        return;
    };
    for entity in scene.entities.iter_mut().skip(1) {
        let aboard = matches!(entity.relation, Some(Relation::In | Relation::On | Relation::Riding));
        if manned && aboard && entity.subject == Subject::Thing(sails) {
            entity.subject = Subject::Thing(open);
        }
    }
}

fn is_wintry(entity: &Entity) -> bool {
    match entity.subject {
        Subject::Thing(id) => {
            ["snowman", "penguin", "christmas-tree", "sled", "skis", "snowman-without-snow", "seal"]
                .contains(&library().slug(id))
        }
        Subject::Animal(species) => species.id == "polar-bear",
        Subject::Person(_) => entity.garments.iter().any(|g| g.kind == GarmentKind::SantaHat),
        _ => false,
    }
}

fn age(person: &mut Person) {
    if person.age == Age::Old && person.hair == Some(Hair::Tails) {
        person.hair = Some(Hair::Bun);
    }
}

/// Where a thing is most at home, if that is anywhere in particular.
fn home(entity: &Entity) -> Option<Place> {
    let name = match entity.subject {
        Subject::Thing(id) => library().slug(id),
        Subject::Built(Built::Lighthouse) => return Some(Place::Sea),
        Subject::Built(Built::Bed | Built::Table) => return Some(Place::Room),
        Subject::Built(Built::AirBalloon) => return Some(Place::Mountains),
        Subject::Person(_) => {
            let rain_hat = entity.garments.iter().any(|g| g.kind == GarmentKind::RainHat);
            let helmet = entity
                .garments
                .iter()
                .any(|g| g.kind == GarmentKind::Helmet && g.hue.is_some_and(|h| h.luminance() > 0.9));
            return if helmet { Some(Place::Space) } else { rain_hat.then_some(Place::Sea) };
        }
        _ => return None,
    };
    let among = |names: &[&str]| names.contains(&name);
    if among(&[
        "octopus",
        "tropical-fish",
        "fish",
        "blowfish",
        "jellyfish",
        "coral",
        "mermaid",
        "shark",
        "squid",
    ]) {
        return Some(Place::Underwater);
    }
    if among(&[
        "spouting-whale",
        "whale",
        "dolphin",
        "orca",
        "sailboat",
        "canoe",
        "ship",
        "passenger-ship",
        "seal",
    ]) {
        return Some(Place::Sea);
    }
    if among(&["rocket", "flying-saucer", "ringed-planet", "alien", "satellite", "comet"]) {
        return Some(Place::Space);
    }
    if among(&["camel", "two-hump-camel", "cactus"]) {
        return Some(Place::Desert);
    }
    if among(&["automobile", "taxi", "bus", "oncoming-bus", "tram-car", "police-car", "motor-scooter"]) {
        return Some(Place::City);
    }
    if among(&["bathtub", "couch-and-lamp", "television", "desktop-computer"]) {
        return Some(Place::Room);
    }
    if among(&["duck", "swan", "flamingo", "otter", "beaver"]) {
        return Some(Place::Lake);
    }
    None
}

fn leave_out(scene: &mut Scene, unwanted: &Scene) {
    scene.weather.retain(|w| !unwanted.weather.contains(w));
    scene.moon &= !unwanted.moon;
    let named = |e: &Entity| unwanted.entities.iter().any(|u| u.subject == e.subject);
    scene.entities.retain(|e| !named(e));
    let kinds: Vec<_> = unwanted.entities.iter().flat_map(|e| &e.garments).map(|g| g.kind).collect();
    for entity in &mut scene.entities {
        entity.garments.retain(|g| !kinds.contains(&g.kind));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(prompt: &str) -> Vec<(String, Option<Relation>)> {
        read(prompt, "").scene.entities.iter().map(|e| (name(e), e.relation)).collect()
    }

    fn name(entity: &Entity) -> String {
        match entity.subject {
            Subject::Animal(species) => species.id.to_owned(),
            Subject::Thing(id) => library().slug(id).to_owned(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn the_fox_is_the_same_in_four_languages() {
        for prompt in [
            "a red fox reading a book under a lantern at night, snow falling",
            "一只红狐狸在夜里的灯笼下读书，下着雪",
            "夜、提灯の下で本を読む赤い狐、雪が降る",
            "un zorro rojo leyendo un libro bajo un farol de noche, cae la nieve",
        ] {
            let reading = read(prompt, "");
            let scene = &reading.scene;
            let named = names(prompt);
            assert_eq!(named[0].0, "fox", "{prompt}: {named:?}");
            assert!(named.contains(&("open-book".into(), Some(Relation::Holding))), "{prompt}: {named:?}");
            assert!(
                named.contains(&("red-paper-lantern".into(), Some(Relation::Under))),
                "{prompt}: {named:?}"
            );
            assert_eq!(named.len(), 3, "{prompt}: {named:?}");
            assert_eq!((scene.time, scene.has(Weather::Snow)), (Time::Night, true), "{prompt}");
            assert!(scene.entities[0].hue.is_some(), "{prompt}");
            assert!(reading.ignored.is_empty(), "{prompt}: {:?}", reading.ignored);
        }
    }

    #[test]
    fn counts_sizes_and_clothes_go_where_they_belong() {
        let scene = read("three small cats wearing blue scarves beside a giant pumpkin", "").scene;
        assert_eq!((scene.entities[0].count, scene.entities[0].size), (3, 0.72));
        assert_eq!(scene.entities[0].garments[0].kind, GarmentKind::Scarf);
        assert!(scene.entities[1].size > 1.5 && scene.entities[1].relation == Some(Relation::Beside));
    }

    #[test]
    fn a_trade_beside_an_animal_is_its_costume() {
        let scene = read("a wizard cat with a wand", "").scene;
        assert_eq!(scene.entities.len(), 2);
        assert!(scene.entities[0].garments.iter().any(|g| g.kind == GarmentKind::WizardHat));
    }

    #[test]
    fn what_is_unwanted_is_left_out() {
        let scene = read("a fox and a rabbit in the rain", "rabbit, rain").scene;
        assert_eq!(scene.entities.len(), 1);
        assert!(!scene.has(Weather::Rain));
        assert_eq!(read("a fox without a hat", "").scene.entities[0].garments.len(), 0);
    }

    #[test]
    fn how_somebody_is_never_stands_for_a_thing() {
        for (prompt, beyond) in [
            ("a wise brave fox", &["wise", "brave"][..]),
            ("一只聪明的狐狸", &["聪明"]),
            ("賢い狐", &["賢い"]),
            ("un zorro sabio", &["sabio"]),
        ] {
            let reading = read(prompt, "");
            assert_eq!(names(prompt), [("fox".to_owned(), None)], "{prompt}");
            assert_eq!(reading.ignored, beyond, "{prompt}");
        }
        assert_eq!(names("a hot dog").len(), 1, "words that belong together stay together");
        // What a label of the art only brings to mind isn't its drawing either.
        assert_eq!(names("a colorful fox on the rise"), [("fox".to_owned(), None)]);
        let pandas = read("two pandas eating bamboo", "").scene;
        assert_eq!((pandas.entities[0].count, name(&pandas.entities[0])), (2, "panda".to_owned()));
        assert!(pandas.entities[1..].iter().all(|e| name(e) != "panda"));
    }

    #[test]
    fn nonsense_is_reported_and_does_no_harm() {
        let reading = read("xqzt blorf", "");
        assert!(reading.scene.entities.is_empty());
        assert_eq!(reading.ignored, ["xqzt", "blorf"]);
    }
}
