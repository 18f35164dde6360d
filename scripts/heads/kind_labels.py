"""Which rows of which set are a problem, a request, praise, a question, or none of these."""

import hashlib
import re

import synthetic
from sets import (CHEER, DAMPER, FAULT, HELD_APPS, HELD_SHAH, ILL, LUKEWARM, NEEDS_ANSWER, WISH, clean,
                  english_letters, normalized, one_statement, rows, words)

CAPS = {
    ("type_maalej2016", "praise"): 1300,
    ("large_fintech_play", "problem"): 2200, ("large_fintech_play", "request"): 1500,
    ("large_fintech_play", "praise"): 1500, ("large_fintech_play", "question"): 500,
    ("large_fintech_play", "other"): 1200,
    ("sent_nayeem_apps", "problem"): 1500, ("sent_nayeem_apps", "request"): 1500,
    ("sent_nayeem_apps", "praise"): 1500,
    ("messy_thunderbird_sumo", "problem"): 1500, ("messy_thunderbird_sumo", "question"): 1500,
    ("messy_thunderbird_sumo", "request"): 600,
    ("theme_banking77", "question"): 700, ("theme_banking77", "problem"): 500,
    ("theme_clinc150", "question"): 600, ("theme_clinc150", "other"): 500,
    ("req_crowdre_smarthome", "request"): 400,
    ("sent_semeval2013_2016", "other"): 900,
    ("type_vlc_forum_tizard2019", "other"): 900,
    ("type_nlbse24_issues", "problem"): 300, ("type_nlbse24_issues", "request"): 300,
    ("sent_sst2", "other"): 0,
}

VLC = {
    "apparent bug": "problem", "unsatisfactory behaviour": "problem",
    "agreeing with the problem": "problem", "dispraise application": "problem",
    "dispraise for application": "problem",
    "feature request": "request",
    "question on application": "question", "help seeking": "question", "help seeker": "question",
    "requesting more information": "question",
    "praise application": "praise",
    "information giving": "other", "ig-background": "other", "user setup": "other", "usage": "other",
    "application guidance": "other", "application guidance-uncertain": "other",
    "non-informative": "other", "problem resolution": "other", "acknowledgement of resolution": "other",
}


def maalej_part(row):
    """A fifth of the texts is for testing."""
    return hashlib.sha256(normalized(row["text"]).encode()).digest()[0] < 51


def maalej(row):
    if row["source"] == "playStore_random":
        return None  # Every one of them is called a feature, most name a fault.
    every = set(row["labels_all"].split("|"))
    if row["label"] != row["labels_all"].split("|")[0] and len(every) > 1:
        return None  # One row a review.
    text, rating = row["text"], int(float(row["rating"] or 3))
    if {"Bug", "Feature"} <= every:
        return "request" if WISH.search(text) else "problem"
    if "Feature" in every:
        return "request"
    if "Bug" in every:
        return "problem"
    if rating >= 4:
        return "praise"
    if rating <= 2 and FAULT.search(text):
        return "problem"
    if rating <= 2 and words(text) > 8:
        return None  # It may name something or not.
    return "other"


def minibar(row):
    if row["feature_request"] == "1":
        if row["problem_report"] == "1":
            return "request" if WISH.search(row["data"]) else "problem"
        return "request"
    if row["problem_report"] == "1":
        return "problem"
    if int(row["score"]) >= 4:
        return "praise" if CHEER.search(row["data"]) or words(row["data"]) > 2 else "other"
    return None if CHEER.search(row["data"]) or FAULT.search(row["data"]) else "other"


def shah(row):
    classes = set(row["classes"].split("|"))
    if "R" in classes:
        return "request"
    if "B" in classes:
        return "problem"
    if classes == {"E"} and CHEER.search(row["text"]) and not DAMPER.search(row["text"]) \
            and not FAULT.search(row["text"]):
        return "praise"
    return None


def vlc(row):
    label, text = VLC.get(row["label"]), row["text"]
    if row["label"] in ("help seeking", "help seeker") and re.search(r"\bthank", text, re.I) \
            and "?" not in text:
        return "other"
    if row["label"] == "requesting more information" and "?" not in text:
        return "other"
    if label == "other" and ("?" in text or WISH.search(text)):
        return None
    return label


def review(text, rating):
    """What a short store review is by its words and stars, or None where that is not plain."""
    wish, fault = WISH.search(text), FAULT.search(text)
    asks = NEEDS_ANSWER.match(text) and ("?" in text or words(text) >= 4)
    if LUKEWARM.match(text):
        return "other"
    if asks:
        return "question" if not fault and not ILL.search(text) and re.match(r"(?!why)", text, re.I) else None
    if "?" in text:
        return None
    if wish:
        return "request" if not (fault and rating <= 2) else None
    if rating <= 2 and fault and words(text) >= 3:
        return "problem"
    if rating <= 2 and ILL.search(text) and words(text) <= 5:
        return "other"
    if rating >= 4 and CHEER.search(text) and not DAMPER.search(text) and not fault:
        return "praise"
    if words(text) <= 2 and not CHEER.search(text) and not ILL.search(text) and not fault \
            and re.fullmatch(r"[A-Za-z ]{3,24}", text):
        return "other"
    return None


