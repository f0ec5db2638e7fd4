package dev.stalemate.real.kvm;

import com.google.common.collect.ImmutableList;
import dev.stalemate.memtype.Pat;
import dev.stalemate.paging.EptLeaf;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a trace's lines tell when, for a picture: how many leaves of which type there are, what vCPUs did to their registers, what happened to
 * the VM.
 *
 * <p>Its size is bounded whatever the trace's length: leaves are counted at so many lines, of each kind of event the first are kept, and the
 * rest is counted.
 */
public final class Timeline {
    /** Most lines at which leaves are counted; from there on every second is dropped. */
    static final int MOST_SAMPLES = 1024;

    /** Most events of a kind that are kept. */
    static final int MOST_EVENTS = 1000;

    private final boolean on;
    private final List<Event> events = new ArrayList<>();
    private final List<Sample> marks = new ArrayList<>();
    private final Map<What, Integer> kept = new EnumMap<>(What.class);
    private final Map<What, LeftOut> leftOut = new EnumMap<>(What.class);
    private final List<Sample> samples = new ArrayList<>();
    private long every = 1;
    private long next;

    /** An empty one, for {@link KvmTrace#read} to fill. */
    public Timeline() {
        this(true);
    }

    private Timeline(boolean on) {
        this.on = on;
        next = on ? 0 : Long.MAX_VALUE;
    }

    /** One that takes nothing in, and costs nothing. */
    static Timeline none() {
        return new Timeline(false);
    }

    /** Kinds of events. */
    public enum What {
        /** Another guest begins. */
        GUEST("guest"),
        /** A vCPU is reset. */
        RESET("reset"),
        /** A vCPU's CR0.CD becomes 1. */
        CD_SET("cd-set"),
        /** A vCPU's CR0.CD becomes 0. */
        CD_CLEARED("cd-cleared"),
        /** A vCPU's MTRR is written. */
        MTRR("mtrr"),
        /** A vCPU's PAT is written. */
        PAT("pat"),
        /** Non-coherent DMA begins or ends, or a quirk of KVM's is disabled. */
        DEVICE("device"),
        /** KVM zaps what its rule zaps for the event before. */
        ZAP("zap"),
        /** A memory slot goes, and every leaf with it. */
        SLOT("slot"),
        /** A page table goes. */
        TABLE("table"),
        /** A mark. */
        MARK("mark");

        private final String text;

        What(String text) {
            this.text = text;
        }

        /** Its name on pages. */
        public String text() {
            return text;
        }
    }

    /**
     * Something that happened.
     *
     * @param line the line that tells it
     * @param vcpu whose it is, or -1 where it is the VM's
     * @param cd whether the vCPU's CR0.CD is set from then on; false for the VM's
     * @param text a clause
     */
    public record Event(long line, What what, int vcpu, boolean cd, String text) {}

    /**
     * Events of a kind that are not kept.
     *
     * @param count how many
     * @param from the first one's line
     */
    public record LeftOut(What what, long count, long from) {
        private LeftOut and(LeftOut more) {
            return new LeftOut(what, count + more.count, Math.min(from, more.from));
        }
    }

    /**
     * How many leaves there are after a line.
     *
     * @param mark the mark's label, as the trace has it; empty where it is none
     * @param counts each type that there is, by EMT and IPAT
     */
    public record Sample(long line, String mark, ImmutableList<Count> counts) {}

    /**
     * Leaves of one type.
     *
     * @param type as in {@code WB+IPAT}
     */
    public record Count(String type, int leaves) {}

    /** What happened, by line. */
    public ImmutableList<Event> events() {
        return ImmutableList.sortedCopyOf(Comparator.comparingLong(Event::line), events);
    }

    /** What happened and is not among {@link #events} or {@link #marks}. */
    public ImmutableList<LeftOut> leftOut() {
        return ImmutableList.copyOf(leftOut.values());
    }

    /** The leaves at marks. */
    public ImmutableList<Sample> marks() {
        return ImmutableList.copyOf(marks);
    }

