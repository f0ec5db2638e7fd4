package dev.stalemate.patch.kvm;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.stalemate.memtype.MemType;
import dev.stalemate.model.NamedDesign;
import dev.stalemate.patch.talk.Announcement;
import dev.stalemate.patch.talk.Response;
import dev.stalemate.patch.talk.Talk;
import dev.stalemate.systems.kvm.KvmDesign;
import dev.stalemate.systems.kvm.OwnState;
import dev.stalemate.systems.kvm.Vm;
import dev.stalemate.systems.kvm.Zap;
import java.util.Arrays;
import java.util.Objects;

/**
 * A design of KVM that a program plays. What the program does not answer is its base's. Each model has a memory of the answers, so that most
 * of the time no question is asked.
 */
final class KvmPlayed extends NamedDesign implements KvmDesign {
    static final String LEAF = "leaf";
    static final String MSR_WRITTEN = "msr-written";
    static final String CR0_WRITTEN = "cr0-written";
    static final String NONCOHERENT_DMA = "noncoherent-dma";
    static final String LARGE = "large";
    static final String UNIFORM = "uniform";
    static final String TYPE = "type";
    static final String PAT_QUIRK_DISABLED = "pat-quirk-disabled";
    static final String MMIO = "mmio";

    /** The calls of the protocol, in the order of their numbers in keys. */
    static final ImmutableSet<String> CALLS = ImmutableSet.of(
            LEAF, MSR_WRITTEN, CR0_WRITTEN, NONCOHERENT_DMA, LARGE, UNIFORM, TYPE, PAT_QUIRK_DISABLED, MMIO);

    private static final String MORE = "more";

    private static final long CD = 1L << 30;
    private static final long REST_OF_CR0 = 0x80000031L;
    private static final int PAGE_SHIFT = 12;
    /** For a leaf: an answer with a zap was refused. */
    private static final Zap NO_ZAP = new ZapNothing();

    private final KvmDesign base;
    private final Announcement announced;
    private final Talk talk;
    private final KvmAnswer read;
    private final boolean[] answers = new boolean[CALLS.size()];

    /** Belongs to the model's thread, as all below. */
    private final KvmQuestion question;

    private final KvmMemory memory;
    /** Of each frame of a model, what the program takes it for: 1 for RAM, 2 for MMIO, 0 if it was not asked yet. */
    private byte[] pages = new byte[0];

    KvmPlayed(String name, String says, KvmDesign base, Announcement announced, Talk talk) {
        super(name, says);
        this.base = base;
        this.announced = announced;
        this.talk = talk;
        this.read = new KvmAnswer(announced);
        this.question = new KvmQuestion(announced);
        this.memory = new KvmMemory(announced.onDemand());
        int number = 0;
        for (String call : CALLS) {
            answers[number++] = announced.calls().contains(call);
        }
    }

    @Override
    public KvmDesign forModel() {
        return new KvmPlayed(name(), says(), base.forModel(), announced, talk);
    }

    @Override
    public int leaf(Vm vm, int vcpu, long gpa) {
        if (!answers[0]) {
            return answers[6] || answers[8] ? base.leaf(vm, vcpu, gpa, this) : base.leaf(vm, vcpu, gpa);
        }
        long[] known = memory.find(vm, 0, vcpu, gpa, 0);
        if (known == null) {
            String asked = LEAF + " vcpu=" + vcpu + gfn(gpa) + " mmio=" + (isMmio(vm, gpa) ? 1 : 0);
            String line = ask(vm, vcpu, asked);
            known = memory.remember(read.leaf(asked, vm, Response.of(line), line));
        }
        KvmAnswer.play(known, 1, vm, NO_ZAP);
        return (int) known[0];
    }

    @Override
    public boolean isMmio(Vm vm, long gpa) {
        if (!answers[8]) {
            return base.isMmio(vm, gpa);
        }
        int frame = vm.keyWords() > 0 ? vm.frame(gpa) : -1;
        if (frame < 0) {
            return asksForMmio(vm, gpa);
        }
        if (frame >= pages.length) {
            pages = Arrays.copyOf(pages, vm.frames());
        }
        if (pages[frame] == 0) {
            pages[frame] = (byte) (asksForMmio(vm, gpa) ? 2 : 1);
        }
        return pages[frame] == 2;
    }

