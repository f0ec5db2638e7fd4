package dev.stalemate.search;

import dev.stalemate.model.Model;
import dev.stalemate.model.Property;
import java.util.List;

/**
 * What is searched: a model and some of its properties. Each thread needs one of its own, built alike.
 *
 * @param model for one thread
 * @param properties to decide, looked up in that model
 */
public record Subject(Model model, List<Property> properties) {
    public Subject {
        properties = List.copyOf(properties);
    }
}
