package dev.stalemate.model;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** The elements of a layout's fields, numbered from 0 in the order of the fields. Elements with only one value in a scope have no number. */
public final class Elements {
    /** Instead of the number of an element that can't change. */
    static final int CONSTANT = -1;

    private final IdentityHashMap<Field, Integer> first = new IdentityHashMap<>();
    private final List<Field> fields = new ArrayList<>();

    private Elements(Layout layout) {
        for (Field field : layout.fields()) {
            first.put(field, field.width() == 0 ? CONSTANT : fields.size());
            for (int e = 0; field.width() > 0 && e < field.size(); e++) {
                fields.add(field);
            }
        }
    }

    /** The elements of a layout. */
    public static Elements of(Layout layout) {
        return new Elements(layout);
    }

    /** How many there are. */
    public int count() {
        return fields.size();
    }

    /** The field of the element of a number. */
    public Field field(int number) {
        return fields.get(number);
    }

    /** Which element of its field a number stands for. */
    public int element(int number) {
        return number - number(field(number), 0);
    }

    /** The name of an element in states, such as {@code cr0.cd[1]}. */
    public String name(int number) {
        return field(number).elementName(element(number));
    }

    /**
     * The number of a field's element, or {@link #CONSTANT}.
     *
     * @throws IllegalArgumentException if the layout has no such field, or the field no such element
     */
    int number(Field field, int element) {
        Integer start = first.get(field);
        if (start == null) {
            throw new IllegalArgumentException(field.name() + " is not a field of this layout");
        }
        if (element < 0 || element >= field.size()) {
            throw new IllegalArgumentException(field.name() + " has no element " + element);
        }
        return start == CONSTANT ? CONSTANT : start + element;
    }
}
