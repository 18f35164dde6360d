use crate::modules::Pooling;
use crate::tokens::Tokens;
use crate::{Encoded, Error, Features};
use candle_core::{Device, Tensor};
use ndarray::{ArrayView2, ArrayView3};
use rayon::prelude::*;

/// Tokens a batch may hold. Enough for the matrix products to run at speed, and little enough for
/// a batch's activations (about 6 KB a token in the widest layer) to stay near the caches.
const TOKENS_A_BATCH: usize = 2048;

/// Batches under way at once and handed over in order.
const BATCHES_AT_ONCE: usize = 16;

/// What one text costs: linear layers by the token, attention by the token squared.
fn cost(tokens: usize) -> f64 {
    let tokens = tokens as f64;
    tokens * (1.0 + tokens / 2048.0)
}

struct Batch {
    indexes: Vec<usize>,
    tokens: usize,
}

/// Texts of one token count a batch, so that nothing is padded: a text's vector then depends on
/// the text alone, and a mask would only multiply by one.
fn batches(ids: &[Vec<u32>]) -> Vec<Batch> {
    let mut order: Vec<usize> = (0..ids.len()).collect();
    // By the tokens themselves, so that the order in which the texts were given does not matter.
    order.sort_by(|&a, &b| (ids[a].len(), &ids[a], a).cmp(&(ids[b].len(), &ids[b], b)));
    let mut batches: Vec<Batch> = Vec::new();
    for index in order {
        let tokens = ids[index].len();
        match batches.last_mut() {
            Some(batch)
                if batch.tokens == tokens
                    && (batch.indexes.len() + 1) * tokens <= TOKENS_A_BATCH =>
            {
                batch.indexes.push(index);
            }
            _ => batches.push(Batch {
                indexes: vec![index],
                tokens,
            }),
        }
    }
    batches
}

/// The pooled vectors of one batch.
struct Pooled {
    embeddings: Vec<f32>,
    layers: Vec<f32>,
    states: Vec<(usize, Vec<f32>)>,
}

/// Runs `hidden` (token ids, b × t → the outputs of the layers that are wanted, each b × t × d,
/// the last one last) over all texts and pools.
pub(crate) fn run(
    (tokens, pooling, device): (&Tokens, Pooling, &Device),
    texts: &[&str],
    features: Features,
    hidden: &(dyn Fn(&Tensor) -> candle_core::Result<Vec<Tensor>> + Sync),
    each: &mut dyn FnMut(Encoded<'_>),
) -> Result<(), Error> {
    let ids = tokens.ids(texts)?;
    let batches = batches(&ids);
    let total: f64 = ids.iter().map(|ids| cost(ids.len())).sum();
    let mut done = 0.0;
    for group in batches.chunks(BATCHES_AT_ONCE) {
        let pooled: Vec<Result<Pooled, Error>> = group
            .par_iter()
            .map(|batch| {
                let flat: Vec<u32> = batch
                    .indexes
                    .iter()
                    .flat_map(|&index| ids[index].iter().copied())
                    .collect();
                let shape = (batch.indexes.len(), batch.tokens);
                let outputs = hidden(&Tensor::from_vec(flat, shape, device)?)?;
                Ok(pool(&outputs, pooling, features)?)
            })
            .collect();
        for (batch, pooled) in group.iter().zip(pooled) {
            let pooled = pooled?;
            let rows = batch.indexes.len();
            done += cost(batch.tokens) * rows as f64;
            let states: Vec<(usize, ArrayView3<'_, f32>)> = pooled
                .states
                .iter()
                .map(|(after, values)| (*after, states_of(rows, batch.tokens, values)))
                .collect();
            each(Encoded {
                indexes: &batch.indexes,
                embeddings: rows_of(rows, &pooled.embeddings),
                layers: features.layers.then(|| rows_of(rows, &pooled.layers)),
                states: &states,
                branches: &[],
                bags: &[],
                done: done / total,
            });
        }
    }
    Ok(())
}

fn rows_of(rows: usize, values: &[f32]) -> ArrayView2<'_, f32> {
    ArrayView2::from_shape((rows, values.len() / rows), values)
        .expect("pooling gives as many values for each row")
}

fn states_of(rows: usize, tokens: usize, values: &[f32]) -> ArrayView3<'_, f32> {
    ArrayView3::from_shape((rows, tokens, values.len() / (rows * tokens)), values)
        .expect("an encoder gives as many values for each token")
}

fn pool(outputs: &[Tensor], pooling: Pooling, features: Features) -> candle_core::Result<Pooled> {
    let last = outputs.last().expect("an encoder has at least one layer");
    let means: Vec<Tensor> = if features.layers {
        outputs
            .iter()
            .map(|output| output.mean(1))
            .collect::<candle_core::Result<_>>()?
    } else {
        Vec::new()
    };
    let pooled = match (pooling, means.last()) {
        (Pooling::Mean, Some(mean)) => mean.clone(),
        (Pooling::Mean, None) => last.mean(1)?,
        (Pooling::FirstToken, _) => last.narrow(1, 0, 1)?.squeeze(1)?.contiguous()?,
    };
    let mut embeddings = pooled.flatten_all()?.to_vec1::<f32>()?;
    for row in embeddings.chunks_exact_mut(pooled.dim(1)?) {
        let norm = row
            .iter()
            .map(|x| f64::from(*x) * f64::from(*x))
            .sum::<f64>()
            .sqrt();
        row.iter_mut()
            .for_each(|x| *x = (f64::from(*x) / norm.max(1e-12)) as f32);
    }
    let layers = if means.is_empty() {
        Vec::new()
    } else {
        Tensor::cat(&means, 1)?.flatten_all()?.to_vec1::<f32>()?
    };
    let states = features
        .states
        .iter()
        .map(|after| Ok((after, outputs[after].flatten_all()?.to_vec1::<f32>()?)))
        .collect::<candle_core::Result<_>>()?;
    Ok(Pooled {
        embeddings,
        layers,
        states,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_holds_one_length_and_keeps_the_budget() {
        let ids: Vec<Vec<u32>> = (0..3000)
            .map(|i| vec![i as u32; [3, 40, 256][i % 3]])
            .collect();
        let batches = batches(&ids);
        let mut seen = vec![0; ids.len()];
        for batch in &batches {
            assert!(batch.indexes.len() * batch.tokens <= TOKENS_A_BATCH);
            for &index in &batch.indexes {
                assert_eq!(ids[index].len(), batch.tokens);
                seen[index] += 1;
            }
        }
        assert!(seen.iter().all(|&times| times == 1));
    }

    #[test]
    fn a_text_longer_than_the_budget_still_has_a_batch() {
        assert_eq!(batches(&[vec![1; TOKENS_A_BATCH + 1]]).len(), 1);
    }
}
