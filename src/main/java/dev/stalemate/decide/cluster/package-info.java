/**
 * What may be done on a cluster, whatever engine runs there: the optional part of the tool that connects to one is found here, and told in
 * words what to search, because a model is built again on each worker.
 *
 * <p>May use {@code decide}, {@code search}, {@code patch} and what those use. Knows no engine.
 */
@NullMarked
package dev.stalemate.decide.cluster;

import org.jspecify.annotations.NullMarked;
