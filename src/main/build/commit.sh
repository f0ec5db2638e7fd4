#!/bin/sh
# commit.sh TREE: prints the commit of the sources in TREE, with -dirty where files were changed since; nothing where git or its data are
# missing. A .git of a directory around TREE is not its own.
if [ -e "$1/.git" ] && command -v git >/dev/null; then
    git --git-dir="$1/.git" --work-tree="$1" describe --always --exclude='*' --abbrev=12 --dirty 2>/dev/null
fi
exit 0
