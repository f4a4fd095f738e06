//! Puts everybody and everything in the picture so that nothing collides and nothing is cut off.

use crate::art::library;
use crate::figure::{self, Layer};
use crate::frame::Frame;
use crate::rng::Rng;
use crate::scene::{Age, Beast, Camera, Entity, Place, Pose, Relation, Scene, Subject, Time};
use crate::shape::Point;

/// Something with its place in the picture.
#[derive(Clone, Debug)]
pub(crate) struct Placed<'a> {
    pub(crate) entity: &'a Entity,
    /// Between the feet.
    pub(crate) foot: Point,
    pub(crate) height: f32,
    pub(crate) mirrored: bool,
    pub(crate) pose: Pose,
    pub(crate) held: Option<&'a Entity>,
    /// Smaller is painted earlier.
    pub(crate) depth: f32,
    pub(crate) rest: Rest,
    /// The part of a built thing that is painted here.
    pub(crate) layer: Layer,
    pub(crate) seed: u64,
}

/// What carries a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rest {
    /// The ground: it gets a shadow there.
    Ground,
    /// Another thing, which has its own shadow.
    Thing,
    /// Nothing: it flies, floats or swims.
    Air,
    /// Water: its lower part is hidden.
    Water,
    /// A cord from above.
    Cord,
}

/// Free space kept at the picture's edges.
const MARGIN: f32 = 0.03;

/// Places all entities of a scene, from the farthest to the nearest.
pub(crate) fn arrange<'a>(scene: &'a Scene, frame: &Frame, seed: u64) -> Vec<Placed<'a>> {
    let Some(main) = scene.entities.first() else { return Vec::new() };
    let mut layout = Layout { scene, frame, rng: Rng::new(seed, "layout"), seed, placed: Vec::new() };
    if scene.camera == Camera::Portrait {
        layout.portrait(main);
    } else {
        layout.whole(main);
    }
    let mut placed = layout.placed;
    placed.sort_by(|a, b| a.depth.total_cmp(&b.depth));
    placed
}

struct Layout<'a, 'f> {
    scene: &'a Scene,
    frame: &'f Frame,
    rng: Rng,
    seed: u64,
    placed: Vec<Placed<'a>>,
}

/// One place in the row of those who stand in front.
struct Slot<'a> {
    entity: &'a Entity,
    height: f32,
    width: f32,
    main: bool,
}

