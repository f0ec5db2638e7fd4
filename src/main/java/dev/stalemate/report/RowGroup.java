package dev.stalemate.report;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import dev.stalemate.prove.answer.ProofReport.Known;
import dev.stalemate.prove.answer.ProofReport.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows of a proof that differ in the arguments of their step alone: of 40 registers the same is shown.
 *
 * @param rows one at least
 */
record RowGroup(ImmutableList<Row> rows) {
    private static final Splitter WORDS = Splitter.on(' ');

    private record Key(String action, String conjunct, Known known, ImmutableList<String> by) {}

    /** Those of a report, in the order of their first rows. What is not proved stands alone. */
    static List<RowGroup> of(List<Row> rows) {
        Map<Key, List<Row>> groups = new LinkedHashMap<>();
        for (Row row : rows) {
            String action = row.known() == Known.PROVED
                    ? WORDS.splitToList(row.action()).get(0)
                    : row.action();
            groups.computeIfAbsent(new Key(action, row.conjunct(), row.known(), row.by()), key -> new ArrayList<>())
                    .add(row);
        }
        return groups.values().stream()
                .map(group -> new RowGroup(ImmutableList.copyOf(group)))
                .toList();
    }

    /** The step, or what steps it stands for, such as {@code wrmsr, 28 different}. */
    String steps() {
        String first = rows.get(0).action();
        return rows.size() == 1 ? first : WORDS.splitToList(first).get(0) + " (" + rows.size() + " kinds)";
    }

    String conjunct() {
        return rows.get(0).conjunct();
    }

    Known known() {
        return rows.get(0).known();
    }

    ImmutableList<String> by() {
        return rows.get(0).by();
    }

    /** Into how many cases all of them were split. */
    int cases() {
        return rows.stream().mapToInt(Row::cases).sum();
    }

    /** How many cases of all of them were asked of solvers. */
    int asked() {
        return rows.stream().mapToInt(Row::asked).sum();
    }
}
