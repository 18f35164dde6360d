"""Sentences around personal data, by kind: (part that rules may be written on, part that only measures).

`{}` is where the datum stands. The two parts share no sentence; the second has languages and words that the first lacks.
"""

PHONE_CLEAR = ([
    "Please ring me back, {} is best after six",
    "Nobody answered for three days. {}",
    "my number {} was changed without asking",
    "Reach me under {}, thanks!",
    "Rappelez-moi au {} svp",
    "Bitte um Rückruf: {}. Danke",
    "The SMS code never arrives on {} since the 4.2 update",
    "I have the same problem ({})",
    "WhatsApp {}",
    "llámame al {} por favor",
    "the driver gave me {} and nobody picked up",
    "2 stars because I waited 30 minutes on the hotline. {}",
], [
    "{} that is my line, I wait since Tuesday",
    "Could someone from the team get back to me? {} - Monday to Friday",
    "Called {} eleven times, 10 minutes each, no luck",
    "il mio cellulare è {} grazie",
    "mein Handy ist {} und ich bin ab 17:30 erreichbar",
    "ligue para {} depois das 18h",
    "Registered with {}, paid 9.99 and still see ads",
    "Cannot verify {}: error 403",
    "有问题请打 {} 谢谢",
    "Update 12.03.2024: still no reply. My contact: {}",
    "proszę o kontakt {} po 16",
    "{}",
])

PHONE_ANNOUNCED = ([
    "My phone number is {} and it is not accepted",
    "call me at {} please",
    "Tel. {} for questions",
    "I changed my mobile to {} but codes go to the old one",
    "Telefon: {}",
    "mi teléfono es {}",
    "mobile no {} not working for OTP",
    "My WhatsApp number {} is blocked for no reason",
    "text me on {} when fixed",
    "mon téléphone est le {}",
], [
    "you can reach us by telephone on {} from 9 to 5",
    "Numer telefonu {} nie działa",
    "my cell is {} just text",
    "Ph: {} - ask for the manager",
    "numero di telefono {} mai confermato",
    "Telefonnummer {} wird nicht erkannt",
    "telefone {} não recebe o código",
    "cep telefonum {} kod gelmiyor",
    "номер телефона {} не подходит",
    "phone={} was in the form I sent",
    "手机号 {} 收不到验证码",
    "fax {} is the only thing they answer",
])

EMAIL = ([
    "My address is {} and I never got the mail",
    "write to {} please",
    "Account {} cannot log in since 3.2.1",
    "e-mail:{}",
    "I use <{}> for everything",
    "They sent my invoice to {}, which is not me.",
    "Kontakt: {}",
    "mon adresse {} ne marche plus",
    "mailto:{} opens nothing",
    "Merged two accounts ({} and another) and lost all",
    "Signed up as {}!!! no confirmation",
    "email={} keeps saying invalid",
], [
    "please delete {} from your list, 3rd request",
    "{} is my login. Help.",
    "Bin erreichbar unter {}; bitte um Antwort",
    "mi correo {} sigue sin verificarse",
    "我的邮箱是{}，收不到邮件",
    "contact us via {}/support team",
    "To: {} Subject: refund",
    "Reset link for '{}' expired after 5 minutes",
    "login:{} does nothing",
    "почта {} не принимается",
    "Family plan: added {}, now it says full",
    "can u remove this guy {}? spammer",
])

SPELLED = ([
    "write me: {}",
    "my mail is {} in case you care",
    "{} if you need logs",
    "Send the refund to {} please",
], [
    "more details? {}",
    "You get the recording from me under {}",
    "contacto {} gracias",
    "reach out, {}, I mean it",
])

HANDLE = ([
    "sent 500 to {} and it failed",
    "my UPI id {} is not linked",
], [
    "refund to {} still pending since 5 days",
    "paid {} twice by mistake",
])

