"""Telco churn: Hearken beside scikit-learn on the same rows."""

import csv
import json
import subprocess
import time
from pathlib import Path

TARGET = "Churn"
NETWORKS = "5"


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, rows[0].keys())
        out.writeheader()
        out.writerows(rows)


def calibration_error(truth, said, bins=15):
    """Mean gap between probability and share over equal bins, weighted by their size."""
    import numpy

    places = numpy.minimum((said * bins).astype(int), bins - 1)
    gaps = [abs(truth[places == at].sum() - said[places == at].sum()) for at in range(bins)]
    return sum(gaps) / len(truth)


def figures(truth, said):
    from sklearn.metrics import accuracy_score, average_precision_score, brier_score_loss, roc_auc_score

    return {"roc_auc": roc_auc_score(truth, said), "pr_auc": average_precision_score(truth, said),
            "accuracy": accuracy_score(truth, said >= 0.5),
            "expected_calibration_error": calibration_error(truth, said), "brier": brier_score_loss(truth, said)}


def peers(seed):
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.neural_network import MLPClassifier

    return {"LogisticRegression": LogisticRegression(max_iter=2000),
            "MLPClassifier": MLPClassifier(random_state=seed, max_iter=500),
            "MLPClassifier, stopped early": MLPClassifier(random_state=seed, max_iter=500, early_stopping=True),
            "HistGradientBoosting": HistGradientBoostingClassifier(random_state=seed)}


def of_peers(training, test, seed):
    """scikit-learn's, with numbers scaled and categories as an input a value."""
    import numpy
    from sklearn.compose import make_column_transformer
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler
    import pandas

    numbers = ["tenure", "MonthlyCharges", "TotalCharges"]
    words = [name for name in training[0] if name not in [*numbers, "id", "customerID", TARGET]]

    def frame(rows):
        table = pandas.DataFrame(rows)
        for name in numbers:
            table[name] = pandas.to_numeric(table[name], errors="coerce")
        return table

    seen, unseen = frame(training), frame(test)
    truth = (unseen[TARGET] == "Yes").to_numpy().astype(int)
    found = {}
    for name, model in peers(seed).items():
        inputs = make_column_transformer(
            (make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numbers),
            (OneHotEncoder(handle_unknown="ignore", sparse_output=False), words))
        begun = time.perf_counter()
        fitted = make_pipeline(inputs, model).fit(seen, (seen[TARGET] == "Yes").astype(int))
        took = time.perf_counter() - begun
        said = fitted.predict_proba(unseen)[:, 1]
        found[name] = {**figures(truth, numpy.asarray(said)), "seconds": took}
    return found


def of_hearken(hearken, training, test, folder, seed):
    model = folder / "model"
    begun = time.perf_counter()
    subprocess.run([hearken, "tabular", "train", training, "--target", TARGET, "--ensemble", NETWORKS,
                    "--seed", str(seed), "--quiet", "-o", model], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    took = time.perf_counter() - begun
    told = subprocess.run([hearken, "tabular", "evaluate", model, test, "--shuffles", "0", "--json"], check=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    told = json.loads(told.stdout)["figures"]
    names = ["roc_auc", "pr_auc", "accuracy", "expected_calibration_error", "brier"]
    return {**{name: told[name] for name in names}, "seconds": took}


def compare(hearken, data, target, seeds):
    """Figures of every model with every seed on one split, and whether Hearken holds what it promises.

    The quarter that is held out is the same for every seed: what the usual settings are was chosen by folds of the
    other three quarters.
    """
    from sklearn.model_selection import train_test_split

    rows = read(Path(data) / "tab_telco_churn/data.csv")
    training, test = train_test_split(rows, test_size=0.25, random_state=0, stratify=[row[TARGET] for row in rows])
    folder = Path(target) / "telco-0"
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / "training.csv", training)
    write(folder / "test.csv", test)
    found = {}
    for seed in range(seeds):
        for name, one in of_peers(training, test, seed).items():
            found.setdefault(name, []).append(one)
        one = of_hearken(hearken, folder / "training.csv", folder / "test.csv", folder, seed)
        found.setdefault(f"Hearken, {NETWORKS} networks", []).append(one)
    mean = {name: {key: sum(one[key] for one in ones) / len(ones) for key in ones[0]} for name, ones in found.items()}
    print(f"Telco churn, mean of {seeds} seeds ({len(rows)} rows, a quarter held out):\n")
    print(f"{'':30}  ROC-AUC  PR-AUC  accuracy  calibration error   Brier   training")
    ours = mean[f"Hearken, {NETWORKS} networks"]
    for name, it in mean.items():
        print(f"{name:30}  {it['roc_auc']:7.4f}  {it['pr_auc']:6.4f}  {it['accuracy']:8.4f}  "
              f"{it['expected_calibration_error']:17.4f}  {it['brier']:6.4f}  {it['seconds'] / ours['seconds']:7.2f} ×")
    boosted = mean["HistGradientBoosting"]["roc_auc"]
    others = [mean[name]["roc_auc"] for name in mean if name.startswith(("Logistic", "MLP"))]
    checks = {"ROC-AUC at least that of LogisticRegression and MLPClassifier": ours["roc_auc"] >= max(others),
              "ROC-AUC within 0.01 of HistGradientBoosting": ours["roc_auc"] >= boosted - 0.01,
              "calibration error at most 0.03": ours["expected_calibration_error"] <= 0.03}
    return {"seeds": found, "mean": mean}, checks
