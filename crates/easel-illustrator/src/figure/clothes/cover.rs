//! What covers the trunk and the hips, drawn along the joints of the body below.

use super::super::body::{FAR, Frame, NEAR, Skeleton, along, contour, hull, mark, mix, spot, towards, unit};
use super::outfit::{Bottom, Cut, Top};
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::scene::Pose;
use crate::shape::{self, Point};

/// A place on the trunk: `u` from its near edge (-1) to its far one (1), `v` from the hips (0) to the shoulders (1).
struct Cloth<'a> {
    f: &'a Frame,
    bones: &'a Skeleton,
    /// Where the middle of the chest is, which a turned body carries to one side.
    middle: f32,
}

impl<'a> Cloth<'a> {
    fn new(f: &'a Frame, bones: &'a Skeleton) -> Self {
        Self { f, bones, middle: 0.62 * bones.turn.to_radians().sin() }
    }

    fn at(&self, u: f32, v: f32) -> Point {
        let spine = mix(self.bones.pelvis, self.bones.chest, v);
        along(spine, towards(90.0 - self.bones.lean), u * self.bones.half(v))
    }

    /// A place seen from the middle of the chest.
    fn front(&self, u: f32, v: f32) -> Point {
        let squeeze = 1.0 - self.middle.abs() * 0.45;
        self.at((self.middle + u * squeeze).clamp(-0.97, 0.97), v)
    }

    fn line(&self, canvas: &mut Canvas, from: (f32, f32), to: (f32, f32), colour: Rgb, width: f32) {
        let middle = self.front((from.0 + to.0) * 0.5, (from.1 + to.1) * 0.5);
        self.f.curve(
            canvas,
            [self.front(from.0, from.1), middle, self.front(to.0, to.1)],
            colour,
            1.0,
            width,
        );
    }

    /// A band round the body between two heights.
    fn band(&self, canvas: &mut Canvas, low: f32, high: f32, colour: Rgb) {
        let sag = 0.045;
        let points = [
            self.at(-0.98, high),
            self.at(0.0, high - sag),
            self.at(0.98, high),
            self.at(0.98, low),
            self.at(0.0, low - sag),
            self.at(-0.98, low),
        ];
        let [a, b, c, d, e, g] = points.map(|p| self.f.at(p.0, p.1));
        let mut rim = arc(a, b, c);
        rim.extend(arc(d, e, g));
        mark(canvas, &shape::polygon(&rim), colour);
    }

    /// A shape on the front of the trunk.
    fn shape(&self, canvas: &mut Canvas, points: &[(f32, f32)], colour: Rgb) {
        let rim: Vec<Point> = points.iter().map(|p| self.front(p.0, p.1)).collect();
        let shape = shape::polygon(&self.f.path(&rim));
        contour(canvas, &shape, colour);
        canvas.fill(&shape, Tint::flat(colour));
    }

    fn buttons(&self, canvas: &mut Canvas, u: f32, heights: &[f32], colour: Rgb) {
        let r = self.bones.build.head * 0.072;
        for v in heights {
            if let Some(line) = canvas.outline.filter(|_| canvas.mono) {
                canvas.stroke(&self.f.oval(self.front(u, *v), (r, r)), line.colour, 1.0, line.width * 0.5);
                continue;
            }
            self.f.dot(canvas, self.front(u, *v), (r * 1.25, r * 1.25), colour.times(0.6), 1.0);
            self.f.dot(canvas, self.front(u, *v), (r, r), colour, 1.0);
        }
    }
}

/// Some points of a bow from `a` over `b` to `c`.
fn arc(a: Point, b: Point, c: Point) -> Vec<Point> {
    (0..=6)
        .map(|k| {
            let t = k as f32 / 6.0;
            mix(mix(a, b, t), mix(b, c, t), t)
        })
        .collect()
}

