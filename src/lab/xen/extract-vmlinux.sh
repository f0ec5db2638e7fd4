#!/bin/sh
# extract-vmlinux.sh BZIMAGE OUT - the kernel inside one that is packed with xz; offsets as in Documentation/x86/boot.rst.
set -e
word() { od -An -tu4 -j "$1" -N 4 "$2" | tr -d ' '; }
sectors=$(od -An -tu1 -j $((0x1f1)) -N 1 "$1" | tr -d ' ')
offset=$(((sectors + 1) * 512 + $(word $((0x248)) "$1")))
length=$(word $((0x24c)) "$1")
# The last four bytes of the payload are the unpacked size.
tail -c +$((offset + 1)) "$1" | head -c $((length - 4)) | xz -dc >"$2"
