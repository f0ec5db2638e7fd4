package dev.stalemate.lab.judge;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.stalemate.lab.scenario.KvmOp;
import dev.stalemate.memtype.EptEntry;
import dev.stalemate.memtype.MemType;
import dev.stalemate.paging.EptLeaf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a real KVM did in a scenario, as its machine said.
 *
 * @param name the scenario's name
 * @param cr0 CR0 of each vCPU as it started
 * @param refused what KVM refused before the first operation
 * @param taken the operations that were taken, with what came of them
 * @param ended whether the scenario came to its end
 * @param failure why it did not, if the machine said so; else empty
 * @param trace the kernel's trace, if it was recorded
 */
public record KvmRun(
        String name,
        ImmutableMap<Integer, Long> cr0,
        ImmutableList<Refusal> refused,
        ImmutableList<Taken> taken,
        boolean ended,
        String failure,
        ImmutableList<String> trace) {
    private static final long PAGE = 0x1000;
    private static final int LEVEL_BITS = 9;

    /** An operation that was taken; a dump is one, too. */
    public record Taken(
            KvmOp op,
            boolean fault,
            @Nullable Long value,
            @Nullable Integer exit,
            ImmutableList<Refusal> refused,
            ImmutableList<Leaf> leaves) {
        /** The leaf that maps an address, in bytes; null if there is none. */
        public @Nullable Leaf at(long gpa) {
            return leaves.stream().filter(leaf -> leaf.maps(gpa)).findFirst().orElse(null);
        }
    }

    /** A call that KVM refused, with the number of the error. */
    public record Refusal(String what, int errno) {}

    /**
     * A leaf of the EPT.
     *
     * @param gfn the first frame that it maps
     * @param level 1 for 4 KiB, 2 for 2 MiB
     * @param spte as it is in memory
     */
    public record Leaf(long gfn, int level, long spte) {
        boolean maps(long gpa) {
            long frame = gpa / PAGE;
            return frame >= gfn && frame < gfn + frames();
        }

        /** How many frames it maps. */
        long frames() {
            return 1L << (LEVEL_BITS * (level - 1));
        }

        /** As {@link EptLeaf} packs it; {@link EptLeaf#NONE} if no EPT can have its type. */
        public int packed() {
            @Nullable MemType emt = EptEntry.emt(spte);
            int small = emt == null ? EptLeaf.NONE : EptLeaf.of(emt, EptEntry.ipat(spte));
            return level > 1 && small != EptLeaf.NONE ? EptLeaf.large(small) : small;
        }

        /** Such as {@code WB+IPAT}. */
        public String text() {
            return packed() == EptLeaf.NONE ? "0x" + Long.toHexString(spte) : EptLeaf.text(packed());
        }
    }

    /** The dumps that it has, in order. */
    public List<Taken> dumps() {
        return taken.stream().filter(t -> t.op().isDump()).toList();
    }
}
