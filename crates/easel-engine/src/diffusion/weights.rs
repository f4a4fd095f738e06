//! Files to tensors.
//!
//! A safetensors file is a length, a JSON table of names, and bytes. Tensors are read one at a time from where the
//! table says they lie, so that loading never holds a file twice and needs no mapping of memory.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use candle_core::{DType, Device, Tensor};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::LoadError;
use super::room::Room;

/// No honest table of names is longer; a broken length must not become an allocation.
const LONGEST_HEADER: u64 = 64 << 20;

/// Reads a JSON file into what its reader expects of it.
///
/// # Errors
/// [`LoadError::MissingFile`], [`LoadError::Unreadable`] or [`LoadError::Malformed`], each naming the file.
pub(super) fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, LoadError> {
    let text = std::fs::read(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => LoadError::MissingFile(path.to_owned()),
        _ => LoadError::Unreadable { path: path.to_owned(), source },
    })?;
    serde_json::from_slice(&text).map_err(|error| malformed(path, error.to_string()))
}

pub(super) fn malformed(path: &Path, why: impl Into<String>) -> LoadError {
    LoadError::Malformed { path: path.to_owned(), why: why.into() }
}

/// How tensors are kept once they are read.
#[derive(Clone, Debug)]
pub(super) struct Keeping {
    /// Where they lie.
    pub(super) device: Device,
    /// The type of what networks count with, and of all small tensors (norms, biases).
    pub(super) compute: DType,
    /// The type in which the large ones (matrices, kernels, tables) are kept.
    pub(super) held: DType,
    /// Memory for what layers lay out while they run.
    pub(super) room: Room,
}

impl Keeping {
    /// Everything on the processor in 32 bits.
    #[cfg(test)]
    pub(super) fn plain() -> Self {
        Self { device: Device::Cpu, compute: DType::F32, held: DType::F32, room: Room::default() }
    }
}

/// The tensors of one part of a model (its `unet` folder, say), seen from some prefix of their names.
#[derive(Clone)]
pub(super) struct Weights {
    shared: Rc<Shared>,
    prefix: String,
}

struct Shared {
    /// The folder, or the one file of all.
    folder: PathBuf,
    /// Where the configuration is, for errors.
    config: PathBuf,
    places: HashMap<String, Place>,
    files: RefCell<Vec<File>>,
    keeping: Keeping,
    /// Tests run models of which only the shape matters: their numbers are made up as they are asked for.
    #[cfg(test)]
    invented: bool,
}

struct Place {
    file: usize,
    dtype: DType,
    shape: Vec<usize>,
    start: u64,
    len: usize,
    turned: bool,
}

impl Place {
    /// A third of its rows.
    fn third(&self, which: usize) -> Option<Self> {
        let rows = *self.shape.first()?;
        let mut shape = self.shape.clone();
        shape[0] = rows / 3;
        let len = self.len / 3;
        let start = self.start + (which * len) as u64;
        rows.is_multiple_of(3).then_some(Self { shape, start, len, ..*self })
    }
}

/// What a tensor of a file is called here.
pub(super) enum Renamed {
    /// It isn't used.
    Not,
    /// By this name.
    As(String),
    /// By this name, with rows and columns changed over.
    Turned(String),
    /// Each third of its rows by one of these.
    Thirds([String; 3]),
}

#[derive(Deserialize)]
struct Entry {
    dtype: String,
    shape: Vec<usize>,
    data_offsets: [u64; 2],
}

#[derive(Deserialize)]
struct Index {
    weight_map: HashMap<String, String>,
}

impl Weights {
    /// Finds the weights of a part. `stem` is the usual name of the file without its ending. A whole file is preferred to
    /// shards, and a variant in 16 bits is preferred where 16 bits are kept.
    ///
    /// # Errors
    /// [`LoadError`] with the file's name where none is there or a table of names is broken.
    pub(super) fn open(folder: &Path, stem: &str, keeping: Keeping) -> Result<Self, LoadError> {
        let mut shared = Shared::empty(folder, &folder.join("config.json"), keeping);
        #[cfg(test)]
        if shared.invented {
            return Ok(Self { shared: Rc::new(shared), prefix: String::new() });
        }
        for path in files_of(folder, stem, shared.keeping.held != DType::F32)? {
            shared.add(&path, &|name| Renamed::As(name.to_owned()))?;
        }
        Ok(Self { shared: Rc::new(shared), prefix: String::new() })
    }

