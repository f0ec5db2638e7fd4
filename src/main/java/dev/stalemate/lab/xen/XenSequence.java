package dev.stalemate.lab.xen;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.Pat;
import dev.stalemate.model.Domain;
import dev.stalemate.paging.WideMsr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** One random sequence, as it is written; it keeps in mind which gfns a guest may touch. */
final class XenSequence {
    private static final int OPERATIONS = 36;
    private static final int BETWEEN_DUMPS = 6;
    private static final int MAXPHYADDR = 40;
    private static final int PAIRS = 8;
    private static final long LARGE = 0x200;
    /** Large leaves of RAM begin here, small ones behind them, and then there is room for what is mapped later. */
    private static final long FIRST_LARGE = 0x200;

    private static final long FIRST_SMALL = 0x800;
    private static final long ROOM = 0x900;
    private static final long MMIO_ROOM = 0xA00;

    private static final String[] IOMEM = {"b0 1", "a0 10", "b4 4", "f0000 200", "fec00 1", "fed00 1"};
    private static final String[] IOPORT = {"378 8", "80 1"};
    private static final String[] PINS = {
        "800 803", "804 807", "802 805", "200 27f", "200 3ff", "280 47f", "400 5ff", "c0 c3", "600 601", "900 9ff"
    };

    private final String name;
    private final SplittableRandom random;
    private final List<String> commands = new ArrayList<>();
    private final List<Long> touchable = new ArrayList<>();
    private final List<String> iomem = new ArrayList<>();
    private final List<String> ioport = new ArrayList<>();
    private final List<String> pins = new ArrayList<>();
    private final List<String> mapped = new ArrayList<>();
    private final Map<String, Long> specialAt = new HashMap<>();
    private final Domain[] wide;
    private final int[] msrs;
    private final int vcpus;
    private final boolean grants;
    private long room = ROOM;
    private long mmioRoom = MMIO_ROOM;
    private int references = 8;

    XenSequence(long seed, int number) {
        name = "x" + seed + "-" + number;
        random = new SplittableRandom(seed * 1_000_003 + number);
        vcpus = random.nextInt(3) == 0 ? 2 + random.nextInt(2) : 1;
        grants = random.nextInt(4) == 0;
        msrs = IntStream.concat(
                        IntStream.of(MtrrMsr.DEF_TYPE, Pat.MSR),
                        IntStream.concat(
                                IntStream.range(0, 11).map(MtrrMsr::fixed),
                                IntStream.range(0, PAIRS)
                                        .flatMap(n -> IntStream.of(MtrrMsr.physBase(n), MtrrMsr.physMask(n)))))
                .toArray();
        long[] frames = LongStream.of(0x10, 0xC0, 0x200, 0x280, 0x3FF, 0x400, 0x600, 0x800, 0x804)
                .map(gfn -> gfn << 12)
                .toArray();
        wide = IntStream.of(msrs)
                .mapToObj(msr -> WideMsr.domain(msr, MAXPHYADDR, frames))
                .toArray(Domain[]::new);
    }

    XenScenario scenario() {
        begin();
        for (int i = 1; i <= OPERATIONS; i++) {
            operation();
            if (i % BETWEEN_DUMPS == 0) {
                commands.add(String.format("dump s%02d", i / BETWEEN_DUMPS));
            }
        }
        commands.add("destroy A");
        return new XenScenario(name, commands);
    }

    private void begin() {
        if (random.nextInt(5) == 0) {
            commands.add("mtrrinit 0");
        }
        if (grants) {
            commands.add("create B 1");
            commands.add("ram B 0 64 0");
            commands.add("ram B 100 16 0");
            commands.add("physmap B 1 0 180");
        }
        commands.add(String.format("create A %d", vcpus));
        ram(0x10, 24, 0);
        ram(0xC0, 8, 0);
        ram(FIRST_LARGE, 3, 9);
        ram(FIRST_SMALL, 8, 0);
        // Code, mailboxes and stacks: nothing else may happen to them.
        touchable.removeIf(gfn -> gfn > 0x10 && gfn < 0x28);
        commands.add("load A");
        commands.add("rd 10");
    }

    private void ram(long gfn, int count, int order) {
        commands.add(String.format("ram A %x %d %d", gfn, count, order));
        for (int i = 0; i < count; i++) {
            long first = gfn + ((long) i << order);
            touchable.add(first);
            if (order > 0) {
                touchable.add(first + 0x80);
                touchable.add(first + LARGE - 1);
            }
        }
    }

    private void operation() {
        if (vcpus > 1 && random.nextInt(3) == 0) {
            commands.add(String.format("use A %d", random.nextInt(vcpus)));
        }
        int which = random.nextInt(100);
        if (which < 30) {
            touch();
        } else if (which < 56) {
            wrmsr();
        } else if (which < 60) {
            commands.add(String.format("rdmsr %x", msrs[random.nextInt(msrs.length)]));
        } else if (which < 72) {
            range("iomem", IOMEM, iomem);
        } else if (which < 76) {
            range("ioport", IOPORT, ioport);
        } else if (which < 84) {
            pin();
        } else if (which < 95) {
            map();
        } else {
            state();
        }
    }

    private void touch() {
        long gfn = touchable.get(random.nextInt(touchable.size()));
        if (random.nextInt(4) == 0 && gfn >= FIRST_LARGE && gfn < ROOM) {
            commands.add(String.format("wr %x %x", gfn, random.nextInt(0x10000)));
        } else {
            commands.add(String.format("rd %x", gfn));
        }
    }