    /** The answer depends on the host's page alone, so no machine is sent. */
    private boolean asksForMmio(Vm vm, long gpa) {
        String asked = MMIO + gfn(gpa) + KvmQuestion.page(vm.hostPage(gpa));
        String line = talk.ask(asked);
        return KvmAnswer.returned(asked, Response.of(line), line, 1) != 0;
    }

    @Override
    public void msrWritten(Vm vm, int vcpu, int msr, long old, Zap zap) {
        if (answers[1]) {
            event(vm, zap, 1, MSR_WRITTEN, vcpu, msr, old);
        } else {
            base.msrWritten(vm, vcpu, msr, old, zap);
        }
    }

    @Override
    public void cdWritten(Vm vm, int vcpu, Zap zap) {
        if (answers[2]) {
            event(vm, zap, 2, CR0_WRITTEN, vcpu, 0, 0);
        } else {
            base.cdWritten(vm, vcpu, zap);
        }
    }

    @Override
    public void noncoherentDmaChanged(Vm vm, Zap zap) {
        if (answers[3]) {
            event(vm, zap, 3, NONCOHERENT_DMA, KvmMemory.NO_VCPU, 0, 0);
        } else {
            base.noncoherentDmaChanged(vm, zap);
        }
    }

    @Override
    public boolean installsLarge(Vm vm, int vcpu, long gpa) {
        if (answers[4]) {
            return number(vm, 4, LARGE, vcpu, gpa, 1) != 0;
        }
        return answers[5] ? base.installsLarge(vm, vcpu, gpa, this) : base.installsLarge(vm, vcpu, gpa);
    }

    @Override
    public boolean isUniform(Vm vm, int vcpu, long gpa) {
        return answers[5] ? number(vm, 5, UNIFORM, vcpu, gpa, 1) != 0 : base.isUniform(vm, vcpu, gpa);
    }

    @Override
    public MemType guestMtrrType(Vm vm, int vcpu, long gpa) {
        if (!answers[6]) {
            return base.guestMtrrType(vm, vcpu, gpa);
        }
        return Objects.requireNonNull(MemType.ofCode((int) number(vm, 6, TYPE, vcpu, gpa, 7)));
    }

    @Override
    public void patQuirkDisabled(Vm vm, Zap zap) {
        if (answers[7]) {
            event(vm, zap, 7, PAT_QUIRK_DISABLED, KvmMemory.NO_VCPU, 0, 0);
        } else {
            base.patQuirkDisabled(vm, zap);
        }
    }

    /** Of a call that the program answers: the program's own function, or the call itself if the program names none. */
    @Override
    public String function(Event event) {
        String call =
                switch (event) {
                    case TOUCHED -> LEAF;
                    case TOUCHED_LARGE -> LARGE;
                    case MTRR_WRITTEN -> MSR_WRITTEN;
                    case CD_WRITTEN -> CR0_WRITTEN;
                    case DEVICE_ATTACHED, DEVICE_DETACHED -> NONCOHERENT_DMA;
                    case QUIRK_DISABLED -> PAT_QUIRK_DISABLED;
                    case PAT_WRITTEN,
                            UNMAPPED,
                            FLUSHED,
                            COUNT_READ,
                            RETRIED,
                            MAPPED,
                            LOGGING_STARTED,
                            LOGGING_STOPPED -> "";
                };
        if (!announced.calls().contains(call)) {
            return base.function(event);
        }
        String function = announced.functions().getOrDefault(call, call) + "()";
        return event == Event.DEVICE_DETACHED ? function.replace("_register_", "_unregister_") : function;
    }

    private long number(Vm vm, int call, String name, int vcpu, long gpa, long bits) {
        long[] known = memory.find(vm, call, vcpu, gpa, 0);
        if (known == null) {
            String asked = name + " vcpu=" + vcpu + gfn(gpa);
            String line = ask(vm, vcpu, asked);
            long value = KvmAnswer.returned(asked, Response.of(line), line, bits);
            if (call == 6 && MemType.ofCode((int) value) == null) {
                throw Response.nonsense(asked, "there is no memory type " + value, line);
            }
            known = memory.remember(value);
        }
        return known[0];
    }

