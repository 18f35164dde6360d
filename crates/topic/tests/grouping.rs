//! The grouping on vectors made by hand: what it finds, and that nothing else decides.

mod made;

use hearken_feedback::{Aside, Sentiment, Themes};
use hearken_topic::{EncodeError, Error, Settings, Statements, group};
use made::{EACH, Made, Noise, SUBJECTS, WIDTH, encode, is_whole, settings};
use ndarray::Array2;
use std::collections::BTreeSet;

#[test]
fn planted_groups_are_found_and_strangers_stand_alone() {
    let made = Made::planted();
    let themes = made.group(&Settings::default());
    is_whole(&themes, made.rows.len());
    assert_eq!(
        (themes.themes.len(), themes.small.len()),
        (SUBJECTS.len(), 0)
    );
    for theme in &themes.themes {
        let subject = SUBJECTS[theme.members[0] / EACH];
        let members: BTreeSet<usize> = theme.members.iter().map(|row| row / EACH).collect();
        assert_eq!((theme.members.len(), members.len()), (EACH, 1));
        assert!(theme.cohesion > 0.9);
        assert!(theme.keyphrases[0].text.contains(subject), "{theme:?}");
    }
    let strangers: Vec<usize> = (SUBJECTS.len() * EACH..made.rows.len()).collect();
    assert_eq!(themes.single, strangers, "in the order of their text");
}

#[test]
fn members_stand_nearest_the_center_first() {
    let made = Made::planted();
    for theme in &made.group(&Settings::default()).themes {
        let unit = |row: usize| {
            let row = made.rows[row];
            let length = row.iter().map(|x| x * x).sum::<f32>().sqrt();
            row.map(|x| x / length)
        };
        let mut center = [0.0; WIDTH];
        for member in &theme.members {
            center
                .iter_mut()
                .zip(unit(*member))
                .for_each(|(c, x)| *c += x);
        }
        let near: Vec<f32> = theme
            .members
            .iter()
            .map(|row| unit(*row).iter().zip(center).map(|(x, c)| x * c).sum())
            .collect();
        assert!(
            near.windows(2).all(|pair| pair[0] >= pair[1] - 1e-4),
            "{near:?}"
        );
    }
}

#[test]
fn the_order_of_the_statements_does_not_show() {
    let mut made = Made::planted();
    // Equal vectors, and equal words in two contexts: ties that an order could decide.
    made.add(made.rows[0], "the login breaks once more");
    made.add(made.rows[0], "the login breaks once more");
    *made.contexts.last_mut().unwrap() = "said elsewhere".into();
    made.counts[3] = 4;
    for settings in [
        settings(None, None),
        settings(Some(4), None),
        settings(Some(20), Some(2)),
    ] {
        let expected = made.told(&made.group(&settings));
        let mut noise = Noise(1);
        for _ in 0..12 {
            let shuffled = made.ordered(&noise.order(made.rows.len()));
            assert_eq!(shuffled.told(&shuffled.group(&settings)), expected);
        }
    }
}

#[test]
fn the_number_of_threads_does_not_show() {
    let made = Made::planted();
    let told = |threads: usize, settings: &Settings| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.unwrap().install(|| made.told(&made.group(settings)))
    };
    for settings in [settings(None, None), settings(Some(4), None)] {
        assert_eq!(told(1, &settings), told(4, &settings));
    }
}

#[test]
fn as_many_groups_come_out_as_are_asked_for() {
    let made = Made::planted();
    for count in 1..=20 {
        let themes = made.group(&settings(Some(count), Some(1)));
        is_whole(&themes, made.rows.len());
        assert_eq!(themes.themes.len(), count);
        assert!(themes.small.is_empty() && themes.single.is_empty());
    }
    // More than there are statements: each is one.
    let few = made.ordered(&[0, 15, 30]);
    assert_eq!(few.group(&settings(Some(9), Some(1))).themes.len(), 3);
}

#[test]
fn small_groups_are_set_apart_by_size() {
    let made = Made::planted();
    let themes = made.group(&settings(None, Some(EACH + 1)));
    is_whole(&themes, made.rows.len());
    assert_eq!(
        (themes.themes.len(), themes.small.len()),
        (0, SUBJECTS.len())
    );
    assert_eq!(themes.smallest, EACH + 1);
}

#[test]
fn what_several_say_in_the_same_words_counts_as_often() {
    let mut made = Made::planted();
    let stranger = SUBJECTS.len() * EACH;
    made.counts[stranger] = 40;
    let themes = made.group(&Settings::default());
    is_whole(&themes, made.rows.len());
    assert_eq!(
        themes.themes[0].members,
        [stranger],
        "the largest by what it counts"
    );
    assert_eq!(themes.themes.len(), SUBJECTS.len() + 1);
    assert_eq!(themes.single.len(), 4);
}

