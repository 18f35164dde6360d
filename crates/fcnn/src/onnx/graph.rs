//! The parts of onnx.proto (ONNX 1.16) that heads and models for tables need, and a graph built node by node.

use crate::Task;
use ndarray::{Array1, Array2};
use prost::Message;
use std::collections::BTreeMap;

const IR_VERSION: i64 = 8;
const OPERATORS: i64 = 17;

const FLOAT: i32 = 1;
const INT8: i32 = 3;
const INT64: i32 = 7;

const ATTRIBUTE_FLOAT: i32 = 1;
const ATTRIBUTE_INT: i32 = 2;
const ATTRIBUTE_INTS: i32 = 7;

#[derive(Clone, PartialEq, Message)]
struct ModelProto {
    #[prost(int64, tag = "1")]
    ir_version: i64,
    #[prost(string, tag = "2")]
    producer_name: String,
    #[prost(string, tag = "3")]
    producer_version: String,
    #[prost(message, optional, tag = "7")]
    graph: Option<GraphProto>,
    #[prost(message, repeated, tag = "8")]
    opset_import: Vec<OperatorSetIdProto>,
    #[prost(message, repeated, tag = "14")]
    metadata_props: Vec<StringStringEntryProto>,
}

#[derive(Clone, PartialEq, Message)]
struct OperatorSetIdProto {
    #[prost(string, tag = "1")]
    domain: String,
    #[prost(int64, tag = "2")]
    version: i64,
}

#[derive(Clone, PartialEq, Message)]
struct StringStringEntryProto {
    #[prost(string, tag = "1")]
    key: String,
    #[prost(string, tag = "2")]
    value: String,
}

#[derive(Clone, PartialEq, Message)]
struct GraphProto {
    #[prost(message, repeated, tag = "1")]
    node: Vec<NodeProto>,
    #[prost(string, tag = "2")]
    name: String,
    #[prost(message, repeated, tag = "5")]
    initializer: Vec<TensorProto>,
    #[prost(message, repeated, tag = "11")]
    input: Vec<ValueInfoProto>,
    #[prost(message, repeated, tag = "12")]
    output: Vec<ValueInfoProto>,
}

#[derive(Clone, PartialEq, Message)]
struct NodeProto {
    #[prost(string, repeated, tag = "1")]
    input: Vec<String>,
    #[prost(string, repeated, tag = "2")]
    output: Vec<String>,
    #[prost(string, tag = "3")]
    name: String,
    #[prost(string, tag = "4")]
    op_type: String,
    #[prost(message, repeated, tag = "5")]
    attribute: Vec<AttributeProto>,
}

#[derive(Clone, PartialEq, Message)]
struct AttributeProto {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(float, tag = "2")]
    f: f32,
    #[prost(int64, tag = "3")]
    i: i64,
    #[prost(int64, repeated, packed = "false", tag = "8")]
    ints: Vec<i64>,
    #[prost(int32, tag = "20")]
    r#type: i32,
}

#[derive(Clone, PartialEq, Message)]
struct TensorProto {
    #[prost(int64, repeated, packed = "false", tag = "1")]
    dims: Vec<i64>,
    #[prost(int32, tag = "2")]
    data_type: i32,
    #[prost(string, tag = "8")]
    name: String,
    #[prost(bytes = "vec", tag = "9")]
    raw_data: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
struct ValueInfoProto {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(message, optional, tag = "2")]
    r#type: Option<TypeProto>,
}

#[derive(Clone, PartialEq, Message)]
struct TypeProto {
    #[prost(message, optional, tag = "1")]
    tensor_type: Option<TensorTypeProto>,
}

#[derive(Clone, PartialEq, Message)]
struct TensorTypeProto {
    #[prost(int32, tag = "1")]
    elem_type: i32,
    #[prost(message, optional, tag = "2")]
    shape: Option<TensorShapeProto>,
}

#[derive(Clone, PartialEq, Message)]
struct TensorShapeProto {
    #[prost(message, repeated, tag = "1")]
    dim: Vec<DimensionProto>,
}

