package dev.stalemate.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import dev.stalemate.decide.Coverage;
import dev.stalemate.decide.Decision;
import dev.stalemate.decide.Decision.Storage;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Source;
import dev.stalemate.model.Verdict;
import dev.stalemate.report.Style.Tone;
import dev.stalemate.report.Table.Cell;
import dev.stalemate.text.Amounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decisions for people: a table, the findings with their explanations, and in full what was not expected. */
public final class ClaimReport {
    /** A note of all that were asked names no more of them. */
    private static final int MOST_NAMES = 3;

    private final ImmutableList<Decision> decisions;
    private final Summary summary;
    private final int width;
    private final Style style;
    private final String counted;

    /**
     * A report.
     *
     * @param summary of all that was asked
     * @param counted what the driver counts, such as states
     * @param width of the terminal; where there is none, prose has a width of its own, and a row of a table is a line
     */
    public ClaimReport(List<Decision> decisions, Summary summary, String counted, int width, Style style) {
        this.summary = summary;
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
        section(out, "Larger scopes", ReachTable.of(decisions, width, style));
        section(out, "Notes", notes(everyStory));
        section(out, "Fingerprints", collisions());
        section(out, "Coverage", coverage());
        section(out, "Findings", findings());
        section(out, everyStory ? "Counterexamples" : "Unexpected", stories(everyStory));
        if (summary.isOfSeveral()) {
            out.append('\n').append(lines("", summary.text()));
        }
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
                .wrapping("system/design")
                .wrapping("property")
                .left("expected")
                .wrapping("found")
                .right("steps")
                .right(counted)
                .right("time");
        boolean someAreProved = decisions.stream().anyMatch(d -> Proved.of(d) != null);
        for (Decision d : decisions) {
            table.row(
                    d.id(),
                    d.model().system() + "/" + d.model().design().name(),
                    d.law().name(),
                    d.isOfClaim() ? word(d.expected(), "open") : "",
                    new Cell(d.found() + (someAreProved ? bound(d) : ""), tone(d)),
                    d.trace() == null ? "" : d.trace().steps().size(),
                    Amounts.count(d.effort().states()),
                    Amounts.seconds(d.effort().seconds()));
        }
        return table.render(width, style);
    }

