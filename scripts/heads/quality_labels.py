"""Which requirements and complaints are about which characteristic of ISO/IEC 25010:2023.

PROMISE NFR (Cleland-Huang et al., 2007) has requirements of 15 student projects in classes of its
own. Its legal requirements fit no characteristic and are left out. It hardly has what users write
themselves, and nothing on safety: the sentences written for this project thicken both.
"""

import quality_written
from sets import rows

NAME = "req_promise_nfr"
CAPS = {}

CHARACTERISTIC = {
    "F": "functional suitability", "US": "interaction capability", "LF": "interaction capability",
    "SE": "security", "PE": "performance efficiency", "A": "reliability", "FT": "reliability",
    "MN": "maintainability", "SC": "flexibility", "PO": "flexibility", "O": "compatibility",
}


def promise(data):
    for row in rows(data, NAME):
        yield " ".join(row["text"].split()), row["project"], row["label"]


def tests(data):
    """Whole projects by leave-one-project-out: see projects.py."""
    return {}


def training(data):
    for text, label in quality_written.statements():
        yield text, label, "written for this project"
    for text, _, label in promise(data):
        if label in CHARACTERISTIC:
            yield text, CHARACTERISTIC[label], NAME
