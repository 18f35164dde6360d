//! The language of a text, by script first, then by its small words, then by whatlang.

use crate::decode::beginning;
use std::collections::HashMap;
use std::sync::LazyLock;
use whatlang::{Lang, Script};

/// Fewer words than this do not tell a language.
const LEAST_WORDS: usize = 3;
/// Long texts tell their language at the beginning.
const LOOKED_AT: usize = 1500;

/// The ISO 639-3 code of a cleaned text's language, where it can be told reliably.
pub fn of(text: &str) -> Option<&'static str> {
    let text = beginning(text, LOOKED_AT);
    let script = script(text)?;
    if let Some(code) = by_script(script, text) {
        return Some(code);
    }
    text.split_whitespace().nth(LEAST_WORDS - 1)?;
    if script == Script::Latin
        && let Some(code) = by_small_words(text)
    {
        return Some(code);
    }
    text.split_whitespace().nth(LEAST_WORDS)?;
    let found = whatlang::detect(text)?;
    (found.is_reliable() && found.confidence() >= 0.8 && found.script() == script)
        .then(|| found.lang().code())
}

/// The script of most letters; CJK letters weigh more, since each is a syllable or a word.
fn script(text: &str) -> Option<Script> {
    let mut votes = [0u32; 18];
    const SCRIPTS: [Script; 18] = [
        Script::Latin,
        Script::Mandarin,
        Script::Hiragana,
        Script::Hangul,
        Script::Cyrillic,
        Script::Arabic,
        Script::Devanagari,
        Script::Thai,
        Script::Greek,
        Script::Hebrew,
        Script::Bengali,
        Script::Gurmukhi,
        Script::Gujarati,
        Script::Oriya,
        Script::Tamil,
        Script::Telugu,
        Script::Kannada,
        Script::Malayalam,
    ];
    for c in text.chars() {
        let (index, weight) = match u32::from(c) {
            0x41..=0x5a | 0x61..=0x7a | 0xc0..=0x24f => (0, 1),
            0x3400..=0x4dbf | 0x4e00..=0x9fff => (1, 3),
            0x3040..=0x30ff => (2, 3),
            0xac00..=0xd7a3 => (3, 3),
            0x400..=0x52f => (4, 1),
            0x600..=0x6ff => (5, 1),
            0x900..=0x97f => (6, 1),
            0xe00..=0xe7f => (7, 1),
            0x370..=0x3ff => (8, 1),
            0x590..=0x5ff => (9, 1),
            0x980..=0x9ff => (10, 1),
            0xa00..=0xa7f => (11, 1),
            0xa80..=0xaff => (12, 1),
            0xb00..=0xb7f => (13, 1),
            0xb80..=0xbff => (14, 1),
            0xc00..=0xc7f => (15, 1),
            0xc80..=0xcff => (16, 1),
            0xd00..=0xd7f => (17, 1),
            _ => continue,
        };
        votes[index] += weight;
    }
    // Any kana among Han letters makes them Japanese.
    if votes[2] > 0 && votes[2] * 10 >= votes[1] {
        votes[2] += votes[1];
        votes[1] = 0;
    }
    let best = (0..votes.len()).max_by_key(|index| (votes[*index], std::cmp::Reverse(*index)))?;
    (votes[best] > 0).then_some(SCRIPTS[best])
}

/// Scripts that one language writes, or nearly so.
fn by_script(script: Script, text: &str) -> Option<&'static str> {
    let within = |allowed: &[Lang], usual: &'static str| -> Option<&'static str> {
        let found = whatlang::detect(text).filter(|found| found.is_reliable());
        Some(match found {
            Some(found) if allowed.contains(&found.lang()) => found.lang().code(),
            _ => usual,
        })
    };
    match script {
        Script::Mandarin => Some("cmn"),
        Script::Hiragana => Some("jpn"),
        Script::Hangul => Some("kor"),
        Script::Thai => Some("tha"),
        Script::Greek => Some("ell"),
        Script::Hebrew => Some("heb"),
        Script::Bengali => Some("ben"),
        Script::Gurmukhi => Some("pan"),
        Script::Gujarati => Some("guj"),
        Script::Oriya => Some("ori"),
        Script::Tamil => Some("tam"),
        Script::Telugu => Some("tel"),
        Script::Kannada => Some("kan"),
        Script::Malayalam => Some("mal"),
        Script::Devanagari => within(&[Lang::Hin, Lang::Mar, Lang::Nep], "hin"),
        Script::Arabic => within(&[Lang::Ara, Lang::Pes, Lang::Urd], "ara"),
        _ => None,
    }
}

/// A language by the words that its grammar uses, with the letters beyond ASCII that it writes.
struct Small {
    code: &'static str,
    letters: &'static str,
    words: &'static str,
}

