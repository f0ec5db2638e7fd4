package dev.stalemate.lab.judge;

import dev.stalemate.lab.judge.GuestSlots.Slot;
import dev.stalemate.lab.judge.KvmRun.Taken;
import dev.stalemate.lab.scenario.KvmOp;
import dev.stalemate.lab.scenario.KvmOptions;
import dev.stalemate.lab.scenario.KvmScenario;
import dev.stalemate.lab.scenario.KvmVerb;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.systems.kvm.KvmVersion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Plays what a machine did on the model of a design, for the pages of one chunk. What KVM refused is not done. */
final class KvmPlay {
    static final int PAIRS = 8;
    static final long CR0_CD = 0x4000_0000L;
    static final long CR0_NW = 0x2000_0000L;
    private static final String SLOT = "slot";
    private static final int INVALID = 22;
    private static final int NO_MEMORY = 12;
    /** PE, ET and NE: all that the guest has in CR0 beside CD and NW. */
    private static final long CR0 = 0x31;

    private final KvmOptions options;
    private final KvmVersion designs;
    private final Chunk chunk;
    private final GuestSlots slots;
    private final HostMemory memory;
    private final Map<Integer, Long> cr0;
    private final Set<Integer> masksWritten = new HashSet<>();
    private long disabledQuirks;
    private int ran;
    private boolean blind;
    final Refusals refusals;
    PlayedModel model;
    /** Zaps of leaves that KVM refuses with a warning: of a PHYSBASE whose PHYSMASK was never written, the range ends at 0. */
    int refusedZaps;

    /** Something that the model can't play. */
    static final class UnplayableException extends Exception {
        UnplayableException(String what) {
            super(what);
        }
    }

    KvmPlay(KvmScenario scenario, KvmRun run, KvmVersion designs, int maxPhyAddr, Chunk chunk) {
        this.options = scenario.options();
        this.designs = designs;
        this.chunk = chunk;
        this.slots = new GuestSlots(options);
        this.refusals = new Refusals(options, slots, designs.quirk());
        this.memory = new HostMemory(options.huge(), this::zapped);
        disabledQuirks = options.quirkCd() || refused(run.refused(), "quirk") ? 0 : KvmVersion.CD_NW_CLEARED;
        model = new PlayedModel(
                designs.design(disabledQuirks), PlayedScope.of(scenario, designs, maxPhyAddr, chunk), chunk.frames());
        cr0 = run.cr0().entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        start();
    }

    private void start() {
        // The VMM itself writes the guest's code.
        memory.write(GuestSlots.LOW, KvmScenario.CODE);
        if (options.ncdma()) {
            model.take("attach-device");
        }
        cr0.forEach((v, value) -> model.putCd(v, (value & CR0_CD) != 0));
        if (options.dirty()) {
            logging(true);
        }
        tellHostPages();
    }

    /** What KVM would refuse of an operation, if all that it needs is there: what there are no slots for. */
    List<String> refuses(KvmOp op) {
        return switch (op.verb()) {
            case SLOT1DEL -> slots.slot(GuestSlots.MOVING) == null ? List.of(SLOT) : List.of();
            case COLLAPSE ->
                options.huge() && memory.canCollapse(GuestSlots.LOW, op.number(0)) ? List.of() : List.of("collapse");
            default -> List.of();
        };
    }

    /** Whether a dump says nothing: the vCPU that ran last has lost its tables since (KVM_SET_SREGS). */
    boolean isBlind() {
        return blind;
    }

    private static boolean refused(List<KvmRun.Refusal> refusals, String what) {
        return refusals.stream().anyMatch(r -> r.what().equals(what));
    }

    /** Plays an operation. */
    void play(Taken taken) throws UnplayableException {
        KvmOp op = taken.op();
        if (op.verb().byGuest()) {
            ran = op.vcpu();
            blind = false;
        }
        switch (op.verb()) {
            case WRMSR, HMSR -> wrmsr(taken);
            case CR0 -> guestCr0(taken);
            case HCR0 -> hostCr0(taken);
            case READ, MMIO -> access(op.vcpu(), op.pages(), false);
            case WRITE, TOUCH -> access(op.vcpu(), op.pages(), true);
            case EXEC -> exec(op);
            case RACEREG -> race(taken);
            default -> host(taken);
        }
    }

