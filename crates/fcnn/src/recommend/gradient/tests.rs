//! The gradient against the slope of the loss.

use super::*;
use crate::network::stream;
use crate::recommend::Settings;

const MEMORIES: [f32; 3] = [0.0, 0.7, 1.0];

fn network() -> Network {
    let settings = Settings {
        embedding: 4,
        user_embedding: 2,
        hidden: vec![5],
        ..Settings::default()
    };
    let popularity = [3, 2, 2, 1, 1, 1, 0];
    let mut network = Network::start(&popularity, 2, &settings, &MEMORIES, &mut stream(3, 0));
    // Larger than at the start, so that what is pulled at is more than rounding.
    network.met *= 6.0;
    network.offered *= 5.0;
    network
}

fn of(network: &Network) -> Gradient {
    let users: [(&[u32], &[usize], &[f32]); 2] = [
        (&[0, 1, 2, 3], &[1, 3], &[1.0, 0.0, 1.0, 1.0]),
        (&[4, 0, 1, 5, 2], &[2, 3, 4], &[1.0; 5]),
    ];
    let mut drawn: Vec<Drawn<'_>> = users
        .iter()
        .enumerate()
        .map(|(user, (events, places, weights))| Drawn {
            user,
            events: Cow::Borrowed(events),
            weights: weights.to_vec(),
            places: places.to_vec(),
            random: stream(3, 1),
        })
        .collect();
    let negatives = Negatives {
        items: vec![0, 3, 5, 5],
        log_expected: vec![0.1, -0.3, 0.4, 0.4],
    };
    gradient(network, &mut drawn, &negatives, 0.0, 1.0)
}

/// The slope of the loss along one weight.
fn slope(change: impl Fn(&mut Network, f32)) -> f64 {
    const STEP: f32 = 4e-3;
    let [above, below] = [STEP, -STEP].map(|step| {
        let mut network = network();
        change(&mut network, step);
        of(&network).loss
    });
    (above - below) / f64::from(2.0 * STEP)
}

fn summed(rows: &Rows, shape: (usize, usize)) -> Array2<f32> {
    let mut sum = Array2::zeros(shape);
    for (of, values) in rows.of.iter().zip(rows.values.rows()) {
        let mut to = sum.row_mut(*of as usize);
        to += &values;
    }
    sum
}

#[test]
fn the_gradient_is_the_slope_of_the_loss() {
    let found = of(&network());
    let close = |what: &str, told: f32, slope: f64| {
        let gap = (f64::from(told) - slope).abs();
        assert!(
            gap < 0.01 + 0.02 * slope.abs(),
            "{what}: {told} and {slope}"
        );
    };
    let (met, offered) = (summed(&found.met, (7, 4)), summed(&found.offered, (7, 4)));
    for item in 0..7 {
        for at in 0..4 {
            let place = [item, at];
            close("met", met[place], slope(|n, step| n.met[place] += step));
            close(
                "offered",
                offered[place],
                slope(|n, step| n.offered[place] += step),
            );
        }
    }
    let mut bias = [0.0; 7];
    for (of, value) in found.offered.of.iter().zip(&found.bias) {
        bias[*of as usize] += value;
    }
    for (item, bias) in bias.into_iter().enumerate() {
        close("bias", bias, slope(|n, step| n.bias[item] += step));
    }
    let users = summed(&found.users, (2, 2));
    for place in [[0, 0], [0, 1], [1, 0], [1, 1]] {
        close(
            "users",
            users[place],
            slope(|n, step| n.users[place] += step),
        );
    }
    for place in [[0, 1], [1, 3], [2, 0]] {
        close(
            "skip",
            found.skip[place],
            slope(|n, step| n.skip[place] += step),
        );
    }
    for (number, place) in [
        (0, [0, 0]),
        (0, [7, 3]),
        (0, [13, 4]),
        (1, [2, 1]),
        (1, [4, 3]),
    ] {
        let told = found.layers[number].0[place];
        close(
            "layer",
            told,
            slope(|n, step| n.layers[number].weights[place] += step),
        );
        let at = place[1];
        let told = found.layers[number].1[at];
        close(
            "layer's bias",
            told,
            slope(|n, step| n.layers[number].bias[at] += step),
        );
    }
    assert!(met.iter().any(|value| value.abs() > 0.1), "{met}");
}
