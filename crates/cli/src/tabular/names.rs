//! Cells as they may be shown.

/// Letters of a cell that are shown.
const LONGEST: usize = 40;

/// A cell with personal data masked, cut where it is long.
pub(super) fn shown(cell: &str) -> String {
    let masked = hearken_ingest::mask_text(cell);
    if masked.chars().count() <= LONGEST {
        return masked;
    }
    let start: String = masked.chars().take(LONGEST - 1).collect();
    format!("{start}…")
}
