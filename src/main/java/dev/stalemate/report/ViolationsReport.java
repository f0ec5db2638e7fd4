package dev.stalemate.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.decide.Decision;
import dev.stalemate.decide.Violations;
import dev.stalemate.decide.Violations.Distinct;
import dev.stalemate.model.Step;
import dev.stalemate.report.Style.Tone;
import dev.stalemate.text.Amounts;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The ways in which the walks of a campaign violate properties. */
public final class ViolationsReport {
    private final List<Decision> decisions;
    private final Function<Decision, Violations> violations;

    /**
     * A report.
     *
     * @param decisions in their order
     * @param violations of a decision; none where no campaign decided
     */
    public ViolationsReport(List<Decision> decisions, Function<Decision, Violations> violations) {
        this.decisions = List.copyOf(decisions);
        this.violations = violations;
    }

    /** A section of its own, each line ended by a line feed; empty if nothing was violated. */
    public String text(int width, Style style) {
        StringBuilder out = new StringBuilder();
        for (Decision decision : decisions) {
            Violations of = violations.apply(decision);
            if (of.walks() > 0) {
                Wrap.hanging("", says(decision, of), "  ", ClaimReport.proseWidth(width))
                        .forEach(line -> out.append(line).append('\n'));
                out.append(table(of).render(width, style));
            }
        }
        return out.isEmpty() ? "" : "\n" + style.paint(Tone.STRONG, "Ways to violate") + "\n" + out;
    }

    private static String says(Decision decision, Violations of) {
        String name = decision.id().isEmpty() ? decision.law().name() : decision.id();
        long seen = of.distinct().stream().filter(each -> each.walks() > 0).count();
        String ways = seen + of.more() == 1 ? "in one way" : "in " + Amounts.count(seen + of.more()) + " ways";
        String rest = of.moreWalks() == 0
                ? ""
                : "; " + Amounts.count(of.moreWalks(), "walk") + " of ways that were not shrunk";
        return name + ": " + Amounts.count(of.walks()) + " of "
                + Amounts.count(decision.effort().states(), "walk")
                + (of.walks() == 1 ? " violates it " : " violate it ") + ways + rest;
    }

    private static Table table(Violations of) {
        Table table = new Table()
                .right("walks")
                .right("first")
                .wrapping("what is wrong")
                .right("steps")
                .wrapping("smallest run");
        for (Distinct each : of.distinct()) {
            table.row(
                    Amounts.count(each.walks()),
                    each.first() == Violations.NO_WALK ? "" : Amounts.count(each.first() + 1),
                    each.shape(),
                    each.trace().steps().size(),
                    each.trace().steps().stream().map(Step::toString).collect(Collectors.joining("; ")));
        }
        return table;
    }

    /**
     * Adds to the claims of {@link ClaimJson} what was found: {@code "violations": {"walks": 12, "distinct": [...], "more": 0, "moreWalks":
     * 0}}.
     *
     * @param claims one for each decision, in the same order
     */
    public void fill(ArrayNode claims) {
        for (int i = 0; i < decisions.size(); i++) {
            Violations of = violations.apply(decisions.get(i));
            if (of.walks() > 0) {
                ObjectNode node = ((ObjectNode) claims.get(i)).putObject("violations");
                node.put("walks", of.walks());
                ArrayNode distinct = node.putArray("distinct");
                of.distinct().forEach(each -> fill(distinct.addObject(), each));
                node.put("more", of.more()).put("moreWalks", of.moreWalks());
            }
        }
    }

    private static void fill(ObjectNode node, Distinct each) {
        ArrayNode shape = node.putArray("shape");
        each.shape().parts().forEach(shape::add);
        node.put("walks", each.walks());
        node.put("firstWalk", each.first() == Violations.NO_WALK ? null : (Long) (each.first() + 1));
        ArrayNode steps = node.putArray("counterexample");
        each.trace().steps().forEach(step -> steps.add(step.toString()));
    }
}
