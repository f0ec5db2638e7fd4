package dev.stalemate.model;

import dev.stalemate.text.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One design of a system at one scope, ready to be stepped.
 *
 * <p>Guards, effects and properties may use scratch space, so a model belongs to one thread. A driver with several threads builds one for
 * each.
 */
public final class Model {
    private final String system;
    private final Design design;
    private final Scope scope;
    private final Layout layout;
    private final long[] initial;
    private final List<Action> actions;
    private final List<Law> laws;
    private final List<Figure> figures;
    private final List<View> views;
    private final ForProofs proofs;

    /** What only proofs look at. */
    private record ForProofs(List<Invariant> invariants, List<AnyAddresses> addresses) {}

    private Model(
            String system,
            Design design,
            Scope scope,
            Layout layout,
            long[] initial,
            List<Action> actions,
            List<Law> laws,
            List<Figure> figures,
            List<View> views,
            ForProofs proofs) {
        this.system = system;
        this.design = design;
        this.scope = scope;
        this.layout = layout;
        this.initial = initial.clone();
        this.actions = List.copyOf(actions);
        this.laws = List.copyOf(laws);
        this.figures = List.copyOf(figures);
        this.views = List.copyOf(views);
        this.proofs = proofs;
    }

    /** Puts a model together. What is not given is empty, and the initial state is all zeros. */
    public static final class Builder {
        private final String system;
        private final Design design;
        private final Scope scope;
        private @Nullable Layout layout;
        private long @Nullable [] initial;
        private List<Action> actions = List.of();
        private List<Law> laws = List.of();
        private List<Figure> figures = List.of();
        private List<View> views = List.of();
        private List<Invariant> invariants = List.of();
        private final List<AnyAddresses> addresses = new ArrayList<>();

        /** A model of a system, by its name. */
        public Builder(String system, Design design, Scope scope) {
            this.system = system;
            this.design = design;
            this.scope = scope;
        }

        /** The shape of its states. */
        public Builder layout(Layout shape) {
            layout = shape;
            return this;
        }

        /** The initial state. */
        public Builder startingAt(long[] state) {
            initial = state;
            return this;
        }

        /** Its actions. */
        public Builder actions(List<Action> all) {
            actions = all;
            return this;
        }

        /** Its properties. */
        public Builder laws(List<Law> all) {
            laws = all;
            return this;
        }

        /** Its costs. */
        public Builder figures(List<Figure> all) {
            figures = all;
            return this;
        }

        /** The views that are shown with the fields of a state. */
        public Builder showing(List<View> all) {
            views = all;
            return this;
        }

        /** What is true of its reachable states, so that its properties can be proved beyond the scope. */
        public Builder invariants(List<Invariant> all) {
            invariants = all;
            return this;
        }

        /** An array of addresses that a proof takes for any legal ones; see {@link AnyAddresses}. */
        public Builder addresses(long[] values, LongPredicate legal) {
            return addresses("", values, legal);
        }

        /** The same of one of several arrays, which its name tells from the others. */
        public Builder addresses(String called, long[] values, LongPredicate legal) {
            addresses.add(new AnyAddresses(called, values, legal, false));
            return this;
        }

        /** The same, where no two of them can be equal. */
        public Builder differentAddresses(long[] values, LongPredicate legal) {
            addresses.add(new AnyAddresses("", values, legal, true));
            return this;
        }

        /**
         * The model.
         *
         * @throws IllegalStateException if it was given no layout
         */
        public Model build() {
            if (layout == null) {
                throw new IllegalStateException("the model of " + system + " has no layout");
            }
            long[] start = initial == null ? layout.blank() : initial;
            ForProofs proofs = new ForProofs(List.copyOf(invariants), List.copyOf(addresses));
            return new Model(system, design, scope, layout, start, actions, laws, figures, views, proofs);
        }
    }

    /** The same model with another initial state. */
    public Model startingAt(long[] state) {
        return new Model(system, design, scope, layout, state, actions, laws, figures, views, proofs);
    }

    /** The same model with views that are shown with the fields of a state. */
    public Model showing(List<View> shown) {
        return new Model(system, design, scope, layout, initial, actions, laws, figures, shown, proofs);
    }

