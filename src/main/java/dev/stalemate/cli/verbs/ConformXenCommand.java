package dev.stalemate.cli.verbs;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.OutputKind;
import dev.stalemate.cli.session.Session;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.real.xen.XenConformance;
import dev.stalemate.real.xen.XenDumpSummary;
import dev.stalemate.report.Progress;
import dev.stalemate.systems.xen.XenSystem;
import dev.stalemate.systems.xen.design.XenDesign;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A real Xen's EPT, leaf by leaf. */
@Command(
        name = "xen",
        description = {
            "Plays runs of a real Xen on the model of its release, and compares each leaf of each dump, the EPT"
                    + " misconfiguration exits of each command, and what it answered.",
            "Ends with 65 if a run is damaged (the others are still compared), with 15 if anything differs,"
                    + " with 20 if a guest was lost, with 14 if a run has no leaf to compare.",
            "With --dump: sums up the dumps of debug key D in any Xen console."
        })
public final class ConformXenCommand implements Callable<Integer> {
    private static final String XEN = "xen-ept/";

    private final Session session;

    @ArgGroup(multiplicity = "1")
    private Source source = new Source();

    @Option(
            names = "--design",
            paramLabel = "NAME",
            defaultValue = "xen-4.17.7",
            description =
                    "The release that the runs are of, such as 4.20.4, xen-4.20.4 or 4.21, or any design of xen-ept;"
                            + " ${DEFAULT-VALUE} if none is named.")
    private String design = "";

    @Option(
            names = "--json",
            paramLabel = "FILE|-",
            description = "Write the result as JSON; to standard output alone for -.")
    private @Nullable String json;

    /** The verb in a session. */
    public ConformXenCommand(Session session) {
        this.session = session;
    }

    /** Either of the two. */
    private static final class Source {
        @Option(names = "--dump", paramLabel = "FILE", required = true, description = "A Xen console.")
        private @Nullable Path dump;

        @Parameters(
                arity = "1..*",
                paramLabel = "DIR",
                description = "A run: a steps.log, and the consoles that it names.")
        private List<Path> runs = new ArrayList<>();
    }

    @Override
    public Integer call() throws IOException, BadFileException {
        session.files()
                .reads(source.dump)
                .reads(source.runs)
                .writes("--json", json, OutputKind.OTHER)
                .check();
        if (source.dump != null) {
            XenDumpSummary summary = XenDumpSummary.read(source.dump);
            print(summary.toText(), summary.toJson());
            return ExitCode.OK.number();
        }
        Progress progress = session.drive();
        XenConformance conformance = new XenConformance(design, design());
        int done = 0;
        for (Path run : source.runs) {
            if (progress.stopped()) {
                break;
            }
            progress.note("conform: " + done + " of " + source.runs.size() + " runs, now " + run);
            conformance.play(run);
            done++;
        }
        progress.clear();
        print(conformance.toText(), conformance.toJson());
        conformance.problems().forEach(session::complain);
        return code(conformance, done < source.runs.size()).number();
    }

    private static ExitCode code(XenConformance conformance, boolean stopped) {
        if (!conformance.problems().isEmpty()) {
            return ExitCode.BAD_INPUT;
        }
        if (conformance.differs()) {
            return ExitCode.DIFFERS;
        }
        if (stopped || conformance.isCut()) {
            return ExitCode.BOUND;
        }
        return conformance.isVacuous() ? ExitCode.VACUOUS : ExitCode.OK;
    }

    /** A design or a release, with or without the system's name before it. */
    private XenDesign design() {
        return Failure.asUsage(
                () -> new XenSystem().design(design.startsWith(XEN) ? design.substring(XEN.length()) : design));
    }

    private void print(String text, String asJson) throws IOException {
        if (!"-".equals(json)) {
            session.out().print(text);
        }
        if (json != null) {
            session.write(json, asJson);
        }
    }
}
