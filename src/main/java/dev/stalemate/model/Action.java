package dev.stalemate.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A family of transitions over parameter domains, such as {@code clear-cd(vcpu)}: a guard, and an effect that edits a state in place.
 *
 * <p>Two families may share a name if their domains are disjoint: {@code wrmsr} is one family for each MSR.
 *
 * @param name the verb, as counterexamples print it
 * @param parameters the parameters in order
 * @param guard whether the action is possible; must not change the state
 * @param effect what it does; called only where the guard holds
 * @param fair whether each step of it is weakly fair, as in TLA+: if it is possible for ever from some point on, it is taken again and
 *     again. Other steps may never be taken: a run may stop for ever in a state where no fair step is possible
 * @param touching what guard and effect read and write, for {@link Races}
 * @param written the register that it writes, if sentences tell that instead of numbers
 */
public record Action(
        String name,
        List<Parameter> parameters,
        Guard guard,
        Effect effect,
        boolean fair,
        Touching touching,
        @Nullable Written written) {
    public Action {
        parameters = List.copyOf(parameters);
    }

    /** Whether an action with these arguments is possible in a state. */
    @FunctionalInterface
    public interface Guard {
        /** Arguments are in the order of the parameters. */
        boolean test(long[] state, long[] args);
    }

    /** What an action with these arguments does to a state. */
    @FunctionalInterface
    public interface Effect {
        /** Arguments are in the order of the parameters. */
        void apply(long[] state, long[] args);
    }

    /** Declares what an action with these arguments reads and writes. */
    @FunctionalInterface
    public interface Touching {
        /** Arguments are in the order of the parameters. */
        void declare(long[] args, Footprint footprint);
    }

    /**
     * A parameter of an action.
     *
     * @param name as counterexample files write it
     * @param domain its values
     */
    public record Parameter(String name, Domain domain) {}

    /**
     * A register that an action writes: its first parameter says whose, and sentences tell the write instead of the other parameters.
     *
     * @param field the registers, one for each value of the first parameter
     * @param words the write in a state, such as {@code def_type: E FE UC -> E FE WB (0xc06)}
     */
    public record Written(Field field, Words words) {}

    /** A sentence about an action with these arguments in the state that it is taken in. */
    @FunctionalInterface
    public interface Words {
        String of(long[] state, long[] args);
    }

    /** Starts an action. */
    public static Builder named(String name) {
        return new Builder(name);
    }

    /** The verb with the parameters that are constant in this family, such as {@code wrmsr msr=0x2ff}: its name in coverage tables. */
    public String label() {
        StringBuilder label = new StringBuilder(name);
        for (Parameter p : parameters) {
            if (p.domain().isFinite() && p.domain().values().length == 1) {
                label.append(' ')
                        .append(p.name())
                        .append('=')
                        .append(p.domain().text(p.domain().values()[0]));
            }
        }
        return label.toString();
    }

    /** Whether every domain can be listed. */
    public boolean isFinite() {
        return parameters.stream().allMatch(p -> p.domain().isFinite());
    }

    /** Whether there is any combination of arguments: an action over an empty domain disappears. */
    public boolean possible() {
        return parameters.stream()
                .noneMatch(p -> p.domain().isFinite() && p.domain().values().length == 0);
    }

    /** Every combination of arguments, in order; none if a domain is empty. */
    public List<long[]> combinations() {
        List<long[]> all = List.of(new long[0]);
        for (Parameter p : parameters) {
            List<long[]> longer = new ArrayList<>();
            for (long[] prefix : all) {
                for (long value : p.domain().values()) {
                    long[] next = Arrays.copyOf(prefix, prefix.length + 1);
                    next[prefix.length] = value;
                    longer.add(next);
                }
            }
            all = longer;
        }
        return all;
    }

    /** Whether the arguments belong to this family. */
    public boolean accepts(long[] args) {
        if (args.length != parameters.size()) {
            return false;
        }
        for (int i = 0; i < args.length; i++) {
            if (!parameters.get(i).domain().contains(args[i])) {
                return false;
            }
        }
        return true;
    }

    /** The same action with another guard and another effect, such as those of a state with more in it. */
    public Action with(Guard otherGuard, Effect otherEffect) {
        return new Action(
                name, parameters, otherGuard, otherEffect, fair, (args, footprint) -> footprint.everything(), written);
    }

    /** Puts an action together. */
    public static final class Builder {
        private final String name;
        private final List<Parameter> parameters = new ArrayList<>();
        private Guard guard = (state, args) -> true;
        private boolean fair;
        private Touching touching = (args, footprint) -> footprint.everything();
        private @Nullable Written written;

        private Builder(String name) {
            this.name = name;
        }

        /** Adds a parameter. */
        public Builder over(String parameter, Domain domain) {
            parameters.add(new Parameter(parameter, domain));
            return this;
        }

        /** Adds a parameter that chooses an element of an index and has its name. */
        public Builder over(Index index) {
            return over(index.name(), Domain.of(index));
        }

        /** Says when the action is possible. By default it always is. */
        public Builder when(Guard condition) {
            guard = condition;
            return this;
        }

        /**
         * Says that each step, with its arguments, is weakly fair: if it stays possible, it is taken in the end. Steps that a guest may
         * take are not fair; those that a processor or a host takes by itself are. Only {@link Law.Kind#EVENTUALLY} depends on it.
         */
        public Builder fairly() {
            fair = true;
            return this;
        }

        /** Says what guard and effect read and write; without this they may read and write everything. */
        public Builder touching(Touching declaration) {
            touching = declaration;
            return this;
        }

        /** Says which register it writes, if any. */
        public Builder writing(@Nullable Written register) {
            written = register;
            return this;
        }

        /** Says what it does, and completes it. */
        public Action then(Effect effect) {
            return new Action(name, parameters, guard, effect, fair, touching, written);
        }
    }
}
