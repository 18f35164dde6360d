//! Numbers of orders, accounts, tickets, customers and parcels behind the word that announces them.

use super::{Found, Kind, pattern, words};
use regex::{Captures, Regex};
use std::ops::Range;
use std::sync::LazyLock;

/// Words that may be followed by such a number, and by much else.
const THINGS: &str = r"orders?|ord|purchase|account|acct|a/c|acc|tickets?|case|complaint|reference|ref|refs|customer|client|member|membership|subscriber|user|employee|student|patient|tracking|invoice|inv|bill|receipt|booking|reservation|confirmation|transaction|txn|trx|transfer|utr|rrn|payment|refund|subscription|policy|claim|contract|shipment|parcel|package|consignment|waybill|awb|pnr|rma|return|request|service request|sr|incident|enquiry|inquiry|application|registration|serial|imei|meid|iccid|sim|device|passport|license|licence|driving licence|tax|vat|social security|national insurance|loyalty|frequent flyer|loan|docket|voucher|e-?ticket|record locator|locator|sort code|routing|iban|bank account|folio|deposit|delivery|quote|job|po|crn|chat|conversation|session|meter|nhs|ssn|aadhaar|pan|cpf|cnpj|nif|dni|nie|rfc|curp|bestellung|auftrag|sendungsverfolgung|kunde|kunden|rechnung|vorgang|vertrag|buchung|sendung|paket|konto|fall|mitglied|aktenzeichen|az|commande|compte|facture|dossier|client|suivi|référence|reference|colis|contrat|réservation|abonnement|réclamation|pedido|cuenta|factura|cliente|reserva|seguimiento|referencia|contrato|envío|reclamo|reclamación|expediente|caso|ordine|conto|fattura|prenotazione|pratica|spedizione|contratto|riferimento|encomenda|conta|fatura|nota fiscal|protocolo|rastreio|rastreamento|chamado|bestelling|rekening|factuur|klant|boeking|zending|zamówieni[ea]|zamowieni[ea]|konta|faktura|faktury|przesyłk[ai]|klienta|umow[ay]|zgłoszeni[ea]|sipariş|siparis|hesap|fatura|müşteri|kargo|takip|beställning|order|konto|kund|faktura|ordre|kunde|bestilling|tilaus|asiakas|rendelés|objednávk[ay]|comand[aă]|заказ[а]?|счет[а]?|счёт[а]?|договор[а]?|обращени[ея]|заявк[аи]|бронь|накладн\w+|замовлення|παραγγελί\w+";

/// Words that say "number" themselves.
const NUMBERS: &str = r"(?:bestell|auftrags|kunden|rechnungs|sendungs|konto|vorgangs|vertrags|mitglieds|ticket|buchungs|paket|kundenkonto|beleg|fall|referenz|versicherungs|order|reservierungs|serien|steuer|ausweis|personal|matrikel|zähler|fahrgast)[\s\-]?(?:nummer|nr|id|code|kennung)|(?:bestel|order|klant|factuur|rekening|polis|dossier|zendings|track\s?&\s?trace)[\s\-]?(?:nummer|code|nr)|(?:order|ordre|bestillings|kund|kunde|faktura|konto|medlems|ärende|sporings|kollinummer|boknings|personnummer)[\s\-]?(?:nummer|nr|numret)?|tilausnumero|asiakasnumero|viitenumero|rendelésszám|orderid|userid|accountid|ticketid|customerid|caseid|trackingid|transactionid|pnr|record locator|imei|ssn|utr|iban|aadhaar|cpf|cnpj|booking[\s_]?(?:code|reference|ref|id)|confirmation[\s_]?(?:code|number)|pesel|bsn|dni|nif|(?:steam|epic|psn|xbox|player|game|uid)[\s_]?id|ssid";

/// Words that need a sign or a word for numbers behind them.
static WEAK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:device|session|chat|conversation|return|request|delivery|user|employee|student|patient|sim|package|folio|deposit|quote|application|meter|payment|refund|tax|vat|pan|po|job|sr|incident|policy|claim|loan|license|licence|record locator|locator|routing|transfer|subscription|confirmation|client|member|subscriber|bill|fall|caso|konta|az|serial|voucher|inquiry|enquiry|registration|purchase|statement)$",
    )
});

/// What says that a number follows.
const MARK: &str = r"numbers?|num|nbr|nos?|n[°º]|nº|nr|№|#|ids?|codes?|refs?|reference|numéro|número|numero|numer|nummer|numarası|no'?su|nomor|номер";

/// "number of the order", in languages that say it so.
const OF: &str = r"(?:(?:numéro|num|n[°º]|número|numero|núm|numer|nr|номер|nomor|código|codice|kod|référence)\s*(?:de\s+la\s+|de\s+l['’]|du\s+|de\s+|da\s+|do\s+|del\s+|della\s+|dell['’]|d['’]|di\s+)?|(?:number|id|code)\s+(?:of|for)\s+(?:my|the|this)\s+)";

