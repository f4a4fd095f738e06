//! Who belongs together: a rider and a horse, a cat under a table, apples in a basket. A cluster is placed as one.

use super::size::{self, Seating};
use super::{Placed, Rest};
use crate::figure::{Layer, Stature};
use crate::scene::{Entity, Gesture, Pose, Relation, Scene, Subject};

/// One figure or thing of a cluster, placed in it.
#[derive(Clone, Debug)]
pub(super) struct Item<'a> {
    pub(super) entity: &'a Entity,
    /// Its foot from the cluster's foot: `x` the way the cluster looks, `y` upwards, in scene units at natural size.
    pub(super) offset: (f32, f32),
    pub(super) height: f32,
    pub(super) pose: Pose,
    pub(super) gesture: Gesture,
    pub(super) held: Option<&'a Entity>,
    /// Looks the other way than its cluster.
    pub(super) turned: bool,
    /// Painted later the larger it is; the root has 0.
    pub(super) order: f32,
    pub(super) rest: Rest,
    pub(super) layer: Layer,
}

/// Steps in the order of painting between those who ride on somebody who rides, over those on the ground floor.
const NESTED: f32 = 0.05;
/// Height of a chair's seat over the height of who sits on it.
const CHAIR: f32 = 0.28;
/// How far two who share a narrow seat are apart, over the height of one.
const ELBOWS: f32 = 0.36;
/// Height of what somebody is under over his own.
const ROOF: f32 = 1.5;

/// Things that are placed together.
#[derive(Clone, Debug)]
pub(super) struct Cluster<'a> {
    /// The place of what carries the others among the scene's entities.
    pub(super) root: usize,
    /// Places of all that are in it.
    pub(super) members: Vec<usize>,
    pub(super) items: Vec<Item<'a>>,
    /// Room it takes behind, before and above its foot, in scene units at natural size.
    pub(super) back: f32,
    pub(super) front: f32,
    pub(super) top: f32,
}

impl<'a> Cluster<'a> {
    pub(super) fn width(&self) -> f32 {
        self.back + self.front
    }

    pub(super) fn root_entity(&self) -> &'a Entity {
        self.items[0].entity
    }

    /// Puts its items into the picture.
    pub(super) fn place(
        &self,
        foot: (f32, f32),
        scale: f32,
        mirrored: bool,
        rest: Rest,
        depth: f32,
        seed: u64,
    ) -> Vec<Placed<'a>> {
        let side = if mirrored { -1.0 } else { 1.0 };
        let one = |(k, item): (usize, &Item<'a>)| Placed {
            entity: item.entity,
            foot: (foot.0 + side * item.offset.0 * scale, foot.1 - item.offset.1 * scale),
            height: item.height * scale,
            mirrored: mirrored != item.turned,
            pose: item.pose,
            gesture: item.gesture,
            held: item.held,
            depth: depth + item.order * 1e-4,
            rest: if item.order == 0.0 && item.rest == Rest::Ground { rest } else { item.rest },
            layer: item.layer,
            seed: seed.wrapping_add(k as u64 * 17),
        };
        self.items.iter().enumerate().map(one).collect()
    }

    fn push(&mut self, item: Item<'a>, at: usize) {
        let stature = size::stature(item.entity, item.pose, item.held.is_some());
        let hat = if item.entity.garments.iter().any(|g| g.kind.is_hat()) { 0.24 } else { 0.03 };
        let (x, y) = item.offset;
        let (behind, before) =
            if item.turned { (stature.front, stature.back) } else { (stature.back, stature.front) };
        self.back = self.back.max(behind * item.height - x);
        self.front = self.front.max(before * item.height + x);
        self.top = self.top.max(y + (stature.top + hat) * item.height);
        if !self.members.contains(&at) {
            self.members.push(at);
        }
        self.items.push(item);
    }
}

/// Builds the clusters of a scene; each entity is in one at least once, but for what is held.
pub(super) fn clusters<'a>(scene: &'a Scene) -> Vec<Cluster<'a>> {
    let builder = Builder { scene };
    let mut all = Vec::new();
    for root in (0..scene.entities.len()).filter(|at| builder.is_root(*at)) {
        all.extend((0..builder.copies(root)).map(|k| builder.cluster(root, k)));
    }
    // Whoever has no place by now, as what lies in a basket somebody carries, stands for himself: all that was named is
    // to be seen.
    for at in 0..scene.entities.len() {
        if !is_shown(&all, at, &scene.entities[at]) {
            all.extend((0..scene.entities[at].count.max(1)).map(|k| builder.cluster(at, k)));
        }
    }
    all
}

