package dev.stalemate.prove.induct;

import dev.stalemate.model.Field;
import dev.stalemate.model.Index;
import java.util.List;

/**
 * An element of a field, by the places that it has in the field's indices.
 *
 * @param field the field
 * @param element its number
 */
record StateCell(Field field, int element) {
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
        StringBuilder name = new StringBuilder(field.name());
        for (int i = 0; i < field.indices().size(); i++) {
            name.append('[').append(place(i)).append(']');
        }
        return name.toString();
    }
}
