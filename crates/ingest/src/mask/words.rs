//! One look for all words that announce a datum, so that patterns run only where one can match.

use aho_corasick::{AhoCorasick, MatchKind};
use std::sync::LazyLock;

/// Beginnings of the words before passwords, of `passwords`.
const PASSWORDS: &[&str] = &[
    "pass", "pwd", "psw", "pw", "pin", "otp", "tan", "cvv", "cvc", "puk", "code", "código", "kenn", "losung",
    "mot de", "mdp", "contrase", "clave", "senha", "palavra", "wacht", "parola", "hasł", "haslo", "парол", "Парол",
    "ПАРОЛ", "код", "Код", "şifre", "Şifre", "sifre", "lösen", "losen", "salasana", "adgang", "heslo", "jelsz", "kodeord",
    "sandi", "密码", "密碼", "口令", "验证码", "驗證碼", "パスワード", "暗証", "認証", "비밀", "인증", "पासवर्ड", "كلمة",
];

/// Beginnings of the words before keys, of `keys`.
const KEYS: &[&str] = &[
    "key", "token", "secret", "credential", "bearer", "authori", "cookie", "session", "client", "app", "schlüssel",
    "schluessel", "clave", "clé", "chave", "jeton", "chiave", "sleutel", "klucz", "ключ", "Ключ", "токен", "Токен", "密钥",
    "令牌", "キー", "トークン",
];

/// What one text announces.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) passwords: bool,
    pub(super) keys: bool,
}

static WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::Standard)
        .build(PASSWORDS.iter().chain(KEYS))
        .expect("words of ours are valid")
});

impl Words {
    pub(super) fn of(text: &str) -> Self {
        let mut words = Self::default();
        for word in WORDS.find_overlapping_iter(text) {
            if word.pattern().as_usize() < PASSWORDS.len() {
                words.passwords = true;
            } else {
                words.keys = true;
            }
            if words.passwords && words.keys {
                break;
            }
        }
        words
    }
}