    private void event(Vm vm, Zap zap, int call, String name, int vcpu, long first, long second) {
        long[] known = memory.find(vm, call, vcpu, first, second);
        if (known == null) {
            String asked = name + arguments(vm, call, vcpu, first, second);
            String line = ask(vm, vcpu, asked);
            known = memory.remember(read.effects(asked, vm, Response.of(line), line));
        }
        KvmAnswer.play(known, 0, vm, zap);
    }

    private static String arguments(Vm vm, int call, int vcpu, long first, long second) {
        return switch (call) {
            case 1 -> " vcpu=" + vcpu + " msr=0x" + Long.toHexString(first) + " old=0x" + Long.toHexString(second);
            case 2 -> {
                boolean cd = vm.vcpu(vcpu).cd();
                yield " vcpu=" + vcpu + " old=" + cr0(!cd) + " cr0=" + cr0(cd);
            }
            case 3 -> vm.noncoherentDma() ? " before=0 after=1" : " before=1 after=0";
            default -> "";
        };
    }

    /** PE, ET, NE and PG are as in any guest with paging. */
    private static String cr0(boolean cd) {
        return "0x" + Long.toHexString(REST_OF_CR0 | (cd ? CD : 0));
    }

    private static String gfn(long gpa) {
        return " gfn=0x" + Long.toHexString(gpa >>> PAGE_SHIFT);
    }

    /** The answer to a call that is not known: at first only what the vCPU can see is sent, if the program can do with that. */
    private String ask(Vm vm, int vcpu, String asked) {
        if (!memory.needsAll()) {
            String line = talk.ask(question.of(asked, vm, vcpu));
            if (!line.equals(MORE)) {
                return line;
            }
            memory.mustHaveAll(vm);
        }
        return talk.ask(question.of(asked, vm));
    }

    @Override
    public ImmutableList<OwnState> keeps() {
        return announced.keeps().isEmpty()
                ? base.keeps()
                : announced.keeps().stream().map(KvmPlayed::ownState).collect(ImmutableList.toImmutableList());
    }

    private static OwnState ownState(Announcement.Keeps keeps) {
        OwnState.Per per =
                switch (keeps.per()) {
                    case "vcpu" -> OwnState.Per.VCPU;
                    case "gfn" -> OwnState.Per.GFN;
                    default -> OwnState.Per.VM;
                };
        return new OwnState(keeps.name(), per, keeps.bound());
    }

    @Override
    public int mtrrCopies() {
        return Math.max(announced.mtrrCopies(), base.mtrrCopies());
    }

    @Override
    public Paging paging() {
        return base.paging();
    }

    @Override
    public boolean passesPat() {
        return base.passesPat();
    }

    @Override
    public boolean passesCd() {
        return base.passesCd();
    }

    @Override
    public boolean honoursGuestMtrrs() {
        return base.honoursGuestMtrrs();
    }

    @Override
    public boolean hasPatQuirk() {
        return base.hasPatQuirk();
    }

    @Override
    public boolean marks() {
        return base.marks();
    }

    @Override
    public boolean readsCountFirst() {
        return base.readsCountFirst();
    }

    @Override
    public boolean zapsMakeFaultsRetry() {
        return base.zapsMakeFaultsRetry();
    }

    @Override
    public boolean zapsBeforeCountingDevice() {
        return base.zapsBeforeCountingDevice();
    }

    @Override
    public int splitLeaf(Vm vm, long gpa, int large) {
        return base.splitLeaf(vm, gpa, large);
    }

    @Override
    public boolean splitsAsLoggingStarts() {
        return base.splitsAsLoggingStarts();
    }

    @Override
    public boolean splitsAtWrite() {
        return base.splitsAtWrite();
    }

    @Override
    public boolean recoversLarge() {
        return base.recoversLarge();
    }

    @Override
    public Flush flush() {
        return base.flush();
    }

    @Override
    public Reuse reuse() {
        return base.reuse();
    }
}
