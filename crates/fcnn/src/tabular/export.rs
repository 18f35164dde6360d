//! A model as an ONNX graph (IR version 8, operator set 17): scales, one input a category's value,
//! learned vectors, all networks, their mean and the calibration included.
//!
//! Its inputs are `numbers` (n × numbers and days; NaN where one is missing), `categories` (n × categories,
//! 64-bit integers: a value's place, 0 unknown, 1 missing) and `texts` (n × all vectors side by side), each
//! where the model reads such columns. What the columns and places are stands in the metadata under
//! `numbers`, `categories` and `texts` as JSON. The output is `probabilities` (n × labels), or `values`
//! (n × 1).

use super::calibration::Calibration;
use super::encoding::{FIRST, Fitted, Levels, OF_DATE, Scaled, Vectors, YEAR};
use super::{Inputs, Kind, Model, Predictions, Task, Values};
use crate::onnx::graph::Graph;
use crate::onnx::{dense, int8};
use crate::{Error, Precision};
use ndarray::{Array1, Array2};
use serde_json::json;
use std::collections::BTreeMap;

/// Rows as the graph takes them.
#[derive(Debug, Clone, PartialEq)]
pub struct GraphInputs {
    /// n × numbers and days.
    pub numbers: Array2<f32>,
    /// n × categories.
    pub categories: Array2<i64>,
    /// n × the widths of all vectors.
    pub texts: Array2<f32>,
}

impl Model {
    /// The model as a serialized ONNX graph.
    ///
    /// # Errors
    /// [`Error::Compute`] never for a model that was trained or loaded.
    pub fn to_onnx(&self, precision: Precision) -> Result<Vec<u8>, Error> {
        let mut graph = Graph::default();
        let encoded = self.encoded(&mut graph);
        let mut sum: Option<String> = None;
        for (number, member) in self.members.iter().enumerate() {
            let mut parts: Vec<String> = encoded.dense.clone();
            for (at, (table, places)) in member.tables.iter().zip(&encoded.places).enumerate() {
                let table = graph.matrix(&format!("network.{number}.table.{at}"), table);
                parts.push(graph.node("Gather", &[&table, places], &[("axis", 0)]));
            }
            let mut at = side_by_side(&mut graph, &parts);
            for (index, layer) in member.layers.iter().enumerate() {
                let name = format!("network.{number}.layer.{index}");
                at = dense(
                    &mut graph,
                    &name,
                    &at,
                    &layer.weights,
                    &layer.bias,
                    precision,
                );
                if index + 1 < member.layers.len() {
                    at = graph.node("Relu", &[&at], &[]);
                }
            }
            if self.task == Task::Binary && member.layers.last().is_some_and(|l| l.bias.len() == 2)
            {
                let [no, yes] = [0, 1].map(|class| graph.column(&at, class));
                at = graph.node("Sub", &[&yes, &no], &[]);
            }
            sum = Some(match sum {
                Some(sum) => graph.node("Add", &[&sum, &at], &[]),
                None => at,
            });
        }
        let count = graph.number("networks", self.members.len() as f32);
        let sum = sum.ok_or_else(|| Error::Compute("a model without a network".into()))?;
        let mean = graph.node("Div", &[&sum, &count], &[]);
        self.answer(&mut graph, &mean);
        Ok(graph.model(&self.about()))
    }

