//! Batch normalization (Ioffe & Szegedy, 2015).

use crate::Error;
use crate::forward::Layer;
use candle_core::{DType, Device, Tensor, Var};
use ndarray::Array1;

const EPSILON: f64 = 1e-5;
/// How much of each batch goes into what is kept for later.
const SHARE: f64 = 0.1;

/// Brings units to mean 0 and deviation 1, then to a learned mean and deviation.
pub(super) struct Norm {
    pub(super) scale: Var,
    pub(super) shift: Var,
    mean: Array1<f64>,
    variance: Array1<f64>,
}

impl Norm {
    pub(super) fn start(width: usize) -> Result<Self, Error> {
        Ok(Self {
            scale: Var::ones(width, DType::F32, &Device::Cpu)?,
            shift: Var::zeros(width, DType::F32, &Device::Cpu)?,
            mean: Array1::zeros(width),
            variance: Array1::ones(width),
        })
    }

    /// A batch, n × width, by its own mean and variance, which are remembered.
    pub(super) fn learn(&mut self, values: &Tensor) -> Result<Tensor, Error> {
        let rows = values.dim(0)? as f64;
        let mean = values.mean_keepdim(0)?;
        let centered = values.broadcast_sub(&mean)?;
        let variance = centered.sqr()?.mean_keepdim(0)?;
        let root = (&variance + EPSILON)?.sqrt()?;
        let normal = centered.broadcast_div(&root)?;
        let keep = |kept: &mut Array1<f64>, of: &Tensor, scale: f64| -> Result<(), Error> {
            let of = of.flatten_all()?.to_vec1::<f32>()?;
            for (kept, value) in kept.iter_mut().zip(of) {
                *kept += SHARE * (f64::from(value) * scale - *kept);
            }
            Ok(())
        };
        keep(&mut self.mean, &mean, 1.0)?;
        keep(&mut self.variance, &variance, rows / (rows - 1.0).max(1.0))?;
        Ok(normal
            .broadcast_mul(&self.scale)?
            .broadcast_add(&self.shift)?)
    }

    /// The layer before it with the norm taken into its weights: what was remembered is constant.
    pub(super) fn folded(&self, layer: Layer) -> Result<Layer, Error> {
        let scale = self.scale.to_vec1::<f32>()?;
        let shift = self.shift.to_vec1::<f32>()?;
        let Layer {
            mut weights,
            mut bias,
        } = layer;
        for unit in 0..bias.len() {
            let factor = f64::from(scale[unit]) / (self.variance[unit] + EPSILON).sqrt();
            weights
                .column_mut(unit)
                .mapv_inplace(|weight| (f64::from(weight) * factor) as f32);
            let centered = f64::from(bias[unit]) - self.mean[unit];
            bias[unit] = (centered * factor + f64::from(shift[unit])) as f32;
        }
        Ok(Layer { weights, bias })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_folded_layer_does_what_layer_and_norm_do() {
        let mut norm = Norm::start(2).unwrap();
        let batch = Tensor::new(&[[1f32, 10.0], [3.0, 30.0]], &Device::Cpu).unwrap();
        for _ in 0..400 {
            norm.learn(&batch).unwrap();
        }
        // Remembered by now: means 2 and 20, variances (of a sample) 2 and 200.
        let layer = Layer {
            weights: array![[1.0, 0.0], [0.0, 1.0]],
            bias: array![0.0, 0.0],
        };
        let folded = norm.folded(layer).unwrap();
        let out = array![[3.0f32, 20.0]].dot(&folded.weights) + &folded.bias;
        assert!((out[[0, 0]] - 0.5f32.sqrt()).abs() < 1e-4, "{out}");
        assert!(out[[0, 1]].abs() < 1e-4, "{out}");
    }
}
