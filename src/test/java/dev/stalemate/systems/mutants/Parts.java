package dev.stalemate.systems.mutants;

import dev.stalemate.model.Action;
import dev.stalemate.model.Field;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/** Where the fields of a layout are in a state's words. Belongs to one thread. */
final class Parts {
    private final Layout layout;
    private final List<Field> fields;
    /** By action: what is looked for at every step. */
    private final IdentityHashMap<Action, Optional<IntField>> counters = new IdentityHashMap<>();

    Parts(Layout layout) {
        this.layout = layout;
        this.fields = layout.fields().stream().filter(f -> f.width() > 0).toList();
    }

    /** The fields that take any bits. */
    List<Field> fields() {
        return fields;
    }

    /** The field of a name, if it takes any bits. */
    Optional<Field> field(String name) {
        return fields().stream().filter(f -> f.name().equals(name)).findFirst();
    }

    /** Where an action's first parameter stands in its program, if it runs one. */
    Optional<IntField> counter(Action action) {
        return counters.computeIfAbsent(action, this::find);
    }

    private Optional<IntField> find(Action action) {
        return action.parameters().isEmpty()
                ? Optional.empty()
                : layout.fields().stream()
                        .filter(f -> f.name().equals(action.parameters().get(0).name() + ".at"))
                        .map(IntField.class::cast)
                        .findFirst();
    }
}
