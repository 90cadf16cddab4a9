#!/usr/bin/env python3
"""Writes src/test/resources/org/convzoo/facenet/judge.json: what PyTorch computes with the published weights for a picture that is a formula.

Neither build nor tests run this. Usage: face_judge.py MIRROR, where MIRROR has the folders face-api and pytorch. Made with PyTorch 1.13 (Debian: apt install python3-torch).
The layers follow the sources of @vladmandic/face-api 1.7.15 and of facenet-pytorch.
"""
import json
import os
import sys

import numpy as np
import torch
import torch.nn.functional as F

MIRROR = sys.argv[1]


def picture(height, width):
    """Values from -1 to 1; the same in PublishedWeightsTest.java."""
    c, y, x = np.meshgrid(np.arange(3), np.arange(height), np.arange(width), indexing="ij")
    return torch.from_numpy(np.sin(0.37 * x + 0.053 * y * (c + 1) + c).astype(np.float32))[None]


def face_api(name):
    folder = os.path.join(MIRROR, "face-api")
    with open(os.path.join(folder, name + "_model-weights_manifest.json")) as file:
        groups = json.load(file)
    tensors = {}
    for group in groups:
        data = b"".join(open(os.path.join(folder, path), "rb").read() for path in group["paths"])
        at = 0
        for weight in group["weights"]:
            quantized = weight.get("quantization")
            kind = np.dtype(quantized["dtype"] if quantized else weight["dtype"])
            count = int(np.prod(weight["shape"]))
            values = np.frombuffer(data, kind, count, at).astype(np.float64)
            at += count * kind.itemsize
            if quantized:
                values = values * quantized["scale"] + quantized["min"]
            tensors[weight["name"]] = torch.from_numpy(values.astype(np.float32).reshape(weight["shape"]))
    return tensors


def recognition(x):
    p = face_api("face_recognition")

    def conv(x, name, stride, padding, relu):
        w = p[name + "/conv/filters"].permute(3, 2, 0, 1)
        x = F.conv2d(x, w, p[name + "/conv/bias"], stride, padding)
        x = x * p[name + "/scale/weights"].view(1, -1, 1, 1) + p[name + "/scale/biases"].view(1, -1, 1, 1)
        return F.relu(x) if relu else x

    def residual(x, name):
        return F.relu(conv(conv(x, name + "/conv1", 1, 1, True), name + "/conv2", 1, 1, False) + x)

    def down(x, name):
        out = conv(conv(x, name + "/conv1", 2, 0, True), name + "/conv2", 1, 1, False)
        pooled = F.avg_pool2d(x, 2, 2)
        out = F.pad(out, (0, pooled.shape[3] - out.shape[3], 0, pooled.shape[2] - out.shape[2]))
        if pooled.shape[1] != out.shape[1]:
            pooled = torch.cat([pooled, torch.zeros_like(pooled)], 1)
        return F.relu(out + pooled)

    x = F.max_pool2d(conv(x, "conv32_down", 2, 0, True), 3, 2)
    for width, blocks in ((32, 3), (64, 3), (128, 2), (256, 2)):
        if width > 32:
            x = down(x, "conv%d_down" % width)
        for block in range(1, blocks + 1):
            x = residual(x, "conv%d_%d" % (width, block))
    x = down(x, "conv256_down_out")
    return x.mean((2, 3)) @ p["fc"]


def small(name, x):
    """The expression and the landmark net, before the softmax."""
    p = face_api(name)

    def same(x, w, stride, groups=1):  # TensorFlow's: an odd pixel goes below and right
        total = max(0, (-(-x.shape[2] // stride) - 1) * stride + w.shape[2] - x.shape[2])
        x = F.pad(x, (total // 2, total - total // 2, total // 2, total - total // 2))
        return F.conv2d(x, w, None, stride, 0, 1, groups)

    def conv(x, name, stride):
        if name + "/filters" in p:
            x = same(x, p[name + "/filters"].permute(3, 2, 0, 1), stride)
        else:
            depthwise = p[name + "/depthwise_filter"].permute(2, 3, 0, 1)
            x = same(x, depthwise, stride, x.shape[1])
            x = F.conv2d(x, p[name + "/pointwise_filter"].permute(3, 2, 0, 1))
        return x + p[name + "/bias"].view(1, -1, 1, 1)

    for block in range(4):
        total = F.relu(conv(x, "dense%d/conv0" % block, 2))
        x = total
        for i in range(1, 4):
            total = total + conv(x, "dense%d/conv%d" % (block, i), 1)
            x = F.relu(total)
    x = F.avg_pool2d(x, 7, 2).flatten(1)
    return x @ p["fc/weights"] + p["fc/bias"]


def mtcnn(file, x):
    p = torch.load(os.path.join(MIRROR, "pytorch", file))

    def prelu(x, number):
        return F.prelu(x, p["prelu%d.weight" % number])

    def conv(x, number):
        return prelu(F.conv2d(x, p["conv%d.weight" % number], p["conv%d.bias" % number]), number)

    def dense(x, name):
        return F.linear(x, p[name + ".weight"], p[name + ".bias"])

    def pool(x, kernel):
        return F.max_pool2d(x, kernel, 2, ceil_mode=True)

    if file == "pnet.pt":
        x = conv(conv(pool(conv(x, 1), 2), 2), 3)
        return [F.conv2d(x, p["conv4_%d.weight" % i], p["conv4_%d.bias" % i]) for i in (1, 2)]
    x = pool(conv(pool(conv(x, 1), 3), 2), 3)
    x = conv(x, 3) if file == "rnet.pt" else conv(pool(conv(x, 3), 2), 4)
    last = 4 if file == "rnet.pt" else 5
    x = prelu(dense(x.permute(0, 3, 2, 1).flatten(1), "dense%d" % last), last)
    return [dense(x, "dense%d_%d" % (last + 1, i)) for i in range(1, 3 if last == 4 else 4)]


def numbers(tensor):
    return [float("%.6g" % v) for v in tensor.flatten().tolist()]


with torch.no_grad():
    result = {
        "facenet-resnet": [numbers(recognition(picture(150, 150)))],
        "face-expression": [numbers(F.softmax(small("face_expression", picture(112, 112)), 1))],
        "face-landmarks68": [numbers(small("face_landmark_68", picture(112, 112)))],
        "mtcnn-pnet": [numbers(t) for t in mtcnn("pnet.pt", picture(25, 34))],
        "mtcnn-rnet": [numbers(t) for t in mtcnn("rnet.pt", picture(24, 24))],
        "mtcnn-onet": [numbers(t) for t in mtcnn("onet.pt", picture(48, 48))],
    }
target = os.path.join(os.path.dirname(__file__), "..", "resources", "org", "convzoo", "facenet", "judge.json")
with open(target, "w") as file:
    json.dump(result, file, indent=0)
    file.write("\n")
