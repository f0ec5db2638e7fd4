/**
 * What a real KVM is asked to do in the lab: scenarios as the micro-VMM reads them, written, read, made of counterexamples and generated. May
 * use {@code text}, {@code memtype}, {@code model}, {@code paging}, {@code systems.kvm}, {@code trace} and {@code counterexample}.
 */
@NullMarked
package dev.stalemate.lab.scenario;

import org.jspecify.annotations.NullMarked;
