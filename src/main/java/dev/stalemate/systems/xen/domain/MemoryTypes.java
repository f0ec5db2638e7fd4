package dev.stalemate.systems.xen.domain;

import dev.stalemate.systems.xen.design.Hvm;
import dev.stalemate.systems.xen.design.XenDesign;
import dev.stalemate.systems.xen.design.XenDesign.TypeChange;
import dev.stalemate.systems.xen.leaf.Costs;
import dev.stalemate.systems.xen.leaf.Cover;
import dev.stalemate.systems.xen.leaf.EmtTable;
import dev.stalemate.systems.xen.leaf.EptTables;
import dev.stalemate.systems.xen.leaf.EptTables.Walk;
import dev.stalemate.systems.xen.leaf.Mapping;
import dev.stalemate.systems.xen.leaf.P2mType;
import dev.stalemate.systems.xen.leaf.XenMtrrs;

/**
 * The memory types of one domain: a design, the domain and the host that it asks, and the EPT that follows. The same rules for every store:
 * the packed state that is searched, and the domain that plays a real run.
 *
 * <p>It remembers which leaf it was asked about last, so it belongs to one thread.
 */
public final class MemoryTypes implements Mapping, EptTables.LeafTypes, TypeChange {
    private final XenDesign design;
    private final Hvm domain;
    private final Host host;
    private final Costs costs;
    private final EptTables ept;
    private long gfn;
    private long mfn;
    private int order;
    private P2mType type = P2mType.RAM;

    /** Makes a domain's EPT, given the types of its leaves. */
    @FunctionalInterface
    public interface EptFactory {
        /** An empty EPT. */
        EptTables make(EptTables.LeafTypes types);
    }

    /** The types of a domain whose EPT is empty. */
    public MemoryTypes(XenDesign design, Hvm domain, Host host, Costs costs, EptFactory factory) {
        this.design = design;
        this.domain = domain;
        this.host = host;
        this.costs = costs;
        this.ept = factory.make(this);
    }

    /** The EPT. */
    public EptTables ept() {
        return ept;
    }

    /** The leaf that would be installed now, or {@link EmtTable#SPLIT}: epte_get_entry_emt(). */
    @Override
    public int leaf(long ofGfn, long ofMfn, int ofOrder, P2mType ofType) {
        gfn = ofGfn;
        mfn = ofMfn;
        order = ofOrder;
        type = ofType;
        return design.leaf(domain, this);
    }

    /**
     * The current vCPU touches a gfn, until the access succeeds or finds nothing mapped: each misconfiguration on the way is an exit, and
     * is resolved.
     *
     * @return whether there is a leaf
     */
    public boolean touch(long touched) {
        Walk walk = ept.walk(touched);
        while (walk == Walk.MISCONFIGURED) {
            costs.exit();
            if (!ept.resolve(touched)) {
                throw new IllegalStateException("gfn 0x" + Long.toHexString(touched) + " can't be resolved");
            }
            walk = ept.walk(touched);
        }
        return walk == Walk.LEAF;
    }

    @Override
    public void memoryTypeChanged() {
        design.memoryTypeChanged(domain, this);
    }

    @Override
    public void p2mMemoryTypeChanged() {
        ept.markAll();
    }

    @Override
    public void flushCaches() {
        costs.cacheFlush();
    }

    @Override
    public void recomputeAll() {
        ept.recomputeAll();
    }

    @Override
    public long gfn() {
        return gfn;
    }

    @Override
    public long mfn() {
        return mfn;
    }

    @Override
    public int order() {
        return order;
    }

    @Override
    public P2mType type() {
        return type;
    }

    @Override
    public boolean honoursGuestTypes() {
        return design.honoursGuestTypes(domain);
    }

    @Override
    public Cover readOnlyMmio() {
        return host.readOnlyMmio(mfn, order);
    }

    @Override
    public boolean valid() {
        return host.valid(mfn);
    }

    @Override
    public Cover special() {
        return host.special(mfn, order);
    }

    @Override
    public boolean apicAccessPage() {
        return host.apicAccessPage(mfn, order);
    }

    @Override
    public int pinned() {
        return domain.pinned(design.firstToLookUp(gfn, order), order);
    }

    @Override
    public boolean uncachedMode() {
        return domain.uncachedMode();
    }

    @Override
    public int guestType() {
        return design.guestType(domain.mtrrs(), domain.address(gfn), order);
    }

    @Override
    public int hostType() {
        return XenMtrrs.type(host.hostMtrrs(), mfn << 12, order);
    }
}
