//! Leave-last-out: each user's last item is held out, and looked for among all that the user has not met.

use anyhow::Result;
use hearken_fcnn::recommend::{
    Epoch, Events, Figures, Recommender, Settings, Until, figures, places_by_popularity, train,
};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::io::{Write, stderr};

/// Places that count.
pub(super) const AT: usize = 10;

/// What such a recommender, and popularity alone, made of the held-out items.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Judged {
    /// Epochs that the second-last items chose.
    pub(super) epochs: usize,
    pub(super) network: Figures,
    pub(super) popularity: Figures,
    /// The places, by the number of the user, the network's and popularity's.
    #[serde(skip)]
    pub(super) places: Vec<(usize, [Option<f64>; 2])>,
}

/// The second-last item of each user chooses the epoch; then a recommender learns from all but the last
/// items for as many epochs, and is judged by these.
pub(super) fn judge(events: &Events, settings: &Settings) -> Result<Judged> {
    let (rest, last) = events.hold_out_last();
    let epochs = choose(&rest, settings)?;
    let found = again(&rest, epochs, settings, "testing")?;
    let network = found.places(&rest, &last)?;
    let popularity = places_by_popularity(&rest, &last);
    let users = last.iter().enumerate().filter(|(_, item)| item.is_some());
    let both = network.iter().zip(&popularity);
    Ok(Judged {
        epochs,
        network: figures(&network, AT),
        popularity: figures(&popularity, AT),
        places: users
            .zip(both)
            .map(|((user, _), (network, popularity))| (user, [*network, *popularity]))
            .collect(),
    })
}

/// The epoch that foretells each user's last item best.
pub(super) fn choose(events: &Events, settings: &Settings) -> Result<usize> {
    let (fitted, held) = events.hold_out_last();
    let found = train(&fitted, Until::NoBetter(&held), settings, &mut |epoch| {
        tell(epoch, "choosing")
    })?;
    Ok(found.epochs())
}

/// Trains for so many epochs.
pub(super) fn again(
    events: &Events,
    epochs: usize,
    settings: &Settings,
    name: &str,
) -> Result<Recommender> {
    Ok(train(
        events,
        Until::Epochs(epochs),
        settings,
        &mut |epoch| tell(epoch, name),
    )?)
}

/// A line an epoch.
fn tell(epoch: &Epoch, name: &str) {
    let validation = epoch.validation.map_or(String::new(), |found| {
        let mark = if found.best { "  best" } else { "" };
        format!(
            "  hit rate {:.3}  NDCG {:.4}{mark}",
            found.hit_rate, found.ndcg
        )
    });
    // Progress that cannot be shown is no reason to stop.
    let _ = writeln!(
        stderr(),
        "{name}  epoch {:>2}/{}  loss {:.4}{validation}",
        epoch.number,
        epoch.of,
        epoch.training_loss
    );
}

impl fmt::Display for Judged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "The last item of {} users was held out and looked for among all that they had not met:\n",
            self.network.users
        )?;
        writeln!(
            f,
            "{:<12}{:<24}NDCG at {AT}",
            "",
            format!("hit rate at {AT}")
        )?;
        for (name, of) in [("network", &self.network), ("popularity", &self.popularity)] {
            let (hit, gain) = (of.hit_rate_interval, of.ndcg_interval);
            let hit = format!("{:.3} ({:.3}–{:.3})", of.hit_rate, hit.low, hit.high);
            writeln!(
                f,
                "{name:<12}{hit:<24}{:.4} ({:.4}–{:.4})",
                of.ndcg, gain.low, gain.high
            )?;
        }
        Ok(())
    }
}
