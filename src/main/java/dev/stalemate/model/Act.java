package dev.stalemate.model;

import com.google.common.collect.ImmutableList;
import java.util.stream.Collectors;

/**
 * What one function of a design did in a step.
 *
 * @param function as the code has it, with brackets, such as {@code kvm_post_set_cr0()}
 * @param decided what it did, in words, such as {@code zaps 0x80000-0xbffff}
 * @param could the entries that it could have changed, and did not, or not to another value
 * @param routine whether it does the same whatever the design is, so that it is no decision: it takes a lock, for example
 */
public record Act(String function, String decided, ImmutableList<Choice> could, boolean routine) {
    /**
     * An entry that a function could have given another value.
     *
     * @param field one of the layout's {@link Layout#kept} fields
     * @param element its number in the field, from 0
     * @param why what the function looked at, such as {@code WB by now}; empty where there is nothing to tell
     */
    public record Choice(Field field, int element, String why) {}

    /** Such as {@code kvm_post_set_cr0(): zaps 0x80000-0xbffff; leaves ept of gpa 0x0: WB by now}. */
    @Override
    public String toString() {
        String left = could.stream()
                .filter(choice -> !choice.why.isEmpty())
                .map(choice -> choice.field.inWords(choice.element) + ": " + choice.why)
                .collect(Collectors.joining(", "));
        return function + ": " + decided + (left.isEmpty() ? "" : "; leaves " + left);
    }
}
