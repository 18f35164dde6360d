//! Recommenders: what they learn, that they learn it the same way twice, and what they are kept as.

use hearken_fcnn::Error;
use hearken_fcnn::recommend::{
    By, Events, Order, Recommender, Settings, Until, figures, places_by_popularity, train,
};

const CIRCLES: u32 = 4;
const ITEMS: u32 = 12;

/// Users who walk around one of four circles of twelve items, from a place of their own: who knows the last
/// item knows the next.
fn walks(users: u32) -> Vec<Vec<u32>> {
    (0..users)
        .map(|user| {
            let (circle, start) = (user % CIRCLES, user * 7 % ITEMS);
            let steps = 5 + user % 4;
            (0..steps)
                .map(|step| circle * ITEMS + (start + step) % ITEMS)
                .collect()
        })
        .collect()
}

fn events(order: Order) -> Events {
    Events::new(&walks(160), (CIRCLES * ITEMS) as usize, order).unwrap()
}

fn settings() -> Settings {
    Settings {
        embedding: 16,
        hidden: vec![32],
        negatives: 64,
        learning_rate: 0.01,
        dropout: 0.2,
        epochs: 30,
        ..Settings::default()
    }
}

fn trained(order: Order, settings: &Settings) -> Recommender {
    train(&events(order), Until::Epochs(6), settings, &mut |_| {}).unwrap()
}

#[test]
fn the_next_item_is_foretold_far_better_than_by_popularity() {
    let (rest, held) = events(Order::Time).hold_out_last();
    let mut told = Vec::new();
    let found = train(&rest, Until::NoBetter(&held), &settings(), &mut |epoch| {
        told.push(epoch.clone());
    })
    .unwrap();
    let network = figures(&found.places(&rest, &held).unwrap(), 10);
    let popular = figures(&places_by_popularity(&rest, &held), 10);
    assert!(network.ndcg > 0.7, "{network:?}");
    assert!(popular.ndcg < 0.3, "{popular:?}");
    // The kept weights are those of the best epoch.
    let best = told
        .iter()
        .rfind(|epoch| epoch.validation.unwrap().best)
        .unwrap();
    assert_eq!(found.epochs(), best.number);
    assert_eq!(network.ndcg, best.validation.unwrap().ndcg);
    assert!(told[told.len() - 1].training_loss < told[0].training_loss);
}

#[test]
fn without_times_the_circle_is_found() {
    let found = trained(
        Order::None,
        &Settings {
            epochs: 6,
            ..settings()
        },
    );
    let suggested = found.suggest(&[0, 1, 2, 3], None, 8).unwrap();
    let circle = suggested
        .items
        .iter()
        .filter(|(item, _)| *item < ITEMS)
        .count();
    assert!(circle >= 7, "{suggested:?}");
    // The order in which they are named says nothing then.
    let turned = found.suggest(&[3, 1, 0, 2], None, 8).unwrap();
    let items = |of: &[(u32, f32)]| of.iter().map(|(item, _)| *item).collect::<Vec<_>>();
    assert_eq!(items(&suggested.items), items(&turned.items));
}

#[test]
fn the_same_seed_gives_the_same_weights_whatever_the_threads() {
    let of = |threads: usize, seed| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        let settings = Settings {
            seed,
            user_embedding: 4,
            ..settings()
        };
        pool.install(|| trained(Order::Time, &settings).sha256().unwrap())
    };
    let one = of(1, 17);
    assert_eq!(one, of(3, 17));
    assert_ne!(one, of(1, 18));
}

#[test]
fn who_is_unknown_gets_what_is_popular_and_what_was_met_is_left_out() {
    let found = trained(Order::Time, &settings());
    let unknown = found.suggest(&[], None, 5).unwrap();
    assert_eq!(unknown.by, By::Popularity);
    let counts: Vec<u32> = unknown
        .items
        .iter()
        .map(|(item, _)| found.popularity()[*item as usize])
        .collect();
    assert!(counts.is_sorted_by(|a, b| a >= b), "{counts:?}");
    assert_eq!(counts[0], *found.popularity().iter().max().unwrap());
    let known = found.suggest(&[5, 6], None, 1000).unwrap();
    assert_eq!(known.by, By::Network);
    assert_eq!(known.items.len(), (CIRCLES * ITEMS) as usize - 2);
    assert!(known.items.iter().all(|(item, _)| ![5, 6].contains(item)));
    let like = found.similar(7, 6).unwrap();
    assert!(
        like.iter()
            .all(|(item, cosine)| *item != 7 && cosine.abs() < 1.0001),
        "{like:?}"
    );
    assert!(matches!(
        found.suggest(&[999], None, 5),
        Err(Error::Event { .. })
    ));
    assert!(matches!(
        found.suggest(&[1], Some(160), 5),
        Err(Error::Event { .. })
    ));
}

