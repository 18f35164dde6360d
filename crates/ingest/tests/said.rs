//! What rows of known tools say, when, and how they rate.

use hearken_feedback::{Feedback, Placed};
use hearken_ingest::{Error, Ingested, Input, Settings, Splitting, read, statements};
use std::num::NonZeroU32;
use std::path::Path;

fn ingest(name: &str) -> Result<Ingested, Error> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/exports");
    let input = Input::File(folder.join(name));
    read(&[input], &Settings::default(), &mut |_, _| ())
}

#[track_caller]
fn fixture(name: &str) -> Ingested {
    ingest(name).unwrap_or_else(|error| panic!("{error}"))
}

#[track_caller]
fn row(read: &Ingested, row: u32) -> &Feedback {
    let found = read.feedback.iter().find(|of| of.row.row == row);
    found.unwrap_or_else(|| panic!("row {row} is not used"))
}

fn texts(feedback: &Feedback) -> Vec<&str> {
    let cells = feedback.cells.iter();
    cells.map(|cell| cell.text.as_str()).collect()
}

/// What models read of a row.
fn said(read: &Ingested, row: u32) -> Vec<String> {
    let all = statements(&read.feedback, Splitting::Clauses);
    let own = |index: usize| read.feedback[index].row.row == row;
    let own = all
        .into_iter()
        .filter(|statement| own(statement.feedback as usize));
    own.map(|statement| statement.text.to_string()).collect()
}

fn day(feedback: &Feedback) -> Option<String> {
    feedback.date.map(|day| day.to_string())
}

fn rating(feedback: &Feedback) -> Option<(f64, f64, f64)> {
    let rating = feedback.rating?;
    Some((rating.value, rating.min, rating.max))
}

#[test]
fn customers_are_read_and_agents_are_the_reply() {
    let chats = fixture("intercom-parts.json");
    let first = row(&chats, 1);
    assert_eq!(
        texts(first),
        [
            "<p>The map stays gray 😕</p>",
            "<p>Yes, twice. It is still gray.</p>"
        ]
    );
    assert_eq!(
        said(&chats, 1),
        ["The map stays gray 😕", "Yes, twice.", "It is still gray."]
    );
    let reply = |of: &Feedback| of.reply.as_ref().map(|reply| reply.text.clone());
    assert_eq!(
        reply(first).as_deref(),
        Some("<p>We are on it &amp; write again.</p>")
    );
    assert_eq!(day(first).as_deref(), Some("2025-05-08"));
    assert_eq!(texts(row(&chats, 2)), ["<p>I cannot find them</p>"]);
    let tickets = fixture("zendesk.json");
    let first = row(&tickets, 1);
    assert_eq!(first.cells.len(), 3);
    assert_eq!(reply(first).as_deref(), Some("Which card was it?"));
    assert_eq!(rating(first), Some((0.0, 0.0, 1.0)));
    assert_eq!(rating(row(&tickets, 2)), None);
    let apple = fixture("app-store-connect.json");
    assert_eq!(
        reply(row(&apple, 1)).as_deref(),
        Some("Please sign in again on both.")
    );
    assert_eq!(reply(row(&apple, 2)), None);
}

#[test]
fn titles_come_apart_and_are_not_said_twice() {
    let android = fixture("android-publisher.json");
    assert_eq!(
        texts(row(&android, 1)),
        ["Lost sightings", "All my lists are gone since the update."]
    );
    assert_eq!(
        texts(row(&android, 2)),
        ["Prima app, maar de kaart laadt traag"]
    );
    for (name, of, first) in [
        (
            "trustpilot.csv",
            1,
            "Refund took three weeks and nobody wrote to me.",
        ),
        ("app-store-connect.json", 2, "Tolle App!"),
        (
            "amazon-2018.jsonl",
            1,
            "Sharp pictures, and it fits in a coat pocket.",
        ),
    ] {
        assert_eq!(said(&fixture(name), of)[0], first, "{name}");
    }
}

