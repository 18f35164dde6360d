//! Survey tools that write more than one header row.
//!
//! SurveyMonkey heads its columns with questions, and under them with what is answered there: an
//! option, `Response` or `Open-Ended Response`; a question over several columns stands over the
//! first. Qualtrics heads them with short names, the questions, and `{"ImportId": …}`.

use crate::table::{Header, Table, View};
use std::collections::BTreeSet;

/// Answers in one's own words, as the second row calls them.
const OPEN: [&str; 10] = [
    "open-ended response",
    "other (please specify)",
    "comment",
    "comments",
    "offene antwort",
    "antwort mit offenem ende",
    "réponse ouverte",
    "respuesta abierta",
    "risposta aperta",
    "resposta aberta",
];

/// An answer, whatever its kind.
const ANSWER: [&str; 6] = [
    "response",
    "antwort",
    "réponse",
    "respuesta",
    "risposta",
    "resposta",
];

/// Takes up further header rows into the names; gives the columns of open answers.
pub(super) fn join(table: &mut Table) -> Vec<usize> {
    if table.format.starts_with("json") {
        return Vec::new();
    }
    if let Some(rows) = qualtrics(table) {
        table.rows.drain(..rows);
        return Vec::new();
    }
    survey_monkey(table).unwrap_or_default()
}

fn record(table: &Table, row: usize) -> Option<View<'_>> {
    table.rows.get(row)?.record().ok()
}

fn place(names: &[String], wanted: &str) -> Option<usize> {
    names
        .iter()
        .position(|name| name.trim().eq_ignore_ascii_case(wanted))
}

fn survey_monkey(table: &mut Table) -> Option<Vec<usize>> {
    // Questions are long, so that the first row may not have been taken for a header.
    let (names, under) = match table.header {
        Header::Present => (table.names.clone(), 0),
        Header::Absent => (names(record(table, 0)?), 1),
    };
    let respondent = place(&names, "Respondent ID")?;
    let collector = place(&names, "Collector ID")?;
    let below = record(table, under).filter(|below| {
        let blank = |column: usize| below.get(column).trim().is_empty();
        blank(respondent) && blank(collector)
    });
    let mut open = Vec::new();
    let mut joined = names.clone();
    if let Some(below) = below {
        let mut question = String::new();
        for (index, name) in names.iter().enumerate() {
            let answered = below.get(index).trim();
            if !is_blank(name, index) {
                question.clone_from(name);
            }
            if answered.is_empty() {
                continue;
            }
            let word = answered.to_lowercase();
            if OPEN.contains(&word.as_str()) {
                open.push(index);
            }
            let says_nothing = ANSWER.contains(&word.as_str()) || word == OPEN[0];
            joined[index] = if says_nothing || question.is_empty() {
                question.clone()
            } else {
                format!("{question}: {answered}")
            };
        }
    }
    let rows = under + usize::from(below.is_some());
    table.names = unique(joined);
    table.header = Header::Present;
    table.rows.drain(..rows);
    Some(open)
}

/// The number of rows under the header that still are header, with their questions taken up.
fn qualtrics(table: &mut Table) -> Option<usize> {
    let imports = record(table, 1)?;
    let marked = imports.iter().filter(|cell| {
        let cell = cell.trim_start();
        cell.starts_with("{\"ImportId\"") || cell.starts_with("{'ImportId'")
    });
    if marked.count() * 2 <= table.names.len() {
        return None;
    }
    let questions = record(table, 0)?;
    let joined = table.names.iter().enumerate().map(|(index, name)| {
        let question = questions.get(index).trim();
        // `Q3`, `Q3_1`, `Q3_4_TEXT`: the question says what is asked.
        let numbered = name.strip_prefix('Q').is_some_and(|rest| {
            let digit = |byte: &u8| byte.is_ascii_digit();
            rest.as_bytes().first().is_some_and(digit)
        });
        if numbered && !question.is_empty() {
            question.to_owned()
        } else {
            name.clone()
        }
    });
    table.names = unique(joined.collect());
    Some(2)
}

fn names(record: View<'_>) -> Vec<String> {
    let name = |(index, name): (usize, &str)| match name.trim() {
        "" => format!("column {}", index + 1),
        name => name.to_owned(),
    };
    record.iter().enumerate().map(name).collect()
}

fn is_blank(name: &str, index: usize) -> bool {
    name == format!("column {}", index + 1)
}

fn unique(names: Vec<String>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut unique = Vec::with_capacity(names.len());
    for base in names {
        let mut name = base.clone();
        let mut copy = 2;
        while !taken.insert(name.clone()) {
            name = format!("{base} ({copy})");
            copy += 1;
        }
        unique.push(name);
    }
    unique
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Row;

    fn table(names: &[&str], header: Header, rows: &[&[&str]]) -> Table {
        let row = |(index, row): (usize, &&[&str])| {
            Row::alone(index as u64 + 2, Ok(row.iter().collect()))
        };
        Table {
            format: "csv",
            delimiter: Some(','),
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            header,
            rows: rows.iter().enumerate().map(row).collect(),
        }
    }

    const FIRST: [&str; 6] = [
        "Respondent ID",
        "Collector ID",
        "Which do you use?",
        "column 4",
        "Why?",
        "column 6",
    ];
    const SECOND: [&str; 6] = ["", "", "Map", "List", "Open-Ended Response", ""];
    const ANSWERS: [&str; 6] = ["1", "2", "Map", "", "It is fast", ""];

    #[test]
    fn two_header_rows_become_one() {
        let mut read = table(&FIRST, Header::Present, &[&SECOND, &ANSWERS]);
        assert_eq!(join(&mut read), [4]);
        assert_eq!(
            read.names[2..],
            [
                "Which do you use?: Map",
                "Which do you use?: List",
                "Why?",
                "column 6"
            ]
        );
        assert_eq!(read.rows.len(), 1);
    }

    #[test]
    fn a_header_that_was_taken_for_a_row_is_found() {
        let columns = ["column 1", "column 2", "c", "d", "e", "f"];
        let first = FIRST.map(|name| if name.starts_with("column") { "" } else { name });
        let mut read = table(&columns, Header::Absent, &[&first, &SECOND, &ANSWERS]);
        assert_eq!(join(&mut read), [4]);
        assert_eq!(read.names[3], "Which do you use?: List");
        assert_eq!((read.rows.len(), read.rows[0].line), (1, 4));
    }

    #[test]
    fn a_row_of_answers_is_no_header() {
        let mut read = table(&FIRST, Header::Present, &[&ANSWERS]);
        assert!(join(&mut read).is_empty());
        assert_eq!(read.rows.len(), 1);
    }

    #[test]
    fn questions_stand_in_for_short_names() {
        let imports = ["{\"ImportId\":\"a\"}", "{\"ImportId\":\"b\"}"];
        let rows: [&[&str]; 3] = [
            &["Response ID", "What is missing?"],
            &imports,
            &["R_1", "Maps"],
        ];
        let mut read = table(&["ResponseId", "Q1"], Header::Present, &rows);
        join(&mut read);
        assert_eq!(read.names, ["ResponseId", "What is missing?"]);
        assert_eq!(read.rows.len(), 1);
    }
}
