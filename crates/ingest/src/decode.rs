//! From bytes to text: which character encoding an export is in.

use crate::Error;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// An export's text and the WHATWG name of the encoding that it was in.
#[derive(Debug)]
pub(crate) struct Decoded {
    pub(crate) text: String,
    pub(crate) encoding: &'static str,
}

/// How many bytes the guessing looks at.
const SAMPLE: usize = 1 << 20;

/// Decodes `content`, by the user's word, the byte order mark, or what the bytes look like.
///
/// Bytes that are not valid in the encoding become U+FFFD.
pub(crate) fn decode(name: &str, content: Vec<u8>, label: Option<&str>) -> Result<Decoded, Error> {
    let encoding = match label {
        Some(label) => {
            Encoding::for_label(label.trim().as_bytes()).ok_or_else(|| Error::UnknownEncoding {
                label: label.to_owned(),
            })?
        }
        None => match Encoding::for_bom(&content) {
            Some((encoding, _)) => encoding,
            None => guess(&content).ok_or_else(|| Error::Binary {
                name: name.to_owned(),
                what: "binary data",
            })?,
        },
    };
    let text = if encoding == UTF_8 {
        match String::from_utf8(content) {
            Ok(text) => text,
            Err(error) => UTF_8
                .decode_without_bom_handling(error.as_bytes())
                .0
                .into_owned(),
        }
    } else {
        encoding.decode_with_bom_removal(&content).0.into_owned()
    };
    // A second mark is what careless concatenation leaves behind.
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.trim_start_matches('\u{feff}').to_owned(),
        None => text,
    };
    Ok(Decoded {
        text,
        encoding: encoding.name(),
    })
}

/// The encoding of bytes without a byte order mark; `None` where they are no text.
fn guess(content: &[u8]) -> Option<&'static Encoding> {
    let sample = &content[..content.len().min(SAMPLE)];
    if let Some(encoding) = wide(sample) {
        return Some(encoding);
    }
    let controls = sample
        .iter()
        .filter(|byte| matches!(byte, 0..=8 | 0x0e..=0x1a | 0x1c..=0x1f))
        .count();
    // One stray control byte is dirt in a text; one in a hundred is a binary file.
    if controls * 100 > sample.len() || (controls > 0 && sample.len() < 16) {
        return None;
    }
    if mostly_utf8(content) {
        return Some(UTF_8);
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    detector.feed(sample, true);
    Some(detector.guess(None, chardetng::Utf8Detection::Deny))
}

/// UTF-16 without a mark: Latin letters, digits, delimiters and line ends leave their zero bytes
/// on one side of each pair.
fn wide(sample: &[u8]) -> Option<&'static Encoding> {
    let pairs = sample.chunks_exact(2);
    if !pairs.remainder().is_empty() && sample.len() < SAMPLE {
        return None;
    }
    let (mut first, mut second, mut count) = (0usize, 0usize, 0usize);
    for pair in pairs {
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
    let even = &sample[..sample.len() / 2 * 2];
    let (text, malformed) = encoding.decode_without_bom_handling(even);
    // The sample's end may cut a surrogate pair.
    let binary = text
        .chars()
        .filter(|c| c.is_control() && !c.is_whitespace())
        .count();
    (!(malformed && sample.len() < SAMPLE) && binary * 100 <= count).then_some(encoding)
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
}
