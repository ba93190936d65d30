"""Photographs with a colour card as files, and how a window sends them to the studio."""

from __future__ import annotations

import io

import numpy as np
import test_photo as scene
import undertone as u
from PIL import Image

CORNERS = ",".join(f"{x},{y}" for x, y in scene.CORNERS)
REGION = ",".join(map(str, scene.REGION))


def shaded(picture):
    """As if the light came from the left: the card no longer agrees with itself, so that its residual is large."""
    share = np.linspace(1.0, 0.6, picture.samples.shape[1])[None, :, None]
    dim = np.rint(picture.samples * share**0.45).astype(np.uint16)
    return u.icc.Picture(dim, picture.bits, picture.profile)


def as_file(picture, kind="PNG", **options):
    out = io.BytesIO()
    Image.fromarray(picture.samples.astype(np.uint8), "RGB").save(out, kind, **options)
    return out.getvalue()


def send(page, source, path="", name="IMG_7.png", **query):
    headers = {"Content-Type": "application/octet-stream", "X-File-Name": name}
    return page.post(f"/api/photo_readings{path}", content=source, headers=headers, params=query)


def read(page, source, role="skin", **query):
    return send(page, source, **{"role": role, "corners": CORNERS, "region": REGION, **query})
