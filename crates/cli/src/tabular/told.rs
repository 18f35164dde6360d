//! What is told while networks learn, and what is kept of it.

use hearken_fcnn::tabular::{Epoch, Suspect, Suspicion};
use std::io::{Write, stderr};

/// A line an epoch, as Keras writes them; `name` says of what.
pub(crate) fn epoch(epoch: &Epoch, name: &str) {
    let network = match epoch.networks {
        1 => String::new(),
        networks => format!("network {}/{networks}  ", epoch.network),
    };
    let Epoch {
        number, of, metric, ..
    } = epoch;
    let mark = if epoch.best { "  best" } else { "" };
    // Progress that cannot be shown is no reason to stop.
    let _ = writeln!(
        stderr(),
        "{name}{network}epoch {number:>2}/{of} - loss: {:.4} - {metric}: {:.4} - val_loss: {:.4} - val_{metric}: {:.4}{mark}",
        epoch.training_loss,
        epoch.training_metric,
        epoch.validation_loss,
        epoch.validation_metric,
    );
}

/// The epochs as CSV.
pub(super) fn history(epochs: &[Epoch]) -> anyhow::Result<Vec<u8>> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let metric = epochs.first().map_or("metric", |epoch| epoch.metric);
    let of_validation = format!("val_{metric}");
    csv.write_record([
        "network",
        "epoch",
        "learning_rate",
        "loss",
        metric,
        "val_loss",
        &of_validation,
        "best",
    ])?;
    for epoch in epochs {
        csv.write_record([
            epoch.network.to_string(),
            epoch.number.to_string(),
            format!("{:.6}", epoch.learning_rate),
            format!("{:.6}", epoch.training_loss),
            format!("{:.6}", epoch.training_metric),
            format!("{:.6}", epoch.validation_loss),
            format!("{:.6}", epoch.validation_metric),
            u8::from(epoch.best).to_string(),
        ])?;
    }
    Ok(csv.into_inner()?)
}

/// A suspicion in a sentence.
pub(super) fn suspicion(suspect: &Suspect) -> String {
    let name = &suspect.column;
    let tells = 100.0 * suspect.tells;
    match suspect.suspicion {
        Suspicion::Target => format!(
            "the column \"{name}\" tells {tells:.0} % of the target by itself: is it the target under another name, or written down after it? If so, --drop \"{name}\""
        ),
        Suspicion::Presence => format!(
            "whether the column \"{name}\" has a value tells {tells:.0} % of the target: is it written down after it? If so, --drop \"{name}\""
        ),
        Suspicion::Identifier => {
            format!(
                "the column \"{name}\" names rows, as an id does, and says nothing of new ones: --drop \"{name}\""
            )
        }
    }
}
