//! What the layout has to know of built things, one line each.

use super::{Builder, craft, furniture, garden, house, play, road, yard};
use crate::canvas::Canvas;
use crate::scene::{Built, Pose};
use crate::shape::Point;

/// Size, seat and habits of a built thing. All are drawn looking to the right.
#[derive(Debug)]
pub(crate) struct Facts {
    pub(crate) built: Built,
    /// Its name in the lexicon.
    pub(crate) id: &'static str,
    /// Over the height of a grown-up.
    pub(crate) height: f32,
    /// Width over height.
    pub(crate) aspect: f32,
    /// The point a rider rests on, in shares of the height from the middle of the foot: `x` the way it looks, `y` up.
    pub(crate) seat: Option<Point>,
    /// How somebody is on or in it.
    pub(crate) posture: Pose,
    /// The rider is between its back and its front layer.
    pub(crate) inside: bool,
    /// From a bough or a ceiling.
    pub(crate) hangs: bool,
    /// On water.
    pub(crate) floats: bool,
    pub(crate) flies: bool,
    /// Belongs behind the figures.
    pub(crate) large: bool,
    /// Height of its light after dark, as a share of its own.
    pub(crate) shines: Option<f32>,
    /// Looks to the left when it is not mirrored.
    pub(crate) faces_left: bool,
    /// Colour of the main part where none was asked for.
    pub(super) hue: u32,
    pub(super) paint: fn(&mut Canvas, &Builder),
}

impl Facts {
    const fn seats(mut self, at: Point, posture: Pose) -> Self {
        self.seat = Some(at);
        self.posture = posture;
        self
    }

    const fn holds(self, at: Point, posture: Pose) -> Self {
        let mut facts = self.seats(at, posture);
        facts.inside = true;
        facts
    }

    const fn floats(mut self) -> Self {
        self.floats = true;
        self
    }

    const fn flies(mut self) -> Self {
        self.flies = true;
        self
    }

    const fn large(mut self) -> Self {
        self.large = true;
        self
    }

    const fn shines(mut self, at: f32) -> Self {
        self.shines = Some(at);
        self
    }
}

/// `size` is the height over a grown-up's and the width over the height.
const fn thing(
    built: Built,
    id: &'static str,
    size: (f32, f32),
    hue: u32,
    paint: fn(&mut Canvas, &Builder),
) -> Facts {
    Facts {
        built,
        id,
        height: size.0,
        aspect: size.1,
        seat: None,
        posture: Pose::Sit,
        inside: false,
        hangs: false,
        floats: false,
        flies: false,
        large: false,
        shines: None,
        faces_left: false,
        hue,
        paint,
    }
}

