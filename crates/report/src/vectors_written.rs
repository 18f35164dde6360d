//! `vectors.safetensors`, written while its rows come: no more than a block of them is in memory.

use crate::Error;
use crate::vectors::{ENCODER, scale, whole};
use ndarray::ArrayView2;
use safetensors::tensor::{Dtype, Metadata, TensorInfo};
use std::collections::HashMap;
use std::io::Write;

/// Hands over rows block by block, in their order; the same ones each time that it is called.
pub type Blocks<'a, E> =
    &'a mut dyn FnMut(&mut dyn FnMut(ArrayView2<'_, f32>) -> Result<(), E>) -> Result<(), E>;

/// Writes the file of `rows` rows of `dimension` numbers, the same bytes as
/// [`Vectors::to_bytes`](crate::Vectors::to_bytes) gives. `encoder` is the SHA-256 of the encoder's weights,
/// `of_statement` the row of each statement's text. `blocks` is called twice: the rows' scales stand before them.
///
/// # Errors
/// Those of `blocks` and of writing; [`Error::Vectors`] where another number of rows comes than was said.
pub fn write_vectors<E>(
    encoder: &str,
    of_statement: &[u32],
    (rows, dimension): (usize, usize),
    blocks: Blocks<'_, E>,
    to: &mut dyn Write,
) -> Result<(), E>
where
    E: From<Error> + From<std::io::Error>,
{
    let mut scales = Vec::with_capacity(rows);
    blocks(&mut |block| {
        scales.extend(block.outer_iter().map(scale));
        Ok(())
    })?;
    if scales.len() != rows {
        let told = format!("{rows} rows were to be written, and {} came", scales.len());
        return Err(Error::Vectors(told).into());
    }
    let numbers = |to: &mut dyn Write| -> Result<(), E> {
        let mut scales = scales.iter();
        blocks(&mut |block| {
            for (row, scale) in block.outer_iter().zip(&mut scales) {
                let bytes: Vec<u8> = whole(row, *scale)
                    .map(|value| value.to_le_bytes()[0])
                    .collect();
                to.write_all(&bytes)?;
            }
            Ok(())
        })
    };
    let words = |values: Vec<[u8; 4]>| {
        move |to: &mut dyn Write| -> Result<(), E> {
            values.iter().try_for_each(|word| to.write_all(word))?;
            Ok(())
        }
    };
    let of_scales = scales.iter().map(|scale| scale.to_le_bytes()).collect();
    let of_statement: Vec<[u8; 4]> = of_statement.iter().map(|row| row.to_le_bytes()).collect();
    let statements = vec![of_statement.len()];
    let told = HashMap::from([(ENCODER.to_owned(), encoder.to_owned())]);
    let tensors = vec![
        Tensor::of("texts", Dtype::I8, vec![rows, dimension], numbers),
        Tensor::of("text_scales", Dtype::F32, vec![rows], words(of_scales)),
        Tensor::of(
            "text_of_statement",
            Dtype::U32,
            statements,
            words(of_statement),
        ),
    ];
    write_tensors(told, tensors, to)
}

/// A tensor whose numbers are written when it is their turn.
struct Tensor<'a, E> {
    name: String,
    dtype: Dtype,
    shape: Vec<usize>,
    #[allow(clippy::type_complexity)] // Said once, and here.
    write: Box<dyn FnOnce(&mut dyn Write) -> Result<(), E> + 'a>,
}

impl<'a, E> Tensor<'a, E> {
    fn of(
        name: &str,
        dtype: Dtype,
        shape: Vec<usize>,
        write: impl FnOnce(&mut dyn Write) -> Result<(), E> + 'a,
    ) -> Self {
        Self {
            name: name.to_owned(),
            dtype,
            shape,
            write: Box::new(write),
        }
    }
}

/// Writes tensors in the order in which the library has them: the widest kinds of numbers first, then by name.
fn write_tensors<E>(
    told: HashMap<String, String>,
    mut tensors: Vec<Tensor<'_, E>>,
    to: &mut dyn Write,
) -> Result<(), E>
where
    E: From<Error> + From<std::io::Error>,
{
    let damaged = |error: &dyn std::fmt::Display| Error::Vectors(error.to_string());
    tensors.sort_by(|a, b| b.dtype.cmp(&a.dtype).then_with(|| a.name.cmp(&b.name)));
    let mut end = 0;
    let infos = tensors.iter().map(|tensor| {
        let begin = end;
        end += tensor.shape.iter().product::<usize>() * tensor.dtype.bitsize() / 8;
        let info = TensorInfo {
            dtype: tensor.dtype,
            shape: tensor.shape.clone(),
            data_offsets: (begin, end),
        };
        (tensor.name.clone(), info)
    });
    let header = Metadata::new(Some(told), infos.collect()).map_err(|error| damaged(&error))?;
    let mut header = serde_json::to_vec(&header).map_err(|error| damaged(&error))?;
    // To the next multiple of eight bytes.
    header.resize(header.len().next_multiple_of(8), b' ');
    to.write_all(&(header.len() as u64).to_le_bytes())?;
    to.write_all(&header)?;
    tensors
        .into_iter()
        .try_for_each(|tensor| (tensor.write)(to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Packed, Vectors};
    use ndarray::{Array2, Axis};

    /// What goes wrong in these tests.
    type Wrong = Box<dyn std::error::Error>;

    #[test]
    fn the_bytes_are_those_of_the_file_made_in_memory() {
        for (rows, dimension) in [(0, 3), (1, 3), (23, 5), (64, 384)] {
            let all = Array2::from_shape_fn((rows, dimension), |(row, at)| {
                ((row * 13 + at * 7) as f32).sin()
            });
            let of_statement: Vec<u32> = (0..2 * rows as u32).map(|n| n % rows as u32).collect();
            let vectors = Vectors {
                encoder: "ab12".to_owned(),
                texts: Packed::of(all.view()),
                of_statement: of_statement.clone(),
            };
            let mut written = Vec::new();
            let mut blocks =
                |each: &mut dyn FnMut(ArrayView2<'_, f32>) -> Result<(), Wrong>| -> Result<(), Wrong> {
                    all.axis_chunks_iter(Axis(0), 7).try_for_each(each)
                };
            let shape = (rows, dimension);
            write_vectors("ab12", &of_statement, shape, &mut blocks, &mut written).unwrap();
            assert!(
                written == vectors.to_bytes().unwrap(),
                "{rows} × {dimension}"
            );
            let more = (rows + 1, dimension);
            let told = write_vectors("ab12", &of_statement, more, &mut blocks, &mut Vec::new());
            assert!(
                told.unwrap_err()
                    .to_string()
                    .contains("rows were to be written")
            );
        }
    }
}