/// The outline of the trunk down to `hem`, in shares of its height.
fn rim(cloth: &Cloth<'_>, hem: f32, loose: f32) -> Vec<Point> {
    let half: [(f32, f32); 7] = [
        (0.38, 1.05),
        (0.80, 1.01),
        (1.0, 0.87),
        (0.95 * loose, 0.62),
        (0.95 * loose, 0.34),
        (1.02 * loose, 0.1_f32.max(hem + 0.05)),
        (0.96 * loose, hem),
    ];
    let mut points = vec![cloth.at(cloth.middle * 0.4, 0.95)];
    points.extend(half.iter().map(|p| cloth.at(p.0, p.1)));
    points.push(cloth.at(0.0, hem - 0.05));
    points.extend(half.iter().rev().map(|p| cloth.at(-p.0, p.1)));
    points
}

/// The trunk without clothes, with a pale belly where there is one.
pub(crate) fn bare(canvas: &mut Canvas, f: &Frame, bones: &Skeleton, colour: Rgb, belly: Option<Rgb>) {
    let cloth = Cloth::new(f, bones);
    let shape = f.blob(&rim(&cloth, -0.22, 1.0));
    f.form(canvas, &shape, colour);
    if let Some(belly) = belly {
        let pale = belly.mix(WHITE, 0.25);
        let r = (bones.half(0.3) * 0.62, bones.build.torso * 0.52);
        let middle = cloth.at(cloth.middle * 0.4, 0.36);
        let patch = f.part(middle, 1.0, (0.0, 0.0), bones.lean);
        patch.egg(canvas, (0.0, 0.0), r, pale, belly.times(0.88));
    }
}

/// The trunk in a top, with all that is on it. `below` is what the legs wear.
pub(crate) fn trunk(canvas: &mut Canvas, f: &Frame, bones: &Skeleton, top: &Top, below: &Bottom) {
    let cloth = Cloth::new(f, bones);
    let (hem, loose) = match top.cut {
        Cut::Dress | Cut::Kimono => (0.16, 0.97),
        Cut::Coat => (0.10, 1.0),
        Cut::Hoodie | Cut::Suit => (-0.16, 1.09),
        Cut::Sweater | Cut::Cardigan => (-0.14, 1.06),
        _ => (-0.12, 1.04),
    };
    let shape = f.blob(&rim(&cloth, hem, loose));
    f.form(canvas, &shape, top.colour);
    let dark = top.colour.times(0.66);
    match top.cut {
        Cut::Plain => neckline(canvas, &cloth, top.trim),
        Cut::Stripes => {
            for v in [0.06, 0.34, 0.62] {
                cloth.band(canvas, v, v + 0.13, top.trim);
            }
            neckline(canvas, &cloth, top.trim);
        }
        Cut::Dots => dots(canvas, &cloth, top.trim),
        Cut::Badge => badge(canvas, &cloth, top.trim),
        Cut::Shirt => {
            cloth.line(canvas, (0.0, 0.98), (0.0, -0.1), dark, 0.006);
            cloth.buttons(canvas, 0.08, &[0.72, 0.46, 0.2], top.trim);
            collar(canvas, &cloth, top.trim);
        }
        Cut::Hoodie => hoodie(canvas, &cloth, top),
        Cut::Cardigan => cardigan(canvas, &cloth, top),
        Cut::Dungarees => dungarees(canvas, &cloth, top, below),
        Cut::Sweater => sweater(canvas, &cloth, top),
        Cut::Coat => coat(canvas, &cloth, top),
        Cut::Dress => {
            round_collar(canvas, &cloth, top.trim);
            cloth.buttons(canvas, 0.0, &[0.66, 0.46], top.trim);
        }
        Cut::Kimono => kimono(canvas, &cloth, top),
        Cut::Armour => armour(canvas, &cloth, top),
        Cut::Suit => suit(canvas, &cloth, top),
    }
}

fn neckline(canvas: &mut Canvas, cloth: &Cloth<'_>, trim: Rgb) {
    let [a, b, c] = [cloth.at(-0.34, 1.03), cloth.front(0.0, 0.82), cloth.at(0.40, 1.02)];
    cloth.f.curve(canvas, [a, b, c], trim, 1.0, cloth.bones.build.head * 0.12);
}

