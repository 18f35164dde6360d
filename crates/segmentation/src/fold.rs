//! What spellings of one word share.

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// A text in lower case, its full-width letters and other forms of compatibility plain (NFKC), its traditional
/// Chinese characters simplified: what two spellings of one word have in common.
///
/// ```
/// assert_eq!(hearken_segmentation::folded("ＡＰＰ閃退"), "app闪退");
/// ```
pub fn folded(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Cow::Owned(text.to_ascii_lowercase());
        }
        return Cow::Borrowed(text);
    }
    let plain: String = text.nfkc().collect::<String>().to_lowercase();
    match simplified(&plain) {
        Cow::Owned(simplified) => Cow::Owned(simplified),
        Cow::Borrowed(_) => Cow::Owned(plain),
    }
}

/// The text with its traditional Chinese characters simplified, byte for byte as long.
pub fn simplified(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let simplified = fast2s::convert(text);
    // A character that would change its length would move all that stand behind it.
    let same = |(a, b): (char, char)| a.len_utf8() == b.len_utf8();
    let fits = simplified.len() == text.len() && text.chars().zip(simplified.chars()).all(same);
    if fits && simplified != text {
        Cow::Owned(simplified)
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_word_fold_to_the_same() {
        for (one, other) in [
            ("閃退", "闪退"),
            ("無法登錄", "无法登录"),
            ("ｗｉｆｉ", "WiFi"),
            ("ｶﾒﾗ", "カメラ"),
            ("Straße", "straße"),
        ] {
            assert_eq!(folded(one), folded(other), "{one}");
        }
        assert_eq!(folded("login"), "login");
    }

    #[test]
    fn simplifying_moves_nothing() {
        let text = "軟體 crash 了 𠀀 👍 乾淨";
        assert_eq!(simplified(text).len(), text.len());
    }
}
