package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.Hazards;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.Pat;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.paging.Wrong;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What must be true of frames as they really are, and as they are really used: no premise is about what KVM was told, or takes them for. */
final class FrameLaws {
    private final KvmFields fields;
    private final PackedVm vm;
    private final int[] patIndexes;

    private final Access weaker;
    private final Access cached =
            (vcpu, f, leaf, pat) -> EptLeaf.effective(leaf, pat).cached();
    private final Access slower = (vcpu, f, leaf, pat) -> EptLeaf.effective(leaf, pat) != MemType.WB;

    FrameLaws(KvmMachine machine) {
        this.fields = machine.fields;
        this.vm = machine.asked;
        this.patIndexes = fields.scope.patIndexes();
        this.weaker = (vcpu, f, leaf, pat) -> Belief.ifWeaker(vcpu, fields.scope.gpa[f], pat, leaf) != null;
    }

    /** The laws about what the scope says of frames. */
    List<Law> all() {
        RealFrames real = fields.scope.real;
        List<Law> all = new ArrayList<>();
        if (real.anyNonSnooping()) {
            all.add(Wrong.none(
                    Law.always(
                                    KvmLaws.UNCACHED_FOR_DEVICE,
                                    Breaks.COHERENCE,
                                    "no access is cached that a guest believes to be uncached, to a frame that a non-snooping device really uses")
                            .where(fields.frame.any((s, f) -> hasLeaf(s, f) && isUsedWithoutSnooping(s, f))),
                    fields.frame,
                    fields.vcpu,
                    (s, f, v) -> isUsedWithoutSnooping(s, f) && wrong(s, f, v, weaker) != null,
                    this::weakerWords));
        }
        if (real.namesDeviceMemory()) {
            all.add(Law.always(
                            KvmLaws.DEVICE_MEMORY_IS_UNCACHED,
                            Breaks.CRASH,
                            "no access to device memory is cached: that is a machine check")
                    .where(fields.frame.any(
                            (s, f) -> hasLeaf(s, f) && real.page(f).device()))
                    .none(
                            fields.frame,
                            fields.vcpu,
                            (s, f, v) -> real.page(f).device() && wrong(s, f, v, cached) != null,
                            this::cachedWords));
        }
        if (real.anyCoherentRam()) {
            all.add(Wrong.none(
                    Law.always(
                                    KvmLaws.RAM_NO_SLOWER,
                                    Breaks.SPEED,
                                    "every access to RAM that no non-snooping device really uses is WB")
                            .where(fields.frame.any((s, f) -> hasLeaf(s, f) && isCoherentRam(s, f))),
                    fields.frame,
                    fields.vcpu,
                    (s, f, v) -> isCoherentRam(s, f) && wrong(s, f, v, slower) != null,
                    this::slowerWords));
        }
        return all;
    }

    private boolean hasLeaf(long[] s, int f) {
        return fields.leaf.get(s, f) != EptLeaf.NONE;
    }

    private boolean isUsedWithoutSnooping(long[] s, int f) {
        return fields.user(s, f) == FrameUser.NON_SNOOPING;
    }

    /** WB is right for it: CPUs and devices that snoop all see the same data. */
    private boolean isCoherentRam(long[] s, int f) {
        return !fields.scope.real.page(f).device() && !isUsedWithoutSnooping(s, f);
    }

    /** Whether an access with a type from the guest's PAT is wrong. */
    @FunctionalInterface
    private interface Access {
        boolean isWrong(Vcpu vcpu, int frame, int leaf, MemType pat);
    }

    /** The type from the guest's PAT of an access that is wrong; null if there is none. */
    private @Nullable MemType wrong(long[] s, int f, int v, Access access) {
        int leaf = fields.leaf.get(s, f);
        if (leaf != EptLeaf.NONE && !fields.offline.is(s, v)) {
            Vcpu vcpu = vm.at(s).vcpu(v);
            for (int index : patIndexes) {
                MemType pat = Pat.entry(vcpu.pat(), index);
                if (access.isWrong(vcpu, f, leaf, pat)) {
                    return pat;
                }
            }
        }
        return null;
    }

    private Wrong weakerWords(long[] s, int f, int v) {
        MemType pat = found(wrong(s, f, v, weaker));
        int leaf = fields.leaf.get(s, f);
        MemType believed = found(Belief.of(vm.at(s).vcpu(v), fields.scope.gpa[f], pat));
        return new Wrong(
                access(f, v, pat, leaf) + ", which the guest believes " + believed + ", while " + FrameUser.NON_SNOOPING
                        + " uses the frame",
                Hazards.of(EptLeaf.effective(leaf, pat), believed));
    }

    private String cachedWords(long[] s, int f, int v) {
        return access(f, v, found(wrong(s, f, v, cached)), fields.leaf.get(s, f)) + ", and the frame is "
                + fields.scope.real.page(f).words();
    }

    private Wrong slowerWords(long[] s, int f, int v) {
        MemType pat = found(wrong(s, f, v, slower));
        int leaf = fields.leaf.get(s, f);
        return new Wrong(
                access(f, v, pat, leaf) + ", and the frame is "
                        + fields.scope.real.page(f).words() + " that " + fields.user(s, f) + " uses",
                Hazards.of(EptLeaf.effective(leaf, pat), MemType.WB).inSpeed());
    }

    private String access(int f, int v, MemType pat, int leaf) {
        return "vCPU " + v + "'s access to gpa " + fields.frame.text(f) + " is " + EptLeaf.effective(leaf, pat)
                + " (leaf " + EptLeaf.text(leaf) + ", PAT " + pat + ")";
    }

    private static <T> T found(@Nullable T wrong) {
        if (wrong == null) {
            throw new IllegalArgumentException("the access is as it should be");
        }
        return wrong;
    }
}
