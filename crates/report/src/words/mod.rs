//! The languages that reports and the program speak, and what is said in them.
//!
//! A sentence stands in English where it is said, `say!(lang, "{rows} rows", rows = n)`, and its Chinese in
//! [`zh`]. The Chinese is looked up while the crate is compiled: a sentence without one does not compile. What the
//! files of a report hold is the same in every language (`it names no subject`, `problem`), and [`Lang::told`] puts
//! it into words where people read it.

mod told;
mod zh;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// A sentence, with names in braces for what is filled in, and the same in Chinese.
pub type Pair = (&'static str, &'static str);

/// A language that reports are written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Chinese in simplified characters.
    Zh,
}

impl Lang {
    /// Whether it is English, which files do not state.
    #[allow(clippy::trivially_copy_pass_by_ref)]
    pub(crate) fn is_english(&self) -> bool {
        *self == Self::En
    }

    /// The tag that a page states (BCP 47).
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh-Hans",
        }
    }

    /// What a file of a report says in English (a label, a reason, a note), for people to read. What has no
    /// translation stays as it is, such as a column's name.
    pub fn told(self, english: &str) -> Cow<'_, str> {
        match self {
            Self::En => Cow::Borrowed(english),
            Self::Zh => told::told(zh::TOLD, english),
        }
    }

    /// The same for a sentence that may be of `own` tables, which come first.
    pub fn told_with<'a>(self, own: &[&[Pair]], english: &'a str) -> Cow<'a, str> {
        match self {
            Self::En => Cow::Borrowed(english),
            Self::Zh => told::told(&[own, zh::TOLD].concat(), english),
        }
    }

    /// The sentence of a template of ours, with `given` in the places of its names; English where there is no other.
    pub(crate) fn sentence(self, english: &str, given: &[(&str, &dyn fmt::Display)]) -> String {
        let said = match self {
            Self::En => None,
            Self::Zh => look_up(zh::SAID, english),
        };
        fill(said.unwrap_or(english), given)
    }

    /// Some such words in a row.
    pub(crate) fn all_told(self, english: &[String]) -> String {
        let told: Vec<Cow<'_, str>> = english.iter().map(|word| self.told(word)).collect();
        told.join(match self {
            Self::En => ", ",
            Self::Zh => "、",
        })
    }

    /// A share in percent, to one digit below ten: "5.1 %" with `space` before the sign, "5.1%" in Chinese.
    pub(crate) fn percent(self, share: f64, below: f64, space: &str) -> String {
        let percent = share * 100.0;
        let digits = usize::from(percent > 0.0 && percent < below);
        let space = match self {
            Self::En => space,
            Self::Zh => "",
        };
        format!("{percent:.digits$}{space}%")
    }

    /// A day, month or year of a file ("2025-03-14"), as it stands in a sentence.
    pub fn day(self, iso: &str) -> String {
        let parts: Option<Vec<u16>> = iso.split('-').map(|part| part.parse().ok()).collect();
        match (self, parts.as_deref()) {
            (Self::Zh, Some([year, month, day])) => format!("{year}年{month}月{day}日"),
            (Self::Zh, Some([year, month])) => format!("{year}年{month}月"),
            _ => iso.to_owned(),
        }
    }
}

impl std::str::FromStr for Lang {
    type Err = String;

    /// `en`, `zh`, and tags and locales that begin so (`zh-CN`, `zh_TW.UTF-8`).
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let language = name.split(['-', '_', '.', '@']).next().unwrap_or_default();
        match language.to_ascii_lowercase().as_str() {
            "en" => Ok(Self::En),
            "zh" => Ok(Self::Zh),
            _ => Err("`en` or `zh` is needed".to_owned()),
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::En => "en",
            Self::Zh => "zh",
        })
    }
}

/// The Chinese of a sentence, found while the program is compiled.
///
/// # Panics
/// Where there is none, which no program that was compiled does.
pub(crate) const fn chinese(english: &str) -> &'static str {
    let mut table = 0;
    while table < zh::SAID.len() {
        let pairs = zh::SAID[table];
        let mut at = 0;
        while at < pairs.len() {
            if same(pairs[at].0.as_bytes(), english.as_bytes()) {
                return pairs[at].1;
            }
            at += 1;
        }
        table += 1;
    }
    panic!("this sentence has no Chinese: words/zh")
}

const fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}

fn look_up(tables: &[&[Pair]], english: &str) -> Option<&'static str> {
    let mut pairs = tables.iter().flat_map(|table| table.iter());
    pairs.find(|pair| pair.0 == english).map(|pair| pair.1)
}

/// Puts what is given in the places of its names; braces that name nothing stay.
pub(crate) fn fill(sentence: &str, given: &[(&str, &dyn fmt::Display)]) -> String {
    let mut filled = String::with_capacity(sentence.len() + 16);
    let mut rest = sentence;
    while let Some(open) = rest.find('{') {
        filled.push_str(&rest[..open]);
        rest = &rest[open..];
        let named = rest.find('}').and_then(|close| {
            let value = given.iter().find(|(name, _)| *name == &rest[1..close])?;
            Some((close, value.1))
        });
        match named {
            Some((close, value)) => {
                filled.push_str(&value.to_string());
                rest = &rest[close + 1..];
            }
            None => {
                filled.push('{');
                rest = &rest[1..];
            }
        }
    }
    filled.push_str(rest);
    filled
}

/// A sentence in a language: `say!(lang, "not rising")`, `say!(lang, "{n} rows", n = rows)`.
macro_rules! say {
    ($lang:expr, $english:literal) => {{
        const CHINESE: &str = $crate::words::chinese($english);
        match $lang {
            $crate::Lang::En => $english,
            $crate::Lang::Zh => CHINESE,
        }
    }};
    ($lang:expr, $english:literal, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::words::fill(
            $crate::words::say!($lang, $english),
            &[$((stringify!($name), &$value as &dyn std::fmt::Display)),+],
        )
    };
}
pub(crate) use say;

/// What the page's script says, in the words of a language: an object from English, empty where that is spoken.
pub(crate) fn of_script(lang: Lang) -> serde_json::Value {
    let pairs: &[Pair] = match lang {
        Lang::En => &[],
        Lang::Zh => zh::SCRIPT,
    };
    pairs.iter().copied().collect()
}

#[cfg(test)]
mod tests;
