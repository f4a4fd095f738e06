//! Nouns that come from outside the words: characters with names, and pictures of things.

use super::{Noun, Reader};
use crate::scene::Entity;
use crate::words::settle::put_on;
use crate::words::tokens::Token;

/// What a request brings along for its prompt.
#[derive(Clone, Debug, Default)]
pub(crate) struct Company {
    /// Characters by name.
    pub(crate) cast: Vec<(String, Entity)>,
    /// Those who are in the picture whether they are named or not.
    pub(crate) guests: Vec<Entity>,
}

impl Reader<'_> {
    /// The character a token names.
    pub(super) fn named(&self, token: &Token) -> Option<usize> {
        self.company.cast.iter().position(|(name, _)| *name == token.text)
    }

    /// Somebody is named: a new noun, or at a second time the one there is.
    pub(super) fn character(&mut self, who: usize, ahead: &[Token]) {
        if let Some((_, at)) = self.met.iter().find(|(one, _)| *one == who).copied() {
            return self.mention(at);
        }
        let prototype = self.company.cast[who].1.clone();
        let before = self.scene.entities.len();
        self.waiting.hue = None;
        self.waiting.count = None;
        // Without its clothes: nobody else shall be dressed in them.
        self.entity(prototype.subject, &[], false, ahead);
        if let Some(entity) = self.scene.entities.get_mut(before) {
            entity.subject = prototype.subject;
            entity.hue = prototype.hue;
            entity.size = prototype.size;
            entity.identity = prototype.identity;
            for garment in std::mem::replace(&mut entity.garments, prototype.garments) {
                put_on(entity, garment);
            }
            self.met.push((who, before));
        }
    }

    /// Speaks again of somebody who is there already.
    fn mention(&mut self, at: usize) {
        let joined = self.join(at, true);
        self.noun = Some(Noun::Entity(at));
        if joined {
            return;
        }
        for (relation, to) in std::mem::take(&mut self.orphans) {
            self.link(at, relation, to);
        }
        self.group.retain(|other| *other != at);
        self.speak_of(at);
        std::mem::take(&mut self.waiting).saying.apply(&mut self.scene.entities[at]);
    }

    /// The guests come in: what was said of nobody is said of the first of them.
    pub(super) fn welcome(&mut self) {
        for guest in &self.company.guests {
            let at = self.scene.entities.len();
            self.scene.entities.push(guest.clone());
            for link in guest.links.iter().filter(|link| link.to < at) {
                self.scene.entities[at].links.push(*link);
            }
        }
    }
}
