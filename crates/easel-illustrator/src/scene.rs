//! What a prompt asks for, free of words and of pixels.

use crate::art::GlyphId;
use crate::colour::Rgb;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum Time {
    #[default]
    Day,
    Dawn,
    Sunset,
    Night,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum Season {
    Spring,
    #[default]
    Summer,
    Autumn,
    Winter,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Meadow,
    Garden,
    Farm,
    Savanna,
    Terraces,
    Park,
    Playground,
    Forest,
    Jungle,
    Bamboo,
    CherryAvenue,
    Mountains,
    Volcano,
    Canyon,
    Desert,
    Arctic,
    Cave,
    Sea,
    Beach,
    /// A rocky shore with a lighthouse.
    Coast,
    Harbour,
    Lake,
    River,
    Waterfall,
    Swamp,
    Underwater,
    City,
    /// Shop fronts and pavement at eye level.
    Street,
    Market,
    Rooftop,
    Village,
    Courtyard,
    Temple,
    Ruins,
    Graveyard,
    Room,
    Bedroom,
    Kitchen,
    Library,
    Classroom,
    Cafe,
    Tavern,
    Attic,
    Workshop,
    Hall,
    Museum,
    Stage,
    Train,
    Space,
    Moon,
    Planet,
    Sky,
    CloudKingdom,
}

impl Place {
    /// Under a roof, with walls all round: no weather falls here and nothing grows.
    pub(crate) fn indoors(self) -> bool {
        use Place as P;
        matches!(
            self,
            P::Room
                | P::Bedroom
                | P::Kitchen
                | P::Library
                | P::Classroom
                | P::Cafe
                | P::Tavern
                | P::Attic
                | P::Workshop
                | P::Hall
                | P::Museum
                | P::Stage
                | P::Train
        )
    }

    /// Open water lies behind the ground, so that boats and swans float there.
    pub(crate) fn water(self) -> bool {
        use Place as P;
        matches!(
            self,
            P::Sea | P::Beach | P::Coast | P::Harbour | P::Lake | P::River | P::Swamp | P::Waterfall
        )
    }

    /// Things hang where they are without support.
    pub(crate) fn weightless(self) -> bool {
        matches!(self, Self::Underwater | Self::Space)
    }
}

/// What falls, drifts or hangs in the air.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weather {
    Snow,
    Rain,
    /// Rain with lightning.
    Storm,
    /// Bent grass and flying leaves.
    Wind,
    Fog,
    Petals,
    Fireflies,
    Leaves,
    Rainbow,
    Aurora,
    Stars,
    /// Shooting stars.
    Meteors,
    Bubbles,
    Confetti,
    Clear,
}

/// How one thing stands to another: "the fox is under the lantern", "the girl holds the balloon".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    Under,
    On,
    In,
    Beside,
    /// Sitting or standing at it: a table, a desk, a counter.
    At,
    Behind,
    Front,
    Above,
    Around,
    Hold,
    /// Has it along: in the hand if it fits, else beside.
    With,
    Ride,
    /// With the face to it, from anywhere.
    LookAt,
    /// With the face to it and close by: talking to it, watering it, fighting it.
    Face,
    Chase,
}

/// A relation of an entity to another one of the same scene.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) relation: Relation,
    /// Place of the other in [`Scene::entities`].
    pub(crate) to: usize,
}

/// What a body does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum Pose {
    #[default]
    Stand,
    Walk,
    Run,
    Jump,
    Dance,
    /// On the ground.
    Sit,
    /// On something with a height: the legs hang down, and a figure's foot is where the seat is.
    Seat,
    /// Astride, seen from the side; a figure's foot is where the saddle is.
    Ride,
    /// On the ground, asleep or at rest.
    Lie,
    /// In the air, belly down, forwards.
    Fly,
    /// In water, forwards.
    Swim,
}

/// What free arms do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum Gesture {
    #[default]
    Rest,
    Wave,
    Cheer,
    Point,
    Think,
}

/// What a face shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum Expression {
    /// A quiet smile.
    #[default]
    Calm,
    /// Laughing.
    Glad,
    Sad,
    Angry,
    Surprised,
    /// Eyes closed.
    Asleep,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GarmentKind {
    Scarf,
    Coat,
    Sweater,
    Dress,
    Cape,
    Apron,
    Armour,
    Kimono,
    WizardHat,
    TopHat,
    Crown,
    StrawHat,
    Cap,
    RainHat,
    Beanie,
    CowboyHat,
    ChefHat,
    PirateHat,
    SantaHat,
    Helmet,
    Glasses,
    Sunglasses,
    Bow,
    FlowerCrown,
}

