package dev.stalemate.lab.xen;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes a scenario smaller as long as a machine still shows what it showed. All candidates of a round are played in one go, since a start of a
 * real machine costs more than a scenario.
 *
 * @param <E> how the machine fails
 */
public final class XenShrinker<E extends Exception> {
    private static final int MOST_FOR_PAIRS = 10;

    private final Machine<E> machine;
    private final @Nullable String expected;
    private final int mostOfRound;
    private int rounds;
    private int played;

    /**
     * What plays scenarios: a real machine, or an imitation of one.
     *
     * @param <E> how it fails
     */
    @FunctionalInterface
    public interface Machine<E extends Exception> {
        /** Plays the texts of scenarios, and hands over each line that the machine says. */
        void play(List<String> scenarios, Consumer<String> line) throws E;
    }

    /**
     * A shrinker.
     *
     * @param expected a design or release to compare with; null for that of the version that the machine tells
     * @param mostOfRound how many scenarios are played at once at most
     */
    public XenShrinker(Machine<E> machine, @Nullable String expected, int mostOfRound) {
        this.machine = machine;
        this.expected = expected;
        this.mostOfRound = mostOfRound;
    }

    /** What a smaller scenario must still show: that something differs from the model. */
    public static Predicate<XenLabVerdict> difference() {
        return verdict -> verdict.outcome() == XenLabVerdict.Outcome.DIFFERS;
    }

    /** What a smaller scenario must still show: a leaf that is stale by a cause, as {@link XenStaleGroup#cause} has it, and nothing that differs. */
    public static Predicate<XenLabVerdict> stale(String cause) {
        return verdict -> verdict.outcome() == XenLabVerdict.Outcome.AGREES
                && verdict.stale().stream()
                        .anyMatch(leaf -> XenStaleGroup.cause(leaf).equals(cause));
    }

    /**
     * The smallest scenario that this leads to: none of its candidates shows the target. Null if the machine does not show it even in the
     * scenario that it begins with.
     */
    public @Nullable XenScenario shrink(XenScenario scenario, Predicate<XenLabVerdict> target) throws E {
        List<String> smallest = best(List.of(scenario.commands()), target);
        if (smallest == null) {
            return null;
        }
        while (true) {
            List<String> smaller = round(smallest, target);
            if (smaller == null) {
                return new XenScenario(scenario.name(), smallest);
            }
            smallest = smaller;
        }
    }

    /** How often scenarios were played at once: starts, on a real machine. */
    public int rounds() {
        return rounds;
    }

    /** How many scenarios were played. */
    public int played() {
        return played;
    }

    private @Nullable List<String> round(List<String> smallest, Predicate<XenLabVerdict> target) throws E {
        List<List<String>> candidates = candidates(smallest);
        for (int from = 0; from < candidates.size(); from += mostOfRound) {
            List<List<String>> batch = candidates.subList(from, Math.min(from + mostOfRound, candidates.size()));
            List<String> smaller = best(batch, target);
            if (smaller != null) {
                return smaller;
            }
        }
        return null;
    }

    /** The smallest of some scenarios that show the target. */
    private @Nullable List<String> best(List<List<String>> scenarios, Predicate<XenLabVerdict> target) throws E {
        List<XenScenario> named = new ArrayList<>();
        scenarios.forEach(commands -> named.add(new XenScenario("c" + named.size(), commands)));
        rounds++;
        played += named.size();
        XenLabRun run = new XenLabRun("shrinking", expected, verdict -> {});
        machine.play(named.stream().map(XenScenario::text).toList(), run::line);
        run.end();
        List<String> best = null;
        for (XenLabVerdict verdict : run.verdicts()) {
            List<String> commands =
                    scenarios.get(Integer.parseInt(verdict.name().substring(1)));
            if ((best == null || compare(commands, best) < 0) && target.test(verdict)) {
                best = commands;
            }
        }
        return best;
    }

    private static int compare(List<String> a, List<String> b) {
        int lines = Integer.compare(a.size(), b.size());
        return lines != 0 ? lines : Integer.compare(weight(a), weight(b));
    }

    /** Short words, and of two of the same length the smaller ones, are simpler. */
    private static int weight(List<String> commands) {
        return commands.stream().flatMapToInt(String::chars).map(c -> 100 + c).sum();
    }

    /** Scenarios that are smaller, the much smaller ones first. */
    private static List<List<String>> candidates(List<String> commands) {
        List<List<String>> all = new ArrayList<>();
        oneDump(commands, all);
        for (int size = commands.size() / 2; size >= 1; size /= 2) {
            for (int from = 0; from < commands.size(); from += size) {
                List<String> rest = new ArrayList<>(commands.subList(0, from));
                rest.addAll(commands.subList(Math.min(from + size, commands.size()), commands.size()));
                all.add(rest);
            }
        }
        for (int i = 0; i < commands.size() && commands.size() <= MOST_FOR_PAIRS; i++) {
            for (int j = i + 1; j < commands.size(); j++) {
                List<String> rest = new ArrayList<>(commands);
                rest.remove(j);
                rest.remove(i);
                all.add(rest);
            }
        }
        for (int i = 0; i < commands.size(); i++) {
            for (String simpler : XenCommands.simpler(commands.get(i))) {
                List<String> other = new ArrayList<>(commands);
                other.set(i, simpler);
                all.add(other);
            }
        }
        all.removeIf(List::isEmpty);
        return all;
    }

    /** Of several dumps only one, and what comes before it. */
    private static void oneDump(List<String> commands, List<List<String>> all) {
        long dumps = commands.stream().filter(XenCommands::isDump).count();
        for (int i = 0; i < commands.size() && dumps > 1; i++) {
            if (XenCommands.isDump(commands.get(i))) {
                List<String> rest = new ArrayList<>(commands.subList(0, i));
                rest.removeIf(XenCommands::isDump);
                rest.add(commands.get(i));
                all.add(rest);
            }
        }
    }
}
