//! How well a phrase stands for a theme, after Topeax (Kardos, "Topeax", 2026): the geometric mean
//! of two things on 0…1, how much the phrase and the theme go together in what people say
//! (normalized pointwise mutual information, Bouma 2009), and how near the phrase's embedding is
//! to the theme's center.

use crate::phrase::Key;
use crate::words::Class;

/// A phrase of a theme with its measures.
#[derive(Debug, Clone)]
pub(crate) struct Scored {
    pub(crate) key: Key,
    pub(crate) text: String,
    /// The words' kinds, in order.
    pub(crate) classes: Vec<Class>,
    /// Part of the theme's weight that says it, 0…1.
    pub(crate) coverage: f64,
    pub(crate) npmi: f64,
    /// Filled once the phrase is encoded.
    pub(crate) cosine: f32,
}

impl Scored {
    /// √( (1 + NPMI)/2 · (1 + cosine)/2 ).
    pub(crate) fn score(&self) -> f64 {
        let association = (1.0 + self.npmi) / 2.0;
        let nearness = (1.0 + f64::from(self.cosine)) / 2.0;
        (association * nearness).max(0.0).sqrt()
    }

    pub(crate) fn length(&self) -> usize {
        self.classes.len()
    }

    /// Stems of the words that say something, sorted: what two phrases of one meaning share, as
    /// "payment" and "payment app" do.
    pub(crate) fn gist(&self) -> Vec<u32> {
        let speaks = |class: Class| match class {
            Class::Stop => false,
            Class::Judging => self.content() == 0,
            Class::Negation | Class::Vague | Class::Everywhere | Class::Content => true,
        };
        let mut gist: Vec<u32> = self
            .key
            .iter()
            .zip(&self.classes)
            .filter(|(_, class)| speaks(**class))
            .map(|(stem, _)| *stem)
            .collect();
        gist.sort_unstable();
        gist.dedup();
        gist
    }

    pub(crate) fn content(&self) -> usize {
        let content = |class: &&Class| **class == Class::Content;
        self.classes.iter().filter(content).count()
    }
}

/// NPMI, −1…1, of a phrase said with weight `phrase` overall and `both` within a theme of weight
/// `theme`, of `all` there is.
pub(crate) fn npmi(both: u64, phrase: u64, theme: u64, all: u64) -> f64 {
    if both == 0 {
        return -1.0;
    }
    let part = |x: u64| x as f64 / all as f64;
    let joint = part(both);
    if joint >= 1.0 {
        return 1.0;
    }
    ((joint / (part(phrase) * part(theme))).ln() / -joint.ln()).clamp(-1.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn npmi_is_one_together_zero_by_chance_and_minus_one_apart() {
        assert!((npmi(10, 10, 10, 100) - 1.0).abs() < 1e-12);
        assert!(npmi(10, 20, 50, 100).abs() < 1e-12);
        assert_eq!(npmi(0, 20, 50, 100), -1.0);
        assert_eq!(npmi(5, 5, 5, 5), 1.0);
    }
}
