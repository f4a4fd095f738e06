//! What follows from what was said: whose picture it is, who can hold what, where whales live.

use crate::art::library;
use crate::scene::{
    Age, Built, Camera, Entity, Garment, GarmentKind, Hair, Link, Person, Place, Pose, Relation, Scene,
    Season, Subject, Time, Weather,
};

/// Things one figure holds: hands are drawn round one.
const HELD: usize = 1;

/// A later hat replaces an earlier one, and so does a later coat.
pub(crate) fn put_on(entity: &mut Entity, garment: Garment) {
    let replaced = |g: &Garment| {
        g.kind == garment.kind
            || g.kind.is_hat() && garment.kind.is_hat()
            || g.kind.covers() && garment.kind.covers() && g.hue.is_none()
    };
    entity.garments.retain(|g| !replaced(g));
    entity.garments.push(garment);
}

/// Draws the conclusions of a scene that has been read.
pub(crate) fn settle(scene: &mut Scene) {
    go_inside(scene);
    scene.main = main(scene);
    straighten(scene);
    scene.place_said = scene.place.is_some();
    if scene.place.is_none() {
        scene.place = scene.entities.iter().find_map(home);
    }
    board(scene);
    shelter(scene);
    hour_and_season(scene);
    for entity in &mut scene.entities {
        if let Subject::Person(person) = &mut entity.subject {
            groom(person);
        }
    }
    let somebody = scene.entities.get(scene.main).is_some_and(|e| e.subject.is_character());
    scene.camera = match scene.camera {
        Camera::Portrait if !somebody => Camera::Close,
        Camera::Close if scene.entities.is_empty() => Camera::Whole,
        camera => camera,
    };
}

/// The one the picture is about: somebody nobody holds or sits on, else something alive, else what was named first.
fn main(scene: &Scene) -> usize {
    let used = |at: usize| {
        scene.entities.iter().any(|e| {
            e.links
                .iter()
                .any(|l| l.to == at && matches!(l.relation, Relation::Hold | Relation::Ride | Relation::On))
        })
    };
    let find = |wanted: &dyn Fn(usize, &Entity) -> bool| {
        scene.entities.iter().enumerate().position(|(at, entity)| wanted(at, entity))
    };
    find(&|at, e| e.subject.is_character() && !used(at) && !e.far)
        .or_else(|| find(&|at, e| e.subject.is_living() && !used(at) && !e.far))
        .or_else(|| find(&|_, e| e.subject.is_character()))
        .or_else(|| find(&|_, e| e.subject.is_living()))
        .or_else(|| find(&|at, e| !used(at) && !e.far))
        .unwrap_or(0)
}

/// Mends ties that can't be drawn: things without hands hold nothing, hands hold one, nobody sits on himself.
fn straighten(scene: &mut Scene) {
    for at in 0..scene.entities.len() {
        let mut free = HELD;
        for k in 0..scene.entities[at].links.len() {
            let link = scene.entities[at].links[k];
            let relation = match link.relation {
                Relation::Hold | Relation::With => hold(scene, at, link, &mut free),
                Relation::At if !is_table(&scene.entities[link.to]) => Relation::Beside,
                Relation::Beside if is_table(&scene.entities[link.to]) && sits(&scene.entities[at]) => {
                    Relation::At
                }
                Relation::Ride if !scene.entities[at].subject.is_living() => Relation::On,
                other => other,
            };
            scene.entities[at].links[k].relation = relation;
        }
    }
    break_circles(scene);
}

/// What "with" and "holding" come to for these two.
fn hold(scene: &mut Scene, at: usize, Link { relation, to }: Link, free: &mut usize) -> Relation {
    let (holder, held) = (&scene.entities[at], &scene.entities[to]);
    if !holder.subject.is_living() {
        // A table with apples, a basket of mushrooms.
        let carries = is_container(holder) || is_surface(holder);
        if carries && !held.subject.is_living() && !is_bulky(held) && scene.entities[to].links.is_empty() {
            let relation = if is_container(holder) { Relation::In } else { Relation::On };
            scene.entities[to].links.push(Link { relation, to: at });
        }
        return Relation::Beside;
    }
    if relation == Relation::Hold && held.subject == Subject::Built(Built::Piano) {
        return Relation::On;
    }
    let pet = relation == Relation::Hold
        && held.subject.is_living()
        && held.count == 1
        && is_lap_sized(held)
        && is_person(holder)
        && !moves(held);
    let fits = !is_bulky(held) && (!held.subject.is_living() || pet);
    if !fits || *free == 0 || held.count > 3 {
        return Relation::Beside;
    }
    *free -= 1;
    Relation::Hold
}

