package dev.stalemate.model;

/** A design by its name, as tables and messages print it. */
public abstract class NamedDesign implements Design {
    private final String name;
    private final String says;

    /** A design of this name, and what it is in a sentence. */
    protected NamedDesign(String name, String says) {
        this.name = name;
        this.says = says;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final String says() {
        return says;
    }

    @Override
    public final String toString() {
        return name;
    }
}
