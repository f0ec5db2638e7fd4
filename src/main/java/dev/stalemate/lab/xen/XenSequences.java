package dev.stalemate.lab.xen;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Random sequences of toolstack calls and guest accesses for a real Xen: MTRRs and the PAT at full width from the model's own domains, values
 * that fault, several vCPUs with MTRRs of their own, ranges of I/O memory and ports, pins, pages mapped, moved and removed, grants, and saving
 * and restoring. The same seed gives the same sequences.
 */
public final class XenSequences {
    private final long seed;

    /** The sequences of a seed. */
    public XenSequences(long seed) {
        this.seed = seed;
    }

    /** One of them, from 0 on. */
    public XenScenario sequence(int number) {
        return new XenSequence(seed, number).scenario();
    }

    /** The first of them. */
    public List<XenScenario> first(int count) {
        return IntStream.range(0, count).mapToObj(this::sequence).toList();
    }
}
