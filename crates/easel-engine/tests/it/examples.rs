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

/// Its folders are those of somebody's machine, so it is asked about folders of the same names.
#[cfg(feature = "diffusion")]
#[test]
fn the_example_of_open_weights_is_sound_where_its_folders_are() {
    let folder = std::env::temp_dir().join(format!("easel-example-{}", std::process::id()));
    let text = include_str!("../../../../config/examples/diffusion.json");
    let text = text.replace("/srv/weights", &folder.display().to_string());
    let parse = || Registry::parse(&text, &|_| None).map(|_| ()).map_err(|error| error.to_string());
    assert!(parse().expect_err("there is no folder").contains("options.folder: there is no folder"));
    std::fs::create_dir_all(folder.join("stable-diffusion-v1-5")).expect("can be made");
    let missing = parse().expect_err("one model is missing");
    assert!(missing.contains("sdxl-turbo") && !missing.contains("stable-diffusion-v1-5"), "{missing}");
    std::fs::create_dir_all(folder.join("sdxl-turbo")).expect("can be made");
    let parsed = parse();
    drop(std::fs::remove_dir_all(&folder));
    assert_eq!(parsed, Ok(()));
}