fn moves(entity: &Entity) -> bool {
    entity.pose.is_some_and(|pose| !matches!(pose, Pose::Sit | Pose::Lie)) || entity.gesture.is_some()
}

fn is_person(entity: &Entity) -> bool {
    matches!(entity.subject, Subject::Person(_))
}

/// Drops ties that lead back to where they began: each thing rests on, in or with one other.
fn break_circles(scene: &mut Scene) {
    for start in 0..scene.entities.len() {
        let mut at = start;
        for _ in 0..scene.entities.len() {
            let carried = |e: &Entity| e.links.iter().position(|l| carries(l.relation));
            let Some(k) = carried(&scene.entities[at]) else { break };
            let to = scene.entities[at].links[k].to;
            if to == start {
                scene.entities[at].links.remove(k);
                break;
            }
            at = to;
        }
    }
}

fn carries(relation: Relation) -> bool {
    matches!(relation, Relation::On | Relation::In | Relation::Ride)
}

/// "In a castle" is a hall, not a castle one wears.
fn go_inside(scene: &mut Scene) {
    let mut entered = None;
    for entity in scene.entities.iter().filter(|e| e.subject.is_living()) {
        for to in entity.linked(Relation::In) {
            if let Some(place) = interior(&scene.entities[to]) {
                entered = Some((to, place));
            }
        }
    }
    if let Some((building, place)) = entered {
        scene.place = Some(place);
        scene.keep(|at| at != building);
    }
}

fn interior(entity: &Entity) -> Option<Place> {
    match entity.subject {
        Subject::Built(Built::Castle | Built::Tower) => return Some(Place::Hall),
        Subject::Built(Built::House) => return Some(Place::Room),
        Subject::Built(Built::Barn) => return Some(Place::Farm),
        _ => {}
    }
    match name(entity) {
        "castle" | "japanese-castle" => Some(Place::Hall),
        "house" | "house-with-garden" | "hut" | "hotel" | "hospital" => Some(Place::Room),
        "school" => Some(Place::Classroom),
        "store" | "convenience-store" => Some(Place::Market),
        _ => None,
    }
}

/// Whoever is in a boat must be seen: an open boat takes the place of one whose sails would hide the crew.
fn board(scene: &mut Scene) {
    let (Some(sails), Some(open)) = (library().by_slug("sailboat"), library().by_slug("canoe")) else {
        return;
    };
    for at in 0..scene.entities.len() {
        let boats: Vec<usize> =
            scene.entities[at].links.iter().filter(|l| carries(l.relation)).map(|l| l.to).collect();
        for boat in boats {
            if scene.entities[at].subject.is_character()
                && scene.entities[boat].subject == Subject::Thing(sails)
            {
                scene.entities[boat].subject = Subject::Thing(open);
            }
        }
    }
}

/// Whoever is under an umbrella holds it, with a hand to spare.
fn shelter(scene: &mut Scene) {
    for at in 0..scene.entities.len() {
        let busy = scene.entities[at].linked(Relation::Hold).count() >= HELD;
        if busy || !scene.entities[at].subject.is_character() {
            continue;
        }
        let roof = |to: usize| name(&scene.entities[to]) == "umbrella";
        let under = scene.entities[at].links.iter().position(|l| l.relation == Relation::Under && roof(l.to));
        if let Some(k) = under {
            scene.entities[at].links[k].relation = Relation::Hold;
        }
    }
}

fn hour_and_season(scene: &mut Scene) {
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
}

