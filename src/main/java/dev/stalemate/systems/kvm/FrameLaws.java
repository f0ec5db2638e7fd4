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

/** What must be true of frames as they really are, and as they are really used: no premise is about what KVM was told, or takes them for. */
final class FrameLaws {
    private final KvmFields fields;
    private final PackedVm vm;
    private final int[] patIndexes;

    private final KvmAccess accesses;

    private final Access weaker;
    private final Access cached = (vcpu, f, pat, is) -> is.cached();
    private final Access slower = (vcpu, f, pat, is) -> is != MemType.WB;

    FrameLaws(KvmMachine machine, KvmAccess accesses) {
        this.accesses = accesses;
        this.fields = machine.fields;
        this.vm = machine.asked;
        this.patIndexes = fields.scope.patIndexes();
        this.weaker = (vcpu, f, pat, is) -> Belief.ifWeaker(vcpu, fields.scope.gpa[f], pat, is) != null;
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
                            .where(fields.frame.any(fields.vcpu, this::mustBeUncached)),
                    fields.frame,
                    fields.vcpu,
                    (s, f, v) -> isUsedWithoutSnooping(s, f) && wrong(s, f, v, weaker) >= 0,
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
                            (s, f, v) -> real.page(f).device() && wrong(s, f, v, cached) >= 0,
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
                    (s, f, v) -> isCoherentRam(s, f) && wrong(s, f, v, slower) >= 0,
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

    /** Whether a device needs it that an access is uncached, and the guest believes that it is. */
    private boolean mustBeUncached(long[] s, int f, int v) {
        return hasLeaf(s, f) && isUsedWithoutSnooping(s, f) && accesses.anyBelievedUncached(s, v, f);
    }

    /** WB is right for it: CPUs and devices that snoop all see the same data. */
    private boolean isCoherentRam(long[] s, int f) {
        return !fields.scope.real.page(f).device() && !isUsedWithoutSnooping(s, f);
    }

    /** Whether an access with a type from the guest's PAT is wrong. */
    @FunctionalInterface
    private interface Access {
        boolean isWrong(Vcpu vcpu, int frame, MemType pat, MemType is);
    }

    /** The entry of the guest's PAT of an access that is wrong; -1 if there is none. */
    private int wrong(long[] s, int f, int v, Access access) {
        if (hasLeaf(s, f) && !fields.offline.is(s, v)) {
            Vcpu vcpu = vm.at(s).vcpu(v);
            for (int index : patIndexes) {
                if (access.isWrong(vcpu, f, Pat.entry(vcpu.pat(), index), accesses.of(s, v, f, index))) {
                    return index;
                }
            }
        }
        return -1;
    }

    private MemType pat(long[] s, int v, int index) {
        return Pat.entry(vm.at(s).vcpu(v).pat(), index);
    }

    private Wrong weakerWords(long[] s, int f, int v) {
        int index = wrong(s, f, v, weaker);
        MemType believed = Belief.of(vm.at(s).vcpu(v), fields.scope.gpa[f], pat(s, v, index));
        if (believed == null) {
            throw new IllegalArgumentException("the access is as it should be");
        }
        return new Wrong(
                access(s, f, v, index) + ", which the guest believes " + believed + ", while " + FrameUser.NON_SNOOPING
                        + " uses the frame",
                Hazards.of(accesses.of(s, v, f, index), believed));
    }

    private String cachedWords(long[] s, int f, int v) {
        return access(s, f, v, wrong(s, f, v, cached)) + ", and the frame is "
                + fields.scope.real.page(f).words();
    }

    private Wrong slowerWords(long[] s, int f, int v) {
        int index = wrong(s, f, v, slower);
        return new Wrong(
                access(s, f, v, index) + ", and the frame is "
                        + fields.scope.real.page(f).words() + " that " + fields.user(s, f) + " uses",
                Hazards.of(accesses.of(s, v, f, index), MemType.WB).inSpeed());
    }

    private String access(long[] s, int f, int v, int index) {
        return "vCPU " + v + "'s access to gpa " + fields.frame.text(f) + " is " + accesses.of(s, v, f, index)
                + " (leaf " + EptLeaf.text(fields.leaf.get(s, f)) + ", PAT " + pat(s, v, index) + ")";
    }
}
