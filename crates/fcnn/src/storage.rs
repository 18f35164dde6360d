//! A head as two files: `weights.safetensors` (weights in f16, the rest in f32) and `head.json`.

use crate::forward::{Layer, Scaling};
use crate::top::{Top, Upper};
use crate::wide::Wide;
use crate::{Abstention, Error, FeatureKind, Head, Provenance, Settings, Task};
use half::f16;
use ndarray::{Array1, Array2, ArrayD};
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

const WEIGHTS: &str = "weights.safetensors";
const HEAD: &str = "head.json";
const FORMAT: &str = "hearken-head";
const VERSION: u64 = 1;

#[derive(Serialize, Deserialize)]
struct Description {
    format: String,
    version: u64,
    #[serde(default, skip_serializing_if = "Task::is_multi_class")]
    task: Task,
    labels: Vec<String>,
    /// Inputs, hidden layers, outputs.
    shape: Vec<usize>,
    temperature: f32,
    weights_sha256: String,
    provenance: Provenance,
    settings: Settings,
    /// Heads that nobody set a threshold for have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    abstention: Option<Abstention>,
    /// Where the head has layers of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    top: Option<TopShape>,
    /// Buckets of the bags that the head reads, where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    buckets: Option<usize>,
}

/// What the tensors of a top do not say.
#[derive(Serialize, Deserialize)]
struct TopShape {
    layers: usize,
    attention_heads: usize,
    epsilon: f64,
}

pub(crate) fn save(head: &Head, folder: &Path) -> Result<(), Error> {
    let weights = pack(head)?;
    let description = Description {
        format: FORMAT.to_owned(),
        version: VERSION,
        task: head.task,
        labels: head.labels.clone(),
        shape: std::iter::once(head.inputs())
            .chain(head.layers.iter().map(|layer| layer.bias.len()))
            .collect(),
        temperature: head.temperature,
        weights_sha256: hex(&weights),
        provenance: head.provenance.clone(),
        settings: head.settings.clone(),
        top: head.top.as_ref().map(|top| TopShape {
            layers: top.upper.layers.len(),
            attention_heads: top.upper.attention_heads,
            epsilon: top.upper.epsilon,
        }),
        buckets: head.buckets(),
        abstention: head.abstention,
    };
    let mut json =
        serde_json::to_vec_pretty(&description).map_err(|error| Error::Compute(Box::new(error)))?;
    json.push(b'\n');
    put(folder, &[(WEIGHTS, weights), (HEAD, json)])
}

/// Writes files into a folder, made where missing, one after another; each appears whole or not at all.
pub(crate) fn put(folder: &Path, files: &[(&str, Vec<u8>)]) -> Result<(), Error> {
    let failed = |source| Error::File {
        action: "write",
        path: folder.to_owned(),
        source,
    };
    std::fs::create_dir_all(folder).map_err(failed)?;
    for (name, bytes) in files {
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
        file.write_all(bytes).map_err(failed)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let readable = std::fs::Permissions::from_mode(0o644);
            file.as_file().set_permissions(readable).map_err(failed)?;
        }
        file.persist(folder.join(name))
            .map_err(|error| failed(error.error))?;
    }
    Ok(())
}

pub(crate) fn sha256(head: &Head) -> Result<String, Error> {
    Ok(hex(&pack(head)?))
}

