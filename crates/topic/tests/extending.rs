//! Themes fitted on some statements, and the others at their places among them.

mod made;

use hearken_feedback::{Aside, Sentiment, Themes};
use hearken_topic::{Error, Others, Settings, Statements, Sums, extend, fit};
use made::{Made, Noise, SUBJECTS, WIDTH, encode};
use ndarray::{Array2, s};
use std::num::NonZeroUsize;

/// Statements of a group that are fitted, and all of it.
const FITTED: usize = 20;
const EACH: usize = 60;

/// Six subjects, praise without one, and strangers; the first of each group are fitted.
fn planted() -> (Made, Made) {
    let (mut fitted, mut others) = (Made::default(), Made::default());
    let mut noise = Noise(11);
    for (place, subject) in SUBJECTS.iter().enumerate() {
        for number in 0..EACH {
            let mut row = [0.0; WIDTH];
            row[place] = 1.0;
            row.iter_mut().for_each(|x| *x += 0.06 * noise.next());
            let text = format!("the {subject} breaks at step {number}");
            part(&mut fitted, &mut others, number).add(unit(row), &text);
        }
    }
    for number in 0..EACH {
        let mut row = [0.0; WIDTH];
        // Nearest to the camera by its vector, and about nothing.
        row[2] = 1.0;
        row[WIDTH - 2] = 0.3 * noise.next();
        let made = part(&mut fitted, &mut others, number);
        made.add(unit(row), &format!("very good {}", "!".repeat(number)));
        *made.sentiments.last_mut().unwrap() = Sentiment::Positive;
    }
    for place in 0..8 {
        let mut row = [0.0; WIDTH];
        row[16 + place] = 1.0;
        others.add(row, &format!("nobody else says stranger {place}"));
    }
    others.counts[3] = 500;
    (fitted, others)
}

fn part<'a>(fitted: &'a mut Made, others: &'a mut Made, number: usize) -> &'a mut Made {
    if number < FITTED { fitted } else { others }
}

fn unit(row: [f32; WIDTH]) -> [f32; WIDTH] {
    let length = row.iter().map(|x| x * x).sum::<f32>().sqrt();
    row.map(|x| x / length)
}

fn matrix(made: &Made) -> Array2<f32> {
    let flat: Vec<f32> = made.rows.iter().flatten().copied().collect();
    Array2::from_shape_vec((made.rows.len(), WIDTH), flat).unwrap()
}

fn texts(of: &[String]) -> Vec<&str> {
    of.iter().map(String::as_str).collect()
}

fn extended(fitted: &Made, others: &Made, settings: &Settings) -> Themes {
    let vectors = matrix(fitted);
    let statements = Statements {
        embeddings: vectors.view(),
        texts: &texts(&fitted.texts),
        contexts: &texts(&fitted.contexts),
        languages: &fitted.languages,
        counts: &fitted.counts,
        sentiments: &fitted.sentiments,
        products: &[],
    };
    let encode = &mut |phrases: &[String]| Ok(encode(phrases));
    let found = fit(statements, settings, encode, &mut |_, _| ()).unwrap();
    let rest = matrix(others);
    let mut progress = Vec::new();
    let themes = extend(
        found,
        statements,
        Others {
            texts: &texts(&others.texts),
            contexts: &texts(&others.contexts),
            counts: &others.counts,
            sentiments: &others.sentiments,
        },
        settings,
        &mut |range| Ok(rest.slice(s![range, ..]).to_owned()),
        &mut |done| progress.push(done),
    );
    assert!(
        progress.is_sorted() && progress.last() == Some(&1.0),
        "{progress:?}"
    );
    themes.unwrap()
}

/// All that was found, told by what is said.
fn told(fitted: &Made, others: &Made, themes: &Themes) -> String {
    let mut all = fitted.clone();
    all.rows.extend(&others.rows);
    all.texts.extend(others.texts.clone());
    all.contexts.extend(others.contexts.clone());
    all.told(themes)
}

fn whole(themes: &Themes, statements: usize) {
    let all = themes.themes.iter().chain(&themes.small);
    let mut all: Vec<usize> = all.flat_map(|theme| theme.members.clone()).collect();
    all.extend(&themes.single);
    all.sort_unstable();
    assert!(all.into_iter().eq(0..statements), "each has one place");
}

