//! What users wrote is data wherever it is shown, and personal data is shown nowhere.

mod binary;

use binary::{Ran, hearken};
use std::path::Path;
use tempfile::TempDir;

/// Analyzes an export written from rows of cells, with further arguments.
fn analyze(rows: &[&[&str]], arguments: &[&str]) -> (TempDir, Ran) {
    let place = tempfile::tempdir().unwrap();
    let mut writer = csv::Writer::from_path(place.path().join("export.csv")).unwrap();
    rows.iter()
        .for_each(|row| writer.write_record(*row).unwrap());
    writer.flush().unwrap();
    drop(writer);
    let all = [&["analyze", "export.csv", "-o", "report"], arguments].concat();
    let ran = hearken(place.path(), &all);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    (place, ran)
}

fn read(place: &TempDir, file: &str) -> String {
    std::fs::read_to_string(place.path().join("report").join(file)).unwrap()
}

/// Every file under the folder with its bytes.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let files = std::fs::read_dir(folder).unwrap().map(|file| {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, std::fs::read(path).unwrap())
    });
    files.collect()
}

fn holds(bytes: &[u8], words: &str) -> bool {
    bytes
        .windows(words.len())
        .any(|part| part == words.as_bytes())
}

/// What a spreadsheet would run.
const FORMULAS: [&str; 9] = [
    "=HYPERLINK(\"http://example.com\",\"the export does not work\")",
    "+1 for a dark mode please",
    "-the app crashes on start",
    "@team please fix the sync",
    "\t=cmd|' /C calc'!A0 is what the export shows",
    "\r=SUM(A1:A9) is what the report shows",
    "  =1+1 is shown in place of my total",
    "＝1+1 is shown in place of my balance",
    "\u{feff}=2+2 is shown in place of my name",
];

#[test]
fn formulas_are_text_in_a_spreadsheet() {
    let mut rows = vec![vec![
        "=id".to_owned(),
        "review".to_owned(),
        "@channel".to_owned(),
    ]];
    for (index, formula) in FORMULAS.iter().enumerate() {
        rows.push(vec![
            format!("=A{index}"),
            (*formula).to_owned(),
            "+store".to_owned(),
        ]);
    }
    let rows: Vec<Vec<&str>> = rows
        .iter()
        .map(|row| row.iter().map(String::as_str).collect())
        .collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let columns = ["--text-column", "review", "--id-column", "=id"];
    let (place, _) = analyze(&rows, &columns);

    let table = read(&place, "feedback.csv");
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(table.as_bytes());
    let records: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(records.len(), FORMULAS.len() + 1);
    for record in &records {
        for cell in record {
            let first = cell
                .trim_start_matches([' ', '\u{feff}', '\u{a0}'])
                .chars()
                .next();
            assert!(
                !first.is_some_and(|c| "=+-@\t\r\n＝＋－＠".contains(c)),
                "{cell:?} would run"
            );
        }
    }
    let text = records[0].iter().position(|name| name == "text").unwrap();
    for (record, formula) in records[1..].iter().zip(FORMULAS) {
        assert_eq!(
            record[text],
            format!("'{formula}"),
            "the words are still there"
        );
    }
}

/// What a browser would obey.
const MARKUP: [&str; 8] = [
    "<script>alert('one')</script> is what the search shows me",
    "The search breaks at </script><script>alert(2)</script> every time",
    "My name \"><img src=x onerror=alert(3)> breaks the search",
    "The search shows {{ 7 * 7 }} and {% raw %} in place of results",
    "The search stops\u{2028}alert(4)\u{2029}after a line",
    "<!-- the search --> hides <style>*{display:none}</style> what I look for",
    "The search opens javascript:alert(5) and [this](javascript:alert(6)) too",
    "`code` **bold** | cell | <b>search</b> &lt;i&gt; is shown wrong",
];

#[test]
fn reviews_are_no_markup() {
    let mut rows: Vec<Vec<&str>> = vec![vec!["<marquee>id", "review", "version\"><blink>"]];
    // Said twice by two people each, so that they make themes and requirements.
    for text in MARKUP {
        rows.push(vec!["<tt>1", text, "<strike>1.0</strike>"]);
    }
    let more = MARKUP.map(|text| format!("{text}, the search never works, it is terrible"));
    rows.extend(more.iter().map(|text| vec!["<tt>2", text, "\"><nobr>2.0"]));
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let columns = ["--text-column", "review", "--smallest-theme", "2"];
    let (place, _) = analyze(&rows, &columns);

    let page = read(&place, "report.html");
    // The page's own script, and its data, which no browser runs.
    assert_eq!(page.matches("<script>").count(), 1);
    let data = "<script type=\"application/json\" id=\"rows\">";
    assert_eq!(page.matches(data).count(), 1);
    assert_eq!(page.matches("<script").count(), 2);
    assert_eq!(page.matches("</script").count(), 2);
    assert_eq!(page.matches("<style").count(), 1);
    for tag in [
        "<img", "<marquee", "<blink", "<tt", "<strike", "<nobr", "<!-- the",
    ] {
        assert!(!page.contains(tag), "{tag} is in the page");
    }
    assert!(!page.contains("href=\"javascript:"));
    assert!(
        page.contains("7 * 7"),
        "templates in reviews are shown as they are"
    );
    assert!(page.contains("default-src &#x27;none&#x27;"));
    let script = &page[page.find("<script>").unwrap()..page.rfind("</script").unwrap()];
    assert!(!script.contains("alert("), "no review reaches the script");

    let markdown = read(&place, "requirements.md");
    assert!(markdown.contains("> “"), "a review is quoted");
    for line in markdown.lines() {
        // The mark of a quote is the page's own.
        let rest = line.trim_start_matches('>');
        assert!(!rest.contains(['<', '>', '\u{2028}', '\u{2029}']), "{line}");
        assert!(!line.replace("\\]", "").contains("]("), "{line}");
    }
}