CARD = ([
    "You charged {} twice this month",
    "my card {} gets declined",
    "card number {} exp 12/27",
    "Refund it to {} please.",
    "Visa {} is not accepted although valid",
    "Kreditkarte {} wird abgelehnt",
    "I typed {} and the app crashed at step 3",
    "tarjeta {} rechazada",
], [
    "payment with {} (valid thru 09/26) failed 4 times",
    "carte bancaire {} refusée",
    "Remove {} from my wallet!",
    "why is {} still saved after I deleted it",
    "{} - this one works, the other does not",
    "cc: {} amount 49.90",
    "meu cartão {} foi cobrado duas vezes",
    "карта {} не привязывается",
])

IBAN = ([
    "Refund to {} please",
    "IBAN: {}",
    "my bank account {} is rejected as invalid",
    "Bitte auf {} überweisen, Betrag 29,90",
    "virement sur {} jamais reçu",
    "I can not enter {} because the field is too short",
    "money went to {} instead of mine",
], [
    "IBAN{} as in the contract",
    "Konto {} wurde doppelt belastet",
    "the direct debit from {}, 12.99 on 03/05, was not me",
    "cuenta {} no válida",
    "Please pay out to:\n{}\nthanks",
    "{} is correct, your check is wrong",
    "bonifico su {} mai arrivato",
])

IP = ([
    "My IP {} got banned for nothing",
    "cannot connect from {} since yesterday",
    "server at {} times out",
    "login from {} was not me",
    "ping {} works, the app does not",
    "the camera has the address {} and is not found",
    "Blocked: {}",
    "log says: connection refused {} after 30 s",
], [
    "someone in another country signed in with {}",
    "the printer on {} vanished after update 5.1",
    "my NAS ({}) is gone from the list",
    "Your firewall drops {}",
    "host {} unreachable, port closed",
    "von {} aus geht gar nichts",
    "it shows {} as last session, I was asleep",
    "adresse {} refusée par votre service",
])

MAC = ([
    "device {} is not recognized by the router page",
    "MAC {} blocked",
    "my bulb with MAC address {} drops off every night",
], [
    "paired {} and lost it again",
    "Bluetooth id {} shows twice",
    "the hub lists {} as unknown",
])

TOKEN = ([
    "my key {} leaked in your log",
    "I pasted {} and it says invalid",
    "Authorization: Bearer {}",
    "the export shows {} in plain text!!",
    "api_key={} is printed on the dashboard",
    "Your SDK sends {} to a third party",
    "error: 401 for {} since the update",
    'config: {"key": "{}"}',
], [
    "revoked {} but it still works",
    "the crash report contained {}, seriously?",
    "export TOKEN={} then run it: fails",
    "curl -H 'X-Api-Key: {}' returns 500",
    "integration with {} broke on Monday",
    "copy button copies {} plus a space",
    "Schlüssel {} wird als ungültig gemeldet",
    "why can support see {} on their screen",
])

SECRET = ([
    "api key: {}",
    "my access token is {} and it expired after 1 hour",
    "client_secret={}",
    "token={} shows up in the address bar",
    "Authorization: Bearer {}",
    "The API key {} stopped working",
    'header "x-api-key: {}" is ignored',
    "secret key {} rejected",
], [
    "refresh_token: {} is never renewed",
    "auth token {} visible in the log file",
    "apikey={} works in curl, not in the app",
    "My license key is {} and it says used",
    "AWS_SECRET_ACCESS_KEY={} in the debug output",
    "session id {} stays valid after logout",
    "API-Schlüssel: {}",
    "private key = {} printed at start",
])

PASSWORD = ([
    "password: {}",
    "my password is {} and it is not accepted",
    "user: bird pass: {}",
    "pwd={}",
    "Passwort: {}",
    "I changed the password to {} but cannot log in",
    "mot de passe : {}",
    "login bird / password {} does not work on the TV",
], [
    "Kennwort lautet {} geht aber nicht",
    "contraseña: {} y nada",
    "my passcode is {}, still locked out",
    "senha: {}",
    "wachtwoord = {}",
    "The old password was {}. It still works after the change!",
    "password for the test account: {}",
    "пароль: {} не подходит",
])

