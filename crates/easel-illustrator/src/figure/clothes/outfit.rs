//! What somebody has on: what was asked for, and for the rest everyday clothes by chance.

use super::super::Figure;
use super::super::body::Shoe;
use super::torso;
use crate::colour::{Rgb, WHITE};
use crate::rng::Rng;
use crate::scene::{Age, GarmentKind, Person};

/// How a top is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    Plain,
    Stripes,
    Dots,
    /// A star or a heart on the chest.
    Badge,
    /// A collar and buttons.
    Shirt,
    /// A pouch and cords.
    Hoodie,
    /// An open jacket over something light.
    Cardigan,
    /// Bib and braces in the colour of the trousers.
    Dungarees,
    Sweater,
    Coat,
    Dress,
    Kimono,
    Armour,
    /// A space suit.
    Suit,
}

/// What covers the trunk and the arms.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Top {
    pub(crate) colour: Rgb,
    /// Of collars, stripes and buttons.
    pub(crate) trim: Rgb,
    pub(crate) cut: Cut,
    /// Share of the arm that is covered.
    pub(crate) sleeve: f32,
    /// How wide a sleeve is at its end, 1 for one that follows the arm.
    pub(crate) flare: f32,
    /// Share of the leg that hangs over, as a coat's skirts do.
    pub(crate) skirt: f32,
}

/// What covers the legs.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Bottom {
    Bare,
    /// Trousers down to a share of the leg.
    Trousers(Rgb, f32),
    /// A skirt down to a share of the leg, and how much wider it is below.
    Skirt(Rgb, f32, f32),
}

/// Everything on the body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outfit {
    pub(crate) top: Option<Top>,
    pub(crate) bottom: Bottom,
    pub(crate) shoe: Option<Shoe>,
    pub(crate) apron: Option<Rgb>,
    pub(crate) gloves: Option<Rgb>,
}

/// Colours that go together: top, trim, below, shoes.
const PALETTES: [[u32; 4]; 14] = [
    [0xe2725b, 0xfdf1dc, 0x3f5d7d, 0x7a4a34],
    [0xf2b84b, 0xfff7e3, 0x4d7298, 0xb5523b],
    [0x5fa8a0, 0xfdf4e3, 0x6b4f3f, 0xd98b4a],
    [0x7fb069, 0xfff8e1, 0x5a6b8c, 0x8a5a3c],
    [0x6f8fc9, 0xfdf3d8, 0x8a6b4f, 0xc9503f],
    [0xd9688a, 0xfff0f2, 0x56658f, 0xf0ece4],
    [0xf4efe2, 0xd35f4e, 0x55739c, 0x8a5638],
    [0xa77bb8, 0xfdf0e8, 0x4a6a74, 0xe0a24c],
    [0xe8924a, 0xfff4dd, 0x5b7a5a, 0x6b4632],
    [0x4f86b8, 0xf7e9c8, 0xb98a5a, 0x5a3d30],
    [0xc94f4f, 0xfbeedb, 0x6a7a8c, 0x3f4a5c],
    [0x86b8d8, 0xfffaf0, 0x9a6a7c, 0xf2ede2],
    [0x58946b, 0xfdf2d4, 0xc4a06a, 0x7a4a34],
    [0xf3c6cf, 0xc9586e, 0x7a9a8a, 0xb5523b],
];

/// What people of dignity wear: calmer colours.
const CALM: [[u32; 4]; 6] = [
    [0x6f7f6a, 0xf0e6d0, 0x5a4f48, 0x4a352a],
    [0x7a5f86, 0xf3e6ea, 0x5b5566, 0x4a3838],
    [0x9a5f4a, 0xf6ead6, 0x55606e, 0x4a3428],
    [0x4f6d86, 0xf2ead8, 0x6a5c4c, 0x40342e],
    [0xb08a4a, 0xfaf0da, 0x5f5a66, 0x543a2c],
    [0x8c4a5c, 0xf7e6e4, 0x5a5a58, 0x42302c],
];

impl Outfit {
    /// What an animal wears: only what was said.
    pub(crate) fn plush(figure: &Figure<'_>) -> Self {
        let mut outfit = Self { top: None, bottom: Bottom::Bare, shoe: None, apron: None, gloves: None };
        outfit.dress(figure);
        outfit
    }

    /// What a person wears; what was not said is left to chance.
    pub(crate) fn person(figure: &Figure<'_>, person: &Person, seed: u64) -> Self {
        let mut rng = Rng::new(seed, "clothes");
        let calm = person.age == Age::Old || person.age == Age::Adult && rng.chance(0.45);
        let [top, trim, below, shoes] =
            (if calm { *rng.pick(&CALM) } else { *rng.pick(&PALETTES) }).map(Rgb::hex);
        let top = figure.entity.hue.unwrap_or(top);
        let mut outfit = if person.feminine {
            feminine(person.age, [top, trim, below], &mut rng)
        } else {
            masculine(person.age, [top, trim, below], &mut rng)
        };
        let shaft = if person.age == Age::Child && rng.chance(0.25) { 0.45 } else { 0.0 };
        outfit.shoe = Some(Shoe { colour: shoes, sole: shoes.mix(WHITE, 0.55), shaft });
        outfit.dress(figure);
        outfit
    }

