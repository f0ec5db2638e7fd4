package dev.stalemate.lab.machine;

import java.util.List;
import java.util.function.Consumer;

/** Where scenarios are played. */
@FunctionalInterface
public interface RealMachine {
    /**
     * Plays scenarios, each on a fresh virtual machine.
     *
     * @param scenarios the text of each, from "scenario" to "end"
     * @param line gets each line that the machine says, as it says it; a scenario that took the machine with it has a last line
     *     {@code @lost NAME REASON}
     * @throws LabException if the machine can't be started, or is lost again and again; or the user ended it
     */
    void play(List<String> scenarios, Consumer<String> line) throws LabException;
}