impl<'a> Layout<'a, '_> {
    fn whole(&mut self, main: &'a Entity) {
        let others = &self.scene.entities[1..];
        let held = others.iter().find(|e| e.relation == Some(Relation::Holding));
        let seat = others.iter().find(|e| self.is_seat(main, e));
        let aloft = others.iter().any(|e| e.relation == Some(Relation::Above));
        let rest: Vec<&'a Entity> = others
            .iter()
            .filter(|e| {
                !held.is_some_and(|h| std::ptr::eq(h, *e)) && !seat.is_some_and(|s| std::ptr::eq(s, *e))
            })
            .collect();
        let rest_of_main = self.rest(main, aloft);
        let row = self.row(main, &rest, rest_of_main);
        self.stand_row(row, held, seat, rest_of_main);
        for entity in rest {
            match self.role(entity) {
                Role::Row => {}
                Role::Back => self.behind(entity),
                Role::Hang => self.hang(entity),
                Role::Shade => self.shade(entity),
                Role::Sky => self.aloft(entity),
                Role::Water => self.afloat(entity),
            }
        }
    }

    /// What the row's main figures rest on.
    fn rest(&self, main: &Entity, aloft: bool) -> Rest {
        let name = name(main);
        if aloft || flies(main) && self.scene.place != Some(Place::Room) && !perches(name) {
            return Rest::Air;
        }
        match self.scene.place() {
            Place::Sea | Place::Lake if swims(name) => Rest::Water,
            Place::Underwater if !main.subject.is_character() && (swims(name) || lives_in_water(name)) => {
                Rest::Air
            }
            _ => Rest::Ground,
        }
    }

    fn is_seat(&self, main: &Entity, entity: &Entity) -> bool {
        let relation = matches!(entity.relation, Some(Relation::On | Relation::In | Relation::Riding));
        let fits = !is_large(entity) || matches!(entity.relation, Some(Relation::Riding));
        relation
            && entity.count == 1
            && fits
            && !matches!(entity.subject, Subject::Tree(_))
            && !is_large(main)
    }

    fn role(&self, entity: &Entity) -> Role {
        let name = name(entity);
        let water = matches!(self.scene.place(), Place::Sea | Place::Lake);
        match entity.relation {
            Some(Relation::Under) if matches!(entity.subject, Subject::Tree(_)) => Role::Shade,
            Some(Relation::Under) if hangs(name) || small_roof(name) => Role::Hang,
            Some(Relation::Far | Relation::Above | Relation::Front | Relation::In | Relation::On)
                if !entity.subject.is_character()
                    && (is_large(entity) || entity.relation == Some(Relation::Far)) =>
            {
                Role::Back
            }
            Some(Relation::Under) => Role::Sky,
            _ if water && swims(name) => Role::Water,
            _ if is_large(entity) => Role::Back,
            _ if flies(entity) && !perches(name) => Role::Sky,
            _ => Role::Row,
        }
    }

    /// Everybody who stands in front, from left to right, the main figures in the middle.
    fn row(&mut self, main: &'a Entity, others: &[&'a Entity], rest: Rest) -> Vec<Slot<'a>> {
        let scale = self.scale();
        let crowd = 1.0 / (1.0 + 0.09 * (main.count - 1) as f32);
        let lead = natural_height(main) * lead_factor(main, rest) * scale * crowd;
        let mut middle: Vec<Slot<'a>> = (0..main.count).map(|_| slot(main, lead, true)).collect();
        let (mut left, mut right) = (Vec::new(), Vec::new());
        let start_right = self.rng.chance(0.5);
        for (k, entity) in others.iter().filter(|e| self.role(e) == Role::Row).enumerate() {
            let side = if k.is_multiple_of(2) == start_right { &mut right } else { &mut left };
            side.extend((0..entity.count).map(|_| slot(entity, natural_height(entity) * scale, false)));
        }
        left.reverse();
        left.append(&mut middle);
        left.append(&mut right);
        left
    }

    /// Larger in tall pictures, smaller where the landscape is the subject.
    fn scale(&self) -> f32 {
        let tall = 1.0 + 0.42 * (self.frame.height - 1.0).clamp(0.0, 0.8);
        tall * if self.scene.camera == Camera::Wide { 0.55 } else { 1.0 }
    }

    fn stand_row(
        &mut self,
        mut row: Vec<Slot<'a>>,
        held: Option<&'a Entity>,
        seat: Option<&'a Entity>,
        rest: Rest,
    ) {
        let gap = 0.035;
        let crowd = row.len() > 4;
        let pitch = |s: &Slot<'_>| s.width * if crowd { 0.86 } else { 1.0 };
        let room = self.frame.width - 2.0 * MARGIN;
        let total: f32 = row.iter().map(pitch).sum::<f32>() + gap * (row.len() - 1) as f32;
        let shrink = (room / total).min(1.0);
        let ceiling = self.frame.height * if seat.is_some() { 0.5 } else { 0.66 };
        for slot in &mut row {
            let fit = shrink.min(ceiling / slot.height).min(1.0);
            slot.height *= fit;
            slot.width *= fit;
        }
        let total: f32 = row.iter().map(pitch).sum::<f32>() + gap * shrink * (row.len() - 1) as f32;
        let middle =
            self.frame.width * 0.5 + if row.len() == 1 { self.rng.range(-0.025, 0.025) } else { 0.0 };
        let mut x = middle - total / 2.0;
        let mains = row.iter().filter(|s| s.main).count();
        let mut first = true;
        for (k, slot) in row.into_iter().enumerate() {
            let wide = pitch(&slot);
            let at = x + wide / 2.0;
            x += wide + gap * shrink;
            let held = held.filter(|_| slot.main && std::mem::take(&mut first));
            self.stand(slot, at, k, held, seat, rest, if crowd { 0.055 } else { 0.016 }, mains);
        }
    }

    #[allow(clippy::too_many_arguments, reason = "a slot is finished with all that is known of the row")]
    fn stand(
        &mut self,
        slot: Slot<'a>,
        x: f32,
        k: usize,
        held: Option<&'a Entity>,
        seat: Option<&'a Entity>,
        rest: Rest,
        sway: f32,
        mains: usize,
    ) {
        let ground = self.frame.stand();
        let stagger = if k.is_multiple_of(2) { sway } else { -sway };
        let mut y = ground + if mains > 1 || !slot.main { stagger } else { 0.0 };
        let rest =
            if slot.main || self.scene.place() == Place::Underwater && !slot.entity.subject.is_character() {
                rest
            } else {
                Rest::Ground
            };
        match rest {
            Rest::Air => {
                let up = if self.scene.place() == Place::Underwater { 0.52 } else { 0.37 };
                y = (self.frame.height * up + slot.height * 0.5 + stagger).max(slot.height + MARGIN);
            }
            Rest::Water => y = self.frame.horizon - 0.035 + stagger * 0.5,
            _ => {}
        }
        let middle = self.frame.width * 0.5;
        let mut placed = Placed {
            entity: slot.entity,
            foot: (x, y),
            height: slot.height,
            mirrored: if mains > 1 || !slot.main { x > middle } else { self.rng.chance(0.5) },
            pose: bird_pose(slot.entity, rest).unwrap_or_else(|| self.pose(slot.entity, slot.main)),
            held,
            // What flies is in front of whatever stands behind.
            depth: if rest == Rest::Air { y.max(ground) } else { y },
            rest,
            layer: Layer::Whole,
            seed: self.seed.wrapping_add(k as u64 * 101),
        };
        if let Some(seat) = seat.filter(|_| slot.main) {
            self.seat(&mut placed, seat, rest);
        }
        self.placed.push(placed);
    }

    fn pose(&self, entity: &Entity, main: bool) -> Pose {
        entity.pose.or(self.scene.entities[0].pose.filter(|_| main)).unwrap_or(Pose::Stand)
    }

    /// Puts a figure on or in what it sits on.
    fn seat(&mut self, rider: &mut Placed<'a>, seat: &'a Entity, rest: Rest) {
        let seating = Seating::of(seat);
        let height = (rider.height * seating.height * seat.size).min(self.frame.height * 0.6);
        let floats = matches!(self.scene.place(), Place::Sea | Place::Lake) && swims(name(seat));
        let mut y = rider.foot.1;
        if floats {
            y = self.frame.horizon - 0.025;
        } else if rest == Rest::Air || flies(seat) {
            y = (self.frame.height * 0.62).min(self.frame.stand()) - 0.06;
        }
        if !seating.inside && (3034..=3039).contains(&subgroup(seat)) {
            rider.height *= 0.84;
        }
        rider.foot.1 = y - height * seating.lift;
        rider.rest = Rest::Thing;
        rider.depth = y + if seating.inside { -0.002 } else { 0.002 };
        if rider.pose == Pose::Stand && !seating.inside {
            rider.pose = Pose::Sit;
        }
        // The figure's head must stay inside the picture.
        let hat = if rider.entity.garments.iter().any(|g| g.kind.is_hat()) { 1.34 } else { 1.04 };
        let over = MARGIN - (rider.foot.1 - rider.height * hat);
        let down = over.max(0.0);
        rider.foot.1 += down;
        let rest = if floats {
            Rest::Water
        } else if rest == Rest::Air || flies(seat) {
            Rest::Air
        } else {
            Rest::Ground
        };
        let whole = Placed {
            entity: seat,
            foot: (rider.foot.0, y + down),
            height,
            mirrored: rider.mirrored != seating.faces_left,
            pose: Pose::Stand,
            held: None,
            depth: y,
            rest,
            layer: Layer::Whole,
            seed: rider.seed,
        };
        if let Subject::Built(what) = seat.subject {
            let facts = figure::facts(what);
            let side = if rider.mirrored { -1.0 } else { 1.0 };
            rider.foot.0 += facts.seat.map_or(0.0, |at| at.0 * height * side);
            rider.pose = facts.posture;
            if facts.inside {
                let back = Placed { depth: y - 0.004, layer: Layer::Back, ..whole.clone() };
                self.placed.push(back);
                self.placed.push(Placed { layer: Layer::Front, rest: Rest::Thing, ..whole });
                return;
            }
        }
        self.placed.push(whole);
    }

    /// Large things stand behind, to the side of whoever is in front.
    fn behind(&mut self, entity: &'a Entity) {
        let before = self.placed.iter().filter(|p| p.depth < self.frame.horizon + 0.05).count();
        for k in 0..entity.count.min(3) {
            let height = (natural_height(entity) * self.scale() * if k == 0 { 1.0 } else { 0.8 })
                .min(self.frame.horizon * 0.8);
            let wide = height * aspect(entity);
            let turn = before + k;
            let side = if (turn + (self.seed % 2) as usize).is_multiple_of(2) { 0.76 } else { 0.24 };
            let x = self.keep_inside(self.frame.width * side + (turn / 2) as f32 * 0.1, wide);
            let y = self.frame.horizon + 0.035 - 0.008 * turn as f32;
            self.push(entity, (x, y), height, y, Rest::Ground, k);
        }
    }

    /// A lantern from a cord, an umbrella over the head.
    fn hang(&mut self, entity: &'a Entity) {
        let Some((x, head, tall)) = self.head() else { return };
        for k in 0..entity.count {
            let height = 0.2 * entity.size * self.scale();
            let side = [1.0, -1.0, 2.0, -2.0, 3.0, -3.0, 4.0][k.min(6)];
            let toward = if self.seed.is_multiple_of(2) { 1.0 } else { -1.0 };
            let at = x + toward * side * (0.17 + 0.035 * tall);
            let y = (head - 0.02 - 0.04 * (k % 3) as f32).max(height + 0.1);
            let x = self.keep_inside(at, height);
            let rest = if hangs(name(entity)) { Rest::Cord } else { Rest::Air };
            self.push(entity, (x, y), height, self.frame.stand() - 0.001, rest, k);
        }
    }

    /// A tree large enough to stand under, its trunk beside the figure.
    fn shade(&mut self, entity: &'a Entity) {
        let Some((x, _, tall)) = self.head() else { return };
        let height = (tall * 1.75).min(self.frame.height * 0.86).max(natural_height(entity));
        let toward = if self.seed.is_multiple_of(2) { 1.0 } else { -1.0 };
        let foot = (x + toward * tall * 0.34, self.frame.stand() - self.frame.ground_depth() * 0.3);
        self.push(entity, foot, height, foot.1, Rest::Ground, 0);
    }

    fn aloft(&mut self, entity: &'a Entity) {
        const SPOTS: [Point; 7] =
            [(0.22, 0.30), (0.80, 0.38), (0.62, 0.17), (0.36, 0.15), (0.10, 0.50), (0.92, 0.20), (0.5, 0.10)];
        let used = self.placed.iter().filter(|p| p.rest == Rest::Air).count();
        let flip = self.seed % 2 == 1;
        for k in 0..entity.count {
            let height = natural_height(entity) * self.scale() * 0.8;
            let wide = height * aspect(entity);
            let spot = SPOTS[(used + k) % SPOTS.len()];
            let share = if flip { 1.0 - spot.0 } else { spot.0 };
            let jitter = (self.rng.range(-0.03, 0.03), self.rng.range(-0.03, 0.03));
            let x = self.keep_inside(self.frame.width * share + jitter.0, wide);
            let y = (self.frame.horizon * (spot.1 + jitter.1) + height).max(height + MARGIN);
            self.push(entity, (x, y), height, self.frame.horizon, Rest::Air, k);
        }
    }

    fn afloat(&mut self, entity: &'a Entity) {
        for k in 0..entity.count {
            let height = natural_height(entity) * self.scale() * 0.72;
            let wide = height * aspect(entity);
            let side = [0.80, 0.18, 0.62, 0.36, 0.5, 0.9, 0.1][k.min(6)];
            let x = self.keep_inside(self.frame.width * side, wide);
            let y = self.frame.horizon - 0.05 - 0.03 * (k % 3) as f32;
            self.push(entity, (x, y), height, y, Rest::Water, k);
        }
    }

    /// Head and shoulders fill the picture; whoever else was named looks over the shoulder.
    fn portrait(&mut self, main: &'a Entity) {
        let height =
            1.08f32.min(self.frame.height * 1.0) * (1.0 + 0.12 * (self.frame.height - 1.0).clamp(0.0, 0.6));
        let middle = self.frame.height * 0.47;
        let foot = (self.frame.width * 0.5, middle + 0.68 * height);
        let others = &self.scene.entities[1..];
        let held = others.iter().find(|e| e.relation == Some(Relation::Holding));
        self.placed.push(Placed {
            entity: main,
            foot,
            height,
            mirrored: self.rng.chance(0.5),
            pose: Pose::Stand,
            held,
            depth: self.frame.height,
            rest: Rest::Thing,
            layer: Layer::Whole,
            seed: self.seed,
        });
        for entity in others.iter().filter(|e| !held.is_some_and(|h| std::ptr::eq(h, *e))) {
            match self.role(entity) {
                Role::Sky => self.aloft(entity),
                Role::Water => self.afloat(entity),
                _ => self.behind(entity),
            }
        }
    }

    /// Middle, top and height of the first main figure.
    fn head(&self) -> Option<(f32, f32, f32)> {
        let main = self.placed.iter().find(|p| std::ptr::eq(p.entity, &self.scene.entities[0]))?;
        Some((main.foot.0, main.foot.1 - main.height * 0.98, main.height))
    }

    fn keep_inside(&self, x: f32, wide: f32) -> f32 {
        let least = wide / 2.0 + MARGIN;
        if least * 2.0 > self.frame.width {
            self.frame.width / 2.0
        } else {
            x.clamp(least, self.frame.width - least)
        }
    }

    fn push(&mut self, entity: &'a Entity, foot: Point, height: f32, depth: f32, rest: Rest, k: usize) {
        let seed = self.seed.wrapping_add(k as u64 * 31 + 7);
        let mirrored = foot.0 > self.frame.width * 0.5;
        let pose = bird_pose(entity, rest).unwrap_or(entity.pose.unwrap_or(Pose::Stand));
        self.placed.push(Placed {
            entity,
            foot,
            height,
            mirrored,
            pose,
            held: None,
            depth,
            rest,
            layer: Layer::Whole,
            seed,
        });
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Row,
    Back,
    Hang,
    Shade,
    Sky,
    Water,
}