def title(text):
    """What a support title is by its words, or None where that is not plain."""
    if not one_statement(text, 25) or not english_letters(text):
        return None
    if WISH.search(text):
        return "request"
    fault = FAULT.search(text)
    if NEEDS_ANSWER.match(text):
        return "question" if not fault and not text.lower().startswith("why") else None
    return "problem" if fault and "?" not in text else None


def tests(data):
    parts = {
        "minibar-huawei": [(row["data"], minibar(row), "type_minibar")
                           for row in rows(data, "type_minibar", "huawei.en.csv")],
        "maalej": [(row["text"], maalej(row), "type_maalej2016")
                   for row in rows(data, "type_maalej2016") if maalej_part(row)],
        "firefox-forum": [(row["text"], vlc(row), "type_vlc_forum_tizard2019")
                          for row in rows(data, "type_vlc_forum_tizard2019")
                          if row["topic_forum"] == "Fire fox"],
        "shah-apps": [(row["text"], shah(row), "feat_shah_safe") for row in rows(data, "feat_shah_safe")
                      if row["annotation"] == "UNION" and row["app"] in HELD_SHAH],
        "issue-titles": [(row["title"], {"bug": "problem", "feature": "request", "question": "question"}[row["label"]],
                          "type_nlbse24_issues") for row in rows(data, "type_nlbse24_issues", "data.csv.gz")
                         if row["split"] == "test"],
    }
    return {name: [row for row in part if row[1]] for name, part in parts.items()}


def training(data):
    return [row for row in every(data) if row[1]]


def every(data):
    for text, kind, _ in synthetic.statements():
        yield text, kind, "written for this project"
    for row in rows(data, "type_maalej2016"):
        if not maalej_part(row) and words(row["text"]) <= 80:
            yield row["text"].replace("\t", ". "), maalej(row), "type_maalej2016"
    for row in rows(data, "type_play_htp8000"):
        text = row["text"]
        if "_" in text.split(" ")[0] or words(text) > 60:
            continue  # Rows whose first word a thesaurus replaced.
        if row["label"] == "bug report" and not WISH.search(text) and FAULT.search(text):
            yield text, "problem", "type_play_htp8000"
        if row["label"] == "feature request" and WISH.search(text):
            yield text, "request", "type_play_htp8000"
    for row in rows(data, "type_minibar", "garmin.en.csv"):
        yield row["data"], minibar(row), "type_minibar"
    for row in rows(data, "feat_shah_safe"):
        if row["annotation"] == "UNION" and row["app"] not in HELD_SHAH:
            yield row["text"].replace("\t", ". "), shah(row), "feat_shah_safe"
    for row in rows(data, "type_vlc_forum_tizard2019"):
        if row["topic_forum"] != "Fire fox":
            yield row["text"], vlc(row), "type_vlc_forum_tizard2019"
    for row in rows(data, "large_fintech_play", "data.csv.gz"):
        if row["app"] not in HELD_APPS and english_letters(row["text"]) and one_statement(row["text"]):
            yield row["text"], review(row["text"], int(row["rating"])), "large_fintech_play"
    for row in rows(data, "sent_nayeem_apps", "data.csv.gz"):
        if english_letters(row["text"]) and one_statement(row["text"]):
            kind = review(row["text"], 5 if row["label"] == "positive" else 1)
            if kind in ("problem", "request", "praise"):
                yield row["text"], kind, "sent_nayeem_apps"
    for row in rows(data, "messy_thunderbird_sumo", "data.csv.gz"):
        if row["locale"] == "en-US":
            yield row["title"], title(row["title"]), "messy_thunderbird_sumo"
    for row in rows(data, "theme_banking77"):
        if row.get("split", "train") == "train":
            kind = title(row["text"])
            if kind != "request":
                yield row["text"], kind, "theme_banking77"
    for row in rows(data, "theme_clinc150"):
        if row["split"] == "train":
            if row["label"] in ("greeting", "goodbye", "thank_you", "yes", "no", "maybe"):
                yield row["text"], "other", "theme_clinc150"
            elif NEEDS_ANSWER.match(row["text"]) and row["domain"] != "small_talk":
                yield row["text"], "question", "theme_clinc150"
    for row in rows(data, "req_crowdre_smarthome"):
        if words(row["feature"]) <= 25:
            yield f"I want {row['feature'].strip()}", "request", "req_crowdre_smarthome"
    for row in rows(data, "type_nlbse24_issues", "data.csv.gz"):
        text = re.sub(r"^(\[[^\]]*\]|bug:|feature:|rfc:)\s*", "", row["title"], flags=re.I)
        if row["split"] == "train" and row["label"] == "bug" and FAULT.search(text):
            yield text, "problem", "type_nlbse24_issues"
        if row["split"] == "train" and row["label"] == "feature" \
                and re.match(r"(add|support|allow|improve|make|implement|provide|show)\b", text, re.I):
            yield text, "request", "type_nlbse24_issues"
    for row in rows(data, "sent_semeval2013_2016", "data.csv.gz"):
        text = clean(row["text"])
        if row["label"] == "neutral" and row["part"].endswith("train") and "?" not in text \
                and not WISH.search(text) and not FAULT.search(text):
            yield text, "other", "sent_semeval2013_2016"
