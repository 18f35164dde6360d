//! How well scores put the rows of a class before the others.

/// Scores and whether each row is of the class, best first; equal scores stand together.
pub(super) struct Ranking {
    /// For each distinct score, from the highest: rows of the class, and other rows.
    steps: Vec<(usize, usize)>,
}

impl Ranking {
    pub(super) fn of(rows: impl Iterator<Item = (f64, bool)>) -> Self {
        let mut rows: Vec<(f64, bool)> = rows.collect();
        rows.sort_by(|one, other| other.0.total_cmp(&one.0));
        let mut steps: Vec<(usize, usize)> = Vec::new();
        let mut last = None;
        for (score, is) in rows {
            if last != Some(score) {
                steps.push((0, 0));
                last = Some(score);
            }
            if let Some(step) = steps.last_mut() {
                step.0 += usize::from(is);
                step.1 += usize::from(!is);
            }
        }
        Self { steps }
    }

    fn totals(&self) -> (usize, usize) {
        self.steps
            .iter()
            .fold((0, 0), |sum, step| (sum.0 + step.0, sum.1 + step.1))
    }

    /// The area under the receiver operating characteristic: the chance that a row of the class has a
    /// higher score than another row, ties counted half (Fawcett, 2006). 0.5 where one sort is absent.
    pub(super) fn roc_auc(&self) -> f64 {
        let (yes, no) = self.totals();
        if yes == 0 || no == 0 {
            return 0.5;
        }
        let (mut before, mut area) = (0.0, 0.0);
        for (hits, misses) in &self.steps {
            area += *misses as f64 * (before + *hits as f64 / 2.0);
            before += *hits as f64;
        }
        area / (yes as f64 * no as f64)
    }

    /// Average precision: the area under the precision-recall curve as steps; 0 without rows of the class.
    pub(super) fn pr_auc(&self) -> f64 {
        let (yes, _) = self.totals();
        let (mut found, mut looked, mut area) = (0, 0, 0.0);
        for (hits, misses) in &self.steps {
            found += hits;
            looked += hits + misses;
            area += *hits as f64 / yes.max(1) as f64 * found as f64 / looked.max(1) as f64;
        }
        area
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_agree_with_a_count_by_hand() {
        let rows = [
            (0.9, true),
            (0.8, false),
            (0.7, true),
            (0.7, false),
            (0.1, false),
        ];
        let ranking = Ranking::of(rows.into_iter());
        // Of six pairs four are right, one is a tie, one is wrong.
        assert!((ranking.roc_auc() - 4.5 / 6.0).abs() < 1e-12);
        assert!((ranking.pr_auc() - (0.5 * 1.0 + 0.5 * 0.5)).abs() < 1e-12);
    }

    #[test]
    fn one_sort_alone_has_no_ranking() {
        let ranking = Ranking::of([(0.3, true)].into_iter());
        assert_eq!((ranking.roc_auc(), ranking.pr_auc()), (0.5, 1.0));
        let none = Ranking::of(std::iter::empty());
        assert_eq!((none.roc_auc(), none.pr_auc()), (0.5, 0.0));
    }
}