fn slot(entity: &Entity, height: f32, main: bool) -> Slot<'_> {
    Slot { entity, height, width: height * aspect(entity), main }
}

/// How a figure sits on something: sizes are shares of the seat's or the figure's height.
struct Seating {
    /// The seat's height over the figure's.
    height: f32,
    /// Where the figure's feet are, as a share of the seat's height.
    lift: f32,
    /// The seat is painted after the figure, so that it hides the legs.
    inside: bool,
    /// The library's drawing looks to the left.
    faces_left: bool,
}

impl Seating {
    fn of(seat: &Entity) -> Self {
        let seating = |height, lift, inside, faces_left| Self { height, lift, inside, faces_left };
        match seat.subject {
            Subject::Built(what) => {
                let facts = figure::facts(what);
                let lift = facts.seat.map_or(0.9, |at| at.1);
                return seating(facts.height, lift, facts.inside, facts.faces_left);
            }
            _ => {}
        }
        let name = name(seat);
        let among = |names: &[&str]| names.contains(&name);
        if among(&["sailboat"]) {
            seating(1.35, 0.13, true, false)
        } else if among(&["canoe", "motor-boat", "speedboat", "ship", "ferry", "passenger-ship"]) {
            seating(0.62, 0.35, true, true)
        } else if among(&[
            "automobile",
            "taxi",
            "bus",
            "locomotive",
            "train",
            "racing-car",
            "tractor",
            "bathtub",
        ]) {
            seating(0.78, 0.45, true, true)
        } else if among(&["rocket", "flying-saucer", "airplane", "small-airplane", "helicopter"]) {
            seating(0.95, 0.60, false, false)
        } else if among(&[
            "basket",
            "bucket",
            "package",
            "hot-beverage",
            "teacup-without-handle",
            "bowl-with-spoon",
        ]) {
            seating(0.62, 0.32, true, false)
        } else if among(&["bicycle", "motorcycle", "motor-scooter", "kick-scooter", "skateboard"]) {
            seating(0.74, 0.30, false, true)
        } else if among(&["chair", "couch-and-lamp", "seat"]) {
            seating(0.9, 0.34, false, false)
        } else if among(&["dragon"]) {
            seating(1.1, 0.44, false, true)
        } else if among(&["crescent-moon"]) {
            seating(1.25, 0.16, false, false)
        } else if among(&["jack-o-lantern", "rock", "mushroom", "cloud", "wrapped-gift", "books"]) {
            seating(0.62, 0.80, false, false)
        } else {
            seating(1.0, 0.60, false, true)
        }
    }
}

