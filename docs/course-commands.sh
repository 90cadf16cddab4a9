#!/bin/sh
# Runs every command of the course's pages, in order, in a folder of its own, and tells which failed. Trainings make a few steps instead of all unless
# --all is given. Needs a network, a mirror or a cache for those that use real data; what needs a user's own files is skipped where they are not.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
steps="--epochs 1 --max-batches 3"
[ "${1:-}" != --all ] || steps=
home=${ZOO_HOME:-$HOME/.cache/convzoo}
work=$(mktemp -d)
cd "$work"
mkdir photos && cp "$root"/docs/course/pictures/3.*.png photos # drawn ones stand in for a user's
for name in photo hand face street picture content; do cp photos/3.1.png $name.jpg; done
cp photos/3.8.png painting.jpg

failed=0 skipped=0 ran=0
grep -hE '^    (\$ )?\./zoo ' "$root"/docs/course/[1-4]-*.md | sed 's/^    \(\$ \)\{0,1\}\.\/zoo //' >commands
while read -r words; do
    case $words in
        *coursera-signs* | *happy-house* | *runs/signs* | *runs/happy* | *train_signs*)
            if [ ! -f "$home/coursera/train_signs.h5" ]; then
                echo "skipped, needs the course's own files: zoo $words"
                skipped=$((skipped + 1))
                continue
            fi
            ;;
    esac
    case $words in
        train*) given=$([ -z "$steps" ] && echo "$words" || echo "$words" | sed 's/ --epochs [0-9]*//')" $steps" ;;
        *) given=$words ;;
    esac
    if eval "\"$root/zoo\" $given" >out 2>&1 </dev/null; then
        ran=$((ran + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: zoo $given"
        tail -n 2 out
    fi
done <commands
echo "$ran ran, $failed failed, $skipped skipped"
cd / && rm -rf "$work"
[ $failed = 0 ]
