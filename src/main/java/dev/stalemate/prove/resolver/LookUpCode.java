package dev.stalemate.prove.resolver;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.prove.answer.ProofOptions;
import dev.stalemate.prove.answer.ProofProgress;
import dev.stalemate.prove.answer.ProofReport.CutOff;
import dev.stalemate.prove.execute.CodePrint;
import dev.stalemate.prove.resolver.ResolverReport.Known;
import dev.stalemate.prove.resolver.ResolverReport.Result;
import dev.stalemate.prove.solve.Solver;
import dev.stalemate.systems.kvm.KvmMtrrLookup;
import dev.stalemate.systems.xen.leaf.XenMtrrs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Look-ups that have a summary, and the statements that their code is what the summary says. */
public enum LookUpCode {
    SDM(Mtrrs.class, "code-sdm"),
    KVM(KvmMtrrLookup.class, "code-kvm"),
    XEN(XenMtrrs.class, "code-xen-4k", "code-xen-2m", "code-xen-1g");

    /** The method that has a summary. */
    static final String METHOD = "type";

    private static final String PROVED = "look-ups.txt";
    private static final String INDEX = "look-ups";

    private final Class<?> owner;
    private final ImmutableList<String> statements;

    LookUpCode(Class<?> owner, String... statements) {
        this.owner = owner;
        this.statements = ImmutableList.copyOf(statements);
    }

    @Override
    public String toString() {
        return owner.getSimpleName() + "." + METHOD;
    }

    /** The statements that it is what its summary says. */
    public ImmutableList<String> statements() {
        return statements;
    }

    /** The lines of the file that says of which code the statements are proved, as they are for the present code. */
    public static List<String> present() {
        List<String> lines = new ArrayList<>();
        lines.add("# look-up, fingerprint of the code of which its statements are proved: written by LookUpCodeTest");
        Arrays.stream(values()).map(LookUpCode::line).forEach(lines::add);
        return lines;
    }

    private String line() {
        return this + " " + CodePrint.of(owner, METHOD);
    }

    /** The lines of the file that says of which code the statements are proved. */
    public static List<String> proved() {
        try {
            return Splitter.on('\n')
                    .omitEmptyStrings()
                    .splitToList(Resources.toString(
                            Resources.getResource(LookUpCode.class, PROVED), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Whether some look-ups are what their summaries say: their code is that of which it is proved, or it is proved now. A line each.
     *
     * @param used those that a proof has used
     */
    public static ImmutableList<CutOff> checked(
            Set<LookUpCode> used, List<? extends Solver> solvers, ProofOptions options, ProofProgress progress) {
        List<String> proved = proved();
        ImmutableList.Builder<CutOff> lines = ImmutableList.builder();
        for (LookUpCode each : used) {
            lines.add(
                    proved.contains(each.line())
                            ? new CutOff(
                                    INDEX,
                                    each + " is what its term says: its code is that of which it is proved",
                                    true)
                            : each.asked(solvers, options, progress));
        }
        return lines.build();
    }

    private CutOff asked(List<? extends Solver> solvers, ProofOptions options, ProofProgress progress) {
        List<Lemma> lemmas = Statements.of(new LookUps(), new EntryRules()).stream()
                .filter(lemma -> statements.contains(lemma.statement().id()))
                .toList();
        return asked(lemmas, solvers, options, progress);
    }

    /** Whether statements about it hold. */
    CutOff asked(List<Lemma> lemmas, List<? extends Solver> solvers, ProofOptions options, ProofProgress progress) {
        for (Result result :
                ResolverProofs.asked(lemmas, solvers, options, progress).results()) {
            if (result.known() != Known.PROVED) {
                return new CutOff(
                        INDEX,
                        "the code of " + this
                                + " has changed, and is not shown to be what its term says: see prove resolver "
                                + result.statement().id() + " (" + result.why() + ")",
                        false);
            }
        }
        return new CutOff(
                INDEX, this + " is what its term says: its code has changed, and was asked about again", true);
    }
}
