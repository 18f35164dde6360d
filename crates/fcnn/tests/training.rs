//! Training, classifying, saving and loading, on clouds of points.

mod noise;

use hearken_fcnn::{
    ClassWeights, Error, Examples, FeatureKind, Head, Settings, Targets, abstention, covered,
    evaluate, train,
};
use ndarray::{Array2, ArrayView2, s};
use noise::noise;

/// Three clouds on a line of 20 dimensions each, made by a small fixed generator.
fn clouds(rows: usize, seed: u64) -> (Array2<f32>, Vec<usize>) {
    let mut next = noise(seed);
    let labels: Vec<usize> = (0..rows).map(|row| row % 3).collect();
    let features = Array2::from_shape_fn((rows, 20), |(row, column)| {
        let center = if column % 3 == labels[row] { 0.6 } else { 0.0 };
        center + 2.0 * next() + 7.0
    });
    (features, labels)
}

fn names() -> Vec<String> {
    ["left", "middle", "right"].map(String::from).to_vec()
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
        &names(),
        settings,
        &mut |_| {},
    )
    .unwrap()
}

fn bits(values: ArrayView2<'_, f32>) -> Vec<u32> {
    values.iter().map(|value| value.to_bits()).collect()
}

#[test]
fn it_learns_what_can_be_learned() {
    let head = trained(&settings());
    let (features, truth) = clouds(300, 3);
    let probabilities = head.classify(features.view()).unwrap();
    let evaluation = evaluate(probabilities.view(), &truth, head.labels());
    assert!(evaluation.accuracy > 0.85, "{evaluation}");
    assert!(evaluation.expected_calibration_error < 0.1, "{evaluation}");
    for row in probabilities.rows() {
        assert!((row.sum() - 1.0).abs() < 1e-5);
    }
}

#[test]
fn no_hidden_layer_and_two_hidden_layers_work() {
    for hidden in [vec![], vec![12, 8]] {
        let head = trained(&Settings {
            hidden,
            dropout: 0.1,
            class_weights: ClassWeights::Balanced,
            ..settings()
        });
        let (features, truth) = clouds(300, 3);
        let probabilities = head.classify(features.view()).unwrap();
        let evaluation = evaluate(probabilities.view(), &truth, head.labels());
        assert!(evaluation.accuracy > 0.8, "{evaluation}");
    }
}

#[test]
fn a_seed_fixes_the_weights_and_another_changes_them() {
    assert_eq!(trained(&settings()), trained(&settings()));
    let other = Settings {
        seed: 18,
        ..settings()
    };
    assert_ne!(
        trained(&settings())
            .classify(clouds(9, 3).0.view())
            .unwrap(),
        trained(&other).classify(clouds(9, 3).0.view()).unwrap()
    );
}

/// Wide enough that candle's products are split among threads.
fn wide() -> Vec<u32> {
    let (narrow, labels) = clouds(512, 1);
    let features = Array2::from_shape_fn((512, 700), |(row, column)| {
        narrow[[row, column % 20]] * (1.0 + column as f32 / 99.0)
    });
    let examples = Examples {
        features: features.view(),
        labels: Targets::One(&labels),
    };
    let settings = Settings {
        hidden: vec![192],
        epochs: 3,
        input_dropout: 0.1,
        ..Settings::default()
    };
    let head = train(examples, examples, &names(), &settings, &mut |_| {}).unwrap();
    bits(head.classify(features.view()).unwrap().view())
}

#[test]
fn threads_do_not_show_in_the_bits() {
    // The pools' sizes are fixed when a process starts, so each number of threads is a process.
    if let Ok(path) = std::env::var("HEARKEN_TEST_BITS") {
        let words: Vec<u8> = wide().iter().flat_map(|word| word.to_le_bytes()).collect();
        std::fs::write(path, words).unwrap();
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let outputs: Vec<Vec<u8>> = ["1", "2", "5"]
        .iter()
        .map(|threads| {
            let path = folder.path().join(threads);
            let status = std::process::Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "threads_do_not_show_in_the_bits"])
                .env("HEARKEN_TEST_BITS", &path)
                .env("RAYON_NUM_THREADS", threads)
                .stdout(std::process::Stdio::null())
                .status()
                .unwrap();
            assert!(status.success());
            std::fs::read(path).unwrap()
        })
        .collect();
    assert!(outputs[0].len() == 512 * 3 * 4);
    assert!(outputs[0] == outputs[1] && outputs[0] == outputs[2]);
}

#[test]
fn company_does_not_show_in_the_bits() {
    let head = trained(&settings());
    let (features, _) = clouds(203, 4);
    let together = head.classify(features.view()).unwrap();
    for size in [1, 2, 7, 64, 65, 130] {
        for start in (0..203).step_by(size) {
            let end = (start + size).min(203);
            let part = head.classify(features.slice(s![start..end, ..])).unwrap();
            let same = together.slice(s![start..end, ..]);
            assert_eq!(bits(part.view()), bits(same), "{start}..{end}");
        }
    }
}

#[test]
fn a_loaded_head_is_the_saved_one() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("new/head");
    let head = trained(&settings()).with_encoder("abc", FeatureKind::Layers);
    head.save(&folder).unwrap();
    std::fs::write(folder.join("card.md"), "stays").unwrap();
    head.save(&folder).unwrap();
    let loaded = Head::load(&folder).unwrap();
    assert_eq!(loaded, head);
    assert_eq!(loaded.encoder(), Some("abc"));
    assert_eq!(loaded.features(), Some(FeatureKind::Layers));
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    assert_eq!(files, ["card.md", "head.json", "weights.safetensors"]);
}

