"""The classic case: 10 numbers, two hidden layers of 64, a sigmoid; the same network in Keras."""

import csv
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROWS, UNSEEN, INPUTS, EPOCHS, BATCH = 20_000, 10_000, 10, 10, 32


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


def of_keras(folder, seed):
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
    keras.utils.set_random_seed(seed)
    model = keras.Sequential([keras.Input((INPUTS,)), keras.layers.Dense(64, activation="relu"),
                              keras.layers.Dense(64, activation="relu"), keras.layers.Dense(1, activation="sigmoid")])
    model.compile(optimizer=keras.optimizers.Adam(0.001), loss="binary_crossentropy", metrics=["accuracy"])
    begun = time.perf_counter()
    model.fit(inputs, truth, batch_size=BATCH, epochs=EPOCHS, validation_split=0.15, verbose=0)
    took = time.perf_counter() - begun
    said = model.predict(unseen, verbose=0)[:, 0]
    print(json.dumps({"accuracy": float(((said >= 0.5) == answers).mean()), "seconds": took}))


def of_hearken(hearken, folder, seed):
    model = folder / "model"
    options = ["--hidden", "64,64", "--pieces", "0", "--dropout", "0", "--optimizer", "adam", "--weight-decay", "0", "--learning-rate",
               "0.001", "--schedule", "constant", "--epochs", str(EPOCHS), "--patience", str(EPOCHS), "--batch",
               str(BATCH), "--validation-share", "0.15", "--seed", str(seed)]
    begun = time.perf_counter()
    subprocess.run([hearken, "tabular", "train", folder / "training.csv", "--target", "y", "--quiet", "-o", model,
                    *options], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    took = time.perf_counter() - begun
    told = subprocess.run([hearken, "tabular", "evaluate", model, folder / "test.csv", "--shuffles", "0", "--json"],
                          check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return {"accuracy": json.loads(told.stdout)["figures"]["accuracy"], "seconds": took}


def compare(hearken, target, seeds):
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1", "OMP_NUM_THREADS": "1"}
    pairs = []
    for seed in range(1, max(seeds, 3) + 1):
        folder = Path(target) / "classic"
        folder.mkdir(parents=True, exist_ok=True)
        generate(folder / "training.csv", ROWS, 2 * seed)
        generate(folder / "test.csv", UNSEEN, 2 * seed + 1)
        ran = subprocess.run([sys.executable, __file__, folder, str(seed)], check=True, stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL, env=environment)
        pairs.append((json.loads(ran.stdout.splitlines()[-1]), of_hearken(hearken, folder, seed)))
    print(f"\nThe classic case ({ROWS} generated rows of {INPUTS} numbers, 64–64–1, Adam 0.001, {EPOCHS} epochs, batch "
          f"{BATCH}), on {UNSEEN} others, {len(pairs)} seeds of data and networks:\n")
    print("seed   Keras  Hearken   s of Keras' fit   s of the whole command, reading and figures too")
    for seed, (keras, ours) in enumerate(pairs, 1):
        print(f"{seed:4}  {keras['accuracy']:.4f}   {ours['accuracy']:.4f}   {keras['seconds']:15.1f}   {ours['seconds']:.1f} "
              f"({ours['seconds'] / keras['seconds']:.2f} ×)")
    more = [ours["accuracy"] - keras["accuracy"] for keras, ours in pairs]
    mean = statistics.mean(more)
    error = statistics.stdev(more) / len(more) ** 0.5
    print(f"\nHearken − Keras: mean {mean:+.4f}, standard error {error:.4f}")
    # Student's t at 99 % for so few pairs is between 3.7 and 9.9; three errors, and never less than what chance
    # does to a share of all test rows.
    chance = (2 * 0.87 * 0.13 / (UNSEEN * len(more))) ** 0.5
    return [{"keras": keras, "hearken": ours} for keras, ours in pairs], {
        "classic case: accuracy equal within noise": mean >= -3 * max(error, chance)}


if __name__ == "__main__":
    of_keras(Path(sys.argv[1]), int(sys.argv[2]))
