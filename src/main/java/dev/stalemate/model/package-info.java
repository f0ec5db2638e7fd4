/**
 * How a system is described: a layout of bounded fields, actions over parameter domains, properties, scopes, variants, claims.
 *
 * <p>Knows nothing of x86 and of no driver. A description is written once; exhaustive search, random walks, replay and shrinking
 * all step it. May use Guava and nothing else of Stalemate.
 */
@NullMarked
package dev.stalemate.model;

import org.jspecify.annotations.NullMarked;
