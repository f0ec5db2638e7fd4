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
        XenLabRun run = new XenLabRun(recording, null, verdict -> {});
        lines.forEach(run::line);
        run.end();
        Map<String, XenLabVerdict> verdicts = new LinkedHashMap<>();
        run.verdicts().forEach(verdict -> verdicts.put(verdict.name(), verdict));
        if (verdicts.isEmpty() && !run.problems().isEmpty()) {
            throw new BadFileException(recording, run.problems().get(0));
        }
        Map<String, List<String>> said = Recordings.byScenario(lines);
        List<Shown> shown = new ArrayList<>();
        added.forEach((name, one) -> {
            @Nullable XenLabVerdict verdict = verdicts.get(name);
            List<String> own = said.getOrDefault(name, List.of());
            shown.add(shown(one, verdict == null ? null : XenSeen.of(one.mapped, kernel(), verdict), verdict, own));
        });
        return shown;
    }

    private Shown shown(Added one, @Nullable XenSeen seen, @Nullable XenLabVerdict verdict, List<String> said) {
        if (seen == null || verdict == null) {
            String nothing = "the machine said nothing of it";
            return new Shown(one.file, one.mapped.counterexample(), kernel(), Outcome.LOST, nothing, List.of());
        }
        boolean cut = verdict.outcome() == XenLabVerdict.Outcome.CUT;
        Outcome outcome = seen.seen() ? Outcome.SEEN : cut ? Outcome.LOST : Outcome.DIFFERS;
        return new Shown(one.file, one.mapped.counterexample(), kernel(), outcome, seen.text(), said);
    }
}
