//! Which things are held how.

use Grip as G;
use Turn as T;

/// The ways hands and things go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grip {
    /// On a string above the head.
    Float,
    /// An umbrella: the handle in the hand, the roof above the head.
    Roof,
    /// A stick in one hand, its tip up and outwards.
    Stick,
    /// A stick held at its upper end, as a broom.
    Sweep,
    /// A flower, sweet or light upright in one hand.
    Upright,
    /// A rod with a line.
    Rod,
    /// Across the chest, as a guitar.
    Across,
    /// At the mouth, as a trumpet.
    Blow,
    /// Hanging from one hand that is held out, as a lantern.
    Hang,
    /// Hanging from an arm that hangs itself, as a suitcase.
    Carry,
    /// Small, between both hands.
    Small,
    /// A cup before the chin.
    Sip,
    /// A camera before the face.
    Snap,
    /// A telescope at the eye.
    Spy,
    /// An open book.
    Read,
    /// A watering can, tilted forwards in one hand.
    Pour,
    /// A living thing in the arms.
    Arms,
    /// Large, between both hands.
    Both,
}

/// How a drawing of the library has to be turned for its grip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    Not,
    /// Left and right change places.
    Flip,
    /// Upside down.
    Half,
    /// Upside down, and left and right change places.
    HalfFlip,
}

/// Which drawings are held how; everything else is held in both hands.
static GRIPS: [(Grip, Turn, &[&str]); 21] = [
    (G::Read, T::Not, &["open-book", "closed-book", "blue-book", "green-book", "orange-book", "notebook"]),
    (G::Read, T::Not, &["books", "notebook-with-decorative-cover"]),
    (G::Float, T::Not, &["balloon", "kite"]),
    (G::Roof, T::Not, &["umbrella", "umbrella-with-rain-drops"]),
    (G::Rod, T::Not, &["fishing-pole"]),
    (G::Stick, T::Not, &["magic-wand", "toothbrush", "tennis", "badminton"]),
    (G::Stick, T::Half, &["dagger", "paintbrush", "pen"]),
    (G::Stick, T::Flip, &["axe", "hammer", "pick", "spoon", "lollipop", "cooking"]),
    (G::Stick, T::HalfFlip, &["kitchen-knife", "pencil"]),
    (G::Sweep, T::Flip, &["broom", "shovel", "field-hockey", "ice-hockey", "white-cane"]),
    (G::Sweep, T::Not, &["closed-umbrella"]),
    (
        G::Upright,
        T::Not,
        &["rose", "tulip", "sunflower", "hibiscus", "blossom", "cherry-blossom", "hyacinth"],
    ),
    (
        G::Upright,
        T::Not,
        &["candle", "ice-cream", "soft-ice-cream", "white-flower", "maple-leaf", "feather", "dango"],
    ),
    (G::Across, T::Not, &["guitar", "violin", "banjo", "accordion"]),
    (G::Blow, T::Flip, &["trumpet", "saxophone", "flute"]),
    (G::Hang, T::Not, &["red-paper-lantern", "basket"]),
    (G::Carry, T::Not, &["bucket", "handbag", "luggage", "shopping-bags", "briefcase"]),
    (
        G::Small,
        T::Not,
        &[
            "red-apple",
            "green-apple",
            "mushroom",
            "key",
            "old-key",
            "star",
            "envelope",
            "red-heart",
            "cookie",
            "doughnut",
            "crystal-ball",
            "egg",
            "chestnut",
            "strawberry",
            "gem-stone",
            "butterfly",
            "cupcake",
            "bread",
            "pear",
            "peach",
            "tangerine",
            "lemon",
            "candy",
            "mobile-phone",
        ],
    ),
    (
        G::Sip,
        T::Not,
        &[
            "hot-beverage",
            "teacup-without-handle",
            "cup-with-straw",
            "bubble-tea",
            "beverage-box",
            "glass-of-milk",
            "tumbler-glass",
            "baby-bottle",
            "wine-glass",
        ],
    ),
    (G::Sip, T::Flip, &["microphone"]),
    (G::Snap, T::Not, &["camera", "camera-with-flash", "video-camera", "movie-camera"]),
];

impl Grip {
    pub(super) fn of(slug: &str) -> (Self, Turn) {
        if slug == "telescope" {
            return (Self::Spy, Turn::Flip);
        }
        let known = GRIPS.iter().find(|(.., names)| names.contains(&slug));
        known.map_or((Self::Both, Turn::Not), |(grip, turn, _)| (*grip, *turn))
    }

    /// How large a thing is drawn, in shares of the reach of an arm.
    pub(super) fn size(self) -> f32 {
        match self {
            Self::Float => 1.75,
            Self::Roof => 2.9,
            Self::Rod => 2.0,
            Self::Stick => 1.35,
            Self::Sweep => 1.9,
            Self::Upright => 1.05,
            Self::Across => 1.9,
            Self::Blow => 1.2,
            Self::Hang => 1.1,
            Self::Carry => 1.15,
            Self::Small => 0.72,
            Self::Sip => 0.62,
            Self::Snap => 0.74,
            Self::Spy => 1.25,
            Self::Read => 1.0,
            Self::Pour => 0.82,
            Self::Arms => 1.05,
            Self::Both => 1.3,
        }
    }
}
