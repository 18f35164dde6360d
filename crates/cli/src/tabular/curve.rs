//! A picture of how networks learned: loss and metric by epoch, training beside validation.

use hearken_fcnn::tabular::Epoch;
use std::collections::BTreeMap;
use std::fmt::Write;

const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 220.0;
const LEFT: f64 = 56.0;
const TOP: f64 = 34.0;
const GAP: f64 = 70.0;
const TRAINING: &str = "#4477aa";
const VALIDATION: &str = "#cc6633";

/// A panel's name, and the value of an epoch on training and validation part.
struct Panel<'a> {
    name: &'a str,
    values: fn(&Epoch) -> [f64; 2],
}

/// The picture as SVG; networks of an ensemble are a pair of lines each.
pub(super) fn picture(epochs: &[Epoch]) -> String {
    let metric = epochs.first().map_or("metric", |epoch| epoch.metric);
    let panels = [
        Panel {
            name: "loss",
            values: |epoch| [epoch.training_loss, epoch.validation_loss],
        },
        Panel {
            name: metric,
            values: |epoch| [epoch.training_metric, epoch.validation_metric],
        },
    ];
    let (width, height) = (2.0 * (LEFT + WIDTH) + GAP, TOP + HEIGHT + 70.0);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\">\n<title>Learning curves: {} epochs</title>\n<rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n",
        epochs.iter().map(|epoch| epoch.number).max().unwrap_or(0)
    );
    for (at, panel) in panels.iter().enumerate() {
        draw(
            &mut svg,
            panel,
            LEFT + at as f64 * (WIDTH + GAP + LEFT / 2.0),
            epochs,
        );
    }
    let y = TOP + HEIGHT + 56.0;
    for (at, (name, color)) in [
        ("training (with dropout)", TRAINING),
        ("validation", VALIDATION),
    ]
    .into_iter()
    .enumerate()
    {
        let x = LEFT + at as f64 * 190.0;
        let _ = writeln!(
            svg,
            "<line x1=\"{x}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"{color}\" stroke-width=\"2\"/><text x=\"{}\" y=\"{y}\">{name}</text>",
            y - 4.0,
            x + 24.0,
            y - 4.0,
            x + 30.0
        );
    }
    svg + "</svg>\n"
}

fn draw(svg: &mut String, panel: &Panel<'_>, left: f64, epochs: &[Epoch]) {
    let values = || epochs.iter().flat_map(panel.values);
    let (low, high) = range(values());
    let last = epochs.iter().map(|epoch| epoch.number).max().unwrap_or(1);
    let x = |number: usize| left + (number - 1) as f64 / (last - 1).max(1) as f64 * WIDTH;
    let y = |value: f64| TOP + HEIGHT - (value - low) / (high - low) * HEIGHT;
    let _ = writeln!(
        svg,
        "<text x=\"{left}\" y=\"{}\" font-weight=\"bold\">{}</text>",
        TOP - 14.0,
        panel.name
    );
    for part in 0..=4 {
        let value = low + (high - low) * f64::from(part) / 4.0;
        let at = y(value);
        let _ = writeln!(
            svg,
            "<line x1=\"{left}\" y1=\"{at:.1}\" x2=\"{:.1}\" y2=\"{at:.1}\" stroke=\"#ddd\"/><text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\" fill=\"#555\">{}</text>",
            left + WIDTH,
            left - 6.0,
            at + 4.0,
            label(value, high - low)
        );
    }
    let step = (last / 8).max(1);
    for number in (1..=last).step_by(step) {
        let _ = writeln!(
            svg,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"#555\">{number}</text>",
            x(number),
            TOP + HEIGHT + 18.0
        );
    }
    let mut networks: BTreeMap<usize, Vec<&Epoch>> = BTreeMap::new();
    for epoch in epochs {
        networks.entry(epoch.network).or_default().push(epoch);
    }
    let thin = if networks.len() > 1 { 1.0 } else { 2.0 };
    for network in networks.values() {
        for (part, color) in [TRAINING, VALIDATION].into_iter().enumerate() {
            let points: Vec<String> = network
                .iter()
                .map(|epoch| {
                    format!(
                        "{:.1},{:.1}",
                        x(epoch.number),
                        y((panel.values)(epoch)[part])
                    )
                })
                .collect();
            let _ = writeln!(
                svg,
                "<polyline points=\"{}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"{thin}\"/>",
                points.join(" ")
            );
        }
        if let Some(best) = network.iter().rfind(|epoch| epoch.best) {
            let _ = writeln!(
                svg,
                "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"3.5\" fill=\"{VALIDATION}\"><title>epoch {} was kept</title></circle>",
                x(best.number),
                y((panel.values)(best)[1]),
                best.number
            );
        }
    }
}

/// Where the axis begins and ends.
fn range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    if low < high {
        (low, high)
    } else if low.is_finite() {
        (low - 0.5, low + 0.5)
    } else {
        (0.0, 1.0)
    }
}

/// As many digits as the range asks for.
fn label(value: f64, range: f64) -> String {
    let digits = (1.0 - range.max(1e-9).log10().floor()).clamp(0.0, 6.0) as usize;
    format!("{value:.digits$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_has_a_pair_of_lines_a_network_in_each_panel() {
        let epoch = |network, number| Epoch {
            network,
            networks: 2,
            number,
            of: 3,
            learning_rate: 0.1,
            metric: "accuracy",
            training_loss: 1.0 / number as f64,
            training_metric: 0.5,
            validation_loss: 1.2 / number as f64,
            validation_metric: 0.5,
            best: true,
        };
        let epochs: Vec<Epoch> = (1..=2)
            .flat_map(|network| (1..=3).map(move |number| epoch(network, number)))
            .collect();
        let svg = picture(&epochs);
        assert_eq!(svg.matches("<polyline").count(), 8);
        assert_eq!(svg.matches("was kept").count(), 4);
        assert!(!svg.contains("NaN") && !svg.contains("inf"));
        assert!(picture(&[]).ends_with("</svg>\n"));
    }
}
