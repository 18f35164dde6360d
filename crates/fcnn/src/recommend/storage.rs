//! A recommender as three files: `weights.safetensors` (f32), `events.safetensors` (what its users did, so
//! that it can suggest to them) and `recommender.json`.

use super::network::{Dense, Network};
use super::{Events, Order, Recommender, Settings};
use crate::Error;
use crate::storage::{floats, hex, read};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use serde::{Deserialize, Serialize};
use std::path::Path;

const WEIGHTS: &str = "weights.safetensors";
const EVENTS: &str = "events.safetensors";
const MANIFEST: &str = "recommender.json";
const FORMAT: &str = "hearken-recommender";
const VERSION: u64 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    format: String,
    version: u64,
    items: usize,
    users: usize,
    events: usize,
    /// Whether the order of events is that of time.
    ordered: bool,
    /// Numbers of an item, and of a user's own.
    embedding: usize,
    user_embedding: usize,
    memories: Vec<f32>,
    /// Inputs, hidden layers, embedding; empty without layers.
    shape: Vec<usize>,
    epochs: usize,
    weights_sha256: String,
    events_sha256: String,
    settings: Settings,
}

/// Type, shape and little-endian bytes.
type Packed = (String, Dtype, Vec<usize>, Vec<u8>);

impl Recommender {
    /// Writes the recommender and the events that it suggests from, three files, into a folder that is there.
    ///
    /// # Errors
    /// [`Error::File`] where a file cannot be written.
    pub fn save(&self, events: &Events, folder: &Path) -> Result<(), Error> {
        let weights = serialize(&pack(self))?;
        let events_bytes = serialize(&pack_events(events))?;
        let network = &self.network;
        let manifest = Manifest {
            format: FORMAT.to_owned(),
            version: VERSION,
            items: self.items(),
            users: self.users,
            events: self.events,
            ordered: self.order == Order::Time,
            embedding: network.width(),
            user_embedding: network.users.ncols(),
            memories: network.memories.clone(),
            shape: shape(network),
            epochs: self.epochs,
            weights_sha256: hex(&weights),
            events_sha256: hex(&events_bytes),
            settings: self.settings.clone(),
        };
        let mut json = serde_json::to_vec_pretty(&manifest)
            .map_err(|error| Error::Compute(Box::new(error)))?;
        json.push(b'\n');
        for (name, bytes) in [(WEIGHTS, weights), (EVENTS, events_bytes), (MANIFEST, json)] {
            let path = folder.join(name);
            std::fs::write(&path, bytes).map_err(|source| Error::File {
                action: "write",
                path,
                source,
            })?;
        }
        Ok(())
    }

    /// SHA-256 of the weights as they are saved, lower-case hex.
    ///
    /// # Errors
    /// [`Error::Compute`] never for a recommender that was trained or loaded.
    pub fn sha256(&self) -> Result<String, Error> {
        Ok(hex(&serialize(&pack(self))?))
    }

    /// Reads what [`Recommender::save`] wrote.
    ///
    /// # Errors
    /// [`Error::File`] where a file cannot be read, [`Error::Unusable`] where one is damaged or of another
    /// version.
    pub fn load(folder: &Path) -> Result<(Self, Events), Error> {
        let path = folder.join(MANIFEST);
        let unusable = |reason: String| Error::Unusable {
            path: path.clone(),
            reason,
        };
        let any: serde_json::Value =
            serde_json::from_slice(&read(&path)?).map_err(|error| unusable(error.to_string()))?;
        if any.get("format").and_then(|format| format.as_str()) != Some(FORMAT) {
            return Err(unusable(format!("its \"format\" is not \"{FORMAT}\"")));
        }
        if any.get("version").and_then(serde_json::Value::as_u64) != Some(VERSION) {
            return Err(unusable(format!(
                "its version is not {VERSION}, which this version reads"
            )));
        }
        let manifest: Manifest =
            serde_json::from_value(any).map_err(|error| unusable(error.to_string()))?;
        check(&manifest).map_err(unusable)?;
        let weights = whole(folder, WEIGHTS, &manifest.weights_sha256)?;
        let (network, popularity) =
            unpack(&weights, &manifest).map_err(|reason| Error::Unusable {
                path: folder.join(WEIGHTS),
                reason,
            })?;
        let bytes = whole(folder, EVENTS, &manifest.events_sha256)?;
        let events = unpack_events(&bytes, &manifest).map_err(|reason| Error::Unusable {
            path: folder.join(EVENTS),
            reason,
        })?;
        let recommender = Self {
            network,
            popularity,
            order: events.order(),
            settings: manifest.settings,
            epochs: manifest.epochs,
            users: manifest.users,
            events: manifest.events,
        };
        Ok((recommender, events))
    }
}

