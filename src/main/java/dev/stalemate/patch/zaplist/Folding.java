package dev.stalemate.patch.zaplist;

import com.google.common.collect.ImmutableList;
import dev.stalemate.patch.steps.Partition;
import dev.stalemate.systems.zaplist.UpdateCode;
import dev.stalemate.systems.zaplist.UpdateCode.Branch;
import dev.stalemate.systems.zaplist.UpdateCode.Call;
import dev.stalemate.systems.zaplist.UpdateCode.Content;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes as few places as there can be of those that a program has, so that states differ only if something can come of it.
 *
 * <p>A pointer that nothing uses any more is dropped, and its number is free for the next one. Then places are one that make the same call,
 * and go on alike after each answer (Moore's partition refinement).
 */
final class Folding {
    private final List<Place> places = new ArrayList<>();
    private final List<Integer> starts = new ArrayList<>();
    private final List<Integer> begins = new ArrayList<>();
    /** Of each place: pointers that are used from there on. */
    private int[] live = new int[0];
    /** Of each place: pointers that are compared with what the list gives. */
    private int[] compared = new int[0];

    /** A place with its pointers renumbered, in the order in which they are found. */
    private record Renamed(int place, ImmutableList<Integer> names) {}

    private final List<Renamed> found = new ArrayList<>();
    private final Map<Renamed, Integer> numbers = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();

    /**
     * A place as it is found: with the names of its pointers.
     *
     * @param doubts each with a pointer of the program's, where it leads if the list gives that, and where if the list gives another entry
     */
    private record Node(Place place, int pointer, List<Branch> branches, int live, List<int[]> doubts) {}

    /** Adds the places of an update, of which the first is where it begins; none if it makes no call, or never happens. */
    void update(List<Place> update) {
        int offset = places.size();
        starts.add(update.isEmpty() ? UpdateCode.RETURNED : offset);
        for (Place p : update) {
            List<Place.Answer> answers = p.answers().stream()
                    .map(a -> new Place.Answer(a.value(), a.to() < 0 ? -1 : a.to() + offset, a.flag(), a.contents()))
                    .toList();
            places.add(new Place(
                    p.call(),
                    p.pointer(),
                    p.ranges(),
                    p.present(),
                    p.marked(),
                    p.where(),
                    p.says(),
                    ImmutableList.copyOf(answers)));
        }
    }

    /** The places that are left. */
    UpdateCode code() {
        compared = new int[places.size()];
        int[] blocks;
        do {
            liveness();
            explore();
            blocks = Partition.blocks(nodes.size(), this::signature);
        } while (isInDoubt(blocks));
        return code(blocks);
    }

    /** A pointer is live where a step uses it, or will, before the same number stands for another. */
    private void liveness() {
        live = new int[places.size()];
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = places.size() - 1; i >= 0; i--) {
                Place place = places.get(i);
                int now = compared[i] | (place.pointer() < 0 ? 0 : 1 << place.pointer());
                for (Place.Answer answer : place.answers()) {
                    int after = answer.to() < 0 ? 0 : live[answer.to()];
                    for (Content content : answer.contents()) {
                        after |= 1 << content.pointer();
                    }
                    // An entry that the list gives again under its number has to be known for that.
                    now |= place.isNew(answer) ? after & ~(1 << answer.value()) : after & ~searched(place, answer);
                }
                changed |= now != live[i];
                live[i] = now;
            }
        }
    }

    /** The pointer that a search gives, which does not have to be live before. */
    private static int searched(Place place, Place.Answer answer) {
        return place.searches() && answer.value() >= 0 ? 1 << answer.value() : 0;
    }

    private void explore() {
        found.clear();
        numbers.clear();
        nodes.clear();
        begins.clear();
        starts.forEach(start -> begins.add(number(start, new int[Integer.SIZE])));
        for (int i = 0; i < found.size(); i++) {
            nodes.add(node(found.get(i)));
        }
    }

    /** The number of a place with these names of its pointers: name + 1, or 0 for a pointer that has none. */
    private int number(int place, int[] names) {
        if (place < 0) {
            return -1;
        }
        List<Integer> kept = new ArrayList<>();
        for (int p = 0; p < names.length; p++) {
            kept.add((live[place] >>> p & 1) != 0 ? names[p] : 0);
        }
        Renamed renamed = new Renamed(place, ImmutableList.copyOf(kept));
        Integer known = numbers.putIfAbsent(renamed, found.size());
        if (known == null) {
            found.add(renamed);
        }
        return numbers.get(renamed);
    }

    private Node node(Renamed renamed) {
        Place place = places.get(renamed.place);
        int used = 0;
        for (int name : renamed.names) {
            used |= name == 0 ? 0 : 1 << (name - 1);
        }
        List<Branch> branches = new ArrayList<>();
        List<int[]> doubts = new ArrayList<>();
        int newTo = -1;
        for (Place.Answer answer : place.answers()) {
            if (place.isNew(answer)) {
                Branch branch = branch(renamed, answer, answer.value(), spare(renamed, answer), true);
                newTo = branch.to();
                branches.add(branch);
            }
        }
        for (Place.Answer answer : place.answers()) {
            int value = answer.value();
            if (place.isNew(answer)) {
                continue;
            }
            if (!place.searches() || value < 0) {
                branches.add(branch(renamed, answer, -1, value, false));
            } else if (renamed.names.get(value) != 0) {
                branches.add(branch(renamed, answer, value, renamed.names.get(value) - 1, false));
            } else {
                // Nothing uses the pointer that is there already: it should make no difference whether the list gives
                // this entry or another.
                doubts.add(new int[] {
                    value,
                    branch(renamed, answer, value, spare(renamed, answer), true).to(),
                    newTo
                });
            }
        }
        branches.sort(Comparator.comparing(Branch::isNew).thenComparing(Branch::answer));
        int pointer = place.pointer() < 0 ? -1 : renamed.names.get(place.pointer()) - 1;
        return new Node(place, pointer, branches, used, doubts);
    }

    /** A name for the pointer that a step gives: the lowest that no other pointer has afterwards. */
    private int spare(Renamed from, Place.Answer answer) {
        int used = 0;
        for (int p = 0; p < from.names.size(); p++) {
            int pointer = p;
            boolean isLive = (answer.to() >= 0 && (live[answer.to()] >>> p & 1) != 0)
                    || answer.contents().stream().anyMatch(c -> c.pointer() == pointer);
            used |= isLive && p != answer.value() && from.names.get(p) != 0 ? 1 << (from.names.get(p) - 1) : 0;
        }
        return Integer.numberOfTrailingZeros(~used);
    }

    /** A branch, in which a pointer of the program's, or -1 for none, gets a name. */
    private Branch branch(Renamed from, Place.Answer answer, int pointer, int name, boolean isNew) {
        int[] names = from.names.stream().mapToInt(Integer::intValue).toArray();
        if (pointer >= 0) {
            names[pointer] = name + 1;
        }
        ImmutableList<Content> contents = answer.contents().stream()
                .map(c -> new Content(names[c.pointer()] - 1, c.range()))
                .collect(ImmutableList.toImmutableList());
        boolean isPointer = pointer >= 0;
        return new Branch(
                isPointer ? name : answer.value(), isNew, number(answer.to(), names), answer.flag(), contents);
    }

    /** Where it does make a difference, the pointer is compared with what the list gives, and so it is used. */
    private boolean isInDoubt(int[] blocks) {
        boolean doubt = false;
        for (int i = 0; i < nodes.size(); i++) {
            for (int[] pair : nodes.get(i).doubts) {
                int place = found.get(i).place;
                if (Partition.block(blocks, pair[1]) != Partition.block(blocks, pair[2])
                        && (compared[place] >>> pair[0] & 1) == 0) {
                    compared[place] |= 1 << pair[0];
                    doubt = true;
                }
            }
        }
        return doubt;
    }

    private List<Object> signature(int[] blocks, int i) {
        Node node = nodes.get(i);
        List<Object> signature = new ArrayList<>(List.of(
                blocks[i],
                node.place.call(),
                node.pointer,
                node.place.ranges(),
                node.place.marked(),
                node.place.where(),
                node.place.says(),
                node.live));
        for (Branch b : node.branches) {
            signature.add(new Branch(b.answer(), b.isNew(), Partition.block(blocks, b.to()), b.flag(), b.contents()));
        }
        return signature;
    }

    private UpdateCode code(int[] blocks) {
        int count = Arrays.stream(blocks).max().orElse(-1) + 1;
        UpdateCode.Place[] made = new UpdateCode.Place[count];
        Map<String, Integer> labels = new HashMap<>();
        int pointers = 0;
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            pointers = Math.max(pointers, Integer.SIZE - Integer.numberOfLeadingZeros(node.live));
            if (made[blocks[i]] == null) {
                Call call = node.place.call();
                String where = node.place.where();
                String step = call.text()
                        + where.substring(where.lastIndexOf(':') < 0 ? where.length() : where.lastIndexOf(':'));
                String label = call.text() + "() at " + where;
                int times = labels.merge(label, 1, Integer::sum);
                made[blocks[i]] = new UpdateCode.Place(
                        call,
                        node.pointer,
                        node.place.ranges(),
                        node.place.marked(),
                        step,
                        label + (times == 1 ? "" : " (" + times + ")"),
                        node.place.says(),
                        node.branches.stream()
                                .map(b -> new Branch(
                                        b.answer(), b.isNew(), Partition.block(blocks, b.to()), b.flag(), b.contents()))
                                .collect(ImmutableList.toImmutableList()),
                        node.live);
            }
        }
        return new UpdateCode(
                ImmutableList.copyOf(made),
                begins.stream().map(b -> Partition.block(blocks, b)).collect(ImmutableList.toImmutableList()),
                pointers);
    }
}
