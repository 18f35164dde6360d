"""Which rows of which set are negative, neutral or positive."""

import re

import kind_labels
import synthetic
from sets import (CHEER, FAULT, HELD_APPS, HELD_TWEETS, ILL, LUKEWARM, WISH, clean, english_letters,
                  normalized, one_statement, respaced, rows, words)

CAPS = {
    ("large_fintech_play", "negative"): 6000, ("large_fintech_play", "positive"): 5000,
    ("large_fintech_play", "neutral"): 1200,
    ("sent_nayeem_apps", "negative"): 5000, ("sent_nayeem_apps", "positive"): 5000,
    ("sent_nayeem_apps", "neutral"): 500,
    ("sent_semeval2013_2016", "neutral"): 9000, ("sent_semeval2013_2016", "positive"): 8000,
    ("messy_thunderbird_sumo", "negative"): 1500, ("messy_thunderbird_sumo", "neutral"): 1200,
    ("theme_banking77", "neutral"): 700, ("theme_banking77", "negative"): 300,
    ("theme_clinc150", "neutral"): 700,
    ("req_crowdre_smarthome", "neutral"): 300,
    ("type_nlbse24_issues", "neutral"): 300,
    ("type_vlc_forum_tizard2019", "neutral"): 1000,
}


def by_stars(rating):
    """Three stars say nothing plain."""
    return {1: "negative", 2: "negative", 4: "positive", 5: "positive"}.get(rating)


def by_many(data):
    """What those who wrote the same few words gave stars for: "super" and "osm" cheer, though no
    list of words says so. Texts of letters alone, for the encoder knows no emoji."""
    given = {}
    for row in rows(data, "large_fintech_play", "data.csv.gz"):
        text = normalized(clean(row["text"]))
        if row["app"] not in HELD_APPS and text and words(text) <= 3:
            given.setdefault(text, []).append(int(row["rating"]))
    said = {}
    for text, stars in given.items():
        glad = sum(rating >= 4 for rating in stars) / len(stars)
        cross = sum(rating <= 2 for rating in stars) / len(stars)
        if len(stars) >= 8 and glad >= 0.65 and cross <= 0.12:
            said[text] = "positive"
        elif len(stars) >= 8 and cross >= 0.65 and glad <= 0.15:
            said[text] = "negative"
    return said


def review(text, rating, said):
    """A store review's sentiment, or None where words and stars contradict each other."""
    if LUKEWARM.match(text):
        return "neutral"
    if normalized(text) in said:
        return said[normalized(text)]
    felt = CHEER.search(text) or ILL.search(text) or FAULT.search(text)
    if rating == 3:
        return "neutral" if words(text) <= 2 and not felt and normalized(text) else None
    kind = kind_labels.review(text, rating) if one_statement(text) else None
    if kind in ("request", "question") and not felt:
        return "neutral"
    label = by_stars(rating)
    short = words(text) <= 4
    if short and label == "negative" and not (ILL.search(text) or FAULT.search(text)):
        return None
    if short and label == "positive" and not CHEER.search(text):
        return None
    if label == "negative" and kind == "praise":
        return None
    return label


def tests(data):
    def treebank(split):
        return [(respaced(row["text"]), row["label"], "sent_sst2") for row in rows(data, "sent_sst2")
                if row["split"] == split]

    fintech = [(row["text"], by_stars(int(row["rating"])), "large_fintech_play")
               for row in rows(data, "large_fintech_play", "data.csv.gz")
               if row["app"] in HELD_APPS and words(row["text"]) >= 3 and english_letters(row["text"])]
    fintech = [row for row in fintech if row[1]]
    fintech.sort(key=lambda row: (normalized(row[0])[::-1], row[1]))
    return {
        "sst2": treebank("test"),
        "sst2-dev": treebank("dev"),
        "uci": [(row["text"], row["label"], "sent_uci_sentences") for row in rows(data, "sent_uci_sentences")],
        "tweets": [(row["text"], row["label"], "sent_semeval2013_2016")
                   for row in rows(data, "sent_semeval2013_2016", "data.csv.gz") if row["part"] in HELD_TWEETS],
        "fintech-apps": fintech[::max(1, len(fintech) // 3000)],
    }


def training(data):
    return [row for row in every(data) if row[1]]


def every(data):
    said = by_many(data)
    for text, _, sentiment in synthetic.statements():
        yield text, sentiment, "written for this project"
    for row in rows(data, "sent_semeval2013_2016", "data.csv.gz"):
        if row["part"] not in HELD_TWEETS and row["part"] != "2014sarcasm":
            yield row["text"], row["label"], "sent_semeval2013_2016"
    for row in rows(data, "sent_sst2"):
        if row["split"] == "train":
            yield respaced(row["text"]), row["label"], "sent_sst2"
    for row in rows(data, "large_fintech_play", "data.csv.gz"):
        if row["app"] not in HELD_APPS and english_letters(row["text"]) and words(row["text"]) <= 60:
            yield row["text"], review(row["text"], int(row["rating"]), said), "large_fintech_play"
    for row in rows(data, "sent_nayeem_apps", "data.csv.gz"):
        if english_letters(row["text"]) and words(row["text"]) <= 60:
            yield row["text"], review(row["text"], 5 if row["label"] == "positive" else 1, said), "sent_nayeem_apps"
    for row in rows(data, "type_maalej2016"):
        if row["source"] != "playStore_random" and not kind_labels.maalej_part(row) and words(row["text"]) <= 80:
            rating = int(float(row["rating"] or 3))
            yield row["text"].replace("\t", ". "), review(row["text"], rating, said), "type_maalej2016"
    for row in rows(data, "type_minibar", "garmin.en.csv"):
        yield row["data"], review(row["data"], int(row["score"]), said), "type_minibar"
    for row in rows(data, "type_vlc_forum_tizard2019"):
        if row["topic_forum"] == "Fire fox":
            continue
        kind, text = kind_labels.vlc(row), row["text"]
        felt = CHEER.search(text) or ILL.search(text)
        if kind == "problem":
            yield text, "negative", "type_vlc_forum_tizard2019"
        elif kind == "praise":
            yield text, "positive", "type_vlc_forum_tizard2019"
        elif kind and not felt and not FAULT.search(text):
            yield text, "neutral", "type_vlc_forum_tizard2019"
    for name, file, column in (("messy_thunderbird_sumo", "data.csv.gz", "title"),
                               ("theme_banking77", "data.csv", "text")):
        for row in rows(data, name, file):
            if row.get("locale", "en-US") != "en-US" or row.get("split", "train") != "train":
                continue
            kind, text = kind_labels.title(row[column]), row[column]
            if kind == "problem":
                yield text, "negative", name
            elif kind in ("question", "request") and not ILL.search(text) and not FAULT.search(text):
                yield text, "neutral", name
    for row in rows(data, "theme_clinc150"):
        if row["split"] == "train" and row["domain"] != "small_talk" and not ILL.search(row["text"]):
            yield row["text"], "neutral", "theme_clinc150"
    for row in rows(data, "req_crowdre_smarthome"):
        if words(row["feature"]) <= 25:
            yield f"I want {row['feature'].strip()}", "neutral", "req_crowdre_smarthome"
    for row in rows(data, "type_nlbse24_issues", "data.csv.gz"):
        text = re.sub(r"^(\[[^\]]*\]|bug:|feature:|rfc:)\s*", "", row["title"], flags=re.I)
        if row["split"] == "train" and row["label"] == "feature" and not FAULT.search(clean(text)) \
                and not WISH.search(text):
            yield text, "neutral", "type_nlbse24_issues"
