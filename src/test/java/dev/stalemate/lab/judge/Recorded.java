package dev.stalemate.lab.judge;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.lab.scenario.KvmScenario;
import dev.stalemate.lab.scenario.KvmScenarioReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Recorded runs of a real KVM, with their scenarios. The files explain themselves in kvm-lab/README.txt. */
public record Recorded(RealKernel kernel, List<KvmScenario> scenarios, List<KvmRun> runs) {
    /** Those of a kernel: 6.1 or 6.12. */
    public static Recorded of(String kernel) {
        return of(text(kernel + ".scn"), text(kernel + ".lab"));
    }

    static Recorded of(String scenarios, String lines) {
        try {
            KvmRecording recording = KvmRecordingReader.read("lines", lines);
            return new Recorded(recording.kernel(), KvmScenarioReader.read("scenarios", scenarios), recording.runs());
        } catch (BadFileException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static String text(String file) {
        try {
            return Files.readString(Path.of("src/test/resources/kvm-lab", file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The run of a scenario. */
    public KvmRun run(String name) {
        return runs.stream().filter(r -> r.name().equals(name)).findFirst().orElseThrow();
    }

    /** The only scenario and run of that name. */
    Recorded only(String name) {
        return new Recorded(
                kernel,
                scenarios.stream().filter(s -> s.name().equals(name)).toList(),
                runs.stream().filter(r -> r.name().equals(name)).toList());
    }

    /** Every verdict of a judge. */
    List<KvmVerdict> judged(KvmJudge judge) {
        List<KvmVerdict> verdicts = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            verdicts.add(judge.judge(scenarios.get(i), runs.get(i)));
        }
        return verdicts;
    }
}
