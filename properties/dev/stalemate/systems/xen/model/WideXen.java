package dev.stalemate.systems.xen.model;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrState;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.systems.xen.design.XenDesign;
import dev.stalemate.systems.xen.domain.GuestMemory;
import dev.stalemate.systems.xen.domain.Machine;
import dev.stalemate.systems.xen.domain.MemoryTypes;
import dev.stalemate.systems.xen.domain.XenDomain;
import dev.stalemate.systems.xen.leaf.Costs;
import dev.stalemate.systems.xen.leaf.EptTables;
import dev.stalemate.systems.xen.leaf.EptTables.Walk;
import dev.stalemate.systems.xen.leaf.EptWord;
import dev.stalemate.systems.xen.leaf.Pins;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A domain at full width that random things happen to, and a plain judge beside it: which page each frame maps, which frames are pinned and
 * which MTRRs were written is kept frame by frame and register by register, and a type is what the rule says of one frame. The judge knows
 * no tables, no marks, no orders.
 */
final class WideXen {
    static final int MAXPHYADDR = 40;

    /** Places for RAM and all else: first frame, order of what is populated there. */
    private static final long[][] PLACES = {
        {0x10, 0},
        {0xC0, 0},
        {0x100, 0},
        {0x200, 9},
        {0x400, 9},
        {0x600, 9},
        {0xFEC00, 0},
        {0x40000, 18},
        {0xFFFFC00, 9},
    };

    private static final int[] TYPES = {0, 1, 4, 5, 6};

    final XenDomain domain;
    private final Random random;
    private final Map<Long, PageKind> small = new HashMap<>();
    private final Map<Long, Integer> pins = new HashMap<>();
    private final MtrrState mtrrs = new MtrrState(MAXPHYADDR, XenDomain.PAIRS);
    private final boolean[] ranges = new boolean[4];
    private final boolean iommu;
    /** The first and the last frame of the last range that was pinned. */
    private long[] lastPin = {0x10, 0x10};

    private int exits;

    WideXen(XenDesign design, MemoryTypes.@Nullable EptFactory tables, boolean iommu, long seed) {
        this.random = new Random(seed);
        this.iommu = iommu;
        MtrrState host = new MtrrState(MAXPHYADDR, 8);
        host.wrmsr(0x2FF, 0x806);
        Machine machine = new Machine(host).addReadOnlyMmio(0xFED00, 1);
        Costs costs = new Costs() {
            @Override
            public void exit() {
                exits++;
            }
        };
        domain = new XenDomain(
                design, machine, 1, iommu, MAXPHYADDR, costs, tables == null ? XenDomain.realTables(costs) : tables);
        for (long[] place : PLACES) {
            domain.memory().populate(place[0], (int) place[1]);
            place(place[0], (int) place[1], PageKind.RAM);
        }
        for (long gfn = 0x800; gfn < 0x900; gfn++) {
            domain.memory().populate(gfn, 0);
            place(gfn, 0, PageKind.RAM);
        }
        domain.start();
        place(GuestMemory.APIC_GFN, 0, PageKind.GRANT_TABLE);
    }

    /** Only frames that a 4K leaf of their own was asked for are listed one by one; large places are RAM throughout. */
    private void place(long gfn, int order, PageKind kind) {
        if (order == 0) {
            small.put(gfn, kind);
        }
    }

    /** How many misconfiguration exits there were. */
    int exits() {
        return exits;
    }

