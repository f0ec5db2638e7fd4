package dev.stalemate.outside;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What came out of comparing an implementation with the reference.
 *
 * @param what what was compared, such as {@code 1,000 tries}
 * @param requests how many requests it answered, or should have
 * @param nanos how long they took, shrinking left out; 0 where nothing ran
 * @param agreed answers that are the reference's
 * @param compared whether one of them is the answer to a question, and more than that a register was written
 * @param undefined answers to what the SDM leaves undefined
 * @param different answers that differ
 * @param notAnswered kinds of requests that it can't answer
 * @param unanswered requests that got no answer
 * @param causes what differs
 * @param ended why it ended before it was through
 * @param remarks what else there is to say, a sentence each
 */
public record DriveResult(
        String what,
        long requests,
        long nanos,
        long agreed,
        boolean compared,
        long undefined,
        long different,
        ImmutableSet<String> notAnswered,
        ImmutableList<Unanswered> unanswered,
        ImmutableList<DifferenceCause> causes,
        @Nullable String ended,
        ImmutableList<String> remarks) {

    /** Whether something differs. */
    public boolean differs() {
        return different > 0;
    }

    /** Whether it went through to the end, and every request had an answer. */
    public boolean complete() {
        return ended == null && unanswered.isEmpty();
    }

    /** Whether there was nothing to compare. */
    public boolean isVacuous() {
        return !compared && !differs();
    }

    /** A result in the making; as it stands, one of nothing. */
    static final class Builder {
        private final String what;
        long requests;
        long nanos;
        long agreed;
        boolean compared;
        long undefined;
        Set<String> notAnswered = Set.of();
        List<Unanswered> unanswered = List.of();

        @Nullable
        String ended;

        Builder(String what) {
            this.what = what;
        }

        /** The result, with what differs. */
        DriveResult build(DifferenceCauses causes, ImmutableList<String> remarks) {
            return new DriveResult(
                    what,
                    requests,
                    nanos,
                    agreed,
                    compared,
                    undefined,
                    causes.differences(),
                    ImmutableSet.copyOf(notAnswered),
                    ImmutableList.copyOf(unanswered),
                    causes.list(),
                    ended,
                    remarks);
        }
    }
}
