"""The public sets in other languages than English as plain rows: text, label, what it is from."""

import csv
import gzip
import hashlib
import re
import sys
import unicodedata

csv.field_size_limit(sys.maxsize)

LICENSES = {
    "zh_waimai10k": "not stated",
    "zh_hotel": "not stated",
    "zh_shopping10": "not stated",
    "type_minibar": "MIT (repository)",
    "large_fintech_play": "CC0-1.0 (repository); reviews are store users' content",
    "written for this project": "MIT OR Apache-2.0, as this repository",
}

WISH_FR = re.compile(
    r"j'?aimerai|j'?aurai[st]? aim|souhait|serait (bien|cool|top|sympa|utile|int|parfait|possible|appr)|"
    r"il (faudrait|manque)|manque|ajout|pourr(ait|iez)|pouvez|possibilit|option|dommage|devrai|suggest|am[ée]lior|"
    r"merci de|svp|pr[ée]voir|j'?attends", re.I)

FAULT_ZH = re.compile(
    r"不能|不了|没有|无法|坏|慢|差|卡|少|破|漏|错|假|退|难|没|不好|失望|垃圾|太贵|掉|脏|臭|噪")
WISH_ZH = re.compile(r"希望|建议|要是.{0,12}就(更)?好|最好能|能不能|如果.{0,14}(更好|就好)|期待")
ASK_ZH = re.compile(r"(请问|怎么|什么时候|有没有|吗|哪里|多少)[^，。！]{0,12}[？?]$")
HINDI = re.compile(r"[\u0900-\u097f]")
HINGLISH = re.compile(
    r"\b(hai|nahi|nhi|kya|bahut|bhut|mera|mere|kar|raha|rahi|karo|aap|yeh?|ke|ki|ko|mein|bhi|achha|acha|ho|hota|se|ka)\b")


def rows(data, name, file="data.csv"):
    path = data / name / file
    opened = gzip.open(path, "rt", encoding="utf-8", newline="") if path.suffix == ".gz" \
        else open(path, encoding="utf-8", newline="")
    with opened as lines:
        yield from csv.DictReader(lines)


def normalized(text):
    """What two copies of a text share."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())


def draw(text, salt=""):
    """A number in 0…99 that belongs to the text."""
    return int.from_bytes(hashlib.sha256((salt + normalized(text)).encode()).digest()[:4], "big") % 100


def waimai(data):
    return [(row["text"], row["label"], "zh_waimai10k") for row in rows(data, "zh_waimai10k") if row["text"].strip()]


def hotel(data):
    return [(row["text"], row["label"], "zh_hotel") for row in rows(data, "zh_hotel", "data.csv.gz")
            if row["text"].strip()]


def shopping(data):
    """With the category behind it."""
    return [(row["text"], row["label"], "zh_shopping10", row["cat"])
            for row in rows(data, "zh_shopping10", "data.csv.gz") if row["text"].strip()]


def distinct(some, without=()):
    """Each text once, none that stands among others, and none that is labeled in two ways."""
    held = {normalized(text) for text, *_ in without}
    said = {}
    for row in some:
        said.setdefault(normalized(row[0]), []).append(row)
    return [same[0] for key, same in said.items()
            if key and key not in held and len({row[1] for row in same}) == 1]


def french_stars(data, apps=("garmin", "huawei")):
    feel = {1: "negative", 2: "negative", 3: "neutral", 4: "positive", 5: "positive"}
    return [(row["data"], feel[int(row["score"])], "type_minibar")
            for app in apps for row in rows(data, "type_minibar", f"{app}.fr.csv")]


def hindi_stars(data):
    """Hindi, in its letters and typed in Latin ones; the stars are weak labels."""
    feel = {1: "negative", 2: "negative", 3: "neutral", 4: "positive", 5: "positive"}
    for row in rows(data, "large_fintech_play", "data.csv.gz"):
        text = row["text"]
        typed = len(set(HINGLISH.findall(text.lower())))
        if HINDI.search(text) or typed >= 3:
            yield text, feel[int(row["rating"])], "large_fintech_play"


def minibar_kind(row, wish):
    """One kind; a row that people called a request and a problem is what its words say."""
    if row["feature_request"] == "1":
        if row["problem_report"] == "1":
            return "request" if wish.search(row["data"]) else "problem"
        return "request"
    if row["problem_report"] == "1":
        return "problem"
    return "praise" if int(row["score"]) >= 4 else "other"


def minibar(data, app, language):
    if language == "fr":
        wish = WISH_FR
    else:
        wish = re.compile(r"\b(wish|would (be|like|love)|please (add|make|allow)|could you|add|option|should|need)\b", re.I)
    return [(row["data"], minibar_kind(row, wish), "type_minibar")
            for row in rows(data, "type_minibar", f"{app}.{language}.csv")]


def chinese_kinds(data):
    """Weak labels: what short reviews are by their sentiment and some words of theirs."""
    for text, label, name, *_ in distinct([row[:3] for row in shopping(data)] + waimai(data)):
        if not 4 <= len(text) <= 40:
            continue
        part = draw(text, "kind")
        if WISH_ZH.search(text):
            if part < 60:
                yield text, "request", name
        elif ASK_ZH.search(text):
            yield text, "question", name
        elif label == "positive":
            if part < 10 and not FAULT_ZH.search(text):
                yield text, "praise", name
        elif part < 14 and FAULT_ZH.search(text):
            yield text, "problem", name


def write(path, some):
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["text", "label", "set"])
        out.writerows(row[:3] for row in some)


def split(some, salt="validation"):
    """What is learned from, and the tenth that chooses the epoch and the temperature."""
    fitted = [row for row in some if draw(row[0], salt) >= 10]
    return fitted, [row for row in some if draw(row[0], salt) < 10]
