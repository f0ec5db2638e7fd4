package dev.stalemate.real.kvm;

import dev.stalemate.real.kvm.LeafParts.Part;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Judges every leaf at a mark, and hands the answers on. Only those of the last mark are kept, so there may be any number of marks. */
final class Marks {
    /** In place of an answer: no vCPU has that number. */
    static final int NO_VCPU = -1;

    private final @Nullable TraceJson json;
    private final Map<Verdict, Integer> last = new EnumMap<>(Verdict.class);
    private long count;
    private long judged;

    /** What a mark says of a leaf, and of each part of a large one; of the leaf what the worst part is. The worst are last. */
    enum Verdict {
        /** It is right for every vCPU. */
        OK("ok"),
        /** It depends on something that the trace doesn't tell. */
        UNKNOWN("unknown"),
        /** It is right for one vCPU and wrong for another. */
        SPLIT("split"),
        /** It is right for no vCPU. */
        STALE("stale");

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
        Leaves leaves = guest.leaves();
        guest.timeline.mark(label, line, leaves);
        for (int place : leaves.inOrder()) {
            LeafParts.Rule rule = key -> IntStream.range(0, vcpus)
                    .map(v -> guest.vm.vcpu(v).exists() ? guest.expectedIfCertain(v, place, key) : NO_VCPU)
                    .toArray();
            int type = leaves.type(place);
            List<Part> parts = LeafParts.of(leaves.key(place), rule);
            Verdict verdict = parts.stream()
                    .map(part -> verdict(type, part))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
            last.merge(verdict, 1, Integer::sum);
            judged += verdict == Verdict.UNKNOWN ? 0 : 1;
            if (json != null) {
                json.leaf(leaves, place, verdict, parts);
            }
        }
        if (json != null) {
            json.endMark();
        }
    }

    /** The verdict on a part of a leaf. */
    static Verdict verdict(int type, Part part) {
        boolean fits = false;
        boolean differs = false;
        for (int expected : part.expected()) {
            if (expected == LeafRule.UNKNOWN) {
                return Verdict.UNKNOWN;
            }
            fits |= expected == type;
            differs |= expected != type && expected != NO_VCPU;
        }
        return !differs ? Verdict.OK : fits ? Verdict.SPLIT : Verdict.STALE;
    }
}
