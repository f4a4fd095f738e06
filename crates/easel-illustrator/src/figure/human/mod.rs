//! People: a body in clothes, and a head with a face and hair that say who it is.

mod face;
mod hair;
mod looks;
mod tresses;

use super::Figure;
use super::body::{Body, Build, Coat, Frame, Skeleton};
use super::clothes::{self, Outfit};
use crate::canvas::Canvas;
use crate::scene::{Age, Entity, Expression, Person, Pose};
use looks::Looks;

/// A person's head, ready to be painted.
struct Portrait<'a> {
    looks: Looks,
    expression: Expression,
    bones: &'a Skeleton,
    /// In radiuses of the head, seen from its middle.
    head: Frame,
    /// The figure's own.
    frame: Frame,
    /// The eyes look down at something in the hands.
    downcast: bool,
    /// Sine of the angle the face is turned by.
    turned: f32,
}

pub(crate) fn draw(canvas: &mut Canvas, figure: &Figure<'_>, person: Person) {
    let looks = Looks::of(figure, person);
    let root = looks::root(figure);
    let skin = looks.skin;
    let coat = Coat { fur: skin, belly: None, limbs: skin, paws: skin, legs: skin, shoes: skin };
    let outfit = Outfit::person(figure, &person, root);
    let mut body = Body::new(figure, Build::person(person.age, person.feminine), coat, outfit, root);
    let bowed = bow(figure);
    body.bones.head.tilt += bowed;
    body.bones.head.middle.1 -= bowed.max(0.0) * 0.01 * body.bones.head.radius;
    let head = body.bones.head;
    let portrait = Portrait {
        looks,
        expression: shown(figure),
        bones: &body.bones,
        head: body.frame.part(head.middle, head.radius, (0.0, 0.0), head.tilt),
        frame: body.frame,
        downcast: body.looks_down(),
        turned: head.turn.to_radians().sin(),
    };
    portrait.hair_behind(canvas);
    body.under(canvas);
    portrait.face(canvas);
    portrait.hair(canvas);
    let hats = clothes::head_frame(&body.frame, &head);
    clothes::on_head(canvas, figure, &hats, 0.865, 0.285, portrait.turned * 0.2);
    portrait.locks(canvas);
    body.over(canvas);
}

/// A person whose skin and hair, left to chance so far, are as they will be drawn.
pub(crate) fn settled(entity: &Entity, person: Person) -> Person {
    let figure = Figure::resting(entity, Pose::Stand, 0);
    let looks = Looks::of(&figure, person);
    Person { hair: Some(looks.cut), hair_hue: Some(looks.hair), skin: Some(looks.skin), ..person }
}

/// What the face shows; who lies down in peace sleeps.
fn shown(figure: &Figure<'_>) -> Expression {
    match figure.expression {
        Expression::Calm if figure.pose == Pose::Lie => Expression::Asleep,
        other => other,
    }
}

/// How far a feeling bends the head, in degrees; who falls asleep sitting nods.
fn bow(figure: &Figure<'_>) -> f32 {
    match figure.expression {
        Expression::Sad => 9.0,
        Expression::Angry => 4.0,
        Expression::Surprised | Expression::Glad => -3.0,
        Expression::Asleep if figure.pose != Pose::Lie => 13.0,
        Expression::Calm | Expression::Asleep => 0.0,
    }
}

impl Portrait<'_> {
    fn is(&self, age: Age) -> bool {
        self.looks.person.age == age
    }

    /// Where something on the face is seen: `degrees` from its middle towards the side it looks to.
    fn across(&self, degrees: f32) -> f32 {
        let turn = self.bones.head.turn + degrees;
        turn.clamp(-88.0, 88.0).to_radians().sin() * 0.96
    }
}

#[cfg(test)]
mod tests {
    use super::super::stature;
    use super::*;
    use crate::scene::{Entity, Hair, Subject};

    const POSES: [Pose; 11] = [
        Pose::Stand,
        Pose::Walk,
        Pose::Run,
        Pose::Jump,
        Pose::Dance,
        Pose::Sit,
        Pose::Seat,
        Pose::Ride,
        Pose::Lie,
        Pose::Fly,
        Pose::Swim,
    ];
    const PIXELS: f32 = 96.0;

    fn somebody(age: Age, feminine: bool) -> Person {
        Person { age, feminine, hair: Some(Hair::Bob), hair_hue: None, skin: None, beard: false }
    }

    /// Left, right, top and bottom of what is painted of a figure of height 1 whose foot is at (0, 0), `y` upwards.
    fn painted(person: Person, pose: Pose, seed: u64) -> [f32; 4] {
        let entity = Entity::new(Subject::Person(person));
        let figure = Figure::resting(&entity, pose, seed);
        let mut canvas = Canvas::new((-1.5, -1.6), 3.0, 2.4, PIXELS);
        figure.draw(&mut canvas);
        let wide = canvas.pixels.width() as usize;
        let mut bounds = [f32::MAX, f32::MIN, f32::MIN, f32::MAX];
        for (at, _) in canvas.pixels.pixels().iter().enumerate().filter(|(_, p)| p.alpha() > 128) {
            let x = (at % wide) as f32 / PIXELS - 1.5;
            let y = 1.6 - (at / wide) as f32 / PIXELS;
            bounds = [bounds[0].min(x), bounds[1].max(x), bounds[2].max(y), bounds[3].min(y)];
        }
        bounds
    }

    #[test]
    fn nobody_reaches_out_of_the_room_that_was_told() {
        for (age, feminine) in [(Age::Child, true), (Age::Adult, false), (Age::Old, true)] {
            for pose in POSES {
                let person = somebody(age, feminine);
                let room = stature(&Entity::new(Subject::Person(person)), pose, false);
                for seed in 1..7 {
                    let [left, right, top, bottom] = painted(person, pose, seed);
                    let inside = left > -room.back - 0.08
                        && right < room.front + 0.08
                        && top < room.top + 0.06
                        && bottom > -room.below - 0.06;
                    assert!(inside, "{age:?} {pose:?} {seed}: {left} {right} {top} {bottom} in {room:?}");
                }
            }
        }
    }

    #[test]
    fn nobody_floats() {
        for pose in [Pose::Stand, Pose::Walk, Pose::Dance, Pose::Sit, Pose::Lie] {
            for seed in 1..7 {
                let bottom = painted(somebody(Age::Child, false), pose, seed)[3];
                assert!(bottom.abs() < 0.04, "{pose:?} {seed}: {bottom}");
            }
        }
    }

    #[test]
    fn chance_makes_children_different_and_identity_keeps_them() {
        let person = Person { hair: None, ..somebody(Age::Child, true) };
        let mut entity = Entity::new(Subject::Person(person));
        let looks = |entity: &Entity, seed| {
            let figure = Figure::resting(entity, Pose::Stand, seed);
            let looks = Looks::of(&figure, person);
            format!("{:?} {:?} {:?}", looks.skin, looks.hair, looks.cut)
        };
        let several: std::collections::BTreeSet<String> = (1..9).map(|seed| looks(&entity, seed)).collect();
        assert!(several.len() > 5, "{several:?}");
        entity.identity = Some(5);
        assert_eq!(looks(&entity, 1), looks(&entity, 2));
    }
}