fn dots(canvas: &mut Canvas, cloth: &Cloth<'_>, trim: Rgb) {
    let r = cloth.bones.build.head * 0.075;
    for (row, v) in [0.02, 0.24, 0.46, 0.68].into_iter().enumerate() {
        let shift = if row % 2 == 0 { 0.0 } else { 0.27 };
        for u in [-0.81, -0.27, 0.27] {
            cloth.f.dot(canvas, cloth.at(u + shift, v), (r, r), trim, 1.0);
        }
    }
    neckline(canvas, cloth, trim);
}

fn badge(canvas: &mut Canvas, cloth: &Cloth<'_>, trim: Rgb) {
    let at = cloth.front(0.0, 0.48);
    let (x, y) = cloth.f.at(at.0, at.1);
    let r = cloth.bones.build.head * 0.34 * cloth.f.height;
    canvas.fill(&shape::star(x, y, r, r * 0.45, 5), Tint::flat(trim));
    neckline(canvas, cloth, trim);
}

fn collar(canvas: &mut Canvas, cloth: &Cloth<'_>, trim: Rgb) {
    for side in [-1.0, 1.0] {
        cloth.shape(
            canvas,
            &[(0.0, 0.90), (side * 0.14, 1.10), (side * 0.52, 1.03), (side * 0.40, 0.78)],
            trim,
        );
    }
}

fn round_collar(canvas: &mut Canvas, cloth: &Cloth<'_>, trim: Rgb) {
    for side in [-1.0, 1.0] {
        let rim: Vec<Point> =
            [(0.0, 0.95), (0.22, 1.03), (0.52, 1.07), (0.72, 0.98), (0.62, 0.84), (0.34, 0.78), (0.06, 0.83)]
                .iter()
                .map(|p| cloth.front(side * p.0, p.1))
                .collect();
        let shape = cloth.f.blob(&rim);
        cloth.f.form(canvas, &shape, trim);
    }
}

fn hoodie(canvas: &mut Canvas, cloth: &Cloth<'_>, top: &Top) {
    let dark = top.colour.times(0.8);
    let rim: Vec<Point> =
        [(-0.5, 0.30), (0.5, 0.30), (0.72, 0.0), (0.55, -0.06), (-0.55, -0.06), (-0.72, 0.0)]
            .iter()
            .map(|p| cloth.front(p.0, p.1))
            .collect();
    let pouch = cloth.f.blob(&rim);
    cloth.f.form(canvas, &pouch, dark);
    let hood: Vec<Point> =
        [(-0.72, 1.06), (0.0, 1.0), (0.72, 1.06), (0.62, 0.86), (0.0, 0.74), (-0.62, 0.86)]
            .iter()
            .map(|p| cloth.front(p.0, p.1))
            .collect();
    let hood = cloth.f.blob(&hood);
    cloth.f.form(canvas, &hood, top.colour.times(0.92));
    for side in [-0.2, 0.2] {
        cloth.line(canvas, (side, 0.84), (side * 1.2, 0.5), top.trim, 0.008);
    }
}

fn cardigan(canvas: &mut Canvas, cloth: &Cloth<'_>, top: &Top) {
    cloth.shape(
        canvas,
        &[(-0.26, 1.04), (0.26, 1.04), (0.16, 0.62), (0.14, -0.12), (-0.14, -0.12), (-0.16, 0.62)],
        top.trim,
    );
    collar(canvas, cloth, top.trim.times(0.97));
    let dark = top.colour.times(0.72);
    for side in [-1.0, 1.0] {
        cloth.line(canvas, (side * 0.44, 1.0), (side * 0.18, 0.58), dark, 0.012);
        cloth.line(canvas, (side * 0.18, 0.58), (side * 0.16, -0.12), dark, 0.012);
        cloth.line(canvas, (side * 0.42, 0.2), (side * 0.74, 0.22), dark, 0.009);
    }
    cloth.buttons(canvas, 0.18, &[0.48, 0.26, 0.04], Rgb::hex(0xf4dca0));
}

