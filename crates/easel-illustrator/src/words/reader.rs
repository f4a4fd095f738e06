//! Reads the pieces of a prompt in order: who and what there is, what is said of it, and how it hangs together.
//!
//! No grammar book: a few rules for each language on what a word belongs to. Describing words go to the noun they stand
//! before or after, doings to whoever the clause speaks of, and words of place tie the noun before them to the one after.

mod cast;
mod doing;

use super::Language;
use super::lexicon::{Act, Doing, Meaning};
use super::settle::{put_on, settle};
use super::tokens::{Token, TokenKind, tokens, tokens_with};
pub(crate) use cast::Company;

use crate::colour::Rgb;
use crate::scene::{
    Age, Camera, Entity, Expression, Garment, GarmentKind, Gesture, Hair, Link, Place, Pose, Relation, Scene,
    Season, Subject, Time, Weather,
};

/// A scene with the words that made it and the words that did not.
pub(crate) struct Reading {
    pub(crate) scene: Scene,
    pub(crate) understood: Vec<String>,
    pub(crate) ignored: Vec<String>,
    /// Which of the characters are in it, in the order they were met.
    pub(crate) met: Vec<usize>,
}

/// Most figures or things of one kind, and most kinds, in one picture.
const MOST_OF_A_KIND: usize = 7;
const MOST_KINDS: usize = 12;
/// Words in the account of what was understood, and of what was not.
const MOST_TOLD: usize = 40;
/// What a plural without a number stands for.
const SOME: usize = 3;

/// Reads a prompt; what `negative` names is left out.
pub(crate) fn read(prompt: &str, negative: &str) -> Reading {
    read_with(&Company::default(), prompt, negative)
}

/// The same with characters and guests.
pub(crate) fn read_with(company: &Company, prompt: &str, negative: &str) -> Reading {
    let mut reading = read_one(company, prompt);
    if !negative.trim().is_empty() {
        leave_out(&mut reading.scene, &read_one(&Company::default(), negative).scene);
    }
    settle(&mut reading.scene);
    reading
}

fn read_one(company: &Company, prompt: &str) -> Reading {
    let names: Vec<&str> = company.cast.iter().map(|(name, _)| name.as_str()).collect();
    let prompt = super::names::mark(prompt, &names);
    let language = Language::of(&prompt);
    let mut reader = Reader::new(language, company);
    reader.read(&tokens_with(language, &prompt, &company.cast));
    reader.finish()
}

/// What describes a noun that is still to come.
#[derive(Default)]
struct Waiting {
    count: Option<usize>,
    hue: Option<Rgb>,
    size: Option<f32>,
    old: bool,
    no: bool,
    hair: Option<Hair>,
    hair_hue: Option<Rgb>,
    skin: Option<Rgb>,
    beard: bool,
    saying: Saying,
    doing: Option<Doing>,
}

impl Waiting {
    /// Whether an article, a number or a describing word says that a noun must follow.
    fn expects_noun(&self) -> bool {
        self.count.is_some()
            || self.hue.is_some()
            || self.size.is_some()
            || self.old
            || self.saying.says_anything()
    }
}

/// What is said of somebody.
#[derive(Clone, Copy, Default)]
struct Saying {
    pose: Option<Pose>,
    gesture: Option<Gesture>,
    expression: Option<Expression>,
}

impl Saying {
    fn says_anything(&self) -> bool {
        self.pose.is_some() || self.gesture.is_some() || self.expression.is_some()
    }

    fn add(&mut self, other: Self) {
        self.pose = self.pose.or(other.pose);
        self.gesture = self.gesture.or(other.gesture);
        self.expression = self.expression.or(other.expression);
    }

    fn apply(self, entity: &mut Entity) {
        entity.pose = entity.pose.or(self.pose);
        entity.gesture = entity.gesture.or(self.gesture);
        entity.expression = entity.expression.or(self.expression);
    }
}

/// A relation whose second part is still to come.
#[derive(Clone, Copy)]
struct Pending {
    anchor: Option<usize>,
    relation: Relation,
    /// "holding", "riding": the clause goes on about the one who does it.
    by_verb: bool,
}

/// What the last noun made, so that words after it can still change it.
#[derive(Clone, Copy)]
enum Noun {
    Entity(usize),
    Garment(usize, usize),
}

