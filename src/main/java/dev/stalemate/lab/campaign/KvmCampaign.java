package dev.stalemate.lab.campaign;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.lab.judge.KvmGroup;
import dev.stalemate.lab.judge.KvmJudge;
import dev.stalemate.lab.judge.KvmRecordingReader;
import dev.stalemate.lab.judge.KvmRun;
import dev.stalemate.lab.judge.KvmVerdict;
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
     * Plays scenarios and judges each as it ends.
     *
     * @throws LabException if the machine is lost; what ended before is judged
     * @throws BadFileException if the machine said what makes no sense
     */
    public void play(List<KvmScenario> some, Listener listener) throws LabException, BadFileException {
        some.forEach(s -> scenarios.put(s.name(), s));
        KvmRecordingReader reader = new KvmRecordingReader("the machine", run -> take(run, listener));
        List<BadFileException> bad = new ArrayList<>();
        machine.play(some.stream().map(KvmScenario::text).toList(), line -> {
            listener.said(line);
            read(reader, line, bad);
        });
        reader.finish();
        if (!bad.isEmpty()) {
            throw bad.get(0);
        }
    }

    private static void read(KvmRecordingReader reader, String line, List<BadFileException> bad) {
        if (bad.isEmpty()) {
            try {
                reader.line(line);
            } catch (BadFileException e) {
                bad.add(e);
            }
        }
    }

    private void take(KvmRun run, Listener listener) {
        KvmScenario scenario = scenarios.get(run.name());
        if (scenario != null) {
            KvmVerdict verdict = judge.judge(scenario, run);
            verdicts.add(verdict);
            listener.judged(verdict);
        }
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
        KvmRecordingReader reader = new KvmRecordingReader("the machine", runs::add);
        List<BadFileException> bad = new ArrayList<>();
        machine.play(some.stream().map(KvmScenario::text).toList(), said -> {
            line.accept(said);
            read(reader, said, bad);
        });
        reader.finish();
        if (!bad.isEmpty()) {
            throw new LabException(String.valueOf(bad.get(0).getMessage()));
        }
        return runs;
    }
}
