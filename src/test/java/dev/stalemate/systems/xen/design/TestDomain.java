package dev.stalemate.systems.xen.design;

import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.memtype.MtrrState;
import dev.stalemate.systems.xen.leaf.Mapping;
import java.util.ArrayList;
import java.util.List;

/** A domain that a design is asked about. */
record TestDomain(XenDesign design, boolean iommu, boolean iomem, int devices, boolean started) implements Hvm {
    /** Writes down, word by word, what a design asks for. */
    static final class Calls implements XenDesign.TypeChange {
        private final List<String> made = new ArrayList<>();

        @Override
        public void memoryTypeChanged() {
            made.add("guard");
        }

        @Override
        public void p2mMemoryTypeChanged() {
            made.add("marks");
        }

        @Override
        public void flushCaches() {
            made.add("flush");
        }

        @Override
        public void recomputeAll() {
            made.add("recomputes");
        }

        /** All of it, or "-". */
        @Override
        public String toString() {
            return made.isEmpty() ? "-" : String.join("+", made);
        }
    }

    @Override
    public boolean createdForAnyType() {
        return false;
    }

    @Override
    public boolean ioport() {
        return false;
    }

    @Override
    public boolean cacheFlushPermitted() {
        return design.cacheFlushPermitted(this);
    }

    @Override
    public int vcpus() {
        return 1;
    }

    @Override
    public int current() {
        return ANOTHER_DOMAINS;
    }

    @Override
    public MtrrRegisters mtrrs(int vcpu) {
        return new MtrrState(40, 8);
    }

    @Override
    public boolean cacheDisabled(int vcpu) {
        return false;
    }

    @Override
    public int pinned(long gfn, int order) {
        return Mapping.NOT_PINNED;
    }
}
