//! A model as two files: `weights.safetensors` (32-bit floating point) and `model.json`.

use super::calibration::Calibration;
use super::network::Member;
use super::{Column, Encoding, Loss, Model, Origin, Settings, Task};
use crate::Error;
use crate::forward::Layer;
use crate::storage::{floats, hex, put, read, refuse_other};
use ndarray::{Array1, Array2};
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use serde::{Deserialize, Serialize};
use std::path::Path;

const WEIGHTS: &str = "weights.safetensors";
const MODEL: &str = "model.json";
const FORMAT: &str = "hearken-tabular";
const VERSION: u64 = 1;

#[derive(Serialize, Deserialize)]
struct Description {
    format: String,
    version: u64,
    task: Task,
    target: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    labels: Vec<String>,
    columns: Vec<Column>,
    /// Dense inputs and learned numbers together, hidden layers, outputs.
    shape: Vec<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    calibration: Option<Calibration>,
    /// Mean and deviation of a number in the training part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scale: Option<(f32, f32)>,
    weights_sha256: String,
    origin: Origin,
    settings: Settings,
    encoding: Encoding,
}

pub(super) fn save(model: &Model, folder: &Path) -> Result<(), Error> {
    let weights = pack(model)?;
    let layers = model
        .members
        .first()
        .map_or(&[][..], |member| &member.layers);
    let inputs = layers.first().map_or(0, |layer| layer.weights.nrows());
    let description = Description {
        format: FORMAT.to_owned(),
        version: VERSION,
        task: model.task,
        target: model.target.clone(),
        labels: model.labels.clone(),
        columns: model.columns.clone(),
        shape: std::iter::once(inputs)
            .chain(layers.iter().map(|layer| layer.bias.len()))
            .collect(),
        calibration: model.calibration,
        scale: (model.task == Task::Regression).then_some(model.scale),
        weights_sha256: hex(&weights),
        origin: model.origin.clone(),
        settings: model.settings.clone(),
        encoding: model.encoding.clone(),
    };
    let mut json =
        serde_json::to_vec_pretty(&description).map_err(|error| Error::Compute(Box::new(error)))?;
    json.push(b'\n');
    put(folder, &[(WEIGHTS, weights), (MODEL, json)])
}

pub(super) fn sha256(model: &Model) -> Result<String, Error> {
    Ok(hex(&pack(model)?))
}

pub(super) fn load(folder: &Path) -> Result<Model, Error> {
    let path = folder.join(MODEL);
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
        return Err(damaged(format!("its hash is not the one in {MODEL}")));
    }
    let tensors = SafeTensors::deserialize(&weights).map_err(|error| damaged(error.to_string()))?;
    let members =
        (0..description.settings.ensemble).map(|number| unpack(&tensors, &description, number));
    Ok(Model {
        members: members.collect::<Result<_, _>>().map_err(damaged)?,
        task: description.task,
        target: description.target,
        labels: description.labels,
        columns: description.columns,
        encoding: description.encoding,
        calibration: description.calibration,
        scale: description.scale.unwrap_or((0.0, 1.0)),
        settings: description.settings,
        origin: description.origin,
    })
}

fn unpack(
    tensors: &SafeTensors<'_>,
    description: &Description,
    number: usize,
) -> Result<Member, String> {
    let matrix = |name: String, rows: usize, columns: usize| {
        let values = floats(tensors, &name, &[rows, columns], Dtype::F32)?;
        Array2::from_shape_vec((rows, columns), values).map_err(|error| error.to_string())
    };
    let tables = description.encoding.tables().into_iter().enumerate();
    let tables = tables
        .map(|(at, (places, width))| matrix(format!("network.{number}.table.{at}"), places, width));
    let mut layers = Vec::new();
    for (at, pair) in description.shape.windows(2).enumerate() {
        let name = format!("network.{number}.layer.{at}");
        let bias = floats(tensors, &format!("{name}.bias"), &[pair[1]], Dtype::F32)?;
        layers.push(Layer {
            weights: matrix(format!("{name}.weights"), pair[0], pair[1])?,
            bias: Array1::from_vec(bias),
        });
    }
    Ok(Member {
        tables: tables.collect::<Result<_, String>>()?,
        layers,
    })
}

