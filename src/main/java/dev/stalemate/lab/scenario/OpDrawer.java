package dev.stalemate.lab.scenario;

import dev.stalemate.memtype.FixedRanges;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.Pat;
import dev.stalemate.model.Action;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Draws the operations of one generated scenario. It knows what has been done, so that it asks for little that KVM would refuse. */
final class OpDrawer {
    private static final int PAIRS = 8;
    private static final int MOST_DEVICES = 3;
    private static final long PAGE = 0x1000;
    private static final long LARGE = 1L << 21;
    private static final long CR0 = 0x31;
    private static final long CD = 0x4000_0000L;
    private static final long NW = 0x2000_0000L;
    private static final int SLOT1_MIB = 4;
    private static final long NEAR = 1L << 23;
    private static final int MOST_TRIES = 20;
    private static final long[] IN_SLOT1 = {0, PAGE, LARGE, 0x3fe000};
    private static final int[] USED_PAIRS = {0, 0, 0, 1, 1, 2, 7};

    private final SplittableRandom random;
    private final KvmOptions options;
    private final Map<Integer, Action> writes = new HashMap<>();
    private final List<Long> frames;
    private final List<Long> slots;
    private final int maxPhyAddr;
    private final List<KvmOp> ops = new ArrayList<>();
    private int vcpu;
    private int devices;
    private int dumps;
    private long slot1 = -1;
    private boolean quirkDisabled;

    OpDrawer(
            SplittableRandom random,
            KvmOptions options,
            List<Action> actions,
            List<Long> frames,
            List<Long> slots,
            int maxPhyAddr) {
        this.random = random;
        this.options = options;
        this.frames = frames;
        this.slots = slots;
        this.maxPhyAddr = maxPhyAddr;
        this.devices = options.ncdma() ? 1 : 0;
        for (Action action : actions) {
            if (action.name().equals("wrmsr")) {
                writes.put((int) action.parameters().get(1).domain().values()[0], action);
            }
        }
    }

    /** Most guests' firmware sets the default type and clears the masks first; some do not. */
    void firmware(Profile profile) {
        long[] types = {0xc06, 0xc06, 0x806, 0xc00};
        for (vcpu = 0; vcpu < options.vcpus(); vcpu++) {
            if (profile == Profile.FAULTS || random.nextInt(100) < 85) {
                add(KvmVerb.WRMSR, MtrrMsr.DEF_TYPE, types[random.nextInt(types.length)]);
            }
            if (random.nextInt(10) < 6) {
                for (int pair : new int[] {0, 1, 2, 7}) {
                    add(KvmVerb.WRMSR, MtrrMsr.physMask(pair), 0);
                }
            }
        }
        vcpu = 0;
    }

    void draw(Family family) {
        if (options.vcpus() > 1 && random.nextInt(10) < 3) {
            vcpu = random.nextInt(options.vcpus());
        }
        switch (family) {
            case TOUCH -> touch();
            case VARIABLE_RANGE -> write(KvmVerb.WRMSR, variable());
            case FIXED_RANGE -> write(KvmVerb.WRMSR, fixed());
            case DEFAULT_TYPE -> write(KvmVerb.WRMSR, MtrrMsr.DEF_TYPE);
            case PAT -> write(KvmVerb.WRMSR, Pat.MSR);
            case CD -> add(KvmVerb.CR0, random.nextInt(8) == 0 ? CR0 | CD | NW : random.nextBoolean() ? CR0 | CD : CR0);
            case DEVICE -> device();
            case FAULT -> fault();
            case BY_USERSPACE -> byUserspace();
            case QUIRK -> quirk();
            case READ_MSR -> add(KvmVerb.RDMSR, anyMsr());
            case WBINVD -> add(KvmVerb.WBINVD);
            case MMIO -> add(KvmVerb.MMIO, 0xfe000000L + PAGE * random.nextInt(2));
            case ZAP_ALL -> add(KvmVerb.ZAPALL);
            case SLOT1 -> slot1();
            case DISCARD -> discard();
            case COLLAPSE -> add(KvmVerb.COLLAPSE, LARGE * (1 + random.nextInt(3)));
            case DIRTY_LOG -> dirtyLog();
            case DUMP -> dump("d" + ++dumps);
        }
    }

    void dump(String label) {
        ops.add(KvmOp.dump(label));
    }

    List<KvmOp> ops() {
        return ops;
    }

    private void add(KvmVerb verb, long... numbers) {
        ops.add(KvmOp.of(verb, vcpu, numbers));
    }

    private long anyFrame() {
        return frames.get(random.nextInt(frames.size()));
    }

