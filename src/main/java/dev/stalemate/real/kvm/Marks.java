package dev.stalemate.real.kvm;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Judges every leaf at a mark, and hands the answers on. Only those of the last mark are kept, so there may be any number of marks. */
final class Marks {
    /** In place of an answer: no vCPU has that number. */
    static final int NO_VCPU = -1;

    private final @Nullable TraceJson json;
    private final Map<Verdict, Integer> last = new EnumMap<>(Verdict.class);
    private long count;
    private long judged;
    private int[] expected = new int[1];

    /** What a mark says of a leaf. */
    enum Verdict {
        /** It is right for every vCPU. */
        OK("ok"),
        /** It is right for no vCPU. */
        STALE("stale"),
        /** It is right for one vCPU and wrong for another. */
        SPLIT("split"),
        /** It depends on something that the trace doesn't tell. */
        UNKNOWN("unknown");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /** Marks that are written as they are made, if there is a place for them. */
    Marks(@Nullable TraceJson json) {
        this.json = json;
    }

    /** How many there were. */
    long count() {
        return count;
    }

    /** How often a leaf was judged, at all marks together. */
    long judged() {
        return judged;
    }

    /** How many leaves the last mark says this of. */
    int last(Verdict verdict) {
        return last.getOrDefault(verdict, 0);
    }

    /** Makes a mark. */
    void add(String label, long line, TracedGuest guest) {
        count++;
        last.clear();
        if (json != null) {
            json.beginMark(label, line);
        }
        int vcpus = guest.vm.vcpus();
        expected = expected.length < vcpus ? new int[vcpus] : expected;
        Leaves leaves = guest.leaves();
        guest.timeline.mark(label, line, leaves);
        for (int place : leaves.inOrder()) {
            for (int v = 0; v < vcpus; v++) {
                expected[v] = guest.vm.vcpu(v).exists() ? guest.expectedIfCertain(v, place) : NO_VCPU;
            }
            Verdict verdict = verdict(leaves.type(place), vcpus);
            last.merge(verdict, 1, Integer::sum);
            judged += verdict == Verdict.UNKNOWN ? 0 : 1;
            if (json != null) {
                json.leaf(leaves, place, verdict, expected, vcpus);
            }
        }
        if (json != null) {
            json.endMark();
        }
    }

    private Verdict verdict(int type, int vcpus) {
        boolean fits = false;
        boolean differs = false;
        for (int v = 0; v < vcpus; v++) {
            if (expected[v] == LeafRule.UNKNOWN) {
                return Verdict.UNKNOWN;
            }
            fits |= expected[v] == type;
            differs |= expected[v] != type && expected[v] != NO_VCPU;
        }
        return !differs ? Verdict.OK : fits ? Verdict.SPLIT : Verdict.STALE;
    }
}
