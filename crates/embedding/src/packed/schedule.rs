//! Texts to batches, batches to workers, results back in order.

use super::{PackedBert, Room, TOKENS_A_BATCH};
use crate::modules::Pooling;
use crate::{Encoded, Error, Features};
use ndarray::{ArrayView2, ArrayView3};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::mpsc::sync_channel;
use std::sync::{Condvar, Mutex, PoisonError};

/// Texts that a worker takes at a time.
const TEXTS_A_TURN: usize = 64;

/// Turns that may be done before the first of them was handed over.
const TURNS_AHEAD: usize = 16;

/// What texts that ran together come to.
#[derive(Debug)]
pub(super) struct Batch {
    texts: usize,
    width: usize,
    embeddings: Vec<f32>,
    layers: Vec<f32>,
    branches: Vec<Vec<f32>>,
    states: Vec<(usize, Vec<f32>)>,
}

impl Batch {
    pub(super) fn new(texts: usize, width: usize, branches: usize) -> Self {
        Self {
            texts,
            width,
            embeddings: Vec::new(),
            layers: Vec::new(),
            branches: vec![Vec::new(); branches],
            states: Vec::new(),
        }
    }

    /// Keeps the means over each text's tokens as the place `at` of so many side by side.
    pub(super) fn means(&mut self, texts: &[(usize, usize)], states: &[f32], at: (usize, usize)) {
        means_into(&mut self.layers, self.width, texts, states, at);
    }

    /// The same of a branch.
    pub(super) fn branch_means(
        &mut self,
        branch: usize,
        texts: &[(usize, usize)],
        states: &[f32],
        at: (usize, usize),
    ) {
        means_into(&mut self.branches[branch], self.width, texts, states, at);
    }

    /// Keeps the tokens' states.
    pub(super) fn keep(&mut self, after: usize, states: &[f32]) {
        self.states.push((after, states.to_vec()));
    }

    /// Makes the unit vectors of the last states.
    pub(super) fn pool(&mut self, texts: &[(usize, usize)], states: &[f32], pooling: Pooling) {
        let width = self.width;
        match pooling {
            Pooling::Mean => means_into(&mut self.embeddings, width, texts, states, (0, 1)),
            Pooling::FirstToken => {
                for (first, _) in texts {
                    self.embeddings
                        .extend_from_slice(&states[first * width..][..width]);
                }
            }
        }
        for row in self.embeddings.chunks_exact_mut(width) {
            let squares = row.iter().map(|x| f64::from(*x) * f64::from(*x));
            let norm = squares.sum::<f64>().sqrt().max(1e-12);
            row.iter_mut()
                .for_each(|x| *x = (f64::from(*x) / norm) as f32);
        }
    }
}

fn means_into(
    to: &mut Vec<f32>,
    width: usize,
    texts: &[(usize, usize)],
    states: &[f32],
    (place, places): (usize, usize),
) {
    to.resize(texts.len() * places * width, 0.0);
    for (text, (first, tokens)) in texts.iter().enumerate() {
        let mean = &mut to[(text * places + place) * width..][..width];
        for row in states[first * width..(first + tokens) * width].chunks_exact(width) {
            mean.iter_mut().zip(row).for_each(|(a, b)| *a += b);
        }
        let by = 1.0 / (*tokens).max(1) as f32;
        mean.iter_mut().for_each(|value| *value *= by);
    }
}

/// A turn's batches, each with the texts that it holds.
type Turn = Vec<(Vec<usize>, usize, Batch)>;

/// Which turn is next to be taken, and how many were handed over.
struct Queue {
    next: usize,
    given: usize,
    stopped: bool,
}

