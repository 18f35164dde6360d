//! The guesses, role by role, each by name where a name fits and the content allows it.

use super::names::{ROLES, folded, is_label, rank};
use super::{Columns, Profile, Reason};
use crate::shapes::Shaped;
use crate::table::Header;
use hearken_feedback::Role;

/// Gives every role that nobody has claimed to the column that fits it best.
pub(super) fn pick(columns: &mut Columns<'_>) {
    columns.text();
    columns.rating();
    columns.by_name(Role::Title, |profile| {
        profile.share(profile.lettered) >= 0.5 || profile.filled == 0
    });
    columns.date();
    columns.id();
    columns.by_name(Role::Author, |profile| {
        // Full names, and "A Google user", have three words as prose has.
        profile.filled > 0
            && (profile.distinct > 1 || profile.filled == 1)
            && (profile.mean_chars() <= 40.0 || !profile.is_prose())
    });
    columns.by_name(Role::Reply, |profile| {
        profile.share(profile.lettered) >= 0.5
    });
    columns.by_name(Role::Version, |profile| profile.mean_chars() <= 60.0);
    columns.by_name(Role::Locale, |profile| profile.mean_chars() <= 40.0);
    columns.by_name(Role::Product, |profile| profile.mean_chars() <= 120.0);
    columns.by_name(Role::Segment, |profile| profile.mean_chars() <= 60.0);
    columns.by_name(Role::Votes, |profile| profile.share(profile.counts) >= 0.9);
    columns.answer();
}

