//! From bytes to text: which character encoding an export is in.

use crate::{Error, mixed};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// An export's text and what it was in.
#[derive(Debug)]
pub(crate) struct Decoded {
    pub(crate) text: String,
    /// The WHATWG name of the encoding, or one of the two that the standard leaves out.
    pub(crate) encoding: &'static str,
    /// Lines that were in another encoding, and which.
    pub(crate) others: Option<(u64, &'static str)>,
}

impl Decoded {
    fn of(text: String, encoding: &'static str) -> Self {
        Self {
            text,
            encoding,
            others: None,
        }
    }

    /// The encoding as it is written down: `UTF-8`, `UTF-8 (2 lines windows-1252)`.
    pub(crate) fn told(&self) -> String {
        match self.others {
            None => self.encoding.to_owned(),
            Some((1, other)) => format!("{} (1 line {other})", self.encoding),
            Some((lines, other)) => format!("{} ({lines} lines {other})", self.encoding),
        }
    }
}

/// How many bytes the guessing looks at.
const SAMPLE: usize = 1 << 20;

/// Four bytes a character, which the WHATWG standard does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wide {
    Little,
    Big,
}

impl Wide {
    fn name(self) -> &'static str {
        match self {
            Self::Little => "UTF-32LE",
            Self::Big => "UTF-32BE",
        }
    }

    fn labeled(label: &str) -> Option<Self> {
        match label.to_ascii_lowercase().as_str() {
            "utf-32" | "utf-32le" | "utf32" | "utf32le" | "ucs-4" => Some(Self::Little),
            "utf-32be" | "utf32be" => Some(Self::Big),
            _ => None,
        }
    }

    fn marked(content: &[u8]) -> Option<Self> {
        match content {
            // A text in UTF-16 does not begin with a NUL.
            [0xff, 0xfe, 0, 0, ..] => Some(Self::Little),
            [0, 0, 0xfe, 0xff, ..] => Some(Self::Big),
            _ => None,
        }
    }

    fn units(self, content: &[u8]) -> impl Iterator<Item = Option<char>> {
        content.chunks(4).map(move |unit| {
            let unit: [u8; 4] = unit.try_into().ok()?;
            char::from_u32(match self {
                Self::Little => u32::from_le_bytes(unit),
                Self::Big => u32::from_be_bytes(unit),
            })
        })
    }

    /// Without a mark: nearly all units are characters, and nearly none steers a machine.
    fn guessed(sample: &[u8]) -> Option<Self> {
        let units = sample.len().div_ceil(4);
        [Self::Little, Self::Big].into_iter().find(|wide| {
            let text =
                |unit: &Option<char>| unit.is_some_and(|c| !c.is_control() || c.is_whitespace());
            let sound = wide.units(sample).filter(text).count();
            let plain = |unit: &Option<char>| unit.is_some_and(|c| c.is_ascii());
            let ascii = wide.units(sample).filter(plain).count();
            units > 3 && (units - sound) * 50 <= units && ascii * 20 > units
        })
    }

    fn decode(self, content: &[u8]) -> String {
        self.units(content)
            .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect()
    }
}

/// Decodes `content`, by the user's word, the byte order mark, or what the bytes look like.
///
/// Bytes that are not valid in the encoding become U+FFFD.
pub(crate) fn decode(name: &str, content: Vec<u8>, label: Option<&str>) -> Result<Decoded, Error> {
    let mut decoded = match label {
        Some(label) => labeled(&content, label)?,
        None => unlabeled(name, content)?,
    };
    // A second mark is what careless concatenation leaves behind.
    if decoded.text.starts_with('\u{feff}') {
        decoded.text = decoded.text.trim_start_matches('\u{feff}').to_owned();
    }
    Ok(decoded)
}

fn labeled(content: &[u8], label: &str) -> Result<Decoded, Error> {
    let label = label.trim();
    if let Some(wide) = Wide::labeled(label) {
        return Ok(Decoded::of(wide.decode(content), wide.name()));
    }
    let encoding = Encoding::for_label(label.as_bytes()).ok_or_else(|| Error::UnknownEncoding {
        label: label.to_owned(),
    })?;
    let text = encoding.decode_with_bom_removal(content).0.into_owned();
    Ok(Decoded::of(text, encoding.name()))
}

