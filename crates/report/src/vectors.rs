//! `vectors.safetensors`: the vectors of what was said, small enough to be kept.
//!
//! A number is a signed byte and each row has one scale, so that a row of 384 takes 388 bytes.
//! Equal texts share a row: 350,000 statements of which no two are equal take 136 MB. Of the
//! ten nearest of a sentence of the demo by vectors in 32 bits, at least 99 of 100 are found by these
//! (`cli/src/vectors.rs` holds it to that).

use crate::Error;
use ndarray::{Array2, ArrayView1, ArrayView2};
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use std::collections::HashMap;

/// The key under which the file names the encoder. It is the only one: the order of several would
/// be another each time.
pub(crate) const ENCODER: &str = "encoder";

/// The largest whole number of a packed row.
const MOST: f32 = 127.0;

/// Unit rows, each of whole numbers −127…127 and one scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Packed {
    dimension: usize,
    values: Vec<i8>,
    scales: Vec<f32>,
}

impl Packed {
    /// Packs rows, n × d. A row that holds a number that is not finite becomes zero: it is near
    /// nothing.
    pub fn of(rows: ArrayView2<'_, f32>) -> Self {
        let mut packed = Self {
            dimension: rows.ncols(),
            values: Vec::with_capacity(rows.len()),
            scales: Vec::with_capacity(rows.nrows()),
        };
        for row in rows.outer_iter() {
            let scale = scale(row);
            packed.scales.push(scale);
            packed.values.extend(whole(row, scale));
        }
        packed
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.scales.len()
    }

    /// Numbers of a row.
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// The cosine of each row to a unit vector, −1…1 but for rounding.
    ///
    /// # Panics
    /// Where the vector has another length than the rows.
    pub fn similarities(&self, to: &[f32]) -> Vec<f32> {
        assert_eq!(to.len(), self.dimension, "a number for each of the row");
        let rows = self.values.chunks_exact(self.dimension.max(1));
        let rows = rows.zip(&self.scales);
        rows.map(|(row, scale)| dot(row, to) * scale).collect()
    }

    /// The rows as they are but for what packing lost, n × d.
    pub fn unpacked(&self) -> Array2<f32> {
        Array2::from_shape_fn((self.rows(), self.dimension), |(row, at)| {
            f32::from(self.values[row * self.dimension + at]) * self.scales[row]
        })
    }

    /// The length of a row.
    fn length(&self, row: usize) -> f32 {
        let values = &self.values[row * self.dimension..(row + 1) * self.dimension];
        let square: i64 = values.iter().map(|v| i64::from(*v) * i64::from(*v)).sum();
        (square as f64).sqrt() as f32 * self.scales[row]
    }
}

/// The scale of a row; zero where a number is not finite.
pub(crate) fn scale(row: ArrayView1<'_, f32>) -> f32 {
    let finite = row.iter().all(|value| value.is_finite());
    let largest = row
        .iter()
        .fold(0.0, |most: f32, value| most.max(value.abs()));
    if finite { largest / MOST } else { 0.0 }
}

/// The whole numbers of a row.
pub(crate) fn whole(row: ArrayView1<'_, f32>, scale: f32) -> impl Iterator<Item = i8> {
    row.into_iter().map(move |value| {
        if scale > 0.0 {
            // `as` keeps within −128…127 whatever rounding does.
            (value / scale).round() as i8
        } else {
            0
        }
    })
}

/// In eight sums, which processors do at once.
fn dot(row: &[i8], to: &[f32]) -> f32 {
    const SUMS: usize = 8;
    let mut sums = [0.0f32; SUMS];
    let (rows, others) = (row.chunks_exact(SUMS), to.chunks_exact(SUMS));
    let rest = rows.remainder().iter().zip(others.remainder());
    let rest: f32 = rest.map(|(a, b)| f32::from(*a) * b).sum();
    for (row, other) in rows.zip(others) {
        for at in 0..SUMS {
            sums[at] += f32::from(row[at]) * other[at];
        }
    }
    sums.iter().sum::<f32>() + rest
}