    /// From the mean outputs to what is told.
    fn answer(&self, graph: &mut Graph, at: &str) {
        match self.calibration {
            Some(Calibration::Platt { slope, intercept }) => {
                let slope = graph.number("slope", slope);
                let intercept = graph.number("intercept", intercept);
                let odds = graph.node("Mul", &[at, &slope], &[]);
                let odds = graph.node("Add", &[&odds, &intercept], &[]);
                let yes = graph.node("Sigmoid", &[&odds], &[]);
                let one = graph.number("one", 1.0);
                let no = graph.node("Sub", &[&one, &yes], &[]);
                graph.node("Concat", &[&no, &yes], &[("axis", 1)]);
                graph.end("probabilities", &[None, Some(2)]);
            }
            Some(Calibration::Temperature { temperature }) => {
                let temperature = graph.number("temperature", temperature);
                let cooled = graph.node("Div", &[at, &temperature], &[]);
                graph.node("Softmax", &[&cooled], &[("axis", -1)]);
                graph.end("probabilities", &[None, Some(self.labels.len())]);
            }
            None => {
                let (mean, deviation) = self.scale;
                let deviation = graph.number("deviation", deviation);
                let mean = graph.number("mean", mean);
                let scaled = graph.node("Mul", &[at, &deviation], &[]);
                graph.node("Add", &[&scaled, &mean], &[]);
                graph.end("values", &[None, Some(1)]);
            }
        }
    }

    fn about(&self) -> BTreeMap<String, String> {
        let names = |wanted: &[Kind]| -> Vec<&str> {
            let columns = self
                .columns
                .iter()
                .filter(|column| wanted.contains(&column.kind));
            columns.map(|column| column.name.as_str()).collect()
        };
        let categories = self.columns.iter().zip(&self.encoding.columns);
        let categories: Vec<_> = categories
            .filter_map(|(column, fitted)| match fitted {
                Fitted::Category(levels) => {
                    Some(json!({"column": column.name, "first": FIRST, "values": levels.levels}))
                }
                _ => None,
            })
            .collect();
        BTreeMap::from([
            ("labels".to_owned(), self.labels.join("\n")),
            ("target".to_owned(), self.target.clone()),
            (
                "numbers".to_owned(),
                json!(names(&[Kind::Number, Kind::Date])).to_string(),
            ),
            ("categories".to_owned(), json!(categories).to_string()),
            ("texts".to_owned(), json!(names(&[Kind::Text])).to_string()),
        ])
    }

    /// Rows as the graph takes them.
    ///
    /// # Errors
    /// As for [`predict`](Self::predict).
    pub fn graph_inputs(&self, inputs: &Inputs) -> Result<GraphInputs, Error> {
        self.encoding.encode(inputs)?;
        let rows = inputs.rows();
        let (mut numbers, mut categories, mut texts) = (Vec::new(), Vec::new(), Vec::new());
        for (values, fitted) in inputs.columns().iter().zip(&self.encoding.columns) {
            match (values, fitted) {
                (Values::Numbers(values) | Values::Days(values), _) => {
                    let value = |value: &Option<f64>| value.map_or(f32::NAN, |value| value as f32);
                    numbers.push(values.iter().map(value).collect::<Vec<f32>>());
                }
                (Values::Categories(values), Fitted::Category(levels)) => {
                    let place = |value: &Option<String>| levels.place(value.as_deref()) as i64;
                    categories.push(values.iter().map(place).collect::<Vec<i64>>());
                }
                (Values::Vectors(values), _) => {
                    texts.extend(values.columns().into_iter().map(|column| column.to_vec()));
                }
                (Values::Categories(_), _) => {}
            }
        }
        Ok(GraphInputs {
            numbers: Array2::from_shape_fn((rows, numbers.len()), |(row, at)| numbers[at][row]),
            categories: Array2::from_shape_fn((rows, categories.len()), |(r, at)| {
                categories[at][r]
            }),
            texts: Array2::from_shape_fn((rows, texts.len()), |(row, at)| texts[at][row]),
        })
    }

    /// The model with every layer's weights as [`Precision::Int8`] keeps them, for measuring what that
    /// costs. Learned vectors stay as they are: they are looked up, not multiplied.
    #[must_use]
    pub fn with_int8_weights(&self) -> Self {
        let mut model = self.clone();
        for layer in model
            .members
            .iter_mut()
            .flat_map(|member| &mut member.layers)
        {
            let (values, scales) = int8(&layer.weights);
            layer.weights = values.mapv(f32::from) * scales;
        }
        model
    }

