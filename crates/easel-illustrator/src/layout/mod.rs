//! Puts everybody and everything in the picture so that nothing collides, no face is hidden and nothing is cut off.
//!
//! Things that belong together are gathered to clusters; the clusters get a part each (in the row in front, behind it,
//! in the air, in the water) and then a place, composed anew for every format.

mod cluster;
mod size;

use crate::figure::Layer;
use crate::frame::Frame;
use crate::place::{self, Ground};
use crate::rng::Rng;
use crate::scene::{Camera, Entity, Gesture, Place, Pose, Relation, Scene, Subject, Time};
use crate::shape::Point;
use cluster::{Cluster, clusters};

pub(crate) use size::aspect;

/// Something with its place in the picture.
#[derive(Clone, Debug)]
pub(crate) struct Placed<'a> {
    pub(crate) entity: &'a Entity,
    /// What it rests on: between the feet, or where it sits.
    pub(crate) foot: Point,
    pub(crate) height: f32,
    pub(crate) mirrored: bool,
    pub(crate) pose: Pose,
    pub(crate) gesture: Gesture,
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

/// Free space kept at the picture's edges, and between clusters, in scene units.
const MARGIN: f32 = 0.03;
const GAP: f32 = 0.03;
/// Radius of a face in a portrait, in scene units.
const FACE: f32 = 0.215;
/// More than this many clusters stand in two rows.
const ONE_ROW: usize = 4;
/// The share of its width that one of two rows takes up.
const IN_TWO_ROWS: f32 = 0.6;

/// Places all entities of a scene, from the farthest to the nearest.
pub(crate) fn arrange<'a>(scene: &'a Scene, frame: &Frame, seed: u64) -> Vec<Placed<'a>> {
    if scene.entities.is_empty() {
        return Vec::new();
    }
    let ground = place::ground(scene, frame);
    let mut layout = Layout {
        scene,
        frame,
        ground,
        rng: Rng::new(seed, "layout"),
        seed,
        placed: Vec::new(),
        taken: Vec::new(),
    };
    layout.compose(clusters(scene));
    let mut placed = layout.placed;
    placed.sort_by(|a, b| a.depth.total_cmp(&b.depth));
    placed
}

/// The part a cluster plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// In front, with the one the picture is about.
    Row,
    /// Large, behind.
    Back,
    Air,
    Water,
}

/// A part of the picture that is spoken for: left, top, right, bottom.
type Area = (f32, f32, f32, f32);

struct Layout<'a, 'f> {
    scene: &'a Scene,
    frame: &'f Frame,
    ground: Ground,
    rng: Rng,
    seed: u64,
    placed: Vec<Placed<'a>>,
    taken: Vec<Area>,
}