/// What `vectors.safetensors` holds. Numbers only; no text stands in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Vectors {
    /// SHA-256 of the weights of the encoder that made the vectors.
    pub encoder: String,
    /// A row for each distinct text of a statement.
    pub texts: Packed,
    /// For each statement, in the order of `statements.jsonl`, the row of its text.
    pub of_statement: Vec<u32>,
}

impl Vectors {
    /// The file's bytes, the same for the same vectors.
    ///
    /// # Errors
    /// [`Error::Vectors`] where the shapes do not agree.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        let indexes: Vec<u8> = self
            .of_statement
            .iter()
            .flat_map(|index| index.to_le_bytes())
            .collect();
        let bytes =
            |values: &[i8]| -> Vec<u8> { values.iter().map(|v| v.to_le_bytes()[0]).collect() };
        let numbers =
            |values: &[f32]| -> Vec<u8> { values.iter().flat_map(|v| v.to_le_bytes()).collect() };
        let shape = |of: &Packed| vec![of.rows(), of.dimension];
        let tensors = [
            (
                "texts",
                Dtype::I8,
                shape(&self.texts),
                bytes(&self.texts.values),
            ),
            (
                "text_scales",
                Dtype::F32,
                vec![self.texts.rows()],
                numbers(&self.texts.scales),
            ),
            (
                "text_of_statement",
                Dtype::U32,
                vec![self.of_statement.len()],
                indexes,
            ),
        ];
        let damaged = |error: safetensors::SafeTensorError| Error::Vectors(error.to_string());
        let mut views = Vec::new();
        for (name, kind, shape, bytes) in &tensors {
            let view = TensorView::new(*kind, shape.clone(), bytes).map_err(damaged)?;
            views.push((*name, view));
        }
        let encoder = HashMap::from([(ENCODER.to_owned(), self.encoder.clone())]);
        safetensors::serialize(views, Some(encoder)).map_err(damaged)
    }

    /// Reads the file's bytes.
    ///
    /// # Errors
    /// [`Error::Vectors`] where they are not such a file, or its parts do not agree: every index
    /// is that of a row, every row is a unit vector or zero.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let damaged = |error: safetensors::SafeTensorError| Error::Vectors(error.to_string());
        let (_, header) = SafeTensors::read_metadata(bytes).map_err(damaged)?;
        let encoder = header
            .metadata()
            .as_ref()
            .and_then(|told| told.get(ENCODER));
        let encoder = encoder.ok_or_else(|| Error::Vectors("no encoder is named".to_owned()))?;
        let tensors = SafeTensors::deserialize(bytes).map_err(damaged)?;
        let vectors = Self {
            encoder: encoder.clone(),
            texts: packed(&tensors, "texts", "text_scales")?,
            of_statement: words(&tensors, "text_of_statement", Dtype::U32)?
                .map(u32::from_le_bytes)
                .collect(),
        };
        match vectors.broken() {
            Some(broken) => Err(Error::Vectors(broken)),
            None => Ok(vectors),
        }
    }

    fn broken(&self) -> Option<String> {
        let texts = &self.texts;
        let rows = texts.rows();
        if self.of_statement.iter().any(|row| *row as usize >= rows) {
            return Some(format!("a statement points past its {rows} rows"));
        }
        // Rounding moves 384 numbers by up to half a step each: a hundredth at most.
        let unit = |length: f32| length == 0.0 || (length - 1.0).abs() < 0.02;
        if !(0..rows).all(|row| unit(texts.length(row))) {
            return Some("a row is no unit vector".to_owned());
        }
        None
    }
}

fn packed(tensors: &SafeTensors<'_>, values: &str, scales: &str) -> Result<Packed, Error> {
    let view = tensor(tensors, values, Dtype::I8)?;
    let scales: Vec<f32> = words(tensors, scales, Dtype::F32)?
        .map(f32::from_le_bytes)
        .collect();
    match view.shape() {
        [rows, dimension] if *rows == scales.len() => Ok(Packed {
            dimension: *dimension,
            values: view
                .data()
                .iter()
                .map(|byte| i8::from_le_bytes([*byte]))
                .collect(),
            scales,
        }),
        _ => Err(Error::Vectors(format!("{values} is not a row a scale"))),
    }
}

