#!/bin/sh
# Writes the course's pages and pictures again, from the list of topics and what their commands print. Needs no network.
set -eu
cd "$(dirname "$0")/.."
./zoo course --pages docs/course
