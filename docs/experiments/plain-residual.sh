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

What it shows: of the plain nets the deeper one is worse, and not only on pictures that it has not seen: its training loss stays far above the shallower
one's, although it could be that one with 36 layers that change nothing. So it does not learn by heart; it is not found. With shortcuts, which have no parameters,
the same 56 layers are found, and 20 layers do better too.

What it does not show: that 56 layers with shortcuts are better than 20. They are ahead here, but the two intervals overlap, and one seed per net does not tell how
much of it is chance: the intervals are for the choice of test pictures alone. The paper's difference is 1.8 points (6.97 % of errors to 8.75 %, table 6) after 164
epochs of lossless pictures; twelve epochs of JPEG files leave all four nets far from where they would end.
TEXT
} >docs/experiments/plain-residual.md.tmp
mv docs/experiments/plain-residual.md.tmp docs/experiments/plain-residual.md