    private void wrmsr() {
        int which = random.nextInt(4);
        if (which == 1) {
            pair();
            return;
        }
        which = which == 0 ? 0 : random.nextInt(msrs.length);
        long value = random.nextInt(3) == 0 ? familiar(msrs[which]) : wide[which].draw(random);
        commands.add(String.format(
                "wrmsr %x %x", msrs[which], random.nextInt(10) == 0 ? refused(msrs[which], value) : value));
    }

    /** A variable range as a driver makes it: a part of a large page, or some of them. */
    private void pair() {
        int number = random.nextInt(PAIRS);
        commands.add(String.format("wrmsr %x %x", MtrrMsr.physBase(number), familiar(MtrrMsr.physBase(number))));
        commands.add(String.format("wrmsr %x %x", MtrrMsr.physMask(number), familiar(MtrrMsr.physMask(number))));
    }

    /** What firmware and drivers write: the default type on or off, a range about as large as a large page. */
    private long familiar(int msr) {
        long[] types = {0, 1, 4, 5, 6};
        long type = types[random.nextInt(types.length)];
        if (msr == MtrrMsr.DEF_TYPE) {
            long[] enables = {0xC00, 0xC00, 0x800, 0x400, 0};
            return enables[random.nextInt(enables.length)] | (random.nextInt(2) == 0 ? MemType.WB.code() : type);
        }
        if (!MtrrMsr.isVariable(msr, PAIRS)) {
            return msr == Pat.MSR ? Pat.RESET : type * 0x0101010101010101L;
        }
        long[] bases = {0x200000, 0x280000, 0x400000, 0x600000, 0x800000};
        long[] masks = {0, 0xFFFFF80800L, 0xFFFFF00800L, 0xFFFFE00800L, 0xFFFFC00800L, 0xFFFFFFF800L};
        return MtrrMsr.isMask(msr) ? masks[random.nextInt(masks.length)] : bases[random.nextInt(bases.length)] | type;
    }

    /** A value that faults: of a type that is none, or with a reserved bit. */
    private long refused(int msr, long value) {
        boolean isMask = MtrrMsr.isVariable(msr, PAIRS) && MtrrMsr.isMask(msr);
        return random.nextBoolean() && !isMask
                ? (value & ~0xFFL) | 2
                : (value ^ (1L << (52 + random.nextInt(11)))) | (3L << 62);
    }

    private void range(String what, String[] all, List<String> permitted) {
        boolean permit = permitted.isEmpty() || random.nextBoolean();
        String range = permit ? all[random.nextInt(all.length)] : permitted.get(random.nextInt(permitted.size()));
        permitted.remove(range);
        if (permit) {
            permitted.add(range);
        }
        commands.add(String.format("%s A %d %s", what, permit ? 1 : 0, range));
    }

    private void pin() {
        String range = PINS[random.nextInt(PINS.length)];
        if (pins.contains(range) && random.nextInt(5) < 3) {
            pins.remove(range);
            commands.add(String.format("pin A %s del", range));
            return;
        }
        pins.add(range);
        commands.add(String.format("pin A %s %d", range, new int[] {0, 1, 4, 5, 6, 7}[random.nextInt(6)]));
    }

    private void map() {
        int which = random.nextInt(grants ? 8 : 5);
        if (which == 0) {
            ram(room++, 1, 0);
        } else if (which == 1) {
            // One of Xen's own pages is at one gfn at a time.
            String page = random.nextInt(3) == 0 ? "0 0" : "1 " + random.nextInt(3);
            commands.add(String.format("physmap A %s %x", page, room));
            touchable.remove(specialAt.put(page, room));
            touchable.add(room++);
        } else if (which == 2) {
            remove();
        } else if (which < 5) {
            mmio();
        } else {
            commands.add(String.format("grant B 180 %x %x A", references, 0x100 + random.nextInt(16)));
            commands.add(String.format("mapgrant B %x %x %d", references++, room, random.nextBoolean() ? 2 : 6));
            touchable.add(room++);
        }
    }

    /** A page is removed; of a large leaf, that splits it. */
    private void remove() {
        List<Long> removable = touchable.stream()
                .filter(gfn -> gfn >= FIRST_LARGE && gfn < FIRST_SMALL + 8)
                .toList();
        if (!removable.isEmpty()) {
            Long gfn = removable.get(random.nextInt(removable.size()));
            touchable.remove(gfn);
            commands.add(String.format("unphysmap A %x", gfn));
        }
    }

    /** Device memory of a range is mapped, or unmapped again. Without permission Xen refuses it, which is worth a try, too. */
    private void mmio() {
        if (!mapped.isEmpty() && random.nextInt(3) == 0) {
            String block = mapped.remove(random.nextInt(mapped.size()));
            long gfn = Long.parseLong(block.substring(0, block.indexOf(' ')), 16);
            touchable.remove(gfn);
            commands.add(String.format("mmap A 0 %s", block));
            return;
        }
        boolean permitted = !iomem.isEmpty() && random.nextInt(8) != 0;
        String range = permitted ? iomem.get(random.nextInt(iomem.size())) : IOMEM[random.nextInt(IOMEM.length)];
        boolean large = range.startsWith("f0000");
        if (large) {
            mmioRoom = (mmioRoom + LARGE - 1) & -LARGE;
        }
        String block = String.format("%x %s", mmioRoom, range);
        commands.add(String.format("mmap A 1 %s", block));
        if (iomem.contains(range)) {
            mapped.add(block);
            touchable.add(mmioRoom);
        }
        mmioRoom += large ? LARGE : 0x10;
    }

    private void state() {
        switch (random.nextInt(5)) {
            case 0 -> commands.add("saverestore A");
            case 1 -> commands.add(String.format("mtrrctx A %d", random.nextInt(vcpus)));
            case 2 -> commands.add("cr0 40000000 20000000");
            case 3 -> commands.add("cr0 0 60000000");
            default -> commands.add("wbinvd");
        }
    }
}
