/**
 * How a system is described: a layout of bounded fields, actions over parameter domains, properties, scopes, designs, claims.
 *
 * <p>What runs cost is kept out of what is searched: a {@link dev.stalemate.model.Figure} is measured on states that are there anyway, a
 * {@link dev.stalemate.model.Tally} takes bits only where a scope asks for it, and a {@link dev.stalemate.model.Scenario} is a script that
 * every design runs at such a scope. To have costs printed by {@code check --costs}, a system declares tallies behind a setting
 * {@code costs}, adds their figures to its models, and returns scenarios.
 *
 * <p>Knows nothing of x86 and of no driver. A description is written once; exhaustive search, random walks, replay and shrinking
 * all step it. May use Guava and nothing else of Stalemate.
 */
@NullMarked
package dev.stalemate.model;

import org.jspecify.annotations.NullMarked;