/// The bytes of a file that has this hash.
fn whole(folder: &Path, name: &str, sha256: &str) -> Result<Vec<u8>, Error> {
    let path = folder.join(name);
    let bytes = read(&path)?;
    if hex(&bytes) != sha256 {
        return Err(Error::Unusable {
            path,
            reason: format!("its hash is not the one in {MANIFEST}"),
        });
    }
    Ok(bytes)
}

fn shape(network: &Network) -> Vec<usize> {
    let Some(first) = network.layers.first() else {
        return Vec::new();
    };
    let outputs = network.layers.iter().map(|layer| layer.bias.len());
    std::iter::once(first.weights.nrows())
        .chain(outputs)
        .collect()
}

/// What must hold between the fields of a manifest.
fn check(manifest: &Manifest) -> Result<(), String> {
    manifest
        .settings
        .check()
        .map_err(|error| error.to_string())?;
    if manifest.embedding == 0 || manifest.memories.is_empty() {
        return Err("it has no embedding or no averages".to_owned());
    }
    if manifest
        .memories
        .iter()
        .any(|kept| !(0.0..=1.0).contains(kept))
    {
        return Err("an average keeps no share in 0…1".to_owned());
    }
    let averages = manifest.memories.len().checked_mul(manifest.embedding);
    let inputs = averages.and_then(|averages| averages.checked_add(manifest.user_embedding));
    let fits = match manifest.shape.as_slice() {
        [] => true,
        [first, .., last] => Some(*first) == inputs && *last == manifest.embedding,
        [_] => false,
    };
    if !fits || manifest.shape.contains(&0) {
        return Err(format!("its shape {:?} is no network", manifest.shape));
    }
    Ok(())
}

fn matrix(name: &str, of: ArrayView2<'_, f32>) -> Packed {
    let bytes = of.iter().flat_map(|value| value.to_le_bytes()).collect();
    (name.to_owned(), Dtype::F32, of.shape().to_vec(), bytes)
}

fn vector(name: &str, of: ArrayView1<'_, f32>) -> Packed {
    let bytes = of.iter().flat_map(|value| value.to_le_bytes()).collect();
    (name.to_owned(), Dtype::F32, vec![of.len()], bytes)
}

fn whole_numbers(name: &str, of: &[u32]) -> Packed {
    let bytes = of.iter().flat_map(|value| value.to_le_bytes()).collect();
    (name.to_owned(), Dtype::U32, vec![of.len()], bytes)
}

fn pack(of: &Recommender) -> Vec<Packed> {
    let network = &of.network;
    let mut tensors = vec![
        matrix("met", network.met.view()),
        matrix("offered", network.offered.view()),
        vector("bias", network.bias.view()),
        matrix("users", network.users.view()),
        matrix("skip", network.skip.view()),
        whole_numbers("popularity", &of.popularity),
    ];
    for (number, layer) in network.layers.iter().enumerate() {
        tensors.push(matrix(
            &format!("layer.{number}.weights"),
            layer.weights.view(),
        ));
        tensors.push(vector(&format!("layer.{number}.bias"), layer.bias.view()));
    }
    tensors
}

