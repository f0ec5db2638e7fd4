package dev.stalemate.real.xen;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.real.xen.XenDifference.Kind;
import dev.stalemate.real.xen.XenDump.Table;
import dev.stalemate.real.xen.XenPlayer.Played;
import dev.stalemate.systems.xen.leaf.EptTables;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One replay of a run on the model, compared command by command and dump by dump. */
final class XenReplay {
    private final XenRun run;
    private final XenPlayer player;
    private final ReplayChoices choices;
    private final DomainNumbers numbers = new DomainNumbers();
    private final XenComparison comparison = new XenComparison();
    private final List<XenCulprit> culprits = new ArrayList<>();
    private int choicesBefore = -1;

    /** A domain's table in a dump. */
    private record Place(int guest, String name, @Nullable LabStep before, LabStep dump) {}

    XenReplay(XenRun run, XenPlayer player, ReplayChoices choices) {
        this.run = run;
        this.player = player;
        this.choices = choices;
    }

    /** How many choices were made before the first difference. */
    int choicesBeforeDifference() {
        return Math.max(0, choicesBefore);
    }

    /** The leaves among the differences that are listed, to find the command that caused each. */
    List<XenCulprit> culprits() {
        return culprits;
    }

    /** Plays the whole run, or as much of it as the real guest lived to see. */
    void play() throws BadFileException {
        comparison.run();
        LabStep dumped = null;
        for (LabStep step : run.lived()) {
            comparison.command(run.log().countsExits());
            answers(step, player.play(step));
            XenDump dump = run.dumps().get(step.number());
            if (run.missing().contains(step.number())) {
                comparison.missing();
            }
            if (dump != null) {
                dump(step, dump, dumped);
                dumped = step;
            }
        }
        comparison.others(numbers.before());
        comparison.notPlayed(run.notPlayed());
    }

    /** What it came to. */
    XenComparison comparison() {
        return comparison;
    }

    /** Whether anything differed. */
    boolean differs() {
        return comparison.total() > 0;
    }

    private void answers(LabStep step, Played played) {
        int seen = step.answer().misconfigurations();
        if (run.log().countsExits() && seen != played.misconfigurations()) {
            String what = seen + " misconfiguration exits on Xen, " + played.misconfigurations() + " in the model";
            differs(new XenDifference(run.name(), Kind.EXITS, step, what));
        }
        String unexpected = played.unexpected();
        if (unexpected != null) {
            differs(new XenDifference(run.name(), Kind.RESULT, step, unexpected));
        }
    }

    private boolean differs(XenDifference difference) {
        if (choicesBefore < 0) {
            choicesBefore = choices.count();
        }
        return comparison.differs(difference);
    }

    private void dump(LabStep step, XenDump dump, @Nullable LabStep before) {
        if (!numbers.assign(dump, player.guests())) {
            String what = "the dump has other domains than the model";
            differs(new XenDifference(run.name(), Kind.RESULT, step, what));
            comparison.leftOut(dump.tables().stream()
                    .mapToLong(table -> table.leaves().size())
                    .sum());
            return;
        }
        comparison.dump();
        for (int g = 0; g < player.guests().size(); g++) {
            XenGuest guest = player.guests().get(g);
            Table table = numbers.table(dump, guest);
            if (!guest.destroyed() && table != null) {
                table(table, XenPlayer.ept(guest), new Place(g, guest.name(), before, step));
            }
        }
    }

    /** Of a table whose heading was lost, only the rest can be compared. */
    private void table(Table table, EptTables ept, Place where) {
        boolean whole = table.domain() != Table.UNKNOWN || table.leaves().isEmpty();
        if (!whole) {
            comparison.headless();
        }
        long start = whole ? 0 : table.leaves().get(0).leaf().gfn();
        List<XenLeaf> seen = table.leaves().stream().map(XenDump.Leaf::leaf).toList();
        List<XenLeaf> model = XenLeaf.all(ept, start);
        int s = 0;
        int m = 0;
        while (s < seen.size() || m < model.size()) {
            long seenGfn = s < seen.size() ? seen.get(s).gfn() : Long.MAX_VALUE;
            long modelGfn = m < model.size() ? model.get(m).gfn() : Long.MAX_VALUE;
            long gfn = Math.min(seenGfn, modelGfn);
            XenLeaf real = seenGfn == gfn ? seen.get(s++) : null;
            XenLeaf ours = modelGfn == gfn ? model.get(m++) : null;
            if (real != null) {
                comparison.leaf();
            }
            if (real == null || !real.equals(ours)) {
                leafDiffers(where, gfn, real, ours);
            }
        }
    }

    private void leafDiffers(Place where, long gfn, @Nullable XenLeaf real, @Nullable XenLeaf model) {
        int listed = comparison.first().size();
        XenCulprit leaf = new XenCulprit(listed, where.guest, where.name, gfn, real, where.before, where.dump);
        if (differs(new XenDifference(run.name(), Kind.LEAF, where.dump, leaf.difference(model)))) {
            culprits.add(leaf);
        }
    }
}
