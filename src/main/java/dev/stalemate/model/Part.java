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
    private final long[] masks;
    /** The words of a state that hold some of the fields. */
    private final int[] words;

    /** The fields, of a layout that is built. */
    public Part(Layout layout, List<? extends Field> fields) {
        this.fields =
                fields.stream().filter(f -> f.width() > 0).map(f -> (Field) f).toList();
        long[] all = new long[layout.words()];
        for (Field field : this.fields) {
            for (int slot : field.slots) {
                all[slot >>> 6] |= field.mask << slot;
            }
        }
        words = IntStream.range(0, all.length).filter(w -> all[w] != 0).toArray();
        masks = Arrays.stream(words).mapToLong(w -> all[w]).toArray();
    }

    /** How many words a value takes. */
    public int words() {
        return words.length;
    }

    /** Copies the value that a state has into an array, from its first word on. A listener to the layout hears that all fields are read. */
    public void copy(long[] state, long[] value) {
        for (int i = 0; i < words.length; i++) {
            value[i] = state[words[i]] & masks[i];
        }
        for (int f = 0; f < fields.size(); f++) {
            fields.get(f).tellAllRead(state);
        }
    }
}
