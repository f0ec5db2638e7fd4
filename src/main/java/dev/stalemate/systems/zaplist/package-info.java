/**
 * The zap list that the thread sketches for KVM: vCPUs queue the ranges whose memory type they changed, one of them zaps for all, and the
 * others wait for it. Every line of the sketch is an atomic step; a design that differs from it in one of them is a mutant.
 * A user's own design is code ({@link dev.stalemate.systems.zaplist.ZapListSteps}).
 *
 * <p>May use {@code model}.
 */
@NullMarked
package dev.stalemate.systems.zaplist;

import org.jspecify.annotations.NullMarked;
