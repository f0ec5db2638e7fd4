package dev.stalemate.lab.judge;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.stalemate.lab.judge.KvmPlay.UnplayableException;
import dev.stalemate.lab.judge.KvmRun.Leaf;
import dev.stalemate.lab.judge.KvmRun.Refusal;
import dev.stalemate.lab.judge.KvmRun.Taken;
import dev.stalemate.lab.scenario.KvmOp;
import dev.stalemate.lab.scenario.KvmScenario;
import dev.stalemate.lab.scenario.KvmVerb;
import dev.stalemate.paging.EptLeaf;
import java.util.ArrayList;
import java.util.List;

/**
 * The model of a design in the place of a real machine: what it says is what the design would do. A scenario is made smaller here first, since
 * it costs nothing; and a judge that expects another design must tell.
 */
public final class ModelMachine implements PlaysScenarios<RuntimeException> {
    private static final long CR0_AFTER_RESET = 0x60000031L;
    private static final long CR0 = 0x31;
    private static final int INVALID = 22;
    private static final long SPTE = 0x37;

    private final RealKernel kernel;
    private final RealKernel.Known known;

    /** The machine of designs, in the place of a kernel. */
    public ModelMachine(RealKernel kernel, RealKernel.Known known) {
        this.kernel = kernel;
        this.known = known;
    }

    @Override
    public List<KvmRun> play(List<KvmScenario> scenarios) {
        return scenarios.stream().map(this::play).toList();
    }

    private KvmRun play(KvmScenario scenario) {
        ImmutableMap.Builder<Integer, Long> cr0 = ImmutableMap.builder();
        for (int v = 0; v < scenario.options().vcpus(); v++) {
            cr0.put(v, scenario.options().resetCr0() ? CR0_AFTER_RESET : CR0);
        }
        KvmRun start = new KvmRun(
                scenario.name(),
                cr0.buildOrThrow(),
                ImmutableList.of(),
                ImmutableList.of(),
                true,
                "",
                ImmutableList.of());
        List<KvmPlay> plays = new ArrayList<>();
        List<Chunk> chunks = KvmJudge.chunks(scenario);
        for (Chunk chunk : chunks) {
            plays.add(new KvmPlay(scenario, start, known.designs(), KvmJudge.maxPhyAddr(kernel, scenario), chunk));
        }
        ImmutableList.Builder<Taken> taken = ImmutableList.builder();
        try {
            for (KvmOp op : scenario.ops()) {
                Taken done = op.isDump() ? dump(op, chunks, plays) : answer(op, plays.get(0));
                for (KvmPlay play : plays) {
                    play.play(done);
                }
                taken.add(done);
            }
        } catch (UnplayableException e) {
            return new KvmRun(
                    scenario.name(),
                    start.cr0(),
                    start.refused(),
                    taken.build(),
                    false,
                    String.valueOf(e.getMessage()),
                    start.trace());
        }
        return new KvmRun(scenario.name(), start.cr0(), start.refused(), taken.build(), true, "", start.trace());
    }

    private static Taken answer(KvmOp op, KvmPlay play) {
        boolean refused = RegisterAnswers.refuses(op, play.model.maxPhyAddr());
        boolean fault = refused && op.verb() != KvmVerb.HMSR;
        Long value = op.verb() == KvmVerb.RDMSR && !refused ? RegisterAnswers.value(op, play.model) : null;
        ImmutableList<Refusal> refusals = refused && !fault
                ? ImmutableList.of(new Refusal(op.verb().word(), INVALID))
                : play.refuses(op).stream().map(r -> new Refusal(r, INVALID)).collect(ImmutableList.toImmutableList());
        return new Taken(op, fault, value, null, refusals, ImmutableList.of());
    }

    private static Taken dump(KvmOp op, List<Chunk> chunks, List<KvmPlay> plays) {
        ImmutableList.Builder<Leaf> leaves = ImmutableList.builder();
        for (int c = 0; c < chunks.size(); c++) {
            for (int f = 0; f < chunks.get(c).pages().size(); f++) {
                int leaf = plays.get(c).model.leaf(f);
                if (leaf != EptLeaf.NONE) {
                    leaves.add(leaf(chunks.get(c).pages().get(f), leaf));
                }
            }
        }
        return new Taken(
                op,
                false,
                null,
                null,
                ImmutableList.of(),
                leaves.build().stream().distinct().collect(ImmutableList.toImmutableList()));
    }

    private static Leaf leaf(long page, int packed) {
        boolean large = EptLeaf.isLarge(packed);
        long spte = (SPTE & ~0x38L)
                | (long) EptLeaf.emt(packed).code() << 3
                | (EptLeaf.ipat(packed) ? 0x40 : 0)
                | (large ? 0x80 : 0);
        long first = large ? page & -HostMemory.LARGE : page;
        return new Leaf(first / HostMemory.PAGE, large ? 2 : 1, spte);
    }
}
