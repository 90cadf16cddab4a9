#!/bin/sh
# Measures all shipped weights again and writes docs/results.md. Needs the data sets: a cache, a mirror or a network. What is trained for a
# comparison and not shipped is measured by docs/experiments/*.sh, whose pages are taken in as they are.
set -eu
cd "$(dirname "$0")/.."

# The value of a field of pretty-printed JSON on stdin, its first occurrence.
field() { sed -n "s/^ *\"$1\" : \"\{0,1\}\([^\",]*\)\"\{0,1\},\{0,1\}\$/\1/p" | head -n 1; }

# What zoo evaluate says of one, measured once.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
measured() { # WORD...
    file=$work/$(echo "$*" | tr -c 'a-zA-Z0-9\n' _)
    if [ ! -f "$file" ]; then
        start=$(date +%s)
        ./zoo evaluate "$@" --json >"$file.tmp"
        echo $(($(date +%s) - start)) >"$file.seconds"
        mv "$file.tmp" "$file"
    fi
    cat "$file"
}

# The figure of whoever published the net, on the same pictures or, said so, on others.
published() { # WEIGHTS
    case $1 in
        lenet5.mnist) echo '0.9905 (LeCun et al. 1998, figure 9)' ;;
        resnet20.cifar10) echo '0.9125 on lossless pictures (He et al. 2016, table 6)' ;;
        *) echo - ;;
    esac
}

# Accuracy, mAP or the area under the ROC curve, with Wilson's interval where pictures count one by one.
line() { # WEIGHTS
    json=$(measured "$1")
    set -- "$1" "$(echo "$json" | field images)"
    case $json in
        *'"accuracy"'*'"low"'*) metric="accuracy $(echo "$json" | field accuracy | four) ($(echo "$json" | field low | four) to $(echo "$json" | field high | four))" ;;
        *'"map50"'*) metric="mAP50 $(echo "$json" | field map50 | four)" ;;
        *) metric="AUC $(echo "$json" | field auc | four)" ;;
    esac
    listed=$(./zoo list "$1" --json)
    command=$(echo "$listed" | field command)
    seed=$(echo "$command" | sed -n 's/.*--seed \([0-9]*\).*/\1/p')
    digest=$(sha256sum ./*/src/main/resources/org/convzoo/*/"$1.zip" | cut -c1-12)
    file=$work/$(echo "$1" | tr -c 'a-zA-Z0-9\n' _).seconds
    printf '| %s | %s | test, %s | %s | %s | %s | `zoo evaluate %s` | `%s` | %s s |\n' "${1%%.*}" "$(echo "$json" | field data)" "$2" "$metric" \
        "$(published "$1")" "${seed:--}" "$1" "$digest" "$(cat "$file")"
}

four() { awk '{ printf "%.4f", $1 }'; }

table() {
    echo
    echo '| command | test pictures | accuracy | 95 % interval | calibration error |'
    echo '|---|---|---|---|---|'
}

row() { # WORD...
    json=$(measured "$@")
    printf '| `zoo evaluate %s` | %s | %.4f | %.4f to %.4f | %.4f |\n' "$*" \
        "$(echo "$json" | field images)" "$(echo "$json" | field accuracy)" "$(echo "$json" | field low)" \
        "$(echo "$json" | field high)" "$(echo "$json" | field calibrationError)"
}

gain_table() {
    echo
    echo '| command | accuracy | best alone | gain in points | 95 % interval | p |'
    echo '|---|---|---|---|---|---|'
}

gain_row() { # WORD...
    json=$(measured "$@")
    gain=$(echo "$json" | sed -n '/^  "gain" : {/,$p')
    best=$(echo "$gain" | field over)
    printf '| `zoo evaluate %s` | %.4f | %s %.4f | %s | %s to %s | %.1g |\n' "$*" \
        "$(echo "$json" | field accuracy)" "$best" \
        "$(echo "$json" | sed -n "/\"name\" : \"$best\"/,\$p" | field accuracy)" \
        "$(echo "$gain" | field accuracy | points)" "$(echo "$gain" | field low | points)" \
        "$(echo "$gain" | field high | points)" "$(echo "$gain" | field pValue)"
}

