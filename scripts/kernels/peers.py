"""The other encoders of scripts/compare-encoders.

    peers.py make ENCODER FOLDER                          makes the ONNX models
    peers.py run NAME ENCODER FOLDER TEXTS [VECTORS]      encodes, and prints texts a second
    peers.py close VECTORS TEXTS OTHER…                   cosines of others to vectors
"""

import sys
import time
from pathlib import Path

import numpy as np

WIDTH, THREADS, LONGEST = 384, 2, 256
BATCHES = (8, 16, 32, 64)


def model(encoder):
    """The encoder's files as sentence-transformers reads them."""
    from sentence_transformers import SentenceTransformer, models

    words = models.Transformer(str(encoder), max_seq_length=LONGEST)
    pooling = models.Pooling(words.get_word_embedding_dimension())
    return SentenceTransformer(modules=[words, pooling, models.Normalize()], device="cpu")


def make(encoder, folder):
    """fp32 and int8 (weights by channel, on the optimized graph) for ONNX Runtime and OpenVINO."""
    exact, fast, small = (folder / name for name in ("exact.onnx", "fused.onnx", "int8.onnx"))
    if small.is_file():
        return
    import onnx
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.transformers import optimizer
    from transformers import AutoModel

    bert = AutoModel.from_pretrained(str(encoder), attn_implementation="eager").eval()

    class States(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.bert = bert

        def forward(self, ids, mask, kinds):
            return self.bert(input_ids=ids, attention_mask=mask, token_type_ids=kinds).last_hidden_state

    ones = torch.ones(2, 9, dtype=torch.int64)
    names = ["input_ids", "attention_mask", "token_type_ids"]
    sizes = {name: {0: "texts", 1: "tokens"} for name in [*names, "states"]}
    with torch.no_grad():
        torch.onnx.export(
            States(), (ones, ones, ones * 0), str(exact), input_names=names, output_names=["states"],
            dynamic_axes=sizes, opset_version=17, dynamo=False,
        )
    fused = optimizer.optimize_model(str(exact), model_type="bert", num_heads=12, hidden_size=WIDTH)
    fused.save_model_to_file(str(fast))
    # The fused operators hide from it what type their outputs are.
    options = {"DefaultTensorType": onnx.TensorProto.FLOAT}
    quantize_dynamic(str(fast), str(small), per_channel=True, weight_type=QuantType.QInt8, extra_options=options)


def tokens(encoder):
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(encoder / "tokenizer.json"))
    tokenizer.enable_truncation(LONGEST)
    tokenizer.enable_padding()
    return tokenizer


def batches(tokenizer, texts, size):
    """Texts of like length together, as sentence-transformers has them."""
    order = sorted(range(len(texts)), key=lambda text: -len(texts[text]))
    for first in range(0, len(texts), size):
        part = order[first : first + size]
        encoded = tokenizer.encode_batch_fast([texts[text] for text in part])
        ids = np.array([one.ids for one in encoded], dtype=np.int64)
        mask = np.array([one.attention_mask for one in encoded], dtype=np.int64)
        yield part, ids, mask


def pooled(states, mask):
    mask = mask[:, :, None].astype(np.float32)
    mean = (states * mask).sum(1) / mask.sum(1)
    return mean / np.linalg.norm(mean, axis=1, keepdims=True)


def onnx_runtime(path, encoder):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def states(ids, mask):
        fed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        return session.run(None, fed)[0]

    return with_tokens(states, encoder)


def openvino(path, encoder, precision):
    import openvino

    core = openvino.Core()
    loaded = core.read_model(str(path))
    if precision == "int8":
        import nncf

        loaded = nncf.compress_weights(loaded, mode=nncf.CompressWeightsMode.INT8_SYM)
    # Without this OpenVINO would choose bf16 by itself where the processor has it.
    hints = {"INFERENCE_NUM_THREADS": THREADS, "INFERENCE_PRECISION_HINT": "f32"}
    if precision == "int8":
        hints["DYNAMIC_QUANTIZATION_GROUP_SIZE"] = 32
    compiled = core.compile_model(loaded, "CPU", hints)

    def states(ids, mask):
        return compiled([ids, mask, np.zeros_like(ids)])[0]

    return with_tokens(states, encoder)


def with_tokens(states, encoder):
    tokenizer = tokens(encoder)

    def encode(texts, size):
        rows = np.empty((len(texts), WIDTH), dtype=np.float32)
        for part, ids, mask in batches(tokenizer, texts, size):
            rows[part] = pooled(states(ids, mask), mask)
        return rows

    return encode


def torch_encoder(encoder, precision):
    import torch

    torch.set_num_threads(THREADS)
    loaded = model(encoder)
    if precision == "bf16":
        loaded = loaded.to(torch.bfloat16)
    return lambda texts, size: loaded.encode(texts, batch_size=size, convert_to_numpy=True)


def run(name, encoder, folder, path, vectors):
    texts = Path(path).read_text(encoding="utf-8").splitlines()
    kind, precision = name.split("-")
    if kind == "torch":
        encode = torch_encoder(encoder, precision)
    elif kind == "onnx":
        encode = onnx_runtime(folder / ("fused.onnx" if precision == "fp32" else "int8.onnx"), encoder)
    else:
        encode = openvino(folder / "exact.onnx", encoder, precision)
    # The best batch is found on a part; the whole is timed.
    part = texts[:256]
    encode(part, BATCHES[0])

    def took(size):
        began = time.perf_counter()
        encode(part, size)
        return time.perf_counter() - began

    best = min(BATCHES, key=took)
    began = time.perf_counter()
    rows = encode(texts, best)
    print(f"{name}, batches of {best}: {len(texts) / (time.perf_counter() - began):.1f} texts/s")
    if vectors:
        np.asarray(rows, dtype=np.float32).tofile(vectors)


def close(path, texts, others):
    exact = np.fromfile(path, dtype=np.float32).reshape(-1, WIDTH)
    texts = Path(texts).read_text(encoding="utf-8").splitlines()
    for other in others:
        found = np.fromfile(other, dtype=np.float32).reshape(-1, WIDTH)
        cosines = (exact * found).sum(1)
        worst = int(cosines.argmin())
        print(f"{Path(other).stem:<6} mean {cosines.mean():.6f}, least {cosines.min():.6f} of {len(texts)} texts ({len(texts[worst])} characters)")


def main():
    what, *rest = sys.argv[1:]
    if what == "make":
        make(Path(rest[0]), Path(rest[1]))
    elif what == "run":
        name, encoder, folder, path, *vectors = rest
        run(name, Path(encoder), Path(folder), path, vectors[0] if vectors else None)
    else:
        close(rest[0], rest[1], rest[2:])


if __name__ == "__main__":
    main()