struct Reader<'c> {
    language: Language,
    company: &'c Company,
    /// Characters that are in the scene, with their places among its entities.
    met: Vec<(usize, usize)>,
    scene: Scene,
    waiting: Waiting,
    pending: Option<Pending>,
    noun: Option<Noun>,
    /// Those the clause speaks of; "a fox and a rabbit" are two.
    group: Vec<usize>,
    /// Something has been said of the group: the next noun begins another.
    said: bool,
    /// Entities from here on were named in this clause.
    clause: usize,
    /// The last thing something was done with, and who did it: what follows is said of him.
    object: Option<(usize, usize)>,
    /// The tie just made, which an "and" repeats.
    tie: Option<Pending>,
    /// Relations of somebody who comes after what he is related to, as in Japanese.
    orphans: Vec<(Relation, usize)>,
    /// The same for the very next noun, whatever it is.
    near_orphans: Vec<(Relation, usize)>,
    /// A doing with the thing that goes without saying unless one is named.
    doing: Option<(usize, Doing)>,
    /// Worn by somebody not yet named.
    clothes: Vec<Garment>,
    understood: Vec<String>,
    ignored: Vec<String>,
}

impl<'c> Reader<'c> {
    fn new(language: Language, company: &'c Company) -> Self {
        Self {
            language,
            company,
            met: Vec::new(),
            scene: Scene::default(),
            waiting: Waiting::default(),
            pending: None,
            noun: None,
            group: Vec::new(),
            said: false,
            clause: 0,
            object: None,
            tie: None,
            orphans: Vec::new(),
            near_orphans: Vec::new(),
            doing: None,
            clothes: Vec::new(),
            understood: Vec::new(),
            ignored: Vec::new(),
        }
    }

    fn read(&mut self, tokens: &[Token]) {
        for (at, token) in tokens.iter().enumerate() {
            let ahead = tokens.get(at + 1..).unwrap_or_default();
            match &token.kind {
                TokenKind::Break => self.end_clause(),
                TokenKind::Unknown | TokenKind::Known { meaning: Meaning::Beyond, .. } => {
                    if !self.ignored.contains(&token.text) && self.ignored.len() < MOST_TOLD {
                        self.ignored.push(token.text.clone());
                    }
                }
                TokenKind::Known { meaning, plural } => {
                    if meaning.is_told()
                        && !self.understood.contains(&token.text)
                        && self.understood.len() < MOST_TOLD
                    {
                        self.understood.push(token.text.clone());
                    }
                    self.mean(meaning, *plural, token, ahead);
                }
            }
        }
    }

