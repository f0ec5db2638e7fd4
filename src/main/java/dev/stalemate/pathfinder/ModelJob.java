package dev.stalemate.pathfinder;

import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import dev.stalemate.systems.Systems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A question about a model, as one process passes it to another: only names.
 *
 * @param system the system's name
 * @param design the design's name
 * @param scope the settings that differ from their initial values, as {@link Scope#toString} writes them
 * @param law the property's name
 */
public record ModelJob(String system, String design, String scope, String law) {
    /** The question about a property of a model. */
    static ModelJob of(Model model, Law law) {
        return new ModelJob(model.system(), model.design().name(), model.scope().toString(), law.name());
    }

    void write(Path file) throws IOException {
        Files.write(file, List.of(system, design, scope, law));
    }

    /** What {@link #write} wrote. */
    public static ModelJob read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        return new ModelJob(lines.get(0), lines.get(1), lines.get(2), lines.get(3));
    }

    /** The model, ready to be stepped. */
    public SteppedModel open() {
        ModelSystem known = Systems.catalogue().system(system);
        Scope own = Scope.of("job", known.settings());
        Model model = known.model(known.design(design), scope.isEmpty() ? own : own.with(scope));
        return new SteppedModel(model, model.law(law));
    }
}
