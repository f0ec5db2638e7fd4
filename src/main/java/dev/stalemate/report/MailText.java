package dev.stalemate.report;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import dev.stalemate.counterexample.Check;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.OutsideDifference;
import dev.stalemate.files.Shell;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.PatchFile;
import dev.stalemate.outside.DifferenceReport;
import dev.stalemate.trace.Trace;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A counterexample as a piece of a mail to a list that takes plain text alone: Markdown that reads well as it is, in ASCII, no line longer
 * than {@value #WIDTH} columns. The heading is underlined, for lines that begin with a hash get lost in commit messages.
 */
public final class MailText {
    /** As wide as a line may be that is quoted a few times. */
    static final int WIDTH = 75;

    private static final String INDENT = "    ";
    private static final int BLOCK_WIDTH = WIDTH - INDENT.length();
    private static final CharMatcher NOT_PLAIN = CharMatcher.inRange(' ', '~').negate();

    private final StringBuilder out = new StringBuilder();
    private boolean inList;

    private MailText() {}

    /**
     * What a run itself doesn't say.
     *
     * @param claim the claim that it decides, if any
     * @param minimal whether no step can be left out
     * @param list whether the steps are listed even where several elements take them, each of which would have a column
     * @param remark what became of the run since it was saved; empty where it is as it was
     * @param again the command that shows it again
     */
    public record About(@Nullable String claim, boolean minimal, boolean list, String remark, String again) {
        /** Of a saved counterexample that was taken again. */
        static About saved(Counterexample c, Check.Result result, String file, boolean list) {
            PatchFile own = c.file();
            return new About(
                    c.claim(),
                    c.minimal() && result.asRecorded(),
                    list,
                    result.kind() == Check.Kind.STILL_VIOLATES ? "" : result.says(),
                    "stalemate replay " + Shell.file(file)
                            + (own == null ? "" : " --design " + Shell.file(own.name())));
        }
    }

    /** A saved counterexample that was taken again; where that can't be done, its steps as they are. */
    public static String of(Counterexample c, Check.Result result, String file, boolean list) {
        About about = About.saved(c, result, file, list);
        return result.trace() == null || result.law() == null
                ? new MailText().untaken(c, about)
                : of(result.trace(), result.law(), about);
    }

    /** A run, and the property that it violates. */
    public static String of(Trace trace, Law law, About about) {
        return new MailText().run(trace, law, about);
    }

    /** What an implementation outside answers differently. */
    public static String of(OutsideDifference difference, String file) {
        return new MailText().difference(difference, new DifferenceReport(difference), file);
    }

    private String run(Trace trace, Law law, About about) {
        Model model = trace.model();
        Conclusion conclusion = Conclusion.of(trace, law);
        String verdict = conclusion.isViolated() ? " violates " : " does not violate ";
        heading(about, Story.design(model) + verdict + law.name());
        item("Design: " + model.design().says());
        item("Property: " + law.says());
        item("Scope: " + (model.scope().changes().isEmpty() ? model.scope().name() : model.scope()));
        steps(trace, about.list());
        if (conclusion.isViolated()) {
            violated(conclusion, law);
            paragraph(about.minimal() ? "No step can be left out." : "A shorter run may exist.");
        } else {
            paragraph(conclusion.says());
        }
        return ended(about.remark(), about.again());
    }

    private void steps(Trace trace, boolean list) {
        if (trace.steps().isEmpty()) {
            return; // the initial state says it all
        }
        if (Lanes.fit(trace) && !list) {
            paragraph(
                    "The steps, each in the column of the CPU or device that takes it, with what it sees of the others and what it changes:");
            block(Lanes.of(trace, Style.PLAIN, BLOCK_WIDTH));
        } else {
            paragraph("The steps, each with what it changes:");
            block(Steps.listed(trace, Style.PLAIN, BLOCK_WIDTH));
        }
    }

    private void violated(Conclusion conclusion, Law law) {
        // Not "From (3) on": mailboxes change lines that begin so.
        String is = law.name() + " is violated " + conclusion.when();
        paragraph(is + (conclusion.details().isEmpty() ? "." : ":"));
        conclusion.details().forEach(this::item);
        conclusion.causes().forEach(this::paragraph);
        for (String sentence : conclusion.forEver()) {
            if (sentence.startsWith(" ")) {
                item(sentence.trim());
            } else {
                paragraph(sentence);
            }
        }
        if (conclusion.breaks() != null) {
            paragraph("What breaks: " + conclusion.breaks());
        }
    }

    private String untaken(Counterexample c, About about) {
        heading(about, c.system() + "/" + c.design() + " and " + c.law());
        paragraph("The steps as they were saved:");
        StringBuilder steps = new StringBuilder();
        for (int i = 0; i < c.steps().size(); i++) {
            steps.append(Steps.one(i, ascii(c.steps().get(i).toString()), Style.PLAIN, BLOCK_WIDTH));
        }
        block(steps.toString());
        return ended(about.remark(), about.again());
    }

    private String difference(OutsideDifference difference, DifferenceReport report, String file) {
        heading(Wrap.lines("Answers of " + ascii(report.by()), WIDTH));
        paragraph(
                "The requests, each with the answer of the reference, the last also with the one that the program gave:");
        block(report.lines()
                .lines()
                .flatMap(line -> Wrap.hanging("", line.strip(), "  ", BLOCK_WIDTH).stream())
                .collect(Collectors.joining("\n")));
        paragraph(
                "To the last request the reference says " + difference.reference() + ", here: " + difference.answer());
        paragraph(difference.minimal() ? "No line can be left out." : "Fewer lines may be enough.");
        return ended(report.asRecorded() ? "" : report.result(), report.again("stalemate", file));
    }

    private String ended(String remark, String again) {
        if (!remark.isEmpty()) {
            paragraph("Replayed: " + remark);
        }
        paragraph("To see it again:");
        block(command(again));
        return out.toString();
    }

    /** As a shell takes it in several lines: a word that ends a line is followed by a blank, and one that goes on is not. */
    private static String command(String command) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        for (String line : Wrap.lines(command, BLOCK_WIDTH - " \\".length())) {
            at += line.length();
            boolean last = at == command.length();
            boolean word = !last && command.charAt(at) == ' ';
            text.append(line).append(last ? "" : word ? " \\\n" : "\\\n");
            at += word ? 1 : 0;
        }
        return text.toString();
    }

    private void heading(About about, String text) {
        heading(Wrap.lines(ascii((about.claim() == null ? "" : about.claim() + ": ") + text), WIDTH));
    }

    private void heading(List<String> lines) {
        lines.forEach(this::line);
        line("=".repeat(lines.stream().mapToInt(String::length).max().orElse(0)));
    }

    private void paragraph(String text) {
        gap();
        Wrap.lines(ascii(text), WIDTH).forEach(this::line);
        inList = false;
    }

    private void item(String text) {
        if (!inList) {
            gap();
        }
        Wrap.hanging("- ", ascii(text), "  ", WIDTH).forEach(this::line);
        inList = true;
    }

    /** Lines as they are. */
    private void block(String lines) {
        gap();
        Splitter.on('\n').split(lines.stripTrailing()).forEach(line -> line(INDENT + ascii(line)));
        inList = false;
    }

    private void gap() {
        out.append('\n');
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    private static String ascii(String text) {
        return NOT_PLAIN.replaceFrom(text, '?');
    }
}
