//! Words that stand above many texts alike: "Emirates customer review", "Lufthansa customer review".
//! They name no theme.

use crate::keyphrase::Scored;
use crate::name::fits;
use crate::words::Class;
use std::collections::{BTreeMap, BTreeSet};

/// Words at the end of so many themes' names are a heading.
const HEADING: usize = 3;

/// The stems that the first phrases of several themes end with, two and more, behind words of their
/// own.
pub(crate) fn headings<'a>(firsts: impl Iterator<Item = &'a Scored>) -> BTreeSet<Vec<u32>> {
    let mut ends: BTreeMap<Vec<u32>, usize> = BTreeMap::new();
    for first in firsts {
        for at in 1..first.length().saturating_sub(1) {
            let speak = |class: &Class| !matches!(class, Class::Stop | Class::Negation);
            if first.classes[at..].iter().all(speak) {
                let end = first.key[at..first.length()].to_vec();
                *ends.entry(end).or_default() += 1;
            }
        }
    }
    let several = ends.into_iter().filter(|(_, themes)| *themes >= HEADING);
    several.map(|(end, _)| end).collect()
}

/// The phrases that say something beside a heading: none stands in them, they are no part of one, and
/// none begins at their end. All phrases where none of those may stand for the theme.
pub(crate) fn without_headings(phrases: &[Scored], headings: &BTreeSet<Vec<u32>>) -> Vec<Scored> {
    let own = |phrase: &&Scored| {
        let key = &phrase.key[..phrase.length()];
        !headings.iter().any(|heading| {
            let inside =
                |short: &[u32], long: &[u32]| long.windows(short.len()).any(|w| w == short);
            inside(heading, key) || inside(key, heading) || key.ends_with(&heading[..1])
        })
    };
    let kept: Vec<Scored> = phrases.iter().filter(own).cloned().collect();
    if kept.iter().any(fits) {
        kept
    } else {
        phrases.to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::tests::phrase;
    use crate::name::{Taken, name};

    #[test]
    fn a_heading_of_several_themes_names_none() {
        let titled = |text: &str, stem| phrase(text, &[stem, 8, 9], 0.5, 0.6);
        let firsts = [
            titled("Alpha customer review", 1),
            titled("Beta customer review", 2),
            titled("Gamma customer review", 3),
        ];
        let headings = headings(firsts.iter());
        let phrases = [firsts[0].clone(), phrase("Alpha", &[1], 0.6, 0.5)];
        let own = without_headings(&phrases, &headings);
        assert_eq!(name(&own, "", &mut Taken::default()), "Alpha");
        assert_eq!(without_headings(&firsts, &headings).len(), 3, "no other");
    }
}