#[test]
fn saved_and_loaded_it_is_the_same_and_a_damaged_one_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let given = events(Order::Time);
    let settings = Settings {
        user_embedding: 3,
        ..settings()
    };
    let found = trained(Order::Time, &settings);
    found.save(&given, folder.path()).unwrap();
    let (loaded, events) = Recommender::load(folder.path()).unwrap();
    assert_eq!((&loaded, &events), (&found, &given));

    for name in [
        "weights.safetensors",
        "events.safetensors",
        "recommender.json",
    ] {
        let path = folder.path().join(name);
        let whole = std::fs::read(&path).unwrap();
        let mut damages = vec![Vec::new(), whole[..whole.len() / 2].to_vec()];
        for place in [0, 9, whole.len() / 3, whole.len() - 3] {
            let mut damaged = whole.clone();
            damaged[place] ^= 0x15;
            damages.push(damaged);
        }
        for damaged in damages {
            std::fs::write(&path, &damaged).unwrap();
            let refused = Recommender::load(folder.path());
            assert!(
                matches!(refused, Err(Error::Unusable { .. })),
                "{name}: {refused:?}"
            );
        }
        std::fs::remove_file(&path).unwrap();
        assert!(matches!(
            Recommender::load(folder.path()),
            Err(Error::File { .. })
        ));
        std::fs::write(&path, &whole).unwrap();
    }
    // A manifest that promises other shapes than the weights have.
    let path = folder.path().join("recommender.json");
    let text = std::fs::read_to_string(&path).unwrap();
    let none = format!("\"events\": {}", given.len());
    for (from, to) in [
        ("\"items\": 48", "\"items\": 18446744073709551615"),
        ("\"users\": 160", "\"users\": 161"),
        ("\"embedding\": 16", "\"embedding\": 17"),
        ("\"version\": 1", "\"version\": 2"),
        (none.as_str(), "\"events\": -1"),
    ] {
        assert!(text.contains(from), "{from}: {text}");
        std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
        let refused = Recommender::load(folder.path());
        assert!(
            matches!(refused, Err(Error::Unusable { .. })),
            "{to}: {refused:?}"
        );
    }
}

#[test]
fn what_cannot_be_learned_from_is_refused() {
    let lonely = Events::new(&[vec![0], vec![1], vec![]], 2, Order::Time).unwrap();
    let refused = train(&lonely, Until::Epochs(1), &settings(), &mut |_| {});
    assert!(matches!(refused, Err(Error::NoEvents { part: "training" })));
    let given = events(Order::Time);
    for held in [vec![], vec![None; 160], vec![Some(given.of(0)[0]); 160]] {
        let refused = train(&given, Until::NoBetter(&held), &settings(), &mut |_| {});
        let right = matches!(refused, Err(Error::NoEvents { .. } | Error::Event { .. }));
        assert!(right, "{held:?}");
    }
    for settings in [
        Settings {
            embedding: 0,
            ..settings()
        },
        Settings {
            memories: vec![1.5],
            ..settings()
        },
        Settings {
            dropout: 1.0,
            ..settings()
        },
        Settings {
            learning_rate: f64::NAN,
            ..settings()
        },
    ] {
        let refused = train(&given, Until::Epochs(1), &settings, &mut |_| {});
        assert!(
            matches!(refused, Err(Error::Setting { .. })),
            "{settings:?}"
        );
    }
    let wild = Settings {
        learning_rate: 1e30,
        ..settings()
    };
    let diverged = train(&given, Until::Epochs(6), &wild, &mut |_| {});
    assert!(matches!(diverged, Err(Error::Diverged { .. })));
}

#[test]
fn the_averages_weigh_as_the_exported_model_is_told() {
    let found = trained(Order::Time, &settings());
    let weights = found.averaging(3);
    assert_eq!(weights.row(0).to_vec(), [0.0, 0.0, 1.0]);
    let third = 1.0 / 3.0;
    assert_eq!(weights.row(weights.nrows() - 1).to_vec(), [third; 3]);
    assert!(found.to_onnx().len() > 16 * 48 * 2 * 4);
}
