package dev.stalemate.systems.xen.model;

import com.google.common.collect.Sets;
import dev.stalemate.memtype.EffectiveType;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.memtype.Pat;
import dev.stalemate.model.Action;
import dev.stalemate.model.Index;
import dev.stalemate.paging.FollowedData;
import dev.stalemate.systems.xen.leaf.EptTables.Walk;
import dev.stalemate.systems.xen.leaf.EptWord;
import dev.stalemate.systems.xen.leaf.Mapping;
import dev.stalemate.systems.xen.model.XenSettings.Data;
import dev.stalemate.systems.xen.model.XenSettings.Flushed;
import dev.stalemate.systems.xen.model.XenSettings.Iommu;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Accesses to the data of a frame: by the guest, through its leaf and with any entry of its PAT, and by a device that doesn't snoop. The guest
 * relies on a pin of the toolstack's, or else on what its own registers say; of pages that are no RAM of its own it takes for granted that they
 * are WB.
 *
 * <p>As a part of changing types, the guest writes caches back and invalidates them (SDM 11.11.8). Unless the scope says otherwise, so does
 * Xen for each change by the toolstack.
 */
final class XenData {
    private static final Set<String> BY_GUEST = Set.of("wrmsr", "set-cd", "clear-cd");
    private static final Set<String> BY_XEN = Set.of(
            "create",
            "start",
            "map",
            "unmap",
            "pin",
            "unpin",
            "assign-device",
            "take-device-back",
            "permit-iomem",
            "deny-iomem",
            "permit-ioport",
            "deny-ioport",
            "hvm-load");

    private static final Index ENTRY = Index.of("pat-index", 8);

    private final XenMachine machine;
    private final XenFields fields;
    private final FollowedData data;
    private final boolean untold;

    XenData(XenMachine machine) {
        this.machine = machine;
        this.fields = machine.fields;
        this.data = fields.data;
        this.untold = fields.scope.get(XenSettings.DATA) == Data.UNTOLD;
    }

    /** The actions of a scope, and accesses to data if it has any. */
    List<Action> beside(List<Action> others) {
        Action guestWrites = byGuest(FollowedData.GUEST_WRITES)
                .when((s, a) -> data.mayFollow(s, (int) a[1]) && mayAccess(s, a))
                .then((s, a) -> data.guestWrites(s, (int) a[1], is(s, a), reliedOn(s, a)));
        Action guestReads = byGuest(FollowedData.GUEST_READS)
                .when((s, a) -> data.follows(s, (int) a[1]) && mayAccess(s, a))
                .then((s, a) -> data.guestReads(s, is(s, a), reliedOn(s, a)));
        Action deviceWrites = Action.named(FollowedData.DEVICE_WRITES)
                .over(fields.gfn)
                .when((s, a) -> data.mayFollow(s, (int) a[0]) && deviceUses(s, (int) a[0]))
                .then((s, a) -> data.deviceWrites(s, (int) a[0]));
        Action deviceReads = Action.named(FollowedData.DEVICE_READS)
                .over(fields.gfn)
                .when((s, a) -> data.follows(s, (int) a[0]) && deviceUses(s, (int) a[0]))
                .then((s, a) -> data.deviceReads(s));
        List<Action> byGuest = List.of(guestWrites, guestReads);
        List<Action> byBoth = List.of(guestWrites, guestReads, deviceWrites, deviceReads);
        return data.actions(others, hasDevice() ? byBoth : byGuest, flushing());
    }

    private Set<String> flushing() {
        return fields.scope.get(XenSettings.FLUSHED) == Flushed.BY_XEN ? BY_GUEST : Sets.union(BY_GUEST, BY_XEN);
    }

    private Action.Builder byGuest(String name) {
        return Action.named(name).over(fields.vcpu).over(fields.gfn).over(ENTRY);
    }

    private boolean mayAccess(long[] s, long[] a) {
        int v = (int) a[0];
        XenMachine m = machine.at(s);
        boolean runs = fields.created(s) && m.started() && !fields.pending.is(s, v);
        return runs
                && m.ept.walk(a[1]) == Walk.LEAF
                && isMemory(s, a[1])
                && FollowedData.isFirstOfItsType(m.vcpu(v).pat(), (int) a[2])
                && believed(s, a) != null;
    }

    /** Whether RAM is behind a gfn, of this domain or of another. */
    private boolean isMemory(long[] s, long gfn) {
        PageKind kind = kind(s, gfn);
        return kind != null && kind != PageKind.MMIO && kind != PageKind.MMIO_RO;
    }

    private @Nullable PageKind kind(long[] s, long gfn) {
        long leaf = machine.at(s).ept.leaf(gfn);
        return EptWord.isPresent(leaf) ? PageKind.of(EptWord.mfn(leaf)) : null;
    }

    private MemType is(long[] s, long[] a) {
        XenMachine m = machine.at(s);
        int v = (int) a[0];
        boolean forced = m.cacheDisabled(v) && m.design.cacheDisableForcesPat();
        MemType pat = forced ? MemType.UC : Pat.entry(m.vcpu(v).pat(), (int) a[2]);
        return m.design.effective(EptWord.memoryType(m.ept.leaf(a[1])), pat);
    }

    private MemType reliedOn(long[] s, long[] a) {
        return Objects.requireNonNull(believed(s, a));
    }

    /** What the guest and the toolstack take an access for; null where the SDM leaves the overlap of MTRRs undefined. */
    private @Nullable MemType believed(long[] s, long[] a) {
        XenMachine m = machine.at(s);
        int v = (int) a[0];
        if (fields.cd.is(s, v)) {
            return MemType.UC;
        }
        if (kind(s, a[1]) != PageKind.RAM) {
            return MemType.WB;
        }
        int pinned = m.pinned(a[1], 0);
        if (pinned != Mapping.NOT_PINNED) {
            return MemType.ofCode(pinned);
        }
        MemType mtrr = Mtrrs.type(m.vcpu(v), m.address(a[1]));
        return mtrr == null ? null : EffectiveType.of(mtrr, Pat.entry(m.vcpu(v).pat(), (int) a[2]));
    }

    /** Whether a device that doesn't snoop ever uses any frame. */
    private boolean hasDevice() {
        boolean ranges = fields.iomem.bound() > 1 || fields.ioport.bound() > 1;
        return untold || ranges || fields.scope.get(XenSettings.IOMMU) != Iommu.NO;
    }

    /** Whether a device that doesn't snoop uses a frame: the domain has an IOMMU, or I/O memory or ports, or else nobody was told of it. */
    private boolean deviceUses(long[] s, int gfn) {
        XenMachine m = machine.at(s);
        boolean known = fields.created(s) && (m.iommu() || m.ioResources());
        return (known || untold) && isMemory(s, gfn);
    }
}
