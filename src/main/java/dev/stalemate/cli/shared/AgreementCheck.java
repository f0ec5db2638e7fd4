package dev.stalemate.cli.shared;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.Session;
import dev.stalemate.decide.Agreement;
import dev.stalemate.decide.Comparisons;
import dev.stalemate.decide.Question;
import dev.stalemate.pathfinder.PathFinder;
import dev.stalemate.report.AgreementReport;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code check --agree}: asks the search and Java PathFinder the same, and prints where they differ. */
public final class AgreementCheck {
    private static final String OTHERS =
            "they are about progress, about code alone, or about systems in which nothing runs at once";

    private AgreementCheck() {}

    /**
     * Of these questions, those that both can answer.
     *
     * @param targets what the user named
     */
    public static Collection<Question> comparable(
            Session session, Collection<Question> selected, List<String> targets) {
        Collection<Question> questions = Agreement.of(selected);
        if (questions.isEmpty()) {
            throw new Failure(ExitCode.USAGE, "nothing to compare: " + OTHERS);
        }
        if (!targets.isEmpty() && questions.size() < selected.size()) {
            session.complain((selected.size() - questions.size()) + " questions are not compared: " + OTHERS);
        }
        return questions;
    }

    /**
     * Asks both.
     *
     * @param most most states of a scope
     * @param json where the result is written as JSON; null for nowhere
     */
    public static ExitCode run(
            Session session, PathFinder judge, Collection<Question> questions, int most, @Nullable String json)
            throws IOException {
        Comparisons comparisons = new Agreement(judge, session.listener(), most).reach(questions);
        AgreementReport report = new AgreementReport(comparisons);
        session.drive().clear();
        if (!"-".equals(json)) {
            session.out().print(report.text(session.width(), session.style()));
        }
        if (json != null) {
            session.write(json, report.json().toPrettyString() + "\n");
        }
        return comparisons.differs() ? ExitCode.DIFFERS : comparisons.isComplete() ? ExitCode.OK : ExitCode.BOUND;
    }
}