const APART: &str = r"订单(?:编号|号码|号)?|訂單(?:編號|號碼|號)?|单号|單號|账号|帐号|帳號|账户|运单号?|快递单?号?|会员号|客户号|工单号?|流水号|身份证号?码?|注文(?:番号|ID)?|受注番号|会員(?:番号|ID)|口座番号|お?問い?合わ?せ番号|伝票番号|追跡番号|予約番号|주문\s?번호|계좌\s?번호|예약\s?번호|송장\s?번호|회원\s?번호|운송장\s?번호|ऑर्डर(?: नंबर| संख्या)?|رقم الطلب|رقم الحساب|رقم الطلبية|מספר הזמנה|หมายเลขคำสั่งซื้อ|mã đơn hàng|số đơn hàng";

/// What joins a word to its number. The last is a bare space.
const JOINED: &str = r#"(?:[ \u{a0}]{1,2}(?:is|was|are|were|with|ist|war|lautet|es|est|è|é|jest|är|er|là)[ :]+|[ \u{a0}]{0,2}[:=：#№.\-]+[ \u{a0}\n]{0,2}|[ ]?(?:是|为|為|は|가|는|이)[ ]?|[ \t\u{a0}]{0,2})["'“„(\[#№]{0,2}"#;

/// Digits in groups, or letters and digits in groups.
const VALUE: &str = r"((?-i:[A-Z]{1,3}(?: [0-9]{2,}){1,5}(?: [A-Z]{2})?|1Z(?: ?[0-9A-Z]{2,4}){4,6})(?-u:\b)|[0-9]{2,}(?:[ \u{a0}][0-9]{2,}){1,5}(?-u:\b)|(?:[A-Za-z]+[\-/._]?){0,4}[0-9][A-Za-z0-9]*(?:[\-/._][A-Za-z0-9]+)*|(?-i:[A-Z]{6})\b)";

static ANNOUNCED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)^(?:(?P<strong>{OF}(?:{THINGS})\b|(?:{NUMBERS})\b)|(?P<plain>(?:{THINGS})\b)|(?P<apart>{APART}))(?P<mark>(?:[ \t_\-.]{{0,2}}|\s\(|\s(?:with|having|mit|avec|con|com)\s(?:the\s|der\s|le\s|el\s)?)(?:(?:{MARK})\b\.?|№|#|n[°º])(?:\s?\([^)]{{1,12}}\))?(?:\s?#)?)?(?P<joined>{JOINED})(?P<value>{VALUE})",
    ))
});

/// A further number after a comma or "and".
static NEXT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:\s?[,;/&]\s?|\s(?:and|or|und|oder|y|e|et|och|i|en)\s)#?([A-Za-z0-9]+(?:[\-/][A-Za-z0-9]+)*)",
    )
});

/// What is counted or measured behind a number.
static COUNTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:\s?(?:%|€|\$|£|₹|¥|°|‰)|[\s\-]?(?:eur|euros?|usd|dollars?|bucks|rs|inr|rupees?|pounds?|gbp|cents?|yen|yuan|rmb|pln|zł|kr|tl|lira|reais|pesos?|points?|pts|coins?|credits?|miles?|km|kms|m|cm|mm|ft|kg|g|lbs?|mb|gb|tb|kb|mah|mhz|ghz|hz|px|dpi|fps|ms|s|sec\w*|min\w*|hours?|hrs?|h|days?|weeks?|months?|years?|people|persons?|users?|customers?|clients?|members?|items?|pieces|pcs|units?|times|steps?|stars?|views?|likes?|followers?|subscribers?|words?|char\w*|letters|digits|rows|lines|pages?|photos?|files?|songs?|emails?|messages?|calls?|entries|orders|tickets|accounts|am|pm|uhr|stück|tage?n?|stunden|jahre?n?|wochen|monate?n?|minuten|jours|heures|ans|fois|días?|horas?|años?|veces|giorni|ore|anni|dias|anos|vezes|zeichen|caractères|euro)\b)",
    )
});

/// Whether what follows a number says that it counts something.
pub(super) fn counts(after: &str) -> bool {
    COUNTED.is_match(after)
}

pub(super) fn find(text: &str, said: &[usize], plain_links: &[Range<usize>], found: &mut Found) {
    for start in said {
        let window = words::window(text, *start);
        // Without a digit soon only six letters can follow, as booking codes have them.
        let near = &window.as_bytes()[..window.len().min(80)];
        if !near.iter().any(u8::is_ascii_digit)
            && !near
                .windows(6)
                .any(|six| six.iter().all(u8::is_ascii_uppercase))
        {
            continue;
        }
        // Asking whether is far cheaper than asking where.
        let Some(said) = Some(window)
            .filter(|window| ANNOUNCED.is_match(window))
            .and_then(|window| ANNOUNCED.captures(window))
        else {
            continue;
        };
        let Some(value) = said.name("value") else {
            continue;
        };
        let span = start + value.start()..start + value.end();
        let linked = plain_links
            .iter()
            .any(|link| link.start < span.end && span.start < link.end);
        let how = How::of(&said);
        if linked || !is_number(value.as_str(), how, &text[span.end..]) {
            continue;
        }
        found.add(span.clone(), Kind::Number);
        let mut at = span.end;
        while let Some(next) = NEXT
            .captures(words::window(text, at))
            .and_then(|next| next.get(1))
        {
            let span = at + next.start()..at + next.end();
            let how = How { told: false, ..how };
            if digits_of(next.as_str()) < 4 || !is_number(next.as_str(), how, &text[span.end..]) {
                break;
            }
            at = span.end;
            found.add(span, Kind::Number);
        }
    }
}