    /// The nodes that make inputs of columns.
    fn encoded(&self, graph: &mut Graph) -> Parts {
        let count = |wanted: &[Kind]| {
            let columns = self.columns.iter();
            columns
                .filter(|column| wanted.contains(&column.kind))
                .count()
        };
        let widths = self.encoding.columns.iter().map(|fitted| match fitted {
            Fitted::Text(vectors) => vectors.mean.len(),
            _ => 0,
        });
        let texts: usize = widths.sum();
        let numbers = count(&[Kind::Number, Kind::Date]);
        if numbers > 0 {
            graph.input("numbers", &[None, Some(numbers)]);
        }
        if count(&[Kind::Category]) > 0 {
            graph.integer_input("categories", &[None, Some(count(&[Kind::Category]))]);
        }
        if texts > 0 {
            graph.input("texts", &[None, Some(texts)]);
        }
        let mut parts = Parts::default();
        let (mut number, mut category, mut text) = (0, 0, 0);
        for (index, fitted) in self.encoding.columns.iter().enumerate() {
            let name = format!("column.{index}");
            match fitted {
                Fitted::Number(scaled) | Fitted::Date(scaled) => {
                    let raw = graph.column("numbers", number);
                    number += 1;
                    let is_date = matches!(fitted, Fitted::Date(_));
                    let made = of_number(graph, &name, scaled, is_date, &raw);
                    parts.dense.extend(made);
                }
                Fitted::Category(levels) => {
                    let place = graph.column("categories", category);
                    category += 1;
                    let axis = graph.shape(&format!("{name}.axis"), &[1]);
                    let place = graph.node("Squeeze", &[&place, &axis], &[]);
                    if levels.learned.is_some() {
                        parts.places.push(place);
                    } else if fitted.width() > 0 {
                        let table =
                            graph.matrix(&format!("{name}.hot"), &hot(levels, fitted.width()));
                        parts
                            .dense
                            .push(graph.node("Gather", &[&table, &place], &[("axis", 0)]));
                    }
                }
                Fitted::Text(vectors) => {
                    parts.dense.push(of_text(graph, &name, vectors, text));
                    text += vectors.mean.len();
                }
            }
        }
        parts
    }
}

/// Names of values in a graph: dense inputs, and places in learned tables.
#[derive(Default)]
struct Parts {
    dense: Vec<String>,
    places: Vec<String>,
}

fn side_by_side(graph: &mut Graph, parts: &[String]) -> String {
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    graph.node("Concat", &parts, &[("axis", 1)])
}

/// A row a place: a one where the place has an input.
fn hot(levels: &Levels, width: usize) -> Array2<f32> {
    let mut table = Array2::zeros((levels.counts.len(), width));
    for (place, input) in levels.hot().enumerate() {
        if let Some(input) = input {
            table[[place, input]] = 1.0;
        }
    }
    table
}

/// The inputs of a number or a day, in the order of the encoding.
fn of_number(
    graph: &mut Graph,
    name: &str,
    scaled: &Scaled,
    is_date: bool,
    raw: &str,
) -> Vec<String> {
    let zero = graph.number(&format!("{name}.zero"), 0.0);
    let one = graph.number(&format!("{name}.one"), 1.0);
    let mean = graph.number(&format!("{name}.mean"), scaled.mean);
    let factor = graph.number(&format!("{name}.factor"), scaled.factor);
    let missing = graph.node("IsNaN", &[raw], &[]);
    let mut value = raw.to_owned();
    if scaled.logarithm {
        value = graph.node("Max", &[&value, &zero], &[]);
        value = graph.node("Add", &[&value, &one], &[]);
        value = graph.node("Log", &[&value], &[]);
    }
    value = graph.node("Where", &[&missing, &mean, &value], &[]);
    let centered = graph.node("Sub", &[&value, &mean], &[]);
    let mut parts = vec![graph.node("Mul", &[&centered, &factor], &[])];
    if scaled.edges.len() > 1 {
        let pairs = scaled.edges.windows(2);
        let steeps: Array1<f32> = pairs.map(|edge| 1.0 / (edge[1] - edge[0])).collect();
        let lows: Array1<f32> = scaled.edges[..scaled.edges.len() - 1]
            .iter()
            .copied()
            .collect();
        let lows = graph.vector(&format!("{name}.edges"), &lows);
        let steeps = graph.vector(&format!("{name}.steeps"), &steeps);
        let above = graph.node("Sub", &[&value, &lows], &[]);
        let share = graph.node("Mul", &[&above, &steeps], &[]);
        let share = graph.node("Max", &[&share, &zero], &[]);
        let share = graph.node("Min", &[&share, &one], &[]);
        parts.push(graph.node("Where", &[&missing, &zero, &share], &[]));
    }
    if scaled.missing {
        parts.push(graph.cast_to_float(&missing));
    }
    if is_date {
        let day = graph.node("Where", &[&missing, &zero, raw], &[]);
        let dated = of_date(graph, name, &day);
        parts.push(graph.node("Where", &[&missing, &zero, &dated], &[]));
    }
    parts
}