impl Columns<'_> {
    /// What is known of the tool that wrote the table, where the user says nothing else.
    pub(super) fn shaped(&mut self, shaped: &Shaped) {
        let claimed = self.roles.clone();
        let claims = |role: Role| claimed.iter().flatten().any(|(of, _)| *of == role);
        for (index, role) in shaped.roles.iter().copied() {
            let profile = &self.profiles[index];
            let filled = role != Role::Rating || profile.ratings > 0;
            if self.free(index) && !claims(role) && filled {
                self.give(index, role, Reason::Name);
            }
        }
        if !claims(Role::Text) {
            for index in self.answers(&shaped.answers) {
                self.give(index, Role::Text, Reason::Content);
            }
        }
        if let Some(index) = shaped.classes.filter(|index| self.free(*index))
            && !self.has(Role::Segment)
        {
            self.give(index, Role::Segment, Reason::Content);
        }
    }

    /// Answers in one's own words: prose under a name that promises nothing else.
    fn answers(&self, columns: &[usize]) -> Vec<usize> {
        // What a browser says of itself is long enough to read like prose.
        let browser = |name: &str| {
            let folded = folded(name);
            ["user_agent", "useragent", "browser", "referer", "url"]
                .iter()
                .any(|word| folded.contains(word))
        };
        let other = |name: &str| {
            let mut roles = ROLES.into_iter().filter(|role| *role != Role::Text);
            roles.any(|role| rank(role, name).is_some_and(|rank| rank < 1000))
        };
        let columns = columns.iter().copied();
        columns
            .filter(|index| self.free(*index) && self.profiles[*index].is_prose())
            .filter(|index| !other(&self.names[*index]) && !is_label(&self.names[*index]))
            .filter(|index| !browser(&self.names[*index]))
            .filter(|index| {
                let profile = &self.profiles[*index];
                profile.share(profile.ratings) < 0.5
            })
            .collect()
    }

    fn free(&self, index: usize) -> bool {
        self.roles[index].is_none()
    }

    fn indexes(&self) -> std::ops::Range<usize> {
        0..self.names.len()
    }

    fn has(&self, role: Role) -> bool {
        self.roles
            .iter()
            .any(|taken| taken.is_some_and(|(of, _)| of == role))
    }

    fn give(&mut self, index: usize, role: Role, reason: Reason) {
        self.roles[index] = Some((role, reason));
    }

    /// The free column whose name fits a role best, among those whose content allows it.
    fn by_name(&mut self, role: Role, allows: impl Fn(&Profile) -> bool) {
        if self.has(role) {
            return;
        }
        let best = self
            .indexes()
            .filter(|index| self.free(*index) && allows(&self.profiles[*index]))
            .filter_map(|index| Some((rank(role, &self.names[index])?, index)))
            .min();
        if let Some((_, index)) = best {
            self.give(index, role, Reason::Name);
        }
    }

    fn text(&mut self) {
        if self.has(Role::Text) {
            return;
        }
        let named = self
            .indexes()
            .filter(|index| self.free(*index))
            .filter_map(|index| {
                let name = &self.names[index];
                let place = rank(Role::Text, name)?;
                let class = text_class(&self.profiles[index], place)?;
                Some((class, place, index))
            })
            .min();
        let questions = self.survey_questions();
        if let Some((class, _, index)) = named
            && (class < 2 || questions.is_empty())
        {
            self.give(index, Role::Text, Reason::Name);
            self.companions();
            return;
        }
        if !questions.is_empty() {
            for index in questions {
                self.give(index, Role::Text, Reason::Content);
            }
            return;
        }
        if let Some(index) = self.prose() {
            self.give(index, Role::Text, Reason::Content);
            return;
        }
        // Tickets may have nothing but a subject.
        let title = self
            .indexes()
            .filter(|index| self.free(*index))
            .filter(|index| {
                let profile = &self.profiles[*index];
                profile.share(profile.lettered) >= 0.5
            })
            .filter_map(|index| Some((rank(Role::Title, &self.names[index])?, index)))
            .min();
        if let Some((_, index)) = title {
            self.give(index, Role::Text, Reason::Name);
        }
    }

    /// Reviews in parts: what is liked and what is not stand in columns of their own.
    fn companions(&mut self) {
        const PARTS: [&str; 8] = [
            "pros",
            "cons",
            "improvement",
            "improvements",
            "suggestion",
            "suggestions",
            "liked",
            "disliked",
        ];
        for index in self.indexes() {
            let part = PARTS.contains(&folded(&self.names[index]).as_str());
            if part && self.free(index) && self.profiles[index].is_prose() {
                self.give(index, Role::Text, Reason::Name);
            }
        }
    }

    /// Columns headed by a question and filled with prose are a survey's open answers.
    fn survey_questions(&self) -> Vec<usize> {
        self.indexes()
            .filter(|index| self.free(*index) && self.profiles[*index].is_prose())
            .filter(|index| {
                let name = self.names[*index].trim();
                name.ends_with(['?', '？']) || name.split_whitespace().count() >= 5
            })
            .collect()
    }

    /// The column that reads most like prose and whose name promises nothing else. Labels come
    /// last: a column of questions is text where there is nothing better.
    fn prose(&self) -> Option<usize> {
        let score = |index: usize| {
            let profile = &self.profiles[index];
            let varied = profile.share(profile.distinct);
            profile.share(profile.wordy) * varied.sqrt() * (1.0 + profile.mean_chars()).ln()
        };
        let candidates: Vec<usize> = self
            .indexes()
            .filter(|index| self.free(*index) && self.profiles[*index].is_prose())
            .filter(|index| {
                self.header == Header::Absent
                    || !ROLES
                        .into_iter()
                        .filter(|role| *role != Role::Text)
                        .any(|role| rank(role, &self.names[*index]).is_some())
            })
            .collect();
        let best = |labels: bool| {
            candidates
                .iter()
                .copied()
                .filter(|index| is_label(&self.names[*index]) == labels)
                .max_by(|a, b| score(*a).total_cmp(&score(*b)).then(b.cmp(a)))
        };
        best(false).or_else(|| best(true)).or_else(|| self.only())
    }

    /// A file of one column without a header is a list of texts, however short.
    fn only(&self) -> Option<usize> {
        let lettered = |profile: &Profile| profile.share(profile.lettered) >= 0.5;
        (self.names.len() == 1
            && self.header == Header::Absent
            && self.free(0)
            && lettered(&self.profiles[0]))
        .then_some(0)
    }

    fn rating(&mut self) {
        let allows = |profile: &Profile| {
            profile.filled > 0
                && profile.share(profile.ratings) >= 0.8
                // A rating has few steps, whatever its scale.
                && (profile.distinct <= 101 || profile.share(profile.distinct) < 0.5)
        };
        if self.has(Role::Rating) {
            return;
        }
        let best = self
            .indexes()
            .filter(|index| self.free(*index) && allows(&self.profiles[*index]))
            .filter(|index| !is_label(&self.names[*index]))
            .filter_map(|index| Some((rank(Role::Rating, &self.names[index])?, index)))
            .min();
        if let Some((_, index)) = best {
            self.give(index, Role::Rating, Reason::Name);
            return;
        }
        // A verdict tells itself, whatever its column is called.
        let verdict = self.indexes().find(|index| {
            let profile = &self.profiles[*index];
            self.free(*index) && profile.filled > 0 && profile.share(profile.verdicts) >= 0.9
        });
        let steps = |profile: &Profile| {
            profile.filled >= 5
                && profile.share(profile.ratings) >= 0.95
                && (2..=11).contains(&profile.distinct)
                && profile.mean_chars() <= 3.0
        };
        let found = verdict.or_else(|| {
            // Without names, numbers of a few steps beside a text are its rating.
            (self.header == Header::Absent)
                .then(|| {
                    self.indexes()
                        .find(|index| self.free(*index) && steps(&self.profiles[*index]))
                })
                .flatten()
        });
        if let Some(index) = found {
            self.give(index, Role::Rating, Reason::Content);
        }
    }

    fn date(&mut self) {
        self.by_name(Role::Date, |profile| {
            profile.filled > 0 && profile.share(profile.dates + profile.epochs) >= 0.6
        });
        if self.has(Role::Date) {
            return;
        }
        let found = self.indexes().find(|index| {
            let profile = &self.profiles[*index];
            self.free(*index)
                && profile.filled > 0
                && profile.share(profile.dates) >= 0.9
                && !tells_another_day(&self.names[*index])
        });
        if let Some(index) = found {
            self.give(index, Role::Date, Reason::Content);
        }
    }

    /// Of several ids the one that looks generated, then the one that is given once, then the
    /// best name.
    fn id(&mut self) {
        if self.has(Role::Id) {
            return;
        }
        let quality = |profile: &Profile| {
            let unique = profile.share(profile.distinct) >= 0.9;
            let opaque = profile.share(profile.opaque) >= 0.9;
            (!(unique && opaque), !unique)
        };
        let best = self
            .indexes()
            .filter(|index| self.free(*index) && self.profiles[*index].filled > 0)
            .filter(|index| !self.profiles[*index].is_prose())
            .filter_map(|index| {
                let place = rank(Role::Id, &self.names[index])?;
                Some((quality(&self.profiles[index]), place, index))
            })
            .min();
        if let Some((_, _, index)) = best {
            self.give(index, Role::Id, Reason::Name);
            return;
        }
        // An unnamed first column of different whole numbers is the index that tools write.
        let Some(profile) = self.profiles.first() else {
            return;
        };
        let unnamed = self.names[0].starts_with("column ");
        let counter = profile.filled > 1
            && profile.share(profile.counts) >= 1.0
            && profile.distinct == profile.filled;
        if self.free(0) && unnamed && (counter || profile.share(profile.opaque) >= 0.9) {
            self.give(0, Role::Id, Reason::Content);
        }
    }

    /// A plain `response` beside another text is what the team answered.
    fn answer(&mut self) {
        if self.has(Role::Reply) {
            return;
        }
        let found = self.indexes().find(|index| {
            let name = folded(&self.names[*index]);
            self.free(*index)
                && matches!(name.as_str(), "response" | "response_text" | "answer")
                && self.profiles[*index].is_prose()
        });
        if let Some(index) = found {
            self.give(index, Role::Reply, Reason::Name);
        }
    }
}

/// How well content suits a text column by name, 0 the best; `None` where it rules it out.
fn text_class(profile: &Profile, place: usize) -> Option<u8> {
    let lettered = profile.share(profile.lettered) >= 0.5;
    let typed = profile.share(profile.dates) >= 0.5 || profile.share(profile.opaque) >= 0.5;
    // Under the surest names, terse is fine as long as it varies.
    let terse = place < 8 && lettered && !typed && profile.share(profile.distinct) >= 0.1;
    if profile.is_prose() || terse {
        Some(0)
    } else if lettered && !typed {
        Some(1)
    } else if place == 0 || (profile.filled == 0 && place < 20) {
        Some(2)
    } else {
        None
    }
}

/// Days of a reply, a purchase or a release are not the day of the feedback.
fn tells_another_day(name: &str) -> bool {
    const OTHERS: [&str; 12] = [
        "reply",
        "replied",
        "response",
        "responded",
        "resolved",
        "closed",
        "updated",
        "due",
        "birth",
        "release",
        "purchase",
        "edited",
    ];
    folded(name)
        .split(['_', '.'])
        .any(|word| OTHERS.contains(&word))
}
