//! Animals that go on two legs: a head of their kind on a body like ours.

use super::head::{FACING, Visage, glasses, hats};
use super::plane::Plane;
use super::species::{Feet, Habit, Head, Nostrils, Palette, Species, Tail as Kind};
use super::{Figure, Tail, body, clothes, quadruped, repainted};
use crate::art::library;
use crate::canvas::Canvas;
use crate::colour::Rgb;
use crate::scene::{Entity, Expression, GarmentKind, Gesture, Pose};

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
    let body = body::Body::plush(figure, coat(species, &palette));
    let tip = palette.shade(species.markings.tail);
    body.tail(canvas, tail(species.build.tail), palette.main, tip);
    let visage = visage(figure, species, &palette, &body);
    if !borrowed(species) {
        visage.draw_behind(canvas);
    }
    body.under(canvas);
    if borrowed(species) {
        let frame = body.head_frame();
        library_head(canvas, figure, species, &frame);
        clothes::on_head(canvas, figure, &frame, 0.90, 0.30, 0.0);
    } else {
        visage.draw(canvas);
        dress_head(canvas, figure, &visage);
    }
    body.over(canvas);
}

fn dress_head(canvas: &mut Canvas, figure: &Figure<'_>, visage: &Visage<'_>) {
    for garment in &figure.entity.garments {
        match garment.kind {
            GarmentKind::Glasses => glasses(canvas, visage, garment.hue.unwrap_or(Rgb::hex(0x3a2f2a)), None),
            GarmentKind::Sunglasses => {
                let dark = Rgb::hex(0x1d2030);
                glasses(canvas, visage, garment.hue.unwrap_or(dark), Some(dark));
            }
            _ => {}
        }
    }
    let (crown, wide) = visage.crown();
    hats(canvas, figure, crown, wide);
}

fn visage<'a>(
    figure: &Figure<'_>,
    species: &'a Species,
    palette: &'a Palette,
    body: &body::Body<'_>,
) -> Visage<'a> {
    let head = &species.head;
    let low = low(head);
    let size = (0.53 / (head.tall + low)).min(0.252);
    // The chin is just above the shoulders, however the head is held.
    let bones = &body.bones;
    let (chest, up) = (bones.chest, bones.head.middle);
    let neck = body::unit((up.0 - chest.0, up.1 - chest.1));
    let middle = body::along(chest, neck, 0.02 + size * low);
    let middle = body.frame.at(middle.0, middle.1);
    let plane = Plane::new(middle, size * figure.height, figure.mirrored);
    let plane = plane.inner((0.0, 0.0), 1.0, -bones.head.tilt);
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
        head.centre(canvas, frame.at(0.0, 0.69), 0.62 * figure.height, frame.degrees(), figure.mirrored);
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