fn dungarees(canvas: &mut Canvas, cloth: &Cloth<'_>, top: &Top, below: &Bottom) {
    for v in [0.42, 0.68] {
        cloth.band(canvas, v, v + 0.1, top.trim);
    }
    neckline(canvas, cloth, top.trim);
    let denim = match below {
        Bottom::Trousers(colour, _) | Bottom::Skirt(colour, _, _) => *colour,
        Bottom::Bare => top.trim,
    };
    for side in [-1.0, 1.0] {
        cloth.line(canvas, (side * 0.66, 1.0), (side * 0.44, 0.66), denim.times(0.92), 0.024);
    }
    let bib: Vec<Point> = [
        (-1.02, 0.24),
        (-0.52, 0.36),
        (-0.50, 0.68),
        (0.50, 0.68),
        (0.52, 0.36),
        (1.02, 0.24),
        (1.04, -0.14),
        (0.0, -0.18),
        (-1.04, -0.14),
    ]
    .iter()
    .map(|p| if p.1 > 0.3 { cloth.front(p.0, p.1) } else { cloth.at(p.0, p.1) })
    .collect();
    let shape = shape::polygon(&cloth.f.path(&bib));
    contour(canvas, &shape, denim);
    canvas.fill(&shape, Tint::flat(denim));
    cloth.line(canvas, (-0.26, 0.52), (0.26, 0.52), denim.times(0.72), 0.008);
    cloth.line(canvas, (-0.26, 0.52), (-0.2, 0.32), denim.times(0.72), 0.006);
    cloth.line(canvas, (0.26, 0.52), (0.2, 0.32), denim.times(0.72), 0.006);
    cloth.line(canvas, (-0.2, 0.32), (0.2, 0.32), denim.times(0.72), 0.006);
    cloth.buttons(canvas, -0.42, &[0.62], Rgb::hex(0xf2c85a));
    cloth.buttons(canvas, 0.42, &[0.62], Rgb::hex(0xf2c85a));
}

fn sweater(canvas: &mut Canvas, cloth: &Cloth<'_>, top: &Top) {
    cloth.band(canvas, 0.56, 0.66, top.trim);
    cloth.band(canvas, 0.36, 0.46, top.trim);
    for k in -3i32..=3 {
        let u = k as f32 * 0.28;
        cloth.line(
            canvas,
            (u - cloth.middle, -0.05),
            (u - cloth.middle, -0.14),
            top.colour.times(0.74),
            0.006,
        );
    }
    let roll: Vec<Point> =
        [(-0.42, 1.06), (0.0, 1.0), (0.42, 1.06), (0.44, 0.92), (0.0, 0.84), (-0.44, 0.92)]
            .iter()
            .map(|p| cloth.front(p.0, p.1))
            .collect();
    let roll = cloth.f.blob(&roll);
    cloth.f.form(canvas, &roll, top.colour.times(0.95));
}

fn coat(canvas: &mut Canvas, cloth: &Cloth<'_>, top: &Top) {
    let dark = top.colour.times(0.62);
    cloth.line(canvas, (0.0, 0.72), (0.0, 0.1), dark, 0.008);
    for side in [-1.0, 1.0] {
        cloth.shape(
            canvas,
            &[(side * 0.10, 1.08), (side * 0.52, 1.04), (side * 0.62, 0.82), (side * 0.02, 0.58)],
            top.colour.times(0.84),
        );
    }
    cloth.buttons(canvas, 0.16, &[0.56, 0.40], top.trim);
}

fn kimono(canvas: &mut Canvas, cloth: &Cloth<'_>, top: &Top) {
    let wide = cloth.bones.build.head * 0.15;
    cloth.line(canvas, (0.38, 1.04), (-0.22, 0.48), top.trim, wide);
    cloth.line(canvas, (-0.38, 1.04), (0.34, 0.42), top.trim.times(0.95), wide);
    cloth.band(canvas, 0.16, 0.42, Rgb::hex(0xe0a84a).mix(top.trim, 0.15));
    cloth.band(canvas, 0.26, 0.31, Rgb::hex(0xb5483e));
}

