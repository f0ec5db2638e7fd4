package dev.stalemate.patch.zaplist;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import dev.stalemate.model.DesignFault;
import dev.stalemate.model.NamedDesign;
import dev.stalemate.patch.talk.Response;
import dev.stalemate.patch.talk.Response.Item;
import dev.stalemate.patch.talk.Talk;
import dev.stalemate.systems.zaplist.UpdateCode;
import dev.stalemate.systems.zaplist.UpdateCode.Call;
import dev.stalemate.systems.zaplist.UpdateCode.Content;
import dev.stalemate.systems.zaplist.ZapListSteps;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A design of zap-list that a program plays. It is asked before a search, for all places at once; the search asks nothing. */
final class ZapListPlayed extends NamedDesign implements ZapListSteps {
    private static final int MOST_PLACES = 20_000;
    private static final int MOST_POINTERS = 8;
    private static final Splitter COLONS = Splitter.on(':');

    private final Talk talk;
    private final Map<String, UpdateCode> known = new HashMap<>();
    /** Places in the source of addresses in the program. */
    private final Map<String, String> lines = new HashMap<>();

    ZapListPlayed(String name, String says, Talk talk) {
        super(name, says);
        this.talk = talk;
    }

    @Override
    public synchronized UpdateCode code(int ranges, boolean subsets) {
        return known.computeIfAbsent(ranges + " " + subsets, key -> folded(ranges, subsets));
    }

    private UpdateCode folded(int ranges, boolean subsets) {
        int all = (1 << ranges) - 1;
        Folding folding = new Folding();
        for (int changed = 1; changed <= all; changed++) {
            folding.update(subsets || changed == all ? places(ranges, changed) : ImmutableList.of());
        }
        return folding.code();
    }

    private List<Place> places(int ranges, int changed) {
        List<Place> places = new ArrayList<>();
        int count = 0;
        do {
            String question = "update ranges=" + ranges + " changed=" + changed + " from=" + places.size();
            String line = talk.ask(question);
            int before = places.size();
            try {
                for (Item item : Response.of(line).items()) {
                    if (item.verb().equals("places")) {
                        count = Integer.parseInt(item.words().get(0));
                    } else {
                        places.add(place(item, places.size(), ranges));
                    }
                }
                check(count <= MOST_PLACES, "there are more than " + MOST_PLACES + " places");
                check(places.size() > before || count == 0, "it has no further place");
                check(places.size() <= count, "it has more places than it says");
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw Response.nonsense(question, String.valueOf(e.getMessage()), line);
            }
        } while (places.size() < count);
        for (Place place : places) {
            check(place, count, ranges);
        }
        return places;
    }

    /** {@code place 5 mtrr_zap_range pointer=1 ranges=0 live=3 marked=0 pc=0x4052fc 0:8 1:9:flag=1}. */
    private Place place(Item item, int number, int ranges) {
        List<String> words = item.words();
        check(item.verb().equals("place") && Integer.parseInt(words.get(0)) == number, "it is not place " + number);
        Call call = call(words.get(1));
        String where = where(value(words.get(6), "pc"));
        ImmutableList.Builder<Place.Answer> answers = ImmutableList.builder();
        if (call != Call.FAULT) {
            words.subList(7, words.size()).forEach(word -> answers.add(answer(word, call, ranges)));
        }
        int pointer = Integer.parseInt(value(words.get(2), "pointer"));
        return new Place(
                call,
                hasPointer(call) ? pointer : -1,
                Integer.parseInt(value(words.get(3), "ranges")),
                Integer.parseInt(value(words.get(4), "live")),
                value(words.get(5), "marked").equals("1"),
                where,
                call == Call.FAULT
                        ? String.join(" ", words.subList(7, words.size())) + (where.equals("0") ? "" : " at " + where)
                        : "",
                answers.build());
    }

    private static boolean hasPointer(Call call) {
        return switch (call) {
            case KFREE, NEXT, ADD, ADD_TAIL, DEL, ENTRY -> true;
            default -> false;
        };
    }

    /** {@code 1:12:flag=1:0=2}: answer, next place, what is written. */
    private static Place.Answer answer(String word, Call call, int ranges) {
        List<String> parts = COLONS.splitToList(word);
        int value = Integer.parseInt(parts.get(0));
        int flag = -1;
        ImmutableList.Builder<Content> contents = ImmutableList.builder();
        for (String part : parts.subList(2, parts.size())) {
            int equals = part.indexOf('=');
            int is = Integer.parseInt(part.substring(equals + 1));
            if (part.startsWith("flag=")) {
                flag = is;
            } else {
                contents.add(new Content(Integer.parseInt(part.substring(0, equals)), range(is, ranges)));
            }
        }
        return new Place.Answer(
                call == Call.ENTRY ? range(value, ranges) : value,
                Integer.parseInt(parts.get(1)),
                flag,
                contents.build());
    }

    /** The program's number for no range is the number of ranges. */
    private static int range(int program, int ranges) {
        check(program >= 0 && program <= ranges, "an entry has a range");
        return program == ranges ? 0 : program + 1;
    }

    private static Call call(String text) {
        for (Call call : Call.values()) {
            if (call.text().equals(text)) {
                return call;
            }
        }
        throw new IllegalArgumentException("'" + text + "' is no call of this system");
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

    /** The numbers in a place must make sense, whatever the program is. */
    private static void check(Place place, int count, int ranges) {
        boolean right = place.pointer() < MOST_POINTERS
                && place.ranges() >>> ranges == 0
                && place.present() >>> MOST_POINTERS == 0
                && (place.pointer() < 0) != hasPointer(place.call())
                && (place.call() == Call.FAULT) == place.answers().isEmpty();
        for (Place.Answer answer : place.answers()) {
            right &= answer.to() >= -1
                    && answer.to() < count
                    && answer.value() >= -1
                    && answer.value() < MOST_POINTERS
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
