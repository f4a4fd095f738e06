//! What every operation stands on: who asks and by which carrier, how often they may, what comes in and within which
//! bounds, how an answer, an error and a page of a list look, what an operator decided.
//!
//! **Knows** HTTP, sessions, and every refusal of the store, the till, the shelf, the showcase, the archives, looks at accounts and the help: it alone maps
//! them to a status and a code; views that operations of several crates answer.
//!
//! **Never knows** which operations there are.

pub mod answer;
pub mod blob;
pub mod carrier;
pub mod clock;
pub mod configured;
pub mod csv;
pub mod error;
pub mod input;
pub mod inspect;
pub mod limit;
pub mod metrics;
pub mod openid;
pub mod options;
pub mod page;
pub mod passkey;
pub mod range;
pub mod second_factor;
pub mod secret;
pub mod span;
pub mod surroundings;
pub mod view;

use easel_archive::Archives;
use easel_domain::Branding;
use easel_guide::Guide;
use easel_inspection::Inspections;
use easel_notices::Notices;
use easel_shelf::Shelf;
use easel_showcase::Showcase;
use easel_store::Store;
use easel_support::Support;
use easel_till::{MailWords, Till};
use limit::Gates;
use metrics::Metrics;
use options::WebOptions;
use std::sync::Arc;

/// What every operation can reach. Cheap to clone.
#[derive(Clone)]
pub struct Door(Arc<Inner>);

struct Inner {
    store: Store,
    guide: Guide,
    support: Support,
    notices: Notices,
    till: Till,
    shelf: Shelf,
    showcase: Showcase,
    archives: Archives,
    inspections: Inspections,
    options: WebOptions,
    gates: Gates,
    metrics: Metrics,
}

impl Door {
    /// A door to `store`.
    #[must_use]
    pub fn new(store: Store, options: WebOptions) -> Self {
        let (support, till, showcase) = (Support::of(&store), Till::of(&store), Showcase::of(&store));
        let (shelf, guide) = (Shelf::of(&store), Guide::of(&store));
        let (archives, inspections) = (Archives::of(&store), Inspections::of(&store));
        let notices = Notices::of(&store);
        let gates = Gates::new(&options.limits);
        store.branding_configure(options.studio.branding.clone());
        Self(Arc::new(Inner {
            store,
            shelf,
            guide,
            support,
            notices,
            till,
            showcase,
            archives,
            inspections,
            options,
            gates,
            metrics: Metrics::default(),
        }))
    }

    /// Everything but payments and the showcase.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// What the studio tells people: help and announcements.
    #[must_use]
    pub fn guide(&self) -> &Guide {
        &self.0.guide
    }

    /// Conversations with people.
    #[must_use]
    pub fn support(&self) -> &Support {
        &self.0.support
    }

    /// What happened to people, as they read it.
    #[must_use]
    pub fn notices(&self) -> &Notices {
        &self.0.notices
    }

    /// Payments and what follows from them.
    #[must_use]
    pub fn till(&self) -> &Till {
        &self.0.till
    }

    /// Books, strips, and files made of them.
    #[must_use]
    pub fn shelf(&self) -> &Shelf {
        &self.0.shelf
    }

    /// What people show to everybody.
    #[must_use]
    pub fn showcase(&self) -> &Showcase {
        &self.0.showcase
    }

    /// Archives of all that is kept of somebody.
    #[must_use]
    pub fn archives(&self) -> &Archives {
        &self.0.archives
    }

    /// Looks at people's accounts.
    #[must_use]
    pub fn inspections(&self) -> &Inspections {
        &self.0.inspections
    }

    /// What the operator decided.
    #[must_use]
    pub fn options(&self) -> &WebOptions {
        &self.0.options
    }

    /// How the studio presents itself now.
    #[must_use]
    pub fn branding(&self) -> Arc<Branding> {
        self.0.store.branding()
    }

    /// The studio's words in mails about money.
    #[must_use]
    pub fn mail_words(&self) -> MailWords {
        MailWords { branding: self.branding(), base_url: self.0.options.base_url().to_owned() }
    }

    /// How often things may be done.
    #[must_use]
    pub fn gates(&self) -> &Gates {
        &self.0.gates
    }

    /// What is counted.
    #[must_use]
    pub fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }
}
