package dev.stalemate.lab.seen;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.lab.judge.KvmRecording;
import dev.stalemate.lab.judge.KvmRecordingReader;
import dev.stalemate.lab.judge.KvmRun;
import dev.stalemate.lab.judge.KvmSeen;
import dev.stalemate.lab.judge.RealKernel;
import dev.stalemate.lab.scenario.KvmMapping;
import dev.stalemate.lab.scenario.Mapped;
import dev.stalemate.lab.scenario.NotMappedException;
import dev.stalemate.lab.seen.Shown.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows counterexamples of KVM. */
public final class KvmShower implements Shower {
    private final RealKernel kernel;
    private final Map<String, Added> added = new LinkedHashMap<>();

    private record Added(String file, Mapped mapped) {}

    /**
     * On a kernel.
     *
     * @param boot what the machine said of itself
     * @throws BadFileException if that makes no sense
     */
    public KvmShower(List<String> boot) throws BadFileException {
        kernel = KvmRecordingReader.read("the boot", String.join("\n", boot)).kernel();
    }

    @Override
    public String system() {
        return "kvm";
    }

    @Override
    public String kernel() {
        return "Linux " + kernel.release();
    }

    @Override
    public String add(String name, String file, Counterexample counterexample) throws NotMappedException {
        Mapped mapped = KvmMapping.of(name, counterexample, kernel.known().designs());
        added.put(name, new Added(file, mapped));
        return mapped.scenario().text();
    }

    @Override
    public List<Shown> judge(String recording, List<String> lines) throws BadFileException {
        KvmRecording read = KvmRecordingReader.read(recording, String.join("\n", lines));
        Map<String, KvmRun> runs = new LinkedHashMap<>();
        read.runs().forEach(run -> runs.put(run.name(), run));
        Map<String, List<String>> said = Recordings.byScenario(lines);
        List<Shown> shown = new ArrayList<>();
        added.forEach((name, one) -> {
            @Nullable KvmRun run = runs.get(name);
            List<String> own = said.getOrDefault(name, List.of());
            shown.add(run == null ? lost(one) : shown(one, KvmSeen.of(one.mapped, run), run, own));
        });
        return shown;
    }

    private Shown lost(Added one) {
        return new Shown(
                one.file,
                one.mapped.counterexample(),
                kernel(),
                Outcome.LOST,
                "the machine said nothing of it",
                List.of());
    }

    private Shown shown(Added one, KvmSeen seen, KvmRun run, List<String> said) {
        Outcome outcome = seen.seen() ? Outcome.SEEN : run.ended() ? Outcome.DIFFERS : Outcome.LOST;
        String other = one.mapped.ownDesign()
                ? ""
                : "; same steps as of " + one.mapped.counterexample().design();
        return new Shown(one.file, one.mapped.counterexample(), kernel(), outcome, seen.says() + other, said);
    }
}
