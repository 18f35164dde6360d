//! Tops: layers that learn along with the network on them.

mod noise;

use half::f16;
use hearken_fcnn::{Error, FeatureKind, Head, Sequences, Settings, Upper, tune};
use ndarray::{Array3, ArrayD};
use noise::noise;
use std::collections::BTreeMap;

const WIDTH: usize = 16;

fn upper() -> Upper {
    let mut next = noise(5);
    let mut tensors = BTreeMap::new();
    for (name, outputs, inputs) in [
        ("attention.self.query", WIDTH, WIDTH),
        ("attention.self.key", WIDTH, WIDTH),
        ("attention.self.value", WIDTH, WIDTH),
        ("attention.output.dense", WIDTH, WIDTH),
        ("intermediate.dense", 2 * WIDTH, WIDTH),
        ("output.dense", WIDTH, 2 * WIDTH),
    ] {
        let weight = ArrayD::from_shape_fn(vec![outputs, inputs], |_| 0.6 * next());
        tensors.insert(format!("{name}.weight"), weight);
        tensors.insert(format!("{name}.bias"), ArrayD::zeros(vec![outputs]));
    }
    for name in ["attention.output.LayerNorm", "output.LayerNorm"] {
        tensors.insert(format!("{name}.weight"), ArrayD::ones(vec![WIDTH]));
        tensors.insert(format!("{name}.bias"), ArrayD::zeros(vec![WIDTH]));
    }
    Upper {
        after: 4,
        attention_heads: 4,
        epsilon: 1e-12,
        layers: vec![tensors],
    }
}

/// Texts of five and of seven tokens. A token's first number says which word it is; the label is
/// whether the two marked words stand side by side or apart, which no mean over tokens shows.
fn parts(count: usize, seed: u64) -> Vec<Sequences> {
    let mut next = noise(seed);
    [5usize, 7]
        .iter()
        .map(|&tokens| {
            let mut states = Array3::zeros((count, tokens, WIDTH));
            let mut labels = Vec::new();
            for mut text in states.outer_iter_mut() {
                let apart = next() > 0.0;
                let first = ((next() + 0.5) * (tokens - 3) as f32) as usize;
                let second = first + if apart { 2 } else { 1 };
                for (place, mut token) in text.outer_iter_mut().enumerate() {
                    // Where a token stands, as an encoder's positions say it.
                    token[1] = (place as f32).sin();
                    token[2] = (place as f32).cos();
                    token[0] = if place == first || place == second {
                        2.0
                    } else {
                        0.0
                    };
                    token.iter_mut().skip(3).for_each(|x| *x = 0.4 * next());
                }
                labels.push(usize::from(apart));
            }
            Sequences {
                states: states.mapv(f16::from_f32),
                labels,
            }
        })
        .collect()
}

fn names() -> Vec<String> {
    ["beside", "apart"].map(String::from).to_vec()
}

fn settings() -> Settings {
    Settings {
        hidden: vec![16],
        dropout: 0.0,
        learning_rate: 3e-3,
        layer_rate: 3e-3,
        batch: 32,
        epochs: 30,
        patience: 30,
        ..Settings::default()
    }
}

fn tuned(settings: &Settings) -> Head {
    tune(
        &upper(),
        &parts(300, 1),
        &parts(60, 2),
        &names(),
        settings,
        &mut |_| {},
    )
    .unwrap()
}

fn accuracy(head: &Head, parts: &[Sequences]) -> f64 {
    let (mut right, mut all) = (0, 0);
    for part in parts {
        let states = part.states.mapv(f16::to_f32);
        let said = head
            .classify(head.pool(states.view()).unwrap().view())
            .unwrap();
        for (row, label) in said.rows().into_iter().zip(&part.labels) {
            right += usize::from((row[1] > row[0]) == (*label == 1));
            all += 1;
        }
    }
    f64::from(right as u32) / f64::from(all as u32)
}

#[test]
fn layers_learn_what_a_mean_does_not_show() {
    let held = parts(200, 3);
    let frozen = tuned(&Settings {
        layer_rate: 1e-12,
        ..settings()
    });
    let learned = tuned(&settings());
    let (before, after) = (accuracy(&frozen, &held), accuracy(&learned, &held));
    assert!(after > 0.9 && after > before + 0.1, "{before} {after}");
    assert_eq!(learned.features(), Some(FeatureKind::States { after: 4 }));
    assert_eq!(learned.inputs(), 2 * WIDTH);
}

#[test]
fn the_same_seed_gives_the_same_bits_on_any_number_of_threads() {
    let short = Settings {
        epochs: 2,
        dropout: 0.1,
        ..settings()
    };
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.unwrap().install(|| tuned(&short))
    };
    let first = on(1);
    assert_eq!(first, on(3));
    let other = tuned(&Settings { seed: 1, ..short });
    assert_ne!(first.sha256().unwrap(), other.sha256().unwrap());
}

#[test]
fn a_head_with_layers_is_the_same_after_loading() {
    let folder = tempfile::tempdir().unwrap();
    let head = tuned(&Settings {
        epochs: 1,
        ..settings()
    });
    head.save(folder.path()).unwrap();
    let loaded = Head::load(folder.path()).unwrap();
    assert_eq!(loaded, head);
    let states = parts(4, 9)[0].states.mapv(f16::to_f32);
    assert_eq!(
        loaded.pool(states.view()).unwrap(),
        head.pool(states.view()).unwrap()
    );
    // A row depends on its text alone, up to rounding.
    let alone = head.pool(states.slice(ndarray::s![2..3, .., ..])).unwrap();
    let together = head.pool(states.view()).unwrap();
    for (a, b) in alone.row(0).iter().zip(together.row(2)) {
        assert!((a - b).abs() < 1e-5, "{a} {b}");
    }
}

#[test]
fn what_cannot_be_learned_from_is_told() {
    let run = |training: &[Sequences], held: &[Sequences]| {
        tune(&upper(), training, held, &names(), &settings(), &mut |_| {})
    };
    assert!(matches!(
        run(&[], &parts(4, 1)),
        Err(Error::NoExamples { part: "training" })
    ));
    let mut odd = parts(20, 1);
    odd[0].labels.pop();
    assert!(matches!(
        run(&odd, &parts(4, 1)),
        Err(Error::LabelCount { .. })
    ));
    let mut odd = parts(20, 1);
    odd[1].labels[3] = 9;
    assert!(matches!(
        run(&odd, &parts(4, 1)),
        Err(Error::UnknownLabel { example: 23, .. })
    ));
    let mut odd = parts(20, 1);
    odd[1].states[[2, 0, 0]] = f16::NAN;
    assert!(matches!(
        run(&odd, &parts(4, 1)),
        Err(Error::NotFinite { row: 22 })
    ));
}
