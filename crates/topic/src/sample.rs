//! Which statements themes are fitted on, where there are very many.

use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::num::NonZeroUsize;

/// The rows on which themes are fitted, and the others, both rising. Where there are no more than `most`, all are
/// fitted.
///
/// Those are fitted whose text's SHA-256 comes first, of one text those whose context's does. So a statement is
/// among them by what it says alone: in whatever order statements come, and on however many machines each picks
/// its own.
///
/// # Panics
/// Where there is not a context for each text.
pub fn sample(texts: &[&str], contexts: &[&str], most: NonZeroUsize) -> (Vec<usize>, Vec<usize>) {
    assert_eq!(texts.len(), contexts.len(), "a context for each");
    if texts.len() <= most.get() {
        return ((0..texts.len()).collect(), Vec::new());
    }
    let hash = |text: &str| -> [u8; 32] { Sha256::digest(text.as_bytes()).into() };
    // Eight bytes tell nearly all apart; where they do not, all is looked at.
    let first = |text: &str| {
        let mut eight = [0; 8];
        eight.copy_from_slice(&hash(text)[..8]);
        u64::from_be_bytes(eight)
    };
    let mut order: Vec<(u64, usize)> = (0..texts.len())
        .into_par_iter()
        .map(|row| (first(texts[row]), row))
        .collect();
    let whole = |row: usize| {
        (
            hash(texts[row]),
            hash(contexts[row]),
            texts[row],
            contexts[row],
        )
    };
    order.par_sort_unstable_by(|a, b| {
        a.0.cmp(&b.0)
            .then_with(|| whole(a.1).cmp(&whole(b.1)))
            .then(a.1.cmp(&b.1))
    });
    let (fitted, others) = order.split_at(most.get());
    let rising = |some: &[(u64, usize)]| {
        let mut rows: Vec<usize> = some.iter().map(|(_, row)| *row).collect();
        rows.sort_unstable();
        rows
    };
    (rising(fitted), rising(others))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn what_is_fitted_is_told_by_what_is_said() {
        let texts: Vec<String> = (0..500).map(|n| format!("said {}", n / 2)).collect();
        let contexts: Vec<String> = (0..500).map(|n| format!("in context {n}")).collect();
        let pick = |order: &[usize]| -> BTreeSet<(String, String)> {
            let texts: Vec<&str> = order.iter().map(|at| texts[*at].as_str()).collect();
            let contexts: Vec<&str> = order.iter().map(|at| contexts[*at].as_str()).collect();
            let (fitted, others) = sample(&texts, &contexts, NonZeroUsize::new(101).unwrap());
            assert_eq!((fitted.len(), others.len()), (101, order.len() - 101));
            let mut all = [fitted.clone(), others].concat();
            all.sort_unstable();
            assert!(all.into_iter().eq(0..order.len()));
            let said = |row: usize| (texts[row].to_owned(), contexts[row].to_owned());
            fitted.into_iter().map(said).collect()
        };
        let forward: Vec<usize> = (0..500).collect();
        let backward: Vec<usize> = (0..500).rev().collect();
        assert_eq!(pick(&forward), pick(&backward));
        // What a part picks of all that it has is picked of all where it comes first there, too.
        let odd: Vec<usize> = (0..500).filter(|n| n % 4 < 2).collect();
        let of_part = pick(&odd);
        let own = |said: &&(String, String)| odd.iter().any(|at| contexts[*at] == said.1);
        assert!(
            pick(&forward)
                .iter()
                .filter(own)
                .all(|said| of_part.contains(said))
        );
    }

    #[test]
    fn few_are_all_fitted() {
        let texts = ["a", "b"];
        let most = NonZeroUsize::new(2).unwrap();
        assert_eq!(sample(&texts, &texts, most), (vec![0, 1], Vec::new()));
    }
}
