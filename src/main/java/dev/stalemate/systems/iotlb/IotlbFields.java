package dev.stalemate.systems.iotlb;

import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Notation;
import dev.stalemate.model.Program;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Tally;
import dev.stalemate.paging.MachineFrames;
import dev.stalemate.paging.PageReferences;
import dev.stalemate.paging.TaggedTlb;
import dev.stalemate.systems.iotlb.IotlbDesign.Absent;
import dev.stalemate.systems.iotlb.IotlbDesign.Held;
import dev.stalemate.systems.iotlb.IotlbDesign.Moves;
import dev.stalemate.systems.iotlb.IotlbDesign.Signal;
import dev.stalemate.systems.iotlb.IotlbDesign.Wait;
import org.jspecify.annotations.Nullable;

/**
 * The state as a layout: the guest's p2m, which is the IOMMUs' tables as well, the owners and holders of its frames, each IOMMU's TLB and
 * command queue, and where CPUs stand in the guest's hypercalls.
 *
 * <p>What a scope leaves constant takes no bits.
 */
final class IotlbFields {
    /** What a CPU does. */
    static final int REMOVE = 1;

    static final int MAP = 2;
    static final int MOVE = 3;

    /** What a CPU flushes: the page that it has just removed from its dfn. */
    static final int PAGE = 0;
    /** The page that it has just mapped. */
    static final int ADDED = 1;
    /** The dfns that pages were moved from. */
    static final int OLD = 2;
    /** The dfns that they were moved to. */
    static final int NEW = 3;
    /** Everything. */
    static final int ALL = 4;

    /** Where a CPU can stand, by the step that it takes next. */
    static final String[] LABELS = {"idle", "lock", "unmap", "flush", "wait", "free", "take", "unlock", "put"};

    static final int IDLE = 0;
    static final int LOCK = 1;
    static final int UNMAP = 2;
    static final int FLUSH = 3;
    static final int WAIT = 4;
    static final int FREE = 5;
    static final int TAKE = 6;
    static final int UNLOCK = 7;
    static final int PUT = 8;

    private static final String[] OPS = {"none", "remove", "map", "move"};
    private static final String[] SITES = {"page", "added", "old", "new", "all"};

    final Scope scope;
    final Layout layout;
    final Index cpu;
    final Index dfn;
    final Index iommu;
    final MachineFrames frames;
    final PageReferences references;
    final Program cpus;
    /** Whether the IOMMUs keep absent entries. */
    final boolean cachingMode;

    /** Whether a flush of an absent entry does anything to the guest's translations. */
    final boolean reachesAbsent;

    /** 1 + the CPU that holds it, or 0. */
    final IntField p2mLock;

    final IntField op;
    /** The dfn that is removed or mapped, or the first that pages are moved to since the last flush. */
    final IntField to;
    /** The first that pages are moved from since then. */
    final IntField from;
    /** How many were moved since then, and how many are left. */
    final IntField done;

    final IntField left;
    /** 1 + the machine frame that is to be freed, or 0. */
    final IntField inHand;
    /** Which frames a move holds. */
    final IntField holds;
    /** Which frames a move has kept, since their flush failed; null where a design keeps none. */
    private final @Nullable IntField kept;

    /** What is being flushed, in which IOMMU, and whether that has failed. */
    final IntField site;

    final IntField at;
    final IntField error;

    /** 1 + the machine frame that a dfn maps, or 0. */
    final IntField p2m;

    final TaggedTlb tlb;
    final CommandQueue queue;

    final Tally flushes;
    final Tally moved;