    private void touch() {
        if (slot1 >= 0 && random.nextInt(4) == 0) {
            add(KvmVerb.TOUCH, slot1 + IN_SLOT1[random.nextInt(IN_SLOT1.length)], 1);
            return;
        }
        long page = anyFrame();
        int pages = 1;
        while (pages < 3 && frames.contains(page + pages * PAGE) && random.nextBoolean()) {
            pages++;
        }
        switch (random.nextInt(10)) {
            case 0 -> add(KvmVerb.READ, page);
            case 1 -> add(KvmVerb.WRITE, page);
            case 2 -> add(KvmVerb.EXEC, page);
            default -> add(KvmVerb.TOUCH, page, pages);
        }
    }

    private int variable() {
        int pair = USED_PAIRS[random.nextInt(USED_PAIRS.length)];
        return random.nextBoolean() ? MtrrMsr.physBase(pair) : MtrrMsr.physMask(pair);
    }

    /** Mostly one over a page that is touched. */
    private int fixed() {
        long page = anyFrame();
        return FixedRanges.contains(page) && random.nextInt(5) > 0
                ? MtrrMsr.fixed(FixedRanges.field(page) / 8)
                : MtrrMsr.fixed(random.nextInt(11));
    }

    private int anyMsr() {
        return switch (random.nextInt(4)) {
            case 0 -> MtrrMsr.DEF_TYPE;
            case 1 -> Pat.MSR;
            case 2 -> fixed();
            default -> variable();
        };
    }

    /** A value from the model's own domain of the register; most ranges are small and low, where the pages are. */
    private long value(int msr) {
        long value = domainValue(msr);
        boolean near = MtrrMsr.isVariable(msr, PAIRS) && random.nextInt(10) < 7;
        for (int tries = 0; near && tries < MOST_TRIES && !isNear(msr, value); tries++) {
            value = domainValue(msr);
        }
        return value;
    }

    private static boolean isNear(int msr, long value) {
        long bits = value & -PAGE;
        return MtrrMsr.isMask(msr) ? Long.lowestOneBit(bits) <= NEAR : bits != 0 && bits <= NEAR;
    }

    private long domainValue(int msr) {
        Action action = writes.get(msr);
        if (action == null) {
            throw new IllegalStateException("the model does not write 0x" + Integer.toHexString(msr));
        }
        return action.parameters().get(2).domain().draw(random);
    }

    private void write(KvmVerb verb, int msr) {
        add(verb, msr, value(msr));
    }

    private void device() {
        boolean more = devices == 0 || (devices < MOST_DEVICES && random.nextInt(100) < 55);
        devices += more ? 1 : -1;
        add(more ? KvmVerb.REG : KvmVerb.UNREG);
    }

    /** A legal value with a bit too much, a register that there is not, or NW without CD. */
    private void fault() {
        int msr = anyMsr();
        switch (random.nextInt(6)) {
            case 0 -> add(KvmVerb.CR0, CR0 | NW);
            case 1 -> add(KvmVerb.WRMSR, random.nextBoolean() ? 0x210 : 0x2fe, 0x6);
            default -> {
                long value = value(msr) | 1L << random.nextInt(Long.SIZE);
                while (MtrrMsr.accepts(msr, value, maxPhyAddr, PAIRS)) {
                    value |= 1L << random.nextInt(Long.SIZE);
                }
                add(KvmVerb.WRMSR, msr, value);
            }
        }
    }

    private void byUserspace() {
        if (random.nextInt(4) == 0) {
            add(KvmVerb.HCR0, random.nextBoolean() ? CR0 | CD : CR0);
        } else {
            write(KvmVerb.HMSR, anyMsr());
        }
    }

    private void quirk() {
        if (!quirkDisabled) {
            quirkDisabled = true;
            add(KvmVerb.QUIRK, 2);
        }
    }

    private void slot1() {
        if (slot1 < 0 || random.nextBoolean()) {
            slot1 = slots.get(random.nextInt(slots.size()));
            add(KvmVerb.SLOT1, slot1, SLOT1_MIB);
        } else {
            slot1 = -1;
            add(KvmVerb.SLOT1DEL);
        }
    }

    /** Never where the guest's code is. */
    private void discard() {
        if (options.huge() && random.nextBoolean()) {
            add(KvmVerb.DISCARD, LARGE * (1 + random.nextInt(3)), 512);
        } else {
            add(KvmVerb.DISCARD, anyFrame(), random.nextInt(3) == 0 ? 16 : 1);
        }
    }

    private void dirtyLog() {
        switch (random.nextInt(3)) {
            case 0 -> add(KvmVerb.GETDIRTY);
            case 1 -> add(KvmVerb.DIRTYLOG, 0);
            default -> add(KvmVerb.DIRTYLOG, 1);
        }
    }
}