#[test]
fn every_other_statement_finds_the_theme_that_it_speaks_of() {
    let (fitted, others) = planted();
    let themes = extended(&fitted, &others, &Settings::default());
    whole(&themes, fitted.rows.len() + others.rows.len());
    let before = fitted.rows.len();
    for subject in SUBJECTS {
        let theme = themes
            .themes
            .iter()
            .find(|theme| theme.name.to_lowercase().contains(subject));
        let theme = theme.unwrap_or_else(|| panic!("no theme is called {subject}"));
        let joined = theme.members.iter().filter_map(|at| at.checked_sub(before));
        let joined: Vec<&String> = joined.map(|at| &others.texts[at]).collect();
        let right = joined.iter().filter(|text| text.contains(subject)).count();
        assert_eq!(right, joined.len(), "{subject} has what is not its own");
        // Nine of ten of a theme's own are within its reach.
        assert!(right * 10 >= (EACH - FITTED) * 8, "{right} of {subject}");
    }
    let praise = themes
        .themes
        .iter()
        .find(|theme| theme.aside == Some(Aside::NoSubject));
    assert_eq!(
        praise.unwrap().members.len(),
        EACH,
        "all that names nothing"
    );
    let single = themes
        .single
        .iter()
        .filter(|at| **at >= before + 7 * (EACH - FITTED));
    assert_eq!(single.count(), 8, "strangers stay alone");
}

#[test]
fn how_often_something_is_said_counts() {
    let (fitted, others) = planted();
    let themes = extended(&fitted, &others, &Settings::default());
    assert!(
        themes.themes[0].name.to_lowercase().contains(SUBJECTS[0]),
        "500 say one of its statements: {}",
        themes.themes[0].name
    );
    let all = 7 * EACH + 8 + 499;
    assert_eq!(themes.smallest, (all / 500).max(3));
    let named = Settings {
        smallest: NonZeroUsize::new(100),
        ..Settings::default()
    };
    let themes = extended(&fitted, &others, &named);
    assert_eq!((themes.themes.len(), themes.smallest), (1, 100));
    whole(&themes, fitted.rows.len() + others.rows.len());
    assert_eq!(named.of_part(1, 3).smallest, NonZeroUsize::new(34));
}

#[test]
fn neither_order_nor_parts_nor_threads_show() {
    let (fitted, others) = planted();
    let settings = Settings::default();
    let expected = told(&fitted, &others, &extended(&fitted, &others, &settings));
    let mut noise = Noise(3);
    for threads in [1, 2, 5] {
        let here = fitted.ordered(&noise.order(fitted.rows.len()));
        let there = others.ordered(&noise.order(others.rows.len()));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let themes = pool.unwrap().install(|| extended(&here, &there, &settings));
        assert_eq!(told(&here, &there, &themes), expected);
    }
}

#[test]
fn as_many_groups_as_are_asked_for_take_everything() {
    let (fitted, mut others) = planted();
    others.add([0.0; WIDTH], "no direction at all");
    let settings = Settings {
        themes: NonZeroUsize::new(4),
        ..Settings::default()
    };
    let themes = extended(&fitted, &others, &settings);
    whole(&themes, fitted.rows.len() + others.rows.len());
    assert_eq!(themes.themes.len() + themes.small.len(), 4);
    let last = fitted.rows.len() + others.rows.len() - 1;
    assert_eq!(themes.single, [last]);
}

#[test]
fn what_cannot_be_read_is_told() {
    let (fitted, others) = planted();
    let vectors = matrix(&fitted);
    let statements = Statements {
        embeddings: vectors.view(),
        texts: &texts(&fitted.texts),
        contexts: &texts(&fitted.contexts),
        languages: &fitted.languages,
        counts: &fitted.counts,
        sentiments: &fitted.sentiments,
        products: &[],
    };
    let encode = &mut |phrases: &[String]| Ok(encode(phrases));
    let found = fit(statements, &Settings::default(), encode, &mut |_, _| ()).unwrap();
    let others = Others {
        texts: &texts(&others.texts),
        contexts: &texts(&others.contexts),
        counts: &others.counts,
        sentiments: &others.sentiments,
    };
    let with = |rows: hearken_topic::Rows<'_>| {
        let settings = Settings::default();
        let told = extend(
            found.clone(),
            statements,
            others,
            &settings,
            rows,
            &mut |_| (),
        );
        let Err(Error::Vectors(why)) = told else {
            panic!("this is no error of vectors");
        };
        why.to_string()
    };
    assert_eq!(
        with(&mut |_| Err("the disk is gone".into())),
        "the disk is gone"
    );
    let short = with(&mut |_| Ok(Array2::zeros((1, WIDTH))));
    assert!(short.contains("1 × 32 given"), "{short}");
}

/// A cluster sums on its machines what one machine sums in one go.
#[test]
fn sums_of_parts_are_the_sums_of_all() {
    let (fitted, others) = planted();
    let (here, there) = (matrix(&fitted), matrix(&others));
    let mut all = Sums::new(3, WIDTH);
    let (mut one, mut two) = (all.clone(), all.clone());
    for (at, row) in here.outer_iter().enumerate() {
        all.add(at % 3, row, fitted.counts[at]);
        one.add(at % 3, row, fitted.counts[at]);
    }
    for (at, row) in there.outer_iter().enumerate().rev() {
        all.add(at % 3, row, others.counts[at]);
        two.add(at % 3, row, others.counts[at]);
    }
    two.merge(&one);
    assert_eq!((two.centers(), two), (all.centers(), all));
}
