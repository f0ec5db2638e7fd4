package dev.stalemate.patch.steps;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import dev.stalemate.model.DesignFault;
import dev.stalemate.patch.talk.Response;
import dev.stalemate.patch.talk.Response.Item;
import dev.stalemate.patch.talk.Talk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Asks a program for all places of a function. It may be any program, so all numbers are checked. */
public final class Telling {
    /** Pointers have smaller numbers. */
    public static final int MOST_POINTERS = 8;

    private static final int MOST_PLACES = 20_000;
    private static final Splitter COLONS = Splitter.on(':');

    private final Talk talk;
    /** Places in the source of addresses in the program. */
    private final Map<String, String> lines = new HashMap<>();

    /** Of a program. */
    public Telling(Talk talk) {
        this.talk = talk;
    }

    /**
     * The places of a function, of which the first is where it begins; none if it takes no step.
     *
     * @param function the question, without the place from which on it is asked
     * @throws DesignFault if what it says makes no sense
     */
    public ImmutableList<Told> places(String function) {
        List<Told> places = new ArrayList<>();
        int count = 0;
        do {
            String question = function + " from=" + places.size();
            String line = talk.ask(question);
            int before = places.size();
            try {
                for (Item item : Response.of(line).items()) {
                    if (item.verb().equals("places")) {
                        count = Integer.parseInt(item.words().get(0));
                    } else {
                        places.add(place(item, places.size()));
                    }
                }
                check(count <= MOST_PLACES, "there are more than " + MOST_PLACES + " places");
                check(places.size() > before || count == 0, "it has no further place");
                check(places.size() <= count, "it has more places than it says");
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw Response.nonsense(question, String.valueOf(e.getMessage()), line);
            }
        } while (places.size() < count);
        for (Told place : places) {
            check(place, count);
        }
        return ImmutableList.copyOf(places);
    }

    /** {@code place 5 mtrr_zap_range pointer=1 ranges=0 live=3 marked=0 pc=0x4052fc 0:8 1:9:flag=1}. */
    private Told place(Item item, int number) {
        List<String> words = item.words();
        check(item.verb().equals("place") && Integer.parseInt(words.get(0)) == number, "it is not place " + number);
        boolean fault = words.get(1).equals(Told.FAULT);
        String where = where(value(words.get(6), "pc"));
        ImmutableList.Builder<Told.Answer> answers = ImmutableList.builder();
        if (!fault) {
            words.subList(7, words.size()).forEach(word -> answers.add(answer(word)));
        }
        return new Told(
                words.get(1),
                Integer.parseInt(value(words.get(2), "pointer")),
                Integer.parseInt(value(words.get(3), "ranges")),
                Integer.parseInt(value(words.get(4), "live")),
                value(words.get(5), "marked").equals("1"),
                where,
                fault
                        ? String.join(" ", words.subList(7, words.size())) + (where.equals("0") ? "" : " at " + where)
                        : "",
                answers.build());
    }

    /** {@code 1:12:flag=1:0=2}: answer, next place, what is written. */
    private static Told.Answer answer(String word) {
        List<String> parts = COLONS.splitToList(word);
        int flag = -1;
        ImmutableList.Builder<Told.Content> contents = ImmutableList.builder();
        for (String part : parts.subList(2, parts.size())) {
            int equals = part.indexOf('=');
            int is = Integer.parseInt(part.substring(equals + 1));
            if (part.startsWith("flag=")) {
                flag = is;
            } else {
                contents.add(new Told.Content(Integer.parseInt(part.substring(0, equals)), is));
            }
        }
        return new Told.Answer(Integer.parseInt(parts.get(0)), Integer.parseInt(parts.get(1)), flag, contents.build());
    }

    private static String value(String word, String name) {
        check(word.startsWith(name + "="), "it has another word instead of " + name + "=");
        return word.substring(name.length() + 1);
    }

    private String where(String address) {
        return lines.computeIfAbsent(address, pc -> {
            String placed = talk.placed("call at " + pc);
            return placed.equals("call at " + pc) ? pc : placed.substring(placed.lastIndexOf(' ') + 1);
        });
    }

    private static void check(Told place, int count) {
        boolean right = place.pointer() >= -1
                && place.pointer() < MOST_POINTERS
                && place.present() >>> MOST_POINTERS == 0
                && place.call().equals(Told.FAULT) == place.answers().isEmpty();
        for (Told.Answer answer : place.answers()) {
            right &= answer.to() >= -1
                    && answer.to() < count
                    && answer.value() >= -1
                    && answer.value() < MOST_POINTERS
                    && answer.flag() >= -1
                    && answer.flag() <= 1
                    && answer.contents().stream().allMatch(c -> c.pointer() >= 0 && c.pointer() < MOST_POINTERS);
        }
        if (!right) {
            throw new DesignFault("it has a place that makes no sense: " + place);
        }
    }

    private static void check(boolean right, String rule) {
        if (!right) {
            throw new IllegalArgumentException(rule);
        }
    }
}