#[test]
fn what_names_no_subject_comes_together_by_how_it_feels() {
    let mut made = Made::planted();
    let before = made.rows.len();
    let said = [
        ("Great app!", Sentiment::Positive),
        ("best app ever", Sentiment::Positive),
        ("So nice", Sentiment::Positive),
        ("Worst app", Sentiment::Negative),
        ("useless!!", Sentiment::Negative),
        ("bad", Sentiment::Negative),
    ];
    // Wherever the encoder puts them, and whatever praise stands beside.
    for (at, (text, sentiment)) in said.into_iter().enumerate() {
        let mut row = [0.0; WIDTH];
        row[10 + at] = 1.0;
        made.add(row, text);
        *made.sentiments.last_mut().unwrap() = sentiment;
        if sentiment == Sentiment::Negative {
            *made.contexts.last_mut().unwrap() = text.to_owned();
        }
    }
    // A complaint beside a subject is about that.
    made.add(made.rows[0], "so bad");
    *made.contexts.last_mut().unwrap() = "the login breaks. so bad".to_owned();
    let themes = made.group(&settings(None, Some(2)));
    is_whole(&themes, made.rows.len());
    let general: Vec<(&str, Vec<usize>)> = themes
        .themes
        .iter()
        .filter(|theme| theme.name.starts_with("General"))
        .map(|theme| {
            let mut members = theme.members.clone();
            members.sort_unstable();
            (theme.name.as_str(), members)
        })
        .collect();
    assert_eq!(general.len(), 2);
    assert!(general.contains(&("General praise", (before..before + 3).collect())));
    assert!(general.contains(&("General complaints", (before + 3..before + 6).collect())));
    let login = themes
        .themes
        .iter()
        .find(|theme| theme.members.contains(&0));
    assert!(login.unwrap().members.contains(&(before + 6)));
    // Who asks for a number of groups gets that number.
    assert_eq!(made.group(&settings(Some(5), Some(1))).themes.len(), 5);
}

#[test]
fn groups_that_no_word_names_are_told_apart() {
    let mut made = Made::planted();
    let before = made.rows.len();
    let mut noise = Noise(11);
    let cluster = |made: &mut Made, place: usize, noise: &mut Noise, text: &str| {
        let mut row = [0.0; WIDTH];
        row[place] = 1.0;
        row.iter_mut().for_each(|x| *x += 0.06 * noise.next());
        made.add(row, text);
    };
    for number in 0..30 {
        let keys: String = (0..3)
            .map(|_| char::from(b'b' + (noise.bits() % 20) as u8))
            .collect();
        cluster(&mut made, 12, &mut noise, &format!("{keys}q{number}"));
    }
    for number in 0..30 {
        let text = format!("ye bhi kaam{number} nahi kar raha hai");
        cluster(&mut made, 14, &mut noise, &text);
        *made.languages.last_mut().unwrap() = Some("hin");
    }
    let themes = made.group(&settings(None, Some(2)));
    is_whole(&themes, made.rows.len());
    let with = |row: usize| {
        let mut themes = themes.themes.iter();
        themes.find(|theme| theme.members.contains(&row)).unwrap()
    };
    let keys = with(before);
    assert_eq!(
        (keys.name.as_str(), keys.members.len()),
        ("General complaints", 30)
    );
    assert_eq!(keys.aside, Some(Aside::NoSubject));
    let hindi = with(before + 30);
    assert_eq!(
        (hindi.name.as_str(), hindi.members.len()),
        ("Written in Hindi", 30)
    );
    assert_eq!(hindi.aside, Some(Aside::OtherLanguage));
    assert_eq!(with(0).aside, None);
}

#[test]
fn vectors_without_a_direction_stand_alone() {
    let mut made = Made::planted();
    let before = made.group(&Settings::default()).themes.len();
    let first = made.rows.len();
    let mut broken = [0.0; WIDTH];
    made.add(broken, "zero");
    broken[0] = f32::NAN;
    made.add(broken, "not a number");
    broken[0] = f32::INFINITY;
    made.add(broken, "infinite");
    for settings in [settings(None, None), settings(Some(6), None)] {
        let themes = made.group(&settings);
        is_whole(&themes, made.rows.len());
        assert_eq!(themes.themes.len(), before);
        assert!((first..first + 3).all(|row| themes.single.contains(&row)));
        assert!(themes.themes.iter().all(|theme| theme.cohesion.is_finite()));
    }
}

