package dev.stalemate.prove.resolver;

import com.google.common.collect.ImmutableList;
import dev.stalemate.prove.answer.ProofReport.AskedSolver;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What came of the statements about look-ups of memory types.
 *
 * @param solvers that were asked
 * @param results one for each statement, in the order of {@link ResolverProofs#statements}
 * @param certificate writes the queries, so that anyone can ask them again
 */
public record ResolverReport(
        ImmutableList<AskedSolver> solvers, ImmutableList<Result> results, Certificate certificate) {
    /** What is known of a statement. */
    public enum Known {
        /** It holds: for every value of every register, of every address, and of what else its range names. */
        PROVED,
        /** It does not hold, which the program's own code confirms: the example says where. */
        FALSE,
        /** A solver gave no answer, or an example that the code does not confirm. */
        UNDECIDED
    }

    /**
     * A statement about look-ups.
     *
     * @param id such as {@code kvm-sdm-one-pair}
     * @param group what it is about, in a few words; statements of one group stand together
     * @param says it in a sentence
     * @param where the exact condition under which it is said, in the SDM's words with its sections; empty if there is none
     * @param range for which MAXPHYADDR, numbers of pairs, pages and entries
     * @param expected what is to come of it: {@link Known#FALSE} of a statement that is there for its smallest example
     */
    public record Statement(String id, String group, String says, String where, String range, Known expected) {}

    /**
     * What came of a statement.
     *
     * @param statement the statement
     * @param known what is known of it
     * @param steps what it was composed of, each asked by itself
     * @param example where it is false: registers, address and both answers, a line each; empty if there is none
     * @param why in a sentence, if it is undecided
     */
    public record Result(
            Statement statement, Known known, ImmutableList<Step> steps, ImmutableList<String> example, String why) {
        /** Whether that is what was expected. */
        public boolean asExpected() {
            return known == statement.expected();
        }

        /** How long solvers took, each by itself, in milliseconds. */
        public long millis() {
            return steps.stream().mapToLong(Step::millis).sum();
        }
    }

    /**
     * A part of a proof: one query, whose negation no solver can satisfy.
     *
     * @param name such as {@code step}
     * @param says it in a sentence
     * @param known whether it is so
     * @param by the solvers that agree; none where it is so as it is written, once simplified
     * @param millis how long they took, each by itself
     * @param why for what is not known, the reason
     */
    public record Step(String name, String says, Known known, ImmutableList<String> by, long millis, String why) {}

    /** Writes the queries of all that was asked. */
    @FunctionalInterface
    public interface Certificate {
        /**
         * Writes them into a folder, which is made if it isn't there.
         *
         * @throws IOException if that can't be done
         */
        void write(Path folder) throws IOException;
    }

    /** Whether each statement is as expected. */
    public boolean asExpected() {
        return results.stream().allMatch(Result::asExpected);
    }
}
