//! Character encodings, told by content alone, and what stands in a text that should not.

mod packed;

use encoding_rs::Encoding;
use hearken_ingest::Ingested;
use packed::ingest;

/// Label of the encoding; what it is told as; reviews in a language that is written in it.
const LEGACY: [(&str, &str, [&str; 4]); 11] = [
    (
        "windows-1250",
        "windows-1250",
        [
            "Aplikace se po poslední aktualizaci vůbec nespustí, to je hrůza",
            "Můžete prosím přidat tmavý režim? Večer mě bolí oči",
            "Nejlepší program na počítání ptáků, děkuji vývojářům",
            "Každý týden ztratím všechny záznamy, žádná záloha není",
        ],
    ),
    (
        "windows-1251",
        "windows-1251",
        [
            "После обновления приложение не запускается, просто ужас",
            "Добавьте, пожалуйста, тёмную тему, вечером болят глаза",
            "Лучшая программа для подсчёта птиц, спасибо разработчикам",
            "Каждую неделю пропадают все записи, резервной копии нет",
        ],
    ),
    (
        "windows-1252",
        "windows-1252",
        [
            "Die App stürzt seit dem letzten Update ständig ab",
            "Könntet ihr bitte größere Schrift anbieten? Schön wäre das",
            "Très bonne application, mais la carte est trop lente à charger",
            "La aplicación no guarda mis notas, ¿qué pasó?",
        ],
    ),
    (
        "windows-1253",
        "windows-1253",
        [
            "Η εφαρμογή δεν ανοίγει μετά την τελευταία ενημέρωση",
            "Παρακαλώ προσθέστε σκούρο θέμα, το βράδυ πονάνε τα μάτια",
            "Το καλύτερο πρόγραμμα για την καταμέτρηση πουλιών",
            "Κάθε εβδομάδα χάνονται όλες οι σημειώσεις μου",
        ],
    ),
    (
        "windows-1254",
        "windows-1254",
        [
            "Uygulama son güncellemeden sonra hiç açılmıyor, çok kötü",
            "Lütfen karanlık tema ekleyin, akşamları gözlerim ağrıyor",
            "Kuş saymak için en iyi program, geliştiricilere teşekkürler",
            "Her hafta bütün kayıtlarım siliniyor, yedek de yok",
        ],
    ),
    (
        "windows-1255",
        "windows-1255",
        [
            "האפליקציה לא נפתחת אחרי העדכון האחרון",
            "בבקשה תוסיפו מצב כהה, בערב כואבות לי העיניים",
            "התוכנה הטובה ביותר לספירת ציפורים, תודה למפתחים",
            "כל שבוע נעלמות כל הרשומות שלי ואין גיבוי",
        ],
    ),
    (
        "windows-1256",
        "windows-1256",
        [
            "التطبيق لا يفتح بعد التحديث الأخير",
            "أرجو إضافة الوضع الداكن لأن عيني تؤلمني في المساء",
            "أفضل برنامج لعد الطيور وشكرا للمطورين",
            "كل أسبوع تختفي كل السجلات ولا توجد نسخة احتياطية",
        ],
    ),
    (
        "gb18030",
        "GBK",
        [
            "更新之后软件打不开了，非常糟糕",
            "请增加深色模式，晚上眼睛很疼",
            "这是数鸟最好的软件，感谢开发者",
            "每个星期我的记录都会丢失，也没有备份",
        ],
    ),
    (
        "big5",
        "Big5",
        [
            "更新之後軟體打不開了，非常糟糕",
            "請增加深色模式，晚上眼睛很痛",
            "這是數鳥最好的軟體，感謝開發者",
            "每個星期我的記錄都會不見，也沒有備份",
        ],
    ),
    (
        "shift_jis",
        "Shift_JIS",
        [
            "アップデートしてからアプリが起動しません。最悪です",
            "ダークモードを追加してください。夜は目が痛いです",
            "鳥を数えるのに一番いいソフトです。ありがとうございます",
            "毎週すべての記録が消えてしまいます。バックアップもありません",
        ],
    ),
    (
        "euc-kr",
        "EUC-KR",
        [
            "업데이트 후에 앱이 열리지 않아요. 정말 최악입니다",
            "다크 모드를 추가해 주세요. 저녁에 눈이 아파요",
            "새를 세는 데 가장 좋은 프로그램입니다. 감사합니다",
            "매주 모든 기록이 사라지고 백업도 없어요",
        ],
    ),
];

fn csv(texts: &[&str]) -> String {
    let mut csv = "id,text,rating\r\n".to_owned();
    for (id, text) in texts.iter().enumerate() {
        csv += &format!("{id},\"{text}\",{}\r\n", id % 5 + 1);
    }
    csv
}

fn said(read: &Ingested) -> Vec<&str> {
    let cells = read.feedback.iter().map(|row| row.cells[0].text.as_str());
    cells.collect()
}

#[test]
fn encodings_of_one_and_two_bytes_are_told_by_content() {
    for (label, told, texts) in LEGACY {
        let encoding = Encoding::for_label(label.as_bytes()).unwrap();
        let (bytes, _, unmappable) = encoding.encode(&csv(&texts)).into_owned_parts();
        assert!(!unmappable, "{label}");
        let read = ingest(bytes).unwrap();
        assert_eq!(read.sources[0].encoding, told);
        assert_eq!(said(&read), texts, "{label}");
    }
}

