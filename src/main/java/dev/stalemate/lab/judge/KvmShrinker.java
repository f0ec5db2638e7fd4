package dev.stalemate.lab.judge;

import dev.stalemate.lab.scenario.KvmScenario;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a scenario smaller as long as a machine still shows what it showed. All candidates of a round are played in one go, since a boot of a
 * real machine costs much more than a scenario.
 *
 * @param <E> how the machine fails
 */
public final class KvmShrinker<E extends Exception> {
    private final KvmJudge judge;
    private final PlaysScenarios<E> machine;
    private final int mostOfRound;
    private int rounds;
    private int played;

    /**
     * A shrinker.
     *
     * @param mostOfRound how many scenarios are played at once at most
     */
    public KvmShrinker(KvmJudge judge, PlaysScenarios<E> machine, int mostOfRound) {
        this.judge = judge;
        this.machine = machine;
        this.mostOfRound = mostOfRound;
    }

    /**
     * The smallest scenario that this leads to: none of its candidates shows the target. Null if the machine does not show it even in the
     * scenario that it begins with.
     */
    public @Nullable KvmScenario shrink(KvmScenario scenario, Target target) throws E {
        KvmScenario smallest = scenario.named("c0");
        if (best(List.of(smallest), target) == null) {
            return null;
        }
        while (true) {
            KvmScenario smaller = round(smallest, target);
            if (smaller == null) {
                return smallest.named(scenario.name());
            }
            smallest = smaller;
        }
    }

    /** How often scenarios were played at once: boots, on a real machine. */
    public int rounds() {
        return rounds;
    }

    /** How many scenarios were played. */
    public int played() {
        return played;
    }

    private @Nullable KvmScenario round(KvmScenario smallest, Target target) throws E {
        List<KvmScenario> candidates = SmallerScenarios.of(smallest);
        for (int from = 0; from < candidates.size(); from += mostOfRound) {
            List<KvmScenario> batch = candidates.subList(from, Math.min(from + mostOfRound, candidates.size()));
            KvmScenario smaller = best(batch, target);
            if (smaller != null) {
                return smaller;
            }
        }
        return null;
    }

    /** The smallest of some scenarios that show the target. */
    private @Nullable KvmScenario best(List<KvmScenario> scenarios, Target target) throws E {
        List<KvmScenario> named = new ArrayList<>();
        for (KvmScenario scenario : scenarios) {
            named.add(scenario.named("c" + named.size()));
        }
        rounds++;
        played += named.size();
        @Nullable KvmScenario best = null;
        for (KvmRun run : machine.play(named)) {
            KvmScenario of = named.stream()
                    .filter(s -> s.name().equals(run.name()))
                    .findFirst()
                    .orElse(null);
            boolean smaller = of != null && (best == null || SmallerScenarios.compare(of, best) < 0);
            if (of != null && smaller && run.ended() && target.isIn(judge.judge(of, run))) {
                best = of;
            }
        }
        return best;
    }
}
