package dev.stalemate.report;

import com.google.common.base.Splitter;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.Property;
import dev.stalemate.report.Style.Tone;
import dev.stalemate.trace.Trace;
import java.util.List;
import java.util.Locale;

/** A counterexample as people write one on a mailing list: numbered steps, what each changed, and what is broken in the end. */
public final class Story {
    private static final String INDENT = "      ";
    private static final int WIDTH = 90;

    private Story() {}

    /**
     * The story of a run that violates a property, each line ended by a line feed: in lanes where several elements run by themselves, as a
     * list otherwise.
     */
    public static String of(Trace trace, Property property, Style style) {
        return Lanes.fit(trace)
                ? where(trace.model()) + "\n" + Lanes.of(trace, style) + conclusion(trace, property, style)
                : listed(trace, property, style);
    }

    /** The same, always as a list. */
    public static String listed(Trace trace, Property property, Style style) {
        StringBuilder out = new StringBuilder(where(trace.model())).append('\n');
        for (int i = 0; i < trace.steps().size(); i++) {
            if (i == trace.loop()) {
                out.append("From here on again and again\n");
            }
            out.append(String.format(Locale.ROOT, "%5s ", "(" + (i + 1) + ")"))
                    .append(style.paint(Tone.STRONG, trace.steps().get(i).toString()))
                    .append('\n');
            List<Layout.Change> changes = trace.changes(i);
            if (changes.isEmpty()) {
                out.append(INDENT).append("changes nothing\n");
            }
            changes.forEach(change -> out.append(INDENT).append(change).append('\n'));
        }
        return out.append(conclusion(trace, property, style)).toString();
    }

    /** Such as {@code kvm/linux-6.7 at scope small (vcpus=2)}. */
    public static String where(Model model) {
        String changes = model.scope().toString();
        // The name repeats what the user changed, after a comma.
        String name = Splitter.on(',').split(model.scope().name()).iterator().next();
        return model.system() + "/" + model.variant().name() + " at scope " + name
                + (changes.isEmpty() ? "" : " (" + changes + ")");
    }

    private static String conclusion(Trace trace, Property property, Style style) {
        Conclusion conclusion = Conclusion.of(trace, property);
        Tone tone = conclusion.isViolated() ? Tone.BAD : Tone.GOOD;
        StringBuilder out = new StringBuilder(style.paint(tone, conclusion.says())).append('\n');
        conclusion.details().forEach(detail -> out.append(INDENT).append(detail).append('\n'));
        for (String sentence : conclusion.forEver()) {
            out.append(sentence.startsWith(" ") ? INDENT : "")
                    .append(String.join("\n  " + INDENT, Table.wrap(sentence.trim(), WIDTH)))
                    .append('\n');
        }
        if (conclusion.breaks() != null) {
            out.append("What breaks: ").append(conclusion.breaks()).append('\n');
        }
        return out.toString();
    }
}
