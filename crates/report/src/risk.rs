//! What goes with leaving: of customers who wrote, how much more often those leave who raised a theme.

use crate::numbers::{corrected, round};
use crate::plain::markdown as plain;
use serde::{Deserialize, Serialize};
use std::fmt::Write;

/// The 97.5 % point of the normal distribution: intervals hold 95 %.
const Z: f64 = 1.959_963_984_540_054;
/// Corrected probability below which a difference is more than chance.
const SURE: f64 = 0.05;
/// Customers below which nothing is claimed of a theme.
const FEWEST: u64 = 5;

/// Customers who said something and who did not, and how many of each left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// What was said: a theme's name, or what the texts are.
    pub name: String,
    /// The theme's id; none of what is no theme.
    pub theme: Option<String>,
    /// Customers who said it.
    pub said: u64,
    /// Those of them who left.
    pub said_left: u64,
    /// Customers who did not.
    pub others: u64,
    /// Those of them who left.
    pub others_left: u64,
}

/// How something that customers said goes with leaving.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Odds {
    /// A theme's name, or what the texts are.
    pub name: String,
    /// The theme's id; none of what is no theme.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
    /// Customers who said it.
    pub customers: u64,
    /// Share of them who left.
    pub left: f64,
    /// Share of the others who left.
    pub others_left: f64,
    /// The odds of leaving of those who said it by the odds of the others, a half added to each count
    /// (Haldane, 1956).
    pub odds_ratio: f64,
    /// Lower end of its 95 % interval (Woolf, 1955).
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Chance of a table as uneven as this one where nothing goes with anything (Fisher's exact test).
    pub chance: f64,
    /// That, corrected for the number of things tested (Benjamini and Hochberg, 1995).
    pub corrected: f64,
    /// Whether it is more than chance, and of customers enough.
    pub sure: bool,
}

/// The odds of everything that was counted, most telling first.
pub fn odds(counted: &[Counted]) -> Vec<Odds> {
    let mut found: Vec<Odds> = counted.iter().map(Odds::of).collect();
    // What too few said is told but not tested, and costs the others nothing.
    let tested: Vec<usize> = (0..found.len())
        .filter(|at| found[*at].customers >= FEWEST)
        .collect();
    let chances: Vec<f64> = tested.iter().map(|at| found[*at].chance).collect();
    for (at, corrected) in tested.into_iter().zip(corrected(&chances)) {
        found[at].corrected = corrected;
        found[at].sure = corrected < SURE;
    }
    found.sort_by(|one, other| {
        (one.corrected.total_cmp(&other.corrected))
            .then(one.chance.total_cmp(&other.chance))
            .then(one.name.cmp(&other.name))
    });
    for odds in &mut found {
        odds.chance = rounded(odds.chance);
        odds.corrected = rounded(odds.corrected);
    }
    found
}

/// Small chances keep two digits.
fn rounded(chance: f64) -> f64 {
    if chance >= 1e-4 || chance == 0.0 {
        return round(chance);
    }
    let size = 10f64.powf(chance.log10().floor() - 1.0);
    (chance / size).round() * size
}

impl Odds {
    fn of(counted: &Counted) -> Self {
        let Counted {
            said,
            said_left,
            others,
            others_left,
            ..
        } = *counted;
        let half = |count: u64| count as f64 + 0.5;
        let cells = [
            said_left,
            said - said_left,
            others_left,
            others - others_left,
        ];
        let [a, b, c, d] = cells.map(half);
        let log = (a * d / (b * c)).ln();
        let reach = Z * (1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d).sqrt();
        let share = |part: u64, whole: u64| round(part as f64 / whole.max(1) as f64);
        Self {
            name: counted.name.clone(),
            theme: counted.theme.clone(),
            customers: said,
            left: share(said_left, said),
            others_left: share(others_left, others),
            odds_ratio: round(log.exp()),
            low: round((log - reach).exp()),
            high: round((log + reach).exp()),
            chance: fisher(cells),
            corrected: 1.0,
            sure: false,
        }
    }
}

