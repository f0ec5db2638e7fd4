package dev.stalemate.explorer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.primitives.ImmutableLongArray;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.trace.Trace;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The states of a small scope and the steps between them; of a larger scope, the states within two steps of a run.
 *
 * <p>Both are bounded: by {@link #MOST_STATES}, by the number of steps that are tried, and by the caller, who may stop it at any time.
 */
final class Graph {
    /** A page can show so many. */
    static final int MOST_STATES = 300;

    private static final int MOST_TRIED = 200_000;
    private static final int DISTANCE = 2;
    private static final int NONE = -1;

    private final List<Step> steps;
    private final BooleanSupplier stopped;
    private final Map<ImmutableLongArray, Integer> numbers = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Told, Integer> told = new LinkedHashMap<>();
    private int tried;

    /**
     * A state.
     *
     * @param depth its number of steps from the initial state, on the way by which it was found
     * @param from the state that it was found from, as a number; {@link #NONE} if it is a state of the run
     * @param by the step from there, as a number
     */
    private record Node(ImmutableLongArray state, int depth, int from, int by) {}

    /** A step as files have it, and in words, which depend on the state that it is taken in. */
    private record Told(String text, String words) {}

    private Graph(Model model, BooleanSupplier stopped) {
        this.steps = model.steps();
        this.stopped = stopped;
    }

    /**
     * The whole graph, or what is around a run.
     *
     * @param laws those whose violations are marked
     * @param stopped whether to end with what there is by then
     * @throws RuntimeException what the design's code throws
     */
    static ObjectNode around(Trace run, List<Law> laws, BooleanSupplier stopped) {
        Map<ImmutableLongArray, Integer> firstAt = new LinkedHashMap<>();
        for (int i = 0; i <= run.steps().size(); i++) {
            firstAt.putIfAbsent(ImmutableLongArray.copyOf(run.state(i)), i);
        }
        Graph graph = new Graph(run.model(), stopped);
        boolean unused = graph.found(ImmutableLongArray.copyOf(run.state(0)), 0, NONE, NONE);
        boolean whole = graph.collect(Integer.MAX_VALUE);
        boolean complete = whole;
        if (!whole) {
            graph = new Graph(run.model(), stopped);
            List<Map.Entry<ImmutableLongArray, Integer>> states = new ArrayList<>(firstAt.entrySet());
            boolean fits = true;
            for (int i = states.size() - 1; i >= 0; i--) {
                fits &= graph.found(states.get(i).getKey(), states.get(i).getValue(), NONE, NONE);
            }
            complete = fits && graph.collect(DISTANCE);
        }
        return graph.json(run, laws, whole, complete);
    }

    /** Adds the states that are so many steps away from those that there are; whether all of them could be added. */
    private boolean collect(int distance) {
        for (int i = 0, ring = 0; ring < distance && i < nodes.size(); ring++) {
            for (int end = nodes.size(); i < end; i++) {
                if (!expand(i)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean expand(int number) {
        Node node = nodes.get(number);
        for (int i = 0; i < steps.size(); i++) {
            long[] state = node.state.toArray();
            if (!steps.get(i).enabled(state)) {
                continue;
            }
            steps.get(i).apply(state);
            if (isOver() || !found(ImmutableLongArray.copyOf(state), node.depth + 1, number, i)) {
                return false;
            }
        }
        return true;
    }

    private boolean isOver() {
        return ++tried > MOST_TRIED || stopped.getAsBoolean();
    }

    /** Adds a state unless it is there already; whether there was room for it. */
    private boolean found(ImmutableLongArray state, int depth, int from, int by) {
        if (numbers.containsKey(state)) {
            return true;
        }
        if (nodes.size() == MOST_STATES) {
            return false;
        }
        numbers.put(state, nodes.size());
        nodes.add(new Node(state, depth, from, by));
        return true;
    }

    private ObjectNode json(Trace run, List<Law> laws, boolean whole, boolean complete) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("whole", whole);
        BitSet stuck = new BitSet();
        boolean all = edges(json.putArray("edges"), stuck);
        json.put("complete", complete && all);
        ArrayNode array = json.putArray("nodes");
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            ArrayNode violated = array.addObject()
                    .put("depth", node.depth)
                    .put("from", node.from)
                    .put("by", node.by < 0 ? NONE : tell(steps.get(node.by), nodes.get(node.from)))
                    .putArray("violates");
            for (Law law : laws) {
                if (isViolated(law, node.state.toArray(), stuck.get(i))) {
                    violated.add(law.name());
                }
            }
        }
        ArrayNode path = json.putArray("path");
        for (int i = 0; i <= run.steps().size(); i++) {
            path.add(numbers.getOrDefault(ImmutableLongArray.copyOf(run.state(i)), NONE));
        }
        ArrayNode texts = json.putArray("steps");
        told.keySet().forEach(step -> texts.addObject().put("text", step.text).put("words", step.words));
        return json;
    }

    /** The number of a step among those that are told. */
    private int tell(Step step, Node before) {
        Told telling = new Told(step.toString(), step.inWords(before.state.toArray(), ""));
        return told.computeIfAbsent(telling, unused -> told.size());
    }

    /** Adds the steps between the states that there are; whether all were tried. */
    private boolean edges(ArrayNode edges, BitSet stuck) {
        tried = 0;
        for (int from = 0; from < nodes.size(); from++) {
            boolean ends = true;
            for (int i = 0; i < steps.size(); i++) {
                long[] state = nodes.get(from).state.toArray();
                if (!steps.get(i).enabled(state)) {
                    continue;
                }
                if (isOver()) {
                    return false;
                }
                ends = false;
                steps.get(i).apply(state);
                Integer to = numbers.get(ImmutableLongArray.copyOf(state));
                if (to != null && to != from) {
                    edges.addArray().add(from).add(to).add(tell(steps.get(i), nodes.get(from)));
                }
            }
            stuck.set(from, ends);
        }
        return true;
    }

    private static boolean isViolated(Law law, long[] state, boolean isStuck) {
        return law.violatedBy(state)
                || (law.kind() == Law.Kind.DEADLOCK_FREE
                        && isStuck
                        && law.premise().test(state)
                        && !law.holds().test(state));
    }
}