pub(crate) fn load(folder: &Path) -> Result<Head, Error> {
    let path = folder.join(HEAD);
    let json = read(&path)?;
    let any = refuse_other(&json, &path, FORMAT, VERSION)?;
    let damaged = |reason: String| Error::Damaged {
        path: path.clone(),
        reason,
    };
    let description: Description =
        serde_json::from_value(any).map_err(|error| damaged(error.to_string()))?;
    check(&description).map_err(damaged)?;

    let path = folder.join(WEIGHTS);
    let weights = read(&path)?;
    let damaged = |reason: String| Error::Damaged {
        path: path.clone(),
        reason,
    };
    if hex(&weights) != description.weights_sha256 {
        return Err(damaged(format!("its hash is not the one in {HEAD}")));
    }
    let tensors = SafeTensors::deserialize(&weights).map_err(|error| damaged(error.to_string()))?;
    let vector = |name: &str, length| {
        let values = floats(&tensors, name, &[length], Dtype::F32).map_err(damaged)?;
        Ok::<_, Error>(Array1::from_vec(values))
    };
    let scaling = Scaling {
        mean: vector("scaling.mean", description.shape[0])?,
        factor: vector("scaling.factor", description.shape[0])?,
    };
    let mut layers = Vec::new();
    for (index, pair) in description.shape.windows(2).enumerate() {
        let name = format!("layer.{index}.weights");
        let values = floats(&tensors, &name, &[pair[0], pair[1]], Dtype::F16).map_err(damaged)?;
        layers.push(Layer {
            weights: Array2::from_shape_vec((pair[0], pair[1]), values)
                .map_err(|error| damaged(error.to_string()))?,
            bias: vector(&format!("layer.{index}.bias"), pair[1])?,
        });
    }
    let top = match (&description.top, description.provenance.features) {
        (Some(shape), Some(FeatureKind::States { after })) => {
            let upper = unpack_top(&tensors, shape, after).map_err(damaged)?;
            Some(Top::new(upper).map_err(damaged)?)
        }
        (None, Some(FeatureKind::States { .. })) => {
            return Err(damaged(
                "it reads token states and has no layers".to_owned(),
            ));
        }
        _ => None,
    };
    if let Some(top) = &top
        && top.features() != description.shape[0]
    {
        return Err(damaged(format!(
            "its layers give {} numbers, its network takes {}",
            top.features(),
            description.shape[0]
        )));
    }
    let wide = match (description.buckets, description.provenance.features) {
        (Some(buckets), Some(FeatureKind::Bags)) => {
            let wide = unpack_wide(&tensors, buckets, description.shape[0]);
            Some(wide.map_err(damaged)?)
        }
        (None, Some(FeatureKind::Bags)) => {
            return Err(damaged("it reads bags and has no buckets".to_owned()));
        }
        _ => None,
    };
    Ok(Head {
        task: description.task,
        labels: description.labels,
        scaling,
        layers,
        temperature: description.temperature,
        settings: description.settings,
        provenance: description.provenance,
        abstention: description.abstention,
        top,
        wide,
    })
}

/// The JSON of a file, where it is of this format and version.
pub(crate) fn refuse_other(
    json: &[u8],
    path: &Path,
    format: &str,
    version: u64,
) -> Result<serde_json::Value, Error> {
    let damaged = |reason: String| Error::Damaged {
        path: path.to_owned(),
        reason,
    };
    let any: serde_json::Value =
        serde_json::from_slice(json).map_err(|error| damaged(error.to_string()))?;
    if any.get("format").and_then(|format| format.as_str()) != Some(format) {
        return Err(damaged(format!("its \"format\" is not \"{format}\"")));
    }
    match any.get("version").and_then(serde_json::Value::as_u64) {
        Some(found) if found == version => Ok(any),
        Some(found) => Err(Error::Version {
            path: path.to_owned(),
            found,
            known: version,
        }),
        None => Err(damaged("it has no \"version\"".to_owned())),
    }
}

/// A top's tensors, by the prefix of their layer.
fn unpack_top(tensors: &SafeTensors<'_>, shape: &TopShape, after: usize) -> Result<Upper, String> {
    let mut layers = vec![BTreeMap::new(); shape.layers.min(tensors.len())];
    for (name, tensor) in tensors.tensors() {
        let Some((number, rest)) = name
            .strip_prefix("top.")
            .and_then(|rest| rest.split_once('.'))
        else {
            continue;
        };
        let layer = number
            .parse::<usize>()
            .ok()
            .and_then(|number| layers.get_mut(number))
            .ok_or_else(|| format!("the tensor {name} belongs to no layer"))?;
        let values = floats(tensors, &name, tensor.shape(), Dtype::F16)?;
        let array =
            ArrayD::from_shape_vec(tensor.shape(), values).map_err(|error| error.to_string())?;
        layer.insert(rest.to_owned(), array);
    }
    Ok(Upper {
        after,
        attention_heads: shape.attention_heads,
        epsilon: shape.epsilon,
        layers,
    })
}

/// The layer that reads bags.
fn unpack_wide(tensors: &SafeTensors<'_>, buckets: usize, width: usize) -> Result<Wide, String> {
    let halves = |name: &str| -> Result<Vec<f16>, String> {
        let values = floats(tensors, name, &[buckets], Dtype::F16)?;
        Ok(values.into_iter().map(f16::from_f32).collect())
    };
    let name = "wide.weights";
    let tensor = tensors
        .tensor(name)
        .map_err(|_| format!("the tensor {name} is missing"))?;
    if tensor.shape() != [buckets, width] || tensor.dtype() != Dtype::I8 {
        return Err(format!(
            "the tensor {name} is not {buckets} × {width} bytes"
        ));
    }
    Ok(Wide {
        width,
        telling: halves("wide.telling")?,
        steps: halves("wide.steps")?,
        weights: tensor.data().iter().map(|byte| *byte as i8).collect(),
        bias: Array1::from_vec(floats(tensors, "wide.bias", &[width], Dtype::F32)?),
    })
}

