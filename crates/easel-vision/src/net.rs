//! The models: parts of the program, read when first needed, run on one pool of threads.

use crate::VisionError;
use rten::{Model, RunOptions, ThreadPool, Value};
use std::{
    sync::{Arc, OnceLock},
    thread,
};

/// A model inside the program.
pub(crate) struct Net {
    name: &'static str,
    file: &'static [u8],
    model: OnceLock<Result<Model, String>>,
}

macro_rules! net {
    ($name:literal) => {
        Net {
            name: $name,
            file: include_bytes!(concat!("../models/", $name, ".onnx")),
            model: OnceLock::new(),
        }
    };
}

/// RGB from 0 to 1, `1 x 3 x height x width`, to the same four times as large.
pub(crate) static ENLARGER: Net = net!("realesr-animevideov3-x4");
/// Word pieces, their mask and their kinds, `1 x length`, to `1 x length x 384`.
pub(crate) static READER: Net = net!("minilm-l6-v2-int8");
/// RGB from -0.5 to 1.5, `1 x 256 x 256 x 3`, to the boxes and scores of 896 anchors.
pub(crate) static FACE_FINDER: Net = net!("human-blazeface");
/// RGB from 0 to 255, `1 x 112 x 112 x 3`, to 256 numbers.
pub(crate) static FACE_READER: Net = net!("human-mobileface");
/// RGB from 0 to 1, `1 x 256 x 256 x 3`, to how much of a person each pixel is.
pub(crate) static PERSON_FINDER: Net = net!("human-selfie");

/// RGB from 0 to 1, `1 x 224 x 224 x 3`, to how much it is a drawing, a sexual drawing, a harmless photo, a sexual photo, a
/// lightly dressed person.
pub(crate) static CLASSIFIER: Net = net!("nsfwjs-v2");

/// The threads of all models together: as many as the process may use at once, however many pictures are under way.
fn threads() -> Arc<ThreadPool> {
    static POOL: OnceLock<Arc<ThreadPool>> = OnceLock::new();
    Arc::clone(POOL.get_or_init(|| {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        Arc::new(ThreadPool::with_num_threads(cores))
    }))
}

impl Net {
    fn failed(&self, what: impl ToString) -> VisionError {
        VisionError::Model { model: self.name, what: what.to_string() }
    }

    /// An answer of another shape than its model gives.
    pub(crate) fn strange(&self) -> VisionError {
        self.failed("its answer has another shape")
    }

    fn model(&self) -> Result<&Model, VisionError> {
        let read = || Model::load_static_slice(self.file).map_err(|e| e.to_string());
        self.model.get_or_init(read).as_ref().map_err(|what| self.failed(what))
    }

    /// Runs it on its inputs, in the order in which it names them; the outputs as it names them.
    pub(crate) fn run(&self, inputs: Vec<Value>) -> Result<Vec<Value>, VisionError> {
        let model = self.model()?;
        let inputs = model.input_ids().iter().copied().zip(inputs.into_iter().map(Into::into)).collect();
        let mut options = RunOptions::default();
        options.thread_pool = Some(threads());
        model.run(inputs, model.output_ids(), Some(options)).map_err(|e| self.failed(e))
    }

    /// The names of its inputs, in their order.
    pub(crate) fn input_names(&self) -> Result<Vec<String>, VisionError> {
        let model = self.model()?;
        let name = |id: &rten::NodeId| {
            model.node_info(*id).and_then(|node| node.name().map(str::to_owned)).unwrap_or_default()
        };
        Ok(model.input_ids().iter().map(name).collect())
    }

    /// A value of numbers in a shape.
    pub(crate) fn floats(&self, shape: &[usize], numbers: Vec<f32>) -> Result<Value, VisionError> {
        Value::from_shape(shape, numbers).map_err(|e| self.failed(e))
    }

    /// A value of whole numbers in a shape.
    pub(crate) fn wholes(&self, shape: &[usize], numbers: Vec<i32>) -> Result<Value, VisionError> {
        Value::from_shape(shape, numbers).map_err(|e| self.failed(e))
    }

    /// The shape and the numbers of an output with `N` dimensions.
    pub(crate) fn read<const N: usize>(&self, output: Value) -> Result<([usize; N], Vec<f32>), VisionError> {
        output.into_shape_vec().map_err(|e| self.failed(e))
    }
}