/// Words that several languages have count for each of them.
const SMALL: [Small; 8] = [
    Small {
        code: "eng",
        letters: "",
        words: "the is and to it this of that for was with not are have but my you your can very
            when i'm it's i does doesn't don't would please all been has be they there good after
            from so just we an in on at how why what cannot can't no or if by as",
    },
    Small {
        code: "deu",
        letters: "äöüß",
        words: "der die das und ist nicht ich ein eine es auch mit auf für sehr aber sich zu den
            dem von wird kann noch wenn nach habe wie bei mehr immer leider werden sind war nur
            so alle mir man keine einen im am in an",
    },
    Small {
        code: "fra",
        letters: "àâæçèéêëîïôœùûüÿ",
        words: "le les des est et une pas pour dans je ne sur avec du très mais qui ce cette il
            au c'est depuis plus mon vous sont application j'ai n'est de la en se me que un si
            ma sa son ou à tout bien être l'application d'une mes on",
    },
    Small {
        code: "spa",
        letters: "áéíñóúü¿¡",
        words: "el los las es y una muy pero con lo mi está del por para no se me la que
            aplicación cuando más esta de en un su sin como hay al si le mis todos cómo puedo
            correos desde ha he ya",
    },
    Small {
        code: "ita",
        letters: "àèéìíòóùú",
        words: "il gli è non che di per una sono molto ma con della del ho si mi questa più le
            anche ottima la un a in da e se al dei nel come posso alla sul dal perchè perché
            delle i",
    },
    Small {
        code: "por",
        letters: "áâãàçéêíóôõúü",
        words: "o os não é muito uma com para mas do da em um está você meu aplicativo que eu bom
            mais por de se a e no na as como dos das ao minha consigo faço parou",
    },
    Small {
        code: "nld",
        letters: "éëïóöüèê",
        words: "het een niet en de van ik is dat op met maar voor deze zijn ook naar heb geen
            werkt hoe in te er wat kan mijn bij nog wel als",
    },
    // As it is typed on a Latin keyboard.
    Small {
        code: "hin",
        letters: "",
        words: "hai hain nahi nhi nahin hota hoti raha rha rahi rhi rahe rhe kar karo kro karne
            krne karta kya kyu kyon kaise bhi ka ki ke ko mein mai aur ye yeh koi kuch bahut bahot
            bohot bhut mera mere meri mujhe hum aap apna apne bhai wala wale gaya gya gayi gye hua
            hui diya liya liye chahiye sakte sakta abhi tak tha jata jaye acha accha achha badhiya",
    },
];

/// Which languages a word is one of, by their places in [`SMALL`].
static WORDS: LazyLock<HashMap<&'static str, Vec<usize>>> = LazyLock::new(|| {
    let mut words: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, language) in SMALL.iter().enumerate() {
        for word in language.words.split_whitespace() {
            words.entry(word).or_default().push(index);
        }
    }
    words
});

/// Surer than letter statistics on a short text, and much faster.
fn by_small_words(text: &str) -> Option<&'static str> {
    let mut votes = [0usize; SMALL.len()];
    let mut letters = 0usize;
    let mut foreign = [0usize; SMALL.len()];
    let lower = text.to_lowercase().replace('’', "'");
    for c in lower.chars().filter(|c| c.is_alphabetic()) {
        letters += 1;
        if !c.is_ascii() {
            for (index, language) in SMALL.iter().enumerate() {
                foreign[index] += usize::from(!language.letters.contains(c));
            }
        }
    }
    for word in lower.split_whitespace() {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        for index in WORDS.get(word).into_iter().flatten() {
            votes[*index] += 1;
        }
    }
    // Letters that a language does not write tell that it is another: "se" is Czech as well.
    for index in 0..SMALL.len() {
        if foreign[index] > 1 && foreign[index] * 100 > letters {
            votes[index] = 0;
        }
    }
    let best = (0..votes.len()).max_by_key(|index| (votes[*index], std::cmp::Reverse(*index)))?;
    let others = (0..votes.len()).filter(|index| *index != best);
    let second = others.map(|index| votes[index]).max()?;
    if votes[best] < 2 || votes[best] == second {
        return None;
    }
    let code = SMALL[best].code;
    let sure = votes[best] * 2 >= second * 3;
    (sure || whatlang::detect_lang(text).is_some_and(|lang| lang.code() == code)).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn scripts_and_small_words_tell_the_language() {
        for (text, code) in [
            ("房间很大，服务很好", Some("cmn")),
            ("とても使いやすいアプリです", Some("jpn")),
            ("앱이 자꾸 꺼져요", Some("kor")),
            ("यह ऐप बहुत अच्छा है", Some("hin")),
            ("It keeps crashing after the update", Some("eng")),
            ("Die App ist sehr langsam", Some("deu")),
            (
                "L'application ne fonctionne plus depuis la mise à jour",
                Some("fra"),
            ),
            ("No funciona cuando abro la aplicación", Some("spa")),
            (
                "Приложение постоянно вылетает после последнего обновления",
                Some("rus"),
            ),
            ("Account open hi nahi ho raha hai", Some("hin")),
            ("చాలా బాగుంది", Some("tel")),
            ("Tolle App! Die Gesänge werden sofort erkannt.", Some("deu")),
            ("De mieux en mieux, rien à dire", Some("fra")),
            ("Problema en la recepción de correos", Some("spa")),
            (
                "Quero parar de receber cópias das mensagens que não envio",
                Some("por"),
            ),
            ("In mijn postvak komen de mails niet meer", Some("nld")),
            ("Nejde se přihlásit do účtu ani po změně hesla", Some("ces")),
            // Some words of English do not make it English, and the other way round.
            ("这个 app 很好用 but 太贵", Some("cmn")),
            ("La app de Google no funciona con el widget", Some("spa")),
            ("nice app", None),
            ("nice", None),
            ("👍", None),
        ] {
            assert_eq!(of(text), code, "{text}");
        }
    }
}
