#!/bin/sh
# What the shortcut does: plain nets and residual nets of 20 and 56 layers on CIFAR-10, as in figure 6 of He et al. 2016, in twelve epochs
# each; writes plain-residual.md and plain-residual.png. Takes two hours on two cores.
. "$(dirname "$0")/common.sh"

for model in plain20 resnet20 plain56 resnet56; do
    train "runs/$model-12" "$model" --data cifar10 --epochs 12 --warmup 3 --seed 1
done
{
    echo '`docs/experiments/plain-residual.sh` trains with `zoo train MODEL --data cifar10 --epochs 12 --warmup 3 --seed 1`:'
    echo
    show compare runs/plain20-12 runs/resnet20-12 runs/plain56-12 runs/resnet56-12 --out docs/experiments/plain-residual.png
    cat <<'TEXT'
![Training loss and validation error over the epochs](experiments/plain-residual.png)

What it shows: of two plain nets the deeper one is worse, and not only on pictures that it has not seen: its training loss stays above the shallower one's,
although it could be that one with 36 layers that change nothing. So it does not learn by heart; it is not found. The shortcut, which has no parameters, makes up
for most of that at 56 layers and helps at 20.

What it does not show: that deeper is better with shortcuts. In the paper's 164 epochs ResNet-56 ends 1.8 points below ResNet-20 (6.97 % of errors to 8.75 %, table 6);
twelve epochs are too few for that, and the deeper net is behind throughout. Nor does one seed per net tell how much is chance: the intervals are for
the choice of test pictures alone. The pictures are JPEG files, on which all nets are some four points worse.
TEXT
} >docs/experiments/plain-residual.md.tmp
mv docs/experiments/plain-residual.md.tmp docs/experiments/plain-residual.md
