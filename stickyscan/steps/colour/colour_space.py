"""Conversions between screen RGB, linear light and CIELAB, for arrays of any shape whose last axis is the colour."""

from __future__ import annotations

import numpy as np

from stickyscan.geometry import FloatArray

LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_TO_WHITE = (_TO_XYZ / _TO_XYZ.sum(axis=1, keepdims=True)).T  # white (1, 1, 1) becomes (1, 1, 1), D65


def to_linear(srgb: FloatArray) -> FloatArray:
    """Linear light 0..1 of sRGB 0..1."""
    return np.asarray(np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4))


def to_srgb(linear: FloatArray) -> FloatArray:
    """SRGB 0..1 of linear light, clipped to 0..1."""
    value = np.clip(linear, 0, 1)
    return np.asarray(np.where(value <= 0.0031308, value * 12.92, 1.055 * value ** (1 / 2.4) - 0.055))


def to_lab(linear: FloatArray) -> FloatArray:
    """CIELAB (D65, L 0..100) of linear light; light above 1 is allowed and gives L above 100."""
    ratio = np.maximum(linear @ _TO_WHITE, 0)
    f = np.where(ratio > 216 / 24389, np.cbrt(ratio), (ratio * 24389 / 27 + 16) / 116)
    return np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], axis=-1)