    private void host(Taken taken) throws UnplayableException {
        KvmOp op = taken.op();
        switch (op.verb()) {
            case REG -> device(taken, "attach-device");
            case UNREG -> device(taken, "detach-device");
            case QUIRK -> quirk(taken);
            case ZAPALL -> {
                if (taken.refused().isEmpty()) {
                    slotGone();
                }
            }
            case DISCARD -> {
                if (!refused(taken.refused(), "discard")) {
                    memory.discard(GuestSlots.LOW, op.number(0), op.number(1) * HostMemory.PAGE);
                }
            }
            case COLLAPSE -> collapse(taken);
            case DIRTYLOG -> {
                if (taken.refused().isEmpty()) {
                    logging(op.number(0) == 1);
                }
            }
            case SLOT1 -> slot1(taken);
            case SLOT1DEL -> {
                if (!refused(taken.refused(), SLOT)) {
                    slots.delete();
                    slotGone();
                }
            }
            case RAM -> {
                if (!refused(taken.refused(), "ram")) {
                    slots.add(op.number(0), op.number(1) << 20, refused(taken.refused(), SLOT));
                }
            }
            case HOSTMMIO -> {
                if (taken.refused().isEmpty()) {
                    slots.hostMmio(op.number(0));
                }
            }
            // WBINVD, RDMSR and KVM_GET_DIRTY_LOG change no type of a leaf.
            default -> {}
        }
        tellHostPages();
    }

    private void collapse(Taken taken) throws UnplayableException {
        if (taken.refused().isEmpty()) {
            memory.collapse(GuestSlots.LOW, taken.op().number(0));
        } else if (taken.refused().get(0).errno() != INVALID
                && taken.refused().get(0).errno() != NO_MEMORY) {
            throw new UnplayableException("the host gave up after it may have zapped");
        }
    }

    private void device(Taken taken, String action) throws UnplayableException {
        if (taken.refused().isEmpty()) {
            counted(model.take(action));
        }
    }

    private static void counted(boolean counted) throws UnplayableException {
        if (!counted) {
            throw new UnplayableException("there are fewer devices than 0 or more than 3");
        }
    }

    private void wrmsr(Taken taken) throws UnplayableException {
        KvmOp op = taken.op();
        int msr = (int) op.number(0);
        boolean done =
                op.verb() == KvmVerb.WRMSR ? !taken.fault() : taken.refused().isEmpty();
        if (!done) {
            return;
        }
        if (RegisterAnswers.refuses(op, model.maxPhyAddr())) {
            throw new UnplayableException("KVM accepted a value that is #GP by the SDM");
        }
        boolean variable = MtrrMsr.isVariable(msr, PAIRS);
        int pair = variable ? op.vcpu() * PAIRS + MtrrMsr.pair(msr) : 0;
        if (variable && MtrrMsr.isMask(msr)) {
            masksWritten.add(pair);
        }
        long[] before = model.state.clone();
        boolean zapsAll = !variable || masksWritten.contains(pair);
        List<Long> alsoZapped = zapsAll ? largeLeavesZapped(op) : List.of();
        model.wrmsr(op.vcpu(), msr, op.number(1));
        alsoZapped.forEach(page -> model.drop(model.frame(page)));
        if (!zapsAll) {
            int left = leaves();
            model.putLeavesBack(before);
            refusedZaps += leaves() - left;
        }
    }

    /** Frames with a large leaf of which a register's range has a part, but none that is a frame: KVM zaps all of the leaf. */
    private List<Long> largeLeavesZapped(KvmOp op) {
        List<Long> zapped = new ArrayList<>();
        for (long page : chunk.frames()) {
            if (model.isLarge(model.frame(page))
                    && model.zapsPartOf(page & -HostMemory.LARGE, op.vcpu(), (int) op.number(0), op.number(1))) {
                zapped.add(page);
            }
        }
        return zapped;
    }

    /** How many of the pages that are compared have a leaf. */
    private int leaves() {
        int leaves = 0;
        for (int f = 0; f < chunk.pages().size(); f++) {
            leaves += model.leaf(f) == EptLeaf.NONE ? 0 : 1;
        }
        return leaves;
    }

    private void guestCr0(Taken taken) throws UnplayableException {
        KvmOp op = taken.op();
        if (taken.fault()) {
            return;
        }
        checkCr0(op.number(0));
        cr0.put(op.vcpu(), op.number(0));
        model.take((op.number(0) & CR0_CD) != 0 ? "set-cd" : "clear-cd", op.vcpu());
    }

    /** KVM_SET_SREGS zaps nothing for CR0.CD; the vCPU has no tables until it runs again (kvm_mmu_reset_context()), but these stay. */
    private void hostCr0(Taken taken) throws UnplayableException {
        KvmOp op = taken.op();
        if (refused(taken.refused(), "hcr0")) {
            return;
        }
        checkCr0(op.number(0));
        Long before = cr0.put(op.vcpu(), op.number(0));
        model.putCd(op.vcpu(), (op.number(0) & CR0_CD) != 0);
        if (before != null && before == op.number(0)) {
            return;
        }
        blind |= op.vcpu() == ran;
    }

