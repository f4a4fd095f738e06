//! The settings of a channel: which workflow each operation takes, and the fixed values in it.
//!
//! ```json
//! { "workflows": { "generate": "text-to-image", "edit": { "graph": {}, "inputs": {}, "output": "9" } },
//!   "steps": 28, "cfg": 6.5, "set": { "3.sampler_name": "dpmpp_2m" } }
//! ```

use super::workflow::Workflow;
use easel_domain::model::{Channel, Operation};
use serde_json::Value;

/// The workflows that ship, by name.
const SHIPPED: &[(&str, &str)] = &[
    ("text-to-image", include_str!("workflows/text-to-image.json")),
    ("image-to-image", include_str!("workflows/image-to-image.json")),
    ("inpaint", include_str!("workflows/inpaint.json")),
    ("inpaint-model", include_str!("workflows/inpaint-model.json")),
    ("flux-text-to-image", include_str!("workflows/flux-text-to-image.json")),
    ("flux-kontext", include_str!("workflows/flux-kontext.json")),
];

/// The workflow for an operation that the channel says nothing about.
const fn usual(operation: Operation) -> &'static str {
    match operation {
        Operation::Generate => "text-to-image",
        Operation::Edit => "image-to-image",
        Operation::Inpaint => "inpaint",
        Operation::Upscale => "upscale",
        Operation::CutOut => "cut-out",
    }
}

fn shipped(name: &str) -> Result<Workflow, Vec<String>> {
    let Some((_, text)) = SHIPPED.iter().find(|(known, _)| *known == name) else {
        let names: Vec<&str> = SHIPPED.iter().map(|(name, _)| *name).collect();
        return Err(vec![format!("no workflow is called \"{name}\"; there are {}", names.join(", "))]);
    };
    let written: Value = serde_json::from_str(text).map_err(|error| vec![error.to_string()])?;
    Workflow::read(&written)
}

/// The workflow of a channel for an operation, with the channel's fixed values in it.
///
/// # Errors
/// Everything that is wrong with it, as sentences for the operator.
pub(super) fn workflow(channel: &Channel, operation: Operation) -> Result<Workflow, Vec<String>> {
    let options = &channel.options;
    let chosen = options.get("workflows").and_then(|all| all.get(operation.as_str()));
    let mut workflow = match chosen {
        None => shipped(usual(operation)),
        Some(Value::String(name)) => shipped(name),
        Some(written) => Workflow::read(written),
    }?;
    let mut wrong: Vec<String> = workflow.unfit(operation).map(str::to_owned).into_iter().collect();
    for name in ["steps", "cfg"] {
        let Some(value) = options.get(name) else { continue };
        let fits = if name == "steps" {
            value.as_u64().is_some_and(|steps| (1..=1000).contains(&steps))
        } else {
            value.as_f64().is_some_and(|cfg| (0.0..=100.0).contains(&cfg))
        };
        if !fits {
            wrong.push(format!("{name} is out of range"));
        } else if !workflow.takes(name) {
            wrong.push(format!("the workflow for {} takes no {name}", operation.as_str()));
        } else {
            workflow.bind(name, value.clone());
        }
    }
    if operation == Operation::Edit
        && let Some(most) = channel.references
        && most as usize > workflow.references()
    {
        wrong.push(format!("the workflow for edit takes {} references", workflow.references()));
    }
    workflow.bind("model", channel.provider_model.as_str());
    for (at, value) in options.get("set").and_then(Value::as_object).into_iter().flatten() {
        workflow.set(at, value);
    }
    if wrong.is_empty() { Ok(workflow) } else { Err(wrong) }
}

/// What is wrong with a channel's settings.
pub(super) fn mistakes(channel: &Channel) -> Vec<String> {
    let mut wrong: Vec<String> = channel
        .options
        .keys()
        .filter(|key| !["workflows", "steps", "cfg", "set"].contains(&key.as_str()))
        .map(|key| format!("this engine has no settings called {key}"))
        .collect();
    match channel.options.get("workflows") {
        None => {}
        Some(Value::Object(all)) => {
            let unknown = all.keys().filter(|name| Operation::parse(name).is_none());
            wrong.extend(unknown.map(|name| format!("workflows: no operation is called {name}")));
        }
        Some(_) => wrong.push("workflows must be an object with a workflow for each operation".to_owned()),
    }
    let mut workflows = Vec::new();
    for &operation in &channel.operations {
        match workflow(channel, operation) {
            Ok(workflow) => workflows.push(workflow),
            Err(more) => {
                wrong.extend(more.into_iter().map(|what| format!("{}: {what}", operation.as_str())));
            }
        }
    }
    match channel.options.get("set") {
        None => {}
        Some(Value::Object(values)) => {
            for (at, value) in values {
                if value.is_object() || value.is_null() {
                    wrong.push(format!("set: {at} must be a text, a number, true, false or a list"));
                }
                if !workflows.is_empty() && !workflows.iter_mut().any(|workflow| workflow.set(at, value)) {
                    wrong.push(format!("set: no workflow has {at}; it must be \"node.input\""));
                }
            }
        }
        Some(_) => wrong.push("set must be an object of \"node.input\" and its value".to_owned()),
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn channel(options: &Value) -> Channel {
        Channel {
            operations: vec![Operation::Generate, Operation::Edit, Operation::Inpaint],
            options: options.as_object().cloned().unwrap_or_default(),
            ..Channel::new("gpu", "sdxl.safetensors")
        }
    }

    #[test]
    fn what_ships_is_sound() {
        for (name, _) in SHIPPED {
            let workflow = shipped(name).unwrap_or_else(|wrong| panic!("{name}: {wrong:?}"));
            assert!(workflow.takes("model") && workflow.takes("steps") && workflow.takes("cfg"), "{name}");
        }
        assert_eq!(mistakes(&channel(&json!({}))), Vec::<String>::new());
        let kontext = json!({ "workflows": { "edit": "flux-kontext", "inpaint": "inpaint-model" } });
        assert_eq!(mistakes(&channel(&kontext)), Vec::<String>::new());
        assert_eq!(shipped("flux-kontext").map(|w| (w.references(), w.references_needed())), Ok((3, 1)));
    }

    #[test]
    fn mistakes_name_the_operation() {
        for (options, part) in [
            (json!({ "workflows": { "edit": "text-to-image" } }), "edit: editing needs"),
            (json!({ "workflows": { "inpaint": "image-to-image" } }), "inpaint: inpainting needs"),
            (json!({ "workflows": { "paint": "image-to-image" } }), "no operation is called paint"),
            (json!({ "workflows": { "edit": "best" } }), "no workflow is called \"best\""),
            (json!({ "workflows": "best" }), "workflows must be"),
            (json!({ "set": { "3.colour": 1 } }), "no workflow has 3.colour"),
            (json!({ "set": { "3.steps": { "a": 1 } } }), "3.steps must be"),
            (json!({ "steps": 0 }), "steps is out of range"),
            (json!({ "stepz": 3 }), "no settings called stepz"),
        ] {
            let wrong = mistakes(&channel(&options)).join("; ");
            assert!(wrong.contains(part), "{part}: {wrong}");
        }
    }

    #[test]
    fn fixed_values_and_the_model_are_in_the_graph() {
        let options = json!({ "steps": 7, "set": { "3.sampler_name": "euler_ancestral" } });
        let text = workflow(&channel(&options), Operation::Generate).expect("a workflow").text();
        for part in ["sdxl.safetensors", "\"steps\":7", "euler_ancestral"] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
}
