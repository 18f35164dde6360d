//! Models for tables: that they learn what is there, the same on any number of threads, and keep it.

use hearken_fcnn::tabular::{
    Column, Epoch, Figures, Inputs, Kind, Loss, Model, Optimizer, Part, Predictions, Schedule,
    Settings, Suspicion, Target, Task, Values, cross_validate, figures, gain, importance, measure,
    reasons, search, suspects, train,
};
use hearken_fcnn::{Error, Precision};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What is to be told of the rows of [`table`].
#[derive(Clone, Copy, PartialEq)]
enum Of {
    Leaving,
    Plan,
    Bill,
}

fn columns() -> Vec<Column> {
    [
        ("age", Kind::Number),
        ("minutes", Kind::Number),
        ("city", Kind::Category),
        ("contract", Kind::Category),
        ("since", Kind::Date),
        ("words", Kind::Text),
    ]
    .into_iter()
    .map(|(name, kind)| Column {
        name: name.to_owned(),
        kind,
        written: None,
    })
    .collect()
}

/// Customers whose answers hang on age, city and contract, with noise; minutes and days say nothing.
fn table(rows: usize, seed: u64, of: Of) -> (Inputs, Target) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let (mut ages, mut minutes, mut cities, mut contracts) = (vec![], vec![], vec![], vec![]);
    let (mut days, mut vectors, mut classes, mut numbers) = (vec![], vec![], vec![], vec![]);
    for _ in 0..rows {
        let age = random.random_range(18.0..80.0);
        let city = random.random_range(0..40usize);
        let monthly = random.random::<bool>();
        let complains: f32 = random.random_range(-1.0..1.0);
        let noise = random.random_range(-1.0..1.0);
        let drive = (age - 50.0) / 15.0
            + if city.is_multiple_of(2) { 1.0 } else { -1.0 }
            + if monthly { 1.0 } else { -1.0 }
            + f64::from(complains)
            + noise;
        ages.push((random.random::<f64>() > 0.05).then_some(age));
        minutes.push(Some(random.random_range(0.0..500.0)));
        cities.push(Some(format!("city {city:02}")));
        contracts.push(random.random_bool(0.95).then(|| {
            let contract = if monthly { "monthly" } else { "yearly" };
            contract.to_owned()
        }));
        days.push(Some(f64::from(random.random_range(18_000..20_000))));
        vectors.extend([complains, random.random_range(-1.0..1.0)]);
        classes.push(match of {
            Of::Plan => usize::from(drive > -1.0) + usize::from(drive > 1.0),
            _ => usize::from(drive > 0.5),
        });
        numbers.push(100.0 + 20.0 * drive);
    }
    let inputs = Inputs::new(vec![
        Values::Numbers(ages),
        Values::Numbers(minutes),
        Values::Categories(cities),
        Values::Categories(contracts),
        Values::Days(days),
        Values::Vectors(ndarray::Array2::from_shape_vec((rows, 2), vectors).unwrap()),
    ]);
    let labels: &[&str] = match of {
        Of::Plan => &["basic", "plus", "pro"],
        _ => &["stays", "leaves"],
    };
    let target = match of {
        Of::Bill => Target::Numbers(numbers),
        _ => Target::Classes {
            rows: classes,
            labels: labels.iter().map(|label| (*label).to_owned()).collect(),
        },
    };
    (inputs.unwrap(), target)
}

fn settings() -> Settings {
    Settings {
        hidden: vec![16],
        epochs: 12,
        dropout: 0.1,
        learning_rate: 5e-3,
        ..Settings::default()
    }
}

fn part(of: &(Inputs, Target)) -> Part<'_> {
    Part {
        inputs: &of.0,
        target: &of.1,
    }
}

fn trained(of: Of, settings: &Settings) -> Model {
    let (training, validation) = (table(600, 1, of), table(200, 2, of));
    let parts = (part(&training), part(&validation));
    train(&columns(), "answer", parts, settings, &mut |_| {}).unwrap()
}

