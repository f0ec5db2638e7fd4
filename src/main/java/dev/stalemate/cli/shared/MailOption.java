package dev.stalemate.cli.shared;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.session.ToolVersion;
import dev.stalemate.decide.Decision;
import dev.stalemate.decide.OtherRuns;
import dev.stalemate.decide.Question;
import dev.stalemate.report.MailText;
import dev.stalemate.trace.Trace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** {@code --format} of a check. */
public final class MailOption {
    @Option(
            names = "--format",
            paramLabel = "text|mail",
            description =
                    "For a terminal, or as mails, one for each question: what was asked, searched, found and proved, and of"
                            + " a violation the counterexample, too. Default: ${DEFAULT-VALUE}.")
    private Format format = Format.text;

    /** What is printed. */
    enum Format {
        text,
        mail
    }

    /** Whether mails are wanted. */
    public boolean isMail() {
        return format == Format.mail;
    }

    /**
     * Complains if mails are wanted of what has none.
     *
     * @param with what is asked for instead
     */
    public void mustBeUnused(String with) {
        if (isMail()) {
            throw new Failure(ExitCode.USAGE, "--format mail tells what a check finds; it has no mail of " + with);
        }
    }

    /** A mail for each question that was decided, and one for each other run that violates the same. */
    public static String of(
            Session session,
            Collection<Question> questions,
            Map<Question, Decision> decided,
            List<OtherRuns> others,
            FoundRuns runs) {
        MailText mails = new MailText(session.systems(), ToolVersion.FULL);
        List<String> pieces = new ArrayList<>();
        for (Question question : questions) {
            Decision decision = decided.get(question);
            Trace found = decision == null ? null : decision.trace();
            if (decision != null && found == null) {
                pieces.add(mails.of(decision));
            } else if (decision != null && found != null) {
                List<Trace> all = new ArrayList<>(List.of(found));
                others.stream().filter(o -> o.decision().equals(decision)).forEach(o -> all.addAll(o.others()));
                all.forEach(
                        trace -> pieces.add(mails.of(decision, trace, runs.of(question.system(), decision, trace))));
            }
        }
        return String.join("\n", pieces);
    }
}
