"""The card of the quality head."""

from sets import LICENSES
from tables import between, by_label, curves, table, trained_on


def sums(metrics):
    rows = [[f"`{name}`", f"{test['examples']:,}", between(test, "weighted_f1"), between(test, "macro_f1"),
             between(test, "accuracy"), f"{test['expected_calibration_error']:.3f}"]
            for name, test in metrics["tests"].items()]
    return table(["each project left out", "texts", "weighted F1", "macro-F1", "accuracy", "calibration error"],
                 rows, {1, 2, 3, 4, 5})


def card(head, metrics):
    settings, born, chosen = head["settings"], head["provenance"], head["abstention"]
    shape = " → ".join(str(width) for width in head["shape"])
    return f"""# The quality head

<!-- Written by scripts/heads/card.py from metrics.json and head.json; change those, not this. -->

Says which characteristic of ISO/IEC 25010:2023 a problem, a request or a requirement is about:
**{"**, **".join(head["labels"])}**.
Ask it about problems and requests alone: praise and greetings get one of these, too.

A fully connected network ({shape}) on all layers of the default encoder (`models/encoder`), which a
run computes anyway. Weights: SHA-256
`{head["weights_sha256"]}`, for the encoder `{born["encoder"]}`.
`hearken classify EXPORT --head models/quality` asks it.

## How right it is

PROMISE NFR has requirements of 15 student projects. Each project was left out once: a head that
learned from the others, with the same settings, was asked about it; intervals are of 1,000
resamples of the requirements. `published` has the ten classes of quality requirements that papers
report (NoRBERT, Hey et al., 2020, gives a weighted F1 of 0.82 on them, in ten folds that share
projects), and learned from the set alone. `characteristics` has the labels of this head, functional
requirements among them, and learned, as this head, from the written sentences too.

{sums(metrics)}

By label:

{by_label(metrics)}

Accuracy on the most certain part:

{curves(metrics["tests"])}

Read these as the bright side: that the network has no hidden layer and much decay was chosen on
the same projects left out. The aim of 0.75 is not reached. Copies of the encoder's last three layers that learn
along made it worse (`scripts/compare-heads --only quality --layers`: weighted F1 0.625 on `published`): the set is
too small for them.

The head is **unsure** below a probability of **{chosen["threshold"]:.4f}**: the lowest at which {chosen["precision"]:.0%} of what lies at or above it is
right, measured on the {chosen["examples"]} requirements of `characteristics`, each by a head that never saw its project. It covers
{chosen["coverage"]:.1%} of them. A report counts what it is unsure of by itself.

## What it is weak at

- **What users write.** Nearly all that people labeled here are sentences such as "The system shall …"; for complaints it has only sentences written for this project, and no figure here speaks for reviews.
- **Safety.** The set has no such requirement; the written sentences are all it knows of it.
- **Rare classes.** Fault tolerance, legal and maintainability have {", ".join(str(each["support"]) for each in metrics["tests"]["published"]["classes"] if each["label"] in ("fault tolerance", "legal", "maintainability"))} requirements in 15 projects, some of them of one project only: where that is left out, nothing like it was learned.
- **Where classes meet.** "Operational" requirements (interfaces, systems to run on) stand for compatibility, though some speak of flexibility; scalability, which the standard counts as flexibility, is worded like performance.
- **English only.**

## What it was trained on

{born["training_examples"]:,} texts, and {born["validation_examples"]:,} that chose the epoch and the temperature. Legal requirements fit no characteristic and
are left out. The classes are mapped in `scripts/heads/quality_labels.py`; the sentences stand in
`scripts/heads/quality_written.py`.

{trained_on(metrics)}

The texts of the set are in no file of this repository.

## How to make it again

`scripts/train-heads DATA`. Seed {settings["seed"]}, at most {settings["epochs"]} epochs (the best was {born["best_epoch"]}), batches of {settings["batch"]}, Adam with weight
decay {settings["weight_decay"]:g} and learning rate {settings["learning_rate"]:g} ({settings["schedule"]}), dropout {settings["dropout"]:g}, class weights: {settings["class_weights"]}.

The head's license is that of the repository, MIT OR Apache-2.0, so far as weights have one of their
own; who takes them for an adaptation of the set has them under the set's, {LICENSES["req_promise_nfr"]}.
"""
