/**
 * What the exhaustive search keeps in files: checkpoints to resume, and states and keys that memory has no room for.
 *
 * <p>Knows states as longs and counters by name, and no model. Every file is checked when it is read. Uses no other room of the search.
 */
@NullMarked
package dev.stalemate.search.disk;

import org.jspecify.annotations.NullMarked;
