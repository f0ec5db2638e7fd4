package dev.stalemate.lab.judge;

import dev.stalemate.lab.scenario.KvmScenario;
import java.util.List;

/**
 * A machine that plays scenarios.
 *
 * @param <E> how it fails
 */
public interface PlaysScenarios<E extends Exception> {
    /** What it did in each scenario, in their order; fewer runs than scenarios if it broke down. */
    List<KvmRun> play(List<KvmScenario> scenarios) throws E;
}
