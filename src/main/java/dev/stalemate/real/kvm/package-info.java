/**
 * What a real KVM did, by its trace events: ftrace, trace-cmd and perf texts, turned into the same view of a machine that the model's
 * designs read, so the rule that judges a trace is the rule that the search checks.
 *
 * <p>Input is untrusted: lines, threads, vCPUs, leaves and findings are bounded, and a reader says what it could not read.
 */
@NullMarked
package dev.stalemate.real.kvm;

import org.jspecify.annotations.NullMarked;
