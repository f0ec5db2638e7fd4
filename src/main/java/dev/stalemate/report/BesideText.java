package dev.stalemate.report;

import dev.stalemate.model.Law;
import dev.stalemate.model.Step;
import dev.stalemate.report.OtherDesign.Beside;
import dev.stalemate.report.Style.Tone;
import dev.stalemate.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The steps of a run with what its design and another one do in each, side by side. */
public final class BesideText {
    private static final String SAME = "the same";

    private final Trace run;
    private final OtherDesign other;
    private final Style style;
    private final TextColumns columns;

    private BesideText(Trace run, OtherDesign other, Style style) {
        this.run = run;
        this.other = other;
        this.style = style;
        this.columns = new TextColumns(2, Lanes.WIDTH, style);
    }

    /**
     * A run, the other design on the same steps, and what each shows of a property; each line ended by a line feed.
     *
     * @param shown the other design, perhaps with the claim that it holds
     */
    public static String of(Trace run, Law law, Beside shown, Style style) {
        BesideText beside = new BesideText(run, shown.other(), style);
        return Story.where(run.model()) + "\n" + beside.steps(0) + "\n" + beside.verdicts(law, shown);
    }

    /** The steps from one on, from 0. */
    static String steps(Trace run, OtherDesign other, int from, Style style) {
        return new BesideText(run, other, style).steps(from);
    }

    private String steps(int from) {
        StringBuilder out = new StringBuilder();
        columns.line(out, "", List.of(name(run), name(other.trace())), Tone.STRONG);
        if (other.parts() == 0) {
            out.append(style.paint(Tone.NOTABLE, "They start in different states"))
                    .append('\n');
        }
        for (int i = from; i < run.steps().size(); i++) {
            if (i == run.loop()) {
                out.append(Steps.LOOP);
            }
            if (from == 0 && i + 1 == other.parts()) {
                out.append(style.paint(Tone.NOTABLE, "Here they part")).append('\n');
            }
            if (from == 0 && i + 1 == other.differs() && other.parts() < other.differs()) {
                out.append(style.paint(Tone.NOTABLE, "Here their states part, too"))
                        .append('\n');
            }
            out.append(Steps.one(i, run.steps().get(i).inWords(run.state(i), ""), style, Lanes.WIDTH));
            step(out, i);
        }
        if (other.parts() < 0) {
            out.append("They never part\n");
        }
        return out.toString();
    }

    private static String name(Trace trace) {
        return Story.design(trace.model());
    }

    private void step(StringBuilder out, int i) {
        List<String> left = done(run, i);
        List<String> right = done(other.trace(), i);
        if (i == other.trace().steps().size()) {
            right = new ArrayList<>(wrapped(other.stops()));
            for (Step step : other.instead(run)) {
                right.addAll(wrapped(
                        "possible instead: " + step.inWords(other.trace().end(), "")));
            }
        } else if (left.equals(right)) {
            right = wrapped(SAME);
        }
        for (int l = 0; l < Math.max(left.size(), right.size()); l++) {
            columns.line(
                    out,
                    "",
                    List.of(l < left.size() ? left.get(l) : "", l < right.size() ? right.get(l) : ""),
                    Tone.NORMAL);
        }
    }

    /** What a design did in step i, and what that changed; nothing if it does not take the step. */
    private List<String> done(Trace trace, int i) {
        List<String> lines = new ArrayList<>();
        if (i < trace.steps().size()) {
            trace.acts(i).forEach(act -> lines.addAll(wrapped("[" + act + "]")));
            new StepWords(trace).changes(i).forEach(change -> lines.addAll(wrapped(change.inWords())));
            if (lines.isEmpty()) {
                lines.addAll(wrapped("changes nothing"));
            }
        }
        return lines;
    }

    private List<String> wrapped(String text) {
        return Wrap.hanging("", text, TextColumns.DETAIL, columns.width());
    }

    private String verdicts(Law law, Beside shown) {
        StringBuilder out = new StringBuilder();
        out.append(style.paint(Tone.STRONG, name(run))).append('\n').append(Story.conclusion(run, law, style));
        out.append('\n').append(style.paint(Tone.STRONG, name(other.trace()))).append('\n');
        Law own = law(other.trace(), law);
        if (own == null) {
            out.append("It has no property ").append(law.name()).append(" at this scope.\n");
        } else {
            out.append(Story.conclusion(other.trace(), own, style));
        }
        if (shown.claim() != null) {
            out.append(shown.claim().id())
                    .append(" says that ")
                    .append(law.name())
                    .append(" holds for it at scope ")
                    .append(shown.claim().scope().name())
                    .append(".\n");
        }
        return out.toString();
    }

    private static @Nullable Law law(Trace trace, Law law) {
        try {
            return trace.model().law(law.name());
        } catch (IllegalArgumentException e) {
            return null; // one that compares a design with its base, or asks for what this design does not keep
        }
    }
}
