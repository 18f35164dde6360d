//! Heads on bags: what they learn, that they are the same each time, and what is refused.

use hearken_fcnn::{Bag, Bagged, Error, FeatureKind, Head, Settings, Targets, Task, train_on_bags};

const BUCKETS: usize = 512;

/// Bags of noise with, for each label, one of a few buckets of its own; bucket 500 is everywhere.
fn bags(count: usize, salt: u64) -> (Vec<Bag>, Vec<usize>) {
    let mut state = salt;
    let mut next = |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let truth: Vec<usize> = (0..count).map(|at| at % 3).collect();
    let bags = truth.iter().map(|label| {
        let mut bag: Bag = vec![(500, 0.5)];
        bag.push((*label as u32 * 10 + next(4) as u32, 0.5));
        bag.extend((0..4).map(|_| (100 + next(300) as u32, 0.4)));
        bag.sort_by_key(|(bucket, _)| *bucket);
        bag.dedup_by_key(|(bucket, _)| *bucket);
        bag
    });
    (bags.collect(), truth)
}

fn settings() -> Settings {
    Settings {
        hidden: vec![16],
        layer_rate: 0.05,
        learning_rate: 5e-3,
        batch: 32,
        epochs: 12,
        ..Settings::default()
    }
}

fn trained(settings: &Settings) -> Result<Head, Error> {
    let (bags_, truth) = bags(600, 1);
    let (held, held_truth) = bags(150, 2);
    let labels = ["a", "b", "c"].map(String::from);
    train_on_bags(
        Bagged {
            bags: &bags_,
            labels: Targets::One(&truth),
        },
        Bagged {
            bags: &held,
            labels: Targets::One(&held_truth),
        },
        (BUCKETS, &labels),
        settings,
        &mut |_| {},
    )
}

fn right(head: &Head, salt: u64) -> f64 {
    let (bags, truth) = bags(300, salt);
    let said = head
        .classify(head.pool_bags(&bags).unwrap().view())
        .unwrap();
    let most =
        |row: ndarray::ArrayView1<'_, f32>| (0..3).max_by(|a, b| row[*a].total_cmp(&row[*b]));
    let hits = said
        .rows()
        .into_iter()
        .zip(&truth)
        .filter(|(row, truth)| most(*row) == Some(**truth));
    hits.count() as f64 / truth.len() as f64
}

#[test]
fn telling_buckets_are_learned_among_many_that_tell_nothing() {
    let head = trained(&settings()).unwrap();
    assert!(right(&head, 3) > 0.95, "{}", right(&head, 3));
    assert_eq!(
        (head.task(), head.features()),
        (Task::MultiClass, Some(FeatureKind::Bags))
    );
    assert_eq!((head.buckets(), head.inputs()), (Some(BUCKETS), 16));
    // What was never met says nothing, however often it stands there.
    let unknown = head.pool_bags(&[vec![], vec![(50, 1.0)]]).unwrap();
    assert_eq!(unknown.row(0), unknown.row(1));
}

#[test]
fn a_head_is_the_same_each_time_and_after_saving() {
    let head = trained(&settings()).unwrap();
    assert_eq!(head, trained(&settings()).unwrap());
    let folder = tempfile::tempdir().unwrap();
    head.save(folder.path()).unwrap();
    let loaded = Head::load(folder.path()).unwrap();
    assert_eq!(loaded, head);
    assert_eq!(loaded.sha256().unwrap(), head.sha256().unwrap());
    let other = Settings {
        seed: 4,
        ..settings()
    };
    assert_ne!(head, trained(&other).unwrap());
}

#[test]
fn several_labels_and_layers_above_are_learned() {
    let (some, truth) = bags(600, 1);
    let several: Vec<Vec<usize>> = truth
        .iter()
        .map(|label| {
            if *label == 2 {
                vec![0, 1]
            } else {
                vec![*label]
            }
        })
        .collect();
    let labels = ["a", "b"].map(String::from);
    let part = Bagged {
        bags: &some,
        labels: Targets::Several(&several),
    };
    let settings = Settings {
        hidden: vec![16, 8],
        ..settings()
    };
    let head = train_on_bags(part, part, (BUCKETS, &labels), &settings, &mut |_| {}).unwrap();
    let said = head
        .classify(head.pool_bags(&some).unwrap().view())
        .unwrap();
    let hits = said
        .rows()
        .into_iter()
        .zip(&several)
        .filter(|(row, labels)| (0..2).all(|label| (row[label] > 0.5) == labels.contains(&label)));
    assert!(hits.count() > 540);
}

#[test]
fn what_does_not_fit_is_refused() {
    let no_layer = Settings {
        hidden: Vec::new(),
        ..settings()
    };
    assert!(matches!(
        trained(&no_layer),
        Err(Error::Setting { name: "hidden", .. })
    ));
    let labels = ["a", "b"].map(String::from);
    let far: Vec<Bag> = vec![vec![(9, 1.0)]; 4];
    let part = Bagged {
        bags: &far,
        labels: Targets::One(&[0, 1, 0, 1]),
    };
    let found = train_on_bags(part, part, (8, &labels), &settings(), &mut |_| {});
    assert!(matches!(
        found,
        Err(Error::Width {
            expected: 8,
            given: 10
        })
    ));
    let head = trained(&settings()).unwrap();
    let graph = head.to_onnx(hearken_fcnn::Precision::Single);
    assert!(matches!(graph, Err(Error::NoGraph)));
    let folder = tempfile::tempdir().unwrap();
    head.save(folder.path()).unwrap();
    let path = folder.path().join("head.json");
    let json = std::fs::read_to_string(&path)
        .unwrap()
        .replace("\"buckets\": 512", "\"buckets\": 511");
    std::fs::write(&path, json).unwrap();
    assert!(matches!(
        Head::load(folder.path()),
        Err(Error::Damaged { .. })
    ));
}
