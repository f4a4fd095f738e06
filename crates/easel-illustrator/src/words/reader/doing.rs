//! What somebody does, and with what: holding, riding, reading a letter, watering the flowers.

use super::{Noun, Pending, Reader, is_living};
use crate::scene::{Entity, Relation};
use crate::words::Language;
use crate::words::lexicon::{Doing, Object};
use crate::words::tokens::Token;

impl Reader<'_> {
    pub(super) fn act(&mut self, relation: Relation) {
        self.finish_doing();
        // What several may do together is said of all of them once it is known to what.
        self.said |= !is_shared(relation);
        let noun = self.noun.take();
        // In Japanese the thing comes before the doing.
        if self.language == Language::Japanese
            && let Some(Noun::Entity(object)) = noun
        {
            let anchor = self.group.iter().copied().rfind(|at| *at != object && *at >= self.clause);
            match anchor {
                Some(anchor) => self.link(anchor, relation, object),
                None => self.orphans.push((relation, object)),
            }
            self.group.retain(|at| *at != object);
            return;
        }
        // "A street with a red car": who isn't alive has what stands beside it.
        let anchor = match noun {
            Some(Noun::Entity(at)) => Some(at),
            _ => self.focus(),
        };
        self.pending = Some(Pending { anchor, relation, by_verb: true });
        self.tie = None;
    }

    pub(super) fn does(&mut self, doing: Doing, ahead: &[Token]) {
        self.finish_doing();
        let noun = self.noun.take();
        if self.language == Language::Japanese
            && let Some(Noun::Entity(object)) = noun
            && !is_living(&self.scene.entities[object])
        {
            let anchor = self.group.iter().copied().rfind(|at| *at != object && *at >= self.clause);
            match anchor {
                Some(anchor) => {
                    self.pose(anchor, doing);
                    self.act_on(anchor, doing, object);
                }
                None => {
                    self.orphans.push((Relation::Hold, object));
                    self.waiting.saying.pose = self.waiting.saying.pose.or(doing.pose);
                }
            }
            return;
        }
        if self.is_attributive(ahead) {
            self.waiting.doing = Some(doing);
            return;
        }
        for at in self.subjects() {
            self.pose(at, doing);
        }
        match self.focus() {
            Some(anchor) => {
                self.said = true;
                self.doing = Some((anchor, doing));
                self.pending =
                    Some(Pending { anchor: Some(anchor), relation: Relation::Hold, by_verb: true });
            }
            None => self.waiting.doing = Some(doing),
        }
        self.tie = None;
    }

    pub(super) fn pose(&mut self, at: usize, doing: Doing) {
        let entity = &mut self.scene.entities[at];
        entity.pose = entity.pose.or(doing.pose);
    }

    /// Something is done to a thing that was named: it is what hands hold, or what they are busy with.
    pub(super) fn act_on(&mut self, anchor: usize, doing: Doing, object: usize) {
        let fits = !is_living(&self.scene.entities[object]);
        match doing.object {
            Object::Held if fits => self.link(anchor, Relation::Hold, object),
            Object::Held => {
                self.hand(anchor, doing);
                self.link(anchor, Relation::Beside, object);
            }
            Object::Faced => {
                self.hand(anchor, doing);
                self.link(anchor, Relation::Face, object);
            }
        }
    }

    /// Puts the thing that goes without saying into somebody's hands.
    pub(super) fn hand(&mut self, anchor: usize, doing: Doing) {
        let Some(prop) = doing.prop else { return };
        if let Some(at) = self.push(Entity::new(prop)) {
            self.link(anchor, Relation::Hold, at);
        }
    }

    pub(super) fn finish_doing(&mut self) {
        if let Some((anchor, doing)) = self.doing.take() {
            self.pending = None;
            self.hand(anchor, doing);
        }
    }
}

/// Whether a boy and a girl can do it to one thing together.
pub(super) fn is_shared(relation: Relation) -> bool {
    matches!(relation, Relation::Ride | Relation::Face | Relation::LookAt | Relation::Chase)
}
