#!/bin/sh
# What 20 pictures of each class are worth on sign-digits, with and without what ResNet-20 learned on CIFAR-10; five draws of the pictures
# each. Writes transfer.md.
. "$(dirname "$0")/common.sh"

DATA='--data sign-digits --images-per-class 20'
SCRATCH='--no-augmentation'
STAGE='--from resnet20.cifar10 --freeze-up-to layer2.2 --no-augmentation'
LINEAR='--from resnet20.cifar10 --freeze-up-to avgpool --no-augmentation'

for seed in 1 2 3 4 5; do
    train "runs/scratch-$seed" resnet20 $DATA --seed $seed $SCRATCH
    train "runs/stage-$seed" resnet20 $DATA --seed $seed $STAGE
    train "runs/linear-$seed" resnet20 $DATA --seed $seed $LINEAR
    train "runs/augmented-$seed" resnet20 $DATA --seed $seed
done

mean() { # WHAT NAME OPTIONS
    printf '%s, `zoo train resnet20 %s --seed N%s`:\n\n' "$1" "$DATA" "${3:+ $3}"
    show compare "runs/$2-1" "runs/$2-2" "runs/$2-3" "runs/$2-4" "runs/$2-5" --mean
}
{
    echo 'Twenty pictures of each class, five draws (`docs/experiments/transfer.sh`). The same pictures, not augmented:'
    echo
    mean 'From scratch' scratch "$SCRATCH"
    mean 'The last stage and the classifier on frozen features of `resnet20.cifar10`' stage "$STAGE"
    mean 'The classifier alone on its frozen features' linear "$LINEAR"
    echo 'Features of whole pictures, averaged over all places, know animals and vehicles but not where the fingers are; those of the second stage'
    echo 'know edges and corners and where they are. And augmentation of the same pictures is worth more than either here:'
    echo
    mean 'From scratch with the augmentation of the recipe' augmented ''
} >docs/experiments/transfer.md.tmp
mv docs/experiments/transfer.md.tmp docs/experiments/transfer.md
