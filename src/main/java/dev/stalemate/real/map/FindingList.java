package dev.stalemate.real.map;

import com.google.common.collect.ImmutableList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;

/** Collects findings, so many at most that a hostile file cannot fill the memory; each counts once. */
public final class FindingList {
    public static final int MAX = 1000;

    private final Set<Finding> kept = new LinkedHashSet<>();

    public void add(Finding finding) {
        if (kept.size() < MAX) {
            kept.add(finding);
        }
    }

    public boolean full() {
        return kept.size() == MAX;
    }

    /** The findings by line. */
    ImmutableList<Finding> sorted() {
        return kept.stream().sorted(Comparator.comparingInt(Finding::line)).collect(ImmutableList.toImmutableList());
    }
}
