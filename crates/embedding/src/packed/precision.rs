use serde::{Deserialize, Serialize};

/// In what numbers the packed encoder multiplies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// Weights in eight bits with a scale an output, activations in eight bits with a scale and an offset a
    /// token (Jacob et al. 2018), sums in 32 bits; attention, layer norms and GELU in `f32`.
    #[default]
    Int8,
    /// Weights and activations rounded to `bf16`, sums in `f32`.
    Bf16,
    /// As the model is.
    F32,
}

impl Precision {
    /// All.
    pub const ALL: [Self; 3] = [Self::Int8, Self::Bf16, Self::F32];

    /// The word in arguments, manifests and caches.
    pub fn word(self) -> &'static str {
        match self {
            Self::Int8 => "int8",
            Self::Bf16 => "bf16",
            Self::F32 => "f32",
        }
    }
}
