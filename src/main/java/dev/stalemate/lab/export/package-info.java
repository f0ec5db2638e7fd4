/**
 * A saved counterexample as one C program for {@code /dev/kvm}. May use {@code text}, {@code model}, {@code paging}, {@code systems.kvm},
 * {@code trace}, {@code counterexample}, {@code outside} and {@code lab.scenario}.
 */
@NullMarked
package dev.stalemate.lab.export;

import org.jspecify.annotations.NullMarked;
