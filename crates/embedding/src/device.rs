//! Where candle computes.

use crate::Error;

/// Where an encoder on candle computes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Device {
    /// On the processor.
    #[default]
    Cpu,
    /// On the first NVIDIA GPU. Needs a build with the feature `cuda`. Sums are in another order there:
    /// vectors are equal up to rounding, not bit for bit.
    Cuda,
}

impl Device {
    pub(crate) fn open(self) -> Result<candle_core::Device, Error> {
        match self {
            Self::Cpu => Ok(candle_core::Device::Cpu),
            Self::Cuda if !candle_core::utils::cuda_is_available() => Err(Error::NoCuda),
            Self::Cuda => {
                candle_core::Device::new_cuda(0).map_err(|error| Error::Gpu(error.into()))
            }
        }
    }

    /// By what candle computes there.
    pub(crate) fn arithmetic(self) -> &'static str {
        match self {
            Self::Cpu => "candle f32",
            Self::Cuda => "candle f32 cuda",
        }
    }
}