    fn mean(&mut self, meaning: &Meaning, plural: bool, token: &Token, ahead: &[Token]) {
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
            Meaning::Old => self.old(),
            Meaning::Hair(cut) => self.look(ahead, |waiting| waiting.hair = Some(*cut)),
            Meaning::HairHue(hue) => self.look(ahead, |waiting| waiting.hair_hue = Some(*hue)),
            Meaning::Skin(hue) => self.look(ahead, |waiting| waiting.skin = Some(*hue)),
            Meaning::Beard => self.look(ahead, |waiting| waiting.beard = true),
            Meaning::Locks => self.locks(),
            Meaning::Before(relation) => self.before(*relation),
            Meaning::After(relation) => self.after(*relation, token, ahead),
            Meaning::Far => self.far(),
            Meaning::Of => self.of(),
            Meaning::Act(Act::Wear) => self.pending = None,
            Meaning::Act(Act::Tie(relation)) => self.act(*relation),
            Meaning::Doing(doing) => self.does(*doing, ahead),
            Meaning::Pose(pose) => self.say(Saying { pose: Some(*pose), ..Saying::default() }, ahead),
            Meaning::Gesture(gesture) => {
                self.say(Saying { gesture: Some(*gesture), ..Saying::default() }, ahead)
            }
            Meaning::Expression(face) => {
                self.say(Saying { expression: Some(*face), ..Saying::default() }, ahead)
            }
            Meaning::No => self.waiting.no = true,
            Meaning::Entity(subject, clothes) => match self.named(token) {
                Some(who) => self.character(who, ahead),
                None => self.entity(*subject, clothes, plural, ahead),
            },
            Meaning::Wear(kind) => {
                let garment = Garment { kind: *kind, hue: self.waiting.hue.take() };
                self.wear(garment, ahead);
            }
            Meaning::As(phrase) => self.read(&tokens(Language::English, phrase)),
        }
    }

    /// Words about the whole picture use up what was waiting for a thing.
    fn setting(&mut self, change: impl FnOnce(&mut Scene)) {
        if !self.waiting.no {
            change(&mut self.scene);
        }
        self.waiting.no = false;
        self.waiting.hue = None;
        self.waiting.count = None;
        self.finish_doing();
        self.pending = None;
        self.noun = None;
        self.tie = None;
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
        let seat = self
            .pending
            .is_some_and(|p| matches!(p.relation, Relation::On | Relation::Ride | Relation::Hold));
        match crate::art::library().by_slug("crescent-moon") {
            Some(crescent) if seat => self.entity(Subject::Thing(crescent), &[], false, &[]),
            _ => self.setting(|scene| {
                scene.moon = true;
                if scene.time == Time::Day {
                    scene.time = Time::Night;
                }
            }),
        }
    }

    fn place(&mut self, place: Place, word: &str) {
        // Flowers in somebody's hand are a bunch, and in nobody's a thing to be faced; neither is a garden.
        let touched = self.pending.is_some_and(|p| p.by_verb) || self.doing.is_some();
        if touched
            && ["flowers", "flores", "花"].contains(&word)
            && let Some(bunch) = crate::art::library().by_slug("bouquet")
        {
            return self.entity(Subject::Thing(bunch), &[], false, &[]);
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
        if self.language != Language::Spanish || !self.recolour_noun(hue) {
            self.waiting.hue = Some(hue);
        }
    }

    fn recolour_noun(&mut self, hue: Rgb) -> bool {
        match self.noun {
            Some(Noun::Entity(at)) => paint(&mut self.scene.entities[at], hue),
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

    fn old(&mut self) {
        match self.noun {
            Some(Noun::Entity(at)) if self.language == Language::Spanish => {
                make_old(&mut self.scene.entities[at])
            }
            _ => self.waiting.old = true,
        }
    }

    /// Hair, skin and beards belong to the person named next, or else to the last one.
    fn look(&mut self, ahead: &[Token], set: impl FnOnce(&mut Waiting)) {
        set(&mut self.waiting);
        let noun_follows = matches!(noun_ahead(ahead), Some(Meaning::Entity(..) | Meaning::Locks));
        if !noun_follows {
            self.dress_hair();
        }
    }

    fn locks(&mut self) {
        let hue = self.waiting.hue.take();
        self.waiting.hair_hue = self.waiting.hair_hue.or(hue);
        if self.waiting.size.take().is_some_and(|size| size < 1.0) {
            self.waiting.hair.get_or_insert(Hair::Short);
        }
        self.waiting.count = None;
        self.pending = None;
        self.dress_hair();
    }

    /// Gives what waits of looks to the last person.
    fn dress_hair(&mut self) {
        let last = self.scene.entities.iter_mut().rfind(|e| matches!(e.subject, Subject::Person(_)));
        if let Some(entity) = last {
            take_looks(entity, &mut self.waiting);
        }
    }

    fn before(&mut self, relation: Relation) {
        self.finish_doing();
        // "at" and "by" after a verb of holding say nothing new.
        let holding =
            self.pending.is_some_and(|p| p.by_verb) && matches!(relation, Relation::Beside | Relation::At);
        if !holding {
            let anchor = match (self.noun, self.object) {
                (Some(Noun::Entity(at)), Some((object, doer))) if at == object => Some(doer),
                (Some(Noun::Entity(at)), _) => Some(at),
                _ => self.focus(),
            };
            self.pending = Some(Pending { anchor, relation, by_verb: false });
        }
        self.noun = None;
        self.tie = None;
    }

    /// In Chinese and Japanese the word of place follows what it is about: "the lantern's under".
    fn after(&mut self, relation: Relation, token: &Token, ahead: &[Token]) {
        let Some(Noun::Entity(object)) = self.noun.take() else { return };
        let attributive = token.text.ends_with('の') || ahead.first().is_some_and(|t| t.text == "的");
        let anchor = self.group.iter().copied().rfind(|at| *at != object && *at >= self.clause);
        match anchor {
            Some(anchor) if !attributive => self.link(anchor, relation, object),
            _ if attributive => self.near_orphans.push((relation, object)),
            _ => match self.focus().filter(|at| *at != object) {
                Some(anchor) if self.language == Language::Chinese => self.link(anchor, relation, object),
                _ => self.orphans.push((relation, object)),
            },
        }
        self.group.retain(|at| *at != object);
    }

    fn far(&mut self) {
        if let Some(Noun::Entity(at)) = self.noun {
            self.scene.entities[at].far = true;
        }
        self.noun = None;
    }

    /// "A basket of apples".
    fn of(&mut self) {
        if let Some(Noun::Entity(at)) = self.noun
            && super::settle::is_container(&self.scene.entities[at])
        {
            self.pending = Some(Pending { anchor: Some(at), relation: Relation::Hold, by_verb: false });
        }
    }

    fn say(&mut self, saying: Saying, ahead: &[Token]) {
        self.finish_doing();
        if self.is_attributive(ahead) {
            self.waiting.saying.add(saying);
            return;
        }
        let subjects = self.subjects();
        for at in &subjects {
            saying.apply(&mut self.scene.entities[*at]);
        }
        if subjects.is_empty() {
            self.waiting.saying.add(saying);
        }
        self.said = true;
        self.pending = None;
        self.tie = None;
    }

    /// Whether a describing word belongs to a noun still to come rather than to the last one.
    fn is_attributive(&self, ahead: &[Token]) -> bool {
        let follows = matches!(noun_ahead(ahead), Some(Meaning::Entity(..)));
        match self.language {
            Language::English => {
                follows && (self.waiting.expects_noun() || self.focus().is_none() || self.pending.is_some())
            }
            Language::Spanish => follows && self.focus().is_none(),
            Language::Chinese => {
                follows && (ahead.first().is_some_and(|t| t.text == "的") || self.group_of_clause().is_none())
            }
            Language::Japanese => follows,
        }
    }

    fn group_of_clause(&self) -> Option<usize> {
        self.group.iter().copied().rfind(|at| *at >= self.clause)
    }

    /// Those a doing is said of.
    fn subjects(&self) -> Vec<usize> {
        if self.group.is_empty() { self.focus().into_iter().collect() } else { self.group.clone() }
    }

    /// The last one somebody can say something of.
    fn focus(&self) -> Option<usize> {
        self.group.last().copied().or_else(|| self.scene.entities.iter().rposition(is_living))
    }

    fn push(&mut self, entity: Entity) -> Option<usize> {
        (self.scene.entities.len() < MOST_KINDS).then(|| {
            self.scene.entities.push(entity);
            self.scene.entities.len() - 1
        })
    }

    fn link(&mut self, from: usize, relation: Relation, to: usize) {
        let known = self.scene.entities[from].links.iter().any(|link| link.to == to);
        if from != to && !known {
            self.scene.entities[from].links.push(Link { relation, to });
        }
    }

    fn entity(&mut self, subject: Subject, clothes: &[Garment], plural: bool, ahead: &[Token]) {
        if std::mem::take(&mut self.waiting.no) {
            self.waiting = Waiting::default();
            self.pending = None;
            return;
        }
        if self.is_costume(subject, clothes, ahead) {
            self.clothes.extend_from_slice(clothes);
            return;
        }
        let mut waiting = std::mem::take(&mut self.waiting);
        let mut entity = Entity::new(subject);
        entity.count = waiting.count.unwrap_or(if plural { SOME } else { 1 }).clamp(1, MOST_OF_A_KIND);
        entity.size = waiting.size.unwrap_or(1.0);
        entity.garments = clothes.to_vec();
        if let Some(hue) = waiting.hue {
            paint(&mut entity, hue);
        }
        if waiting.old {
            make_old(&mut entity);
        }
        take_looks(&mut entity, &mut waiting);
        waiting.saying.apply(&mut entity);
        let living = is_living(&entity);
        if living {
            for garment in std::mem::take(&mut self.clothes) {
                put_on(&mut entity, garment);
            }
        }
        let Some(at) = self.push(entity) else { return };
        self.noun = Some(Noun::Entity(at));
        for (relation, to) in std::mem::take(&mut self.near_orphans) {
            self.link(at, relation, to);
        }
        let joined = self.join(at, living);
        if living && !joined {
            for (relation, to) in std::mem::take(&mut self.orphans) {
                self.link(at, relation, to);
            }
            self.speak_of(at);
            if let Some(doing) = waiting.doing {
                self.pose(at, doing);
                self.doing = Some((at, doing));
                self.pending = Some(Pending { anchor: Some(at), relation: Relation::Hold, by_verb: true });
                self.noun = None;
                if !matches!(noun_ahead(ahead), Some(Meaning::Entity(..)))
                    || self.language != Language::English
                {
                    self.finish_doing();
                    self.noun = Some(Noun::Entity(at));
                }
            }
        }
    }

    /// Ties a new noun to what waits for it; true if the clause goes on about somebody else.
    fn join(&mut self, at: usize, living: bool) -> bool {
        if let Some((anchor, doing)) = self.doing.take() {
            self.pending = None;
            self.act_on(anchor, doing, at);
            self.object = Some((at, anchor));
            self.tie = Some(Pending { anchor: Some(anchor), relation: Relation::Hold, by_verb: true });
            return true;
        }
        let pending = match self.pending.take() {
            Some(pending) => pending,
            // "a sword and a shield"; somebody after an "and" is another subject.
            None if !living && self.tie.is_some() => match self.tie {
                Some(tie) => tie,
                None => return false,
            },
            None => return false,
        };
        self.tie = Some(pending);
        match pending.anchor {
            Some(anchor) => {
                // "a girl and a boy in a boat": both are.
                let shared = !pending.by_verb || doing::is_shared(pending.relation);
                let together = shared && !self.said && self.group.contains(&anchor);
                let anchors = if together { self.group.clone() } else { vec![anchor] };
                for one in anchors {
                    self.link(one, pending.relation, at);
                }
                self.said |= together;
                if pending.by_verb {
                    self.object = Some((at, anchor));
                }
                // "a girl with a dog" are two; "a girl holding a cat" is one.
                if living && pending.relation == Relation::Hold && is_living(&self.scene.entities[anchor]) {
                    return true;
                }
            }
            None => self.orphans.push((pending.relation, at)),
        }
        pending.by_verb && pending.relation != Relation::With || pending.anchor.is_none()
    }

    /// The clause speaks of this one from now on, too if nothing has been said of the others yet.
    fn speak_of(&mut self, at: usize) {
        if self.said {
            self.group.clear();
            self.said = false;
        }
        self.group.push(at);
    }

    /// A trade right before or after an animal is what the animal is dressed as.
    fn is_costume(&mut self, subject: Subject, clothes: &[Garment], ahead: &[Token]) -> bool {
        if !matches!(subject, Subject::Person(_)) || clothes.is_empty() {
            return false;
        }
        let next = ahead.iter().find(|token| token.text != "的" && token.text != "の");
        if let Some(Token { kind: TokenKind::Known { meaning: Meaning::Entity(subject, _), .. }, .. }) = next
            && subject.is_creature()
        {
            return true;
        }
        if let Some(Noun::Entity(at)) = self.noun
            && self.scene.entities[at].subject.is_creature()
            && self.pending.is_none()
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

    fn wear(&mut self, garment: Garment, ahead: &[Token]) {
        if std::mem::take(&mut self.waiting.no) {
            return;
        }
        self.finish_doing();
        self.pending = None;
        self.waiting.count = None;
        self.waiting.size = None;
        let wearer = self.focus();
        match wearer {
            Some(at)
                if self.language != Language::Japanese && ahead.first().is_none_or(|t| t.text != "的") =>
            {
                put_on(&mut self.scene.entities[at], garment);
                let last = self.scene.entities[at].garments.len() - 1;
                self.noun = Some(Noun::Garment(at, last));
            }
            _ => self.clothes.push(garment),
        }
    }

    fn end_clause(&mut self) {
        self.finish_doing();
        self.dress_in_colour();
        let saying = self.waiting.saying;
        let doing = self.waiting.doing;
        self.waiting = Waiting { saying, doing, ..Waiting::default() };
        self.pending = None;
        self.noun = None;
        self.tie = None;
        self.said = true;
        self.clause = self.scene.entities.len();
    }

    /// "A girl in red" wears something red.
    fn dress_in_colour(&mut self) {
        let inside = self.pending.filter(|p| p.relation == Relation::In).and_then(|p| p.anchor);
        let (Some(at), Some(hue)) = (inside, self.waiting.hue) else { return };
        if matches!(self.scene.entities[at].subject, Subject::Person(_)) {
            paint(&mut self.scene.entities[at], hue);
        }
    }

    fn finish(mut self) -> Reading {
        self.end_clause();
        self.welcome();
        let somebody = self.scene.entities.iter().position(is_living);
        if let Some(at) = somebody {
            for garment in std::mem::take(&mut self.clothes) {
                put_on(&mut self.scene.entities[at], garment);
            }
            self.waiting.saying.apply(&mut self.scene.entities[at]);
            if let Some(doing) = self.waiting.doing.take() {
                self.pose(at, doing);
                self.hand(at, doing);
            }
            for (relation, to) in std::mem::take(&mut self.orphans) {
                self.link(at, relation, to);
            }
        }
        let known = self.understood;
        let ignored = self.ignored.into_iter().filter(|word| !known.contains(word)).collect();
        let met = self.met.iter().map(|(who, _)| *who).collect();
        Reading { scene: self.scene, understood: known, ignored, met }
    }
}

/// The meaning of the next word that is a noun, past everything that only describes it.
fn noun_ahead(ahead: &[Token]) -> Option<&Meaning> {
    ahead
        .iter()
        .map_while(|token| match &token.kind {
            TokenKind::Known { meaning, .. } => Some(meaning),
            TokenKind::Unknown | TokenKind::Break => None,
        })
        .find(|meaning| {
            !matches!(
                meaning,
                Meaning::Skip
                    | Meaning::Colour(_)
                    | Meaning::Size(_)
                    | Meaning::Old
                    | Meaning::Expression(_)
                    | Meaning::Hair(_)
                    | Meaning::HairHue(_)
                    | Meaning::Skin(_)
                    | Meaning::Count(_)
            )
        })
}

/// Gives hair, skin and beard to a person.
fn take_looks(entity: &mut Entity, waiting: &mut Waiting) {
    let Subject::Person(person) = &mut entity.subject else { return };
    person.hair = waiting.hair.take().or(person.hair);
    person.hair_hue = waiting.hair_hue.take().or(person.hair_hue);
    person.skin = waiting.skin.take().or(person.skin);
    person.beard |= std::mem::take(&mut waiting.beard);
}

/// Colours a thing: of a person it is the clothes, or for colours people come in the skin.
fn paint(entity: &mut Entity, hue: Rgb) {
    let Subject::Person(person) = &mut entity.subject else {
        // Red foxes and red squirrels are what people call russet ones.
        let russet = hue == Rgb::hex(0xd8322a) && ["fox", "squirrel"].contains(&super::name(entity));
        entity.hue = Some(if russet { Rgb::hex(0xe5692b) } else { hue });
        return;
    };
    let skin = [(0x2a2a33, 0x7d5138), (0x8a5a33, 0xa8714b), (0xf2f2f4, 0xf6d3b8)];
    if let Some((_, tone)) = skin.iter().find(|(named, _)| Rgb::hex(*named) == hue) {
        person.skin = Some(Rgb::hex(*tone));
    } else if let Some(garment) = entity.garments.iter_mut().find(|g| g.kind.covers()) {
        garment.hue = Some(hue);
    } else {
        let kind = if person.feminine { GarmentKind::Dress } else { GarmentKind::Sweater };
        entity.garments.push(Garment { kind, hue: Some(hue) });
    }
}

fn make_old(entity: &mut Entity) {
    if let Subject::Person(person) = &mut entity.subject {
        person.age = Age::Old;
    }
}

/// Whether it can do something: people, animals, ghosts and their like.
pub(crate) fn is_living(entity: &Entity) -> bool {
    entity.subject.is_living()
}

fn leave_out(scene: &mut Scene, unwanted: &Scene) {
    scene.weather.retain(|w| !unwanted.weather.contains(w));
    scene.moon &= !unwanted.moon;
    let kinds: Vec<_> = unwanted.entities.iter().flat_map(|e| &e.garments).map(|g| g.kind).collect();
    for entity in &mut scene.entities {
        entity.garments.retain(|g| !kinds.contains(&g.kind));
    }
    let people = unwanted.entities.iter().any(|e| matches!(e.subject, Subject::Person(_)));
    let named = |e: &Entity| {
        people && matches!(e.subject, Subject::Person(_))
            || unwanted.entities.iter().any(|u| u.subject == e.subject)
    };
    let gone: Vec<bool> = scene.entities.iter().map(named).collect();
    scene.keep(|at| !gone[at]);
    if unwanted.camera == scene.camera {
        scene.camera = Camera::default();
    }
}
