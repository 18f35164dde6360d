use super::levels::width_of;
use super::*;
use ndarray::array;

fn words(words: &[&str]) -> Values {
    let word = |word: &&str| (!word.is_empty()).then(|| (*word).to_owned());
    Values::Categories(words.iter().map(word).collect())
}

fn inputs(columns: Vec<Values>) -> Inputs {
    Inputs::new(columns).unwrap()
}

#[test]
fn numbers_are_scaled_and_missing_ones_marked() {
    let fitted = inputs(vec![Values::Numbers(vec![Some(1.0), Some(3.0), None])]);
    let encoding = Encoding::fit(&fitted, &Settings::default());
    let encoded = encoding.encode(&fitted).unwrap();
    assert_eq!(encoded.dense, array![[-1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]);
}

#[test]
fn constants_and_empty_columns_say_nothing() {
    let fitted = inputs(vec![
        Values::Numbers(vec![Some(7.0), Some(7.0)]),
        Values::Numbers(vec![None, None]),
    ]);
    let encoding = Encoding::fit(&fitted, &Settings::default());
    let later = inputs(vec![
        Values::Numbers(vec![Some(1e9)]),
        Values::Numbers(vec![Some(4.0)]),
    ]);
    assert_eq!(encoding.encode(&later).unwrap().dense, array![[0.0, 0.0]]);
}

#[test]
fn pieces_fill_up_from_the_left() {
    let values: Vec<Option<f64>> = (0..=4).map(|value| Some(f64::from(value))).collect();
    let fitted = inputs(vec![Values::Numbers(values)]);
    let settings = Settings {
        pieces: 2,
        ..Settings::default()
    };
    let encoding = Encoding::fit(&fitted, &settings);
    let later = inputs(vec![Values::Numbers(vec![
        Some(3.0),
        Some(-9.0),
        Some(9.0),
    ])]);
    let dense = encoding.encode(&later).unwrap().dense;
    assert_eq!(
        dense.slice(s![.., 1..]),
        array![[1.0, 0.5], [0.0, 0.0], [1.0, 1.0]]
    );
}

#[test]
fn a_value_that_was_not_there_has_no_input_and_a_rare_one_that_of_unknown() {
    let fitted = inputs(vec![words(&["a", "a", "b", "b", "c", ""])]);
    let encoding = Encoding::fit(&fitted, &Settings::default());
    let later = inputs(vec![words(&["a", "b", "z", ""])]);
    let dense = encoding.encode(&later).unwrap().dense;
    // Unknown (for the one c), missing, a, b.
    let hot = array![
        [0.0, 0.0, 1.0, 0.0],
        [0.0, 0.0, 0.0, 1.0],
        [1.0, 0.0, 0.0, 0.0],
        [0.0, 1.0, 0.0, 0.0]
    ];
    assert_eq!(dense, hot);
    let all = Settings {
        rarest: 1,
        ..Settings::default()
    };
    let fitted = inputs(vec![words(&["a", "b"])]);
    let encoding = Encoding::fit(&fitted, &all);
    let later = inputs(vec![words(&["z", ""])]);
    let dense = encoding.encode(&later).unwrap().dense;
    assert_eq!(dense, array![[0.0, 0.0], [0.0, 0.0]]);
}

#[test]
fn many_values_have_places_for_learned_vectors() {
    let names: Vec<String> = (0..40).map(|number| format!("city {number:02}")).collect();
    let twice: Vec<&str> = names.iter().chain(&names).map(String::as_str).collect();
    let fitted = inputs(vec![words(&twice), Values::Numbers(vec![None; 80])]);
    let encoding = Encoding::fit(&fitted, &Settings::default());
    assert_eq!(encoding.tables(), [(42, width_of(40))]);
    let later = inputs(vec![
        words(&["city 01", "nowhere", ""]),
        Values::Numbers(vec![None; 3]),
    ]);
    let encoded = encoding.encode(&later).unwrap();
    assert_eq!(encoded.places, [vec![3, 0, 1]]);
    assert_eq!(encoded.dense.ncols(), 1);
}

#[test]
fn days_know_their_weekday() {
    // 1970-01-01 was a Thursday, and so was 1970-01-08.
    let fitted = inputs(vec![Values::Days(vec![Some(0.0), Some(7.0), Some(9.0)])]);
    let encoding = Encoding::fit(&fitted, &Settings::default());
    let dense = encoding.encode(&fitted).unwrap().dense;
    assert_eq!(dense.slice(s![0, 3..]), dense.slice(s![1, 3..]));
    assert_ne!(dense.slice(s![0, 3..]), dense.slice(s![2, 3..]));
}

#[test]
fn other_columns_are_refused() {
    let fitted = inputs(vec![Values::Numbers(vec![Some(1.0)])]);
    let encoding = Encoding::fit(&fitted, &Settings::default());
    assert!(matches!(
        encoding.encode(&inputs(vec![words(&["a"])])),
        Err(Error::OtherColumn { column: 0 })
    ));
    assert!(matches!(
        encoding.encode(&inputs(vec![])),
        Err(Error::Width { .. })
    ));
}

#[test]
fn skewed_numbers_are_read_on_a_logarithmic_scale() {
    let mut values: Vec<Option<f64>> = (0..50).map(|value| Some(f64::from(value % 5))).collect();
    values.push(Some(1e6));
    let scaled = Scaled::fit(&values, 0);
    assert!(scaled.logarithm);
    values[0] = Some(-1.0);
    assert!(!Scaled::fit(&values, 0).logarithm);
}
