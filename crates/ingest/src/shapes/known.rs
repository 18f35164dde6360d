//! What a shape is made of, and the surveys that few signs tell.

use super::{Fields, Shape};

/// Where every row is feedback.
fn none(_: &Fields<'_>) -> Option<&'static str> {
    None
}

pub(super) const PLAIN: Shape = Shape {
    name: "",
    needs: "",
    texts: "",
    roles: &[],
    answers: "",
    skips: none,
    way_out: "",
};

/// Forms and surveys that have no columns of their own but few signs.
const GOOGLE_FORMS: &Shape = &Shape {
    name: "Google Forms",
    answers: "*",
    ..PLAIN
};

const NPS: &Shape = &Shape {
    name: "NPS survey",
    ..PLAIN
};

/// What Google Forms calls its first column, in the languages of its users.
const TIMESTAMP: [&str; 12] = [
    "Timestamp",
    "Zeitstempel",
    "Horodateur",
    "Marca temporal",
    "Informazioni cronologiche",
    "Carimbo de data/hora",
    "Tijdstempel",
    "Sygnatura czasowa",
    "Отметка времени",
    "タイムスタンプ",
    "时间戳记",
    "타임스탬프",
];

/// Surveys told by signs that other exports could have as well, so that they come last: the first
/// column of Google Forms, as it is spelled there, beside questions; a score beside classes of
/// promoters. `names` are the folded ones.
pub(super) fn survey(
    spelled: &[String],
    names: &[String],
    classes: Option<usize>,
) -> Option<&'static Shape> {
    let stamped = spelled
        .first()
        .is_some_and(|first| TIMESTAMP.contains(&first.trim()));
    let questions = spelled
        .iter()
        .skip(1)
        .any(|name| name.trim().ends_with(['?', '？']) || name.split_whitespace().count() >= 3);
    if stamped && questions {
        return Some(GOOGLE_FORMS);
    }
    let nps = names
        .iter()
        .any(|name| name.split(['_', '.']).any(|word| word == "nps"));
    (nps || classes.is_some()).then_some(NPS)
}