    /// Some of the tensors of a file that has other names for them.
    ///
    /// # Errors
    /// [`LoadError`] where the file can't be read.
    pub(super) fn of_file(
        path: &Path,
        keeping: Keeping,
        rename: &dyn Fn(&str) -> Renamed,
    ) -> Result<Self, LoadError> {
        let mut shared = Shared::empty(path, path, keeping);
        shared.add(path, rename)?;
        Ok(Self { shared: Rc::new(shared), prefix: String::new() })
    }

    /// The same weights, seen from a longer prefix.
    pub(super) fn at(&self, part: impl std::fmt::Display) -> Self {
        Self { shared: Rc::clone(&self.shared), prefix: format!("{}{part}.", self.prefix) }
    }

    /// Whether there is a tensor of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        #[cfg(test)]
        if self.shared.invented {
            return super::tests::invents(&self.prefix, name);
        }
        self.shared.places.contains_key(&format!("{}{name}", self.prefix))
    }

    /// The error of a configuration that these weights can't be used with.
    pub(super) fn unsupported(&self, what: String) -> LoadError {
        LoadError::Unsupported { path: self.shared.config.clone(), what }
    }

    /// How tensors are kept.
    pub(super) fn keeping(&self) -> &Keeping {
        &self.shared.keeping
    }

    /// A small tensor, in the type that is counted with.
    ///
    /// # Errors
    /// [`LoadError::MissingKey`] and [`LoadError::Shape`] name the tensor.
    pub(super) fn small(&self, name: &str, shape: &[usize]) -> Result<Tensor, LoadError> {
        self.read(name, shape, self.shared.keeping.compute)
    }

    /// A large tensor, in the type that is kept.
    ///
    /// # Errors
    /// As [`Weights::small`].
    pub(super) fn large(&self, name: &str, shape: &[usize]) -> Result<Tensor, LoadError> {
        self.read(name, shape, self.shared.keeping.held)
    }

    fn read(&self, name: &str, shape: &[usize], dtype: DType) -> Result<Tensor, LoadError> {
        let key = format!("{}{name}", self.prefix);
        let shared = &self.shared;
        let path = || shared.folder.clone();
        #[cfg(test)]
        if shared.invented {
            return Ok(super::tests::invented(&key, shape)?
                .to_dtype(dtype)?
                .to_device(&shared.keeping.device)?);
        }
        let Some(place) = shared.places.get(&key) else {
            return Err(LoadError::MissingKey { path: path(), key });
        };
        // Old files keep a matrix as a kernel of one by one, and the other way round; the numbers are the same.
        let core = |shape: &[usize]| shape.iter().copied().filter(|&n| n != 1).collect::<Vec<_>>();
        if core(&place.shape) != core(shape) {
            return Err(LoadError::Shape {
                path: path(),
                key,
                found: place.shape.clone(),
                wanted: shape.to_vec(),
            });
        }
        let bytes = shared.bytes(place).map_err(|source| LoadError::Unreadable { path: path(), source })?;
        let tensor = match (place.turned, shape) {
            (true, [rows, columns]) => {
                let turned = Tensor::from_raw_buffer(&bytes, place.dtype, &[*columns, *rows], &Device::Cpu)?;
                turned.t()?.contiguous()?
            }
            _ => Tensor::from_raw_buffer(&bytes, place.dtype, shape, &Device::Cpu)?,
        };
        Ok(tensor.to_dtype(dtype)?.to_device(&shared.keeping.device)?)
    }
}

