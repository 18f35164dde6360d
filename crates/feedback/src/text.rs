use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::ops::{Deref, Range};
use std::sync::Arc;

/// A text that may share its memory with others: a piece of a longer one, by bytes.
///
/// An export has millions of short texts. By itself each would cost a piece of memory of its own;
/// put together in a [`Pack`], each costs sixteen bytes beside its letters. Copies and pieces
/// copy no letters. In JSON it is a string.
#[derive(Clone)]
pub struct Text {
    whole: Arc<Box<str>>,
    start: u32,
    end: u32,
}

/// A short text that many share, such as the name of a column or of a product: eight bytes, where
/// a [`Pack`] gave it.
///
/// In JSON it is a string.
#[derive(Clone)]
pub struct Name(Arc<Box<str>>);

impl Text {
    /// Its letters.
    pub fn as_str(&self) -> &str {
        &self.whole[self.start as usize..self.end as usize]
    }

    /// The piece at a span of its bytes; none where the span does not lie on character boundaries
    /// inside it.
    pub fn piece(&self, span: Range<usize>) -> Option<Self> {
        self.as_str().get(span.clone())?;
        Some(Self {
            whole: Arc::clone(&self.whole),
            start: self.start + place(span.start),
            end: self.start + place(span.end),
        })
    }
}

impl Name {
    /// Its letters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A place in a text.
///
/// # Panics
///
/// Where a text has 4 GiB; an export has two at most.
fn place(bytes: usize) -> u32 {
    u32::try_from(bytes).expect("no text has 4 GiB")
}

/// Texts in the making that are put together in one piece of memory.
#[derive(Debug, Default)]
pub struct Pack {
    letters: String,
    names: HashSet<Name>,
    once: HashMap<Box<str>, Span>,
}

/// A span of a text's bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Its first byte.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
}

impl Span {
    /// The span for slices.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self {
            start: place(range.start),
            end: place(range.end),
        }
    }
}

/// Texts that were put together.
#[derive(Debug)]
pub struct Packed(Arc<Box<str>>);

/// Texts of more bytes hardly repeat.
const LONGEST_ONCE: usize = 32;

impl Pack {
    /// A pack with room for so many bytes of text.
    pub fn with_capacity(bytes: usize) -> Self {
        Self {
            letters: String::with_capacity(bytes),
            ..Self::default()
        }
    }

    /// Adds a text and gives its place in the pack.
    pub fn push(&mut self, text: &str) -> Span {
        let start = self.letters.len();
        self.letters.push_str(text);
        (start..self.letters.len()).into()
    }

    /// Adds a text that others may equal; of short ones that do the letters are kept once.
    pub fn push_once(&mut self, text: &str) -> Span {
        if text.len() > LONGEST_ONCE {
            return self.push(text);
        }
        if let Some(span) = self.once.get(text) {
            return *span;
        }
        let span = self.push(text);
        self.once.insert(text.into(), span);
        span
    }

    /// A name, the same piece of memory for the same letters.
    pub fn name(&mut self, text: &str) -> Name {
        if let Some(name) = self.names.get(text) {
            return name.clone();
        }
        let name = Name::from(text);
        self.names.insert(name.clone());
        name
    }

    /// No more is added; what was is copied to where it stays, without room to spare.
    pub fn close(self) -> Packed {
        Packed(Arc::new(self.letters.as_str().into()))
    }
}

impl Packed {
    /// The text at a place that the pack gave.
    pub fn text(&self, span: Span) -> Text {
        Text {
            whole: Arc::clone(&self.0),
            start: span.start,
            end: span.end,
        }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self {
            end: place(text.len()),
            whole: Arc::new(text.into()),
            start: 0,
        }
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        Self(Arc::new(text.into()))
    }
}

/// What both do as any text does: they compare, show and write their letters.
macro_rules! reads_as_letters {
    ($text:ident) => {
        impl From<String> for $text {
            fn from(text: String) -> Self {
                text.as_str().into()
            }
        }

        impl Deref for $text {
            type Target = str;
            fn deref(&self) -> &str {
                self.as_str()
            }
        }

        impl AsRef<str> for $text {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl std::borrow::Borrow<str> for $text {
            fn borrow(&self) -> &str {
                self.as_str()
            }
        }

        impl fmt::Debug for $text {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(self.as_str(), f)
            }
        }

        impl fmt::Display for $text {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self.as_str(), f)
            }
        }

        impl PartialEq for $text {
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }

        impl Eq for $text {}

        impl PartialOrd for $text {
            fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for $text {
            fn cmp(&self, other: &Self) -> std::cmp::Ordering {
                self.as_str().cmp(other.as_str())
            }
        }

        impl std::hash::Hash for $text {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                self.as_str().hash(state);
            }
        }

        impl PartialEq<str> for $text {
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl PartialEq<&str> for $text {
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }

        impl PartialEq<String> for $text {
            fn eq(&self, other: &String) -> bool {
                self.as_str() == other
            }
        }

        impl Serialize for $text {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $text {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(Self::from)
            }
        }
    };
}

reads_as_letters!(Text);
reads_as_letters!(Name);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_a_pack_are_what_was_put_in() {
        let mut pack = Pack::default();
        let spans = ["good", "größer", "", "good"].map(|text| pack.push(text));
        let packed = pack.close();
        let texts = spans.map(|span| packed.text(span));
        assert_eq!(texts, ["good", "größer", "", "good"]);
        assert_eq!(texts[0], texts[3]);
    }

    #[test]
    fn what_repeats_is_kept_once() {
        let mut pack = Pack::default();
        let long = "a".repeat(LONGEST_ONCE + 1);
        assert_eq!(pack.push_once("web"), pack.push_once("web"));
        assert_ne!(pack.push_once(&long), pack.push_once(&long));
        let (a, b) = (pack.name("web"), pack.name("web"));
        assert!(Arc::ptr_eq(&a.0, &b.0));
    }

    #[test]
    fn a_piece_lies_on_character_boundaries() {
        let text = Text::from("sehr größer");
        let piece = text.piece(5..text.len()).unwrap();
        assert_eq!(piece, "größer");
        assert_eq!(piece.piece(0..2).as_deref(), Some("gr"));
        assert_eq!(piece.piece(0..3), None);
        assert_eq!(piece.piece(4..99), None);
    }

    #[test]
    fn they_cost_as_much_as_is_said() {
        assert_eq!(size_of::<Option<Text>>(), 16);
        assert_eq!(size_of::<Option<Name>>(), 8);
    }
}
