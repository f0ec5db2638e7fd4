package dev.stalemate.search.runs;

import com.google.common.hash.HashCode;
import com.google.common.hash.HashFunction;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.search.FailureFinder;
import dev.stalemate.search.LimitCheck;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.SearchResult.End;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The runs that violate a property and need each of their steps: if any steps are left out, and what is then not possible is skipped, the
 * rest does not violate it. The shortest come first, those of one length in the order of the model's steps: the same in every run.
 *
 * <p>Runs are looked for length by length, among the states that so many steps reach, and only on ways that can still lead to a violation.
 * Of a run that is begun, the states that its steps lead to if some are left out are known. If one of those violates the property, or is
 * the state that the run itself has reached, then no continuation needs all steps. Of two beginnings with the same steps, state and such
 * states, one is continued: they are compared by hashes of 128 bits.
 *
 * <p>It uses its model, and belongs to one thread.
 */
public final class MinimalRuns {
    private static final HashFunction HASH = Hashing.murmur3_128();
    /** Bytes of a beginning that is remembered. */
    private static final long REMEMBERED = 96;

    private final Model model;
    private final Law law;
    private final Limits limits;
    private final LimitCheck watch;
    private final RunGraph graph;
    private final List<Beginning> stack = new ArrayList<>();
    private final Set<HashCode> known = new HashSet<>();
    private long begun;
    /** The length of the runs that are looked for now. */
    private int length;
    /** Whether some beginning was left because it leads to longer runs, or may. */
    private boolean longer = true;

    private End end = End.EXHAUSTED;
    private boolean over;

    /** A run that is begun, and the next edge to try. */
    private static final class Beginning {
        private final int step;
        private final int state;
        /** The states that its steps lead to if some are left out, ascending. */
        private final int[] others;

        private int edge;

        Beginning(int step, int state, int[] others, int edge) {
            this.step = step;
            this.state = state;
            this.others = others;
            this.edge = edge;
        }
    }

    /**
     * Runs of a model that violate a property.
     *
     * @param limits states: both of the model, and beginnings of runs of one length; depth: steps of a run
     * @throws IllegalArgumentException if the property isn't one of states
     * @throws IllegalStateException if the scope is too wide to list its steps
     */
    public MinimalRuns(Model model, Law law, Limits limits, Monitor monitor) {
        if (law.kind() != Law.Kind.ALWAYS) {
            throw new IllegalArgumentException(law.name() + " is not violated by a state");
        }
        this.model = model;
        this.law = law;
        this.limits = limits;
        this.watch = new LimitCheck(limits, monitor);
        this.graph = FailureFinder.naming(model, List.of(law), () -> new RunGraph(model, law, limits, watch));
    }

    /**
     * The next run; null if there is none, or if {@link #end} says why it is not known.
     *
     * @throws dev.stalemate.model.DesignException if the design's code fails
     */
    public @Nullable List<Step> next() {
        if (!over && length == 0 && graph.isViolating(0)) {
            finish(End.EXHAUSTED);
            return List.of();
        }
        return over ? null : FailureFinder.naming(model, List.of(law), this::find);
    }

    /** Why there is no next run: {@code EXHAUSTED} if every run was given. */
    public End end() {
        return end;
    }

    /** Every run of at most so many steps was given. */
    public int looked() {
        return over && end == End.EXHAUSTED ? Integer.MAX_VALUE : length - 1;
    }

    private @Nullable List<Step> find() {
        while (!over) {
            if (stack.isEmpty()) {
                lengthen();
                continue;
            }
            Beginning last = stack.get(stack.size() - 1);
            if (last.edge == graph.endOfEdges(last.state)) {
                stack.remove(stack.size() - 1);
                continue;
            }
            Beginning next = follow(last, last.edge++);
            if (next != null && graph.isViolating(next.state)) {
                return run(next);
            }
            if (next != null && known.add(key(next))) {
                stack.add(next);
                look();
            }
        }
        return null;
    }

    private void look() {
        begun++;
        if (known.size() > limits.states()) {
            finish(End.STATES);
        } else if (watch.due()) {
            long bytes = graph.bytes() + known.size() * REMEMBERED;
            End why = watch.look(graph.size(), graph.edges() + begun, length, known.size(), bytes);
            if (why != End.EXHAUSTED) {
                finish(why);
            }
        }
    }

    private void finish(End why) {
        over = true;
        end = why;
        stack.clear();
        known.clear();
    }

    /** Begins with runs that are one step longer. */
    private void lengthen() {
        if (!longer && graph.isComplete()) {
            finish(End.EXHAUSTED);
            return;
        }
        length++;
        End why = length > limits.depth() ? End.DEPTH : graph.isComplete() ? End.EXHAUSTED : graph.extend();
        if (why != End.EXHAUSTED) {
            finish(why);
            return;
        }
        longer = false;
        known.clear();
        stack.add(new Beginning(-1, 0, new int[0], graph.firstEdge(0)));
    }

    /** The run that is one step longer; null if none of its continuations is wanted. */
    private @Nullable Beginning follow(Beginning last, int edge) {
        int to = graph.target(edge);
        int left = length - stack.size();
        if (graph.distance(to) > left) {
            longer |= graph.distance(to) != RunGraph.FAR || !graph.isComplete();
            return null;
        }
        if (graph.isViolating(to) && left > 0) {
            return null; // was found when runs of that length were looked for
        }
        int[] others = others(last, graph.step(edge));
        boolean needless =
                Arrays.binarySearch(others, to) >= 0 || Arrays.stream(others).anyMatch(graph::isViolating);
        return needless
                ? null
                : new Beginning(graph.step(edge), to, others, graph.isViolating(to) ? 0 : graph.firstEdge(to));
    }

    /** Where the steps of a run and one more lead if some are left out. */
    private int[] others(Beginning last, int step) {
        int[] others = Arrays.copyOf(last.others, 2 * last.others.length + 1);
        for (int i = 0; i < last.others.length; i++) {
            others[last.others.length + i] = graph.after(last.others[i], step);
        }
        others[others.length - 1] = last.state;
        Arrays.sort(others);
        int kept = 0;
        for (int other : others) {
            if (kept == 0 || others[kept - 1] != other) {
                others[kept++] = other;
            }
        }
        return Arrays.copyOf(others, kept);
    }

    private HashCode key(Beginning next) {
        int[] steps = new int[stack.size()];
        for (int i = 1; i < stack.size(); i++) {
            steps[i - 1] = stack.get(i).step;
        }
        steps[steps.length - 1] = next.step;
        Arrays.sort(steps);
        Hasher hasher = HASH.newHasher().putInt(next.state).putInt(steps.length);
        Arrays.stream(steps).forEach(hasher::putInt);
        Arrays.stream(next.others).forEach(hasher::putInt);
        return hasher.hash();
    }

    private List<Step> run(Beginning last) {
        List<Step> run = new ArrayList<>();
        for (Beginning each : stack.subList(1, stack.size())) {
            run.add(graph.steps()[each.step]);
        }
        run.add(graph.steps()[last.step]);
        return run;
    }
}