    /** Something random happens. */
    void step() {
        switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> domain.touch(0, anyFrame());
            case 4, 5, 6 -> wrmsr();
            case 7 -> range(random.nextInt(4));
            case 8 -> pin();
            case 9 -> map(0xA00 + random.nextInt(0x40));
            case 10 -> unmap(0xA00 + random.nextInt(0x40));
            default -> shatter();
        }
    }

    private long anyFrame() {
        long[] place = PLACES[random.nextInt(PLACES.length)];
        return random.nextInt(3) == 0 ? 0x800 + random.nextInt(0x240) : place[0] + random.nextLong(1L << place[1]);
    }

    private void wrmsr() {
        switch (random.nextInt(4)) {
            case 0 -> write(0x2FF, (random.nextInt(4) == 0 ? random.nextInt(4) << 10 : 0xC00) | type());
            case 1 -> {
                long value = 0;
                for (int i = 0; i < 8; i++) {
                    value = value << 8 | type();
                }
                write(random.nextBoolean() ? 0x250 : 0x268, value);
            }
            default -> {
                int pair = random.nextInt(3);
                long size = 0x1000L << random.nextInt(20);
                write(0x200 + 2 * pair, ((anyFrame() << 12) & -size) | type());
                if (random.nextBoolean()) {
                    long valid = random.nextInt(5) == 0 ? 0 : 0x800;
                    write(0x201 + 2 * pair, (-size & ((1L << MAXPHYADDR) - 1)) | valid);
                }
            }
        }
    }

    private void write(int msr, long value) {
        if (domain.wrmsr(0, msr, value)) {
            mtrrs.wrmsr(msr, value);
        }
    }

    private long type() {
        return random.nextInt(3) == 0 ? TYPES[random.nextInt(TYPES.length)] : 6;
    }

    private void range(int n) {
        ranges[n] = !ranges[n];
        if (n < 2) {
            domain.iomem(ranges[n], 0xB0 + 16L * n, 4);
        } else {
            domain.ioport(ranges[n], 0x300 + 16L * n, 4);
        }
    }

    private void pin() {
        boolean again = random.nextInt(3) == 0;
        long first = again ? lastPin[0] : anyFrame();
        long last = again ? lastPin[1] : first + random.nextInt(3) * 0x100L;
        int type = TYPES[random.nextInt(TYPES.length)];
        if (random.nextInt(3) > 0) {
            if (domain.pin(first, last, type).errno() == 0) {
                lastPin = new long[] {first, last};
                for (long gfn = first; gfn <= last; gfn++) {
                    pins.put(gfn, type);
                }
            }
        } else if (!pins.isEmpty()) {
            // A range that is pinned starts and ends somewhere: any pinned frame lies between two such places.
            long from = pins.keySet().iterator().next();
            for (long length : new long[] {1, 0x101, 0x201}) {
                if (domain.pin(from, from + length - 1, Pins.DELETE).errno() == 0) {
                    for (long gfn = from; gfn < from + length; gfn++) {
                        pins.remove(gfn);
                    }
                }
            }
        }
    }

    private void map(long gfn) {
        if (small.containsKey(gfn)) {
            return;
        }
        PageKind kind = random.nextBoolean() ? PageKind.GRANT_TABLE : PageKind.GRANT;
        if (kind == PageKind.GRANT_TABLE) {
            // The frame leaves the place where it was; the APIC access page has its own.
            small.entrySet().removeIf(e -> e.getValue() == kind && e.getKey() != GuestMemory.APIC_GFN);
            domain.memory().mapGrantTable(0, gfn);
        } else {
            domain.mapGrant(0, gfn, 1 << 25, false);
        }
        small.put(gfn, kind);
    }

    private void unmap(long gfn) {
        if (domain.memory().remove(gfn)) {
            small.remove(gfn);
        }
    }

    private void shatter() {
        domain.execute(0, anyFrame());
    }

    /** What is wrong with the leaves: every frame of an unmarked leaf must have the type that the rule gives it now. */
    @Nullable
    String wrong() {
        EptTables ept = domain.types().ept();
        for (long gfn = 0; gfn < ept.frames(); gfn = ept.next(gfn)) {
            if (ept.walk(gfn) == Walk.LEAF) {
                long size = 1L << ept.order(ept.leafLevel(gfn));
                int has = EptWord.memoryType(ept.leaf(gfn));
                for (long g = gfn; g < gfn + size; g += Math.max(1, size >> 11)) {
                    String right = rule(g);
                    if (right != null && !right.equals(EptLeaf.text(has))) {
                        return String.format(
                                "gfn %x of a leaf of %x has %s, and should have %s", g, size, EptLeaf.text(has), right);
                    }
                }
            }
        }
        return null;
    }

    /** The type of one frame of ordinary memory, in words; null where the SDM leaves it undefined. */
    private @Nullable String rule(long gfn) {
        boolean anyRange = ranges[0] || ranges[1] || ranges[2] || ranges[3];
        PageKind kind = small.getOrDefault(gfn, PageKind.RAM);
        if ((!iommu && !anyRange) || kind != PageKind.RAM) {
            return "WB+IPAT";
        }
        Integer pinned = pins.get(gfn);
        if (pinned != null) {
            return MemType.ofCode(pinned) + "+IPAT";
        }
        MemType type = Mtrrs.type(mtrrs, gfn << 12);
        return type == null ? null : type.toString();
    }
}
