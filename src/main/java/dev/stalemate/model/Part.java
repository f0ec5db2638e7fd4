package dev.stalemate.model;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Some fields of a layout as one value. Code that reads only these fields does the same in two states whose parts are equal, so what it did
 * can be remembered under the part.
 */
public final class Part {
    private final List<Field> fields;
    private final List<Field> rows;
    private final int element;
    private final long[] masks;
    /** The words of a state that hold some of the fields. */
    private final int[] words;

    /** The fields, of a layout that is built. */
    public Part(Layout layout, List<? extends Field> fields) {
        this(layout, fields, List.of(), 0);
    }

    /**
     * All elements of some fields, and one element of others.
     *
     * @param rows the others
     * @param element which element of them, from 0
     */
    public Part(Layout layout, List<? extends Field> fields, List<? extends Field> rows, int element) {
        this.fields = used(fields);
        this.rows = used(rows);
        this.element = element;
        long[] all = new long[layout.words()];
        for (Field field : this.fields) {
            for (int slot : field.slots) {
                all[slot >>> 6] |= field.mask << slot;
            }
        }
        for (Field field : this.rows) {
            all[field.slots[element] >>> 6] |= field.mask << field.slots[element];
        }
        words = IntStream.range(0, all.length).filter(w -> all[w] != 0).toArray();
        masks = Arrays.stream(words).mapToLong(w -> all[w]).toArray();
    }

    private static List<Field> used(List<? extends Field> fields) {
        return fields.stream().filter(f -> f.width() > 0).map(f -> (Field) f).toList();
    }

    /** How many words a value takes. */
    public int words() {
        return words.length;
    }

    /** Copies the value that a state has into an array, from its first word on. A listener to the layout hears what is read. */
    public void copy(long[] state, long[] value) {
        for (int i = 0; i < words.length; i++) {
            value[i] = state[words[i]] & masks[i];
        }
        for (int f = 0; f < fields.size(); f++) {
            fields.get(f).tellAllRead(state);
        }
        for (int f = 0; f < rows.size(); f++) {
            rows.get(f).tellRead(state, element);
        }
    }
}
