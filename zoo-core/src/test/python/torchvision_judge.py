"""Makes the fixtures that an independent judge gives: logits of torchvision's nets, in double precision, for weights set by formula.

Usage (Debian: apt install python3-torchvision; made with torchvision 0.14.1):

    python3 zoo-core/src/test/python/torchvision_judge.py zoo-resnet resnet18 resnet34

writes zoo-resnet/src/test/resources/torchvision/resnet18.json and so on. The formula is also in TorchvisionJudge.java. With --save DIR before the
module it writes nothing but PyTorch's files of these weights, DIR/resnet18.pth and so on: the tests read them where ZOO_TORCHVISION=DIR.
"""

import json
import pathlib
import sys
import zlib

import numpy
import torch
import torchvision

SIDES = {"inception_v3": 299}
OPTIONS = {"googlenet": {"aux_logits": False}, "inception_v3": {"aux_logits": False}}
EVERY = 10  # of the thousand logits


def noise(name, count):
    """Even numbers in [-1, 1) that depend on a name and a place alone: SplitMix64 of the name's CRC-32 and the place."""
    with numpy.errstate(over="ignore"):
        z = (numpy.uint64(zlib.crc32(name.encode())) << numpy.uint64(32)) | numpy.arange(count, dtype=numpy.uint64)
        z += numpy.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
        z = z ^ (z >> numpy.uint64(31))
    return (z >> numpy.uint64(11)).astype(numpy.float64) * 2.0**-52 - 1


def values(name, shape):
    u = noise(name, int(numpy.prod(shape)))
    if len(shape) > 1:
        u *= numpy.sqrt(6 / numpy.prod(shape[1:]))
    elif name.endswith("running_var"):
        u = 1 + 0.5 * u
    elif name.endswith("weight"):
        u = 0.6 + 0.2 * u
    else:
        u *= 0.1
    return u.astype(numpy.float32).reshape(shape)


def main(module, names, save=None):
    for name in names:
        side = SIDES.get(name, 224)
        net = getattr(torchvision.models, name)(weights=None, init_weights=False, **OPTIONS.get(name, {})) \
            if name in OPTIONS or name.startswith("vgg") else getattr(torchvision.models, name)(weights=None)
        state = {key: torch.from_numpy(values(key, tuple(old.shape)))
                 for key, old in net.state_dict().items() if not key.endswith("num_batches_tracked")}
        net.load_state_dict(state, strict=False)
        if save:
            torch.save(net.state_dict(), pathlib.Path(save, name + ".pth"))
            continue
        net.double().eval()
        picture = noise("input", 3 * side * side).astype(numpy.float32).reshape(1, 3, side, side)
        with torch.no_grad():
            logits = net(torch.from_numpy(picture).double())[0].numpy()
        folder = pathlib.Path(module, "src/test/resources/torchvision")
        folder.mkdir(parents=True, exist_ok=True)
        fixture = {
            "torchvision": torchvision.__version__,
            "side": side,
            "tensors": len(state),
            "every": EVERY,
            "logits": [float("%.9g" % v) for v in logits[::EVERY]],
        }
        (folder / (name + ".json")).write_text(json.dumps(fixture) + "\n")
        print(name, len(state), numpy.abs(logits).max())


if __name__ == "__main__":
    if sys.argv[1] == "--save":
        main(sys.argv[3], sys.argv[4:], sys.argv[2])
    else:
        main(sys.argv[1], sys.argv[2:])
