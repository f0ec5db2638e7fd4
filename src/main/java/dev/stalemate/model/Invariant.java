package dev.stalemate.model;

import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Diagnosis;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is true of every reachable state, so that a law can be proved beyond a scope: each step keeps it.
 *
 * <pre>
 * Invariant.of("registers-legal", "...").each(vcpu).holds((s, v) -&gt; ...);
 * Invariant.of("leaf-explained", "...").each(frame).some(vcpu).holds((s, f, v) -&gt; ...);
 * </pre>
 *
 * <p>The ordinary search checks it as the law {@code invariant: NAME}, so that a wrong one fails cheaply.
 *
 * @param name as the command line writes it, unique in its model
 * @param says it in a sentence
 * @param entry it is about each element of this index; null if it is about the whole state
 * @param witness a second index; null if there is none
 * @param every whether it is about each element of the second index, not only about one of them, which may differ from entry to entry
 * @param holds whether it is true of an entry and an element of the second index; must not change the state
 */
public record Invariant(
        String name, String says, @Nullable Index entry, @Nullable Index witness, boolean every, Holds holds) {
    /** What the name of the law begins with by which the ordinary search checks an invariant. */
    public static final String LAW = "invariant: ";

    /** A question about a state, an entry and an element of the second index; as {@link Law.Condition}. An index that isn't there gives 0. */
    @FunctionalInterface
    public interface Holds {
        boolean test(long[] state, int entry, int witness);
    }

    /** The beginning of an invariant. */
    public record Draft(String name, String says) {
        /** It is about the whole state. */
        public Invariant holds(Law.Condition condition) {
            return new Invariant(name, says, null, null, true, (s, e, w) -> condition.test(s));
        }

        /** It is about each element of an index. */
        public OfEach each(Index entry) {
            return new OfEach(this, entry);
        }

        /** It is about each pair of elements of two indices. */
        public OfTwo each(Index entry, Index other) {
            return new OfTwo(this, entry, other, true);
        }
    }

    /** An invariant about each element of an index, but for its condition. */
    public record OfEach(Draft draft, Index entry) {
        /** It is this of each. */
        public Invariant holds(Law.Of condition) {
            return new Invariant(draft.name, draft.says, entry, null, true, (s, e, w) -> condition.test(s, e));
        }

        /** For each there is an element of another index, such as the vCPU that installed it. */
        public OfTwo some(Index witness) {
            return new OfTwo(draft, entry, witness, false);
        }
    }

    /** An invariant about elements of two indices, but for its condition. */
    public record OfTwo(Draft draft, Index entry, Index witness, boolean every) {
        /** It is this of both. */
        public Invariant holds(Law.OfPair condition) {
            return new Invariant(draft.name, draft.says, entry, witness, every, condition::test);
        }
    }

    /** Begins an invariant. */
    public static Draft of(String name, String says) {
        return new Draft(name, says);
    }

    /** How many entries it is about. */
    public int entries() {
        return entry == null ? 1 : entry.size();
    }

    /** How many elements of the second index there are. */
    public int witnesses() {
        return witness == null ? 1 : witness.size();
    }

    /** Whether it is true of a state. */
    public boolean test(long[] state) {
        for (int e = 0; e < entries(); e++) {
            if (!test(state, e)) {
                return false;
            }
        }
        return true;
    }

    /** Whether it is true of one entry, from 0. */
    public boolean test(long[] state, int e) {
        for (int w = 0; w < witnesses(); w++) {
            if (holds.test(state, e, w) != every) {
                return !every;
            }
        }
        return every;
    }

    /** The law by which the ordinary search checks it. */
    public Law law() {
        return Law.always(LAW + name, Breaks.CONDITION, says)
                .holds(this::test)
                .explainedBy(state -> new Diagnosis(Breaks.CONDITION, wrong(state)));
    }

    private List<String> wrong(long[] state) {
        List<String> lines = new ArrayList<>();
        for (int e = 0; entry != null && e < entries(); e++) {
            if (!test(state, e)) {
                lines.add("not true of " + entry.inWords(e) + of(state, e));
            }
        }
        return lines;
    }

    private String of(long[] state, int e) {
        if (witness == null) {
            return "";
        }
        List<String> words = new ArrayList<>();
        for (int w = 0; every && w < witnesses(); w++) {
            if (!holds.test(state, e, w)) {
                words.add(witness.inWords(w));
            }
        }
        return every ? " with " + String.join(", ", words) : " with any " + witness.words();
    }
}
