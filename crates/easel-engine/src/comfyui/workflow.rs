//! A graph in the server's own format, with the places where a request's values go.

use crate::own_gpu::MaskAs;
use easel_domain::model::Operation;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The values a graph can take, by the name a workflow binds them with.
const NAMES: &[&str] = &[
    "prompt",
    "negative",
    "width",
    "height",
    "seed",
    "steps",
    "cfg",
    "strength",
    "model",
    "filename_prefix",
    "source",
    "mask",
    "reference",
];
/// What every workflow has to take: without its own name for the file, a server shows the picture it made before.
const ALWAYS: &[&str] = &["prompt", "seed", "filename_prefix"];
/// Values that are names of uploaded files.
const FILES: &[&str] = &["source", "mask", "reference"];

/// The place of one value: a node and the name of its input.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    node: String,
    input: String,
}

/// A graph, where values go in it, and where its picture comes out.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Workflow {
    graph: Map<String, Value>,
    places: BTreeMap<String, Vec<Place>>,
    /// For each reference the nodes that fall away without it, and the input each of them hands on instead.
    bypass: Vec<BTreeMap<String, String>>,
    output: String,
}

/// What one picture puts into a graph.
pub(super) struct Values<'a> {
    pub(super) prompt: &'a str,
    pub(super) negative: &'a str,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) seed: u64,
    pub(super) strength: Option<u32>,
    pub(super) filename_prefix: &'a str,
    pub(super) source: Option<&'a str>,
    pub(super) mask: Option<&'a str>,
    pub(super) references: &'a [String],
}

impl Workflow {
    /// Reads a workflow and checks all that can be known without a server.
    ///
    /// # Errors
    /// Everything that is wrong with it, as sentences.
    pub(super) fn read(written: &Value) -> Result<Self, Vec<String>> {
        let one = |text: &str| Err(vec![text.to_owned()]);
        let Some(written) = written.as_object() else {
            return one("a workflow is a name or an object of graph, inputs and output");
        };
        let mut wrong: Vec<String> = written
            .keys()
            .filter(|key| !["graph", "inputs", "output", "bypass"].contains(&key.as_str()))
            .map(|key| format!("a workflow has no part called \"{key}\""))
            .collect();
        let Some(graph) = written.get("graph").and_then(Value::as_object) else {
            return one("a workflow needs a graph in the API format: an object of nodes");
        };
        if graph.contains_key("nodes") && graph.contains_key("links") {
            return one("the graph is in the format of the editor; export it in the API format");
        }
        let Some(output) = written.get("output").and_then(Value::as_str) else {
            return one("a workflow needs an output: the id of the node that saves the picture, as text");
        };
        let Some(inputs) = written.get("inputs").and_then(Value::as_object) else {
            return one("a workflow needs inputs: where prompt, seed and so on go");
        };
        let mut places = BTreeMap::new();
        for (name, value) in inputs {
            if !NAMES.contains(&name.as_str()) {
                wrong.push(format!("there is no input called \"{name}\"; there are {}", NAMES.join(", ")));
            } else if let Some(found) = read_places(value) {
                places.insert(name.clone(), found);
            } else {
                wrong.push(format!("inputs.{name} must be [\"node\", \"input\"] or a list of these"));
            }
        }
        let bypass = match written.get("bypass") {
            None => Vec::new(),
            Some(value) => serde_json::from_value(value.clone()).unwrap_or_else(|_| {
                wrong.push("bypass must be a list with one {\"node\": \"input\"} a reference".to_owned());
                Vec::new()
            }),
        };
        let mut workflow = Self { graph: graph.clone(), places, bypass, output: output.to_owned() };
        wrong.extend(workflow.mistakes());
        workflow.wrap_lists();
        if wrong.is_empty() { Ok(workflow) } else { Err(wrong) }
    }

    fn mistakes(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        for (id, node) in &self.graph {
            if node.get("class_type").and_then(Value::as_str).is_none() {
                wrong.push(format!("node {id} has no class_type"));
            }
            let Some(inputs) = node.get("inputs").and_then(Value::as_object) else {
                wrong.push(format!("node {id} has no inputs"));
                continue;
            };
            for (input, value) in inputs {
                if let Some(from) = link(value)
                    && !self.graph.contains_key(from)
                {
                    wrong.push(format!("{id}.{input} is linked to the node {from}, which isn't there"));
                }
            }
        }
        for (name, places) in &self.places {
            for place in places {
                if !self.has(place) {
                    wrong.push(format!("inputs.{name}: there is no {}.{}", place.node, place.input));
                }
            }
        }
        for (node, input) in self.bypass.iter().flatten() {
            if self.value(node, input).and_then(link).is_none() {
                wrong.push(format!("bypass: {node}.{input} is no link"));
            }
        }
        if !self.graph.contains_key(&self.output) {
            wrong.push(format!("output: there is no node {}", self.output));
        }
        for name in ALWAYS {
            if !self.places.contains_key(*name) {
                wrong.push(format!("inputs: {name} must go somewhere"));
            }
        }
        wrong
    }