/// How a number was announced.
#[derive(Debug, Clone, Copy)]
struct How {
    /// By a word that says "number".
    marked: bool,
    /// By a word whose numbers may be letters alone.
    code: bool,
    /// By a sign such as `#` or a colon.
    signed: bool,
    /// By a word that is followed by much else.
    weak: bool,
    /// By a verb, as in "my order is 12345678".
    told: bool,
}

impl How {
    fn of(said: &Captures<'_>) -> Self {
        let part = |name: &str| said.name(name).map_or("", |part| part.as_str());
        let (mark, joined) = (part("mark"), part("joined"));
        let strong = !part("strong").is_empty();
        Self {
            marked: !mark.is_empty() || strong || !part("apart").is_empty(),
            code: strong,
            signed: joined.contains(['#', ':', '=', '：', '№'])
                || mark.contains(['#', '№', '°', 'º']),
            weak: WEAK.is_match(part("plain")),
            told: joined.chars().any(char::is_alphabetic),
        }
    }
}

fn digits_of(value: &str) -> usize {
    value.bytes().filter(u8::is_ascii_digit).count()
}

fn is_number(value: &str, how: How, after: &str) -> bool {
    let digits = digits_of(value);
    let letters = value.chars().filter(|c| c.is_alphabetic()).count();
    let mut rest = after.chars();
    let decimal = rest.next().is_some_and(|c| matches!(c, '.' | ',' | ':'))
        && rest.next().is_some_and(|c| c.is_ascii_digit());
    let begins_decimal = value.split_once('.').is_some_and(|(first, rest)| {
        let digits =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let number = rest.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        digits(first) && digits(number) && number.len() <= 2
    });
    if decimal
        || begins_decimal
        || after.starts_with(['%', '@'])
        || counts(after)
        || is_version_or_amount(value)
        || is_date(value)
    {
        return false;
    }
    if (how.weak && !how.marked && !how.signed && digits < 7)
        || value.starts_with("0x")
        || value.starts_with("0X")
    {
        return false;
    }
    // "In the order 1-2-3".
    if value.split(['-', '/', ' ']).all(|part| part.len() == 1) && value.len() > 1 {
        return false;
    }
    if letters == 0 {
        let year = digits == 4 && (value.starts_with("19") || value.starts_with("20"));
        return if how.marked {
            digits >= 4 && (!year || how.signed) || (how.signed && digits >= 3)
        } else if how.signed {
            digits >= 4 && !year
        } else if how.told {
            digits >= 6 && !value.ends_with("000")
        } else {
            digits >= 5 && !value.ends_with("000")
        };
    }
    if digits == 0 {
        // Record locators are six letters: XKJPQR.
        let locator = value.len() == 6 && value.bytes().all(|byte| byte.is_ascii_uppercase());
        return how.code && locator;
    }
    let ordinal = [
        "st", "nd", "rd", "th", "k", "x", "gb", "mb", "km", "am", "pm", "h", "s",
    ]
    .iter()
    .any(|end| {
        value
            .to_lowercase()
            .strip_suffix(end)
            .is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()))
    });
    let small = value.chars().any(char::is_lowercase);
    let least = if how.marked || how.signed { 2 } else { 3 };
    value.is_ascii()
        && !ordinal
        && value.len() >= 5
        && digits >= least
        && (how.marked || how.signed || !small || digits >= 5)
}

/// 4.1.2, 1.299,00, 12.50.
fn is_version_or_amount(value: &str) -> bool {
    let parts: Vec<&str> = value.split('.').collect();
    let bare = value
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let thousands = parts.iter().skip(1).all(|part| part.len() == 3);
    // Some banks write accounts as 12.345.678; no amount has more than three groups.
    let account = thousands && (parts.len() >= 4 || (parts.len() == 3 && parts[0].len() >= 2));
    bare && parts.len() > 1 && !account
}

/// 2024-03-05, 12/03/2024, 05.03.24.
fn is_date(value: &str) -> bool {
    let parts: Vec<&str> = value.split(['-', '/', '.', ' ']).collect();
    let [first, second, third] = parts.as_slice() else {
        return false;
    };
    let number = |part: &str| part.parse::<u32>().unwrap_or(u32::MAX);
    let small = |part: &str, most: u32| part.len() <= 2 && (1..=most).contains(&number(part));
    let year =
        |part: &str| part.len() == 2 || (part.len() == 4 && (1900..=2100).contains(&number(part)));
    (year(first) && first.len() == 4 && small(second, 12) && small(third, 31))
        || (small(first, 31) && small(second, 31) && year(third))
}
