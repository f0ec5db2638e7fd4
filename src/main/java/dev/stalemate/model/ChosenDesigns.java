package dev.stalemate.model;

import java.util.List;
import java.util.function.Function;

/**
 * The designs of a system whose design is a choice among ways. Scopes say how much is explored, designs say how.
 *
 * @param <D> the system's designs: fields with the values of its settings
 */
public final class ChosenDesigns<D extends ChosenDesign<D>> extends Designs<D> {
    private final Function<ChosenDesign.Choice<D>, D> maker;
    private final List<Setting<?>> settings;

    /** None yet, of these settings. */
    public ChosenDesigns(Class<D> type, Function<ChosenDesign.Choice<D>, D> maker, Settings settings) {
        super(type);
        this.maker = maker;
        this.settings = settings.all();
    }

    /**
     * Adds the design that has every setting at its initial value; {@link ChosenDesign#with} makes it another.
     *
     * @throws IllegalStateException if its name is taken
     */
    public D design(String name, String says) {
        return add(make(name, says, Values.initial("design", settings)));
    }

    @Override
    public List<Setting<?>> settings() {
        return settings;
    }

    D make(String name, String says, Values values) {
        return maker.apply(new ChosenDesign.Choice<>(this, name, says, values));
    }
}
