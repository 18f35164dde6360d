//! One look for all words that announce a datum, so that patterns run only where one can match.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use std::sync::LazyLock;

/// Beginnings of the words before passwords; a bar stands for a space.
const PASSWORDS: &str = "pass pwd psw pw pin otp tan cvv cvc puk verification security login|code login-code confirmation sms|code one-time one|time \
    2fa auth recovery backup|code unlock|code bestätigungs sicherheits verifizierungs code código kenn losung mot|de mdp contrase \
    clave senha palavra wacht parola hasł haslo парол Парол ПАРОЛ код Код şifre Şifre sifre lösen losen salasana adgang \
    passord heslo jelsz kodeord sandi 密码 密碼 口令 验证码 驗證碼 パスワード 暗証番号 認証コード 비밀번호 인증번호 पासवर्ड كلمة";

/// The words before keys.
const KEYS: &str = "key token secret credential bearer authori cookie session|id session_id sessionid client|id client_id clientid app|id app_id appid schlüssel schluessel clave \
    clé chave jeton chiave sleutel klucz ключ Ключ токен Токен 密钥 令牌 キー トークン";

/// Beginnings of the words before the numbers of orders and accounts.
const NUMBERS: &str = "ord acc a/c ticket case complaint ref customer client member subscriber user employee student \
    patient track inv bill receipt book reserv confirmation transaction txn trx transfer utr rrn pay policy claim \
    contract shipment parcel package consignment waybill awb pnr rma ret request serv sr incident enquiry inquiry \
    applic regist serial imei meid iccid sim device passport licen driving tax vat social national loyalty frequent loan \
    docket voucher e-ticket eticket record locator sort rout iban bank folio file deposit deliver quote job po crn chat \
    conversation session meter nhs ssn aadhaar pan cpf cnpj nif dni nie rfc curp bestell auftrag kund rechnung \
    vorgang vertrag buchung sendung paket konto fall mitglied aktenzeichen az commande compte facture dossier suivi \
    référence colis contrat réserv abonnement réclamation pedido cuenta factura cliente contrato envío reclam \
    expediente caso ordine conto fattura prenotazione pratica spedizione riferimento encomenda conta fatura nota \
    protocolo rastre chamado rekening factuur klant boeking zending zamówieni zamowieni faktur przesyłk klienta umow \
    zgłoszeni sipariş siparis hesap müşteri kargo takip beställning tilaus asiakas rendelés objednávk comand заказ Заказ \
    счет счёт Счет Счёт договор Договор обращени Обращени заявк Заявк бронь накладн замовлення παραγγελί beleg \
    versicherung steuer ausweis personal matrikel zähler fahrgast polis ärende sporing kolli bokning viite steam epic \
    psn xbox player game uid pesel bsn num núm n° nº nr номер Номер nomor no código code codice kod id 订单 訂單 单号 單號 \
    账号 帐号 帳號 账户 运单 快递 会员 客户号 工单 流水 身份证 注文 受注 会員 口座 問い合 問合 伝票 追跡 予約 주문 계좌 예약 송장 회원 운송장 \
    ऑर्डर رقم מספר หมายเลข mã số";

/// What stands between the name and the host of a spelled address.
const SPELLED: &str = "(at [at {at <at (|at [|at {|at (a) [a] (@ [@ {@ (ät [ät {ät (arro [arro at|gmail at|googlemail \
    at|yahoo at|hotmail at|outlook at|icloud at|proton at|gmx at|web at|live at|aol at|yandex at|mail at|qq at|163 \
    at|example |dot| |punkt| |punto| |point| |ponto| arroba chiocciola arobase klammeraffe |@ @|";

/// What a word announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Announces {
    Password,
    Key,
    Number,
    Spelled,
}

struct Stems {
    automaton: AhoCorasick,
    announces: Vec<Announces>,
}

static STEMS: LazyLock<Stems> = LazyLock::new(|| {
    let families = [
        (SPELLED, Announces::Spelled),
        (PASSWORDS, Announces::Password),
        (KEYS, Announces::Key),
        (NUMBERS, Announces::Number),
    ];
    let stems: Vec<(String, Announces)> = families
        .into_iter()
        .flat_map(|(words, family)| {
            let words = words.split_whitespace();
            words.map(move |word| (word.replace('|', " "), family))
        })
        .collect();
    Stems {
        automaton: AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::DFA))
            .build(stems.iter().map(|(word, _)| word))
            .expect("words of ours are valid"),
        announces: stems.into_iter().map(|(_, family)| family).collect(),
    }
});

/// Where words that announce something begin in a text, in order, each once for what it announces.
pub(super) fn find(text: &str) -> Vec<(usize, Announces)> {
    let mut found: Vec<(usize, Announces)> = STEMS
        .automaton
        .find_overlapping_iter(text)
        .map(|word| (word.start(), STEMS.announces[word.pattern().as_usize()]))
        .filter(|(start, family)| begins(text, *start, *family))
        .collect();
    found.sort_by_key(|(start, family)| (*start, *family as u8));
    found.dedup();
    found
}

/// Whether a word begins here: `token` in `accessToken` does, `pin` in `shopping` does not.
fn begins(text: &str, start: usize, family: Announces) -> bool {
    let Some(before) = text[..start].chars().next_back() else {
        return true;
    };
    let letter = text[start..].chars().next().unwrap_or(' ');
    let unspaced = !letter.is_ascii() && !letter.is_lowercase() && !letter.is_uppercase();
    // "apikey", "dbpassword" and their like are names of settings.
    let within = family == Announces::Key
        || (family == Announces::Password
            && text[start..]
                .get(..8)
                .is_some_and(|word| word.eq_ignore_ascii_case("password")));
    family == Announces::Spelled
        || unspaced
        || within
        || !before.is_alphanumeric()
        || !before.is_ascii()
        || (letter.is_uppercase() && before.is_lowercase())
}

/// The text from `start` on that a pattern need see, on character boundaries.
pub(super) fn window(text: &str, start: usize) -> &str {
    let mut end = text.len().min(start + 240);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[start..end]
}