fn pack_events(events: &Events) -> Vec<Packed> {
    let lengths: Vec<u32> = (0..events.users())
        .map(|user| events.of(user).len() as u32)
        .collect();
    let of: Vec<u32> = (0..events.users())
        .flat_map(|user| events.of(user))
        .copied()
        .collect();
    vec![
        whole_numbers("lengths", &lengths),
        whole_numbers("items", &of),
    ]
}

fn serialize(tensors: &[Packed]) -> Result<Vec<u8>, Error> {
    let failed = |error: safetensors::SafeTensorError| Error::Compute(Box::new(error));
    let views = tensors
        .iter()
        .map(|(name, dtype, shape, bytes)| {
            let view = TensorView::new(*dtype, shape.clone(), bytes).map_err(failed)?;
            Ok((name, view))
        })
        .collect::<Result<Vec<_>, Error>>()?;
    safetensors::serialize(views, None).map_err(failed)
}

fn unpack(bytes: &[u8], manifest: &Manifest) -> Result<(Network, Vec<u32>), String> {
    let tensors = SafeTensors::deserialize(bytes).map_err(|error| error.to_string())?;
    let matrix = |name: &str, rows: usize, columns: usize| {
        let values = floats(&tensors, name, &[rows, columns], Dtype::F32)?;
        Array2::from_shape_vec((rows, columns), values).map_err(|error| error.to_string())
    };
    let vector = |name: &str, length: usize| {
        floats(&tensors, name, &[length], Dtype::F32).map(Array1::from_vec)
    };
    let (items, width) = (manifest.items, manifest.embedding);
    let layers = manifest.shape.windows(2).enumerate();
    let layers = layers.map(|(number, pair)| {
        Ok(Dense {
            weights: matrix(&format!("layer.{number}.weights"), pair[0], pair[1])?,
            bias: vector(&format!("layer.{number}.bias"), pair[1])?,
        })
    });
    let network = Network {
        met: matrix("met", items, width)?,
        offered: matrix("offered", items, width)?,
        bias: vector("bias", items)?,
        users: matrix("users", manifest.users, manifest.user_embedding)?,
        skip: matrix("skip", manifest.memories.len(), width)?,
        layers: layers.collect::<Result<_, String>>()?,
        memories: manifest.memories.clone(),
    };
    let popularity = numbers(&tensors, "popularity")?;
    if popularity.len() != items {
        return Err(format!(
            "it has the popularity of {} items, not of {items}",
            popularity.len()
        ));
    }
    Ok((network, popularity))
}

fn unpack_events(bytes: &[u8], manifest: &Manifest) -> Result<Events, String> {
    let tensors = SafeTensors::deserialize(bytes).map_err(|error| error.to_string())?;
    let of = numbers(&tensors, "items")?;
    let mut rest = of.as_slice();
    let mut users = Vec::new();
    for length in numbers(&tensors, "lengths")? {
        let cut = rest.split_at_checked(length as usize);
        let (own, others) = cut.ok_or("its lengths are not those of its items")?;
        users.push(own.to_vec());
        rest = others;
    }
    if users.len() != manifest.users || !rest.is_empty() {
        return Err("its lengths are not those of its users".to_owned());
    }
    let order = if manifest.ordered {
        Order::Time
    } else {
        Order::None
    };
    Events::new(&users, manifest.items, order).map_err(|error| error.to_string())
}

fn numbers(tensors: &SafeTensors<'_>, name: &str) -> Result<Vec<u32>, String> {
    let tensor = tensors
        .tensor(name)
        .map_err(|_| format!("the tensor {name} is missing"))?;
    if tensor.dtype() != Dtype::U32 || tensor.shape().len() != 1 {
        return Err(format!("the tensor {name} is no list of whole numbers"));
    }
    let chunks = tensor.data().chunks_exact(4);
    Ok(chunks
        .map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
        .collect())
}
