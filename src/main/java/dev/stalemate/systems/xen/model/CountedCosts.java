package dev.stalemate.systems.xen.model;

import dev.stalemate.model.IntField;
import dev.stalemate.model.Tally;
import dev.stalemate.systems.xen.design.Hvm;
import dev.stalemate.systems.xen.leaf.Costs;
import dev.stalemate.systems.xen.model.XenSettings.Flushed;

/** Counts what recalculation costs in the state on which a machine stands. */
final class CountedCosts implements Costs {
    private final XenMachine machine;
    private final XenFields fields;
    private final boolean byXen;

    CountedCosts(XenMachine machine) {
        this.machine = machine;
        this.fields = machine.fields;
        this.byXen = fields.scope.get(XenSettings.FLUSHED) == Flushed.BY_XEN;
    }

    @Override
    public void exit() {
        count(fields.exits, fields.allExits);
    }

    @Override
    public void resolved() {
        for (int v = 0; v < fields.vcpu.size() && fields.spurious.bound() > 1; v++) {
            fields.spurious.set(machine.state(), v, 1);
        }
    }

    @Override
    public void recomputed() {
        count(fields.recomputed, fields.allRecomputed);
    }

    @Override
    public void split() {
        count(fields.splits, fields.allSplits);
    }

    @Override
    public void visited() {
        if (machine.current() == Hvm.ANOTHER_DOMAINS) {
            return;
        }
        fields.work.set(machine.state(), 0, Math.min(fields.work.bound() - 1, fields.work.get(machine.state(), 0) + 1));
    }

    @Override
    public void cacheFlush() {
        count(fields.flushes, fields.allFlushes);
        if (byXen) {
            fields.data.flush(machine.state());
        }
    }

    private void count(IntField counter, Tally all) {
        long[] state = machine.state();
        all.add(state, 1);
        counter.set(state, 0, Math.min(counter.bound() - 1, counter.get(state, 0) + 1));
    }
}
