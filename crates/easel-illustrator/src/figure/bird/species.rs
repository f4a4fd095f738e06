//! The birds the illustrator knows, one entry each.

use super::build::{
    Build, CHICK, DUCK, FIELD, FOWL, GOOSE, OSTRICH, PARROT, PEAFOWL, RAPTOR, SONG, SWAN, WADER,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beak {
    Cone,
    Thin,
    Hook,
    Parrot,
    Flat,
    Spear,
    Gull,
    Toucan,
    Bent,
    Needle,
    Pouch,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tail {
    Short,
    Fork,
    Long,
    Stub,
    Sickle,
    /// A wheel of feathers that stands up behind.
    Fan,
    /// A wheel with eyes on it.
    EyedFan,
    /// Long waving plumes.
    Flame,
    /// A bunch of soft feathers.
    Plume,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Crest {
    None,
    /// A hen's red comb and wattles.
    Comb,
    /// Feathers combed backwards.
    Peak,
    /// Thin stalks with a bead on each.
    Beads,
    Flame,
    /// One long feather hanging from the nape.
    Streamer,
    /// Wattles only.
    Wattle,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Feet {
    Toes,
    Webs,
    Claws,
}

/// Where a patch of another colour is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Mark {
    /// Along the body: from knot to knot, and from belly (-1) to back (1).
    Band(f32, f32, f32, f32),
    /// On the head: middle and radii in shares of its radius.
    Spot(f32, f32, f32, f32),
}

/// How a bird's body is drawn.
#[derive(Debug, PartialEq)]
pub(super) enum Body {
    Side(&'static Build),
    Owl,
    Penguin,
}

/// A kind of bird.
#[derive(Debug, PartialEq)]
pub(crate) struct Bird {
    /// Its name in the lexicon.
    pub(crate) id: &'static str,
    /// Over the height of a grown-up, generously: a picture shows birds larger than they are.
    pub(crate) height: f32,
    /// Is in the air rather than on the ground when nothing is said.
    pub(crate) aloft: bool,
    /// At home on water.
    pub(crate) swims: bool,
    /// Can fly at all.
    pub(crate) flies: bool,
    pub(super) body: Body,
    pub(super) beak: Beak,
    pub(super) tail: Tail,
    pub(super) crest: Crest,
    pub(super) feet: Feet,
    pub(super) back: u32,
    pub(super) belly: u32,
    pub(super) wing: u32,
    /// Of the wings.
    pub(super) tips: u32,
    pub(super) rear: u32,
    pub(super) bill: u32,
    pub(super) legs: u32,
    /// Colour of the ring round the pupil; none: a dark eye.
    pub(super) iris: Option<u32>,
    pub(super) marks: &'static [(Mark, u32)],
}

/// `paint`: back, belly, wing, wing tips, bill, legs.
const fn bird(id: &'static str, height: f32, body: Body, paint: [u32; 6]) -> Bird {
    let [back, belly, wing, tips, bill, legs] = paint;
    Bird {
        id,
        height,
        aloft: false,
        swims: false,
        flies: true,
        body,
        beak: Beak::Cone,
        tail: Tail::Short,
        crest: Crest::None,
        feet: Feet::Toes,
        back,
        belly,
        wing,
        tips,
        rear: wing,
        bill,
        legs,
        iris: None,
        marks: &[],
    }
}

impl Bird {
    const fn beak(mut self, beak: Beak) -> Self {
        self.beak = beak;
        self
    }

    const fn tail(mut self, tail: Tail, colour: u32) -> Self {
        self.tail = tail;
        self.rear = colour;
        self
    }

    const fn crest(mut self, crest: Crest) -> Self {
        self.crest = crest;
        self
    }

    const fn claws(mut self, iris: u32) -> Self {
        self.feet = Feet::Claws;
        self.iris = Some(iris);
        self
    }

    const fn water(mut self) -> Self {
        self.feet = Feet::Webs;
        self.swims = true;
        self
    }

    const fn aloft(mut self) -> Self {
        self.aloft = true;
        self
    }

    const fn grounded(mut self) -> Self {
        self.flies = false;
        self
    }

    const fn marks(mut self, marks: &'static [(Mark, u32)]) -> Self {
        self.marks = marks;
        self
    }

    const fn iris(mut self, iris: u32) -> Self {
        self.iris = Some(iris);
        self
    }
}

use Mark::{Band, Spot};

/// The pale underside of most birds.
const fn under(colour: u32) -> (Mark, u32) {
    (Band(0.5, 4.4, -0.98, -0.3), colour)
}

#[rustfmt::skip]
static BIRDS: [Bird; 44] = [
    bird("songbird", 0.38, Body::Side(&SONG), [0x3f8fd6, 0xfdf3df, 0x2f74bd, 0x21508c, 0xf0a23a, 0xb5703c])
        .marks(&[under(0xfdf3df), (Band(2.6, 4.9, -0.98, -0.1), 0xf2955a)]),
    bird("robin", 0.36, Body::Side(&SONG), [0x8f6f4e, 0xf4ecdb, 0x7b5c40, 0x553e2c, 0x54463a, 0x9a6444])
        .beak(Beak::Thin)
        .marks(&[under(0xf4ecdb), (Band(2.5, 4.6, -0.98, 0.1), 0xe8703a), (Spot(0.34, -0.2, 0.62, 0.66), 0xe8703a)]),
    bird("sparrow", 0.34, Body::Side(&SONG), [0xa6784e, 0xf0e4cf, 0x8a5c34, 0x4e3422, 0x4a4038, 0xb07a58])
        .marks(&[under(0xf0e4cf), (Spot(-0.12, 0.5, 0.72, 0.45), 0x7a4a2a), (Spot(-0.1, -0.25, 0.45, 0.36), 0xf4ead8),
            (Spot(0.45, -0.62, 0.34, 0.3), 0x3d2f28)]),
    bird("bluebird", 0.36, Body::Side(&SONG), [0x3478cf, 0xfaf2e6, 0x2a63b4, 0x1e4786, 0x4a4a55, 0x6a5a50])
        .marks(&[under(0xfaf2e6), (Band(2.4, 4.5, -0.98, 0.0), 0xdf7f48)]),
    bird("canary", 0.33, Body::Side(&SONG), [0xffd34a, 0xffe88c, 0xf2b730, 0xc98f22, 0xf2955a, 0xe09a78])
        .marks(&[under(0xffe88c)]),
    bird("cardinal", 0.38, Body::Side(&SONG), [0xd8322f, 0xe2554a, 0xb52a2c, 0x7d2026, 0xf2955a, 0x9a6a54])
        .crest(Crest::Peak).marks(&[(Spot(0.5, -0.2, 0.42, 0.5), 0x33272a)]),
    bird("swallow", 0.34, Body::Side(&SONG), [0x2e4478, 0xfbf3e6, 0x26396a, 0x1b2747, 0x3a3a44, 0x6a5a50])
        .beak(Beak::Thin).tail(Tail::Fork, 0x26396a).aloft()
        .marks(&[under(0xfbf3e6), (Spot(0.45, -0.45, 0.46, 0.42), 0xc8553a)]),
    bird("hummingbird", 0.3, Body::Side(&SONG), [0x2f9f6c, 0xf2f4e8, 0x2a7f78, 0x1f5a5a, 0x4a4048, 0x5a5050])
        .beak(Beak::Needle).aloft()
        .marks(&[under(0xf2f4e8), (Spot(0.3, -0.55, 0.58, 0.4), 0xd8325f)]),
    bird("woodpecker", 0.4, Body::Side(&SONG), [0x33363f, 0xf6f0e2, 0x2b2d36, 0x1d1f26, 0x4a4a50, 0x6a625a])
        .beak(Beak::Thin).crest(Crest::Peak)
        .marks(&[under(0xf6f0e2), (Spot(0.2, -0.2, 0.62, 0.34), 0xf6f0e2), (Spot(-0.15, 0.55, 0.66, 0.4), 0xd8322f)]),
    bird("kingfisher", 0.36, Body::Side(&SONG), [0x1f8fb8, 0xf2914a, 0x1a6fa8, 0x154f86, 0x3a3a42, 0xe0553a])
        .beak(Beak::Spear)
        .marks(&[under(0xf2914a), (Spot(0.1, -0.45, 0.5, 0.3), 0xfaf6ea), (Spot(0.5, 0.0, 0.36, 0.3), 0xf2914a)]),
    bird("puffin", 0.4, Body::Side(&FIELD), [0x2f333d, 0xfbfaf5, 0x282b34, 0x1b1d24, 0xf0702f, 0xf0802f])
        .beak(Beak::Parrot).tail(Tail::Short, 0x282b34).water()
        .marks(&[(Band(0.8, 4.0, -0.98, -0.2), 0xfbfaf5), (Spot(0.24, -0.06, 0.66, 0.7), 0xfbfaf5)]),
    bird("vulture", 0.62, Body::Side(&RAPTOR), [0x4a423e, 0x554b46, 0x3d3632, 0x292421, 0xd8b48a, 0xb0a090])
        .beak(Beak::Hook).claws(0xf2d9a0)
        .marks(&[(Band(3.7, 5.0, -1.0, 1.0), 0xe0a090), (Spot(0.0, 0.0, 1.0, 1.0), 0xe0a090), (Band(3.35, 3.8, -1.04, 1.04), 0xf4eee2)]),
    bird("pelican", 0.62, Body::Side(&GOOSE), [0xfbf8f0, 0xffffff, 0xefebe2, 0x3a3c44, 0xf5a832, 0xf09a3a])
        .beak(Beak::Pouch).tail(Tail::Stub, 0xf0ece2).water(),
    bird("crow", 0.46, Body::Side(&FIELD), [0x343844, 0x3d4250, 0x2b2e39, 0x1e2028, 0x3f424c, 0x3f424c])
        .iris(0xf2efe6).tail(Tail::Short, 0x262933),
    bird("pigeon", 0.4, Body::Side(&FIELD), [0x9aa4b4, 0xb4bdc9, 0xaeb7c4, 0x525a68, 0x565660, 0xd9666c])
        .iris(0xf08a3a)
        .marks(&[(Band(3.5, 4.4, -0.98, 0.98), 0x5b9c8c), (Band(3.2, 3.7, -0.98, 0.98), 0x8f76ae)]),
    bird("dove", 0.4, Body::Side(&FIELD), [0xfbfaf6, 0xffffff, 0xf0eff2, 0xd5d8e2, 0xeda59a, 0xe88f8a]),
    bird("seagull", 0.42, Body::Side(&FIELD), [0xfcfbf7, 0xffffff, 0xb4becb, 0x33363f, 0xf2ae2e, 0xf0a23f])
        .beak(Beak::Gull).tail(Tail::Short, 0xf4f3f0).water().aloft(),
    bird("parrot", 0.46, Body::Side(&PARROT), [0x43b04d, 0x9fd65a, 0x2f9444, 0x2c6fd0, 0xf0dfb4, 0x8a8478])
        .beak(Beak::Parrot).tail(Tail::Long, 0x2f9444)
        .marks(&[(Band(1.4, 4.0, -0.98, -0.3), 0x9fd65a), (Spot(0.2, 0.5, 0.62, 0.36), 0xf2c234),
            (Spot(0.4, 0.05, 0.44, 0.4), 0xf4f1de)]),
    bird("macaw", 0.55, Body::Side(&PARROT), [0xdc3a30, 0xe8553f, 0xf2b62a, 0x2a62c8, 0x3a3638, 0x6a6460])
        .beak(Beak::Parrot).tail(Tail::Long, 0xc8302c)
        .marks(&[(Spot(0.36, -0.02, 0.5, 0.46), 0xfaf4ea)]),
    bird("cockatoo", 0.46, Body::Side(&PARROT), [0xfaf8f2, 0xffffff, 0xf0eee6, 0xdcd8cc, 0x4a4a52, 0x7a7670])
        .beak(Beak::Parrot).crest(Crest::Peak),
    bird("toucan", 0.48, Body::Side(&PARROT), [0x2b2e38, 0x2b2e38, 0x24262f, 0x191b22, 0xf59a2c, 0x5f8fb4])
        .beak(Beak::Toucan).iris(0x6fb7e0)
        .marks(&[(Band(3.3, 4.7, -0.98, 0.0), 0xfdf6e0), (Spot(0.3, -0.2, 0.6, 0.66), 0xfdf6e0),
            (Spot(0.36, 0.1, 0.4, 0.4), 0xf5b54a)]),
    bird("eagle", 0.68, Body::Side(&RAPTOR), [0x5e412c, 0x6b4a32, 0x4d3423, 0x33231a, 0xf4b52e, 0xf2b233])
        .beak(Beak::Hook).tail(Tail::Short, 0xf6f2e8).claws(0xf6d04a).aloft()
        .marks(&[(Band(3.75, 5.0, -1.0, 1.0), 0xfaf6ec), (Spot(0.0, 0.0, 1.0, 1.0), 0xfaf6ec)]),
    bird("hawk", 0.55, Body::Side(&RAPTOR), [0x9c6d45, 0xf4e6cd, 0x865c38, 0x523724, 0x56504c, 0xf0b840])
        .beak(Beak::Hook).claws(0xf6d04a).aloft().marks(&[under(0xf4e6cd)]),
    bird("duck", 0.42, Body::Side(&DUCK), [0xb9a88f, 0xe9dfcd, 0x94806a, 0x2f62b4, 0xf4bd2e, 0xf0852a])
        .beak(Beak::Flat).tail(Tail::Stub, 0x4a4038).water()
        .marks(&[(Band(2.3, 3.75, -0.99, 0.99), 0x8a5238), (Band(3.55, 3.85, -1.0, 1.0), 0xfaf8f0),
            (Band(3.8, 5.0, -1.0, 1.0), 0x2f7f52), (Spot(0.0, 0.0, 1.0, 1.0), 0x2f7f52)]),
    bird("white-duck", 0.42, Body::Side(&DUCK), [0xfcfaf4, 0xffffff, 0xf0eee8, 0xdcdad4, 0xf6a82e, 0xf0902a])
        .beak(Beak::Flat).tail(Tail::Stub, 0xf4f2ec).water(),
    bird("duckling", 0.28, Body::Side(&CHICK), [0xffd84f, 0xffe98f, 0xf6c235, 0xdfa528, 0xf29a3a, 0xf0902a])
        .beak(Beak::Flat).tail(Tail::Stub, 0xf6c235).water().grounded(),
    bird("goose", 0.6, Body::Side(&GOOSE), [0xfbf9f3, 0xffffff, 0xe9e7e2, 0xc4c5c8, 0xf08a2c, 0xf08a2c])
        .beak(Beak::Flat).tail(Tail::Stub, 0xf0eee8).water(),
    bird("swan", 0.66, Body::Side(&SWAN), [0xfdfcfa, 0xffffff, 0xf3f2f4, 0xdadde6, 0xf0802a, 0x4a4a50])
        .beak(Beak::Flat).tail(Tail::Stub, 0xf6f5f6).water().marks(&[(Spot(0.72, 0.12, 0.36, 0.4), 0x33333a)]),
    bird("flamingo", 0.85, Body::Side(&WADER), [0xf7909f, 0xfbb2b8, 0xf0708a, 0x4a3038, 0xf6e0d0, 0xf08a9c])
        .beak(Beak::Bent).tail(Tail::Stub, 0xf0708a),
    bird("crane", 0.92, Body::Side(&WADER), [0xfbfaf6, 0xffffff, 0xf3f2ee, 0x2d3038, 0x8a8a70, 0x4a4c50])
        .beak(Beak::Spear).tail(Tail::Plume, 0x2d3038)
        .marks(&[(Band(4.0, 6.4, -0.98, 0.98), 0x2d3038), (Spot(-0.05, 0.55, 0.66, 0.4), 0xd8342f)]),
    bird("heron", 0.92, Body::Side(&WADER), [0x93a6ba, 0xf0f2f4, 0x7f93a9, 0x3a4452, 0xf0b545, 0xa89a70])
        .beak(Beak::Spear).crest(Crest::Streamer)
        .marks(&[(Band(3.6, 7.0, -1.0, 0.5), 0xf2f4f5), (Spot(0.1, -0.15, 0.85, 0.75), 0xf2f4f5)]),
    bird("stork", 0.92, Body::Side(&WADER), [0xfcfbf6, 0xffffff, 0xf1f0ec, 0x2d3038, 0xe0452f, 0xe0553a])
        .beak(Beak::Spear).tail(Tail::Stub, 0xf4f2ee),
    bird("ostrich", 1.3, Body::Side(&OSTRICH), [0x3b3634, 0x3b3634, 0x322e2d, 0xf6f1e6, 0xe0a878, 0xe2b59a])
        .tail(Tail::Plume, 0xf6f1e6).grounded()
        .marks(&[(Band(3.55, 7.0, -1.0, 1.0), 0xe8c0a4), (Spot(0.0, 0.0, 1.0, 1.0), 0xe8c0a4)]),
    bird("peacock", 0.7, Body::Side(&PEAFOWL), [0x2468c8, 0x2468c8, 0x2a8a8a, 0x8a5a38, 0xd8d0c0, 0x8a7a68])
        .crest(Crest::Beads).tail(Tail::EyedFan, 0x2f8f5c)
        .marks(&[(Spot(0.2, -0.05, 0.42, 0.34), 0xfaf8f2)]),
    bird("hen", 0.46, Body::Side(&FOWL), [0xc9743a, 0xdf9a5c, 0xb0602e, 0x84451f, 0xf2b440, 0xf0b040])
        .crest(Crest::Comb).grounded().tail(Tail::Short, 0x9a5228).marks(&[(Band(2.6, 4.4, -0.98, -0.1), 0xdf9a5c)]),
    bird("white-hen", 0.46, Body::Side(&FOWL), [0xfbf8f0, 0xffffff, 0xf0ece2, 0xd8d3c6, 0xf2b440, 0xf0b040])
        .crest(Crest::Comb).grounded().tail(Tail::Short, 0xf0ece2),
    bird("rooster", 0.56, Body::Side(&FOWL), [0xc85028, 0xb04a26, 0x96381f, 0x1f5c4c, 0xf2b440, 0xf0b040])
        .crest(Crest::Comb).grounded().tail(Tail::Sickle, 0x1f5c4c)
        .marks(&[(Band(3.0, 5.0, -0.99, 0.99), 0xf2a934), (Spot(0.0, 0.0, 0.98, 0.98), 0xf2a934)]),
    bird("chick", 0.27, Body::Side(&CHICK), [0xffdc55, 0xffeb98, 0xf8c83c, 0xe0a92c, 0xf2953a, 0xf0a040])
        .tail(Tail::Stub, 0xf8c83c).grounded(),
    bird("turkey", 0.55, Body::Side(&PEAFOWL), [0x6e4a34, 0x7d563c, 0x5a3b2a, 0xd8b88a, 0xf0c060, 0xd89a70])
        .crest(Crest::Wattle).tail(Tail::Fan, 0x8a5a38).grounded()
        .marks(&[(Band(4.3, 6.0, -1.0, 1.0), 0xd8746a), (Spot(0.0, 0.0, 1.0, 1.0), 0x8fb0cc)]),
    bird("phoenix", 0.8, Body::Side(&PEAFOWL), [0xe8472a, 0xf7a037, 0xf07a2a, 0xffd34a, 0xffc93f, 0xf2a93a])
        .beak(Beak::Hook).crest(Crest::Flame).tail(Tail::Flame, 0xf0602a).claws(0xffe27a).aloft()
        .marks(&[(Band(1.5, 4.4, -0.98, -0.25), 0xf7a037)]),
    bird("owl", 0.55, Body::Owl, [0x8d6645, 0xf0dcb9, 0x70492f, 0x50351f, 0xf0a838, 0xe0a040]).iris(0xf7b733),
    bird("snowy-owl", 0.55, Body::Owl, [0xf6f5f1, 0xffffff, 0xe9e9ea, 0xc9ccd4, 0x5a5a62, 0x8a8a90]).iris(0xf7c93f),
    bird("barn-owl", 0.5, Body::Owl, [0xd09a5c, 0xfcf4e4, 0xb98048, 0x8a5c34, 0xe8c9a0, 0xd8b088]),
    bird("penguin", 0.66, Body::Penguin, [0x2f3844, 0xfdfcf8, 0x29313c, 0x1d232c, 0xf2a32f, 0xf0952c])
        .tail(Tail::Stub, 0x29313c).water().grounded(),
];

/// The bird with this name in the lexicon.
pub(crate) fn bird_called(id: &str) -> Option<&'static Bird> {
    BIRDS.iter().find(|b| b.id == id)
}
