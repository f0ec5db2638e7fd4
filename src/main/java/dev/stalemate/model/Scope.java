package dev.stalemate.model;

import java.util.List;
import java.util.Map;

/**
 * How much of a system is explored: values for its settings. A property holds only up to its scope, so the scope is printed with every
 * verdict and saved with every counterexample.
 */
public final class Scope {
    private final String name;
    private final Values values;
    /** What the system reads as this scope; empty if no system was asked. */
    private final String typed;

    private Scope(String name, Values values, String typed) {
        this.name = name;
        this.values = values;
        this.typed = typed;
    }

    /** The scope with every setting of a system at its initial value. */
    public static Scope of(String name, List<? extends Setting<?>> settings) {
        return new Scope(name, Values.initial("scope", settings), "");
    }

    /** The name of the scope: that of a preset, with what was changed since. */
    public String name() {
        return name;
    }

    /** The same scope under another name. */
    public Scope named(String newName) {
        return new Scope(newName, values, typed);
    }

    /**
     * The scope with one setting changed.
     *
     * @throws IllegalArgumentException if there is no such setting or it can't have that value
     */
    public Scope with(String setting, String value) {
        return new Scope(name, values.with(setting, value), "");
    }

    /** The scope with a setting changed. */
    public <T> Scope with(Setting<T> setting, String value) {
        return with(setting.name(), value);
    }

    /**
     * The scope with the changes of a text such as {@code vcpus=3,frames=2}, the later of two of the same setting.
     *
     * @throws IllegalArgumentException if it is not of that form, or names no setting or value
     */
    public Scope with(String changes) {
        return new Scope(name + "," + changes, values.with(changes), "");
    }

    /**
     * The same of a text that a user has typed.
     *
     * @throws IllegalArgumentException if it is not of that form, names no setting or value, or gives a setting twice
     */
    public Scope withTyped(String changes) {
        return new Scope(name + "," + changes, values.withTyped(changes), "");
    }

    /** The same scope, with the text that its system reads as this one. */
    Scope typedAs(String text) {
        return new Scope(name, values, text);
    }

    /** What its system reads as this scope, such as {@code vcpus=3}; {@link #changes} where no system built a model of it. */
    public String typed() {
        return typed.isEmpty() ? toString() : typed;
    }

    /** A setting's value. */
    public <T> T get(Setting<T> setting) {
        return values.get(setting);
    }

    /** A setting's value as it was written. */
    public String text(Setting<?> setting) {
        return values.text(setting);
    }

    /** The settings that differ from their initial values, in the system's order. */
    public Map<String, String> changes() {
        return values.changes();
    }

    /** What it is, for titles: {@code 1 vCPU, 2 frames, guest by the SDM}; its name if its settings say nothing. */
    public String words() {
        String words = values.words();
        return words.isEmpty() ? name : words;
    }

    /** How many of what it has: {@code 1 vCPU, 2 frames}; empty if its settings say no numbers. */
    public String numbers() {
        return values.numbers();
    }

    /** The settings that differ from their initial values, as {@link #with(String)} reads them; {@link #typed} is for people. */
    @Override
    public String toString() {
        return values.toString();
    }
}
