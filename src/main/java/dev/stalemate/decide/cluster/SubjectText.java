package dev.stalemate.decide.cluster;

import com.google.common.collect.ImmutableMap;
import dev.stalemate.model.Catalogue;
import dev.stalemate.model.Design;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import dev.stalemate.search.Subject;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A subject in words, from which each worker builds its own.
 *
 * @param system the system's name
 * @param files users' own designs that it is about
 * @param design the design's name, with its settings
 * @param scopeName what the scope is called
 * @param scope the settings of the scope that differ from their initial values
 * @param first the property that the question named, on which depends what the model is compared with
 * @param laws the names of the properties
 */
public record SubjectText(
        String system,
        List<SentFile> files,
        String design,
        String scopeName,
        Map<String, String> scope,
        String first,
        List<String> laws)
        implements Serializable {
    private static final long serialVersionUID = 1;

    public SubjectText {
        files = new ArrayList<>(files);
        scope = new LinkedHashMap<>(scope); // collections of the JDK, which any version of the tool can read
        laws = new ArrayList<>(laws);
    }

    /**
     * What a subject that was built of a system for a question about a property is in words.
     *
     * @throws IllegalArgumentException if a user's program plays the design
     */
    public static SubjectText of(ModelSystem system, Design design, Scope scope, String first, List<Law> laws) {
        return new SubjectText(
                system.name(),
                files(system, design, first),
                design.name(),
                scope.name(),
                ImmutableMap.copyOf(scope.changes()),
                first,
                laws.stream().map(Law::name).toList());
    }

    private static List<SentFile> files(ModelSystem system, Design design, String first) {
        String other = ModelSystem.comparesWith(first);
        return Stream.concat(Stream.of(design), other.isEmpty() ? Stream.of() : Stream.of(system.design(other)))
                .map(system::file)
                .filter(Objects::nonNull)
                .map(SentFile::of)
                .distinct()
                .toList();
    }

    /**
     * Builds the subject.
     *
     * @throws IllegalArgumentException if these systems have none such
     * @throws ClusterException if this process can't open a user's own design
     */
    public Subject build(Catalogue systems) {
        ModelSystem modelled = SentDesigns.beside(systems, system, files);
        Scope at = Scope.of(scopeName, modelled.settings());
        for (Map.Entry<String, String> change : scope.entrySet()) {
            at = at.with(change.getKey(), change.getValue());
        }
        Model model = modelled.build(modelled.design(design), at, first);
        return new Subject(model, laws.stream().map(model::law).toList());
    }
}
