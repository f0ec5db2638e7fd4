/**
 * The exhaustive search in parts, each of which may be on another machine: what is done with a part, and the loop over levels that gives the
 * same verdicts, counts and runs as {@code level}; {@link dev.stalemate.search.shard.ShardSearch} is the entry.
 *
 * <p>Knows no engine: a {@link dev.stalemate.search.shard.Fabric} carries blocks of bytes from part to part. May use {@code search} and its
 * packages {@code disk}, {@code store}, {@code steps}, {@code symmetry} and {@code level}.
 */
@NullMarked
package dev.stalemate.search.shard;

import org.jspecify.annotations.NullMarked;
