package dev.stalemate.lab.judge;

import com.google.common.collect.ImmutableList;
import dev.stalemate.text.Amounts;

/**
 * What came of a run of a real KVM, judged twice: whether it did what the model does, and whether its leaves are as they should be.
 *
 * @param name of the scenario
 * @param release of the kernel
 * @param design of the model, as it was at first
 * @param ended whether the scenario came to its end; if not, what it did until then is judged
 * @param notJudged why it is not judged from some operation on, or did not come to its end; empty if all of it is judged
 * @param dumps how many dumps were compared
 * @param leaves how many leaves were compared, in all dumps
 * @param absent how many pages without a leaf were compared, in all dumps
 * @param refusedZaps how many leaves stayed since KVM refused to zap a range that ends before it begins
 * @param differences where KVM did not do what the model does
 * @param wrong leaves that break a property
 */
public record KvmVerdict(
        String name,
        String release,
        String design,
        boolean ended,
        String notJudged,
        int dumps,
        int leaves,
        int absent,
        int refusedZaps,
        ImmutableList<KvmDifference> differences,
        ImmutableList<WrongLeaf> wrong) {
    /** Whether something was compared. */
    public boolean compared() {
        return leaves + absent > 0;
    }

    /** Whether all of it was compared, and all was as in the model. */
    public boolean conforms() {
        return ended && notJudged.isEmpty() && compared() && differences.isEmpty();
    }

    /** In a sentence. */
    public String says() {
        String what = Amounts.count(dumps, "dump") + ", " + leaves + " leaves and " + absent + " pages without one";
        String compared = !differences.isEmpty()
                ? "differs from the model: " + differences.get(0)
                : compared() ? "as in the model: " + what : "nothing compared";
        String rest = (ended ? "" : "; it did not come to its end")
                + (notJudged.isEmpty() ? "" : "; not judged to its end: " + notJudged);
        long stale = wrong.stream().map(WrongLeaf::gpa).distinct().count();
        return compared + rest + (stale == 0 ? "" : "; wrong, as the model says: " + wrong.get(0));
    }
}
