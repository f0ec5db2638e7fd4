package dev.stalemate.bench;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** What is measured. */
enum Program {
    /** The search as it is by default, on one thread. */
    SEARCH("search, 1 thread", List.of("--threads", "1")),
    /** SPIN on the same model. */
    SPIN("SPIN, 1 thread", List.of()),
    /** The program written by hand. */
    HAND_WRITTEN("written by hand", List.of("--hand-written")),
    /** The search on two threads. */
    TWO_THREADS("search, 2 threads", List.of("--threads", "2")),
    /** Two of the search's runs on one thread at the same time: what the machine can do, and two threads of one search can't exceed. */
    TWO_RUNS("search, 2 runs at once", List.of("--threads", "1")),
    /** The search of one state of each symmetric set. */
    SYMMETRY("search, symmetry", List.of("--threads", "1", "--symmetry"));

    private final String text;
    private final ImmutableList<String> options;

    Program(String text, List<String> options) {
        this.text = text;
        this.options = ImmutableList.copyOf(options);
    }

    /** What {@code stalemate bench} is given to run it. */
    List<String> options() {
        return options;
    }

    @Override
    public String toString() {
        return text;
    }
}
