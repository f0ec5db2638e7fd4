package dev.stalemate.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A transition: an action, and a value for each of its parameters. */
public final class Step {
    private final Action action;
    private final long[] args;

    /** A step of an action with these arguments, in the order of its parameters. */
    public Step(Action action, long... args) {
        this.action = action;
        this.args = args.clone();
    }

    /** The action. */
    public Action action() {
        return action;
    }

    /** The value of a parameter. */
    public long arg(int parameter) {
        return args[parameter];
    }

    /** Whether the step is possible in a state. */
    public boolean enabled(long[] state) {
        return action.guard().test(state, args);
    }

    /** Takes the step, changing the state in place; only where it is enabled. */
    public void apply(long[] state) {
        action.effect().apply(state, args);
    }

    /**
     * What the step may read and write, as its action declares.
     *
     * @throws IllegalArgumentException if the action declares an element that the layout doesn't have
     */
    public Footprint footprint(Elements elements) {
        Footprint footprint = new Footprint(elements);
        action.touching().declare(args, footprint);
        return footprint;
    }

    /** The arguments as text, in the order of the parameters. */
    public List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            texts.add(action.parameters().get(i).domain().text(args[i]));
        }
        return texts;
    }

    /** The same action with one argument replaced. */
    public Step with(int parameter, long value) {
        long[] changed = args.clone();
        changed[parameter] = value;
        return new Step(action, changed);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Step step && step.action.equals(action) && Arrays.equals(step.args, args);
    }

    @Override
    public int hashCode() {
        return 31 * action.hashCode() + Arrays.hashCode(args);
    }

    /** As in a counterexample: {@code wrmsr vcpu=0 msr=0x2ff value=0xc06}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(action.name());
        List<String> values = texts();
        for (int i = 0; i < values.size(); i++) {
            text.append(' ')
                    .append(action.parameters().get(i).name())
                    .append('=')
                    .append(values.get(i));
        }
        return text.toString();
    }
}
