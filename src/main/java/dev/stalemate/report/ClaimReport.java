package dev.stalemate.report;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Verdict;
import dev.stalemate.report.Decision.Kept;
import dev.stalemate.report.Style.Tone;
import dev.stalemate.report.Table.Cell;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decisions for people: a table, the findings with their explanations, and in full what was not expected. */
public final class ClaimReport {
    private final ImmutableList<Decision> decisions;
    private final int width;
    private final Style style;
    private final String counted;

    /**
     * A report.
     *
     * @param counted what the driver counts, such as states
     * @param width of the terminal
     */
    public ClaimReport(List<Decision> decisions, String counted, int width, Style style) {
        this.counted = counted;
        this.decisions = ImmutableList.copyOf(decisions);
        this.width = width;
        this.style = style;
    }

    /**
     * The whole report, each line ended by a line feed.
     *
     * @param everyStory whether expected counterexamples are told too, scopes and costs: for a reader who asked for a few claims
     */
    public String text(boolean everyStory) {
        StringBuilder out = new StringBuilder(table());
        section(out, "Larger scopes", Reach.table(decisions, width, style));
        section(out, "Notes", notes(everyStory));
        section(out, "Fingerprints", collisions());
        section(out, "Coverage", coverage());
        section(out, "Findings", findings());
        section(out, everyStory ? "Counterexamples" : "Unexpected", stories(everyStory));
        return out.toString();
    }

    private void section(StringBuilder out, String title, String text) {
        if (!text.isEmpty()) {
            out.append('\n')
                    .append(style.paint(Tone.STRONG, title))
                    .append('\n')
                    .append(text);
        }
    }

    private String table() {
        Table table = new Table()
                .left("id")
                .wrapping("system/variant")
                .wrapping("property")
                .left("expected")
                .left("found")
                .right("steps")
                .right(counted)
                .right("time");
        for (Decision d : decisions) {
            table.row(
                    d.id(),
                    d.model().system() + "/" + d.model().variant().name(),
                    d.property().name(),
                    d.claim() == null ? "" : word(d.expected(), "open"),
                    new Cell(d.found().toString(), tone(d)),
                    d.trace() == null ? "" : d.trace().steps().size(),
                    Amounts.count(d.effort().states()),
                    Amounts.seconds(d.effort().seconds()));
        }
        return table.render(width, style);
    }

    private static String word(@Nullable Verdict verdict, String none) {
        return verdict == null ? none : verdict.toString();
    }

    private static Tone tone(Decision d) {
        if (d.unexpected()) {
            return Tone.BAD;
        }
        return d.asExpected() ? Tone.GOOD : Tone.NOTABLE;
    }

    /** How each was found, what never happened, and what it costs, where there is something to say. */
    private String notes(boolean detailed) {
        return decisions.stream().map(d -> notes(d, detailed)).collect(Collectors.joining());
    }

    private String notes(Decision d, boolean detailed) {
        StringBuilder out = new StringBuilder();
        if (detailed && d.trace() == null && !d.unexpected()) {
            item(out, d, Story.where(d.model()));
        }
        if (!d.note().isEmpty()) {
            item(out, d, d.note());
        }
        if (!d.vacuous().isEmpty()) {
            item(out, d, "never happened: " + String.join(", ", d.vacuous()));
        }
        if (detailed && !d.figures().isEmpty()) {
            item(
                    out,
                    d,
                    d.figures().entrySet().stream().map(ClaimReport::figure).collect(Collectors.joining(", ")));
        }
        return out.toString();
    }

    private static String figure(Map.Entry<String, Long> figure) {
        return figure.getKey() + " " + Amounts.count(figure.getValue());
    }

    /** How sure it is that no state was taken for another. */
    private String collisions() {
        Kept worst = null;
        for (Decision d : decisions) {
            Kept kept = d.effort().kept();
            boolean worse =
                    kept != null && (worst == null || kept.collisionProbability() > worst.collisionProbability());
            worst = worse ? kept : worst;
        }
        if (worst == null) {
            return "";
        }
        String says = worst.collisionProbability() == 0
                ? "Every state was remembered whole: none can have been taken for another."
                : String.format(
                        Locale.ROOT,
                        "In no search was a state taken for another with a probability above %.1g; the fingerprints themselves"
                                + " say %.1g. To be sure: --fingerprint 128 or exact.",
                        worst.collisionProbability(),
                        worst.collisionEstimate());
        return "  " + String.join("\n    ", Wrap.lines(says, Math.max(40, width - 2))) + "\n";
    }

    private String coverage() {
        StringBuilder out = new StringBuilder();
        String gap = "";
        for (Decision d : decisions) {
            Coverage coverage = d.coverage();
            if (coverage != null) {
                out.append(gap).append(name(d)).append('\n').append(coverage.table(width, style));
                gap = "\n";
            }
        }
        return out.toString();
    }

    private String findings() {
        StringBuilder out = new StringBuilder();
        for (Decision d : decisions) {
            if (d.claim() != null && d.finding() != null) {
                String thread = d.expected() == null ? "leaves it open" : "expects " + d.expected();
                item(
                        out,
                        d,
                        "the thread " + thread + ", recorded is " + d.claim().recorded() + ". " + d.finding());
            }
        }
        return out.toString();
    }

    private String stories(boolean everyStory) {
        StringBuilder out = new StringBuilder();
        String gap = "";
        for (Decision d : decisions) {
            if (d.unexpected() || (everyStory && d.trace() != null)) {
                out.append(gap).append(head(d)).append('\n');
                gap = "\n";
                if (d.trace() != null) {
                    out.append(Story.of(d.trace(), d.property(), style));
                } else {
                    out.append(Story.where(d.model())).append('\n');
                }
            }
        }
        return out.toString();
    }

    private String head(Decision d) {
        Claim claim = d.claim();
        if (claim == null) {
            return d.property().name() + " is " + d.found();
        }
        String recorded = d.unexpected() && d.binding() ? ", recorded is " + claim.recorded() : "";
        return style.paint(tone(d), d.id() + " is " + d.found() + recorded) + ": " + claim.says();
    }

    private void item(StringBuilder out, Decision d, String text) {
        List<String> lines = Wrap.lines(name(d) + ": " + text, Math.max(40, width - 2));
        out.append("  ").append(String.join("\n    ", lines)).append('\n');
    }

    private static String name(Decision d) {
        return d.id().isEmpty() ? d.property().name() : d.id();
    }
}
