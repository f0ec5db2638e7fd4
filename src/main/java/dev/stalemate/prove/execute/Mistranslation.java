package dev.stalemate.prove.execute;

import java.util.List;

/**
 * Something that terms say of code, and that the code itself does not do: the translation is wrong.
 *
 * @param code the action with its arguments, or the property, as counterexamples print it
 * @param of what is different: {@code guard}, {@code exception}, an element of the state after it, and so on
 * @param terms what the terms say
 * @param real what the code does
 * @param where the file, line and method of each call where the element is written, if that is known; else empty
 * @param state the state that it was tried in: each element with its value
 */
public record Mistranslation(String code, String of, String terms, String real, String where, List<String> state) {
    public Mistranslation {
        state = List.copyOf(state);
    }

    /** In a sentence. */
    @Override
    public String toString() {
        return code + ": " + of + " is " + terms + " by the terms and " + real + " by the code"
                + (where.isEmpty() ? "" : ", written at " + where) + "; in the state " + String.join(" ", state);
    }
}