    /// A list that isn't a link would be taken for one.
    fn wrap_lists(&mut self) {
        let inputs = self.graph.values_mut().filter_map(|node| node.get_mut("inputs")?.as_object_mut());
        for value in inputs.flat_map(Map::values_mut) {
            if value.is_array() && link(value).is_none() {
                *value = literal(value.take());
            }
        }
    }

    fn value(&self, node: &str, input: &str) -> Option<&Value> {
        self.graph.get(node)?.get("inputs")?.get(input)
    }

    fn has(&self, place: &Place) -> bool {
        self.value(&place.node, &place.input).is_some()
    }

    fn put(&mut self, place: &Place, value: Value) {
        if let Some(inputs) =
            self.graph.get_mut(&place.node).and_then(|n| n.get_mut("inputs")).and_then(Value::as_object_mut)
        {
            inputs.insert(place.input.clone(), literal(value));
        }
    }

    /// Whether a value of this name goes anywhere.
    pub(super) fn takes(&self, name: &str) -> bool {
        self.places.contains_key(name)
    }

    /// Puts a value wherever the workflow takes one of this name.
    pub(super) fn bind(&mut self, name: &str, value: impl Into<Value>) {
        let value = value.into();
        for place in self.places.get(name).cloned().unwrap_or_default() {
            self.put(&place, value.clone());
        }
    }

    /// Puts a fixed value at `node.input`; whether there is such a place.
    pub(super) fn set(&mut self, at: &str, value: &Value) -> bool {
        let Some((node, input)) = at.split_once('.') else { return false };
        let place = Place { node: node.to_owned(), input: input.to_owned() };
        let there = self.has(&place);
        if there {
            self.put(&place, value.clone());
        }
        there
    }

    /// How many references it takes.
    pub(super) fn references(&self) -> usize {
        self.places.get("reference").map_or(0, Vec::len)
    }

