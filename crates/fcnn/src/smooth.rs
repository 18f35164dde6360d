//! GELU and layer norm with their gradients, each in one pass: of single operations either takes
//! a dozen, and half the time of a step.

use candle_core::{
    CpuStorage, CustomOp1, CustomOp2, CustomOp3, Error, Layout, Result, Shape, Tensor,
};

/// GELU (Hendrycks & Gimpel, 2016) of every value.
pub(crate) fn gelu(values: &Tensor) -> Result<Tensor> {
    values.contiguous()?.apply_op1(Gelu)
}

/// Every row to mean 0 and variance 1, then times `weight` plus `bias` (Ba et al., 2016).
pub(crate) fn layer_norm(
    values: &Tensor,
    weight: &Tensor,
    bias: &Tensor,
    epsilon: f32,
) -> Result<Tensor> {
    let values = values.contiguous()?;
    values.apply_op3(weight, bias, Norm { epsilon })
}

/// The share of a standard normal below a value, and its density there. The error function is
/// that of Abramowitz & Stegun (1964), 7.1.26, right to 1.5e-7.
fn normal(value: f32) -> (f32, f32) {
    const TERMS: [f32; 5] = [
        0.254_829_6,
        -0.284_496_74,
        1.421_413_7,
        -1.453_152,
        1.061_405_4,
    ];
    let bell = (-0.5 * value * value).exp();
    let t = 1.0 / (1.0 + 0.327_591_1 * std::f32::consts::FRAC_1_SQRT_2 * value.abs());
    let sum = TERMS.iter().rev().fold(0.0, |sum, term| (sum + term) * t);
    let tail = 0.5 * sum * bell;
    let below = if value < 0.0 { tail } else { 1.0 - tail };
    (below, bell * 0.398_942_3)
}

/// The numbers of a tensor that lies in one piece.
fn numbers<'a>(storage: &'a CpuStorage, layout: &Layout) -> Result<&'a [f32]> {
    let all = storage.as_slice::<f32>()?;
    match layout.contiguous_offsets() {
        Some((from, to)) => Ok(&all[from..to]),
        None => Err(Error::RequiresContiguous { op: "smooth" }),
    }
}

fn given(values: Vec<f32>, shape: impl Into<Shape>) -> (CpuStorage, Shape) {
    (CpuStorage::F32(values), shape.into())
}

struct Gelu;

impl CustomOp1 for Gelu {
    fn name(&self) -> &'static str {
        "gelu"
    }

    fn cpu_fwd(&self, storage: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let values = numbers(storage, layout)?.iter();
        let values = values.map(|value| value * normal(*value).0).collect();
        Ok(given(values, layout.shape()))
    }

    fn bwd(&self, values: &Tensor, _: &Tensor, gradient: &Tensor) -> Result<Option<Tensor>> {
        let gradient = gradient.contiguous()?;
        Ok(Some(values.apply_op2_no_bwd(&gradient, &GeluSlope)?))
    }
}

struct GeluSlope;

impl CustomOp2 for GeluSlope {
    fn name(&self) -> &'static str {
        "gelu-slope"
    }

    fn cpu_fwd(
        &self,
        values: &CpuStorage,
        layout: &Layout,
        gradient: &CpuStorage,
        of_gradient: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let gradient = numbers(gradient, of_gradient)?;
        let values = numbers(values, layout)?.iter().zip(gradient);
        let slopes = values.map(|(value, gradient)| {
            let (below, density) = normal(*value);
            gradient * (below + value * density)
        });
        Ok(given(slopes.collect(), layout.shape()))
    }
}

struct Norm {
    epsilon: f32,
}

impl Norm {
    /// A row's mean, and one over its deviation.
    fn of(&self, row: &[f32]) -> (f32, f32) {
        let width = row.len() as f32;
        let mean = row.iter().sum::<f32>() / width;
        let squares: f32 = row
            .iter()
            .map(|value| (value - mean) * (value - mean))
            .sum();
        (mean, 1.0 / (squares / width + self.epsilon).sqrt())
    }
}

