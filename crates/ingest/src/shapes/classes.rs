//! Columns that call people promoters, passives and detractors (Reichheld, 2003).

use crate::table::Table;
use crate::values::filled;

/// Words of the three classes, with those that survey tools write for them.
const CLASSES: [&str; 8] = [
    "promoter",
    "promoters",
    "passive",
    "passives",
    "neutral",
    "detractor",
    "detractors",
    "indifferent",
];

/// The column whose every value is one of the classes; at least one must be surely meant.
pub(super) fn column(table: &Table) -> Option<usize> {
    (0..table.names.len()).find(|column| {
        let mut sure = false;
        let fields = table.rows.iter().filter_map(|row| row.record().ok());
        let mut fields = fields.filter_map(|record| filled(record.get(*column)));
        let all = fields.all(|field| {
            let word = field.to_ascii_lowercase();
            sure |= word.starts_with("promoter") || word.starts_with("detractor");
            CLASSES.contains(&word.as_str())
        });
        all && sure
    })
}