    private static void checkCr0(long value) throws UnplayableException {
        if ((value & ~(CR0_CD | CR0_NW)) != CR0) {
            throw new UnplayableException("CR0 has other bits than CD and NW");
        }
    }

    private void quirk(Taken taken) throws UnplayableException {
        if (refused(taken.refused(), "quirk")) {
            return;
        }
        long mask = taken.op().number(0);
        long known = KvmVersion.CD_NW_CLEARED | KvmVersion.IGNORE_GUEST_PAT;
        if ((mask & ~known) != 0) {
            throw new UnplayableException("quirks other than CD_NW_CLEARED and IGNORE_GUEST_PAT");
        }
        disabledQuirks = mask;
        if (designs.quirk() == KvmVersion.CD_NW_CLEARED) {
            model = model.under(designs.design(mask));
        } else if ((mask & designs.quirk()) != 0) {
            model.take("disable-quirk");
        }
    }

    /** A slot is deleted or moved: all tables become obsolete (kvm_mmu_zap_all_fast()). */
    private void slotGone() {
        model.dropAll();
        blind = false;
    }

    private void slot1(Taken taken) {
        if (refused(taken.refused(), SLOT)) {
            return;
        }
        Slot before = slots.slot(GuestSlots.MOVING);
        slots.move(taken.op().number(0), taken.op().number(1));
        if (before != null && before.gpa() != taken.op().number(0)) {
            slotGone();
        }
    }

    /** Of the low slot alone; without large leaves it changes no leaf's type. */
    private void logging(boolean on) {
        if (chunk.low() && model.canLog()) {
            model.take(on ? "start-logging" : "stop-logging");
        }
    }

    private void exec(KvmOp op) throws UnplayableException {
        if (op.number(0) >= (long) options.mb() << 20) {
            throw new UnplayableException("code is run where the VMM puts none");
        }
        // The VMM writes the code before the guest runs it.
        memory.write(GuestSlots.LOW, op.pages().get(0));
        access(op.vcpu(), op.pages(), false);
    }

    private void access(int vcpu, List<Long> pages, boolean write) {
        for (long page : pages) {
            Slot slot = slots.at(page);
            if (slot == null) {
                continue;
            }
            if (slot.isRam() && write) {
                memory.write(slot.number(), page - slot.gpa());
            } else if (slot.isRam()) {
                memory.read(slot.number(), page - slot.gpa());
            }
            tellHostPages();
            touch(vcpu, page);
        }
    }

    private void touch(int vcpu, long page) {
        boolean compared = chunk.pages().contains(page);
        @Nullable Long frame = compared ? Long.valueOf(page) : chunk.standIn(page);
        if (frame == null) {
            return;
        }
        if (!compared && !model.isLarge(model.frame(frame))) {
            // It stands for a page that has no leaf of its own yet, as far as anybody here can tell.
            model.drop(model.frame(frame));
        }
        model.touch(vcpu, model.frame(frame));
    }

    private void race(Taken taken) throws UnplayableException {
        KvmOp op = taken.op();
        long gpa = op.number(0) & -HostMemory.LARGE;
        boolean refused = !taken.refused().isEmpty();
        int number = slots.add(gpa, HostMemory.LARGE, refused);
        if (refused) {
            return;
        }
        memory.reserve(number, 0);
        tellHostPages();
        long page = op.pages().get(0);
        if (chunk.pages().contains(page)) {
            model.race(op.vcpu(), model.frame(page));
        } else if (chunk.standIn(page) != null) {
            throw new UnplayableException("a race where too many pages are touched");
        } else {
            counted(model.take("attach-device"));
        }
    }

    private void tellHostPages() {
        List<Long> frames = chunk.frames();
        for (int f = 0; f < frames.size(); f++) {
            Slot slot = slots.at(frames.get(f));
            model.hostHasLarge(
                    f,
                    slot != null
                            && slot.mayBeLarge(frames.get(f))
                            && memory.isLarge(slot.number(), frames.get(f) - slot.gpa()));
        }
    }

    /** The notifier zaps bytes of a slot's memory (kvm_unmap_gfn_range()). */
    private void zapped(int number, long offset, long bytes) {
        Slot slot = slots.slot(number);
        List<Long> frames = chunk.frames();
        for (int f = 0; slot != null && f < frames.size(); f++) {
            long at = frames.get(f) - slot.gpa();
            boolean inside = slot.has(frames.get(f)) && at >= offset && at < offset + bytes;
            boolean partOfLarge = slot.has(frames.get(f))
                    && model.isLarge(f)
                    && (at & -HostMemory.LARGE) < offset + bytes
                    && (at & -HostMemory.LARGE) + HostMemory.LARGE > offset;
            if (inside || partOfLarge) {
                model.drop(f);
            }
        }
    }
}
