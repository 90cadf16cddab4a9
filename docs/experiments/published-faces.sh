#!/bin/sh
# The published recogniser on the people of att-faces, from finding the face to the distance; writes published-faces.md.
. "$(dirname "$0")/common.sh"

{
    echo 'The weights of dlib'"'"'s recogniser that face-api publishes, behind MTCNN and the chip that they were trained with, on all pairs of all forty people, whom they'
    echo 'have not seen as far as anybody knows. At the threshold that dlib gives:'
    echo
    show face evaluate att-faces --model facenet-resnet.face-api --split all
} >docs/experiments/published-faces.md.tmp
mv docs/experiments/published-faces.md.tmp docs/experiments/published-faces.md
