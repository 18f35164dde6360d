//! Tables of made-up customers.

use std::fmt::Write;

/// A number of a sequence that is the same on every machine, 0…1.
pub(crate) fn drawn(state: &mut u64) -> f64 {
    // Knuth's constants for linear congruences (MMIX).
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as f64 / (1u64 << 31) as f64
}

/// A customer, as the table has them.
pub(crate) struct Customer {
    pub(crate) id: String,
    pub(crate) tenure: u32,
    pub(crate) contract: &'static str,
    pub(crate) plan: &'static str,
    pub(crate) bill: f64,
    pub(crate) left: bool,
}

/// Customers who leave the sooner, the shorter they are there, the more so with a monthly contract.
pub(crate) fn customers(count: usize) -> Vec<Customer> {
    let mut state = 7;
    let mut next = || drawn(&mut state);
    (0..count)
        .map(|number| {
            let tenure = (next() * 72.0) as u32;
            let monthly = next() < 0.5;
            let plan = ["basic", "plus", "pro"][(next() * 3.0) as usize];
            let risk = if monthly { 0.8 } else { 0.25 } * (1.0 - f64::from(tenure) / 90.0);
            Customer {
                id: format!("C-{number:04}"),
                tenure,
                contract: if monthly { "monthly" } else { "yearly" },
                plan,
                bill: 20.0 + f64::from(tenure) / 2.0 + 30.0 * next(),
                left: next() < risk,
            }
        })
        .collect()
}

/// The table as CSV.
pub(crate) fn table(count: usize) -> String {
    let mut csv = "customer,tenure,contract,plan,bill,churn\n".to_owned();
    for it in customers(count) {
        let left = if it.left { "Yes" } else { "No" };
        let _ = writeln!(
            csv,
            "{},{},{},{},{:.2},{left}",
            it.id, it.tenure, it.contract, it.plan, it.bill
        );
    }
    csv
}