impl Shared {
    fn empty(folder: &Path, config: &Path, keeping: Keeping) -> Self {
        Self {
            folder: folder.to_owned(),
            config: config.to_owned(),
            places: HashMap::new(),
            files: RefCell::default(),
            keeping,
            #[cfg(test)]
            invented: folder.join("invented").exists(),
        }
    }

    fn add(&mut self, path: &Path, rename: &dyn Fn(&str) -> Renamed) -> Result<(), LoadError> {
        let number = self.files.borrow().len();
        let (file, places) = places_of(path, number)?;
        for (name, place) in places {
            match rename(&name) {
                Renamed::Not => {}
                Renamed::As(name) => {
                    self.places.insert(name, place);
                }
                Renamed::Turned(name) => {
                    let shape = place.shape.iter().rev().copied().collect();
                    self.places.insert(name, Place { turned: true, shape, ..place });
                }
                Renamed::Thirds(names) => {
                    for (which, third) in names.into_iter().enumerate() {
                        let place = place.third(which);
                        let place = place.ok_or_else(|| malformed(path, format!("{name} has no thirds")))?;
                        self.places.insert(third, place);
                    }
                }
            }
        }
        self.files.borrow_mut().push(file);
        Ok(())
    }

    fn bytes(&self, place: &Place) -> std::io::Result<Vec<u8>> {
        let mut files = self.files.borrow_mut();
        let file = &mut files[place.file];
        file.seek(SeekFrom::Start(place.start))?;
        let mut bytes = vec![0; place.len];
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

/// The names of a file's tensors, and their shapes.
///
/// # Errors
/// [`LoadError`] where it can't be read or its table is broken.
pub(super) fn table(path: &Path) -> Result<HashMap<String, Vec<usize>>, LoadError> {
    let (_, places) = places_of(path, 0)?;
    Ok(places.into_iter().map(|(name, place)| (name, place.shape)).collect())
}

/// A file, and where its tensors lie in it; `number` is what it is called there.
fn places_of(path: &Path, number: usize) -> Result<(File, Vec<(String, Place)>), LoadError> {
    let unreadable = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::NotFound => LoadError::MissingFile(path.to_owned()),
        _ => LoadError::Unreadable { path: path.to_owned(), source },
    };
    let mut file = File::open(path).map_err(unreadable)?;
    let size = file.metadata().map_err(unreadable)?.len();
    let mut length = [0; 8];
    file.read_exact(&mut length).map_err(unreadable)?;
    let length = u64::from_le_bytes(length);
    if length > LONGEST_HEADER || length + 8 > size {
        return Err(malformed(path, "its table of names is longer than the file"));
    }
    let mut header = vec![0; usize::try_from(length).expect("bounded above")];
    file.read_exact(&mut header).map_err(unreadable)?;
    let table: HashMap<String, serde_json::Value> =
        serde_json::from_slice(&header).map_err(|error| malformed(path, error.to_string()))?;
    let mut places = Vec::new();
    for (name, value) in table {
        if name == "__metadata__" {
            continue;
        }
        let entry: Entry =
            serde_json::from_value(value).map_err(|error| malformed(path, format!("{name}: {error}")))?;
        // Counters and the like, in types that no network counts with, are passed over.
        if let Some(dtype) = dtype_of(&entry.dtype) {
            let place = place_of(&entry, dtype, number, length + 8, size)
                .ok_or_else(|| malformed(path, format!("{name} lies outside the file")))?;
            places.push((name, place));
        }
    }
    Ok((file, places))
}

fn place_of(entry: &Entry, dtype: DType, file: usize, base: u64, size: u64) -> Option<Place> {
    let [from, to] = entry.data_offsets;
    let len = usize::try_from(to.checked_sub(from)?).ok()?;
    let count = entry.shape.iter().try_fold(1_usize, |product, &n| product.checked_mul(n))?;
    let fits = count.checked_mul(dtype.size_in_bytes())? == len && base.checked_add(to)? <= size;
    fits.then(|| Place { file, dtype, shape: entry.shape.clone(), start: base + from, len, turned: false })
}

fn dtype_of(name: &str) -> Option<DType> {
    match name {
        "F32" => Some(DType::F32),
        "F16" => Some(DType::F16),
        "BF16" => Some(DType::BF16),
        "F64" => Some(DType::F64),
        _ => None,
    }
}

/// The files that hold a part's weights.
fn files_of(folder: &Path, stem: &str, half: bool) -> Result<Vec<PathBuf>, LoadError> {
    let variants = if half { [".fp16", ""] } else { ["", ".fp16"] };
    for variant in variants {
        let whole = folder.join(format!("{stem}{variant}.safetensors"));
        if whole.is_file() {
            return Ok(vec![whole]);
        }
        let index = folder.join(format!("{stem}.safetensors.index{variant}.json"));
        if index.is_file() {
            let index: Index = read_json(&index)?;
            let mut names: Vec<_> = index.weight_map.into_values().collect();
            names.sort_unstable();
            names.dedup();
            // A name with a path in it would lead out of the folder.
            let paths: Vec<_> =
                names.iter().filter_map(|n| Path::new(n).file_name()).map(|n| folder.join(n)).collect();
            return match paths.iter().find(|path| !path.is_file()) {
                Some(path) => Err(LoadError::MissingFile(path.clone())),
                None => Ok(paths),
            };
        }
    }
    Err(LoadError::MissingFile(folder.join(format!("{stem}.safetensors"))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diffusion::tests::Folder;

    fn open(folder: &Folder, header: &str, numbers: &[f32]) -> Result<Weights, LoadError> {
        let mut file = (header.len() as u64).to_le_bytes().to_vec();
        file.extend(header.as_bytes());
        numbers.iter().for_each(|x| file.extend(x.to_le_bytes()));
        folder.write("model.safetensors", &file);
        let keeping =
            Keeping { device: Device::Cpu, compute: DType::F32, held: DType::F16, room: Room::default() };
        Weights::open(folder.path(), "model", keeping)
    }

    #[test]
    fn reads_a_tensor_by_its_whole_name_and_says_which_is_missing() {
        let folder = Folder::new("weights");
        let header =
            r#"{"__metadata__":{"format":"pt"},"a.b":{"dtype":"F32","shape":[2,1],"data_offsets":[4,12]}}"#;
        let weights = open(&folder, header, &[9.0, 1.5, -2.0]).expect("is well formed").at("a");
        assert!(weights.has("b") && !weights.has("c"));
        let read = weights.small("b", &[2]).expect("is there");
        assert_eq!(read.to_vec1::<f32>().expect("is a line"), [1.5, -2.0]);
        assert_eq!(weights.large("b", &[2, 1]).expect("is there").dtype(), DType::F16);
        let missing = weights.small("c", &[2]).expect_err("isn't there").to_string();
        assert!(missing.ends_with("has no tensor a.c"), "{missing}");
        assert!(matches!(weights.small("b", &[3]), Err(LoadError::Shape { .. })));
    }

    #[test]
    fn broken_files_are_refused() {
        let folder = Folder::new("broken-weights");
        for header in [
            "{",
            r#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,12]}}"#,
            r#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#,
            r#"{"a":{"dtype":"F32","shape":[9],"data_offsets":[0,36]}}"#,
        ] {
            let refused = open(&folder, header, &[1.0, 2.0]).map(|_| ());
            assert!(matches!(refused, Err(LoadError::Malformed { .. })), "{header}");
        }
        folder.write("model.safetensors", &u64::MAX.to_le_bytes());
        let keeping =
            Keeping { device: Device::Cpu, compute: DType::F32, held: DType::F32, room: Room::default() };
        assert!(matches!(
            Weights::open(folder.path(), "model", keeping.clone()),
            Err(LoadError::Malformed { .. })
        ));
        let missing =
            Weights::open(folder.path(), "other", keeping).map(|_| ()).expect_err("isn't there").to_string();
        assert!(missing.ends_with("other.safetensors is missing"), "{missing}");
    }
}