fn subgroup(entity: &Entity) -> u32 {
    match entity.subject {
        Subject::Thing(id) => library().subgroup(id),
        _ => 0,
    }
}

fn name(entity: &Entity) -> &'static str {
    match entity.subject {
        Subject::Thing(id) => library().slug(id),
        Subject::Animal(species) => species.id,
        Subject::Bird(bird) => bird.id,
        _ => "",
    }
}

/// What a bird does in the air or on water.
fn bird_pose(entity: &Entity, rest: Rest) -> Option<Pose> {
    match (entity.subject, rest) {
        (Subject::Bird(_) | Subject::Beast(_), Rest::Air) => Some(Pose::Fly),
        (Subject::Bird(_), Rest::Water) => Some(Pose::Swim),
        _ => None,
    }
}

/// Width over height.
pub(crate) fn aspect(entity: &Entity) -> f32 {
    match entity.subject {
        Subject::Animal(_) | Subject::Person(_) => 0.60,
        Subject::Tree(crate::scene::Tree::Pine) => 0.55,
        Subject::Tree(_) => 0.75,
        Subject::Bird(_) | Subject::Beast(_) => {
            figure::stature(entity, entity.pose.unwrap_or(Pose::Stand), false).width()
        }
        Subject::Built(what) => figure::facts(what).aspect,
        Subject::Thing(_) => figure::drawing_of(entity).map_or(1.0, |d| d.aspect()),
    }
}