impl CustomOp3 for Norm {
    fn name(&self) -> &'static str {
        "norm"
    }

    fn cpu_fwd(
        &self,
        values: &CpuStorage,
        layout: &Layout,
        weight: &CpuStorage,
        of_weight: &Layout,
        bias: &CpuStorage,
        of_bias: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let values = numbers(values, layout)?;
        let (weight, bias) = (numbers(weight, of_weight)?, numbers(bias, of_bias)?);
        let mut out = Vec::with_capacity(values.len());
        for row in values.chunks_exact(weight.len()) {
            let (mean, scale) = self.of(row);
            let terms = row.iter().zip(weight).zip(bias);
            out.extend(terms.map(|((value, weight), bias)| (value - mean) * scale * weight + bias));
        }
        Ok(given(out, layout.shape()))
    }

    fn bwd(
        &self,
        values: &Tensor,
        weight: &Tensor,
        _: &Tensor,
        _: &Tensor,
        gradient: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>, Option<Tensor>)> {
        let gradient = gradient.contiguous()?;
        let slope = NormSlope(Self {
            epsilon: self.epsilon,
        });
        let slopes = values.apply_op3_no_bwd(weight, &gradient, &slope)?;
        // The rows' slopes, and below them those of the weight and the bias.
        let rows = gradient.elem_count() / weight.elem_count();
        Ok((
            Some(slopes.narrow(0, 0, rows)?.reshape(values.shape())?),
            Some(slopes.get(rows)?),
            Some(slopes.get(rows + 1)?),
        ))
    }
}

struct NormSlope(Norm);

impl CustomOp3 for NormSlope {
    fn name(&self) -> &'static str {
        "norm-slope"
    }

    fn cpu_fwd(
        &self,
        values: &CpuStorage,
        layout: &Layout,
        weight: &CpuStorage,
        of_weight: &Layout,
        gradient: &CpuStorage,
        of_gradient: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let (values, weight) = (numbers(values, layout)?, numbers(weight, of_weight)?);
        let gradient = numbers(gradient, of_gradient)?;
        let width = weight.len();
        let mut out = Vec::with_capacity(values.len() + 2 * width);
        let (mut of_weight, mut of_bias) = (vec![0.0f32; width], vec![0.0f32; width]);
        let mut even = vec![0.0f32; width];
        for (row, gradient) in values.chunks_exact(width).zip(gradient.chunks_exact(width)) {
            let (mean, scale) = self.0.of(row);
            let (mut sum, mut along) = (0.0, 0.0);
            for at in 0..width {
                even[at] = (row[at] - mean) * scale;
                of_weight[at] += gradient[at] * even[at];
                of_bias[at] += gradient[at];
                sum += gradient[at] * weight[at];
                along += gradient[at] * weight[at] * even[at];
            }
            let (sum, along) = (sum / width as f32, along / width as f32);
            let terms = gradient.iter().zip(weight).zip(&even);
            out.extend(terms.map(|((gradient, weight), even)| {
                scale * (gradient * weight - sum - even * along)
            }));
        }
        let rows = values.len() / width;
        out.extend(of_weight);
        out.extend(of_bias);
        Ok(given(out, (rows + 2, width)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::{Device, Var};
    use candle_nn::ops::layer_norm_slow;

    fn var(values: Vec<f32>, shape: &[usize]) -> Var {
        Var::from_tensor(&Tensor::from_vec(values, shape, &Device::Cpu).unwrap()).unwrap()
    }

    fn wave(length: usize, step: f32) -> Vec<f32> {
        (0..length)
            .map(|at| (at as f32 * step).sin() * 3.0)
            .collect()
    }

    /// The values and the gradients of a weighted sum of them.
    fn both(out: &Tensor, of: &[&Var]) -> Vec<f32> {
        let weights = Tensor::from_vec(wave(out.elem_count(), 0.7), out.shape(), &Device::Cpu);
        let sum = (out * weights.unwrap()).unwrap().sum_all().unwrap();
        let gradients = sum.backward().unwrap();
        let mut all: Vec<f32> = out.flatten_all().unwrap().to_vec1().unwrap();
        for var in of {
            let gradient = gradients.get(var).unwrap().flatten_all().unwrap();
            all.extend(gradient.to_vec1::<f32>().unwrap());
        }
        all
    }

    fn near(a: &[f32], b: &[f32]) {
        assert_eq!(a.len(), b.len());
        for (a, b) in a.iter().zip(b) {
            assert!((a - b).abs() < 2e-5, "{a} {b}");
        }
    }

    #[test]
    fn gelu_and_its_gradient_are_those_of_single_operations() {
        let values = var(wave(64, 0.3), &[4, 16]);
        let fast = both(&gelu(&values).unwrap(), &[&values]);
        near(&fast, &both(&values.gelu_erf().unwrap(), &[&values]));
    }

    #[test]
    fn layer_norm_and_its_gradients_are_those_of_single_operations() {
        let values = var(wave(60, 0.37), &[5, 12]);
        let (weight, bias) = (var(wave(12, 1.1), &[12]), var(wave(12, 0.9), &[12]));
        let of = [&values, &weight, &bias];
        let fast = layer_norm(&values, &weight, &bias, 1e-12).unwrap();
        let slow = layer_norm_slow(&values, &weight, &bias, 1e-12).unwrap();
        near(&both(&fast, &of), &both(&slow, &of));
    }
}
