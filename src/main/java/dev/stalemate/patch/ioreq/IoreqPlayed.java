package dev.stalemate.patch.ioreq;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.stalemate.model.Design;
import dev.stalemate.model.DesignFault;
import dev.stalemate.model.NamedDesign;
import dev.stalemate.patch.steps.Partition;
import dev.stalemate.patch.steps.Telling;
import dev.stalemate.patch.steps.Told;
import dev.stalemate.patch.talk.Talk;
import dev.stalemate.systems.ioreq.IoreqCode;
import dev.stalemate.systems.ioreq.IoreqCode.Branch;
import dev.stalemate.systems.ioreq.IoreqCode.Call;
import dev.stalemate.systems.ioreq.IoreqCode.Place;
import dev.stalemate.systems.ioreq.IoreqCode.Role;
import dev.stalemate.systems.ioreq.IoreqCode.Start;
import dev.stalemate.systems.ioreq.IoreqCode.Whose;
import dev.stalemate.systems.ioreq.IoreqSteps;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A design of ioreq-mapcache that a program plays. It is asked before a search, for all places at once; the search asks nothing. */
final class IoreqPlayed extends NamedDesign implements IoreqSteps {
    static final String RESUME = "resume";
    /** The flags by the program's numbers. */
    private static final ImmutableList<Whose> FLAGS = ImmutableList.of(Whose.OWN, Whose.DOMAIN, Whose.ALL);

    private final Design base;
    private final boolean resumes;
    private final Telling telling;
    private @Nullable IoreqCode known;

    IoreqPlayed(String name, String says, Design base, boolean resumes, Talk talk) {
        super(name, says);
        this.base = base;
        this.resumes = resumes;
        this.telling = new Telling(talk);
    }

    @Override
    public Design base() {
        return base;
    }

    @Override
    public synchronized IoreqCode code() {
        if (known == null) {
            known = told();
        }
        return known;
    }

    private static String question(Start start) {
        return switch (start) {
            case PAGE -> "free level=3 table=1 foreign=0 created=1";
            case SUPERPAGE -> "free level=2 table=0 foreign=0 created=1";
            case UNUSED_TABLE -> "free level=2 table=1 foreign=0 created=1";
            case FOREIGN_EARLY -> "free level=3 table=1 foreign=1 created=0";
            case FOREIGN -> "free level=3 table=1 foreign=1 created=1";
            case END -> "end preempted=0";
            case PREEMPTED -> "end preempted=1";
            case RESUME -> RESUME;
        };
    }

    private IoreqCode told() {
        List<Place> places = new ArrayList<>();
        Map<Start, Integer> starts = new HashMap<>();
        for (Start start : Start.values()) {
            if (start == Start.RESUME && !resumes) {
                continue;
            }
            int offset = places.size();
            for (Told told : telling.places(question(start))) {
                places.add(place(told, start.role(), offset));
            }
            if (start == Start.END && places.size() == offset) {
                places.add(nothing());
            }
            starts.put(start, places.size() == offset ? IoreqCode.RETURNED : offset);
        }
        check(
                places.stream()
                                .filter(p -> p.call().hasFlag())
                                .map(p -> p.whose() == Whose.DOMAIN)
                                .distinct()
                                .count()
                        < 2,
                "it uses the domain's flag and those of vCPUs, but a design has one kind of flag");
        return folded(places, starts);
    }

    private static Place nothing() {
        return new Place(
                Call.RETURN,
                Whose.OWN,
                Role.OUT,
                Call.RETURN.text(),
                Call.RETURN.text(),
                "",
                ImmutableList.of(new Branch(IoreqCode.RETURNED, -1)));
    }

    private static Place place(Told told, Role role, int offset) {
        Call call = call(told.call());
        boolean isAsked = call == Call.READ_MAPCACHE_INVALIDATE || call == Call.TEST_AND_CLEAR_BOOL;
        check(call == Call.FAULT || told.answers().size() == (isAsked ? 2 : 1), "a step has other answers than it can");
        check(told.pointer() >= 0 && told.pointer() < FLAGS.size(), "a step is about no flag");
        Whose whose = call.hasFlag() ? FLAGS.get(told.pointer()) : Whose.OWN;
        check(whose != Whose.ALL || !isAsked, "it reads the flags of all vCPUs as if they were one");
        check(whose != Whose.OWN || !call.hasFlag() || role != Role.FOREIGN, "another domain's vCPU has no flag");
        return new Place(
                call,
                whose,
                role,
                told.step(),
                call.text() + "() at " + told.where(),
                told.says(),
                told.answers().stream()
                        .map(a -> new Branch(a.to() < 0 ? IoreqCode.RETURNED : a.to() + offset, a.flag()))
                        .collect(ImmutableList.toImmutableList()));
    }

    private static Call call(String text) {
        for (Call call : Call.values()) {
            if (call != Call.RETURN && call.text().equals(text)) {
                return call;
            }
        }
        throw new DesignFault("'" + text + "' is no call of ioreq-mapcache");
    }

    /** Places that go on alike are made one, and labels that are the same are numbered. */
    private static IoreqCode folded(List<Place> places, Map<Start, Integer> starts) {
        int[] blocks = Partition.blocks(
                places.size(), (now, i) -> List.of(now[i], places.get(i).label(), moved(places.get(i), now, "")));
        List<Place> folded = new ArrayList<>();
        Map<String, Integer> labels = new HashMap<>();
        for (int i = 0; i < blocks.length; i++) {
            if (blocks[i] == folded.size()) {
                String label = places.get(i).label();
                int times = labels.merge(label, 1, Integer::sum);
                folded.add(moved(places.get(i), blocks, label + (times == 1 ? "" : " (" + times + ")")));
            }
        }
        ImmutableMap.Builder<Start, Integer> moved = ImmutableMap.builder();
        starts.forEach((start, place) -> moved.put(start, Partition.block(blocks, place)));
        return new IoreqCode(ImmutableList.copyOf(folded), moved.buildOrThrow());
    }

    private static Place moved(Place place, int[] blocks, String label) {
        return new Place(
                place.call(),
                place.whose(),
                place.role(),
                place.step(),
                label,
                place.says(),
                place.branches().stream()
                        .map(b -> new Branch(Partition.block(blocks, b.to()), b.flag()))
                        .collect(ImmutableList.toImmutableList()));
    }

    private static void check(boolean right, String wrong) {
        if (!right) {
            throw new DesignFault(wrong);
        }
    }
}