#[test]
fn equal_vectors_are_one_group() {
    let mut made = Made::default();
    let mut row = [0.0; WIDTH];
    row[0] = 1.0;
    (0..50).for_each(|number| made.add(row, &format!("the login breaks at step {number}")));
    let themes = made.group(&Settings::default());
    is_whole(&themes, 50);
    assert_eq!((themes.themes.len(), themes.single.len()), (1, 0));
}

#[test]
fn few_statements_are_no_trouble() {
    let made = Made::planted();
    for settings in [settings(None, None), settings(Some(3), Some(1))] {
        let none = made.ordered(&[]).group(&settings);
        assert!(none.themes.is_empty() && none.small.is_empty() && none.single.is_empty());
        for order in [&[0][..], &[0, 1], &[0, 70], &[0, 1, 70]] {
            is_whole(&made.ordered(order).group(&settings), order.len());
        }
    }
    let alone = made.ordered(&[5]).group(&Settings::default());
    assert_eq!(alone.single, [0]);
    let pair = made.ordered(&[0, 1]).group(&Settings::default());
    assert_eq!(pair.small.len(), 1, "two are a small group: {pair:?}");
}

#[test]
fn an_id_stays_where_a_statement_at_the_rim_is_added() {
    let mut made = Made::planted();
    let ids = |themes: Themes| -> BTreeSet<String> {
        themes.themes.into_iter().map(|theme| theme.id).collect()
    };
    let before = ids(made.group(&Settings::default()));
    let mut row = [0.0; WIDTH];
    (row[0], row[15]) = (1.0, 0.5);
    made.add(row, "the login breaks in the evening");
    let after = ids(made.group(&Settings::default()));
    assert!(before.intersection(&after).count() >= SUBJECTS.len() - 1);
}

#[test]
fn themes_that_say_the_same_elsewhere_have_ids_of_their_own() {
    let mut made = Made::default();
    for (place, context) in ["in the morning", "at night"].iter().enumerate() {
        for number in 0..8 {
            let mut row = [0.0; WIDTH];
            row[place] = 1.0;
            row[30] = 0.01 * number as f32;
            made.add(row, "thanks for the lamp");
            *made.contexts.last_mut().unwrap() = format!("{context} {number}");
        }
    }
    let themes = made.group(&settings(None, Some(2)));
    let ids: BTreeSet<&str> = themes
        .themes
        .iter()
        .map(|theme| theme.id.as_str())
        .collect();
    assert_eq!((themes.themes.len(), ids.len()), (2, 2));
}

#[test]
fn what_does_not_fit_together_is_an_error() {
    let mut made = Made::planted();
    let failed = made.try_group(&Settings::default(), &mut |_| {
        Err(EncodeError::from("no power"))
    });
    assert!(matches!(failed, Err(Error::Encode(_))));
    let narrow = made.try_group(&Settings::default(), &mut |phrases| {
        Ok(Array2::zeros((phrases.len(), WIDTH - 1)))
    });
    assert!(matches!(narrow, Err(Error::Shape { .. })));
    made.counts.pop();
    let failed = made.try_group(&Settings::default(), &mut |phrases| Ok(encode(phrases)));
    let Err(Error::Lengths {
        embeddings, counts, ..
    }) = failed
    else {
        panic!("{failed:?}")
    };
    assert_eq!((embeddings, counts), (77, 76));
}

#[test]
fn progress_rises_and_ends() {
    let made = Made::planted();
    let flat: Vec<f32> = made.rows.iter().flatten().copied().collect();
    let embeddings = Array2::from_shape_vec((made.rows.len(), WIDTH), flat).unwrap();
    let texts: Vec<&str> = made.texts.iter().map(String::as_str).collect();
    let statements = Statements {
        embeddings: embeddings.view(),
        texts: &texts,
        contexts: &texts,
        languages: &made.languages,
        counts: &made.counts,
        sentiments: &made.sentiments,
        products: &[],
    };
    let mut heard: Vec<(String, f32)> = Vec::new();
    group(
        statements,
        &Settings::default(),
        &mut |phrases| Ok(encode(phrases)),
        &mut |what, part| heard.push((what.to_owned(), part)),
    )
    .unwrap();
    for pair in heard.windows(2) {
        assert!(pair[0].0 != pair[1].0 || pair[0].1 <= pair[1].1, "{pair:?}");
    }
    assert!(heard.iter().all(|(_, part)| (0.0..=1.0).contains(part)));
    assert_eq!(heard.last().map(|(_, part)| *part), Some(1.0));
}
