#!/bin/sh
# NN4 trained with triplets on three quarters of the people of att-faces, among strangers, and tested on the others, four times; writes face-folds.md.
# The fourth fold is the data set itself, whose net ships as facenet-nn4.att-faces.
. "$(dirname "$0")/common.sh"

among="--strangers smiles --epochs 100 --batch-size 50 --seed 1"
for fold in 1 2 3 4; do
    data=att-faces
    [ $fold = 4 ] || data=att-faces:fold=$fold
    # shellcheck disable=SC2086 # several words
    train "runs/att-faces-$fold" facenet-nn4 --data $data $among
done

field() { sed -n "s/^ *\"$1\" : \"\{0,1\}\([^\",]*\)\"\{0,1\},\{0,1\}\$/\1/p" | head -n 1; }

row() { # FOLD WEIGHTS
    json=$(./zoo evaluate "$2" --tta mirror --json)
    plain=$(echo "$json" | sed -n '/"plain"/,$p')
    printf '| %s | %s | %s | %.4f | %.2f %% | %.4f | %.2f %% |\n' "$1" "$(echo "$json" | field people)" "$(echo "$json" | field pairs)" \
        "$(echo "$plain" | field auc)" "$(echo "$plain" | field eer | awk '{ print 100 * $1 }')" \
        "$(echo "$json" | field auc)" "$(echo "$json" | field eer | awk '{ print 100 * $1 }')"
}

{
    echo "\`docs/experiments/face-folds.sh\` trains with \`zoo train facenet-nn4 --data att-faces:fold=N $among\`, N from 1 to 4."
    echo 'The weights of the last epoch are judged, once, by all pairs of the hundred pictures of ten people whom the net has not seen, as they are and averaged with'
    echo 'their mirror images (`zoo evaluate --tta mirror`).'
    echo
    echo '| fold | people | pairs | area under the ROC curve | equal error rate | area, mirrored too | equal error rate, mirrored too |'
    echo '|---|---|---|---|---|---|---|'
    rows=$(for fold in 1 2 3 4; do row $fold "runs/att-faces-$fold/best.zip"; done)
    echo "$rows"
    echo "$rows" | awk -F'|' '{ auc += $5; eer += $6; both += $7; bothEer += $8 }
        END { printf "| mean | | | %.4f | %.2f %% | %.4f | %.2f %% |\n", auc / NR, eer / NR, both / NR, bothEer / NR }'
} >docs/experiments/face-folds.md.tmp
mv docs/experiments/face-folds.md.tmp docs/experiments/face-folds.md
