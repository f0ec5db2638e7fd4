package dev.stalemate.prove.execute;

import dev.stalemate.model.Action;
import dev.stalemate.model.AnyAddresses;
import dev.stalemate.model.Domain;
import dev.stalemate.model.Invariant;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.prove.execute.Ref.StateWords;
import dev.stalemate.prove.execute.World.HeapCell;
import dev.stalemate.prove.term.Term;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Executes the code of a model's own lambdas over terms: what a guard, an effect or a property does in any state. It must run inside
 * {@link Weaving}, and belongs to one thread, as its model does.
 *
 * <p>Of a state's elements that are variables, it takes for granted that they are below the bounds of their fields. Code whose result depends on
 * what an earlier step has left outside of the state is refused.
 */
public final class Executor {
    private final Model model;
    private final Parts parts;
    private final List<List<Term>> addresses = new ArrayList<>();
    private final Map<Executed, Result> known = new HashMap<>();
    private final List<Term> facts = new ArrayList<>();

    /**
     * An executor for a model. Elements of its {@link Model#addresses} are any addresses.
     *
     * @param summaries methods that are not gone into
     */
    public Executor(Model model, Summaries summaries) {
        this(model, Parts.usual(summaries));
    }

    Executor(Model model, Parts parts) {
        this.model = model;
        this.parts = parts;
        for (AnyAddresses any : model.addresses()) {
            List<Term> terms = addresses(addresses.size(), any);
            addresses.add(terms);
            parts.stores().declare(any.values(), terms);
        }
    }

    /** Of pages of 4 KiB if only such are legal; else any numbers, such as of the kind that a page is. */
    private static List<Term> addresses(int array, AnyAddresses any) {
        boolean pages = any.legal().test(1L << PAGE_BITS) && !any.legal().test(1);
        List<Term> terms = new ArrayList<>();
        for (int i = 0; i < any.values().length; i++) {
            String name = "address" + (array == 0 ? "" : "." + array) + "[" + i + "]";
            terms.add(
                    pages
                            ? Term.variable(name, Long.SIZE - PAGE_BITS).concat(Term.constant(PAGE_BITS, 0))
                            : Term.variable(name, Long.SIZE));
        }
        return terms;
    }

    private static final int PAGE_BITS = 12;

    /** From now on it takes for granted that this holds, such as that a register has a legal value: what it says is said of such states. */
    public void know(Term fact) {
        facts.add(fact);
        known.clear();
    }

    /** What it takes for granted by {@link #know}. */
    List<Term> facts() {
        return List.copyOf(facts);
    }

    /** What numbers the code has met that was executed so far. */
    public CallPath calls() {
        return parts.calls();
    }

    /** The model. */
    public Model model() {
        return model;
    }

    /**
     * What stands for the elements of {@link Model#addresses}, array by array. Each is a variable of 52 bits with zeros below it, an address of
     * a page, if only such are legal; else one of 64 bits.
     */
    public List<List<Term>> addresses() {
        return List.copyOf(addresses);
    }

    /** Where elements of {@link Model#addresses} are addresses that the model calls legal. */
    public Term legalAddresses() {
        Term all = Term.TRUE;
        SymbolicState any = SymbolicState.of(model.layout(), model.initial());
        for (int i = 0; i < addresses.size(); i++) {
            AnyAddresses array = model.addresses().get(i);
            List<Term> before = new ArrayList<>();
            for (Term address : addresses.get(i)) {
                Result legal = call(array.legal(), List.of(new Word(address)), any);
                all = all.and(legal.value()).and(legal.fault().not());
                for (Term other : array.different() ? before : List.<Term>of()) {
                    all = all.and(address.ne(other));
                }
                before.add(address);
            }
        }
        return all;
    }

    /** Whether an action with arguments of 64 bits each is possible. */
    public Result guard(Action action, List<Term> arguments, SymbolicState state) {
        return acted(action, Action.Guard.class, action.guard(), arguments, state);
    }

    /** What an action with arguments of 64 bits each does. */
    public Result effect(Action action, List<Term> arguments, SymbolicState state) {
        return acted(action, Action.Effect.class, action.effect(), arguments, state);
    }

    /**
     * Refuses a step in a state where a summary says nothing of what it is asked.
     *
     * @throws RefusedException with the action and the place
     */
    public void checkSummaries(Action action, List<Term> arguments, SymbolicState state) {
        for (Result result : List.of(guard(action, arguments, state), effect(action, arguments, state))) {
            for (Result.Fault fault : result.faults()) {
                if (fault.isBeyond() && fault.when() != Term.FALSE) {
                    String what = "nothing rules out that a look-up is given " + fault.what();
                    throw new RefusedException(what, fault.where()).in(action.label());
                }
            }
        }
    }

    private Result acted(Action action, Class<?> type, Object lambda, List<Term> arguments, SymbolicState state) {
        return known(
                lambda,
                arguments,
                state,
                () -> named(action.label(), () -> {
                    World world = World.empty();
                    Ref.Made array = parts.stores().make(world, long[].class, arguments.size());
                    for (int i = 0; i < arguments.size(); i++) {
                        world.put(new HeapCell(array, i), new Word(arguments.get(i)));
                    }
                    return functional(type, lambda, List.of(array), world, state);
                }));
    }

