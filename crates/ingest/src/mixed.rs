//! Bytes that are almost text of one encoding: lines in another one, surrogates written as UTF-8.

use encoding_rs::{Encoding, UTF_8};
use std::borrow::Cow;

/// A text whose lines were decoded one by one.
#[derive(Debug)]
pub(crate) struct Mixed {
    pub(crate) text: String,
    /// How many lines were in another encoding, and in which.
    pub(crate) others: Option<(u64, &'static Encoding)>,
}

/// Decodes UTF-8 in which some lines are broken. A broken line without one sound character beyond
/// ASCII that reads well in the encoding that such lines look like is taken for that; what stays
/// broken becomes U+FFFD.
pub(crate) fn utf8_with_others(content: &[u8]) -> Mixed {
    let foreign = |line: &&[u8]| std::str::from_utf8(line).is_err() && !has_sound(line);
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    for line in lines(content).filter(foreign) {
        detector.feed(line, false);
    }
    detector.feed(b"", true);
    let other = detector.guess(None, chardetng::Utf8Detection::Deny);
    by_line(content, UTF_8, other, |line| {
        foreign(&line) && reads_well(line, other)
    })
}

/// Decodes an encoding of one byte a character in which some lines are UTF-8: they hold two
/// characters beyond ASCII and more, and not one that is broken.
pub(crate) fn single_byte_with_utf8(content: &[u8], encoding: &'static Encoding) -> Mixed {
    by_line(content, encoding, UTF_8, |line| {
        std::str::from_utf8(line).is_ok_and(|line| {
            let beyond = line.chars().filter(|c| !c.is_ascii());
            beyond.take(2).count() == 2
        })
    })
}

fn by_line(
    content: &[u8],
    main: &'static Encoding,
    other: &'static Encoding,
    is_other: impl Fn(&[u8]) -> bool,
) -> Mixed {
    let mut text = String::with_capacity(content.len());
    let mut count = 0;
    for line in lines(content) {
        let encoding = if is_other(line) {
            count += 1;
            other
        } else {
            main
        };
        text.push_str(&encoding.decode_without_bom_handling(line).0);
    }
    Mixed {
        text,
        others: (count > 0).then_some((count, other)),
    }
}

/// The lines with their ends, whichever of the two signs ends them.
fn lines(content: &[u8]) -> impl Iterator<Item = &[u8]> {
    content.split_inclusive(|byte| matches!(byte, b'\n' | b'\r'))
}

fn has_sound(line: &[u8]) -> bool {
    line.utf8_chunks()
        .any(|chunk| chunk.valid().bytes().any(|byte| !byte.is_ascii()))
}

/// Whether a line is text in an encoding and not just bytes that it has signs for: nothing is
/// malformed, capitals begin words, and Latin letters with marks stand alone among plain ones.
fn reads_well(line: &[u8], encoding: &'static Encoding) -> bool {
    let (text, malformed) = encoding.decode_without_bom_handling(line);
    if malformed || text.chars().any(|c| matches!(c, '\u{80}'..='\u{9f}')) {
        return false;
    }
    let (mut beyond, mut runs, mut foreign) = (0, 0, 0);
    let mut before = ' ';
    for c in text.chars() {
        if !c.is_ascii() {
            beyond += 1;
            runs += usize::from(before.is_ascii());
            foreign += usize::from(c.is_alphabetic() && c > '\u{24f}');
            // No word of any script goes on with a capital letter.
            if !before.is_ascii() && before.is_lowercase() && c.is_uppercase() {
                return false;
            }
        }
        before = c;
    }
    foreign * 2 > beyond || (beyond * 2 <= runs * 3 && !text.contains('ÿ'))
}

/// Surrogates that were written as if they were characters of their own (CESU-8 by databases,
/// WTF-8 by Windows): pairs become the character they stand for, lone ones U+FFFD, and so does
/// what Java writes for NUL become NUL.
pub(crate) fn without_surrogates(content: &[u8]) -> Cow<'_, [u8]> {
    let mut mended = Vec::new();
    let mut from = 0;
    for at in memchr::memchr2_iter(0xed, 0xc0, content) {
        if at < from {
            continue;
        }
        let (with, length) = match &content[at..] {
            [0xc0, 0x80, ..] => ('\0', 2),
            [
                0xed,
                high @ 0xa0..=0xaf,
                second @ 0x80..=0xbf,
                0xed,
                low @ 0xb0..=0xbf,
                last @ 0x80..=0xbf,
                ..,
            ] => {
                let high = (u32::from(high & 0x0f) << 6) | u32::from(second & 0x3f);
                let low = (u32::from(low & 0x0f) << 6) | u32::from(last & 0x3f);
                let pair = char::from_u32(0x1_0000 + (high << 10) + low);
                (pair.unwrap_or(char::REPLACEMENT_CHARACTER), 6)
            }
            [0xed, 0xa0..=0xbf, 0x80..=0xbf, ..] => (char::REPLACEMENT_CHARACTER, 3),
            _ => continue,
        };
        mended.extend_from_slice(&content[from..at]);
        mended.extend_from_slice(with.encode_utf8(&mut [0; 4]).as_bytes());
        from = at + length;
    }
    if from == 0 {
        return Cow::Borrowed(content);
    }
    mended.extend_from_slice(&content[from..]);
    Cow::Owned(mended)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_in_another_encoding_are_decoded_by_themselves() {
        let mut bytes = "Schön, très bien — größer\n".repeat(3).into_bytes();
        bytes.extend(b"st\xfcrzt \xf6fter ab \x96 \xe4rgerlich\r\n");
        bytes.extend("déjà vu\n".as_bytes());
        let mixed = utf8_with_others(&bytes);
        assert!(mixed.text.contains("\nstürzt öfter ab – ärgerlich\r\ndéjà"));
        let (count, other) = mixed.others.unwrap();
        assert_eq!((count, other.name()), (1, "windows-1252"));
    }

    #[test]
    fn broken_bytes_are_no_other_encoding() {
        let bytes =
            b"sch\xc3\xb6n\n\xff\xfe\xc3 \xff\xff broken \xe9\xff\xff\nd\xc3\xa9j\xc3\xa0 \xe9\n";
        let mixed = utf8_with_others(bytes);
        assert!(mixed.others.is_none(), "{mixed:?}");
        assert!(mixed.text.starts_with("schön\n\u{fffd}"));
        assert!(mixed.text.ends_with("déjà \u{fffd}\n"));
    }

    #[test]
    fn utf8_lines_among_single_bytes_are_found() {
        let mut bytes = b"sch\xf6n und gr\xfcn\n".repeat(4);
        bytes.extend("größer als schön\n".as_bytes());
        let mixed = single_byte_with_utf8(&bytes, encoding_rs::WINDOWS_1252);
        assert!(mixed.text.starts_with("schön und grün\n"));
        assert!(mixed.text.ends_with("größer als schön\n"));
        assert_eq!(mixed.others.unwrap().0, 1);
    }

    #[test]
    fn surrogates_become_characters() {
        let bytes =
            b"ok \xed\xa0\xbd\xed\xb8\x80, \xed\xa0\xbd alone, \xed\xb8\x80, \xc0\x80 \xed\x9f\xbf";
        let mended = without_surrogates(bytes);
        assert_eq!(
            std::str::from_utf8(&mended).unwrap(),
            "ok 😀, \u{fffd} alone, \u{fffd}, \0 \u{d7ff}"
        );
        assert!(matches!(
            without_surrogates(b"a \xed\x95\x9c"),
            Cow::Borrowed(_)
        ));
    }
}
