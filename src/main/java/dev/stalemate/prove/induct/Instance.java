package dev.stalemate.prove.induct;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Action;
import dev.stalemate.model.Action.Parameter;
import dev.stalemate.prove.term.Substitution;
import dev.stalemate.prove.term.Term;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An action with arguments: numbers where its parameters have few values, else variables that stand for any legal one. What it does, from any
 * state.
 *
 * @param action the action
 * @param numbers its arguments, null for those that are variables
 * @param arguments its arguments as terms of 64 bits
 * @param legal what is true of the variables among them
 * @param guard where it is possible
 * @param fault where its code throws an exception though its guard, if that doesn't, holds
 * @param whole what becomes of all bits of each element that it may change, by the variable for all of them
 * @param changes what becomes of each variable of a state that it may change
 * @param later puts those in; it remembers what it has done
 */
record Instance(
        Action action,
        List<@Nullable Long> numbers,
        ImmutableList<Term> arguments,
        Term legal,
        Term guard,
        Term fault,
        Map<Term, Term> whole,
        Map<Term, Term> changes,
        Substitution later) {
    /** It as counterexamples print it, with {@code any} for what is any legal value. */
    String text() {
        StringBuilder text = new StringBuilder(action.name());
        for (int i = 0; i < numbers.size(); i++) {
            Parameter parameter = action.parameters().get(i);
            Long number = numbers.get(i);
            text.append(' ')
                    .append(parameter.name())
                    .append('=')
                    .append(number == null ? "any" : parameter.domain().text(number));
        }
        return text.toString();
    }

    /** The elements of an index that it names. */
    List<Integer> named(String index) {
        ImmutableList.Builder<Integer> named = ImmutableList.builder();
        for (int i = 0; i < numbers.size(); i++) {
            Long number = numbers.get(i);
            if (number != null && action.parameters().get(i).name().equals(index)) {
                named.add(number.intValue());
            }
        }
        return named.build();
    }

    /** Where it is taken. */
    Term taken() {
        return legal.and(guard);
    }
}
