"""The photo as a phone takes it: light, cast, glare, lens, sensor, sharpening, JPEG. Geometry stays as it is."""

from __future__ import annotations

import io

import cv2
import numpy as np
from PIL import Image

from stickyscan.render.recipe import WallRecipe
from stickyscan.render.streams import Layer, Pixels, between, happens, stream
from stickyscan.render.texture import grain


def photograph(rgb: Layer, recipe: WallRecipe) -> Pixels:
    """RGB pixels (height, width, 3) from the scene's colours (height, width, 3), 0..255."""
    effects = recipe.effects
    light = _light(rgb.shape[:2], recipe)
    lit = rgb if light is None else rgb * light
    if recipe.exposure != 1:
        lit = lit * np.float32(recipe.exposure)
    if effects.glare:
        lit = _glare(lit, recipe)
    if effects.lens_blur:
        lit = _lens(lit, recipe)
    if effects.noise:
        lit = _sensor(lit, recipe)
    pixels = np.clip(lit + 0.5, 0, 255).astype(np.uint8)
    return _compressed(pixels, round(96 - 66 * effects.jpeg)) if effects.jpeg else pixels


def encode_jpeg(pixels: Pixels, quality: int) -> bytes:
    """JPEG bytes of RGB pixels."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def _compressed(pixels: Pixels, quality: int) -> Pixels:
    return np.asarray(Image.open(io.BytesIO(encode_jpeg(pixels, quality))), dtype=np.uint8)


def _light(shape: tuple[int, ...], recipe: WallRecipe) -> Layer | None:
    """What to multiply the scene with: brightness that falls off, a cast shadow, a colour cast, exposure."""
    effects = recipe.effects
    height, width = shape[0], shape[1]
    y, x = np.mgrid[-1:1:48j, -1:1:64j].astype(np.float32)
    light = np.ones((48, 64, 3), dtype=np.float32)
    if effects.light_gradient:
        light *= _fall_off(x, y, recipe)[..., None]
    if effects.shadows:
        light *= _cast_shadow(x, y, recipe)[..., None]
    if effects.colour_cast:
        light *= _cast(x, recipe)
    if not (effects.light_gradient or effects.shadows or effects.colour_cast):
        return None
    return np.asarray(cv2.resize(light, (width, height), interpolation=cv2.INTER_CUBIC), dtype=np.float32)


def _fall_off(x: Layer, y: Layer, recipe: WallRecipe) -> Layer:
    rng = stream(recipe.seed, "light")
    strength = recipe.effects.light_gradient
    slope_x, slope_y = rng.normal(0, 0.2, 2) * strength
    vignette = abs(rng.normal(0, 0.14)) * strength
    lamp_x, lamp_y = rng.uniform(-1, 1, 2)
    lamp = rng.uniform(0, 0.35) * strength * np.exp(-((x - lamp_x) ** 2 + (y - lamp_y) ** 2) * 1.2)
    exposure = 1 + strength * rng.normal(-0.16, 0.2)
    light = exposure * (1 + slope_x * x + slope_y * y - vignette * (x**2 + y**2) + lamp)
    return np.asarray(np.clip(light, 0.25, 1.4), dtype=np.float32)


def _cast_shadow(x: Layer, y: Layer, recipe: WallRecipe) -> Layer:
    """The photographer's or a beam's soft shadow."""
    rng = stream(recipe.seed, "cast shadow")
    if not happens(rng, 0.5 * recipe.effects.shadows):
        return np.ones_like(x)
    turn = rng.uniform(0, 2 * np.pi)
    along = x * np.cos(turn) + y * np.sin(turn) + rng.uniform(-0.8, 0.8)
    soft = rng.uniform(4, 25)
    depth = rng.uniform(0.1, 0.45) * recipe.effects.shadows
    edge = 1 / (1 + np.exp(np.clip(along * soft, -30, 30)))
    if happens(rng, 0.4):
        edge *= 1 / (1 + np.exp(np.clip(-(along + rng.uniform(0.2, 0.9)) * soft, -30, 30)))
    return np.asarray(1 - depth * edge, dtype=np.float32)


def _cast(x: Layer, recipe: WallRecipe) -> Layer:
    """Warm or cold light; often two lamps of different colour on the two sides."""
    rng = stream(recipe.seed, "colour cast")
    strength = recipe.effects.colour_cast
    warm, tint = rng.normal(0.02, 0.16) * strength, rng.normal(0, 0.05) * strength
    other = warm + rng.normal(0, 0.12) * strength
    mix = (x + 1) / 2 * (other - warm) + warm
    return np.stack([1 + mix, 1 + 0.2 * mix + tint, 1 - 1.3 * mix], axis=-1).astype(np.float32)


def _glare(rgb: Layer, recipe: WallRecipe) -> Layer:
    """Lamps mirrored in the board: bright soft spots and bars."""
    rng = stream(recipe.seed, "glare")
    height, width = rgb.shape[:2]
    y, x = np.mgrid[0:1:96j, 0:1:128j].astype(np.float32)
    bright = np.zeros_like(x)
    for _ in range(int(rng.integers(1, 4))):
        cx, cy = rng.uniform(0, 1, 2)
        sx, sy = rng.uniform(0.015, 0.12, 2)
        shape = ((x - cx) / sx) ** 2 + ((y - cy) / sy) ** 2
        bright += np.exp(-(shape ** rng.uniform(0.6, 1.5))) * rng.uniform(60, 240)
    spots = np.asarray(cv2.resize(bright, (width, height), interpolation=cv2.INTER_CUBIC), dtype=np.float32)
    return np.asarray(rgb + spots[..., None] * recipe.effects.glare * 0.8, dtype=np.float32)


def _lens(rgb: Layer, recipe: WallRecipe) -> Layer:
    """Softness, seldom a shaken hand, and the sharpening that phones add."""
    rng = stream(recipe.seed, "lens")
    sigma = 0.35 + recipe.effects.lens_blur * between(rng, 0.3, 1.6) * max(recipe.size) / 1280
    soft = np.asarray(cv2.GaussianBlur(rgb, (0, 0), sigma), dtype=np.float32)
    if happens(rng, 0.12 * recipe.effects.lens_blur):
        length = int(rng.integers(3, 8))
        kernel = np.zeros((length, length), dtype=np.float32)
        ends = rng.integers(0, length, 4)
        cv2.line(kernel, (int(ends[0]), 0), (int(ends[1]), length - 1), 1.0)
        soft = np.asarray(cv2.filter2D(soft, -1, kernel / kernel.sum()), dtype=np.float32)
    if happens(rng, 0.5):
        around = cv2.GaussianBlur(soft, (0, 0), 1.6)
        soft = soft + (soft - around) * between(rng, 0.2, 0.9)
    return np.asarray(soft, dtype=np.float32)


def _sensor(rgb: Layer, recipe: WallRecipe) -> Layer:
    """Fine brightness noise, stronger in the dark, and coarser colour noise."""
    rng = stream(recipe.seed, "sensor")
    strength = recipe.effects.noise
    shape = (rgb.shape[0], rgb.shape[1])
    fine = grain(shape, rng, 1.0 if happens(rng, 0.5) else 1.7) * (7 * strength)
    noisy = rgb + fine[..., None]
    for channel in (0, 2):
        noisy[..., channel] += grain(shape, rng, between(rng, 3, 6)) * (4 * strength)
    return np.asarray(noisy, dtype=np.float32)
