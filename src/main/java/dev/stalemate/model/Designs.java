package dev.stalemate.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The designs that come with a system. A design is in here as soon as it is made:
 * {@code static final KvmDesign LINUX_6_7 = ALL.add(new LinuxGuestMtrrs(...))}.
 *
 * @param <D> what all of them, and a reader's own, are
 */
public class Designs<D extends Design> {
    private final Class<D> type;
    private final Map<String, D> all = new LinkedHashMap<>();

    /** None yet. */
    public Designs(Class<D> type) {
        this.type = type;
    }

    /**
     * Adds a design.
     *
     * @throws IllegalStateException if its name is taken
     */
    public final <E extends D> E add(E design) {
        if (all.putIfAbsent(design.name(), design) != null) {
            throw new IllegalStateException("there are two designs " + design.name());
        }
        return design;
    }

    /**
     * Adds the designs of another list after its own.
     *
     * @throws IllegalStateException if a name is taken
     */
    public final Designs<D> and(Designs<? extends D> others) {
        others.all.values().forEach(this::add);
        return this;
    }

    /** Every design, in the order in which they were made. */
    public final List<D> all() {
        return List.copyOf(all.values());
    }

    /** The settings of a design: {@code at-load} in {@code patch-2010,at-load=left}. None where designs are code. */
    public List<Setting<?>> settings() {
        return List.of();
    }

    /** Puts a design in the place of the one from which it was made. */
    final void replace(D design) {
        all.replace(design.name(), design);
    }

    /**
     * A design as what a system's designs are.
     *
     * @throws IllegalArgumentException if it is another system's
     */
    final D cast(Design design, String system) {
        if (!type.isInstance(design)) {
            throw new IllegalArgumentException(design.name() + " is not a design of " + system);
        }
        return type.cast(design);
    }
}