    /** The same model with more properties. */
    public Model with(List<Law> more) {
        List<Law> all = new ArrayList<>(laws);
        all.addAll(more);
        return new Model(system, design, scope, layout, initial, actions, all, figures, views, proofs);
    }

    /** The system's name. */
    public String system() {
        return system;
    }

    /** The design. */
    public Design design() {
        return design;
    }

    /** The scope that bounds the model. */
    public Scope scope() {
        return scope;
    }

    /** The shape of its states. */
    public Layout layout() {
        return layout;
    }

    /** A new copy of the initial state. */
    public long[] initial() {
        return initial.clone();
    }

    /** The families of actions that the scope has. */
    public List<Action> actions() {
        return actions;
    }

    /** The properties that make sense in the scope. */
    public List<Law> laws() {
        return laws;
    }

    /** The costs that are measured in every state. */
    public List<Figure> figures() {
        return figures;
    }

    /** The views that are shown with the fields of a state. */
    public List<View> views() {
        return views;
    }

    /** What is true of its reachable states, so that its properties can be proved beyond the scope. */
    public List<Invariant> invariants() {
        return proofs.invariants;
    }

    /** The arrays of addresses that a proof takes for any legal ones. */
    public List<AnyAddresses> addresses() {
        return proofs.addresses;
    }

    /**
     * The property of a name: one of {@link #laws}, one that says by its name what it demands, such as {@code never: ept[0x0]=UC}, or one of
     * {@link #invariants}, as {@code invariant: NAME}.
     *
     * @throws IllegalArgumentException if this scope has none of that name
     */
    public Law law(String name) {
        for (Law p : laws) {
            if (p.name().equals(name)) {
                return p;
            }
        }
        Law said = ConditionText.law(this, name);
        if (said != null) {
            return said;
        }
        List<Law> checked = invariants().stream().map(Invariant::law).toList();
        for (Law invariant : checked) {
            if (invariant.name().equals(name)) {
                return invariant;
            }
        }
        throw new IllegalArgumentException(Names.missing(
                "no property '" + name + "' of " + system + "/" + design.name() + " in this scope",
                name,
                Stream.concat(laws.stream(), name.startsWith(Invariant.LAW) ? checked.stream() : Stream.empty())
                        .map(Law::name)
                        .toList()));
    }

    /** Whether the actions can be listed, so that the search can be exhaustive. */
    public boolean isFinite() {
        return actions.stream().allMatch(Action::isFinite);
    }

    /**
     * Every step of a finite model, in a fixed order: a driver's choice is a number into this list.
     *
     * @throws IllegalStateException if the scope is too wide to list them
     */
    public List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (Action action : actions) {
            if (!action.isFinite()) {
                throw new IllegalStateException("scope " + scope.name() + " is too wide for an exhaustive search: "
                        + action.label() + " has no finite domain");
            }
            for (long[] args : action.combinations()) {
                steps.add(new Step(action, args));
            }
        }
        return steps;
    }

    /**
     * The steps that are weakly fair, in the order of {@link #steps}.
     *
     * @throws IllegalStateException if the scope is too wide to list the steps
     */
    public List<Step> fairSteps() {
        return steps().stream().filter(step -> step.action().fair()).toList();
    }

    /**
     * The step of an action's name and its arguments as text.
     *
     * @throws IllegalArgumentException if the scope has no such action, or an argument is none of its values
     */
    public Step step(String name, List<String> arguments) {
        String problem = "no action '" + name + "' in this scope"
                + Names.meant(name, actions.stream().map(Action::name).toList());
        int furthest = -1;
        for (Action action : actions) {
            if (!action.name().equals(name)) {
                continue;
            }
            long[] args = new long[action.parameters().size()];
            int read = 0;
            try {
                checkCount(args.length, arguments.size());
                for (; read < args.length; read++) {
                    args[read] = action.parameters().get(read).domain().parse(arguments.get(read));
                }
                return new Step(action, args);
            } catch (IllegalArgumentException e) {
                // Of several families, the one that could read the most arguments was meant.
                if (read > furthest) {
                    furthest = read;
                    problem = name + ": " + e.getMessage();
                }
            }
        }
        throw new IllegalArgumentException(problem);
    }

    private static void checkCount(int parameters, int arguments) {
        if (arguments != parameters) {
            throw new IllegalArgumentException("takes " + parameters + " arguments, not " + arguments);
        }
    }
}
