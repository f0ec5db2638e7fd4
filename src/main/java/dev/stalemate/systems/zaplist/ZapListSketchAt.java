package dev.stalemate.systems.zaplist;

import dev.stalemate.model.Action;
import dev.stalemate.model.Law;
import dev.stalemate.model.Program;
import dev.stalemate.model.Races;
import java.util.List;

/** Where a vCPU stands in the sketch. */
final class ZapListSketchAt implements ZapListAt {
    private static final List<String> LABELS = ZapListProgram.LABELS;
    private static final int IDLE = LABELS.indexOf("idle");
    private static final int COMPARE = LABELS.indexOf("compare");
    private static final int WAIT = LABELS.indexOf("wait");
    private static final int REST = LABELS.indexOf("next-range");
    private static final int LINKING = places("check", "add", "take");
    private static final int USING = LINKING | places("compare", "zap", "unlink");
    private static final int FREEING = places("free", "next-range");

    private final ZapListFields f;
    private final Program program;
    private final List<Action> all;

    /**
     * Of a program's fields.
     *
     * @param all the program's actions
     */
    ZapListSketchAt(ZapListFields fields, List<Action> all) {
        this.f = fields;
        this.program = fields.program;
        this.all = all;
    }

    private static int places(String... labels) {
        int set = 0;
        for (String label : labels) {
            set |= 1 << LABELS.indexOf(label);
        }
        return set;
    }

    private boolean isAt(long[] s, int v, int places) {
        return (places >>> program.at().get(s, v) & 1) != 0;
    }

    @Override
    public boolean isIdle(long[] s, int v) {
        return program.isAt(s, v, IDLE);
    }

    @Override
    public boolean uses(long[] s, int v) {
        return isAt(s, v, USING);
    }

    @Override
    public boolean usesFreed(long[] s, int v) {
        if (isAt(s, v, LINKING)) {
            return f.linksFreed(s);
        }
        return isAt(s, v, USING) && f.isFreed(s, (program.isAt(s, v, COMPARE) ? f.cursor : f.held).get(s, v));
    }

    @Override
    public boolean frees(long[] s, int v) {
        return isAt(s, v, FREEING);
    }

    @Override
    public boolean freesFreed(long[] s, int v) {
        return frees(s, v) && !(program.isAt(s, v, REST) && f.hasRange(s, v)) && f.isFreed(s, f.held.get(s, v));
    }

    @Override
    public boolean holds(long[] s, int v, int entry) {
        return f.held.get(s, v) == entry + 1;
    }

    @Override
    public boolean waits(long[] s, int v) {
        return program.isAt(s, v, WAIT);
    }

    @Override
    public Law races(String name) {
        // The wait is a READ_ONCE().
        List<Action> plain = all.stream().filter(a -> !a.name().equals("wait")).toList();
        return Races.never(name, f.layout, plain, List.of(f.zapping, f.first, f.next));
    }
}
