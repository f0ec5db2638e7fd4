package dev.stalemate.search.shard;

import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.search.disk.BadCheckpointException;
import dev.stalemate.search.symmetry.Symmetry;
import java.util.Arrays;
import java.util.List;

/** How the states of the levels were reached: looked up where the levels are. */
final class Ancestors {
    private final Fabric fabric;
    private final Levels levels;
    private final RowFormat format;

    Ancestors(Fabric fabric, Levels levels, RowFormat format) {
        this.fabric = fabric;
        this.levels = levels;
        this.format = format;
    }

    private byte[] row(int level, long within) {
        int part = levels.partOf(level, within);
        return fabric.rowAt(level, part, within - levels.firsts(level)[part]);
    }

    /** The numbers of the steps from the initial state to a state. */
    int[] pathTo(long number) {
        int[] path = new int[levels.levelOf(number)];
        long within = number - levels.base(path.length);
        for (int at = path.length; at > 0; at--) {
            long order = format.order(row(at, within), ShardBlock.HEADER);
            path[at - 1] = RowFormat.step(order);
            within = RowFormat.parent(order);
        }
        return path;
    }

    /**
     * Takes the steps to the last state again, to see whether the model has changed since it was saved.
     *
     * @param name of the checkpoint, for messages
     * @throws BadCheckpointException if it has
     */
    void replayLast(Model model, Symmetry symmetry, String name) throws BadCheckpointException {
        int level = levels.count() - 1;
        long[] saved = new long[format.words];
        format.state(row(level, levels.size(level) - 1), ShardBlock.HEADER, saved, 0);
        List<Step> steps = model.steps();
        long[] state = model.initial();
        symmetry.canonicalize(state, 0);
        for (int number : pathTo(levels.total() - 1)) {
            Step step = steps.get(number);
            if (!step.enabled(state)) {
                throw changed(name, "step " + step + " is not possible any more");
            }
            step.apply(state);
            symmetry.canonicalize(state, 0);
        }
        if (!Arrays.equals(state, saved)) {
            throw changed(name, "the steps to its last state lead to another state now");
        }
    }

    private static BadCheckpointException changed(String name, String how) {
        return new BadCheckpointException(name, "the model changed since the checkpoint: " + how);
    }
}