/// What must hold between the fields of a `head.json`.
fn check(description: &Description) -> Result<(), String> {
    let labels = description.labels.len();
    if labels < 2 {
        return Err(format!("it has {labels} labels; a head needs two"));
    }
    if description.shape.len() < 2 || description.shape.contains(&0) {
        return Err(format!("its shape {:?} is no network", description.shape));
    }
    let outputs = description.shape[description.shape.len() - 1];
    if outputs != labels {
        return Err(format!("{outputs} outputs for {labels} labels"));
    }
    if !(description.temperature.is_finite() && description.temperature > 0.0) {
        return Err("its temperature is not above 0".to_owned());
    }
    if description.abstention.is_some() && description.task == Task::MultiLabel {
        return Err("it is multi-label and has a threshold".to_owned());
    }
    let possible = 0.0..=1.0;
    if let Some(abstention) = &description.abstention
        && !possible.contains(&abstention.threshold)
    {
        return Err("its threshold is no probability".to_owned());
    }
    Ok(())
}

/// Type, shape and little-endian bytes.
type Packed = (Dtype, Vec<usize>, Vec<u8>);

fn pack(head: &Head) -> Result<Vec<u8>, Error> {
    let single = |values: &Array1<f32>| {
        let bytes = values
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect();
        (Dtype::F32, vec![values.len()], bytes)
    };
    let mut tensors: Vec<(String, Packed)> = vec![
        ("scaling.mean".to_owned(), single(&head.scaling.mean)),
        ("scaling.factor".to_owned(), single(&head.scaling.factor)),
    ];
    for (index, layer) in head.layers.iter().enumerate() {
        let weights = half(layer.weights.iter(), layer.weights.shape());
        tensors.push((format!("layer.{index}.weights"), weights));
        tensors.push((format!("layer.{index}.bias"), single(&layer.bias)));
    }
    let upper = head.top.iter().flat_map(|top| &top.upper.layers);
    for (index, layer) in upper.enumerate() {
        for (name, array) in layer {
            let values = half(array.iter(), array.shape());
            tensors.push((format!("top.{index}.{name}"), values));
        }
    }
    if let Some(wide) = &head.wide {
        let halves = |values: &[f16]| {
            let bytes = values.iter().flat_map(|value| value.to_le_bytes());
            (Dtype::F16, vec![values.len()], bytes.collect())
        };
        let weights = wide.weights.iter().map(|value| *value as u8);
        let shape = vec![wide.buckets(), wide.width];
        tensors.extend([
            ("wide.telling".to_owned(), halves(&wide.telling)),
            ("wide.steps".to_owned(), halves(&wide.steps)),
            (
                "wide.weights".to_owned(),
                (Dtype::I8, shape, weights.collect()),
            ),
            ("wide.bias".to_owned(), single(&wide.bias)),
        ]);
    }
    let failed = |error: safetensors::SafeTensorError| Error::Compute(Box::new(error));
    let views = tensors
        .iter()
        .map(|(name, (dtype, shape, bytes))| {
            Ok((
                name,
                TensorView::new(*dtype, shape.clone(), bytes).map_err(failed)?,
            ))
        })
        .collect::<Result<Vec<_>, Error>>()?;
    safetensors::serialize(views, None).map_err(failed)
}

fn half<'a>(values: impl Iterator<Item = &'a f32>, shape: &[usize]) -> Packed {
    let bytes = values.flat_map(|value| f16::from_f32(*value).to_le_bytes());
    (Dtype::F16, shape.to_vec(), bytes.collect())
}

/// The tensor's numbers, where it is there in the expected shape and all are finite.
pub(crate) fn floats(
    tensors: &SafeTensors<'_>,
    name: &str,
    shape: &[usize],
    dtype: Dtype,
) -> Result<Vec<f32>, String> {
    let tensor = tensors
        .tensor(name)
        .map_err(|_| format!("the tensor {name} is missing"))?;
    if tensor.shape() != shape || tensor.dtype() != dtype {
        return Err(format!(
            "the tensor {name} is {:?} {:?}, not {dtype:?} {shape:?}",
            tensor.dtype(),
            tensor.shape()
        ));
    }
    let data = tensor.data();
    let values: Vec<f32> = if dtype == Dtype::F16 {
        data.chunks_exact(2)
            .map(|bytes| f16::from_le_bytes([bytes[0], bytes[1]]).to_f32())
            .collect()
    } else {
        data.chunks_exact(4)
            .map(|bytes| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
            .collect()
    };
    if values.iter().any(|value| !value.is_finite()) {
        return Err(format!(
            "the tensor {name} holds numbers that are not finite"
        ));
    }
    Ok(values)
}

pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|source| Error::File {
        action: "read",
        path: PathBuf::from(path),
        source,
    })
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
