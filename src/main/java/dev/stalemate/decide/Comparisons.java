package dev.stalemate.decide;

import com.google.common.collect.ImmutableList;

/**
 * What two judges say of the same questions.
 *
 * @param rows a question each
 * @param left why questions were not asked, a sentence each; empty if all were
 */
public record Comparisons(ImmutableList<Comparison> rows, ImmutableList<String> left) {
    /** Whether the judges differ somewhere. */
    public boolean differs() {
        return rows.stream().anyMatch(Comparison::differs);
    }

    /** Whether both answered every question. */
    public boolean isComplete() {
        return left.isEmpty() && rows.stream().allMatch(row -> row.trouble().isEmpty());
    }
}