fn is_shown(clusters: &[Cluster<'_>], at: usize, entity: &Entity) -> bool {
    clusters.iter().any(|cluster| {
        let held = |item: &Item<'_>| item.held.is_some_and(|held| std::ptr::eq(held, entity));
        cluster.members.contains(&at) || cluster.items.iter().any(held)
    })
}

struct Builder<'a> {
    scene: &'a Scene,
}

impl<'a> Builder<'a> {
    fn entity(&self, at: usize) -> &'a Entity {
        &self.scene.entities[at]
    }

    /// What carries this one: a seat, a mount, a box, a table it is under or a bough over it.
    fn carrier(&self, at: usize) -> Option<(Relation, usize)> {
        self.entity(at).links.iter().find_map(|link| match link.relation {
            Relation::On | Relation::In | Relation::Ride if self.can_carry(at, link.to, link.relation) => {
                Some((link.relation, link.to))
            }
            Relation::At => Some((Relation::At, link.to)),
            Relation::Under if size::is_shelter(self.entity(link.to)) => Some((Relation::Under, link.to)),
            _ => None,
        })
    }

    /// Nobody sits on a castle, and a castle on nobody.
    fn can_carry(&self, at: usize, to: usize, relation: Relation) -> bool {
        let (rider, seat) = (self.entity(at), self.entity(to));
        relation == Relation::Ride || !size::is_large(seat) && !size::is_large(rider)
    }

    /// Who holds this one, or over whom it hangs.
    fn owner(&self, at: usize) -> Option<usize> {
        (0..self.scene.entities.len()).find(|other| {
            self.entity(*other).links.iter().any(|link| {
                link.to == at
                    && match link.relation {
                        Relation::Hold => true,
                        Relation::Under => self.shelters(at),
                        _ => false,
                    }
            })
        })
    }

    /// Hung or held over somebody's head.
    fn shelters(&self, at: usize) -> bool {
        let entity = self.entity(at);
        size::hangs(entity) || size::is_roof(entity) || matches!(entity.subject, Subject::Tree(_))
    }

    fn is_root(&self, at: usize) -> bool {
        self.carrier(at).is_none() && self.owner(at).is_none()
    }

    fn riders(&self, root: usize) -> Vec<(Relation, usize)> {
        let carried =
            |at: usize| self.carrier(at).filter(|(_, to)| *to == root).map(|(relation, _)| (relation, at));
        (0..self.scene.entities.len()).filter_map(carried).collect()
    }

    /// How often the cluster is there: each rider of several has a mount of several.
    fn copies(&self, root: usize) -> usize {
        let count = self.entity(root).count;
        let riders = self.riders(root).iter().map(|(_, at)| self.entity(*at).count).max();
        match riders {
            Some(riders) if count > 1 => count.min(riders.max(1)),
            // Where there is room for one, each has a seat of his own.
            Some(riders) if size::seats_one(self.entity(root)) => riders,
            _ => count,
        }
    }

    fn cluster(&self, root: usize, k: usize) -> Cluster<'a> {
        let entity = self.entity(root);
        let mut cluster =
            Cluster { root, members: Vec::new(), items: Vec::new(), back: 0.0, front: 0.0, top: 0.0 };
        let height = self.root_height(root);
        let aloft = entity.subject.is_living() && size::flies(entity);
        let pose = entity.pose.unwrap_or(if aloft { Pose::Fly } else { Pose::Stand });
        cluster.push(self.item(root, k, (0.0, 0.0), height, pose, 0.0, Rest::Ground), root);
        self.add_over(&mut cluster, root, 0);
        let alone = self.copies(root) > 1;
        self.add_riders(&mut cluster, 0, root, alone);
        cluster
    }

    /// Adds those who are on, in, at or under one of the cluster, and those on them. `alone`: one of each kind.
    fn add_riders(&self, cluster: &mut Cluster<'a>, seat: usize, carrier: usize, alone: bool) {
        let riders = self.riders(carrier);
        for relation in [Relation::On, Relation::In, Relation::Ride, Relation::At, Relation::Under] {
            // Who is here already is carried in a circle. Those who share a place share its room, whoever they are.
            let sharing =
                riders.iter().filter(|(other, at)| *other == relation && !cluster.members.contains(at));
            let count = |at: usize| if alone { 1 } else { self.entity(at).count };
            let all: Vec<usize> = sharing.flat_map(|(_, at)| std::iter::repeat_n(*at, count(*at))).collect();
            for (n, at) in all.iter().enumerate() {
                self.add_carried(cluster, seat, *at, relation, (n, all.len()));
            }
        }
    }

    /// Animals and people have their own size; what they sit on suits them.
    fn root_height(&self, root: usize) -> f32 {
        let entity = self.entity(root);
        let natural = size::natural_height(entity);
        if entity.subject.is_living() {
            return natural;
        }
        let rider = self.riders(root).into_iter().find(|(_, at)| self.entity(*at).subject.is_living());
        match rider {
            // A drawing of the library is made to suit who sits on it.
            Some((Relation::Under, at)) if matches!(entity.subject, Subject::Thing(_)) => {
                let rider = self.entity(at);
                let room = size::stature(rider, rider.pose.unwrap_or_default(), false);
                let tall = size::natural_height(rider);
                natural.max(tall * ROOF).max(tall * room.width() * ROOF / size::aspect(entity).max(0.3))
            }
            Some((_, at)) if matches!(entity.subject, Subject::Thing(_)) => {
                size::natural_height(self.entity(at)) * Seating::of(entity).height * entity.size
            }
            // Furniture is made for grown-ups, but nobody is lost in it.
            Some((_, at)) => {
                let rider = size::natural_height(self.entity(at));
                natural * (rider / size::GROWN_UP).clamp(0.55, 1.6).powf(0.7)
            }
            None => natural,
        }
    }

    #[allow(clippy::too_many_arguments, reason = "everything an item is made of")]
    fn item(
        &self,
        at: usize,
        k: usize,
        offset: (f32, f32),
        height: f32,
        pose: Pose,
        order: f32,
        rest: Rest,
    ) -> Item<'a> {
        let entity = self.entity(at);
        let held = entity
            .linked(Relation::Hold)
            .next()
            .filter(|held| self.entity(*held).count == 1 || k < self.entity(*held).count);
        Item {
            entity,
            offset,
            height,
            pose,
            gesture: entity.gesture.unwrap_or_default(),
            held: held.map(|held| self.entity(held)),
            turned: false,
            order,
            rest,
            layer: Layer::Whole,
        }
    }

    fn add_carried(
        &self,
        cluster: &mut Cluster<'a>,
        below: usize,
        at: usize,
        relation: Relation,
        (n, of): (usize, usize),
    ) {
        let base = cluster.items[below].clone();
        let (seat, rider) = (base.entity, self.entity(at));
        let (seat_height, seating, mount) = (base.height, Seating::of(seat), seat.subject.is_living());
        let stature = size::stature(seat, base.pose, base.held.is_some());
        // Riders of riders are painted right before or after them.
        let step = if below == 0 { 1.0 } else { NESTED };
        let order = |by: f32| base.order + by * step;
        let from = |x: f32, y: f32| (base.offset.0 + x, base.offset.1 + y);
        let wide = stature.width() * seat_height;
        let place = n as f32 * 0.01;
        let pose = match relation {
            Relation::At if rider.subject.is_character() => Pose::Seat,
            Relation::At | Relation::Under => rider.pose.unwrap_or_default(),
            _ => posture_of(rider, if mount { Pose::Ride } else { seating.posture }),
        };
        let height = size::natural_height_in(rider, pose);
        // Side by side as far as the seat is wide; on a horse or a swing close together.
        let narrow = mount || size::is_narrow(seat);
        let apart = (wide * 0.72 / of as f32).min(if narrow { height * ELBOWS } else { f32::MAX });
        let spread = if of > 1 { apart * (n as f32 - (of as f32 - 1.0) / 2.0) } else { 0.0 };
        match relation {
            Relation::At => {
                // Behind it, on a chair that it hides.
                let chair = if pose == Pose::Seat { height * CHAIR } else { 0.0 };
                let item = self.item(
                    at,
                    n,
                    from(spread, chair + 0.02),
                    height,
                    pose,
                    order(place - 1.0),
                    Rest::Thing,
                );
                return cluster.push(item, at);
            }
            Relation::Under => {
                let small = height.min(seat_height * 0.72);
                let item =
                    self.item(at, n, from(spread, -0.012), small, pose, order(place + 2.0), Rest::Ground);
                return cluster.push(item, at);
            }
            _ => {}
        }
        let (x, lift) = stature.saddle.filter(|_| mount).unwrap_or(seating.at);
        let built_inside = seating.inside && matches!(seat.subject, Subject::Built(_));
        let behind = seating.inside && !built_inside;
        let foot = from(x * seat_height + spread, lift * seat_height);
        let over = order(if behind { place - 1.0 } else { place + 1.0 });
        let mut item = self.item(at, n, foot, height, pose, over, Rest::Thing);
        if !rider.subject.is_living() {
            item.height = height.min(wide * 0.6 / of.min(3) as f32);
        }
        if built_inside && n == 0 {
            // The front of what somebody is in is painted over him.
            cluster.items[below].layer = Layer::Back;
            cluster.items.push(Item { order: order(1.9), rest: Rest::Thing, layer: Layer::Front, ..base });
        }
        cluster.items[below].turned = seating.faces_left && !mount;
        cluster.push(item, at);
        let own = cluster.items.len() - 1;
        self.add_over(cluster, at, own);
        self.add_riders(cluster, own, at, true);
    }

    /// What hangs over somebody's head, or the tree he is under.
    fn add_over(&self, cluster: &mut Cluster<'a>, at: usize, whose: usize) {
        for over in self.entity(at).linked(Relation::Under).filter(|to| self.shelters(*to)) {
            if cluster.members.contains(&over) {
                continue;
            }
            let below = cluster.items[whose].clone();
            let entity = self.entity(over);
            let natural = size::natural_height(entity);
            let stature: Stature = size::stature(below.entity, below.pose, below.held.is_some());
            let head = below.offset.1 + stature.top * below.height;
            if matches!(entity.subject, Subject::Tree(_)) {
                let height = natural.max(head * 1.75);
                let item =
                    self.item(over, 0, (-below.height * 0.36, 0.05), height, Pose::Stand, -3.0, Rest::Ground);
                cluster.push(item, over);
                // The crown may reach out of the picture; it takes no room from others.
                cluster.top = cluster.top.min(head + 0.2);
                continue;
            }
            for k in 0..entity.count {
                let height = 0.2 * entity.size;
                let side = [1.0, -1.0, 2.0, -2.0, 3.0, -3.0, 4.0][k.min(6)];
                let x = below.offset.0 + side * (0.17 + 0.035 * below.height);
                let y = head + 0.02 + 0.04 * (k % 3) as f32 - if size::hangs(entity) { 0.0 } else { height };
                let rest = if size::hangs(entity) { Rest::Cord } else { Rest::Air };
                cluster.push(self.item(over, k, (x, y), height, Pose::Stand, -0.5, rest), over);
            }
        }
    }
}

