/** Tests of the search in parts: compared with the search on one machine, with parts in this process. */
@NullMarked
package dev.stalemate.search.shard;

import org.jspecify.annotations.NullMarked;