/// Area under the curve or R² on rows that the model has not seen.
fn score(model: &Model, of: Of) -> f64 {
    let unseen = table(400, 3, of);
    match figures(&model.predict(&unseen.0).unwrap(), &unseen.1) {
        Figures::Binary(found) => found.roc_auc,
        Figures::MultiClass(found) => found.roc_auc,
        Figures::Regression(found) => found.r2,
    }
}

#[test]
fn every_task_is_learned() {
    for (of, task, least) in [
        (Of::Leaving, Task::Binary, 0.88),
        (Of::Plan, Task::MultiClass, 0.82),
        (Of::Bill, Task::Regression, 0.7),
    ] {
        let model = trained(of, &settings());
        assert_eq!(model.task(), task);
        let found = score(&model, of);
        assert!(found > least, "{task:?} {found}");
    }
}

#[test]
fn every_way_of_training_learns() {
    let given = settings();
    let ways = [
        Settings {
            optimizer: Optimizer::Sgd,
            learning_rate: 0.05,
            ..given.clone()
        },
        Settings {
            optimizer: Optimizer::Adam,
            weight_decay: 1e-4,
            schedule: Schedule::Plateau,
            ..given.clone()
        },
        Settings {
            batch_norm: true,
            schedule: Schedule::Step,
            hidden: vec![16, 8],
            ..given.clone()
        },
        Settings {
            loss: Some(Loss::CrossEntropy),
            schedule: Schedule::Constant,
            ..given.clone()
        },
        Settings {
            noise: 0.1,
            mixup: 0.2,
            pieces: 8,
            ..given.clone()
        },
        Settings {
            ensemble: 2,
            hidden: vec![],
            ..given
        },
    ];
    for way in ways {
        let model = trained(Of::Leaving, &way);
        let found = score(&model, Of::Leaving);
        assert!(found > 0.85, "{found} {way:?}");
    }
    let huber = Settings {
        loss: Some(Loss::Huber),
        ..settings()
    };
    assert!(score(&trained(Of::Bill, &huber), Of::Bill) > 0.7);
}

#[test]
fn threads_do_not_show_in_the_bits() {
    let settings = Settings {
        ensemble: 2,
        batch_norm: true,
        noise: 0.1,
        mixup: 0.2,
        // Wide enough that candle's products are split among threads.
        hidden: vec![256, 192],
        batch: 512,
        epochs: 2,
        ..settings()
    };
    // The pools' sizes are fixed when a process starts, so each number of threads is a process.
    if let Ok(path) = std::env::var("HEARKEN_TEST_BITS") {
        let model = trained(Of::Leaving, &settings);
        std::fs::write(path, model.sha256().unwrap()).unwrap();
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let on = |threads: &str| {
        let path = folder.path().join(threads);
        let status = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "threads_do_not_show_in_the_bits"])
            .env("HEARKEN_TEST_BITS", &path)
            .env("RAYON_NUM_THREADS", threads)
            .stdout(std::process::Stdio::null())
            .status();
        assert!(status.unwrap().success());
        std::fs::read_to_string(path).unwrap()
    };
    let one = on("1");
    assert_eq!(one, on("2"));
    let other = Settings {
        seed: 18,
        ..settings
    };
    assert_ne!(one, trained(Of::Leaving, &other).sha256().unwrap());
}

#[test]
fn probabilities_are_calibrated_and_epochs_are_told() {
    let (training, validation) = (table(1500, 1, Of::Leaving), table(500, 2, Of::Leaving));
    let mut epochs: Vec<Epoch> = Vec::new();
    let parts = (part(&training), part(&validation));
    let model = train(&columns(), "answer", parts, &settings(), &mut |epoch| {
        epochs.push(epoch.clone());
    });
    let model = model.unwrap();
    assert!(epochs.len() >= model.origin().best_epochs[0]);
    assert!(epochs.iter().any(|epoch| epoch.best));
    let (first, last) = (&epochs[0], epochs.last().unwrap());
    assert!(last.training_loss < first.training_loss);
    assert!(last.validation_metric > 0.75, "{last:?}");
    let unseen = table(1500, 3, Of::Leaving);
    let found = measure(&model.predict(&unseen.0).unwrap(), &unseen.1);
    let Figures::Binary(figures) = &found.figures else {
        panic!("two classes")
    };
    assert!(figures.expected_calibration_error < 0.06, "{figures:?}");
    let (name, interval) = found.intervals[0];
    assert_eq!(name, "roc_auc");
    assert!(interval.low < figures.roc_auc && figures.roc_auc < interval.high);
}

