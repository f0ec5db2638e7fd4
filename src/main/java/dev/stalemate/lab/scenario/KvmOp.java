package dev.stalemate.lab.scenario;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * One operation of a scenario.
 *
 * @param verb what is done
 * @param vcpu by which vCPU, or for which one; of no meaning where an operation is about the whole guest
 * @param numbers its numbers, in order
 * @param label of a dump; else empty
 */
public record KvmOp(KvmVerb verb, int vcpu, ImmutableList<Long> numbers, String label) {
    private static final long PAGE = 0x1000;

    /** @throws IllegalArgumentException if a number is out of its bounds, or there are too few or too many */
    public KvmOp {
        boolean dump = verb == KvmVerb.DUMP;
        if (numbers.size() != verb.arguments().size()) {
            throw new IllegalArgumentException(
                    verb.word() + " takes " + verb.arguments().size() + " numbers, not " + numbers.size());
        }
        for (int i = 0; i < numbers.size(); i++) {
            verb.arguments().get(i).checked(numbers.get(i));
        }
        if (dump ? !KvmVerb.NAME.matcher(label).matches() : !label.isEmpty()) {
            throw new IllegalArgumentException("'" + label + "' is not a label of " + verb.word());
        }
    }

    /** An operation with numbers. */
    public static KvmOp of(KvmVerb verb, int vcpu, long... numbers) {
        return new KvmOp(
                verb, vcpu, ImmutableList.copyOf(LongStream.of(numbers).boxed().toList()), "");
    }

    /** A dump. */
    public static KvmOp dump(String label) {
        return new KvmOp(KvmVerb.DUMP, 0, ImmutableList.of(), label);
    }

    /**
     * Reads the words of an operation.
     *
     * @throws IllegalArgumentException if they are none, with what is wrong
     */
    public static KvmOp parse(int vcpu, List<String> words) {
        KvmVerb verb = KvmVerb.of(words.get(0));
        if (verb == null) {
            throw new IllegalArgumentException("there is no operation '" + words.get(0) + "'");
        }
        List<String> rest = words.subList(1, words.size());
        boolean dump = verb == KvmVerb.DUMP;
        int wanted = dump ? 1 : verb.arguments().size();
        if (rest.size() != wanted) {
            throw new IllegalArgumentException(verb.word() + " takes " + wanted + " words, not " + rest.size());
        }
        if (dump) {
            return dump(rest.get(0));
        }
        ImmutableList.Builder<Long> numbers = ImmutableList.builder();
        for (int i = 0; i < wanted; i++) {
            numbers.add(verb.arguments().get(i).parse(rest.get(i)));
        }
        return new KvmOp(verb, vcpu, numbers.build(), "");
    }

    /** A number of it. */
    public long number(int i) {
        return numbers.get(i);
    }

    /** Whether it is a dump. */
    public boolean isDump() {
        return verb == KvmVerb.DUMP;
    }

    /** The first bytes of the pages that the guest accesses, in order; none if it accesses none. */
    public List<Long> pages() {
        return switch (verb) {
            case READ, WRITE, EXEC, MMIO, RACEREG -> List.of(number(0) & -PAGE);
            case TOUCH -> {
                List<Long> pages = new ArrayList<>();
                for (int i = 0; i < number(1); i++) {
                    pages.add((number(0) + i * PAGE) & 0xFFFF_F000L);
                }
                yield pages;
            }
            default -> List.of();
        };
    }

    /** As a line of a scenario. */
    public String text() {
        StringBuilder text = new StringBuilder(verb.word());
        for (int i = 0; i < numbers.size(); i++) {
            text.append(' ').append(verb.arguments().get(i).text(numbers.get(i)));
        }
        return isDump() ? text + " " + label : text.toString();
    }
}