/// What must hold between the fields of a `model.json`.
fn check(description: &Description) -> Result<(), String> {
    let Description { shape, labels, .. } = description;
    if shape.len() < 2 || shape[1..].contains(&0) {
        return Err(format!("its shape {shape:?} is no network"));
    }
    if description.columns.len() != description.encoding.columns.len() {
        return Err("it has not as many columns as encodings".to_owned());
    }
    let learned: usize = description
        .encoding
        .tables()
        .iter()
        .map(|(_, width)| width)
        .sum();
    let inputs = description.encoding.dense() + learned;
    if shape[0] != inputs {
        return Err(format!("{} inputs for {inputs} numbers", shape[0]));
    }
    for levels in description
        .encoding
        .columns
        .iter()
        .filter_map(|column| match column {
            super::encoding::Fitted::Category(levels) => Some(levels),
            _ => None,
        })
    {
        let sorted = levels.levels.windows(2).all(|pair| pair[0] < pair[1]);
        if levels.counts.len() != levels.levels.len() + super::encoding::FIRST || !sorted {
            return Err("the values of a category do not agree with their counts".to_owned());
        }
    }
    let loss = description.settings.loss_for(description.task);
    let outputs = match (description.task, loss.map_err(|error| error.to_string())?) {
        (Task::MultiClass, _) | (_, Loss::CrossEntropy) => labels.len(),
        _ => 1,
    };
    let expected = match description.task {
        Task::Binary => labels.len() == 2,
        Task::MultiClass => labels.len() > 2,
        Task::Regression => labels.is_empty(),
    };
    if !expected || shape[shape.len() - 1] != outputs {
        return Err(format!("its shape {shape:?} does not fit its task"));
    }
    let right = match (description.task, description.calibration) {
        (Task::Binary, Some(Calibration::Platt { slope, intercept })) => {
            slope.is_finite() && intercept.is_finite()
        }
        (Task::MultiClass, Some(Calibration::Temperature { temperature })) => {
            temperature.is_finite() && temperature > 0.0
        }
        (Task::Regression, None) => description
            .scale
            .is_some_and(|(mean, deviation)| mean.is_finite() && deviation.is_finite()),
        _ => false,
    };
    if !right {
        return Err("its calibration does not fit its task".to_owned());
    }
    description
        .settings
        .check()
        .map_err(|error| error.to_string())
}

fn pack(model: &Model) -> Result<Vec<u8>, Error> {
    let mut tensors: Vec<(String, Vec<usize>, Vec<u8>)> = Vec::new();
    let mut add = |name: String, shape: &[usize], values: &mut dyn Iterator<Item = &f32>| {
        let bytes = values.flat_map(|value| value.to_le_bytes()).collect();
        tensors.push((name, shape.to_vec(), bytes));
    };
    for (number, member) in model.members.iter().enumerate() {
        for (at, table) in member.tables.iter().enumerate() {
            let name = format!("network.{number}.table.{at}");
            add(name, table.shape(), &mut table.iter());
        }
        for (at, layer) in member.layers.iter().enumerate() {
            let name = format!("network.{number}.layer.{at}");
            let shape = layer.weights.shape();
            add(format!("{name}.weights"), shape, &mut layer.weights.iter());
            add(
                format!("{name}.bias"),
                &[layer.bias.len()],
                &mut layer.bias.iter(),
            );
        }
    }
    let failed = |error: safetensors::SafeTensorError| Error::Compute(Box::new(error));
    let views = tensors
        .iter()
        .map(|(name, shape, bytes)| {
            let view = TensorView::new(Dtype::F32, shape.clone(), bytes);
            Ok((name, view.map_err(failed)?))
        })
        .collect::<Result<Vec<_>, Error>>()?;
    safetensors::serialize(views, None).map_err(failed)
}
