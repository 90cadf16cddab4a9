"""An independent judge of DetectionMetrics: COCO's average precision, written with numpy from the published definition (cocodataset.org,
"Detection evaluation"), on pictures drawn by formula. Prints the fixture that DetectionMetricsTest reads:

    python3 coco_judge.py > ../resources/org/convzoo/yolo/coco-judge.json
"""
import json
import numpy as np

CLASSES = 3


def iou(a, b, crowd):
    w = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    h = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    inter = max(w, 0) * max(h, 0)
    return inter / (a[2] * a[3] if crowd else a[2] * a[3] + b[2] * b[3] - inter)


def pictures():
    r = np.random.RandomState(11)
    for p in range(20):
        truths, found = [], []
        for _ in range(0 if p == 7 else r.randint(1, 9)):  # one picture has nothing
            box = [int(v) for v in (r.randint(0, 200), r.randint(0, 200), r.randint(8, 60), r.randint(8, 60))]
            truths.append(dict(box=box, label=int(r.randint(CLASSES)), crowd=bool(r.rand() < 0.1)))
        for t in truths:
            for _ in range(r.choice([0, 1, 1, 1, 2])):  # missed, found, found twice
                box = [int(v) for v in np.array(t["box"]) + r.randint(-4, 5, 4)]
                label = t["label"] if r.rand() < 0.85 else int(r.randint(CLASSES))
                found.append(dict(box=box, label=label, score=int(r.randint(1, 11)) / 10))  # many ties
        for _ in range(r.randint(0, 4)):
            box = [int(v) for v in (r.randint(0, 200), r.randint(0, 200), r.randint(8, 60), r.randint(8, 60))]
            found.append(dict(box=box, label=int(r.randint(CLASSES)), score=int(r.randint(1, 8)) / 10))
        yield dict(truths=truths, found=found)


def average_precision(all_pictures, label, threshold):
    scores, right = [], []
    positives = 0
    for picture in all_pictures:
        truths = [t for t in picture["truths"] if t["label"] == label]
        truths.sort(key=lambda t: t["crowd"])  # ordinary ones first
        positives += sum(not t["crowd"] for t in truths)
        found = [d for d in picture["found"] if d["label"] == label]
        order = np.argsort([-d["score"] for d in found], kind="mergesort")[:100]
        matched = set()
        for d in (found[i] for i in order):
            best, match = threshold, -1
            for i, t in enumerate(truths):
                if i in matched and not t["crowd"]:
                    continue
                if match > -1 and not truths[match]["crowd"] and t["crowd"]:
                    break  # an ordinary match is never given up for a crowd
                overlap = iou(d["box"], t["box"], t["crowd"])
                if overlap < best:
                    continue
                best, match = overlap, i
            if match > -1 and truths[match]["crowd"]:
                continue  # ignored
            if match > -1:
                matched.add(match)
            scores.append(d["score"])
            right.append(match > -1)
    order = np.argsort(-np.array(scores), kind="mergesort")
    tp = np.cumsum(np.array(right, float)[order])
    recall = tp / positives
    precision = tp / np.arange(1, len(tp) + 1)
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    places = np.searchsorted(recall, np.linspace(0, 1, 101), side="left")
    return float(np.mean([precision[i] if i < len(precision) else 0 for i in places]))


def main():
    made = list(pictures())
    ap = [[average_precision(made, c, t) for t in np.linspace(0.5, 0.95, 10)] for c in range(CLASSES)]
    per_class = [dict(ap50=a[0], ap50To95=float(np.mean(a))) for a in ap]
    print(json.dumps(dict(pictures=made, perClass=per_class), indent=None, separators=(",", ":")))


main()
