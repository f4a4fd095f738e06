//! Animals that go on two legs: a head of their kind on a body like ours.

use super::head::{FACING, Visage, glasses, hats};
use super::plane::Plane;
use super::species::{Feet, Habit, Head, Nostrils, Palette, Species, Tail as Kind};
use super::{Figure, Tail, body, clothes, quadruped, repainted};
use crate::art::library;
use crate::canvas::Canvas;
use crate::colour::Rgb;
use crate::scene::{Entity, Expression, Garment, GarmentKind, Gesture, Pose};

/// Whether an animal of this species goes on two legs here.
pub(super) fn suits(species: &Species, entity: &Entity, pose: Pose, gesture: Gesture, holds: bool) -> bool {
    if species.habit == Habit::Upright {
        return true;
    }
    // A trunk holds things as well as hands do, and a running dog has its stick in its mouth.
    let in_mouth = species.head.nostrils == Nostrils::Trunk
        || matches!(pose, Pose::Run | Pose::Jump | Pose::Swim | Pose::Lie);
    let dressed = entity.garments.iter().any(|g| !suits_fours(g.kind));
    holds && !in_mouth
        || dressed
        || gesture != Gesture::Rest
        || matches!(pose, Pose::Dance | Pose::Seat | Pose::Ride)
}

/// What can be worn on all fours.
fn suits_fours(kind: GarmentKind) -> bool {
    use GarmentKind as G;
    kind.is_hat() || matches!(kind, G::Scarf | G::Bow | G::Cape | G::Glasses | G::Sunglasses)
}

/// The library's head, for species that have none of ours.
fn borrowed(species: &Species) -> bool {
    species.habit == Habit::Upright
}

pub(super) fn draw(canvas: &mut Canvas, figure: &Figure<'_>, species: &'static Species) {
    let palette = quadruped::palette(species, figure.entity, figure.seed);
    let frame = body::Frame::of(figure);
    let tip = palette.shade(species.markings.tail);
    body::tail(canvas, &frame, tail(species.build.tail), palette.main, tip);
    let visage = visage(figure, species, &palette, &frame);
    if !borrowed(species) {
        visage.draw_behind(canvas);
    }
    body::draw(canvas, figure, &frame, &coat(species, &palette));
    let torso = clothes::torso(figure).map_or(palette.main, |(_, hue)| hue);
    body::neck_shadow(canvas, &frame, torso);
    let above = |keep: &dyn Fn(GarmentKind) -> bool| {
        let garments: Vec<Garment> =
            figure.entity.garments.iter().copied().filter(|g| keep(g.kind)).collect();
        Entity { garments, ..figure.entity.clone() }
    };
    if borrowed(species) {
        library_head(canvas, figure, species, &frame);
        clothes::above(canvas, figure, &frame, 0.90, 0.30);
        return;
    }
    visage.draw(canvas);
    let collar = above(&|kind| !kind.is_hat() && !is_glasses(kind));
    clothes::above(canvas, &Figure { entity: &collar, ..figure.clone() }, &frame, 0.9, 0.3);
    for garment in &figure.entity.garments {
        match garment.kind {
            GarmentKind::Glasses => glasses(canvas, &visage, garment.hue.unwrap_or(Rgb::hex(0x3a2f2a)), None),
            GarmentKind::Sunglasses => {
                let dark = Rgb::hex(0x1d2030);
                glasses(canvas, &visage, garment.hue.unwrap_or(dark), Some(dark));
            }
            _ => {}
        }
    }
    let head = visage.head;
    hats(canvas, figure, visage.plane.at((0.0, head.tall * 0.84)), visage.plane.unit * 0.95);
}

fn is_glasses(kind: GarmentKind) -> bool {
    matches!(kind, GarmentKind::Glasses | GarmentKind::Sunglasses)
}

fn visage<'a>(
    figure: &Figure<'_>,
    species: &'a Species,
    palette: &'a Palette,
    frame: &body::Frame,
) -> Visage<'a> {
    let head = &species.head;
    let low = low(head);
    let size = (0.53 / (head.tall + low)).min(0.252);
    let middle = frame.at(0.0, 0.445 + size * low);
    let plane = Plane::new(middle, size * figure.height, figure.mirrored);
    let expression = match figure.entity.expression {
        None if figure.pose == Pose::Lie => Expression::Asleep,
        _ => figure.expression,
    };
    Visage { head, species, palette, plane, expression, turn: FACING }
}

/// How far a head reaches below its middle.
fn low(head: &Head) -> f32 {
    (head.tall * 0.95).max(head.muzzle.high - head.muzzle.y)
}

fn coat(species: &Species, palette: &Palette) -> body::Coat {
    let marks = species.markings;
    let legs = if marks.sock_high > 90 { palette.dark } else { palette.main };
    let paws = match species.build.feet {
        Feet::Hooves => palette.dark.times(0.6),
        _ if marks.sock_high > 0 => palette.shade(marks.socks),
        _ => palette.main.times(0.80),
    };
    let belly = (marks.belly || species.id == "panda").then_some(palette.light);
    body::Coat { fur: palette.main, belly, limbs: legs, paws, legs, shoes: paws }
}

fn library_head(canvas: &mut Canvas, figure: &Figure<'_>, species: &Species, frame: &body::Frame) {
    let head = species.art.first().and_then(|slug| library().by_slug(slug)).and_then(|id| {
        let plain = library().drawing(id, None)?;
        repainted(figure.entity, id, plain)
    });
    if let Some(head) = head {
        head.centre(canvas, frame.at(0.0, 0.69), 0.62 * figure.height, 0.0, figure.mirrored);
    }
}

/// The tail an upright body has for this one.
fn tail(kind: Kind) -> Tail {
    match kind {
        Kind::Brush | Kind::Plume => Tail::Bushy,
        Kind::Whip | Kind::Tuft | Kind::Hair | Kind::Rope | Kind::Thick | Kind::Flat => Tail::Long,
        Kind::Puff | Kind::Stub => Tail::Puff,
        Kind::Curl => Tail::Curl,
        Kind::None => Tail::None,
    }
}