impl GarmentKind {
    /// Whether it is what the torso is dressed in.
    pub(crate) fn covers(self) -> bool {
        use GarmentKind as G;
        matches!(self, G::Coat | G::Sweater | G::Dress | G::Kimono | G::Apron | G::Armour)
    }

    /// Whether it is a hat that reaches far above the head.
    pub(crate) fn is_tall(self) -> bool {
        use GarmentKind as G;
        matches!(self, G::WizardHat | G::TopHat | G::ChefHat | G::SantaHat)
    }

    pub(crate) fn is_hat(self) -> bool {
        use GarmentKind as G;
        matches!(
            self,
            G::WizardHat
                | G::TopHat
                | G::Crown
                | G::StrawHat
                | G::Cap
                | G::RainHat
                | G::Beanie
                | G::CowboyHat
                | G::ChefHat
                | G::PirateHat
                | G::SantaHat
                | G::Helmet
                | G::FlowerCrown
        )
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Garment {
    pub(crate) kind: GarmentKind,
    pub(crate) hue: Option<Rgb>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Age {
    Child,
    Adult,
    Old,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hair {
    Short,
    Long,
    Bun,
    Tails,
    Bald,
    Curly,
    Afro,
    Ponytail,
    Bob,
    Braids,
    Spiky,
}

/// A human being, as far as a picture book needs to know.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Person {
    pub(crate) age: Age,
    /// As a rule worn longer, with lashes and finer brows.
    pub(crate) feminine: bool,
    /// Left to chance where nothing was said.
    pub(crate) hair: Option<Hair>,
    pub(crate) hair_hue: Option<Rgb>,
    pub(crate) skin: Option<Rgb>,
    pub(crate) beard: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tree {
    Leafy,
    Pine,
    Blossom,
}

/// Things no library has whole, drawn by hand; [`crate::figure::facts`] knows their sizes and seats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Built {
    AirBalloon,
    Lighthouse,
    Windmill,
    Campfire,
    Table,
    Bench,
    Log,
    LampPost,
    Bed,
    Stump,
    Bridge,
    Mailbox,
    Fence,
    Gate,
    Well,
    Swing,
    Slide,
    Seesaw,
    WateringCan,
    Treehouse,
    Hammock,
    Throne,
    SchoolDesk,
    Blackboard,
    Bookshelf,
    Stove,
    Bathtub,
    Sofa,
    Armchair,
    Chair,
    SailingBoat,
    RowingBoat,
    Raft,
    PirateShip,
    Submarine,
    Locomotive,
    Car,
    Bus,
    Truck,
    Tractor,
    Bicycle,
    Scooter,
    Skateboard,
    Airplane,
    Helicopter,
    Rocket,
    Sled,
    Carriage,
    Tower,
    Castle,
    House,
    Barn,
    Tent,
    Igloo,
    Pagoda,
    Torii,
    Stall,
    Fountain,
    Snowman,
    Scarecrow,
    Gravestone,
    Chest,
    Cauldron,
    Ladder,
    Signpost,
    TrafficLight,
    Iceberg,
    Cliff,
    Branch,
    Nest,
    Doghouse,
    Sandcastle,
    Piano,
    Fireplace,
    Trampoline,
    RockingHorse,
    Wheelbarrow,
    Easel,
}

/// Beasts of tales and of the sea, with bodies of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Beast {
    Dragon,
    Rex,
    Sauropod,
    Whale,
    Orca,
    Dolphin,
    Shark,
    Fish,
}

/// A picture of something, cut out of its background; the pixels come with the request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Cutout {
    /// Place among the request's references.
    pub(crate) index: usize,
    /// Width over height.
    pub(crate) aspect: f32,
}

/// What is to be drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Subject {
    /// An animal that walks upright: a head from the library on a drawn body.
    Animal(&'static crate::figure::Species),
    Person(Person),
    Bird(&'static crate::figure::Bird),
    Beast(Beast),
    Tree(Tree),
    Built(Built),
    Thing(GlyphId),
    Cutout(Cutout),
}

impl Subject {
    /// Somebody with hands, or paws that serve as hands.
    pub(crate) fn is_character(self) -> bool {
        matches!(self, Self::Animal(_) | Self::Person(_) | Self::Bird(_) | Self::Beast(_))
    }

    /// Alive, but not a human being.
    pub(crate) fn is_creature(self) -> bool {
        self.is_living() && !matches!(self, Self::Person(_))
    }

    /// Whether it can do something: people, animals, ghosts and their like.
    pub(crate) fn is_living(self) -> bool {
        match self {
            Self::Animal(_) | Self::Person(_) | Self::Bird(_) | Self::Beast(_) | Self::Cutout(_) => true,
            // Animals, fabulous people, ghosts and aliens of the library.
            Self::Thing(id) => {
                let library = crate::art::library();
                matches!(library.subgroup(id), 3034..=3039 | 11 | 1000..=1999)
                    || ["snowman", "snowman-without-snow", "teddy-bear"].contains(&library.slug(id))
            }
            Self::Tree(_) | Self::Built(_) => false,
        }
    }
}

/// Somebody or something in the scene.
#[derive(Clone, Debug)]
pub(crate) struct Entity {
    pub(crate) subject: Subject,
    pub(crate) count: usize,
    pub(crate) hue: Option<Rgb>,
    /// 1 is the natural size.
    pub(crate) size: f32,
    pub(crate) links: Vec<Link>,
    /// In the background.
    pub(crate) far: bool,
    pub(crate) garments: Vec<Garment>,
    pub(crate) pose: Option<Pose>,
    pub(crate) gesture: Option<Gesture>,
    pub(crate) expression: Option<Expression>,
    /// Looks that are left to chance come from here rather than from the picture's seed: somebody who is to be the same
    /// in every picture.
    pub(crate) identity: Option<u64>,
}

impl Entity {
    pub(crate) fn new(subject: Subject) -> Self {
        Self {
            subject,
            count: 1,
            hue: None,
            size: 1.0,
            links: Vec::new(),
            far: false,
            garments: Vec::new(),
            pose: None,
            gesture: None,
            expression: None,
            identity: None,
        }
    }

    /// What it is tied to by `relation`.
    pub(crate) fn linked(&self, relation: Relation) -> impl Iterator<Item = usize> + '_ {
        self.links.iter().filter(move |link| link.relation == relation).map(|link| link.to)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum Camera {
    #[default]
    Whole,
    /// Head and shoulders.
    Portrait,
    /// One thing large.
    Close,
    /// From high up.
    Above,
    /// Small figures in a large landscape.
    Wide,
}

/// Everything that was understood of a prompt.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scene {
    pub(crate) time: Time,
    pub(crate) season: Season,
    pub(crate) place: Option<Place>,
    /// The place was named rather than concluded from who is there.
    pub(crate) place_said: bool,
    pub(crate) weather: Vec<Weather>,
    pub(crate) moon: bool,
    pub(crate) camera: Camera,
    pub(crate) style: Option<&'static str>,
    pub(crate) photographic: bool,
    pub(crate) entities: Vec<Entity>,
    /// Place of the one the picture is about among the entities.
    pub(crate) main: usize,
}

impl Scene {
    pub(crate) fn has(&self, weather: Weather) -> bool {
        self.weather.contains(&weather)
    }

    /// Drops the entities for which `wanted` is false, and every tie to them.
    pub(crate) fn keep(&mut self, wanted: impl Fn(usize) -> bool) {
        let mut moved = Vec::with_capacity(self.entities.len());
        let mut kept = 0;
        for at in 0..self.entities.len() {
            moved.push(wanted(at).then_some(kept));
            kept += usize::from(wanted(at));
        }
        let old = std::mem::take(&mut self.entities);
        for (mut entity, _) in old.into_iter().zip(&moved).filter(|(_, to)| to.is_some()) {
            entity.links.retain_mut(|link| match moved[link.to] {
                Some(to) => {
                    link.to = to;
                    true
                }
                None => false,
            });
            self.entities.push(entity);
        }
        self.main = moved.get(self.main).copied().flatten().unwrap_or(0);
    }

    pub(crate) fn snowy(&self) -> bool {
        self.season == Season::Winter || self.has(Weather::Snow)
    }

    pub(crate) fn rainy(&self) -> bool {
        self.has(Weather::Rain) || self.has(Weather::Storm)
    }

    pub(crate) fn overcast(&self) -> bool {
        self.rainy() || self.has(Weather::Fog)
    }

    /// The place, or the one such a scene most likely happens in.
    pub(crate) fn place(&self) -> Place {
        self.place.unwrap_or(Place::Meadow)
    }
}
