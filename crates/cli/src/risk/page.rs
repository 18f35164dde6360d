//! The report about risk, in words and as data.

use super::{Arguments, Found, Texts};
use anyhow::Result;
use hearken_fcnn::tabular::{Measurement, Model, Reason};
use hearken_report::{markdown_text as plain, odds_table};
use serde_json::{Value, json};
use std::fmt::Write;

/// Customers and themes that the page tells of.
const CUSTOMERS: usize = 20;
const THEMES: usize = 20;

/// As in `Contract +0.181; tenure +0.104`.
pub(super) fn reasons(why: &[Reason], model: &Model) -> String {
    let one = |reason: &Reason| {
        let name = &model.columns()[reason.column].name;
        format!("{name} {:+.3}", reason.effect)
    };
    why.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// The customers who have not left, most at risk first.
fn at_risk(found: &Found<'_>) -> Vec<usize> {
    let truth = &found.data.target;
    let mut rows: Vec<usize> = (0..found.risks.len())
        .filter(|row| truth.select(&[*row]).counts()[1] == 0)
        .collect();
    rows.sort_by(|one, other| {
        found.risks[*other]
            .total_cmp(&found.risks[*one])
            .then(found.data.numbers[*one].cmp(&found.data.numbers[*other]))
    });
    rows
}

fn auc(measured: &Measurement) -> String {
    let value = measured.figures.headline()[0].1;
    let interval = measured.intervals[0].1;
    format!("{value:.4} ({:.4} – {:.4})", interval.low, interval.high)
}

/// What the texts add, in a sentence.
fn gained(texts: &Texts, measured: &Measurement) -> String {
    let gain = &texts.gain;
    let verdict = if gain.low > 0.0 {
        "more than chance"
    } else if gain.high < 0.0 {
        "less than nothing: leave them out"
    } else {
        "no more than chance would"
    };
    format!(
        "ROC-AUC by the table alone {}, with what customers wrote {}; the texts add {:+.4} ({:+.4} – {:+.4}), {verdict}.",
        auc(&texts.without),
        auc(measured),
        gain.value,
        gain.low,
        gain.high
    )
}

pub(super) fn page(found: &Found<'_>, arguments: &Arguments) -> String {
    let mut page = format!("# Who is about to leave: {}\n\n", plain(&arguments.target));
    let counts = found.data.target.counts();
    let _ = writeln!(
        page,
        "{} customers, {} of whom left (\"{}\"). Each risk comes from networks that have not seen the customer (five folds): ROC-AUC {}, calibration error {:.3}. What was not used stands in [ledger.csv](ledger.csv); every customer in [risk.csv](risk.csv).\n",
        found.risks.len(),
        counts[1],
        plain(found.left),
        auc(&found.measured),
        calibration(&found.measured)
    );
    if let Some(texts) = &found.texts {
        let _ = writeln!(page, "## What they wrote\n");
        let _ = writeln!(
            page,
            "{} of the customers wrote {} feedback; {} feedback have an id that is no customer's here. {}\n",
            texts.customers,
            texts.feedback,
            texts.unmatched,
            gained(texts, &found.measured)
        );
        let _ = writeln!(
            page,
            "Of customers who wrote, those who raised a theme beside those who did not. Bold is what is more than chance, corrected for the number of themes. That leaving goes with a theme does not say that the theme is the cause, and feedback written while leaving goes with leaving by itself.\n"
        );
        page += &odds_table(&texts.themes, "theme", THEMES);
        let _ = writeln!(page);
        page += &odds_table(&texts.signals, "wrote", THEMES);
        let _ = writeln!(page);
    }
    let _ = writeln!(
        page,
        "## Most at risk\n\nOf the customers who have not left. Reasons: how far each column moves the risk from what its typical values give.\n"
    );
    let _ = writeln!(page, "| customer | risk | reasons |\n| --- | --: | --- |");
    for row in at_risk(found).into_iter().take(CUSTOMERS) {
        let _ = writeln!(
            page,
            "| {} | {:.0} % | {} |",
            plain(&found.ids[row]),
            100.0 * found.risks[row],
            plain(&found.reasons[row])
        );
    }
    page
}

fn calibration(measured: &Measurement) -> f64 {
    let headline = measured.figures.headline();
    let found = headline
        .iter()
        .find(|(name, _)| *name == "expected_calibration_error");
    found.map_or(f64::NAN, |(_, value)| *value)
}

pub(super) fn json(found: &Found<'_>, arguments: &Arguments) -> Result<Value> {
    let mut json = json!({
        "format": "hearken-risk",
        "version": 1,
        "hearken": env!("CARGO_PKG_VERSION"),
        "target": arguments.target,
        "left": found.left,
        "customers": found.risks.len(),
        "ledger": found.data.ledger_counts(),
        "figures": found.measured,
    });
    if let Some(texts) = &found.texts {
        json["texts"] = json!({
            "customers": texts.customers,
            "feedback": texts.feedback,
            "unmatched_feedback": texts.unmatched,
            "figures_without": texts.without,
            "gain": texts.gain,
            "themes": texts.themes,
            "signals": texts.signals,
        });
    }
    let of = |row: usize| json!({"customer": found.ids[row], "risk": rounded(found.risks[row]), "reasons": found.reasons[row]});
    let most: Vec<Value> = at_risk(found).into_iter().take(CUSTOMERS).map(of).collect();
    json["most_at_risk"] = json!(most);
    Ok(json)
}

fn rounded(risk: f64) -> f64 {
    (risk * 1e4).round() / 1e4
}

/// A line a customer, in the order of the table.
pub(super) fn csv(found: &Found<'_>) -> Result<Vec<u8>> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(["row", "customer", "risk", "left", "reasons"])?;
    let mut rows: Vec<usize> = (0..found.risks.len()).collect();
    rows.sort_by_key(|row| found.data.numbers[*row]);
    for row in rows {
        let left = found.data.target.select(&[row]).counts()[1] == 1;
        csv.write_record([
            found.data.numbers[row].to_string().as_str(),
            &found.ids[row],
            &format!("{:.4}", found.risks[row]),
            if left { "yes" } else { "no" },
            &found.reasons[row],
        ])?;
    }
    Ok(csv.into_inner()?)
}

pub(super) fn summary(found: &Found<'_>) -> String {
    let mut told = format!(
        "{} customers, {} left   ROC-AUC {}   calibration error {:.3}\n",
        found.risks.len(),
        found.data.target.counts()[1],
        auc(&found.measured),
        calibration(&found.measured)
    );
    if let Some(texts) = &found.texts {
        let _ = writeln!(told, "{}", gained(texts, &found.measured));
        let sure: Vec<_> = texts.themes.iter().filter(|odds| odds.sure).collect();
        let _ = writeln!(
            told,
            "{} of {} themes go with leaving or staying by more than chance",
            sure.len(),
            texts.themes.len()
        );
        for odds in sure.iter().take(5) {
            let _ = writeln!(
                told,
                "  odds × {:.2} ({:.2} – {:.2})  {} ({} customers)",
                odds.odds_ratio, odds.low, odds.high, odds.name, odds.customers
            );
        }
    }
    told
}
