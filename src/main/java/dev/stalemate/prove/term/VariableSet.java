package dev.stalemate.prove.term;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which variables a term has. Several variables may share a bit, but not those of one model, unless it has a great many: so a set can tell
 * that a term does not have a variable, and only almost that it has.
 */
final class VariableSet {
    static final VariableSet NONE = new VariableSet(new long[0]);

    private static final int BITS = 512;
    private static final int WORDS = BITS / Long.SIZE;
    /** Names keep their numbers for good, so that terms made at any times can be compared. */
    private static final Map<String, Integer> NUMBERS = new ConcurrentHashMap<>();

    private static final AtomicInteger NEXT = new AtomicInteger();

    private final long[] words;

    private VariableSet(long[] words) {
        this.words = words;
    }

    /** Of one variable. */
    static VariableSet of(String name) {
        int number = NUMBERS.computeIfAbsent(name, any -> NEXT.getAndIncrement()) % BITS;
        long[] words = new long[WORDS];
        words[number / Long.SIZE] = 1L << number;
        return new VariableSet(words);
    }

    /** Of what has all of these. */
    static VariableSet of(Term[] terms) {
        VariableSet all = NONE;
        for (Term term : terms) {
            all = all.with(term.shape().variables);
        }
        return all;
    }

    /** Both together: one of the two, if it has the other. */
    VariableSet with(VariableSet more) {
        if (this == more || has(more)) {
            return this;
        }
        if (more.has(this)) {
            return more;
        }
        long[] both = words.clone();
        for (int i = 0; i < WORDS; i++) {
            both[i] |= more.words[i];
        }
        return new VariableSet(both);
    }

    /** Whether all of the other's are among these. */
    boolean has(VariableSet other) {
        if (other.words.length > words.length) {
            return false;
        }
        for (int i = 0; i < other.words.length; i++) {
            if ((other.words[i] & ~words[i]) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether one of the other's is among these. */
    boolean hasOneOf(VariableSet other) {
        for (int i = 0; i < Math.min(words.length, other.words.length); i++) {
            if ((other.words[i] & words[i]) != 0) {
                return true;
            }
        }
        return false;
    }
}
