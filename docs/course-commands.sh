#!/bin/sh
# Runs every command of the course's pages, in order, in a folder of its own, and tells which failed. Trainings and paintings make a few steps instead
# of all unless --all is given; with --week N only that page. Real data come from the cache, ZOO_MIRROR or the network; faces from att-faces, of ZOO_MIRROR,
# stand in for a user's. What needs files that only a user has, or the network's large weights, is skipped and told.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
short=1 pages='[1-4]'
while [ $# -gt 0 ]; do
    case $1 in
        --all) short= ;;
        --week)
            pages=$2
            shift
            ;;
        *) echo "usage: $0 [--all] [--week N]" >&2 && exit 2 ;;
    esac
    shift
done
home=${ZOO_HOME:-$HOME/.cache/convzoo}
work=$(mktemp -d)
cd "$work"
for name in photo hand face street content; do cp "$root/docs/course/pictures/3.1.png" $name.jpg; done
for name in painting style; do cp "$root/docs/course/pictures/3.8.png" $name.jpg; done
faces=${ZOO_MIRROR:-none}/att-faces/att_faces.zip
if [ -f "$faces" ] && command -v unzip >/dev/null; then
    unzip -q "$faces"
    mkdir -p people images
    cp -r att_faces/s5 ada && cp -r att_faces/s2 ben && cp -r att_faces/s[1-9] people
    for name in portrait passport camera visitor ada images/camera_0 images/younes; do cp att_faces/s3/1.pgm $name.jpg; done
    cp att_faces/s4/1.pgm images/kian.jpg
fi
fastest=${ZOO_MIRROR:-none}/yolo-fastest
if [ -d "$fastest" ]; then
    cp "$fastest"/yolo-fastest-1.1-xl.* .
    cp "$ZOO_MIRROR/coursera/coco_classes.txt" .
    mkdir -p images && cp "$ZOO_MIRROR"/coursera/driveai/*.jpg images
fi

# Why a command cannot run here; nothing where it can.
obstacle() {
    case $1 in
        *coursera-signs* | *happy-house* | *runs/signs* | *runs/happy*)
            [ -f "$home/coursera/train_signs.h5" ] || echo "the course's own files"
            ;;
        *yolov2.weights* | *yolov2.coco*) [ -f yolov2.weights ] || echo 'yolov2.weights' ;;
        *yolo-fastest-1.1* | *fastest.coco*) [ -f yolo-fastest-1.1-xl.weights ] || echo 'yolo-fastest-1.1-xl.weights' ;;
        *vgg19-dcbb9e9d* | *vgg19.zip*) [ -f vgg19-dcbb9e9d.pth ] || echo 'vgg19-dcbb9e9d.pth' ;;
        *imagenet-torchvision*) [ -z "$short" ] || echo 'a download of 100 MB' ;;
        face\ *) [ -d people ] || echo 'pictures of faces' ;;
    esac
}

shortened() {
    case $1 in
        train*) echo "$1 --epochs 1 --max-batches 3" | sed 's/ --epochs [0-9]* \(.*--epochs\)/ \1/; s/ --warmup [0-9]*//' ;;
        style*--fast*) echo "$1" ;;
        style*) echo "$1 --size 128 --steps 3" | sed 's/ --size [0-9]* \(.*--size\)/ \1/; s/ --steps [0-9]* \(.*--steps\)/ \1/' ;;
        *) echo "$1" ;;
    esac
}

failed=0 skipped=0 ran=0
grep -hE '^    (\$ )?\./zoo ' "$root"/docs/course/$pages-*.md | sed 's/^    \(\$ \)\{0,1\}\.\/zoo //' >commands
while read -r words; do
    why=$(obstacle "$words")
    if [ -n "$why" ]; then
        echo "skipped, needs $why: zoo $words"
        skipped=$((skipped + 1))
        continue
    fi
    [ -z "$short" ] || words=$(shortened "$words")
    if eval "\"$root/zoo\" $words" >out 2>&1 </dev/null; then
        ran=$((ran + 1))
    elif grep -q 'unknown host' out; then
        echo "skipped, needs the network: zoo $words"
        skipped=$((skipped + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: zoo $words"
        tail -n 2 out | cut -c1-200
    fi
done <commands
echo "$ran ran, $failed failed, $skipped skipped"
cd / && rm -rf "$work"
[ $failed = 0 ]
