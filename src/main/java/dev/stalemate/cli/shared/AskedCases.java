package dev.stalemate.cli.shared;

import com.google.common.collect.ImmutableList;
import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Session;
import dev.stalemate.decide.Decision;
import dev.stalemate.decide.Question;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Verdict;
import dev.stalemate.report.Story;
import dev.stalemate.report.Style;
import dev.stalemate.report.TestCase;
import dev.stalemate.report.TestCase.Result;
import dev.stalemate.report.TestCases;
import dev.stalemate.trace.Trace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The questions of a check as test cases: one passes if the check would end with 0 for it alone. */
final class AskedCases {
    private final Session session;
    private final FoundRuns runs;

    private AskedCases(Session session, FoundRuns runs) {
        this.session = session;
        this.runs = runs;
    }

    static TestCases of(
            Session session, Collection<Question> questions, Map<Question, Decision> decided, FoundRuns runs) {
        AskedCases cases = new AskedCases(session, runs);
        List<TestCase> all = new ArrayList<>();
        for (Question question : questions) {
            Decision decision = decided.get(question);
            all.add(decision == null ? notLookedAt(question) : cases.of(decision));
        }
        return new TestCases(all);
    }

    private static TestCase notLookedAt(Question question) {
        String group = question.system().name() + "/" + question.design().name();
        String claim = question.claim() == null ? "" : question.claim().id();
        return new TestCase(
                group,
                name(claim, question.law(), question.scope()),
                Result.SKIPPED,
                "not looked at",
                ImmutableList.of(),
                0);
    }

    private static String name(String claim, String law, Scope scope) {
        String at = scope.toString();
        return (claim + " " + law).strip() + (at.isEmpty() ? "" : " at " + at);
    }

    private TestCase of(Decision decision) {
        String group =
                decision.model().system() + "/" + decision.model().design().name();
        Result result =
                switch (ExitCode.of(decision)) {
                    case OK -> Result.PASSED;
                    case VACUOUS, BOUND -> Result.ERROR;
                    default -> Result.FAILED;
                };
        boolean passed = result == Result.PASSED;
        return new TestCase(
                group,
                name(decision.id(), decision.law().name(), decision.model().scope()),
                result,
                passed ? "" : message(decision),
                passed ? ImmutableList.of() : details(decision),
                decision.effort().seconds());
    }

    private static String message(Decision decision) {
        Verdict recorded = decision.binding() ? decision.recorded() : null;
        return decision.law().name()
                + (decision.found() == Verdict.HOLDS ? " " : " is ")
                + decision.found()
                + (recorded == null ? "" : ", and " + recorded + " is recorded")
                + (decision.note().isEmpty() ? "" : ": " + decision.note());
    }

    private ImmutableList<String> details(Decision decision) {
        Trace trace = decision.trace();
        if (trace == null) {
            return ImmutableList.copyOf(decision.vacuous());
        }
        ImmutableList.Builder<String> lines = ImmutableList.builder();
        Story.listed(trace, decision.law(), Style.PLAIN).lines().forEach(lines::add);
        @Nullable Path file = runs.file(trace);
        if (file != null) {
            lines.add("To see it again: " + session.replay(file));
        }
        return lines.build();
    }
}
