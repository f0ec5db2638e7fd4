package dev.stalemate.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.decide.Decision;
import dev.stalemate.model.Design;
import dev.stalemate.model.Verdict;
import dev.stalemate.report.Style.Tone;
import dev.stalemate.text.Amounts;
import dev.stalemate.trace.Trace;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What tells two designs apart.
 *
 * @param decisions whether nothing does, at one scope each
 * @param left how many further scopes were not reached
 */
public record Comparing(Design first, Design second, List<Decision> decisions, int left) {
    private static final int MOST_NAMES = 8;

    public Comparing {
        decisions = List.copyOf(decisions);
    }

    /** That with the shortest run that tells them apart; null if there is none. */
    public @Nullable Decision shortest() {
        return decisions.stream()
                .filter(d -> d.found() == Verdict.VIOLATED)
                .min(Comparator.comparing(Comparing::steps))
                .orElse(null);
    }

    /** Whether every state of every scope was looked at. */
    public boolean isComplete() {
        return left == 0 && decisions.stream().noneMatch(d -> d.found() == Verdict.UNDECIDED);
    }

    private static int steps(Decision decision) {
        return Objects.requireNonNull(decision.trace()).steps().size();
    }

    private long states() {
        return decisions.stream().mapToLong(d -> d.effort().states()).sum();
    }

    /** The answer, with the shortest run, each line ended by a line feed. */
    public String text(int width, Style style) {
        Decision shortest = shortest();
        String scopes = " at " + Amounts.count(decisions.size(), "scope");
        if (shortest == null) {
            String says = (isComplete() ? "no difference" : "no difference so far") + " between " + first.name()
                    + " and " + second.name() + ": " + Amounts.count(states(), "state") + scopes;
            return style.paint(isComplete() ? Tone.GOOD : Tone.NORMAL, says) + "\n" + rest(width);
        }
        String says =
                first.name() + " and " + second.name() + " differ after " + Amounts.count(steps(shortest), "step");
        return style.paint(Tone.BAD, says) + "\n"
                + Story.listed(Objects.requireNonNull(shortest.trace()), shortest.law(), style)
                + rest(width);
    }

    private String rest(int width) {
        String where = Stream.of(Verdict.VIOLATED, Verdict.HOLDS, Verdict.VACUOUS, Verdict.UNDECIDED)
                .map(verdict ->
                        decisions.stream().filter(d -> d.found() == verdict).toList())
                .filter(alike -> !alike.isEmpty())
                .map(alike -> word(alike.get(0).found()) + " at " + names(alike))
                .collect(Collectors.joining("; "));
        String text = where + (left == 0 ? "" : "; not reached: " + Amounts.count(left, "larger scope"));
        return String.join("\n", Wrap.hanging("", text, "  ", ClaimReport.proseWidth(width))) + "\n";
    }

    private static String word(Verdict verdict) {
        return switch (verdict) {
            case VIOLATED -> "different";
            case HOLDS -> "no difference";
            case VACUOUS -> "no difference, but some action was never possible,";
            case UNDECIDED -> "no answer";
        };
    }

    private static String names(List<Decision> some) {
        String names = some.stream()
                .limit(MOST_NAMES)
                .map(d -> d.model().scope().name())
                .collect(Collectors.joining(", "));
        int more = some.size() - MOST_NAMES;
        return names + (more > 0 ? " and " + more + " more" : "");
    }

    /** {@code {"system", "first", "second", "differ", "states", "left", "scope", "steps", "differences", "scopes": [...]}}. */
    public ObjectNode json() {
        Decision shortest = shortest();
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("system", decisions.isEmpty() ? null : decisions.get(0).model().system())
                .put("first", first.name())
                .put("second", second.name())
                .put("differ", shortest != null ? Boolean.TRUE : isComplete() ? Boolean.FALSE : null)
                .put("states", states())
                .put("left", left);
        if (shortest != null) {
            Trace trace = Objects.requireNonNull(shortest.trace());
            root.put("scope", shortest.model().scope().toString());
            ArrayNode steps = root.putArray("steps");
            trace.steps().forEach(step -> steps.add(step.toString()));
            ArrayNode differences = root.putArray("differences");
            shortest.law().explanation().of(trace.end()).details().forEach(differences::add);
        }
        ArrayNode scopes = root.putArray("scopes");
        for (Decision d : decisions) {
            scopes.addObject()
                    .put("scope", d.model().scope().toString())
                    .put("scopeName", d.model().scope().name())
                    .put("found", d.found().toString())
                    .put("steps", d.found() == Verdict.VIOLATED ? (Integer) steps(d) : null)
                    .put("states", d.effort().states())
                    .put("seconds", d.effort().seconds())
                    .put("why", d.note());
        }
        return root;
    }
}
