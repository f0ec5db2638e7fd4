/**
 * How a system is described: a layout of bounded fields, actions over parameter domains, properties, scopes, designs, claims.
 *
 * <p>Costs of runs do not make searches larger: a {@link dev.stalemate.model.Figure} is measured in states that are visited anyway, a
 * {@link dev.stalemate.model.Tally} takes bits only if a scope asks for it, and a {@link dev.stalemate.model.Scenario} is a script that
 * every design runs at such a scope. To have costs printed by {@code check --costs}, a system declares tallies behind a setting
 * {@code costs}, adds their figures to its models, and returns scenarios.
 *
 * <p>Knows nothing of x86 and of no driver. A description is written once, and exhaustive search, random walks, replay and shrinking
 * all use it. May use Guava and nothing else of Stalemate.
 */
@NullMarked
package dev.stalemate.model;

import org.jspecify.annotations.NullMarked;
