package dev.stalemate.cli.shared;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.session.ToolVersion;
import dev.stalemate.decide.Decision;
import dev.stalemate.decide.OtherRuns;
import dev.stalemate.decide.Question;
import dev.stalemate.files.Shell;
import dev.stalemate.report.Asked;
import dev.stalemate.report.MailText;
import dev.stalemate.trace.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code --format} and {@code --junit} of a check. */
public final class MailOption {
    @Option(
            names = "--format",
            paramLabel = "text|mail|tap",
            description =
                    "For a terminal, or as mails, one for each question: what was asked, searched, found and proved, and of"
                            + " a violation the counterexample, too. Or as the Test Anything Protocol, for CI. Default: ${DEFAULT-VALUE}.")
    private Format format = Format.text;

    @Option(
            names = "--junit",
            paramLabel = "FILE",
            description = "Write the result as JUnit's XML, for CI: a test case for each question.")
    private @Nullable String junit;

    /** What is printed. */
    enum Format {
        text,
        mail,
        tap
    }

    /** Whether the usual text is wanted. */
    public boolean isText() {
        return format == Format.text;
    }

    /** Whether the answers are for a terminal alone. */
    public boolean isUnused() {
        return isText() && junit == null;
    }

    /** Where JUnit's XML goes; null if it isn't wanted. */
    public @Nullable String junit() {
        return junit;
    }

    /**
     * Complains if mails or test cases are wanted of what has none.
     *
     * @param with what is asked for instead
     */
    public void mustBeUnused(String with) {
        if (format == Format.mail) {
            throw new Failure(ExitCode.USAGE, "--format mail tells what a check finds; it has no mail of " + with);
        }
        if (!isUnused()) {
            String option = junit == null ? "--format tap" : "--junit";
            throw new Failure(ExitCode.USAGE, option + " tells each question's result; " + with + " has other results");
        }
    }

    /** What changes nothing but where, or in which form, the answer is told, or is said by the question itself. */
    private static final ImmutableSet<String> NO_PART_OF_THE_ANSWER = ImmutableSet.of(
            "--format",
            "--junit",
            "--json",
            "--coverage",
            "--costs",
            "--scope",
            "--property",
            "--never",
            "--always",
            "--design");

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    /**
     * The flags that the user gave and that change the answer, files and directories left out.
     *
     * @param seed which the random driver took; null where it has none
     */
    private ImmutableList<String> flags(@Nullable Long seed) {
        ImmutableList.Builder<String> flags = ImmutableList.builder();
        boolean seeded = false;
        for (OptionSpec option :
                Objects.requireNonNull(command).commandLine().getParseResult().matchedOptionsSet()) {
            if (!NO_PART_OF_THE_ANSWER.contains(option.longestName()) && option.type() != Path.class) {
                seeded |= option.longestName().equals("--seed");
                option.originalStringValues()
                        .forEach(value -> flags.add(
                                option.arity().max() == 0
                                        ? option.longestName()
                                        : option.longestName() + " " + Shell.word(value)));
            }
        }
        if (seed != null && !seeded) {
            flags.add("--seed " + seed);
        }
        return flags.build();
    }

    /** Writes JUnit's XML, if it is wanted. */
    public void write(Session session, Collection<Question> questions, Map<Question, Decision> decided, FoundRuns runs)
            throws IOException {
        if (junit != null) {
            session.write(
                    junit, AskedCases.of(session, questions, decided, runs).xml());
        }
    }

    /** The answers: test cases, or a mail for each question that was decided, and one for each other run that violates the same. */
    public String of(
            Session session,
            Collection<Question> questions,
            Map<Question, Decision> decided,
            List<OtherRuns> others,
            FoundRuns runs) {
        if (format == Format.tap) {
            return AskedCases.of(session, questions, decided, runs).tap();
        }
        ImmutableList<String> flags = flags(runs.seed());
        MailText mails = new MailText(session.systems(), ToolVersion.FULL);
        List<String> pieces = new ArrayList<>();
        for (Question question : questions) {
            Decision decision = decided.get(question);
            boolean grows = decision != null && decision.reach() != null;
            boolean several = question.scopes().size() > 1;
            Asked asked = new Asked(flags, !grows && !several, grows ? " --scope auto" : "");
            Trace found = decision == null ? null : decision.trace();
            if (decision != null && found == null) {
                pieces.add(mails.of(decision, asked));
            } else if (decision != null && found != null) {
                List<Trace> all = new ArrayList<>(List.of(found));
                others.stream().filter(o -> o.decision().equals(decision)).forEach(o -> all.addAll(o.others()));
                all.forEach(trace ->
                        pieces.add(mails.of(decision, asked, trace, runs.of(question.system(), decision, trace))));
            }
        }
        return String.join("\n", pieces);
    }
}