#[test]
fn a_threshold_is_chosen_saved_and_kept_by_unseen_examples() {
    let folder = tempfile::tempdir().unwrap();
    let head = trained(&settings());
    head.save(folder.path()).unwrap();
    assert_eq!(Head::load(folder.path()).unwrap().abstention(), None);

    let (features, truth) = clouds(300, 3);
    let probabilities = head.classify(features.view()).unwrap();
    let found = abstention(probabilities.view(), &truth, 0.97).unwrap();
    assert!(
        found.measured.accuracy >= 0.97 && found.measured.coverage > 0.5,
        "{found:?}"
    );
    let (unseen, truth) = clouds(300, 4);
    let probabilities = head.classify(unseen.view()).unwrap();
    let kept = covered(probabilities.view(), &truth, found.threshold);
    let all = covered(probabilities.view(), &truth, 0.0);
    assert!(
        kept.accuracy > all.accuracy && all.coverage == 1.0,
        "{kept:?} {all:?}"
    );

    let head = head.with_abstention(Some(found));
    head.save(folder.path()).unwrap();
    assert_eq!(Head::load(folder.path()).unwrap(), head);
    let path = folder.path().join("head.json");
    let json = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, json.replace("\"threshold\": 0", "\"threshold\": 7")).unwrap();
    assert!(matches!(
        Head::load(folder.path()),
        Err(Error::Damaged { .. })
    ));
}

#[test]
fn damaged_files_are_told_and_never_a_panic() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    assert!(matches!(Head::load(folder), Err(Error::File { .. })));
    trained(&settings()).save(folder).unwrap();
    let json = std::fs::read_to_string(folder.join("head.json")).unwrap();
    let weights = std::fs::read(folder.join("weights.safetensors")).unwrap();

    let broken = [
        json[..json.len() / 2].to_owned(),
        "[]".to_owned(),
        json.replace("hearken-head", "other"),
        json.replace("\"middle\",", ""),
        json.replace("\n    20,", "\n    21,"),
        json.replace("\n    16,", "\n    0,"),
        json.replace("\"temperature\": ", "\"temperature\": -"),
    ];
    for text in broken {
        assert_ne!(text, json);
        std::fs::write(folder.join("head.json"), &text).unwrap();
        assert!(
            matches!(Head::load(folder), Err(Error::Damaged { .. })),
            "{text}"
        );
    }
    let newer = json.replace("\"version\": 1", "\"version\": 2");
    std::fs::write(folder.join("head.json"), newer).unwrap();
    assert!(matches!(
        Head::load(folder),
        Err(Error::Version { found: 2, .. })
    ));

    std::fs::write(folder.join("head.json"), &json).unwrap();
    for cut in [0, 4, 8, weights.len() / 2, weights.len() - 1] {
        std::fs::write(folder.join("weights.safetensors"), &weights[..cut]).unwrap();
        assert!(matches!(Head::load(folder), Err(Error::Damaged { .. })));
    }
    std::fs::write(folder.join("weights.safetensors"), &weights).unwrap();
    assert!(Head::load(folder).is_ok());
}

#[test]
fn examples_that_cannot_be_learned_from_are_refused() {
    let (features, labels) = clouds(30, 1);
    let good = Examples {
        features: features.view(),
        labels: Targets::One(&labels),
    };
    let run = |training: Examples<'_>, validation: Examples<'_>, names: &[String]| {
        train(training, validation, names, &settings(), &mut |_| {}).unwrap_err()
    };
    let none = Examples {
        features: features.slice(s![0..0, ..]),
        labels: Targets::One(&[]),
    };
    assert!(matches!(
        run(none, good, &names()),
        Error::NoExamples { part: "training" }
    ));
    assert!(matches!(
        run(good, none, &names()),
        Error::NoExamples { part: "validation" }
    ));
    assert!(matches!(
        run(good, good, &names()[..2]),
        Error::UnknownLabel { label: 2, .. }
    ));
    let mut four = names();
    four.push("nowhere".to_owned());
    assert!(matches!(run(good, good, &four), Error::AbsentLabel(label) if label == "nowhere"));
    let narrow = Examples {
        features: features.slice(s![.., ..19]),
        labels: Targets::One(&labels),
    };
    assert!(matches!(
        run(good, narrow, &names()),
        Error::Width {
            expected: 20,
            given: 19
        }
    ));
    let mut holed = features.clone();
    holed[[4, 3]] = f32::NAN;
    let holed = Examples {
        features: holed.view(),
        labels: Targets::One(&labels),
    };
    assert!(matches!(
        run(good, holed, &names()),
        Error::NotFinite { row: 4 }
    ));
}

#[test]
fn features_that_do_not_fit_are_refused() {
    let head = trained(&settings());
    let (features, _) = clouds(5, 1);
    assert!(matches!(
        head.classify(features.slice(s![.., ..7])),
        Err(Error::Width { .. })
    ));
    let mut holed = features.clone();
    holed[[2, 0]] = f32::INFINITY;
    assert!(matches!(
        head.classify(holed.view()),
        Err(Error::NotFinite { row: 2 })
    ));
    assert_eq!(
        head.classify(features.slice(s![..0, ..])).unwrap().dim(),
        (0, 3)
    );
}
