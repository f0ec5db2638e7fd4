package dev.stalemate.prove.execute;

import dev.stalemate.prove.term.Term;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Methods that are not gone into: what they return is told as a term by a rule. That the rule is right must be proved by itself; a
 * {@link Validation} tries it, too.
 */
public final class Summaries {
    private final Map<Key, Rule> rules;

    private record Key(String owner, String method) {}

    /** What a method returns. */
    @FunctionalInterface
    public interface Rule {
        /** The method's value; {@link Ref#NULL} for nothing. */
        Value of(Asked call);
    }

    /** A call of a method, for its rule. */
    public interface Asked {
        /** An argument, from 0; an object's own method has the object as the first one. */
        Value argument(int number);

        /** A number that is an argument. */
        default Term term(int number) {
            if (argument(number) instanceof Word word) {
                return word.term();
            }
            throw new IllegalArgumentException("argument " + number + " is no number");
        }

        /** An object that is an argument. */
        default Ref ref(int number) {
            if (argument(number) instanceof Ref ref) {
                return ref;
            }
            throw new IllegalArgumentException("argument " + number + " is no object");
        }

        /**
         * What another method returns, which is gone into as usual.
         *
         * @param owner its class or interface, which has one method of the name with so many arguments
         * @param arguments the object first, if it is an object's own method
         */
        Value call(Class<?> owner, String method, Value... arguments);

        /** The number that another method returns. */
        default Term number(Class<?> owner, String method, Value... arguments) {
            if (call(owner, method, arguments) instanceof Word word) {
                return word.term();
            }
            throw new IllegalArgumentException(method + " returns no number");
        }

        /** Where a condition holds, the rule says nothing: that it never does must be proved, as if the method threw an exception there. */
        void fault(Term condition, String what);
    }

    private Summaries(Map<Key, Rule> rules) {
        this.rules = rules;
    }

    /** No rule. */
    public static Summaries none() {
        return new Summaries(Map.of());
    }

    /** These and one more: for all methods of a name that a class has itself. */
    public Summaries with(Class<?> owner, String method, Rule rule) {
        Map<Key, Rule> more = new HashMap<>(rules);
        more.put(new Key(owner.getName().replace('.', '/'), method), rule);
        return new Summaries(Map.copyOf(more));
    }

    /** The rule for a method; null if it has none. */
    @Nullable
    Rule find(String owner, String method) {
        return rules.isEmpty() ? null : rules.get(new Key(owner, method));
    }
}
