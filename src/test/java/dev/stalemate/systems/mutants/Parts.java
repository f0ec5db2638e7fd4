package dev.stalemate.systems.mutants;

import dev.stalemate.model.Action;
import dev.stalemate.model.Field;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import java.util.List;
import java.util.Optional;

/** Where the fields of a layout are in a state's words. */
final class Parts {
    private final Layout layout;

    Parts(Layout layout) {
        this.layout = layout;
    }

    /** The fields that take any bits. */
    List<Field> fields() {
        return layout.fields().stream().filter(f -> f.width() > 0).toList();
    }

    /** The field of a name, if it takes any bits. */
    Optional<Field> field(String name) {
        return fields().stream().filter(f -> f.name().equals(name)).findFirst();
    }

    /** Where an action's first parameter stands in its program, if it runs one. */
    Optional<IntField> counter(Action action) {
        return action.parameters().isEmpty()
                ? Optional.empty()
                : layout.fields().stream()
                        .filter(f -> f.name().equals(action.parameters().get(0).name() + ".at"))
                        .map(IntField.class::cast)
                        .findFirst();
    }
}
