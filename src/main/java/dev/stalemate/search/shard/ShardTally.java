package dev.stalemate.search.shard;

import dev.stalemate.model.Figure;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.search.SearchResult.Fired;
import dev.stalemate.search.disk.BadCheckpointException;
import dev.stalemate.search.disk.SavedCounters;
import dev.stalemate.search.steps.Firings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What all parts have counted. */
final class ShardTally {
    private final List<Figure> figures;
    private final long[] figureValues;
    private final Firings firings;
    /** The start counts as one, as SPIN counts. */
    private long transitions = 1;

    private long stoodFor;
    private long levelTransitions;
    private long[] levelFirings;

    ShardTally(Model model) {
        this.figures = model.figures();
        this.figureValues = new long[figures.size()];
        this.firings = new Firings(model.steps().toArray(new Step[0]));
        this.levelFirings = firings.counts();
    }

    /** Begins to count the transitions of a level. */
    void begin() {
        levelTransitions = 0;
        levelFirings = new long[levelFirings.length];
    }

    /** Adds what the expansion of a part counted. */
    void count(long[] counts) {
        levelTransitions += counts[0];
        for (int i = 0; i < levelFirings.length; i++) {
            levelFirings[i] += counts[i + 1];
        }
    }

    /** Takes over what was counted of the level. */
    void end() {
        transitions += levelTransitions;
        firings.add(levelFirings);
        begin();
    }

    /** Adds what was seen in a part. */
    void see(Sight sight) {
        stoodFor += sight.stoodFor;
        for (int f = 0; f < figureValues.length; f++) {
            figureValues[f] = figures.get(f).kind() == Figure.Kind.MAXIMUM
                    ? Math.max(figureValues[f], sight.figures[f])
                    : figureValues[f] + sight.figures[f];
        }
    }

    long transitions() {
        return transitions;
    }

    long stoodFor() {
        return stoodFor;
    }

    /** How often each action was possible and taken, by its label. */
    Map<String, Fired> fired() {
        return Firings.byLabel(List.of(firings));
    }

    /** The model's costs by their names. */
    Map<String, Long> figures() {
        Map<String, Long> byName = new LinkedHashMap<>();
        for (int f = 0; f < figureValues.length; f++) {
            byName.put(figures.get(f).name(), figureValues[f]);
        }
        return byName;
    }

    void save(SavedCounters counters) {
        counters.put("transitions", transitions - 1);
        counters.put("stood-for", stoodFor);
        counters.put("figures", figureValues);
        Firings.save(List.of(firings), counters);
    }

    void restore(SavedCounters counters) throws BadCheckpointException {
        transitions = counters.one("transitions") + 1;
        stoodFor = counters.one("stood-for");
        counters.into("figures", figureValues);
        firings.restore(counters);
    }
}
