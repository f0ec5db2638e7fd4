package dev.stalemate.real.kvm;

import com.google.common.collect.ImmutableList;
import dev.stalemate.real.kvm.LeafFinding.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Collects findings: the first {@value #MOST} whole, of the rest their number. */
final class LeafFindings {
    /** Most that are kept. */
    static final int MOST = 20_000;

    private final List<Entry> kept = new ArrayList<>();
    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private long firstImpossible;

    /** A finding and what became of it. */
    static final class Entry {
        private final LeafFinding finding;
        private long until;
        private boolean quiescent;

        private Entry(LeafFinding finding) {
            this.finding = finding;
        }

        LeafFinding finding() {
            return finding;
        }

        /** The line that ended it, or 0 if it lasts. */
        long until() {
            return until;
        }

        /** Whether a vCPU entered the guest with it while every CR0.CD was clear and all MTRRs were equal. */
        boolean quiescent() {
            return quiescent;
        }
    }

    /** Adds one; its number, or {@link Leaves#NONE} if there are too many. */
    int add(LeafFinding finding) {
        counts.merge(finding.kind(), 1L, Long::sum);
        if (finding.kind() == Kind.IMPOSSIBLE && (firstImpossible == 0 || finding.since() < firstImpossible)) {
            firstImpossible = finding.since();
        }
        if (kept.size() == MOST) {
            return Leaves.NONE;
        }
        kept.add(new Entry(finding));
        return kept.size() - 1;
    }

    void end(int number, long line) {
        kept.get(number).until = line;
    }

    void setQuiescent(int number) {
        kept.get(number).quiescent = true;
    }

    /** How many are kept. */
    int size() {
        return kept.size();
    }

    /** Forgets findings about leaves from a number on, because they assumed another machine than the real one. */
    void withdraw(int from) {
        List<Entry> last = kept.subList(from, kept.size());
        last.removeIf(entry -> {
            Kind kind = entry.finding.kind();
            if (kind == Kind.IMPOSSIBLE) {
                return false;
            }
            counts.merge(kind, -1L, Long::sum);
            return true;
        });
    }

    long count(Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    /** How many were not kept. */
    long leftOut() {
        return counts.values().stream().mapToLong(Long::longValue).sum() - kept.size();
    }

    /** The line of the first event that can't be, or 0. */
    long firstImpossible() {
        return firstImpossible;
    }

    ImmutableList<Entry> all() {
        return ImmutableList.copyOf(kept);
    }
}
