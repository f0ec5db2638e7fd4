package dev.stalemate.model;

/**
 * A design that is a choice among ways: a value for each of the settings that its system's designs have.
 *
 * <pre>
 * final class FlushDesign extends ChosenDesign&lt;FlushDesign&gt; {
 *     private static final Settings WAYS = new Settings();
 *     static final Setting&lt;Boolean&gt; VIEWS = WAYS.flag("views", false, "whether a CPU looks at the marks of views");
 *
 *     static final ChosenDesigns&lt;FlushDesign&gt; ALL = new ChosenDesigns&lt;&gt;(FlushDesign.class, FlushDesign::new, WAYS);
 *     static final FlushDesign HOST_MASK = ALL.design("host-mask", "up to 69f7643df6 ...");
 *     static final FlushDesign EACH_MASK = HOST_MASK.as("each-mask", "since 69f7643df6 ...").with(VIEWS, true);
 *
 *     final boolean views = get(VIEWS); // a field, because the search asks in every step
 * </pre>
 *
 * @param <D> the class itself
 */
public abstract class ChosenDesign<D extends ChosenDesign<D>> extends NamedDesign {
    private final Choice<D> choice;

    /** What a design is made from. */
    public static final class Choice<D extends ChosenDesign<D>> {
        private final ChosenDesigns<D> among;
        private final String name;
        private final String says;
        private final Values values;

        Choice(ChosenDesigns<D> among, String name, String says, Values values) {
            this.among = among;
            this.name = name;
            this.says = says;
            this.values = values;
        }
    }

    /** The design of a choice. */
    protected ChosenDesign(Choice<D> choice) {
        super(choice.name, choice.says);
        this.choice = choice;
    }

    /** The value of a setting. */
    protected final <T> T get(Setting<T> setting) {
        return choice.values.get(setting);
    }

    /** The value of a setting as it is written. */
    public final String text(Setting<?> setting) {
        return choice.values.text(setting);
    }

    /** This design with a setting changed, in its place: for the classes that make the designs. */
    public final <T> D with(Setting<T> setting, T value) {
        D changed = choice.among.make(name(), says(), choice.values.with(setting.name(), Setting.text(value)));
        choice.among.replace(changed);
        return changed;
    }

    /** One more design, which differs from this one in what follows. */
    public final D as(String name, String says) {
        return choice.among.add(choice.among.make(name, says, choice.values));
    }

    @Override
    public final D with(String changes) {
        // A setting is given once, because the name is saved with counterexamples and must not grow without end.
        return choice.among.make(
                name() + "," + changes, says() + "; with " + changes, choice.values.withTyped(changes));
    }
}
