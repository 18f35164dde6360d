#!/usr/bin/env python3
"""Fits the rational function by which the packed encoder computes the error function, and prints its numbers.

    scripts/kernels/erf.py      (needs numpy and scipy)

erf(z) ~ z * P(z^2) / Q(z^2) on 0...3.8, P of degree 4 and Q of degree 5 with Q(0) = 1. The error is made small by linear least
squares, again and again, each point weighted by how far off the last fit was there (Lawson's iteration for a
minimax fit, with the last denominator divided out).
"""

import numpy as np
from scipy.special import erf

LIMIT, ABOVE, BELOW = 3.8, 5, 5


def main():
    z = LIMIT * (1 - np.cos(np.linspace(0, np.pi, 8001))) / 2
    square, wanted = z * z, erf(z)
    powers = lambda count, first: np.stack([square**k for k in range(first, first + count)], axis=1)
    weights, denominator = np.ones_like(z), np.ones_like(z)
    best = None
    for _ in range(400):
        columns = np.hstack([z[:, None] * powers(ABOVE, 0), -wanted[:, None] * powers(BELOW, 1)])
        scale = np.sqrt(weights) / denominator
        norms = np.linalg.norm(columns * scale[:, None], axis=0)
        found, *_ = np.linalg.lstsq(columns * scale[:, None] / norms, wanted * scale, rcond=None)
        found = found / norms
        above, below = found[:ABOVE], np.concatenate([[1.0], found[ABOVE:]])
        denominator = powers(BELOW + 1, 0) @ below
        off = np.abs(z * (powers(ABOVE, 0) @ above) / denominator - wanted)
        if best is None or off.max() < best[0]:
            best = (off.max(), above, below)
        weights = weights * (off + 1e-12)
        weights /= weights.max()
        weights = np.maximum(weights, 1e-9)
    worst, above, below = best

    def in_f32(z):
        z = z.astype(np.float32)
        square = z * z
        fma = lambda a, b, c: (a.astype(np.float64) * b + c).astype(np.float32)
        p = np.full_like(z, np.float32(above[-1]))
        for factor in above[-2::-1]:
            p = fma(p, square, np.float32(factor))
        q = np.full_like(z, np.float32(below[-1]))
        for factor in below[-2::-1]:
            q = fma(q, square, np.float32(factor))
        return p * z / q

    print(f"worst error {worst:.1e}, in f32 {np.abs(in_f32(z) - wanted).max():.1e}")
    print("above", ", ".join(f"{x:.9e}" for x in above[::-1]))
    print("below", ", ".join(f"{x:.9e}" for x in below[::-1]))


if __name__ == "__main__":
    main()