fn armour(canvas: &mut Canvas, cloth: &Cloth<'_>, top: &Top) {
    let light = top.colour.mix(WHITE, 0.45);
    let plate: Vec<Point> = [(-0.62, 0.9), (0.0, 0.98), (0.62, 0.9), (0.72, 0.5), (0.0, 0.32), (-0.72, 0.5)]
        .iter()
        .map(|p| cloth.front(p.0, p.1))
        .collect();
    let plate = cloth.f.blob(&plate);
    cloth.f.form(canvas, &plate, light);
    cloth.line(canvas, (0.0, 0.94), (0.0, 0.36), top.colour.times(0.7), 0.006);
    cloth.band(canvas, 0.08, 0.2, Rgb::hex(0x7a4a34));
    cloth.buttons(canvas, 0.0, &[0.12], Rgb::hex(0xf2c33c));
}

fn suit(canvas: &mut Canvas, cloth: &Cloth<'_>, top: &Top) {
    cloth.shape(canvas, &[(-0.42, 0.66), (0.42, 0.66), (0.42, 0.30), (-0.42, 0.30)], top.colour.times(0.8));
    for (u, v, colour) in [(-0.22, 0.55, 0xe0503f), (0.02, 0.55, 0x4f9fd8), (0.24, 0.55, 0xf2c33c)] {
        cloth.buttons(canvas, u, &[v], Rgb::hex(colour));
    }
    cloth.line(canvas, (-0.28, 0.4), (0.28, 0.4), Rgb::hex(0x5a6a80), 0.010);
    cloth.band(canvas, 0.0, 0.08, Rgb::hex(0x5a7fb0));
}

/// The part of trousers round the hips, `lined` where no trunk is painted over it.
pub(crate) fn seat(canvas: &mut Canvas, f: &Frame, bones: &Skeleton, colour: Rgb, lined: bool) {
    let cloth = Cloth::new(f, bones);
    let thick = bones.build.thick.1;
    let mut points = vec![cloth.at(-0.9, 0.3), cloth.at(0.9, 0.3)];
    points.extend(ring(bones.hips[FAR], thick));
    points.extend(ring(bones.hips[NEAR], thick));
    let shape = f.blob(&hull(&points));
    if lined {
        f.form(canvas, &shape, colour);
    } else {
        canvas.wash(&shape, Tint::flat(colour.times(0.97)));
    }
}

fn ring(middle: Point, radius: f32) -> [Point; 6] {
    [0.0, 60.0, 120.0, 180.0, 240.0, 300.0].map(|d| along(middle, towards(d), radius))
}

/// A skirt, or the skirts of a coat, over both legs: down to a share of the leg, `flare` times wider than the leg below.
pub(crate) fn skirt(canvas: &mut Canvas, f: &Frame, bones: &Skeleton, colour: Rgb, long: f32, flare: f32) {
    let cloth = Cloth::new(f, bones);
    let mut points = vec![cloth.at(-0.93, 0.3), cloth.at(0.93, 0.3)];
    let mut hems = [(0.0, 0.0); 2];
    for side in [FAR, NEAR] {
        let joints = [bones.hips[side], bones.knees[side], bones.ankles[side]];
        let out = if side == FAR { 1.0 } else { -1.0 };
        points.extend(ring(bones.hips[side], bones.build.thick.1 * 1.12));
        for share in [0.12, 0.45, 0.8, 1.0] {
            let t = long * share;
            let at = spot(joints, t);
            let next = spot(joints, t + 0.02);
            let way = unit((next.0 - at.0, next.1 - at.1));
            let wide = bones.build.thick.1 * (1.12 + flare * t * 1.5);
            for edge in [-1.0, 1.0] {
                points.push((at.0 - way.1 * wide * edge, at.1 + way.0 * wide * edge));
            }
            if share == 1.0 {
                hems[side] = (at.0 - way.1 * wide * out, at.1 + way.0 * wide * out);
            }
        }
    }
    let low = 0.006;
    points.iter_mut().for_each(|p| p.1 = p.1.max(low + lowest(bones)));
    let rim = hull(&points);
    let shape = shape::polygon(&f.path(&soft(&rim)));
    f.form(canvas, &shape, colour);
    // A skirt spread on the ground lies smooth.
    let spread = matches!(bones.pose, Pose::Sit | Pose::Lie);
    if !spread && hems[NEAR].1.max(hems[FAR].1) < bones.pelvis.1 - bones.build.leg * 0.2 {
        pleats(canvas, f, bones, &cloth, colour, hems);
    }
}

