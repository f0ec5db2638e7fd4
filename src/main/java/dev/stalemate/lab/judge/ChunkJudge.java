package dev.stalemate.lab.judge;

import dev.stalemate.lab.judge.KvmPlay.UnplayableException;
import dev.stalemate.lab.judge.KvmRun.Leaf;
import dev.stalemate.lab.judge.KvmRun.Refusal;
import dev.stalemate.lab.judge.KvmRun.Taken;
import dev.stalemate.lab.scenario.KvmOp;
import dev.stalemate.model.Law;
import dev.stalemate.paging.EptLeaf;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plays a run for the pages of one chunk, and compares each dump. It remembers each state, to find since when a leaf is wrong. */
final class ChunkJudge {
    private final KvmRun run;
    private final KvmPlay play;
    private final Chunk chunk;
    private final boolean checksRegisters;
    private final boolean byRealLeaves;
    /** After how many operations and dumps the leaves were seen last. */
    private int seen;

    /** The model after so many operations and dumps, and its state there. */
    private final List<Moment> moments = new ArrayList<>();

    /** By page, what the dump before had to tell. */
    private final Map<Integer, String> told = new HashMap<>();

    final List<KvmDifference> differences = new ArrayList<>();
    final List<WrongLeaf> wrong = new ArrayList<>();
    String notJudged = "";
    int dumps;
    int leaves;
    int absent;

    private static final class Moment {
        private final PlayedModel model;
        private final long[] state;

        private Moment(PlayedModel model) {
            this.model = model;
            this.state = model.state.clone();
        }

        PlayedModel model() {
            return model;
        }

        long[] state() {
            return state;
        }

        int leaf(int frame) {
            return model.leafIn(state, frame);
        }

        void put(int frame, int leaf) {
            model.put(state, frame, leaf);
        }
    }

    /**
     * A judge of a chunk.
     *
     * @param checksRegisters whether it looks at what is about no page, too
     * @param byRealLeaves whether the model takes over the leaves of each dump before its properties are asked
     */
    ChunkJudge(KvmRun run, KvmPlay play, Chunk chunk, boolean checksRegisters, boolean byRealLeaves) {
        this.run = run;
        this.play = play;
        this.chunk = chunk;
        this.checksRegisters = checksRegisters;
        this.byRealLeaves = byRealLeaves;
    }

    void judge() {
        remember();
        for (int i = 0; i < run.taken().size() && notJudged.isEmpty(); i++) {
            Taken taken = run.taken().get(i);
            try {
                if (taken.op().isDump()) {
                    remember();
                    dump(i + 1, taken);
                } else {
                    registers(i + 1, taken);
                    play.play(taken);
                    remember();
                }
            } catch (UnplayableException e) {
                notJudged = "operation " + taken.op().text() + ": " + e.getMessage();
            }
        }
    }

    int refusedZaps() {
        return play.refusedZaps;
    }

    private void remember() {
        moments.add(new Moment(play.model));
    }

    private void registers(int at, Taken taken) {
        @Nullable String wrongHere = checksRegisters ? RegisterAnswers.wrong(taken, play.model) : null;
        if (wrongHere == null && checksRegisters) {
            List<Refusal> refused = play.refusals.unexpected(taken);
            wrongHere = refused.isEmpty() ? null : "KVM refuses " + AskedSteps.text(refused) + ", model accepts it";
        }
        if (wrongHere != null) {
            String where = "operation " + taken.op().text();
            differences.add(
                    new KvmDifference(at, where, wrongHere, taken.op().verb().word() + ": " + wrongHere));
        }
    }

    private void dump(int at, Taken dump) {
        if (play.isBlind()) {
            return;
        }
        dumps++;
        for (int f = 0; f < chunk.pages().size(); f++) {
            long page = chunk.pages().get(f);
            @Nullable Leaf there = dump.at(page);
            int here = play.model.leaf(f);
            if (there == null) {
                absent++;
            } else {
                leaves++;
            }
            boolean same = there == null ? here == EptLeaf.NONE : here != EptLeaf.NONE && there.packed() == here;
            String says =
                    same ? "" : "KVM " + (there == null ? "none" : there.text()) + ", model " + EptLeaf.text(here);
            // What was told at the dump before, and is still so, has no cause of its own.
            if (!says.equals(told.getOrDefault(f, "")) && !same) {
                String where = dump.op().label() + ", " + PlayedModel.hex(page);
                differences.add(new KvmDifference(at, where, says, says + "; " + lastChange(f, at)));
            }
            told.put(f, says);
        }
        if (byRealLeaves) {
            takeOver(at, dump);
        }
        seen = at;
        for (Law law : play.model.laws()) {
            if (law.violatedBy(play.model.state)) {
                blame(at, dump, law);
            }
        }
    }