    /// What it lacks for an operation.
    pub(super) fn unfit(&self, operation: Operation) -> Option<&'static str> {
        match operation {
            Operation::Generate => None,
            Operation::Edit if self.takes("source") || self.takes("reference") => None,
            Operation::Edit => Some("editing needs a workflow that takes a source or a reference"),
            Operation::Inpaint if self.takes("source") && self.takes("mask") => None,
            Operation::Inpaint => Some("inpainting needs a workflow that takes a source and a mask"),
            Operation::Upscale | Operation::CutOut => {
                Some("enlarging and cutting out are the built-in tools' work")
            }
        }
    }

    /// How the graph reads its mask: the alpha channel of a picture means the opposite of a white region.
    pub(super) fn mask_as(&self) -> MaskAs {
        let place = self.places.get("mask").and_then(|places| places.first());
        let node = place.and_then(|place| self.graph.get(&place.node));
        let class = node.and_then(|n| n.get("class_type")).and_then(Value::as_str);
        let channel = place.and_then(|place| self.value(&place.node, "channel")).and_then(Value::as_str);
        if class == Some("LoadImage") || channel == Some("alpha") {
            MaskAs::Transparent
        } else {
            MaskAs::White
        }
    }

    /// The id of the node whose picture counts.
    pub(super) fn output(&self) -> &str {
        &self.output
    }

    /// The graph as it stands, to be remembered as checked.
    pub(super) fn text(&self) -> String {
        Value::Object(self.graph.clone()).to_string()
    }

    /// Every class of node it uses.
    pub(super) fn classes(&self) -> BTreeSet<&str> {
        self.graph.values().filter_map(|node| node.get("class_type")?.as_str()).collect()
    }

    /// Compares the fixed values of nodes of `class` with the server's description of it; the first value that the
    /// server doesn't have, as a sentence.
    pub(super) fn misses(&self, class: &str, description: &Value) -> Option<String> {
        for (id, node) in &self.graph {
            if node.get("class_type").and_then(Value::as_str) != Some(class) {
                continue;
            }
            for (input, value) in node.get("inputs").and_then(Value::as_object)? {
                let Some(word) = value.as_str() else { continue };
                let is_upload = FILES.iter().filter_map(|name| self.places.get(*name)).flatten();
                if is_upload.clone().any(|place| place.node == *id && place.input == *input) {
                    continue;
                }
                if let Some(choices) = choices(description, input)
                    && !choices.iter().any(|choice| choice.as_str() == Some(word))
                {
                    return Some(missing(input, word));
                }
            }
        }
        None
    }

    /// The graph for one picture.
    pub(super) fn fill(&self, values: &Values<'_>) -> Map<String, Value> {
        let mut filled = self.clone();
        filled.bind("prompt", values.prompt);
        filled.bind("negative", values.negative);
        filled.bind("width", values.width);
        filled.bind("height", values.height);
        filled.bind("seed", values.seed);
        filled.bind("filename_prefix", values.filename_prefix);
        if let Some(percent) = values.strength {
            filled.bind("strength", f64::from(percent) / 100.0);
        }
        if let Some(source) = values.source {
            filled.bind("source", source);
        }
        if let Some(mask) = values.mask {
            filled.bind("mask", mask);
        }
        let places = filled.places.get("reference").cloned().unwrap_or_default();
        for (place, name) in places.iter().zip(values.references) {
            filled.put(place, Value::from(name.as_str()));
        }
        for skipped in filled.bypass.clone().iter().skip(values.references.len()) {
            filled.skip(skipped);
        }
        filled.graph
    }

    /// Fewest references it can do with.
    pub(super) fn references_needed(&self) -> usize {
        let all = self.references();
        let optional = (0..all).rev().take_while(|i| self.bypass.get(*i).is_some_and(|b| !b.is_empty()));
        all - optional.count()
    }

    /// Takes nodes out: whoever was linked to one is linked to what went into it, and nodes that only worked for the
    /// ones taken out go too.
    fn skip(&mut self, nodes: &BTreeMap<String, String>) {
        let read_before = self.read_nodes();
        for (node, input) in nodes {
            let Some(instead) = self.value(node, input).cloned() else { continue };
            self.graph.remove(node);
            let inputs = self.graph.values_mut().filter_map(|n| n.get_mut("inputs")?.as_object_mut());
            for value in inputs.flat_map(Map::values_mut) {
                if link(value) == Some(node) {
                    *value = instead.clone();
                }
            }
        }
        loop {
            let read = self.read_nodes();
            let idle = |id: &&String| **id != self.output && read_before.contains(*id) && !read.contains(*id);
            let Some(gone) = self.graph.keys().find(idle).cloned() else { break };
            self.graph.remove(&gone);
        }
    }

    /// The nodes that some other one is linked to.
    fn read_nodes(&self) -> BTreeSet<String> {
        let inputs = self.graph.values().filter_map(|node| node.get("inputs")?.as_object());
        inputs.flat_map(Map::values).filter_map(link).map(str::to_owned).collect()
    }
}

/// The node that a value is a link to.
fn link(value: &Value) -> Option<&str> {
    match value.as_array()?.as_slice() {
        [Value::String(node), Value::Number(_)] => Some(node),
        _ => None,
    }
}

/// A value that can't be taken for a link.
fn literal(value: Value) -> Value {
    if value.is_array() { json!({ "__value__": value }) } else { value }
}

fn read_places(value: &Value) -> Option<Vec<Place>> {
    let one = |value: &Value| match value.as_array()?.as_slice() {
        [Value::String(node), Value::String(input)] => {
            Some(Place { node: node.clone(), input: input.clone() })
        }
        _ => None,
    };
    if let Some(place) = one(value) {
        return Some(vec![place]);
    }
    let places: Vec<Place> = value.as_array()?.iter().map(one).collect::<Option<_>>()?;
    if places.is_empty() { None } else { Some(places) }
}

/// What a server offers for an input, when it is a choice among fixed words. Files somebody uploads are none.
fn choices<'a>(description: &'a Value, input: &str) -> Option<&'a Vec<Value>> {
    let kinds = description.get("input")?;
    let spec = ["required", "optional"].iter().find_map(|kind| kinds.get(kind)?.get(input))?;
    if spec.get(1).and_then(|more| more.get("image_upload")).and_then(Value::as_bool) == Some(true) {
        return None;
    }
    // Older servers put the list where newer ones put the word COMBO.
    match spec.get(0)? {
        Value::Array(list) => Some(list),
        Value::String(word) if word == "COMBO" => spec.get(1)?.get("options")?.as_array(),
        _ => None,
    }
}