#[test]
fn reviews_do_not_steer_the_terminal() {
    let steering = [
        "\u{1b}[2J\u{1b}[31mThe login\u{1b}[0m fails every single time",
        "\u{1b}]0;owned\u{7}The login fails every time I try",
        "\u{1b}]8;;http://example.com\u{1b}\\The login\u{1b}]8;;\u{1b}\\ fails again and again",
        "The login fails\rEverything is fine",
        "The login fails \u{7}\u{8}\u{8}every morning",
        "The login \u{202e}sliaf\u{202c} always, it is \u{2066}awful\u{2069}",
        "The login fails \u{9b}31mevery evening\u{9d}0;x\u{9c}",
    ];
    let mut rows: Vec<Vec<&str>> = vec![vec!["\u{1b}[1mid", "review", "ver\u{202e}sion"]];
    rows.extend(
        steering
            .iter()
            .map(|text| vec!["\u{1b}c7", text, "\u{1b}[5m1.0"]),
    );
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let columns = [
        "--text-column",
        "review",
        "--smallest-theme",
        "2",
        "--themes",
        "1",
    ];
    let (place, analyzed) = analyze(&rows, &columns);
    assert!(analyzed.stdout.contains("login"), "a quote is shown");
    let inspected = hearken(
        place.path(),
        &["inspect", "export.csv", "--text-column", "review"],
    );
    let no_column = hearken(
        place.path(),
        &["inspect", "export.csv", "--text-column", "none"],
    );
    let no_file = hearken(place.path(), &["inspect", "\u{1b}[31mno\u{202e}.csv"]);
    let verified = hearken(place.path(), &["verify", "report"]);
    assert_eq!(verified.code, 0, "{}", verified.stdout);
    for ran in [analyzed, inspected, no_column, no_file, verified] {
        for text in [ran.stdout, ran.stderr] {
            let steers = |c: char| {
                (c.is_control() && c != '\n')
                    || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            };
            assert!(!text.contains(steers), "{:?}", text);
        }
    }
}

/// Datum, and what stands for it.
const PERSONAL: [(&str, &str, &str); 6] = [
    (
        "ann.lee+birds@mail.example.com",
        "[email]",
        "Nobody at support answers",
    ),
    ("+1 415 555 0134", "[phone]", "They never called me back on"),
    ("4111 1111 1111 1111", "[card]", "You charged twice my card"),
    (
        "DE89 3704 0044 0532 0130 00",
        "[iban]",
        "The refund never came to",
    ),
    (
        "ghp_a1B2c3D4e5F6g7H8i9J0",
        "[token]",
        "The crash report shows my key",
    ),
    (
        "https://birdlog.example/reset?token=s3cr3t",
        "[url]",
        "This link does not work",
    ),
];

fn personal() -> Vec<Vec<String>> {
    let mut rows = vec![
        ["id", "review", "email", "note", "reply"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for (index, (datum, _, text)) in PERSONAL.iter().enumerate() {
        for (more, end) in ["and I am angry", "again"].iter().enumerate() {
            rows.push(vec![
                format!("{index}{more}"),
                format!("{text} {datum} {end}."),
                "bo@example.org".to_owned(),
                format!("asked by cy@example.net about {datum}"),
                format!("Dear customer, we write to {datum}"),
            ]);
        }
    }
    rows
}

fn analyze_personal(arguments: &[&str]) -> (TempDir, Ran) {
    let rows = personal();
    let rows: Vec<Vec<&str>> = rows
        .iter()
        .map(|row| row.iter().map(String::as_str).collect())
        .collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    analyze(&rows, &[&["--smallest-theme", "2"], arguments].concat())
}

#[test]
fn personal_data_is_in_no_file() {
    let (place, ran) = analyze_personal(&[]);
    let mut told = files(&place.path().join("report"));
    assert_eq!(told.len(), 9);
    let inspected = hearken(place.path(), &["inspect", "export.csv", "--rows", "99"]);
    let json = hearken(place.path(), &["inspect", "export.csv", "--json"]);
    for ran in [ran, inspected, json] {
        told.push(("stdout".to_owned(), ran.stdout.into_bytes()));
        told.push(("stderr".to_owned(), ran.stderr.into_bytes()));
    }
    let data = PERSONAL.map(|(datum, ..)| datum);
    for (file, bytes) in &told {
        for datum in data
            .iter()
            .chain(&["bo@example.org", "cy@example.net", "s3cr3t"])
        {
            assert!(!holds(bytes, datum), "{datum} is in {file}");
        }
    }
    let table = read(&place, "feedback.csv");
    let statements = read(&place, "statements.jsonl");
    for (_, stand_in, _) in PERSONAL {
        assert!(
            table.contains(stand_in) && statements.contains(stand_in),
            "{stand_in}"
        );
    }
    assert_eq!(hearken(place.path(), &["verify", "report"]).code, 0);
}

#[test]
fn personal_data_is_kept_where_the_user_asks_for_it() {
    let (place, _) = analyze_personal(&["--keep-personal-data"]);
    let table = read(&place, "feedback.csv");
    let statements = read(&place, "statements.jsonl");
    for (datum, stand_in, _) in PERSONAL {
        assert!(
            table.contains(datum) && statements.contains(datum),
            "{datum}"
        );
        assert!(!table.contains(stand_in), "{stand_in}");
    }
    assert_eq!(hearken(place.path(), &["verify", "report"]).code, 0);
}