/// How somebody is on a seat, unless he was said to do something one can do there.
fn posture_of(rider: &Entity, posture: Pose) -> Pose {
    if !rider.subject.is_living() {
        return Pose::Stand;
    }
    match rider.pose {
        Some(Pose::Lie) => Pose::Lie,
        Some(pose @ (Pose::Stand | Pose::Dance | Pose::Jump)) if posture != Pose::Ride => pose,
        _ => posture,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::Link;
    use proptest::prelude::*;

    const RELATIONS: [Relation; 12] = [
        Relation::Under,
        Relation::On,
        Relation::In,
        Relation::Beside,
        Relation::At,
        Relation::Behind,
        Relation::Above,
        Relation::Around,
        Relation::Hold,
        Relation::Ride,
        Relation::Face,
        Relation::Chase,
    ];

    fn kinds() -> Vec<Subject> {
        let words =
            "a mouse, a horse, a girl, a table, a car, an umbrella, a tree, a basket, an apple, a lantern";
        crate::words::read(words, "").scene.entities.into_iter().map(|entity| entity.subject).collect()
    }

    proptest! {
        #[test]
        fn everybody_has_a_place_however_they_are_tied(
            kinds_at in proptest::collection::vec(0_usize..10, 1..6),
            ties in proptest::collection::vec((0_usize..6, 0_usize..6, 0_usize..12), 0..9),
            counts in proptest::collection::vec(1_usize..4, 6),
        ) {
            let kinds = kinds();
            let mut scene = Scene::default();
            for (k, kind) in kinds_at.iter().enumerate() {
                let mut entity = Entity::new(kinds[kind % kinds.len()]);
                entity.count = counts[k];
                scene.entities.push(entity);
            }
            let many = scene.entities.len();
            for (from, to, relation) in ties {
                let (from, to) = (from % many, to % many);
                if from != to {
                    scene.entities[from].links.push(Link { relation: RELATIONS[relation], to });
                }
            }
            let clusters = clusters(&scene);
            prop_assert!(!clusters.is_empty());
            for (at, entity) in scene.entities.iter().enumerate() {
                prop_assert!(is_shown(&clusters, at, entity), "{at} of {:?}", scene.entities);
            }
            prop_assert!(clusters.iter().all(|c| c.items.iter().all(|i| i.height.is_finite() && i.height > 0.0)));
        }
    }

    #[test]
    fn riders_of_riders_are_on_top_of_each_other() {
        let scene = crate::words::read("a mouse riding a cat riding a horse", "").scene;
        let clusters = clusters(&scene);
        assert_eq!(clusters.len(), 1, "{:?}", scene.entities);
        let height = |name: &str| {
            let found = clusters[0].items.iter().find(|item| crate::words::name(item.entity) == name);
            found.expect("it is there").offset.1
        };
        assert!(height("mouse") > height("cat") && height("cat") > height("horse"));
    }
}
