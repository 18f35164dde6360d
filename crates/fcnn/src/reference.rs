//! What a head says of many rows, in numbers that two populations can be compared by: how often it
//! gives each label, how sure it is, and the mean of the vectors it reads from.
//!
//! All sums are whole numbers, so that they come out the same in whatever order the rows stand.

use crate::Task;
use ndarray::ArrayView1;

/// Bins of confidence: the tenths of 0…1.
pub const BINS: usize = 10;

/// From this probability on a multi-label head gives a label.
const GIVEN: f32 = 0.5;

/// The labels that a row of probabilities comes down to, as rising indexes: the most probable, of
/// equals the first; of a multi-label head those of 0.5 or more.
pub fn decided(probabilities: ArrayView1<'_, f32>, task: Task) -> Vec<usize> {
    let given = probabilities.iter().enumerate();
    match task {
        Task::MultiClass => given
            .reduce(|best, next| if next.1 > best.1 { next } else { best })
            .map(|(label, _)| vec![label])
            .unwrap_or_default(),
        Task::MultiLabel => given
            .filter(|(_, probability)| **probability >= GIVEN)
            .map(|(label, _)| label)
            .collect(),
    }
}

/// How sure a row of probabilities is of what it comes down to, 0…1: the probability of the label
/// given; of a multi-label head that of its least certain yes or no (0.5…1).
pub fn confidence(probabilities: ArrayView1<'_, f32>, task: Task) -> f32 {
    let values = probabilities.iter().copied();
    match task {
        Task::MultiClass => values.fold(0.0, f32::max),
        Task::MultiLabel => values.map(|p| p.max(1.0 - p)).fold(1.0, f32::min),
    }
}

/// Counts of what a head says of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Rows counted.
    pub rows: u64,
    /// For each label how many rows have it.
    pub labels: Vec<u64>,
    /// Rows without any label; only a multi-label head has such.
    pub unlabeled: u64,
    /// Rows by [`confidence`], in tenths from 0 up; 1 belongs to the last.
    pub confidence: [u64; BINS],
}

impl Tally {
    /// Nothing counted yet, of a head with so many labels.
    pub fn new(labels: usize) -> Self {
        Self {
            rows: 0,
            labels: vec![0; labels],
            unlabeled: 0,
            confidence: [0; BINS],
        }
    }

    /// Counts a row of probabilities, one for each label, as that many rows.
    ///
    /// # Panics
    /// Where there are more probabilities than labels.
    pub fn add(&mut self, probabilities: ArrayView1<'_, f32>, task: Task, times: u64) {
        let given = decided(probabilities, task);
        self.rows += times;
        self.unlabeled += if given.is_empty() { times } else { 0 };
        for label in given {
            self.labels[label] += times;
        }
        let place = (confidence(probabilities, task) * BINS as f32) as usize;
        self.confidence[place.min(BINS - 1)] += times;
    }
}

/// The mean of rows of numbers between −1 and 1, exact to 2⁻³² of each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeanRow {
    rows: u64,
    sums: Vec<i64>,
}

impl MeanRow {
    /// Fixed point: 32 bits behind it leave room for 2³⁰ rows.
    const ONE: f64 = 4_294_967_296.0;

    /// Of no rows yet, each of so many numbers.
    pub fn new(width: usize) -> Self {
        Self {
            rows: 0,
            sums: vec![0; width],
        }
    }

    /// Adds a row as that many rows; numbers beyond its width are left out.
    pub fn add(&mut self, row: ArrayView1<'_, f32>, times: u32) {
        self.rows += u64::from(times);
        for (sum, value) in self.sums.iter_mut().zip(row) {
            *sum += (f64::from(*value) * Self::ONE).round() as i64 * i64::from(times);
        }
    }

    /// Rows added.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The mean, a number a column; zeros of no rows.
    pub fn mean(&self) -> Vec<f64> {
        let rows = self.rows.max(1) as f64;
        let sums = self.sums.iter();
        sums.map(|sum| *sum as f64 / Self::ONE / rows).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn probabilities_come_down_to_labels() {
        let row = array![0.5, 0.2, 0.5];
        assert_eq!(decided(row.view(), Task::MultiClass), [0]);
        assert_eq!(decided(row.view(), Task::MultiLabel), [0, 2]);
        assert_eq!(decided(array![].view(), Task::MultiClass), [0; 0]);
    }

    #[test]
    fn a_multi_label_head_is_as_sure_as_of_its_least_certain_answer() {
        let row = array![0.95, 0.3, 0.01];
        assert_eq!(confidence(row.view(), Task::MultiClass), 0.95);
        assert_eq!(confidence(row.view(), Task::MultiLabel), 0.7);
    }

    #[test]
    fn rows_fall_into_tenths_and_edges_into_the_upper_one() {
        let mut tally = Tally::new(2);
        for (top, times) in [(0.5, 1), (0.9, 2), (0.899_99, 4), (1.0, 8)] {
            tally.add(array![top, 1.0 - top].view(), Task::MultiClass, times);
        }
        assert_eq!(tally.confidence, [0, 0, 0, 0, 0, 1, 0, 0, 4, 10]);
        assert_eq!((tally.rows, tally.labels[0], tally.unlabeled), (15, 15, 0));
        tally.add(array![0.1, 0.1].view(), Task::MultiLabel, 3);
        assert_eq!((tally.rows, tally.unlabeled), (18, 3));
    }

    #[test]
    fn a_mean_does_not_depend_on_the_order() {
        let rows: Vec<_> = (0..100)
            .map(|i| array![(i as f32).sin(), 0.1 * (i as f32).cos()])
            .collect();
        let (mut forward, mut backward) = (MeanRow::new(2), MeanRow::new(2));
        rows.iter().for_each(|row| forward.add(row.view(), 1));
        rows.iter()
            .rev()
            .for_each(|row| backward.add(row.view(), 1));
        assert_eq!(forward, backward);
        let mut twice = MeanRow::new(2);
        twice.add(array![0.5, -1.0].view(), 2);
        twice.add(array![-1.0, -1.0].view(), 1);
        assert_eq!((twice.rows(), twice.mean()), (3, vec![0.0, -1.0]));
        assert_eq!(MeanRow::new(1).mean(), [0.0]);
    }
}
