package dev.stalemate.model;

import java.util.List;
import java.util.function.IntFunction;

/**
 * Something that a system has several of, such as vCPUs or frames.
 *
 * @param name what one of them is called in states, such as {@code vcpu}
 * @param words what one of them is called in sentences, such as {@code vCPU}; empty if there is only one in any scope
 * @param size how many there are, from 1
 * @param label how number i is printed; a frame is printed as its address
 */
public record Index(String name, String words, int size, IntFunction<String> label) {
    public Index {
        if (size < 1) {
            throw new IllegalArgumentException("an index needs at least one " + name);
        }
    }

    /** An index whose elements have labels. */
    public Index(String name, int size, IntFunction<String> label) {
        this(name, InWords.name(name), size, label);
    }

    /** An index of the only thing of its kind, such as the hypervisor. */
    public static Index single(String name) {
        return new Index(name, "", 1, Integer::toString);
    }

    /** An index whose elements are printed as their numbers. */
    public static Index of(String name, int size) {
        return new Index(name, size, Integer::toString);
    }

    /** How number i is printed. */
    public String text(int i) {
        return label.apply(i);
    }

    /** Number i in a sentence, such as {@code CPU 0}; the name of the only one. */
    public String inWords(int i) {
        return words.isEmpty() ? name : words + " " + text(i);
    }

    /** Whether something is true of one of them. Make the condition once, not for each state: it is asked of every state. */
    public Law.Condition any(Law.Of test) {
        return state -> {
            for (int e = 0; e < size; e++) {
                if (test.test(state, e)) {
                    return true;
                }
            }
            return false;
        };
    }

    /** Whether something is true of one of them with one of the other index; as {@link #any(Law.Of)}. */
    public Law.Condition any(Index other, Law.OfPair test) {
        return state -> {
            for (int e = 0; e < size; e++) {
                for (int f = 0; f < other.size; f++) {
                    if (test.test(state, e, f)) {
                        return true;
                    }
                }
            }
            return false;
        };
    }

    /** Whether something is true of each of them; as {@link #any(Law.Of)}. */
    public Law.Condition every(Law.Of test) {
        return any((s, e) -> !test.test(s, e)).not();
    }

    /** How many combinations of some indices there are; 1 for no index. */
    static int combinations(List<Index> indices) {
        return indices.stream().mapToInt(Index::size).reduce(1, Math::multiplyExact);
    }

    /** How a combination of indices is printed, such as {@code [1][0x80000]}; the last one counts fastest. */
    static String places(List<Index> indices, int combination) {
        StringBuilder text = new StringBuilder();
        int rest = combination;
        for (int i = indices.size() - 1; i >= 0; i--) {
            Index index = indices.get(i);
            text.insert(0, "[" + index.text(rest % index.size()) + "]");
            rest /= index.size();
        }
        return text.toString();
    }
}
