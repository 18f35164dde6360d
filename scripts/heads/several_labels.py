"""The kinds of texts that may be several: a review of the minibar set can be a problem and a request.

Rows and rules are those of kind_labels.py, but where people gave a review both labels, both stand,
with `;` between them. The head that learns from these is measured, and does not ship: a statement,
which is what `hearken analyze` asks about, has one kind. The classes of Maalej et al. stand as they
are, to be learned and asked in folds, as papers do.
"""

import kind_labels
from sets import clean, normalized, rows

CAPS = kind_labels.CAPS


def minibar(row):
    """Both kinds as people gave them, or what the review is besides."""
    given = [kind for kind, column in (("problem", "problem_report"), ("request", "feature_request")) if row[column] == "1"]
    return ";".join(given) or kind_labels.minibar(row)


def tests(data):
    """Every English review of the other app, with problem and request alone."""
    huawei = []
    for row in rows(data, "type_minibar", "huawei.en.csv"):
        given = [kind for kind in minibar(row).split(";") if kind in ("problem", "request")] if minibar(row) else []
        huawei.append((row["data"], ";".join(given), "type_minibar"))
    return {"minibar-huawei": huawei}


def folds(data):
    """All of Maalej et al. (2016), one row a text with every class that people gave it."""
    classes = {}
    for row in rows(data, "type_maalej2016"):
        text = clean(row["text"])
        classes.setdefault(normalized(text) or text, (text, set()))[1].update(row["labels_all"].split("|"))
    return {"maalej": [(text, ";".join(sorted(given)), "type_maalej2016") for text, given in classes.values() if text]}


def training(data):
    several = {row["data"]: minibar(row) for row in rows(data, "type_minibar", "garmin.en.csv")}
    for row in rows(data, "type_maalej2016"):
        if {"Bug", "Feature"} <= set(row["labels_all"].split("|")):
            several[row["text"].replace("\t", ". ")] = "problem;request"
    for text, label, name in kind_labels.training(data):
        yield text, several.get(text) or label, name
