package dev.stalemate.real.kvm;

/**
 * A leaf of the EPT, as an event shows it.
 *
 * @param key where it stands
 * @param type EMT and IPAT, as {@link dev.stalemate.paging.EptLeaf} packs them
 * @param frame the host's frame that it maps first
 * @param vcpu the number of the vCPU that installed it, or -1 if that is not known
 * @param line the line that installed it, or that showed it first; 0 if none did
 */
record TracedLeaf(LeafKey key, int type, long frame, int vcpu, long line) {
    /** A leaf whose entry is an SPTE. */
    static TracedLeaf of(LeafKey key, long spte, int vcpu, long line) {
        return new TracedLeaf(key, Spte.type(spte), Spte.frame(spte, key.level()), vcpu, line);
    }

    /** Whether another leaf maps the same frames with the same type. */
    boolean sameMapping(TracedLeaf other) {
        return type == other.type && frame == other.frame;
    }

    /** The i-th part of a large leaf, once it is split into a table (tdp_mmu_split_huge_page()). */
    TracedLeaf part(int i, long since) {
        LeafKey part = key.below(i);
        return new TracedLeaf(part, type, frame + i * part.pages(), -1, since);
    }
}
