/**
 * Searches and campaigns on Apache Spark: the only room that knows this engine.
 *
 * <p>May use everything else. It is an optional part: nothing uses it, and it is found by the class path.
 */
@NullMarked
package dev.stalemate.cluster;

import org.jspecify.annotations.NullMarked;