/// Encodes all texts with a worker a core, and hands batch after batch over in the texts' order.
pub(super) fn run(
    encoder: &PackedBert,
    texts: &[&str],
    features: Features,
    each: &mut dyn FnMut(Encoded<'_>),
) -> Result<(), Error> {
    let turns: Vec<Range<usize>> = (0..texts.len())
        .step_by(TEXTS_A_TURN)
        .map(|from| from..(from + TEXTS_A_TURN).min(texts.len()))
        .collect();
    let total: f64 = texts.iter().map(|text| text.len() as f64 + 1.0).sum();
    let workers = rayon::current_num_threads().clamp(1, turns.len().max(1));
    let queue = Mutex::new(Queue {
        next: 0,
        given: 0,
        stopped: false,
    });
    let moved = Condvar::new();
    let (send, receive) = sync_channel::<(usize, Result<Turn, Error>)>(TURNS_AHEAD);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            let send = send.clone();
            let (queue, moved, turns) = (&queue, &moved, &turns);
            scope.spawn(move || {
                let mut room = Room::default();
                while let Some(turn) = take(queue, moved, turns.len()) {
                    let done = encoder.turn(texts, turns[turn].clone(), features, &mut room);
                    if send.send((turn, done)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(send);
        let mut waiting = BTreeMap::new();
        let mut given = 0;
        let mut done = 0.0;
        let mut failed = Ok(());
        for (turn, result) in receive {
            waiting.insert(turn, result);
            while let Some(result) = waiting.remove(&given) {
                given += 1;
                match result {
                    Ok(batches) if failed.is_ok() => {
                        for (indexes, tokens, batch) in batches {
                            let bytes = indexes.iter().map(|text| texts[*text].len() as f64 + 1.0);
                            done += bytes.sum::<f64>();
                            hand_over(&indexes, tokens, &batch, features, done / total, each);
                        }
                    }
                    Ok(_) => {}
                    Err(error) if failed.is_ok() => failed = Err(error),
                    Err(_) => {}
                }
                let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
                queue.given = given;
                queue.stopped |= failed.is_err();
                moved.notify_all();
            }
        }
        failed
    })
}

/// The next turn; waits while too many wait to be handed over.
fn take(queue: &Mutex<Queue>, moved: &Condvar, turns: usize) -> Option<usize> {
    let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
    while !queue.stopped && queue.next < turns && queue.next >= queue.given + TURNS_AHEAD {
        queue = moved.wait(queue).unwrap_or_else(PoisonError::into_inner);
    }
    if queue.stopped || queue.next >= turns {
        return None;
    }
    queue.next += 1;
    Some(queue.next - 1)
}

impl PackedBert {
    fn turn(
        &self,
        texts: &[&str],
        turn: Range<usize>,
        features: Features,
        room: &mut Room,
    ) -> Result<Turn, Error> {
        let mut pairs = turn
            .map(|text| Ok((text, self.tokens.of(texts[text])?)))
            .collect::<Result<Vec<_>, Error>>()?;
        // States are handed over as texts of one length.
        let alike = !features.states.is_empty();
        if alike {
            pairs.sort_by_key(|(_, ids)| ids.len());
        }
        let (indexes, ids): (Vec<usize>, Vec<Vec<u32>>) = pairs.into_iter().unzip();
        let mut batches = Vec::new();
        let mut from = 0;
        while from < ids.len() {
            let mut to = from + 1;
            let mut tokens = ids[from].len();
            while to < ids.len()
                && tokens + ids[to].len() <= TOKENS_A_BATCH
                && (!alike || ids[to].len() == ids[from].len())
            {
                tokens += ids[to].len();
                to += 1;
            }
            let batch = self.run(&ids[from..to], features, room);
            batches.push((indexes[from..to].to_vec(), ids[from].len(), batch));
            from = to;
        }
        Ok(batches)
    }
}

fn hand_over(
    indexes: &[usize],
    tokens: usize,
    batch: &Batch,
    features: Features,
    done: f64,
    each: &mut dyn FnMut(Encoded<'_>),
) {
    let texts = batch.texts;
    let states: Vec<(usize, ArrayView3<'_, f32>)> = batch
        .states
        .iter()
        .map(|(after, values)| {
            let shape = (texts, tokens, batch.width);
            let view = ArrayView3::from_shape(shape, values);
            (
                *after,
                view.expect("texts of one length have as many states each"),
            )
        })
        .collect();
    let branches: Vec<ArrayView2<'_, f32>> = match features.branches {
        true => batch
            .branches
            .iter()
            .map(|values| rows(texts, values))
            .collect(),
        false => Vec::new(),
    };
    each(Encoded {
        indexes,
        embeddings: rows(texts, &batch.embeddings),
        layers: features.layers.then(|| rows(texts, &batch.layers)),
        states: &states,
        branches: &branches,
        bags: &[],
        done,
    });
}

fn rows(texts: usize, values: &[f32]) -> ArrayView2<'_, f32> {
    ArrayView2::from_shape((texts, values.len() / texts), values)
        .expect("pooling gives as many values for each text")
}
