package dev.stalemate.outside;

import com.google.common.collect.ImmutableList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shrinks a difference by asking the program again. The sessions that it tries begin with a reset, so one process can be asked all of
 * them; what comes out is asked of a new process, and if only the used one differs, each session gets a process of its own.
 */
final class LiveShrinker {
    private static final int MOST_SESSIONS = 3000;
    private static final int MOST_PROCESSES = 300;

    /** Each costs a timeout. */
    private static final int MOST_UNANSWERED = 3;

    private static final long[] SESSIONS_BEFORE = {0, 1, 8, 64};

    private final ChildProgram program;
    private final Sessions sessions;
    private final Collection<String> notAnswered;
    private int unansweredBefore;

    LiveShrinker(ChildProgram program, Sessions sessions, Collection<String> notAnswered) {
        this.program = program;
        this.sessions = sessions;
        this.notAnswered = notAnswered;
    }

    /**
     * Shrinks a difference.
     *
     * @param startedAt the session that the process was asked first
     * @param n the session that the difference was found in
     */
    DifferenceCauses.Shrunk shrink(Difference found, long startedAt, long n) {
        unansweredBefore = program.unanswered();
        long longest = n - startedAt;
        for (long before : SESSIONS_BEFORE) {
            if (before > 0 && longest == 0) {
                break; // there were none
            }
            ImmutableList<String> lines = with(found, n - Math.min(before, longest), n);
            program.restart();
            Difference last = last(lines);
            if (last != null
                    && last.sort().equals(found.sort())
                    && last.request().equals(found.request())) {
                return last.lines().size() == 1 ? new DifferenceCauses.Shrunk(last, true, remarks(last)) : shrunk(last);
            }
        }
        program.restart();
        return notShrunk(
                found,
                unanswered() == 0
                        ? "A new process that is asked these lines doesn't do it, so it was not shrunk."
                        : "A new process that is asked these lines gives no answer, so it was not shrunk.");
    }

    /** The requests of earlier sessions, and then those of the difference. */
    private ImmutableList<String> with(Difference found, long from, long n) {
        ImmutableList.Builder<String> lines = ImmutableList.builder();
        for (long session = from; session < n; session++) {
            lines.addAll(sessions.session(session, notAnswered));
        }
        return lines.addAll(found.lines()).build();
    }

    /** The last difference, whose lines are without the questions before it that are answered wrongly too. */
    private @Nullable Difference last(List<String> lines) {
        List<Difference> all = AnswerComparison.of(lines, program.ask(lines)).differences();
        return all.isEmpty() ? null : all.get(all.size() - 1);
    }

    private DifferenceCauses.Shrunk shrunk(Difference found) {
        ScriptShrinker shrinker =
                new ScriptShrinker(session -> goesOn() && again(session, found) != null, MOST_SESSIONS);
        Difference shrunk = inNewProcess(shrinker.shrink(found.lines()), found);
        if (shrunk == null) {
            shrinker = new ScriptShrinker(session -> goesOn() && inNewProcess(session, found) != null, MOST_PROCESSES);
            shrunk = inNewProcess(shrinker.shrink(found.lines()), found);
        }
        program.restart();
        if (shrunk == null) {
            return notShrunk(
                    found,
                    unanswered() == 0
                            ? "It comes and goes: a new process did it once, and not again."
                            : "A new process did it once, and then gave no answer, so it was not shrunk.");
        }
        boolean minimal = shrinker.minimal() && !program.stopped() && unanswered() == 0;
        return new DifferenceCauses.Shrunk(shrunk, minimal, remarks(shrunk));
    }

    private boolean goesOn() {
        return unanswered() < MOST_UNANSWERED;
    }

    /** How often it gave no answer while this was shrunk. */
    private int unanswered() {
        return program.unanswered() - unansweredBefore;
    }

    private DifferenceCauses.Shrunk notShrunk(Difference found, String why) {
        String remark = program.stopped() ? "Stopped before it was shrunk." : why;
        return new DifferenceCauses.Shrunk(found, false, ImmutableList.of(remark));
    }

    private ImmutableList<String> remarks(Difference d) {
        ImmutableList.Builder<String> remarks = ImmutableList.builder();
        remarks.addAll(KnownDesign.remarks(d, known -> known.answers(d.lines(), d.answer())));
        if (unanswered() > 0) {
            remarks.add("It gave no answer " + (unanswered() == 1 ? "once" : unanswered() + " times")
                    + " while this was shrunk, so that fewer lines may do.");
        }
        // A program that ended may have said why.
        if (!d.isAnswered() && !program.lastWords().isEmpty()) {
            remarks.add("Its last words: " + program.lastWords());
        }
        return remarks.build();
    }

    private @Nullable Difference inNewProcess(List<String> session, Difference found) {
        program.restart();
        return again(session, found);
    }

    private @Nullable Difference again(List<String> session, Difference found) {
        Difference d = AnswerComparison.of(session, program.ask(session)).onlyAtTheEnd();
        return d != null && d.sort().equals(found.sort()) ? d : null;
    }
}
