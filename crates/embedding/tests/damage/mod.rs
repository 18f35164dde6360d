//! What can happen to a file.

use proptest::prelude::*;
use proptest::sample::Index;
use std::fs;
use std::path::Path;

/// Something that goes wrong with bytes.
#[derive(Debug, Clone)]
pub(crate) enum Damage {
    Byte(Index, u8),
    Cut(Index),
    Gone(Index, usize),
    Twice(Index, usize),
    In(Index, Vec<u8>),
    /// A number of a text gives way to another.
    Number(Index, &'static str),
}

pub(crate) fn damage() -> impl Strategy<Value = Damage> {
    let numbers = [
        "0",
        "1",
        "-1",
        "3",
        "1e99",
        "18446744073709551615",
        "4294967296",
        "0.5",
        "\"8\"",
        "null",
        "[]",
    ];
    prop_oneof![
        1 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Damage::Byte(at, byte)),
        1 => any::<Index>().prop_map(Damage::Cut),
        1 => (any::<Index>(), 1..64usize).prop_map(|(at, count)| Damage::Gone(at, count)),
        1 => (any::<Index>(), 1..64usize).prop_map(|(at, count)| Damage::Twice(at, count)),
        1 => (any::<Index>(), proptest::collection::vec(any::<u8>(), 1..16))
            .prop_map(|(at, bytes)| Damage::In(at, bytes)),
        6 => (any::<Index>(), proptest::sample::select(numbers.to_vec()))
            .prop_map(|(at, number)| Damage::Number(at, number)),
    ]
}

impl Damage {
    fn done_to(&self, bytes: &mut Vec<u8>) {
        let end = |at: usize, count: usize| (at + count).min(bytes.len());
        match self {
            _ if bytes.is_empty() => {}
            Self::Byte(at, byte) => {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            Self::Cut(at) => bytes.truncate(at.index(bytes.len())),
            Self::Gone(at, count) => {
                let at = at.index(bytes.len());
                let end = end(at, *count);
                bytes.drain(at..end);
            }
            Self::Twice(at, count) => {
                let at = at.index(bytes.len());
                let part = bytes[at..end(at, *count)].to_vec();
                bytes.splice(at..at, part);
            }
            Self::In(at, new) => {
                let at = at.index(bytes.len());
                bytes.splice(at..at, new.iter().copied());
            }
            Self::Number(at, number) => {
                let digits = |at: &usize| bytes[*at].is_ascii_digit();
                let starts: Vec<usize> = (1..bytes.len())
                    .filter(|at| digits(at) && !digits(&(at - 1)))
                    .collect();
                if starts.is_empty() {
                    return;
                }
                let start = starts[at.index(starts.len())];
                let end = (start..bytes.len()).find(|at| !digits(at));
                bytes.splice(start..end.unwrap_or(bytes.len()), number.bytes());
            }
        }
    }
}

/// Does all of these to a file.
pub(crate) fn damaged(path: &Path, some: &[Damage]) {
    let mut bytes = fs::read(path).unwrap();
    for one in some {
        one.done_to(&mut bytes);
    }
    fs::write(path, bytes).unwrap();
}
