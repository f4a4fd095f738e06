//! The configurations that ship as examples can be used as they are.

use easel_engine::Registry;

#[test]
fn examples_are_sound() {
    for (name, text) in [
        ("comfyui", include_str!("../../../../config/examples/comfyui.json")),
        ("sdapi", include_str!("../../../../config/examples/sdapi.json")),
        ("worker", include_str!("../../../../config/examples/worker.json")),
    ] {
        let registry = Registry::parse(text, &|_| Some("user:word".to_owned()));
        let registry = registry.unwrap_or_else(|error| panic!("{name}: {error}"));
        for model in &registry.catalogue().models {
            let reached = |provider: &str| registry.engine(provider).is_some() || registry.is_lent(provider);
            let reached = model.channels.iter().all(|c| reached(&c.provider));
            assert!(reached, "{name}: {}", model.name);
        }
    }
}
