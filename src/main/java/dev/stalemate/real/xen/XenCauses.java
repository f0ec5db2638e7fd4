package dev.stalemate.real.xen;

import dev.stalemate.counterexample.BadFileException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the command behind each leaf that differs, by playing the run once more: the last one before the dump that changed the leaf in the
 * model. If there is none since the dump before, Xen changed it and the model did not: then the last command of that time is named.
 */
final class XenCauses {
    private final XenRun run;
    private final XenPlayer player;
    private final List<Suspect> suspects = new ArrayList<>();

    private static final class Suspect {
        private final XenCulprit leaf;
        private @Nullable XenLeaf now;
        private @Nullable LabStep changed;
        private @Nullable LabStep last;
        private String change = "";

        private Suspect(XenCulprit leaf) {
            this.leaf = leaf;
        }

        private void after(LabStep step, @Nullable XenLeaf then) {
            boolean same = now == null ? then == null : now.equals(then);
            if (leaf.mayBe(step)) {
                last = step;
                if (!same) {
                    changed = step;
                    change = "; the model made it " + XenCulprit.text(then) + " of " + XenCulprit.text(now) + " here";
                }
            }
            now = then;
        }

        private XenDifference difference(XenDifference found) {
            if (changed != null) {
                return new XenDifference(found.run(), found.kind(), changed, found.what() + change);
            }
            LabStep cause = last == null ? found.step() : last;
            String since = leaf.before() == null
                    ? "the start"
                    : "command " + leaf.before().number();
            return new XenDifference(
                    found.run(),
                    found.kind(),
                    cause,
                    found.what() + "; nothing since " + since + " changes it in the model");
        }
    }

    XenCauses(XenRun run, XenPlayer player, List<XenCulprit> leaves) {
        this.run = run;
        this.player = player;
        leaves.forEach(leaf -> suspects.add(new Suspect(leaf)));
    }

    /** Names the causes in a comparison. */
    void explain(XenComparison comparison) throws BadFileException {
        for (LabStep step : run.lived()) {
            player.play(step);
            for (Suspect suspect : suspects) {
                boolean exists = suspect.leaf.guest() < player.guests().size();
                suspect.after(
                        step,
                        exists
                                ? XenLeaf.of(
                                        XenPlayer.ept(player.guests().get(suspect.leaf.guest())), suspect.leaf.gfn())
                                : null);
            }
        }
        for (Suspect suspect : suspects) {
            comparison.explain(suspect.leaf.listed(), suspect::difference);
        }
    }
}
