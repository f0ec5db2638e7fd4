package dev.stalemate.lab.export;

import dev.stalemate.counterexample.Check;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.lab.scenario.Mapped;
import dev.stalemate.lab.scenario.Mapped.Expected;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Law;
import dev.stalemate.model.Source;
import dev.stalemate.model.Verdict;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.systems.kvm.KvmSystem;
import dev.stalemate.systems.kvm.KvmVersion;
import dev.stalemate.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the program says of itself in the comment at its head. */
final class ProgramHead {
    private static final KvmSystem SYSTEM = new KvmSystem();

    private final Mapped mapped;
    private final KvmVersion kernel;
    private final boolean needsDma;
    private final List<String> lines = new ArrayList<>();

    private ProgramHead(Mapped mapped, KvmVersion kernel, boolean needsDma) {
        this.mapped = mapped;
        this.kernel = kernel;
        this.needsDma = needsDma;
    }

    /**
     * The lines of the comment, with a star before each.
     *
     * @param tool which tool writes it, with its version
     */
    static String of(Mapped mapped, KvmVersion kernel, boolean needsDma, String tool) {
        ProgramHead head = new ProgramHead(mapped, kernel, needsDma);
        head.about();
        head.steps();
        head.howTo();
        head.add("Written by " + tool + ".");
        return head.lines.stream().map(line -> (" * " + line).stripTrailing()).collect(Collectors.joining("\n"));
    }

    private void add(String text) {
        lines.addAll(CText.paragraph("", text));
    }

    private void item(String name, String text) {
        lines.addAll(CText.paragraph(name + " ".repeat(Math.max(1, 10 - name.length())), text));
    }

    private void about() {
        Counterexample c = mapped.counterexample();
        Trace trace = mapped.trace();
        Law law = trace.model().law(c.law());
        add(mapped.scenario().name()
                + ": a counterexample of a model of KVM, to be played on a real one through /dev/kvm.");
        lines.add("");
        Claim claim = claim(c);
        if (claim != null) {
            Claim.Finding finding = claim.recorded() == Verdict.VIOLATED ? claim.finding() : null;
            item(finding == null ? "Claim" : "Finding", finding == null ? claim.says() : finding.why());
            for (Source source : claim.sources()) {
                item("Source", source.text());
                String link = source.link();
                if (link != null) {
                    item("", link);
                }
            }
        }
        item(
                "Design",
                trace.model().design().name() + ": " + trace.model().design().says());
        item("Kernels", kernel.range());
        if (!mapped.ownDesign()) {
            item("", "The counterexample is about " + c.design() + ", which takes the same steps to the same leaves.");
        }
        item("Property", law.name() + ": " + law.says());
        item("Scope", trace.model().scope().words());
        if (mapped.movedBy() != 0) {
            item(
                    "",
                    "Frames and ranges are 0x" + Long.toHexString(mapped.movedBy())
                            + " higher here than in the model.");
        }
        lines.add("");
    }

    /** The claim that the file names, unless that is about something else. */
    private static @Nullable Claim claim(Counterexample c) {
        return Check.aboutClaim(c, SYSTEM).isEmpty()
                ? SYSTEM.claims().stream()
                        .filter(claim -> claim.id().equals(c.claim()))
                        .findFirst()
                        .orElse(null)
                : null;
    }

    private void steps() {
        Trace trace = mapped.trace();
        Law law = trace.model().law(mapped.counterexample().law());
        add("The steps, and the leaves of the EPT after each by the model:");
        int from = 0;
        for (Expected expected : mapped.expected()) {
            for (; from < expected.steps(); from++) {
                lines.addAll(CText.paragraph(
                        String.format("  (%d) ", from + 1),
                        trace.steps().get(from).toString()));
            }
            lines.addAll(CText.paragraph("        ", leaves(expected.leaves())));
        }
        int at = trace.firstViolation(law);
        add((at == 0 ? "At the start " : "After (" + at + ") ") + law.name() + " is violated:");
        law.explanation().of(trace.state(at)).details().forEach(detail -> lines.addAll(CText.paragraph("  ", detail)));
        lines.add("");
    }

    private static String leaves(Map<Long, Integer> leaves) {
        return leaves.entrySet().stream()
                .map(e -> "0x" + Long.toHexString(e.getKey()) + ": "
                        + (e.getValue() == EptLeaf.NONE ? "no leaf" : EptLeaf.text(e.getValue())))
                .collect(Collectors.joining(", "));
    }

    private void howTo() {
        String name = mapped.scenario().name();
        item("Build", "gcc -O1 -Wall -Wextra -pthread -o " + name + " " + name + ".c");
        item(
                "Run",
                "./" + name
                        + ", as root, on an Intel processor with EPT. The kernel's own trace events (tracefs) say which leaves"
                        + " there are; -s FILE keeps them, for stalemate trace FILE --kvm VERSION. With the lab's module ncdma loaded, the leaves"
                        + " are read from the page tables (-m events for the trace). Where neither can be, loads are timed (rdtsc in the"
                        + " guest), after the last step alone: that tells uncached from cached memory, and never IPAT.");
        if (needsDma) {
            item(
                    "Device",
                    "This needs a device with non-coherent DMA, or KVM ignores what the guest says of memory types. Bind one to"
                            + " vfio-pci and give its group: -g /dev/vfio/noiommu-0 (CONFIG_VFIO_NOIOMMU) or -g /dev/vfio/N, whose IOMMU"
                            + " must not enforce coherence. KVM_DEV_VFIO_FILE_ADD then tells KVM of it. Or load the lab's module ncdma,"
                            + " which makes the same call. Without, it can't be shown, and the program ends with 2. Give -g once for each"
                            + " device that is there at a time.");
        }
        item(
                "Result",
                "0: every leaf is as in the model. 1: one differs. 2: it can't run here, or nothing could be compared; it says why.");
        lines.add("");
    }
}
