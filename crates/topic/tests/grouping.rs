//! The grouping on vectors made by hand: what it finds, and that nothing else decides.

use hearken_feedback::{Aside, Sentiment, Theme, Themes};
use hearken_topic::{EncodeError, Error, Settings, Statements, group};
use ndarray::Array2;
use std::collections::BTreeSet;
use std::num::NonZeroUsize;

const WIDTH: usize = 32;

/// What planted groups speak of: each has a direction of its own and a word that names it.
const SUBJECTS: [&str; 6] = [
    "login",
    "invoice",
    "camera",
    "delivery",
    "translation",
    "battery",
];
const EACH: usize = 12;

/// Statements with their vectors, contexts and counts.
#[derive(Clone, Default)]
struct Made {
    rows: Vec<[f32; WIDTH]>,
    texts: Vec<String>,
    contexts: Vec<String>,
    languages: Vec<Option<&'static str>>,
    counts: Vec<u32>,
    sentiments: Vec<Sentiment>,
}

impl Made {
    fn add(&mut self, row: [f32; WIDTH], text: &str) {
        self.rows.push(row);
        self.texts.push(text.to_owned());
        self.contexts.push(format!("{text} in context"));
        self.languages.push(Some("eng"));
        self.counts.push(1);
        self.sentiments.push(Sentiment::Negative);
    }

    /// Six groups of twelve, and five statements that nobody else makes.
    fn planted() -> Self {
        let mut made = Self::default();
        let mut noise = Noise(7);
        for (place, subject) in SUBJECTS.iter().enumerate() {
            for number in 0..EACH {
                let mut row = [0.0; WIDTH];
                row[place] = 1.0;
                row.iter_mut().for_each(|x| *x += 0.06 * noise.next());
                made.add(row, &format!("the {subject} breaks at step {number}"));
            }
        }
        for (place, text) in ["a", "b", "c", "d", "e"].iter().enumerate() {
            let mut row = [0.0; WIDTH];
            row[20 + place] = 1.0;
            made.add(row, &format!("nobody else says {text}"));
        }
        made
    }

    /// The same statements in another order.
    fn ordered(&self, order: &[usize]) -> Self {
        Self {
            rows: order.iter().map(|at| self.rows[*at]).collect(),
            texts: order.iter().map(|at| self.texts[*at].clone()).collect(),
            contexts: order.iter().map(|at| self.contexts[*at].clone()).collect(),
            languages: order.iter().map(|at| self.languages[*at]).collect(),
            counts: order.iter().map(|at| self.counts[*at]).collect(),
            sentiments: order.iter().map(|at| self.sentiments[*at]).collect(),
        }
    }

    fn group(&self, settings: &Settings) -> Themes {
        self.try_group(settings, &mut |phrases| Ok(encode(phrases)))
            .unwrap()
    }

    fn try_group(
        &self,
        settings: &Settings,
        encode: hearken_topic::Encode<'_>,
    ) -> Result<Themes, Error> {
        let flat: Vec<f32> = self.rows.iter().flatten().copied().collect();
        let embeddings = Array2::from_shape_vec((self.rows.len(), WIDTH), flat).unwrap();
        let texts: Vec<&str> = self.texts.iter().map(String::as_str).collect();
        let contexts: Vec<&str> = self.contexts.iter().map(String::as_str).collect();
        let statements = Statements {
            embeddings: embeddings.view(),
            texts: &texts,
            contexts: &contexts,
            languages: &self.languages,
            counts: &self.counts,
            sentiments: &self.sentiments,
        };
        group(statements, settings, encode, &mut |_, _| ())
    }

    /// The themes told without row numbers, everything else to the last bit.
    fn told(&self, themes: &Themes) -> String {
        let say = |row: &usize| format!("{} / {}", self.texts[*row], self.contexts[*row]);
        let mut told = String::new();
        for (size, themes) in [("theme", &themes.themes), ("small", &themes.small)] {
            for theme in themes {
                let members: Vec<String> = theme.members.iter().map(say).collect();
                let phrases: Vec<_> = theme
                    .keyphrases
                    .iter()
                    .map(|k| (&k.text, k.score))
                    .collect();
                let (id, name, cohesion) = (&theme.id, &theme.name, theme.cohesion);
                told += &format!("{size} {id} {name} {cohesion:?} {phrases:?} {members:?}\n");
            }
        }
        let single: Vec<String> = themes.single.iter().map(say).collect();
        told + &format!("single {single:?}, smallest {}", themes.smallest)
    }
}

/// A phrase's direction is that of the first subject that it names.
fn encode(phrases: &[String]) -> Array2<f32> {
    let mut rows = Array2::zeros((phrases.len(), WIDTH));
    for (row, phrase) in phrases.iter().enumerate() {
        let subject = SUBJECTS.iter().position(|subject| phrase.contains(subject));
        rows[[row, subject.unwrap_or(WIDTH - 1)]] = 1.0;
    }
    rows
}

/// Knuth's generator: numbers from −1 to 1, and orders.
struct Noise(u64);

impl Noise {
    fn bits(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    fn next(&mut self) -> f32 {
        self.bits() as f32 / (1u64 << 30) as f32 - 1.0
    }

    fn order(&mut self, count: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..count).collect();
        for last in (1..count).rev() {
            order.swap(last, self.bits() as usize % (last + 1));
        }
        order
    }
}

