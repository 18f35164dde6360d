//! The card of a recommender: what it learned from, how right it is, and what it does not know.

use super::folder::Model;
use super::judged::{AT, Judged};
use anyhow::Result;
use hearken_fcnn::recommend::Order;
use hearken_report::markdown_text as plain;
use std::fmt::Write;

pub(super) fn card(
    model: &Model,
    account: &str,
    (name, sha256): (&str, &str),
    judged: Option<&Judged>,
) -> Result<String> {
    let (recommender, mut card) = (&model.recommender, String::new());
    let settings = recommender.settings();
    writeln!(card, "# A recommender of {} items\n", recommender.items())?;
    writeln!(
        card,
        "<!-- Written by `hearken recommend train`, with the figures of metrics.json; training again writes it again. -->\n"
    )?;
    let layers = match settings.hidden.as_slice() {
        [] => "no hidden layer".to_owned(),
        widths => {
            let widths: Vec<String> = widths.iter().map(usize::to_string).collect();
            format!("hidden layers of {}", widths.join(" and "))
        }
    };
    let order = match recommender.order() {
        Order::Time => "What came last counts most in some of the averages.",
        Order::None => "The events had no times, so that all count the same.",
    };
    writeln!(
        card,
        "Suggests to a user what it has not met yet, from what it did: averages of the items' embeddings ({} numbers\neach), {layers}, and a score for each item (after Covington et al., 2016, \"Deep Neural Networks for YouTube\nRecommendations\"). {order}\nA user of whom nothing is known gets what most users met, and is told so. Weights: SHA-256\n`{}`.",
        settings.embedding,
        recommender.sha256()?
    )?;
    writeln!(
        card,
        "\n## How to use it\n\n- To ask it: `hearken recommend suggest --model DIR USER`, where DIR is this folder; `hearken recommend similar --model\n  DIR ITEM`.\n- For other programs: `hearken serve --recommend DIR`, or `hearken recommend export --model DIR -o FILE` (ONNX)."
    )?;
    writeln!(card, "\n## How right it is\n")?;
    match judged {
        None => writeln!(card, "Not measured: it was trained with `--no-evaluation`.")?,
        Some(judged) => {
            writeln!(
                card,
                "Of {} users the last item was held out, and a model with these settings that had learned from the others ranked\nall items that the user had not met; the second-last items chose the epoch. The model in this folder learned from\nall events.\n",
                judged.network.users
            )?;
            writeln!(
                card,
                "| by | hit rate at {AT} | 95 % interval | NDCG at {AT} | 95 % interval |"
            )?;
            writeln!(card, "| --- | ---: | --- | ---: | --- |")?;
            for (name, of) in [
                ("network", &judged.network),
                ("popularity", &judged.popularity),
            ] {
                let (hit, gain) = (of.hit_rate_interval, of.ndcg_interval);
                writeln!(
                    card,
                    "| {name} | {:.3} | {:.3}–{:.3} | {:.4} | {:.4}–{:.4} |",
                    of.hit_rate, hit.low, hit.high, of.ndcg, gain.low, gain.high
                )?;
            }
        }
    }
    writeln!(
        card,
        "\n## What it learned from\n\n{}: {}, SHA-256 `{sha256}`.\n\n**This folder holds the users' ids and what each of them met**, so that it can suggest to them.",
        plain(name),
        plain(account)
    )?;
    writeln!(
        card,
        "\n## What it does not know\n\n- **Why.** It knows who met what, and nothing of the items themselves; a rating is shown and not learned from.\n- **New items.** What nobody met in training is never suggested.\n- **Tomorrow.** People are judged here by what they did next in the past; whether a suggestion changes what they do,\n  a test on users must say."
    )?;
    writeln!(
        card,
        "\n## How to make it again\n\n`hearken recommend train` with the same file and settings writes the same bytes. Seed {}, {} epochs, {} users a step,\nAdamW with learning rate {} and weight decay {}, dropout {}, {} drawn items a step.",
        settings.seed,
        recommender.epochs(),
        settings.batch,
        settings.learning_rate,
        settings.weight_decay,
        settings.dropout,
        settings.negatives
    )?;
    Ok(card)
}
