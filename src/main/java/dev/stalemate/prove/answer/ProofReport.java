package dev.stalemate.prove.answer;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Claim;
import dev.stalemate.trace.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What came of a proof.
 *
 * @param claim the claim
 * @param scope the scope of the proof, as its system reads it
 * @param any the indices that stand for any number
 * @param says what is proved if it is, such as {@code every frame, every vCPU count, every register value}
 * @param end what came of it
 * @param why that in a sentence or two; for a refusal, the reason with the action at fault
 * @param conjuncts what the induction rests on
 * @param cutOff why few elements stand for any number, a line for each check
 * @param solvers that were asked
 * @param validated on how many states the translation of the code was tried
 * @param rows for each action and conjunct whether the action keeps it, and for the law whether the conjuncts imply it
 * @param failures the steps that break a conjunct, of a state that may not be reachable
 * @param bugs the planted bugs of the design; null if none were tried
 * @param violation a run from the initial state that violates the claim; null if there is none
 * @param certificate writes what anyone can check again
 */
public record ProofReport(
        Claim claim,
        String scope,
        ImmutableList<String> any,
        String says,
        End end,
        String why,
        ImmutableList<Conjunct> conjuncts,
        ImmutableList<CutOff> cutOff,
        ImmutableList<AskedSolver> solvers,
        long validated,
        ImmutableList<Row> rows,
        ImmutableList<Failure> failures,
        @Nullable Bugs bugs,
        @Nullable Trace violation,
        Certificate certificate) {
    /** What a row is about that shows that the proof is not empty. */
    public static final String POSSIBLE = "possible";

    /** How a proof ends. */
    public enum End {
        /** The claim holds of all that the report says. */
        PROVED,
        /** A step from some state breaks a conjunct, or the conjuncts don't imply the law; whether that state is reachable is not known. */
        NOT_INDUCTIVE,
        /** A run from the initial state violates the claim. */
        VIOLATED,
        /** A solver gave no answer, or only one agreed and the other gave none. */
        UNDECIDED,
        /** The cut-off does not carry, the code can't be executed over terms, or something else is beyond what can be proved. */
        REFUSED
    }

    /** Where a conjunct comes from. */
    public enum Origin {
        /** It is declared beside the laws. */
        DECLARED,
        /** It says that fields have values that they can have. */
        ADDED,
        /** It was found by strengthening. */
        FOUND
    }

    /**
     * A part of what the induction rests on.
     *
     * @param name as the model declares it
     * @param says it in a sentence
     */
    public record Conjunct(String name, String says, Origin origin) {}

    /**
     * A check of why few elements stand for any number.
     *
     * @param index what it is about, such as {@code vcpu}
     * @param says what was checked, and up to which number
     * @param carries whether that is so; if not, the sentence has the action at fault
     * @param upTo how many elements of the index were compared with one less; 0 if it is about something else
     */
    public record CutOff(String index, String says, boolean carries, int upTo) {
        /** A check of something else than how many elements there are. */
        public CutOff(String index, String says, boolean carries) {
            this(index, says, carries, 0);
        }
    }

    /**
     * A solver.
     *
     * @param name such as {@code z3}
     * @param version as it tells it
     * @param questions how many it was asked; those that terms decide as they are written are not
     */
    public record AskedSolver(String name, String version, int questions) {}

    /** What is known of a row, the worst last. */
    public enum Known {
        PROVED,
        UNDECIDED,
        NOT_INDUCTIVE
    }

    /**
     * An action and a conjunct, or the law, or that something is possible.
     *
     * @param action the action with what is constant of its arguments; {@code init}, {@code law} or {@code possible}
     * @param conjunct the conjunct, the law, or {@code no exception}
     * @param by the solvers that agree; none where terms are equal as they are written
     * @param cases into how many it was split
     * @param asked how many of them were asked of solvers
     * @param millis how long the solvers took, each by itself
     * @param why for what is not known, the reason
     */
    public record Row(
            String action,
            String conjunct,
            Known known,
            ImmutableList<String> by,
            int cases,
            int asked,
            long millis,
            String why) {}

    /**
     * A step that breaks a conjunct, from a state with as few bits set as could be found. The state may not be reachable.
     *
     * @param action as in the row
     * @param conjunct as in the row
     * @param step the step as counterexamples print it; empty for {@code init} and {@code law}
     * @param before the fields of the state before it that matter, a line each
     * @param after what the step changes, a line each
     */
    public record Failure(
            String action, String conjunct, String step, ImmutableList<String> before, ImmutableList<String> after) {}

    /**
     * Planted bugs of the design.
     *
     * @param tried how many
     * @param refused of how many the proof fails
     * @param missed what was changed where it does not: the proof needs nothing of that, and would not notice such a mistake
     * @param touching whether some of them change an entry that the property or the invariant reads
     */
    public record Bugs(int tried, int refused, ImmutableList<String> missed, boolean touching) {}

    /** What anyone can check again without this program. */
    @FunctionalInterface
    public interface Certificate {
        /**
         * Writes it into a folder, which is made if it isn't there and must be empty.
         *
         * @param claims the ids of all claims that the proof proves
         * @throws IOException if it can't be written
         * @throws IllegalStateException if the claim is not proved
         */
        void write(Path folder, List<String> claims) throws IOException;
    }

    /**
     * The same of another claim, whose proof is this one.
     *
     * @param scope instead of the line about the same
     */
    public ProofReport of(Claim other, CutOff scope) {
        return with(other, end, why, cutOff.stream().map(line -> line.index().equals(scope.index()) ? scope : line));
    }

    /** The same with more that it rests on; where something of that is not so, nothing is proved. */
    public ProofReport restingOn(ImmutableList<CutOff> more) {
        Optional<CutOff> wrong =
                more.stream().filter(line -> !line.carries()).findFirst().filter(line -> end == End.PROVED);
        return with(
                claim,
                wrong.isEmpty() ? end : End.REFUSED,
                wrong.map(CutOff::says).orElse(why),
                Stream.concat(cutOff.stream(), more.stream()));
    }

    private ProofReport with(Claim of, End ends, String reason, Stream<CutOff> lines) {
        return new ProofReport(
                of,
                scope,
                any,
                says,
                ends,
                reason,
                conjuncts,
                lines.collect(ImmutableList.toImmutableList()),
                solvers,
                validated,
                rows,
                failures,
                bugs,
                violation,
                certificate);
    }

    /** How many rows are known so. */
    public long count(Known known) {
        return rows.stream().filter(row -> row.known() == known).count();
    }

    /** The reasons why something is not proved, shortest first: of rows, then of the cut-off. */
    public List<String> reasons() {
        return Stream.concat(
                        rows.stream()
                                .filter(row -> row.known() != Known.PROVED)
                                .map(row -> row.action() + ", " + row.conjunct() + ": " + row.why()),
                        cutOff.stream().filter(line -> !line.carries()).map(CutOff::says))
                .toList();
    }
}
