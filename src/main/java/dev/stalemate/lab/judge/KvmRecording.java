package dev.stalemate.lab.judge;

import com.google.common.collect.ImmutableList;

/**
 * What a machine of the lab said: of itself, and of one scenario after the other.
 *
 * @param kernel the machine
 * @param runs what it did, in order
 */
public record KvmRecording(RealKernel kernel, ImmutableList<KvmRun> runs) {}
