#!/bin/sh
# Five trainings of ResNet-20 on sign-digits, each tested on other people's hands; writes sign-digits-folds.md.
. "$(dirname "$0")/common.sh"

for fold in 1 2 3 4 5; do
    train "runs/sign-digits-$fold" resnet20 --data "sign-digits:fold=$fold"
done
{
    echo '`docs/experiments/sign-digits-folds.sh` trains with `zoo train resnet20 --data sign-digits:fold=N`, N from 1 to 5:'
    echo
    show compare runs/sign-digits-1 runs/sign-digits-2 runs/sign-digits-3 runs/sign-digits-4 runs/sign-digits-5 --mean
} >docs/experiments/sign-digits-folds.md.tmp
mv docs/experiments/sign-digits-folds.md.tmp docs/experiments/sign-digits-folds.md
