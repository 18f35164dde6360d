//! Words that name something.

use std::collections::{BTreeSet, HashSet};
use std::sync::LazyLock;

/// Small words, and words of feeling and of products in general: with nothing else, a clause does
/// not say what is meant.
const VAGUE: &str = "a about above absolutely account actually add added adding after again ago all allow almost \
also although always am amazing an and annoying another any anybody anymore anyone anything app application apps are \
aren't as asap ask at available awesome awful back bad badly basically be because been before being best better \
between big both bring bug bugs but by came can can't cannot cant change come comes coming company completely could couldn't \
customer customers day days deal did didn't didnt different difficult disappointed disappointing do does doesn't doesnt doing \
don't done dont down due dumb during each easily easy either else enough especially etc even ever every everyone \
everything extremely fake far feature fewer features few find fine first fix fixed for forever found fraud frequently from \
frustrating full fully garbage get gets getting give given gives go goes going gone good got great guys had half hand happen \
happened happening happens hard has hasn't hate have haven't having he hello help helpful her here hi him his hope \
horrible how however i i'd i'll i'm i've idea if im impossible improve improved improvement in include instead into is isn't \
issue issues it it's its itself ive joke just keep keeps kind kindly know last lately later least less let lets like literally \
little ll long longer look looking looks lot lots love made make makes making many may maybe me mean might mine more most \
much must my myself need needed needs never new next nice no nobody none nonsense not nothing now of off often ok okay \
old on once one only or other others our out over own part pathetic pay people perfect please pls plz point poor possible \
problem problems product buy bought buying purchase purchased recommend recommended avoid warning complaints complaint everyone's properly put quite rather re really recently regarding resolve right rubbish s said same say says scam see \
seem seems seen seriously service several shall she should show shows simple simply since sir so software some somebody someone something \
sometimes soon sorry stars start started stay stays still stop stopped stupid such sucks sure t take takes team tell terrible than thank \
thanks that that's thats the their them themselves then there there's these they they're thing things think this those \
though through time times to today together told too totally trash tried true truly try trying turn two unable under \
unfortunately until up upon us use used useful useless user users user's using usual ve very want wanted wants was wasn't waste way we we're \
well went were weren't what whatever when where whether which while who whole why will wish with within without won't wont work \
worked working works world worse worst would wouldn't write wrong year years yes yesterday yet you you're your \
star rating review reviews uninstall uninstalled uninstalling download downloaded downloading install installed installing update \
updated updates version latest asked happens anymore longer usable unusable solution solutions trouble troubles causing moment nowadays \
currently always persist persists persisted remain remains occur occurs occured occurred error errors able game attempt attempts attempted till";

/// The words of a text, in lower case, that name something; a script without spaces counts by its
/// pieces between marks.
pub(crate) fn specific_words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '\''))
        .map(|word| word.trim_matches('\'').to_lowercase())
        .filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() >= 2)
        .filter(|word| !is_vague(word))
}

/// Words that tell nothing apart in a requirement.
const SMALL: &str = "a an the this that these those my your our their its his her user user's users it they them there \
is are was were be been not no does do did can could will would should has have had to of in on at for with from by and \
or as app application keep stay stays still get gets more fewer less any all some so very through using via into when while";

/// The words of a requirement that tell it from others, what it does among them.
pub(crate) fn telling_words(text: &str) -> BTreeSet<String> {
    static WORDS: LazyLock<HashSet<&'static str>> =
        LazyLock::new(|| SMALL.split_whitespace().collect());
    text.split(|c: char| !(c.is_alphanumeric() || c == '\''))
        .map(|word| word.trim_matches('\'').to_lowercase())
        .filter(|word| !word.is_empty() && !WORDS.contains(word.as_str()))
        .map(|word| word.trim_end_matches('s').to_owned())
        .collect()
}

/// Whether two requirements say the same: they share three fourths of their telling words.
pub(crate) fn same_words(a: &BTreeSet<String>, b: &BTreeSet<String>) -> bool {
    let shared = a.intersection(b).count();
    let all = a.len() + b.len() - shared;
    shared * 4 >= all * 3
}

fn is_vague(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&'static str>> =
        LazyLock::new(|| VAGUE.split_whitespace().collect());
    WORDS.contains(word)
}

#[cfg(test)]
mod tests {
    use super::{same_words, specific_words, telling_words};

    #[test]
    fn general_complaints_name_nothing() {
        for text in [
            "worst app ever",
            "It's not working please fix this issue",
            "Very bad!",
        ] {
            assert_eq!(specific_words(text).next(), None, "{text}");
        }
        let words: Vec<String> = specific_words("The PDF export doesn't work").collect();
        assert_eq!(words, ["pdf", "export"]);
    }

    #[test]
    fn near_equal_requirements_say_the_same() {
        let same = |a: &str, b: &str| same_words(&telling_words(a), &telling_words(b));
        assert!(same(
            "The user can open this bank account",
            "The user can open their bank accounts in Fi"
        ));
        assert!(!same(
            "The user can log in",
            "The user can log in with a fingerprint"
        ));
        assert!(!same(
            "The user can open an account",
            "The account is not frozen"
        ));
    }
}
