package dev.stalemate.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.LinkedHashMultiset;
import com.google.common.collect.Multiset;
import com.google.common.collect.Multisets;
import dev.stalemate.decide.Decision;
import dev.stalemate.decide.OtherRuns;
import dev.stalemate.model.Step;
import dev.stalemate.report.Style.Tone;
import dev.stalemate.search.SearchResult.End;
import dev.stalemate.text.Amounts;
import dev.stalemate.trace.Trace;
import java.util.List;
import java.util.Objects;

/** Counterexamples of one property that differ from each other: how many there are, and for each what it has and the first has not. */
public final class OtherRunsReport {
    private final List<OtherRuns> found;

    /** A report about some decisions' counterexamples. */
    public OtherRunsReport(List<OtherRuns> found) {
        this.found = List.copyOf(found);
    }

    /** A section of its own, each line ended by a line feed; empty if there is nothing to say. */
    public String text(int width, Style style) {
        StringBuilder out = new StringBuilder();
        for (OtherRuns runs : found) {
            Wrap.hanging("", name(runs.decision()) + ": " + count(runs), "  ", ClaimReport.proseWidth(width))
                    .forEach(line -> out.append(line).append('\n'));
            for (int i = 0; i < runs.others().size(); i++) {
                Trace trace = runs.others().get(i);
                String title = name(runs.decision()) + ", " + (i + 2) + " of "
                        + (runs.others().size() + 1);
                out.append('\n').append(style.paint(Tone.STRONG, title)).append('\n');
                out.append(difference(runs.decision(), trace));
                out.append(Story.of(trace, runs.decision().law(), style));
            }
        }
        return out.isEmpty() ? "" : "\n" + style.paint(Tone.STRONG, "Other counterexamples") + "\n" + out;
    }

    /** Such as {@code 3 different counterexamples, and there are no more in this scope}. */
    private static String count(OtherRuns runs) {
        int all = runs.others().size() + 1;
        String counted = all == 1 ? "1 counterexample" : all + " different counterexamples";
        if (runs.end() == End.DECIDED) {
            return counted + ", as many as were wanted; there may be more";
        }
        if (runs.end() == End.EXHAUSTED) {
            return counted + ", and there are no more in this scope";
        }
        String looked =
                runs.looked() < 1 ? "" : ". There are no more of at most " + Amounts.count(runs.looked(), "step");
        return counted + looked + ". There may be longer ones: " + runs.end() + " stopped the search";
    }

    /** What the steps of two runs do not have in common. */
    private static String difference(Decision first, Trace other) {
        Multiset<String> before = steps(Objects.requireNonNull(first.trace()));
        Multiset<String> now = steps(other);
        List<String> gone = Multisets.difference(before, now).stream().toList();
        List<String> added = Multisets.difference(now, before).stream().toList();
        return gone.isEmpty() && added.isEmpty()
                ? "The steps of the first one, in another order\n"
                : listed("Only the first one has ", gone) + listed("Only this one has ", added);
    }

    private static String listed(String head, List<String> steps) {
        return steps.isEmpty()
                ? ""
                : String.join("\n", Wrap.hanging("", head + String.join("; ", steps), "  ", Lanes.WIDTH)) + "\n";
    }

    private static Multiset<String> steps(Trace trace) {
        return trace.steps().stream()
                .map(Step::toString)
                .collect(LinkedHashMultiset::create, Multiset::add, Multiset::addAll);
    }

    private static String name(Decision decision) {
        return decision.id().isEmpty() ? decision.law().name() : decision.id();
    }

    /**
     * Adds to the claims of {@link ClaimJson} what was found: {@code "others": {"counterexamples": [...], "complete": true, "looked": null}}.
     *
     * @param claims one for each decision, in the same order
     */
    public void fill(ArrayNode claims, List<Decision> decisions) {
        for (OtherRuns runs : found) {
            ObjectNode others = ((ObjectNode) claims.get(decisions.indexOf(runs.decision()))).putObject("others");
            ArrayNode counterexamples = others.putArray("counterexamples");
            for (Trace trace : runs.others()) {
                ArrayNode steps = counterexamples.addArray();
                trace.steps().forEach(step -> steps.add(step.toString()));
            }
            others.put("complete", runs.end() == End.EXHAUSTED);
            others.put("looked", runs.looked() == Integer.MAX_VALUE ? null : (Integer) Math.max(0, runs.looked()));
        }
    }
}
