//! A head as an ONNX model (onnx.ai, IR version 8, operator set 17).
//!
//! What a head does to its input stands in the graph, the scaling, the layers and the temperature
//! included, so that a runtime gives the probabilities that [`Head::classify`] gives.

use crate::{Error, Head};
use graph::Graph;
use ndarray::{Array1, Array2, Axis};
use std::collections::BTreeMap;

pub(crate) mod graph;

/// How weights are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// 32-bit floating point.
    Single,
    /// 8-bit integers with a scale for each output (symmetric, Jacob et al., 2018); biases and
    /// norms stay in 32-bit floating point.
    Int8,
}

/// The largest 8-bit integer that has its negative.
const LARGEST: f32 = 127.0;

impl Head {
    /// The head as a serialized ONNX model.
    ///
    /// Its input is `features` (n × inputs), or `states` (n × tokens × width) where the head has
    /// layers of its own; its output is `probabilities` (n × labels), those of
    /// a multi-label head each for itself. The labels stand in the
    /// model's metadata under `labels`, a line each, and the hash of the encoder under `encoder`.
    ///
    /// # Errors
    /// [`Error::Compute`] where a weight is missing, [`Error::NoGraph`] where the head reads bags.
    pub fn to_onnx(&self, precision: Precision) -> Result<Vec<u8>, Error> {
        if self.wide.is_some() {
            return Err(Error::NoGraph);
        }
        let mut graph = Graph::default();
        let mut at = match &self.top {
            None => {
                graph.input("features", &[None, Some(self.inputs())]);
                "features".to_owned()
            }
            Some(top) => {
                graph.input("states", &[None, None, Some(top.width())]);
                let missing = |name: String| Error::Compute(format!("{name} is missing").into());
                top_graph(&mut graph, &top.upper, top.width(), precision).map_err(missing)?
            }
        };
        if self.top.is_none() {
            let mean = graph.vector("scaling.mean", &self.scaling.mean);
            let factor = graph.vector("scaling.factor", &self.scaling.factor);
            at = graph.node("Sub", &[&at, &mean], &[]);
            at = graph.node("Mul", &[&at, &factor], &[]);
        }
        for (index, layer) in self.layers.iter().enumerate() {
            let name = format!("layer.{index}");
            at = dense(
                &mut graph,
                &name,
                &at,
                &layer.weights,
                &layer.bias,
                precision,
            );
            if index + 1 < self.layers.len() {
                at = graph.node("Relu", &[&at], &[]);
            }
        }
        let temperature = graph.vector("temperature", &Array1::from_elem(1, self.temperature));
        at = graph.node("Div", &[&at, &temperature], &[]);
        graph.output(
            self.task,
            &at,
            "probabilities",
            &[None, Some(self.labels.len())],
        );
        let mut about = BTreeMap::from([("labels".to_owned(), self.labels.join("\n"))]);
        if let Some(encoder) = self.encoder() {
            about.insert("encoder".to_owned(), encoder.to_owned());
        }
        Ok(graph.model(&about))
    }

    /// The head with every weight as [`Precision::Int8`] keeps it, for measuring what that costs.
    ///
    /// # Errors
    /// [`Error::Compute`] never for a head that was trained or loaded.
    pub fn with_int8_weights(&self) -> Result<Self, Error> {
        let mut head = self.clone();
        for layer in &mut head.layers {
            let (values, scales) = int8(&layer.weights);
            layer.weights = values.mapv(f32::from) * scales;
        }
        if let Some(top) = &self.top {
            let mut upper = top.upper.clone();
            for tensors in &mut upper.layers {
                for array in tensors.values_mut() {
                    if let Ok(matrix) = array.view().into_dimensionality::<ndarray::Ix2>() {
                        // Outputs × inputs here, inputs × outputs in a graph.
                        let (values, scales) = int8(&matrix.t().to_owned());
                        let rounded = (values.mapv(f32::from) * scales).reversed_axes();
                        *array = rounded.as_standard_layout().into_owned().into_dyn();
                    }
                }
            }
            let top = crate::top::Top::new(upper).map_err(|r| Error::Compute(r.into()))?;
            head.top = Some(top);
        }
        Ok(head)
    }
}

/// Inputs × outputs in steps of a scale for each output.
pub(crate) fn int8(weights: &Array2<f32>) -> (Array2<i8>, Array1<f32>) {
    let scales = weights.map_axis(Axis(0), |column| {
        let largest = column
            .iter()
            .fold(0f32, |most, value| most.max(value.abs()));
        if largest > 0.0 {
            largest / LARGEST
        } else {
            1.0
        }
    });
    let values = (weights / &scales).mapv(|value| value.round().clamp(-LARGEST, LARGEST) as i8);
    (values, scales)
}