fn unlabeled(name: &str, mut content: Vec<u8>) -> Result<Decoded, Error> {
    if let Some(wide) = Wide::marked(&content) {
        return Ok(Decoded::of(wide.decode(&content), wide.name()));
    }
    let encoding = match Encoding::for_bom(&content) {
        Some((encoding, _)) => encoding,
        None => {
            let sample = &content[..content.len().min(SAMPLE)];
            if let Some(wide) = Wide::guessed(sample) {
                return Ok(Decoded::of(wide.decode(&content), wide.name()));
            }
            match utf16(sample) {
                Some(encoding) => encoding,
                None => {
                    drop_padding(&mut content);
                    guess(&content).ok_or_else(|| Error::Binary {
                        name: name.to_owned(),
                        what: "binary data".to_owned(),
                    })?
                }
            }
        }
    };
    if encoding != UTF_8 {
        if encoding.is_single_byte() {
            let mixed = mixed::single_byte_with_utf8(&content, encoding);
            return Ok(told(mixed, encoding));
        }
        let text = encoding.decode_with_bom_removal(&content).0.into_owned();
        return Ok(Decoded::of(text, encoding.name()));
    }
    match String::from_utf8(content) {
        Ok(text) => Ok(Decoded::of(text, UTF_8.name())),
        Err(error) => {
            let mended = mixed::without_surrogates(error.as_bytes());
            Ok(told(mixed::utf8_with_others(&mended), UTF_8))
        }
    }
}

fn told(mixed: mixed::Mixed, encoding: &'static Encoding) -> Decoded {
    Decoded {
        others: mixed.others.map(|(lines, other)| (lines, other.name())),
        ..Decoded::of(mixed.text, encoding.name())
    }
}

/// NULs behind the text are room that a program made and did not fill.
fn drop_padding(content: &mut Vec<u8>) {
    let end = content.iter().rposition(|byte| *byte != 0);
    content.truncate(end.map_or(0, |last| last + 1));
}

/// The encoding of bytes without a byte order mark; `None` where they are no text.
fn guess(content: &[u8]) -> Option<&'static Encoding> {
    let sample = &content[..content.len().min(SAMPLE)];
    let controls = sample
        .iter()
        .filter(|byte| matches!(byte, 1..=8 | 0x0e..=0x1a | 0x1c..=0x1f))
        .count();
    let zeros = memchr::memchr_iter(0, sample).count();
    // One stray control byte is dirt in a text; one in a hundred is a binary file. Some programs
    // end every field with a NUL, and no binary file has them without other such bytes.
    let dirty = controls * 100 > sample.len() || zeros * 5 > sample.len();
    if dirty || (controls + zeros > 0 && sample.len() < 16) {
        return None;
    }
    if mostly_utf8(content) || mostly_utf8(&mixed::without_surrogates(content)) {
        return Some(UTF_8);
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    detector.feed(sample, true);
    Some(detector.guess(None, chardetng::Utf8Detection::Deny))
}

/// UTF-16 without a mark: Latin letters, digits, delimiters and line ends leave their zero bytes
/// on one side of each pair.
fn utf16(sample: &[u8]) -> Option<&'static Encoding> {
    let (mut first, mut second, mut count) = (0usize, 0usize, 0usize);
    for pair in sample.chunks_exact(2) {
        count += 1;
        first += usize::from(pair[0] == 0);
        second += usize::from(pair[1] == 0);
    }
    let encoding = if second > first * 10 && second * 20 > count {
        UTF_16LE
    } else if first > second * 10 && first * 20 > count {
        UTF_16BE
    } else {
        return None;
    };
    let text = encoding.decode_without_bom_handling(sample).0;
    // Lone surrogates, and what a cut leaves, are dirt as stray control characters are.
    let strange = |c: &char| (c.is_control() && !c.is_whitespace()) || *c == '\u{fffd}';
    let strange = text.chars().filter(strange).count();
    (strange.saturating_sub(1) * 100 <= count).then_some(encoding)
}

