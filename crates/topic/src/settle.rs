//! Groups that chance made: not found again when a fifth of the statements had not been said, they
//! are part of what they lie nearest to.

use crate::Statements;
use crate::draft::{Draft, Drafts, sort};

/// Groups of a lower stability are no themes; by Hennig (2007) one below a half is dissolved, yet a
/// group that splits in two in half of the draws is still something that people speak of.
const FOUND_AGAIN: f32 = 0.1;

/// And they lie at least this near to another one, cosine of centers.
const NEAR: f32 = 0.5;

impl Drafts {
    /// Joins the groups of themes' size that are not found again with the nearest that are.
    /// `stability` is that of the group of each row.
    pub(crate) fn settle(&mut self, stability: &[Option<f32>], statements: Statements<'_>) {
        let found = |draft: &Draft| {
            let of_group = stability[draft.members[0]];
            of_group.is_none_or(|stability| stability >= FOUND_AGAIN)
        };
        let theme = |draft: &Draft| draft.size >= self.smallest && draft.is_unnamed();
        let lasting: Vec<usize> = (0..self.drafts.len())
            .filter(|at| theme(&self.drafts[*at]) && found(&self.drafts[*at]))
            .collect();
        let nearest = |draft: &Draft| {
            let near = lasting
                .iter()
                .map(|at| (self.drafts[*at].center.dot(&draft.center), *at));
            let near = near.filter(|(cosine, _)| *cosine >= NEAR);
            near.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
        };
        let mut joining: Vec<Vec<usize>> = vec![Vec::new(); self.drafts.len()];
        let mut gone = vec![false; self.drafts.len()];
        for (at, draft) in self.drafts.iter().enumerate() {
            if theme(draft)
                && !found(draft)
                && let Some((_, to)) = nearest(draft)
            {
                joining[to].extend(&draft.members);
                gone[at] = true;
            }
        }
        for (draft, more) in self.drafts.iter_mut().zip(joining) {
            if !more.is_empty() {
                let rows = draft.members.iter().copied().chain(more).collect();
                *draft = Draft::new(rows, statements);
            }
        }
        let mut gone = gone.into_iter();
        self.drafts.retain(|_| !gone.next().unwrap_or_default());
        sort(&mut self.drafts, statements.texts);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hearken_feedback::Sentiment;
    use ndarray::array;

    #[test]
    fn a_group_of_chance_joins_the_nearest_that_lasts() {
        let embeddings = array![[1.0f32, 0.0], [0.96, 0.28], [0.8, 0.6], [0.0, 1.0]];
        let texts = ["a", "b", "c", "d"];
        let statements = Statements {
            embeddings: embeddings.view(),
            texts: &texts,
            contexts: &texts,
            languages: &[None; 4],
            counts: &[3, 3, 3, 3],
            sentiments: &[Sentiment::Neutral; 4],
            products: &[],
        };
        let drafts = || Drafts {
            drafts: (0..4)
                .map(|row| Draft::new(vec![row], statements))
                .collect(),
            single: Vec::new(),
            smallest: 3,
            notes: Vec::new(),
        };
        let settled = |stability: [f32; 4]| {
            let mut drafts = drafts();
            drafts.settle(&stability.map(Some), statements);
            let members = drafts.drafts.iter().map(|draft| draft.members.clone());
            let mut members: Vec<_> = members.collect();
            members.iter_mut().for_each(|rows| rows.sort_unstable());
            members
        };
        assert_eq!(
            settled([0.9, 0.05, 0.9, 0.9]),
            [vec![0, 1], vec![2], vec![3]]
        );
        let members = settled([0.9, 0.9, 0.9, 0.05]);
        assert!(members.contains(&vec![2, 3]), "the nearest");
        assert_eq!(settled([0.9, 0.0, 0.0, 0.0]).len(), 2, "what is far stays");
        assert_eq!(settled([0.0; 4]).len(), 4);
    }
}
