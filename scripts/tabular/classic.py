"""The classic case: 10 numbers, two hidden layers of 64, a sigmoid; the same network in Keras."""

import csv
import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROWS, INPUTS, EPOCHS, BATCH = 20_000, 10, 10, 32


def generate(path, rows, seed):
    """Numbers and a class that hangs on them in a way that no line tells, with noise."""
    import numpy

    random = numpy.random.default_rng(seed)
    inputs = random.normal(size=(rows, INPUTS)).astype("float32")
    drive = inputs[:, 0] * inputs[:, 1] + numpy.sin(2 * inputs[:, 2]) + inputs[:, 3:6].sum(axis=1) / 2
    truth = (drive + 0.5 * random.normal(size=rows) > 0).astype(int)
    with open(path, "w", newline="") as file:
        out = csv.writer(file)
        out.writerow([f"x{at}" for at in range(INPUTS)] + ["y"])
        for row, label in zip(inputs, truth):
            out.writerow([*(f"{value:.6f}" for value in row), label])
    return inputs, truth


def of_keras(folder):
    """Runs in a process of its own, on one thread as Hearken does."""
    import numpy

    def table(name):
        read = numpy.loadtxt(folder / name, delimiter=",", skiprows=1, dtype="float32")
        return read[:, :-1], read[:, -1]

    (inputs, truth), (unseen, answers) = table("training.csv"), table("test.csv")
    import keras
    import tensorflow

    tensorflow.config.threading.set_intra_op_parallelism_threads(1)
    tensorflow.config.threading.set_inter_op_parallelism_threads(1)
    keras.utils.set_random_seed(17)
    model = keras.Sequential([keras.Input((INPUTS,)), keras.layers.Dense(64, activation="relu"),
                              keras.layers.Dense(64, activation="relu"), keras.layers.Dense(1, activation="sigmoid")])
    model.compile(optimizer=keras.optimizers.Adam(0.001), loss="binary_crossentropy", metrics=["accuracy"])
    begun = time.perf_counter()
    model.fit(inputs, truth, batch_size=BATCH, epochs=EPOCHS, validation_split=0.15, verbose=0)
    took = time.perf_counter() - begun
    said = model.predict(unseen, verbose=0)[:, 0]
    print(json.dumps({"accuracy": float(((said >= 0.5) == answers).mean()), "seconds": took}))


def of_hearken(hearken, folder):
    model = folder / "model"
    options = ["--hidden", "64,64", "--pieces", "0", "--dropout", "0", "--optimizer", "adam", "--weight-decay", "0", "--learning-rate",
               "0.001", "--schedule", "constant", "--epochs", str(EPOCHS), "--patience", str(EPOCHS), "--batch",
               str(BATCH), "--validation-share", "0.15"]
    begun = time.perf_counter()
    subprocess.run([hearken, "tabular", "train", folder / "training.csv", "--target", "y", "--quiet", "-o", model,
                    *options], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    took = time.perf_counter() - begun
    told = subprocess.run([hearken, "tabular", "evaluate", model, folder / "test.csv", "--shuffles", "0", "--json"],
                          check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return {"accuracy": json.loads(told.stdout)["figures"]["accuracy"], "seconds": took}


def compare(hearken, target):
    folder = Path(target) / "classic"
    folder.mkdir(parents=True, exist_ok=True)
    generate(folder / "training.csv", ROWS, 1)
    generate(folder / "test.csv", 10_000, 2)
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1", "OMP_NUM_THREADS": "1"}
    ran = subprocess.run([sys.executable, __file__, folder], check=True, stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL, env=environment)
    keras = json.loads(ran.stdout.splitlines()[-1])
    ours = of_hearken(hearken, folder)
    print(f"\nThe classic case ({ROWS} generated rows of {INPUTS} numbers, 64–64–1, Adam 0.001, {EPOCHS} epochs, batch "
          f"{BATCH}), on 10000 others:\n")
    print(f"Keras    accuracy {keras['accuracy']:.4f}   fit {keras['seconds']:.1f} s")
    print(f"Hearken  accuracy {ours['accuracy']:.4f}   whole command, reading and figures too, {ours['seconds']:.1f} s "
          f"({ours['seconds'] / keras['seconds']:.2f} × Keras)")
    # Two such networks differ by chance; three standard errors of a difference of shares of 10,000 rows.
    near = 3 * (2 * keras["accuracy"] * (1 - keras["accuracy"]) / 10_000) ** 0.5
    return {"keras": keras, "hearken": ours}, {
        "classic case: accuracy equal within noise": abs(keras["accuracy"] - ours["accuracy"]) <= near}


if __name__ == "__main__":
    of_keras(Path(sys.argv[1]))