/// Valid UTF-8, or UTF-8 in which a few bytes are broken: for every broken place there are ten
/// well-formed multi-byte characters, or for every broken line more than two well-formed ones
/// (in another encoding hardly a line beyond ASCII is well-formed).
fn mostly_utf8(content: &[u8]) -> bool {
    let (mut broken, mut sound) = (0usize, 0usize);
    for chunk in content.utf8_chunks() {
        sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    if broken == 0 || sound >= broken * 10 {
        return true;
    }
    let (mut broken, mut sound) = (0usize, 0usize);
    for line in content.split(|byte| *byte == b'\n') {
        match std::str::from_utf8(line) {
            Ok(line) => sound += usize::from(!line.is_ascii()),
            Err(_) => broken += 1,
        }
    }
    sound > broken * 2
}

/// The first `most` bytes of a text, or a few less where they would cut a character.
pub(crate) fn beginning(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> Decoded {
        decode("x", bytes.to_vec(), None).unwrap()
    }

    fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn byte_order_marks_are_obeyed_and_dropped() {
        assert_eq!(decoded(b"\xef\xbb\xbftext").text, "text");
        let mut bytes = vec![0xff, 0xfe];
        bytes.extend(utf16("Grüße", u16::to_le_bytes));
        let found = decoded(&bytes);
        assert_eq!((found.text.as_str(), found.encoding), ("Grüße", "UTF-16LE"));
    }

    #[test]
    fn utf16_is_found_without_a_mark() {
        let text = "text,rating\nDas ist gut,5\nСлишком медленно,1\n";
        let found = decoded(&utf16(text, u16::to_le_bytes));
        assert_eq!((found.text.as_str(), found.encoding), (text, "UTF-16LE"));
        let found = decoded(&utf16(text, u16::to_be_bytes));
        assert_eq!((found.text.as_str(), found.encoding), (text, "UTF-16BE"));
    }

    #[test]
    fn a_legacy_encoding_is_guessed() {
        let bytes =
            b"text\nDie App st\xfcrzt nach dem \xd6ffnen st\xe4ndig ab, sehr \xe4rgerlich\n";
        let found = decoded(bytes);
        assert_eq!(found.encoding, "windows-1252");
        assert!(found.text.contains("stürzt nach dem Öffnen"));
    }

    #[test]
    fn a_broken_byte_among_many_sound_ones_leaves_utf8() {
        let mut bytes = "ééééééééééééééééé text ".as_bytes().to_vec();
        bytes.push(0xe9);
        let found = decoded(&bytes);
        assert_eq!(found.encoding, "UTF-8");
        assert!(found.text.ends_with('\u{fffd}'));
    }

    #[test]
    fn binary_data_is_refused_and_unknown_labels_are_named() {
        let bytes: Vec<u8> = (0..4096u32).map(|i| ((i * 7919) >> 3) as u8).collect();
        assert!(matches!(
            decode("x", bytes, None),
            Err(Error::Binary { .. })
        ));
        assert!(matches!(
            decode("x", b"text".to_vec(), Some("utf-9")),
            Err(Error::UnknownEncoding { .. })
        ));
    }

    #[test]
    fn the_user_may_name_the_encoding() {
        let found = decode("x", vec![0xe9], Some("latin1")).unwrap();
        assert_eq!((found.text.as_str(), found.encoding), ("é", "windows-1252"));
    }

    fn utf32(text: &str, order: fn(u32) -> [u8; 4]) -> Vec<u8> {
        text.chars().flat_map(|c| order(u32::from(c))).collect()
    }

    #[test]
    fn utf32_is_read_with_and_without_a_mark() {
        let text = "text,rating\nDas ist größer 🎉,5\nСлишком медленно,1\n";
        for (order, name) in [
            (u32::to_le_bytes as fn(u32) -> [u8; 4], "UTF-32LE"),
            (u32::to_be_bytes, "UTF-32BE"),
        ] {
            for marked in ["", "\u{feff}"] {
                let found = decoded(&utf32(&format!("{marked}{text}"), order));
                assert_eq!((found.text.as_str(), found.encoding), (text, name));
            }
            let found = decode("x", utf32(text, order), Some(name)).unwrap();
            assert_eq!(found.text, text);
        }
    }

    #[test]
    fn lone_surrogates_in_utf16_cost_one_character_each() {
        let text = "text,rating\nDas ist gut,5\nDas ist schlecht,1\n".repeat(4);
        let mut bytes = utf16(&text, u16::to_le_bytes);
        bytes.splice(30..32, 0xd83du16.to_le_bytes());
        bytes.push(b'x');
        let found = decoded(&bytes);
        assert_eq!(found.encoding, "UTF-16LE");
        assert_eq!(found.text.matches('\u{fffd}').count(), 2);
        assert!(
            found
                .text
                .starts_with("text,rating\nDas\u{fffd}ist gut,5\n")
        );
    }

    #[test]
    fn zero_bytes_stay_in_a_text_and_never_cut_it() {
        let found = decoded(b"text,rating\0\nthe map\0 is gray,5\0\nlast,1\n\0\0\0\0\0\0\0\0\0");
        assert_eq!(found.encoding, "UTF-8");
        assert_eq!(found.text, "text,rating\0\nthe map\0 is gray,5\0\nlast,1\n");
    }

    #[test]
    fn what_was_mixed_is_told() {
        let mut bytes = "schöne Grüße aus Köln\n".repeat(6).into_bytes();
        bytes.extend(b"sch\xf6n ist anders\n");
        assert_eq!(decoded(&bytes).told(), "UTF-8 (1 line windows-1252)");
        bytes.extend(b"sch\xf6n\n");
        let found = decoded(&bytes);
        assert_eq!(found.told(), "UTF-8 (2 lines windows-1252)");
        assert!(found.text.ends_with("schön ist anders\nschön\n"));
    }
}
