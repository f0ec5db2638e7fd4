package dev.stalemate.lab.judge;

import com.google.common.collect.ImmutableList;
import dev.stalemate.lab.judge.KvmRun.Leaf;
import dev.stalemate.lab.judge.KvmRun.Taken;
import dev.stalemate.lab.judge.RealKernel.Known;
import dev.stalemate.lab.scenario.KvmOp;
import dev.stalemate.lab.scenario.KvmScenario;
import dev.stalemate.lab.scenario.KvmVerb;
import dev.stalemate.systems.kvm.KvmVersion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges what a real KVM did in scenarios: plays it on the model of the kernel's design, compares every leaf of every dump at every page that
 * the guest accessed, and asks the model's properties which leaves are stale or weaker. It has no verdicts of its own.
 */
public final class KvmJudge {
    private static final int MOST_DIFFERENCES = 1000;

    private final RealKernel kernel;
    private final Known known;
    private final boolean byRealLeaves;

    /**
     * A judge of a kernel.
     *
     * @throws IllegalArgumentException if no design describes it
     */
    public KvmJudge(RealKernel kernel) {
        this(kernel, kernel.known());
    }

    /** A judge that expects other designs of a kernel, such as those of a patch. */
    public KvmJudge(RealKernel kernel, Known known) {
        this(kernel, known, false);
    }

    private KvmJudge(RealKernel kernel, Known known, boolean byRealLeaves) {
        this.kernel = kernel;
        this.known = known;
        this.byRealLeaves = byRealLeaves;
    }

    /**
     * A judge of a kernel that does not have to do what these designs do, such as one with a patch: at each dump the model takes over the leaves that
     * the kernel has before its properties are asked. So a leaf is stale if it differs from what the designs would build now, whatever they
     * would have kept. A kernel that does what the designs do gets the same verdicts as from a judge of them.
     */
    public static KvmJudge byRealLeaves(RealKernel kernel, Known known) {
        return new KvmJudge(kernel, known, true);
    }

    /** The verdict on a run of a scenario. */
    public KvmVerdict judge(KvmScenario scenario, KvmRun run) {
        List<KvmDifference> differences = new ArrayList<>();
        @Nullable KvmDifference other = AskedSteps.other(scenario, run);
        if (other != null || !kernel.hasTdpMmu()) {
            String why = other == null ? "the kernel runs without the TDP MMU, which the model is about" : "";
            return verdict(scenario, run, other == null ? List.of() : List.of(other), List.of(), why);
        }
        if (!run.refused().isEmpty()) {
            String says = "KVM refuses " + AskedSteps.text(run.refused()) + ", model accepts it";
            differences.add(new KvmDifference(1, "the start", says, "refused at the start"));
        }
        untouched(scenario, run, differences);
        List<ChunkJudge> chunks = new ArrayList<>();
        for (Chunk chunk : chunks(scenario)) {
            KvmPlay play = new KvmPlay(scenario, run, known.designs(), maxPhyAddr(kernel, scenario), chunk);
            ChunkJudge judge = new ChunkJudge(run, play, chunk, chunks.isEmpty(), byRealLeaves);
            judge.judge();
            chunks.add(judge);
        }
        String notJudged = chunks.stream()
                .map(c -> c.notJudged)
                .filter(why -> !why.isEmpty())
                .findFirst()
                .orElse(run.ended() ? "" : run.failure());
        return verdict(scenario, run, differences, chunks, notJudged);
    }

    private KvmVerdict verdict(
            KvmScenario scenario, KvmRun run, List<KvmDifference> found, List<ChunkJudge> chunks, String notJudged) {
        List<KvmDifference> differences = new ArrayList<>(found);
        List<WrongLeaf> wrong = new ArrayList<>();
        chunks.forEach(c -> differences.addAll(c.differences));
        chunks.forEach(c -> wrong.addAll(c.wrong));
        long quirks = scenario.options().quirkCd() ? 0 : KvmVersion.CD_NW_CLEARED;
        return new KvmVerdict(
                scenario.name(),
                kernel.release(),
                known.designs().design(quirks).name(),
                run.ended(),
                notJudged,
                chunks.isEmpty() ? 0 : chunks.get(0).dumps,
                chunks.stream().mapToInt(c -> c.leaves).sum(),
                chunks.stream().mapToInt(c -> c.absent).sum(),
                chunks.stream().mapToInt(ChunkJudge::refusedZaps).sum(),
                ImmutableList.copyOf(differences.subList(0, Math.min(differences.size(), MOST_DIFFERENCES))),
                ImmutableList.copyOf(wrong));
    }

    /** The guest's MAXPHYADDR in bits. */
    static int maxPhyAddr(RealKernel kernel, KvmScenario scenario) {
        int own = scenario.options().maxphy();
        return own == 0 ? kernel.maxPhyAddr() : own;
    }

    /** The pages that are compared, as models can have them. */
    static List<Chunk> chunks(KvmScenario scenario) {
        List<Long> pages = pages(scenario);
        return pages.isEmpty()
                ? List.of(Chunk.REGISTERS)
                : Chunk.of(
                        pages, mayBeLarge(scenario), (long) scenario.options().mb() << 20);
    }

    private static boolean mayBeLarge(KvmScenario scenario) {
        return scenario.options().huge() || scenario.ops().stream().anyMatch(op -> op.verb() == KvmVerb.RACEREG);
    }

    /** The pages that the guest accesses, in order, without that of its own code, which has leaves for reasons of its own. */
    private static List<Long> pages(KvmScenario scenario) {
        Set<Long> seen = new HashSet<>();
        List<Long> pages = new ArrayList<>();
        for (KvmOp op : scenario.ops()) {
            for (long page : op.pages()) {
                if (!isCode(scenario, page) && seen.add(page)) {
                    pages.add(page);
                }
            }
        }
        return pages;
    }

    private static boolean isCode(KvmScenario scenario, long page) {
        long unit = scenario.options().huge() ? HostMemory.LARGE : HostMemory.PAGE;
        return page / unit == KvmScenario.CODE / unit;
    }

    /** A leaf must map a page that the guest has accessed, or be a part of a large one that did: KVM makes no others. */
    private static void untouched(KvmScenario scenario, KvmRun run, List<KvmDifference> differences) {
        long unit = mayBeLarge(scenario) ? HostMemory.LARGE : HostMemory.PAGE;
        Set<Long> accessed = new HashSet<>(Set.of(KvmScenario.CODE / unit));
        for (int i = 0; i < run.taken().size(); i++) {
            Taken taken = run.taken().get(i);
            taken.op().pages().forEach(page -> accessed.add(page / unit));
            for (Leaf leaf : taken.leaves()) {
                long gpa = leaf.gfn() * HostMemory.PAGE;
                if (!accessed.contains(gpa / unit)) {
                    String says = "KVM " + leaf.text() + ", and nothing was touched";
                    differences.add(new KvmDifference(
                            i + 1,
                            taken.op().label() + ", " + PlayedModel.hex(gpa),
                            says,
                            "a leaf of nothing touched"));
                }
            }
        }
    }
}
