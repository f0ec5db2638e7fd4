/**
 * What the exhaustive search keeps in files: checkpoints to go on from, and states that memory has no room for.
 *
 * <p>Knows states as longs and counters by name, and no model. Every file is checked as it is read; none is believed.
 */
@NullMarked
package dev.stalemate.search.disk;

import org.jspecify.annotations.NullMarked;
