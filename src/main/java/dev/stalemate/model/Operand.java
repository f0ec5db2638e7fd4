package dev.stalemate.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A field or a view that a {@link ConditionText} names, with the place of the element that it means.
 *
 * @param name as states print it
 * @param indices that number its elements
 * @param field the field; null of a view
 * @param view the view; null of a field
 * @param places for each index the element's number, or {@link #EACH}
 */
record Operand(String name, List<Index> indices, @Nullable Field field, @Nullable View view, List<Integer> places) {
    /** A place that is written as {@code any} or {@code every}. */
    static final int EACH = -1;

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}|0x[0-9a-fA-F]{1,16}");

    Operand {
        places = List.copyOf(places);
    }

    static Operand of(Field field) {
        return new Operand(field.name(), field.indices(), field, null, List.of());
    }

    static Operand of(View view) {
        return new Operand(view.name(), view.indices(), null, view, List.of());
    }

    Operand at(List<Integer> elements) {
        return new Operand(name, indices, field, view, elements);
    }

    /** The number of the element at some places, one for each index. */
    int element(List<Integer> at) {
        int element = 0;
        for (int i = 0; i < indices.size(); i++) {
            element = element * indices.get(i).size() + at.get(i);
        }
        return element;
    }

    String text(long[] state, int element) {
        return view != null
                ? view.text().of(state, element)
                : Objects.requireNonNull(field).text(state, element);
    }

    String elementName(int element) {
        return name + Index.places(indices, element);
    }

    /** Whether it means any or every element of some index. */
    boolean hasEach() {
        return places.contains(EACH);
    }

    /** Whether its values can be listed. */
    boolean isListed() {
        return field != null && field.choices() > 0;
    }

    /** Whether it is a field of any 64-bit value. */
    boolean isAnyNumber() {
        return field != null && field.choices() == 0;
    }

    /** Its values as states print them, in the order of the field's choices; null stands for a choice that no state has. */
    List<@Nullable String> texts(Layout layout) {
        List<@Nullable String> texts = new ArrayList<>();
        long[] state = layout.blank();
        for (int choice = 0; field != null && choice < field.choices(); choice++) {
            field.choose(state, 0, choice);
            texts.add(text(field, state));
        }
        return texts;
    }

    private static @Nullable String text(Field field, long[] state) {
        try {
            return field.text(state, 0);
        } catch (IllegalArgumentException e) {
            return null; // a code that nothing has, such as that of a reserved memory type
        }
    }

    /** A text as an unsigned number, decimal or with 0x; null if it is none. */
    static @Nullable Long number(@Nullable String text) {
        if (text == null || !NUMBER.matcher(text).matches()) {
            return null;
        }
        return text.startsWith("0x") ? Long.parseUnsignedLong(text.substring(2), 16) : Long.parseLong(text);
    }
}