    /** The leaves after some {@value #MOST_SAMPLES} lines at most, evenly spread, and after the last. */
    public ImmutableList<Sample> samples() {
        return ImmutableList.copyOf(samples);
    }

    /** How many lines there are from one of {@link #samples} to the next, if the lines between are events of leaves or registers. */
    public long every() {
        return every;
    }

    /** An event was taken in. */
    void reached(long line, Leaves leaves) {
        if (line < next) {
            return;
        }
        if (samples.size() == MOST_SAMPLES) {
            List<Sample> half = new ArrayList<>();
            for (int i = 0; i < samples.size(); i += 2) {
                half.add(samples.get(i));
            }
            samples.clear();
            samples.addAll(half);
            every *= 2;
        }
        samples.add(new Sample(line, "", counts(leaves)));
        next = line - line % every + every;
    }

    /** The trace ends. */
    void end(long line, Leaves leaves) {
        if (on) {
            samples.removeIf(sample -> sample.line == line);
            samples.add(new Sample(line, "", counts(leaves)));
        }
    }

    void mark(String label, long line, Leaves leaves) {
        if (keeps(What.MARK, line)) {
            marks.add(new Sample(line, label, counts(leaves)));
        }
    }

    private static ImmutableList<Count> counts(Leaves leaves) {
        ImmutableList.Builder<Count> counts = ImmutableList.builder();
        for (int type = 1; type < EptLeaf.BOUND; type++) {
            if (leaves.count(type) > 0) {
                counts.add(new Count(EptLeaf.text(type), leaves.count(type)));
            }
        }
        return counts.build();
    }

    /** A vCPU's CR0.CD, a device or a quirk changed, or a vCPU was reset. */
    void changed(GuestChange change, boolean cd) {
        if (keeps(what(change), change.line())) {
            events.add(new Event(change.line(), what(change), change.vcpu(), cd, change.text()));
        }
    }

    /** An MSR was written. */
    void wrote(GuestChange change, long value, boolean cd) {
        if (keeps(what(change), change.line())) {
            String text = change.text() + " = 0x" + Long.toHexString(value);
            events.add(new Event(change.line(), what(change), change.vcpu(), cd, text));
        }
    }

    void zapped(ZapCheck check) {
        long line = check.change().line();
        if (keeps(What.ZAP, line)) {
            events.add(ofVm(line, What.ZAP, check.change().text() + ": " + check.text()));
        }
    }

    void guest(long line) {
        if (keeps(What.GUEST, line)) {
            events.add(ofVm(line, What.GUEST, "a guest begins"));
        }
    }

    /** A memory slot goes, while there are so many leaves. */
    void slot(long line, int leaves) {
        if (keeps(What.SLOT, line)) {
            events.add(ofVm(line, What.SLOT, "a memory slot goes, and every leaf with it: " + leaves));
        }
    }

    void table(long line, long gfn, int level) {
        if (keeps(What.TABLE, line)) {
            String text = "the page table of level " + level + " from gfn 0x" + Long.toHexString(gfn) + " goes";
            events.add(ofVm(line, What.TABLE, text));
        }
    }

    private static Event ofVm(long line, What what, String text) {
        return new Event(line, what, -1, false, text);
    }

    /** Whether there is room for one more; if not, it is counted. */
    private boolean keeps(What what, long line) {
        if (!on) {
            return false;
        }
        if (kept.merge(what, 1, Integer::sum) <= MOST_EVENTS) {
            return true;
        }
        kept.put(what, MOST_EVENTS);
        leftOut.merge(what, new LeftOut(what, 1, line), LeftOut::and);
        return false;
    }

    private static What what(GuestChange change) {
        return switch (change.what()) {
            case MSR, VALID_RANGE -> change.msr() == Pat.MSR ? What.PAT : What.MTRR;
            case CD_SET, CD_FOUND_SET -> What.CD_SET;
            case CD_CLEARED, CD_FOUND_CLEARED -> What.CD_CLEARED;
            case RESET -> What.RESET;
            case ATTACHED, DETACHED, QUIRK -> What.DEVICE;
            case LEARNED, INSTALLED -> throw new IllegalArgumentException("nothing happened: " + change);
        };
    }
}