/// The skirts of a coat, its pockets, and the belt above them.
pub(crate) fn coat_tails(canvas: &mut Canvas, f: &Frame, bones: &Skeleton, top: &Top) {
    skirt(canvas, f, bones, top.colour, top.skirt, 0.5);
    let cloth = Cloth::new(f, bones);
    let dark = top.colour.times(0.62);
    cloth.band(canvas, 0.17, 0.31, dark);
    cloth.buttons(canvas, 0.0, &[0.22], top.trim);
    if matches!(bones.pose, Pose::Stand | Pose::Walk | Pose::Jump | Pose::Dance) {
        cloth.line(canvas, (0.0, 0.1), (-0.02, -0.34), dark, 0.008);
        for side in [-1.0, 1.0] {
            cloth.line(canvas, (side * 0.4, -0.04), (side * 0.78, 0.0), dark, 0.010);
        }
    }
}

/// Nothing of a skirt goes below the soles, unless the legs hang.
fn lowest(bones: &Skeleton) -> f32 {
    bones.lowest()
}

/// Rounds the corners of a closed figure.
fn soft(rim: &[Point]) -> Vec<Point> {
    let cut = |rim: &[Point]| -> Vec<Point> {
        rim.iter()
            .zip(rim.iter().cycle().skip(1))
            .flat_map(|(a, b)| [mix(*a, *b, 0.22), mix(*a, *b, 0.78)])
            .collect()
    };
    cut(&cut(&cut(rim)))
}

fn pleats(
    canvas: &mut Canvas,
    f: &Frame,
    bones: &Skeleton,
    cloth: &Cloth<'_>,
    colour: Rgb,
    hems: [Point; 2],
) {
    let dark = colour.times(0.72);
    for u in [0.28, 0.5, 0.72] {
        let hem = mix(hems[NEAR], hems[FAR], u);
        let waist = cloth.at(u * 1.4 - 0.7, 0.12);
        let from = mix(waist, hem, 0.45);
        f.curve(
            canvas,
            [from, mix(from, hem, 0.5), mix(waist, hem, 0.93)],
            dark,
            0.55,
            bones.build.head * 0.045,
        );
    }
}

/// A bib and a skirt in front of whatever else is worn.
pub(crate) fn apron(canvas: &mut Canvas, f: &Frame, bones: &Skeleton, colour: Rgb) {
    let cloth = Cloth::new(f, bones);
    for side in [-1.0, 1.0] {
        cloth.line(canvas, (side * 0.52, 0.74), (side * 0.40, 1.04), colour.times(0.9), 0.012);
    }
    cloth.shape(canvas, &[(-0.58, 0.78), (0.58, 0.78), (0.74, 0.22), (-0.74, 0.22)], colour);
    let mut points = vec![cloth.at(-0.9, 0.24), cloth.at(0.95, 0.24)];
    for side in [FAR, NEAR] {
        let joints = [bones.hips[side], bones.knees[side], bones.ankles[side]];
        for t in [0.1, 0.46] {
            points.extend(ring(spot(joints, t), bones.build.thick.1 * 0.92));
        }
    }
    let shape = shape::polygon(&f.path(&soft(&hull(&points))));
    f.form(canvas, &shape, colour);
    cloth.line(canvas, (-1.3, 0.25), (0.95, 0.25), colour.times(0.82), 0.014);
    cloth.line(canvas, (-0.32, 0.0), (0.32, 0.0), colour.times(0.75), 0.007);
}
