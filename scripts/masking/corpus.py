#!/usr/bin/env python3
"""Writes fixtures/masking: lines with personal data whose spans are known, and lines without any.

    scripts/masking/corpus.py [FOLDER]

Seeded: the same lines each time. A line is an object: `part` is `development` or `test`; `text` is an array whose
strings make up the text (keys are cut inside, so that no scanner takes a made-up one for a leak); `spans` are
`[start, end, kind]` in bytes of the text's UTF-8.
"""

import json
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import clean
import personal
from values import GIVEN, FAMILY, Values

ROOT = Path(__file__).resolve().parent.parent.parent
SEED = 20250301
CLEAN = 750
COUNTS = {"phone": 140, "announced phone": 70, "email": 80, "spelled": 25, "handle": 10, "card": 60, "iban": 50, "ip": 50,
          "mac": 15, "token": 65, "secret": 40, "password": 50, "order": 100, "url": 50, "name": 45}
KINDS = {"announced phone": "phone", "spelled": "email", "handle": "email", "secret": "token", "order": "number"}
SURROUNDINGS = ["Good app otherwise. ", "", "", "", "2 stars. ", "Hi, ", "Since {year}: ", "Paid 19.99! "]
ENDINGS = ["", "", "", " Version 4.1.2.", " Please fix.", " :-(", " 10/10 not.", " Thanks"]


def line(part, pieces):
    """`pieces` are strings and (datum, kind); a datum of a key is cut in two."""
    text, spans, at = [""], [], 0
    for piece in pieces:
        datum, kind = piece if isinstance(piece, tuple) else (piece, None)
        length = len(datum.encode())
        if kind:
            spans.append([at, at + length, kind])
        cut = kind in ("token", "url") or "https://hooks" in datum or "webhooks" in datum
        if cut:
            text[-1] += datum[:3]
            text.append(datum[3:])
        else:
            text[-1] += datum
        at += length
    assert len("".join(text).encode()) == at
    return {"part": part, "text": [t for t in text if t], "spans": spans}


def split(sentence, datum, kind):
    before, after = sentence.split("{}") if sentence.count("{}") == 1 else sentence.rsplit("{}", 1)
    return [before, (datum, kind), after]


def personal_line(part, kind, sentence, values):
    rng = values.random
    if kind == "url":
        link = rng.choice(personal.LINKS[part == "test"])
        for slot, made in (("hex", values.chars(32, "0123456789abcdef")), ("long", values.chars(24)),
                           ("word", values.password().translate(str.maketrans("", "", "#%^&*$!")))):
            if "{" + slot + "}" in link:
                link = link.replace("{caps}", values.chars(8, "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"))
                before, after = link.split("{" + slot + "}")
                start, end = sentence.split("{}")
                return [start + before, (made, "url"), after + end]
    makers = {"phone": values.phone, "announced phone": values.announced_phone, "email": values.email,
              "spelled": values.spelled, "handle": values.handle, "card": values.card, "iban": values.iban,
              "ip": values.ip, "mac": values.mac, "token": values.token, "secret": values.secret,
              "password": values.password, "order": values.number}
    if kind == "name":
        sentence, form = sentence
        given, family = rng.choice(GIVEN).title(), rng.choice(FAMILY).title()
        made = {"full": f"{given} {family}", "given": given, "family": family}[form]
    else:
        made = makers[kind]()
    return split(sentence, made, KINDS.get(kind, kind))


def personal_lines(part, rng):
    values = Values(rng, part)
    sentences = {"phone": personal.PHONE_CLEAR, "announced phone": personal.PHONE_ANNOUNCED, "email": personal.EMAIL,
                 "spelled": personal.SPELLED, "handle": personal.HANDLE, "card": personal.CARD, "iban": personal.IBAN,
                 "ip": personal.IP, "mac": personal.MAC, "token": personal.TOKEN, "secret": personal.SECRET,
                 "password": personal.PASSWORD, "order": personal.ORDER, "url": personal.LINK_SENTENCES,
                 "name": personal.NAMES}
    for kind, count in COUNTS.items():
        own = sentences[kind][part == "test"]
        for number in range(count):
            pieces = personal_line(part, kind, own[number % len(own)], values)
            before = rng.choice(SURROUNDINGS).format(year=rng.randint(2015, 2025))
            # What ends a line is part of the datum's form for names, and a mark would join a password.
            after = "" if kind in ("name", "password") else rng.choice(ENDINGS)
            yield line(part, [before, *pieces, after])


def clean_lines(part, rng):
    values = Values(rng, part)
    templates = clean.TEST if part == "test" else clean.DEVELOPMENT
    for number in range(CLEAN):
        text = templates[number % len(templates)]
        if number >= len(templates) * 2 and rng.random() < 0.5:
            text += rng.choice([". ", "! ", ", ", " - "]) + rng.choice(templates)
        # A hash sign that begins a word of letters is a hashtag or a color.
        text = "".join(str(rng.randint(0, 9)) if c == "#" and not (text[at - 1:at] in ("", " ") and (
            text[at + 1:at + 2].isalpha() or text[at + 1:at + 2] == "{")) else c for at, c in enumerate(text))
        text = "".join(str(rng.randint(1, 9)) if c == "*" else c for c in text)
        for slot, made in (("{hex}", lambda: values.chars(8, "0123456789abcdef")),
                           ("{hex40}", lambda: values.chars(40, "0123456789abcdef")),
                           ("{year}", lambda: str(rng.randint(2015, 2025))),
                           ("{day}", lambda: f"{rng.randint(1, 28):02}"), ("{month}", lambda: f"{rng.randint(1, 12):02}")):
            while slot in text:
                text = text.replace(slot, made(), 1)
        yield line(part, [text])


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "fixtures/masking"
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in (("personal", personal_lines), ("clean", clean_lines)):
        with open(folder / f"{name}.jsonl", "w", encoding="utf-8", newline="\n") as file:
            for part in ("development", "test"):
                for made in make(part, random.Random(f"{SEED} {name} {part}")):
                    file.write(json.dumps(made, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
