package dev.stalemate.prove.execute;

import dev.stalemate.model.Field;
import dev.stalemate.prove.execute.World.HeapCell;
import dev.stalemate.prove.term.Term;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A reference. Two that are equal refer to the same object. */
@SuppressWarnings("ClassInitializationDeadlock") // an interpreter belongs to one thread
public sealed interface Ref extends Value {
    /** No object. */
    Ref NULL = new Nothing();

    /** A reference to an object of the model, or to none. */
    static Ref to(@Nullable Object object) {
        return object == null ? NULL : new Real(object);
    }

    /** One of two by a condition; one alone where that is known, or both are the same. */
    static Ref choose(Term condition, Ref then, Ref otherwise) {
        if (condition.isConstant()) {
            return condition == Term.TRUE ? then : otherwise;
        }
        Ref one = then.under(condition);
        Ref other = otherwise.under(condition.not());
        return one.equals(other) ? one : new Either(condition, one, other);
    }

    /** The same where a condition holds: without what it rules out. */
    default Ref under(Term condition) {
        return Either.under(this, Set.copyOf(condition.conjuncts()), new IdentityHashMap<>());
    }

    /** No object: null. */
    record Nothing() implements Ref {
        @Override
        public String toString() {
            return "null";
        }
    }

    /**
     * An object that the model was built with.
     *
     * @param object the object itself
     */
    record Real(Object object) implements Ref {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Real real && real.object == object;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(object);
        }

        @Override
        public String toString() {
            return object instanceof Enum<?>
                    ? object.toString()
                    : "an object of " + object.getClass().getName();
        }
    }

    /** An object or an array that the code itself has made. Its contents are in a {@link World}. */
    final class Made implements Ref {
        final Class<?> type;
        /** Of an array. */
        final int length;

        Made(Class<?> type, int length) {
            this.type = type;
            this.length = length;
        }

        @Override
        public String toString() {
            return "a new " + type.getSimpleName();
        }
    }

    /** The words of a state, which code may only get at through fields. */
    final class StateWords implements Ref {
        final SymbolicState before;

        StateWords(SymbolicState before) {
            this.before = before;
        }

        /** What the state has by now. */
        SymbolicState now(World world) {
            SymbolicState now = before;
            for (Field field : now.layout().fields()) {
                for (int e = 0; field.width() > 0 && e < field.size(); e++) {
                    if (world.get(new HeapCell(this, new Element(field, e))) instanceof Word word) {
                        Term bits = word.term();
                        now = now.with(
                                field, e, field.width() == Long.SIZE ? bits : bits.extract(field.width() - 1, 0));
                    }
                }
            }
            return now;
        }

        @Override
        public String toString() {
            return "a state";
        }
    }

    /**
     * A lambda or a method reference that the code itself has made.
     *
     * @param type the interface
     * @param body its method, and no captured values
     * @param captured the captured values
     */
    record Closure(Class<?> type, LambdaBody body, List<Value> captured) implements Ref {
        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /**
     * A number in an object, such as an Integer.
     *
     * @param type the object's class
     * @param word the number
     */
    record Boxed(Class<?> type, Word word) implements Ref {}

    /** A text or an exception of which nothing is known. */
    final class Unknown implements Ref {
        final Class<?> type;

        Unknown(Class<?> type) {
            this.type = type;
        }

        @Override
        public String toString() {
            return "some " + type.getSimpleName();
        }
    }

    /**
     * What an earlier step has left in a place outside of the state.
     *
     * @param place which
     */
    record Left(String place) implements Ref {
        /** Whether it is another object. A state is none that was there before; of others that is not known. */
        private Term isObject(Ref other) {
            if (other instanceof StateWords || equals(other)) {
                return Term.of(equals(other));
            }
            throw new RefusedException("a condition depends on " + this, "");
        }

        @Override
        public String toString() {
            return "what is left in " + place;
        }
    }

    /**
     * One of two references.
     *
     * @param condition where it is the first
     * @param then the first
     * @param otherwise the second
     */
    record Either(Term condition, Ref then, Ref otherwise) implements Ref {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Either either
                    && either.condition == condition
                    && either.then.equals(then)
                    && either.otherwise.equals(otherwise);
        }

        @Override
        public int hashCode() {
            return condition.hashCode() * 31 + then.hashCode() * 7 + otherwise.hashCode();
        }

        private Ref under(Set<Term> known, Map<Ref, Ref> before) {
            if (known.contains(condition)) {
                return under(then, known, before);
            } else if (known.contains(condition.not())) {
                return under(otherwise, known, before);
            }
            Ref one = under(then, known, before);
            Ref other = under(otherwise, known, before);
            boolean same = one == then && other == otherwise;
            return same ? this : one.equals(other) ? one : new Either(condition, one, other);
        }

        private static Ref under(Ref ref, Set<Term> known, Map<Ref, Ref> before) {
            if (!(ref instanceof Either either)) {
                return ref;
            }
            Ref done = before.get(ref);
            if (done == null) {
                done = either.under(known, before);
                before.put(ref, done);
            }
            return done;
        }
    }

    /** An element of a state, as the place of a value. */
    record Element(Field field, int number) {}

    /** What it may refer to, each once, with the condition where it does. */
    default Map<Ref, Term> alternatives() {
        if (!(this instanceof Either)) {
            return Map.of(this, Term.TRUE);
        }
        Set<Ref> all = new LinkedHashSet<>();
        collect(this, all, Collections.newSetFromMap(new IdentityHashMap<>()));
        Map<Ref, Term> where = new LinkedHashMap<>();
        all.forEach(one -> where.put(one, where(each -> Term.of(each.equals(one)))));
        return where;
    }

    private static void collect(Ref ref, Set<Ref> all, Set<Ref> seen) {
        if (!(ref instanceof Either either)) {
            all.add(ref);
        } else if (seen.add(ref)) {
            collect(either.then, all, seen);
            collect(either.otherwise, all, seen);
        }
    }

    /** A Bool for each of what it may refer to, chosen in the same way. */
    default Term where(Function<Ref, Term> test) {
        return where(this, test, new IdentityHashMap<>());
    }

    private static Term where(Ref ref, Function<Ref, Term> test, Map<Ref, Term> before) {
        if (!(ref instanceof Either either)) {
            return test.apply(ref);
        }
        Term done = before.get(ref);
        if (done == null) {
            done = Term.ite(either.condition, where(either.then, test, before), where(either.otherwise, test, before));
            before.put(ref, done);
        }
        return done;
    }

    /** Where it refers to the same object as another. */
    default Term is(Ref other) {
        return where(one -> other.where(two -> one instanceof Left left
                ? left.isObject(two)
                : two instanceof Left left ? left.isObject(one) : Term.of(one.equals(two))));
    }
}
