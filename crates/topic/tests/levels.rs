//! Areas and stability on vectors made by hand.

mod made;

use hearken_feedback::Theme;
use hearken_topic::Settings;
use made::{EACH, Made, Noise, SUBJECTS, WIDTH, is_whole, settings};
use std::collections::BTreeSet;

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

/// A subject of sixty statements, half of which speak of one side of it and half of another, beside
/// subjects that have no sides.
fn sided() -> Made {
    let mut made = Made::planted();
    let mut noise = Noise(3);
    for number in 0..60 {
        let (side, place) = [("late", 12), ("broken", 13)][number % 2];
        let mut row = [0.0; WIDTH];
        row[11] = 1.0;
        row[place] = 0.5;
        row.iter_mut().for_each(|x| *x += 0.05 * noise.next());
        made.add(row, &format!("the parcel came {side} on day {number}"));
    }
    made
}

#[test]
fn a_large_theme_falls_into_its_sides() {
    let made = sided();
    // Asked for by number: how fine themes are is not what is tested.
    let themes = made.group(&settings(Some(7), None));
    is_whole(&themes, made.texts.len());
    let large = &themes.themes[0];
    let parcels = |row: &usize| made.texts[*row].contains("parcel");
    assert!(large.members.iter().filter(|row| parcels(row)).count() >= 50);
    assert_eq!(large.sub_themes.len(), 2, "{large:?}");
    let mut seen = BTreeSet::new();
    for part in &large.sub_themes {
        let side = |row: &usize| made.texts[*row].contains("late");
        let late = part.members.iter().filter(|row| side(row)).count();
        let own = late.max(part.members.len() - late);
        assert!(
            part.members.len() >= 20 && own * 10 >= part.members.len() * 9,
            "{part:?}"
        );
        // Named by what sets it apart.
        let word = if late * 2 > part.members.len() {
            "late"
        } else {
            "broken"
        };
        assert!(part.name.to_lowercase().contains(word), "{}", part.name);
        assert!(part.members.iter().all(|row| large.members.contains(row)));
        assert!(
            part.members.iter().all(|row| seen.insert(*row)),
            "in two parts"
        );
    }
    // Twelve statements are read as a whole.
    let others = themes.themes.iter().skip(1);
    assert!(others.clone().count() > 0 && others.clone().all(|theme| theme.sub_themes.is_empty()));
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
