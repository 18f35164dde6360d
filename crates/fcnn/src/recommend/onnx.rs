//! A recommender's scoring as an ONNX model.

use super::Recommender;
use super::network::inverse;
use crate::onnx::graph::Graph;
use ndarray::Array2;
use std::collections::BTreeMap;

impl Recommender {
    /// The way from what a user did to a score for each item, as a serialized ONNX model.
    ///
    /// Inputs: `items` (n whole numbers), `weights` (averages × n, see [`Recommender::averaging`]), and
    /// `user` (1 × its own numbers) where users have such; zeros stand for a user that is new. The output is
    /// `scores` (1 × items). What is to be left out, such as what the user met, is left to the caller.
    pub fn to_onnx(&self) -> Vec<u8> {
        let network = &self.network;
        let (width, count, items) = (network.width(), network.memories.len(), self.items());
        let mut graph = Graph::default();
        graph.input_indexes("items");
        graph.input("weights", &[Some(count), None]);
        let met = graph.matrix("met", &network.met);
        let rows = graph.node("Gather", &[&met, "items"], &[("axis", 0)]);
        let averages = graph.node("MatMul", &["weights", &rows], &[]);
        let flat = graph.shape("flat", &[1, (count * width) as i64]);
        let mut at = graph.node("Reshape", &[&averages, &flat], &[]);
        if network.users.ncols() > 0 {
            graph.input("user", &[Some(1), Some(network.users.ncols())]);
            at = graph.node("Concat", &[&at, "user"], &[("axis", 1)]);
        }
        let skip = graph.matrix("skip", &network.skip);
        let skipped = graph.node("Mul", &[&averages, &skip], &[]);
        let over = graph.shape("over", &[0]);
        let mut sum = graph.node("ReduceSum", &[&skipped, &over], &[("keepdims", 1)]);
        for (number, layer) in network.layers.iter().enumerate() {
            let weights = graph.matrix(&format!("layer.{number}.weights"), &layer.weights);
            let bias = graph.vector(&format!("layer.{number}.bias"), &layer.bias);
            at = graph.node("MatMul", &[&at, &weights], &[]);
            at = graph.node("Add", &[&at, &bias], &[]);
            if number + 1 < network.layers.len() {
                at = graph.node("Relu", &[&at], &[]);
            }
        }
        if !network.layers.is_empty() {
            sum = graph.node("Add", &[&sum, &at], &[]);
        }
        let offered = graph.matrix("offered", &network.offered.t().to_owned());
        let bias = graph.vector("bias", &network.bias);
        let held = graph.node("MatMul", &[&sum, &offered], &[]);
        graph.node("Add", &[&held, &bias], &[]);
        graph.give("scores", &[Some(1), Some(items)]);
        let memories: Vec<String> = network.memories.iter().map(f32::to_string).collect();
        graph.model(&BTreeMap::from([(
            "memories".to_owned(),
            memories.join("\n"),
        )]))
    }

    /// How much each of so many events counts in each average: averages × events, the rows sum to 1.
    pub fn averaging(&self, events: usize) -> Array2<f32> {
        let memories = &self.network.memories;
        let mut weights = Array2::zeros((memories.len(), events));
        for (mut row, kept) in weights.rows_mut().into_iter().zip(memories) {
            let mut weight = 1.0;
            for value in row.iter_mut().rev() {
                *value = weight;
                weight *= kept;
            }
            let scale = inverse(row.sum());
            row *= scale;
        }
        weights
    }

    /// A known user's own numbers; zeros for one that is new. None where users have no such.
    pub fn own(&self, user: Option<usize>) -> Vec<f32> {
        let users = &self.network.users;
        match user.filter(|user| *user < users.nrows()) {
            Some(user) => users.row(user).to_vec(),
            None => vec![0.0; users.ncols()],
        }
    }
}
