package dev.stalemate.report;

import com.google.common.collect.ImmutableList;
import dev.stalemate.decide.Decision;
import dev.stalemate.model.Verdict;
import dev.stalemate.text.Amounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Past bugs and what finds them: for each the design before its fix and the one after.
 *
 * @param bugs in the order of their numbers
 */
public record FieldRecord(ImmutableList<Bug> bugs) {
    /** A year in brackets, as stories give it: {@code (2011)}, {@code (2020, XSA-346)}, {@code (both 2021)}. */
    private static final Pattern YEAR = Pattern.compile("\\((?:[^()]*\\D)?((?:19|20)\\d\\d)[^()]*\\)");

    /**
     * A bug.
     *
     * @param before what the search says of the design that had it
     * @param walks what random walks say of it; null where they were not asked
     * @param after what the search says of the design that fixed it; null if there is none
     */
    public record Bug(Decision before, @Nullable Decision walks, @Nullable Decision after) {
        boolean isFound() {
            return before.found() == Verdict.VIOLATED;
        }

        boolean isFixed() {
            return after != null && after.found() == Verdict.HOLDS;
        }
    }

    /** Whether every design before is violated and every one after holds. */
    public boolean isComplete() {
        return bugs.stream().allMatch(bug -> bug.isFound() && bug.isFixed());
    }

    /** Markdown, each line ended by a line feed. */
    public String markdown() {
        StringBuilder out = new StringBuilder("# The field record\n\n");
        out.append("For readers that ask how fast a real bug is found again.\n\n");
        out.append(
                        "Written by `stalemate record`. Each row is a real bug: what the search finds in the design that had it,")
                .append(" what random walks find, and\nwhat the search says of the design that fixed it.")
                .append(
                        " [historic.md](../explanation/historic.md) describes them; `stalemate check H1` runs one.\n\n");
        out.append(summary()).append("\n\n");
        line(
                out,
                "id",
                "what was wrong",
                "years",
                "system/design",
                "steps",
                "states",
                "ms",
                "walks",
                "ms",
                "fixed by",
                "states",
                "ms");
        line(out, "---", "---", "---", "---", "---:", "---:", "---:", "---:", "---:", "---", "---:", "---:");
        bugs.forEach(bug -> row(out, bug));
        return out.toString();
    }

    private String summary() {
        return bugs.stream().filter(Bug::isFound).count() + " of " + bugs.size() + " designs before are violated, "
                + bugs.stream().filter(Bug::isFixed).count() + " of " + bugs.size()
                + " after hold. The slowest answer took " + millis(slowest()) + " ms.";
    }

    private double slowest() {
        return bugs.stream()
                .flatMap(bug -> bug.after == null
                        ? ImmutableList.of(bug.before).stream()
                        : ImmutableList.of(bug.before, bug.after).stream())
                .mapToDouble(d -> d.effort().seconds())
                .max()
                .orElse(0);
    }

    private static void row(StringBuilder out, Bug bug) {
        Decision before = bug.before;
        Decision walks = bug.walks;
        Decision after = bug.after;
        boolean lost = walks == null || walks.found() != Verdict.VIOLATED;
        String says = before.claim() == null ? "" : before.claim().says();
        line(
                out,
                before.id(),
                says,
                years(says),
                name(before),
                before.trace() == null
                        ? before.found().toString()
                        : Integer.toString(before.trace().steps().size()),
                Amounts.count(before.effort().states()),
                millis(before.effort().seconds()),
                walks == null || lost ? "-" : Amounts.count(walks.effort().states()),
                walks == null || lost ? "-" : millis(walks.effort().seconds()),
                after == null ? "not expressed" : bug.isFixed() ? name(after) : after.found() + ": " + name(after),
                after == null ? "" : Amounts.count(after.effort().states()),
                after == null ? "" : millis(after.effort().seconds()));
    }

    private static String name(Decision decision) {
        return "`" + decision.model().system() + "/" + decision.model().design().name() + "`";
    }

    private static String millis(double seconds) {
        return String.format(Locale.ROOT, seconds < 0.01 ? "%.1f" : "%.0f", seconds * 1000);
    }

    /** From when to when it stood, as far as its story says: {@code 2011 to 2020}, {@code to 2020}. */
    static String years(String says) {
        List<String> years = new ArrayList<>();
        Matcher year = YEAR.matcher(says);
        while (year.find()) {
            years.add(year.group(1));
        }
        if (years.isEmpty()) {
            return "";
        }
        String last = years.get(years.size() - 1);
        boolean begun = years.size() > 1 || says.startsWith("From ");
        return begun ? years.get(0).equals(last) ? "in " + last : years.get(0) + " to " + last : "to " + last;
    }

    private static void line(StringBuilder out, String... cells) {
        out.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