/// `at` · weights + bias; weights are inputs × outputs.
pub(crate) fn dense(
    graph: &mut Graph,
    name: &str,
    at: &str,
    weights: &Array2<f32>,
    bias: &Array1<f32>,
    precision: Precision,
) -> String {
    let weights = match precision {
        Precision::Single => graph.matrix(&format!("{name}.weights"), weights),
        Precision::Int8 => {
            let (values, scales) = int8(weights);
            let values = graph.integers(&format!("{name}.weights"), &values);
            let scales = graph.vector(&format!("{name}.scales"), &scales);
            graph.node("DequantizeLinear", &[&values, &scales], &[("axis", 1)])
        }
    };
    let bias = graph.vector(&format!("{name}.bias"), bias);
    let product = graph.node("MatMul", &[at, &weights], &[]);
    graph.node("Add", &[&product, &bias], &[])
}

/// The layers of a top on `states`, and the means of the states and of each layer's output side
/// by side. The error is the name of a missing tensor.
fn top_graph(
    graph: &mut Graph,
    upper: &crate::Upper,
    width: usize,
    precision: Precision,
) -> Result<String, String> {
    let heads = upper.attention_heads;
    let size = width / heads;
    let apart = graph.shape("shape.apart", &[0, 0, heads as i64, size as i64]);
    let together = graph.shape("shape.together", &[0, 0, width as i64]);
    let scale = graph.vector("scale", &Array1::from_elem(1, 1.0 / (size as f32).sqrt()));
    let half = graph.vector("half", &Array1::from_elem(1, 0.5));
    let one = graph.vector("one", &Array1::from_elem(1, 1.0));
    let root = graph.vector(
        "root",
        &Array1::from_elem(1, std::f32::consts::FRAC_1_SQRT_2),
    );
    let mut hidden = "states".to_owned();
    let mut means = vec![graph.mean(&hidden)];
    for (number, tensors) in upper.layers.iter().enumerate() {
        let find = |name: String| tensors.get(&name).ok_or(name);
        let vector = |name: String| {
            let array = find(name.clone())?;
            array
                .clone()
                .into_dimensionality::<ndarray::Ix1>()
                .map_err(|_| name)
        };
        let linear = |graph: &mut Graph, name: &str, at: &str| {
            let weights = find(format!("{name}.weight"))?;
            let weights = weights.view().into_dimensionality::<ndarray::Ix2>();
            let weights = weights
                .map_err(|_| format!("{name}.weight"))?
                .t()
                .to_owned();
            let bias = vector(format!("{name}.bias"))?;
            let name = format!("top.{number}.{name}");
            Ok::<_, String>(dense(graph, &name, at, &weights, &bias, precision))
        };
        let norm = |graph: &mut Graph, name: &str, at: &str| {
            let weight = vector(format!("{name}.weight"))?;
            let bias = vector(format!("{name}.bias"))?;
            let weight = graph.vector(&format!("top.{number}.{name}.weight"), &weight);
            let bias = graph.vector(&format!("top.{number}.{name}.bias"), &bias);
            Ok::<_, String>(graph.norm(at, &weight, &bias, upper.epsilon as f32))
        };
        let split = |graph: &mut Graph, name: &str, order: &[i64], at: &str| {
            let values = linear(graph, name, at)?;
            let values = graph.node("Reshape", &[&values, &apart], &[]);
            Ok::<_, String>(graph.transpose(&values, order))
        };
        let query = split(graph, "attention.self.query", &[0, 2, 1, 3], &hidden)?;
        let key = split(graph, "attention.self.key", &[0, 2, 3, 1], &hidden)?;
        let value = split(graph, "attention.self.value", &[0, 2, 1, 3], &hidden)?;
        let scores = graph.node("MatMul", &[&query, &key], &[]);
        let scores = graph.node("Mul", &[&scores, &scale], &[]);
        let weights = graph.node("Softmax", &[&scores], &[("axis", -1)]);
        let attended = graph.node("MatMul", &[&weights, &value], &[]);
        let attended = graph.transpose(&attended, &[0, 2, 1, 3]);
        let attended = graph.node("Reshape", &[&attended, &together], &[]);
        let attended = linear(graph, "attention.output.dense", &attended)?;
        let sum = graph.node("Add", &[&attended, &hidden], &[]);
        hidden = norm(graph, "attention.output.LayerNorm", &sum)?;
        // GELU by the error function (Hendrycks & Gimpel, 2016).
        let wide = linear(graph, "intermediate.dense", &hidden)?;
        let error = graph.node("Mul", &[&wide, &root], &[]);
        let error = graph.node("Erf", &[&error], &[]);
        let error = graph.node("Add", &[&error, &one], &[]);
        let wide = graph.node("Mul", &[&wide, &error], &[]);
        let wide = graph.node("Mul", &[&wide, &half], &[]);
        let narrow = linear(graph, "output.dense", &wide)?;
        let sum = graph.node("Add", &[&narrow, &hidden], &[]);
        hidden = norm(graph, "output.LayerNorm", &sum)?;
        means.push(graph.mean(&hidden));
    }
    let means: Vec<&str> = means.iter().map(String::as_str).collect();
    Ok(graph.node("Concat", &means, &[("axis", 1)]))
}