fn lead_factor(main: &Entity, rest: Rest) -> f32 {
    match main.subject {
        Subject::Animal(_) => (0.5 / natural_height(main)).clamp(1.2, 1.45),
        Subject::Person(_) => 1.1,
        Subject::Beast(_) => 1.0,
        Subject::Bird(_) => (0.42 / natural_height(main)).clamp(1.15, 2.4),
        Subject::Thing(_) if rest == Rest::Air => 1.25,
        Subject::Thing(_) => (0.40 / natural_height(main)).clamp(1.15, 1.8),
        Subject::Tree(_) | Subject::Built(_) => (0.5 / natural_height(main)).clamp(1.0, 1.5),
    }
}

/// Height in scene units in a square picture, for something in the middle distance.
fn natural_height(entity: &Entity) -> f32 {
    let base = match entity.subject {
        Subject::Animal(species) => match species.id {
            "mouse" | "hamster" | "frog" => 0.32,
            "bear" | "polar-bear" | "panda" | "lion" | "unicorn" | "moose" => 0.44,
            _ => 0.41,
        },
        Subject::Person(person) if person.age == Age::Child => 0.42,
        Subject::Person(_) => 0.49,
        Subject::Tree(_) => 0.6,
        Subject::Bird(bird) => 0.49 * bird.height,
        Subject::Beast(Beast::Dragon) => 0.6,
        Subject::Built(what) => (0.49 * figure::facts(what).height).min(0.75),
        Subject::Thing(id) => thing_height(library().slug(id), library().subgroup(id)),
    };
    base * entity.size.powf(0.85)
}

