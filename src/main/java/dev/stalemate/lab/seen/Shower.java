package dev.stalemate.lab.seen;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.lab.scenario.NotMappedException;
import java.util.List;

/** Shows counterexamples on one kernel: makes scenarios of them, and judges what the machine says. */
public interface Shower {
    /** The system whose counterexamples it can show. */
    String system();

    /** The kernel, such as {@code Linux 6.1.192}. */
    String kernel();

    /**
     * Makes a scenario.
     *
     * @param name the scenario's name
     * @return its text
     * @throws NotMappedException if there is none
     * @throws IllegalArgumentException if the name was taken by another one
     */
    String add(String name, String file, Counterexample counterexample) throws NotMappedException;

    /**
     * Judges what was said of the scenarios that were added; those of which nothing was said were lost.
     *
     * @param lines what the machine said of itself and of the scenarios
     * @throws BadFileException if that makes no sense
     */
    List<Shown> judge(String recording, List<String> lines) throws BadFileException;
}
