use serde::{Deserialize, Serialize};

/// Statements about the same thing. Indexes are those of the statements given to the grouping.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Theme {
    /// Stable between runs on the same statements: made from what the members say, not from
    /// their order or number.
    pub id: String,
    /// A short noun phrase, or the central statement's words where every phrase is vague.
    pub name: String,
    /// The phrases that set the theme apart, best first.
    pub keyphrases: Vec<Keyphrase>,
    /// Its statements, nearest the center first; ties by text.
    pub members: Vec<usize>,
    /// Mean cosine of the members to the theme's center, −1…1.
    pub cohesion: f32,
    /// How surely it is found again when some statements had not been said, 0…1; where that was
    /// looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stability: Option<f32>,
    /// How well the words of its phrases go together in what people wrote (mean NPMI), −1…1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coherence: Option<f32>,
    /// Where it lies beside the other themes on a plane, −1…1: those about the like lie near each
    /// other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub map: Option<[f32; 2]>,
    /// What it falls into, largest first; statements may be in none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sub_themes: Vec<SubTheme>,
    /// Why it is no theme of a subject, where it is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aside: Option<Aside>,
}

/// Statements within a theme that are about one side of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SubTheme {
    /// What sets it apart from the rest of the theme.
    pub name: String,
    /// Its statements, nearest its center first; ties by text.
    pub members: Vec<usize>,
}

/// Themes that are near each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// What sets them apart from other themes, or the name of the largest.
    pub name: String,
    /// Places in [`Themes::themes`], rising: the largest first.
    pub themes: Vec<usize>,
}

/// Why statements were put together though nothing says what they are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aside {
    /// They name no subject, like "Great app!"; together by how those feel who say them.
    NoSubject,
    /// They are in another language or script than most, and share no word.
    OtherLanguage,
}

/// A word or phrase with its score, 0…1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Keyphrase {
    /// The phrase as people wrote it most often.
    pub text: String,
    /// √( (1 + NPMI)/2 · (1 + cosine)/2 ), after Topeax.
    pub score: f32,
}

/// Every statement's place: in a theme, in a small theme, or on its own.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Themes {
    /// Groups of at least `smallest` statements, largest first.
    pub themes: Vec<Theme>,
    /// Fields of several themes each, that of the largest theme first. Themes that are near no
    /// other are in none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub areas: Vec<Area>,
    /// Groups of two up to `smallest − 1` statements, largest first.
    pub small: Vec<Theme>,
    /// Statements that stand alone, in the order of their text.
    pub single: Vec<usize>,
    /// The size below which a group counts as small.
    pub smallest: usize,
    /// What people decided about themes and could not be done, who named them where somebody was
    /// asked, and among how many statements they were found where not among all, in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

impl Themes {
    /// What notes begin with that tell of what people decided: where they do.
    pub const DECIDED: &str = "themes.toml: ";

    /// What the note begins with that tells who named the themes, where people asked somebody.
    pub const NAMED: &str = "Names: ";

    /// What the note begins with that tells among how many statements themes were found, where that was not all.
    pub const FOUND: &str = "Themes were found among ";
}