points() { awk '{ printf "%+.2f", 100 * $1 }'; }

# Names of the shipped weights that match a pattern; what others publish is listed, too.
shipped() {
    ./zoo list "$1" --json | sed -n 's/^  "name" : "\([^"]*\)",*$/\1/p; s/^  "state" : "shipped",*$/shipped/p' |
        awk '$0 == "shipped" { print name } { name = $0 }'
}

# A page of an experiment under a heading, where the experiment has been made.
experiment() {
    if [ -f "docs/experiments/$2.md" ]; then
        printf '\n### %s\n\n' "$1"
        cat "docs/experiments/$2.md"
    fi
}

{
    cat <<'TEXT'
# Results

Written by `docs/results.sh`, which runs every command of this page but the trainings. `accuracy` is the share of test pictures whose
likeliest class is the true one, with Wilson's interval; `calibration error` is the expected calibration error over 15 bins (Guo et al.
2017). The test parts were never seen in training or selection.

## All shipped weights

The interval is Wilson's at 95 %; pairs of pictures and boxes do not count one by one, so that AUC and mAP have none. The digest is the beginning of the model
file's SHA-256; the time is that of the command on two cores.

| model | data | part, pictures | metric (95 % interval) | published | seed | command | digest | time |
|---|---|---|---|---|---|---|---|---|
TEXT
    for model in $(shipped '*.*'); do
        line "$model"
    done
    cat <<'TEXT'

## MNIST, Fashion-MNIST, drawn digits
TEXT
    table
    row lenet5.mnist
    row lenet5.fashion-mnist
    row lenet5.digits
    cat <<'TEXT'

LeCun et al. (1998, figure 9) report 0.9905 on MNIST for LeNet-5 trained without distortions and 0.992 with.

`digits` is drawn by the pipeline; its net has never seen a digit that a person wrote:
TEXT
    table
    row lenet5.digits --data mnist
    row lenet5.mnist --data digits
    cat <<'TEXT'

With test-time augmentation the views are the picture shifted by 4 pixels, as is usual for 32x32 pictures. That helps nets which were trained
on such shifts; these were trained on smaller ones, and lose:
TEXT
    gain_table
    gain_row lenet5.mnist --tta five-crop
    gain_row lenet5.fashion-mnist --tta five-crop
    gain_row lenet5.fashion-mnist --tta ten-crop
    cat <<'TEXT'

## CIFAR-10

The pictures are JPEG files, whose compression costs some four points. He et al. (2016, table 6) report 0.9125 for ResNet-20 on the lossless
ones. `zoo train resnet20 --data cifar10-binary --epochs 180 --seed 1` is the command for those; it is untried, since the lossless pictures were
not at hand.
TEXT
    table
    for model in $(shipped '*.cifar10'); do
        row $model
    done
    cat <<'TEXT'

Ten-crop and ensembles against the best of their nets alone, on the same pictures (exact McNemar test):
TEXT
    gain_table
    for model in $(shipped '*.cifar10'); do
        gain_row $model --tta ten-crop
    done
    gain_row resnet20.cifar10 vgg16-bn.cifar10 googlenet-bn.cifar10
    gain_row resnet20.cifar10 vgg16-bn.cifar10 googlenet-bn.cifar10 --tta ten-crop
    experiment 'What the shortcut does' plain-residual
    cat <<'TEXT'

## Sign language digits

No signer of a test part is in the training part, as far as the order of the files tells; between the parts 20 files of each class are left out.
TEXT
    table
    row resnet20.sign-digits
    experiment 'Five folds' sign-digits-folds
    experiment 'Transfer from CIFAR-10' transfer
    for model in $(shipped '*.smiles'); do
        cat <<'TEXT'

## Happy faces

A fixed tenth, seven tenths and a fifth of the faces validate, train and test. Whether the same person is in more than one of them is not known.

