package dev.stalemate.model;

import dev.stalemate.model.Layout.Reference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a layout declares about elements that can be interchanged. */
final class Interchange {
    private record Member(int family, Index index, int element) {}

    private final List<Index> indices = new ArrayList<>();
    private final Map<Field, Member> members = new HashMap<>();
    private final Map<Field, Reference> references = new HashMap<>();
    private int families;

    void index(Index index) {
        if (!indices.contains(index)) {
            indices.add(index);
        }
    }

    void family(Index index, Field... fields) {
        if (fields.length != index.size()) {
            throw new IllegalArgumentException("a family needs a field for each of " + index.size() + " " + index.name()
                    + ", not " + fields.length);
        }
        for (int e = 0; e < fields.length; e++) {
            if (!fields[e].alike(fields[0])) {
                throw new IllegalArgumentException(
                        fields[e].name() + " and " + fields[0].name() + " don't have the same indices and values");
            }
            if (members.putIfAbsent(fields[e], new Member(families, index, e)) != null) {
                throw new IllegalArgumentException(fields[e].name() + " is in two families");
            }
        }
        families++;
    }

    void reference(IntField field, Index to, int first) {
        if (first < 0 || (field.bound() > 1 && field.bound() - first != to.size())) {
            throw new IllegalArgumentException(
                    field.name() + " can't name each " + to.name() + " from " + first + " on");
        }
        references.put(field, new Reference(to, first));
    }

    List<Index> indices() {
        return List.copyOf(indices);
    }

    Map<Field, Reference> references() {
        return Map.copyOf(references);
    }

    /** The elements that take bits, in the order of the fields. */
    List<PackedElement> cells(List<Field> fields) {
        Map<List<Integer>, Integer> kinds = new HashMap<>();
        List<PackedElement> cells = new ArrayList<>();
        for (int f = 0; f < fields.size(); f++) {
            Field field = fields.get(f);
            for (int e = 0; field.width() > 0 && e < field.size(); e++) {
                cells.add(cell(field, f, e, kinds));
            }
        }
        return List.copyOf(cells);
    }

    private PackedElement cell(Field field, int number, int element, Map<List<Integer>, Integer> kinds) {
        List<Integer> places = new ArrayList<>(Collections.nCopies(indices.size(), -1));
        // Two elements are of the same kind if they have the same field or family, and the same numbers in the indices
        // that can't be interchanged.
        List<Integer> kind = new ArrayList<>();
        Member member = members.get(field);
        kind.add(member == null ? number : -1 - member.family());
        int rest = element;
        for (int i = field.indices().size() - 1; i >= 0; i--) {
            Index index = field.indices().get(i);
            stand(field, index, rest % index.size(), places, kind);
            rest /= index.size();
        }
        if (member != null) {
            stand(field, member.index(), member.element(), places, kind);
        }
        Reference reference = references.get(field);
        return new PackedElement(
                kinds.computeIfAbsent(kind, k -> kinds.size()),
                field.slots[element],
                field.width(),
                places,
                reference == null ? -1 : indices.indexOf(reference.to()),
                reference == null ? 0 : reference.first());
    }

    private void stand(Field field, Index index, int at, List<Integer> places, List<Integer> kind) {
        int number = indices.indexOf(index);
        if (number < 0) {
            kind.add(at);
        } else if (places.set(number, at) >= 0) {
            throw new IllegalArgumentException(
                    field.name() + " has " + index.name() + " twice, so these can't be interchanged");
        }
    }
}
