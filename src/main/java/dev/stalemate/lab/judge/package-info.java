/**
 * What a real KVM said of scenarios: read, played on the model of the kernel's design, compared leaf by leaf, grouped by cause and made
 * smaller. May use {@code lab.scenario}, and what that may use.
 */
@NullMarked
package dev.stalemate.lab.judge;

import org.jspecify.annotations.NullMarked;
