package dev.stalemate.lab.seen;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.lab.scenario.NotMappedException;
import dev.stalemate.lab.seen.Shown.Outcome;
import dev.stalemate.lab.xen.XenLabRun;
import dev.stalemate.lab.xen.XenLabVerdict;
import dev.stalemate.lab.xen.XenMapped;
import dev.stalemate.lab.xen.XenMapping;
import dev.stalemate.lab.xen.XenSeen;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows counterexamples of Xen's EPT. */
public final class XenShower implements Shower {
    private final String version;
    private final Map<String, Added> added = new LinkedHashMap<>();

    private record Added(String file, XenMapped mapped) {}

    /** On a Xen, by what its machine said of itself. */
    public XenShower(List<String> boot) {
        XenLabRun run = new XenLabRun("the boot", null, verdict -> {});
        boot.forEach(run::line);
        version = run.version();
    }

    @Override
    public String system() {
        return XenMapping.system();
    }

    @Override
    public String kernel() {
        return "Xen " + version;
    }

    @Override
    public String add(String name, String file, Counterexample counterexample) throws NotMappedException {
        XenMapped mapped = XenMapping.of(name, counterexample, version);
        Recordings.putNew(added, name, new Added(file, mapped));
        return mapped.scenario().text();
    }

    @Override
    public List<Shown> judge(String recording, List<String> lines) throws BadFileException {
        Map<String, XenLabVerdict> verdicts = new LinkedHashMap<>();
        XenLabRun run = new XenLabRun(recording, null, verdict -> verdicts.put(verdict.name(), verdict));
        Map<String, String> problems = problems(recording, run, lines);
        Map<String, List<String>> said = Recordings.byScenario(lines);
        List<Shown> shown = new ArrayList<>();
        added.forEach((name, one) -> {
            @Nullable XenLabVerdict verdict = verdicts.get(name);
            @Nullable String problem = problems.get(name);
            List<String> own = said.getOrDefault(name, List.of());
            if (problem != null) {
                shown.add(shown(one, Outcome.LOST, "not seen: " + problem, own));
            } else if (verdict == null) {
                shown.add(shown(one, Outcome.LOST, "the machine said nothing of it", List.of()));
            } else {
                XenSeen seen = XenSeen.of(one.mapped, kernel(), verdict);
                shown.add(shown(one, seen.seen() ? Outcome.SEEN : Outcome.DIFFERS, seen.text(), own));
            }
        });
        return shown;
    }

    /**
     * What is wrong with what was said of scenarios and behind them, by their names; the first of each.
     *
     * @throws BadFileException if something is wrong before all of them
     */
    private static Map<String, String> problems(String recording, XenLabRun run, List<String> lines)
            throws BadFileException {
        Map<String, String> problems = new LinkedHashMap<>();
        @Nullable String name = null;
        for (String line : lines) {
            // The end of a scenario can be missing: that is seen as the next one begins, and is about the one before.
            List<String> before = run.problems();
            run.line(line);
            note(recording, run, before, name, problems);
            name = line.startsWith(Recordings.SCENARIO) ? line.substring(Recordings.SCENARIO.length()) : name;
        }
        List<String> before = run.problems();
        run.end();
        note(recording, run, before, name, problems);
        return problems;
    }

    private static void note(
            String recording, XenLabRun run, List<String> before, @Nullable String name, Map<String, String> problems)
            throws BadFileException {
        for (String problem : run.problems()) {
            if (!before.contains(problem)) {
                if (name == null) {
                    throw new BadFileException(recording, problem);
                }
                problems.putIfAbsent(name, problem);
            }
        }
    }

    private Shown shown(Added one, Outcome outcome, String says, List<String> said) {
        return new Shown(one.file, one.mapped.counterexample(), kernel(), outcome, says, said);
    }
}
