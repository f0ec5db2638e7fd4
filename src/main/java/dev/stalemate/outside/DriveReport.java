package dev.stalemate.outside;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import dev.stalemate.files.Shell;
import dev.stalemate.text.Visible;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a comparison found, for people and as JSON. */
public final class DriveReport {
    private static final int LONGEST_COMMAND = 200;
    private static final int MOST_LINES = 40;
    private static final double NANOS = 1e9;

    private final DriveResult result;
    private final ImmutableList<String> again;

    /**
     * A report.
     *
     * @param again for each cause how to see it again, a line each
     */
    public DriveReport(DriveResult result, List<String> again) {
        this.result = result;
        this.again = ImmutableList.copyOf(again);
    }

    /** A command, short enough to be read in a table. */
    public static String shell(List<String> command) {
        String all = Shell.line(command);
        return all.length() <= LONGEST_COMMAND ? all : all.substring(0, LONGEST_COMMAND) + "...";
    }

    /** A name for a file about a cause, such as {@code type-uc-wb}. */
    public static String stem(DifferenceCause cause) {
        String all = Script.verb(cause.request()) + "-" + cause.reference() + "-" + cause.answer();
        String plain = CharMatcher.inRange('a', 'z')
                .or(CharMatcher.inRange('0', '9'))
                .negate()
                .trimAndCollapseFrom(all.toLowerCase(Locale.ROOT), '-');
        return plain.substring(0, Math.min(plain.length(), 60));
    }

    /** Requests, each with the reference's answer, the last also with another's; of many only the last ones. */
    public static String lines(List<String> lines, String answer) {
        List<String> expected = Script.answers(lines);
        int from = Math.max(0, lines.size() - MOST_LINES);
        int widest = lines.stream().skip(from).mapToInt(String::length).max().orElse(0);
        StringBuilder text = new StringBuilder();
        if (from > 0) {
            text.append("     (").append(from).append(" lines before these)\n");
        }
        for (int i = from; i < lines.size(); i++) {
            text.append("     ")
                    .append(lines.get(i))
                    .append(" ".repeat(widest - lines.get(i).length()))
                    .append("  ")
                    .append(expected.get(i));
            if (i == lines.size() - 1) {
                text.append(", here: ").append(answer);
            }
            text.append('\n');
        }
        return text.toString();
    }

    /** What the reference answers to the last of some requests, as a difference has it. */
    public static String reference(List<String> lines) {
        List<String> expected = Script.answers(lines);
        return Answer.read(Script.verb(lines.get(lines.size() - 1)), expected.get(expected.size() - 1))
                .says();
    }

    /** The whole report. */
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append(Visible.line(result.what())).append(": ").append(count(result.requests(), "request"));
        if (result.nanos() > 0) {
            text.append(String.format(Locale.ROOT, " in %.1f s", result.nanos() / NANOS))
                    .append(", ")
                    .append(count(perSecond()))
                    .append(" a second");
        }
        text.append("\n  ").append(count(result.agreed())).append(" answered as the reference does");
        text.append("\n  ")
                .append(count(result.undefined()))
                .append(" undefined by the SDM, where any answer would do");
        text.append("\n  ").append(count(result.different())).append(" different");
        if (!result.causes().isEmpty()) {
            text.append(", from ").append(count(result.causes().size(), "cause"));
        }
        if (!result.notAnswered().isEmpty()) {
            text.append("\n  not compared, because it has no answer: ")
                    .append(Visible.line(String.join(", ", result.notAnswered())));
        }
        if (!result.unanswered().isEmpty()) {
            text.append("\n  ").append(count(result.unanswered().size())).append(" without an answer");
        }
        text.append('\n');
        if (result.isVacuous()) {
            text.append("No question was answered, so nothing was compared.\n");
        }
        result.remarks().forEach(remark -> text.append(Visible.line(remark)).append('\n'));
        if (result.ended() != null) {
            text.append("Ended early: ").append(Visible.line(result.ended())).append('\n');
        }
        unanswered(text);
        for (int i = 0; i < result.causes().size(); i++) {
            cause(text, i);
        }
        return text.toString();
    }

    private void unanswered(StringBuilder text) {
        if (result.unanswered().isEmpty()) {
            return;
        }
        Unanswered first = result.unanswered().get(0);
        text.append("\nWithout an answer there is nothing to compare. First in ")
                .append(first.where())
                .append(": ")
                .append(Visible.line(first.says()))
                .append('\n');
        text.append(lines(first.lines(), "none"));
    }

    private void cause(StringBuilder text, int i) {
        DifferenceCause cause = result.causes().get(i);
        text.append('\n')
                .append(i + 1)
                .append(". ")
                .append(Script.verb(cause.request()))
                .append(": the SDM says ")
                .append(cause.reference())
                .append(", here: ")
                .append(cause.answer())
                .append(". ")
                .append(times(cause))
                .append("; first in ")
                .append(cause.first())
                .append('\n');
        text.append(lines(cause.lines(), cause.answer()));
        cause.remarks()
                .forEach(remark ->
                        text.append("   ").append(Visible.line(remark)).append('\n'));
        text.append("   ").append(Visible.line(again.get(i))).append('\n');
    }

    private static String times(DifferenceCause cause) {
        String times = count(cause.shrunk(), "time") + (cause.minimal() ? "" : ", not minimal");
        return cause.notShrunk() == 0
                ? times
                : times + "; " + count(cause.notShrunk()) + " more with such answers were not shrunk";
    }

    /** The same as JSON; the files are those that hold the causes, in order, null where one could not be saved. */
    public ObjectNode json(List<@Nullable String> files) {
        ObjectNode node = new ObjectMapper().createObjectNode();
        node.put("what", result.what());
        node.put("requests", result.requests());
        node.put("perSecond", perSecond());
        node.put("agreed", result.agreed());
        node.put("undefined", result.undefined());
        node.put("different", result.different());
        node.put("ended", result.ended());
        result.notAnswered().forEach(node.putArray("notAnswered")::add);
        result.remarks().forEach(node.putArray("remarks")::add);
        ArrayNode unanswered = node.putArray("unanswered");
        for (Unanswered one : result.unanswered()) {
            ObjectNode told = unanswered.addObject();
            one.lines().forEach(told.putArray("lines")::add);
            told.put("where", one.where()).put("says", one.says());
        }
        ArrayNode causes = node.putArray("causes");
        for (int i = 0; i < result.causes().size(); i++) {
            DifferenceCause cause = result.causes().get(i);
            ObjectNode one = causes.addObject();
            cause.lines().forEach(one.putArray("lines")::add);
            one.put("reference", cause.reference());
            one.put("answer", cause.answer());
            one.put("first", cause.first());
            one.put("shrunk", cause.shrunk());
            one.put("notShrunk", cause.notShrunk());
            one.put("minimal", cause.minimal());
            cause.remarks().forEach(one.putArray("remarks")::add);
            one.put("file", files.get(i));
        }
        return node;
    }

    private long perSecond() {
        return result.nanos() == 0 ? 0 : (long) (result.requests() * NANOS / result.nanos());
    }

    private static String count(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    private static String count(long n, String noun) {
        return count(n) + " " + noun + (n == 1 ? "" : "s");
    }
}
