#!/bin/sh
# Asks of each patch in a directory what it must keep. Ends with 0 if all of them do.
# Usage: check-patches.sh PATCHES RESULTS
all=0
mkdir -p "$2"
for patch in "$1"/*.c; do
    name=$(basename "$patch" .c)
    # shellcheck disable=SC2046 # a line has an option and its value
    ${STALEMATE:-stalemate} check "$patch" $(cat "$1/$name.keeps") --junit "$2/$name.xml" --save "$2/runs" || all=1
done
exit $all