fn is_wintry(entity: &Entity) -> bool {
    match entity.subject {
        Subject::Person(_) => entity.garments.iter().any(|g| g.kind == GarmentKind::SantaHat),
        _ => [
            "snowman",
            "penguin",
            "christmas-tree",
            "sled",
            "skis",
            "snowman-without-snow",
            "seal",
            "polar-bear",
            "igloo",
        ]
        .contains(&name(entity)),
    }
}

fn groom(person: &mut Person) {
    if person.age == Age::Old && person.hair == Some(Hair::Tails) {
        person.hair = Some(Hair::Bun);
    }
}

/// The name of an animal or of a drawing of the library.
pub(crate) fn name(entity: &Entity) -> &'static str {
    match entity.subject {
        Subject::Thing(id) => library().slug(id),
        Subject::Animal(species) => species.kind(),
        Subject::Bird(bird) => bird.id,
        Subject::Beast(beast) => crate::figure::beast_facts(beast).id,
        Subject::Person(_) | Subject::Tree(_) | Subject::Built(_) | Subject::Cutout(_) => "",
    }
}

pub(crate) fn is_container(entity: &Entity) -> bool {
    [
        "basket",
        "bucket",
        "bowl-with-spoon",
        "package",
        "hot-beverage",
        "shopping-cart",
        "treasure-chest",
        "bathtub",
    ]
    .contains(&name(entity))
}

fn is_surface(entity: &Entity) -> bool {
    matches!(entity.subject, Subject::Built(Built::Table | Built::Bench | Built::Bed | Built::Log))
}

/// What one sits at.
fn is_table(entity: &Entity) -> bool {
    matches!(entity.subject, Subject::Built(Built::Table | Built::SchoolDesk | Built::Stall))
}

fn sits(entity: &Entity) -> bool {
    entity.pose == Some(Pose::Sit)
}

/// Too large for hands.
fn is_bulky(entity: &Entity) -> bool {
    match entity.subject {
        Subject::Built(Built::WateringCan) => false,
        Subject::Tree(_) | Subject::Built(_) => true,
        Subject::Thing(id) => {
            let sort = library().subgroup(id);
            let vehicle = (5050..=5056).contains(&sort);
            let small = ["kick-scooter", "skateboard", "seat", "anchor", "wheel", "tent", "house"];
            let large = [
                "christmas-tree",
                "evergreen-tree",
                "palm-tree",
                "deciduous-tree",
                "rock",
                "couch-and-lamp",
                "chair",
            ];
            vehicle && !small.contains(&library().slug(id)) || large.contains(&library().slug(id))
        }
        Subject::Animal(_)
        | Subject::Person(_)
        | Subject::Bird(_)
        | Subject::Beast(_)
        | Subject::Cutout(_) => false,
    }
}

/// Small enough to be carried in somebody's arms.
fn is_lap_sized(entity: &Entity) -> bool {
    if entity.size < 0.6 {
        return true;
    }
    let small = [
        "cat",
        "dog",
        "rabbit",
        "mouse",
        "hamster",
        "frog",
        "hedgehog",
        "chipmunk",
        "squirrel",
        "duck",
        "chicken",
        "owl",
        "bird",
        "penguin",
        "baby-chick",
        "turtle",
        "koala",
        "otter",
        "lamb",
        "fox",
        "pig",
        "parrot",
        "teddy-bear",
    ];
    small.contains(&name(entity))
}

/// Where somebody or something is most at home, if that is anywhere in particular.
fn home(entity: &Entity) -> Option<Place> {
    match entity.subject {
        Subject::Built(built) => {
            BUILT_HOMES.iter().find(|(_, all)| all.contains(&built)).map(|(place, _)| *place)
        }
        Subject::Person(_) => dressed_for(entity),
        _ => {
            let name = name(entity);
            HOMES.iter().find(|(_, names)| names.contains(&name)).map(|(place, _)| *place)
        }
    }
}

/// The place that somebody's clothes belong to.
fn dressed_for(entity: &Entity) -> Option<Place> {
    use GarmentKind as G;
    let white = |g: &Garment| g.hue.is_some_and(|hue| hue.luminance() > 0.8);
    entity.garments.iter().find_map(|garment| {
        Some(match garment.kind {
            G::Helmet if white(garment) => Place::Moon,
            G::Armour if !white(garment) => Place::Courtyard,
            G::RainHat => Place::Sea,
            G::PirateHat => Place::Beach,
            G::Crown => Place::Hall,
            G::ChefHat => Place::Kitchen,
            G::CowboyHat => Place::Canyon,
            G::WizardHat => Place::Forest,
            _ => return None,
        })
    })
}

