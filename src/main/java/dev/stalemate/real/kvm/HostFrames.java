package dev.stalemate.real.kvm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of the host's frames are RAM. A trace doesn't say whether a frame is MMIO, which KVM always gives UC without IPAT
 * (kvm_is_mmio_pfn()); so a leaf of that type that the rule for RAM wouldn't give is taken for MMIO, unless its mebibyte has been seen to
 * be RAM, or turns out to be later. RAM ends at multiples of a mebibyte on every host.
 */
final class HostFrames {
    /** Most mebibytes of the host that are remembered: a tebibyte. */
    private static final int MOST = 1 << 20;

    private static final int BLOCK_SHIFT = 8;

    /** The first mebibyte has holes. */
    private static final long FIRST_BLOCK = 1;

    private static final int RAM = Integer.MAX_VALUE;

    private final LongTable blocks = new LongTable();
    private final List<Assumed> assumed = new ArrayList<>();
    private int mmio;

    /**
     * A leaf that was taken for MMIO.
     *
     * @param leaf the leaf
     * @param asRam what it would be as RAM
     */
    record Assumed(TracedLeaf leaf, int asRam) {}

    /** Whether a frame is known to be RAM. */
    boolean isRam(long frame) {
        return blocks.get(frame >>> BLOCK_SHIFT) == RAM;
    }

    /** Takes a leaf for MMIO for the time being. */
    void assumeMmio(TracedLeaf leaf, int asRam) {
        long block = leaf.frame() >>> BLOCK_SHIFT;
        if (block >= FIRST_BLOCK && blocks.size() < MOST && blocks.get(block) == LongTable.NONE) {
            blocks.put(block, assumed.size());
            assumed.add(new Assumed(leaf, asRam));
            mmio++;
        }
    }

    /** The frame is RAM: the leaf of its mebibyte that was taken for MMIO, or null. */
    @Nullable
    Assumed proveRam(long frame) {
        long block = frame >>> BLOCK_SHIFT;
        int was = blocks.get(block);
        if (was == RAM || block < FIRST_BLOCK || (was == LongTable.NONE && blocks.size() == MOST)) {
            return null;
        }
        blocks.put(block, RAM);
        if (was == LongTable.NONE) {
            return null;
        }
        mmio--;
        return assumed.get(was);
    }

    /** How many mebibytes of the host are taken for MMIO. */
    int mmio() {
        return mmio;
    }
}
