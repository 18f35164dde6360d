//! Going on from a head with corrections.

mod noise;

use hearken_fcnn::{
    ClassWeights, Error, Examples, Head, Settings, Targets, Task, evaluate, fine_tune, train,
};
use ndarray::{Array2, Axis, s};
use noise::noise;

/// Points around three places in 12 dimensions.
fn clouds(rows: usize, seed: u64) -> (Array2<f32>, Vec<usize>) {
    let mut next = noise(seed);
    let labels: Vec<usize> = (0..rows).map(|row| row % 3).collect();
    let features = Array2::from_shape_fn((rows, 12), |(row, column)| {
        let center = if column % 3 == labels[row] { 0.8 } else { 0.0 };
        center + 2.0 * next()
    });
    (features, labels)
}

fn head() -> Head {
    let names = ["left", "middle", "right"].map(String::from);
    let (features, labels) = clouds(600, 1);
    let (held, truth) = clouds(150, 2);
    train(
        Examples {
            features: features.view(),
            labels: Targets::One(&labels),
        },
        Examples {
            features: held.view(),
            labels: Targets::One(&truth),
        },
        &names,
        &Settings {
            hidden: vec![16],
            learning_rate: 5e-3,
            batch: 32,
            ..Settings::default()
        },
        &mut |_| {},
    )
    .unwrap()
}

fn settings() -> Settings {
    Settings {
        learning_rate: 1e-2,
        batch: 8,
        epochs: 40,
        class_weights: ClassWeights::SquareRoot,
        ..Settings::default()
    }
}

/// Points far off, which the head takes for something: the correction says "middle".
fn corrections(rows: usize, seed: u64) -> (Array2<f32>, Vec<usize>) {
    let (mut features, _) = clouds(rows, seed);
    features.slice_mut(s![.., 0..3]).fill(4.0);
    (features, vec![1; rows])
}

#[test]
fn corrections_are_learned_and_the_rest_is_kept() {
    let head = head();
    let (corrected, labels) = corrections(24, 5);
    let (held, truth) = corrections(100, 6);
    let (anchors, _) = clouds(300, 7);
    let (other, right) = clouds(300, 8);
    let figures = |head: &Head, features: &Array2<f32>, truth: &[usize]| {
        let probabilities = head.classify(features.view()).unwrap();
        evaluate(probabilities.view(), truth, head.labels()).accuracy
    };
    let examples = Examples {
        features: corrected.view(),
        labels: Targets::One(&labels),
    };
    let tuned = fine_tune(&head, examples, anchors.view(), &settings()).unwrap();
    let (before, after) = (
        figures(&head, &held, &truth),
        figures(&tuned, &held, &truth),
    );
    assert!(before < 0.6 && after > 0.9, "{before} → {after}");
    let (before, kept) = (
        figures(&head, &other, &right),
        figures(&tuned, &other, &right),
    );
    assert!(kept > before - 0.05, "{before} → {kept}");

    // Without anchors the corrections, all of one label, make the head say nothing else.
    let none = anchors.select(Axis(0), &[]);
    let alone = fine_tune(&head, examples, none.view(), &settings()).unwrap();
    let lost = figures(&alone, &other, &right);
    assert!(lost < kept, "{lost} and {kept}");

    assert_eq!(tuned.temperature(), head.temperature());
    assert_eq!(tuned.settings().hidden, head.settings().hidden);
    let earlier = tuned.provenance().started_from.clone();
    assert_eq!(earlier, Some(head.sha256().unwrap()));
    let again = fine_tune(&head, examples, anchors.view(), &settings()).unwrap();
    assert_eq!(again, tuned);
}

#[test]
fn what_does_not_fit_is_refused() {
    let head = head();
    let (features, labels) = corrections(6, 5);
    let sets = vec![vec![1]; 6];
    let (anchors, _) = clouds(9, 7);
    let good = Examples {
        features: features.view(),
        labels: Targets::One(&labels),
    };
    let several = Examples {
        labels: Targets::Several(&sets),
        ..good
    };
    assert_eq!(several.labels.task(), Task::MultiLabel);
    let run = |examples: Examples<'_>, anchors: &Array2<f32>| {
        fine_tune(&head, examples, anchors.view(), &settings()).unwrap_err()
    };
    assert!(matches!(
        run(several, &anchors),
        Error::OtherTask {
            part: "corrections",
            ..
        }
    ));
    let narrow = anchors.slice(s![.., ..5]).to_owned();
    assert!(matches!(run(good, &narrow), Error::Width { given: 5, .. }));
    let none = Examples {
        features: features.slice(s![0..0, ..]),
        labels: Targets::One(&[]),
    };
    assert!(matches!(
        run(none, &anchors),
        Error::NoExamples {
            part: "corrections"
        }
    ));
}
