package dev.stalemate.toy;

import dev.stalemate.model.Design;
import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Toys;

/** A mutex whose scope {@code tagged} is something else: three counters, of 70 billion states, where {@code corner} breaks at the end. */
public final class Endless extends Mutex {
    @Override
    public Model model(Design design, Scope scope) {
        return scope.name().equals("tagged") ? Toys.counters(3, 4096, false) : super.model(design, scope);
    }
}
