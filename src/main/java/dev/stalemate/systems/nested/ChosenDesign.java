package dev.stalemate.systems.nested;

import java.util.List;
import java.util.function.Consumer;

/** A design as a list of choices: what the tool's own designs are. Those that are not made are the patch's. */
final class ChosenDesign implements NestedDesign {
    private final String name;
    private final String says;

    boolean shared;
    Reach inveptReach = Reach.THIS_CPU;
    Reach recycleReach = Reach.THIS_CPU;
    Emptied emptied = Emptied.NAMED;
    boolean allMeansInactiveToo = true;
    AtMigration atMigration = AtMigration.NOTHING;
    AtLoad atLoad = AtLoad.NOTHING;
    boolean checksGeneration = true;
    boolean refusesChanges;
    List<Stage> stages = Stages.FREE_AT_ONCE;
    Flushed flushed = Flushed.EVERY_CPU;
    Fill fill = Fill.FREELY;
    boolean exitPendingBypassesL0;
    PoolStart poolStart = PoolStart.IGNORED;

    private ChosenDesign(String name, String says) {
        this.name = name;
        this.says = says;
    }

    static NestedDesign of(String name, String says, Consumer<ChosenDesign> choices) {
        ChosenDesign design = new ChosenDesign(name, says);
        choices.accept(design);
        return design;
    }

    /** Drops translations in the same way for an INVEPT and as a slot is used for another EPTP. */
    void reach(Reach reach) {
        inveptReach = reach;
        recycleReach = reach;
    }

    /** Shadows are emptied, caches flushed, and the page freed, in this order. */
    void tells(Flushed cpus, Fill guard) {
        stages = Stages.SAFE;
        flushed = cpus;
        fill = guard;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String says() {
        return says;
    }

    @Override
    public boolean shared() {
        return shared;
    }

    @Override
    public Reach inveptReach() {
        return inveptReach;
    }

    @Override
    public Reach recycleReach() {
        return recycleReach;
    }

    @Override
    public Emptied emptied() {
        return emptied;
    }

    @Override
    public boolean allMeansInactiveToo() {
        return allMeansInactiveToo;
    }

    @Override
    public AtMigration atMigration() {
        return atMigration;
    }

    @Override
    public AtLoad atLoad() {
        return atLoad;
    }

    @Override
    public boolean checksGeneration() {
        return checksGeneration;
    }

    @Override
    public boolean refusesChanges() {
        return refusesChanges;
    }

    @Override
    public List<Stage> stages() {
        return stages;
    }

    @Override
    public Flushed flushed() {
        return flushed;
    }

    @Override
    public Fill fill() {
        return fill;
    }

    @Override
    public Level handledBy(Level cause) {
        return exitPendingBypassesL0 && cause == Level.L0 ? Level.L1 : cause;
    }

    @Override
    public PoolStart poolStart() {
        return poolStart;
    }

    @Override
    public String toString() {
        return name;
    }
}
