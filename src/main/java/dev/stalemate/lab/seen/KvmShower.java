package dev.stalemate.lab.seen;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.lab.judge.KvmRecordingReader;
import dev.stalemate.lab.judge.KvmRun;
import dev.stalemate.lab.judge.KvmSeen;
import dev.stalemate.lab.judge.LenientReader;
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
     * @throws BadFileException if that makes no sense, or no design describes the kernel
     */
    public KvmShower(List<String> boot) throws BadFileException {
        this("the boot", boot);
    }

    /** On the kernel of a recording. */
    KvmShower(String recording, List<String> boot) throws BadFileException {
        kernel = KvmRecordingReader.read(recording, String.join("\n", boot)).kernel();
        try {
            kernel.known();
        } catch (IllegalArgumentException e) {
            throw new BadFileException(recording, String.valueOf(e.getMessage()));
        }
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
        Recordings.putNew(added, name, new Added(file, mapped));
        return mapped.scenario().text();
    }

    @Override
    public List<Shown> judge(String recording, List<String> lines) {
        Map<String, KvmRun> runs = new LinkedHashMap<>();
        LenientReader reader = new LenientReader(recording, run -> runs.put(run.name(), run));
        lines.forEach(reader::line);
        reader.finish();
        String nothing = reader.problems().stream().findFirst().orElse("the machine said nothing of it");
        Map<String, List<String>> said = Recordings.byScenario(lines);
        List<Shown> shown = new ArrayList<>();
        added.forEach((name, one) -> {
            @Nullable KvmRun run = runs.get(name);
            List<String> own = said.getOrDefault(name, List.of());
            shown.add(run == null ? lost(one, nothing) : shown(one, KvmSeen.of(one.mapped, kernel, run), run, own));
        });
        return shown;
    }

    private Shown lost(Added one, String why) {
        return new Shown(one.file, one.mapped.counterexample(), kernel(), Outcome.LOST, why, List.of());
    }

    private Shown shown(Added one, KvmSeen seen, KvmRun run, List<String> said) {
        Outcome outcome = seen.seen() ? Outcome.SEEN : run.ended() ? Outcome.DIFFERS : Outcome.LOST;
        String other =
                one.mapped.ownDesign() ? "" : "; " + one.mapped.counterexample().design() + " takes the same steps";
        return new Shown(one.file, one.mapped.counterexample(), kernel(), outcome, seen.says() + other, said);
    }
}
