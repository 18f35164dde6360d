//! "My data lost": what is done to a thing, said without the word that says so.

/// What is done to a thing, as people write it without "is".
const DONE: [&str; 11] = [
    "lost",
    "deleted",
    "duplicated",
    "charged",
    "deducted",
    "declined",
    "rejected",
    "ignored",
    "closed",
    "drained",
    "disconnected",
];

/// "My data lost after the update" is something done to the data.
pub(super) fn is_done_to(verb: &str, rest: &str) -> bool {
    const AFTER: [&str; 16] = [
        "and", "after", "when", "in", "on", "from", "by", "for", "with", "every", "again", "twice",
        "without", "during", "since", "at",
    ];
    let next = rest.split_whitespace().next();
    DONE.contains(&verb.to_lowercase().as_str())
        && next.is_none_or(|next| AFTER.contains(&next.to_lowercase().as_str()))
}

/// "The loan rejected try later" goes on with something else, which nothing marks.
pub(super) fn said_ill(verb: &str, rest: &str) -> bool {
    const THING: [&str; 15] = [
        "my", "our", "the", "a", "an", "all", "me", "us", "your", "it", "this", "that", "some",
        "any", "money",
    ];
    let next = rest.split_whitespace().next().map(str::to_lowercase);
    DONE.contains(&verb.to_lowercase().as_str())
        && !is_done_to(verb, rest)
        && next.is_some_and(|next| !THING.contains(&next.as_str()))
}