    /** Up to which bound something holds, where there are some that are proved beyond theirs, and that a claim is. */
    private static String bound(Decision d) {
        Proved proved = Proved.of(d);
        String numbers = d.found() == Verdict.HOLDS ? d.model().scope().numbers() : "";
        if (proved == null) {
            return numbers.isEmpty() ? "" : " (" + numbers + ")";
        }
        return " (" + (numbers.isEmpty() ? "" : numbers + "; ") + "proved: " + proved.says() + ")";
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

    /** How each was found, what never happened, and what it costs, where there is something to say: once of all for which it is the same. */
    private String notes(boolean detailed) {
        ListMultimap<String, String> of =
                MultimapBuilder.linkedHashKeys().arrayListValues().build();
        decisions.forEach(d -> notes(d, detailed).forEach(note -> of.put(note, name(d))));
        StringBuilder out = new StringBuilder();
        of.asMap()
                .forEach((note, names) -> out.append(paragraph(
                        names.size() == decisions.size() && names.size() > MOST_NAMES
                                ? note
                                : String.join(", ", names) + ": " + note)));
        return out.toString();
    }

    private static List<String> notes(Decision d, boolean detailed) {
        List<String> notes = new ArrayList<>();
        if (detailed && d.trace() == null && !d.unexpected()) {
            notes.add(Story.at(d.model()));
        }
        if (d.claim() != null && !d.isOfClaim()) {
            notes.add("the claim is about " + d.claim().law() + ", and expects nothing of "
                    + d.law().name());
        }
        if (!d.note().isEmpty()) {
            notes.add(d.note());
        }
        if (d.found() == Verdict.VACUOUS && d.law().breaks() == Breaks.CONDITION) {
            notes.add("never tested: " + d.law().says());
        } else if (!d.vacuous().isEmpty()) {
            notes.add("never happened: " + String.join(", ", d.vacuous()));
        }
        if (detailed && !d.figures().isEmpty()) {
            notes.add(d.figures().entrySet().stream().map(ClaimReport::figure).collect(Collectors.joining(", ")));
        }
        return notes;
    }

    private static String figure(Map.Entry<String, Long> figure) {
        return figure.getKey() + " " + Amounts.count(figure.getValue());
    }

    /** How sure it is that no state was taken for another. */
    private String collisions() {
        Storage worst = null;
        for (Decision d : decisions) {
            Storage storage = d.effort().storage();
            boolean worse =
                    storage != null && (worst == null || storage.collisionProbability() > worst.collisionProbability());
            worst = worse ? storage : worst;
        }
        if (worst == null) {
            return "";
        }
        String says = worst.collisionProbability() == 0
                ? "Every state was stored in full: no two states can have been confused."
                : String.format(
                        Locale.ROOT,
                        "The probability that a search confused two states is at most %.1g; the fingerprints themselves"
                                + " suggest %.1g. To be sure: --fingerprint 128 or exact.",
                        worst.collisionProbability(),
                        worst.collisionEstimate());
        return paragraph(says);
    }

    private String coverage() {
        StringBuilder out = new StringBuilder();
        String gap = "";
        for (Decision d : decisions) {
            Coverage coverage = d.coverage();
            if (coverage != null) {
                out.append(gap).append(name(d)).append('\n').append(CoverageTable.of(coverage, width, style));
                gap = "\n";
            }
        }
        return out.toString();
    }

    private String findings() {
        StringBuilder out = new StringBuilder();
        for (Decision d : decisions) {
            if (d.claim() != null && d.finding() != null) {
                out.append(paragraph(name(d) + ": " + expectation(d.claim()) + "; it "
                        + says(d.claim().recorded()) + ". " + d.finding()));
            }
        }
        return out.toString();
    }

    /** Only people expect something: of a commit or of code that was read, a question is open, or this project expected an answer. */
    private static String expectation(Claim claim) {
        Verdict expected = claim.expected();
        if (expected == null) {
            return claim.isFromThread() ? "the thread leaves it open" : "an open question";
        }
        String verdict = expected == Verdict.HOLDS ? "to hold" : "to be " + expected;
        return claim.isFromThread() ? "the thread expects it " + verdict : "expected " + verdict;
    }

    /** A verdict as a verb: {@code holds}, {@code is violated}. */
    private static String says(Verdict verdict) {
        return verdict == Verdict.HOLDS ? "holds" : "is " + verdict;
    }

    private String stories(boolean everyStory) {
        StringBuilder out = new StringBuilder();
        String gap = "";
        for (Decision d : decisions) {
            if (d.unexpected() || (everyStory && d.trace() != null)) {
                out.append(gap).append(head(d)).append('\n').append(sources(d.claim()));
                gap = "\n";
                if (d.trace() != null) {
                    out.append(Story.of(d.trace(), d.law(), style));
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
            return style.paint(tone(d), d.law().name() + " " + says(d.found()));
        }
        String recorded = d.unexpected() && d.binding() ? "; the record says " + claim.recorded() : "";
        return style.paint(tone(d), d.id() + " " + says(d.found()) + recorded) + said(claim) + claim.says();
    }

    /** What stands before a claim's sentence: where the model found something else, the sentence is not why. */
    private static String said(Claim claim) {
        if (claim.finding() == null) {
            return ": ";
        }
        if (claim.expected() == null) {
            return "; the question was: ";
        }
        return claim.isFromThread() ? "; the thread says: " : "; expected was: ";
    }

    /** Where a claim comes from. */
    private String sources(@Nullable Claim claim) {
        return claim == null || claim.sources().isEmpty()
                ? ""
                : lines("", "From " + claim.sources().stream().map(Source::text).collect(Collectors.joining("; ")));
    }

    private String paragraph(String text) {
        return lines("  ", text);
    }

    private String lines(String indent, String text) {
        return String.join("\n", Wrap.hanging(indent, text, indent + "  ", proseWidth(width))) + "\n";
    }

    /** The width of sentences beside tables of a width, in columns: where tables may have any, sentences have one of their own. */
    public static int proseWidth(int width) {
        return width == Table.ANY_WIDTH ? Lanes.WIDTH : Math.max(40, width);
    }

    private static String name(Decision d) {
        return d.id().isEmpty() ? d.law().name() : d.id();
    }
}
