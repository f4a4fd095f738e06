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
    Forest,
    Mountains,
    Sea,
    Lake,
    Desert,
    City,
    Village,
    Room,
    Space,
    Underwater,
    Sky,
    Cave,
    Jungle,
    Garden,
}

/// What falls, drifts or hangs in the air.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weather {
    Snow,
    Rain,
    Fog,
    Petals,
    Fireflies,
    Leaves,
    Rainbow,
    Aurora,
    Stars,
    Clear,
}

/// Where the one the picture is about is, seen from another thing: "under" the lantern, "on" the bench.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    Under,
    On,
    In,
    Beside,
    Behind,
    Front,
    Above,
    Holding,
    Riding,
    /// The other way round: the thing itself is far behind.
    Far,
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
}

/// Large animals of tales, with bodies of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Beast {
    Dragon,
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
}

impl Subject {
    pub(crate) fn is_character(self) -> bool {
        matches!(self, Self::Animal(_) | Self::Person(_) | Self::Bird(_) | Self::Beast(_))
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
    pub(crate) relation: Option<Relation>,
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
            relation: None,
            garments: Vec::new(),
            pose: None,
            gesture: None,
            expression: None,
            identity: None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum Camera {
    #[default]
    Whole,
    /// Head and shoulders.
    Portrait,
    /// Small figures in a large landscape.
    Wide,
}

/// Everything that was understood of a prompt.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scene {
    pub(crate) time: Time,
    pub(crate) season: Season,
    pub(crate) place: Option<Place>,
    pub(crate) weather: Vec<Weather>,
    pub(crate) moon: bool,
    pub(crate) camera: Camera,
    pub(crate) style: Option<&'static str>,
    pub(crate) photographic: bool,
    pub(crate) entities: Vec<Entity>,
}

impl Scene {
    pub(crate) fn has(&self, weather: Weather) -> bool {
        self.weather.contains(&weather)
    }

    pub(crate) fn snowy(&self) -> bool {
        self.season == Season::Winter || self.has(Weather::Snow)
    }

    pub(crate) fn overcast(&self) -> bool {
        self.has(Weather::Rain) || self.has(Weather::Fog)
    }

    /// The place, or the one such a scene most likely happens in.
    pub(crate) fn place(&self) -> Place {
        self.place.unwrap_or(Place::Meadow)
    }
}
