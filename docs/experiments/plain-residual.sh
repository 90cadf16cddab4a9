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
} >docs/experiments/plain-residual.md.tmp
mv docs/experiments/plain-residual.md.tmp docs/experiments/plain-residual.md
