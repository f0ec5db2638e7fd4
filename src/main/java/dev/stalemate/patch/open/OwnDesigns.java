package dev.stalemate.patch.open;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.stalemate.model.ConditionText;
import dev.stalemate.model.Extended;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.patch.Patch;
import java.util.List;

/** Puts users' own designs beside those of their system. */
public final class OwnDesigns {
    private OwnDesigns() {}

    /** A system with those of these designs that are of it, and with the conditions that their files have for them and for their bases. */
    public static ModelSystem beside(ModelSystem system, List<Patch> all) {
        List<Patch> own = all.stream()
                .filter(patch -> patch.system().equals(system.name()))
                .toList();
        return new Extended(
                system,
                own.stream().map(Patch::design).toList(),
                model -> own.stream()
                        .filter(patch -> List.of(patch.design().name(), patch.base())
                                .contains(model.design().name()))
                        .flatMap(patch -> ConditionText.laws(model, laws(patch)).stream())
                        .toList(),
                own.stream().collect(ImmutableMap.toImmutableMap(Patch::design, Patch::file)));
    }

    /** The names of the properties that a design's file has. */
    public static ImmutableList<String> laws(Patch patch) {
        return patch.never().stream()
                .map(condition -> ConditionText.NEVER + condition)
                .collect(ImmutableList.toImmutableList());
    }
}
