#!/bin/sh
# sums.sh TREE: prints checksums of all that target/stalemate-cluster.jar is made from.
cd "$1" && find -L pom.xml src/main src/lab src/cluster -type f -exec cksum {} + | LC_ALL=C sort
