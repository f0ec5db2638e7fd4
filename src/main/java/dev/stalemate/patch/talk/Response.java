package dev.stalemate.patch.talk;

import com.google.common.base.Splitter;
import dev.stalemate.model.DesignFault;
import dev.stalemate.text.Visible;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer in its items, such as {@code zap 0x80 0xc0; keep vm.dirty=1; return 0x30}.
 *
 * @param items each with its first word and the rest
 */
public record Response(List<Item> items) {
    private static final Splitter ITEMS = Splitter.on(';').trimResults().omitEmptyStrings();
    private static final Splitter WORDS = Splitter.on(' ').omitEmptyStrings();
    private static final int MOST_ITEMS = 4096;
    private static final int SHOWN = 200;

    /** One thing that the design does, such as {@code zap} with {@code 0x80} and {@code 0xc0}. */
    public record Item(String verb, List<String> words) {}

    /**
     * Reads an answer.
     *
     * @throws DesignFault if it has more than 4096 items
     */
    public static Response of(String line) {
        List<Item> items = new ArrayList<>();
        for (String item : ITEMS.split(line)) {
            List<String> words = WORDS.splitToList(item);
            if (items.size() == MOST_ITEMS) {
                throw new DesignFault("it did more than " + MOST_ITEMS + " things in one call");
            }
            if (!words.equals(List.of("ok"))) {
                items.add(new Item(words.get(0), words.subList(1, words.size())));
            }
        }
        return new Response(items);
    }

    /** The fault of an answer that makes no sense. */
    public static DesignFault nonsense(String question, String why, String line) {
        String call = question.substring(0, (question + " ").indexOf(' '));
        return new DesignFault(
                "its answer to " + call + " makes no sense, because " + why + ": '" + Visible.line(line, SHOWN) + "'");
    }

    /**
     * A number as the protocol writes it: 64 bits, in hex with 0x, or decimal.
     *
     * @throws NumberFormatException if it is none
     */
    public static long number(String text) {
        try {
            return text.startsWith("0x") ? Long.parseUnsignedLong(text.substring(2), 16) : Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw new NumberFormatException("'" + Visible.line(text, SHOWN) + "' is no number of 64 bits");
        }
    }
}
