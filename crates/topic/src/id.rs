//! A theme's id: what it says, hashed.

use sha2::{Digest, Sha256};

/// How many of the central statements an id is made from: few, so that a statement more at the
/// rim does not change it.
const CENTRAL: usize = 5;

/// `t-` and the first eight hex digits of the SHA-256 of the theme's most central statements (at
/// most five, white space folded, lower case), sorted and joined by line feeds. Neither order nor
/// number of the other statements matters. Two themes may say the same in different contexts; then
/// the smaller is told from those `before` it by their number.
pub(crate) fn id<'a>(central: impl Iterator<Item = &'a str>, before: usize) -> String {
    let mut said: Vec<String> = central
        .take(CENTRAL)
        .map(|text| {
            let words: Vec<&str> = text.split_whitespace().collect();
            words.join(" ").to_lowercase()
        })
        .collect();
    said.sort();
    if before > 0 {
        said.push(before.to_string());
    }
    let digest = Sha256::digest(said.join("\n").as_bytes());
    let hex: String = digest[..4]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("t-{hex}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_that_of_what_is_said() {
        let one = id(["Login fails", "cannot  log in"].into_iter(), 0);
        assert_eq!(one, id(["cannot log in", "login fails"].into_iter(), 0));
        assert_ne!(one, id(["cannot log in", "login works"].into_iter(), 0));
        assert_ne!(one, id(["Login fails", "cannot log in"].into_iter(), 1));
        assert_eq!(one.len(), 10);
    }
}