/// `encode` gives a borrowed text back where nothing changes.
trait Owned {
    fn into_owned_parts(self) -> (Vec<u8>, &'static Encoding, bool);
}

impl Owned for (std::borrow::Cow<'_, [u8]>, &'static Encoding, bool) {
    fn into_owned_parts(self) -> (Vec<u8>, &'static Encoding, bool) {
        (self.0.into_owned(), self.1, self.2)
    }
}

fn wide<const N: usize>(units: impl Iterator<Item = [u8; N]>) -> Vec<u8> {
    units.flatten().collect()
}

#[test]
fn wide_encodings_are_told_with_and_without_a_mark() {
    for (_, _, texts) in LEGACY {
        for mark in ["", "\u{feff}"] {
            let text = format!("{mark}{}", csv(&texts));
            let chars = || text.chars().map(u32::from);
            let forms = [
                ("UTF-8", text.clone().into_bytes()),
                ("UTF-16LE", wide(text.encode_utf16().map(u16::to_le_bytes))),
                ("UTF-16BE", wide(text.encode_utf16().map(u16::to_be_bytes))),
                ("UTF-32LE", wide(chars().map(u32::to_le_bytes))),
                ("UTF-32BE", wide(chars().map(u32::to_be_bytes))),
            ];
            for (told, bytes) in forms {
                let read = ingest(bytes).unwrap();
                assert_eq!(read.sources[0].encoding, told, "{texts:?}");
                assert_eq!(said(&read), texts);
            }
        }
    }
}

#[test]
fn a_few_lines_in_another_encoding_leave_the_rest_right() {
    let utf8 = [
        "Schön, aber größer wäre schöner",
        "Très bien, j’adore déjà",
        "Ça marche très bien",
        "Où est la clé ?",
    ];
    let mut bytes = csv(&utf8).into_bytes();
    bytes.extend(b"3,\"St\xfcrzt st\xe4ndig ab \x96 sehr \xe4rgerlich\",1\r\n");
    bytes.extend(b"4,\"M\xfcsste gr\xf6\xdfer sein\",2\r\n");
    bytes.extend("5,\"Größe passt, Farbe schön\",5\r\n".as_bytes());
    let read = ingest(bytes).unwrap();
    // ö and ß stand side by side in one of the lines and make it no other.
    assert_eq!(read.sources[0].encoding, "UTF-8 (2 lines windows-1252)");
    let said = said(&read);
    assert_eq!(said[..4], utf8);
    assert_eq!(said[4], "Stürzt ständig ab – sehr ärgerlich");
    assert_eq!(said[5], "Müsste größer sein");
    assert_eq!(said[6], "Größe passt, Farbe schön");
}

#[test]
fn utf8_lines_in_a_single_byte_file_are_right_too() {
    let old = csv(&[
        "Schön, aber größer wäre schöner",
        "Stürzt ständig ab",
        "Müsste größer sein",
    ]);
    let mut bytes = encoding_rs::WINDOWS_1252.encode(&old).0.into_owned();
    bytes.extend("3,\"Größe passt, Farbe schön\",5\r\n".as_bytes());
    let read = ingest(bytes).unwrap();
    assert_eq!(read.sources[0].encoding, "windows-1252 (1 line UTF-8)");
    assert_eq!(said(&read)[1], "Stürzt ständig ab");
    assert_eq!(said(&read)[3], "Größe passt, Farbe schön");
}

#[test]
fn surrogates_in_utf8_and_utf16_cost_no_more_than_themselves() {
    // CESU-8: an emoji as two surrogates of three bytes; then a lone one.
    let mut bytes = b"id,text,rating\n1,Love it \xed\xa0\xbd\xed\xb8\x80 so much,5\n".to_vec();
    bytes.extend(b"2,Half a smile \xed\xa0\xbd is left here,3\n");
    let read = ingest(bytes).unwrap();
    assert_eq!(read.sources[0].encoding, "UTF-8");
    assert_eq!(
        said(&read),
        ["Love it 😀 so much", "Half a smile \u{fffd} is left here"]
    );
    let text = csv(&["Love it 😀 so much", "Half a smile ? is left here"]);
    let mut units: Vec<u16> = text.encode_utf16().collect();
    let at = units
        .iter()
        .position(|unit| *unit == u16::from(b'?'))
        .unwrap();
    units[at] = 0xdc00;
    let read = ingest(wide(units.into_iter().map(u16::to_le_bytes))).unwrap();
    assert_eq!(said(&read)[1], "Half a smile \u{fffd} is left here");
}

#[test]
fn zero_bytes_and_direction_signs_stay_in_what_was_written() {
    let texts = [
        "The map\0 never loads",
        "Evil \u{202e}txt.exe\u{202c} \u{7} bell",
        "All fine here, and nothing to add but that it counts my geese as it should every day",
    ];
    let mut bytes = csv(&texts).into_bytes();
    bytes.extend([0; 4096]);
    let read = ingest(bytes).unwrap();
    assert_eq!(said(&read), texts);
    let statements = hearken_ingest::statements(&read.feedback, hearken_ingest::Splitting::Whole);
    assert_eq!(statements.len(), 3);
    assert!(
        statements
            .iter()
            .all(|statement| !statement.text.contains(['\0', '\u{7}']))
    );
}

#[test]
fn a_row_of_ten_million_characters_is_read_in_one_go() {
    let sentence = "The map never loads when I count geese. ";
    let time = |sentences: usize| {
        let text = sentence.repeat(sentences);
        let json = format!("[{{\"id\":1,\"text\":\"{text}\"}},{{\"id\":2,\"text\":\"Fine.\"}}]");
        let start = std::time::Instant::now();
        let read = ingest(json.into_bytes()).unwrap();
        assert_eq!(read.feedback[0].cells[0].text.len(), text.len());
        assert_eq!(read.feedback.len(), 2);
        start.elapsed().as_secs_f64()
    };
    let small = time(12_500).min(time(12_500));
    let large = time(250_000);
    // Twenty times the text in about twenty times the time; quadratic would be four hundred.
    assert!(large < small * 100.0 + 1.0, "{small} s, then {large} s");
}