    /** The model gets the leaves of a dump, from the operation on that is likely to have made them: nobody saw them in between. */
    private void takeOver(int at, Taken dump) {
        List<Long> frames = chunk.frames();
        for (int f = 0; f < frames.size(); f++) {
            @Nullable Leaf there = dump.at(frames.get(f));
            int leaf = there == null ? EptLeaf.NONE : there.packed();
            // A frame behind the compared ones may stand for other pages. Of these it shares large leaves alone.
            boolean own = f < chunk.pages().size() || EptLeaf.isLarge(leaf) || play.model.isLarge(f);
            if (own && leaf != play.model.leaf(f)) {
                for (int m = madeAt(at, frames.get(f), leaf); m <= at; m++) {
                    moments.get(m).put(f, leaf);
                }
                play.model.put(play.model.state, f, leaf);
            }
        }
    }

    /** The last operation since the dump before that accessed the page, or for no leaf the last of all. */
    private int madeAt(int at, long page, int leaf) {
        long unit = EptLeaf.isLarge(leaf) ? HostMemory.LARGE : HostMemory.PAGE;
        int last = at;
        for (int i = at - 1; i > seen; i--) {
            KvmOp op = run.taken().get(i - 1).op();
            boolean accesses = op.pages().stream().anyMatch(p -> p / unit == page / unit);
            if (accesses && leaf != EptLeaf.NONE) {
                return i;
            }
            last = last == at && !op.isDump() ? i : last;
        }
        return last;
    }

    /** What changed the leaf last in the model, since the dump before. */
    private String lastChange(int frame, int at) {
        int leaf = moments.get(at).leaf(frame);
        for (int i = at - 2; i >= 0 && !run.taken().get(i).op().isDump(); i--) {
            if (moments.get(i).leaf(frame) != leaf) {
                Moment before = moments.get(i);
                return "in the model: "
                        + LeafCauses.changed(run.taken().get(i), before.model().in(before.state()));
            }
        }
        return "in the model nothing changed it";
    }

    /** A property that is broken without any leaf is about registers; else each leaf that breaks it is told. */
    private void blame(int at, Taken dump, Law law) {
        Moment now = moments.get(at);
        if (now.model().breaks(law, PlayedModel.NO_FRAME, now.state())) {
            blame(at, dump, law, PlayedModel.NO_FRAME);
            return;
        }
        for (int f = 0; f < chunk.pages().size(); f++) {
            if (isReal(f) && now.model().breaks(law, f, now.state())) {
                blame(at, dump, law, f);
            }
        }
    }

    /** Whether the model's leaf is the kernel's: one that only the model has says nothing of the kernel. */
    private boolean isReal(int frame) {
        return byRealLeaves || told.getOrDefault(frame, "").isEmpty();
    }

    private void blame(int at, Taken dump, Law law, int frame) {
        int since = at;
        while (since > 1 && breaks(law.name(), frame, since - 1)) {
            since--;
        }
        Moment now = moments.get(at);
        wrong.add(new WrongLeaf(
                at,
                since,
                dump.op().label(),
                chunk.frames().get(Math.max(0, frame)),
                law.name(),
                now.model().says(law, frame, now.state()),
                WrongLeaf.kind(law.name()) + ": " + (frame < 0 ? changed(since) : signature(frame, since))));
    }

    /** What the operation changed after which there are so many moments. */
    private String changed(int since) {
        PlayedModel before =
                moments.get(since - 1).model().in(moments.get(since - 1).state());
        return LeafCauses.changed(run.taken().get(since - 1), before);
    }

    /** Whether the same leaf broke a property of that name; without the quirk there can be other properties. */
    private boolean breaks(String law, int frame, int at) {
        Moment then = moments.get(at);
        return then.model().laws().stream()
                .anyMatch(l -> l.name().equals(law) && then.model().breaks(l, frame, then.state()));
    }

    private String signature(int frame, int since) {
        int made = since;
        while (made > 1
                && moments.get(made - 1).leaf(frame) == moments.get(since).leaf(frame)) {
            made--;
        }
        Moment then = moments.get(made);
        String how = LeafCauses.made(run.taken().get(made - 1), then.model().in(then.state()), frame);
        return how + "; " + (made == since ? "at once" : changed(since));
    }
}
