//! Models whose prices tell one mistake from another: no two products of a price and a count are the same by accident.

use easel_domain::{
    Capabilities, Catalogue, Credits, Draft, Model, Operation, Price,
    model::{Channel, Provider, Size},
};

/// A way that can do everything.
fn all_round(provider: &str, name: &str) -> Channel {
    Channel { operations: Operation::ALL.to_vec(), ..Channel::new(provider, name) }
}

fn model(name: &str, deadline_seconds: u32, max_count: u32, prices: &[(&str, &str, i64)]) -> Model {
    let distinct = |words: Vec<&str>| {
        let mut found: Vec<String> = Vec::new();
        for word in words {
            if !found.iter().any(|f| f == word) {
                found.push(word.to_owned());
            }
        }
        found
    };
    let rich = prices.len() > 1;
    Model {
        name: name.to_owned(),
        label: [("en".to_owned(), name.to_owned())].into(),
        description: [].into(),
        enabled: true,
        capabilities: Capabilities {
            sizes: vec![
                Size { id: "square".to_owned(), width: 64, height: 64 },
                Size { id: "wide".to_owned(), width: 96, height: 64 },
            ],
            min_px: 32,
            max_px: 128,
            step_px: 16,
            max_count,
            tiers: distinct(prices.iter().map(|p| p.0).collect()),
            qualities: distinct(prices.iter().map(|p| p.1).collect()),
            styles: if rich { vec!["ink".to_owned(), "wash".to_owned()] } else { Vec::new() },
            references: 0,
            source: false,
            mask: false,
            negative_prompt: rich,
            seed: rich,
            transparent: false,
            palette: 0,
            native_tiers: false,
            tool: None,
            factors: Vec::new(),
        },
        prices: prices
            .iter()
            .map(|(tier, quality, credits)| Price {
                tier: (*tier).to_owned(),
                quality: (*quality).to_owned(),
                credits: Credits::new(*credits).expect("a price is not negative"),
            })
            .collect(),
        deadline_seconds,
        channels: vec![all_round("near", name), Channel { priority: 1, ..all_round("far", name) }],
    }
}

/// `pen` costs 3 and makes up to 4; `brush` has two tiers, two qualities, styles, seeds and a shorter deadline;
/// `gift` costs nothing; `closed` is not offered.
#[must_use]
pub fn catalogue() -> Catalogue {
    let provider = || Provider::new("illustrator", 2);
    let brush = [("draft", "low", 1), ("draft", "high", 2), ("full", "low", 5), ("full", "high", 11)];
    Catalogue {
        schema: None,
        providers: [("near".to_owned(), provider()), ("far".to_owned(), provider())].into(),
        models: vec![
            model("pen", 300, 4, &[("standard", "standard", 3)]),
            model("brush", 120, 8, &brush),
            model("gift", 300, 2, &[("standard", "standard", 0)]),
            Model { enabled: false, ..model("closed", 300, 1, &[("standard", "standard", 7)]) },
        ],
    }
}

/// So many pictures of this model, with its defaults.
#[must_use]
pub fn draft(model: &str, count: u32) -> Draft {
    Draft {
        model: model.to_owned(),
        prompt: "a lighthouse at dusk".to_owned(),
        count: Some(count),
        ..Draft::default()
    }
}
