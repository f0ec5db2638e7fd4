package dev.stalemate.search.symmetry;

import dev.stalemate.model.Index;
import dev.stalemate.model.Law;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.PackedElement;
import dev.stalemate.model.Step;
import dev.stalemate.search.Subject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The symmetry of a model: of states that differ only in the order of elements that the model treats alike, such as vCPUs, one stands for
 * all.
 *
 * <p>A layout says which elements are alike. Whether a design and the properties agree is tried on states of random walks, index by index;
 * an index that fails is not used. That is a sample and no proof, so a search keeps trying ({@link #broken}).
 *
 * <p>It uses its model, and belongs to the same thread.
 */
public final class Symmetry {
    private static final int SAMPLE = 1_500;
    private static final int LONGEST_WALK = 50;
    private static final long SEED = 1;

    /** Before the name of an index whose first element keeps its place. */
    private static final String OTHERS = "other ";

    private final List<Columns> indices;
    private final List<String> used;
    private final List<String> refused;
    private final Equivariance equivariance;
    private final Canonical canonical;
    private final long permutations;
    private final List<RenamedSteps> renamed;
    private final int[][] orders;
    private final int[] place;

    private Symmetry(
            Layout layout,
            List<Columns> indices,
            List<String> refused,
            Equivariance equivariance,
            long permutations,
            List<RenamedSteps> renamed) {
        this.indices = indices;
        this.used = indices.stream()
                .map(c -> (keepsFirst(layout, c.number, c.size) ? OTHERS : "")
                        + layout.interchangeable().get(c.number).name())
                .toList();
        this.refused = List.copyOf(refused);
        this.equivariance = equivariance;
        this.canonical = new Canonical(cells(layout, indices), indices, layout.words());
        this.permutations = permutations;
        this.renamed = renamed;
        this.orders = indices.stream().map(c -> new int[c.size]).toArray(int[][]::new);
        this.place = new int[indices.stream().mapToInt(c -> c.size).max().orElse(0)];
    }

    /**
     * The symmetry of a model with respect to its steps, its figures and these properties. It is the same in every run.
     *
     * @throws IllegalStateException if the scope is too wide to list its steps
     */
    public static Symmetry of(Model model, List<Law> laws) {
        return of(model, laws, false);
    }

    /**
     * The same, but if a property is about the first element of an index, as many of progress are, the others may still change places; the
     * index is then {@link #used} under the name {@code other vcpu}.
     *
     * @throws IllegalStateException if the scope is too wide to list its steps
     */
    public static Symmetry ofOthers(Model model, List<Law> laws) {
        return of(model, laws, true);
    }

    private static Symmetry of(Model model, List<Law> laws, boolean orOthers) {
        Layout layout = model.layout();
        Equivariance equivariance = new Equivariance(model, laws);
        List<Columns> usable = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        List<long[]> sample = List.of();
        long permutations = 1;
        for (int i = 0; i < layout.interchangeable().size(); i++) {
            Index index = layout.interchangeable().get(i);
            if (index.size() == 1) {
                continue;
            }
            sample = sample.isEmpty() ? sample(model) : sample;
            Columns columns = columns(layout, i, index.size());
            String why = times(permutations, columns.size) < 0 ? "too many orders" : apart(layout, i, laws);
            boolean all = why == null;
            why = all ? differs(equivariance, sample, columns) : why;
            if (all && why != null && orOthers && index.size() > 2) {
                columns = columns(layout, i, index.size() - 1);
                why = differs(equivariance, sample, columns) == null ? null : why;
            }
            if (why == null) {
                usable.add(columns);
                permutations = times(permutations, columns.size);
            } else {
                refused.add(index.name() + ": " + why);
            }
        }
        List<long[]> states = sample;
        List<RenamedSteps> renamed = usable.stream()
                .map(columns -> RenamedSteps.learnt(model, columns, states))
                .toList();
        return new Symmetry(layout, usable, refused, equivariance, permutations, renamed);
    }

    /**
     * No symmetry at all: every state stands for itself.
     *
     * @param refused why there is none, if that was tried
     */
    public static Symmetry none(Model model, String... refused) {
        return new Symmetry(
                model.layout(), List.of(), List.of(refused), new Equivariance(model, List.of()), 1, List.of());
    }

    /** The same symmetry for another thread, whose model and properties are built alike. */
    public Symmetry forThread(Subject subject) {
        Layout layout = subject.model().layout();
        List<Columns> chosen =
                indices.stream().map(c -> columns(layout, c.number, c.size)).toList();
        return new Symmetry(
                layout, chosen, refused, new Equivariance(subject.model(), subject.laws()), permutations, renamed);
    }

    /** The elements of an index: all of them, or all but the first. */
    private static Columns columns(Layout layout, int index, int size) {
        List<PackedElement> cells =
                keepsFirst(layout, index, size) ? KeptElements.without(layout.cells(), index) : layout.cells();
        return new Columns(cells, index, size, layout.words());
    }

    private static boolean keepsFirst(Layout layout, int index, int size) {
        return size < layout.interchangeable().get(index).size();
    }

    private static List<PackedElement> cells(Layout layout, List<Columns> indices) {
        List<PackedElement> cells = layout.cells();
        for (Columns index : indices) {
            cells = keepsFirst(layout, index.number, index.size) ? KeptElements.without(cells, index.number) : cells;
        }
        return cells;
    }

    /** The number of permutations with one more index; -1 if it does not fit in 63 bits. */
    private static long times(long permutations, int size) {
        long product = permutations;
        for (int n = 2; n <= size; n++) {
            if (product > Long.MAX_VALUE / n) {
                return -1;
            }
            product *= n;
        }
        return product;
    }

    /** The property that names some elements of an index, which a sample may not show; null if none does. */
    private static @Nullable String apart(Layout layout, int index, List<Law> laws) {
        return laws.stream()
                .filter(law ->
                        law.premise().tellsApart(layout, index) || law.holds().tellsApart(layout, index))
                .map(law -> "property " + law.name())
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String differs(Equivariance equivariance, List<long[]> sample, Columns columns) {
        SplittableRandom random = new SplittableRandom(SEED);
        for (long[] state : sample) {
            String difference = equivariance.difference(state, columns, null, random);
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }

    /** Different states of random walks from the initial one, which is the first. */
    private static List<long[]> sample(Model model) {
        SplittableRandom random = new SplittableRandom(SEED);
        Step[] steps = model.steps().toArray(new Step[0]);
        List<long[]> states = new ArrayList<>();
        Set<List<Long>> seen = new LinkedHashSet<>();
        long[] state = model.initial();
        for (int taken = 0; taken < SAMPLE; taken++) {
            if (seen.add(Arrays.stream(state).boxed().toList())) {
                states.add(state.clone());
            }
            long[] at = state;
            Step[] possible = Arrays.stream(steps).filter(s -> s.enabled(at)).toArray(Step[]::new);
            if (possible.length == 0 || random.nextInt(LONGEST_WALK) == 0) {
                state = model.initial();
            } else {
                possible[random.nextInt(possible.length)].apply(state);
            }
        }
        return states;
    }

    List<Columns> indices() {
        return indices;
    }

    /** The names of the indices whose elements may change places. */
    public List<String> used() {
        return used;
    }

    /** The indices that the layout calls alike and the model treats differently, each with the first step, property or figure that differs. */
    public List<String> refused() {
        return refused;
    }

    /** Replaces the state at an offset by the one that stands for it. */
    public void canonicalize(long[] states, int offset) {
        if (!indices.isEmpty()) {
            canonical.replace(states, offset);
        }
    }

    /**
     * The order that the last call of {@link #canonicalize} gave the elements of an index, until the next call of any method here: element
     * {@code order[k]} of the state before became element k.
     *
     * @param index the place of its name in {@link #used}
     */
    void lastOrder(int index, int[] order) {
        canonical.lastOrder(indices.get(index).number, order);
    }

    /**
     * The step that does from the last state that was made canonical what this one did from the state before; -1 if it is not known.
     *
     * @param step the place of a step in {@link Model#steps}
     */
    int renamedStep(int step) {
        int result = step;
        for (int i = 0; i < orders.length && result >= 0; i++) {
            lastOrder(i, orders[i]);
            result = renamed.get(i).renamed(result, orders[i]);
        }
        return result;
    }

    /**
     * The steps that {@link #renamedStep} gives for a set of them.
     *
     * @param steps bit s is step s
     * @return the same for the renamed; those are left out that are not known or have no bit
     */
    public long renamedMask(long steps) {
        long result = steps;
        for (int i = 0; i < orders.length; i++) {
            lastOrder(i, orders[i]);
            start(orders[i].length);
            for (int k = 0; k < orders[i].length; k++) {
                int from = RenamedSteps.take(place, orders[i][k], k);
                result = from == k ? result : renamed.get(i).swappedMask(result, k, from);
            }
        }
        return result;
    }

    private void start(int size) {
        for (int k = 0; k < size; k++) {
            place[k] = k;
        }
    }

    /** How many states, itself included, the state at an offset stands for. */
    public long orbitSize(long[] states, int offset) {
        return indices.isEmpty() ? 1 : permutations / canonical.symmetries(states, offset);
    }

    /**
     * The steps of a real run that corresponds to a path through canonical states.
     *
     * @param path the numbers of the steps between canonical states, from the initial one on
     * @throws BrokenSymmetryException if there is no such run, so that the symmetry does not hold
     */
    public List<Step> unfold(Model model, int[] path) {
        List<Step> steps = model.steps();
        if (indices.isEmpty()) {
            return Arrays.stream(path).mapToObj(steps::get).toList();
        }
        List<Step> run = new ArrayList<>();
        long[] canonicalState = model.initial();
        long[] state = model.initial();
        canonicalize(canonicalState, 0);
        for (int number : path) {
            steps.get(number).apply(canonicalState);
            canonicalize(canonicalState, 0);
            Step next = leading(steps, state, canonicalState);
            next.apply(state);
            run.add(next);
        }
        return run;
    }

    private Step leading(List<Step> steps, long[] from, long[] to) {
        for (Step step : steps) {
            if (step.enabled(from)) {
                long[] after = from.clone();
                step.apply(after);
                canonicalize(after, 0);
                if (Arrays.equals(after, to)) {
                    return step;
                }
            }
        }
        throw new BrokenSymmetryException("no step leads on from a state that only differs in the order of elements");
    }

    /** What contradicts the symmetry in this state, tried with a random order of each index; null if nothing does. */
    public @Nullable String broken(long[] state, RandomGenerator random) {
        for (int i = 0; i < indices.size(); i++) {
            String difference = equivariance.difference(state, indices.get(i), renamed.get(i), random);
            if (difference != null) {
                return used.get(i) + ": " + difference;
            }
        }
        return null;
    }
}
