package dev.stalemate.report;

import dev.stalemate.model.Property;
import dev.stalemate.model.Step;
import dev.stalemate.trace.Refutation;
import dev.stalemate.trace.Refutation.Fairness;
import dev.stalemate.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Why nothing ends what goes on for ever: the loop or the end of a run that breaks a property of progress, and its fair steps. */
final class ForEver {
    private static final int WIDTH = 90;
    private static final String INDENT = "      ";
    /** Of more fair steps than that, the rest is counted. */
    private static final int MOST_TOLD = 8;

    private ForEver() {}

    /** Some lines, each ended by a line feed, of a run that breaks the property. */
    static String of(Trace trace, Property property) {
        Refutation refutation = Refutation.of(trace, property);
        List<String> lines = new ArrayList<>();
        if (property.kind() == Property.Kind.DEADLOCK_FREE) {
            lines.add("Nothing is possible there: no " + actions(trace));
        } else if (trace.loop() == trace.steps().size()) {
            lines.addAll(stops(refutation.possibleAtEnd()));
        } else {
            lines.addAll(goesRound(trace, refutation.fairness()));
        }
        StringBuilder out = new StringBuilder();
        for (String line : lines) {
            // Lines that begin with blanks are items.
            boolean item = line.startsWith(" ");
            List<String> wrapped = Table.wrap(line.trim(), WIDTH);
            out.append(item ? INDENT : "")
                    .append(String.join("\n  " + INDENT, wrapped))
                    .append('\n');
        }
        return out.toString();
    }

    private static String actions(Trace trace) {
        return trace.model().actions().stream().map(a -> a.label()).distinct().collect(Collectors.joining(", "));
    }

    private static List<String> stops(List<Step> possible) {
        if (possible.isEmpty()) {
            return List.of("There the run stops for ever: nothing is possible any more");
        }
        return List.of(
                "There the run may stop for ever: no fair step is possible, and nothing promises the others",
                " " + some(possible.stream().map(Step::toString).toList()));
    }

    private static List<String> goesRound(Trace trace, List<Fairness> fairness) {
        int last = trace.steps().size();
        String round = trace.loop() + 1 == last ? "(" + last + ")" : "(" + (trace.loop() + 1) + ") .. (" + last + ")";
        List<String> lines = new ArrayList<>();
        String before = trace.loop() == 0 ? "the initial one" : "that after (" + trace.loop() + ")";
        lines.add(round + " again and again: the state after (" + last + ") is " + before);
        lines.add(fairness.isEmpty() ? "No step is fair" : "Fairness does not end it:");
        fairness.stream().limit(MOST_TOLD).forEach(f -> lines.add(" " + told(f)));
        if (fairness.size() > MOST_TOLD) {
            lines.add(
                    " and " + (fairness.size() - MOST_TOLD) + " more fair steps, each impossible or taken on the way");
        }
        return lines;
    }

    private static String told(Fairness f) {
        if (f.taken()) {
            return f.step() + " is taken: (" + f.at() + ")";
        }
        return f.step() + " is not possible " + (f.at() == 0 ? "at the start" : "after (" + f.at() + ")");
    }

    private static String some(List<String> all) {
        String told = all.stream().limit(MOST_TOLD).collect(Collectors.joining(", "));
        return all.size() <= MOST_TOLD ? told : told + ", and " + (all.size() - MOST_TOLD) + " more";
    }
}
