//! BERT for one purpose: many short texts on a CPU.
//!
//! The tokens of a batch's texts lie in one matrix, without padding: every linear layer is one
//! product over all of them, and attention looks at a text at a time. What follows a product
//! (bias, GELU, residual) happens while its numbers are in registers. Each worker tokenizes and
//! encodes a batch of its own. Weights are packed once and kept in a file beside the model.
//!
//! What a text comes to depends on the text and the weights alone.

mod attention;
mod layer;
mod linear;
mod model;
mod panels;
mod precision;
mod rows;
mod schedule;
mod speed;
mod store;
#[cfg(test)]
mod tests;

pub use precision::Precision;
pub use speed::LinearWork;

use crate::kernels::Level;
use crate::modules::Pooling;
use crate::tokens::Tokens;
use crate::{Encoded, Encoder, Error, Features, Folder, UpperLayers};
use layer::{Layer, Scratch, Way};
use model::{Model, Sizes, through};
use schedule::Batch;
use std::path::PathBuf;
use store::Found;

/// Tokens that run together: enough for weights to be read seldom, few enough for what lies
/// between layers (some 10 KB a token) to stay near the caches.
const TOKENS_A_BATCH: usize = 512;

/// BERT with packed weights, or RoBERTa, which is BERT but for where positions begin.
pub struct PackedBert {
    tokens: Tokens,
    pooling: Pooling,
    identity: String,
    precision: Precision,
    level: Level,
    model: Model,
    branches: Vec<Branch>,
}

/// Layers that go on from the encoder's states by themselves.
struct Branch {
    after: usize,
    layers: Vec<Layer>,
}

impl PackedBert {
    /// Loads and packs BERT or RoBERTa from a folder, or takes what was packed before; `None` where the
    /// architecture is another, or its sizes are no multiples of sixteen.
    ///
    /// # Errors
    /// [`Error::Damaged`] where a file does not hold what `config.json` promises.
    pub fn load(folder: &Folder, precision: Precision) -> Result<Option<Self>, Error> {
        let Some(sizes) = Sizes::of(folder)? else {
            return Ok(None);
        };
        let tokens = Tokens::load(folder)?;
        let model = packed(folder, sizes, precision)?;
        Ok(Some(Self {
            tokens,
            pooling: folder.pooling(),
            identity: folder.identity().into(),
            precision,
            level: Level::best(),
            model,
            branches: Vec::new(),
        }))
    }

    fn way(&self) -> Way {
        Way {
            level: self.level,
            precision: self.precision,
            heads: self.model.sizes.heads,
            epsilon: self.model.sizes.epsilon,
        }
    }

    /// Runs texts, given as token ids, together.
    fn run(&self, ids: &[Vec<u32>], features: Features, room: &mut Room) -> Batch {
        let way = self.way();
        let width = self.model.sizes.width;
        let mut texts = Vec::with_capacity(ids.len());
        let mut tokens = 0;
        for ids in ids {
            texts.push((tokens, ids.len()));
            tokens += ids.len();
        }
        let Room {
            states,
            own,
            scratch,
        } = room;
        self.model.embed(way, ids, states);
        let depths = self.model.layers.len() + 1;
        let mut batch = Batch::new(texts.len(), width, self.branches.len());
        {
            let mut each = |after: usize, states: &[f32], scratch: &mut Scratch| {
                if features.layers {
                    batch.means(&texts, states, (after, depths));
                }
                if features.states.iter().any(|depth| depth == after) {
                    batch.keep(after, states);
                }
                if !features.branches {
                    return;
                }
                for (number, branch) in self.branches.iter().enumerate() {
                    if branch.after != after {
                        continue;
                    }
                    let depths = branch.layers.len() + 1;
                    own.clear();
                    own.extend_from_slice(states);
                    batch.branch_means(number, &texts, own, (0, depths));
                    through(
                        &branch.layers,
                        way,
                        &texts,
                        own,
                        scratch,
                        &mut |depth, states, _| {
                            batch.branch_means(number, &texts, states, (depth, depths));
                        },
                    );
                }
            };
            each(0, states, scratch);
            through(&self.model.layers, way, &texts, states, scratch, &mut each);
        }
        batch.pool(&texts, states, self.pooling);
        batch
    }
}

/// The model, from the file beside the checkpoint where that is whole and its own.
fn packed(folder: &Folder, sizes: Sizes, precision: Precision) -> Result<Model, Error> {
    let path = packed_path(folder, precision);
    let found = Found::open(&path, folder.identity());
    if let Some(model) = found.and_then(|found| Model::found(&found, sizes, precision)) {
        return Ok(model);
    }
    let model = Model::pack(folder, sizes, precision)?;
    // A folder that cannot be written to costs the packing at every start.
    let _ = store::save(&path, folder.identity(), &model.written());
    Ok(model)
}

fn packed_path(folder: &Folder, precision: Precision) -> PathBuf {
    let name = format!(
        "packed-{}-{}.safetensors",
        &folder.identity()[..12],
        precision.word()
    );
    folder.path().join(name)
}

/// What one worker needs, kept between its batches.
#[derive(Default)]
struct Room {
    states: Vec<f32>,
    own: Vec<f32>,
    scratch: Scratch,
}

impl Encoder for PackedBert {
    fn dimension(&self) -> usize {
        self.model.sizes.width
    }

    fn layers(&self) -> Option<usize> {
        Some(self.model.layers.len() + 1)
    }

    fn attach(&mut self, upper: &UpperLayers) -> Result<Option<usize>, Error> {
        self.branches.push(Branch {
            after: upper.after,
            layers: self.model.branch(upper, self.precision)?,
        });
        Ok(Some(self.branches.len() - 1))
    }

    fn identity(&self) -> &str {
        &self.identity
    }

    fn arithmetic(&self) -> String {
        format!("packed {} {}", self.precision.word(), self.level.name())
    }

    fn count_tokens(&self, texts: &[&str]) -> Result<Vec<usize>, Error> {
        Ok(self.tokens.ids(texts)?.iter().map(Vec::len).collect())
    }

    fn encode(
        &self,
        texts: &[&str],
        features: Features,
        each: &mut dyn FnMut(Encoded<'_>),
    ) -> Result<(), Error> {
        let depth = self.model.layers.len();
        if features.states.iter().any(|after| after > depth) {
            return Err(Error::NoLayers(format!("bert with {depth} layers")));
        }
        schedule::run(self, texts, features, each)
    }
}