const BUILT_HOMES: [(Place, &[Built]); 19] = {
    use Built as B;
    [
        (Place::Sea, &[B::SailingBoat, B::PirateShip, B::Lighthouse]),
        (Place::Lake, &[B::RowingBoat]),
        (Place::River, &[B::Raft, B::Bridge]),
        (Place::Underwater, &[B::Submarine]),
        (Place::Coast, &[B::Cliff]),
        (Place::Beach, &[B::Sandcastle]),
        (Place::Arctic, &[B::Iceberg, B::Igloo]),
        (
            Place::Room,
            &[B::Sofa, B::Armchair, B::Bookshelf, B::Table, B::Chair, B::Bathtub, B::Piano, B::Fireplace],
        ),
        (Place::Bedroom, &[B::Bed]),
        (Place::Kitchen, &[B::Stove]),
        (Place::Classroom, &[B::SchoolDesk, B::Blackboard]),
        (Place::Hall, &[B::Throne]),
        (Place::Playground, &[B::Slide, B::Seesaw, B::Swing]),
        (Place::Park, &[B::Bench, B::Fountain]),
        (Place::Street, &[B::Car, B::Bus, B::Truck, B::TrafficLight, B::Scooter]),
        (Place::Farm, &[B::Tractor, B::Barn, B::Scarecrow]),
        (Place::Temple, &[B::Torii, B::Pagoda]),
        (Place::Space, &[B::Rocket]),
        (Place::Sky, &[B::Airplane, B::Helicopter, B::AirBalloon]),
    ]
};

const HOMES: [(Place, &[&str]); 16] = [
    (
        Place::Underwater,
        &["octopus", "tropical-fish", "fish", "blowfish", "jellyfish", "coral", "mermaid", "shark", "squid"],
    ),
    (Place::Sea, &["spouting-whale", "whale", "dolphin", "orca", "ship", "passenger-ship"]),
    (Place::Beach, &["seagull", "crab", "palm-tree", "spiral-shell", "turtle"]),
    (Place::Arctic, &["penguin", "polar-bear", "seal"]),
    (Place::Space, &["flying-saucer", "ringed-planet", "alien", "satellite", "comet"]),
    (Place::Desert, &["camel", "two-hump-camel", "cactus", "scorpion", "lizard"]),
    (
        Place::Savanna,
        &[
            "lion", "lioness", "giraffe", "elephant", "zebra", "rhino", "ostrich", "leopard", "hippo",
            "kangaroo",
        ],
    ),
    (
        Place::Jungle,
        &["tiger", "monkey", "gorilla", "parrot", "macaw", "toucan", "crocodile", "koala", "snake"],
    ),
    (Place::Bamboo, &["panda"]),
    (
        Place::Farm,
        &[
            "cow",
            "bull",
            "pig",
            "sheep",
            "goat",
            "donkey",
            "hen",
            "rooster",
            "chick",
            "turkey",
            "white-hen",
            "goose",
        ],
    ),
    (
        Place::Forest,
        &[
            "bear", "deer", "doe", "fawn", "wolf", "squirrel", "boar", "badger", "moose", "owl", "raccoon",
            "skunk",
        ],
    ),
    (Place::Mountains, &["eagle", "llama", "bison"]),
    (Place::City, &["taxi", "bus", "oncoming-bus", "tram-car", "police-car", "motor-scooter", "pigeon"]),
    (Place::Room, &["couch-and-lamp", "television", "desktop-computer"]),
    (
        Place::Lake,
        &[
            "duck",
            "white-duck",
            "duckling",
            "swan",
            "flamingo",
            "otter",
            "beaver",
            "frog",
            "heron",
            "crane",
            "canoe",
        ],
    ),
    (Place::Graveyard, &["ghost", "vampire", "zombie", "skull"]),
];
