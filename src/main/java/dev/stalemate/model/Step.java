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

    /**
     * In a sentence: {@code wrmsr vcpu=0 def_type: E FE UC -> E FE WB (0xc06)}.
     *
     * @param before the state that it is taken in
     * @param leftOut a parameter that is known, such as that of a lane; empty for none
     */
    public String inWords(long[] before, String leftOut) {
        Action.Written written = action.written();
        StringBuilder text = new StringBuilder(action.name());
        List<String> values = texts();
        for (int i = 0; i < (written == null ? values.size() : 1); i++) {
            Action.Parameter parameter = action.parameters().get(i);
            if (!parameter.name().equals(leftOut)) {
                text.append(' ').append(parameter.name()).append('=').append(values.get(i));
            }
        }
        return (written == null ? text : text.append(' ').append(written.words().of(before, args.clone()))).toString();
    }

    /** Whether its sentence in a state tells this change. */
    public boolean tells(Layout.Change change) {
        Action.Written written = action.written();
        return written != null
                && change.field() == written.field()
                && change.number() == args[0]
                && change.after().equals(texts().get(args.length - 1));
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