/// In the order of [`Built`].
#[rustfmt::skip]
static FACTS: [Facts; 78] = [
    thing(Built::AirBalloon, "hot-air-balloon", (2.4, 0.75), 0xe2533f, craft::air_balloon).holds((0.0, 0.04), Pose::Sit).flies(),
    thing(Built::Lighthouse, "lighthouse", (3.0, 0.62), 0xd8433a, house::lighthouse).large().shines(0.83),
    thing(Built::Windmill, "windmill", (2.5, 0.9), 0xf0e6d2, house::windmill).large(),
    thing(Built::Campfire, "campfire", (0.4, 1.2), 0x7a4e2e, yard::campfire).shines(0.45),
    thing(Built::Table, "table", (0.5, 2.1), 0xa26a3c, furniture::table).seats((0.0, 0.99), Pose::Seat),
    thing(Built::Bench, "bench", (0.56, 2.2), 0xa26a3c, furniture::bench).seats((0.0, 0.5), Pose::Seat),
    thing(Built::Log, "log", (0.26, 2.8), 0x7a5236, yard::log).seats((0.0, 0.95), Pose::Seat),
    thing(Built::LampPost, "lamp-post", (1.7, 0.3), 0x2f3440, yard::lamp_post).large().shines(0.87),
    thing(Built::Bed, "bed", (0.56, 2.5), 0x5b8fc9, furniture::bed).holds((-0.04, 0.5), Pose::Lie),
    thing(Built::Stump, "stump", (0.32, 1.35), 0x7a5236, yard::stump).seats((0.0, 0.9), Pose::Seat),
    thing(Built::Bridge, "bridge", (0.8, 3.3), 0xa9a295, garden::bridge).holds((0.0, 0.74), Pose::Stand),
    thing(Built::Mailbox, "mailbox", (0.75, 0.62), 0xcf3f36, yard::mailbox),
    thing(Built::Fence, "fence", (0.48, 3.0), 0xf1ece0, garden::fence).seats((0.0, 0.92), Pose::Seat),
    thing(Built::Gate, "gate", (0.85, 1.5), 0x9a6a3f, garden::gate),
    thing(Built::Well, "well", (1.0, 0.95), 0xa39c94, garden::well).seats((0.0, 0.4), Pose::Seat),
    thing(Built::Swing, "swing", (2.1, 1.15), 0xb5763f, garden::swing).seats((0.17, 0.2), Pose::Seat),
    thing(Built::Slide, "slide", (1.0, 1.65), 0xe24b3b, garden::slide).seats((-0.24, 0.74), Pose::Seat),
    thing(Built::Seesaw, "seesaw", (0.52, 3.4), 0x3f86c9, garden::seesaw).seats((1.1, 0.66), Pose::Ride),
    thing(Built::WateringCan, "watering-can", (0.3, 1.45), 0x4f9ab0, garden::watering_can),
    thing(Built::Treehouse, "treehouse", (3.4, 0.95), 0xb5763f, garden::treehouse).holds((-0.12, 0.45), Pose::Sit),
    thing(Built::Hammock, "hammock", (0.8, 2.6), 0xe58a3c, furniture::hammock).holds((0.0, 0.36), Pose::Lie),
    thing(Built::Throne, "throne", (1.05, 0.68), 0xb8323a, furniture::throne).seats((0.06, 0.33), Pose::Seat),
    thing(Built::SchoolDesk, "school-desk", (0.55, 1.6), 0xb97f49, furniture::school_desk).seats((-0.5, 0.5), Pose::Seat),
    thing(Built::Blackboard, "blackboard", (1.0, 1.35), 0x2f5a46, furniture::blackboard),
    thing(Built::Bookshelf, "bookshelf", (1.25, 0.85), 0x8a5a36, furniture::bookshelf).large(),
    thing(Built::Stove, "stove", (1.1, 0.72), 0x3c4048, furniture::stove).shines(0.3),
    thing(Built::Bathtub, "bathtub", (0.45, 2.0), 0xf4f3ef, furniture::bathtub).holds((-0.1, 0.3), Pose::Sit),
    thing(Built::Sofa, "sofa", (0.62, 2.1), 0x4f8f8a, furniture::sofa).seats((0.0, 0.45), Pose::Seat),
    thing(Built::Armchair, "armchair", (0.68, 1.05), 0xb5543f, furniture::armchair).seats((0.06, 0.43), Pose::Seat),
    thing(Built::Chair, "chair", (0.68, 0.62), 0xa26a3c, furniture::chair).seats((0.04, 0.45), Pose::Seat),
    thing(Built::SailingBoat, "sailing-boat", (1.8, 1.0), 0xf6f1e4, craft::sailing_boat).holds((-0.2, 0.07), Pose::Sit).floats(),
    thing(Built::RowingBoat, "rowing-boat", (0.42, 3.0), 0xb5763f, craft::rowing_boat).holds((-0.1, 0.4), Pose::Sit).floats(),
    thing(Built::Raft, "raft", (1.1, 1.25), 0xa9773f, craft::raft).seats((-0.22, 0.13), Pose::Sit).floats(),
    thing(Built::PirateShip, "pirate-ship", (1.9, 1.1), 0x7a4a2c, craft::pirate_ship).holds((-0.06, 0.17), Pose::Stand).floats(),
    thing(Built::Submarine, "submarine", (1.0, 2.0), 0xf2b824, craft::submarine).holds((-0.1, 0.56), Pose::Sit).floats(),
    thing(Built::Locomotive, "locomotive", (1.45, 1.85), 0x2f7d4f, road::locomotive).holds((-0.6, 0.33), Pose::Sit),
    thing(Built::Car, "car", (0.66, 2.1), 0xd8433a, road::car).holds((-0.22, 0.34), Pose::Sit),
    thing(Built::Bus, "bus", (1.4, 1.9), 0xf0b429, road::bus).holds((0.5, 0.26), Pose::Sit),
    thing(Built::Truck, "truck", (1.25, 2.1), 0x3f7fbe, road::truck).holds((0.42, 0.3), Pose::Sit),
    thing(Built::Tractor, "tractor", (0.95, 1.3), 0x3c9c48, road::tractor).holds((-0.28, 0.55), Pose::Sit),
    thing(Built::Bicycle, "bicycle", (0.62, 1.65), 0xd8433a, road::bicycle).seats((-0.24, 0.86), Pose::Ride),
    thing(Built::Scooter, "scooter", (0.62, 1.1), 0x3f86c9, road::scooter).seats((-0.1, 0.17), Pose::Stand),
    thing(Built::Skateboard, "skateboard", (0.13, 4.6), 0xe2533f, road::skateboard).seats((0.0, 0.94), Pose::Stand),
    thing(Built::Airplane, "airplane", (0.85, 2.1), 0xd8433a, craft::airplane).holds((-0.12, 0.42), Pose::Sit).flies(),
    thing(Built::Helicopter, "helicopter", (1.35, 1.9), 0x3f86c9, craft::helicopter).holds((0.28, 0.17), Pose::Sit).flies(),
    thing(Built::Rocket, "rocket", (2.1, 0.72), 0xf1efe9, craft::rocket).holds((0.0, 0.295), Pose::Sit).flies(),
    thing(Built::Sled, "sled", (0.36, 2.0), 0xc8343c, road::sled).seats((-0.15, 0.62), Pose::Seat),
    thing(Built::Carriage, "carriage", (1.5, 1.25), 0x8446c0, road::carriage).holds((0.0, 0.33), Pose::Sit),
    thing(Built::Tower, "tower", (2.6, 0.55), 0xb9b0a4, house::tower).large(),
    thing(Built::Castle, "castle", (3.0, 1.15), 0xc9bfb0, house::castle).large(),
    thing(Built::House, "house", (1.8, 1.1), 0xf3e6cc, house::house).large(),
    thing(Built::Barn, "barn", (1.8, 1.25), 0xb5382e, house::barn).large(),
    thing(Built::Tent, "tent", (1.0, 1.45), 0xe58a3c, house::tent).large(),
    thing(Built::Igloo, "igloo", (0.85, 1.75), 0xe6f1f8, house::igloo).large(),
    thing(Built::Pagoda, "pagoda", (2.8, 0.75), 0xc8433a, house::pagoda).large(),
    thing(Built::Torii, "torii", (1.6, 1.15), 0xd8432f, house::torii).large(),
    thing(Built::Stall, "stall", (1.45, 1.15), 0xd8433a, garden::stall).holds((0.0, 0.24), Pose::Seat),
    thing(Built::Fountain, "fountain", (1.0, 1.2), 0xb9bcc4, garden::fountain),
    thing(Built::Snowman, "snowman", (0.95, 0.78), 0xd8433a, yard::snowman),
    thing(Built::Scarecrow, "scarecrow", (1.15, 0.8), 0x4a6f9c, yard::scarecrow),
    thing(Built::Gravestone, "gravestone", (0.52, 0.8), 0x9a9ca4, yard::gravestone),
    thing(Built::Chest, "chest", (0.46, 1.3), 0x8a5a33, yard::chest),
    thing(Built::Cauldron, "cauldron", (0.55, 1.15), 0x2f3238, yard::cauldron).shines(0.25),
    thing(Built::Ladder, "ladder", (1.3, 0.38), 0xb5843f, yard::ladder),
    thing(Built::Signpost, "signpost", (1.0, 0.75), 0xb5843f, yard::signpost),
    thing(Built::TrafficLight, "traffic-light", (1.4, 0.28), 0x3a3f48, yard::traffic_light),
    thing(Built::Iceberg, "iceberg", (0.9, 1.6), 0xdff0fa, yard::iceberg).seats((0.1, 0.6), Pose::Sit).floats(),
    thing(Built::Cliff, "cliff", (1.5, 1.5), 0x8d8378, yard::cliff).seats((-0.1, 0.97), Pose::Stand).large(),
    thing(Built::Branch, "branch", (0.85, 1.7), 0x86593a, garden::branch).seats((0.12, 0.785), Pose::Seat),
    thing(Built::Nest, "nest", (0.3, 2.0), 0xb08a50, garden::nest).holds((0.0, 0.34), Pose::Sit),
    thing(Built::Doghouse, "doghouse", (0.72, 1.15), 0xd8533f, play::doghouse).seats((0.0, 0.0), Pose::Sit),
    thing(Built::Sandcastle, "sandcastle", (0.5, 1.5), 0xe8c988, play::sandcastle),
    thing(Built::Piano, "piano", (0.85, 1.5), 0x6b4029, play::piano).seats((-0.5, 0.42), Pose::Seat),
    thing(Built::Fireplace, "fireplace", (1.05, 1.15), 0xa85f4a, play::fireplace).shines(0.25),
    thing(Built::Trampoline, "trampoline", (0.36, 3.2), 0x3f86c9, play::trampoline).seats((0.0, 0.9), Pose::Jump),
    thing(Built::RockingHorse, "rocking-horse", (0.75, 1.2), 0xc98f56, play::rocking_horse).seats((-0.08, 0.6), Pose::Ride),
    thing(Built::Wheelbarrow, "wheelbarrow", (0.5, 1.9), 0x3c9c48, play::wheelbarrow).holds((-0.05, 0.42), Pose::Sit),
    thing(Built::Easel, "easel", (1.15, 0.72), 0xb5843f, play::easel),
];

/// What is known of a built thing.
pub(crate) fn facts(built: Built) -> &'static Facts {
    &FACTS[built as usize]
}

/// The built thing with this name in the lexicon.
pub(crate) fn built(id: &str) -> Option<Built> {
    FACTS.iter().find(|f| f.id == id).map(|f| f.built)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_thing_finds_its_own_line() {
        for (at, line) in FACTS.iter().enumerate() {
            assert_eq!(line.built as usize, at, "{}", line.id);
        }
    }
}