/// Sine and cosine of the year and the weekday, n × 9, of days, n × 1.
fn of_date(graph: &mut Graph, name: &str, day: &str) -> String {
    let year = graph.number(&format!("{name}.year"), YEAR);
    let turn = graph.number(&format!("{name}.turn"), std::f32::consts::TAU);
    let week = graph.number(&format!("{name}.week"), 7.0);
    let turns = graph.node("Div", &[day, &year], &[]);
    let whole = graph.node("Floor", &[&turns], &[]);
    let part = graph.node("Sub", &[&turns, &whole], &[]);
    let angle = graph.node("Mul", &[&part, &turn], &[]);
    let sine = graph.node("Sin", &[&angle], &[]);
    let cosine = graph.node("Cos", &[&angle], &[]);
    let weeks = graph.node("Div", &[day, &week], &[]);
    let whole = graph.node("Floor", &[&weeks], &[]);
    let begun = graph.node("Mul", &[&whole, &week], &[]);
    let weekday = graph.node("Sub", &[day, &begun], &[]);
    let days: Array1<f32> = (0..OF_DATE - 2).map(|day| day as f32).collect();
    let days = graph.vector(&format!("{name}.days"), &days);
    let is = graph.node("Equal", &[&weekday, &days], &[]);
    let is = graph.cast_to_float(&is);
    graph.node("Concat", &[&sine, &cosine, &is], &[("axis", 1)])
}

/// A text's scaled vector; zeros where it is missing.
fn of_text(graph: &mut Graph, name: &str, vectors: &Vectors, from: usize) -> String {
    let width = vectors.mean.len();
    let indexes: Vec<i64> = (from..from + width).map(|at| at as i64).collect();
    let indexes = graph.shape(&format!("{name}.places"), &indexes);
    let raw = graph.node("Gather", &["texts", &indexes], &[("axis", 1)]);
    let zero = graph.number(&format!("{name}.zero"), 0.0);
    let mean = graph.vector(
        &format!("{name}.mean"),
        &Array1::from_vec(vectors.mean.clone()),
    );
    let factor = graph.vector(
        &format!("{name}.factor"),
        &Array1::from_vec(vectors.factor.clone()),
    );
    let size = graph.node("Abs", &[&raw], &[]);
    let largest = graph.largest(&size);
    let missing = graph.node("Equal", &[&largest, &zero], &[]);
    let centered = graph.node("Sub", &[&raw, &mean], &[]);
    let scaled = graph.node("Mul", &[&centered, &factor], &[]);
    graph.node("Where", &[&missing, &zero, &scaled], &[])
}

impl Predictions {
    /// What is told as rows of numbers: probabilities, or one value each.
    pub fn rows(&self) -> Vec<Vec<f64>> {
        match self {
            Self::Classes(rows) => {
                let rows = rows.rows().into_iter();
                rows.map(|row| row.iter().map(|p| f64::from(*p)).collect())
                    .collect()
            }
            Self::Numbers(values) => values.iter().map(|value| vec![*value]).collect(),
        }
    }
}
