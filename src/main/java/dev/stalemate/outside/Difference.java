package dev.stalemate.outside;

import com.google.common.collect.ImmutableList;
import dev.stalemate.memtype.MemType;

/**
 * A request that is not answered as the reference answers it, with what was asked before.
 *
 * @param lines the requests, of which the last is the one
 * @param reference what the reference says
 * @param answer what the implementation says, or what it did instead
 * @param sort what all differences have in common that may have one cause: verb, and both answers' sorts
 */
public record Difference(ImmutableList<String> lines, String reference, String answer, String sort) {
    private static final String IRREGULAR = "another type, with irregular ranges";

    /** A difference of two answers. */
    static Difference of(ImmutableList<String> lines, Answer reference, Answer answer) {
        return new Difference(lines, reference.says(), answer.says(), sort(lines, reference, answer));
    }

    /** No answer at all. */
    static Difference of(ImmutableList<String> lines, Answer reference, Trouble trouble) {
        String sort = trouble.kind() == Trouble.Kind.ENDED
                ? trouble.says()
                : trouble.kind().toString();
        return new Difference(lines, reference.says(), trouble.says(), sort);
    }

    /**
     * The sort of a difference. Of types only UC is told from the others, because one fault can give any of the others, as the ranges
     * happen to have them. Not even UC is told in the fixed ranges, each of which can have any type, nor where there are irregular ranges:
     * an implementation that takes a mask for a size has other ranges there.
     */
    private static String sort(ImmutableList<String> lines, Answer reference, Answer answer) {
        String verb = Script.verb(lines.get(lines.size() - 1));
        if (answer.isNone()) {
            return verb + ": " + (reference.isNone() ? "error, " : "") + answer.sort();
        }
        boolean types = verb.equals("type") && isType(reference.says()) && isType(answer.says());
        if (!types) {
            return verb + ": " + reference.sort() + ", " + answer.sort();
        }
        if (Script.endsInFixedRange(lines)) {
            return verb + ": another type, in a fixed range";
        }
        boolean regular = Script.isRegular(lines);
        return verb + ": " + (regular ? ucOrNot(reference.says()) + ", " + ucOrNot(answer.says()) : IRREGULAR);
    }

    private static boolean isType(String says) {
        return MemType.named(says) != null;
    }

    private static String ucOrNot(String type) {
        return type.equals(MemType.UC.toString()) ? type : "not UC";
    }

    /** Whether it may be due to masks with holes or bases that don't fit. */
    boolean isIrregular() {
        return sort.endsWith(IRREGULAR);
    }

    /** Whether it only splits a page that does not have to be split, which SDM 11.11.9 always allows. */
    boolean isNeedlessSplit() {
        return reference.startsWith("uniform:") && answer.equals("mixed");
    }

    /** Whether both answers are the same as those of another difference. */
    boolean sameAnswers(Difference other) {
        return reference.equals(other.reference) && answer.equals(other.answer);
    }

    /** Whether there is an answer at all. */
    boolean isAnswered() {
        return sort.startsWith(Script.verb(request()) + ":");
    }

    /** The request that is answered differently. */
    String request() {
        return lines.get(lines.size() - 1);
    }
}