fn tensor<'a>(tensors: &SafeTensors<'a>, name: &str, kind: Dtype) -> Result<TensorView<'a>, Error> {
    match tensors.tensor(name) {
        Ok(view) if view.dtype() == kind => Ok(view),
        Ok(view) => Err(Error::Vectors(format!("{name} is of {:?}", view.dtype()))),
        Err(error) => Err(Error::Vectors(error.to_string())),
    }
}

/// The four bytes of each number of a list.
fn words<'a>(
    tensors: &SafeTensors<'a>,
    name: &str,
    kind: Dtype,
) -> Result<impl Iterator<Item = [u8; 4]> + use<'a>, Error> {
    let view = tensor(tensors, name, kind)?;
    if view.shape().len() != 1 {
        return Err(Error::Vectors(format!("{name} is no list")));
    }
    let bytes = view.data().chunks_exact(4);
    Ok(bytes.map(|word| [word[0], word[1], word[2], word[3]]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn vectors() -> Vectors {
        let rows = array![[1.0f32, 0.0, 0.0], [0.6, 0.0, -0.8], [0.0, 0.0, 0.0]];
        Vectors {
            encoder: "ab".to_owned(),
            texts: Packed::of(rows.view()),
            of_statement: vec![0, 1, 0, 2],
        }
    }

    #[test]
    fn what_is_packed_is_there_again() {
        let bytes = vectors().to_bytes().unwrap();
        assert_eq!(bytes, vectors().to_bytes().unwrap());
        let read = Vectors::from_bytes(&bytes).unwrap();
        assert_eq!(read, vectors());
        let near = read.texts.similarities(&[0.6, 0.0, -0.8]);
        for (near, exact) in near.iter().zip([0.6, 1.0, 0.0]) {
            assert!((near - exact).abs() < 0.01, "{near} is not {exact}");
        }
        let far = read.texts.unpacked();
        assert!((far[[1, 2]] + 0.8).abs() < 0.01);
    }

    #[test]
    fn more_numbers_than_sums_are_all_counted() {
        let row = Array2::from_elem((1, 19), 19f32.sqrt().recip());
        let near = Packed::of(row.view()).similarities(row.as_slice().unwrap());
        assert!((near[0] - 1.0).abs() < 1e-3, "{near:?}");
    }

    #[test]
    fn a_row_without_direction_is_near_nothing() {
        let rows = array![[f32::NAN, 1.0], [f32::INFINITY, 0.0]];
        assert_eq!(Packed::of(rows.view()).similarities(&[0.0, 1.0]), [0.0; 2]);
        let none = Packed::of(Array2::zeros((0, 2)).view());
        assert!(none.similarities(&[0.0, 1.0]).is_empty());
    }

    #[track_caller]
    fn broken(how: impl FnOnce(&mut Vectors)) -> String {
        let mut vectors = vectors();
        how(&mut vectors);
        let read = Vectors::from_bytes(&vectors.to_bytes().unwrap());
        read.unwrap_err().to_string()
    }

    #[test]
    fn parts_that_do_not_agree_are_told() {
        let told = broken(|v| v.of_statement.push(3));
        assert!(told.contains("points past its 3 rows"), "{told}");
        let told = broken(|v| v.texts.scales[1] = 0.5);
        assert!(told.contains("no unit vector"), "{told}");
        let told = broken(|v| v.texts.scales[1] = f32::NAN);
        assert!(told.contains("no unit vector"), "{told}");
        assert!(Vectors::from_bytes(b"no such file").is_err());
        let bytes = vectors().to_bytes().unwrap();
        assert!(Vectors::from_bytes(&bytes[..bytes.len() - 1]).is_err());
    }
}
