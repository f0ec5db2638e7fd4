package dev.stalemate.report;

import com.google.common.base.Splitter;
import dev.stalemate.model.Act;
import dev.stalemate.model.Layout;
import dev.stalemate.report.Style.Tone;
import dev.stalemate.trace.Trace;
import java.util.List;
import java.util.Locale;

/** The steps of a run as a numbered list, with what each changed. */
final class Steps {
    /** Before the first step of a loop. */
    static final String LOOP = "From here on again and again\n";
    /** How far texts below a step are indented. */
    static final String INDENT = "      ";

    private Steps() {}

    /** A line or more for each step, each ended by a line feed, of at most so many characters. */
    static String listed(Trace trace, Style style, int width) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < trace.steps().size(); i++) {
            if (i == trace.loop()) {
                out.append(LOOP);
            }
            out.append(withChanges(trace, i, style, width));
        }
        return out.toString();
    }

    /** Step i, from 0, with what it changed. */
    static String withChanges(Trace trace, int i, Style style, int width) {
        StringBuilder out = new StringBuilder(one(i, trace.steps().get(i).inWords(trace.state(i), ""), style, width));
        for (Act act : trace.acts(i)) {
            Wrap.hanging(INDENT, "[" + act + "]", INDENT + "  ", width)
                    .forEach(line -> out.append(line).append('\n'));
        }
        if (trace.changes(i).isEmpty()) {
            out.append(INDENT).append("changes nothing\n");
        }
        for (Layout.Change change : new StepWords(trace).changes(i)) {
            Wrap.hanging(INDENT, change.inWords(), INDENT + "  ", width)
                    .forEach(line -> out.append(line).append('\n'));
        }
        return out.toString();
    }

    /** A line or more for each sentence, the first one at the margin. */
    static String sentences(String text) {
        StringBuilder out = new StringBuilder();
        String indent = "";
        for (String sentence : Splitter.on(". ").split(text)) {
            String whole = sentence.endsWith(".") ? sentence : sentence + ".";
            Wrap.hanging(indent, whole, INDENT + "  ", Lanes.WIDTH)
                    .forEach(line -> out.append(line).append('\n'));
            indent = INDENT;
        }
        return out.toString();
    }

    /** Step i, from 0, alone. */
    static String one(int i, String step, Style style, int width) {
        List<String> lines = Wrap.lines(step, width - INDENT.length());
        StringBuilder out = new StringBuilder();
        for (int l = 0; l < lines.size(); l++) {
            out.append(l == 0 ? number(i) : INDENT)
                    .append(style.paint(Tone.STRONG, lines.get(l)))
                    .append('\n');
        }
        return out.toString();
    }

    /** The number of step i, from 0, as wide as the indentation. */
    static String number(int i) {
        return String.format(Locale.ROOT, "%5s ", "(" + (i + 1) + ")");
    }
}
