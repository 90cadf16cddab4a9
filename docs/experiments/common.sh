# Sourced by the experiments: they train what is not trained yet, so that one that was cut off goes on where it was.
set -eu
cd "$(dirname "$0")/../.."

train() { # RUN MODEL [OPTION...]
    run=$1
    shift
    if [ -f "$run/report.html" ]; then
        return # done
    elif [ -f "$run/args.json" ]; then
        ./zoo train "$1" --resume --run "$run"
    else
        ./zoo train "$@" --run "$run"
    fi
}

# Prints a command, then what it says, as one block.
show() {
    printf '    $ zoo %s\n' "$*"
    ./zoo "$@" | sed 's/^/    /; s/ *$//'
    echo
}
