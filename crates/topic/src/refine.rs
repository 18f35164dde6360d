//! A given number of groups refined by linfa's k-means from centers that are already good.

use crate::Error;
use linfa::DatasetBase;
use linfa::traits::{Fit, Predict};
use linfa_clustering::{KMeans, KMeansInit};
use ndarray::{Array2, s};
use rand_xoshiro::Xoshiro256Plus;
use rand_xoshiro::rand_core::SeedableRng;

/// Statements that linfa looks at; its cost grows with statements × groups × width × passes.
const SEEN: usize = 4_000;

/// Passes over them. From good centers little moves after these.
const PASSES: u64 = 8;

/// The same number of groups or fewer, a row's group being its nearest center. Unit vectors, so
/// that the nearest by distance is nearly the nearest by cosine (Dhillon, Modha 2001).
pub(crate) fn refine(
    points: &Array2<f32>,
    groups: &[usize],
    seed: u64,
) -> Result<Vec<usize>, Error> {
    let count = groups.iter().max().map_or(0, |last| last + 1);
    if count < 2 {
        return Ok(groups.to_vec());
    }
    let places: Vec<_> = groups.iter().copied().map(Some).collect();
    let around = crate::assign::centers(points.view(), &places, count);
    let seen = points.slice(s![..points.nrows().min(SEEN), ..]).to_owned();
    let dataset = DatasetBase::from(seen);
    let model = KMeans::params_with_rng(count, Xoshiro256Plus::seed_from_u64(seed))
        .init_method(KMeansInit::Precomputed(around))
        .n_runs(1)
        .max_n_iterations(PASSES)
        .tolerance(1e-3)
        .fit(&dataset)
        .map_err(|error| Error::Refine(error.to_string()))?;
    Ok(model.predict(points).iter().copied().collect())
}
