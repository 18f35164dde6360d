//! Where themes lie beside each other on a plane: the first two principal components of their
//! centers (Pearson, 1901), so that themes about the like lie near each other.

use ndarray::{Array1, Array2, Axis};

/// Steps of the power iteration; what has not settled by then is a tie between directions, and
/// either is as good.
const STEPS: usize = 300;

/// A place for each center, −1…1 in both directions. Fewer than three make no plane.
pub(crate) fn places(centers: &[&Array1<f32>]) -> Vec<[f32; 2]> {
    let count = centers.len();
    if count < 3 {
        return Vec::new();
    }
    let width = centers[0].len();
    let mut points = Array2::<f64>::zeros((count, width));
    for (mut row, center) in points.rows_mut().into_iter().zip(centers) {
        row.assign(&center.mapv(f64::from));
    }
    if let Some(mean) = points.mean_axis(Axis(0)) {
        points -= &mean;
    }
    // Of so few points the products among them are less than those of their dimensions.
    let mut products = points.dot(&points.t());
    let (x, y) = (component(&mut products), component(&mut products));
    let most = x
        .iter()
        .chain(&y)
        .fold(0.0f64, |most, at| most.max(at.abs()));
    let scale = if most > 0.0 { 1.0 / most } else { 0.0 };
    let both = x.iter().zip(&y);
    both.map(|(x, y)| [(x * scale) as f32, (y * scale) as f32])
        .collect()
}

/// The places along the strongest direction, which is then taken out of the products. The first
/// center lies on the side above zero.
fn component(products: &mut Array2<f64>) -> Array1<f64> {
    let diagonal = products.diag().to_owned();
    let start = (0..diagonal.len()).reduce(|a, b| if diagonal[b] > diagonal[a] { b } else { a });
    let mut along = products.column(start.unwrap_or(0)).to_owned();
    for _ in 0..STEPS {
        let length = along.dot(&along).sqrt();
        if length == 0.0 {
            return along;
        }
        along /= length;
        along = products.dot(&along);
    }
    let strength = along.dot(&along).sqrt();
    if strength == 0.0 {
        return along;
    }
    along /= strength;
    if along[0] < 0.0 {
        along.mapv_inplace(|at| -at);
    }
    let column = along.view().insert_axis(Axis(1));
    *products -= &(column.dot(&column.t()) * strength);
    along * strength.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_alike_lies_together() {
        let rows = [
            [1.0f32, 0.0, 0.0, 0.1],
            [0.9, 0.1, 0.0, 0.0],
            [0.0, 1.0, 0.1, 0.0],
            [0.1, 0.9, 0.0, 0.0],
            [0.0, 0.0, 1.0, 0.0],
            [0.0, 0.1, 0.9, 0.1],
        ];
        let centers: Vec<Array1<f32>> = rows.iter().map(|row| Array1::from(row.to_vec())).collect();
        let found = places(&centers.iter().collect::<Vec<_>>());
        let apart =
            |a: usize, b: usize| (found[a][0] - found[b][0]).hypot(found[a][1] - found[b][1]);
        for pair in [0, 2, 4] {
            for other in (0..6).filter(|other| other / 2 != pair / 2) {
                assert!(
                    apart(pair, pair + 1) * 2.0 < apart(pair, other),
                    "{found:?}"
                );
            }
        }
        assert!(found.iter().flatten().all(|at| (-1.0..=1.0).contains(at)));
        assert!(found[0][0] >= 0.0 && found[0][1] >= 0.0);
    }

    #[test]
    fn two_make_no_plane_and_equal_ones_one_point() {
        let one = Array1::from(vec![1.0f32, 0.0]);
        assert!(places(&[&one, &one]).is_empty());
        assert_eq!(places(&[&one, &one, &one]), [[0.0; 2]; 3]);
    }
}
