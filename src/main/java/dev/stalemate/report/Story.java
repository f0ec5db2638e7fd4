package dev.stalemate.report;

import com.google.common.base.Splitter;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.report.Style.Tone;
import dev.stalemate.trace.Trace;

/** A counterexample as people write one on a mailing list: numbered steps, what each changed, and what is broken in the end. */
public final class Story {
    private Story() {}

    /**
     * The story of a run that violates a property, each line ended by a line feed: in lanes where several elements run by themselves, as a
     * list otherwise.
     */
    public static String of(Trace trace, Law law, Style style) {
        return Lanes.fit(trace)
                ? where(trace.model()) + "\n" + Lanes.of(trace, style, Lanes.WIDTH) + conclusion(trace, law, style)
                : listed(trace, law, style);
    }

    /** The same, always as a list. */
    public static String listed(Trace trace, Law law, Style style) {
        return where(trace.model())
                + "\n"
                + Steps.listed(trace, style, Table.ANY_WIDTH)
                + conclusion(trace, law, style);
    }

    /** What {@link #at} says, and below it the scope in words: {@code 2 vCPUs, 2 frames}. */
    static String where(Model model) {
        String words = model.scope().words();
        return words.equals(model.scope().name())
                ? at(model)
                : at(model) + "\n"
                        + String.join("\n", Wrap.hanging(Steps.INDENT, words, Steps.INDENT + "  ", Lanes.WIDTH));
    }

    /** Such as {@code kvm/linux-6.7 at scope small (vcpus=2)}. */
    public static String at(Model model) {
        String typed = model.scope().typed();
        // The name repeats what the user changed, after a comma.
        String name = Splitter.on(',').split(model.scope().name()).iterator().next();
        String scope =
                name.contains("=") ? typed : name + (typed.isEmpty() || typed.equals(name) ? "" : " (" + typed + ")");
        return design(model) + " at scope " + scope;
    }

    /** Such as {@code kvm/linux-6.7}. */
    public static String design(Model model) {
        return model.system() + "/" + model.design().name();
    }

    /**
     * What the run shows of the property: what is violated where, why, and since which step. Its colour is no verdict: whether a violation is
     * as it should be, what stands above or below it says.
     */
    static String conclusion(Trace trace, Law law, Style style) {
        Conclusion conclusion = Conclusion.of(trace, law);
        String says = String.join("\n", Wrap.hanging("", conclusion.says(), Steps.INDENT + "  ", Lanes.WIDTH));
        StringBuilder out = new StringBuilder(style.paint(Tone.STRONG, says)).append('\n');
        conclusion
                .details()
                .forEach(detail -> out.append(Steps.INDENT).append(detail).append('\n'));
        conclusion.causes().forEach(cause -> out.append(Steps.sentences(cause)));
        for (String sentence : conclusion.forEver()) {
            String indent = sentence.startsWith(" ") ? Steps.INDENT : "";
            Wrap.hanging(indent, sentence.trim(), Steps.INDENT + "  ", Lanes.WIDTH)
                    .forEach(line -> out.append(line).append('\n'));
        }
        if (conclusion.breaks() != null) {
            out.append("What breaks: ").append(conclusion.breaks()).append('\n');
        }
        return out.toString();
    }
}
