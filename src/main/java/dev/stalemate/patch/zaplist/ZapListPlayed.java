package dev.stalemate.patch.zaplist;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.DesignFault;
import dev.stalemate.model.NamedDesign;
import dev.stalemate.patch.steps.Telling;
import dev.stalemate.patch.steps.Told;
import dev.stalemate.patch.talk.Talk;
import dev.stalemate.systems.zaplist.UpdateCode;
import dev.stalemate.systems.zaplist.UpdateCode.Call;
import dev.stalemate.systems.zaplist.UpdateCode.Content;
import dev.stalemate.systems.zaplist.ZapListSteps;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A design of zap-list that a program plays. It is asked before a search, for all places at once; the search asks nothing. */
final class ZapListPlayed extends NamedDesign implements ZapListSteps {
    private final Telling telling;
    private final Map<String, UpdateCode> known = new HashMap<>();

    ZapListPlayed(String name, String says, Talk talk) {
        super(name, says);
        this.telling = new Telling(talk);
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
        try {
            return telling.places("update ranges=" + ranges + " changed=" + changed).stream()
                    .map(told -> place(told, ranges))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new DesignFault("what it says of update_mtrr() makes no sense: " + e.getMessage());
        }
    }

    private static Place place(Told told, int ranges) {
        Call call = call(told.call());
        check(told.ranges() >>> ranges == 0, "a zap has ranges of the update only");
        check(!hasPointer(call) || told.pointer() >= 0, "a call is about an entry");
        return new Place(
                call,
                hasPointer(call) ? told.pointer() : -1,
                told.ranges(),
                told.present(),
                told.marked(),
                told.where(),
                told.says(),
                told.answers().stream()
                        .map(answer -> answer(answer, call, ranges))
                        .collect(ImmutableList.toImmutableList()));
    }

    private static boolean hasPointer(Call call) {
        return switch (call) {
            case KFREE, NEXT, ADD, ADD_TAIL, DEL, ENTRY -> true;
            default -> false;
        };
    }

    private static Place.Answer answer(Told.Answer told, Call call, int ranges) {
        return new Place.Answer(
                call == Call.ENTRY ? range(told.value(), ranges) : told.value(),
                told.to(),
                told.flag(),
                told.contents().stream()
                        .map(c -> new Content(c.pointer(), range(c.range(), ranges)))
                        .collect(ImmutableList.toImmutableList()));
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

    private static void check(boolean right, String rule) {
        if (!right) {
            throw new IllegalArgumentException(rule);
        }
    }
}