    /// Puts on what was asked for.
    fn dress(&mut self, figure: &Figure<'_>) {
        use GarmentKind as G;
        self.apron = super::worn(figure, G::Apron);
        let person = self.shoe.is_some();
        let Some((kind, colour)) = torso(figure) else { return };
        let white = colour.luminance() > 0.9;
        let pale = colour.mix(WHITE, 0.6);
        let top = |cut, trim, sleeve, skirt| Top { colour, trim, cut, sleeve, flare: 1.0, skirt };
        match kind {
            G::Sweater => self.top = Some(top(Cut::Sweater, pale, 0.97, 0.0)),
            G::Coat => {
                self.top = Some(top(Cut::Coat, Rgb::hex(0xffe2a0), 0.98, 0.42));
                if person {
                    let below = match self.bottom {
                        Bottom::Trousers(colour, _) | Bottom::Skirt(colour, ..) => colour.times(0.85),
                        Bottom::Bare => Rgb::hex(0x4a4f63),
                    };
                    self.bottom = Bottom::Trousers(below, 0.96);
                }
            }
            G::Dress => {
                let adult = person && figure.entity.garments.iter().any(|g| g.kind == G::Crown);
                let long = if adult { 0.94 } else { 0.60 };
                self.top =
                    Some(Top { flare: 1.15, ..top(Cut::Dress, pale, if adult { 0.9 } else { 0.42 }, 0.0) });
                self.bottom = Bottom::Skirt(colour, long, if adult { 1.5 } else { 1.35 });
            }
            G::Kimono => {
                self.top = Some(Top { flare: 2.3, ..top(Cut::Kimono, pale, 0.92, 0.0) });
                self.bottom = Bottom::Skirt(colour, 0.93, 0.55);
            }
            G::Armour => {
                let cut = if white { Cut::Suit } else { Cut::Armour };
                self.top = Some(top(cut, pale, 1.0, 0.0));
                self.bottom = Bottom::Trousers(colour.times(if white { 0.97 } else { 0.82 }), 0.98);
                self.gloves = Some(colour.times(0.8));
                if let Some(shoe) = &mut self.shoe {
                    *shoe = Shoe { colour: colour.times(0.74), sole: colour.times(0.55), shaft: 0.5 };
                }
            }
            _ => {}
        }
    }
}

fn feminine(age: Age, [top, trim, below]: [Rgb; 3], rng: &mut Rng) -> Outfit {
    let cut = *rng.pick(&[Cut::Plain, Cut::Stripes, Cut::Dots, Cut::Shirt, Cut::Badge]);
    let choice = rng.unit();
    let worn = |cut, sleeve, bottom, colour| Outfit {
        top: Some(Top { colour, trim, cut, sleeve, flare: 1.0, skirt: 0.0 }),
        bottom,
        shoe: None,
        apron: None,
        gloves: None,
    };
    match age {
        Age::Child if choice < 0.38 => worn(Cut::Dress, 0.36, Bottom::Skirt(top, 0.58, 1.4), top),
        Age::Child if choice < 0.62 => worn(cut, 0.38, Bottom::Skirt(below, 0.48, 1.35), top),
        Age::Child if choice < 0.82 => worn(Cut::Dungarees, 0.4, Bottom::Trousers(below, 0.86), top),
        Age::Child => worn(cut, 0.4, Bottom::Trousers(below, 0.44), top),
        Age::Adult if choice < 0.34 => worn(Cut::Dress, 0.4, Bottom::Skirt(top, 0.62, 1.2), top),
        Age::Adult if choice < 0.64 => worn(cut, 0.92, Bottom::Skirt(below, 0.66, 1.0), top),
        Age::Adult => worn(cut, 0.92, Bottom::Trousers(below, 0.95), top),
        Age::Old if choice < 0.6 => worn(Cut::Cardigan, 0.95, Bottom::Skirt(below, 0.74, 0.9), top),
        Age::Old => worn(Cut::Dress, 0.9, Bottom::Skirt(top, 0.76, 0.9), top),
    }
}

fn masculine(age: Age, [top, trim, below]: [Rgb; 3], rng: &mut Rng) -> Outfit {
    let young = [Cut::Stripes, Cut::Plain, Cut::Badge, Cut::Hoodie, Cut::Dungarees, Cut::Stripes, Cut::Shirt];
    let grown = [Cut::Shirt, Cut::Plain, Cut::Cardigan, Cut::Hoodie, Cut::Shirt, Cut::Stripes];
    let grey = [Cut::Cardigan, Cut::Shirt, Cut::Cardigan, Cut::Plain];
    let (cut, short) = match age {
        Age::Child => (*rng.pick(&young), rng.chance(0.55)),
        Age::Adult => (*rng.pick(&grown), rng.chance(0.1)),
        Age::Old => (*rng.pick(&grey), false),
    };
    let sleeve = match cut {
        Cut::Hoodie | Cut::Cardigan => 0.97,
        _ if short || age == Age::Child && rng.chance(0.5) => 0.4,
        _ => 0.95,
    };
    let long = if short && cut != Cut::Dungarees { 0.46 } else { 0.95 };
    Outfit {
        top: Some(Top { colour: top, trim, cut, sleeve, flare: 1.0, skirt: 0.0 }),
        bottom: Bottom::Trousers(below, long),
        shoe: None,
        apron: None,
        gloves: None,
    }
}
