package dev.stalemate.real.line;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects problems, so many at most that a hostile file cannot fill the memory. */
public final class Problems {
    static final int MAX = 1000;

    private final List<Problem> kept = new ArrayList<>();
    private int dropped;
    private int lastDroppedLine;

    public void add(int line, String text) {
        if (kept.size() < MAX) {
            kept.add(new Problem(line, text));
        } else {
            dropped++;
            lastDroppedLine = Math.max(lastDroppedLine, line);
        }
    }

    /** The first problem that was added; null if there is none. */
    public @Nullable Problem first() {
        return kept.isEmpty() ? null : kept.get(0);
    }

    /** The problems by line; what was not kept is counted in one last problem. */
    public ImmutableList<Problem> sorted() {
        List<Problem> all = new ArrayList<>(kept);
        all.sort(Comparator.comparingInt(Problem::line));
        if (dropped > 0) {
            all.add(new Problem(lastDroppedLine, dropped + " more problems, up to this line, are not listed"));
        }
        return ImmutableList.copyOf(all);
    }
}
