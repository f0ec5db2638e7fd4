package dev.stalemate.lab.seen;

import dev.stalemate.counterexample.Counterexample;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a counterexample on a real kernel.
 *
 * @param file the counterexample's file
 * @param counterexample what it holds
 * @param kernel the kernel, such as {@code Linux 6.1.192}
 * @param outcome whether it was seen
 * @param says what was seen, or why not
 * @param recording what the machine said, of itself and of this counterexample; empty if it was not played
 */
public record Shown(
        String file,
        Counterexample counterexample,
        String kernel,
        Outcome outcome,
        String says,
        List<String> recording) {
    /** Whether it was seen. */
    public enum Outcome {
        /** After each step the leaves are as in the model, and the property is violated. */
        SEEN("seen"),
        /** A step was not taken as in the model, or a leaf is not as there. */
        DIFFERS("differs"),
        /** The run did not end. */
        LOST("lost"),
        /** No scenario can show it on this kernel. */
        NOT_MAPPED("not mapped");

        private final String word;

        Outcome(String word) {
            this.word = word;
        }

        /** As tables and JSON name it. */
        public String word() {
            return word;
        }
    }

    public Shown {
        recording = List.copyOf(recording);
    }

    /** The same for another reason. */
    public Shown because(String reason) {
        return new Shown(file, counterexample, kernel, outcome, reason, recording);
    }

    /** The claim that it is about; empty for none. */
    public String claim() {
        @Nullable String claim = counterexample.claim();
        return claim == null ? "" : claim;
    }
}