#[test]
fn a_row_is_told_the_same_in_any_company() {
    let model = trained(Of::Leaving, &settings());
    let (inputs, _) = table(200, 4, Of::Leaving);
    let Predictions::Classes(all) = model.predict(&inputs).unwrap() else {
        panic!("classes")
    };
    let Predictions::Classes(one) = model.predict(&inputs.select(&[77])).unwrap() else {
        panic!("classes")
    };
    assert_eq!(one.row(0), all.row(77));
    assert!((all.row(77).sum() - 1.0).abs() < 1e-6);
}

#[test]
fn what_is_saved_is_loaded_and_damage_is_told() {
    let folder = tempfile::tempdir().unwrap();
    for of in [Of::Leaving, Of::Plan, Of::Bill] {
        let model = trained(of, &settings()).with_encoder("abc");
        model.save(folder.path()).unwrap();
        assert_eq!(Model::load(folder.path()).unwrap(), model);
    }
    let path = folder.path().join("model.json");
    let json = std::fs::read_to_string(&path).unwrap();
    let broken = [
        json.replace("hearken-tabular", "other"),
        json.replace("\"task\": \"regression\"", "\"task\": \"binary\""),
        json.replace("\"ensemble\": 1", "\"ensemble\": 2"),
        json.replace("city 07", "city 99"),
        json[..json.len() / 2].to_owned(),
    ];
    for text in broken {
        assert_ne!(text, json);
        std::fs::write(&path, text).unwrap();
        assert!(matches!(
            Model::load(folder.path()),
            Err(Error::Damaged { .. })
        ));
    }
    std::fs::write(&path, json.replace("\"version\": 1", "\"version\": 9")).unwrap();
    assert!(matches!(
        Model::load(folder.path()),
        Err(Error::Version { found: 9, .. })
    ));
    std::fs::write(&path, &json).unwrap();
    let path = folder.path().join("weights.safetensors");
    let weights = std::fs::read(&path).unwrap();
    std::fs::write(&path, &weights[..weights.len() - 4]).unwrap();
    assert!(matches!(
        Model::load(folder.path()),
        Err(Error::Damaged { .. })
    ));
}

#[test]
fn what_matters_is_found_for_the_table_and_for_a_row() {
    let model = trained(Of::Leaving, &settings());
    let held = table(400, 5, Of::Leaving);
    let found = importance(&model, part(&held), 3).unwrap();
    let worth = |name: &str| found.iter().find(|it| it.column == name).unwrap().drop;
    for column in ["age", "city", "contract"] {
        assert!(worth(column) > 0.03, "{found:?}");
        assert!(
            worth(column) > 3.0 * worth("minutes").max(worth("since")),
            "{found:?}"
        );
    }
    let why = reasons(&model, &held.0, 2).unwrap();
    assert_eq!((why.len(), why[0].len()), (400, 2));
    let minutes = why
        .iter()
        .flatten()
        .filter(|reason| reason.column == 1)
        .count();
    assert!(minutes < 40, "{minutes}");
    // A monthly contract drives to leaving, whoever it is.
    let Values::Categories(contracts) = &held.0.columns()[3] else {
        panic!("words")
    };
    for (row, why) in why.iter().enumerate() {
        for reason in why.iter().filter(|reason| reason.column == 3) {
            match contracts[row].as_deref() {
                Some("monthly") => assert!(reason.effect > 0.0),
                Some("yearly") => assert!(reason.effect < 0.0),
                _ => {}
            }
        }
    }
}