/// Fisher's exact test, two-sided: the probabilities of all tables with these margins that are no more
/// probable than this one, summed.
fn fisher([a, b, c, d]: [u64; 4]) -> f64 {
    let all = usize::try_from(a + b + c + d).unwrap_or(usize::MAX);
    let mut logs = vec![0.0; all + 1];
    for count in 1..=all {
        logs[count] = logs[count - 1] + (count as f64).ln();
    }
    let log = |count: u64| logs[count as usize];
    let (rows, columns) = ([a + b, c + d], [a + c, b + d]);
    let margins =
        log(rows[0]) + log(rows[1]) + log(columns[0]) + log(columns[1]) - log(a + b + c + d);
    let of = |a: u64| {
        let (b, c) = (rows[0] - a, columns[0] - a);
        let d = rows[1] - c;
        margins - log(a) - log(b) - log(c) - log(d)
    };
    let here = of(a);
    let least = columns[0].saturating_sub(rows[1]);
    let tables = least..=rows[0].min(columns[0]);
    // Equal tables must not fall out by rounding.
    let as_rare = tables.map(of).filter(|log| *log <= here + 1e-9);
    as_rare.map(f64::exp).sum::<f64>().min(1.0)
}

/// The lines of a Markdown table of odds, at most so many.
pub fn odds_table(found: &[Odds], what: &str, most: usize) -> String {
    let mut page = String::new();
    let _ = writeln!(
        page,
        "| {what} | customers | of them left | of the others | odds ratio | 95 % interval | corrected chance |\n| --- | --: | --: | --: | --: | --: | --: |"
    );
    for odds in found.iter().take(most) {
        let mark = if odds.sure { "**" } else { "" };
        let chance = if odds.customers < FEWEST {
            "too few".to_owned()
        } else if odds.corrected < 1e-4 {
            "< 0.0001".to_owned()
        } else {
            format!("{:.4}", odds.corrected)
        };
        let _ = writeln!(
            page,
            "| {mark}{}{mark} | {} | {:.0} % | {:.0} % | {:.2} | {:.2} – {:.2} | {chance} |",
            plain(&odds.name),
            odds.customers,
            100.0 * odds.left,
            100.0 * odds.others_left,
            odds.odds_ratio,
            odds.low,
            odds.high
        );
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(name: &str, [a, b, c, d]: [u64; 4]) -> Counted {
        Counted {
            name: name.to_owned(),
            theme: None,
            said: a + b,
            said_left: a,
            others: c + d,
            others_left: c,
        }
    }

    #[test]
    fn fishers_test_agrees_with_the_tea() {
        // Fisher's lady tasting tea: three of four cups right.
        assert!((fisher([3, 1, 1, 3]) - 34.0 / 70.0).abs() < 1e-9);
        assert!((fisher([4, 0, 0, 4]) - 2.0 / 70.0).abs() < 1e-9);
        assert_eq!(fisher([0, 0, 3, 5]), 1.0);
    }

    #[test]
    fn what_goes_with_leaving_is_told_and_few_customers_are_not_enough() {
        let found = odds(&[
            counted("prices", [30, 20, 50, 200]),
            counted("looks", [10, 40, 70, 180]),
            counted("crash", [4, 0, 76, 220]),
        ]);
        assert_eq!(found[0].name, "prices");
        assert!(found[0].sure && found[0].low > 1.0 && found[0].odds_ratio > 4.0);
        assert!(!found[1].sure && !found[2].sure);
        assert_eq!((found[0].left, found[0].others_left), (0.6, 0.2));
        // Two were tested: the chance of the first counts twice.
        assert!(found[0].corrected <= 2.0 * found[0].chance + 1e-4);
        let table = odds_table(&found, "theme", 3);
        assert!(
            table.contains("**prices**") && table.contains("too few"),
            "{table}"
        );
    }

    #[test]
    fn empty_corners_have_finite_odds() {
        let found = odds(&[
            counted("all left", [9, 0, 0, 9]),
            counted("nobody", [0, 0, 3, 5]),
        ]);
        assert!(
            found
                .iter()
                .all(|odds| odds.high.is_finite() && odds.low > 0.0)
        );
    }
}