ORDER = ([
    "Order {} never arrived",
    "order number {} is still open",
    "my account number is {} and I cannot log in",
    "ticket #{} was closed without an answer",
    "Case {}: no reply for 3 weeks",
    "reference {} - please check",
    "customer id {}",
    "tracking number {} shows nothing since 5 days",
    "Bestellnummer {} fehlt",
    "Kundennummer: {}",
    "commande n° {} jamais livrée",
    "pedido {} sin entregar",
    "Invoice no. {} is wrong by 12.50",
    "Booking ref: {}",
    "my transaction id is {} and money was debited",
    "membership no {} expired although I paid 49.99",
], [
    "ord. no. {} cancelled without notice",
    "a/c no: {} blocked",
    "Complaint ID {} raised on 12/03/2024",
    "confirmation code {} is not found at the desk",
    "Auftragsnr. {} seit 2 Wochen in Bearbeitung",
    "Rechnungsnummer {} stimmt nicht",
    "numéro de client {} inconnu",
    "numero d'ordine {} mai spedito",
    "número de conta {} bloqueado",
    "klantnummer {} bestaat niet",
    "numer zamówienia {} zaginął",
    "sipariş no: {} gelmedi",
    "ordrenummer {} er ikke kommet",
    "заказ № {} не пришел",
    "订单号{}还没发货",
    "注文番号 {} が届きません",
    "policy number {} not recognized",
    "my PNR is {} and the app shows another flight",
    "Re: support ticket {} (4th message)",
    "parcel with consignment number {} lost",
    "userid {} got hacked",
    "Order ID: {} delivered to the wrong door",
])

# The datum is the parameter or part alone; the sentence is built around the link.
LINKS = ([
    "https://birdlog.example/reset?token={hex}",
    "https://example.com/login?user=1&password={word}",
    "https://bird:{word}@example.org/feed",
    "https://api.example.com/v1/list?api_key={hex}&page=2",
    "https://example.com/invite#access_token={long}",
    "postgres://app:{word}@db.example.net:5432/birds",
    "https://files.example.com/a.pdf?X-Amz-Signature={hex}",
    "http://example.net/unsubscribe?sid={hex}",
], [
    "https://files.example.net/b.zip?sv=2022-11-02&sig={long}",
    "ftp://anna:{word}@files.example.com/photos",
    "https://example.com/verify?email_token={hex}",
    "https://example.org/magic-link/{long}",
    "https://hooks.slack.com/services/T0{caps}/B0{caps}/{long}",
    "mongodb+srv://root:{word}@cluster0.example.net/test",
    "example.com/password/reset/{long}",
    "www.example.org/activate?activation_code={hex}",
    "https://meet.example.com/j/84512345678?pwd={long}",
    "https://example.com/share?id=12&authkey={long}",
    "https://discord.com/api/webhooks/1122334455667788990/{long}",
    "https://example.com/oauth?refresh_token={long}&state=1",
])

LINK_SENTENCES = ([
    "the link {} does not work",
    "I got {} in a text message, is that you?",
    "{} opens an empty page",
    "clicked {}, got error 500",
], [
    "Why does {} end up in my history?",
    "({}) expired after 10 min",
    "lien {} inutilisable",
    "See {} for the trace.",
])

NAMES = ([
    ("My name is {} and I want my money back", "full"),
    ("I am a customer since 2019. Regards, {}", "full"),
    ("I spoke to agent {} who hung up", "given"),
    ("Dear Mr {}, your team ignored me", "family"),
    ("Mrs. {} at the desk was very rude", "family"),
    ("Mein Name ist {}, ich warte seit Mai", "full"),
    ("Thanks,\n{}", "given"),
    ("Best regards\n{}", "full"),
], [
    ("this is {} from Leeds, third time I write", "full"),
    ("Kind regards, {}", "given"),
    ("the representative named {} promised a refund", "given"),
    ("Je m'appelle {} et je suis déçu", "full"),
    ("Me llamo {} y quiero una respuesta", "full"),
    ("Herr {} hat mich weggedrückt", "family"),
    ("Talked with {} from customer service twice", "given"),
    ("Sincerely,\n{}", "full"),
    ("Sehr geehrte Frau {}, so geht es nicht", "family"),
    ("Ms {} helped me a lot", "family"),
    ("Dr {} cancelled my visit in the app", "family"),
    ("cheers {}", "given"),
])
