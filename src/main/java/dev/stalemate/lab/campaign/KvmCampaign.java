package dev.stalemate.lab.campaign;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.lab.judge.KvmGroup;
import dev.stalemate.lab.judge.KvmJudge;
import dev.stalemate.lab.judge.KvmRecordingReader;
import dev.stalemate.lab.judge.KvmRun;
import dev.stalemate.lab.judge.KvmVerdict;
import dev.stalemate.lab.judge.LenientReader;
import dev.stalemate.lab.judge.RealKernel;
import dev.stalemate.lab.machine.LabException;
import dev.stalemate.lab.machine.RealMachine;
import dev.stalemate.lab.scenario.KvmScenario;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** A real KVM and the scenarios that were played on it so far. */
public final class KvmCampaign {
    private final RealMachine machine;
    private final RealKernel kernel;
    private final KvmJudge judge;
    private final Map<String, KvmScenario> scenarios = new LinkedHashMap<>();
    private final List<KvmVerdict> verdicts = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    /**
     * On a machine.
     *
     * @param boot what the machine said of itself
     * @throws BadFileException if that makes no sense
     * @throws IllegalArgumentException if no design describes its kernel
     */
    public KvmCampaign(RealMachine machine, List<String> boot) throws BadFileException {
        this(machine, boot, KvmJudge::new);
    }

    /**
     * On a machine, with a judge of its own.
     *
     * @param boot what the machine said of itself
     * @throws BadFileException if that makes no sense
     * @throws IllegalArgumentException if no design describes its kernel
     */
    public KvmCampaign(RealMachine machine, List<String> boot, Function<RealKernel, KvmJudge> judge)
            throws BadFileException {
        this.machine = machine;
        this.kernel =
                KvmRecordingReader.read("the boot", String.join("\n", boot)).kernel();
        this.judge = judge.apply(kernel);
    }

    /** The kernel. */
    public RealKernel kernel() {
        return kernel;
    }

    /** Its judge. */
    public KvmJudge judge() {
        return judge;
    }

    /** Takes what happens. */
    public interface Listener {
        /** A line that the machine said. */
        void said(String line);

        /** A scenario has ended and was judged. */
        void judged(KvmVerdict verdict);
    }

    /**
     * Plays scenarios and judges each as it ends. One of which the machine said nothing, or what makes no sense, has a verdict too: it did not
     * come to its end.
     *
     * @throws LabException if the machine is lost; what ended before is judged
     */
    public void play(List<KvmScenario> some, Listener listener) throws LabException {
        Map<String, KvmScenario> asked = new LinkedHashMap<>();
        some.forEach(s -> asked.put(s.name(), s));
        scenarios.putAll(asked);
        LenientReader reader = new LenientReader("the machine", run -> take(run, asked, listener));
        try {
            machine.play(some.stream().map(KvmScenario::text).toList(), line -> {
                listener.said(line);
                reader.line(line);
            });
        } finally {
            reader.finish();
            problems.addAll(reader.problems());
            List.copyOf(asked.values()).forEach(scenario -> take(nothing(scenario), asked, listener));
        }
    }

    private void take(KvmRun run, Map<String, KvmScenario> asked, Listener listener) {
        KvmScenario scenario = asked.remove(run.name());
        if (scenario == null) {
            problems.add("the machine played " + run.name() + ", which it was not asked for, or not again");
            return;
        }
        KvmVerdict verdict = judge.judge(scenario, run);
        verdicts.add(verdict);
        listener.judged(verdict);
    }

    private static KvmRun nothing(KvmScenario scenario) {
        return new KvmRun(
                scenario.name(),
                ImmutableMap.of(),
                ImmutableList.of(),
                ImmutableList.of(),
                false,
                "the machine said nothing of it",
                ImmutableList.of());
    }

    /** What the machine said that makes no sense and is of no scenario; it matters for the result, since something may be missing. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /** What was judged. */
    public List<KvmVerdict> verdicts() {
        return List.copyOf(verdicts);
    }

    /** The scenario of a name. */
    public KvmScenario scenario(String name) {
        KvmScenario scenario = scenarios.get(name);
        if (scenario == null) {
            throw new IllegalArgumentException("there is no scenario " + name);
        }
        return scenario;
    }

    /** What was found, by cause. */
    public List<KvmGroup> groups() {
        return KvmGroup.of(verdicts);
    }

    /** Plays scenarios of which nothing is kept, such as candidates for smaller ones. */
    public List<KvmRun> tried(List<KvmScenario> some, Consumer<String> line) throws LabException {
        List<KvmRun> runs = new ArrayList<>();
        LenientReader reader = new LenientReader("the machine", runs::add);
        machine.play(some.stream().map(KvmScenario::text).toList(), said -> {
            line.accept(said);
            reader.line(said);
        });
        reader.finish();
        if (!reader.problems().isEmpty()) {
            throw new LabException(reader.problems().get(0));
        }
        return runs;
    }
}
