#!/usr/bin/env python3
"""Makes a folder of models whose encoder is cheap, for tests of what stands around the encoder.

    scripts/spark/small_models.py HEARKEN FOLDER

The encoder is a BERT of one layer and 64 numbers a vector: the beginning of each word's vector in the real encoder
(models/encoder, which must be there), and a layer that only takes the average of a text's words into each of them. So
texts about the same thing are still near each other, at a hundredth of the work. The heads for sentiment and kind are
trained on it with `hearken train` from the labeled sentences of rows.py. The heads for other languages are those that
ship.
"""

import csv
import json
import shutil
import struct
import subprocess
import sys
from array import array
from pathlib import Path

from rows import labeled

ROOT = Path(__file__).resolve().parent.parent.parent
WIDTH = 64


def read(path):
    """The tensors of a safetensors file (format: safetensors, "Format"): shapes, and bytes."""
    data = path.read_bytes()
    (size,) = struct.unpack("<Q", data[:8])
    head = json.loads(data[8 : 8 + size])
    head.pop("__metadata__", None)
    return {
        name: (told["shape"], memoryview(data)[8 + size :][slice(*told["data_offsets"])]) for name, told in head.items()
    }


def write(path, tensors):
    head, at = {}, 0
    for name, (shape, data) in tensors.items():
        head[name] = {"dtype": "F32", "shape": shape, "data_offsets": [at, at + len(data)]}
        at += len(data)
    told = json.dumps(head).encode()
    told += b" " * (-len(told) % 8)
    path.write_bytes(struct.pack("<Q", len(told)) + told + b"".join(data for _, data in tensors.values()))


def numbers(values):
    return array("f", values).tobytes()


def filled(shape, value):
    size = 1
    for side in shape:
        size *= side
    return shape, numbers([value] * size)


def diagonal(value):
    rows = range(WIDTH)
    return [WIDTH, WIDTH], numbers(value if row == column else 0.0 for row in rows for column in rows)


def encoder(folder):
    real = ROOT / "models/encoder"
    folder.mkdir(parents=True)
    shutil.copy(real / "tokenizer.json", folder)
    shutil.copytree(real / "1_Pooling", folder / "1_Pooling")
    pooling = json.loads((folder / "1_Pooling/config.json").read_text())
    (folder / "1_Pooling/config.json").write_text(json.dumps({**pooling, "word_embedding_dimension": WIDTH}))
    shutil.copy(real / "sentence_bert_config.json", folder)
    config = json.loads((real / "config.json").read_text())
    config |= {"hidden_size": WIDTH, "intermediate_size": WIDTH, "num_hidden_layers": 1, "num_attention_heads": 2}
    (folder / "config.json").write_text(json.dumps(config, indent=2))

    (words, width), data = read(real / "model.safetensors")["embeddings.word_embeddings.weight"]
    beginnings = b"".join(data[4 * width * word :][: 4 * WIDTH] for word in range(words))
    tensors = {
        "embeddings.word_embeddings.weight": ([words, WIDTH], beginnings),
        "embeddings.position_embeddings.weight": filled([config["max_position_embeddings"], WIDTH], 0.0),
        "embeddings.token_type_embeddings.weight": filled([2, WIDTH], 0.0),
    }
    layer = "encoder.layer.0."
    dense = {
        "attention.self.query": 0.0,
        "attention.self.key": 0.0,
        "attention.self.value": 1.0,
        "attention.output.dense": 1.0,
        "intermediate.dense": 0.0,
        "output.dense": 0.0,
    }
    for name, value in dense.items():
        tensors[f"{layer}{name}.weight"] = diagonal(value)
        tensors[f"{layer}{name}.bias"] = filled([WIDTH], 0.0)
    for name in ("embeddings.", f"{layer}attention.output.", f"{layer}output."):
        tensors[f"{name}LayerNorm.weight"] = filled([WIDTH], 1.0)
        tensors[f"{name}LayerNorm.bias"] = filled([WIDTH], 0.0)
    write(folder / "model.safetensors", tensors)


def heads(hearken, folder):
    labels = folder / "labels.csv"
    with labels.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "sentiment", "kind"])
        writer.writerows(labeled())
    orders = {"sentiment": "negative,neutral,positive", "kind": "problem,request,praise,question,other"}
    for name, order in orders.items():
        command = [hearken, "train", "--labels", labels, "--text", "text", "--label", name, "--label-order", order]
        command += ["--encoder", folder / "encoder", "--models", folder, "-o", folder / name]
        told = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        if told.returncode != 0:
            sys.exit(told.stderr.decode())
    labels.unlink()


def main():
    hearken, folder = sys.argv[1], Path(sys.argv[2])
    making = folder.with_name(folder.name + ".making")
    shutil.rmtree(making, ignore_errors=True)
    encoder(making / "encoder")
    heads(hearken, making)
    shutil.copytree(ROOT / "models/fallback", making / "fallback")
    shutil.copy(ROOT / "models/languages.toml", making)
    # A run with them packs the encoder's weights beside it once, before many workers want them at a time.
    line = b'{"text": "It is slow."}\n'
    subprocess.run(
        [hearken, "classify", "-", "--models", making, "--no-cache"], input=line, stdout=subprocess.DEVNULL, check=True
    )
    shutil.rmtree(folder, ignore_errors=True)
    making.rename(folder)


if __name__ == "__main__":
    main()
