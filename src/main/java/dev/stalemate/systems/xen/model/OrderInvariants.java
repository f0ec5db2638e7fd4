package dev.stalemate.systems.xen.model;

import dev.stalemate.model.IntField;
import dev.stalemate.model.Invariant;
import dev.stalemate.model.LongField;
import dev.stalemate.systems.xen.leaf.EptWord;
import dev.stalemate.systems.xen.model.XenFields.Saved;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a domain is, given the hypercalls that were made for it: each at most once, and in whichever order. So two domains for which the same
 * were made are alike.
 */
public final class OrderInvariants {
    public static final String CREATED = "created-as-asked";
    public static final String RANGES = "ranges-as-permitted";
    public static final String DEVICES = "devices-as-assigned";
    public static final String REGISTERS = "registers-as-restored";
    public static final String MAPPED = "first-frame-as-mapped";

    private static final int NONE = -1;

    private final XenMachine machine;
    private final XenFields fields;
    private final XenActions actions;
    private final IntField done;
    private final String prefix;

    /** A register with its values before and after a restore, the latter in an array of its own. */
    @SuppressWarnings("ArrayRecordComponent") // the array itself is what a proof takes for any
    private record Register(LongField field, long initial, long[] restored) {}

    /** @param prefix what their names start with */
    OrderInvariants(XenMachine machine, XenActions actions, IntField done, String prefix) {
        this.machine = machine;
        this.fields = machine.fields;
        this.actions = actions;
        this.done = done;
        this.prefix = prefix;
    }

    /** Those that make sense in the scope. */
    List<Invariant> all() {
        List<Invariant> all = new ArrayList<>();
        if (fields.domain.bound() > 1) {
            int without = actions.flag("create", 0);
            int with = actions.flag("create", 1);
            all.add(of(CREATED, "a domain is created once, with or without an IOMMU as it was asked for")
                    .holds(s -> !(done.is(s, without) && done.is(s, with))
                            && fields.domain.get(s, 0)
                                    == (done.is(s, with)
                                            ? XenFields.WITH_IOMMU
                                            : done.is(s, without) ? XenFields.WITHOUT_IOMMU : XenFields.UNBORN)));
        }
        if (fields.iomem.bound() > 1) {
            int[] permit = flags("permit-iomem");
            int[] deny = flags("deny-iomem");
            all.add(of(RANGES, "an iomem range is on the list if it was permitted, and not denied")
                    .each(fields.iomemRange)
                    .holds((s, r) -> fields.iomem.is(s, r) == isLast(s, permit[r], deny[r])));
        }
        if (fields.devices.bound() == 2) {
            int assign = actions.flag("assign-device");
            int takeBack = actions.flag("take-device-back");
            all.add(of(DEVICES, "a device is passed through if it was assigned, and not taken back")
                    .holds(s -> fields.devices.is(s, 0) == isLast(s, assign, takeBack)));
        }
        addRegisters(all);
        if (fields.kinds.equals(List.of(PageKind.RAM))) {
            int map = actions.flag("map", 0);
            int unmap = actions.flag("unmap");
            all.add(of(MAPPED, "the first frame is mapped if it was asked for, and not unmapped; no other is")
                    .each(fields.gfn)
                    .holds((s, gfn) ->
                            EptWord.isPresent(machine.at(s).ept.leaf(gfn)) == (gfn == 0 && isLast(s, map, unmap))));
        }
        return all;
    }

    private Invariant.Draft of(String name, String says) {
        return Invariant.of(prefix + name, says);
    }

    /** Whether a hypercall was made and the one that undoes it was not. */
    private boolean isLast(long[] s, int flag, int undone) {
        return flag != NONE && done.is(s, flag) && !(undone != NONE && done.is(s, undone));
    }

    private int[] flags(String name) {
        return IntStream.range(0, fields.iomemRange.size())
                .map(range -> actions.flag(name, range))
                .toArray();
    }

    /** The value itself, not a copy, if the scope restores the register: a proof takes it for any. */
    private long[] restored(int msr) {
        for (Saved saved : fields.saved) {
            if (saved.msr() == msr) {
                return saved.value();
            }
        }
        return new long[] {fields.start(msr)};
    }

    private void addRegisters(List<Invariant> all) {
        int[] load = new int[fields.vcpu.size()];
        for (int v = 0; v < load.length; v++) {
            load[v] = actions.flag("hvm-load", v);
        }
        Register[] registers = fields.mtrrs.msrs().stream()
                .map(msr -> new Register(fields.mtrrs.field(msr), fields.start(msr), restored(msr)))
                .toArray(Register[]::new);
        all.add(of(REGISTERS, "each register is as at the start, or as restored if it was")
                .each(fields.vcpu)
                .holds((s, v) -> {
                    boolean isLoaded = load[v] != NONE && done.is(s, load[v]);
                    for (Register register : registers) {
                        if (register.field.get(s, v) != (isLoaded ? register.restored[0] : register.initial)) {
                            return false;
                        }
                    }
                    return true;
                }));
    }
}