    IotlbFields(Scope scope, IotlbDesign design) {
        this.scope = scope;
        cpu = Index.of("cpu", scope.get(IotlbSettings.CPUS));
        int size = scope.get(IotlbSettings.FRAMES);
        dfn = new Index("dfn", size, i -> "0x" + Integer.toHexString(i));
        iommu = Index.of("iommu", scope.get(IotlbSettings.IOMMUS));
        cachingMode = scope.get(IotlbSettings.CACHING_MODE);
        reachesAbsent = cachingMode && design.absent == Absent.OWN_ID;
        int range = scope.get(IotlbSettings.MOVES);
        if (range > size) {
            throw new IllegalArgumentException("scope setting moves: there are only " + size + " dfns");
        }
        int commands = scope.get(IotlbSettings.COMMANDS);
        if (commands == 1) {
            throw new IllegalArgumentException("scope setting commands: a flush takes two");
        }
        boolean moves = range > 0;
        boolean holding = moves && design.moves != Moves.EACH_PAGE && design.holdsMoved != Held.NOT;
        boolean fails = scope.get(IotlbSettings.ERRORS) || design.waits == Wait.REPORTS;

        Layout.Builder b = new Layout.Builder().lane(cpu).actor("device", "dma").actor("IOMMU", "process");
        cpus = new Program(b, cpu, LABELS);
        p2mLock = b.number("p2m-lock", cpu.size() + 1, IotlbFields::holder);
        op = b.number("op", OPS.length, v -> OPS[v], cpu);
        to = b.number("to", size, dfn::text, cpu);
        from = b.number("from", moves ? size : 1, dfn::text, cpu);
        done = b.number("done", range + 1, Integer::toString, cpu);
        left = b.number("left", range + 1, Integer::toString, cpu);
        inHand = b.number("in-hand", size + 1, IotlbFields::mapped, cpu);
        site = b.number("flushes", SITES.length, v -> SITES[v], cpu);
        at = b.number("of-iommu", iommu.size(), Integer::toString, cpu);
        b.told(p2mLock, Notation.of("free", cpu)).told(at, Notation.of(iommu));
        b.called(to, "target dfn")
                .called(from, "source dfn")
                .called(at, "IOMMU in turn")
                .called(inHand, "page in hand");
        b.called(done, "pages done").called(left, "pages left");
        error = b.number("error", fails ? 2 : 1, Integer::toString, cpu);
        p2m = b.number("p2m", size + 1, IotlbFields::mapped, dfn);
        frames = new MachineFrames(b, true, size);
        holds = b.number("holds", holding ? 2 : 1, Integer::toString, cpu, frames.index());
        boolean keeps = holding && fails && design.holdsMoved == Held.UNTIL_FLUSHED;
        kept = keeps ? b.number("kept", 2, Integer::toString, frames.index()) : null;
        references = new PageReferences(b, holding, frames, cpu.size() + (keeps ? 1 : 0));
        int targets = cachingMode ? size + 1 : size;
        tlb = new TaggedTlb(b, "iotlb", targets, this::target, iommu, dfn);
        queue = new CommandQueue(b, commands, design.signal == Signal.STATUS_BIT, cpu, dfn, iommu);
        boolean counts = scope.get(IotlbSettings.COSTS);
        flushes = new Tally(b, "IOTLB flushes", counts);
        moved = new Tally(b, "pages moved", counts);
        layout = b.build();
    }

    /** Every dfn maps the machine frame of its number. */
    long[] initial() {
        long[] s = layout.blank();
        for (int d = 0; d < dfn.size(); d++) {
            p2m.set(s, d, d + 1);
            references.allocate(s, d);
        }
        return s;
    }

    /** The target that stands for an absent entry in a TLB. */
    int absent() {
        return dfn.size();
    }

    /** A target as a person reads it. */
    String target(int t) {
        return t == absent() ? "absent" : "mfn " + t;
    }

    /** What a device's DMA to a dfn would reach, by the TLB or else by the tables: a machine frame, or {@link #absent}. */
    int translation(long[] s, int i, int d) {
        if (tlb.has(s, i, d)) {
            return tlb.target(s, i, d);
        }
        return p2m.get(s, d) == 0 ? absent() : p2m.get(s, d) - 1;
    }

    /** The dfn that a CPU's call is at: that which is removed or mapped, or which the next page of a move goes to. */
    int toNow(long[] s, int c) {
        return to.get(s, c) + done.get(s, c);
    }

    /** The dfn that the next page of a move comes from. */
    int fromNow(long[] s, int c) {
        return from.get(s, c) + done.get(s, c);
    }

    /** All that a call has moved so far is flushed: it goes on with the rest, or is over. Returns where the CPU stands then. */
    int settle(long[] s, int c) {
        boolean more = left.get(s, c) > 0;
        from.set(s, c, more ? fromNow(s, c) : 0);
        to.set(s, c, more ? toNow(s, c) : 0);
        done.set(s, c, 0);
        site.set(s, c, 0);
        if (!more) {
            op.set(s, c, 0);
        }
        return more ? LOCK : IDLE;
    }

    private static String holder(int v) {
        return v == 0 ? "free" : "cpu " + (v - 1);
    }

    private static String mapped(int v) {
        return v == 0 ? "none" : "mfn " + (v - 1);
    }

    /** A move's frames are kept: it forgets them, and one reference to each stays for ever. */
    void keepHeld(long[] s, int c) {
        IntField ever = kept;
        for (int m = 0; m < dfn.size(); m++) {
            if (holds.is(s, c * dfn.size() + m)) {
                holds.set(s, c * dfn.size() + m, 0);
                if (ever != null) {
                    if (ever.is(s, m)) {
                        references.drop(s, m);
                    }
                    ever.set(s, m, 1);
                }
            }
        }
    }
}