#[test]
fn folds_and_a_search_judge_every_row_or_setting() {
    let whole = table(300, 1, Of::Plan);
    let folds: Vec<usize> = (0..300).map(|row| row % 3).collect();
    let choosing: Vec<bool> = (0..300).map(|row| row % 7 == 0).collect();
    let quick = Settings {
        epochs: 3,
        ..settings()
    };
    let mut told = 0;
    let (each, pooled) = cross_validate(
        &columns(),
        "plan",
        part(&whole),
        (&folds, &choosing),
        &quick,
        &mut |_, _| told += 1,
    )
    .unwrap();
    assert_eq!((each.len(), pooled.len(), told), (3, 300, 9));
    let found = gain(&pooled, &pooled, &whole.1);
    assert_eq!((found.value, found.low, found.high), (0.0, 0.0, 0.0));
    let validation = table(100, 2, Of::Plan);
    let parts = (part(&whole), part(&validation));
    let run = || {
        let mut tried = Vec::new();
        let found = search(&columns(), "plan", parts, (&quick, 4), &mut |_, it| {
            tried.push(it.score);
        });
        (found.unwrap(), tried)
    };
    let (found, tried) = run();
    assert_eq!((found.len(), tried.len()), (4, 4));
    assert!(found.windows(2).all(|pair| pair[0].score >= pair[1].score));
    assert_eq!(run().0, found);
}

#[test]
fn parts_that_cannot_be_learned_from_are_refused() {
    let good = table(60, 1, Of::Leaving);
    let run = |training: &(Inputs, Target), settings: &Settings| {
        let parts = (part(training), part(&good));
        train(&columns(), "answer", parts, settings, &mut |_| {}).unwrap_err()
    };
    let none = (good.0.select(&[]), good.1.select(&[]));
    assert!(matches!(
        run(&none, &settings()),
        Error::NoExamples { part: "training" }
    ));
    let rows: Vec<usize> = (0..60).collect();
    let one_class = Target::Classes {
        rows: vec![0; 60],
        labels: good.1.labels().to_vec(),
    };
    let found = run(&(good.0.clone(), one_class), &settings());
    assert!(matches!(found, Error::AbsentLabel(label) if label == "leaves"));
    let constant = (good.0.select(&rows), Target::Numbers(vec![4.0; 60]));
    assert!(matches!(run(&constant, &settings()), Error::Constant));
    let wrong = Settings {
        loss: Some(Loss::Squared),
        ..settings()
    };
    assert!(matches!(
        run(&good, &wrong),
        Error::Setting { name: "loss", .. }
    ));
    let nan = Inputs::new(vec![Values::Numbers(vec![Some(1.0), Some(f64::NAN)])]);
    assert!(matches!(nan, Err(Error::NotFinite { row: 1 })));
    let uneven = Inputs::new(vec![
        Values::Numbers(vec![None]),
        Values::Days(vec![None, None]),
    ]);
    assert!(matches!(uneven, Err(Error::Ragged { rows: 1, other: 2 })));
    let model = trained(Of::Leaving, &settings());
    let other = Inputs::new(vec![Values::Days(vec![None])]).unwrap();
    assert!(matches!(model.predict(&other), Err(Error::Width { .. })));
}

#[test]
fn a_graph_holds_everything_and_eight_bits_cost_little() {
    for of in [Of::Leaving, Of::Plan, Of::Bill] {
        let model = trained(of, &settings());
        let graph = model.to_onnx(Precision::Single).unwrap();
        assert_eq!(graph, model.to_onnx(Precision::Single).unwrap());
        assert!(model.to_onnx(Precision::Int8).unwrap().len() < graph.len());
        let city = b"city 07";
        assert!(graph.windows(city.len()).any(|some| some == city));
        let loss = score(&model, of) - score(&model.with_int8_weights(), of);
        assert!(loss.abs() < 0.01, "{loss}");
    }
}

#[test]
fn an_id_is_suspect_and_what_predicts_is_not() {
    let (inputs, target) = table(300, 1, Of::Leaving);
    assert_eq!(suspects(&columns(), &inputs, &target), []);
    let mut with_id = columns();
    with_id.push(Column {
        name: "id".to_owned(),
        kind: Kind::Number,
        written: None,
    });
    let ids = Values::Numbers((0..300).map(|row| Some(f64::from(row))).collect());
    let all = inputs.columns().iter().cloned().chain([ids]).collect();
    let found = suspects(&with_id, &Inputs::new(all).unwrap(), &target);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].suspicion, Suspicion::Identifier);
}
