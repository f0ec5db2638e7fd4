package dev.stalemate.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Code that each element of an index, such as a vCPU, runs by itself: labelled steps, each of them atomic. Between any two of them all other
 * elements may run.
 *
 * <p>The field {@link #at} is the program counter: the label of the step that an element takes next. Each step becomes an {@link Action}
 * with the name of its label and the element as its parameter. All elements have the same steps, so they can be interchanged. A label may
 * have several steps, of which guards or chance choose one, or none, which ends the program. Locals are ordinary fields over the index.
 *
 * <pre>{@code
 * Program program = new Program(builder, vcpu, "idle", "lock", "test");
 * program.step("idle").called("call").atWill().then((s, v) -> {}, "lock");
 * program.step("lock").when((s, v) -> lock.get(s, 0) == 0).then((s, v) -> lock.set(s, 0, v + 1), "test");
 * program.step("test").choose((s, v) -> flag.get(s, 0), "idle", "lock");
 * }</pre>
 *
 * <p>A step with more arguments than the element is written as an action of its own, with {@link #isAt} and {@link #goTo}.
 */
public final class Program {
    private final Index index;
    private final List<String> labels;
    private final IntField at;
    private final List<Action> actions = new ArrayList<>();

    /** Whether an element at the label of a step can take it; must not change the state. */
    @FunctionalInterface
    public interface Guard {
        boolean test(long[] state, int self);
    }

    /** What a step of an element does, without its program counter. */
    @FunctionalInterface
    public interface Effect {
        void apply(long[] state, int self);
    }

    /** What a step of an element does, and which of the step's next labels follows, from 0. */
    @FunctionalInterface
    public interface Choice {
        int apply(long[] state, int self);
    }

    /** What guard and effect of an element's step read and write, without its program counter. */
    @FunctionalInterface
    public interface Touching {
        void declare(int self, Footprint footprint);
    }

    /**
     * A program of an index, whose elements start at the first label. Declares the field of program counters, with a name such as
     * {@code vcpu.at}, and that each element is a lane of its own.
     */
    public Program(Layout.Builder layout, Index index, String... labels) {
        this.index = index;
        this.labels = List.of(labels);
        if (this.labels.stream().distinct().count() < labels.length) {
            throw new IllegalArgumentException("two labels of " + index.name() + " are the same: " + this.labels);
        }
        this.at = layout.lane(index).number(index.name() + ".at", labels.length, this.labels::get, index);
        layout.called(at, (index.words().isEmpty() ? index.name() + "'s " : "") + "next step");
    }

    /** The index whose elements run it. */
    public Index index() {
        return index;
    }

    /** The label of the step that each element takes next, by number. */
    public IntField at() {
        return at;
    }

    /**
     * The number of a label.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public int place(String label) {
        int place = labels.indexOf(label);
        if (place < 0) {
            throw new IllegalArgumentException("no label '" + label + "' of " + index.name() + "; there are " + labels);
        }
        return place;
    }

    /** Whether an element is at the label of a number. */
    public boolean isAt(long[] state, int self, int place) {
        return at.get(state, self) == place;
    }

    /** Puts an element at the label of a number. */
    public void goTo(long[] state, int self, int place) {
        at.set(state, self, place);
    }

    /** Begins a step from a label. */
    public Step step(String label) {
        return new Step(label);
    }

    /** The steps so far, in order. */
    public List<Action> actions() {
        return List.copyOf(actions);
    }

    /** Puts a step together. */
    public final class Step {
        private final int from;
        private String name;
        private boolean fair = true;
        private Guard guard = (state, self) -> true;
        private Touching touching = (self, footprint) -> footprint.everything();

        private Step(String label) {
            this.from = place(label);
            this.name = label;
        }

        /** Gives its action another name than that of the label. */
        public Step called(String otherName) {
            name = otherName;
            return this;
        }

        /** Says that it may never be taken, such as a call that a guest may make. Other steps are weakly fair, see {@link Action#fair}. */
        public Step atWill() {
            fair = false;
            return this;
        }

        /** Says what it waits for. By default it is possible whenever an element is at its label. */
        public Step when(Guard condition) {
            guard = condition;
            return this;
        }

        /** Says what guard and effect read and write; without this they may read and write everything. The program counter is added. */
        public Step touching(Touching declaration) {
            touching = declaration;
            return this;
        }

        /** Says what it does and which label is next, and completes it. */
        public void then(Effect effect, String next) {
            int to = place(next);
            add((s, a) -> {
                effect.apply(s, (int) a[0]);
                at.set(s, (int) a[0], to);
            });
        }

        /** Says which label is next, of a step that does nothing else, and completes it. */
        public void then(String next) {
            then((state, self) -> {}, next);
        }

        /** Says what it does and which of some labels is next, and completes it. */
        public void choose(Choice choice, String... next) {
            int[] to = new int[next.length];
            for (int i = 0; i < next.length; i++) {
                to[i] = place(next[i]);
            }
            add((s, a) -> at.set(s, (int) a[0], to[choice.apply(s, (int) a[0])]));
        }

        private void add(Action.Effect effect) {
            Guard waits = guard;
            Touching rest = touching;
            Action.Builder action = Action.named(name)
                    .over(index)
                    .when((s, a) -> at.get(s, (int) a[0]) == from && waits.test(s, (int) a[0]))
                    .touching((a, footprint) -> {
                        int self = (int) a[0];
                        footprint.needs(at, self, from).writes(at, self);
                        rest.declare(self, footprint);
                    });
            actions.add((fair ? action.fairly() : action).then(effect));
        }
    }
}
