#!/bin/sh
# Measures all shipped weights again and writes docs/results.md. Needs mnist and fashion-mnist: a cache, a mirror or a network.
set -eu
cd "$(dirname "$0")/.."

# The value of a field of pretty-printed JSON on stdin, its first occurrence.
field() { sed -n "s/^ *\"$1\" : \"\{0,1\}\([^\",]*\)\"\{0,1\},\{0,1\}\$/\1/p" | head -n 1; }

row() { # MODEL DATA [OPTION...]
    model=$1
    data=$2
    shift 2
    json=$(./zoo evaluate "$model" --data "$data" "$@" --json)
    printf '| `zoo evaluate %s --data %s%s` | %s | %.4f | %.4f |\n' "$model" "$data" "${*:+ $*}" \
        "$(echo "$json" | field images)" "$(echo "$json" | field accuracy)" "$(echo "$json" | field calibrationError)"
}

{
    cat <<'TEXT'
# Results

Written by `docs/results.sh`, which runs every command of this page but the trainings. `accuracy` is the share of test pictures whose
likeliest class is the true one; `calibration error` is the expected calibration error over 15 bins (Guo et al. 2017).

## Shipped weights

| command | test pictures | accuracy | calibration error |
|---|---|---|---|
TEXT
    row lenet5.mnist mnist
    row lenet5.fashion-mnist fashion-mnist
    row lenet5.digits digits
    cat <<'TEXT'

LeCun et al. (1998, figure 9) report 0.9905 on MNIST for LeNet-5 trained without distortions and 0.992 with.

## Weights on other data

`digits` is drawn by the pipeline; its net has never seen a digit that a person wrote.

| command | test pictures | accuracy | calibration error |
|---|---|---|---|
TEXT
    row lenet5.digits mnist
    row lenet5.mnist digits
    cat <<'TEXT'

## Test-time augmentation

The views are the picture shifted by 4 pixels, as is usual for 32x32 pictures. That helps nets which were trained on such shifts; these were
trained on smaller ones, and lose.

| command | test pictures | accuracy | calibration error |
|---|---|---|---|
TEXT
    row lenet5.mnist mnist --tta five-crop
    row lenet5.fashion-mnist fashion-mnist --tta five-crop
    row lenet5.fashion-mnist fashion-mnist --tta ten-crop
    cat <<'TEXT'

## How they were trained

Each command gives the same weights bit for bit when it is run again on the same machine with as many threads. The epoch that is kept is the
one with the best validation accuracy, of equal ones the one with the lower loss; the test part was measured once, at the end.

TEXT
    for model in lenet5.mnist lenet5.fashion-mnist lenet5.digits; do
        printf -- '- `%s`: `%s`\n' "$model" "$(./zoo list "$model" --json | field command)"
    done
    printf '\nMeasured with ConvZoo %s, Java %s, on %s.\n' \
        "$(./zoo info --json | field convzoo)" "$(./zoo info --json | field java)" "$(./zoo info --json | field os)"
} >docs/results.md.tmp
mv docs/results.md.tmp docs/results.md