#[derive(Clone, PartialEq, Message)]
struct DimensionProto {
    #[prost(oneof = "Dimension", tags = "1, 2")]
    value: Option<Dimension>,
}

#[derive(Clone, PartialEq, prost::Oneof)]
enum Dimension {
    #[prost(int64, tag = "1")]
    Value(i64),
    #[prost(string, tag = "2")]
    Parameter(String),
}

/// A graph that grows by a node at a time; values are told by their names.
#[derive(Default)]
pub(crate) struct Graph {
    graph: GraphProto,
}

impl Graph {
    /// A value that is given; a dimension that is not known in advance is `None`.
    pub(crate) fn input(&mut self, name: &str, shape: &[Option<usize>]) {
        self.graph.input.push(value(name, shape, FLOAT));
    }

    /// Whole numbers that are given.
    pub(crate) fn integer_input(&mut self, name: &str, shape: &[Option<usize>]) {
        self.graph.input.push(value(name, shape, INT64));
    }

    /// A column of `at`, n × 1.
    pub(crate) fn column(&mut self, at: &str, column: usize) -> String {
        let index = self.shape(&format!("{at}.at.{column}"), &[column as i64]);
        self.node("Gather", &[at, &index], &[("axis", 1)])
    }

    /// Ones and zeros of what is true and false.
    pub(crate) fn cast_to_float(&mut self, at: &str) -> String {
        self.node("Cast", &[at], &[("to", i64::from(FLOAT))])
    }

    /// The largest number of each row, n × 1.
    pub(crate) fn largest(&mut self, at: &str) -> String {
        self.add("ReduceMax", &[at], vec![ints("axes", &[1])])
    }

    /// One number.
    pub(crate) fn number(&mut self, name: &str, value: f32) -> String {
        self.tensor(name, &[1], FLOAT, value.to_le_bytes().to_vec())
    }

    /// A list of whole numbers that is given, of any length.
    pub(crate) fn input_indexes(&mut self, name: &str) {
        self.graph.input.push(value(name, &[None], INT64));
    }

    /// The last node as it is, under a name of its own.
    pub(crate) fn give(&mut self, name: &str, shape: &[Option<usize>]) {
        if let Some(node) = self.graph.node.last_mut() {
            node.output = vec![name.to_owned()];
        }
        self.graph.output.push(value(name, shape, FLOAT));
    }

    /// A node with one output and whole-number attributes; returns the output's name.
    pub(crate) fn node(&mut self, op: &str, inputs: &[&str], attributes: &[(&str, i64)]) -> String {
        let attributes = attributes
            .iter()
            .map(|(name, number)| AttributeProto {
                name: (*name).to_owned(),
                i: *number,
                r#type: ATTRIBUTE_INT,
                ..AttributeProto::default()
            })
            .collect();
        self.add(op, inputs, attributes)
    }

    fn add(&mut self, op: &str, inputs: &[&str], attribute: Vec<AttributeProto>) -> String {
        let name = format!("{}.{}", op.to_lowercase(), self.graph.node.len());
        self.graph.node.push(NodeProto {
            input: inputs.iter().map(|input| (*input).to_owned()).collect(),
            output: vec![name.clone()],
            name: name.clone(),
            op_type: op.to_owned(),
            attribute,
        });
        name
    }

    pub(crate) fn transpose(&mut self, at: &str, order: &[i64]) -> String {
        let attribute = ints("perm", order);
        self.add("Transpose", &[at], vec![attribute])
    }

    /// The mean over the tokens.
    pub(crate) fn mean(&mut self, at: &str) -> String {
        let keep = AttributeProto {
            name: "keepdims".to_owned(),
            i: 0,
            r#type: ATTRIBUTE_INT,
            ..AttributeProto::default()
        };
        self.add("ReduceMean", &[at], vec![ints("axes", &[1]), keep])
    }

