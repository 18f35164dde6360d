//! A row of numbers for each text: in memory, or in a file where there are many.
//!
//! The file has no name (it is gone with the program, however that ends) and is read in blocks, so that memory does
//! not grow with it. Which of the two it is changes no number.

use anyhow::{Context, Result};
use ndarray::{Array2, ArrayView2, Axis, s};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Rows that are read from the file at once.
const BLOCK: usize = 4096;

/// Rows between two that are wanted which are read along rather than passed over.
const GAP: usize = 8;

/// Bytes of a number.
const NUMBER: usize = size_of::<f32>();

/// How many rows may be in memory, and where the others go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Room {
    /// Rows of a matrix in memory, at most.
    pub(crate) rows: usize,
    /// A folder for a file.
    pub(crate) folder: PathBuf,
}

/// Rows of numbers.
#[derive(Debug)]
pub(crate) struct Matrix {
    rows: usize,
    width: usize,
    held: Held,
    /// Which of the rows that are held each row is, where not all are: the others are zero.
    places: Option<Vec<Option<u32>>>,
}

#[derive(Debug)]
enum Held {
    Memory(Array2<f32>),
    File(Mutex<File>),
}

impl From<Array2<f32>> for Matrix {
    fn from(rows: Array2<f32>) -> Self {
        Self {
            rows: rows.nrows(),
            width: rows.ncols(),
            held: Held::Memory(rows),
            places: None,
        }
    }
}

impl Matrix {
    /// So many rows of zeros.
    pub(crate) fn zeros(rows: usize, width: usize, room: &Room) -> Result<Self> {
        if rows <= room.rows {
            return Ok(Array2::zeros((rows, width)).into());
        }
        let file = nameless(&room.folder)?;
        let bytes = (rows as u64) * (width * NUMBER) as u64;
        file.set_len(bytes).with_context(|| {
            let gib = bytes as f64 / f64::from(1 << 30);
            format!(
                "cannot make a file of {gib:.1} GiB for vectors in {}",
                room.folder.display()
            )
        })?;
        Ok(Self {
            rows,
            width,
            held: Held::File(Mutex::new(file)),
            places: None,
        })
    }

    /// How many rows.
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// Numbers of a row.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Writes rows side by side from this one on.
    pub(crate) fn write(&mut self, row: usize, numbers: ArrayView2<'_, f32>) -> Result<()> {
        match &mut self.held {
            Held::Memory(rows) => {
                rows.slice_mut(s![row..row + numbers.nrows(), ..])
                    .assign(&numbers);
                Ok(())
            }
            Held::File(file) => {
                let bytes: Vec<u8> = numbers
                    .iter()
                    .flat_map(|value| value.to_le_bytes())
                    .collect();
                let file = file.get_mut().unwrap_or_else(PoisonError::into_inner);
                let place = (row * self.width * NUMBER) as u64;
                let written = file.seek(SeekFrom::Start(place));
                written
                    .and_then(|_| file.write_all(&bytes))
                    .context("cannot write vectors to a file: is the disk full?")
            }
        }
    }

    /// The same rows as some of many: the first is the one at the first of these places, and so on; the others are
    /// zero.
    pub(crate) fn among(self, places: &[usize], rows: usize) -> Self {
        let mut row_of = vec![None; rows];
        for (row, place) in places.iter().enumerate() {
            row_of[*place] = u32::try_from(row).ok();
        }
        Self {
            rows,
            places: Some(row_of),
            ..self
        }
    }

    /// Some rows, in the order in which they are asked for.
    pub(crate) fn select(&self, wanted: &[usize]) -> Result<Array2<f32>> {
        let mut selected = Array2::zeros((wanted.len(), self.width));
        let held = wanted.iter().enumerate().filter_map(|(to, row)| {
            let row = match &self.places {
                Some(places) => places[*row]? as usize,
                None => *row,
            };
            Some((row, to))
        });
        match &self.held {
            Held::Memory(rows) => held.for_each(|(row, to)| {
                selected.row_mut(to).assign(&rows.row(row));
            }),
            Held::File(file) => {
                let mut held: Vec<(usize, usize)> = held.collect();
                held.sort_unstable();
                let near = |a: &(usize, usize), b: &(usize, usize)| b.0 - a.0 <= GAP;
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                for run in held.chunk_by(near).flat_map(|run| run.chunks(BLOCK / GAP)) {
                    let first = run[0].0;
                    let rows = self.read(&mut file, first..run[run.len() - 1].0 + 1)?;
                    for (row, to) in run {
                        selected.row_mut(*to).assign(&rows.row(row - first));
                    }
                }
            }
        }
        Ok(selected)
    }

