//! People: a body in clothes, and a head with a face and hair that say who it is.

mod face;
mod hair;
mod looks;

use super::Figure;
use super::body::{Body, Build, Coat, Frame, Skeleton};
use super::clothes::{self, Outfit};
use crate::canvas::Canvas;
use crate::scene::{Age, Expression, Person, Pose};
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
    body.bones.head.tilt += bow(figure.expression);
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

/// What the face shows; who lies down in peace sleeps.
fn shown(figure: &Figure<'_>) -> Expression {
    match figure.expression {
        Expression::Calm if figure.pose == Pose::Lie => Expression::Asleep,
        other => other,
    }
}

/// How far a feeling bends the head.
fn bow(expression: Expression) -> f32 {
    match expression {
        Expression::Sad => 9.0,
        Expression::Angry => 4.0,
        Expression::Surprised | Expression::Glad => -3.0,
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