fn thing_height(name: &str, subgroup: u32) -> f32 {
    let special = match name {
        "elephant" | "mammoth" | "t-rex" | "sauropod" => 0.48,
        "giraffe" => 0.6,
        "horse" | "camel" | "two-hump-camel" | "deer" | "bison" | "ox" | "zebra" => 0.38,
        "dragon" => 0.52,
        "rhinoceros" | "hippopotamus" | "gorilla" => 0.36,
        "chipmunk" | "hedgehog" | "bat" => 0.2,
        "owl" | "penguin" | "flamingo" | "peacock" => 0.3,
        "spouting-whale" | "whale" | "orca" => 0.34,
        "castle" | "japanese-castle" => 0.62,
        "ferris-wheel" | "tokyo-tower" | "statue-of-liberty" => 0.6,
        "tent" | "shinto-shrine" | "hut" | "house" | "house-with-garden" => 0.42,
        "snowman" | "christmas-tree" => 0.4,
        "jack-o-lantern" | "teddy-bear" => 0.24,
        "rocket" | "sailboat" => 0.36,
        "locomotive" | "train" | "bus" => 0.32,
        "ghost" | "alien" | "fairy" | "mermaid" | "genie" | "robot" => 0.36,
        "red-paper-lantern" => 0.2,
        "chair" | "couch-and-lamp" => 0.28,
        "sunflower" | "tulip" | "rose" => 0.24,
        "mushroom" => 0.17,
        _ => 0.0,
    };
    if special > 0.0 {
        return special;
    }
    match subgroup {
        3034 => 0.3,
        3035 => 0.18,
        3037 | 3038 => 0.24,
        3039 => 0.11,
        3041 => 0.3,
        5050..=5053 => 0.46,
        5054..=5056 => 0.3,
        4000..=4999 => 0.15,
        _ => 0.18,
    }
}

