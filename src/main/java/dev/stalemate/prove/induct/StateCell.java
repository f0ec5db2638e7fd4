package dev.stalemate.prove.induct;

import dev.stalemate.model.Field;
import dev.stalemate.model.Index;
import dev.stalemate.prove.term.Term;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * An element of a field, by the places that it has in the field's indices; or a run of bits of it.
 *
 * @param field the field
 * @param element its number
 * @param suffix of the variable's name that stands for the run; empty for all bits
 * @param low the lowest bit of the run
 */
record StateCell(Field field, int element, String suffix, int low) {
    /** All bits of an element. */
    StateCell(Field field, int element) {
        this(field, element, "", 0);
    }

    /** Its place in an index of the field, from 0. */
    int place(int index) {
        List<Index> indices = field.indices();
        int rest = element;
        for (int i = indices.size() - 1; i > index; i--) {
            rest /= indices.get(i).size();
        }
        return rest % indices.get(index).size();
    }

    /** The variable's name that stands for it, such as {@code leaf[1]}: by numbers, so that it is the same whatever a frame's address is. */
    String variable() {
        return variable("", place -> place);
    }

    /** The same with other numbers in an index. */
    String variable(String index, IntUnaryOperator numbers) {
        StringBuilder name = new StringBuilder(field.name());
        for (int i = 0; i < field.indices().size(); i++) {
            int place = place(i);
            boolean other = field.indices().get(i).name().equals(index);
            name.append('[').append(other ? numbers.applyAsInt(place) : place).append(']');
        }
        return name.append(suffix).toString();
    }

    /** Whether a variable that stands for it has all its bits. */
    boolean isWhole(Term variable) {
        return suffix.isEmpty() && variable.width() == field.width();
    }

    /** A run of its bits. */
    StateCell run(String variable, int from) {
        return new StateCell(field, element, variable.substring(variable().length()), from);
    }
}
