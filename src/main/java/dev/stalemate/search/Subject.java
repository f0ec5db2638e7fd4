package dev.stalemate.search;

import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import java.util.List;

/**
 * What is searched: a model and some of its properties. Each thread needs a subject of its own; all are built alike.
 *
 * @param model for one thread
 * @param laws to decide, looked up in that model
 */
public record Subject(Model model, List<Law> laws) {
    public Subject {
        laws = List.copyOf(laws);
    }
}