/// Buildings, mountains and trees belong behind the figures.
fn is_large(entity: &Entity) -> bool {
    match entity.subject {
        Subject::Tree(_) => true,
        Subject::Built(what) => figure::facts(what).large,
        Subject::Thing(id) => {
            let large = (5050..=5053).contains(&library().subgroup(id)) && library().slug(id) != "fountain";
            large
                || ["evergreen-tree", "deciduous-tree", "palm-tree", "christmas-tree"]
                    .contains(&library().slug(id))
        }
        _ => false,
    }
}

fn flies(entity: &Entity) -> bool {
    match entity.subject {
        Subject::Beast(_) => entity.pose == Some(Pose::Fly),
        Subject::Bird(bird) => match entity.pose {
            None => bird.aloft,
            pose => pose == Some(Pose::Fly),
        },
        Subject::Built(what) => figure::facts(what).flies,
        Subject::Thing(id) => {
            let (name, subgroup) = (library().slug(id), library().subgroup(id));
            let grounded =
                ["locomotive", "penguin", "turkey", "chicken", "rooster", "duck", "swan", "dodo", "flamingo"];
            let crawls =
                ["snail", "ant", "beetle", "cricket", "spider", "scorpion", "worm", "bug", "spider-web"];
            let flying =
                ["balloon", "kite", "dragon", "bat", "fairy", "ghost", "star", "glowing-star", "cloud"];
            let high =
                ["crescent-moon", "shooting-star", "comet", "ringed-planet", "sun", "full-moon", "rainbow"];
            let bird = subgroup == 3035 && !grounded.contains(&name) && !name.contains("peacock");
            let insect = subgroup == 3039 && !crawls.contains(&name);
            let craft = subgroup == 5056 && name != "seat";
            bird || insect || craft || flying.contains(&name) || high.contains(&name)
        }
        _ => false,
    }
}

/// Birds that are drawn sitting.
fn perches(name: &str) -> bool {
    ["owl", "parrot", "hatching-chick", "baby-chick", "front-facing-baby-chick", "feather"].contains(&name)
}

fn swims(name: &str) -> bool {
    lives_in_water(name)
        || [
            "sailboat",
            "canoe",
            "ship",
            "ferry",
            "motor-boat",
            "speedboat",
            "passenger-ship",
            "duck",
            "white-duck",
            "duckling",
            "goose",
            "swan",
        ]
        .contains(&name)
}

fn lives_in_water(name: &str) -> bool {
    [
        "spouting-whale",
        "whale",
        "dolphin",
        "orca",
        "shark",
        "fish",
        "tropical-fish",
        "blowfish",
        "octopus",
        "squid",
        "jellyfish",
        "mermaid",
        "seal",
    ]
    .contains(&name)
}

fn hangs(name: &str) -> bool {
    ["red-paper-lantern", "light-bulb", "bell", "wind-chime", "mirror-ball", "carp-streamer"].contains(&name)
}

fn small_roof(name: &str) -> bool {
    ["umbrella", "umbrella-with-rain-drops"].contains(&name)
}

/// True for what gives light of its own after dark: reach and where it is, as a share of its height.
pub(crate) fn shines(entity: &Entity) -> Option<f32> {
    match entity.subject {
        Subject::Built(what) => figure::facts(what).shines,
        Subject::Thing(id) => match library().slug(id) {
            "red-paper-lantern" | "jack-o-lantern" | "light-bulb" | "glowing-star" | "star"
            | "crystal-ball" => Some(0.5),
            "candle" | "fire" | "diya-lamp" | "sparkler" => Some(0.75),
            "crescent-moon" | "sun" | "christmas-tree" | "flying-saucer" => Some(0.5),
            _ => None,
        },
        _ => None,
    }
}

/// How much a lamp shows at this hour.
pub(crate) fn lamp_strength(time: Time) -> f32 {
    match time {
        Time::Night => 1.25,
        Time::Sunset => 0.6,
        Time::Dawn => 0.3,
        Time::Day => 0.15,
    }
}