impl<'a> Layout<'a, '_> {
    fn compose(&mut self, clusters: Vec<Cluster<'a>>) {
        let main = clusters.iter().position(|c| c.members.contains(&self.scene.main)).unwrap_or(0);
        let main = clusters[main].root;
        let parts: Vec<Part> =
            clusters.iter().map(|cluster| self.part(cluster, cluster.root == main)).collect();
        let of = |part: Part| -> Vec<&Cluster<'a>> {
            clusters.iter().zip(&parts).filter(|(_, p)| **p == part).map(|(cluster, _)| cluster).collect()
        };
        let row = self.order(of(Part::Row), main);
        let lead = self.lead(&clusters, main);
        let back = of(Part::Back);
        if self.scene.camera == Camera::Portrait {
            self.portrait(&row, main);
        } else {
            self.row(&row, main, lead, !back.is_empty());
        }
        self.behind(&back, lead, row.is_empty());
        self.afloat(&of(Part::Water), lead);
        self.aloft(&of(Part::Air), main, lead);
    }

    /// Where the main figure's feet are.
    fn stand(&self) -> f32 {
        self.ground.far + (self.ground.near - self.ground.far) * 0.8
    }

    fn part(&self, cluster: &Cluster<'a>, main: bool) -> Part {
        let root = cluster.root_entity();
        let place = self.scene.place();
        if root.far || size::is_large(root) && !main {
            return Part::Back;
        }
        if place.weightless() && (size::lives_in_water(root) || root.pose == Some(Pose::Swim)) {
            return Part::Air;
        }
        if place.water() && (size::swims(root) || cluster.items.iter().any(|i| i.pose == Pose::Swim)) {
            return Part::Water;
        }
        let above = cluster
            .members
            .iter()
            .any(|at| self.scene.entities[*at].linked(Relation::Above).next().is_some());
        let airborne =
            root.pose == Some(Pose::Fly) || above || size::flies(root) && !self.grounded(cluster.root);
        if airborne { Part::Air } else { Part::Row }
    }

    /// Something that could fly but is said to stand, sit or be used on the ground.
    fn grounded(&self, at: usize) -> bool {
        let entity = &self.scene.entities[at];
        let posed = entity.pose.is_some_and(|pose| !matches!(pose, Pose::Fly | Pose::Jump | Pose::Dance));
        let indoors = self.scene.place().indoors();
        let met = self.scene.entities.iter().any(|other| other.linked(Relation::Face).any(|to| to == at));
        posed || indoors || met
    }

    /// How much larger than natural everything is drawn so that the one the picture is about fills its share of it.
    fn lead(&self, clusters: &[Cluster<'a>], main: usize) -> f32 {
        let cluster = clusters.iter().find(|c| c.root == main).unwrap_or(&clusters[0]);
        let named = &self.scene.entities[self.scene.main];
        // Apples on a table are as large as the table lets them be.
        let entity = if named.subject.is_living() { named } else { cluster.root_entity() };
        let natural = size::natural_height(entity);
        let tall = 1.0 + 0.42 * (self.frame.height - 1.0).clamp(0.0, 0.8);
        let camera = match self.scene.camera {
            Camera::Wide => 0.55,
            Camera::Above => 0.8,
            Camera::Close => 1.8,
            Camera::Whole | Camera::Portrait => 1.0,
        };
        let crowd = 1.0 / (1.0 + 0.05 * (clusters.len().saturating_sub(1)).min(8) as f32);
        let lead = size::lead_height(entity) / natural * tall * camera * crowd;
        // A cluster that is much larger than its main figure is not blown up as well.
        lead.min(0.92 * self.frame.height.min(1.3) / cluster.top.max(0.1)).max(0.25)
    }

    /// The clusters of the row from left to right: the main one in the middle, others where they were said to be.
    fn order<'c>(&mut self, row: Vec<&'c Cluster<'a>>, main: usize) -> Vec<&'c Cluster<'a>> {
        // What others are around is their middle.
        let circled = |c: &&&Cluster<'a>| {
            row.iter().any(|o| o.root != c.root && self.links_to(o.root, c.root, Relation::Around))
        };
        let main = row.iter().find(circled).map_or(main, |c| c.root);
        let (mut middle, others): (Vec<_>, Vec<_>) = row.into_iter().partition(|c| c.root == main);
        let start_right = self.rng.chance(0.5);
        let (mut left, mut right): (Vec<&Cluster<'a>>, Vec<&Cluster<'a>>) = (Vec::new(), Vec::new());
        for cluster in others {
            // Copies of one thing stay together unless they surround the main figure.
            let around = self.links_to(cluster.root, main, Relation::Around);
            let near =
                |side: &[&Cluster<'a>]| side.iter().any(|c| c.root == cluster.root || self.tied(c, cluster));
            let to_right = if !around && near(&right) {
                true
            } else if !around && near(&left) {
                false
            } else {
                (width(&right), right.len()) < (width(&left), left.len())
                    || right.len() == left.len() && left.is_empty() && start_right
            };
            if to_right { right.push(cluster) } else { left.push(cluster) }
        }
        left.reverse();
        left.append(&mut middle);
        left.append(&mut right);
        left
    }

    fn links_to(&self, from: usize, to: usize, relation: Relation) -> bool {
        self.scene.entities[from].linked(relation).any(|at| at == to)
    }

    /// Whether anybody of one cluster is tied to anybody of the other.
    fn tied(&self, one: &Cluster<'a>, other: &Cluster<'a>) -> bool {
        let ties = |a: &Cluster<'a>, b: &Cluster<'a>| {
            a.members
                .iter()
                .any(|at| self.scene.entities[*at].links.iter().any(|link| b.members.contains(&link.to)))
        };
        ties(one, other) || ties(other, one)
    }

    /// Those in front, fitted into the width and under the ceiling, the main one at a third where there is room.
    fn row(&mut self, row: &[&Cluster<'a>], main: usize, lead: f32, company: bool) {
        if row.is_empty() {
            return;
        }
        let scale = self.fit(row, lead);
        let spots = self.spots(row, main, lead, scale, company);
        let facing = self.facing(row, &spots);
        for (k, cluster) in row.iter().enumerate() {
            let (foot, shrink) = spots[k];
            let scale = scale * shrink;
            let rest = if self.scene.place == Some(Place::Space) && cluster.items[0].pose == Pose::Fly {
                Rest::Air
            } else {
                Rest::Ground
            };
            self.put(
                cluster,
                foot,
                scale,
                facing[k],
                rest,
                foot.1 + 0.02 * f32::from(u8::from(cluster.root == main)),
                k,
            );
        }
    }

    /// Many, or a few that are long, stand one behind the other.
    fn takes_two_rows(&self, row: &[&Cluster<'a>], lead: f32) -> bool {
        row.len() > ONE_ROW || row.len() > 2 && width(row) * lead > 1.5 * self.frame.width
    }

    /// The scale at which a row fits.
    fn fit(&self, row: &[&Cluster<'a>], lead: f32) -> f32 {
        let room = self.frame.width - 2.0 * MARGIN;
        let rows = if self.takes_two_rows(row, lead) { IN_TWO_ROWS } else { 1.0 };
        let total: f32 = width(row) * rows + GAP * (row.len() - 1) as f32;
        let top = row.iter().map(|c| c.top).fold(0.1, f32::max);
        let share = match self.scene.camera {
            Camera::Close => 0.94,
            _ => 0.78,
        };
        let ceiling = self.stand() * share;
        lead.min(room / total).min(ceiling / top)
    }

    /// Where each of the row stands and how much smaller the ones behind are.
    fn spots(
        &mut self,
        row: &[&Cluster<'a>],
        main: usize,
        lead: f32,
        scale: f32,
        company: bool,
    ) -> Vec<(Point, f32)> {
        let ground = self.stand();
        let two_rows = self.takes_two_rows(row, lead);
        let pitch = |c: &Cluster<'a>| c.width() * scale * if two_rows { IN_TWO_ROWS } else { 1.0 };
        let total: f32 = row.iter().map(|c| pitch(c)).sum();
        let free = (self.frame.width - 2.0 * MARGIN - total).max(0.0);
        let gap = (free / (row.len() + 1) as f32).clamp(0.0, 0.1).max(GAP.min(free / row.len() as f32));
        let wide = total + gap * (row.len() - 1) as f32;
        // One alone, or with a landmark behind, stands at a third.
        let lean = if row.len() == 1 && (company || self.rng.chance(0.5)) && self.frame.width > 0.9 {
            0.085
        } else {
            0.0
        };
        let side = if self.seed.is_multiple_of(2) { -1.0 } else { 1.0 };
        let middle = self.frame.width * (0.5 + side * lean);
        let mut x = (middle - wide / 2.0).clamp(MARGIN, (self.frame.width - MARGIN - wide).max(MARGIN));
        let mut spots = Vec::with_capacity(row.len());
        for (k, cluster) in row.iter().enumerate() {
            let at = x + pitch(cluster) / 2.0;
            x += pitch(cluster) + gap;
            let behind = two_rows && k % 2 == 1 && cluster.root != main;
            let stagger = if row.len() > 1 { self.rng.range(-0.012, 0.018) } else { 0.0 };
            let low =
                (ground + if behind { -0.075 } else { stagger }).clamp(self.ground.far, self.ground.near);
            spots.push(((at, low), if behind { 0.9 } else { 1.0 }));
        }
        spots
    }

    /// Whether each of the row looks to the left.
    fn facing(&mut self, row: &[&Cluster<'a>], spots: &[(Point, f32)]) -> Vec<bool> {
        let middle = self.frame.width * 0.5;
        let moving = |c: &Cluster<'a>| {
            c.items
                .iter()
                .any(|i| matches!(i.pose, Pose::Run | Pose::Walk | Pose::Ride | Pose::Swim | Pose::Fly))
        };
        let leftwards = match row.iter().position(|c| moving(c)) {
            // Whoever moves goes where there is room.
            Some(at) => {
                spots[at].0.0 > middle + 0.02 || (spots[at].0.0 - middle).abs() < 0.02 && self.rng.chance(0.5)
            }
            None => self.rng.chance(0.5),
        };
        (0..row.len())
            .map(|k| {
                let x = spots[k].0.0;
                if let Some(other) = self.looked_at(row, k) {
                    return spots[other].0.0 < x;
                }
                if moving(row[k]) {
                    return leftwards;
                }
                if row.len() == 1 { leftwards } else { x > middle }
            })
            .collect()
    }

    /// The cluster of the row this one turns to.
    fn looked_at(&self, row: &[&Cluster<'a>], k: usize) -> Option<usize> {
        let wanted = |relation| matches!(relation, Relation::LookAt | Relation::Face | Relation::Chase);
        let aim = |cluster: &Cluster<'a>| {
            cluster
                .members
                .iter()
                .flat_map(|at| &self.scene.entities[*at].links)
                .find(|l| wanted(l.relation))
                .map(|l| l.to)
        };
        let to = aim(row[k])?;
        let other = row.iter().position(|c| c.members.contains(&to))?;
        (other != k).then_some(other)
    }

    /// Head and shoulders fill the picture; whoever else was named looks over the shoulder.
    fn portrait(&mut self, row: &[&Cluster<'a>], main: usize) {
        let entity = &self.scene.entities[self.scene.main];
        let held = entity.linked(Relation::Hold).next().map(|at| &self.scene.entities[at]);
        let gesture = entity.gesture.unwrap_or_default();
        let mirrored = self.rng.chance(0.5);
        let ((face_x, face_y), radius) = size::stature(entity, Pose::Stand, held.is_some()).face;
        let side = if mirrored { -1.0 } else { 1.0 };
        let tall = (self.frame.height - 1.0).clamp(0.0, 0.6);
        // A tall hat needs room above it.
        let hat = entity.garments.iter().any(|g| g.kind.is_tall());
        let (face, middle) = if hat { (FACE * 0.84, 0.58) } else { (FACE, 0.45) };
        let height = face * (1.0 + 0.3 * tall) / radius.max(0.05);
        let foot = (
            self.frame.width * 0.5 - side * face_x * height,
            self.frame.height * (middle - 0.05 * tall) + face_y * height,
        );
        let others = row.iter().filter(|c| c.root != main).take(2);
        for (k, cluster) in others.enumerate() {
            let right = (k == 0) == self.seed.is_multiple_of(2);
            let scale = (0.66 / cluster.top.max(0.1)).min(1.8);
            let x = self.frame.width * if right { 0.84 } else { 0.16 };
            self.put(
                cluster,
                (x, self.frame.height * 0.98),
                scale,
                right,
                Rest::Thing,
                0.5 * self.frame.height,
                3 + k,
            );
        }
        let seed = self.seed;
        self.placed.push(Placed {
            entity,
            foot,
            height,
            mirrored,
            pose: Pose::Stand,
            gesture,
            held,
            depth: self.frame.height,
            rest: Rest::Thing,
            layer: Layer::Whole,
            seed,
        });
        let reach = FACE * 1.5;
        let middle = self.frame.width * 0.5;
        self.taken.push((middle - reach, self.frame.height * 0.12, middle + reach, self.frame.height));
    }

    /// Large things stand behind, to the side of whoever is in front.
    fn behind(&mut self, back: &[&Cluster<'a>], lead: f32, alone: bool) {
        let heads: Vec<f32> = self.placed.iter().map(|p| p.foot.0).collect();
        let middle = if heads.is_empty() {
            0.5 * self.frame.width
        } else {
            heads.iter().sum::<f32>() / heads.len() as f32
        };
        let first_right = if alone { self.rng.chance(0.5) } else { middle < self.frame.width * 0.5 };
        for (k, cluster) in back.iter().take(7).enumerate() {
            let room = self.ground.horizon * 0.84;
            // What somebody flies over leaves him the sky.
            let flown_over = cluster.members.iter().any(|at| self.is_flown_over(*at));
            let room = room * if flown_over { 0.5 } else { 1.0 };
            let shrink = if cluster.root_entity().far { 0.8 } else { 1.0 } * if k == 0 { 1.0 } else { 0.86 };
            let scale = (lead.clamp(0.7, 1.15) * shrink).min(room / cluster.top.max(0.1));
            let right = k.is_multiple_of(2) == first_right;
            let share = if right { 0.74 + 0.12 * (k / 2) as f32 } else { 0.26 - 0.12 * (k / 2) as f32 };
            let x = self.keep_inside(self.frame.width * share, cluster.width() * scale);
            let y = self.ground.horizon + 0.03 - 0.008 * k as f32;
            self.put(cluster, (x, y), scale, right, Rest::Ground, y, 20 + k);
        }
    }

    fn is_flown_over(&self, at: usize) -> bool {
        self.scene.entities.iter().any(|e| e.linked(Relation::Above).any(|to| to == at))
    }

    /// Ships and ducks on the water, in front of the far shore.
    fn afloat(&mut self, water: &[&Cluster<'a>], lead: f32) {
        const SIDES: [f32; 7] = [0.5, 0.2, 0.8, 0.35, 0.65, 0.1, 0.9];
        let share = (self.frame.width - 2.0 * MARGIN) / water.len().clamp(1, 3) as f32;
        let sky = self.ground.horizon - 0.1;
        let scale_of =
            |c: &Cluster<'a>| (lead * 0.9).min(share / c.width().max(0.1)).min(sky / c.top.max(0.1));
        for (k, cluster) in water.iter().enumerate() {
            let scale = scale_of(cluster);
            let flip = if self.seed.is_multiple_of(2) { 0.0 } else { 1.0 };
            let mut share = (SIDES[k % 7] - flip).abs();
            if water.len() == 2 {
                share = if (k == 0) == (flip > 0.5) { 0.3 } else { 0.7 };
            }
            let x = self.keep_inside(self.frame.width * share, cluster.width() * scale);
            let y = self.ground.horizon - 0.03 - 0.03 * (k % 3) as f32;
            self.put(cluster, (x, y), scale, x > self.frame.width * 0.5, Rest::Water, y, 40 + k);
        }
    }

    /// What flies takes the freest places of the sky, or under water of the sea.
    fn aloft(&mut self, air: &[&Cluster<'a>], main: usize, lead: f32) {
        let lone = self.placed.is_empty();
        for (k, cluster) in air.iter().enumerate() {
            let chief = cluster.root == main;
            let many = 1.0 / (1.0 + 0.12 * air.len().saturating_sub(1) as f32);
            let most = ((self.frame.width - 2.0 * MARGIN) / cluster.width().max(0.1))
                .min(self.ground.horizon * 0.9 / cluster.top.max(0.05));
            let scale = (lead * if chief { 1.0 } else { 0.85 } * many).min(most);
            let (wide, high) = (cluster.width() * scale, cluster.top * scale);
            let above = self.below_of(cluster);
            let (x, y) = if chief && lone && k == 0 {
                (self.frame.width * 0.5, (self.ground.horizon * 0.62 + high * 0.4).min(self.ground.horizon))
            } else {
                self.free_sky(wide, high, above)
            };
            let x = self.keep_inside(x, wide);
            let y = y.max(high + MARGIN).min(self.frame.height - MARGIN);
            let depth = if chief { self.frame.height } else { self.ground.horizon };
            self.put(cluster, (x, y), scale, x > self.frame.width * 0.5, Rest::Air, depth, 60 + k);
        }
    }

    /// The middle of what this one is said to be above.
    fn below_of(&self, cluster: &Cluster<'a>) -> Option<f32> {
        let to =
            cluster.members.iter().find_map(|at| self.scene.entities[*at].linked(Relation::Above).next())?;
        let entity = &self.scene.entities[to];
        self.placed.iter().find(|p| std::ptr::eq(p.entity, entity)).map(|p| p.foot.0)
    }

    /// The foot of the freest spot for something `wide` and `high`, near `x` if one is given.
    fn free_sky(&mut self, wide: f32, high: f32, x: Option<f32>) -> Point {
        let deep = if self.scene.place().weightless() {
            self.frame.height * 0.86
        } else {
            self.ground.horizon * 0.82
        };
        let mut best = ((0.5 * self.frame.width, high + MARGIN), f32::MIN);
        for _ in 0..48 {
            let half = wide / 2.0 + MARGIN;
            let across = (self.frame.width - 2.0 * half).max(0.0);
            let cx = half + across * self.rng.range(0.0, 1.0);
            let foot = high + MARGIN + (deep - high - MARGIN).max(0.0) * self.rng.range(0.0, 1.0);
            let area = (cx - wide / 2.0, foot - high, cx + wide / 2.0, foot);
            let hidden: f32 = self.taken.iter().map(|t| overlap(area, *t)).sum();
            let near = x.map_or(0.0, |x| (cx - x).abs() * 0.6);
            let centre = (cx - 0.5 * self.frame.width).abs() * 0.06;
            let lonely = self.taken.iter().map(|t| distance(area, *t)).fold(0.4, f32::min);
            let score = lonely * 0.5 - hidden * 12.0 / (wide * high).max(1e-3) - near - centre;
            if score > best.1 {
                best = ((cx, foot), score);
            }
        }
        best.0
    }

    #[allow(clippy::too_many_arguments, reason = "where, how large, which way, on what, how near")]
    fn put(
        &mut self,
        cluster: &Cluster<'a>,
        foot: Point,
        scale: f32,
        mirrored: bool,
        rest: Rest,
        depth: f32,
        k: usize,
    ) {
        let (left, right) =
            if mirrored { (cluster.front, cluster.back) } else { (cluster.back, cluster.front) };
        // The foot is not always in the middle of what is drawn.
        let x = foot.0 + (left - right) * scale / 2.0;
        let x = x.clamp(
            (left * scale + MARGIN * 0.5).min(self.frame.width * 0.5),
            (self.frame.width - right * scale - MARGIN * 0.5).max(self.frame.width * 0.5),
        );
        self.taken.push((x - left * scale, foot.1 - cluster.top * scale, x + right * scale, foot.1));
        let seed = self.seed.wrapping_add(k as u64 * 101);
        let afloat = rest == Rest::Water && cluster.root_entity().subject.is_creature();
        let from = self.placed.len();
        self.placed.extend(cluster.place((x, foot.1), scale, mirrored, rest, depth, seed));
        if afloat && let Some(root) = self.placed.get_mut(from) {
            // A dolphin may leap.
            let leaps = root.pose == Pose::Jump && matches!(root.entity.subject, Subject::Beast(_));
            root.pose = if leaps { Pose::Jump } else { Pose::Swim };
        }
    }

    fn keep_inside(&self, x: f32, wide: f32) -> f32 {
        let least = wide / 2.0 + MARGIN;
        if least * 2.0 > self.frame.width {
            self.frame.width / 2.0
        } else {
            x.clamp(least, self.frame.width - least)
        }
    }
}

fn width(row: &[&Cluster<'_>]) -> f32 {
    row.iter().map(|c| c.width()).sum()
}

/// Size of what two areas share.
fn overlap(a: Area, b: Area) -> f32 {
    (a.2.min(b.2) - a.0.max(b.0)).max(0.0) * (a.3.min(b.3) - a.1.max(b.1)).max(0.0)
}

/// How far two areas are apart; 0 if they touch.
fn distance(a: Area, b: Area) -> f32 {
    let (x, y) = ((a.0 - b.2).max(b.0 - a.2).max(0.0), (a.1 - b.3).max(b.1 - a.3).max(0.0));
    (x * x + y * y).sqrt()
}

/// True for what gives light of its own after dark: where it is, as a share of its height.
pub(crate) fn shines(entity: &Entity) -> Option<f32> {
    match entity.subject {
        Subject::Built(built) => crate::figure::facts(built).shines,
        Subject::Thing(_) => match crate::words::name(entity) {
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