| command | test pictures | accuracy | 95 % interval | area under the ROC curve | calibration error |
|---|---|---|---|---|---|
TEXT
        json=$(measured "$model")
        printf '| `zoo evaluate %s` | %s | %.4f | %.4f to %.4f | %.4f | %.4f |\n' "$model" \
            "$(echo "$json" | field images)" "$(echo "$json" | field accuracy)" "$(echo "$json" | field low)" \
            "$(echo "$json" | field high)" "$(echo "$json" | field auc)" "$(echo "$json" | field calibrationError)"
    done
    if [ -n "$(shipped '*.highway')" ]; then
        cat <<'TEXT'

## Vehicles on highways

Average precision as COCO and as Pascal VOC define it; the weights were chosen on `validation`. What is in `test` is in no other part, as far as
the names of the files tell.

| command | test pictures | things | mAP50 | mAP50-95 | VOC 2007 | VOC 2010 |
|---|---|---|---|---|---|---|
TEXT
        for model in $(shipped '*.highway'); do
            json=$(measured "$model")
            printf '| `zoo evaluate %s` | %s | %s | %.4f | %.4f | %.4f | %.4f |\n' "$model" \
                "$(echo "$json" | field images)" "$(echo "$json" | field things)" "$(echo "$json" | field map50)" \
                "$(echo "$json" | field map50_95)" "$(echo "$json" | field voc07)" "$(echo "$json" | field voc10)"
        done
        for model in $(shipped '*.highway'); do
            printf '\nThe classes of `%s`:\n\n```\n' "$model"
            ./zoo evaluate "$model" | sed -n '/^class/,/^$/p' | sed '/^$/d'
            echo '```'
        done
    fi
    if [ -f docs/experiments/published-faces.md ]; then
        printf '\n## Faces\n'
    fi
    experiment 'Four folds' face-folds
    experiment 'The published net' published-faces
    cat <<'TEXT'

## How the shipped weights were trained

Each command gives the same weights bit for bit when it is run again on the same machine with as many threads (`OMP_NUM_THREADS` sets them).
The epoch that is kept is the one with the best validation accuracy, of equal ones the one with the lower loss; of a training
with `--strangers` the last one. The test part was measured once, at the end.

TEXT
    for model in $(shipped '*.*'); do
        json=$(./zoo list "$model" --json)
        threads=$(echo "$json" | field threads)
        printf -- '- `%s`: `%s`, %s\n' "$model" "$(echo "$json" | field command)" \
            "$([ "$threads" = 1 ] && echo 'one native thread' || echo "$threads native threads")"
    done
    cat <<'TEXT'

`vgg16-bn.cifar10` learned twice: `runs/vgg16-bn-36` is what `zoo train vgg16-bn --data cifar10 --epochs 36 --batch-size 128 --lr 0.1 --seed 1
--ema 0.998 --strong-augmentation --width-factor 0.5 --run runs/vgg16-bn-36` leaves, whose best validation accuracy is 0.8782.
`yolo-fastest-xl.highway` began as the origin's COCO weights (github.com/dog-qiuqiu/Yolo-Fastest, public domain): `yolo-fastest-xl.coco.zip` is what `zoo import
yolo-fastest-1.1-xl.weights --as yolo-fastest-xl --data coco --out yolo-fastest-xl.coco.zip` makes of them. `yolo-small.highway` learned twice, from nothing: `small-stage1.zip` is
the `best.zip` of `zoo train yolo-small --data highway --epochs 60 --seed 1`. `facenet-nn4.att-faces` began as the `best.zip` of `zoo train facenet-nn4 --data smiles
--teacher facenet-resnet.face-api --seed 1 --run runs/taught`.
TEXT
    printf '\nMeasured with ConvZoo %s, Java %s, on %s.\n' \
        "$(./zoo info --json | field convzoo)" "$(./zoo info --json | field java)" "$(./zoo info --json | field os)"
} >docs/results.md.tmp
mv docs/results.md.tmp docs/results.md