    /** What was executed before is not executed again. */
    private Result known(Object lambda, List<?> arguments, SymbolicState state, Supplier<Result> result) {
        Executed key = new Executed(lambda, List.copyOf(arguments), state);
        Result before = known.get(key);
        if (before == null) {
            before = result.get();
            known.put(key, before);
        }
        return before;
    }

    /** What was executed: an object of a lambda, with arguments, in a state. */
    private record Executed(Object lambda, List<?> arguments, SymbolicState state) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Executed executed
                    && executed.lambda == lambda
                    && executed.state == state
                    && executed.arguments.equals(arguments);
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(lambda) * 31 + arguments.hashCode();
        }
    }

    /** Whether a condition holds. */
    public Result test(Law.Condition condition, SymbolicState state) {
        return known(
                condition,
                List.of(),
                state,
                () -> functional(Law.Condition.class, condition, List.of(), World.empty(), state));
    }

    /** Whether a condition holds of an element of an index. */
    public Result of(Law.Of condition, int element, SymbolicState state) {
        return functional(Law.Of.class, condition, List.of(Word.of(element)), World.empty(), state);
    }

    /** Whether a condition holds of two elements. */
    public Result of(Law.OfPair condition, int first, int second, SymbolicState state) {
        List<Value> elements = List.of(Word.of(first), Word.of(second));
        return functional(Law.OfPair.class, condition, elements, World.empty(), state);
    }

    /** Whether an invariant holds of an entry and a witness; 0 for an index that it does not have. */
    public Result holds(Invariant invariant, int entry, int witness, SymbolicState state) {
        List<Value> elements = List.of(Word.of(entry), Word.of(witness));
        return known(
                invariant.holds(),
                elements,
                state,
                () -> named(
                        "invariant " + invariant.name(),
                        () -> functional(Invariant.Holds.class, invariant.holds(), elements, World.empty(), state)));
    }

    /** Whether a value of 64 bits belongs to a domain. */
    public Result accepts(Domain domain, Term value) {
        SymbolicState any = SymbolicState.of(model.layout(), model.initial());
        return method(Domain.class, "contains", List.of(Ref.to(domain), new Word(value)), any);
    }

    /**
     * What a lambda does, whatever interface it implements.
     *
     * @param arguments of its method; {@link #state} is the state's place among them, if it has one
     */
    public Result call(Object lambda, List<Value> arguments, SymbolicState state) {
        LambdaBody body = LambdaBody.of(lambda);
        for (Class<?> type : lambda.getClass().getInterfaces()) {
            if (type != Serializable.class) {
                return finished(
                        World.empty(),
                        state,
                        (invocations, world, words) -> invocations.functional(
                                Frame.root(), world, type, Ref.to(lambda), placed(arguments, words)));
            }
        }
        throw new IllegalArgumentException(body.name() + " implements nothing");
    }

    /**
     * What a method does.
     *
     * @param owner its class, which has one method of the name with so many arguments
     * @param arguments the object first, if it is an object's own method
     */
    public Result method(Class<?> owner, String name, List<Value> arguments, SymbolicState state) {
        return finished(
                World.empty(),
                state,
                (invocations, world, words) -> invocations.call(
                        Frame.root(), world, invocations.named(owner, name, placed(arguments, words))));
    }

    /** Stands for the state among arguments. */
    public static Value state() {
        return STATE;
    }

    private static final Ref STATE = new Ref.Unknown(long[].class);

    private static List<Value> placed(List<Value> arguments, StateWords words) {
        List<Value> all = new ArrayList<>(arguments);
        all.replaceAll(value -> value == STATE ? words : value);
        return all;
    }

    private Result functional(Class<?> type, Object lambda, List<Value> more, World world, SymbolicState state) {
        return finished(world, state, (invocations, at, words) -> {
            List<Value> arguments = new ArrayList<>(List.of(words));
            arguments.addAll(more);
            return invocations.functional(Frame.root(), at, type, Ref.to(lambda), arguments);
        });
    }

    /** What is executed. */
    private interface Task {
        @Nullable
        Value run(Invocations invocations, World world, StateWords words);
    }

    private Result finished(World world, SymbolicState state, Task task) {
        if (!Weaving.isInside()) {
            throw new IllegalStateException("code can be executed inside Weaving alone: use Weaving.run()");
        }
        parts.small().declare(state.counts());
        FaultLog faults = parts.faults().next();
        Parts mine = new Parts(
                parts.files(),
                parts.small(),
                parts.arithmetic(),
                parts.merge(),
                parts.stores(),
                faults,
                parts.summaries(),
                parts.calls());
        StateWords words = new StateWords(state);
        state.bounds().forEach(world::know);
        facts.forEach(world::know);
        Value value = task.run(new Interpreter(mine).invocations(), world, words);
        List<Term> when = new ArrayList<>();
        faults.all().forEach(fault -> when.add(fault.when()));
        Result result = new Result(
                value == null ? Word.of(0) : value, Term.any(when), words.now(world), faults.all(), faults.written());
        parts.stores().scratch().check(result);
        return result;
    }

    private static Result named(String task, Supplier<Result> of) {
        try {
            return of.get();
        } catch (RefusedException e) {
            throw e.in(task);
        }
    }
}
