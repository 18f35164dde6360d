//! Tops: layers that learn along with the network on them.

mod noise;

use half::f16;
use hearken_fcnn::{
    Error, FeatureKind, Head, Sequenced, Sequences, Settings, Targets, Task, Upper, tune,
};
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
fn part(count: usize, seed: u64) -> (Sequences, Vec<usize>) {
    let mut next = noise(seed);
    let mut labels = Vec::new();
    let blocks = [5usize, 7]
        .iter()
        .map(|&tokens| {
            let mut states = Array3::zeros((count, tokens, WIDTH));
            let first = labels.len();
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
            ((first..labels.len()).collect(), states.mapv(f16::from_f32))
        })
        .collect();
    (Sequences::new(blocks).unwrap(), labels)
}

fn several(labels: &[usize]) -> Vec<Vec<usize>> {
    // One label that always holds beside the one that is to be learned.
    let sets = labels.iter().map(|label| match label {
        0 => vec![0],
        _ => vec![0, 1],
    });
    sets.collect()
}

fn sequenced<'a>((states, labels): &'a (Sequences, Vec<usize>)) -> Sequenced<'a> {
    Sequenced {
        states,
        labels: Targets::One(labels),
    }
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
        sequenced(&part(300, 1)),
        sequenced(&part(60, 2)),
        &names(),
        settings,
        &mut |_| {},
    )
    .unwrap()
}

/// The share of texts of which the head says rightly whether the words stand apart.
fn accuracy(head: &Head, (states, labels): &(Sequences, Vec<usize>)) -> f64 {
    let said = head
        .classify(head.pool_all(states).unwrap().view())
        .unwrap();
    let apart = |row: ndarray::ArrayView1<'_, f32>| match head.task() {
        Task::MultiClass => row[1] > row[0],
        Task::MultiLabel => row[1] > 0.5,
    };
    let right = said.rows().into_iter().zip(labels);
    let right = right
        .filter(|(row, label)| apart(*row) == (**label == 1))
        .count();
    right as f64 / labels.len() as f64
}

#[test]
fn layers_learn_what_a_mean_does_not_show() {
    let held = part(200, 3);
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
    let states = Array3::from_shape_simple_fn((4, 5, WIDTH), noise(9));
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
fn texts_may_have_several_labels() {
    let (training, held) = (part(300, 1), part(200, 3));
    let (sets, held_sets) = (several(&training.1), several(&held.1));
    let labels = ["marked", "apart"].map(String::from);
    let run = |labels: &[String], sets: Targets<'_>, held_sets: Targets<'_>| {
        let parts = [(&training.0, sets), (&held.0, held_sets)]
            .map(|(states, labels)| Sequenced { states, labels });
        tune(
            &upper(),
            parts[0],
            parts[1],
            labels,
            &settings(),
            &mut |_| {},
        )
    };
    let head = run(
        &labels,
        Targets::Several(&sets),
        Targets::Several(&held_sets),
    )
    .unwrap();
    assert_eq!(head.task(), Task::MultiLabel);
    assert!(accuracy(&head, &held) > 0.9);
    assert!(matches!(
        run(&labels, Targets::Several(&sets), Targets::One(&held.1)),
        Err(Error::OtherTask { .. })
    ));
}

#[test]
fn a_selection_of_texts_is_learned_from_as_if_there_were_no_others() {
    let (states, labels) = part(40, 1);
    let chosen: Vec<usize> = (0..80).filter(|text| text % 3 != 0).collect();
    let some = (
        states.select(&chosen),
        chosen.iter().map(|text| labels[*text]).collect(),
    );
    let head = tuned(&Settings {
        epochs: 1,
        ..settings()
    });
    let all = head.pool_all(&states).unwrap();
    let pooled = head.pool_all(&some.0).unwrap();
    for (row, text) in pooled.rows().into_iter().zip(&chosen) {
        for (a, b) in row.iter().zip(all.row(*text)) {
            assert!((a - b).abs() < 1e-5, "{a} {b}");
        }
    }
    let short = Settings {
        epochs: 2,
        ..settings()
    };
    let run = tune(
        &upper(),
        sequenced(&some),
        sequenced(&part(9, 2)),
        &names(),
        &short,
        &mut |_| {},
    );
    assert_eq!(run.unwrap().provenance().training_examples, chosen.len());
}

#[test]
fn what_cannot_be_learned_from_is_told() {
    let held = part(4, 1);
    let run = |training: &(Sequences, Vec<usize>)| {
        tune(
            &upper(),
            sequenced(training),
            sequenced(&held),
            &names(),
            &settings(),
            &mut |_| {},
        )
    };
    let none = (held.0.select(&[]), Vec::new());
    assert!(matches!(
        run(&none),
        Err(Error::NoExamples { part: "training" })
    ));
    let mut odd = part(20, 1);
    odd.1.pop();
    assert!(matches!(run(&odd), Err(Error::LabelCount { .. })));
    let mut odd = part(20, 1);
    odd.1[23] = 9;
    assert!(matches!(
        run(&odd),
        Err(Error::UnknownLabel { example: 23, .. })
    ));
    let mut odd = part(20, 1);
    odd.1.iter_mut().for_each(|label| *label = 0);
    assert!(matches!(run(&odd), Err(Error::AbsentLabel(_))));
}