    pub(crate) fn norm(&mut self, at: &str, weight: &str, bias: &str, epsilon: f32) -> String {
        let epsilon = AttributeProto {
            name: "epsilon".to_owned(),
            f: epsilon,
            r#type: ATTRIBUTE_FLOAT,
            ..AttributeProto::default()
        };
        self.add("LayerNormalization", &[at, weight, bias], vec![epsilon])
    }

    /// The last node, under a name of its own.
    pub(crate) fn output(&mut self, task: Task, at: &str, name: &str, shape: &[Option<usize>]) {
        let axis = AttributeProto {
            name: "axis".to_owned(),
            i: -1,
            r#type: ATTRIBUTE_INT,
            ..AttributeProto::default()
        };
        match task {
            Task::MultiClass => self.add("Softmax", &[at], vec![axis]),
            Task::MultiLabel => self.add("Sigmoid", &[at], Vec::new()),
        };
        self.end(name, shape);
    }

    /// The last node is what the graph gives, under this name.
    pub(crate) fn end(&mut self, name: &str, shape: &[Option<usize>]) {
        if let Some(node) = self.graph.node.last_mut() {
            node.output = vec![name.to_owned()];
        }
        self.graph.output.push(value(name, shape, FLOAT));
    }

    pub(crate) fn matrix(&mut self, name: &str, values: &Array2<f32>) -> String {
        let (rows, columns) = values.dim();
        let bytes = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        self.tensor(name, &[rows as i64, columns as i64], FLOAT, bytes)
    }

    pub(crate) fn vector(&mut self, name: &str, values: &Array1<f32>) -> String {
        let bytes = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        self.tensor(name, &[values.len() as i64], FLOAT, bytes)
    }

    pub(crate) fn integers(&mut self, name: &str, values: &Array2<i8>) -> String {
        let (rows, columns) = values.dim();
        let bytes = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        self.tensor(name, &[rows as i64, columns as i64], INT8, bytes)
    }

    pub(crate) fn shape(&mut self, name: &str, values: &[i64]) -> String {
        let bytes = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        self.tensor(name, &[values.len() as i64], INT64, bytes)
    }

    fn tensor(&mut self, name: &str, dims: &[i64], data_type: i32, raw_data: Vec<u8>) -> String {
        self.graph.initializer.push(TensorProto {
            dims: dims.to_vec(),
            data_type,
            name: name.to_owned(),
            raw_data,
        });
        name.to_owned()
    }

    /// The serialized model.
    pub(crate) fn model(mut self, about: &BTreeMap<String, String>) -> Vec<u8> {
        self.graph.name = "head".to_owned();
        let model = ModelProto {
            ir_version: IR_VERSION,
            producer_name: "hearken".to_owned(),
            producer_version: env!("CARGO_PKG_VERSION").to_owned(),
            graph: Some(self.graph),
            opset_import: vec![OperatorSetIdProto {
                domain: String::new(),
                version: OPERATORS,
            }],
            metadata_props: about
                .iter()
                .map(|(key, value)| StringStringEntryProto {
                    key: key.clone(),
                    value: value.clone(),
                })
                .collect(),
        };
        model.encode_to_vec()
    }
}

fn ints(name: &str, values: &[i64]) -> AttributeProto {
    AttributeProto {
        name: name.to_owned(),
        ints: values.to_vec(),
        r#type: ATTRIBUTE_INTS,
        ..AttributeProto::default()
    }
}

fn value(name: &str, shape: &[Option<usize>], elem_type: i32) -> ValueInfoProto {
    let dimension = |(place, size): (usize, &Option<usize>)| DimensionProto {
        value: Some(match size {
            Some(size) => Dimension::Value(*size as i64),
            None if place == 0 => Dimension::Parameter("n".to_owned()),
            None => Dimension::Parameter("tokens".to_owned()),
        }),
    };
    ValueInfoProto {
        name: name.to_owned(),
        r#type: Some(TypeProto {
            tensor_type: Some(TensorTypeProto {
                elem_type,
                shape: Some(TensorShapeProto {
                    dim: shape.iter().enumerate().map(dimension).collect(),
                }),
            }),
        }),
    }
}
