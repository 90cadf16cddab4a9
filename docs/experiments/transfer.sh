#!/bin/sh
# What 20 pictures of each class are worth on sign-digits: ResNet-20 from scratch, and a new head on the features of resnet20.cifar10, which
# stays as it is; five draws of the pictures each. Writes transfer.md.
. "$(dirname "$0")/common.sh"

for seed in 1 2 3 4 5; do
    train "runs/scratch-$seed" resnet20 --data sign-digits --images-per-class 20 --seed $seed
    train "runs/head-$seed" resnet20 --data sign-digits --images-per-class 20 --seed $seed \
        --from resnet20.cifar10 --freeze-up-to avgpool --no-augmentation
done
{
    echo 'Twenty pictures of each class, five draws. `docs/experiments/transfer.sh` trains from scratch with'
    echo '`zoo train resnet20 --data sign-digits --images-per-class 20 --seed N`:'
    echo
    show compare runs/scratch-1 runs/scratch-2 runs/scratch-3 runs/scratch-4 runs/scratch-5 --mean
    echo 'and a head on the frozen features of `resnet20.cifar10` with the same and `--from resnet20.cifar10 --freeze-up-to avgpool --no-augmentation`:'
    echo
    show compare runs/head-1 runs/head-2 runs/head-3 runs/head-4 runs/head-5 --mean
} >docs/experiments/transfer.md.tmp
mv docs/experiments/transfer.md.tmp docs/experiments/transfer.md