fn settings(themes: Option<usize>, smallest: Option<usize>) -> Settings {
    Settings {
        themes: themes.and_then(NonZeroUsize::new),
        smallest: smallest.and_then(NonZeroUsize::new),
        seed: 0,
        ..Settings::default()
    }
}

/// Every row in one place, once.
#[track_caller]
fn is_whole(themes: &Themes, rows: usize) {
    let groups = themes.themes.iter().chain(&themes.small);
    let mut places: Vec<usize> = groups.flat_map(|theme| theme.members.clone()).collect();
    places.extend(&themes.single);
    places.sort_unstable();
    assert_eq!(places, (0..rows).collect::<Vec<_>>());
    let groups = || themes.themes.iter().chain(&themes.small);
    assert!(groups().all(|theme| !theme.members.is_empty() && !theme.name.is_empty()));
    let ids: BTreeSet<&str> = groups().map(|theme| theme.id.as_str()).collect();
    assert_eq!(ids.len(), groups().count(), "ids are told apart");
    let names: BTreeSet<&str> = themes
        .themes
        .iter()
        .map(|theme| theme.name.as_str())
        .collect();
    assert_eq!(
        names.len(),
        themes.themes.len(),
        "no two themes share a name"
    );
}

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

/// A field of four groups beside one of four others, each of so few statements that the ten nearest of
/// one lie in other groups of its field, too.
fn fields() -> Made {
    const NAMES: [&str; 8] = [
        "login",
        "password",
        "fingerprint",
        "signup",
        "invoice",
        "refund",
        "receipt",
        "price",
    ];
    let mut made = Made::default();
    let mut noise = Noise(11);
    for (place, name) in NAMES.iter().enumerate() {
        for number in 0..8 {
            let mut row = [0.0; WIDTH];
            row[place] = 1.0;
            row[if place < 4 { 20 } else { 21 }] = 1.0;
            row.iter_mut().for_each(|x| *x += 0.05 * noise.next());
            made.add(row, &format!("the {name} breaks, step {number}"));
        }
    }
    made
}

#[test]
fn themes_that_are_near_each_other_make_areas() {
    let made = fields();
    let themes = made.group(&Settings::default());
    is_whole(&themes, made.texts.len());
    let names = |places: &[usize]| -> BTreeSet<String> {
        let name = |at: &usize| made.texts[themes.themes[*at].members[0]].clone();
        let subject = |text: String| text.split([' ', ',']).nth(1).unwrap().to_owned();
        places.iter().map(name).map(subject).collect()
    };
    let areas: Vec<BTreeSet<String>> = themes.areas.iter().map(|a| names(&a.themes)).collect();
    let fields = [
        ["login", "password", "fingerprint", "signup"],
        ["invoice", "refund", "receipt", "price"],
    ];
    assert_eq!(areas.len(), 2, "{areas:?}");
    for area in &areas {
        let of = |field: &[&str; 4]| area.iter().all(|name| field.contains(&name.as_str()));
        assert!(area.len() >= 3 && fields.iter().any(of), "{areas:?}");
    }
    let called: BTreeSet<&String> = themes.areas.iter().map(|area| &area.name).collect();
    assert_eq!(called.len(), themes.areas.len());
}

#[test]
fn areas_parts_and_stability_do_not_know_the_order_either() {
    let made = fields();
    let told = |made: &Made| {
        let themes = made.group(&Settings::default());
        let text = |row: &usize| made.texts[*row].clone();
        let parts: Vec<_> = themes
            .themes
            .iter()
            .map(|theme| {
                let parts = theme.sub_themes.iter();
                let parts: Vec<_> = parts
                    .map(|part| {
                        (
                            part.name.clone(),
                            part.members.iter().map(text).collect::<Vec<_>>(),
                        )
                    })
                    .collect();
                (theme.stability, parts)
            })
            .collect();
        format!("{:?} {parts:?}", themes.areas)
    };
    let before = told(&made);
    let order: Vec<usize> = (0..made.texts.len()).rev().collect();
    assert_eq!(told(&made.ordered(&order)), before);
}

#[test]
fn what_hangs_together_is_found_again_and_what_does_not_is_not() {
    let mut made = Made::planted();
    // Forty statements in every direction: whatever groups they fall into, chance made them.
    let mut noise = Noise(5);
    for number in 0..40 {
        let row = std::array::from_fn(|_| noise.next());
        made.add(row, &format!("whatever the rumor is at turn {number}"));
    }
    let themes = made.group(&Settings::default());
    let all = themes.themes.iter().chain(&themes.small);
    let (planted, rumors): (Vec<_>, Vec<_>) = all
        .filter(|theme| theme.members.len() > 2)
        .partition(|theme| {
            // A rumor may have strayed in.
            let own = theme
                .members
                .iter()
                .filter(|row| **row < SUBJECTS.len() * EACH);
            own.count() * 2 > theme.members.len()
        });
    assert_eq!(planted.len(), SUBJECTS.len());
    let mean = |themes: &[&Theme]| {
        let some: Vec<f32> = themes.iter().filter_map(|theme| theme.stability).collect();
        some.iter().sum::<f32>() / some.len() as f32
    };
    let (planted, rumors) = (mean(&planted), mean(&rumors));
    assert!(
        planted > 0.8 && rumors < planted - 0.1,
        "{planted} {rumors}"
    );
    // A number of groups that is asked for says nothing of the data.
    let asked = made.group(&settings(Some(6), None));
    assert!(asked.themes.iter().all(|theme| theme.stability.is_none()));
}