#[test]
fn days_are_those_of_the_exports_own_clock() {
    let dates = fixture("dates.csv");
    let days: Vec<Option<String>> = dates.feedback.iter().map(day).collect();
    let days: Vec<Option<&str>> = days.iter().map(Option::as_deref).collect();
    assert_eq!(
        days,
        [
            Some("2025-04-03"),
            Some("2025-04-25"),
            Some("2025-04-28"),
            Some("2025-05-01"),
            Some("2025-05-03"),
            None
        ]
    );
    // The moments stand as they were written.
    let moments: Vec<&str> = dates
        .feedback
        .iter()
        .flat_map(|f| &f.other)
        .map(|(name, value)| {
            assert_eq!(name, "Submitted");
            value.as_str()
        })
        .collect();
    assert_eq!(
        moments,
        [
            "03/04/2025 23:30 -0700",
            "25/04/2025 08:00 +0200",
            "04/28/2025 10:00 UTC",
            "1746100800",
            "2025-05-03T00:10:00+09:00"
        ]
    );
    assert_eq!(
        dates.sources[0].note.as_deref(),
        Some(
            "`Submitted` has dates in two orders, the day first in 1 and the month first in 1; \
             those that can be read either way are read with the day first"
        )
    );
    for (name, of, told) in [
        ("app-store-connect.json", 1, "2025-03-06"),
        ("itunes.json", 2, "2025-03-07"),
        ("google-forms.csv", 2, "2025-05-20"),
        ("android-publisher.json", 1, "2025-03-06"),
        ("amazon-2018.jsonl", 2, "2017-01-02"),
        ("amazon-2023.jsonl", 1, "2023-02-14"),
    ] {
        assert_eq!(
            day(row(&fixture(name), of)).as_deref(),
            Some(told),
            "{name}"
        );
    }
}

#[test]
fn ratings_keep_their_scale() {
    for (name, of, told) in [
        ("percent.csv", 1, (80.0, 0.0, 100.0)),
        ("percent.csv", 3, (4.0, 0.0, 100.0)),
        ("csat.csv", 1, (5.0, 1.0, 5.0)),
        ("csat.csv", 2, (2.0, 1.0, 5.0)),
        ("csat.csv", 5, (4.0, 1.0, 5.0)),
        ("nps-classes.csv", 3, (3.0, 0.0, 10.0)),
        ("typeform.json", 2, (6.0, 0.0, 10.0)),
        ("survey-monkey.csv", 2, (4.0, 0.0, 10.0)),
        ("zendesk.csv", 2, (1.0, 0.0, 1.0)),
    ] {
        assert_eq!(
            rating(row(&fixture(name), of)),
            Some(told),
            "{name} row {of}"
        );
    }
    let classes = fixture("nps-classes.csv");
    let classes: Vec<Option<&str>> = classes
        .feedback
        .iter()
        .map(|of| of.segment.as_deref())
        .collect();
    assert_eq!(
        classes,
        [Some("Promoter"), Some("Passive"), Some("Detractor")]
    );
    assert_eq!(row(&fixture("amazon-2018.jsonl"), 1).votes, Some(1204));
}

#[test]
fn quoted_mail_and_signatures_are_shown_and_not_read() {
    let mail = fixture("mail.csv");
    for (of, words) in [
        (
            1,
            &["Re: Map stays gray", "It is still gray after the update."][..],
        ),
        (
            2,
            &["AW: Rechnung", "Die Rechnung stimmt immer noch nicht."],
        ),
        (3, &["Export", "Where is the export? 🙏"]),
        (4, &["Re: Export", "I found it & it works."]),
        (
            5,
            &[
                "Log",
                "The log says",
                "cannot open list",
                "retry in 5 s and then the app closes.",
            ],
        ),
        (6, &["Fwd: Hello", "Please add owls."]),
    ] {
        assert_eq!(said(&mail, of), words, "row {of}");
    }
    assert!(texts(row(&mail, 1))[1].ends_with("> Ada"));
}

#[test]
fn damage_in_a_line_costs_no_more_than_that_line() {
    for (name, row, reason) in [
        (
            "lone-surrogate.jsonl",
            4,
            "not valid JSON at column 30: invalid escape",
        ),
        ("deep.jsonl", 2, "nested more than 128 levels deep"),
    ] {
        let read = fixture(name);
        let bad: Vec<_> = read
            .entries
            .iter()
            .filter(|of| of.placed != Placed::Used)
            .collect();
        assert_eq!(bad.len(), 1, "{name}");
        assert_eq!(bad[0].row.row, row, "{name}");
        assert_eq!(bad[0].placed, Placed::Unreadable(reason.into()), "{name}");
    }
    let cut = fixture("lone-surrogate.jsonl");
    assert_eq!(texts(row(&cut, 1)), ["Great 😀 app"]);
    assert_eq!(said(&cut, 2), ["Cut in the middle of a smiley"]);
    let twice = fixture("double-keys.jsonl");
    assert_eq!(texts(row(&twice, 1)), ["The second text counts"]);
    let loose = fixture("not-quite.json");
    assert_eq!(texts(row(&loose, 2)), ["Infinity is a word here, NaN too"]);
    let lines: Vec<_> = loose.entries.iter().map(|entry| entry.line).collect();
    assert_eq!(lines, [2, 3, 4].map(NonZeroU32::new));
}
