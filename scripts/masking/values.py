"""Made-up personal data in the forms in which people write it.

Where numbers are reserved for documentation and drama they are used: example.com and its relatives (RFC 2606),
documentation addresses (RFC 5737, 3849), 555-01xx and the drama ranges of Ofcom, ARCEP, ACMA and the BNetzA, the test
prefixes of card processors. All else is random, with right check digits.
"""

import base64
import string

LETTERS = string.ascii_lowercase
GIVEN = ["anna", "jose", "priya", "liam", "mei", "omar", "zoe", "lukas", "fatima", "ivan", "chloe", "ken", "rosa",
         "tariq", "ingrid", "paolo"]
FAMILY = ["schmidt", "garcia", "patel", "murphy", "chen", "hassan", "dubois", "weber", "khan", "petrov", "martin",
          "tanaka", "rossi", "ali", "larsen", "conti"]
HOSTS = ["example.com", "example.org", "example.net", "mail.example.com", "shop.example.org", "acme.example",
         "uni-bonn.example", "post.example.co.uk", "north.example.com.au", "firma.example.de"]


def luhn(digits):
    total = 0
    for place, digit in enumerate(reversed(digits + "0")):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return digits + str(-total % 10)


class Values:
    """`part` is development or test; some forms and countries are kept for the test part alone."""

    def __init__(self, random, part):
        self.random = random
        self.part = part

    def digits(self, count):
        return "".join(self.random.choice(string.digits) for _ in range(count))

    def fill(self, mask):
        """`#` is any digit, `*` one of 2 to 9, `@` a capital letter; all else stays."""
        kinds = {"#": string.digits, "*": "23456789", "@": "ABCDEFGHJKLMNPRSTUVWXYZ"}
        return "".join(self.random.choice(kinds[c]) if c in kinds else c for c in mask)

    def chars(self, count, alphabet=string.ascii_letters + string.digits):
        """Random characters with a digit, a small and a capital letter where the alphabet has them."""
        while True:
            made = "".join(self.random.choice(alphabet) for _ in range(count))
            if count < 8 or all(any(c in group for c in made) or not set(alphabet) & set(group) for group in (
                    string.digits, string.ascii_lowercase, string.ascii_uppercase)):
                return made

    def pick(self, development, test=(), more=()):
        """`test` are forms that rules never saw, `more` such as were learned later and are not in the test part."""
        return self.random.choice(list(development) + list(test if self.part == "test" else more))

    # e-mail

    def email(self):
        given, family = self.random.choice(GIVEN), self.random.choice(FAMILY)
        host = self.random.choice(HOSTS)
        local = self.pick(
            [f"{given}.{family}", f"{given}{self.digits(2)}", f"{given}_{family}", f"{given}+birds",
             f"{given}-{family}", f"{given[0]}.{family}", f"{given.title()}.{family.title()}", f"{family}{self.digits(4)}",
             f"o'{family}", f"{given}.{family}+{self.digits(4)}"],
            [f"{given}%{family}", f"_{given}.{family}", f"{given}&{family}", f"{given}={self.digits(3)}",
             f"{given}/{family}", f"{given}~{family}", f"müller.{given}", f"{given}!{family}", f"{self.digits(9)}"])
        form = self.random.random()
        if form < 0.06:
            return f"{local}@xn--bcher-kva.example"
        if form < 0.12:
            return f"{local}@bücher.example"
        if form < 0.18:
            return f"{local}@{host}".upper()
        if self.part == "test" and form < 0.24:
            return f'"{given} {family}"@{host}'
        if self.part == "test" and form < 0.28:
            return f"{local}@[192.0.2.{self.random.randint(1, 254)}]"
        if self.part == "test" and form < 0.31:
            return f"{given}.{family}＠{host}"
        return f"{local}@{host}"

    def spelled(self):
        given, family = self.random.choice(GIVEN), self.random.choice(FAMILY)
        return self.pick(
            [f"{given} (at) example (dot) com", f"{given}.{family} [at] example.org", f"{given}{family} at gmail dot com",
             f"{given}_{family} at yahoo.com", f"{given}(at)example.net", f"{given} AT example DOT org"],
            [f"{given} dot {family} at gmail dot com", f"{given}.{family}(ät)example.de", f"{given} arroba gmail punto com",
             f"{given}{{at}}example{{dot}}com", f"{given}.{family}[@]example.com", f"{given} @ example.com",
             f"{given} [at] mail [dot] example [dot] co [dot] uk"])

    def handle(self):
        return self.pick([f"{self.fill('9#########')}@ybl", f"{self.random.choice(GIVEN)}@okaxis"],
                         [f"{self.random.choice(GIVEN)}{self.digits(2)}@paytm", f"{self.fill('8#########')}@upi"])

    # phone

    CLEAR = [
        "+1 *15 555 01##", "(*15) 555-01##", "*15-555-01##", "*15.555.01##", "1-800-555-01##", "+1-*15-555-01##",
        "+44 7700 900###", "07700 900###", "020 7946 0###", "+44 20 7946 0###", "+44 (0)20 7946 0###",
        "+49 30 23125###", "030 23125 ###", "0171 39200##", "+49 171 39200##", "0171/39200##", "01 99 00 ## ##",
        "06 39 98 ## ##", "+33 6 39 98 ## ##", "01.99.00.##.##", "(02) 5550 ####", "+61 491 570 ###", "0491 570 ###",
        "+91 98### #####", "98########", "+91-98########", "+55 11 9#### ####", "(11) 9####-####", "+34 6## ## ## ##",
        "+39 3## ### ####", "+31 6 12345###", "06-12345###", "0532 ### ## ##", "+90 532 ### ## ##", "138########",
        "+86 138 #### ####", "090-####-####", "+81 90-####-####", "+234 803 ### ####", "0803 ### ####",
        "+27 82 ### ####", "082 ### ####", "+46 70-174 06 ##", "070-174 06 ##", "+7 (916) ###-##-##",
    ]
    CLEAR_TEST = [
        "+41 79 ### ## ##", "079 ### ## ##", "+43 664 1######", "0664 1######", "+32 470 ## ## ##", "0470 12 ## ##",
        "+380 67 ### ## ##", "067 ### ## ##", "+971 50 ### ####", "050 ### ####", "+92 300 #######", "0300-#######",
        "01711-######", "+880 1711 ######", "+20 10 #### ####", "010 1### ####", "054-###-####", "+972 54 ### ####",
        "+30 69# ### ####", "+351 91# ### ###", "+420 602 ### ###", "+36 20 ### ####", "0712 ### ###", "+40 712 ### ###",
        "040 ### ####", "+358 40 ### ####", "+47 4## ## ###", "+45 20 ## ## ##", "+65 8### ####", "+852 9### ####",
        "012-### ####", "+60 12-### ####", "081-###-####", "021 ### ####", "+64 21 ### ####", "+54 9 11 #### ####",
        "+56 9 #### ####", "+57 300 ### ####", "+52 55 #### ####", "+48 5## ### ###", "0812-####-####", "010-####-####",
        "+82 10-####-####", "0917 ### ####", "+63 917 ### ####", "8 (916) ###-##-##", "+353 20 91# ####", "020 91# ####",
        "0049 30 23125###", "+1 (*15) 555-01## ext. 2##", "tel:+1*1555501##", "+4917139200##", "*15 555 01##",
        "0711 - 23125##", "+49 (0) 171 / 39200##", "01 23 45 ## ##".replace("01 23", "05 36"),
    ]
    # Without a plus or a trunk digit only a word says what they are.
    SHORT = ["555-01##", "55501##", "6## ### ###", "91# ### ###", "8### ####", "20 ## ## ##", "*15 55501##", "39200##"]
    SHORT_TEST = ["4## ## ###", "9### ####", "602 ### ###", "5## ### ###", "300 ### ####", "23125 ###", "69########",
                  "2312-5###", "3##.###.####"]

    def phone(self):
        """As it may stand without a word before it."""
        return self.fill(self.pick(self.CLEAR, self.CLEAR_TEST))

    def announced_phone(self):
        """Also such as need a word before them."""
        return self.fill(self.pick(self.CLEAR + self.SHORT * 2, self.CLEAR_TEST + self.SHORT_TEST * 2))

    # cards and accounts

    def card(self):
        prefix, length = self.pick(
            [("4000000", 16), ("411111", 16), ("520082", 16), ("555555", 16), ("378282", 15), ("371449", 15),
             ("601111", 16), ("222300", 16), ("356600", 16)],
            [("305693", 14), ("620000", 16), ("650000", 16), ("508500", 16), ("676770", 16), ("362272", 14)])
        number = luhn(prefix + self.digits(length - 1 - len(prefix)))
        sizes = {14: [4, 6, 4], 15: [4, 6, 5]}.get(length, [4] * 4)
        mark = self.pick(["", " ", " ", "-"], ["\u00a0", "  "])
        parts, at = [], 0
        for size in sizes:
            parts.append(number[at:at + size])
            at += size
        return mark.join(parts)

    def iban(self):
        mask = self.pick(
            ["DE##################", "GB@@@@##############", "FR#######################", "NL@@@@##########",
             "ES####################", "AT################", "CH#################", "IT@######################"],
            ["BE############", "PL########################", "SE####################", "NO###########", "DK##############",
             "IE@@@@##############", "PT#####################", "TR######################", "SA####################",
             "AE###################", "LT################", "MT@@@@#######################", "BR#######################@#"])
        country, rest = mask[:2], self.fill(mask[2:])
        number = "".join(str(int(c, 36)) for c in rest + country + "00")
        iban = f"{country}{98 - int(number) % 97:02}{rest}"
        form = self.pick(["spaced", "bare", "spaced"], ["dashed", "small"])
        grouped = [iban[at:at + 4] for at in range(0, len(iban), 4)]
        return {"spaced": " ".join(grouped), "bare": iban, "dashed": "-".join(grouped), "small": iban.lower()}[form]

    # machines

    def ip(self):
        n = self.random.randint
        four = self.pick([f"192.0.2.{n(1, 254)}", f"198.51.100.{n(1, 254)}", f"203.0.113.{n(1, 254)}",
                          f"192.168.{n(0, 20)}.{n(2, 254)}", f"{n(11, 99)}.{n(100, 255)}.{n(0, 255)}.{n(1, 254)}"],
                         [f"172.{n(16, 31)}.{n(0, 255)}.{n(2, 254)}", f"{n(130, 190)}.{n(0, 255)}.{n(100, 255)}.{n(1, 254)}"])
        word = lambda: f"{n(1, 0xffff):x}"
        six = self.pick([f"2001:db8::{word()}", f"2001:db8:{word()}:{word()}::{word()}",
                         f"2001:0db8:85a3:0000:0000:8a2e:{n(0x1000, 0xffff):04x}:{n(0x1000, 0xffff):04x}"],
                        [f"fe80::{word()}:{word()}:{word()}:{word()}%eth0", f"::ffff:192.0.2.{n(1, 254)}",
                         f"2001:DB8:{word()}:{word()}:{word()}:{word()}:{word()}:{word()}".upper(),
                         f"[2001:db8::{word()}]:8080"])
        if self.random.random() < 0.4:
            return six
        return four + self.pick(["", "", ""], [":8080", "/24"])

    def mac(self):
        pairs = [f"{self.random.randint(0, 255):02x}" for _ in range(6)]
        mark = self.pick([":", "-"], ["."])
        if mark == ".":
            return ".".join("".join(pairs[at:at + 2]) for at in (0, 2, 4))
        made = mark.join(pairs)
        return made.upper() if self.random.random() < 0.5 else made

    # secrets

    def token(self):
        chars = self.chars
        hexes = lambda count: chars(count, "0123456789abcdef")
        part = lambda data: base64.urlsafe_b64encode(data.encode()).decode().rstrip("=")
        jwt = ".".join([part('{"alg":"HS256","typ":"JWT"}'), part('{"sub":"%s"}' % self.digits(10)), chars(43)])
        return self.pick(
            ["sk-" + chars(48), "sk-proj-" + chars(60), "sk-ant-api03-" + chars(80), "ghp_" + chars(36),
             "github_pat_" + chars(22) + "_" + chars(50), "glpat-" + chars(20), f"xoxb-{self.digits(11)}-{self.digits(12)}-" + chars(24),
             "AKIA" + chars(16, string.ascii_uppercase + "234567"), "AIza" + chars(35), "sk_live_" + chars(24),
             "whsec_" + chars(32), "SG." + chars(22) + "." + chars(43), "npm_" + chars(36), "hf_" + chars(34), jwt,
             "shpat_" + hexes(32), "dop_v1_" + hexes(64)],
            ["ya29." + chars(60), "rk_live_" + chars(24), "gsk_" + chars(52), "xai-" + chars(80), "pplx-" + chars(48),
             "nvapi-" + chars(64), "ATATT3xFfGF0" + chars(60), "tskey-auth-" + chars(12) + "-" + chars(32), "glsa_" + chars(32) + "_" + hexes(8),
             "hvs." + chars(24), f"{self.digits(10)}:AA" + chars(33), "pypi-AgEIcHlwaS5vcmc" + chars(60), "figd_" + chars(40),
             "dckr_pat_" + chars(27), "lin_api_" + chars(40), "EAAC" + chars(90), "sq0atp-" + chars(22), "key-" + hexes(32),
             "PMAK-" + hexes(24) + "-" + hexes(34), "AC" + hexes(32), "r8_" + chars(37), "sntrys_" + chars(60), "patXb" + chars(12) + "." + hexes(64)])

    def secret(self):
        """A key without a shape of its own; a word must say what it is."""
        hexes = lambda count: self.chars(count, "0123456789abcdef")
        return self.pick([hexes(32), self.chars(40), self.chars(24)],
                         ["-".join(map(hexes, (8, 4, 4, 4, 12))), hexes(40), self.chars(20) + "==", self.chars(16)])

    def password(self):
        word = self.random.choice(["sommer", "birdlog", "hunter", "letmein", "football", "winter", "dragon", "monkey"])
        return self.pick([word.title() + self.digits(2) + "!", word + self.digits(3), self.chars(10), word.title() + "#" + self.digits(4)],
                         [f"{word[:4]}$${self.digits(2)}{word[-2:]}", self.chars(14, string.ascii_letters + string.digits + "%^&*"),
                          f"{word}-{self.random.choice(GIVEN)}-{self.digits(2)}", self.digits(6)])

    # numbers

    def number(self):
        """An order, account, ticket or tracking number as a word announces it."""
        return self.fill(self.pick(
            ["########", "######", "ORD-#####", "11#-#######-#######", "1Z###@@##########", "@@#######@@", "##########",
             "A-####-####", "####-####-##", "@@##@##", "#####", "INV-20##-####"],
            ["############", "@@-####/####", "### ### ###", "JD01###########", "#@#@#@", "@##.###.###", "20########", "@@@######",
             "#######-@", "R#########", "########-####-####", "LX######### DE", "W-######", "@#@#-###@"],
            ["1Z ### @@# ## #### ####", "#### #### ####", "RR ### ### ### GB", "RR#########GB", "@##-#######-#######", "SR-2024-00####",
             "INC00#####", "2024/#####", "##-###-####", "K-###.###", "@@ ######", "#@#@##", "@@@-###-###", "@#########", "###-###-###",
             "@@/######/24", "#######@", "@@@@####", "## ## ## ##", "#.###.###.###", "00######", "@@@.#######", "#####-####"]))
