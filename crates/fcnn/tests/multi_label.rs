//! Heads that give any number of labels.

mod noise;

use hearken_fcnn::{
    ClassWeights, Error, Examples, Figures, Head, Settings, Targets, Task, evaluate_multi_label,
    measure, train,
};
use ndarray::Array2;
use noise::noise;

/// Points of 12 dimensions; each of three labels lifts a third of them. About half of the points
/// have a label, one in eight has none.
fn points(rows: usize, seed: u64) -> (Array2<f32>, Vec<Vec<usize>>) {
    let mut next = noise(seed);
    let sets: Vec<Vec<usize>> = (0..rows)
        .map(|_| (0..3).filter(|_| next() > 0.0).collect())
        .collect();
    let features = Array2::from_shape_fn((rows, 12), |(row, column)| {
        let lifted = sets[row].contains(&(column % 3));
        f32::from(u8::from(lifted)) + 2.0 * next()
    });
    (features, sets)
}

fn names() -> Vec<String> {
    ["slow", "ugly", "dear"].map(String::from).to_vec()
}

fn settings() -> Settings {
    Settings {
        hidden: vec![16],
        epochs: 12,
        batch: 32,
        learning_rate: 5e-3,
        ..Settings::default()
    }
}

fn trained(settings: &Settings) -> Head {
    let (features, sets) = points(800, 1);
    let (held, truth) = points(200, 2);
    train(
        Examples {
            features: features.view(),
            labels: Targets::Several(&sets),
        },
        Examples {
            features: held.view(),
            labels: Targets::Several(&truth),
        },
        &names(),
        settings,
        &mut |_| {},
    )
    .unwrap()
}

#[test]
fn each_label_is_learned_for_itself() {
    for class_weights in [ClassWeights::Equal, ClassWeights::Balanced] {
        let head = trained(&Settings {
            class_weights,
            ..settings()
        });
        assert_eq!(head.task(), Task::MultiLabel);
        let (features, truth) = points(400, 3);
        let probabilities = head.classify(features.view()).unwrap();
        let found = evaluate_multi_label(probabilities.view(), &truth, head.labels());
        assert!(found.micro_f1 > 0.85 && found.macro_f1 > 0.85, "{found}");
        assert!(found.subset_accuracy > 0.6, "{found}");
        assert!(found.expected_calibration_error < 0.1, "{found}");
        assert!(probabilities.rows().into_iter().any(|row| row.sum() > 1.5));
        assert!(probabilities.rows().into_iter().any(|row| row.sum() < 0.5));
        let measured = measure(
            probabilities.view(),
            Targets::Several(&truth),
            head.labels(),
        );
        assert_eq!(measured.figures, Figures::MultiLabel(found));
        let [(name, interval), ..] = measured.intervals;
        assert_eq!(name, "subset_accuracy");
        assert!(interval.high - interval.low < 0.12);
    }
}

#[test]
fn the_file_says_so_and_loads_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let head = trained(&settings());
    head.save(folder.path()).unwrap();
    let json = std::fs::read_to_string(folder.path().join("head.json")).unwrap();
    assert!(json.contains("\"task\": \"multi-label\""), "{json}");
    assert_eq!(Head::load(folder.path()).unwrap(), head);
    assert_eq!(trained(&settings()), head);
}

#[test]
fn one_label_and_several_do_not_mix() {
    let (features, sets) = points(30, 1);
    let one = vec![0; 30];
    let several = Examples {
        features: features.view(),
        labels: Targets::Several(&sets),
    };
    let single = Examples {
        features: features.view(),
        labels: Targets::One(&one),
    };
    let error = train(several, single, &names(), &settings(), &mut |_| {}).unwrap_err();
    assert!(
        matches!(
            error,
            Error::OtherTask {
                part: "validation",
                ..
            }
        ),
        "{error}"
    );
    let unknown = vec![vec![0, 7]; 30];
    let unknown = Examples {
        labels: Targets::Several(&unknown),
        ..several
    };
    let error = train(unknown, several, &names(), &settings(), &mut |_| {}).unwrap_err();
    assert!(
        matches!(error, Error::UnknownLabel { label: 7, .. }),
        "{error}"
    );
}
