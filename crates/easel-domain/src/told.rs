//! What an engine is told of a spec: the person's words, and what style, characters and brand add to them.

use crate::{Cast, Recipe, Spec};
use std::{borrow::Cow, fmt::Write as _, ops::Range};

/// Which of its wishes a way can take by other means than words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Takes {
    /// The style by its id.
    pub style: bool,
    /// The negative prompt in a place of its own.
    pub negative: bool,
    /// Colours of a brand.
    pub palette: bool,
}

/// What a model that reads words is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What should be there. The pictures it is shown are counted from 1: source, references, then those of the characters.
    pub prompt: String,
    /// What should not, for its own place: the person's words, the style's and the brand's. Empty where there is no such place.
    pub negative: String,
}

impl Spec {
    /// The words for a model, without what its way takes by other means.
    #[must_use]
    pub fn told(&self, takes: Takes) -> Told {
        let negative = if takes.negative { self.negative(takes) } else { String::new() };
        Told { prompt: self.positive(takes), negative }
    }

    fn positive(&self, takes: Takes) -> String {
        let mut told = self.prompt.clone();
        if let Some(recipe) = self.recipe().filter(|_| !takes.style) {
            let parts = [recipe.before.as_str(), self.prompt.as_str(), recipe.after.as_str()];
            told = parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(", ");
        }
        for (cast, images) in self.images_of_cast() {
            say_cast(&mut told, cast, images);
        }
        if let Some(brand) = &self.brand {
            let look = &brand.look;
            if !takes.palette && !look.palette.is_empty() {
                let _ = write!(told, "\nColours to use: {}.", look.palette.join(", "));
            }
            if !look.tone.is_empty() {
                let _ = write!(told, "\nMood: {}.", look.tone);
            }
            if !look.use_words.is_empty() {
                let _ = write!(told, "\nIn keeping with: {}.", look.use_words.join(", "));
            }
            if brand.logo.is_some() {
                told.push_str("\nNo logo, no lettering.");
            }
        }
        let avoid = self.avoided();
        if !takes.negative && !avoid.is_empty() {
            let _ = write!(told, "\nAvoid: {avoid}.");
        }
        told
    }

    fn negative(&self, takes: Takes) -> String {
        let style = self.recipe().filter(|_| !takes.style);
        let style = style.map(|recipe| recipe.negative.clone()).unwrap_or_default();
        let parts = [self.negative_prompt.clone(), style, self.avoided()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }

    /// The recipe of its style; the one that ships where it was asked for before recipes were kept.
    fn recipe(&self) -> Option<Cow<'_, Recipe>> {
        let kept = self.recipe.as_ref().map(Cow::Borrowed);
        kept.or_else(|| self.style.as_deref().map(|id| Cow::Owned(Recipe::shipped(id))))
    }

    fn avoided(&self) -> String {
        self.brand.as_ref().map(|brand| brand.look.avoid_words.join(", ")).unwrap_or_default()
    }

    /// Which of the pictures an engine is shown are each character's, counted from 1 as in [`Told::prompt`].
    pub fn images_of_cast(&self) -> impl Iterator<Item = (&Cast, Range<usize>)> {
        let mut image = 1 + usize::from(self.source.is_some()) + self.references.len();
        self.cast.iter().map(move |cast| {
            let images = image..image + cast.pictures.len();
            image = images.end;
            (cast, images)
        })
    }
}

fn say_cast(told: &mut String, cast: &Cast, images: Range<usize>) {
    let stop = |text: &str| if text.ends_with(['.', '。', '!', '?']) { "" } else { "." };
    let Cast { name, description, never_changes, pictures, .. } = cast;
    match images.len() {
        0 => _ = write!(told, "\n{name}: "),
        1 => _ = write!(told, "\nImage {} is {name}", images.start),
        _ => _ = write!(told, "\nImages {} to {} are {name}", images.start, images.end - 1),
    }
    if !description.is_empty() {
        let colon = if pictures.is_empty() { "" } else { ": " };
        let _ = write!(told, "{colon}{description}");
    }
    told.push_str(stop(told));
    if !never_changes.is_empty() {
        let _ = write!(told, " Always the same about {name}: {never_changes}{}", stop(never_changes));
    }
}