    /// Hands over all rows in order, block by block, with the place of a block's first.
    pub(crate) fn each_block(
        &self,
        each: &mut dyn FnMut(usize, ArrayView2<'_, f32>) -> Result<()>,
    ) -> Result<()> {
        for begin in (0..self.rows).step_by(BLOCK) {
            let range = begin..self.rows.min(begin + BLOCK);
            match (&self.held, &self.places) {
                (Held::Memory(rows), None) => each(begin, rows.slice(s![range, ..]))?,
                _ => each(begin, self.select(&range.collect::<Vec<_>>())?.view())?,
            }
        }
        Ok(())
    }

    /// All rows in memory.
    pub(crate) fn into_array(self) -> Result<Array2<f32>> {
        match (self.held, &self.places) {
            (Held::Memory(rows), None) => Ok(rows),
            (held, _) => Self { held, ..self }.select(&(0..self.rows).collect::<Vec<_>>()),
        }
    }

    /// The rows of two in one, by their places in it. Where the second holds none they are zero.
    pub(crate) fn joined(
        self,
        here: &[usize],
        other: Self,
        there: &[usize],
        room: &Room,
    ) -> Result<Self> {
        let rows = here.len() + there.len();
        if other.rows == 0 {
            return Ok(self.among(here, rows));
        }
        let mut joined = Self::zeros(rows, self.width, room)?;
        for (places, from) in [(here, self), (there, other)] {
            from.each_block(&mut |begin, block| {
                for (place, row) in places[begin..]
                    .iter()
                    .zip(block.axis_chunks_iter(Axis(0), 1))
                {
                    joined.write(*place, row)?;
                }
                Ok(())
            })?;
        }
        Ok(joined)
    }

    fn read(&self, file: &mut File, rows: Range<usize>) -> Result<Array2<f32>> {
        let mut bytes = vec![0; rows.len() * self.width * NUMBER];
        file.seek(SeekFrom::Start((rows.start * self.width * NUMBER) as u64))
            .and_then(|_| file.read_exact(&mut bytes))
            .context("cannot read vectors from a file again")?;
        let numbers = bytes.chunks_exact(NUMBER);
        let numbers = numbers.map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]]));
        Ok(Array2::from_shape_vec(
            (rows.len(), self.width),
            numbers.collect(),
        )?)
    }
}

fn nameless(folder: &Path) -> Result<File> {
    let made = std::fs::create_dir_all(folder).and_then(|()| tempfile::tempfile_in(folder));
    made.with_context(|| format!("cannot write to {}", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same rows in memory and in a file, written out of order.
    fn both() -> (Array2<f32>, [Matrix; 2]) {
        let rows = BLOCK + 700;
        let all = Array2::from_shape_fn((rows, 3), |(row, at)| (row * 7 + at) as f32 / 3.0);
        let places = [rows, 0].map(|in_memory| {
            let room = Room {
                rows: in_memory,
                folder: std::env::temp_dir(),
            };
            let mut matrix = Matrix::zeros(rows, 3, &room).unwrap();
            for begin in (0..rows).step_by(50).rev() {
                let some = all.slice(s![begin..rows.min(begin + 50), ..]);
                matrix.write(begin, some).unwrap();
            }
            matrix
        });
        (all, places)
    }

    #[test]
    fn rows_in_a_file_are_those_in_memory() {
        let (all, matrices) = both();
        assert!(matches!(matrices[0].held, Held::Memory(_)));
        assert!(matches!(matrices[1].held, Held::File(_)));
        let wanted: Vec<usize> = (0..3000).map(|n| n * n % all.nrows()).collect();
        for matrix in &matrices {
            assert_eq!(
                matrix.select(&wanted).unwrap(),
                all.select(Axis(0), &wanted)
            );
            assert_eq!(matrix.select(&[]).unwrap().dim(), (0, 3));
            let mut seen = Array2::zeros((0, 3));
            matrix
                .each_block(&mut |begin, rows| {
                    assert_eq!(begin, seen.nrows());
                    seen.append(Axis(0), rows)?;
                    Ok(())
                })
                .unwrap();
            assert_eq!(seen, all);
        }
    }

    #[test]
    fn two_are_joined_by_their_places_wherever_they_lie() {
        let (all, [memory, file]) = both();
        let even: Vec<usize> = (0..all.nrows()).map(|row| 2 * row).collect();
        let odd: Vec<usize> = even.iter().map(|row| row + 1).collect();
        let room = Room {
            rows: 10,
            folder: std::env::temp_dir(),
        };
        let joined = memory.joined(&even, file, &odd, &room).unwrap();
        let joined = joined.into_array().unwrap();
        for (row, there) in joined.outer_iter().enumerate() {
            assert_eq!(there, all.row(row / 2));
        }
    }

    #[test]
    fn rows_among_others_are_found_and_the_others_are_zero() {
        let (all, matrices) = both();
        let places: Vec<usize> = (0..all.nrows()).map(|row| 2 * row + 1).collect();
        for matrix in matrices {
            let spread = matrix.among(&places, 2 * all.nrows() + 5);
            assert_eq!((spread.rows(), spread.width()), (2 * all.nrows() + 5, 3));
            let some = spread.select(&[7, 0, 2 * all.nrows() + 4, 1]).unwrap();
            assert_eq!(some.row(0), all.row(3));
            assert_eq!(some.row(3), all.row(0));
            assert!(
                some.row(1)
                    .iter()
                    .chain(some.row(2))
                    .all(|value| *value == 0.0)
            );
            let mut rows = 0;
            spread
                .each_block(&mut |_, block| {
                    rows += block.nrows();
                    Ok(())
                })
                .unwrap();
            assert_eq!(rows, spread.rows());
        }
    }
}
