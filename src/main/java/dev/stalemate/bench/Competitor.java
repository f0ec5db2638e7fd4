package dev.stalemate.bench;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** The programs that are measured. */
enum Competitor {
    /** The search as it is by default, on one thread. */
    SEARCH("search, 1 thread", List.of("--threads", "1")),
    /** The same with the start of its process, as a user waits for it. */
    COLD("search, from a cold start", List.of("--threads", "1")),
    /** SPIN on the same model. */
    SPIN("SPIN, 1 thread", List.of()),
    /** The program written by hand. */
    HAND_WRITTEN("written by hand", List.of("--hand-written")),
    /** The search on two threads. */
    TWO_THREADS("search, 2 threads", List.of("--threads", "2")),
    /** Two runs of the search at the same time, each on one thread: two threads of one search can't be faster than that on this machine. */
    TWO_RUNS("search, 2 runs at once", List.of("--threads", "1")),
    /** The search with symmetry: one state of each symmetric set. */
    SYMMETRY("search, symmetry", List.of("--threads", "1", "--symmetry"));

    private final String text;
    private final ImmutableList<String> options;

    Competitor(String text, List<String> options) {
        this.text = text;
        this.options = ImmutableList.copyOf(options);
    }

    /** The arguments of {@code stalemate bench} that run it. */
    List<String> options() {
        return options;
    }

    @Override
    public String toString() {
        return text;
    }
}
