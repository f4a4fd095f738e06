//! The configurations that ship as examples can be used as they are.

use easel_engine::Registry;

#[test]
fn examples_are_sound() {
    for (name, text) in [
        ("comfyui", include_str!("../../../../config/examples/comfyui.json")),
        ("sdapi", include_str!("../../../../config/examples/sdapi.json")),
    ] {
        let registry = Registry::parse(text, &|_| Some("user:word".to_owned()));
        let registry = registry.unwrap_or_else(|error| panic!("{name}: {error}"));
        for model in &registry.catalogue().models {
            assert!(registry.route(&model.name, &[], 0.5).is_some(), "{name}: {}", model.name);
        }
    }
}
