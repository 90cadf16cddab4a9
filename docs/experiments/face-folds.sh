#!/bin/sh
# NN4 trained with triplets on three quarters of the people of att-faces and tested on the others, four times; writes face-folds.md.
. "$(dirname "$0")/common.sh"

for fold in 1 2 3 4; do
    train "runs/att-faces-$fold" facenet-nn4 --data "att-faces:fold=$fold" --seed 1
done

field() { sed -n "s/^ *\"$1\" : \"\{0,1\}\([^\",]*\)\"\{0,1\},\{0,1\}\$/\1/p" | head -n 1; }

row() { # FOLD WEIGHTS
    json=$(./zoo evaluate "$2" --json)
    printf '| %s | %s | %s | %.4f | %.2f %% |\n' "$1" "$(echo "$json" | field people)" "$(echo "$json" | field pairs)" \
        "$(echo "$json" | field auc)" "$(echo "$json" | field eer | awk '{ print 100 * $1 }')"
}

{
    echo '`docs/experiments/face-folds.sh` trains with `zoo train facenet-nn4 --data att-faces:fold=N --seed 1`, N from 1 to 4. Each net is judged'
    echo 'by all pairs of the hundred pictures of ten people whom it has not seen; five others chose its weights.'
    echo
    echo '| fold | people | pairs | area under the ROC curve | equal error rate |'
    echo '|---|---|---|---|---|'
    rows=$(for fold in 1 2 3 4; do row $fold "runs/att-faces-$fold/best.zip"; done)
    echo "$rows"
    echo "$rows" | awk -F'|' '{ auc += $5; eer += $6 } END { printf "| mean | | | %.4f | %.2f %% |\n", auc / NR, eer / NR }'
} >docs/experiments/face-folds.md.tmp
mv docs/experiments/face-folds.md.tmp docs/experiments/face-folds.md