/// The sentence for a choice that a server doesn't have.
pub(super) fn missing(input: &str, word: &str) -> String {
    let is_file = input.contains("_name") && input != "sampler_name";
    if is_file {
        format!("the model file {word} is not on the server")
    } else {
        format!("the server knows no {input} {word}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Value {
        json!({
            "graph": {
                "1": { "class_type": "Load", "inputs": { "image": "a", "sizes": [1, 2, 3] } },
                "2": { "class_type": "Encode", "inputs": { "pixels": ["1", 0] } },
                "3": { "class_type": "Text", "inputs": { "text": "" } },
                "4": { "class_type": "Refer", "inputs": { "words": ["3", 0], "latent": ["2", 0] } },
                "5": { "class_type": "Draw", "inputs": { "words": ["4", 0], "seed": 0 } },
                "6": { "class_type": "Save", "inputs": { "images": ["5", 0], "filename_prefix": "" } }
            },
            "inputs": {
                "prompt": ["3", "text"],
                "seed": ["5", "seed"],
                "filename_prefix": ["6", "filename_prefix"],
                "reference": [["1", "image"]]
            },
            "bypass": [{ "4": "words" }],
            "output": "6"
        })
    }

    fn values<'a>(references: &'a [String]) -> Values<'a> {
        Values {
            prompt: "a \"cat\"",
            negative: "",
            width: 64,
            height: 64,
            seed: (1 << 53) - 1,
            strength: None,
            filename_prefix: "p",
            source: None,
            mask: None,
            references,
        }
    }

    #[test]
    fn values_go_in_by_place_and_lists_are_wrapped() {
        let workflow = Workflow::read(&small()).expect("a workflow");
        let graph = workflow.fill(&values(&["r.png".to_owned()]));
        assert_eq!(graph["3"]["inputs"]["text"], "a \"cat\"");
        assert_eq!(graph["5"]["inputs"]["seed"], (1_u64 << 53) - 1);
        assert_eq!(graph["1"]["inputs"]["image"], "r.png");
        assert_eq!(graph["1"]["inputs"]["sizes"], json!({ "__value__": [1, 2, 3] }));
        assert_eq!(graph["5"]["inputs"]["words"], json!(["4", 0]));
    }

    #[test]
    fn a_reference_that_is_not_there_takes_its_nodes_along() {
        let workflow = Workflow::read(&small()).expect("a workflow");
        assert_eq!((workflow.references(), workflow.references_needed()), (1, 0));
        let graph = workflow.fill(&values(&[]));
        assert_eq!(graph.keys().collect::<Vec<_>>(), ["3", "5", "6"]);
        assert_eq!(graph["5"]["inputs"]["words"], json!(["3", 0]));
    }

    #[test]
    fn mistakes_are_named_all_at_once() {
        let mut bad = small();
        bad["graph"]["5"]["inputs"]["words"] = json!(["9", 0]);
        bad["inputs"]["width"] = json!(["5", "width"]);
        bad["inputs"]["colour"] = json!(["5", "seed"]);
        bad["output"] = json!("7");
        bad["inputs"].as_object_mut().expect("inputs").remove("seed");
        let wrong = Workflow::read(&bad).expect_err("mistakes").join("; ");
        for part in ["the node 9", "no 5.width", "\"colour\"", "no node 7", "seed must go"] {
            assert!(wrong.contains(part), "{part}: {wrong}");
        }
        assert!(Workflow::read(&json!({ "graph": { "nodes": [], "links": [] } })).is_err());
    }

    #[test]
    fn choices_are_read_from_old_and_new_servers() {
        let workflow = Workflow::read(&small()).expect("a workflow");
        for description in [
            json!({ "input": { "required": { "text": [["a", "b"], {}] } } }),
            json!({ "input": { "required": { "text": ["COMBO", { "options": ["a", "b"] }] } } }),
        ] {
            assert_eq!(workflow.misses("Text", &description).as_deref(), Some("the server knows no text "));
        }
        let uploads = json!({ "input": { "required": { "image": [["b"], { "image_upload": true }] } } });
        assert_eq!(workflow.misses("Load", &uploads), None);
        assert_eq!(
            missing("ckpt_name", "x.safetensors"),
            "the model file x.safetensors is not on the server"
        );
    }
}
