"""Exported graphs under onnxruntime: the same answers, and what 8-bit weights cost and bring."""

import json
import os
import subprocess
import time
from pathlib import Path

CLOSE = 1e-5
ROUNDS = 20


def session(model, optimized):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    if not optimized:
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def given(told, runtime):
    import numpy

    kinds = {"numbers": "float32", "categories": "int64", "texts": "float32"}
    return {it.name: numpy.array([[float("nan") if value is None else value for value in row] for row in told[it.name]],
                                 dtype=kinds[it.name]) for it in runtime.get_inputs()}


def exported(hearken, model, table, folder, more):
    name = "int8" if more else "single"
    graph, examples = folder / f"{name}.onnx", folder / f"{name}.json"
    subprocess.run([hearken, "tabular", "export", model, "-o", graph, "--table", table, "--examples", examples, *more],
                   check=True, stdout=subprocess.DEVNULL)
    return graph, json.loads(examples.read_text())


def seconds(runtime, inputs):
    runtime.run(None, inputs)
    begun = time.perf_counter()
    for _ in range(ROUNDS):
        runtime.run(None, inputs)
    return (time.perf_counter() - begun) / ROUNDS


def mixed(hearken, root, target):
    """The gap for tables with days, gaps, categories and texts: two classes, several, and a number."""
    import csv

    folder = Path(target) / "mixed"
    folder.mkdir(parents=True, exist_ok=True)
    with open(root / "fixtures/tables/customers.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    with open(root / "fixtures/tables/tickets.csv", newline="") as file:
        said = {row["team"]: row["text"] for row in csv.DictReader(file)}
    for number, row in enumerate(rows):
        row["note"] = said.get(row["team"], "")
        for at, column in enumerate(["joined", "projects", "contract"]):
            if (number + at) % 9 == 0:
                row[column] = ""
    table = folder / "table.csv"
    with open(table, "w", newline="") as file:
        out = csv.DictWriter(file, list(rows[0]))
        out.writeheader()
        out.writerows(rows)
    gaps = {}
    for goal in ["churn", "plan", "seats"]:
        model = folder / goal
        subprocess.run([hearken, "tabular", "train", table, "--target", goal, "--text", "note", "--quiet", "--epochs", "5",
                        "-o", model], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       env={"HEARKEN_MODELS": str(root / "models"), **os.environ})
        gaps[goal] = gap_of(hearken, model, table, folder)
    print("\nONNX of tables with days, gaps, categories and texts, largest gap to Hearken (of a number by its size): "
          + ", ".join(f"{goal} {gap:.1e}" for goal, gap in gaps.items()))
    return gaps, {"ONNX of days, gaps, categories and texts equal to 1e-5": max(gaps.values()) <= CLOSE}


def gap_of(hearken, model, table, folder):
    import numpy

    graph, told = exported(hearken, model, table, folder, [])
    runtime = session(graph, optimized=True)
    [answers] = runtime.run(None, given(told, runtime))
    expected = numpy.array(told["answers"])
    return float((numpy.abs(answers.reshape(expected.shape) - expected) / numpy.maximum(1, numpy.abs(expected))).max())


def compare(hearken, model, table, target, truth):
    """`truth`: for each row of the table the class's index, in the order of the probabilities."""
    import numpy

    folder = Path(target) / "graphs"
    folder.mkdir(parents=True, exist_ok=True)
    found, accuracies, times, sizes = {}, {}, {}, {}
    for name, more in [("single", []), ("int8", ["--int8"])]:
        graph, told = exported(hearken, model, table, folder, more)
        # Optimized, the runtime may multiply 8-bit weights by inputs that it rounds to 8 bits, too.
        plain = session(graph, optimized=name == "single")
        inputs = given(told, plain)
        [answers] = plain.run(None, inputs)
        found[name] = float(numpy.abs(answers - numpy.array(told["answers"])).max())
        fast = session(graph, optimized=True)
        [answers] = fast.run(None, inputs)
        accuracies[name] = float((answers.argmax(axis=1) == numpy.array(truth)).mean())
        times[name], sizes[name] = seconds(fast, inputs), graph.stat().st_size
    print("\nONNX under onnxruntime:\n")
    for name in found:
        print(f"{name:7} largest gap to Hearken {found[name]:.1e}   accuracy {accuracies[name]:.4f}   "
              f"{sizes[name] / 1024:.0f} KiB   {times['single'] / times[name]:.2f} × the speed of 32 bits")
    return {"gaps": found, "accuracies": accuracies, "seconds": times, "bytes": sizes}, {
        "ONNX outputs equal to 1e-5": max(found.values()) <= CLOSE,
        "int8 within 0.5 points of accuracy": abs(accuracies["single"] - accuracies["int8"]) <= 0.005}
